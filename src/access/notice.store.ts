/** Notices: what a person must be told. Written by the keeper or the matcher, read and marked by the person alone. */
import type { Tx } from "../platform/database.ts";
import { uuidv7 } from "../platform/ids.ts";

/** Tells persons something; words are in the catalogue `access` under `notices.<code>`, with the payload as values. */
export async function tell(
  tx: Tx,
  personIds: readonly string[],
  code: string,
  payload: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (personIds.length === 0) return;
  await tx.query(
    "insert into access.notice (id, person_id, code, payload) select id, person_id, $3, $4 from unnest($1::uuid[], $2::uuid[]) as x(id, person_id)",
    [personIds.map(() => uuidv7()), personIds, code, JSON.stringify(payload)],
  );
}

export interface NoticeRow {
  id: string;
  code: string;
  payload: Record<string, unknown>;
  at: string;
  seen_at: string | null;
}

/** The caller's notices, newest first; the wall shows nobody else's. */
export async function noticeRows(
  tx: Tx,
  page: { unseen: boolean; limit: number; after: string | null },
): Promise<NoticeRow[]> {
  return tx.query<NoticeRow>(
    `select id, code, payload, at, seen_at from access.notice where (not $1 or seen_at is null) and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [page.unseen, page.after, page.limit],
  );
}

/** A bell is silenced by its own call only (break-glass.actions.ts), never with the rest. */
export async function markSeen(tx: Tx, ids: readonly string[] | null): Promise<number> {
  const rows = await tx.query(
    "update access.notice set seen_at = now() where seen_at is null and code not in ('break-glass','second-factor-taken') and ($1::uuid[] is null or id = any($1)) returning id",
    [ids],
  );
  return rows.length;
}

export async function unseenCount(tx: Tx): Promise<number> {
  return (
    (await tx.query<{ count: number }>("select count(*) as count from access.notice where seen_at is null"))[0]
      ?.count ?? 0
  );
}
