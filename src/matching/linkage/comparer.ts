/**
 * How two records compare: one level for each comparison, all together one whole number, the pattern.
 *
 * Promises: comparing A with B gives what comparing B with A gives; two values are compared once as long as the memo remembers them, and
 * the memo never changes an answer. Refuses: to weigh: levels say what agrees, `estimate.ts` what that is worth.
 */
import { columnPlace, levelsOf, type ComparisonModel, type LevelModel, type LinkageModel } from "./linkage-model.ts";
import { edits, jaroWinkler, mayResemble } from "./text-distance.ts";
import { NO_DAY, type SharedTexts } from "./values.ts";

/** Places of the memo a comparison (a power of two). */
const memoPlaces = 1 << 16;

/** Levels of two values of one comparison. 0 is "not recorded", the model's levels follow, the last is "differs". */
class ValueLevels {
  readonly #levels: readonly LevelModel[];
  readonly #texts: SharedTexts;
  readonly #known: number;
  /** Two values and their level. */
  readonly #memo: Int32Array;
  readonly #same: number;
  readonly #exact: boolean;
  /** The least similarity that any level asks for; 2 where none does. */
  readonly #leastAlike: number;
  /** The most edits that any level allows. */
  readonly #mostEdits: number;
  readonly differs: number;
  /** Place of the level "crossed", or beyond all. */
  readonly crossed: number;

  constructor(levels: readonly LevelModel[], texts: SharedTexts) {
    this.#levels = levels;
    this.#texts = texts;
    this.#known = texts.count;
    this.differs = levels.length + 1;
    const same = levels.findIndex(({ kind }) => kind === "same");
    this.#same = same < 0 ? 0 : same + 1;
    this.#exact = levels.every(({ kind }) => kind === "same" || kind === "crossed");
    this.#leastAlike = Math.min(2, ...levels.map((level) => (level.kind === "jaro-winkler" ? level.least : 2)));
    this.#mostEdits = Math.max(0, ...levels.map((level) => (level.kind === "edits" ? level.most : 0)));
    const crossed = levels.findIndex(({ kind }) => kind === "crossed");
    this.crossed = crossed < 0 ? this.differs : crossed + 1;
    this.#memo = new Int32Array(this.#exact ? 0 : 4 * memoPlaces);
  }

  of(one: number, other: number): number {
    if (one === 0 || other === 0) return 0;
    if (one === other && this.#same > 0) return this.#same;
    if (this.#exact) return this.differs;
    // Values of a question have numbers that the next question uses again: never remembered.
    if (one >= this.#known || other >= this.#known) return this.#compare(one, other);
    const low = one < other ? one : other;
    const high = one < other ? other : one;
    let hash = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
    hash ^= hash >>> 15;
    const at = (hash & (memoPlaces - 1)) * 4;
    const memo = this.#memo;
    if (memo[at] === low && memo[at + 1] === high) return memo[at + 2] as number;
    const level = this.#compare(low, high);
    memo[at] = low;
    memo[at + 1] = high;
    memo[at + 2] = level;
    return level;
  }

  #compare(one: number, other: number): number {
    const texts = this.#texts;
    let similarity = this.#leastAlike <= 1 && !mayResemble(texts, one, other, this.#leastAlike) ? 0 : -1;
    let distance = -1;
    for (let at = 0; at < this.#levels.length; at += 1) {
      const level = this.#levels[at] as LevelModel;
      if (level.kind === "jaro-winkler") {
        if (similarity < 0) similarity = jaroWinkler(texts, one, other);
        if (similarity >= level.least) return at + 1;
      } else if (level.kind === "edits") {
        if (distance < 0) distance = edits(texts, one, other, this.#mostEdits);
        if (distance <= level.most) return at + 1;
      } else if (level.kind === "days") {
        const first = texts.day[one] as number;
        const second = texts.day[other] as number;
        if (first !== NO_DAY && second !== NO_DAY && Math.abs(first - second) <= level.most) return at + 1;
      }
    }
    return this.differs;
  }
}

/** The column that speaks where a comparison's own does not fit. */
interface Otherwise {
  readonly column: number;
  readonly values: ValueLevels;
}

/** Columns that are mistaken for one another. */
interface Crossing {
  readonly first: number;
  readonly second: number;
}

export class Comparer {
  readonly #values: readonly ValueLevels[];
  readonly #otherwise: readonly (Otherwise | undefined)[];
  readonly #columns: Int32Array;
  readonly #factor: Int32Array;
  readonly #crossings: readonly Crossing[];
  readonly #level: Int32Array;

  /** @param texts by column of the model */
  constructor(model: LinkageModel, texts: readonly SharedTexts[]) {
    const { comparisons } = model;
    this.#columns = Int32Array.from(comparisons, ({ column }) => columnPlace(model, column, column));
    this.#values = comparisons.map(
      ({ levels }, at) => new ValueLevels(levels, texts[this.#columns[at] as number] as SharedTexts),
    );
    this.#otherwise = comparisons.map(({ otherwise }) => {
      if (otherwise === undefined) return undefined;
      const column = columnPlace(model, otherwise.column, otherwise.column);
      return { column, values: new ValueLevels(otherwise.levels, texts[column] as SharedTexts) };
    });
    this.#factor = patternFactors(model);
    this.#crossings = comparisons.flatMap(({ crossedWith }, first) => {
      const second = comparisons.findIndex(({ column }) => column === crossedWith);
      return second > first ? [{ first, second }] : [];
    });
    this.#level = new Int32Array(comparisons.length);
  }

