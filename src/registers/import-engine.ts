/**
 * The import itself: walks the file in chunks, each chunk one transaction as the person who started it.
 *
 * Promises: records, keys, outcomes and progress of a chunk are committed together, so that a program killed at any moment
 * loses nothing and doubles nothing: who goes on begins after the last committed row. A chunk is written only by who finds
 * the run where they left it. Refuses: to go on for a person who lost the right meanwhile; to start while the order of day
 * and month is an open question; to write anything from a file that is malformed anywhere.
 */
import type { Clock } from "../platform/clock.ts";
import { isDatabaseAway, type Actor, type Database, type Tx } from "../platform/database.ts";
import { askForJob } from "../platform/jobs.ts";
import { Problem } from "../platform/problem.ts";
import { writeJournal, type JournalNote } from "../journal/write.ts";
import { compareCheck } from "./extract-comparison.ts";
import { readOverlay } from "../reference/curator.store.ts";
import {
  amendRecords,
  claimByContent,
  claimByReference,
  forgetClaims,
  holdsOlder,
  markAbsent,
  noteClaims,
  openForImport,
  restoreRecords,
} from "./extract.store.ts";
import { uuidAt } from "./import-arrays.ts";
import { letterOf, type RecordColumns } from "./import-chunk.ts";
import { dropChunks, insertChunk, type Place } from "./import-chunk.store.ts";
import { fileBytes } from "./import-file.ts";
import {
  changeRun,
  findRun,
  lockRun,
  withdrawRows,
  type Fault,
  type RunRow,
  type RunState,
} from "./import-run.store.ts";
import { questionsOf, surveyKey } from "./import-survey.ts";
import { withImportThread, type Handed, type ImportThread } from "./import-thread.ts";
import { insertRecords, insertRowRecoveries } from "./import-write.ts";

export const chunkRows = 10_000;
const withdrawnAtOnce = 1_000;
const markedAtOnce = 20_000;
export const extractReportTask = "registers.extract-report";
/** Waits before a chunk is tried again after the database went away or two transactions met. */
const patience = [100, 300, 1_000, 3_000, 6_000];

export interface Engine {
  readonly database: Database;
  readonly clock: Clock;
  /** Who the run acts as: with the rights they have at each chunk. */
  readonly identity: { readonly personId: string; readonly purpose?: string | undefined };
  readonly runId: string;
  readonly signal: AbortSignal;
  /** Most bytes of a file. */
  readonly limit: number;
  readonly chunkRows?: number;
  readonly onProgress?: (progress: {
    readonly phase: "survey" | "rows" | "undo";
    readonly done: number;
    readonly total: number | null;
  }) => void;
}

/** Goes on with a run until it ends, is cancelled, or `signal` stops this program's part (AbortError). Gives the state. */
export async function runImport(engine: Engine): Promise<RunState> {
  try {
    const run = await within(engine, (tx) => findRun(tx, engine.runId));
    if (run === undefined) throw new Problem({ status: 404, code: "not-found" });
    if (run.state === "undoing") return await undo(engine, run.target);
    if (run.state !== "running") return run.state;
    return await importRows(engine, run);
  } catch (fault) {
    if (engine.signal.aborted) throw fault;
    if (isDatabaseAway(fault)) throw fault;
    if (fault instanceof Stopped) return fault.state;
    await fail(engine, faultOf(fault));
    if (fault instanceof Problem || isDenied(fault)) return "failed";
    throw fault;
  }
}

/** The run is no longer ours to go on with. */
class Stopped extends Error {
  readonly state: RunState;
  constructor(state: RunState) {
    super(state);
    this.state = state;
  }
}

const codeOf = (fault: unknown): string =>
  fault instanceof Error && "code" in fault && typeof fault.code === "string" ? fault.code : "";
const isDenied = (fault: unknown): boolean => codeOf(fault) === "42501";

function faultOf(fault: unknown): Fault {
  if (isDenied(fault) || (fault instanceof Problem && fault.status === 401)) return { code: "import-right-lost" };
  return fault instanceof Problem ? { code: fault.code, values: fault.values } : { code: "internal" };
}

/** The keeper notes a failure: the person may have lost the right to. */
async function fail(engine: Engine, fault: Fault): Promise<void> {
  await engine.database.asSystem("tamga_keeper", (tx) =>
    tx.query(
      "update registers.import_run set state = 'failed', fault = $2, finished_at = now() where id = $1 and state in ('running','undoing')",
      [engine.runId, JSON.stringify(fault)],
    ),
  );
}

