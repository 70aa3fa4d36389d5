/** Thresholds of hits, what each would do, and how well the proposals stand up to decisions. The calls. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, personName, recordId, text } from "../platform/contract-parts.ts";

const country = z.string().regex(/^[A-Z]{2}$/);
const share = z.object({
  count: z.number().int(),
  of: z.number().int(),
  from: z.number().nullable(),
  to: z.number().nullable(),
});
const effect = z.object({
  value: z.number(),
  shown: z.number().int(),
  aside: z.number().int(),
  falseAlarms: z.number(),
  missed: z.number(),
});
const named = z.object({ id: recordId, en: z.string(), ru: z.string() });

export const listThresholds = contract({
  id: "hits.thresholds",
  method: "GET",
  path: "/hit-thresholds",
  summary: "The thresholds of one's institution, and what each value would do to its hits",
  query: z.object({
    /** A register; absent: recovered weapons. */
    register: recordId.optional(),
    /** Made in this country; absent: any. */
    country: country.optional(),
  }),
  output: z.object({
    /** Registers of one's institution for which one may be set. */
    registers: z.array(named),
    standing: z.array(
      z.object({
        id: recordId,
        register: named.nullable(),
        country: z.string().nullable(),
        value: z.number(),
        reason: z.string(),
        by: personName,
        at: z.string(),
      }),
    ),
    outlook: z.object({
      from: z.enum(["decisions", "probabilities"]),
      decided: z.number().int(),
      pairs: z.number().int(),
      effects: z.array(effect),
    }),
  }),
  permission: "hits.decide",
  journal: "search",
  purpose: "required",
});

export const setThreshold = contract({
  id: "hits.set-threshold",
  method: "POST",
  path: "/hit-thresholds",
  summary:
    "Set below which probability hits of one's institution are set aside; for whoever settles hits for the whole of it",
  body: z.object({
    register: recordId.nullable(),
    country: country.nullable(),
    value: z.number().min(0).max(0.99),
    reason: text(500).min(3),
  }),
  output: z.object({ id: recordId, setAside: z.number().int() }),
  permission: "hits.decide",
  journal: "decide",
  purpose: "required",
  idempotent: true,
});

/** How a pair differs, coarsely; the words are in the catalogue `hits` under `quality.kind`. */
export const differenceKinds = [
  "same-number",
  "look-alike",
  "lost-end",
  "unread",
  "swapped",
  "other-character",
  "several",
  "no-number",
] as const;

export const hitQuality = contract({
  id: "hits.quality",
  method: "GET",
  path: "/hits-quality",
  summary: "How the proposals stood up to decisions, over the hits one may see",
  output: z.object({
    decided: z.number().int(),
    open: z.number().int(),
    bands: z.array(z.object({ from: z.number(), below: z.number(), said: z.number().nullable(), confirmed: share })),
    /** told: of the confirmed of this kind, those that the owner was told of at once (at least one half). */
    kinds: z.array(z.object({ kind: z.enum(differenceKinds), confirmed: share, told: share })),
    registers: z.array(
      z.object({
        register: named.nullable(),
        institution: institutionCode,
        falseAlarms: share,
        open: z.number().int(),
        /** From the proposal to the judgement that stands. */
        days: z.object({ median: z.number().nullable(), ninety: z.number().nullable() }),
      }),
    ),
    days: z.object({ median: z.number().nullable(), ninety: z.number().nullable() }),
    /** Versions of the model by which these were proposed. */
    models: z.array(z.string()),
  }),
  permission: "hits.read",
  journal: "search",
  purpose: "required",
});
