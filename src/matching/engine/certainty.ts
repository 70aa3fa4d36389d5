/**
 * From costs to a probability that an officer can believe.
 *
 * The share of an answer among all explanations (the other answers, numbers mis-read, the weapon not being in the file) is put
 * through a fitted curve, because the channel is not the world. Promises: probabilities of one question sum to less than one;
 * equal answers get equal ones; none is above the model's cap. Refuses: a share as it is: it is too sure of itself.
 */
import { unit } from "./channel.ts";
import type { MatchModel } from "./match-model.ts";

export interface Weighed {
  /** Total cost in 1/1024 nats: channel and fields. */
  readonly cost: number;
  /** Channel cost above the least possible. */
  readonly channel: number;
}

/** What is not among the answers. */
export interface Beside {
  readonly weight: number;
  readonly fullness: number;
}

/** Values that a curve is bent at: below and above, the weight of a feature may differ. */
function above(value: number, bend: number): number {
  return Math.max(value - bend, 0);
}

/**
 * What the curve looks at, in the order of the model's `certainty`.
 * @param share of the answer among all explanations
 * @param against ln odds against everything that is not among the answers
 * @param ahead cost by which the answer is better than the best other one (worse: below 0); nats
 * @param channel cost of the reading's errors, nats
 * @param known positions of the number that were read
 * @param fullness of the block around the number: in a full block a wrong digit is another weapon's number
 */
export function featuresOf(
  share: number,
  against: number,
  ahead: number,
  channel: number,
  known: number,
  fullness: number,
): number[] {
  const held = Math.min(1 - 1e-6, Math.max(1e-6, share));
  const odds = Math.min(6, Math.max(-9, Math.log(held / (1 - held))));
  const evidence = Math.min(10, Math.max(-6, against));
  // What is not among the answers is a rival too.
  const lead = Math.min(8, Math.max(-8, Math.min(ahead, against)));
  const errors = Math.min(16, channel);
  const read = Math.min(10, known);
  const first = ahead >= 0 ? 1 : 0;
  const bent = (value: number, bends: readonly number[]): readonly number[] => [
    value,
    ...bends.map((bend) => above(value, bend)),
  ];
  return [
    1,
    first,
    ...bent(odds, [-3, -1, 0, 2]),
    ...bent(evidence, [-2, 0, 2, 4]),
    ...bent(errors, [1, 3, 5, 8]),
    ...bent(read, [5, 7]),
    ...bent(fullness, [0.2, 0.6]),
    fullness * odds,
    fullness * evidence,
    fullness * errors,
    first * odds,
    first * evidence,
    first * errors,
    first * read,
    first * fullness,
    Math.max(lead, 0),
    Math.min(lead, 0),
  ];
}

/** By how much each answer is better than the best other one within the margin, nats; a single one by more than any. */
function leads(answers: readonly Weighed[], margin: number): number[] {
  const [first = 0, second = Infinity] = answers.map(({ cost }) => cost).toSorted((a, b) => a - b);
  return answers.map(({ cost }) => {
    if (cost > first) return (first - cost) / unit;
    return second - first <= margin ? (second - first) / unit : 8;
  });
}

/**
 * Probabilities of the answers, in their order.
 *
 * Those within `margin` of the best decide among themselves; answers further away, where they were asked for, take from what is left
 * and change nothing of the others.
 */
export function probabilities(answers: readonly Weighed[], beside: Beside, known: number, model: MatchModel): number[] {
  const margin = Math.round(model.margin * unit);
  const best = Math.min(...answers.map(({ cost }) => cost));
  const cap = beside.fullness >= model.fullBlock.from ? model.fullBlock.cap : model.cap;
  const raw = certaintyFeatures(answers, beside, known, margin).map((features) => {
    const score = features.reduce((sum, value, of) => sum + value * (model.certainty[of] ?? 0), 0);
    return Math.min(cap, 1 / (1 + Math.exp(-score)));
  });
  const sumOf = (of: (at: number) => boolean): number =>
    raw.reduce((sum, value, at) => (of(at) ? sum + value : sum), 0);
  const isNear = (at: number): boolean => (answers[at] as Weighed).cost <= best + margin;
  const sum = sumOf(isNear);
  const scale = sum > model.cap ? model.cap / sum : 1;
  const left = 0.999 - sum * scale;
  const far = sumOf((at) => !isNear(at));
  const farScale = far > left ? left / far : 1;
  return raw.map((value, at) => value * (isNear(at) ? scale : farScale));
}

/** What the curve sees of each answer, for fitting it: the same shares as in `probabilities`. */
export function certaintyFeatures(
  answers: readonly Weighed[],
  beside: Beside,
  known: number,
  margin: number,
): readonly (readonly number[])[] {
  const best = Math.min(...answers.map(({ cost }) => cost));
  const weight =
    answers.reduce((sum, { cost }) => (cost <= best + margin ? sum + Math.exp(-cost / unit) : sum), 0) + beside.weight;
  const ahead = leads(answers, margin);
  return answers.map(({ cost, channel }, at) => {
    const own = Math.exp(-cost / unit);
    return featuresOf(
      own / weight,
      Math.log(own / Math.max(beside.weight, 1e-300)),
      ahead[at] as number,
      channel / unit,
      known,
      beside.fullness,
    );
  });
}

/**
 * What the curve of a pair by itself looks at, in the order of the model's `pair.certainty`.
 * @param against ln odds against everything that is not this record, nats
 * @param channel cost of the reading's errors, nats
 * @param known positions of the number that were read
 */
export function pairFeatures(against: number, channel: number, known: number): number[] {
  const slight = Math.min(3, channel);
  const evidence = Math.min(2.5, Math.max(-3, against + slight));
  // Every weight but the first is at least 0: more errors never raise a probability, more evidence never lowers one.
  return [1, evidence, -slight, -above(Math.min(16, channel), 3), Math.min(10, known)];
}

/** Probability that two records are one weapon when nothing else is looked at. */
export function pairProbability(against: number, channel: number, known: number, model: MatchModel): number {
  const { certainty, cap } = model.pair;
  const score = pairFeatures(against, channel, known).reduce((sum, value, of) => sum + value * (certainty[of] ?? 0), 0);
  return Math.min(cap, 1 / (1 + Math.exp(-score)));
}
