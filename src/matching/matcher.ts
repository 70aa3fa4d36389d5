/**
 * The matcher: proposes hits for weapons that were recorded or re-read, against every register and every other weapon.
 *
 * Promises: every weapon asked for is matched (the asking row stands until its hits are written); a pair is proposed
 * once; each pair is scored by itself, so that no third record changes what two owners see; what the owners' rules open
 * to each other is opened in the same transaction, no more. Refuses: to look at circumstances; to settle anything.
 */
import { settingOf } from "../platform/settings.ts";
import type { Database, Tx } from "../platform/database.ts";
import { recordNumber, uuidv7 } from "../platform/ids.ts";
import { Problem } from "../platform/problem.ts";
import type { Log } from "../platform/log.ts";
import { tell } from "../access/notice.store.ts";
import { writeJournal, type JournalNote } from "../journal/write.ts";
import { findCandidates, keysOfWeapon, loadCandidates, type Candidate } from "./candidate.store.ts";
import { reconsiderRejected } from "./hit-evidence.ts";
import { rankCandidates, type RankedMatch } from "./match-score.ts";
import { keyVersion } from "./serial-keys.ts";

/** Pairs below this are not proposed. */
const worthProposing = 0.1;
/** The prior of a pair scored by itself: as if its file had this many records. A constant, so that nothing hidden enters. */
const pairRegisterSize = 100_000;
/** A pair that fits worse than the owner's best by this many nats (20 to 1) is a neighbour's number, not a proposal. */
const neighbourMargin = 3;
/** Most proposals for one weapon out of one institution's files; more means that the number says nothing. */
const mostOfOneOwner = 50;
const batch = 20;

/** The pair's score when no other record is looked at. */
export function scorePair(weapon: Candidate, other: Candidate): RankedMatch | undefined {
  const match = rankCandidates(weapon, [other], { registerSize: pairRegisterSize })[0];
  if (match === undefined) return undefined;
  return { ...match, probability: match.probability / (1 + neighbours(match)) };
}

/**
 * How many other weapons may be expected whose number, read with the same kinds of error, would be this reading: numbers come in blocks,
 * and a wrong digit is the neighbour's number. A block a tenth full is assumed, the same for every pair, so that nothing hidden
 * enters. One replaced digit of seven leaves about five, an unread position one.
 */
function neighbours(match: RankedMatch): number {
  let rivals = 0;
  for (const part of match.why) {
    if (part.field !== "serial") continue;
    for (const { kind, held, written } of part.operations) {
      const places = Math.min(3, Math.max(1, (held === "" ? written : held).length));
      if (kind === "replaced") rivals += 5;
      else if (kind === "unread" || kind === "end-missing" || kind === "start-missing")
        rivals += 0.1 * 10 ** Math.min(2, places);
      else if (kind === "look-alike" || kind === "swapped" || kind === "one-of") rivals += 0.3;
      else if (kind === "missing" || kind === "inserted" || kind === "run") rivals += 1;
    }
  }
  return rivals;
}

type Level = "hit" | "pointer" | null;

async function levelBetween(tx: Tx, record: Candidate, viewer: Candidate): Promise<Level> {
  // Inside one institution a hit opens the record to the other unit, unless H2 or H3 holds it back.
  if (record.institutionId === viewer.institutionId) return (record.handling & 6) === 0 ? "hit" : null;
  const kind = record.kind === "firearm" ? "firearm" : "register-record";
  const [row] = await tx.query<{ level: Level }>("select access.rule_level($1, $2, $3, $4) as level", [
    kind,
    record.institutionId,
    viewer.institutionId,
    record.handling,
  ]);
  return row?.level ?? null;
}

/** Opens `record` to the institution and the unit that hold the other side; inside one institution to the unit (the institution sees it already). */
async function openTo(tx: Tx, record: Candidate, viewer: Candidate, hitNumber: string): Promise<void> {
  await tx.query(
    `insert into access.share (id, kind, record_id, group_id, basis, reason)
     select gen_random_uuid(), $1, $2, g.id, 'hit', $3 from access.audience_group g
     where (g.institution_id = $4 and not $6) or ($5::int is not null and g.unit_id = $5) on conflict do nothing`,
    [
      record.kind,
      record.id,
      hitNumber,
      viewer.institutionId,
      viewer.unitId,
      record.institutionId === viewer.institutionId,
    ],
  );
  await tx.query("select access.refresh_audience($1, $2)", [record.kind, record.id]);
}

