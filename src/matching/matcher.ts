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
import { codeLists } from "../reference/lists.ts";
import { fileOf, loadCandidates, type Candidate } from "./candidate.store.ts";
import type { MatchModel } from "./engine/match-model.ts";
import { questionOf, scorePairWith, type PairScore } from "./engine/pair.ts";
import { fieldKnowledge } from "./field-knowledge.ts";
import { modelInForce } from "./learning/model-in-force.ts";
import { comparedOf } from "./hit-compared.ts";
import { reconsiderRejected } from "./hit-evidence.ts";
import { stateForMatching, type LiveState } from "./live-index.ts";
import type { WeaponDescription } from "./match-answer.ts";
import { keyVersion } from "./serial-keys.ts";

/**
 * Pairs below one in twenty are not proposed: a proposal opens both records to both owners, where their rules say so, and most of what it would
 * open is another weapon. Who looks a number up is shown the less probable too, of what they may see.
 */
export const worthProposing = 0.05;
/** A pair that fits worse than the owner's best by this many nats (20 to 1) is a neighbour's number, not a proposal. */
const neighbourMargin = 3;
/** Most proposals for one weapon out of one institution's files; more means that the number says nothing. */
const mostOfOneOwner = 50;
/** Weapons of one look at what is committed: each look takes over what has changed. */
const batch = 100;

/** The pair's score when no other record is looked at; by the model in force. */
export function scorePair(
  weapon: WeaponDescription,
  other: WeaponDescription,
  model: MatchModel = modelInForce(),
): PairScore | undefined {
  return scorePairWith(model, fieldKnowledge(codeLists()), weapon, other);
}

type Level = "hit" | "pointer" | null;
/** Levels by record kind, both institutions and handling codes: the same few in one transaction. */
type Levels = Map<string, Promise<Level>>;

function levelBetween(tx: Tx, record: Candidate, viewer: Candidate, known: Levels): Promise<Level> {
  // Inside one institution a hit opens the record to the other unit, unless H2 or H3 holds it back.
  if (record.institutionId === viewer.institutionId) return Promise.resolve((record.handling & 6) === 0 ? "hit" : null);
  const kind = record.kind === "firearm" ? "firearm" : "register-record";
  const name = `${kind} ${record.institutionId} ${viewer.institutionId} ${record.handling}`;
  const asked =
    known.get(name) ??
    tx
      .query<{ level: Level }>("select access.rule_level($1, $2, $3, $4) as level", [
        kind,
        record.institutionId,
        viewer.institutionId,
        record.handling,
      ])
      .then(([row]) => row?.level ?? null);
  known.set(name, asked);
  return asked;
}

/** A record that a hit opens to whoever holds the other side. */
interface Opening {
  readonly record: Candidate;
  readonly viewer: Candidate;
  readonly hit: string;
}

/**
 * Opens records to the institution and the unit that hold the other side; inside one institution to the unit (the institution sees it
 * already). Each record's audience is worked out once, whatever opened it.
 */
