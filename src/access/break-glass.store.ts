/** Bells that a person has not acknowledged. */
import type { Tx } from "../platform/database.ts";

export interface BellRow {
  id: string;
  at: string;
  kind: "break-glass" | "second-factor-taken";
  username: string;
  address: string;
  by: string | null;
}

export async function unseenBells(tx: Tx): Promise<BellRow[]> {
  return tx.query<BellRow>(
    `select id, at, code as kind, coalesce(payload->>'username', '') as username, coalesce(payload->>'address', '') as address, payload->>'by' as by
     from access.notice where code in ('break-glass','second-factor-taken') and seen_at is null order by id`,
  );
}

/** Marks one bell as heard; gives the session it rang for, if any, or undefined when there is no such bell. */
export async function acknowledge(tx: Tx, id: string): Promise<{ session: string | null } | undefined> {
  const [row] = await tx.query<{ payload: { session?: unknown } }>(
    "update access.notice set seen_at = now() where id = $1 and code in ('break-glass','second-factor-taken') and seen_at is null returning payload",
    [id],
  );
  if (row === undefined) return undefined;
  return { session: typeof row.payload.session === "string" ? row.payload.session : null };
}