async function pointTo(tx: Tx, hitId: string, own: Candidate, other: Candidate): Promise<void> {
  const [table, author] =
    own.kind === "firearm" ? ["firearms.firearm", "or g.person_id = r.created_by"] : ["registers.record", ""];
  // The rule speaks to the owner of this side alone: who else sees the record is not pointed anywhere.
  await tx.query(
    `insert into matching.hit_pointer (id, hit_id, own_kind, own_id, institution_id, other_institution_id, audience)
     select gen_random_uuid(), $1, $2, r.id, r.institution_id, $4,
       array(select g.id from access.audience_group g where g.institution_id = r.institution_id or g.unit_id = $5::int ${author} order by g.id)
     from ${table} r where r.id = $3 on conflict do nothing`,
    [hitId, own.kind, own.id, other.institutionId, own.unitId],
  );
}

/** Whoever may settle the hit at the other record's institution is told. */
async function tellOwners(
  tx: Tx,
  hitId: string,
  hitNumber: string,
  record: Candidate,
  probability: number,
): Promise<void> {
  if (probability < 0.5) return;
  const owners = await tx.query<{ id: string }>(
    `select p.id from access.person p
     where p.institution_id = $1 and p.active and exists (
       select from access.role_assignment a join access.role_permission rp on rp.role = a.role and rp.permission = 'hits.decide'
       where a.person_id = p.id and a.valid_from <= now() and (a.valid_until is null or a.valid_until > now()) and a.scope in ('institution','national'))`,
    [record.institutionId],
  );
  // Their own record is named, as they wrote it; of the other side nothing stands in a notice.
  const { serial, model, make, type } = record.shown;
  await tell(
    tx,
    owners.map((owner) => owner.id),
    "hit-proposed",
    { hit: hitId, number: hitNumber, serial, weapon: model ?? make ?? type },
  );
}

async function propose(tx: Tx, weapon: Candidate, other: Candidate, match: RankedMatch): Promise<boolean> {
  const [reverse] = await tx.query(
    "select 1 from matching.hit where firearm_id = $1 and other_kind = 'firearm' and other_id = $2",
    [other.id, weapon.id],
  );
  if (reverse !== undefined) return false;
  const id = uuidv7();
  const number = recordNumber();
  const made = await tx.query<{ id: string; set_aside: boolean }>(
    `insert into matching.hit (id, number, firearm_id, other_kind, other_id, firearm_institution_id, other_institution_id, handling, probability, log_odds,
       model_version, why, audience, other_audience) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '{}', '{}')
     on conflict (firearm_id, other_kind, other_id) do nothing returning id, set_aside`,
    [
      id,
      number,
      weapon.id,
      other.kind,
      other.id,
      weapon.institutionId,
      other.institutionId,
      weapon.handling | other.handling,
      match.probability,
      match.logOdds,
      match.modelVersion,
      JSON.stringify(match.why),
    ],
  );
  if (made.length === 0) return false;
  const notes: JournalNote[] = [
    {
      verb: "create",
      kind: "hit",
      record: id,
      content: { firearm: weapon.id, other: other.id, otherKind: other.kind, modelVersion: match.modelVersion },
    },
  ];
  const toOther = await levelBetween(tx, weapon, other);
  const toWeapon = await levelBetween(tx, other, weapon);
  for (const [record, viewer, level] of [
    [weapon, other, toOther],
    [other, weapon, toWeapon],
  ] as const) {
    if (level === "hit") {
      await openTo(tx, record, viewer, number);
      notes.push({
        verb: "share",
        kind: record.kind,
        record: record.id,
        content: { hit: id, institution: viewer.institution },
      });
    }
  }
  // Who may settle it is told when they can see it; where a side stays closed, only whom to ask.
  if (toOther === "pointer") await pointTo(tx, id, other, weapon);
  if (toWeapon === "pointer") await pointTo(tx, id, weapon, other);
  await tx.query("select access.refresh_hits($1, $2)", [weapon.id, other.kind === "register-record" ? other.id : null]);
  // Below the threshold of those who settle it, it waits aside and rings nowhere.
  if (toOther === "hit" && made[0]?.set_aside !== true) await tellOwners(tx, id, number, other, match.probability);
  await writeJournal(tx, null, notes);
  return true;
}

/**
 * A new reading or statement changes what a proposal rests on: open hits of the weapon are scored anew over all readings.
 * What was decided keeps the numbers it was decided by.
 */
