/** Hits: two records that may be one weapon. The calls. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { page, pageQuery, personName, recordId, text } from "../platform/contract-parts.ts";
import { pointer, serialAnswer, shownRecord, shownWeapon } from "./serial-check.contract.ts";

export const hitStates = ["proposed", "confirmed", "rejected", "unsure"] as const;
export const hitVerbs = ["confirm", "reject", "unsure", "reopen"] as const;

/** One side of a hit. */
export const hitSide = shownRecord;

export const hitSummary = z.object({
  id: recordId,
  number: z.string(),
  state: z.enum(hitStates),
  /** Of this pair by itself; the page shows it beside its rivals. */
  probability: z.number(),
  recovered: hitSide,
  other: hitSide,
  createdAt: z.string(),
  /** Whether it waits for the reader's institution. */
  waitsForUs: z.boolean(),
  /** Codes of both records together. */
  handling: z.array(z.string()),
  /** Why they may be one weapon: one sentence, in the reader's language. */
  because: z.string(),
});

export const hitView = hitSummary.extend({
  version: z.number().int(),
  /** Field by field: what each side says, how it agrees, what it weighs. */
  comparison: z.array(
    z.object({
      field: z.string(),
      recovered: z.string().nullable(),
      other: z.string().nullable(),
      level: z.string(),
      nats: z.number(),
    }),
  ),
  logOdds: z.number(),
  modelVersion: z.string(),
  /** Other records the reader may see that fit the recovered weapon, with their probability in the same ranking. */
  rivals: z.array(serialAnswer),
  probabilityAmongRivals: z.number(),
  decisions: z.array(
    z.object({
      id: recordId,
      verb: z.enum(hitVerbs),
      reason: z.string(),
      by: personName,
      at: z.string(),
      probability: z.number(),
      modelVersion: z.string(),
    }),
  ),
  may: z.array(z.string()),
});

export const hitPointer = z.object({
  id: recordId,
  own: z.object({ kind: z.enum(["register-record", "firearm"]), id: recordId, weapon: shownWeapon }),
  since: z.string(),
  ask: pointer,
});

export const listHits = contract({
  id: "hits.list",
  method: "GET",
  path: "/hits",
  summary: "The hit queue: what waits, and for whom",
  query: pageQuery.extend({
    state: z.enum(hitStates).optional(),
    waiting: z.enum(["us", "others"]).optional(),
    /** A weapon, a record of a register, or a recovery: then the hits of all its weapons. */
    record: recordId.optional(),
  }),
  output: page(hitSummary).extend({ pointers: z.array(hitPointer), waitingForUs: z.number().int() }),
  permission: "hits.read",
  journal: "search",
  purpose: "required",
});

export const readHit = contract({
  id: "hits.read",
  method: "GET",
  path: "/hits/:id",
  summary: "Both records of a hit side by side",
  params: z.object({ id: recordId }),
  output: hitView,
  permission: "hits.read",
  journal: "read",
  purpose: "required",
});

export const decideHit = contract({
  id: "hits.decide",
  method: "POST",
  path: "/hits/:id/decisions",
  summary: "Confirm, reject, leave unsure or reopen a hit; nothing is merged",
  params: z.object({ id: recordId }),
  body: z.object({ verb: z.enum(hitVerbs), reason: text(500).min(3), version: z.number().int() }),
  output: hitView,
  permission: "hits.decide",
  journal: "decide",
  purpose: "required",
  idempotent: true,
});

/** Counts for the badges of the navigation: nothing is shown, so nothing is noted. */
export const countWaitingHits = contract({
  id: "hits.waiting",
  method: "GET",
  path: "/waiting",
  summary: "How much waits for one's institution: a number for the navigation",
  output: z.object({ hits: z.number().int() }),
  permission: "session",
  journal: "none",
});
