/**
 * "A is not B" is kept: a rejected pair is not proposed again, unless a new reading speaks for it by more than a margin.
 *
 * Promises: what a reading changed is measured with one and the same model (the pair with and without what was read since
 * the rejection), so that a new version of the model brings nothing back by itself; the node says so in a row of its own, and
 * the rejection stays where it was. Refuses: to touch a confirmed hit; to bring a pair back twice for one reading.
 */
import type { Tx } from "../platform/database.ts";
import { uuidv7 } from "../platform/ids.ts";
import { writeJournal } from "../journal/write.ts";
import { comparedOf } from "./hit-compared.ts";
import { loadCandidates, type Candidate } from "./candidate.store.ts";
import type { PairScore } from "./engine/pair.ts";

/** Nats (20 to 1) by which new readings must speak for a rejected pair before it waits again. */
export const evidenceMargin = 3;

type Score = (weapon: Candidate, other: Candidate) => PairScore | undefined;

interface RejectedRow {
  id: string;
  firearm_id: string;
  other_kind: Candidate["kind"];
  other_id: string;
  /** The last judgement or word of the node. */
  since: string;
}

interface ReadingRow {
  firearm_id: string;
  written: string;
  before: boolean;
}

/** The weapon as it was read until then; undefined where nothing was read since. */
function asBefore(weapon: Candidate, readings: readonly ReadingRow[]): Candidate | undefined {
  const own = readings.filter((one) => one.firearm_id === weapon.id);
  if (own.every((one) => one.before)) return undefined;
  const known = [...new Set(own.filter((one) => one.before).map((one) => one.written))];
  const { serial: _, readings: __, ...rest } = weapon;
  return {
    ...rest,
    ...(known[0] === undefined ? {} : { serial: known[0] }),
    ...(known.length > 1 ? { readings: known } : {}),
  };
}

/**
 * Lets rejected hits of a weapon wait again where new readings warrant it; runs as the matcher, with the weapon as it stands.
 * @param score how a pair is scored by itself (`scorePair`)
 * @returns how many hits wait again
 */
export async function reconsiderRejected(tx: Tx, weapon: Candidate, score: Score): Promise<number> {
  const rejected = await tx.query<RejectedRow>(
    `select h.id, h.firearm_id, h.other_kind, h.other_id, (select max(d.at) from matching.hit_decision d where d.hit_id = h.id) as since
     from matching.hit h where (h.firearm_id = $1 or (h.other_kind = 'firearm' and h.other_id = $1)) and h.state = 'rejected' and h.withdrawn_at is null
     order by h.id for update of h`,
    [weapon.id],
  );
  let back = 0;
  for (const hit of rejected) {
    const firearms = [hit.firearm_id, ...(hit.other_kind === "firearm" ? [hit.other_id] : [])];
    const sides = new Map(
      (await loadCandidates(tx, hit.other_kind === "register-record" ? [hit.other_id] : [], firearms)).map((one) => [
        one.id,
        one,
      ]),
    );
    const [first, second] = [sides.get(hit.firearm_id), sides.get(hit.other_id)];
    if (first === undefined || second === undefined) continue;
    const readings = await tx.query<ReadingRow>(
      `select r.firearm_id, r.written, r.read_at <= $2 as before from firearms.reading r join firearms.mark m on m.id = r.mark_id
       where r.firearm_id = any($1) and r.written <> '' and m.kind in ('serial','serial-restamped','serial-part') order by r.read_at, r.id`,
      [firearms, hit.since],
    );
    const [firstBefore, secondBefore] = [asBefore(first, readings), asBefore(second, readings)];
    if (firstBefore === undefined && secondBefore === undefined) continue;
    const now = score(first, second);
    if (now === undefined) continue;
    const before = score(firstBefore ?? first, secondBefore ?? second);
    if (before !== undefined && now.logOdds - before.logOdds <= evidenceMargin) continue;
    const compared = JSON.stringify(comparedOf(first, second));
    await tx.query(
      `update matching.hit set state = 'proposed', version = version + 1, changed_at = now(), probability = $2, log_odds = $3, model_version = $4, why = $5, compared = $6 where id = $1`,
      [hit.id, now.probability, now.logOdds, now.modelVersion, JSON.stringify(now.why), compared],
    );
    await tx.query(
      "insert into matching.hit_decision (id, hit_id, verb, reason, probability, model_version, compared) values ($1, $2, 'new-evidence', $3, $4, $5, $6)",
      [uuidv7(), hit.id, "new-evidence", now.probability, now.modelVersion, compared],
    );
    await writeJournal(tx, null, [
      {
        verb: "change",
        kind: "hit",
        record: hit.id,
        content: { step: "new-evidence", modelVersion: now.modelVersion },
      },
    ]);
    back += 1;
  }
  return back;
}
