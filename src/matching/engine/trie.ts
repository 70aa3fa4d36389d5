/**
 * Tries over the numbers of an index: nodes in one typed array over shared memory, and the maker that sorts and builds at once.
 *
 * Promises: whoever walks reads a few neighbouring words for each node. Refuses: to know of makes, fields or costs.
 */
import { END, RUN, firstDigit, isDigitSymbol, isLetterSymbol } from "./symbols.ts";

/**
 * A forest of tries over one order of the records.
 *
 * Three words a node, side by side, because a walk reads all of them: its first child (children are neighbours), or of a node without
 * children what may stand in its records' next three positions (`nextOf`); the place of its first
 * record in the order; its symbol, how many children it has (none: its records are looked at one by one), the
 * fewest and most symbols that a number still has below it, a byte each, and whether a letter may come next.
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
/** Symbol, children, shortest (seven bits, the eighth is `LETTER`), longest: from the lowest byte on. */
export const BYTES = 2;
/** Set where a letter may come next. */
export const LETTER = 1 << 23;

/** In the first word of a node without children: ten digits and anything else, twice; ten digits, all set where anything else stands. */
const shiftOf = [0, 11, 22] as const;
/** How many positions are told of. */
export const toldPositions = shiftOf.length;
const otherSymbol = 1 << 10;

/** What may stand at one of the next positions, ten bits for the digits; undefined: anything. */
export function nextOf(told: number, position: number): number | undefined {
  const bits = told >>> (shiftOf[position] as number);
  if (position === toldPositions - 1) return bits === 0x3ff ? undefined : bits;
  return (bits & otherSymbol) === 0 ? bits & 0x3ff : undefined;
}

function toldOf(symbol: number, position: number): number {
  const shift = shiftOf[position] as number;
  if (isDigitSymbol[symbol] === 1) return (1 << (symbol - firstDigit)) << shift;
  return position === toldPositions - 1 ? 0x3ff << shift : otherSymbol << shift;
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

export const sharedBytes = (length: number): Uint8Array => shared<Uint8Array>(Uint8Array, length);
export const sharedWords = (length: number): Uint32Array => shared<Uint32Array>(Uint32Array, length);

/** Sorts ranges of an order and makes their trie at the same time (radix sort from the first symbol on). */
export class TrieMaker {
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

  #put(node: number, symbol: number, children: number, shortest: number, longest: number, letter: boolean): void {
    this.#nodes[node * nodeWords + BYTES] =
      (symbol | (children << 8) | (shortest << 16) | (longest << 24) | (letter ? LETTER : 0)) >>> 0;
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
      let shortest = 127;
      let longest = 0;
      let letter = false;
      let told = 0;
      for (let at = low; at < high; at += 1) {
        const record = this.#order[at] as number;
        letter ||= isLetterSymbol[this.#symbolAt(record, depth)] === 1;
        for (let position = 0; position < toldPositions; position += 1) {
          const symbol = this.#symbolAt(record, depth + position);
          if (symbol === END) break;
          told |= toldOf(symbol, position);
        }
        const rest = (this.#start[record + 1] as number) - (this.#start[record] as number) - depth;
        if (rest < shortest) shortest = rest;
        if (rest > longest) longest = rest;
        if (this.#open && this.#holdsRun(record)) [shortest, longest] = [0, unbounded];
      }
      this.#nodes[node * nodeWords + FIRST] = told >>> 0;
      this.#put(node, own, 0, shortest, longest, letter);
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
      this.#put(node, own, 0, 0, 0, false);
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
    let shortest = 127;
    let longest = 0;
    let letter = false;
    for (let symbol = 0; symbol < 256; symbol += 1) {
      const from = low + (counts[symbol] as number);
      const to = low + (counts[symbol + 1] as number);
      if (from === to) continue;
      this.#nodes[child * nodeWords + LOW] = from;
      if (symbol === END) this.#put(child, END, 0, 0, 0, false);
      else this.#divide(child, symbol, from, to, depth + 1);
      const below = this.#bytes(child);
      const step = symbol === END ? 0 : 1;
      const run = symbol === RUN;
      shortest = Math.min(shortest, run ? 0 : ((below >>> 16) & 127) + step);
      letter ||= isLetterSymbol[symbol] === 1;
      longest = Math.max(longest, run ? unbounded : Math.min(unbounded, (below >>> 24) + step));
      child += 1;
    }
    this.#put(node, own, kinds, shortest, longest, letter);
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
      order = sharedWords(this.#order.length);
      order.set(this.#order);
    }
    const nodes = sharedWords(this.#used * nodeWords);
    nodes.set(this.#nodes.subarray(0, this.#used * nodeWords));
    return { order, nodes };
  }
}
