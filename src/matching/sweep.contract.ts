/** Sweeps: the weapons compared with an import, one register compared with another. The calls. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, page, pageQuery, personName, recordId } from "../platform/contract-parts.ts";
import { registerKinds } from "../registers/register.contract.ts";
import { shownRecord } from "./serial-check.contract.ts";

/** stopping: somebody stopped it and the slice in hand ends first; waiting: its job has not begun. */
export const sweepStates = ["waiting", "running", "stopping", "done", "cancelled", "failed"] as const;

/** How far a sweep is. No counts: they would tell of records that the reader does not see. */
const progress = {
  state: z.enum(sweepStates),
  percent: z.number().int().min(0).max(100),
  finishedAt: z.string().nullable(),
  /** stop, resume */
  may: z.array(z.string()),
};

/** none: the import is not done, was taken back, or brought no records of a register. */
export const importMatching = z.object({ ...progress, state: z.enum([...sweepStates, "none"]) });

const one = z.object({ id: recordId });

export const readImportMatching = contract({
  id: "imports.matching",
  method: "GET",
  path: "/imports/:id/matching",
  summary: "How far the recovered weapons have been compared with what an import brought",
  params: one,
  output: importMatching,
  permission: "imports.run",
  journal: "none",
});

const ofImport = <Id extends string>(id: Id, verb: string, summary: string) =>
  contract({
    id,
    method: "POST",
    path: `/imports/:id/matching/${verb}`,
    summary,
    params: one,
    body: z.object({}).optional(),
    output: importMatching,
    permission: "imports.run",
    journal: "change",
    idempotent: true,
  });

export const stopImportMatching = ofImport(
  "imports.matching-stop",
  "stop",
  "Stop comparing the weapons with an import; what was found stays",
);
export const resumeImportMatching = ofImport(
  "imports.matching-resume",
  "resume",
  "Go on comparing the weapons with an import where it stopped",
);

const comparedRegister = z.object({
  id: recordId,
  code: z.string(),
  en: z.string(),
  ru: z.string(),
  kind: z.enum(registerKinds),
  institution: institutionCode,
  /** What its records may be used for; none: everything. */
  purposes: z.array(z.string()),
  /** The stated purpose is not among them: its records, and with them all pairs, stay closed. */
  closedNow: z.boolean(),
});

export const comparisonView = z.object({
  id: recordId,
  ...progress,
  /** Its records are looked for in the right one. */
  left: comparedRegister,
  right: comparedRegister,
  /** Least probability of a pair that is kept. */
  least: z.number(),
  modelVersion: z.string().nullable(),
  by: personName,
  createdAt: z.string(),
});

export const pairSummary = z.object({
  left: shownRecord,
  right: shownRecord,
  /** Of this pair by itself, as the records stood when they were compared. */
  probability: z.number(),
  /** One sentence, in the reader's language. */
  because: z.string(),
});

export const pairView = pairSummary.extend({
  /** Handling codes of each record. */
  handling: z.object({ left: z.array(z.string()), right: z.array(z.string()) }),
  /** Field by field: what each side says, how it agrees, what it weighs. */
  comparison: z.array(
    z.object({
      field: z.string(),
      left: z.string().nullable(),
      right: z.string().nullable(),
      level: z.string(),
      nats: z.number(),
    }),
  ),
  logOdds: z.number(),
  modelVersion: z.string(),
});

export const startComparison = contract({
  id: "comparisons.start",
  method: "POST",
  path: "/register-comparisons",
  summary: "Compare two registers: the records of the left are looked for in the right; a pair is no hit",
  body: z.object({ left: recordId, right: recordId, least: z.number().min(0.05).max(0.99).default(0.5) }),
  output: comparisonView,
  permission: "registers.read",
  journal: "create",
  purpose: "required",
  idempotent: true,
});

export const listComparisons = contract({
  id: "comparisons.list",
  method: "GET",
  path: "/register-comparisons",
  summary: "Comparisons of registers that one's own institution asked for, newest first",
  query: pageQuery,
  output: page(comparisonView),
  permission: "registers.read",
  journal: "none",
});

export const readComparison = contract({
  id: "comparisons.read",
  method: "GET",
  path: "/register-comparisons/:id",
  summary: "One comparison of registers and how far it is",
  params: one,
  output: comparisonView,
  permission: "registers.read",
  journal: "none",
});

const ofComparison = <Id extends string>(id: Id, verb: string, summary: string) =>
  contract({
    id,
    method: "POST",
    path: `/register-comparisons/:id/${verb}`,
    summary,
    params: one,
    body: z.object({}).optional(),
    output: comparisonView,
    permission: "registers.read",
    journal: "change",
    purpose: "required",
    idempotent: true,
  });

export const stopComparison = ofComparison("comparisons.stop", "stop", "Stop a comparison; the pairs found stay");
export const resumeComparison = ofComparison(
  "comparisons.resume",
  "resume",
  "Go on with a comparison where it stopped",
);

const bounds = {
  /** Pairs at least so probable … */
  least: z.coerce.number().min(0).max(1).optional(),
  /** … and less probable than this. */
  below: z.coerce.number().min(0).max(1).optional(),
};

export const listPairs = contract({
  id: "comparisons.pairs",
  method: "GET",
  path: "/register-comparisons/:id/pairs",
  summary: "Pairs of a comparison whose records one sees both, the most probable first",
  params: one,
  query: pageQuery.extend(bounds),
  output: page(pairSummary),
  permission: "registers.read",
  journal: "search",
  purpose: "required",
});

export const readPair = contract({
  id: "comparisons.pair",
  method: "GET",
  path: "/register-comparisons/:id/pairs/:left/:right",
  summary: "The two records of a pair, field by field",
  params: one.extend({ left: recordId, right: recordId }),
  output: pairView,
  permission: "registers.read",
  journal: "read",
  purpose: "required",
});

export const exportPairs = contract({
  id: "comparisons.export",
  method: "GET",
  path: "/register-comparisons/:id/file",
  summary: "Pairs of a comparison as CSV or XLSX; records that may not be passed on stay out",
  params: one,
  query: z.object({ ...bounds, format: z.enum(["csv", "xlsx"]).default("csv") }),
  output: z.unknown(),
  permission: "records.export",
  journal: "export",
  purpose: "required",
  stream: "text/csv",
});
