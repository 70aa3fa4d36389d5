/**
 * Unfinished forms: kept, listed, thrown away, submitted.
 *
 * Promises: what is kept is kept on the node, so that a dead battery loses nothing; a form counts nowhere and matches
 * nothing until it is submitted, whole or not at all. Refuses: to keep over what a colleague kept meanwhile; to change a
 * form that is submitted.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { decodeCursor, encodeCursor } from "../platform/contract-parts.ts";
import { Problem, notFound } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { moveDraftAttachments } from "./attachment.store.ts";
import { discardDraft, listDrafts, readDraft, saveDraft } from "./draft.contract.ts";
import {
  closeDraft,
  deleteDraft,
  findDraft,
  insertDraft,
  listDraftRows,
  updateDraft,
  type DraftRow,
} from "./draft.store.ts";

/** What a form says so far, whatever its shape. */
function saysOf(body: Readonly<Record<string, unknown>>): CallOutput<typeof readDraft>["says"] {
  const textOf = (value: unknown): string | null =>
    typeof value === "string" && value.trim() !== "" ? value.trim().slice(0, 300) : null;
  const place = body["place"];
  const written =
    typeof place === "object" && place !== null
      ? (["written", "text", "code"]
          .map((name) => textOf((place as Record<string, unknown>)[name]))
          .find((text) => text !== null) ?? null)
      : textOf(place);
  const firearms = body["firearms"];
  return {
    manner: textOf(body["manner"]),
    occurredOn: textOf(body["occurredOn"]),
    place: written,
    firearms: Array.isArray(firearms) ? firearms.length : 0,
  };
}

function summaryOf(context: Context, row: DraftRow) {
  const institution = row.by_institution;
  const open = row.recovery_id === null && row.institution_id === context.actor.institutionId;
  return {
    id: row.id,
    version: row.version,
    author: { id: row.person_id, latin: row.latin, cyrillic: row.cyrillic, institution },
    unit: { id: row.unit_id, en: row.unit_en, ru: row.unit_ru },
    startedAt: row.created_at,
    changedAt: row.changed_at,
    changedBy: { id: row.changer_id, latin: row.changer_latin, cyrillic: row.changer_cyrillic, institution },
    says: saysOf(row.body),
    may: open && context.actor.permissions.has("recoveries.record") ? ["save", "submit", "discard"] : [],
  };
}

async function viewOf(context: Context, id: string): Promise<CallOutput<typeof readDraft>> {
  const row = await findDraft(context.tx, id);
  if (row === undefined) throw notFound();
  return { ...summaryOf(context, row), body: row.body, recoveryId: row.recovery_id };
}

const submitted = (): Problem => new Problem({ status: 409, code: "state-forbids", values: { state: "submitted" } });

async function save(
  context: Context,
  { params, body }: CallInput<typeof saveDraft>,
): Promise<CallOutput<typeof saveDraft>> {
  const { tx } = context;
  const row = await findDraft(tx, params.id);
  if (row === undefined) {
    // An id that is taken by a form one does not see is answered like one that is not there.
    if (body.version !== null || !(await insertDraft(tx, params.id, body.body))) throw notFound();
  } else {
    if (row.recovery_id !== null) throw submitted();
    if (row.institution_id !== context.actor.institutionId)
      throw new Problem({ status: 403, code: "forbidden", values: { permission: "recoveries.record" } });
    if (body.version === null || !(await updateDraft(tx, params.id, body.version, body.body)))
      throw new Problem({ status: 409, code: "version-outdated" });
  }
  // What is not finished is not told to the journal: only that somebody was at it.
  context.note({ verb: row === undefined ? "create" : "change", kind: "recovery-draft", record: params.id });
  return viewOf(context, params.id);
}

async function list(context: Context, { query }: CallInput<typeof listDrafts>): Promise<CallOutput<typeof listDrafts>> {
  const rows = await listDraftRows(context.tx, decodeCursor(query.after, 2), query.limit + 1);
  context.note({ verb: "search", kind: "recovery-draft" });
  const items = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? items.at(-1) : undefined;
  return {
    items: items.map((row) => summaryOf(context, row)),
    next: last === undefined ? null : encodeCursor([last.changed_at, last.id]),
  };
}

async function read(context: Context, { params }: CallInput<typeof readDraft>): Promise<CallOutput<typeof readDraft>> {
  const view = await viewOf(context, params.id);
  context.note({ verb: "read", kind: "recovery-draft", record: params.id });
  return view;
}

async function discard(
  context: Context,
  { params }: CallInput<typeof discardDraft>,
): Promise<CallOutput<typeof discardDraft>> {
  const row = await findDraft(context.tx, params.id);
  if (row === undefined) throw notFound();
  if (row.recovery_id !== null) throw submitted();
  if (!(await deleteDraft(context.tx, params.id)))
    throw new Problem({ status: 403, code: "forbidden", values: { permission: "recoveries.record" } });
  context.note({ verb: "erase", kind: "recovery-draft", record: params.id });
  return { discarded: true };
}

/**
 * Submits a form: from now on it is the source of this record and no longer changes. Called in the transaction that makes
 * the record, after its rows are there. `firearmIds`: the new weapons in the order of the form.
 *
 * Photographs and documents of the form follow it to the record and its weapons in the same transaction or not at all.
 */
export async function submitDraft(
  context: Context,
  draftId: string,
  recoveryId: string,
  firearmIds: readonly string[],
): Promise<void> {
  const row = await findDraft(context.tx, draftId);
  if (row === undefined) throw notFound();
  if (row.recovery_id !== null) throw submitted();
  await moveDraftAttachments(context.tx, draftId, recoveryId, firearmIds);
  if (!(await closeDraft(context.tx, draftId, recoveryId))) throw submitted();
}

export const draftRoutes = [
  route(saveDraft, save),
  route(listDrafts, list),
  route(readDraft, read),
  route(discardDraft, discard),
];
