/**
 * What hangs on a recovery beside the firearms: items, parties, route, offences. The shapes of their input and answer.
 */
import { z } from "zod";
import { personName, recordId, text } from "../platform/contract-parts.ts";
import {
  calendarDate,
  classesInput,
  codedLoose,
  codedView,
  countryCode,
  grade,
  statedBy,
  saidView,
  statedView,
} from "./recovery-shapes.ts";

// The kinds that are not firearms; the words of each stand in reference-data/item-kinds.csv.
export const itemKinds = ["part", "ammunition", "explosive", "grenade", "other-weapon", "contraband", "other"] as const;
export const routeKinds = ["departure", "transit", "destination"] as const;
export const partyKinds = ["person", "organisation"] as const;
export const sexes = ["female", "male", "other", "unknown"] as const;

export const itemInput = z.object({
  kind: z.enum(itemKinds),
  type: codedLoose.nullish(),
  make: codedLoose.nullish(),
  calibre: codedLoose.nullish(),
  /** How many or how much, in `unit`; left out when nobody counted. */
  quantity: z.number().positive().max(1_000_000_000).nullish(),
  unit: z.string().max(20).nullish(),
  lot: text(100).nullish(),
  headstamp: text(100).nullish(),
  year: z.number().int().min(1700).max(2100).nullish(),
  country: countryCode.nullish(),
  marking: text(300).nullish(),
  note: text(2000).nullish(),
  /** Only where the type does not say it, or says it wrongly. */
  classes: classesInput.nullish(),
});

export const itemView = z.object({
  id: recordId,
  number: z.string(),
  version: z.number().int(),
  kind: z.enum(itemKinds),
  type: codedView,
  make: codedView,
  calibre: codedView,
  quantity: z.number().nullable(),
  unit: z.string().nullable(),
  lot: z.string().nullable(),
  headstamp: z.string().nullable(),
  year: z.number().int().nullable(),
  country: z.string().nullable(),
  marking: z.string().nullable(),
  note: z.string().nullable(),
  classes: z.object({ unodc: z.string(), hs: z.string(), administrative: z.string() }),
  /** Entered by mistake: shown struck through, counted nowhere. */
  struck: z.object({ at: z.string(), reason: z.string() }).nullable(),
  recordedBy: personName,
  recordedAt: z.string(),
});

/** What somebody is in this matter, from a day on; never a property of the person. */
export const standingInput = z.object({ category: z.string().max(40), ...statedBy });

export const partyFacts = z.object({
  kind: z.enum(partyKinds),
  /** The name as written, in the script it was written in; the other script beside it. */
  name: text(300).min(1),
  nameOther: text(300).nullish(),
  bornOn: calendarDate.nullish(),
  /** Where only the year is known. */
  bornYear: z.number().int().min(1850).max(2100).nullish(),
  sex: z.enum(sexes).nullish(),
  nationality: countryCode.nullish(),
  residence: countryCode.nullish(),
  documentKind: text(60).nullish(),
  documentNumber: text(60).nullish(),
  address: text(500).nullish(),
  note: text(2000).nullish(),
});

export const partyInput = partyFacts.extend({ standing: standingInput });

export const partyView = z.object({
  id: recordId,
  version: z.number().int(),
  kind: z.enum(partyKinds),
  name: z.string(),
  nameOther: z.string().nullable(),
  bornOn: z.string().nullable(),
  bornYear: z.number().int().nullable(),
  sex: z.enum(sexes).nullable(),
  nationality: z.string().nullable(),
  residence: z.string().nullable(),
  documentKind: z.string().nullable(),
  documentNumber: z.string().nullable(),
  address: z.string().nullable(),
  note: z.string().nullable(),
  struck: z.object({ at: z.string(), reason: z.string() }).nullable(),
  recordedBy: personName,
  recordedAt: z.string(),
  standings: z.array(z.object({ ...statedView, category: z.string() })),
});

export const routePointInput = z.object({
  kind: z.enum(routeKinds),
  place: codedLoose.nullish(),
  country: countryCode.nullish(),
  onDate: calendarDate.nullish(),
  source: z.string().max(60).default("officer"),
  grade: grade.nullish(),
  note: text(1000).nullish(),
  corrects: recordId.nullish(),
  reason: text(500).nullish(),
});

export const routePointView = z.object({
  ...saidView,
  kind: z.enum(routeKinds),
  place: codedView,
  country: z.string().nullable(),
  onDate: z.string().nullable(),
  note: z.string().nullable(),
});

export const offenceInput = z.object({
  /** Code of the national list. */
  code: z.string().max(60).nullish(),
  /** Article as written. */
  written: text(500).nullish(),
  /** International classification; taken from the national list where left out. */
  iccs: z
    .string()
    .regex(/^\d{2,6}$/)
    .nullish(),
  /** Whose offence, where it is said of somebody; with a new record: the index of the party in it. */
  party: z.union([recordId, z.number().int().min(0)]).nullish(),
  ...statedBy,
});

export const offenceView = z.object({
  ...statedView,
  code: z.string().nullable(),
  written: z.string().nullable(),
  iccs: z.string().nullable(),
  party: z.string().nullable(),
});
