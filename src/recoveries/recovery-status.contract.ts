/**
 * Submitting, returning and accepting a recovery; the doubts of the quality gate and who overrode them. The calls.
 */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, personName, recordId, text } from "../platform/contract-parts.ts";
import { calendarDate } from "./recovery-shapes.ts";
import { recoveryView } from "./recovery.contract.ts";

export const takeStep = contract({
  id: "recoveries.step",
  method: "POST",
  path: "/recoveries/:id/steps",
  summary: "Return a recovery with a reason, submit it again, accept it, confirm what was changed since, reopen it",
  params: z.object({ id: recordId }),
  body: z.object({
    verb: z.enum(["return", "resubmit", "accept", "confirm", "reopen"]),
    /** The version that was looked at: who accepts, accepts what they saw. */
    version: z.number().int(),
    /** The last change that was looked at, null for none: asked for by confirm; an acceptance that names it covers no later one. */
    seen: recordId.nullish(),
    /** Asked for by return and reopen. */
    reason: text(1000).nullish(),
    /** Doubts of the gate that are overridden with this step. */
    overrides: z
      .array(
        z.object({ firearm: recordId, code: z.string().max(60), field: z.string().max(120), reason: text(500).min(3) }),
      )
      .max(500)
      .default([]),
  }),
  output: recoveryView,
  permission: "recoveries.read",
  journal: "change",
  purpose: "required",
  idempotent: true,
});

/** What the gate says of a weapon's record; why and how to settle are words of the catalogue, by `code`. */
export const doubtView = z.object({
  code: z.string(),
  field: z.string(),
  /** The mark that is doubted; null: the weapon. */
  mark: z.object({ kind: z.string(), place: z.string() }).nullable(),
  /** Binding on submit and acceptance, until it is settled or overridden. */
  blocking: z.boolean(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  /** What people said when they overrode it; empty while nobody did. */
  overridden: z.array(z.object({ reason: z.string(), by: personName, at: z.string() })),
});

export const readDoubts = contract({
  id: "recoveries.doubts",
  method: "GET",
  path: "/recoveries/:id/doubts",
  summary: "What the quality gate says of each weapon of a recovery, imported ones too",
  params: z.object({ id: recordId }),
  output: z.object({
    firearms: z.array(z.object({ id: recordId, number: z.string(), doubts: z.array(doubtView) })),
  }),
  permission: "recoveries.read",
  journal: "read",
  purpose: "required",
});

const overridePeriod = z.object({ from: calendarDate.optional(), until: calendarDate.optional() });

export const countOverrides = contract({
  id: "recoveries.override-counts",
  method: "GET",
  path: "/figures/doubt-overrides",
  summary:
    "Doubts of the quality gate that were overridden, by unit, month and kind of doubt, beside the weapons recorded",
  query: overridePeriod,
  output: z.object({
    rows: z.array(
      z.object({
        institution: institutionCode,
        unit: z.object({ id: z.number().int(), en: z.string(), ru: z.string() }),
        /** Month of the recording, `2026-11`. */
        month: z.string(),
        /** Weapons that people of the unit recorded in the month; imported ones do not pass the gate. */
        firearms: z.number().int(),
        overrides: z.number().int(),
        byDoubt: z.array(z.object({ code: z.string(), count: z.number().int() })),
      }),
    ),
    computedAt: z.string(),
  }),
  permission: "figures.read",
  journal: "search",
  purpose: "required",
});

export const exportOverrides = contract({
  id: "recoveries.export-override-counts",
  method: "GET",
  path: "/exports/doubt-overrides",
  summary: "The same counts as CSV or XLSX, one row for each unit, month and kind of doubt; formulas are neutralised",
  query: overridePeriod.extend({ format: z.enum(["csv", "xlsx"]).default("csv") }),
  output: z.unknown(),
  permission: "figures.read",
  journal: "export",
  purpose: "required",
  stream: "text/csv",
});
