/**
 * Photographs and documents: how a row becomes an answer, what may be done with it, and how a file is handed out.
 *
 * Promises: nothing that a reader's browser would run is ever served: copies are pictures drawn anew, everything else is a
 * download in a sandbox. Refuses: a name in a header that could break out of it.
 */
import type { z } from "zod";
import type { Actor } from "../platform/database.ts";
import { holds, may, mayDo, type Subject } from "../access/policy.ts";
import type { attachmentView } from "./attachment.contract.ts";
import type { AttachmentRow, SubjectKind, SubjectRow } from "./attachment.store.ts";
import { handlingOf } from "./handling.ts";

/** Bits of H2 and H3: not passed on without leave, other restriction. */
const heldBackBits = 6;

function subjectOf(actor: Actor, row: AttachmentRow): Subject {
  const arriving = row.sealed_at === null;
  const form = row.draft_id !== null;
  return {
    institutionId: row.institution_id,
    audiences: [row.audience],
    mine: row.created_by === actor.personId,
    heldBack: (row.handling & heldBackBits) !== 0,
    state: arriving ? (form ? "arriving-on-form" : "arriving") : form ? "on-form" : "on-record",
  };
}

export function mayWith(actor: Actor, verb: string, row: AttachmentRow): boolean {
  return may(actor, verb, "attachment", subjectOf(actor, row));
}

/** Whether the caller may add to what they see: who may add a ground to a recovery, a reading to a weapon, record a form. */
export function mayAddTo(actor: Actor, kind: SubjectKind, row: SubjectRow): boolean {
  const subject: Subject = { institutionId: row.institution_id, audiences: [row.audience] };
  if (kind === "draft") return row.institution_id === actor.institutionId && holds("recoveries.record")(actor, subject);
  return kind === "recovery"
    ? may(actor, "add-ground", "recovery", subject)
    : may(actor, "add-reading", "firearm", subject);
}

/** What an attachment hangs on. */
export function subjectOn(row: AttachmentRow): { kind: SubjectKind; id: string; position: number | null } {
  if (row.draft_id !== null) return { kind: "draft", id: row.draft_id, position: row.draft_position };
  if (row.firearm_id !== null) return { kind: "firearm", id: row.firearm_id, position: null };
  return { kind: "recovery", id: row.recovery_id ?? "", position: null };
}

export function presentAttachment(actor: Actor, row: AttachmentRow): z.input<typeof attachmentView> {
  const verbs = mayDo(actor, "attachment", subjectOf(actor, row));
  return {
    id: row.id,
    on: subjectOn(row),
    name: row.name,
    caption: row.caption,
    kind: row.kind,
    mediaType: row.media_type,
    size: row.size,
    received: row.received,
    sealedAt: row.sealed_at,
    sha256: row.sha256,
    deviceHashed: row.claimed && row.sealed_at !== null,
    copies: row.copy_state,
    copyFault: row.copy_fault,
    width: row.width,
    height: row.height,
    carries: row.carries,
    handling: handlingOf(row.handling),
    institution: row.institution,
    addedBy: { id: row.person_id, latin: row.latin, cyrillic: row.cyrillic, institution: row.by_institution },
    addedAt: row.created_at,
    may: verbs,
  };
}

export function presentArriving(row: AttachmentRow) {
  return {
    id: row.id,
    size: row.size,
    received: row.received,
    sealed: row.sealed_at !== null,
    sha256: row.sha256,
    copies: row.copy_state,
  };
}

/** A file name that stays inside its header and its folder, in any script (RFC 6266, RFC 8187). */
export function dispositionOf(name: string): string {
  // oxlint-disable-next-line no-control-regex
  const plain = name.replaceAll(/[\u0000-\u001f\u007f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "_");
  const latin = plain.replaceAll(/[^\x20-\x7e]/g, "_").replaceAll("%", "_");
  const encoded = encodeURIComponent(plain.toWellFormed()).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${latin}"; filename*=UTF-8''${encoded}`;
}

/** Headers of everything that came from outside or was drawn from it: never kept, never guessed at, never run. */
export function contentHeaders(mediaType: string, size: number, disposition: string): Record<string, string> {
  return {
    "Content-Type": mediaType,
    "Content-Length": String(size),
    "Content-Disposition": disposition,
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  };
}
