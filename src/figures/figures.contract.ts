/** Figures over the records one may see, and their export. Each figure is defined in docs/figures.md. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode } from "../platform/contract-parts.ts";
import { calendarDate, manners } from "../recoveries/recovery.contract.ts";

export const dimensions = ["month", "manner", "institution", "region", "type", "serial-state", "ground"] as const;

const period = z.object({ from: calendarDate.optional(), until: calendarDate.optional() });

export const recoveryFigures = contract({
  id: "figures.recoveries",
  method: "GET",
  path: "/figures/recoveries",
  summary: "Recoveries and weapons counted by one dimension, over the records one may see",
  query: period.extend({
    by: z.enum(dimensions).default("month"),
    manner: z.enum(manners).optional(),
    institution: institutionCode.optional(),
  }),
  output: z.object({
    by: z.enum(dimensions),
    /** A null key is "not recorded", never zero of something. */
    rows: z.array(z.object({ key: z.string().nullable(), recoveries: z.number().int(), firearms: z.number().int() })),
    recoveries: z.number().int(),
    firearms: z.number().int(),
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
  query: period,
  output: z.object({
    components: z.array(z.object({ code: z.string(), count: z.number().int() })),
    computedAt: z.string(),
  }),
  permission: "figures.read",
  journal: "search",
  purpose: "required",
});

export const exportFormats = ["csv", "xlsx"] as const;

export const exportRecoveries = contract({
  id: "records.export",
  method: "GET",
  path: "/exports/recoveries",
  summary: "Recovered weapons one may see, one row each, as CSV or XLSX; formulas are neutralised",
  query: period.extend({
    format: z.enum(exportFormats).default("csv"),
    manner: z.enum(manners).optional(),
    institution: institutionCode.optional(),
    region: z.string().max(60).optional(),
  }),
  output: z.unknown(),
  permission: "records.export",
  journal: "export",
  purpose: "required",
  stream: "text/csv",
});
