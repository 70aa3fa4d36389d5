/**
 * Whether the certainty of a pair follows the evidence: another error, or a field that agrees less, must never make two records more
 * probably one weapon.
 *
 * Promises: looked at over the whole range that a pair can have, in steps of half a nat. Refuses: a curve that fits the decisions
 * better by rewarding errors.
 */
import { pairProbability } from "../engine/certainty.ts";
import type { MatchModel } from "../engine/match-model.ts";

const step = 0.5;
/** Positions known stand in the curve by themselves: a short and a long number show the same order. */
const lengths = [3, 8] as const;
/** Rounding of sums, not a rise. */
const slack = 1e-9;

/** What is wrong with the curve of a pair, as words for a log. */
export function curveFaults(model: MatchModel): string[] {
  for (const known of lengths)
    for (let errors = 0; errors <= 18; errors += step)
      for (let against = -10; against <= 14; against += step) {
        const here = pairProbability(against, errors, known, model);
        if (pairProbability(against - step, errors, known, model) > here + slack)
          return [`less evidence is more probable at ${against} nats, ${errors} of errors, ${known} positions`];
        if (pairProbability(against - step, errors + step, known, model) > here + slack)
          return [`another error is more probable at ${against} nats, ${errors} of errors, ${known} positions`];
      }
  return [];
}
