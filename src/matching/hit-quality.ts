/**
 * How well the proposals stand up to decisions: pure sums over decided pairs.
 *
 * Promises: every share comes with its count and an interval, because few decisions say little; a pair counts by the
 * probability that was shown when it was decided. Refuses: to call a share of nothing zero.
 */

/** A pair with a probability, and what was decided of it: true the same weapon, false another, null not decided. */
export interface JudgedPair {
  readonly probability: number;
  readonly same: boolean | null;
}

export interface Share {
  readonly count: number;
  readonly of: number;
  /** Wilson's 95 % interval; null of nothing. */
  readonly from: number | null;
  readonly to: number | null;
}

/** Share with Wilson's score interval (95 %): it does not collapse at 0 and 1 as the plain one does. */
export function shareOf(count: number, of: number): Share {
  if (of === 0) return { count, of, from: null, to: null };
  const z = 1.959964;
  const p = count / of;
  const middle = p + (z * z) / (2 * of);
  const half = z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return { count, of, from: Math.max(0, (middle - half) / scale), to: Math.min(1, (middle + half) / scale) };
}

/** Bounds of the bands in which said and confirmed are compared. */
export const bands = [0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1] as const;

export interface Band {
  readonly from: number;
  readonly below: number;
  /** Mean of what was said; null of nothing. */
  readonly said: number | null;
  readonly confirmed: Share;
}

export function calibration(pairs: readonly JudgedPair[]): Band[] {
  return bands.slice(0, -1).map((from, at) => {
    const below = bands[at + 1] ?? 1;
    const own = pairs.filter(
      ({ probability, same }) => same !== null && probability >= from && (probability < below || below === 1),
    );
    return {
      from,
      below,
      said: own.length === 0 ? null : own.reduce((sum, one) => sum + one.probability, 0) / own.length,
      confirmed: shareOf(own.filter((one) => one.same === true).length, own.length),
    };
  });
}

/** Decisions below which a threshold's effect is told from the probabilities alone. */
export const enoughDecisions = 30;

export interface ThresholdEffect {
  readonly value: number;
  /** Of the pairs looked at, how many would be shown, and how many set aside. */
  readonly shown: number;
  readonly aside: number;
  /** Shown although another weapon; set aside although the same. */
  readonly falseAlarms: number;
  readonly missed: number;
}

export interface ThresholdOutlook {
  /** decisions: counted from what was decided; probabilities: summed from what the model says, because too little was decided. */
  readonly from: "decisions" | "probabilities";
  readonly decided: number;
  readonly pairs: number;
  readonly effects: readonly ThresholdEffect[];
}

export const offeredThresholds = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95] as const;

/** What each threshold would have done to these pairs. */
export function outlook(pairs: readonly JudgedPair[], values: readonly number[] = offeredThresholds): ThresholdOutlook {
  const decided = pairs.filter((one) => one.same !== null);
  const from = decided.length >= enoughDecisions ? "decisions" : "probabilities";
  const counted = from === "decisions" ? decided : pairs;
  const wrong = (one: JudgedPair): number =>
    from === "decisions" ? Number(one.same === false) : one.same === null ? 1 - one.probability : Number(!one.same);
  const sum = (some: readonly JudgedPair[], weigh: (one: JudgedPair) => number): number =>
    Math.round(10 * some.reduce((total, one) => total + weigh(one), 0)) / 10;
  return {
    from,
    decided: decided.length,
    pairs: pairs.length,
    effects: values.map((value) => {
      const shown = counted.filter((one) => one.probability >= value);
      const aside = counted.filter((one) => one.probability < value);
      return {
        value,
        shown: shown.length,
        aside: aside.length,
        falseAlarms: sum(shown, wrong),
        missed: sum(aside, (one) => 1 - wrong(one)),
      };
    }),
  };
}

/** Median and 90th percentile, as they stand in the sorted list; null of nothing. */
export function quantiles(values: readonly number[]): {
  readonly median: number | null;
  readonly ninety: number | null;
} {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number | null =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null;
  return { median: at(0.5), ninety: at(0.9) };
}
