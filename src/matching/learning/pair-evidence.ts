/**
 * A decided pair as learning sees it: what was compared, what was decided, and what the engine saw in it.
 *
 * Promises: the pair is scored by the engine itself (`findPair`), so what is learned is what will be used; the same pair and the same
 * model give the same evidence. Refuses: pairs without what was compared when they were decided: the records may say other things today.
 */
import { z } from "zod";
import { pairFeatures } from "../engine/certainty.ts";
import { unit, type Channel, type Step } from "../engine/channel.ts";
import type { MatchEngine } from "../engine/engine.ts";
import type { MatchModel } from "../engine/match-model.ts";
import { findPair } from "../engine/pair.ts";
import type { FieldKnowledge } from "../engine/vocabulary.ts";
import type { Compared } from "../hit-compared.ts";
import type { MatchField } from "../match-answer.ts";

const weapon = z.object({
  serial: z.string().optional(),
  readings: z.array(z.string()).optional(),
  make: z.string().optional(),
  model: z.string().optional(),
  type: z.string().optional(),
  calibre: z.string().optional(),
  country: z.string().optional(),
  year: z.number().optional(),
});
/** What stood on both sides when the pair was scored: codes or writings, as the engine read them. */
export const comparedPair = z.object({ weapon, other: weapon }) satisfies z.ZodType<Compared>;
export type ComparedPair = z.output<typeof comparedPair>;

/** A pair that somebody settled. */
export interface DecidedPair {
  /** The hit. */
  readonly id: string;
  /** Pairs of one recovered weapon stay together when some are held out. */
  readonly group: string;
  readonly compared: ComparedPair;
  readonly same: boolean;
  /** The register of the other record; null: recovered weapons. */
  readonly register: string | null;
  readonly institution: string;
}

/** Costs of the channel that are learned. */
export const learnedErrors = [
  "strong",
  "weak",
  "digit",
  "replaced",
  "inserted",
  "missing",
  "letterMissing",
  "swapped",
  "endOpen",
  "series",
] as const;
export type LearnedError = (typeof learnedErrors)[number];
export const learnedFields = ["make", "model", "type", "calibre", "country", "year"] as const satisfies MatchField[];
/** Levels of a field that are learned; what a record does not hold costs a pair the share of the fixed background, which is not. */
export const learnedLevels = ["same", "alias", "similar", "family", "differs"] as const;
export type LearnedLevel = (typeof learnedLevels)[number];

/** One number that is learned, by its place: `serial.strong`, `make.differs`. */
export type LearnedPart = `serial.${LearnedError}` | `${MatchField}.${LearnedLevel}`;
export const learnedParts: readonly LearnedPart[] = [
  ...learnedErrors.map((error): LearnedPart => `serial.${error}`),
  ...learnedFields.flatMap((field) => learnedLevels.map((level): LearnedPart => `${field}.${level}`)),
];

/** What the engine saw in a pair. */
export interface PairEvidence {
  readonly probability: number;
  /** What the curve of a pair looks at. */
  readonly features: readonly number[];
  /** ln odds before the curve, cost of the errors, positions known: what the features are made of. */
  readonly against: number;
  readonly errors: number;
  readonly known: number;
  /** How much of a field's cost counts: a neighbour's record of one model would pay the rest as well. */
  readonly ofFields: number;
  /** How often each number was charged to it. */
  readonly used: ReadonlyMap<LearnedPart, number>;
}

/** The number of the channel that a step was charged by. Costs are whole, so that what was charged says which it was. */
function errorOf({ kind, cost }: Step, channel: Channel): LearnedError | undefined {
  switch (kind) {
    case "strong":
    case "weak":
    case "inserted":
    case "swapped":
      return kind;
    case "replaced":
      return cost === channel.digit ? "digit" : "replaced";
    case "missing":
      return cost === channel.letterMissing ? "letterMissing" : "missing";
    case "start-missing":
    case "end-missing":
    case "start-added":
    case "end-added":
      return cost === channel.series ? "series" : "endOpen";
    default:
      return undefined;
  }
}

function usedBy({ steps, fields }: ReturnType<MatchEngine["explain"]>, channel: Channel): Map<LearnedPart, number> {
  const used = new Map<LearnedPart, number>();
  const add = (part: LearnedPart): void => void used.set(part, (used.get(part) ?? 0) + 1);
  for (const step of steps) {
    const error = errorOf(step, channel);
    if (error !== undefined) add(`serial.${error}`);
  }
  for (const { field, level } of fields) if (level !== "not-asked" && level !== "not-held") add(`${field}.${level}`);
  return used;
}

/** Scores a decided pair with a model; undefined where the engine makes no pair of it. */
export function evidenceOf(
  model: MatchModel,
  knowledge: FieldKnowledge,
  compared: ComparedPair,
): PairEvidence | undefined {
  const pair = findPair(model, knowledge, compared.weapon, compared.other);
  if (pair === undefined) return undefined;
  const { engine, found, answer, chance } = pair;
  const { against, errors } = answer;
  const { known } = found.asking;
  const explained = engine.explain(found, answer);
  const used = usedBy(explained, model.channel);
  // Letters read for the digits that they look like are not charged to a pair (`pair-form.ts`).
  const floor = found.asking.readings[answer.reading]?.asked.floor ?? 0;
  const free = answer.channel - floor - errors * unit;
  const strong =
    (used.get("serial.strong") ?? 0) - Math.round(free / Math.max(1, model.channel.strong - model.channel.same));
  if (strong > 0) used.set("serial.strong", strong);
  else used.delete("serial.strong");
  return {
    probability: answer.probability,
    features: pairFeatures(against, errors, known),
    against,
    errors,
    known,
    ofFields: chance / (found.beside * Math.exp(free / unit)),
    used,
  };
}
