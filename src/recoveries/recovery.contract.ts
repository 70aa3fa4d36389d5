/**
 * Recoveries: seized, found, surrendered. The calls.
 */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, page, pageQuery, personName, recordId, text } from "../platform/contract-parts.ts";
import { firearmInput, firearmSummary } from "../firearms/firearm.contract.ts";
import {
  calendarDate,
  changedFacts,
  changeKinds,
  changeSubjects,
  coded,
  codedLoose,
  codedView,
  grade,
  handlingCodes,
  manners,
  overrideSought,
  statedBy,
  statement,
  statuses,
  statusSought,
} from "./recovery-shapes.ts";
import {
  itemInput,
  itemView,
  offenceInput,
  offenceView,
  partyInput,
  partyView,
  routePointInput,
  routePointView,
} from "./recovery-parts.ts";

export { calendarDate, handlingCodes, manners, statuses, statusSought } from "./recovery-shapes.ts";

/** Computed from the record, never entered; thresholds are national configuration (`country.recoveries`). */
export const triageFlags = [
  "near-border",
  "many-weapons",
  "terrorism",
  "foreign-resident",
  "converted",
  "serials-in-sequence",
] as const;

export const recoveryInput = z.object({
  manner: z.enum(manners),
  occurredOn: calendarDate,
  /** Instant with zone, where the hour is known. */
  occurredAt: z.iso.datetime({ offset: true }).nullish(),
  place: z.object({
    code: z.string().max(60).nullish(),
    written: text(300).nullish(),
    region: z.string().max(60).nullish(),
    country: z.string().max(2).nullish(),
    latitude: z.number().min(-90).max(90).nullish(),
    longitude: z.number().min(-180).max(180).nullish(),
    /** Land border, sea, airport, premises, parcel …: a code of place-kinds.csv. */
    kind: z.string().max(40).nullish(),
  }),
  conveyance: codedLoose.nullish(),
  concealment: codedLoose.nullish(),
  circumstances: text(20_000).default(""),
  authorityWritten: text(300).nullish(),
  ownReference: text(100).nullish(),
  handling: z.array(z.enum(handlingCodes)).max(3).default([]),
  handlingNote: text(1000).nullish(),
  grade: grade.nullish(),
  ground: coded,
  context: coded.nullish(),
  /** At least one firearm or item. */
  firearms: z.array(firearmInput).max(100),
  items: z.array(itemInput).max(200).default([]),
  parties: z.array(partyInput).max(100).default([]),
  route: z.array(routePointInput).max(50).default([]),
  offences: z.array(offenceInput).max(50).default([]),
  /** The unfinished form this record is made from: it is submitted in the same transaction, with what hangs on it. */
  draftId: recordId.nullish(),
  /** Doubts of the quality gate that the author overrides, by the firearm's index in this record. */
  overrides: z
    .array(
      z.object({
        firearm: z.number().int().min(0).max(99),
        code: z.string().max(60),
        field: z.string().max(120),
        reason: text(500).min(3),
      }),
    )
    .max(500)
    .default([]),
});

export const recoverySummary = z.object({
  id: recordId,
  number: z.string(),
  institution: institutionCode,
  manner: z.string(),
  occurredOn: z.string().nullable(),
  place: z.string().nullable(),
  region: z.string().nullable(),
  handling: z.array(z.string()),
  firearmCount: z.number().int(),
  firearms: z.array(firearmSummary),
  createdAt: z.string(),
  status: z.enum(statuses),
  /** Accepted, and changed since: nobody has confirmed the changes yet. */
  changedSince: z.boolean(),
  placeKind: z.string().nullable(),
  flags: z.array(z.enum(triageFlags)),
  unit: z.object({ id: z.number().int(), en: z.string(), ru: z.string() }),
  recordedBy: personName,
});

export const recoveryView = z.object({
  id: recordId,
  number: z.string(),
  version: z.number().int(),
  institution: institutionCode,
  unit: z.object({ id: z.number().int(), en: z.string(), ru: z.string() }),
  recordedBy: personName,
  recordedAt: z.string(),
  changedAt: z.string(),
  manner: z.string(),
  occurredOn: z.string().nullable(),
  occurredAt: z.string().nullable(),
  place: z.object({
    code: z.string().nullable(),
    written: z.string().nullable(),
    region: z.string().nullable(),
    country: z.string().nullable(),
    latitude: z.number().nullable(),
    longitude: z.number().nullable(),
    kind: z.string().nullable(),
  }),
  status: z.enum(statuses),
  /** Accepted, and changed since: nobody has confirmed the changes yet. */
  changedSince: z.boolean(),
  /** What was changed after recording, in order; what the histories say further is no change (docs/recoveries.md). */
  changes: z.array(
    z.object({
      id: recordId,
      subject: z.enum(changeSubjects),
      /** The item, party or later statement; null: the record itself. */
      of: recordId.nullable(),
      kind: z.enum(changeKinds),
      /** The facts that differ, by name, as they stood and as they stand from then on. */
      before: changedFacts,
      after: changedFacts,
      reason: z.string().nullable(),
      by: personName,
      at: z.string(),
      /** After the acceptance, or after the changes were last confirmed. */
      since: z.boolean(),
    }),
  ),
  /** Who submitted, returned and accepted, in order; none for a record that stood before there were steps, or came by import. */
  steps: z.array(
    z.object({
      id: recordId,
      verb: z.enum(["submit", "return", "resubmit", "accept", "confirm", "reopen"]),
      to: z.enum(statuses),
      reason: z.string().nullable(),
      by: personName,
      at: z.string(),
    }),
  ),
  flags: z.array(z.enum(triageFlags)),
  conveyance: codedView,
  concealment: codedView,
  circumstances: z.string(),
  authorityWritten: z.string().nullable(),
  ownReference: z.string().nullable(),
  handling: z.array(z.string()),
  handlingNote: z.string().nullable(),
  grade: z.string().nullable(),
  grounds: z.array(statement),
  contexts: z.array(statement),
  offences: z.array(offenceView),
  firearms: z.array(firearmSummary),
  items: z.array(itemView),
  parties: z.array(partyView),
  route: z.array(routePointView),
  import: z.object({ run: recordId, row: z.number().int() }).nullable(),
  may: z.array(z.string()),
});

