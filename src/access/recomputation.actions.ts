/**
 * A changed rule or register reaches back: its records' audiences are computed anew.
 *
 * Promises: what is little is done in the transaction of the change (migrations/0011 decides), what is much by this job, some
 * hundreds of records in a transaction, going on where it was cut off; what a change shuts out is shut out from its
 * commit on, before the job has begun. Refuses: to lose one – the database keeps an audience shut until its job is through,
 * and the job is tried until it is.
 */
import type { CallOutput } from "../platform/contract.ts";
import type { Database } from "../platform/database.ts";
import type { JobTask } from "../platform/jobs.ts";
import { route, type Context } from "../platform/route.ts";
import { listRecomputations } from "./recomputation.contract.ts";
import { goOn, recomputationRows } from "./recomputation.store.ts";

const atATime = 500;

/** The jobs of this room, by the name under which the database asks for them. */
export function recomputationTasks(database: Database): Readonly<Record<string, JobTask>> {
  const recompute: JobTask = async (payload, signal) => {
    const { recomputation } = payload;
    if (typeof recomputation !== "string") throw new Error("no recomputation is named");
    for (let more = 1; more > 0;) {
      signal.throwIfAborted();
      more = await database.asSystem("tamga_keeper", (tx) => goOn(tx, recomputation, atATime));
    }
  };
  // Given up, it would leave records shut for ever to people whom a share or another rule lets in.
  return { "recompute-audiences": Object.assign(recompute, { neverGivenUp: true }) };
}

async function list(context: Context): Promise<CallOutput<typeof listRecomputations>> {
  const rows = await recomputationRows(context.tx);
  return {
    items: rows.map((row) => ({
      id: row.id,
      kind: row.kind,
      institution: row.institution,
      closes: row.closes,
      total: row.total,
      done: row.done,
      askedAt: row.asked_at,
      askedBy: row.asked
        ? { id: row.person_id, latin: row.latin, cyrillic: row.cyrillic, institution: row.by_institution }
        : null,
      finishedAt: row.finished_at,
    })),
  };
}

export const recomputationRoutes = [route(listRecomputations, list)];
