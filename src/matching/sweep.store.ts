/** Sweeps in the database. */
import type { Tx } from "../platform/database.ts";

export interface SweepRow {
  id: string;
  kind: "after-import" | "registers";
  run_id: string | null;
  left_register: string | null;
  right_register: string | null;
  state: "running" | "done" | "cancelled" | "failed";
  cancel_asked: boolean;
  cursor: string | null;
  least: number | null;
  total: number;
}

const columns = "id, kind, run_id, left_register, right_register, state, cancel_asked, cursor, least, total";

export async function findSweep(tx: Tx, id: string, lock = false): Promise<SweepRow | undefined> {
  const [row] = await tx.query<SweepRow>(
    `select ${columns} from matching.sweep where id = $1 ${lock ? "for update" : ""}`,
    [id],
  );
  return row;
}

/**
 * The sweep to go on with. One that was cancelled and is wanted again, or that failed, runs from where it stopped; one that is to stop before it
 * was taken up is cancelled; how much there is to do is counted at its start.
 */
export async function takeUpSweep(
  tx: Tx,
  by: "id" | "run_id",
  value: string,
  modelVersion: string,
): Promise<SweepRow | undefined> {
  const [row] = await tx.query<SweepRow>(
    `update matching.sweep s set
       state = case when s.state = 'done' then 'done' when s.cancel_asked then 'cancelled' else 'running' end,
       finished_at = case when s.state = 'done' then s.finished_at when s.cancel_asked then coalesce(s.finished_at, now()) end,
       model_version = case when s.cancel_asked and s.model_version is null then null else coalesce(s.model_version, $2) end,
       total = case when s.cursor is not null then s.total
         when s.kind = 'registers' then (select count(*) from registers.record r where r.register_id = s.left_register and r.state = 'active')
         else (select count(*) from firearms.firearm f where f.withdrawn_at is null and f.serial_written is not null) end
     where s.${by} = $1 returning ${columns}`,
    [value, modelVersion],
  );
  return row;
}

export async function moveSweep(
  tx: Tx,
  id: string,
  step: { readonly cursor: string; readonly done: number; readonly found: number },
): Promise<void> {
  await tx.query("update matching.sweep set cursor = $2, done = done + $3, found = found + $4 where id = $1", [
    id,
    step.cursor,
    step.done,
    step.found,
  ]);
}

export async function endSweep(tx: Tx, id: string, state: "done" | "cancelled" | "failed"): Promise<void> {
  await tx.query("update matching.sweep set state = $2, finished_at = now() where id = $1 and state = 'running'", [
    id,
    state,
  ]);
}

/** The sweep of an import; as the matcher. */
export async function findSweepOfRun(tx: Tx, runId: string): Promise<string | undefined> {
  return (await tx.query<{ id: string }>("select id from matching.sweep where run_id = $1", [runId]))[0]?.id;
}
