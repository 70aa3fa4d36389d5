/**
 * The weight of a pair: what its levels are worth, and how rare the values are that agree.
 *
 * Promises: whole 1/1024 bits, so the reasons add up to the weight exactly. Refuses: to know more of a pair than its pattern and values.
 */
import { levelIn, patternFactors, patternsOf } from "./comparer.ts";
import type { Weights } from "./estimate.ts";
import { columnPlace, levelsOf, namedLevels, type LevelModel, type LinkageModel } from "./linkage-model.ts";

/** One comparison's part in a weight, in 1/1024 bits. */
export interface Reason {
  /** The column that spoke. */
  readonly column: string;
  /** Name of the level; "not-recorded" and "differs" beside the model's. */
  readonly level: LevelModel["kind"] | "not-recorded" | "differs";
  readonly weight: number;
  /** What the rarity of the value adds. */
  readonly rarity: number;
}

interface Rare {
  readonly comparison: number;
  readonly column: number;
  readonly rarity: Int32Array;
  /** By level: part of the rarity that it takes. */
  readonly part: Float64Array;
  /** The level "crossed", −1 where there is none, and the comparison it is crossed with. */
  readonly crossed: number;
  readonly crossedWith: number;
}

const unknown = -0x80000000;

/** Rarity of the commoner of two values; a value that no record holds says nothing, then the other one speaks. */
const commoner = (rarity: Int32Array, one: number, other: number): number =>
  Math.min(rarity[one] ?? Infinity, rarity[other] ?? Infinity);

const partOf = (levels: readonly LevelModel[], behind: number): Float64Array =>
  Float64Array.from({ length: behind + levels.length + 1 }, (_, level) => levels[level - behind - 1]?.frequency ?? 0);

export class Weigher {
  readonly #model: LinkageModel;
  readonly #weights: Weights;
  readonly #factors: Int32Array;
  readonly #ofPattern: Int32Array;
  readonly #rare: readonly Rare[];
  readonly #columns: readonly number[];

  constructor(model: LinkageModel, weights: Weights) {
    this.#model = model;
    this.#weights = weights;
    this.#factors = patternFactors(model);
    this.#ofPattern = new Int32Array(patternsOf(model)).fill(unknown);
    this.#columns = model.comparisons.map(({ column }) => columnPlace(model, column, column));
    this.#rare = model.comparisons.flatMap((comparison, at) => {
      const { levels, otherwise, crossedWith } = comparison;
      const crossed = levels.findIndex(({ kind }) => kind === "crossed");
      const own = {
        comparison: at,
        column: this.#columns[at] as number,
        rarity: weights.rarity[at],
        part: partOf(levels, 0),
        crossed: crossed < 0 ? -1 : crossed + 1,
        crossedWith: model.comparisons.findIndex(({ column }) => column === crossedWith),
      };
      const other = otherwise && {
        comparison: at,
        column: columnPlace(model, otherwise.column, otherwise.column),
        rarity: weights.rarityOtherwise[at],
        part: partOf(otherwise.levels, levels.length),
        crossed: -1,
        crossedWith: -1,
      };
      return [own, other].flatMap((one) => (one?.rarity === undefined ? [] : [{ ...one, rarity: one.rarity }]));
    });
  }

  /** Total weight of two rows whose pattern is known, prior included. */
  total(pattern: number, rows: Int32Array, a: number, others: Int32Array, b: number): number {
    let total = this.#ofPattern[pattern] as number;
    if (total === unknown) {
      total = this.#weights.prior;
      this.#weights.level.forEach((ofLevel, at) => {
        total += ofLevel[levelIn(pattern, this.#model, this.#factors, at)] as number;
      });
      this.#ofPattern[pattern] = total;
    }
    for (const rare of this.#rare) total += this.#rarity(rare, pattern, rows, a, others, b);
    return total;
  }

  #rarity(rare: Rare, pattern: number, rows: Int32Array, a: number, others: Int32Array, b: number): number {
    const level = levelIn(pattern, this.#model, this.#factors, rare.comparison);
    const part = rare.part[level] ?? 0;
    if (part === 0) return 0;
    const { column } = rare;
    if (level !== rare.crossed)
      return Math.round(part * commoner(rare.rarity, rows[a + column] as number, others[b + column] as number));
    // The other comparison says nothing: both names' rarity counts here.
    const other = this.#columns[rare.crossedWith] as number;
    const ofOther = this.#weights.rarity[rare.crossedWith] ?? rare.rarity;
    const crossing = (from: number, to: number): number => {
      const one = rows[a + from] as number;
      const two = others[b + to] as number;
      return one === 0 || two === 0 ? 0 : Math.min(commoner(rare.rarity, one, two), commoner(ofOther, one, two));
    };
    return Math.round(part * (crossing(column, other) + crossing(other, column)));
  }

  /** The parts of a weight, one for each comparison; with the prior they add up to `total`. */
  reasons(pattern: number, rows: Int32Array, a: number, others: Int32Array, b: number): Reason[] {
    return this.#model.comparisons.map((comparison, at) => {
      const { column, levels, otherwise } = comparison;
      const level = levelIn(pattern, this.#model, this.#factors, at);
      let rarity = 0;
      for (const rare of this.#rare)
        if (rare.comparison === at) rarity += this.#rarity(rare, pattern, rows, a, others, b);
      return {
        column: level > levels.length && level < levelsOf(comparison) - 1 ? (otherwise?.column ?? column) : column,
        level: level === 0 ? "not-recorded" : (namedLevels(comparison)[level - 1]?.kind ?? "differs"),
        weight: (this.#weights.level[at] as Int32Array)[level] as number,
        rarity,
      };
    });
  }
}
