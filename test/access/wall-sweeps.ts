/** Sweeps and pairs of registers before the wall: rows in both tables, who sees them, and who may write there. */
import { randomUUID } from "node:crypto";
import type { World } from "../world.ts";
import type { Trial } from "./wall-recoveries.ts";

/** What a sweep concerns, for the oracle: an import, or two registers with a comma between. */
export const sweepConcerns = "coalesce(run_id::text, left_register::text || ',' || right_register::text)";
/** The two records of a pair, and who had their registers compared. */
export const pairRecords = "left_id::text || ',' || right_id::text";
export const pairOwner =
  "(select i.code from matching.sweep s join access.institution i on i.id = s.institution_id where s.id = t.sweep_id)";

/** Every two registers compared by each of four institutions, with a pair of each two records; and the sweep of every import. */
export async function fillSweeps(world: World): Promise<void> {
  await world.admin.query(
    `insert into matching.sweep (id, kind, run_id, institution_id, created_by)
       select gen_random_uuid(), 'after-import', m.id, m.institution_id, m.created_by from registers.import_run m on conflict do nothing`,
  );
  await world.admin.query(
    `insert into matching.sweep (id, kind, left_register, right_register, institution_id, least)
       select gen_random_uuid(), 'registers', l.id, r.id, i.id, 0.5 from registers.register l join registers.register r on r.id <> l.id
       cross join access.institution i where i.code in ('POLICE','BORDER','CUSTOMS','FOCAL')`,
  );
  await world.admin.query(
    `insert into matching.register_pair (sweep_id, left_id, right_id, probability, log_odds, model_version, why)
       select s.id, l.id, r.id, 0.9, 2, 'laid', '[]' from matching.sweep s
       join registers.record l on l.register_id = s.left_register join registers.record r on r.register_id = s.right_register`,
  );
}

export async function sweepTrials(world: World): Promise<Trial[]> {
  const { rows: registers } = await world.admin.query<{ id: string; code: string }>(
    "select g.id, i.code from registers.register g join access.institution i on i.id = g.institution_id order by g.code",
  );
  const police = registers.filter(({ code }) => code === "POLICE").map(({ id }) => id);
  const [left, right = registers.find(({ id }) => id !== police[0])?.id] = police;
  const { rows: runs } = await world.admin.query<{ id: string }>(
    "select s.run_id as id from matching.sweep s join access.institution i on i.id = s.institution_id where i.code = 'BORDER' and s.kind = 'after-import' limit 1",
  );
  const ask =
    "insert into matching.sweep (id, kind, left_register, right_register, institution_id, created_by, least) values ($1, 'registers', $2, $3, access.my_institution(), access.actor(), 0.5)";
  return [
    { table: "matching.sweep", what: "has registers compared", sql: ask, values: [randomUUID(), left, right], who: { "police.keeper": true, "police.analyst": true, "customs.officer": false, "hq.analyst": false, "hq.administrator": false } },
    { table: "matching.sweep", what: "has registers compared in another's name", sql: ask.replace("access.actor()", "gen_random_uuid()"), values: [randomUUID(), left, right], who: { "police.keeper": false } },
    { table: "matching.sweep", what: "has registers compared for another institution", sql: ask.replace("access.my_institution()", "access.my_institution() + 1"), values: [randomUUID(), left, right], who: { "police.keeper": false } },
    { table: "matching.sweep", what: "stops the sweep of an import", sql: "update matching.sweep set cancel_asked = true where run_id = $1", values: [runs[0]?.id], who: { "border.analyst": true, "police.keeper": false, "hq.officer": false } },
    { table: "matching.sweep", what: "stops a comparison", sql: "update matching.sweep set cancel_asked = true where left_register = $1 and right_register = $2 and institution_id = access.my_institution()", values: [left, right], who: { "police.keeper": true, "customs.officer": false, "hq.administrator": false } },
    { table: "matching.register_pair", what: "writes a pair", sql: "insert into matching.register_pair (sweep_id, left_id, right_id, probability, log_odds, model_version, why) select sweep_id, right_id, left_id, 0.9, 1, 'x', '[]' from matching.register_pair limit 1", values: [], who: { "police.keeper": false, "police.analyst": false } },
  ]; // prettier-ignore
}
