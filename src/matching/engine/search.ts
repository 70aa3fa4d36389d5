/**
 * The search: the records that a reading may come from, cheapest first, out of one index.
 *
 * Promises: every record whose total cost (channel and fields) is within `margin` of the best one's and below `most` is in the answer,
 * whatever the order of looking; nothing depends on anything but this index and the question. Refuses: a time limit or a
 * cap on what is visited: both would let the size of the file decide who is found.
 */
import { NEVER, firstRow, nats, type Asked, type Channel } from "./channel.ts";
import type { FieldCosts } from "./field-costs.ts";
import { BYTES, FIRST, LOW, nodeWords, type SerialIndex, type Trie } from "./serial-index.ts";
import { END, RUN, isLetterSymbol, longestSerial } from "./symbols.ts";

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

/* Typed arrays are read within bounds that the index itself gives; `as number` says so to the compiler. */

export class Searcher {
  readonly #index: SerialIndex;
  readonly #channel: Channel;
  readonly #depth = longestSerial + 2;
  #rows = new Int32Array((longestSerial + 2) * 64);
  readonly #path = new Uint8Array(longestSerial + 2);
  /** Cost of the record's end being lost behind this depth: in general, and while only letters followed. */
  readonly #lostEnd = new Int32Array(longestSerial + 2);
  readonly #lostSeries = new Int32Array(longestSerial + 2);
  /** First and last cell of the row at each depth that is within the limit; others hold anything. */
  readonly #from = new Int32Array(longestSerial + 2);
  readonly #to = new Int32Array(longestSerial + 2);
  readonly #onlyLetters = new Uint8Array(longestSerial + 2);
  #asked: Asked;
  #reading = 0;
  #readingCost = 0;
  #base = 0;
  #limit = 0;
  #best = NEVER;
  #limits: SearchLimits = { margin: 0, most: 0, above: 0 };
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
    this.#asked = undefined as unknown as Asked;
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
    const parts = this.#partLosses(costs);
    const floor = Math.min(...readings.map(({ asked, cost }) => asked.floor + cost));
    const least = floor + parts.least;
    const highest = Math.max(0, Math.min(limits.most - least, limits.above));
    for (const level of [...levels.filter((one) => one < highest), highest]) {
      this.#limit = Math.min(least + level, this.#best + limits.margin);
      this.#pass(readings, parts);
      if (this.#best + limits.margin <= least + level) break;
      if (this.#best < NEVER) {
        // What is found is known; now all that comes near it.
        this.#limit = Math.min(this.#best + limits.margin, least + highest);
        this.#pass(readings, parts);
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
    least += costs.leastOther;
    // Parts whose model is what was asked for: there the search may go far.
    const single: number[] = [];
    if (costs.modelAsked)
      for (let part = 0; part < losses.length; part += 1)
        if ((costs.model[partModel[part] as number] as number) < costs.modelNear) single.push(part);
    single.sort((a, b) => (losses[a] as number) - (losses[b] as number) || a - b);
    if (single.length > mostParts) single.length = mostParts;
    const taken = new Uint8Array(losses.length);
    for (const part of single) taken[part] = 1;
    const makes: { readonly at: number; readonly loss: number }[] = [];
    let rest = NEVER;
    for (let at = 0; at < makeOf.length; at += 1) {
      let loss = NEVER;
      for (let part = makePart[at] as number; part < (makePartEnd[at] as number); part += 1)
        if (taken[part] === 0 && (losses[part] as number) < loss) loss = losses[part] as number;
      if (loss === NEVER) continue;
      if (costs.makeAsked && (costs.make[makeOf[at] as number] as number) < costs.makeNear)
        makes.push({ at, loss: loss + costs.leastOther });
      else if (loss < rest) rest = loss;
    }
    return {
      least,
      single: single.map((part) => ({ at: part, loss: (losses[part] as number) + costs.leastOther })),
      makes: makes.sort((a, b) => a.loss - b.loss || a.at - b.at),
      rest: rest === NEVER ? NEVER : rest + costs.leastOther,
    };
  }

  #pass(readings: readonly Reading[], plan: PartPlan): void {
    readings.forEach(({ asked, cost }, reading) => {
      this.#asked = asked;
      this.#reading = reading;
      this.#readingCost = cost;
      const width = asked.length + 1;
      if (this.#rows.length < this.#depth * width) this.#rows = new Int32Array(this.#depth * width);
      firstRow(asked, this.#rows, 0);
      const index = this.#index;
      for (const { at, loss } of plan.single) {
        if (loss + cost + asked.floor > this.#limit) break;
        this.#walk(index.byPart, index.partRoot[at] as number, index.partLow[at + 1] as number, loss + cost);
      }
      for (const { at, loss } of plan.makes) {
        if (loss + cost + asked.floor > this.#limit) break;
        const root = index.makeRoot[at] as number;
        const last = (index.makePartEnd[at] as number) - 1;
        if (root === 0)
          this.#walk(index.byPart, index.partRoot[last] as number, index.partLow[last + 1] as number, loss + cost);
        else this.#walk(index.byMake, root, index.partLow[last + 1] as number, loss + cost);
      }
      if (plan.rest + cost + asked.floor <= this.#limit)
        this.#walk(index.all, index.allRoot, index.count, plan.rest + cost);
    });
  }

  #walk(trie: Trie, root: number, high: number, base: number): void {
    this.#trie = trie;
    this.#base = base;
    this.#onlyLetters[0] = 1;
    this.#from[0] = 0;
    this.#to[0] = this.#asked.length;
    this.#lostEnd[0] = NEVER;
    this.#lostSeries[0] = NEVER;
    this.#descend(root, high, 0);
  }

  /** Goes on from a node whose row stands at `depth`; gives nothing back, offers what it finds. */
  #descend(node: number, high: number, depth: number): void {
    const { nodes } = this.#trie;
    const at = node * nodeWords;
    const children = ((nodes[at + BYTES] as number) >>> 8) & 255;
    if (children === 0) {
      this.#bucket(nodes[at + LOW] as number, high, depth);
      return;
    }
    let child = (nodes[at + FIRST] as number) * nodeWords;
    const last = child + (children - 1) * nodeWords;
    for (; child <= last; child += nodeWords) {
      const end = child < last ? (nodes[child + nodeWords + LOW] as number) : high;
      const bytes = nodes[child + BYTES] as number;
      const symbol = bytes & 255;
      if (symbol === END) this.#offerAll(nodes[child + LOW] as number, end, this.#total(depth));
      else if (this.#step(depth, symbol, (bytes >>> 16) & 255, bytes >>> 24) <= this.#limit - this.#base)
        this.#descend(child / nodeWords, end, depth + 1);
    }
  }

  /**
   * Fills the row below `depth` for one more symbol of the record; gives the least that can still come of it, where between
   * `shortest` and `longest` symbols follow.
   */
  #step(depth: number, symbol: number, shortest: number, longest: number): number {
    const { length, pair, added, lost, plain, more, fewer } = this.#asked;
    const channel = this.#channel;
    const rows = this.#rows;
    const width = length + 1;
    const above = depth * width;
    const here = above + width;
    this.visited += 1;
    this.#path[depth + 1] = symbol;
    const letter = isLetterSymbol[symbol] === 1;
    const letters = letter && this.#onlyLetters[depth] === 1;
    this.#onlyLetters[depth + 1] = letters ? 1 : 0;
    const ofLost = symbol * width;
    const ofPair = symbol * length - 1;
    const limit = this.#limit - this.#base;
    const from = this.#from[depth] as number;
    const to = this.#to[depth] as number;
    // Cells outside `from`…`to` of the row above are beyond the limit; so are their children.
    let last = NEVER;
    let current = NEVER;
    let least = NEVER;
    let alive = -1;
    let start = -1;
    if (from === 0) {
      last = rows[above] as number;
      const began = channel.endOpen + channel.endEach * (depth + 1);
      current = Math.min(letters ? Math.min(channel.series, began) : began, last + (lost[ofLost] as number));
      rows[here] = current;
      if (current <= limit) {
        alive = 0;
        start = 0;
        least =
          current +
          (length > longest
            ? (more[length - longest] as number)
            : length < shortest
              ? (fewer[shortest - length] as number)
              : 0);
      }
    } else {
      last = rows[above + from - 1] as number;
      rows[here + from - 1] = NEVER;
    }
    const before = depth > 0 ? (this.#path[depth] as number) : -1;
    const swapFrom = depth > 0 && before !== symbol ? (this.#from[depth - 1] as number) : NEVER;
    const swapTo = depth > 0 ? (this.#to[depth - 1] as number) : -1;
    const run = symbol === RUN;
    let i = from === 0 ? 1 : from;
    for (; i <= length; i += 1) {
      const old = i <= to ? (rows[above + i] as number) : NEVER;
      if (i > to + 1 && current > limit) break;
      let cost = last + (pair[ofPair + i] as number);
      const missing = old + (lost[ofLost + i] as number);
      if (missing < cost) cost = missing;
      const put = current + (run ? channel.runEach : (added[i - 1] as number));
      if (put < cost) cost = put;
      const corner = i - 2;
      if (corner >= swapFrom && corner <= swapTo && plain[i - 1] === before && plain[corner] === symbol) {
        const swapped = (rows[above - width + corner] as number) + channel.swapped;
        if (swapped < cost) cost = swapped;
      }
      rows[here + i] = cost;
      if (cost <= limit) {
        alive = i;
        if (start < 0) start = i;
        const rest = length - i;
        const bound =
          rest > longest
            ? cost + (more[rest - longest] as number)
            : rest < shortest
              ? cost + (fewer[shortest - rest] as number)
              : cost;
        if (bound < least) least = bound;
      }
      // The next symbol may show that two neighbours were swapped: then this cell's neighbour is wanted.
      if (i < length && plain[i] === symbol && plain[i - 1] !== symbol && last + channel.swapped <= limit) {
        alive = i;
        if (start < 0) start = i;
        if (last + channel.swapped < least) least = last + channel.swapped;
      }
      current = cost;
      last = old;
    }
    this.#from[depth + 1] = start < 0 ? length + 1 : start;
    this.#to[depth + 1] = alive;
    // The reading may have ended above, and the record's end be lost.
    const full = depth > 0 && to === length ? (rows[above + length] as number) : NEVER;
    const lostEnd = Math.min(this.#lostEnd[depth] as number, full + channel.endOpen) + channel.endEach;
    const lostSeries = letter ? Math.min(this.#lostSeries[depth] as number, full + channel.series) : NEVER;
    this.#lostEnd[depth + 1] = lostEnd;
    this.#lostSeries[depth + 1] = lostSeries;
    return Math.min(least, lostEnd, lostSeries);
  }

  /** Cost of a record that ends at this depth. */
  #total(depth: number): number {
    if (depth === 0) return NEVER;
    const { length, endAdded } = this.#asked;
    const at = depth * (length + 1);
    const rows = this.#rows;
    const to = this.#to[depth] as number;
    let total = to === length ? (rows[at + length] as number) : NEVER;
    if ((this.#lostEnd[depth] as number) < total) total = this.#lostEnd[depth] as number;
    if ((this.#lostSeries[depth] as number) < total) total = this.#lostSeries[depth] as number;
    for (let i = length - 1; i > 0 && i >= (this.#from[depth] as number); i -= 1) {
      const end = endAdded[i] as number;
      if (end >= NEVER) break;
      if (i > to) continue;
      const cost = (rows[at + i] as number) + end;
      if (cost < total) total = cost;
    }
    return total;
  }

  /** Records one by one; neighbours share the rows of what their numbers share. */
  #bucket(low: number, high: number, depth: number): void {
    const { symbols, start } = this.#index;
    const order = this.#trie.order;
    const path = this.#path;
    const open = this.#index.open;
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
      if (at >= dead && length === deadLength) {
        this.visited += 1;
        continue;
      }
      known = at;
      dead = longestSerial + 2;
      const limit = this.#limit - this.#base;
      while (at < length) {
        const rest = length - at - 1;
        const least = open
          ? this.#step(at, symbols[from + at] as number, 0, 255)
          : this.#step(at, symbols[from + at] as number, rest, rest);
        at += 1;
        known = at;
        if (least > limit) {
          dead = at;
          deadLength = length;
          break;
        }
      }
      if (at === length && dead > length) this.#offer(record, this.#total(length));
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

interface PartPlan {
  readonly least: number;
  readonly single: readonly { readonly at: number; readonly loss: number }[];
  readonly makes: readonly { readonly at: number; readonly loss: number }[];
  /** The least loss of all that is in neither. */
  readonly rest: number;
}
