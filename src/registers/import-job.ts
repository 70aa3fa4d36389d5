/**
 * Imports in the background.
 *
 * Promises: a run that was started is gone on with until it ends, whatever happens to the program that began it: the job's
 * row is written with the start, a run is worked on by one program at a time, and a run left without a job gets one at the
 * next start. Refuses: to run as anybody but the person who started it.
 */
import { systemClock, type Clock } from "../platform/clock.ts";
import type { Database, Tx } from "../platform/database.ts";
import { uuidv7 } from "../platform/ids.ts";
import type { JobTask } from "../platform/jobs.ts";
import type { Log } from "../platform/log.ts";
import { dropUnfinished } from "./import-file.ts";
import { compareExtract } from "./extract-comparison.ts";
import { openForImport } from "./extract.store.ts";
import { judgeExtract } from "./extract-quality.ts";
import { extractReportTask, runImport, type Engine } from "./import-engine.ts";
import { changeRun, findRun, type RunState } from "./import-run.store.ts";

export const importTask = "registers.import";

/** How long a second program waits before it looks again at a run that another one works on. */
const lookAgainSeconds = 20;
const defaultLimit = 4096 * 1024 * 1024;

/** Asks for the run to be gone on with, in the caller's transaction; `after` seconds from now. */
export async function askForImport(
  tx: Tx,
  payload: { readonly run: string; readonly person: string; readonly purpose: string | null },
  after = 0,
): Promise<void> {
  await tx.query(
    "insert into platform.job (id, task, payload, run_at) values ($1, $2, $3, now() + make_interval(secs => $4))",
    [uuidv7(), importTask, JSON.stringify(payload), after],
  );
}

/** The lock under which one program works on a run. */
export function runLock(runId: string): bigint {
  return BigInt.asIntN(64, BigInt(`0x${runId.replaceAll("-", "").slice(16)}`) ^ 0x5bd1e995n);
}

/** Works on a run unless another program does; undefined then. */
export async function runAlone(engine: Engine): Promise<RunState | undefined> {
  return engine.database.withLock(runLock(engine.runId), () => runImport(engine));
}

/** Makes the quality report and the comparison of a run that ended, as the person who ran it; nothing where they lost sight of it. */
export async function reportExtract(
  database: Database,
  identity: { readonly personId: string; readonly purpose?: string | undefined },
  runId: string,
): Promise<void> {
  await database.asActor(identity, async (tx) => {
    // A million rows are counted a dozen times: longer than a call may take.
    await tx.query("set local statement_timeout = '600s'");
    const run = await findRun(tx, runId);
    if (run === undefined || run.state !== "done" || run.target !== "register") return;
    await openForImport(tx, runId);
    const quality = await judgeExtract(tx, runId);
    await changeRun(tx, runId, { quality, comparison: await compareExtract(tx, run, quality) });
  });
}

/** Runs that are under way and for which no job waits: their program ended before its job was written, or gave up. */
async function takeUpOrphans(database: Database): Promise<void> {
  await database.asSystem("tamga_keeper", async (tx) => {
    const orphans = await tx.query<{ id: string; created_by: string }>(
      `select m.id, m.created_by from registers.import_run m where m.state in ('running','undoing')
         and not exists (select from platform.job j where j.task = $1 and j.finished_at is null and j.payload->>'run' = m.id::text)`,
      [importTask],
    );
    for (const orphan of orphans)
      await askForImport(tx, { run: orphan.id, person: orphan.created_by, purpose: null }, lookAgainSeconds);
  });
  await dropUnfinished(database);
}

/** The tasks of this room, for `NodeParts.tasks`; takes up what earlier programs left behind. */
export function registerTasks(
  database: Database,
  log: Log,
  clock: Clock = systemClock,
  parts: Partial<Pick<Engine, "chunkRows" | "limit">> = {},
): Readonly<Record<string, JobTask>> {
  void takeUpOrphans(database).catch((fault: unknown) =>
    log.warn({ fault }, "imports left behind are looked at again at the next start"),
  );
  return {
    [importTask]: async (payload, signal) => {
      const run = String(payload["run"]);
      const person = String(payload["person"]);
      const purpose = typeof payload["purpose"] === "string" ? payload["purpose"] : undefined;
      const state = await runAlone({
        database,
        clock,
        identity: { personId: person, purpose },
        runId: run,
        signal,
        limit: parts.limit ?? defaultLimit,
        ...(parts.chunkRows === undefined ? {} : { chunkRows: parts.chunkRows }),
      });
      // Another program is at it (a command on the terminal): look again, in case it ends before its work.
      if (state === undefined || state === "running") {
        await database.asSystem("tamga_keeper", (tx) =>
          askForImport(tx, { run, person, purpose: purpose ?? null }, lookAgainSeconds),
        );
      } else log.info({ run, state }, "import");
    },
    [extractReportTask]: async (payload) => {
      const purpose = typeof payload["purpose"] === "string" ? payload["purpose"] : undefined;
      await reportExtract(database, { personId: String(payload["person"]), purpose }, String(payload["run"]));
    },
  };
}
