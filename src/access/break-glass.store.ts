/** Bells that a person has not acknowledged. */
import type { Tx } from "../platform/database.ts";

export async function unseenBells(tx: Tx): Promise<{ id: string; at: string; username: string; address: string }[]> {
  return tx.query<{ id: string; at: string; username: string; address: string }>(
    "select id, at, coalesce(payload->>'username', '') as username, coalesce(payload->>'address', '') as address from access.notice where code = 'break-glass' and seen_at is null order by id",
  );
}

/** Marks one bell as heard; gives the session it rang for, or undefined when there is none such. */
export async function acknowledge(tx: Tx, id: string): Promise<{ session: string | null } | undefined> {
  const [row] = await tx.query<{ payload: { session?: unknown } }>(
    "update access.notice set seen_at = now() where id = $1 and code = 'break-glass' and seen_at is null returning payload",
    [id],
  );
  if (row === undefined) return undefined;
  return { session: typeof row.payload.session === "string" ? row.payload.session : null };
}
