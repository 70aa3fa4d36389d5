/**
 * The index of one audience class: its records' numbers as bytes, in tries by make and model, by make, and all together.
 *
 * Promises: every record that was handed in is found by its own number; nothing is in it that was not handed in. All of it lies in
 * a few typed arrays over shared memory, so that workers search it without a copy. Refuses: records of more than one audience
 * class: who may not see a class does not touch its index, so nothing hidden can move a rank, a probability or a time-out.
 */
import { END, RUN, isCyrillicSymbol } from "./symbols.ts";

/** The columns of the records, in any order. Identifiers of values come from one `Vocabulary`. */
export interface Columns {
  readonly count: number;
  /** Numbers one behind the other, `start[i]` to `start[i + 1]`. */
  readonly symbols: Uint8Array;
  readonly start: Uint32Array;
  readonly make: Uint32Array;
  readonly model: Uint32Array;
  readonly type: Uint32Array;
  readonly calibre: Uint32Array;
  readonly country: Uint32Array;
  /** Year − 1799, 0 where it is not known. */
  readonly year: Uint8Array;
  /** The row that an entry belongs to: a record with two numbers has two entries. */
  readonly row: Uint32Array;
}

export const yearBase = 1799;

/**
 * A forest of tries over one order of the records.
 *
 * Three words a node, side by side, because a walk reads all of them: its first child (children are neighbours); the place of its first
 * record in the order; its symbol, how many children it has (none: its records are looked at one by one), and the
 * fewest and most symbols that a number still has below it, a byte each.
 */
export interface Trie {
  /** Record at each place of the order; undefined where the order is the records' own. */
  readonly order: Uint32Array | undefined;
  readonly nodes: Uint32Array;
}

/** Words of a node. */
export const nodeWords = 3;
export const FIRST = 0;
export const LOW = 1;
/** Symbol, children, shortest, longest: from the lowest byte on. */
export const BYTES = 2;

export interface SerialIndex {
  readonly count: number;
  readonly symbols: Uint8Array;
  readonly start: Uint32Array;
  /** Which combination of make, model, type, calibre and country a record has. */
  readonly combination: Uint32Array;
  readonly year: Uint8Array;
  /** The row that was handed in. */
  readonly row: Uint32Array;
  /** The combinations, by column. */
  readonly combinations: Readonly<Record<"make" | "model" | "type" | "calibre" | "country" | "part", Uint32Array>>;
  /** Combinations of part p: from `partCombinations[p]` to `partCombinations[p + 1]`; how many records each has. */
  readonly partCombinations: Uint32Array;
  readonly combinationCount: Uint32Array;
  /** Parts: make and model; roots in `byPart`; records of part p: `partLow[p]` to `partLow[p + 1]`. */
  readonly partMake: Uint32Array;
  readonly partModel: Uint32Array;
  readonly partLow: Uint32Array;
  readonly partRoot: Uint32Array;
  readonly byPart: Trie;
  /** Makes that have more than one part: their parts from `makePart[k]` to `makePartEnd[k]`. */
  readonly makeOf: Uint32Array;
  readonly makePart: Uint32Array;
  readonly makePartEnd: Uint32Array;
  /** Root in `byMake`; 0: the make has one part, which serves. */
  readonly makeRoot: Uint32Array;
  readonly byMake: Trie;
  readonly all: Trie;
  readonly allRoot: number;
  /** Whether any number holds a Cyrillic letter: then numbers may be spelled in Latin ones. */
  readonly cyrillic: boolean;
  /** Whether any number holds a run of unread positions: then lengths bound nothing. */
  readonly open: boolean;
}

/** What stands for the length of a number that holds a run. */
const unbounded = 200;

/** A node with so few records is not divided further: they share most of their rows anyway. */
const bucket = 12;

function shared<T extends Uint8Array | Uint32Array>(
  make: { new (buffer: SharedArrayBuffer): T; readonly BYTES_PER_ELEMENT: number },
  length: number,
): T {
  return new make(new SharedArrayBuffer(length * make.BYTES_PER_ELEMENT));
}

const bytes = (length: number): Uint8Array => shared<Uint8Array>(Uint8Array, length);
const words = (length: number): Uint32Array => shared<Uint32Array>(Uint32Array, length);

