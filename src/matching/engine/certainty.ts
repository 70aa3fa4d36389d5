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
 */
export function featuresOf(share: number, against: number, ahead: number, channel: number, known: number): number[] {
  const held = Math.min(1 - 1e-6, Math.max(1e-6, share));
  const odds = Math.min(6, Math.max(-9, Math.log(held / (1 - held))));
  const evidence = Math.min(10, Math.max(-6, against));
  const lead = Math.min(8, Math.max(-8, ahead));
  const errors = Math.min(16, channel);
  return [
    1,
    Math.max(lead, 0),
    Math.min(lead, 0),
    lead >= 0 ? 1 : 0,
    odds,
    evidence,
    errors,
    Math.min(10, known),
    above(odds, 0),
    above(evidence, 0),
    above(errors, 3),
    above(errors, 8),
  ];
}

/** By how much each answer is better than the best other one, nats; a single one by more than any. */
export function leads(answers: readonly Weighed[]): number[] {
  const [first, second] = answers.map(({ cost }) => cost).toSorted((a, b) => a - b);
  return answers.map(({ cost }) => {
    const other = cost === first ? second : first;
    return other === undefined ? 8 : (other - cost) / unit;
  });
}

/**
 * Shares of the answers among all explanations.
 * @param beside weight of everything that is not among the answers
 */
export function sharesAmong(answers: readonly Weighed[], beside: number): { shares: number[]; against: number[] } {
  const weights = answers.map(({ cost }) => Math.exp(-cost / unit));
  const total = weights.reduce((sum, weight) => sum + weight, 0) + beside;
  return {
    shares: weights.map((weight) => weight / total),
    against: weights.map((weight) => Math.log(weight / Math.max(beside, 1e-300))),
  };
}

/** Probabilities of the answers, in their order. */
export function probabilities(answers: readonly Weighed[], beside: number, known: number, model: MatchModel): number[] {
  const { shares, against } = sharesAmong(answers, beside);
  const ahead = leads(answers);
  const raw = answers.map(({ channel }, at) => {
    const features = featuresOf(
      shares[at] as number,
      against[at] as number,
      ahead[at] as number,
      channel / unit,
      known,
    );
    const score = features.reduce((sum, value, of) => sum + value * (model.certainty[of] ?? 0), 0);
    return Math.min(model.cap, 1 / (1 + Math.exp(-score)));
  });
  const sum = raw.reduce((a, b) => a + b, 0);
  const scale = sum > model.cap ? model.cap / sum : 1;
  return raw.map((value) => value * scale);
}
