/**
 * Linkage of persons: which records of a set are one person, how probable that is and why.
 *
 * Forecast, meet and compare, learn, weigh; all in whole numbers, so the answer does not depend on how many threads worked. Promises: one
 * record asked against the set gets, for each record that it meets, the weight that the batch gives. Refuses: to begin where the
 * forecast is beyond the model's limits (`LinkageRefusal`); to judge: what a pair becomes is decided elsewhere, by people.
 */
import { BlockFinder, buildBlocks, checkForecast, forecastOf, type Blocks, type Forecast } from "./blocking.ts";
import { Comparer, patternsOf } from "./comparer.ts";
import { clustersOf, type Clusters, type WeighedPairs } from "./clusters.ts";
import {
  learn,
  levelTotals,
  probabilityOf,
  totalOf,
  weightsOf,
  type Learned,
  type PatternCounts,
  type Weights,
} from "./estimate.ts";
import type { ColumnModel } from "./linkage-model.ts";
import { drawsOf, inOrder, pairWidth, unitsOf } from "./pair-units.ts";
import type { PersonSet } from "./person-set.ts";
import { startComparers, type Comparers } from "./threads.ts";
import { cleaned, writeText, type Dictionary, type SharedTexts } from "./values.ts";
import { Weigher, type Reason } from "./weigher.ts";

/** Milliseconds of each step. */
export interface StepTimes {
  readonly blocks: number;
  readonly draw: number;
  readonly compare: number;
  readonly learn: number;
  readonly weigh: number;
}

export interface Linkage {
  readonly set: PersonSet;
  readonly blocks: readonly Blocks[];
  readonly forecast: Forecast;
  /** Pairs looked at (equals the forecast) and pairs compared (each once). */
  readonly looked: number;
  readonly compared: number;
  readonly learned: Learned;
  readonly weights: Weights;
  /** Pairs at least as probable as the model keeps, the lower record first. */
  readonly pairs: WeighedPairs;
  readonly times: StepTimes;
}

/** A record that a question met. */
export interface Met {
  readonly record: number;
  /** 1/1024 bits, prior included. */
  readonly total: number;
  readonly probability: number;
  readonly reasons: readonly Reason[];
}

/** How many pairs a linkage would look at; nothing is compared. The set's keys are written. */
export function forecast(set: PersonSet): Forecast {
  return forecastOf(set, buildBlocks(set));
}

/**
 * Links the records of a set with one another.
 * @param workers threads; 1: none beside this one
 */
export async function link(set: PersonSet, workers = 1): Promise<Linkage> {
  const comparers = startComparers(workers);
  try {
    return await linkWith(set, comparers);
  } finally {
    await comparers.end();
  }
}

async function linkWith(set: PersonSet, comparers: Comparers): Promise<Linkage> {
  const clock = stopwatch();
  const blocks = buildBlocks(set);
  const expected = forecastOf(set, blocks);
  checkForecast(set, expected);
  const ofBlocks = clock();
  const { model, count, stride, rows, texts } = set;
  const { draws, exact } = drawsOf(count, model.learning.sample);
  const plan = { model, count, stride, rows, texts, blocks, units: unitsOf(blocks), draws };
  const drawn = await comparers.draw(plan);
  const ofDraw = clock();
  const parts = await comparers.compare(plan);
  const found = inOrder(parts);
  const ofCompare = clock();
  const learned = learn(model, count, patternCounts(set, found), levelTotals(set, drawn, exact));
  const weights = weightsOf(set, learned);
  const ofLearn = clock();
  const pairs = weigh(set, weights, found);
  return {
    set,
    blocks,
    forecast: expected,
    looked: parts.reduce((sum, { looked }) => sum + looked, 0),
    compared: found.length / pairWidth,
    learned,
    weights,
    pairs,
    times: { blocks: ofBlocks, draw: ofDraw, compare: ofCompare, learn: ofLearn, weigh: clock() },
  };
}

function stopwatch(): () => number {
  let begun = performance.now();
  return () => {
    const now = performance.now();
    const passed = now - begun;
    begun = now;
    return passed;
  };
}

