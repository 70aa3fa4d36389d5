/**
 * Unfinished forms: kept on the node, seen by their author and the unit, until they are submitted or thrown away. The calls.
 *
 * A form may be invalid in every way; it counts nowhere and matches nothing. It is submitted by `recoveries.record` with its
 * id as `draftId`.
 */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { page, pageQuery, personName, recordId } from "../platform/contract-parts.ts";

/** The form as the page keeps it: any JSON object; at most about a megabyte. */
export const draftBody = z.record(z.string(), z.unknown());

export const draftSummary = z.object({
  id: recordId,
  version: z.number().int(),
  author: personName,
  unit: z.object({ id: z.number().int(), en: z.string(), ru: z.string() }),
  startedAt: z.string(),
  changedAt: z.string(),
  changedBy: personName,
  /** What the form says so far, where it says it: for the list. */
  says: z.object({
    manner: z.string().nullable(),
    occurredOn: z.string().nullable(),
    place: z.string().nullable(),
    firearms: z.number().int(),
  }),
  may: z.array(z.string()),
});

export const draftView = draftSummary.extend({
  body: draftBody,
  /** The record that was made from it; a submitted form no longer changes. */
  recoveryId: recordId.nullable(),
});

const ofDraft = z.object({ id: recordId });

export const saveDraft = contract({
  id: "recoveries.save-draft",
  method: "PUT",
  path: "/recovery-drafts/:id",
  summary: "Keep an unfinished form under an id of the caller's making; the first time without a version",
  params: ofDraft,
  body: z.object({ version: z.number().int().nullable(), body: draftBody }),
  output: draftView,
  permission: "recoveries.record",
  journal: "change",
  purpose: "required",
  idempotent: true,
});

export const listDrafts = contract({
  id: "recoveries.list-drafts",
  method: "GET",
  path: "/recovery-drafts",
  summary: "Unfinished forms of one's own and one's unit, the last changed first",
  query: pageQuery,
  output: page(draftSummary),
  permission: "recoveries.record",
  journal: "search",
  purpose: "required",
});

export const readDraft = contract({
  id: "recoveries.read-draft",
  method: "GET",
  path: "/recovery-drafts/:id",
  summary: "Open an unfinished form",
  params: ofDraft,
  output: draftView,
  permission: "recoveries.record",
  journal: "read",
  purpose: "required",
});

export const discardDraft = contract({
  id: "recoveries.discard-draft",
  method: "DELETE",
  path: "/recovery-drafts/:id",
  summary: "Throw an unfinished form away",
  params: ofDraft,
  output: z.object({ discarded: z.literal(true) }),
  permission: "recoveries.record",
  journal: "erase",
  purpose: "required",
  idempotent: true,
});
