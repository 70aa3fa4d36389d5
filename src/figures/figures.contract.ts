/** Figures over the records one may see, and their export. Each figure is defined in docs/figures.md. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, text } from "../platform/contract-parts.ts";
import { calendarDate, manners, triageFlags } from "../recoveries/recovery.contract.ts";
import { overrideSought, statusSought } from "../recoveries/recovery-shapes.ts";

export const dimensions = [
  "month",
  "manner",
  "institution",
  "unit",
  "region",
  "type",
  "serial-state",
  "ground",
  "context",
] as const;

const period = z.object({ from: calendarDate.optional(), until: calendarDate.optional() });

/** Which recoveries are counted: keys as the dimensions name them. */
const choice = period.extend({
  manner: z.enum(manners).optional(),
  institution: institutionCode.optional(),
  unit: z.coerce.number().int().optional(),
  region: z.string().max(60).optional(),
  type: text(500).optional(),
  serialState: z.string().max(40).optional(),
  /** The ground (context) that stands. */
  ground: text(500).optional(),
  context: text(500).optional(),
});

const counts = {
  recoveries: z.number().int(),
  /** Firearms counted by the rule of docs/figures.md. */
  firearms: z.number().int(),
  /** Weapons of the state in the same recoveries: beside the count, never in it. */
  apart: z.number().int(),
};
/** A null key is "not recorded", never zero of something. */
const counted = z.object({ key: z.string().nullable(), ...counts });
const component = z.object({ code: z.string(), count: z.number().int() });

export const recoveryFigures = contract({
  id: "figures.recoveries",
  method: "GET",
  path: "/figures/recoveries",
  summary: "Recoveries and weapons counted by one dimension, over the records one may see",
  query: choice.extend({ by: z.enum(dimensions).default("month") }),
  output: z.object({
    by: z.enum(dimensions),
    rows: z.array(counted),
    ...counts,
    computedAt: z.string(),
  }),
  permission: "figures.read",
  journal: "search",
  purpose: "required",
});

/** The components of an indicator, never only its ratio (SDG 16.4.2 and what leads to it). */
export const indicatorFigures = contract({
  id: "figures.components",
  method: "GET",
  path: "/figures/components",
  summary: "Components: recovered, with readable serial, identified, with a proposed hit, with a confirmed hit",
  query: choice,
  output: z.object({
    components: z.array(component),
    computedAt: z.string(),
  }),
  permission: "figures.read",
  journal: "search",
  purpose: "required",
});

/** Components and every dimension at once: what the board shows is one question, and one entry in the journal. */
export const figuresBoard = contract({
  id: "figures.board",
  method: "GET",
  path: "/figures/board",
  summary: "The recovery picture: the components and the counts by every dimension, of one choice and one moment",
  query: choice,
  output: z.object({
    components: z.array(component),
    dimensions: z.array(z.object({ by: z.enum(dimensions), rows: z.array(counted) })),
    /** Names of the units that are counted; their number is the key of the dimension. */
    units: z.array(z.object({ id: z.number().int(), institution: institutionCode, en: z.string(), ru: z.string() })),
    ...counts,
    computedAt: z.string(),
  }),
  permission: "figures.read",
  journal: "search",
  purpose: "required",
});

export const exportFormats = ["csv", "xlsx"] as const;

export const exportFigures = contract({
  id: "figures.export",
  method: "GET",
  path: "/exports/figures",
  summary: "The recovery picture by one dimension, or by all, as CSV or XLSX; formulas are neutralised",
  query: choice.extend({ format: z.enum(exportFormats).default("csv"), by: z.enum(dimensions).optional() }),
  output: z.unknown(),
  permission: "figures.read",
  journal: "export",
  purpose: "required",
  stream: "text/csv",
});

export const exportRecoveries = contract({
  id: "records.export",
  method: "GET",
  path: "/exports/recoveries",
  summary: "Recovered weapons one may see, one row each, as CSV or XLSX; formulas are neutralised",
  query: choice.extend({
    q: text(200).optional(),
    format: z.enum(exportFormats).default("csv"),
    /** As the figures count, like the list of recoveries. */
    counted: z.literal("yes").optional(),
    status: statusSought.optional(),
    flag: z.enum(triageFlags).optional(),
    ...overrideSought,
  }),
  output: z.unknown(),
  permission: "records.export",
  journal: "export",
  purpose: "required",
  stream: "text/csv",
});
