/**
 * The search: the records that a reading may come from, cheapest first, out of one index.
 *
 * Promises: every record whose total cost (channel and fields) is within `margin` of the best one's and below `most` is in the answer,
 * whatever the order of looking; nothing depends on anything but this index and the question. Refuses: a time limit or a
 * cap on what is visited: both would let the size of the file decide who is found.
 */
import { NEVER, nats, type Asked, type Channel } from "./channel.ts";
import type { FieldCosts } from "./field-costs.ts";
import { Remembered } from "./remembered.ts";
import { DEAD, ROOT, RowAutomaton, boundWidth, lengths } from "./row-automaton.ts";
import type { SerialIndex } from "./serial-index.ts";
import { END, firstDigit, isLetterSymbol, longestSerial } from "./symbols.ts";
import { BYTES, FIRST, LETTER, LOW, nextOf, nodeWords, toldPositions, type Trie } from "./trie.ts";

/** What was found: places of records in the index, with the channel's and the fields' cost (1/1024 nats). */
export interface Found {
  readonly record: number;
  readonly channel: number;
  readonly fields: number;
  /** Which of the readings fits. */
  readonly reading: number;
}

/** One way to read the question, with what it costs to read it so. */
export interface Reading {
  readonly asked: Asked;
  readonly cost: number;
}

export interface SearchLimits {
  /** Costs above the best answer's that are still wanted. */
  readonly margin: number;
  /** Costs above which nothing is an answer; and how far above the least possible cost is looked at all. */
  readonly most: number;
  readonly above: number;
}

/** Whether a record of the index may be an answer to this asker. */
export type Accepts = (record: number) => boolean;

/** No more answers than this are kept: where more fit equally well, the number says nothing. */
const mostFound = 2048;
const levels = [4.2, 8.5, 12.5, 17, 22].map(nats);
/** Most parts that are looked through one by one. */
const mostParts = 256;

/** The last readings' automata: the same reading is looked for in one index after the other, and in some passes. */
const automata: { asked: Asked; readonly automaton: RowAutomaton }[] = [];
const mostAutomata = 12;

function automatonFor(asked: Asked, channel: Channel): RowAutomaton {
  const known = automata.find((one) => one.asked === asked);
  if (known !== undefined) return known.automaton;
  const oldest = automata.length < mostAutomata ? undefined : automata.shift();
  const automaton = oldest?.automaton ?? new RowAutomaton(channel);
  automata.push({ asked, automaton });
  return automaton;
}

/* Typed arrays are read within bounds that the index itself gives; `as number` says so to the compiler. */

export class Searcher {
  readonly #index: SerialIndex;
  readonly #channel: Channel;
  /** The row that each symbol of the last record of a bucket led to, by depth. */
  readonly #rowAt = new Int32Array(longestSerial + 2);
  readonly #path = new Uint8Array(longestSerial + 2);
  #automaton: RowAutomaton;
  #reading = 0;
  #readingCost = 0;
  #base = 0;
  #limit = 0;
  #best = NEVER;
  #limits: SearchLimits = { margin: 0, most: 0, above: 0 };
  readonly #plans = new Remembered<PartPlan>();
  #costs: FieldCosts | undefined;
  #accepts: Accepts | undefined;
  #trie: Trie;
  /** Records found: place in the lists below. */
  readonly #seen = new Map<number, number>();
  #foundRecord: number[] = [];
  #foundChannel: number[] = [];
  #foundFields: number[] = [];
  #foundReading: number[] = [];
  /** Nodes and records looked at, for the benches. */
  visited = 0;

  constructor(index: SerialIndex, channel: Channel) {
    this.#index = index;
    this.#channel = channel;
    this.#trie = index.all;
    this.#automaton = new RowAutomaton(channel);
  }

