/** The solver of the matching's learning as the benches fit with it: from nothing, held near nothing. */
import { logisticWeights as fitted, type LogisticPoint } from "../src/matching/learning/logistic.ts";

/**
 * Weights of the features.
 * @param damp added to the diagonal, so that every step can be taken
 * @param shrink pulls the weights towards nothing
 */
export function logisticWeights(
  points: readonly LogisticPoint[],
  { rounds, damp, shrink }: { readonly rounds: number; readonly damp: number; readonly shrink: number },
): readonly number[] {
  const mean = (points[0]?.features ?? []).map(() => 0);
  return fitted(points, { rounds, damp, prior: { mean, precision: mean.map(() => shrink) } });
}
