/**
 * Sweeps in the background: started by an import that ended, or by a person who has two registers compared.
 *
 * Promises: a sweep that is not through when its turn is over goes on in another job, behind those that waited meanwhile; one that breaks says so
 * and is tried again. Refuses: to hold up imports for as long as a register takes.
 */
import { askForJob, type JobTask } from "../platform/jobs.ts";
import type { Database } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import { sweepAfterImport, sweepRegisters, type SweepEnd, type Sweeping } from "./sweep.ts";
import { endSweep, findSweepOfRun } from "./sweep.store.ts";

export const afterImportTask = "matching.after-import";
export const registersTask = "matching.compare-registers";

type Limits = Pick<Sweeping, "sliceRows" | "mostApart" | "turn">;

/**
 * The tasks of this room, for `NodeParts.tasks`.
 * @param limits smaller ones for tests
 */
export function sweepTasks(database: Database, log: Log, limits: Limits = {}): Readonly<Record<string, JobTask>> {
  const task =
    (name: string, of: "run" | "sweep", sweep: (sweeping: Sweeping, id: string) => Promise<SweepEnd>): JobTask =>
    async (payload, signal) => {
      const id = String(payload[of]);
      let state: SweepEnd;
      try {
        state = await sweep({ database, signal, ...limits }, id);
      } catch (fault) {
        if (!signal.aborted)
          await database.asSystem("tamga_matcher", async (tx) => {
            const sweepId = of === "sweep" ? id : await findSweepOfRun(tx, id);
            if (sweepId !== undefined) await endSweep(tx, sweepId, "failed");
          });
        throw fault;
      }
      if (state === "turn-over") await database.asSystem("tamga_keeper", (tx) => askForJob(tx, name, { [of]: id }));
      else log.info({ [of]: id, state }, "a sweep ended");
    };
  return {
    [afterImportTask]: task(afterImportTask, "run", sweepAfterImport),
    [registersTask]: task(registersTask, "sweep", sweepRegisters),
  };
}
