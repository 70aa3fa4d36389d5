/**
 * Sharing a record and explaining who sees it.
 *
 * Promises: a share and all that hangs on the record change in one transaction; a withdrawal holds from its commit on.
 * Refuses: to say whether a hidden record exists (the explanation for a hidden and for a missing one is the same).
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { uuidv7 } from "../platform/ids.ts";
import { invalid, notFound } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { mayDo } from "./policy.ts";
import { explainAccess, listInstitutions, readAudience, shareRecord, withdrawShare } from "./sharing.contract.ts";
import {
  type SharedKind,
  audienceRows,
  callShare,
  callWithdraw,
  groupOf,
  institutionRows,
  ownerOf,
  type AudienceRow,
} from "./sharing.store.ts";

function present(row: AudienceRow): CallOutput<typeof readAudience>["seenBy"][number] {
  return {
    why: row.why,
    group: row.group_kind,
    institution: row.institution_code,
    unit:
      row.unit_id === null || row.unit_en === null || row.unit_ru === null
        ? null
        : { id: row.unit_id, en: row.unit_en, ru: row.unit_ru },
    // A person is named inside their own institution only; elsewhere the line says "a person of …".
    person:
      row.group_kind === "person" && row.institution_code !== null
        ? {
            id: row.latin === null ? null : row.person_id,
            latin: row.latin,
            cyrillic: row.cyrillic,
            institution: row.institution_code,
          }
        : null,
    share: row.share_id,
    until: row.until,
    reason: row.reason,
    since: row.granted_at,
  };
}

async function audienceOf(context: Context, kind: SharedKind, id: string): Promise<CallOutput<typeof readAudience>> {
  const owner = await ownerOf(context.tx, kind, id);
  if (owner === undefined) throw notFound();
  const rows = await audienceRows(context.tx, kind, id);
  const may = mayDo(context.actor, kind, { institutionId: owner.institution_id, audiences: [owner.audience] }).filter(
    (verb) => verb === "share",
  );
  return { seenBy: rows.map(present), may: may.length > 0 ? ["share", "withdraw"] : [] };
}

async function read(
  context: Context,
  { params }: CallInput<typeof readAudience>,
): Promise<CallOutput<typeof readAudience>> {
  const view = await audienceOf(context, params.kind, params.id);
  context.note({ verb: "read", kind: params.kind, record: params.id, content: { asked: "who-can-see" } });
  return view;
}

async function explain(
  context: Context,
  { params }: CallInput<typeof explainAccess>,
): Promise<CallOutput<typeof explainAccess>> {
  const owner = await ownerOf(context.tx, params.kind, params.id);
  context.note({ verb: "read", kind: params.kind, record: params.id, content: { asked: "why" } });
  if (owner === undefined) return { visible: false, because: ["none"], ask: "owner-or-analyst" };
  const mine = new Set(context.actor.groups);
  const rows = await audienceRows(context.tx, params.kind, params.id);
  return {
    visible: true,
    because: [...new Set(rows.filter((row) => mine.has(row.group_id)).map((row) => row.why))].sort(),
    ask: "none",
  };
}

async function share(
  context: Context,
  { params, body }: CallInput<typeof shareRecord>,
): Promise<CallOutput<typeof shareRecord>> {
  const group = await groupOf(context.tx, body.with);
  if (group === undefined) throw invalid([{ path: "/with", code: "code-unknown" }]);
  const receipt = await callShare(context.tx, {
    id: uuidv7(),
    kind: params.kind,
    record: params.id,
    group,
    reason: body.reason,
    leave: body.leave ?? null,
    until: body.until ?? null,
  });
  context.note({ verb: "share", kind: params.kind, record: params.id, content: { ...body, share: receipt } });
  return { ...(await audienceOf(context, params.kind, params.id)), receipt };
}

async function withdraw(
  context: Context,
  { params, body }: CallInput<typeof withdrawShare>,
): Promise<CallOutput<typeof withdrawShare>> {
  const was = await callWithdraw(context.tx, params.id, body.reason);
  context.note({
    verb: "withdraw",
    kind: was.kind,
    record: was.record_id,
    content: { share: params.id, reason: body.reason, group: was.group_id },
  });
  return audienceOf(context, was.kind, was.record_id);
}

async function institutions(context: Context): Promise<CallOutput<typeof listInstitutions>> {
  return { items: await institutionRows(context.tx) };
}

export const sharingRoutes = [
  route(readAudience, read),
  route(explainAccess, explain),
  route(shareRecord, share),
  route(withdrawShare, withdraw),
  route(listInstitutions, institutions),
];
