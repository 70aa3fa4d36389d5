/** Weapons seen again. The calls. */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, recordId } from "../platform/contract-parts.ts";
import { hitStates } from "./hit.contract.ts";
import { seenAgainReasons, seenAgainVerdicts } from "./seen-again.ts";
import { shownWeapon } from "./serial-check.contract.ts";

const sighting = z.object({
  id: recordId,
  number: z.string(),
  institution: institutionCode,
  weapon: shownWeapon,
  recoveredOn: z.string().nullable(),
  manner: z.string(),
  stateOwned: z.string().nullable(),
  /** Null where the reader sees the weapon and not its circumstances. */
  recovery: z.object({ id: recordId, number: z.string(), status: z.string() }).nullable(),
});

export const listSeenAgain = contract({
  id: "seen-again.list",
  method: "GET",
  path: "/seen-again",
  summary:
    "Weapons in two recoveries, confirmed or very probable, with what is known between and whether that is an alarm",
  query: z.object({ verdict: z.enum(seenAgainVerdicts).optional() }),
  output: z.object({
    items: z.array(
      z.object({
        /** The hit between the two. */
        id: recordId,
        hit: z.string(),
        state: z.enum(hitStates),
        probability: z.number(),
        first: sighting,
        again: sighting,
        days: z.number().int().nullable(),
        between: z.array(
          z.object({
            day: z.string(),
            kind: z.string(),
            reason: z.string().nullable(),
            institution: institutionCode,
            register: z.object({ en: z.string(), ru: z.string() }).nullable(),
            record: recordId.nullable(),
          }),
        ),
        verdict: z.enum(seenAgainVerdicts),
        because: z.enum(seenAgainReasons),
      }),
    ),
    counts: z.object({ alarm: z.number().int(), check: z.number().int(), none: z.number().int() }),
    more: z.boolean(),
  }),
  permission: "hits.read",
  journal: "search",
  purpose: "required",
});