async function openAll(tx: Tx, openings: readonly Opening[]): Promise<void> {
  if (openings.length === 0) return;
  await tx.query(
    `insert into access.share (id, kind, record_id, group_id, basis, reason)
     select gen_random_uuid(), x.kind, x.record, g.id, 'hit', x.hit
     from jsonb_to_recordset($1::jsonb) x(kind text, record uuid, hit text, institution int, unit int, same boolean)
     join access.audience_group g on (g.institution_id = x.institution and not x.same) or (x.unit is not null and g.unit_id = x.unit)
     on conflict do nothing`,
    [
      JSON.stringify(
        openings.map(({ record, viewer, hit }) => ({
          kind: record.kind,
          record: record.id,
          hit,
          institution: viewer.institutionId,
          unit: viewer.unitId,
          same: record.institutionId === viewer.institutionId,
        })),
      ),
    ],
  );
  const kinds = new Map(openings.map(({ record }) => [record.id, record.kind]));
  await tx.query("select access.refresh_audience(x.kind, x.id) from unnest($1::text[], $2::uuid[]) x(kind, id)", [
    [...kinds.values()],
    [...kinds.keys()],
  ]);
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

interface Proposal {
  readonly other: Candidate;
  readonly match: PairScore;
}

/** Writes the hits of one weapon that are new, opens what they open, tells who must know; gives how many. */
async function proposeAll(tx: Tx, weapon: Candidate, proposals: readonly Proposal[]): Promise<number> {
  if (proposals.length === 0) return 0;
  // Between two weapons one hit is enough, whichever was recorded first.
  const reverse = await tx.query<{ id: string }>(
    "select firearm_id as id from matching.hit where other_kind = 'firearm' and other_id = $1 and firearm_id = any($2)",
    [weapon.id, proposals.map(({ other }) => other.id)],
  );
  const there = new Set(reverse.map(({ id }) => id));
  const wanted = new Map(
    proposals
      .filter(({ other }) => !there.has(other.id))
      .map((proposal) => [proposal.other.id, { ...proposal, id: uuidv7(), number: recordNumber() }]),
  );
  if (wanted.size === 0) return 0;
  const made = await tx.query<{ other_id: string; set_aside: boolean }>(
    `insert into matching.hit (id, number, firearm_id, other_kind, other_id, firearm_institution_id, other_institution_id, handling, probability, log_odds,
       model_version, why, compared, audience, other_audience)
     select x.id, x.number, $1, x.kind, x.other, $2, x.institution, x.handling, x.probability, x.log_odds, x.model, x.why, x.compared, '{}', '{}'
     from jsonb_to_recordset($3::jsonb) x(id uuid, number text, kind text, other uuid, institution int, handling int, probability float8, log_odds float8,
       model text, why jsonb, compared jsonb)
     on conflict (firearm_id, other_kind, other_id) do nothing returning other_id, set_aside`,
    [
      weapon.id,
      weapon.institutionId,
      JSON.stringify(
        [...wanted.values()].map(({ id, number, other, match }) => ({
          id,
          number,
          kind: other.kind,
          other: other.id,
          institution: other.institutionId,
          handling: weapon.handling | other.handling,
          probability: match.probability,
          log_odds: match.logOdds,
          model: match.modelVersion,
          why: match.why,
          compared: comparedOf(weapon, other),
        })),
      ),
    ],
  );
  const notes: JournalNote[] = [];
  const openings: Opening[] = [];
  const levels: Levels = new Map();
  const told: {
    readonly id: string;
    readonly number: string;
    readonly other: Candidate;
    readonly probability: number;
  }[] = [];
  const pointed: (readonly [string, Candidate, Candidate])[] = [];
  for (const { other_id: otherId, set_aside: aside } of made) {
    const proposal = wanted.get(otherId);
    if (proposal === undefined) continue;
    const { id, number, other, match } = proposal;
    notes.push({
      verb: "create",
      kind: "hit",
      record: id,
      content: { firearm: weapon.id, other: other.id, otherKind: other.kind, modelVersion: match.modelVersion },
    });
    const toOther = await levelBetween(tx, weapon, other, levels);
    const toWeapon = await levelBetween(tx, other, weapon, levels);
    for (const [record, viewer, level] of [
      [weapon, other, toOther],
      [other, weapon, toWeapon],
    ] as const) {
      if (level !== "hit") continue;
      openings.push({ record, viewer, hit: number });
      notes.push({
        verb: "share",
        kind: record.kind,
        record: record.id,
        content: { hit: id, institution: viewer.institution },
      });
    }
    // Who may settle it is told when they can see it; where a side stays closed, only whom to ask.
    if (toOther === "pointer") pointed.push([id, other, weapon]);
    if (toWeapon === "pointer") pointed.push([id, weapon, other]);
    // Below the threshold of those who settle it, it waits aside and rings nowhere.
    if (toOther === "hit" && !aside) told.push({ id, number, other, probability: match.probability });
  }
  await openAll(tx, openings);
  for (const [hit, own, other] of pointed) await pointTo(tx, hit, own, other);
  await tx.query("select access.refresh_hits($1, null)", [weapon.id]);
  for (const { id, number, other, probability } of told) await tellOwners(tx, id, number, other, probability);
  await writeJournal(tx, null, notes);
  return made.length;
}

/**
 * A new reading or statement changes what a proposal rests on: open hits of the weapon are scored anew over all readings.
 * What was decided keeps the numbers it was decided by.
 */
async function scoreAnew(tx: Tx, weapon: Candidate, model: MatchModel): Promise<void> {
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
    if (first === undefined || second === undefined) continue;
    const match = scorePair(first, second, model);
    if (match === undefined) continue;
    await tx.query(
      `update matching.hit set probability = $2, log_odds = $3, model_version = $4, why = $5, compared = $6, changed_at = now()
       where id = $1 and (probability, log_odds, why) is distinct from ($2, $3, $5::jsonb)`,
      [
        hit.id,
        match.probability,
        match.logOdds,
        match.modelVersion,
        JSON.stringify(match.why),
        JSON.stringify(comparedOf(first, second)),
      ],
    );
  }
}

