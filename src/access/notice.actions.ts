/** One's own notices. A payload that names something in both languages gets the reader's one as `role`. */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { decodeCursor, encodeCursor, recordId } from "../platform/contract-parts.ts";
import { route, type Context } from "../platform/route.ts";
import { listNotices, seeNotices } from "./notice.contract.ts";
import { markSeen, noticeRows } from "./notice.store.ts";

async function list(
  context: Context,
  { query }: CallInput<typeof listNotices>,
): Promise<CallOutput<typeof listNotices>> {
  const cursor = recordId.safeParse(decodeCursor(query.after, 1)?.[0]);
  const rows = await noticeRows(context.tx, {
    unseen: query.unseen === "true",
    limit: query.limit + 1,
    after: cursor.success ? cursor.data : null,
  });
  const shown = rows.slice(0, query.limit);
  return {
    items: shown.map(({ id, code, payload, at, seen_at }) => ({
      id,
      code,
      payload: payload["en"] === undefined ? payload : { ...payload, role: payload[context.language] },
      at,
      seen: seen_at !== null,
    })),
    next: rows.length > query.limit ? encodeCursor([shown.at(-1)?.id ?? null]) : null,
  };
}

async function see(context: Context, { body }: CallInput<typeof seeNotices>): Promise<CallOutput<typeof seeNotices>> {
  return { seen: await markSeen(context.tx, body.ids ?? null) };
}

export const noticeRoutes = [route(listNotices, list), route(seeNotices, see)];
