/**
 * The next version of the matching's numbers, from what people decided.
 *
 * Two steps. First the costs: which errors and which disagreements of fields were judged more often, or less often, to be one weapon than the
 * version in force says of the same pairs; each cost is held near its old value by a Gaussian prior. Then the curve that makes a probability
 * of a pair, held near the old one in the same way. Both look at P(same weapon | what was compared), because only pairs that were
 * proposed are ever judged: shares among the confirmed alone would teach that rare errors do not happen.
 *
 * Promises: pure, and the same decisions in any order give the same numbers; no decisions give the numbers of before; no cost moves by more than
 * `mostChange` from one version to the next; another error never makes a pair more probable (`curve-order.ts`). Refuses: to touch
 * what decided pairs say nothing of: the search, the background, the curve of a question with rivals.
 */
import { pairFeatures } from "../engine/certainty.ts";
import { nats, unit } from "../engine/channel.ts";
import type { FieldModel, MatchModel } from "../engine/match-model.ts";
import { curveFaults } from "./curve-order.ts";
import { logisticWeights, sigma, weighed, type LogisticPoint } from "./logistic.ts";
import {
  learnedErrors,
  learnedFields,
  learnedLevels,
  learnedParts,
  type LearnedLevel,
  type LearnedPart,
  type PairEvidence,
} from "./pair-evidence.ts";

/** Standard deviation of a cost's change before anything was decided, nats: about three hundred pairs with an error move it halfway. */
export const costSpread = 0.2;
/** Most that a cost changes from one version to the next, nats. */
export const mostChange = 0.75;
/** So many decisions in agreement with the old curve are imagined beside those that were made, of pairs like those. */
export const curveDecisions = 150;
/** Holds what the decided pairs say nothing of: 1 ÷ variance of a weight. */
const curveHold = 1;
/** An error costs at least so much more than agreement, nats. */
const leastError = 0.2;

export interface JudgedEvidence {
  readonly same: boolean;
  readonly evidence: PairEvidence;
}

/**
 * Pairs that are not as sure as any may be: what is held at the cap stays there whatever a cost does a little, and that one in fifty of
 * them is judged otherwise is the cap's affair, not an error's.
 */
function belowCap(model: MatchModel, judged: readonly JudgedEvidence[]): readonly JudgedEvidence[] {
  const { cap, certainty } = model.pair;
  const most = Math.log(cap / (1 - cap));
  return judged.filter(({ evidence }) => weighed(evidence.features, certainty) < most);
}

/** How the score of the curve changes with the cost of a part of this pair: nats of score by nats of cost. */
function slopeOf(model: MatchModel, { against, errors, known, ofFields }: PairEvidence, part: LearnedPart): number {
  const step = 0.1;
  const serial = part.startsWith("serial.");
  const score = (more: number): number =>
    weighed(
      pairFeatures(against - more * (serial ? 1 : ofFields), errors + (serial ? more : 0), known),
      model.pair.certainty,
    );
  return (score(step) - score(-step)) / (2 * step);
}

/** By how much each cost should change, nats; parts that no pair used do not move. */
export function costChanges(parent: MatchModel, all: readonly JudgedEvidence[]): ReadonlyMap<LearnedPart, number> {
  const judged = belowCap(parent, all);
  const seen = learnedParts.filter((part) => judged.some(({ evidence }) => evidence.used.has(part)));
  if (seen.length === 0) return new Map();
  const points = judged.map(({ same, evidence }): LogisticPoint => ({
    right: same,
    // Whether the whole is too sure or not sure enough is the curve's affair: here it only must not be taken for an error's.
    features: [
      1,
      weighed(evidence.features, parent.pair.certainty),
      ...seen.map((part) => {
        const count = evidence.used.get(part) ?? 0;
        return count === 0 ? 0 : count * slopeOf(parent, evidence, part);
      }),
    ],
  }));
  const [, , ...changes] = logisticWeights(points, {
    rounds: 40,
    damp: 1e-6,
    prior: {
      mean: [0, 1, ...seen.map(() => 0)],
      precision: [1, 4, ...seen.map(() => 1 / costSpread ** 2)],
    },
  });
  return new Map(
    seen.map((part, at): [LearnedPart, number] => [
      part,
      Math.min(mostChange, Math.max(-mostChange, changes[at] ?? 0)),
    ]),
  );
}