/**
 * Proposes the hits of one weapon; gives how many are new.
 * @param state all files, as they were committed when the weapon was taken up or later
 */
export async function matchFirearm(tx: Tx, firearmId: string, state: LiveState): Promise<number> {
  const { model } = state.engine;
  const [weapon] = await loadCandidates(tx, [], [firearmId]);
  if (weapon?.serial === undefined) return 0;
  await scoreAnew(tx, weapon, model);
  await reconsiderRejected(tx, weapon, (one, other) => scorePair(one, other, model));
  const found = state.finder.find(questionOf(weapon), worthProposing, firearmId);
  const ids = (firearm: boolean): string[] =>
    found.filter(({ file }) => (file === "firearm") === firearm).map(({ id }) => id);
  // Scored as they stand in this transaction, whatever the index knew.
  const candidates = await loadCandidates(tx, ids(false), ids(true));
  const scored = candidates.flatMap((candidate) => {
    const match = scorePair(weapon, candidate, model);
    return match === undefined || match.probability < worthProposing ? [] : [{ candidate, match }];
  });
  // Of one owner, file and handling: what a reader does not see keeps nothing from them.
  const byOwner = Map.groupBy(
    scored,
    ({ candidate }) =>
      `${candidate.institutionId} ${fileOf(candidate)} ${candidate.unitId ?? ""} ${candidate.handling}`,
  );
  const proposals: Proposal[] = [];
  for (const owner of byOwner.values()) {
    const best = owner
      .toSorted((a, b) => b.match.logOdds - a.match.logOdds || (a.candidate.id < b.candidate.id ? -1 : 1))
      .slice(0, mostOfOneOwner);
    const top = best[0]?.match.logOdds ?? 0;
    for (const { candidate, match } of best)
      if (match.logOdds >= top - neighbourMargin) proposals.push({ other: candidate, match });
  }
  return proposeAll(tx, weapon, proposals);
}

/**
 * Takes some waiting weapons and matches each in its own transaction; gives how many were taken. While the index is being built they
 * wait: none is matched by less than all files.
 */
export async function matchWaiting(database: Database): Promise<number> {
  const waiting = await database.asSystem("tamga_matcher", (tx) =>
    tx.query<{ firearm_id: string }>(`select firearm_id from matching.match_task order by asked_at limit ${batch}`),
  );
  if (waiting.length === 0) return 0;
  const state = await stateForMatching(database);
  if (state === undefined) return 0;
  let taken = 0;
  for (const { firearm_id: id } of waiting) {
    await database.asSystem("tamga_matcher", async (tx) => {
      // Another program may be at it; then it is theirs.
      const [mine] = await tx.query(
        "delete from matching.match_task where firearm_id = (select firearm_id from matching.match_task where firearm_id = $1 for update skip locked) returning 1",
        [id],
      );
      if (mine === undefined) return;
      await matchFirearm(tx, id, state);
      taken += 1;
    });
  }
  return taken;
}

/** Matches all that waits (tests, commands). */
export async function matchNow(database: Database): Promise<void> {
  for (;;) {
    if ((await matchWaiting(database)) > 0) continue;
    const [row] = await database.asSystem("tamga_matcher", (tx) =>
      tx.query<{ waits: boolean }>("select exists (select from matching.match_task) as waits"),
    );
    if (row?.waits !== true) return;
    // The index is being built, or another program has them.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
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