  /** Pattern of two rows: those at `a` in `rows` and at `b` in `others`. */
  pattern(rows: Int32Array, a: number, others: Int32Array, b: number): number {
    const columns = this.#columns;
    const level = this.#level;
    for (let at = 0; at < columns.length; at += 1) {
      const column = columns[at] as number;
      const values = this.#values[at] as ValueLevels;
      const own = values.of(rows[a + column] as number, others[b + column] as number);
      const otherwise = this.#otherwise[at];
      if (otherwise === undefined || (own > 0 && own < values.differs)) {
        level[at] = own;
        continue;
      }
      // The other column's levels lie behind; "differs" is last where either of them says so.
      const other = otherwise.values.of(rows[a + otherwise.column] as number, others[b + otherwise.column] as number);
      const last = otherwise.values.differs;
      level[at] = own === 0 && other === 0 ? 0 : values.differs - 1 + (other === 0 ? last : other);
    }
    for (const crossing of this.#crossings) this.#cross(crossing, rows, a, others, b);
    let pattern = 0;
    for (let at = 0; at < columns.length; at += 1) pattern += (level[at] as number) * (this.#factor[at] as number);
    return pattern;
  }

  /**
   * Given name where the surname should be. That is one coincidence and counted once: both the wrong way round is the first comparison's level
   * "crossed", and the second says nothing; one the wrong way round with nothing recorded for the other is the second's, and the
   * first says nothing.
   */
  #cross({ first, second }: Crossing, rows: Int32Array, a: number, others: Int32Array, b: number): void {
    const level = this.#level;
    const values = this.#values[first] as ValueLevels;
    const { crossed } = values;
    const crossedSecond = (this.#values[second] as ValueLevels).crossed;
    const straight = level[first] as number;
    const straightSecond = level[second] as number;
    if (straight > 0 && straight < crossed) return;
    if (straightSecond > 0 && straightSecond < crossedSecond) return;
    const columnFirst = this.#columns[first] as number;
    const columnSecond = this.#columns[second] as number;
    const one = values.of(rows[a + columnFirst] as number, others[b + columnSecond] as number);
    const other = values.of(rows[a + columnSecond] as number, others[b + columnFirst] as number);
    const oneFits = one > 0 && one < crossed;
    const otherFits = other > 0 && other < crossed;
    if (oneFits && otherFits) {
      level[first] = crossed;
      level[second] = 0;
    } else if ((oneFits && other === 0) || (otherFits && one === 0)) {
      level[first] = 0;
      level[second] = crossedSecond;
    }
  }
}

/** What each comparison's level is multiplied with in a pattern. */
export function patternFactors(model: LinkageModel): Int32Array<ArrayBuffer> {
  const factors = new Int32Array(model.comparisons.length);
  let factor = 1;
  model.comparisons.forEach((comparison, at) => {
    factors[at] = factor;
    factor *= levelsOf(comparison);
  });
  return factors;
}

/** How many patterns a model has. */
export const patternsOf = (model: LinkageModel): number =>
  model.comparisons.reduce((product, one) => product * levelsOf(one), 1);

/** Level of comparison `at` in a pattern. */
export function levelIn(pattern: number, model: LinkageModel, factors: Int32Array, at: number): number {
  return Math.floor(pattern / (factors[at] as number)) % levelsOf(model.comparisons[at] as ComparisonModel);
}
