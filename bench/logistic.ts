/** Logistic regression by Newton's method, for fitting the matching's certainty on made questions. */

export interface LogisticPoint {
  /** With a 1 where a constant is wanted. */
  readonly features: readonly number[];
  readonly right: boolean;
}

/**
 * Weights of the features.
 * @param damp added to the diagonal, so that every step can be taken
 * @param shrink pulls the weights towards nothing
 */
export function logisticWeights(
  points: readonly LogisticPoint[],
  { rounds, damp, shrink }: { readonly rounds: number; readonly damp: number; readonly shrink: number },
): number[] {
  const size = points[0]?.features.length ?? 0;
  let weights = Array.from({ length: size }, () => 0);
  for (let round = 0; round < rounds; round += 1) {
    const gradient = weights.map((weight) => -shrink * weight);
    const hessian = weights.map((_, at) => weights.map((_unused, other): number => (at === other ? damp : 0)));
    for (const { features, right } of points) {
      const score = features.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0);
      const p = 1 / (1 + Math.exp(-score));
      features.forEach((value, at) => {
        gradient[at] = (gradient[at] ?? 0) + ((right ? 1 : 0) - p) * value;
        const row = hessian[at];
        if (row !== undefined)
          for (let to = 0; to < size; to += 1) row[to] = (row[to] ?? 0) + p * (1 - p) * value * (features[to] ?? 0);
      });
    }
    const change = solved(hessian, gradient);
    weights = weights.map((weight, at) => weight + (change[at] ?? 0));
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