/** A transaction as the person; tried again while the database is away, or when two transactions met. */
async function within<T>(engine: Engine, work: (tx: Tx, actor: Actor) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await engine.database.asActor(engine.identity, work);
    } catch (fault) {
      const pause = patience[attempt];
      // 23505: a record number that was drawn before; a new one is drawn.
      const passing = isDatabaseAway(fault) || ["40001", "40P01", "23505"].includes(codeOf(fault));
      if (!passing || pause === undefined || engine.signal.aborted) throw fault;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

async function importRows(engine: Engine, run: RunRow): Promise<RunState> {
  return withImportThread(async (thread) => {
    const { mapping, file_id: fileId } = run;
    if (mapping === null || fileId === null) throw new Problem({ status: 409, code: "import-mapping-needed" });
    const reading = {
      // The lists as they are now, to the end of the run.
      overlay: await engine.database.asSystem("tamga_keeper", readOverlay),
      mapping,
      options: run.options,
      fileName: run.file_name,
      limit: engine.limit,
    };
    const survey = await surveyed(engine, run, thread, reading, fileId);
    if (questionsOf(mapping, survey, run.options).length > 0) {
      await within(engine, (tx) =>
        changeRun(tx, run.id, { state: "ready", fault: { code: "import-question" }, finished: true }),
      );
      return "ready";
    }
    // No chunk is committed yet: what outcomes there are come from a check.
    if (run.rows_read === 0) await within(engine, (tx) => dropOutcomes(tx, run.id));
    // Other files of the register take turns with this one: what stands beside it now stands until it ends.
    const { register_id: registerId } = run;
    const compared =
      registerId !== null &&
      run.options.extract === "whole" &&
      (await within(engine, async (tx) => {
        await openForImport(tx, run.id);
        return holdsOlder(tx, registerId, run.id);
      }));
    const order = {
      ...reading,
      target: run.target,
      survey,
      today: engine.clock.now().toISOString().slice(0, 10),
      from: run.rows_read,
      chunkRows: engine.chunkRows ?? chunkRows,
      changesAsked: compared && !run.dry_run,
    };
    const bytes = fileBytes((work) => within(engine, work), fileId);
    let from = run.rows_read;
    for await (const handed of thread.chunks(order, bytes, engine.signal)) {
      await writeChunk(engine, run, handed, from, compared);
      from += handed.chunk.rows;
      engine.onProgress?.({ phase: "rows", done: from, total: survey.rows });
    }
    engine.signal.throwIfAborted();
    if (compared && !run.dry_run) await markGone(engine, run, registerId);
    return within(engine, (tx, actor) => finish(tx, actor, engine, run.id, compared));
  });
}

async function dropOutcomes(tx: Tx, runId: string): Promise<void> {
  await dropChunks(tx, runId);
  await forgetClaims(tx, runId);
}

/** The day the figures of the run are of. */
function dayOfExtract(engine: Engine, run: RunRow): string {
  return run.options.asOf ?? engine.clock.now().toISOString().slice(0, 10);
}

/** Marks what stood in the register and is no row of this extract, some at a time; a second walk finds nothing more to mark. */
async function markGone(engine: Engine, run: RunRow, registerId: string): Promise<void> {
  const own = { id: run.id, registerId, day: dayOfExtract(engine, run) };
  let after: string | null = null;
  const mark = (from: string | null): Promise<string | null> =>
    within(engine, async (tx) => {
      const now = await lockRun(tx, run.id);
      if (now?.state !== "running") throw new Stopped(now?.state ?? "failed");
      await openForImport(tx, run.id);
      return (await markAbsent(tx, own, from, markedAtOnce))?.last ?? null;
    });
  do {
    engine.signal.throwIfAborted();
    after = await mark(after);
  } while (after !== null);
}

/** The stored survey when it is of this reading; otherwise the file is walked once. */
async function surveyed(
  engine: Engine,
  run: RunRow,
  thread: ImportThread,
  reading: Parameters<ImportThread["survey"]>[0],
  fileId: string,
): Promise<NonNullable<RunRow["survey"]>> {
  if (run.survey !== null && run.survey.key === surveyKey(reading.mapping, run.options)) return run.survey;
  const bytes = fileBytes((work) => within(engine, work), fileId);
  const { survey, contentHash } = await thread.survey(reading, bytes, engine.signal, (rows) =>
    engine.onProgress?.({ phase: "survey", done: rows, total: null }),
  );
  await within(engine, async (tx) => {
    const now = await lockRun(tx, run.id);
    if (now?.state !== "running") throw new Stopped(now?.state ?? "failed");
    await changeRun(tx, run.id, { survey, contentHash, rowsTotal: survey.rows });
  });
  return survey;
}

async function writeChunk(engine: Engine, run: RunRow, handed: Handed, from: number, compared: boolean): Promise<void> {
  const to = from + handed.chunk.rows;
  const stopped = await within(engine, async (tx, actor): Promise<RunState | null> => {
    const now = await lockRun(tx, run.id);
    if (now === undefined) throw new Problem({ status: 404, code: "not-found" });
    // The connection broke after the commit: this very chunk is written.
    if (now.rows_read === to && now.state === "running") return null;
    if (now.state !== "running" || now.rows_read !== from) return now.state === "running" ? "running" : now.state;
    if (now.cancel_asked) {
      const state = now.dry_run ? "ready" : "cancelled";
      await changeRun(tx, run.id, { state, finished: true });
      return state;
    }
    // What a crash of the database loses of the last chunks, the file still holds: `rows_read` stands in the same transaction. The end of the
    // run waits for the disk, and with it all before.
    await tx.query("set local synchronous_commit = off");
    await writeRows(tx, actor, now, handed, compared);
    return null;
  });
  if (stopped !== null) throw new Stopped(stopped);
}

/** Everything that one chunk leaves, in the transaction at hand. */
async function writeRows(tx: Tx, actor: Actor, run: RunRow, handed: Handed, compared: boolean): Promise<void> {
  const { chunk } = handed;
  const places: (Place | undefined)[] = [];
  const notes: JournalNote[] = [];
  let written = 0;
  if (chunk.records !== null && (compared || !run.dry_run)) {
    const placed = await placeRecords(tx, run, chunk.records, handed, compared);
    // Each row that is not refused is a record, in their order.
    let next = 0;
    for (let at = 0; at < chunk.rows; at += 1) {
      if (chunk.outcomes[at] !== letterOf.refused) places[at] = placed.get(next++);
    }
    written = run.dry_run ? 0 : chunk.records.count;
  } else if (chunk.recoveries !== null && !run.dry_run) {
    const made = await insertRowRecoveries(tx, run.id, chunk.recoveries, run.options.groupByProcedure === true);
    let next = 0;
    for (let at = 0; at < chunk.rows; at += 1) {
      if (chunk.outcomes[at] === letterOf.refused) continue;
      const row = chunk.recoveries[next++]?.row;
      places[at] = { id: (row === undefined ? undefined : made.weapons.get(row)) ?? null, fate: null };
    }
    written = made.weapons.size;
    for (const id of made.recoveries) notes.push({ verb: "create", kind: "recovery", record: id });
  }
  await insertChunk(tx, run.id, chunk, places);
  const count = (letter: number): number => chunk.outcomes.reduce((sum, one) => sum + (one === letter ? 1 : 0), 0);
  const codes = { ...run.codes };
  for (const [code, times] of Object.entries(chunk.codes)) codes[code] = (codes[code] ?? 0) + times;
  await changeRun(tx, run.id, {
    rowsRead: run.rows_read + chunk.rows,
    accepted: run.accepted + count(letterOf.accepted),
    doubtful: run.doubtful + count(letterOf.doubtful),
    refused: run.refused + count(letterOf.refused),
    codes,
  });
  if (!run.dry_run)
    notes.push({
      verb: "create",
      kind: "import-run",
      record: run.id,
      content: { rows: { first: chunk.firstRow, last: chunk.lastRow, written } },
    });
  await writeJournal(tx, actor, notes);
}

/**
 * Where each row of a register's file goes: into the record that it is, or into a new one. A record is known by its content, or
 * else by the owner's own reference where that names one record alone. A check says where the rows would go, and writes nothing.
 */
async function placeRecords(
  tx: Tx,
  run: RunRow,
  records: RecordColumns,
  handed: Handed,
  compared: boolean,
): Promise<ReadonlyMap<number, Place>> {
  const claims = new Map<number, Place>();
  if (compared && records.contents !== null) {
    const registerId = run.register_id ?? "";
    await openForImport(tx, run.id);
    const same = await claimByContent(tx, run.id, registerId, records.contents, records.keys);
    for (const { at, id, absent } of same) claims.set(at, { id, fate: absent ? "returned" : "unchanged" });
    const taken = new Set(same.map(({ id }) => id));
    const left = records.references.filter(([at]) => !claims.has(at));
    const other = (await claimByReference(tx, run.id, registerId, left)).filter(({ id }) => !taken.has(id));
    for (const { at, id } of other) claims.set(at, { id, fate: "changed" });
    await noteClaims(
      tx,
      run.id,
      [...same, ...other].map(({ id }) => id),
    );
    if (!run.dry_run) {
      const changed = other.map(({ at }) => at);
      const back = same.filter(({ absent }) => absent).map(({ at }) => at);
      const at = [...changed, ...back];
      const news = await handed.recordsAt(at);
      await amendRecords(
        tx,
        run.id,
        news.map((record, index) => ({
          id: claims.get(at[index] ?? -1)?.id ?? "",
          row: record.rowNumber,
          // What came back says what it said.
          record: index < changed.length ? record : null,
        })),
      );
    }
  }
  const added = Array.from({ length: records.count }, (_, at) => at).filter((at) => !claims.has(at));
  const columns =
    added.length === 0 || run.dry_run ? null : claims.size === 0 ? records : await handed.columnsAt(added);
  if (columns !== null) await insertRecords(tx, run.id, columns);
  for (const [index, at] of added.entries())
    claims.set(at, { id: columns === null ? null : uuidAt(columns.ids, index), fate: "added" });
  return claims;
}

async function finish(tx: Tx, actor: Actor, engine: Engine, runId: string, compared: boolean): Promise<RunState> {
  const run = await lockRun(tx, runId);
  if (run?.state !== "running") return run?.state ?? "failed";
  const state = run.dry_run ? "ready" : "done";
  if (run.dry_run && compared && run.register_id !== null) {
    await openForImport(tx, runId);
    await changeRun(tx, runId, { comparison: await compareCheck(tx, run, run.register_id, dayOfExtract(engine, run)) });
  }
  await forgetClaims(tx, runId);
  await changeRun(tx, runId, { state, finished: true, fault: null, rowsTotal: run.rows_read });
  if (state === "done") {
    if (run.register_id !== null) {
      await tx.query("update registers.register set as_of = greatest(as_of, $2::date) where id = $1", [
        run.register_id,
        dayOfExtract(engine, run),
      ]);
      // Weapons recorded earlier are matched against what is new.
      await askForJob(tx, "matching.after-import", { run: runId });
      await askForJob(tx, extractReportTask, { run: runId, person: actor.personId, purpose: actor.purpose });
    }
    await writeJournal(tx, actor, [
      {
        verb: "change",
        kind: "import-run",
        record: runId,
        content: { state, accepted: run.accepted, doubtful: run.doubtful, refused: run.refused },
      },
    ]);
  }
  return state;
}

/** Takes the run's records back, some at a time; the last turn finds none. */
async function undo(engine: Engine, target: RunRow["target"]): Promise<RunState> {
  while (target === "register") {
    engine.signal.throwIfAborted();
    if ((await within(engine, (tx) => restoreRecords(tx, engine.runId, withdrawnAtOnce))) === 0) break;
  }
  for (let done = 0; ;) {
    engine.signal.throwIfAborted();
    const count = await within(engine, async (tx, actor) => {
      const taken = await withdrawRows(tx, engine.runId, withdrawnAtOnce);
      if (taken.length === 0) {
        await forgetClaims(tx, engine.runId);
        await changeRun(tx, engine.runId, { state: "undone", finished: true });
      }
      const own: JournalNote[] =
        target === "recoveries" ? taken.map((id) => ({ verb: "withdraw", kind: "recovery", record: id })) : [];
      await writeJournal(tx, actor, [
        ...own,
        { verb: "withdraw", kind: "import-run", record: engine.runId, content: { records: taken.length } },
      ]);
      return taken.length;
    });
    if (count === 0) return "undone";
    done += count;
    engine.onProgress?.({ phase: "undo", done, total: null });
  }
}
