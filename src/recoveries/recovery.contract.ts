/**
 * Recoveries: seized, found, surrendered. The calls.
 */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { institutionCode, page, pageQuery, personName, recordId, text } from "../platform/contract-parts.ts";
import { firearmInput, firearmSummary } from "../firearms/firearm.contract.ts";

export const manners = ["seized", "found", "surrendered"] as const;
export const handlingCodes = ["H1", "H2", "H3"] as const;
/** Source A, B, C, X and information 1 to 4 (the 4x4 system). */
export const grade = z.string().regex(/^[ABCX][1-4]$/);

/** A date that exists: 31.02 is refused by name. */
export const calendarDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine(
    (value) => {
      const date = new Date(`${value}T00:00:00Z`);
      return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === value;
    },
    { params: { code: "date-impossible" } },
  );

/** A code of a list, or what was written where the list has none: at least one of both. */
export const coded = z
  .object({ code: z.string().max(60).nullish(), written: text(500).nullish() })
  .refine((value) => value.code != null || (value.written ?? "") !== "", { params: { code: "required" } });

export const statement = z.object({
  id: recordId,
  code: z.string().nullable(),
  written: z.string().nullable(),
  fromDate: z.string().nullable(),
  source: z.string(),
  grade: z.string().nullable(),
  recordedBy: personName,
  recordedAt: z.string(),
});

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
  }),
  circumstances: text(20_000).default(""),
  authorityWritten: text(300).nullish(),
  ownReference: text(100).nullish(),
  handling: z.array(z.enum(handlingCodes)).max(3).default([]),
  handlingNote: text(1000).nullish(),
  grade: grade.nullish(),
  ground: coded,
  context: coded.nullish(),
  firearms: z.array(firearmInput).min(1).max(100),
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
  }),
  circumstances: z.string(),
  authorityWritten: z.string().nullable(),
  ownReference: z.string().nullable(),
  handling: z.array(z.string()),
  handlingNote: z.string().nullable(),
  grade: z.string().nullable(),
  grounds: z.array(statement),
  contexts: z.array(statement),
  firearms: z.array(firearmSummary),
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
    sort: z.enum(["recent", "oldest", "recorded"]).default("recent"),
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
      .omit({ ground: true, context: true, firearms: true })
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

const statementInput = z.object({
  code: z.string().max(60).nullish(),
  written: text(500).nullish(),
  fromDate: calendarDate.nullish(),
  source: z.string().max(60).default("officer"),
  grade: grade.nullish(),
});

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
