/**
 * A version of the matching as a document: every number of `MatchModel`, named, with what it was learned from.
 *
 * Promises: what was written is read back to the last digit; numbers that would break the engine (an error that costs less than
 * agreement, a curve of another length, a certainty of one) are refused before anything is scored with them. Refuses: a
 * document of another making of the engine: the same numbers would give other answers.
 */
import { z } from "zod";
import type { Channel } from "../engine/channel.ts";
import { matchModel, type FieldName, type MatchModel } from "../engine/match-model.ts";
import { curveFaults } from "./curve-order.ts";

/** Grows when the engine counts otherwise with the same numbers. */
export const enginesMaking = 1;

const cost = z.number().min(0).max(20);
/** Costs of the channel are whole 1/1024 nats. */
const whole = z
  .number()
  .int()
  .min(0)
  .max(20 * 1024);
const weights = (length: number) => z.array(z.number().min(-50).max(50)).length(length).readonly();
const share = z.number().min(0).lt(1);

const channelParts = [
  "same",
  "strong",
  "weak",
  "digit",
  "replaced",
  "inserted",
  "missing",
  "letterMissing",
  "swapped",
  "endOpen",
  "endEach",
  "series",
  "unread",
  "unreadNothing",
  "runEach",
  "runNone",
  "notOneOf",
] as const satisfies readonly (keyof Channel)[];

const fieldNumbers = z.strictObject({
  same: cost,
  alias: cost,
  similar: cost,
  family: cost,
  differs: cost,
  differsMost: cost,
  notHeldMost: cost,
});
const fieldNames = ["make", "model", "type", "calibre", "country", "year"] as const satisfies readonly FieldName[];

export const modelNumbers = z.strictObject({
  version: z.string().regex(/^[a-z0-9][a-z0-9.-]{2,60}$/),
  present: z.number().gt(0).lt(1),
  channel: z.strictObject(
    Object.fromEntries(channelParts.map((part) => [part, whole])) as Record<keyof Channel, typeof whole>,
  ),
  fields: z.strictObject(
    Object.fromEntries(fieldNames.map((name) => [name, fieldNumbers])) as Record<FieldName, typeof fieldNumbers>,
  ),
  margin: cost,
  wideMargin: cost,
  most: z.number().min(0).max(60),
  leastShare: cost,
  spelled: cost,
  keyboard: cost,
  otherReading: cost,
  background: z.strictObject({
    imagined: z.number().min(0),
    fullest: share,
    misread: share,
    digit: cost,
    letter: cost,
    records: z.number().min(1),
    perField: cost,
    fullness: share,
    otherForm: cost,
  }),
  certainty: weights(matchModel.certainty.length),
  cap: share,
  fullBlock: z.strictObject({ from: z.number().min(0).max(1), cap: share }),
  worthShowing: share,
  pair: z.strictObject({
    certainty: weights(matchModel.pair.certainty.length),
    cap: share,
    least: z.number().min(-40).max(10),
  }),
}) satisfies z.ZodType<MatchModel>;

/** What a version was learned from. Counts over all decisions of the country; no record is named. */
export const learnedFrom = z.strictObject({
  decided: z.number().int(),
  confirmed: z.number().int(),
  rejected: z.number().int(),
  /** First and last judgement. */
  since: z.string().nullable(),
  until: z.string().nullable(),
});

export const modelDocument = z.strictObject({
  /** Making of the engine that these numbers belong to. */
  making: z.number().int(),
  name: z.string(),
  /** Null: shipped with the program. */
  parent: z.string().nullable(),
  madeAt: z.string(),
  learnedFrom: learnedFrom.nullable(),
  /** How it was made, in one sentence for whoever opens the file. */
  made: z.string(),
  model: modelNumbers,
});
export type ModelDocument = z.output<typeof modelDocument>;

/** What is wrong with a set of numbers, as words for a log; nothing where it may be used. */
export function modelFaults(model: MatchModel): string[] {
  const faults: string[] = [];
  const { channel, fields } = model;
  const errors = ["strong", "weak", "digit", "replaced", "inserted", "missing", "letterMissing", "swapped"] as const;
  for (const part of errors) if (channel[part] <= channel.same) faults.push(`${part} costs no more than agreement`);
  for (const name of fieldNames) {
    const { same, alias, similar, family, differs } = fields[name];
    if (alias < same || similar < alias || family < alias || differs < same)
      faults.push(`${name}: agreeing less must not cost less`);
  }
  return [...faults, ...curveFaults(model)];
}

/** The program's own version as a document. */
export function shippedDocument(): ModelDocument {
  return {
    making: enginesMaking,
    name: matchModel.version,
    parent: null,
    madeAt: "2026-11-22T00:00:00.000Z",
    learnedFrom: null,
    made: "Shipped with the program: costs set by classes of errors, certainty fitted on made registers and made errors (docs/matching.md).",
    model: matchModel,
  };
}

/** The numbers of a stored document; undefined where this program cannot count with them. */
export function usableModel(stored: unknown): MatchModel | undefined {
  const read = modelDocument.safeParse(stored);
  if (!read.success || read.data.making !== enginesMaking) return undefined;
  return modelFaults(read.data.model).length === 0 ? read.data.model : undefined;
}
