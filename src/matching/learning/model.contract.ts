/** Versions of the matching's numbers: learning one, its report, accepting it; and making a decision again. The calls. */
import { z } from "zod";
import { contract } from "../../platform/contract.ts";
import { personName, recordId, text } from "../../platform/contract-parts.ts";

export const modelStates = ["shipped", "learning", "proposed", "refused", "accepted", "rejected"] as const;
/** Why a version may not be accepted; the words are in the catalogue `weighing` under `refusal`. */
export const refusals = [
  "too-few",
  "not-better",
  "less-calibrated",
  "worse-order",
  "loses-hits",
  "out-of-order",
  "failed",
] as const;

const share = z.object({
  count: z.number().int(),
  of: z.number().int(),
  from: z.number().nullable(),
  to: z.number().nullable(),
});
export const measures = z.object({
  /** Of confirmed pairs: proposed; told to the owner at once. */
  recall: share,
  recallTold: share,
  /** Of pairs proposed, and of pairs told at once: confirmed. */
  precision: share,
  precisionTold: share,
  /** How often a confirmed pair stands above a rejected one. */
  order: z.number().nullable(),
  calibrationError: z.number(),
  loss: z.number(),
  bands: z.array(z.object({ from: z.number(), below: z.number(), said: z.number().nullable(), confirmed: share })),
});
export const measuresOfBoth = z.object({ parent: measures, candidate: measures });
/** A hit that the reader may see, before and after. */
const move = z.object({
  id: recordId,
  number: z.string(),
  same: z.boolean(),
  before: z.number(),
  after: z.number(),
});
/** count: over the whole country; hits: those that the reader may see. */
const moves = z.object({ count: z.number().int(), hits: z.array(move) });

export const gain = z.object({ mean: z.number(), error: z.number() });

export const modelReportView = z.object({
  parent: z.string(),
  decided: z.number().int(),
  confirmed: z.number().int(),
  rejected: z.number().int(),
  leftOut: z.number().int(),
  leastDecided: z.number().int(),
  leastOfEach: z.number().int(),
  proposedFrom: z.number(),
  refusal: z.enum(refusals).nullable(),
  heldOut: measuresOfBoth.nullable(),
  /** By how much a decision surprises the candidate less than the parent, nats, with its standard error. */
  gain: gain.nullable(),
  registers: z.array(
    z.object({
      /** Null: recovered weapons, or a register that the reader may not see (`hidden`). */
      register: z.object({ id: recordId, en: z.string(), ru: z.string() }).nullable(),
      hidden: z.boolean(),
      institution: z.string(),
      ...measuresOfBoth.shape,
    }),
  ),
  changes: z.object({ lost: moves, raised: moves, spared: z.number().int(), most: z.array(move) }).nullable(),
  numbers: z.array(z.object({ part: z.string(), before: z.number(), after: z.number(), pairs: z.number().int() })),
});

export const modelSummary = z.object({
  id: recordId,
  version: z.string(),
  /** Null: shipped with the program. */
  parent: z.string().nullable(),
  state: z.enum(modelStates),
  inForce: z.boolean(),
  reason: z.string().nullable(),
  proposedBy: personName.nullable(),
  proposedAt: z.string(),
  learnedAt: z.string().nullable(),
  decidedBy: personName.nullable(),
  decidedAt: z.string().nullable(),
  decision: z.string().nullable(),
  /** accept, reject, put-in-force: what the reader may do with it now. */
  may: z.array(z.enum(["accept", "reject", "put-in-force"])),
});

export const modelView = modelSummary.extend({
  report: modelReportView.nullable(),
});

export const listModels = contract({
  id: "match-models.list",
  method: "GET",
  path: "/match-models",
  summary: "Versions of the matching's numbers, which one is in force and since when",
  output: z.object({
    inForce: z.string(),
    /** What this program counts with: another one where it cannot count with the version in force. */
    counted: z.string(),
    /** Decisions that a version needs, of all and of each kind. */
    leastDecided: z.number().int(),
    leastOfEach: z.number().int(),
    versions: z.array(modelSummary),
    /** When which version came into force, newest first. */
    changes: z.array(z.object({ version: z.string(), reason: z.string(), by: personName, at: z.string() })),
  }),
  permission: "matching.weigh",
  journal: "search",
  purpose: "required",
});

export const proposeModel = contract({
  id: "match-models.propose",
  method: "POST",
  path: "/match-models",
  summary: "Have a version learned from the decided hits; it takes effect only after another person accepts its report",
  body: z.object({ reason: text(500).min(3) }),
  output: modelSummary,
  permission: "matching.weigh",
  journal: "create",
  purpose: "required",
  idempotent: true,
});

export const readModel = contract({
  id: "match-models.read",
  method: "GET",
  path: "/match-models/:id",
  summary: "A version with its report: recall, precision, calibration, changes on old decisions",
  params: z.object({ id: recordId }),
  output: modelView,
  permission: "matching.weigh",
  journal: "read",
  purpose: "required",
});

export const decideModel = contract({
  id: "match-models.decide",
  method: "POST",
  path: "/match-models/:id/decision",
  summary: "Accept or reject a version that somebody else proposed; an accepted one is in force from then on",
  params: z.object({ id: recordId }),
  body: z.object({ decision: z.enum(["accepted", "rejected"]), reason: text(500).min(3) }),
  output: modelSummary,
  permission: "matching.weigh",
  journal: "decide",
  purpose: "required",
  idempotent: true,
});

export const putModelInForce = contract({
  id: "match-models.put-in-force",
  method: "POST",
  path: "/match-models/:id/in-force",
  summary: "Go back to a version that was in force before, or that the program was shipped with",
  params: z.object({ id: recordId }),
  body: z.object({ reason: text(500).min(3) }),
  output: modelSummary,
  permission: "matching.weigh",
  journal: "decide",
  purpose: "required",
  idempotent: true,
});

export const exportModel = contract({
  id: "match-models.export",
  method: "GET",
  path: "/match-models/:id/file",
  summary: "A version as a file: every number, its name, what it was learned from",
  params: z.object({ id: recordId }),
  output: z.unknown(),
  permission: "matching.weigh",
  journal: "export",
  purpose: "required",
  stream: "application/json",
});

/** How a decision made again compares with what was written then. */
export const recomputedOutcomes = ["same", "differs", "not-kept", "version-unknown"] as const;

export const recomputeHit = contract({
  id: "hits.recompute",
  method: "GET",
  path: "/hits/:id/recomputation",
  summary: "Score a hit and each of its decisions again with the version written beside them, and with today's",
  params: z.object({ id: recordId }),
  output: z.object({
    /** The version in force now. */
    today: z.string(),
    items: z.array(
      z.object({
        /** The decision; null: the proposal as it stands. */
        decision: recordId.nullable(),
        version: z.string(),
        outcome: z.enum(recomputedOutcomes),
        /** What was said then, what the same version gives now, what today's gives; null where it cannot be made. */
        said: z.number(),
        again: z.number().nullable(),
        now: z.number().nullable(),
      }),
    ),
  }),
  permission: "hits.read",
  journal: "read",
  purpose: "required",
});
