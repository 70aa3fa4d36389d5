/**
 * Sweeps: many comparisons at once, in slices. After an import all recovered weapons are compared with what is new in the register; one
 * register is compared with another.
 *
 * Promises: each slice and how far it is are committed together, so that a program killed at any moment loses nothing and doubles nothing; what it
 * finds is what each question finds alone; people are answered meanwhile, the search is in another thread; other jobs get their turn; a record
 * that a reader does not see keeps no pair from them. Refuses: to propose by itself: the matcher scores each weapon that has something new, as
 * ever; to go on when it was cancelled.
 */
import type { Database, Tx } from "../platform/database.ts";
import { uuidv7 } from "../platform/ids.ts";
import { readOverlay } from "../reference/curator.store.ts";
import { codeLists } from "../reference/lists.ts";
import { questionOf, type PairScore } from "./engine/pair.ts";
import { fieldKnowledge } from "./field-knowledge.ts";
import { freshModel, modelInForce } from "./learning/model-in-force.ts";
import { stateForMatching } from "./live-index.ts";
import { PartMaker } from "./live-index-build.ts";
import { rowsById, rowsWhere, type IndexRow } from "./live-index-rows.ts";
import type { WeaponDescription } from "./match-answer.ts";
import { worthProposing } from "./matcher.ts";
import type { FinderParts, FoundPair } from "./pair-finder.ts";
import { PairThread } from "./pair-thread.ts";
import { Vocabulary } from "./engine/vocabulary.ts";
import { endSweep, findSweep, moveSweep, takeUpSweep, type SweepRow } from "./sweep.store.ts";

/** Most questions of one slice: a second of work. */
const mostOfSlice = 500;
/** Slices of a whole sweep at least: how far it is moves by hundredths and does not tell how much there is. */
const slices = 100;
/** An import of so few records is asked by itself, whatever the registers hold. */
const mostApart = 20_000;
/** Most pairs kept of one record of the left register with records of one audience. */
const mostOfOne = 20;
/** A pair that fits worse than the record's best by this many nats is another's number. */
const margin = 3;
/** After so long the sweep lets other jobs work and goes on in a job of its own. */
const turn = 10_000;

export interface Sweeping {
  readonly database: Database;
  readonly signal: AbortSignal;
  /** Questions of one slice. */
  readonly sliceRows?: number;
  /** So many records of an import are asked by themselves. */
  readonly mostApart?: number;
  /** Milliseconds of one turn. */
  readonly turn?: number;
}

/** How a turn ended; `turn-over`: there is more to do, and it wants another job. */
export type SweepEnd = SweepRow["state"] | "turn-over";