/** How often each pattern occurs. */
function patternCounts(set: PersonSet, found: Int32Array): PatternCounts {
  const times = new Uint32Array(patternsOf(set.model));
  for (let at = 2; at < found.length; at += pairWidth) {
    const pattern = found[at] as number;
    times[pattern] = (times[pattern] as number) + 1;
  }
  const pattern: number[] = [];
  times.forEach((count, at) => {
    if (count > 0) pattern.push(at);
  });
  return { pattern: Int32Array.from(pattern), count: Float64Array.from(pattern, (at) => times[at] as number) };
}

function weigh(set: PersonSet, weights: Weights, found: Int32Array): WeighedPairs {
  const { rows, stride, model } = set;
  const weigher = new Weigher(model, weights);
  const least = totalOf(model.keep);
  const totals = new Int32Array(found.length / pairWidth);
  let kept = 0;
  for (let pair = 0, at = 0; pair < totals.length; pair += 1, at += pairWidth) {
    const a = (found[at] as number) * stride;
    const b = (found[at + 1] as number) * stride;
    const total = weigher.total(found[at + 2] as number, rows, a, rows, b);
    totals[pair] = total;
    if (total >= least) kept += 1;
  }
  const left = new Int32Array(kept);
  const right = new Int32Array(kept);
  const total = new Int32Array(kept);
  for (let pair = 0, put = 0; pair < totals.length; pair += 1) {
    if ((totals[pair] as number) < least) continue;
    left[put] = found[pair * pairWidth] as number;
    right[put] = found[pair * pairWidth + 1] as number;
    total[put] = totals[pair] as number;
    put += 1;
  }
  return { left, right, total };
}

/** Clusters of the pairs that are at least so probable; no larger than the model allows. */
export function persons(linkage: Linkage, probability: number): Clusters {
  const { set, pairs } = linkage;
  return clustersOf(set.count, pairs, totalOf(probability), set.model.limits.cluster);
}

/** Asks one record at a time against a set that has been linked, with the weights learned there. */
export class PersonQuestion {
  readonly #set: PersonSet;
  readonly #finder: BlockFinder;
  readonly #comparer: Comparer;
  readonly #weigher: Weigher;
  readonly #row: Int32Array;

  constructor({ set, blocks, weights }: Pick<Linkage, "set" | "blocks" | "weights">) {
    this.#set = set;
    this.#finder = new BlockFinder(set, blocks);
    this.#comparer = new Comparer(set.model, set.texts);
    this.#weigher = new Weigher(set.model, weights);
    this.#row = new Int32Array(set.model.columns.length);
  }

  /**
   * Records that the rules bring together with this one, surest first.
   * @param written by name of the model's column; what is left out is not recorded
   */
  ask(written: Readonly<Record<string, string>>): Met[] {
    const { model, dictionaries, texts, rows, stride } = this.#set;
    const values = model.columns.map(({ name, clean }: ColumnModel) => cleaned(clean, written[name] ?? ""));
    // New values stand behind the dictionary's, for this question only; the same writing in two columns is one value.
    const fresh = new Map<SharedTexts, string[]>();
    values.forEach((value, column) => {
      const ofTexts = texts[column] as SharedTexts;
      let id = (dictionaries[column] as Dictionary).known(value);
      if (id === undefined) {
        const news = fresh.get(ofTexts) ?? [];
        fresh.set(ofTexts, news);
        let at = news.indexOf(value);
        if (at < 0) {
          at = news.push(value) - 1;
          writeText(ofTexts, ofTexts.count + at, value);
        }
        id = ofTexts.count + at;
      }
      this.#row[column] = id;
    });
    return this.#finder
      .find(values)
      .map((record) => {
        const pattern = this.#comparer.pattern(this.#row, 0, rows, record * stride);
        const total = this.#weigher.total(pattern, this.#row, 0, rows, record * stride);
        const reasons = this.#weigher.reasons(pattern, this.#row, 0, rows, record * stride);
        return { record, total, probability: probabilityOf(total), reasons };
      })
      .sort((a, b) => b.total - a.total || a.record - b.record);
  }
}
