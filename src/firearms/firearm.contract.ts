/**
 * Firearms: the weapon, its marks and their readings, identification. The calls.
 */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, page, pageQuery, personName, recordId, text } from "../platform/contract-parts.ts";
import { photoRegion } from "../recoveries/attachment.contract.ts";

export const markStates = [
  "clear",
  "partial",
  "obliterated",
  "restored",
  "altered",
  "none-made",
  "not-recorded",
] as const;
/** As reference-data/reading-methods.csv lists them. */
export const readingMethods = [
  "eye",
  "lens",
  "oblique-light",
  "microscope",
  "photograph",
  "uv",
  "infrared",
  "cleaned",
  "chemical",
  "electrolytic",
  "heat",
  "ultrasonic",
  "magnetic-particle",
  "magneto-optic",
  "eddy-current",
  "x-ray",
  "other",
] as const;
/** As reference-data/statement-sources.csv lists them. */
export const statementSources = [
  "manufacturer",
  "laboratory",
  "reference-work",
  "serial-rule",
  "eye",
  "document",
  "import",
] as const;
export const confidences = ["sure", "probable", "doubtful"] as const;
export const aspects = [
  "type",
  "make",
  "model",
  "calibre",
  "country",
  "year",
  "importer",
  "generation",
  "conversion",
  "unodc",
  "hs",
  "admin-class",
] as const;
const gradeCode = z.string().regex(/^[ABCX][1-4]$/);

/** What was read, in the notation for unreadable positions: `?` one character, `*` some, `[AB]` A or B. */
export const readingInput = z
  .object({
    written: text(200).default(""),
    state: z.enum(markStates),
    method: z.enum(readingMethods).default("eye"),
    confidence: z.enum(confidences).default("sure"),
    note: text(1000).nullish(),
    /** The photograph of this weapon on which it can be seen, and where on it. */
    photo: z.object({ id: recordId, region: photoRegion.nullish() }).nullish(),
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
  conversion: designation.nullish(),
  generation: designation.nullish(),
  importer: designation.nullish(),
  /** Only where the type does not say it, or says it wrongly: each classification is asked for on its own. */
  classes: z
    .object({
      unodc: z.string().max(40).nullish(),
      hs: z.string().max(10).nullish(),
      administrative: z.string().max(40).nullish(),
    })
    .nullish(),
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
  /** Readings of one of its marks disagree; stays, since nothing is overwritten. */
  disputed: z.boolean(),
  /** Why an examiner is awaited; empty when none is. */
  awaits: z.array(z.string()),
});

/** A class, and whether somebody stated it, the type says it, or nothing does: then it is asked for. */
const classView = z.object({ code: z.string(), from: z.enum(["stated", "type", "unknown"]) });

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
  /** Read by somebody who examines firearms. */
  examined: z.boolean(),
  photo: z.object({ id: recordId, region: photoRegion.nullable() }).nullable(),
  /** Positions (from 0) of `written` that another reading contradicts. */
  differs: z.array(z.number().int()),
});

/** Two readings of one mark that say different things: which (numbered from 1 in their order), and in words what. */
export const readingDispute = z.object({
  first: recordId,
  second: recordId,
  sentence: z.string(),
});

/** An examiner at a weapon: nobody else begins meanwhile; it lapses at `until`. */
export const examinationClaim = z.object({
  id: recordId,
  by: personName,
  at: z.string(),
  until: z.string(),
  mine: z.boolean(),
});

export const firearmView = firearmSummary.extend({
  version: z.number().int(),
  country: z.string().nullable(),
  year: z.number().int().nullable(),
  stateOwned: z.string().nullable(),
  conversion: designationView,
  generation: designationView,
  importer: designationView,
  /** Three classifications at once: UNODC questionnaire, HS 9301 to 9307, class of the region. */
  classes: z.object({ unodc: classView, hs: classView, administrative: classView }),
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
      /** The most telling reading. */
      best: recordId.nullable(),
      disagree: z.boolean(),
      disputes: z.array(readingDispute),
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
      examined: z.boolean(),
    }),
  ),
  /** What the marks tell by themselves, by the rules of numbering; nobody's statement yet. */
  decoded: z.array(
    z.object({
      mark: recordId,
      written: z.string(),
      rule: z.object({ code: z.string(), en: z.string(), ru: z.string(), source: z.string() }),
      confidence: z.string(),
      maker: z.string().nullable(),
      factory: z.string().nullable(),
      years: z.object({ from: z.number().int(), until: z.number().int().nullable() }).nullable(),
      /** An alarm: the number says a year after the recovery. */
      afterRecovery: z.boolean(),
    }),
  ),
  /** Aspects about which statements contradict each other. */
  disputedAspects: z.array(z.string()),
  /** Who has it on their desk, and what was concluded before. */
  examination: z.object({
    current: examinationClaim.nullable(),
    concluded: z.array(z.object({ id: recordId, by: personName, at: z.string(), conclusion: z.string() })),
  }),
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
    model: z.string().max(80).optional(),
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
  body: z
    .object({
      aspect: z.enum(aspects),
      code: z.string().max(80).nullish(),
      written: text(200).min(1),
      source: z.enum(statementSources),
      /** Number of the report, the answer or the entry; a reference work is worth nothing without it. */
      sourceReference: text(200).nullish(),
      grade: gradeCode.nullish(),
    })
    .refine((value) => value.source !== "reference-work" || (value.sourceReference ?? "") !== "", {
      path: ["sourceReference"],
      params: { code: "required" },
    }),
  output: firearmView,
  permission: "recoveries.read",
  journal: "change",
  purpose: "required",
  idempotent: true,
});