  /**
   * Searches.
   * @param readings at least one; costs of reading so included
   * @param costs what the question's fields cost against each value of the vocabulary
   * @param accepts which records count at all: others take no place and move no limit
   */
  search(readings: readonly Reading[], costs: FieldCosts, limits: SearchLimits, accepts?: Accepts): Found[] {
    this.#costs = costs;
    this.#accepts = accepts;
    this.#limits = limits;
    this.#best = NEVER;
    this.#seen.clear();
    this.#foundRecord = [];
    this.#foundChannel = [];
    this.#foundFields = [];
    this.#foundReading = [];
    this.visited = 0;
    if (this.#index.count === 0) return [];
    const parts = this.#plans.get(costs.make, costs.model, () => this.#partLosses(costs));
    const floor = Math.min(...readings.map(({ asked, cost }) => asked.floor + cost));
    const least = floor + parts.least + costs.leastOther;
    const highest = Math.max(0, Math.min(limits.most - least, limits.above));
    for (const level of [...levels.filter((one) => one < highest), highest]) {
      this.#limit = Math.min(least + level, this.#best + limits.margin);
      this.#pass(readings, parts, costs);
      if (this.#best + limits.margin <= least + level) break;
      if (this.#best < NEVER) {
        // What is found is known; now all that comes near it.
        this.#limit = Math.min(this.#best + limits.margin, least + highest);
        this.#pass(readings, parts, costs);
        break;
      }
    }
    const cut = Math.min(this.#best + limits.margin, least + highest);
    const found: Found[] = [];
    for (let at = 0; at < this.#foundRecord.length; at += 1) {
      const one = {
        record: this.#foundRecord[at] as number,
        channel: this.#foundChannel[at] as number,
        fields: this.#foundFields[at] as number,
        reading: this.#foundReading[at] as number,
      };
      if (one.channel + one.fields <= cut) found.push(one);
    }
    return found.sort((a, b) => a.channel + a.fields - b.channel - b.fields || this.#rowOf(a) - this.#rowOf(b));
  }

  #rowOf(one: Found): number {
    return this.#index.row[one.record] as number;
  }

  /** The least that each part's fields can cost, and which parts and makes are worth looking through by themselves. */
  #partLosses(costs: FieldCosts): PartPlan {
    const { partMake, partModel, makeOf, makePart, makePartEnd } = this.#index;
    const losses = new Int32Array(partMake.length);
    let least = NEVER;
    for (let part = 0; part < losses.length; part += 1) {
      const loss =
        (costs.make[partMake[part] as number] as number) + (costs.model[partModel[part] as number] as number);
      losses[part] = loss;
      if (loss < least) least = loss;
    }
    // Parts whose model is what was asked for: there the search may go far.
    const single: number[] = [];
    if (costs.modelAsked)
      for (let part = 0; part < losses.length; part += 1)
        if ((costs.model[partModel[part] as number] as number) < costs.modelNear) single.push(part);
    single.sort((a, b) => (losses[a] as number) - (losses[b] as number) || a - b);
    if (single.length > mostParts) single.length = mostParts;
    const taken = new Uint8Array(losses.length);
    for (const part of single) taken[part] = 1;
    const makes: number[] = [];
    const makeLosses = new Int32Array(makeOf.length);
    let rest = NEVER;
    for (let at = 0; at < makeOf.length; at += 1) {
      let loss = NEVER;
      for (let part = makePart[at] as number; part < (makePartEnd[at] as number); part += 1)
        if (taken[part] === 0 && (losses[part] as number) < loss) loss = losses[part] as number;
      makeLosses[at] = loss;
      if (loss === NEVER) continue;
      if (costs.makeAsked && (costs.make[makeOf[at] as number] as number) < costs.makeNear) makes.push(at);
      else if (loss < rest) rest = loss;
    }
    makes.sort((a, b) => (makeLosses[a] as number) - (makeLosses[b] as number) || a - b);
    return {
      least,
      single: Uint32Array.from(single),
      singleLoss: Int32Array.from(single, (part) => losses[part] as number),
      makes: Uint32Array.from(makes),
      makesLoss: Int32Array.from(makes, (at) => makeLosses[at] as number),
      rest,
    };
  }

  #pass(readings: readonly Reading[], plan: PartPlan, costs: FieldCosts): void {
    readings.forEach(({ asked, cost }, reading) => {
      this.#reading = reading;
      this.#readingCost = cost;
      this.#automaton = automatonFor(asked, this.#channel);
      // What the other fields cost at least, and to read it so.
      const other = costs.leastOther + cost;
      this.#automaton.begin(asked, this.#channel, this.#limit - plan.least - other);
      const index = this.#index;
      const { single, singleLoss, makes, makesLoss } = plan;
      for (let which = 0; which < single.length; which += 1) {
        const part = single[which] as number;
        const base = (singleLoss[which] as number) + other;
        if (base + asked.floor > this.#limit) break;
        this.#walk(index.byPart, index.partRoot[part] as number, index.partLow[part + 1] as number, base);
      }
      for (let which = 0; which < makes.length; which += 1) {
        const make = makes[which] as number;
        const base = (makesLoss[which] as number) + other;
        if (base + asked.floor > this.#limit) break;
        const root = index.makeRoot[make] as number;
        const last = (index.makePartEnd[make] as number) - 1;
        if (root === 0)
          this.#walk(index.byPart, index.partRoot[last] as number, index.partLow[last + 1] as number, base);
        else this.#walk(index.byMake, root, index.partLow[last + 1] as number, base);
      }
      if (plan.rest + other + asked.floor <= this.#limit)
        this.#walk(index.all, index.allRoot, index.count, plan.rest + other);
    });
  }

  #walk(trie: Trie, root: number, high: number, base: number): void {
    this.#trie = trie;
    this.#base = base;
    const own = trie.nodes[root * nodeWords + BYTES] as number;
    // Numbers of quite another length than the one asked for: nothing of this trie comes near.
    if (this.#comesWithin(ROOT, (own >>> 16) & 127, own >>> 24, (own & LETTER) !== 0))
      this.#descend(root * nodeWords, high, ROOT, 0);
  }

  /**
   * Goes on from a node that a row of the table stands for; offers what it finds.
   * @param at of the node's first word
   */
  #descend(at: number, high: number, row: number, depth: number): void {
    const { nodes } = this.#trie;
    const own = nodes[at + BYTES] as number;
    const children = (own >>> 8) & 255;
    if (children === 0) {
      if (this.#mayHold(nodes[at + FIRST] as number, row, 0, (own >>> 16) & 127, own >>> 24))
        this.#bucket(nodes[at + LOW] as number, high, row, depth);
      return;
    }
    const automaton = this.#automaton;
    const { classOf } = automaton;
    const transitions = row * automaton.classes;
    // Tables that grow are taken anew after whatever may have made them grow.
    let { next, bounds } = automaton;
    let limit = this.#limit - this.#base;
    let child = Math.imul(nodes[at + FIRST] as number, nodeWords);
    const last = child + Math.imul(children - 1, nodeWords);
    this.visited += children;
    for (; child <= last; child += nodeWords) {
      const bytes = nodes[child + BYTES] as number;
      const symbol = bytes & 255;
      if (symbol === END) {
        const until = child < last ? (nodes[child + nodeWords + LOW] as number) : high;
        this.#offerAll(nodes[child + LOW] as number, until, automaton.totals[row] as number);
        limit = this.#limit - this.#base;
        continue;
      }
      const of = classOf[symbol] as number;
      let to = next[transitions + of] as number;
      if (to === 0) {
        to = automaton.step(row, of);
        ({ next, bounds } = automaton);
      }
      if (to === DEAD) continue;
      const longest = bytes >>> 24;
      const shortest = (bytes >>> 16) & 127;
      if (shortest === longest && longest < lengths) {
        const bound = to * boundWidth + longest + ((bytes & LETTER) === 0 ? lengths : 0);
        const known = bounds[bound] as number;
        if ((known > 0 ? known - 1 : automaton.remember(bound, to, longest, (bytes & LETTER) !== 0)) > limit) continue;
      } else if (!this.#comesWithin(to, shortest, longest, (bytes & LETTER) !== 0)) continue;
      this.#descend(child, child < last ? (nodes[child + nodeWords + LOW] as number) : high, to, depth + 1);
      ({ next, bounds } = automaton);
      limit = this.#limit - this.#base;
    }
  }

  /** Whether a record of a bucket can come within the limit, by what stands in its records' next positions: they need not be looked at. */
  #mayHold(told: number, row: number, position: number, shortest: number, longest: number): boolean {
    if (position >= toldPositions || shortest === 0) return true;
    const next = nextOf(told, position);
    if (next === undefined) return true;
    const automaton = this.#automaton;
    const { classOf, classes } = automaton;
    let done = 0;
    for (let digit = 0; digit < 10; digit += 1) {
      if (((next >>> digit) & 1) === 0) continue;
      const of = classOf[firstDigit + digit] as number;
      // Digits that cost the same are looked at once.
      if (of < 31 && ((done >>> of) & 1) === 1) continue;
      done |= of < 31 ? 1 << of : 0;
      this.visited += 1;
      let to = automaton.next[row * classes + of] as number;
      if (to === 0) to = automaton.step(row, of);
      if (
        to !== DEAD &&
        this.#comesWithin(to, shortest - 1, longest - 1, true) &&
        this.#mayHold(told, to, position + 1, shortest - 1, longest - 1)
      )
        return true;
    }
    return false;
  }

  /** Whether anything within the limit can still come of a row, where between `shortest` and `longest` symbols follow. */
  #comesWithin(row: number, shortest: number, longest: number, letter: boolean): boolean {
    const limit = this.#limit - this.#base;
    if (longest >= lengths) return this.#automaton.least(row, shortest, longest, letter) <= limit;
    for (let follow = shortest; follow <= longest; follow += 1)
      if (this.#automaton.leastOf(row, follow, letter) <= limit) return true;
    return false;
  }

  /** Records one by one; neighbours share the rows of what their numbers share. */
  #bucket(low: number, high: number, row: number, depth: number): void {
    const { symbols, start, open } = this.#index;
    const order = this.#trie.order;
    const path = this.#path;
    const rowAt = this.#rowAt;
    const automaton = this.#automaton;
    const { classOf, classes } = automaton;
    rowAt[depth] = row;
    let known = depth;
    /** Depth at which the last record was given up; its rows above are good. */
    let dead = longestSerial + 2;
    let deadLength = 0;
    for (let place = low; place < high; place += 1) {
      const record = order === undefined ? place : (order[place] as number);
      const from = start[record] as number;
      const length = (start[record + 1] as number) - from;
      let at = depth;
      while (at < known && at < length && path[at + 1] === symbols[from + at]) at += 1;
      // Given up for its length as well: another length may still fit.
      if (at >= dead && (deadLength < 0 || length === deadLength)) {
        this.visited += 1;
        continue;
      }
      known = at;
      dead = longestSerial + 2;
      const limit = this.#limit - this.#base;
      while (at < length) {
        const symbol = symbols[from + at] as number;
        const of = classOf[symbol] as number;
        const above = rowAt[at] as number;
        this.visited += 1;
        let to = automaton.next[above * classes + of] as number;
        if (to === 0) to = automaton.step(above, of);
        at += 1;
        path[at] = symbol;
        rowAt[at] = to;
        known = at;
        if (
          to === DEAD ||
          (open
            ? automaton.least(to, 0, 255, true)
            : automaton.leastOf(to, length - at, isLetterSymbol[symbols[from + at] as number] === 1)) > limit
        ) {
          dead = at;
          // Nothing comes of a dead row, whatever the length.
          deadLength = to === DEAD ? -1 : length;
          break;
        }
      }
      if (at === length && dead > length) this.#offer(record, automaton.totals[rowAt[length] as number] as number);
    }
  }

  #offerAll(low: number, high: number, cost: number): void {
    if (cost > this.#limit - this.#base) return;
    const order = this.#trie.order;
    for (let place = low; place < high; place += 1)
      this.#offer(order === undefined ? place : (order[place] as number), cost);
  }

  #offer(record: number, channelCost: number): void {
    if (channelCost > this.#limit - this.#base) return;
    const costs = this.#costs;
    if (costs === undefined || this.#accepts?.(record) === false) return;
    const fields = costs.of(this.#index, record);
    const channel = channelCost + this.#readingCost;
    const total = channel + fields;
    if (total > this.#limit) return;
    const had = this.#seen.get(record);
    if (had === undefined) {
      this.#seen.set(record, this.#foundRecord.length);
      this.#foundRecord.push(record);
      this.#foundChannel.push(channel);
      this.#foundFields.push(fields);
      this.#foundReading.push(this.#reading);
    } else if (channel < (this.#foundChannel[had] as number)) {
      this.#foundChannel[had] = channel;
      this.#foundReading[had] = this.#reading;
    }
    if (total < this.#best) {
      this.#best = total;
      this.#limit = Math.min(this.#limit, total + this.#limits.margin);
    }
    if (this.#foundRecord.length >= 2 * mostFound) this.#keepBest();
  }

  /** Too many fit: the best are kept, and nothing worse than the worst of them is looked for any more. */
  #keepBest(): void {
    const places = this.#foundRecord.map((_, at) => at);
    const total = (at: number): number => (this.#foundChannel[at] as number) + (this.#foundFields[at] as number);
    places.sort(
      (a, b) =>
        total(a) - total(b) ||
        (this.#index.row[this.#foundRecord[a] as number] as number) -
          (this.#index.row[this.#foundRecord[b] as number] as number),
    );
    places.length = mostFound;
    const worst = total(places.at(-1) as number);
    const pick = (list: readonly number[]): number[] => places.map((at) => list[at] as number);
    [this.#foundRecord, this.#foundChannel, this.#foundFields, this.#foundReading] = [
      pick(this.#foundRecord),
      pick(this.#foundChannel),
      pick(this.#foundFields),
      pick(this.#foundReading),
    ];
    this.#seen.clear();
    this.#foundRecord.forEach((record, at) => this.#seen.set(record, at));
    // One less: of those that fit just as well as the worst, more need not be looked at.
    this.#limit = Math.min(this.#limit, worst - 1);
  }
}

/** Losses of make and model alone: what the other fields cost at least comes to each of them. */
interface PartPlan {
  readonly least: number;
  readonly single: Uint32Array;
  readonly singleLoss: Int32Array;
  readonly makes: Uint32Array;
  readonly makesLoss: Int32Array;
  /** The least loss of all that is in neither. */
  readonly rest: number;
}