/** Sorts ranges of an order and makes their trie at the same time (radix sort from the first symbol on). */
class TrieMaker {
  readonly #symbols: Uint8Array;
  readonly #start: Uint32Array;
  readonly #order: Uint32Array;
  readonly #spare: Uint32Array;
  readonly #open: boolean;
  #nodes: Uint32Array;
  #used = 1;
  /** One table of counts a depth: the parent's is still read after its children are done. */
  readonly #counts: Uint32Array[] = [];
  readonly #places = new Uint32Array(257);

  constructor(symbols: Uint8Array, start: Uint32Array, order: Uint32Array, open: boolean) {
    this.#open = open;
    this.#symbols = symbols;
    this.#start = start;
    this.#order = order;
    this.#spare = new Uint32Array(order.length);
    this.#nodes = new Uint32Array(nodeWords * (64 + Math.ceil(order.length * 0.4)));
  }

  #take(count: number): number {
    const at = this.#used;
    this.#used += count;
    if (this.#used * nodeWords > this.#nodes.length) {
      const larger = new Uint32Array(Math.ceil(this.#used * 1.5) * nodeWords);
      larger.set(this.#nodes);
      this.#nodes = larger;
    }
    return at;
  }

  #put(node: number, symbol: number, children: number, shortest: number, longest: number): void {
    this.#nodes[node * nodeWords + BYTES] = (symbol | (children << 8) | (shortest << 16) | (longest << 24)) >>> 0;
  }

  #bytes(node: number): number {
    return this.#nodes[node * nodeWords + BYTES] as number;
  }

  /** Sorts `order[low … high)` by number and gives the root of its trie. */
  root(low: number, high: number): number {
    const root = this.#take(1);
    this.#nodes[root * nodeWords + LOW] = low;
    this.#divide(root, END, low, high, 0);
    return root;
  }