/** To four places: a document is read by people too. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

function changedField(field: FieldModel, change: (level: LearnedLevel) => number): FieldModel {
  const moved = (level: LearnedLevel, least: number): number => rounded(Math.max(least, field[level] + change(level)));
  const same = moved("same", 0);
  const alias = moved("alias", same);
  const differs = moved("differs", same);
  return {
    same,
    alias,
    similar: moved("similar", alias),
    family: moved("family", alias),
    differs,
    differsMost: rounded(Math.max(differs, field.differsMost + change("differs"))),
    notHeldMost: field.notHeldMost,
  };
}

/** The model with changed costs. */
export function withCosts(parent: MatchModel, changes: ReadonlyMap<LearnedPart, number>): MatchModel {
  const { channel, fields } = parent;
  const least = channel.same + nats(leastError);
  const changedChannel = { ...channel };
  for (const error of learnedErrors) {
    const change = changes.get(`serial.${error}`);
    if (change !== undefined)
      changedChannel[error] = Math.max(Math.min(least, channel[error]), channel[error] + nats(change));
  }
  const changedFields = { ...fields };
  for (const name of learnedFields)
    if ([...changes.keys()].some((part) => part.startsWith(`${name}.`)))
      changedFields[name] = changedField(fields[name], (level) => changes.get(`${name}.${level}`) ?? 0);
  return { ...parent, channel: changedChannel, fields: changedFields };
}

/**
 * The model with the curve of a pair fitted anew.
 * @param all evidence of pairs under this very model
 */
export function withCurve(model: MatchModel, all: readonly JudgedEvidence[]): MatchModel {
  const before = model.pair.certainty;
  const judged = belowCap(model, all);
  if (judged.length === 0) return model;
  const imagined = curveDecisions / judged.length;
  const after = logisticWeights(
    judged.map(({ same, evidence: { features } }) => ({
      features,
      right: (Number(same) + imagined * sigma(weighed(features, before))) / (1 + imagined),
      weight: 1 + imagined,
    })),
    { rounds: 40, damp: 1e-6, prior: { mean: before, precision: before.map(() => curveHold) } },
  );
  // Back towards the old curve until another error never makes a pair more probable.
  for (const share of [1, 0.75, 0.5, 0.25]) {
    const certainty = before.map((value, at) => rounded(value + share * ((after[at] ?? value) - value)));
    const next = { ...model, pair: { ...model.pair, certainty } };
    if (curveFaults(next).length === 0) return next;
  }
  return model;
}

/** What one pair looks like under a model; undefined where it makes no pair of it. */
export type Look<Pair> = (model: MatchModel, pair: Pair) => PairEvidence | undefined;

/**
 * Learns the numbers of a new version.
 * @param pairs decided pairs; their order does not matter where the caller sorts them by name
 * @param parents evidence of each under the parent
 * @param look scores a pair with a model
 * @param pause awaited now and then: the program answers others meanwhile
 */
export async function learnModel<Pair extends { readonly same: boolean }>(
  parent: MatchModel,
  version: string,
  pairs: readonly Pair[],
  parents: ReadonlyMap<Pair, PairEvidence>,
  look: Look<Pair>,
  pause: () => Promise<void> = async () => undefined,
): Promise<MatchModel> {
  const judged = pairs.flatMap((pair): JudgedEvidence[] => {
    const evidence = parents.get(pair);
    return evidence === undefined ? [] : [{ same: pair.same, evidence }];
  });
  await pause();
  const costs = withCosts(parent, costChanges(parent, judged));
  const again: JudgedEvidence[] = [];
  for (const pair of pairs) {
    await pause();
    const evidence = look(costs, pair);
    if (evidence !== undefined) again.push({ same: pair.same, evidence });
  }
  return { ...withCurve(costs, again), version };
}

/** One number before and after. */
export interface ChangedNumber {
  readonly part: string;
  readonly before: number;
  readonly after: number;
  /** In how many decided pairs it was used. */
  readonly pairs: number;
}

/** The costs that changed by at least a hundredth of a nat, most changed first. */
export function changedNumbers(
  parent: MatchModel,
  next: MatchModel,
  evidence: Iterable<PairEvidence>,
): readonly ChangedNumber[] {
  const used = new Map<LearnedPart, number>();
  for (const one of evidence) for (const part of one.used.keys()) used.set(part, (used.get(part) ?? 0) + 1);
  const value = (model: MatchModel, part: LearnedPart): number => {
    const error = learnedErrors.find((name) => part === `serial.${name}`);
    if (error !== undefined) return model.channel[error] / unit;
    for (const field of learnedFields)
      for (const level of learnedLevels) if (part === `${field}.${level}`) return model.fields[field][level];
    return 0;
  };
  return learnedParts
    .map((part) => ({
      part,
      before: rounded(value(parent, part)),
      after: rounded(value(next, part)),
      pairs: used.get(part) ?? 0,
    }))
    .filter(({ before, after }) => Math.abs(after - before) >= 0.01)
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
}
