/** Hand-overs, thresholds and lots before the wall: rows in every table, and who may write there. */
import { randomUUID } from "node:crypto";
import type { World } from "../world.ts";
import type { Furnished } from "./furnish.ts";
import type { Trial } from "./wall-recoveries.ts";

/** Weapons of a lot, by id, for the oracle. */
export const membersOf = (lot: string): string =>
  `(select string_agg(m.firearm_id::text, ',') from matching.lot_member m where m.lot_id = t.${lot})`;
export const codeOf = "(select i.code from access.institution i where i.id = t.institution_id)";

const weaponsOf = (furnished: Furnished): string[] =>
  ["plain", "known to the police"].flatMap(
    (name) => furnished.recoveries.find(({ recovery }) => recovery.name === name)?.firearms[0]?.id ?? [],
  );

/** A lot of two weapons that different people see, a threshold, and hits that were handed over. */
export async function fillHits(world: World, furnished: Furnished): Promise<void> {
  const { database } = world.node;
  const keeper = await world.person("police.keeper");
  const analyst = await world.person("border.analyst");
  await database.asActor({ personId: keeper.id }, async (tx) => {
    await tx.query(
      "insert into matching.hit_threshold (id, institution_id, value, reason, expected, set_by) values ($1, 0, 0.01, 'laid', '{}', access.actor())",
      [randomUUID()],
    );
    const hits = await tx.query<{ id: string }>(
      "select h.id from matching.hit h where h.other_institution_id = access.my_institution() and exists (select from matching.reveal_takers(h.id))",
    );
    for (const { id } of hits)
      await tx.query(
        "insert into matching.hit_handover (id, hit_id, to_person, reason, by_person, institution_id) select gen_random_uuid(), $1, t.person_id, 'laid', access.actor(), 0 from matching.reveal_takers($1) t limit 1",
        [id],
      );
  });
  const head = await world.person("focal.head");
  // The shipped version put in force (a change that changes nothing), one that waits for its decision, one that is being learned.
  const version =
    "insert into matching.model_version (id, version, parent, reason) select gen_random_uuid(), $1, v.version, 'laid' from matching.model_version v where v.state = 'shipped'";
  await database.asActor({ personId: (await world.person("focal.operator")).id }, (tx) =>
    tx.query(version, ["wall-1"]),
  );
  await world.admin.query(
    "update matching.model_version set state = 'proposed', content = '{}', report = '{}' where version = 'wall-1'",
  );
  await database.asActor({ personId: head.id }, async (tx) => {
    await tx.query(version, ["wall-2"]);
    await tx.query(
      "insert into matching.model_change (version, reason) select version, 'laid' from matching.model_version where state = 'shipped'",
    );
  });
  const lot = randomUUID();
  await database.asActor({ personId: analyst.id }, async (tx) => {
    await tx.query(
      "insert into matching.lot (id, number, institution_id, created_by, grounds) values ($1, 'TM-LOT', 0, access.actor(), '{}')",
      [lot],
    );
    await tx.query("insert into matching.lot_member (lot_id, firearm_id) select $1, unnest($2::uuid[])", [
      lot,
      weaponsOf(furnished),
    ]);
    await tx.query(
      "insert into matching.lot_judgement (id, lot_id, verb, reason, by_person, institution_id) values ($1, $2, 'confirm', 'laid', access.actor(), 0)",
      [randomUUID(), lot],
    );
  });
}

export async function hitTrials(world: World, furnished: Furnished, hit: string | undefined): Promise<Trial[]> {
  const { rows } = await world.admin.query<{ id: string }>("select id from matching.lot where number = 'TM-LOT'");
  const [lot, lost] = [rows[0]?.id, furnished.registers.find(({ name }) => name === "police lost")?.id];
  const keeper = (await world.person("police.keeper")).id;
  const outsider = (await world.person("customs.analyst")).id;
  const handOver =
    "insert into matching.hit_handover (id, hit_id, to_person, reason, by_person, institution_id) values ($1, $2, $3, 'yours', access.actor(), 0)";
  const threshold =
    "insert into matching.hit_threshold (id, institution_id, register_id, value, reason, expected, set_by) values ($1, 0, $2, 0.2, 'too many', '{}', access.actor())";
  const reject = "update matching.model_version set state = 'rejected', decision = 'seen' where version = 'wall-1'";
  const putInForce =
    "insert into matching.model_change (version, reason) select coalesce((select version from matching.model_version where state = 'shipped'), 'wall-x'), 'seen'";
  const weighs = {
    "focal.head": true,
    "nation.focal-operator": true,
    "nation.analyst": false,
    "police.keeper": false,
    "hq.administrator": false,
  };
  return [
    { table: "matching.model_version", what: "rejects a version", sql: reject, values: [], who: weighs },
    { table: "matching.model_change", what: "puts a version in force", sql: putInForce, values: [], who: weighs },
    { table: "matching.hit_threshold", what: "sets a threshold", sql: threshold, values: [randomUUID(), lost], who: { "police.keeper": true, "police.analyst": true, "town.investigator": false, "hq.analyst": false, "hq.administrator": false } },
    { table: "matching.hit_handover", what: "hands a hit over", sql: handOver, values: [randomUUID(), hit, keeper], who: { "police.keeper": true, "hq.analyst": false, "customs.analyst": false, "hq.administrator": false } },
    { table: "matching.hit_handover", what: "hands a hit to who cannot take it", sql: handOver, values: [randomUUID(), hit, outsider], who: { "police.keeper": false } },
    { table: "matching.lot", what: "begins a lot", sql: "insert into matching.lot (id, number, institution_id, created_by, grounds) values ($1, 'TM-TRIAL', 0, access.actor(), '{}')", values: [randomUUID()], who: { "hq.analyst": true, "border.officer": false, "hq.administrator": false } },
    { table: "matching.lot_member", what: "adds to a lot that stands", sql: "insert into matching.lot_member (lot_id, firearm_id) values ($1, $2)", values: [lot, weaponsOf(furnished)[0]], who: { "hq.analyst": false } },
    { table: "matching.lot_judgement", what: "judges a lot", sql: "insert into matching.lot_judgement (id, lot_id, verb, reason, by_person, institution_id) values ($1, $2, 'reopen', 'seen', access.actor(), 0)", values: [randomUUID(), lot], who: { "hq.analyst": true, "border.officer": false, "customs.analyst": false, "police.analyst": false } },
  ]; // prettier-ignore
}
