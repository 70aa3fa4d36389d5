/**
 * The quality gate while one types. The calls.
 *
 * Both keep nothing of the form. Judging alone asks no records and needs no purpose; looking for other weapons with the number
 * is a search in them: it needs a purpose and leaves the entries of a search.
 */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { text } from "../platform/contract-parts.ts";
import { markStates } from "../firearms/firearm.contract.ts";

const designation = z.object({ code: z.string().max(80).nullable(), written: text(200).nullable() });
const markDraft = z.object({
  kind: z.string().max(40),
  place: z.string().max(60),
  /** How many photographs show this mark. */
  photos: z.number().int().min(0).max(1000),
  readings: z
    .array(z.object({ written: text(200), state: z.enum(markStates), note: text(1000).nullable() }))
    .min(1)
    .max(10),
});

/** A weapon as it stands in a form; what is not filled is null, an empty text, an empty list. */
export const weaponDraft = z.object({
  type: designation.nullable(),
  make: designation.nullable(),
  model: designation.nullable(),
  calibre: designation.nullable(),
  country: z.string().max(2).nullable(),
  year: z.number().int().nullable(),
  marks: z.array(markDraft).max(20),
});

const values = z.record(z.string(), z.union([z.string(), z.number()]));
const change = z.discriminatedUnion("op", [
  z.object({
    op: z.literal("set"),
    path: z.string(),
    value: z.union([z.string(), z.number(), designation, z.null()]),
  }),
  z.object({ op: z.literal("add-mark"), mark: markDraft }),
]);

export const doubt = z.object({
  /** Words: `quality-gate:doubt.<code>.what`, `.why`, `.how` with the values. */
  code: z.string(),
  /** Where it stands: "model", "marks.0.readings.0.written". */
  field: z.string(),
  /** Not submitted without settling it or a reason. */
  blocks: z.boolean(),
  values,
  /** One click each; words: `quality-gate:settle.<code>`. Nothing is corrected by itself. */
  settlements: z.array(z.object({ code: z.string(), values, changes: z.array(change) })),
});

const judged = z.object({ firearm: weaponDraft, recoveredOn: z.string().max(10).nullable() });

export const judgeFirearm = contract({
  id: "recoveries.judge",
  method: "POST",
  path: "/quality-gate",
  summary: "What is doubtful about a weapon as it stands in a form; keeps nothing",
  body: judged,
  output: z.object({ doubts: z.array(doubt) }),
  permission: "recoveries.record",
  journal: "none",
});

export const judgeAndSearch = contract({
  id: "recoveries.judge-and-search",
  method: "POST",
  path: "/quality-gate/search",
  summary: "The same, and whether another weapon that the caller may see has the number: a search",
  body: judged,
  output: z.object({ doubts: z.array(doubt) }),
  permission: "recoveries.record",
  journal: "search",
  purpose: "required",
});
