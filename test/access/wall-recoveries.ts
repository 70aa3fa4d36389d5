/**
 * Recoveries in full before the wall: rows in every table that hangs on a record, and who may write there.
 */
import { randomUUID } from "node:crypto";
import { saveDraft } from "../../src/recoveries/draft.contract.ts";
import type { World } from "../world.ts";
import { groupsOf, type Person } from "./oracle.ts";
import { country } from "./people.ts";

/** What hangs on a recovery, seen by exactly who sees it: table and the column that names the record. */
export const hangingTables = [
  ["recoveries.step", "recovery_id"],
  ["recoveries.change", "recovery_id"],
  ["recoveries.route_point", "recovery_id"],
  ["recoveries.item", "recovery_id"],
  ["recoveries.party", "recovery_id"],
  ["recoveries.party_standing", "recovery_id"],
  ["recoveries.offence", "recovery_id"],
  ["firearms.doubt_override", "firearm_id"],
] as const;

/** Author and unit of a form, as "author INSTITUTION/UNIT". */
export const ownerOfDraft =
  "(select p.username || ' ' || i.code || '/' || u.code from access.person p, access.unit u join access.institution i on i.id = u.institution_id where p.id = t.created_by and u.id = t.unit_id)";

/** A form is its author's and their unit's, nobody else's: not the institution's, not a rule's. */
export function seesDraft(person: Person, owner: string): boolean {
  const [author, unit] = owner.split(" ");
  const groups = groupsOf(country, person);
  return groups.has(`person:${author ?? ""}`) || groups.has(`unit:${unit ?? ""}`);
}

/** One row of each kind on every record that stands, and forms of three people. */
export async function fillRecoveries(world: World): Promise<void> {
  const { admin } = world;
  const officer = await world.person("border.officer");
  const on = "from recoveries.recovery r where r.withdrawn_at is null";
  await admin.query("select set_config('tamga.actor', $1, false)", [officer.id]);
  for (const sql of [
    `insert into recoveries.item (id, number, recovery_id, position, kind, recorded_by, institution_id, audience) select gen_random_uuid(), 'TM-W' || r.id, r.id, 0, 'part', r.created_by, 0, '{}' ${on}`,
    `insert into recoveries.party (id, recovery_id, position, kind, name_written, recorded_by, institution_id, audience) select gen_random_uuid(), r.id, 0, 'person', 'x', r.created_by, 0, '{}' ${on}`,
    `insert into recoveries.party_standing (id, party_id, recovery_id, category, recorded_by, institution_id, audience) select gen_random_uuid(), p.id, p.recovery_id, 'suspect', p.recorded_by, 0, '{}' from recoveries.party p`,
    `insert into recoveries.route_point (id, recovery_id, kind, position, country, recorded_by, institution_id, audience) select gen_random_uuid(), r.id, 'transit', 0, 'QS', r.created_by, 0, '{}' ${on}`,
    `insert into recoveries.change (id, recovery_id, subject, kind, reason, recorded_by, institution_id, audience) select gen_random_uuid(), r.id, 'recovery', 'corrected', 'laid', r.created_by, 0, '{}' ${on}`,
    `insert into recoveries.offence (id, recovery_id, written, recorded_by, institution_id, audience) select gen_random_uuid(), r.id, 'x', r.created_by, 0, '{}' ${on}`,
    "insert into firearms.doubt_override (id, firearm_id, recovery_id, code, field, judged, reason, recorded_by, unit_id, institution_id, audience) select gen_random_uuid(), f.id, f.recovery_id, 'junk', 'serial', 'x', 'laid', f.created_by, 0, 0, '{}' from firearms.firearm f where f.withdrawn_at is null",
  ])
    await admin.query(sql);
  await admin.query("select set_config('tamga.actor', '', false)");
  for (const who of ["border.officer", "border.officer2", "customs.officer"])
    await (await world.person(who)).do(saveDraft, { params: { id: randomUUID() }, body: { version: null, body: {} } });
}

export interface Trial {
  readonly table: string;
  readonly what: string;
  readonly sql: string;
  readonly values: readonly unknown[];
  readonly who: Readonly<Record<string, boolean>>;
}

