/**
 * What each level is worth: m (among records of one person), u (among records of two) and the share of pairs that are one person, by
 * expectation-maximisation over counted patterns.
 *
 * All pairs of the file take part. Those that no rule brought together count as two persons; of them only the number of each level is
 * known, exactly (closed form) or from a drawn sample. So u is that of pairs which are not one person, even in a small file full of
 * duplicates, and rules that bring together people of one surname do not make a surname worthless.
 *
 * Promises: no round lowers the (penalised) likelihood. Refuses: a level that never occurs to weigh without end (pseudo-counts).
 */
import { columnPlace, levelsOf, type LevelModel, type LinkageModel } from "./linkage-model.ts";
import { levelIn, patternFactors } from "./comparer.ts";
import type { PersonSet } from "./person-set.ts";

/** Patterns that occur among the pairs compared, and how often. */
export interface PatternCounts {
  readonly pattern: Int32Array;
  readonly count: Float64Array;
}

/** Pairs of the whole file by comparison and level (0: not recorded for one of them). */
export type LevelTotals = readonly Float64Array[];

/** What was learned from the file. */
export interface Learned {
  /** Share of all pairs of the file that are one person. */
  readonly share: number;
  /** By comparison and level; place 0 (not recorded) is not used. */
  readonly m: readonly Float64Array[];
  readonly u: readonly Float64Array[];
  /** Penalised log likelihood (bits) after each round. */
  readonly likelihood: readonly number[];
}

const allPairs = (count: number): number => (count * (count - 1)) / 2;

/**
 * Pairs of the whole file by level.
 * @param sampled pairs drawn (or all, where `exact`), by comparison and level
 */
export function levelTotals(set: PersonSet, sampled: LevelTotals, exact: boolean): LevelTotals {
  if (exact) return sampled;
  const total = allPairs(set.count);
  return set.model.comparisons.map((comparison, at) => {
    const column = columnPlace(set.model, comparison.column, comparison.column);
    const held = set.held[column] as Int32Array;
    const drawn = sampled[at] as Float64Array;
    const totals = new Float64Array(drawn.length);
    // Where two columns speak, how often neither does is not known but from the sample.
    const drawnPairs = drawn.reduce((sum, count) => sum + count, 0);
    const recorded =
      comparison.otherwise === undefined
        ? allPairs(set.count - (held[0] ?? 0))
        : total * (1 - (drawn[0] ?? 0) / Math.max(1, drawnPairs));
    const same = comparison.levels.findIndex(({ kind }) => kind === "same") + 1;
    totals[0] = total - recorded;
    let sameInFile = 0;
    if (same > 0) {
      for (let value = 1; value < held.length; value += 1) sameInFile += allPairs(held[value] as number);
      totals[same] = sameInFile;
    }
    // A level that was not drawn is rare, not impossible: half a pair stands for it, or its weight would have no bound.
    let rest = 0;
    for (let level = 1; level < drawn.length; level += 1) if (level !== same) rest += (drawn[level] as number) + 0.5;
    for (let level = 1; level < drawn.length; level += 1)
      if (level !== same) totals[level] = ((recorded - sameInFile) * ((drawn[level] as number) + 0.5)) / rest;
    return totals;
  });
}

/** Beginning of m: most of it agrees, each level less than the one before. */
function firstM(levels: number): Float64Array {
  const m = new Float64Array(levels);
  let left = 1;
  for (let level = 1; level < levels; level += 1) {
    m[level] = level === levels - 1 ? left : left * 0.75;
    left -= m[level] as number;
  }
  return m;
}

/**
 * Learns from the patterns of the pairs compared.
 * @param records in the file
 * @param totals see `levelTotals`
 */
