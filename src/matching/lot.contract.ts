/** Lots of weapons. The calls. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, personName, recordId, text } from "../platform/contract-parts.ts";
import { mostPasted } from "./pasted-check.contract.ts";
import { serialQuestion, shownWeapon } from "./serial-check.contract.ts";

export const lotStates = ["found", "grown", "confirmed", "rejected"] as const;
export const lotVerbs = ["confirm", "reject", "reopen"] as const;

const member = z.object({
  /** Null: a number of the pasted list, which is no record. */
  id: recordId.nullable(),
  number: z.string().nullable(),
  serial: z.string(),
  place: z.number().int(),
  weapon: shownWeapon,
  institution: institutionCode.nullable(),
  recoveredOn: z.string().nullable(),
});

const lot = z.object({
  members: z.array(member),
  first: z.number().int(),
  last: z.number().int(),
  gaps: z.array(z.object({ from: z.number().int(), to: z.number().int() })),
  /** Finds, regions and years that the members have in common. */
  grounds: z.array(z.enum(["one-find", "one-region", "two-years"])),
  byChance: z.number(),
  strength: z.enum(["strong", "fair", "weak"]),
});

export const judgedLot = z.object({
  id: recordId,
  number: z.string(),
  state: z.enum(["proposed", "confirmed", "rejected"]),
  institution: institutionCode,
  /** Members that the reader may see. */
  members: z.array(recordId),
  judgements: z.array(
    z.object({ id: recordId, verb: z.enum(lotVerbs), reason: z.string(), by: personName, at: z.string() }),
  ),
  may: z.array(z.enum(lotVerbs)),
});

const shownLot = lot.extend({
  /** found: not judged; grown: judged, and weapons joined since. */
  state: z.enum(lotStates),
  judged: judgedLot.nullable(),
});

export const listLots = contract({
  id: "lots.list",
  method: "GET",
  path: "/lots",
  summary: "Lots among the recovered weapons one may see: neighbouring numbers of one make, near in place or time",
  query: z.object({ state: z.enum(lotStates).optional() }),
  output: z.object({ items: z.array(shownLot), more: z.boolean() }),
  permission: "hits.read",
  journal: "search",
  purpose: "required",
});

export const lotsOfFirearm = contract({
  id: "lots.of-firearm",
  method: "GET",
  path: "/firearms/:id/lots",
  summary: "The lots that a weapon is part of, as far as one may see their weapons",
  params: z.object({ id: recordId }),
  output: z.object({ items: z.array(shownLot) }),
  permission: "recoveries.read",
  journal: "read",
  purpose: "required",
});

export const lotsAmong = contract({
  id: "lots.among",
  method: "POST",
  path: "/lots/among",
  summary: "Lots among pasted numbers of one find, with the recovered weapons one may see that stand beside them",
  body: z.object({ questions: z.array(serialQuestion).min(1).max(mostPasted) }),
  output: z.object({ items: z.array(lot) }),
  permission: "serials.check",
  journal: "search",
  purpose: "required",
});

export const judgeLot = contract({
  id: "lots.judge",
  method: "POST",
  path: "/lots",
  summary: "Confirm or reject a lot, or reopen one's institution's judgement; each judgement is a row with its reason",
  body: z.object({
    /** A lot that was judged; absent: one that was found. */
    lot: recordId.optional(),
    firearms: z.array(recordId).max(500),
    verb: z.enum(lotVerbs),
    reason: text(500).min(3),
  }),
  output: judgedLot,
  permission: "hits.decide",
  journal: "decide",
  purpose: "required",
  idempotent: true,
});
