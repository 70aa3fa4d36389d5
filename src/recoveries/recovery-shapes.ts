/**
 * Shapes that every call of the room is made of: days, grades, codes with what was written, statements.
 */
import { z } from "zod";
import { personName, recordId, text } from "../platform/contract-parts.ts";

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

/** A code of a list and what was written beside it; either may be missing, and both. */
export const codedView = z.object({ code: z.string().nullable(), written: z.string().nullable() });
export const codedLoose = z.object({ code: z.string().max(80).nullish(), written: text(200).nullish() });

export const countryCode = z.string().length(2);

/** Who says so, and how good it is: what every statement carries. */
export const statedBy = {
  fromDate: calendarDate.nullish(),
  source: z.string().max(60).default("officer"),
  grade: grade.nullish(),
  /** An earlier statement of the same history that this one answers; it stays, and no longer stands. */
  corrects: recordId.nullish(),
  /** Why it is said anew; asked for with `corrects`. */
  reason: text(500).nullish(),
};

/** What a statement carries once it is there. */
export const saidView = {
  id: recordId,
  source: z.string(),
  grade: z.string().nullable(),
  recordedBy: personName,
  recordedAt: z.string(),
  corrects: z.string().nullable(),
  reason: z.string().nullable(),
  /** False for one that a later statement corrects. */
  holds: z.boolean(),
};

/** … and where it says since when. */
export const statedView = {
  ...saidView,
  fromDate: z.string().nullable(),
  /** The one that stands now: of those that hold, the latest by its day, then by when it was said. */
  stands: z.boolean(),
};

export const statement = z.object({ ...statedView, code: z.string().nullable(), written: z.string().nullable() });

/** Which recoveries, by where they stand: `changed` is accepted, changed since, and not yet confirmed. */
export const statuses = ["submitted", "returned", "accepted"] as const;
export const statusSought = z.enum([...statuses, "changed"]);

/** Recoveries behind a count of overridden doubts: `any` or the doubt's code, the unit of who overrode it, and the month. */
export const overrideSought = {
  override: z
    .string()
    .regex(/^[a-z-]{2,60}$/)
    .optional(),
  overrideUnit: z.coerce.number().int().optional(),
  overrideMonth: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .optional(),
};

/** What of a recovery was changed after recording, and how. */
export const changeSubjects = [
  "recovery",
  "item",
  "party",
  "ground",
  "context",
  "route",
  "standing",
  "offence",
] as const;
export const changeKinds = ["corrected", "added", "struck"] as const;
export type ChangeSubject = (typeof changeSubjects)[number];
export type ChangeKind = (typeof changeKinds)[number];

/** Facts by name, as the record's view names them, a code and its words apart: `placeKind`, `conveyanceCode`, `lot`. */
export const changedFacts = z.record(z.string(), z.union([z.string(), z.number(), z.null(), z.array(z.string())]));
export type ChangedFacts = z.output<typeof changedFacts>;

/** The three classifications that coexist; each may be unknown on its own. */
export const classesInput = z.object({
  unodc: z.string().max(40).nullish(),
  hs: z.string().max(10).nullish(),
  administrative: z.string().max(40).nullish(),
});
