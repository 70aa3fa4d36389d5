/**
 * Adding to a recovery what came beside the firearms, who was involved, the route and the offences. The calls.
 *
 * Histories (route, standings, offences) are only added to; items and parties are corrected with a reason, or struck.
 */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { recordId, text } from "../platform/contract-parts.ts";
import { itemInput, offenceInput, partyFacts, partyInput, routePointInput, standingInput } from "./recovery-parts.ts";
import { recoveryView } from "./recovery.contract.ts";

const ofRecovery = z.object({ id: recordId });
const ofParty = z.object({ id: recordId, party: recordId });
const adds = {
  output: recoveryView,
  permission: "recoveries.read",
  journal: "change",
  purpose: "required",
  idempotent: true,
} as const;

const corrects = {
  version: z.number().int(),
  reason: text(500).min(3),
  /** Entered by mistake: it is struck through and counts nowhere. */
  strike: z.boolean().default(false),
};

export const addItem = contract({
  id: "recoveries.add-item",
  method: "POST",
  path: "/recoveries/:id/items",
  summary: "Add a part, ammunition, explosive, grenade or other item to a recovery",
  params: ofRecovery,
  body: itemInput,
  ...adds,
});

export const changeItem = contract({
  id: "recoveries.change-item",
  method: "PUT",
  path: "/recoveries/:id/items/:item",
  summary: "Correct an item of a recovery, or strike it",
  params: z.object({ id: recordId, item: recordId }),
  body: z.object({ ...corrects, changes: itemInput.omit({ kind: true }).partial().default({}) }),
  ...adds,
  permission: "recoveries.change",
});

export const addParty = contract({
  id: "recoveries.add-party",
  method: "POST",
  path: "/recoveries/:id/parties",
  summary: "Add a person or organisation involved, with what they are in this matter",
  params: ofRecovery,
  body: partyInput,
  ...adds,
});

export const changeParty = contract({
  id: "recoveries.change-party",
  method: "PUT",
  path: "/recoveries/:id/parties/:party",
  summary: "Correct the facts of a party, or strike it; the category is stated anew instead",
  params: ofParty,
  body: z.object({ ...corrects, changes: partyFacts.omit({ kind: true }).partial().default({}) }),
  ...adds,
  permission: "recoveries.change",
});

export const addStanding = contract({
  id: "recoveries.add-standing",
  method: "POST",
  path: "/recoveries/:id/parties/:party/standings",
  summary: "State what a party is in this matter; earlier statements stay",
  params: ofParty,
  body: standingInput,
  ...adds,
});

export const addRoutePoint = contract({
  id: "recoveries.add-route-point",
  method: "POST",
  path: "/recoveries/:id/route",
  summary: "State a point of the route: departure, transit, destination; earlier statements stay",
  params: ofRecovery,
  body: routePointInput,
  ...adds,
});

export const addOffence = contract({
  id: "recoveries.add-offence",
  method: "POST",
  path: "/recoveries/:id/offences",
  summary: "State an offence by its national code and the international classification; earlier statements stay",
  params: ofRecovery,
  body: offenceInput,
  ...adds,
});
