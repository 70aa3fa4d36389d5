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
import {
  amendRecords,
  claimByContent,
  claimByReference,
  holdsOlder,
  markAbsent,
  openForImport,
  restoreRecords,
  type Claim,
  type Fate,
} from "./extract.store.ts";
import { fileBytes } from "./import-file.ts";
import {
  changeRun,
  dropOutcomes,
  findRun,
  insertOutcomes,
  lockRun,
  withdrawRows,
  type Fault,
  type RunRow,
  type RunState,
} from "./import-run.store.ts";
import { openOptions, profilesOf, questionsOf, refuseMisfit, surveyBytes, surveyKey } from "./import-survey.ts";
import { insertRecords, insertRowRecoveries } from "./import-write.ts";
import { rowJudge, type JudgedRow } from "./judge-row.ts";
import type { NewRecord } from "./record-of-row.ts";
import type { SourceRow } from "./tabular/row.ts";
import { openTable } from "./tabular/source.ts";

export const chunkRows = 5_000;
const droppedAtOnce = 20_000;
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
  const { mapping, file_id: fileId } = run;
  if (mapping === null || fileId === null) throw new Problem({ status: 409, code: "import-mapping-needed" });
  const survey = await surveyed(engine, run, fileId);
  if (questionsOf(mapping, survey, run.options).length > 0) {
    await within(engine, (tx) =>
      changeRun(tx, run.id, { state: "ready", fault: { code: "import-question" }, finished: true }),
    );
    return "ready";
  }
  if (run.rows_read === 0) {
    // No chunk is committed yet: what outcomes there are come from a check.
    while ((await within(engine, (tx) => dropOutcomes(tx, run.id, droppedAtOnce))) > 0) engine.signal.throwIfAborted();
  }
  const judge = rowJudge({
    target: run.target,
    mapping,
    options: run.options,
    profiles: profilesOf(survey),
    today: engine.clock.now().toISOString().slice(0, 10),
  });
  const table = await openTable(
    fileBytes((work) => within(engine, work), fileId),
    openOptions(run.options, run.file_name, engine.limit),
  );
  refuseMisfit(mapping, table.headers);
  // Other files of the register take turns with this one: what stands beside it now stands until it ends.
  const { register_id: registerId } = run;
  const compared =
    registerId !== null &&
    !run.dry_run &&
    run.options.extract === "whole" &&
    (await within(engine, async (tx) => {
      await openForImport(tx, run.id);
      return holdsOlder(tx, registerId, run.id);
    }));
  let position = 0;
  let from = run.rows_read;
  let chunk: SourceRow[] = [];
  let writing: Promise<void> = Promise.resolve();
  const flush = async (): Promise<void> => {
    const judged: JudgedRow[] = [];
    for (const [index, row] of chunk.entries()) {
      judged.push(judge(row));
      // Others on this program are answered meanwhile.
      if (index % 250 === 249) await new Promise((resolve) => setImmediate(resolve));
    }
    chunk = [];
    await writing;
    engine.signal.throwIfAborted();
    const start = from;
    from += judged.length;
    writing = writeChunk(engine, run, judged, start, compared).then(() =>
      engine.onProgress?.({ phase: "rows", done: start + judged.length, total: survey.rows }),
    );
    // Reading goes on while the chunk is written; a fault of the writing is thrown at the next turn.
    writing.catch(() => undefined);
  };
  try {
    for await (const batch of table.batches()) {
      for (const row of batch) {
        position += 1;
        if (position <= run.rows_read) continue;
        chunk.push(row);
        if (chunk.length >= (engine.chunkRows ?? chunkRows)) await flush();
      }
    }
    if (chunk.length > 0) await flush();
    await writing;
  } finally {
    await writing.catch(() => undefined);
    await table.close();
  }
  if (compared) await markGone(engine, run, registerId);
  return within(engine, (tx, actor) => finish(tx, actor, engine, run.id));
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
async function surveyed(engine: Engine, run: RunRow, fileId: string): Promise<NonNullable<RunRow["survey"]>> {
  const { mapping, options } = run;
  if (mapping === null) throw new Problem({ status: 409, code: "import-mapping-needed" });
  if (run.survey !== null && run.survey.key === surveyKey(mapping, options)) return run.survey;
  const bytes = fileBytes((work) => within(engine, work), fileId);
  const { survey, contentHash } = await surveyBytes(
    bytes,
    mapping,
    options,
    run.file_name,
    engine.limit,
    engine.signal,
    (rows) => engine.onProgress?.({ phase: "survey", done: rows, total: null }),
  );
  await within(engine, async (tx) => {
    const now = await lockRun(tx, run.id);
    if (now?.state !== "running") throw new Stopped(now?.state ?? "failed");
    await changeRun(tx, run.id, { survey, contentHash, rowsTotal: survey.rows });
  });
  return survey;
}

