/**
 * The examiner's desk: what waits, taking a weapon to the desk, letting it go, concluding. The calls.
 */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, page, pageQuery, recordId, text } from "../platform/contract-parts.ts";
import { examinationClaim, firearmSummary, firearmView } from "./firearm.contract.ts";

/** Why a weapon waits for an examiner. */
export const awaitReasons = ["identification", "readings", "statements", "year", "gate"] as const;
/** On whose desk. */
export const heldBy = ["nobody", "me", "others"] as const;

export const waitingWeapon = firearmSummary.extend({
  createdAt: z.string(),
  /** Who has it on their desk now. */
  claim: examinationClaim.nullable(),
});

export const listExaminations = contract({
  id: "examinations.list",
  method: "GET",
  path: "/examinations",
  summary: "Weapons that wait for an examiner, among those one may see",
  query: pageQuery.extend({
    reason: z.enum(awaitReasons).optional(),
    type: z.string().max(80).optional(),
    institution: institutionCode.optional(),
    held: z.enum(heldBy).optional(),
  }),
  output: page(waitingWeapon).extend({
    /** Counted up to a thousand. */
    waiting: z.number().int(),
    mine: z.number().int(),
  }),
  permission: "firearms.identify",
  journal: "search",
  purpose: "required",
});

/** A number for the start page and the navigation: nothing is shown, so nothing is noted. */
export const countExaminations = contract({
  id: "examinations.waiting",
  method: "GET",
  path: "/examinations/waiting",
  summary: "How many weapons wait for an examiner: a number for the start page",
  output: z.object({
    /** Counted up to a thousand; nought for who does not examine. */
    waiting: z.number().int(),
    mine: z.number().int(),
  }),
  permission: "session",
  journal: "none",
});

export const claimExamination = contract({
  id: "examinations.claim",
  method: "POST",
  path: "/firearms/:id/examination",
  summary: "Take a weapon to one's desk, so that nobody else begins the same",
  params: z.object({ id: recordId }),
  body: z.object({}),
  output: firearmView,
  permission: "firearms.identify",
  journal: "change",
  purpose: "required",
  idempotent: true,
});

export const endExamination = contract({
  id: "examinations.end",
  method: "POST",
  path: "/firearms/:id/examination/end",
  summary: "Conclude one's examination, or let the weapon go for another",
  params: z.object({ id: recordId }),
  body: z
    .object({
      outcome: z.enum(["concluded", "released"]),
      /** What was found, in words; a conclusion without them is none. */
      conclusion: text(4000).nullish(),
    })
    .refine((value) => value.outcome === "released" || (value.conclusion ?? "").length >= 3, {
      path: ["conclusion"],
      params: { code: "required" },
    }),
  output: firearmView,
  permission: "firearms.identify",
  journal: "change",
  purpose: "required",
  idempotent: true,
});
