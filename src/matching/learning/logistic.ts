/**
 * Logistic regression with a Gaussian prior, by Newton's method.
 *
 * Promises: the same points give the same weights to the last digit; with no points the weights are those of the prior; a step that
 * would make the fit worse is halved. Refuses: to choose what is looked at, or how much the prior counts: the caller says both.
 */

export interface LogisticPoint {
  /** With a 1 where a constant is wanted. */
  readonly features: readonly number[];
  /** Whether it was so; a share where it was so in part of the cases. */
  readonly right: boolean | number;
  /** How many cases it stands for; 1. */
  readonly weight?: number;
  /** Added to the score: what is known already. */
  readonly offset?: number;
}

export interface Prior {
  /** Weights before anything was seen. */
  readonly mean: readonly number[];
  /** 1 ÷ variance of each: how strongly it is held there; 0: not at all. */
  readonly precision: readonly number[];
}

export interface LogisticOptions {
  readonly rounds: number;
  /** Added to the diagonal, so that every step can be taken. */
  readonly damp: number;
  readonly prior: Prior;
}

export function sigma(score: number): number {
  return 1 / (1 + Math.exp(-score));
}

export function weighed(features: readonly number[], weights: readonly number[]): number {
  return features.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0);
}

/** −ln of what was seen, given the weights, and of the weights, given the prior. */
function lossOf(points: readonly LogisticPoint[], weights: readonly number[], { mean, precision }: Prior): number {
  let loss = 0;
  weights.forEach((weight, at) => {
    loss += ((precision[at] ?? 0) * (weight - (mean[at] ?? 0)) ** 2) / 2;
  });
  for (const { features, right, weight = 1, offset = 0 } of points) {
    const score = offset + weighed(features, weights);
    const share = Number(right);
    loss += weight * (Math.log1p(Math.exp(-Math.abs(score))) + Math.max(score, 0) - share * score);
  }
  return loss;
}

/** Weights of the features. */
export function logisticWeights(
  points: readonly LogisticPoint[],
  { rounds, damp, prior }: LogisticOptions,
): readonly number[] {
  const size = prior.mean.length;
  let weights = [...prior.mean];
  let loss = lossOf(points, weights, prior);
  for (let round = 0; round < rounds; round += 1) {
    const gradient = weights.map((weight, at) => (prior.precision[at] ?? 0) * ((prior.mean[at] ?? 0) - weight));
    const hessian = weights.map((_, at) =>
      weights.map((_unused, other): number => (at === other ? damp + (prior.precision[at] ?? 0) : 0)),
    );
    for (const { features, right, weight = 1, offset = 0 } of points) {
      const p = sigma(offset + weighed(features, weights));
      features.forEach((value, at) => {
        if (value === 0) return;
        gradient[at] = (gradient[at] ?? 0) + weight * (Number(right) - p) * value;
        const row = hessian[at];
        if (row !== undefined)
          for (let to = 0; to < size; to += 1)
            row[to] = (row[to] ?? 0) + weight * p * (1 - p) * value * (features[to] ?? 0);
      });
    }
    const change = solved(hessian, gradient);
    let step = 1;
    let next = weights;
    let after = loss;
    do {
      const length = step;
      next = weights.map((weight, at) => weight + length * (change[at] ?? 0));
      after = lossOf(points, next, prior);
      step /= 2;
    } while (after > loss && step > 1e-4);
    if (!(after < loss)) return weights;
    const gained = loss - after;
    [weights, loss] = [next, after];
    if (gained < 1e-10) return weights;
  }
  return weights;
}

/** Gauss–Jordan elimination. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const size = right.length;
  const rows = matrix.map((row, at) => [...row, right[at] ?? 0]);
  for (let at = 0; at < size; at += 1) {
    const pivot = rows[at] ?? [];
    for (let other = 0; other < size; other += 1) {
      const row = rows[other];
      if (other === at || row === undefined) continue;
      const factor = (row[at] ?? 0) / (pivot[at] ?? 1);
      for (let to = at; to <= size; to += 1) row[to] = (row[to] ?? 0) - factor * (pivot[to] ?? 0);
    }
  }
  return rows.map((row, at) => (row[size] ?? 0) / (row[at] ?? 1));
}
