/** Hits: two records that may be one weapon. The calls. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, page, pageQuery, personName, recordId, text } from "../platform/contract-parts.ts";
import { pointer, serialAnswer, shownRecord, shownWeapon } from "./serial-check.contract.ts";

export const hitStates = ["proposed", "confirmed", "rejected", "unsure"] as const;
export const hitVerbs = ["confirm", "reject", "unsure", "reopen"] as const;
/** How soon a hit should be looked at. */
export const urgencies = ["urgent", "soon", "ordinary"] as const;
/** Why; the words are in the catalogue `hits` under `urgentBecause`. */
export const urgencyReasons = [
  "terrorism",
  "many-weapons",
  "very-probable",
  "probable",
  "waits-long",
  "waits",
] as const;
export const hitOrders = ["probability", "urgency", "waiting"] as const;

const place = z.object({ id: z.number().int(), en: z.string(), ru: z.string() }).nullable();

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
  urgency: z.enum(urgencies),
  urgentBecause: z.array(z.enum(urgencyReasons)),
  /** Below the threshold of the institution that settles it. */
  setAside: z.boolean(),
  /** Who of the reader's own institution has it now; null: nobody in particular, or it is another institution's affair. */
  handedTo: z.object({ unit: place, person: personName.nullable() }).nullable(),
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
      /** new-evidence: the node says that a later reading speaks for a pair that was rejected. */
      verb: z.enum([...hitVerbs, "new-evidence"]),
      reason: z.string(),
      by: personName.nullable(),
      at: z.string(),
      probability: z.number(),
      modelVersion: z.string(),
    }),
  ),
  /** Hand-overs inside the reader's own institution, oldest first. */
  handovers: z.array(
    z.object({
      id: recordId,
      unit: place,
      person: personName.nullable(),
      reason: z.string(),
      by: personName,
      at: z.string(),
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
    /** me: handed to the reader or to their unit. */
    waiting: z.enum(["us", "others", "me"]).optional(),
    /** The institution on the other side: who recovered the weapon, or who holds the record. */
    institution: institutionCode.optional(),
    urgency: z.enum(urgencies).optional(),
    order: z.enum(hitOrders).default("probability"),
    /** with: also what a threshold set aside (as always where a record or a settled state is asked for); only: nothing else. */
    aside: z.enum(["with", "only"]).optional(),
    /** A weapon, a record of a register, or a recovery: then the hits of all its weapons. */
    record: recordId.optional(),
  }),
  output: page(hitSummary).extend({
    pointers: z.array(hitPointer),
    waitingForUs: z.number().int(),
    asideForUs: z.number().int(),
  }),
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

export const listTakers = contract({
  id: "hits.takers",
  method: "GET",
  path: "/hits/:id/takers",
  summary: "Units and people of one's own institution who may take the hit over: they see both records and settle hits",
  params: z.object({ id: recordId }),
  output: z.object({
    units: z.array(z.object({ id: z.number().int(), en: z.string(), ru: z.string(), people: z.number().int() })),
    people: z.array(z.object({ id: recordId, latin: z.string(), cyrillic: z.string(), unit: z.number().int() })),
  }),
  permission: "hits.decide",
  journal: "read",
  purpose: "required",
});

export const handOverHit = contract({
  id: "hits.hand-over",
  method: "POST",
  path: "/hits/:id/hand-overs",
  summary: "Hand a hit to another unit or person of one's own institution; nothing is opened by it",
  params: z.object({ id: recordId }),
  body: z.object({
    to: z.union([z.strictObject({ unit: z.number().int() }), z.strictObject({ person: recordId })]),
    reason: text(500).min(3),
  }),
  output: hitView,
  permission: "hits.decide",
  journal: "change",
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
