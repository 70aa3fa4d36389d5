/**
 * Photographs and documents: on a recovery, on a weapon, or on a form that is not submitted yet. The calls.
 *
 * How one arrives: `begin` says what comes, `send` brings bytes from an offset (as often as the line needs; the answer to
 * a wrong offset names the right one), the last byte seals it. What is looked at are the copies; `release` hands out an
 * original and is a disclosure.
 *
 * A reading of a mark may point at a photograph of its weapon: `firearms.reading.photo_id` with `region_x`, `region_y`,
 * `region_w`, `region_h`, fractions of the upright picture (see `photoRegion`). The photograph must hang on the same
 * weapon (asked by the database at the end of the transaction), so who sees the reading sees the photograph, unless it
 * was withdrawn: join `recoveries.attachment` as the reader and show nothing where it is not there.
 */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, personName, recordId, text } from "../platform/contract-parts.ts";

/** Most bytes of one photograph or document. */
export const mostAttachmentBytes = 40 * 1024 * 1024;
/** Most attachments on one recovery with its weapons, or on one form. */
export const mostAttachments = 300;

export const attachmentSubjects = ["draft", "recovery", "firearm"] as const;
export const copyForms = ["thumb", "view", "full"] as const;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A part of a photograph in fractions of its upright width and height; the origin is the upper left corner. */
export const photoRegion = z
  .object({
    x: z.number().min(0).max(1),
    y: z.number().min(0).max(1),
    w: z.number().positive().max(1),
    h: z.number().positive().max(1),
  })
  .refine((region) => region.x + region.w <= 1.0001 && region.y + region.h <= 1.0001, {
    params: { code: "region-outside" },
  });

export const attachmentSubject = z.object({
  kind: z.enum(attachmentSubjects),
  id: recordId,
  /** Forms only: which of its weapons, counted from 0; null for the recovery as a whole. */
  position: z.number().int().min(0).max(99).nullish(),
});

export const attachmentView = z.object({
  id: recordId,
  on: z.object({ kind: z.enum(attachmentSubjects), id: recordId, position: z.number().int().nullable() }),
  /** As its sender's device named the file. */
  name: z.string(),
  caption: z.string(),
  /** Null until it arrived whole: what it is follows from its content. */
  kind: z.enum(["photo", "document"]).nullable(),
  mediaType: z.string().nullable(),
  size: z.number().int(),
  received: z.number().int(),
  sealedAt: z.string().nullable(),
  sha256: sha256.nullable(),
  /** The sender's device computed the same hash before sending. */
  deviceHashed: z.boolean(),
  copies: z.enum(["none", "waiting", "ready", "failed"]),
  copyFault: z.string().nullable(),
  /** Of the upright picture. */
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** What the metadata of the original tells beside the picture: position, device, time, text. */
  carries: z.array(z.string()),
  handling: z.array(z.string()),
  institution: institutionCode,
  addedBy: personName,
  addedAt: z.string(),
  may: z.array(z.string()),
});

const one = z.object({ id: recordId });

export const beginAttachment = contract({
  id: "attachments.begin",
  method: "POST",
  path: "/attachments",
  summary: "Say which photograph or document comes next; its bytes follow",
  body: z.object({
    on: attachmentSubject,
    name: text(255).min(1),
    size: z.number().int().min(1).max(mostAttachmentBytes),
    /** SHA-256 computed on the device, where it can: what arrives is compared with it. */
    sha256: sha256.nullish(),
    caption: text(1000).default(""),
  }),
  output: attachmentView,
  permission: "recoveries.read",
  journal: "none",
  purpose: "required",
  idempotent: true,
});

const arriving = z.object({
  id: recordId,
  size: z.number().int(),
  received: z.number().int(),
  sealed: z.boolean(),
  sha256: sha256.nullable(),
  copies: attachmentView.shape.copies,
});