  #holdsRun(record: number): boolean {
    return this.#symbols.subarray(this.#start[record], this.#start[record + 1]).includes(RUN);
  }

  #symbolAt(record: number, depth: number): number {
    const at = (this.#start[record] as number) + depth;
    return at < (this.#start[record + 1] as number) ? (this.#symbols[at] as number) : END;
  }

  #divide(node: number, own: number, low: number, high: number, depth: number): void {
    if (high - low <= bucket) {
      this.#insertionSort(low, high, depth);
      let shortest = 255;
      let longest = 0;
      for (let at = low; at < high; at += 1) {
        const record = this.#order[at] as number;
        const rest = (this.#start[record + 1] as number) - (this.#start[record] as number) - depth;
        if (rest < shortest) shortest = rest;
        if (rest > longest) longest = rest;
        if (this.#open && this.#holdsRun(record)) [shortest, longest] = [0, unbounded];
      }
      this.#put(node, own, 0, shortest, longest);
      return;
    }
    const counts = (this.#counts[depth] ??= new Uint32Array(257)).fill(0);
    const order = this.#order;
    for (let at = low; at < high; at += 1) {
      const symbol = this.#symbolAt(order[at] as number, depth);
      counts[symbol + 1] = (counts[symbol + 1] as number) + 1;
    }
    let kinds = 0;
    for (let symbol = 0; symbol < 256; symbol += 1) {
      if (counts[symbol + 1] !== 0) kinds += 1;
      counts[symbol + 1] = (counts[symbol + 1] as number) + (counts[symbol] as number);
    }
    if (kinds === 1 && counts[1] === high - low) {
      // All end here: equal numbers.
      this.#put(node, own, 0, 0, 0);
      return;
    }
    if (kinds > 1) {
      const at = this.#places;
      at.set(counts);
      const spare = this.#spare;
      for (let place = low; place < high; place += 1) {
        const record = order[place] as number;
        const symbol = this.#symbolAt(record, depth);
        const to = at[symbol] as number;
        at[symbol] = to + 1;
        spare[low + to] = record;
      }
      order.set(spare.subarray(low, high), low);
    }
    const first = this.#take(kinds);
    this.#nodes[node * nodeWords + FIRST] = first;
    let child = first;
    let shortest = 255;
    let longest = 0;
    for (let symbol = 0; symbol < 256; symbol += 1) {
      const from = low + (counts[symbol] as number);
      const to = low + (counts[symbol + 1] as number);
      if (from === to) continue;
      this.#nodes[child * nodeWords + LOW] = from;
      if (symbol === END) this.#put(child, END, 0, 0, 0);
      else this.#divide(child, symbol, from, to, depth + 1);
      const below = this.#bytes(child);
      const step = symbol === END ? 0 : 1;
      const run = symbol === RUN;
      shortest = Math.min(shortest, run ? 0 : ((below >>> 16) & 255) + step);
      longest = Math.max(longest, run ? unbounded : Math.min(unbounded, (below >>> 24) + step));
      child += 1;
    }
    this.#put(node, own, kinds, shortest, longest);
  }

  #insertionSort(low: number, high: number, depth: number): void {
    const order = this.#order;
    for (let at = low + 1; at < high; at += 1) {
      const record = order[at] as number;
      let to = at;
      while (to > low && this.#after(order[to - 1] as number, record, depth)) {
        order[to] = order[to - 1] as number;
        to -= 1;
      }
      order[to] = record;
    }
  }

  #after(one: number, other: number, depth: number): boolean {
    for (let at = depth; ; at += 1) {
      const left = this.#symbolAt(one, at);
      const right = this.#symbolAt(other, at);
      if (left !== right) return left > right;
      if (left === END) return one > other;
    }
  }

  /** The arrays, cut to what was used; `own` when the order will be the records' own. */
  trie(own: boolean): Trie {
    let order: Uint32Array | undefined;
    if (!own) {
      order = words(this.#order.length);
      order.set(this.#order);
    }
    const nodes = words(this.#used * nodeWords);
    nodes.set(this.#nodes.subarray(0, this.#used * nodeWords));
    return { order, nodes };
  }
}

function identity(count: number): Uint32Array {
  const list = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) list[at] = at;
  return list;
}

/** Numbers the parts (make and model) by make; gives the part of each row. */
function partsOf(columns: Columns): { part: Uint32Array; make: number[]; model: number[]; low: Uint32Array } {
  const seen = new Map<number, number>();
  const raw = new Uint32Array(columns.count);
  const pairs: [number, number][] = [];
  for (let at = 0; at < columns.count; at += 1) {
    const make = columns.make[at] as number;
    const model = columns.model[at] as number;
    const key = make * 0x400_0000 + model;
    let part = seen.get(key);
    if (part === undefined) {
      part = pairs.length;
      seen.set(key, part);
      pairs.push([make, model]);
    }
    raw[at] = part;
  }
  const sorted = pairs.map((pair, at) => ({ pair, at })).sort((a, b) => a.pair[0] - b.pair[0] || a.pair[1] - b.pair[1]);
  const place = new Uint32Array(pairs.length);
  sorted.forEach(({ at }, to) => (place[at] = to));
  const low = new Uint32Array(pairs.length + 1);
  for (let at = 0; at < columns.count; at += 1) {
    const part = place[raw[at] as number] as number;
    raw[at] = part;
    low[part + 1] = (low[part + 1] as number) + 1;
  }
  for (let part = 0; part < pairs.length; part += 1) low[part + 1] = (low[part + 1] as number) + (low[part] as number);
  return { part: raw, make: sorted.map(({ pair }) => pair[0]), model: sorted.map(({ pair }) => pair[1]), low };
}

/**
 * Builds the index.
 * @param columns one row per record; values as identifiers of a vocabulary
 */
export function buildSerialIndex(columns: Columns): SerialIndex {
  const { count } = columns;
  const parts = partsOf(columns);
  const partCount = parts.make.length;
  // Rows by part, then each part by number; the records are laid down in that order.
  const order = new Uint32Array(count);
  const fill = parts.low.slice();
  for (let at = 0; at < count; at += 1) {
    const part = parts.part[at] as number;
    const to = fill[part] as number;
    fill[part] = to + 1;
    order[to] = at;
  }
  const open = columns.symbols.includes(RUN);
  const maker = new TrieMaker(columns.symbols, columns.start, order, open);
  const partRoot = words(partCount);
  for (let part = 0; part < partCount; part += 1)
    partRoot[part] = maker.root(parts.low[part] as number, parts.low[part + 1] as number);
  const byPart = maker.trie(true);
  const symbols = bytes(columns.start[count] ?? 0);
  const start = words(count + 1);
  const combination = words(count);
  const year = bytes(count);
  const row = words(count);
  const combinations = {
    make: [] as number[],
    model: [] as number[],
    type: [] as number[],
    calibre: [] as number[],
    country: [] as number[],
    part: [] as number[],
  };
  const combinationCount: number[] = [];
  const partCombinations = words(partCount + 1);
  let end = 0;
  for (let part = 0; part < partCount; part += 1) {
    const known = new Map<number, Map<number, number>>();
    partCombinations[part] = combinationCount.length;
    for (let to = parts.low[part] as number; to < (parts.low[part + 1] as number); to += 1) {
      const at = order[to] as number;
      start[to] = end;
      for (let from = columns.start[at] as number; from < (columns.start[at + 1] as number); from += 1)
        symbols[end++] = columns.symbols[from] as number;
      year[to] = columns.year[at] as number;
      row[to] = columns.row[at] as number;
      const type = columns.type[at] as number;
      const calibre = columns.calibre[at] as number;
      const country = columns.country[at] as number;
      let second = known.get(type * 0x400_0000 + calibre);
      if (second === undefined) known.set(type * 0x400_0000 + calibre, (second = new Map()));
      let which = second.get(country);
      if (which === undefined) {
        which = combinationCount.length;
        second.set(country, which);
        combinations.make.push(parts.make[part] as number);
        combinations.model.push(parts.model[part] as number);
        combinations.type.push(type);
        combinations.calibre.push(calibre);
        combinations.country.push(country);
        combinations.part.push(part);
        combinationCount.push(0);
      }
      combination[to] = which;
      combinationCount[which] = (combinationCount[which] as number) + 1;
    }
  }
  start[count] = end;
  partCombinations[partCount] = combinationCount.length;

  const makeOf: number[] = [];
  const makePart: number[] = [];
  const makePartEnd: number[] = [];
  for (let part = 0; part < partCount; part += 1) {
    if (parts.make[part] !== makeOf.at(-1)) {
      makeOf.push(parts.make[part] as number);
      makePart.push(part);
      makePartEnd.push(part + 1);
    } else makePartEnd[makePartEnd.length - 1] = part + 1;
  }
  const makeMaker = new TrieMaker(symbols, start, identity(count), open);
  const makeRoot = makeOf.map((_, at) => {
    const from = makePart[at] as number;
    const to = makePartEnd[at] as number;
    return to - from > 1 ? makeMaker.root(parts.low[from] as number, parts.low[to] as number) : 0;
  });
  const byMake = makeMaker.trie(false);
  const allMaker = new TrieMaker(symbols, start, identity(count), open);
  const allRoot = allMaker.root(0, count);
  const asWords = (list: readonly number[] | Uint32Array): Uint32Array => {
    const to = words(list.length);
    to.set(list);
    return to;
  };
  return {
    count,
    symbols,
    start,
    combination,
    year,
    row,
    combinations: {
      make: asWords(combinations.make),
      model: asWords(combinations.model),
      type: asWords(combinations.type),
      calibre: asWords(combinations.calibre),
      country: asWords(combinations.country),
      part: asWords(combinations.part),
    },
    partCombinations,
    combinationCount: asWords(combinationCount),
    partMake: asWords(parts.make),
    partModel: asWords(parts.model),
    partLow: asWords(parts.low),
    partRoot,
    byPart,
    makeOf: asWords(makeOf),
    makePart: asWords(makePart),
    makePartEnd: asWords(makePartEnd),
    makeRoot: asWords(makeRoot),
    byMake,
    all: allMaker.trie(false),
    allRoot,
    open,
    cyrillic: symbols.some((symbol) => isCyrillicSymbol[symbol] === 1),
  };
}

/** Bytes that the index takes. */
export function bytesOf(index: SerialIndex): number {
  let total = 0;
  const add = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) total += value.byteLength;
    else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) add(inner);
  };
  add(index);
  return total;
}

/** The symbols of a record's number. */
export function serialOf(index: SerialIndex, record: number): number[] {
  return [...index.symbols.subarray(index.start[record], index.start[record + 1])];
}