export function learn(model: LinkageModel, records: number, counts: PatternCounts, totals: LevelTotals): Learned {
  const { imagined, rounds, gain } = model.learning;
  const { comparisons } = model;
  const factors = patternFactors(model);
  const every = allPairs(records);
  const patterns = counts.pattern.length;
  const levels = comparisons.map((_, at) =>
    Uint8Array.from(counts.pattern, (pattern) => levelIn(pattern, model, factors, at)),
  );
  let compared = 0;
  for (const count of counts.count) compared += count;
  // Of the pairs not compared: how many have each level. A sample may show fewer than were compared: then none.
  const apart = comparisons.map((_, at) => {
    const left = Float64Array.from(totals[at] as Float64Array);
    const here = levels[at] as Uint8Array;
    for (let p = 0; p < patterns; p += 1)
      left[here[p] as number] = (left[here[p] as number] as number) - (counts.count[p] as number);
    return left.map((count) => Math.max(0, count));
  });
  const m = comparisons.map((comparison) => firstM(levelsOf(comparison)));
  const u = comparisons.map((_, at) => shares((totals[at] as Float64Array).slice(), imagined));
  let share = Math.min(0.5, (records / 4 + 1) / (every + 2));
  const likelihood: number[] = [];
  const logM = m.map((one) => new Float64Array(one.length));
  const logU = u.map((one) => new Float64Array(one.length));
  for (let round = 0; round < rounds; round += 1) {
    let said = 0;
    comparisons.forEach((_, at) => {
      for (let level = 1; level < (m[at] as Float64Array).length; level += 1) {
        const ofM = Math.log((m[at] as Float64Array)[level] as number);
        const ofU = Math.log((u[at] as Float64Array)[level] as number);
        (logM[at] as Float64Array)[level] = ofM;
        (logU[at] as Float64Array)[level] = ofU;
        said += imagined * (ofM + ofU) + ((apart[at] as Float64Array)[level] as number) * ofU;
      }
    });
    said += Math.max(0, every - compared) * Math.log1p(-share) + imagined * (Math.log(share) + Math.log1p(-share));
    const ofOne = comparisons.map((comparison) => new Float64Array(levelsOf(comparison)));
    const ofTwo = apart.map((one) => one.slice());
    let pairsOfOne = 0;
    const shareOne = Math.log(share);
    const shareTwo = Math.log1p(-share);
    for (let p = 0; p < patterns; p += 1) {
      let one = shareOne;
      let two = shareTwo;
      for (let at = 0; at < levels.length; at += 1) {
        const level = (levels[at] as Uint8Array)[p] as number;
        one += (logM[at] as Float64Array)[level] as number;
        two += (logU[at] as Float64Array)[level] as number;
      }
      const most = Math.max(one, two);
      const sum = most + Math.log(Math.exp(one - most) + Math.exp(two - most));
      const count = counts.count[p] as number;
      const likely = Math.exp(one - sum) * count;
      said += sum * count;
      pairsOfOne += likely;
      for (let at = 0; at < levels.length; at += 1) {
        const level = (levels[at] as Uint8Array)[p] as number;
        const hereOne = ofOne[at] as Float64Array;
        const hereTwo = ofTwo[at] as Float64Array;
        hereOne[level] = (hereOne[level] as number) + likely;
        hereTwo[level] = (hereTwo[level] as number) + count - likely;
      }
    }
    likelihood.push(said / Math.LN2);
    if (round > 0 && (likelihood[round] as number) - (likelihood[round - 1] as number) < gain) break;
    if (round === rounds - 1) break;
    share = (pairsOfOne + imagined) / (Math.max(every, compared) + 2 * imagined);
    comparisons.forEach((_, at) => {
      m[at] = shares(ofOne[at] as Float64Array, imagined);
      u[at] = shares(ofTwo[at] as Float64Array, imagined);
    });
  }
  return { share, m, u, likelihood };
}

/** Counts as shares of all that is recorded. */
function shares(counts: Float64Array, imagined: number): Float64Array {
  let sum = 0;
  for (let level = 1; level < counts.length; level += 1) sum += (counts[level] as number) + imagined;
  return counts.map((count, level) => (level === 0 ? 0 : (count + imagined) / sum));
}

/** A weight of one bit. Weights are whole numbers, so sums are exact in any order. */
export const BIT = 1024;

/** Weights that follow from what was learned, in 1/1024 bits. */
export interface Weights {
  /** log₂ of the odds before looking. */
  readonly prior: number;
  /** By comparison and level; 0 for "not recorded". */
  readonly level: readonly Int32Array[];
  /** What the rarity of a value adds, by comparison and value (undefined: nothing); levels take their part of it. */
  readonly rarity: readonly (Int32Array | undefined)[];
  /** The same for the columns that speak otherwise. */
  readonly rarityOtherwise: readonly (Int32Array | undefined)[];
}

const bits = (ratio: number): number => Math.round(BIT * Math.log2(ratio));

export function weightsOf(set: PersonSet, learned: Learned): Weights {
  const { model } = set;
  return {
    prior: bits(learned.share / (1 - learned.share)),
    level: model.comparisons.map((_, at) => {
      const m = learned.m[at] as Float64Array;
      const u = learned.u[at] as Float64Array;
      return Int32Array.from(m, (one, level) => (level === 0 ? 0 : bits(one / (u[level] as number))));
    }),
    rarity: model.comparisons.map(({ column, levels }) => rarityOf(set, column, levels)),
    rarityOtherwise: model.comparisons.map(
      ({ otherwise }) => otherwise && rarityOf(set, otherwise.column, otherwise.levels),
    ),
  };
}

/** What the rarity of each value of a column adds; nothing where no level asks for it. */
function rarityOf(set: PersonSet, column: string, levels: readonly LevelModel[]): Int32Array | undefined {
  if (!levels.some((level) => (level.frequency ?? 0) > 0)) return undefined;
  const held = set.held[columnPlace(set.model, column, column)] as Int32Array;
  const recorded = set.count - (held[0] ?? 0);
  const mean = meanShare(held, recorded);
  // Values that the column does not hold cannot be the same in two records; the least share stands for them.
  return Int32Array.from(held, (count, value) =>
    value === 0 ? 0 : bits(mean / Math.max(set.model.learning.leastShare, count / Math.max(1, recorded))),
  );
}

/** Chance that two records hold the same value. */
function meanShare(held: Int32Array, recorded: number): number {
  let sum = 0;
  for (let value = 1; value < held.length; value += 1) sum += ((held[value] as number) / Math.max(1, recorded)) ** 2;
  return Math.max(sum, Number.MIN_VALUE);
}

/** Probability of a total weight, prior included. */
export const probabilityOf = (total: number): number => 1 / (1 + 2 ** (-total / BIT));

/** The least total weight whose probability is at least this. */
export const totalOf = (probability: number): number =>
  probability <= 0 ? -0x80000000 : Math.ceil(BIT * Math.log2(probability / (1 - probability)));