async function writeChunk(
  engine: Engine,
  run: RunRow,
  rows: readonly JudgedRow[],
  from: number,
  compared: boolean,
): Promise<void> {
  const to = from + rows.length;
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
    await writeRows(tx, actor, now, rows, compared);
    return null;
  });
  if (stopped !== null) throw new Stopped(stopped);
}

/** Everything that one chunk leaves, in the transaction at hand. */
async function writeRows(
  tx: Tx,
  actor: Actor,
  run: RunRow,
  rows: readonly JudgedRow[],
  compared: boolean,
): Promise<void> {
  let made: ReadonlyMap<number, string> = new Map();
  let fates: ReadonlyMap<number, Fate> = new Map();
  const notes: JournalNote[] = [];
  if (!run.dry_run && run.target === "register") {
    const records = rows.flatMap((row) => (row.record === null ? [] : [row.record]));
    const placed = await placeRecords(tx, run, run.register_id ?? "", records, compared);
    made = new Map([...placed].map(([row, { id }]) => [row, id]));
    fates = new Map([...placed].map(([row, { fate }]) => [row, fate]));
  } else if (!run.dry_run) {
    const placed = rows.flatMap((row) => (row.recovery === null ? [] : [{ row: row.row, recovery: row.recovery }]));
    const written = await insertRowRecoveries(tx, run.id, placed, run.options.groupByProcedure === true);
    made = written.weapons;
    for (const id of written.recoveries) notes.push({ verb: "create", kind: "recovery", record: id });
  }
  await insertOutcomes(
    tx,
    run.id,
    rows.map((row) => ({
      row: row.row,
      outcome: row.outcome.status,
      findings: row.outcome.findings,
      recordId: made.get(row.row) ?? null,
      fate: fates.get(row.row) ?? null,
      cells: row.cells,
    })),
  );
  const count = (status: string): number => rows.reduce((sum, row) => sum + (row.outcome.status === status ? 1 : 0), 0);
  const codes = { ...run.codes };
  for (const row of rows) for (const { code } of row.outcome.findings) codes[code] = (codes[code] ?? 0) + 1;
  await changeRun(tx, run.id, {
    rowsRead: run.rows_read + rows.length,
    accepted: run.accepted + count("accepted"),
    doubtful: run.doubtful + count("doubtful"),
    refused: run.refused + count("refused"),
    codes,
  });
  if (!run.dry_run)
    notes.push({
      verb: "create",
      kind: "import-run",
      record: run.id,
      content: { rows: { first: rows[0]?.row, last: rows.at(-1)?.row, written: made.size } },
    });
  await writeJournal(tx, actor, notes);
}

/**
 * Where each row of a register's file goes: into the record that it is, or into a new one. A record is known by its content, or
 * else by the owner's own reference where that names one record alone.
 */
async function placeRecords(
  tx: Tx,
  run: RunRow,
  registerId: string,
  records: readonly NewRecord[],
  compared: boolean,
): Promise<Map<number, { readonly id: string; readonly fate: Fate }>> {
  const placed = new Map<number, { readonly id: string; readonly fate: Fate }>();
  if (compared) {
    await openForImport(tx, run.id);
    const byRow = new Map(records.map((record) => [record.rowNumber, record]));
    const same = await claimByContent(tx, run.id, registerId, records);
    for (const { row, id, absent } of same) placed.set(row, { id, fate: absent ? "returned" : "unchanged" });
    const taken = new Set(same.map(({ id }) => id));
    const left = records.filter((record) => !placed.has(record.rowNumber));
    const other: Claim[] = (await claimByReference(tx, run.id, registerId, left)).filter(({ id }) => !taken.has(id));
    for (const { row, id } of other) placed.set(row, { id, fate: "changed" });
    await amendRecords(tx, run.id, [
      ...same.flatMap(({ row, id, absent }) => (absent ? [{ id, row, record: null }] : [])),
      ...other.map(({ row, id }) => ({ id, row, record: byRow.get(row) ?? null })),
    ]);
  }
  const added = records.filter((record) => !placed.has(record.rowNumber));
  await insertRecords(tx, run.id, added);
  for (const record of added) placed.set(record.rowNumber, { id: record.id, fate: "added" });
  return placed;
}

async function finish(tx: Tx, actor: Actor, engine: Engine, runId: string): Promise<RunState> {
  const run = await lockRun(tx, runId);
  if (run?.state !== "running") return run?.state ?? "failed";
  const state = run.dry_run ? "ready" : "done";
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
      if (taken.length === 0) await changeRun(tx, engine.runId, { state: "undone", finished: true });
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
