/**
 * Jobs: work that outlives its request.
 *
 * Promises: a job is written in the transaction of its cause; it runs under a session advisory lock, so that a killed
 * program frees it at once and another takes it up; its own rows, not the job, hold its progress, so that it resumes.
 * Refuses: to run one job twice at the same time; to lose one that failed (it is tried again, later and later, at last
 * every hour; given up after a dozen times unless its task is one that never is).
 */
import type { Database, Tx } from "./database.ts";
import { uuidv7 } from "./ids.ts";
import type { Log } from "./log.ts";

export interface JobTask {
  (payload: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<void>;
  /** Tried for as long as it takes, in the end every hour: something stays shut, or wrong, until it is done. */
  readonly neverGivenUp?: boolean;
}

/** Asks for a job, in the caller's transaction. */
export async function askForJob(tx: Tx, task: string, payload: Readonly<Record<string, unknown>>): Promise<string> {
  const id = uuidv7();
  await tx.query("insert into platform.job (id, task, payload) values ($1, $2, $3)", [
    id,
    task,
    JSON.stringify(payload),
  ]);
  return id;
}

const pause = 1_000;
const mostAttempts = 12;

interface JobRow {
  id: string;
  task: string;
  payload: Record<string, unknown>;
  attempts: number;
}

/** A 64-bit lock key of a job's id: its random half. */
function lockKey(id: string): bigint {
  return BigInt.asIntN(64, BigInt(`0x${id.replaceAll("-", "").slice(16)}`));
}

export interface JobRunner {
  /** Looks for work now instead of at the next turn. */
  wake(): void;
  /** Waits for running jobs to notice and stop. */
  stop(): Promise<void>;
}

/** Runs waiting jobs, up to `atOnce` at the same time. */
export function startJobs(
  database: Database,
  tasks: Readonly<Record<string, JobTask>>,
  log: Log,
  atOnce = 2,
): JobRunner {
  const stopping = new AbortController();
  let wakeUp: (() => void) | undefined;

  async function runOne(job: JobRow): Promise<void> {
    await database.withLock(lockKey(job.id), async () => {
      // Between listing and locking another program may have finished it.
      const [still] = await database.asSystem("tamga_keeper", (tx) =>
        tx.query<JobRow>(
          "update platform.job set attempts = attempts + 1 where id = $1 and finished_at is null and run_at <= now() returning id, task, payload, attempts",
          [job.id],
        ),
      );
      if (still === undefined) return;
      const task = tasks[job.task];
      try {
        if (task === undefined) throw new Error(`unknown task ${job.task}`);
        await task(still.payload, stopping.signal);
        await database.asSystem("tamga_keeper", (tx) =>
          tx.query("update platform.job set finished_at = now(), last_fault = null where id = $1", [job.id]),
        );
      } catch (fault) {
        if (stopping.signal.aborted) {
          await database
            .asSystem("tamga_keeper", (tx) =>
              tx.query("update platform.job set attempts = attempts - 1 where id = $1", [job.id]),
            )
            .catch(() => undefined);
          return;
        }
        log.error({ job: job.id, task: job.task, fault }, "job failed");
        const wait = Math.min(3600, 2 ** still.attempts);
        await database.asSystem("tamga_keeper", (tx) =>
          tx.query(
            "update platform.job set last_fault = $2, run_at = now() + make_interval(secs => $3), finished_at = case when attempts >= $4 and not $5 then now() end where id = $1",
            [
              job.id,
              fault instanceof Error ? fault.message : String(fault),
              wait,
              mostAttempts,
              task?.neverGivenUp === true,
            ],
          ),
        );
      }
    });
  }

  async function loop(): Promise<void> {
    // A long job holds one place and no other job up.
    const running = new Map<string, Promise<void>>();
    while (!stopping.signal.aborted) {
      try {
        const waiting = await database.asSystem("tamga_keeper", (tx) =>
          tx.query<JobRow>(
            "select id, task, payload, attempts from platform.job where finished_at is null and run_at <= now() and id <> all($1) order by run_at limit $2",
            [[...running.keys()], atOnce - running.size],
          ),
        );
        for (const job of waiting)
          running.set(
            job.id,
            runOne(job)
              .catch((fault: unknown) => {
                if (!stopping.signal.aborted) log.warn({ fault }, "a job waits for the database");
              })
              .finally(() => {
                running.delete(job.id);
                if (waiting.length > 0) wakeUp?.();
              }),
          );
      } catch (fault) {
        if (!stopping.signal.aborted) log.warn({ fault }, "jobs wait for the database");
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause);
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
        if (stopping.signal.aborted) wakeUp();
      });
    }
    await Promise.all(running.values());
  }

  const running = loop();
  return {
    wake: () => wakeUp?.(),
    stop: async () => {
      stopping.abort();
      wakeUp?.();
      await running;
    },
  };
}