/** Who may write where, on a record of border.officer and one of its weapons. */
export async function recoveryTrials(
  world: World,
  recovery: string | undefined,
  weapon: string | undefined,
): Promise<Trial[]> {
  const one = async (table: string): Promise<string | undefined> =>
    (
      await world.admin.query<{ id: string }>(`select id from recoveries.${table} where recovery_id = $1 limit 1`, [
        recovery,
      ])
    ).rows[0]?.id;
  const [item, party] = [await one("item"), await one("party")];
  const { rows: drafts } = await world.admin.query<{ id: string }>(
    "select id from recoveries.draft where created_by = $1 and recovery_id is null limit 1",
    [(await world.person("border.officer")).id],
  );
  const draft = drafts[0]?.id;
  const enters = {
    "border.officer": true,
    "hq.analyst": true,
    "hq.examiner": false,
    "post.custodian": false,
    "nation.focal-operator": false,
    "sibling.officer": false,
  };
  const keeps = { "border.officer": true, "sibling.officer": false, "hq.analyst": false, "customs.officer": false };
  const insert = (table: string, columns: string, values: string): string =>
    `insert into ${table} (id, ${columns}, recorded_by, institution_id, audience) values ($1, ${values}, access.actor(), 0, '{}')`;
  const step = (verb: string): string =>
    `insert into recoveries.step (id, recovery_id, verb, reason, to_status, record_version, recorded_by, unit_id, institution_id, audience) values ($1, $2, '${verb}', 'because', '', 0, access.actor(), 0, 0, '{}')`;
  const trials: Trial[] = [
    { table: "recoveries.item", what: "adds an item", sql: insert("recoveries.item", "number, recovery_id, position, kind", "'TM-TRIAL', $2, 9, 'part'"), values: [randomUUID(), recovery], who: enters },
    { table: "recoveries.party", what: "adds a party", sql: insert("recoveries.party", "recovery_id, position, kind, name_written", "$2, 9, 'person', 'x'"), values: [randomUUID(), recovery], who: enters },
    { table: "recoveries.party_standing", what: "states a standing", sql: insert("recoveries.party_standing", "party_id, recovery_id, category", "$3, $2, 'witness'"), values: [randomUUID(), recovery, party], who: enters },
    { table: "recoveries.route_point", what: "states a point of the route", sql: insert("recoveries.route_point", "recovery_id, kind, position, country", "$2, 'transit', 9, 'QS'"), values: [randomUUID(), recovery], who: enters },
    { table: "recoveries.offence", what: "states an offence", sql: insert("recoveries.offence", "recovery_id, written", "$2, 'x'"), values: [randomUUID(), recovery], who: enters },
    { table: "recoveries.change", what: "keeps a change", sql: insert("recoveries.change", "recovery_id, subject, kind, reason", "$2, 'recovery', 'corrected', 'because'"), values: [randomUUID(), recovery], who: enters },
    { table: "recoveries.item", what: "corrects an item", sql: "update recoveries.item set note = 'x' where id = $1", values: [item], who: enters },
    { table: "recoveries.party", what: "corrects a party", sql: "update recoveries.party set note = 'x' where id = $1", values: [party], who: enters },
    // Never one's own record.
    ...["accept", "return"].map((verb): Trial => ({ table: "recoveries.step", what: `takes ${verb}`, sql: step(verb), values: [randomUUID(), recovery], who: { ...enters, "border.officer": false } })),
    { table: "firearms.doubt_override", what: "overrides a doubt", sql: "insert into firearms.doubt_override (id, firearm_id, recovery_id, code, field, judged, reason, recorded_by, unit_id, institution_id, audience) values ($1, $2, $3, 'junk', 'serial', 'x', 'because', access.actor(), 0, 0, '{}')", values: [randomUUID(), weapon, recovery], who: enters },
    { table: "recoveries.draft", what: "keeps a form", sql: "insert into recoveries.draft (id, institution_id, unit_id, created_by, changed_by, audience, body) values ($1, 0, 0, access.actor(), access.actor(), '{}', '{}')", values: [randomUUID()], who: { "border.officer": true, "hq.analyst": false, "hq.examiner": false, "hq.administrator": false, "special.ended": false } },
    { table: "recoveries.draft", what: "changes a form", sql: "update recoveries.draft set body = '{}' where id = $1", values: [draft], who: keeps },
    { table: "recoveries.draft", what: "throws a form away", sql: "delete from recoveries.draft where id = $1", values: [draft], who: keeps },
  ]; // prettier-ignore
  return trials;
}