async function scoreAnew(tx: Tx, weapon: Candidate): Promise<void> {
  const open = await tx.query<{ id: string; firearm_id: string; other_kind: Candidate["kind"]; other_id: string }>(
    `select id, firearm_id, other_kind, other_id from matching.hit
     where (firearm_id = $1 or (other_kind = 'firearm' and other_id = $1)) and state in ('proposed','unsure') order by id for update`,
    [weapon.id],
  );
  if (open.length === 0) return;
  const others = new Map(
    (
      await loadCandidates(
        tx,
        open.filter((hit) => hit.other_kind === "register-record").map((hit) => hit.other_id),
        open.flatMap((hit) => (hit.other_kind === "firearm" ? [hit.firearm_id, hit.other_id] : [])),
      )
    ).map((candidate) => [candidate.id, candidate]),
  );
  for (const hit of open) {
    const first = hit.firearm_id === weapon.id ? weapon : others.get(hit.firearm_id);
    const second = others.get(hit.other_id);
    const match = first === undefined || second === undefined ? undefined : scorePair(first, second);
    if (match === undefined) continue;
    await tx.query(
      `update matching.hit set probability = $2, log_odds = $3, model_version = $4, why = $5, changed_at = now()
       where id = $1 and (probability, log_odds, why) is distinct from ($2, $3, $5::jsonb)`,
      [hit.id, match.probability, match.logOdds, match.modelVersion, JSON.stringify(match.why)],
    );
  }
}

/** Proposes the hits of one weapon; gives how many are new. */
export async function matchFirearm(tx: Tx, firearmId: string): Promise<number> {
  const [weapon] = await loadCandidates(tx, [], [firearmId]);
  if (weapon?.serial === undefined) return 0;
  await scoreAnew(tx, weapon);
  await reconsiderRejected(tx, weapon, scorePair);
  const candidates = await findCandidates(tx, keysOfWeapon(weapon), firearmId);
  const scored = candidates.flatMap((candidate) => {
    const match = scorePair(weapon, candidate);
    // Whether a person should look is another question than how sure it is: a neighbour's number is looked at, and said to be unsure.
    return match === undefined || match.probability * (1 + neighbours(match)) < worthProposing
      ? []
      : [{ candidate, match }];
  });
  const byOwner = Map.groupBy(scored, ({ candidate }) => candidate.institutionId);
  let made = 0;
  for (const owner of byOwner.values()) {
    const best = owner
      .toSorted((a, b) => b.match.logOdds - a.match.logOdds || (a.candidate.id < b.candidate.id ? -1 : 1))
      .slice(0, mostOfOneOwner);
    const top = best[0]?.match.logOdds ?? 0;
    for (const { candidate, match } of best)
      if (match.logOdds >= top - neighbourMargin && (await propose(tx, weapon, candidate, match))) made += 1;
  }
  return made;
}

/** Takes some waiting weapons and matches each in its own transaction; gives how many were taken. */
export async function matchWaiting(database: Database): Promise<number> {
  const waiting = await database.asSystem("tamga_matcher", (tx) =>
    tx.query<{ firearm_id: string }>(`select firearm_id from matching.match_task order by asked_at limit ${batch}`),
  );
  let taken = 0;
  for (const { firearm_id: id } of waiting) {
    await database.asSystem("tamga_matcher", async (tx) => {
      // Another program may be at it; then it is theirs.
      const [mine] = await tx.query(
        "delete from matching.match_task where firearm_id = (select firearm_id from matching.match_task where firearm_id = $1 for update skip locked) returning 1",
        [id],
      );
      if (mine === undefined) return;
      await matchFirearm(tx, id);
      taken += 1;
    });
  }
  return taken;
}

/** Matches all that waits (tests, commands). */
export async function matchNow(database: Database): Promise<void> {
  while ((await matchWaiting(database)) > 0);
}

/** The worker: looks for waiting weapons, a few times a second. */
export async function startMatcher(database: Database, log: Log): Promise<{ stop(): Promise<void> }> {
  await database.asSystem("tamga_keeper", async (tx) => {
    await tx.query(
      "insert into platform.setting (key, value) values ('matching.key-version', $1) on conflict (key) do nothing",
      [JSON.stringify(keyVersion)],
    );
    // Keys of another making find nothing: better a clear stop than silence.
    const stored = await settingOf(tx, "matching.key-version");
    if (stored !== keyVersion)
      throw new Problem({
        status: 500,
        code: "keys-outdated",
        values: { stored: String(stored), program: keyVersion },
      });
  });
  let stopped = false;
  let wake: (() => void) | undefined;
  const loop = async (): Promise<void> => {
    while (!stopped) {
      let taken = 0;
      try {
        taken = await matchWaiting(database);
      } catch (fault) {
        if (!stopped) log.warn({ fault }, "the matcher waits");
      }
      if (taken > 0 || stopped) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 400);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const running = loop();
  return {
    stop: async () => {
      stopped = true;
      wake?.();
      await running;
    },
  };
}