export const sendAttachment = contract({
  id: "attachments.send",
  method: "PUT",
  path: "/attachments/:id/bytes",
  summary: "Bytes of an original from an offset (raw body); the last byte seals it",
  params: one,
  query: z.object({ at: z.coerce.number().int().min(0) }),
  output: arriving,
  permission: "recoveries.read",
  journal: "create",
  upload: true,
});

export const attachmentState = contract({
  id: "attachments.state",
  method: "GET",
  path: "/attachments/:id/state",
  summary: "How much of it has arrived, and where to go on",
  params: one,
  output: arriving,
  permission: "recoveries.read",
  journal: "none",
});

const onSubject = z.object({ on: z.enum(attachmentSubjects), id: recordId });

export const listAttachments = contract({
  id: "attachments.list",
  method: "GET",
  path: "/attachments",
  summary: "Photographs and documents of a form, of a weapon, or of a recovery with its weapons",
  query: onSubject,
  output: z.object({ items: z.array(attachmentView), may: z.array(z.string()) }),
  permission: "recoveries.read",
  journal: "read",
  purpose: "required",
});

export const attachmentProgress = contract({
  id: "attachments.progress",
  method: "GET",
  path: "/attachments/progress",
  summary: "How many of them have arrived, and how many can be looked at",
  query: onSubject,
  output: z.object({
    total: z.number().int(),
    arrived: z.number().int(),
    ready: z.number().int(),
    failed: z.number().int(),
    /** Photographs for each weapon that one sees, arrived or on their way; a form names its weapons by position. */
    photos: z.array(
      z.object({ firearm: recordId.nullable(), position: z.number().int().nullable(), count: z.number().int() }),
    ),
  }),
  permission: "recoveries.read",
  journal: "none",
});

export const readAttachmentCopy = contract({
  id: "attachments.copy",
  method: "GET",
  path: "/attachments/:id/copies/:form",
  summary: "Look at a photograph: a copy without metadata, as thumbnail, for the screen, or in full",
  params: one.extend({ form: z.enum(copyForms) }),
  output: z.unknown(),
  permission: "recoveries.read",
  journal: "read",
  purpose: "required",
  stream: "image/jpeg",
});

export const readDocument = contract({
  id: "attachments.document",
  method: "GET",
  path: "/attachments/:id/document",
  summary: "Fetch a document to read it",
  params: one,
  output: z.unknown(),
  permission: "recoveries.read",
  journal: "read",
  purpose: "required",
  stream: "application/pdf",
});

export const releaseOriginal = contract({
  id: "attachments.release",
  method: "POST",
  path: "/attachments/:id/original",
  summary: "Release the sealed original, byte for byte, with all its metadata: a disclosure",
  params: one,
  body: z.object({ reason: text(500).min(3) }),
  output: z.unknown(),
  permission: "records.export",
  journal: "disclose",
  purpose: "required",
  stream: "application/octet-stream",
});

export const changeAttachment = contract({
  id: "attachments.change",
  method: "PUT",
  path: "/attachments/:id",
  summary: "Correct the caption, or say which weapon it shows; the original stays as it is",
  params: one,
  body: z.object({ caption: text(1000).optional(), on: attachmentSubject.optional() }),
  output: attachmentView,
  permission: "recoveries.read",
  journal: "change",
  idempotent: true,
});

export const withdrawAttachment = contract({
  id: "attachments.withdraw",
  method: "POST",
  path: "/attachments/:id/withdrawal",
  summary: "Hide an attachment of a record, with a reason; the sealed original stays",
  params: one,
  body: z.object({ reason: text(500).min(3) }),
  output: z.object({ id: recordId }),
  permission: "recoveries.read",
  journal: "withdraw",
  idempotent: true,
});

export const removeAttachment = contract({
  id: "attachments.remove",
  method: "DELETE",
  path: "/attachments/:id",
  summary: "Throw away an attachment of an unfinished form, or one that has not arrived whole",
  params: one,
  output: z.object({ id: recordId }),
  permission: "recoveries.read",
  journal: "erase",
});