export const recordRecovery = contract({
  id: "recoveries.record",
  method: "POST",
  path: "/recoveries",
  summary: "Record a recovery with its weapons",
  body: recoveryInput,
  output: recoveryView,
  permission: "recoveries.record",
  journal: "create",
  purpose: "required",
  idempotent: true,
});

export const readRecovery = contract({
  id: "recoveries.read",
  method: "GET",
  path: "/recoveries/:id",
  summary: "Open a recovery",
  params: z.object({ id: recordId }),
  output: recoveryView,
  permission: "recoveries.read",
  journal: "read",
  purpose: "required",
});

export const listRecoveries = contract({
  id: "recoveries.list",
  method: "GET",
  path: "/recoveries",
  summary: "List and search the recoveries one may see",
  query: pageQuery.extend({
    q: text(200).optional(),
    manner: z.enum(manners).optional(),
    region: z.string().max(60).optional(),
    institution: institutionCode.optional(),
    from: calendarDate.optional(),
    until: calendarDate.optional(),
    status: statusSought.optional(),
    flag: z.enum(triageFlags).optional(),
    /** A firearm of this type, or of one below it. */
    type: z.string().max(80).optional(),
    /** The ground or context that stands now. */
    ground: z.string().max(60).optional(),
    context: z.string().max(60).optional(),
    placeKind: z.string().max(40).optional(),
    unit: z.coerce.number().int().optional(),
    /** As the figures count: this very type and state of the serial; "-" is not recorded. */
    counted: z.literal("yes").optional(),
    serialState: z.string().max(40).optional(),
    ...overrideSought,
    /** Left out: what waits (status submitted or returned) by how long it waits, else the newest recovery first. */
    sort: z.enum(["recent", "oldest", "recorded", "waiting"]).optional(),
  }),
  output: page(recoverySummary).extend({ total: z.number().int().nullable() }),
  permission: "recoveries.read",
  journal: "search",
  purpose: "required",
});

export const changeRecovery = contract({
  id: "recoveries.change",
  method: "PUT",
  path: "/recoveries/:id",
  summary: "Correct the facts of a recovery",
  params: z.object({ id: recordId }),
  body: z.object({
    version: z.number().int(),
    // Without the defaults of the form: what is not named stays as it is.
    changes: recoveryInput
      .omit({
        ground: true,
        context: true,
        firearms: true,
        items: true,
        parties: true,
        route: true,
        offences: true,
        draftId: true,
        overrides: true,
      })
      .extend({ circumstances: text(20_000), handling: z.array(z.enum(handlingCodes)).max(3) })
      .partial(),
    reason: text(500).min(3),
  }),
  output: recoveryView,
  permission: "recoveries.change",
  journal: "change",
  purpose: "required",
  idempotent: true,
});

const statementInput = z.object({ code: z.string().max(60).nullish(), written: text(500).nullish(), ...statedBy });

export const addGround = contract({
  id: "recoveries.add-ground",
  method: "POST",
  path: "/recoveries/:id/grounds",
  summary: "State the legal ground of a recovery; earlier statements stay",
  params: z.object({ id: recordId }),
  body: statementInput,
  output: recoveryView,
  permission: "recoveries.read",
  journal: "change",
  purpose: "required",
  idempotent: true,
});

export const addContext = contract({
  id: "recoveries.add-context",
  method: "POST",
  path: "/recoveries/:id/contexts",
  summary: "State the criminal context established later; earlier statements stay",
  params: z.object({ id: recordId }),
  body: statementInput,
  output: recoveryView,
  permission: "recoveries.read",
  journal: "change",
  purpose: "required",
  idempotent: true,
});

export const suggestRecoveries = contract({
  id: "recoveries.suggest",
  method: "GET",
  path: "/suggest",
  summary: "Complete what is being typed from records one may see: numbers, places, own references",
  query: z.object({ q: text(100).min(2) }),
  output: z.object({
    items: z.array(
      z.object({ kind: z.enum(["recovery", "firearm"]), id: recordId, number: z.string(), label: z.string() }),
    ),
  }),
  permission: "recoveries.read",
  journal: "search",
});