/** The index as it is committed now, waited for while it is being built. */
async function readyParts({ database, signal }: Sweeping, file?: string): Promise<FinderParts> {
  for (;;) {
    signal.throwIfAborted();
    const state = await stateForMatching(database);
    if (state !== undefined) {
      const { parts, fresh, ...rest } = state.finderParts();
      const wanted = (part: FinderParts["parts"][number]): boolean => file === undefined || part.file === file;
      return { ...rest, parts: parts.filter(wanted), fresh: fresh.filter(({ part }) => wanted(part)) };
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** What an import brought: its records by themselves, or the whole register where they are many; undefined: nothing, or it was taken back. */
async function partsOfRun(sweeping: Sweeping, runId: string): Promise<FinderParts | undefined> {
  const apart = sweeping.mostApart ?? mostApart;
  const brought =
    "select n.id from registers.record n where n.run_id = $1 union all select c.record_id from registers.record_change c where c.run_id = $1 and c.undone_at is null";
  const own = `and r.id in (${brought})`;
  const [run] = await sweeping.database.asSystem("tamga_matcher", (tx) =>
    tx.query<{ register_id: string | null; size: number }>(
      `select m.register_id, (select count(*) from (${brought} limit ${apart + 1}) x) as size from registers.import_run m where m.id = $1 and m.state = 'done'`,
      [runId],
    ),
  );
  if (run === undefined || run.size === 0) return undefined;
  if (run.size > apart) return readyParts(sweeping, run.register_id ?? undefined);
  const vocabulary = new Vocabulary(fieldKnowledge(codeLists()));
  const maker = new PartMaker(run.register_id ?? "", false, vocabulary);
  for (const row of await sweeping.database.asSystem("tamga_matcher", (tx) => rowsWhere(tx, 1, own, [runId])))
    maker.add(row);
  return { parts: [maker.part()], fresh: [], current: new Map(), values: vocabulary.values, model: modelInForce() };
}

function describe({ weapon, readings }: IndexRow): WeaponDescription {
  const or = (text: string): string | undefined => (text === "" ? undefined : text);
  return {
    type: or(weapon.type),
    make: or(weapon.make),
    model: or(weapon.model),
    calibre: or(weapon.calibre),
    country: or(weapon.country),
    serial: or(weapon.serial),
    year: weapon.year,
    ...(readings.length === 0 ? {} : { readings: [weapon.serial, ...readings] }),
  };
}

/** Weapons of a slice that have a pair which is no hit yet wait for the matcher. */
async function askMatcher(
  tx: Tx,
  pairs: readonly { readonly firearm: string; readonly other: string }[],
): Promise<number> {
  if (pairs.length === 0) return 0;
  const [row] = await tx.query<{ asked: number }>(
    `with put as (
       insert into matching.match_task (firearm_id)
         select distinct x.firearm from unnest($1::uuid[], $2::uuid[]) x(firearm, other)
         where not exists (select from matching.hit h where h.firearm_id = x.firearm and h.other_id = x.other)
           and not exists (select from matching.hit h where h.firearm_id = x.other and h.other_id = x.firearm)
         order by 1
       on conflict (firearm_id) do update set asked_at = now() returning 1)
     select count(*) as asked from put`,
    [pairs.map(({ firearm }) => firearm), pairs.map(({ other }) => other)],
  );
  return row?.asked ?? 0;
}

interface ScoredPair {
  readonly left: string;
  readonly right: string;
  readonly score: PairScore;
}

/**
 * Scores what was found for the records of a slice, as they stand now. The best keeps worse ones out among records of one audience alone: who
 * sees a pair that was left out saw the better one too, and no hidden record takes a place.
 */
async function scorePairs(
  { database }: Sweeping,
  thread: PairThread,
  least: number,
  rows: readonly IndexRow[],
  found: readonly (readonly FoundPair[])[],
): Promise<readonly ScoredPair[]> {
  const ids = [...new Set(found.flat().map(({ id }) => id))];
  const others = new Map(
    (await database.asSystem("tamga_matcher", (tx) => rowsById(tx, 1, ids))).map((row) => [row.id, row]),
  );
  const pairs = rows.flatMap((row, at) =>
    (found[at] ?? []).flatMap(({ id }) => {
      const other = others.get(id);
      return other === undefined ? [] : [{ row, other }];
    }),
  );
  const scores = await thread.score(pairs.map(({ row, other }) => [describe(row), describe(other)]));
  const scored = pairs.flatMap(({ row, other }, at) => {
    const score = scores[at];
    return score === undefined || score.probability < least
      ? []
      : [{ left: row.id, right: other.id, of: `${row.id} ${other.audience.join()}`, score }];
  });
  return [...Map.groupBy(scored, ({ of }) => of).values()].flatMap((alike) => {
    const ranked = alike.sort((a, b) => b.score.logOdds - a.score.logOdds || (a.right < b.right ? -1 : 1));
    const best = ranked[0]?.score.logOdds ?? 0;
    return ranked.slice(0, mostOfOne).filter(({ score }) => score.logOdds >= best - margin);
  });
}

async function keepPairs(tx: Tx, sweep: SweepRow, pairs: readonly ScoredPair[]): Promise<number> {
  if (pairs.length === 0) return 0;
  await tx.query(
    `insert into matching.register_pair (sweep_id, left_id, right_id, probability, log_odds, model_version, why)
     select $1, x.left_id, x.right_id, x.probability, x.log_odds, x.model_version, x.why
     from jsonb_to_recordset($2::jsonb) x(left_id uuid, right_id uuid, probability float8, log_odds float8, model_version text, why jsonb)
     on conflict do nothing`,
    [
      sweep.id,
      JSON.stringify(
        pairs.map(({ left, right, score }) => ({
          left_id: left,
          right_id: right,
          probability: score.probability,
          log_odds: score.logOdds,
          model_version: score.modelVersion,
          why: score.why,
        })),
      ),
    ],
  );
  return pairs.length;
}

async function goOn(sweeping: Sweeping, sweep: SweepRow, parts: FinderParts): Promise<SweepEnd> {
  const { database, signal } = sweeping;
  const until = performance.now() + (sweeping.turn ?? turn);
  const most = sweeping.sliceRows ?? Math.max(1, Math.min(mostOfSlice, Math.ceil(sweep.total / slices)));
  const overlay = await database.asSystem("tamga_keeper", readOverlay);
  const thread = new PairThread({ parts, overlay, least: sweep.least ?? worthProposing });
  const kind = sweep.kind === "registers" ? 1 : 2;
  const narrowed = kind === 1 ? "r.register_id = $1" : "f.serial_written is not null and $1::text is null";
  const of = kind === 1 ? "r" : "f";
  let { cursor } = sweep;
  try {
    for (;;) {
      signal.throwIfAborted();
      const rows = await database.asSystem("tamga_matcher", (tx) =>
        rowsWhere(tx, kind, `and ${narrowed} and ($2::uuid is null or ${of}.id > $2) order by ${of}.id limit ${most}`, [
          sweep.left_register,
          cursor,
        ]),
      );
      const last = rows.at(-1);
      if (last === undefined) {
        await database.asSystem("tamga_matcher", (tx) => endSweep(tx, sweep.id, "done"));
        return "done";
      }
      const found = await thread.find(rows.map((row) => ({ question: questionOf(describe(row)), leaveOut: row.id })));
      const pairs = kind === 1 ? await scorePairs(sweeping, thread, sweep.least ?? 0, rows, found) : [];
      const state = await database.asSystem("tamga_matcher", async (tx) => {
        const now = await findSweep(tx, sweep.id, true);
        // Another program went on with it, or somebody stopped it.
        if (now?.state !== "running" || now.cursor !== cursor) return now?.state ?? "failed";
        if (now.cancel_asked) {
          await endSweep(tx, sweep.id, "cancelled");
          return "cancelled";
        }
        const more =
          kind === 1
            ? await keepPairs(tx, sweep, pairs)
            : await askMatcher(
                tx,
                rows.flatMap((row, at) => (found[at] ?? []).map(({ id }) => ({ firearm: row.id, other: id }))),
              );
        await moveSweep(tx, sweep.id, { cursor: last.id, done: rows.length, found: more });
        return null;
      });
      if (state !== null) return state;
      cursor = last.id;
      if (performance.now() > until) return "turn-over";
    }
  } finally {
    await thread.end();
  }
}

/**
 * Compares all recovered weapons with what an import brought; goes on where an earlier program stopped.
 * @returns how it stands: done, cancelled by somebody, running where another program has it, or the turn is over
 */
export async function sweepAfterImport(sweeping: Sweeping, runId: string): Promise<SweepEnd> {
  const sweep = await sweeping.database.asSystem("tamga_matcher", async (tx) => {
    await tx.query(
      `insert into matching.sweep (id, kind, run_id, institution_id, created_by)
       select $1, 'after-import', m.id, m.institution_id, m.created_by from registers.import_run m where m.id = $2 on conflict (run_id) where run_id is not null do nothing`,
      [uuidv7(), runId],
    );
    const taken = await takeUpSweep(tx, "run_id", runId, (await freshModel(tx)).version);
    // What stands differently in the register now is scored anew where it is a hit already.
    if (taken !== undefined && taken.cursor === null)
      await tx.query(
        `insert into matching.match_task (firearm_id)
         select distinct h.firearm_id from registers.record_change c join matching.hit h on h.other_id = c.record_id and h.other_kind = 'register-record'
         where c.run_id = $1 and c.undone_at is null order by 1 on conflict (firearm_id) do update set asked_at = now()`,
        [runId],
      );
    return taken;
  });
  if (sweep === undefined) return "failed";
  if (sweep.state !== "running") return sweep.state;
  const parts = await partsOfRun(sweeping, runId);
  if (parts === undefined) {
    await sweeping.database.asSystem("tamga_matcher", (tx) => endSweep(tx, sweep.id, "done"));
    return "done";
  }
  return goOn(sweeping, sweep, parts);
}

/** Looks for the records of one register in another; goes on where an earlier program stopped. */
export async function sweepRegisters(sweeping: Sweeping, sweepId: string): Promise<SweepEnd> {
  const sweep = await sweeping.database.asSystem("tamga_matcher", async (tx) =>
    takeUpSweep(tx, "id", sweepId, (await freshModel(tx)).version),
  );
  if (sweep === undefined) return "failed";
  if (sweep.state !== "running") return sweep.state;
  return goOn(sweeping, sweep, await readyParts(sweeping, sweep.right_register ?? ""));
}
