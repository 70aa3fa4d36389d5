/**
 * Firearms: the weapon, its marks and their readings, identification. The calls.
 */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, page, pageQuery, personName, recordId, text } from "../platform/contract-parts.ts";

export const markStates = [
  "clear",
  "partial",
  "obliterated",
  "restored",
  "altered",
  "none-made",
  "not-recorded",
] as const;
export const readingMethods = ["eye", "lens", "chemical", "magneto-optic", "other"] as const;
export const confidences = ["sure", "probable", "doubtful"] as const;
export const aspects = ["type", "make", "model", "calibre", "country", "year"] as const;
const gradeCode = z.string().regex(/^[ABCX][1-4]$/);

/** What was read, in the notation for unreadable positions: `?` one character, `*` some, `[AB]` A or B. */
export const readingInput = z
  .object({
    written: text(200).default(""),
    state: z.enum(markStates),
    method: z.enum(readingMethods).default("eye"),
    confidence: z.enum(confidences).default("sure"),
    note: text(1000).nullish(),
  })
  .refine((value) => value.written !== "" || !["clear", "partial", "restored", "altered"].includes(value.state), {
    path: ["written"],
    params: { code: "required" },
  });

export const markInput = z.object({
  kind: z.string().max(40).default("serial"),
  place: z.string().max(60).default("not-recorded"),
  readings: z.array(readingInput).min(1).max(10),
});

const designation = z.object({ code: z.string().max(80).nullish(), written: text(200).nullish() });

export const firearmInput = z.object({
  type: designation,
  make: designation.nullish(),
  model: designation.nullish(),
  calibre: designation.nullish(),
  country: z.string().length(2).nullish(),
  year: z.number().int().min(1700).max(2100).nullish(),
  stateOwned: text(100).nullish(),
  marks: z.array(markInput).max(20).default([]),
});

export const designationView = z.object({ code: z.string().nullable(), written: z.string().nullable() });

export const firearmSummary = z.object({
  id: recordId,
  number: z.string(),
  type: designationView,
  make: designationView,
  model: designationView,
  calibre: designationView,
  serial: z.string().nullable(),
  serialState: z.string(),
  recoveredOn: z.string().nullable(),
  manner: z.string(),
  institution: institutionCode,
});

export const readingView = z.object({
  id: recordId,
  written: z.string(),
  normal: z.string().nullable(),
  state: z.string(),
  method: z.string(),
  confidence: z.string(),
  note: z.string().nullable(),
  readBy: personName,
  readAt: z.string(),
});

export const firearmView = firearmSummary.extend({
  version: z.number().int(),
  country: z.string().nullable(),
  year: z.number().int().nullable(),
  stateOwned: z.string().nullable(),
  handling: z.array(z.string()),
  createdAt: z.string(),
  /** The recovery, where the reader may see it; null where only the weapon was opened to them. */
  recovery: z.object({ id: recordId, number: z.string() }).nullable(),
  marks: z.array(
    z.object({
      id: recordId,
      kind: z.string(),
      place: z.string(),
      readings: z.array(readingView),
      disagree: z.boolean(),
    }),
  ),
  identifications: z.array(
    z.object({
      id: recordId,
      aspect: z.enum(aspects),
      code: z.string().nullable(),
      written: z.string(),
      source: z.string(),
      sourceReference: z.string().nullable(),
      grade: z.string().nullable(),
      recordedBy: personName,
      recordedAt: z.string(),
      best: z.boolean(),
    }),
  ),
  may: z.array(z.string()),
});

export const readFirearm = contract({
  id: "firearms.read",
  method: "GET",
  path: "/firearms/:id",
  summary: "Open a weapon with its marks, readings and identification",
  params: z.object({ id: recordId }),
  output: firearmView,
  permission: "recoveries.read",
  journal: "read",
  purpose: "required",
});

export const listFirearms = contract({
  id: "firearms.list",
  method: "GET",
  path: "/firearms",
  summary: "List and search the weapons one may see",
  query: pageQuery.extend({
    q: text(200).optional(),
    type: z.string().max(80).optional(),
    make: z.string().max(80).optional(),
    calibre: z.string().max(80).optional(),
    serialState: z.enum(markStates).optional(),
  }),
  output: page(firearmSummary),
  permission: "recoveries.read",
  journal: "search",
  purpose: "required",
});

export const addReading = contract({
  id: "firearms.add-reading",
  method: "POST",
  path: "/firearms/:id/readings",
  summary: "Add a reading of a mark; earlier readings stay",
  params: z.object({ id: recordId }),
  body: z.object({
    /** The mark that was read, or a new one. */
    mark: z.union([z.object({ id: recordId }), z.object({ kind: z.string().max(40), place: z.string().max(60) })]),
    reading: readingInput,
  }),
  output: firearmView,
  permission: "recoveries.read",
  journal: "change",
  purpose: "required",
  idempotent: true,
});

export const identify = contract({
  id: "firearms.identify",
  method: "POST",
  path: "/firearms/:id/identifications",
  summary: "State what the weapon is, with source and grade; earlier statements stay",
  params: z.object({ id: recordId }),
  body: z.object({
    aspect: z.enum(aspects),
    code: z.string().max(80).nullish(),
    written: text(200).min(1),
    source: z.enum(["eye", "document", "reference-work", "laboratory", "manufacturer", "import"]),
    sourceReference: text(200).nullish(),
    grade: gradeCode.nullish(),
  }),
  output: firearmView,
  permission: "recoveries.read",
  journal: "change",
  purpose: "required",
  idempotent: true,
});
