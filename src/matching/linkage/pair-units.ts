/**
 * The pairs of the blocks, met and compared in one go, in units that any thread may take.
 *
 * Promises: units, and what is found in each, do not depend on how many threads work; a pair that several rules bring together is compared
 * once, by the first of them. Refuses: to keep anything of a pair but its two records and its pattern.
 */
import type { Blocks } from "./blocking.ts";
import type { Comparer } from "./comparer.ts";
import { levelsOf, type LinkageModel } from "./linkage-model.ts";
import type { PersonRows } from "./person-set.ts";

/** What threads share. */
export interface ComparePlan extends PersonRows {
  readonly model: LinkageModel;
  readonly blocks: readonly Blocks[];
  readonly units: readonly Unit[];
  readonly draws: readonly Draw[];
}

/** Keys of one rule, from … to (not included). */
export interface Unit {
  readonly rule: number;
  readonly from: number;
  readonly to: number;
}

/** Pairs drawn at random, or (`seed` 0) all pairs whose first record is from … to. */
export interface Draw {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** Pairs of a thread: first record, second record, pattern, one behind the other. */
export interface UnitPairs {
  readonly pairs: Int32Array<ArrayBuffer>;
  /** Which units, and where each ends in `pairs`. */
  readonly unit: readonly number[];
  readonly end: readonly number[];
  /** Pairs looked at, those of earlier rules included. */
  readonly looked: number;
}

/** Numbers of a pair in the list. */
export const pairWidth = 3;

/** About so many pairs to a unit. */
const unitPairs = 32_768;

/** Divides the blocks into units. */
export function unitsOf(blocks: readonly Blocks[]): Unit[] {
  const units: Unit[] = [];
  blocks.forEach(({ keys, start }, rule) => {
    let from = 1;
    let pairs = 0;
    for (let key = 1; key <= keys; key += 1) {
      const size = (start[key + 1] as number) - (start[key] as number);
      pairs += (size * (size - 1)) / 2;
      if (pairs < unitPairs && key < keys) continue;
      if (pairs > 0) units.push({ rule, from, to: key + 1 });
      from = key + 1;
      pairs = 0;
    }
  });
  return units;
}

/** Divides what is drawn: all pairs where there are no more than `sample`. */
export function drawsOf(records: number, sample: number): { readonly draws: readonly Draw[]; readonly exact: boolean } {
  const exact = (records * (records - 1)) / 2 <= sample;
  const parts = exact ? Math.min(64, records) : 64;
  const most = exact ? records : sample;
  return {
    exact,
    draws: Array.from({ length: parts }, (_, part) => ({
      seed: exact ? 0 : part + 1,
      from: Math.floor((part * most) / parts),
      to: Math.floor(((part + 1) * most) / parts),
    })),
  };
}

/**
 * Meets and compares the pairs of units, as many as `next` gives.
 * @param next place of the next unit; beyond the last one: done
 */
export function comparePairs(plan: ComparePlan, comparer: Comparer, next: () => number): UnitPairs {
  const { rows, stride, blocks, units, model } = plan;
  const columns = model.columns.length;
  let pairs = new Int32Array(pairWidth * 65_536);
  let used = 0;
  let looked = 0;
  const unit: number[] = [];
  const end: number[] = [];
  for (let place = next(); place < units.length; place = next()) {
    const { rule, from, to } = units[place] as Unit;
    const { order, start } = blocks[rule] as Blocks;
    for (let key = from; key < to; key += 1) {
      const low = start[key] as number;
      const high = start[key + 1] as number;
      const size = high - low;
      if (size < 2) continue;
      looked += (size * (size - 1)) / 2;
      const room = used + ((size * (size - 1)) / 2) * pairWidth;
      if (room > pairs.length) {
        const larger = new Int32Array(Math.ceil(room * 1.6));
        larger.set(pairs.subarray(0, used));
        pairs = larger;
      }
      for (let i = low; i < high - 1; i += 1) {
        const one = order[i] as number;
        const a = one * stride;
        for (let j = i + 1; j < high; j += 1) {
          const other = order[j] as number;
          const b = other * stride;
          if (metBefore(rows, a + columns, b + columns, rule)) continue;
          pairs[used] = one;
          pairs[used + 1] = other;
          pairs[used + 2] = comparer.pattern(rows, a, rows, b);
          used += pairWidth;
        }
      }
    }
    unit.push(place);
    end.push(used);
  }
  return { pairs: pairs.subarray(0, used), unit, end, looked };
}

/** Whether an earlier rule brings the two together: its key stands in both rows. */
function metBefore(rows: Int32Array, a: number, b: number, rule: number): boolean {
  for (let earlier = 0; earlier < rule; earlier += 1) {
    const key = rows[a + earlier] as number;
    if (key !== 0 && key === rows[b + earlier]) return true;
  }
  return false;
}

/** Puts the units of all threads into their order. */
export function inOrder(parts: readonly UnitPairs[]): Int32Array<ArrayBuffer> {
  const places = parts.flatMap((part) =>
    part.unit.map((unit, at) => ({ unit, part, from: part.end[at - 1] ?? 0, to: part.end[at] as number })),
  );
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only.pairs;
  const all = new Int32Array(parts.reduce((sum, { pairs }) => sum + pairs.length, 0));
  let used = 0;
  for (const { part, from, to } of places.sort((a, b) => a.unit - b.unit)) {
    all.set(part.pairs.subarray(from, to), used);
    used += to - from;
  }
  return all;
}

/** A row of random numbers that depends on its seed only (xorshift). */
function randomOf(seed: number): (below: number) => number {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return Math.floor(((state >>> 0) / 4294967296) * below);
  };
}

/** Levels of drawn pairs by comparison, as many draws as `next` gives. */
export function drawLevels(plan: ComparePlan, comparer: Comparer, next: () => number): Float64Array[] {
  const { rows, stride, count, draws, model } = plan;
  const totals = model.comparisons.map((comparison) => new Float64Array(levelsOf(comparison)));
  const add = (one: number, other: number): void => {
    let pattern = comparer.pattern(rows, one * stride, rows, other * stride);
    for (const total of totals) {
      const level = pattern % total.length;
      pattern = (pattern - level) / total.length;
      total[level] = (total[level] as number) + 1;
    }
  };
  for (let place = next(); place < draws.length; place = next()) {
    const { seed, from, to } = draws[place] as Draw;
    if (seed === 0) {
      for (let one = from; one < to; one += 1) for (let other = one + 1; other < count; other += 1) add(one, other);
      continue;
    }
    const random = randomOf(seed);
    for (let drawn = from; drawn < to; drawn += 1) {
      const one = random(count);
      const other = random(count - 1);
      add(one, other >= one ? other + 1 : other);
    }
  }
  return totals;
}
