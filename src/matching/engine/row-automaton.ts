/**
 * The table of edit costs of one reading, as an automaton: each row that a walk meets is worked out once and has a number.
 *
 * A walk over a million numbers meets some hundred different rows again and again, so a step down the trie is one look into a table of
 * transitions by row and symbol. What a row says is exactly the recurrence of `align` (channel.ts), cells above the cap left out. Promises:
 * whatever costs no more than the cap is found at its cost. Refuses: to know of tries, fields or records.
 */
import { NEVER, firstRow, type Asked, type Channel } from "./channel.ts";
import { OTHER, RUN, firstDigit, isDigitSymbol, isLetterSymbol, symbolCount } from "./symbols.ts";

/** The row above all symbols. */
export const ROOT = 1;
/** A transition that leads to nothing below the cap; 0 stands for one that was not worked out yet. */
export const DEAD = -1;

/** Lengths (below this one) that a bound is remembered for, by row: where a letter may come next, and where none may. */
export const lengths = 20;
export const boundWidth = 2 * lengths;
/** Bounds are kept in two bytes: a row's bounds then lie in two lines of the cache. More than any limit of a search. */
const mostBound = 0xfffd;
/**
 * Behind the two halves of a row: cost of the record's end being lost, of its last letters, how it began, first and last cell below the cap (cells
 * beside them hold anything).
 */
const extra = 5;
/** Says that the record's beginning can no longer be lost, so that the depth of the row does not matter. */
const begun = 1 << 20;

/** Classes that every reading has: a run, digits and letters that no position tells from others. */
const ofRun = 0;
const ofDigit = 1;
const ofLetter = 2;
const aheadOfTold = 3;
/** No symbol. */
const nothing = 255;

function grown(list: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(least, Math.ceil(list.length * 1.7)));
  larger.set(list);
  return larger;
}

/* Typed arrays are read within bounds that this class keeps; `as number` says so to the compiler. */

export class RowAutomaton {
  /** Symbols that cost the same at every position are one class. */
  readonly classOf = new Uint8Array(symbolCount);
  classes = 0;
  /** The next row at [row × classes + class]. */
  next = new Int32Array(1 << 12);
  /** One more than the least that can still come of a row, by row and symbols that follow; 0: not worked out yet. */
  bounds = new Uint16Array(1 << 13);
  /** What a record costs that ends at a row. */
  totals = new Int32Array(1 << 8);
  cap = -1;
  rows = 0;
  #asked: Asked | undefined;
  #channel: Channel;
  #width = 0;
  /** For each row: its cells; the cells two above where a swap may end; `extra`. */
  #cells = new Int32Array(1 << 13);
  /** Rows by hash, open addressing. */
  #table = new Int32Array(1 << 10);
  readonly #symbolOf = new Uint8Array(symbolCount);
  /** Costs of `Asked.pair` and `Asked.lost` by class instead of symbol. */
  #pair = new Int32Array(1 << 8);
  #lost = new Int32Array(1 << 8);
  /** By class: what kind it is of, at which positions it is told from others of its kind (a bit each), whether it is a letter. */
  readonly #kindOf = new Uint8Array(symbolCount);
  readonly #toldAt = new Int32Array(symbolCount);
  readonly #letter = new Uint8Array(symbolCount);

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** Makes it ready for a reading: whatever costs at most `cap` will be found. */
  begin(asked: Asked, channel: Channel, cap: number): void {
    if (this.#asked === asked && this.#channel === channel) {
      if (this.cap >= cap) return;
    } else {
      this.#asked = asked;
      this.#channel = channel;
      this.#classify(asked);
    }
    this.cap = cap;
    this.#width = 2 * (asked.length + 1) + extra;
    // A table that one hard question made large is not emptied for each easy one.
    if (this.#table.length > 1 << 13) this.#table = new Int32Array(1 << 10);
    else this.#table.fill(0);
    this.rows = 1;
    this.#room();
    const at = ROOT * this.#width;
    const cells = this.#cells;
    firstRow(asked, cells, at);
    const { length } = asked;
    let to = 0;
    for (let i = 0; i <= length; i += 1) {
      if ((cells[at + i] as number) > cap) cells[at + i] = NEVER;
      else to = i;
      cells[at + length + 1 + i] = NEVER;
    }
    const behind = at + 2 * (length + 1);
    cells[behind] = NEVER;
    cells[behind + 1] = NEVER;
    cells[behind + 2] = 1;
    cells[behind + 3] = 0;
    cells[behind + 4] = to;
    this.#keep();
    this.totals[ROOT] = NEVER;
  }

  /** A class for each symbol that some position tells from others, one for all other digits, one for all other letters. */
  #classify(asked: Asked): void {
    const { length, columns, told, plain } = asked;
    this.classes = aheadOfTold;
    this.classOf.fill(255);
    const put = (symbol: number): void => {
      const of = this.classes++;
      this.classOf[symbol] = of;
      this.#symbolOf[of] = symbol;
    };
    this.classOf[RUN] = ofRun;
    this.#symbolOf[ofRun] = RUN;
    for (const symbol of told) if (symbol !== RUN) put(symbol);
    for (let symbol = 0; symbol < symbolCount; symbol += 1) {
      if (this.classOf[symbol] !== 255) continue;
      if (isDigitSymbol[symbol] === 1) this.classOf[symbol] = ofDigit;
      else if (isLetterSymbol[symbol] === 1) this.classOf[symbol] = ofLetter;
      // Neither digit nor letter: an open position.
      else put(symbol);
    }
    const cells = this.classes * length;
    if (this.#pair.length < cells) this.#pair = new Int32Array(2 * cells);
    if (this.#lost.length < cells + this.classes) this.#lost = new Int32Array(2 * (cells + this.classes));
    for (let of = 0; of < this.classes; of += 1) {
      const other = of === ofDigit ? asked.otherDigit : of === ofLetter ? asked.otherLetter : undefined;
      const symbol = of === ofDigit ? firstDigit : of === ofLetter ? OTHER : (this.#symbolOf[of] as number);
      const kind = isLetterSymbol[symbol] === 1 ? ofLetter : isDigitSymbol[symbol] === 1 ? ofDigit : of;
      const usual = kind === ofLetter ? asked.otherLetter : asked.otherDigit;
      let told_ = 0;
      for (let i = 0; i < length; i += 1) {
        const cost = other === undefined ? ((columns[i] as Int32Array)[symbol] as number) : (other[i] as number);
        this.#pair[of * length + i] = cost;
        if (other === undefined && (cost !== usual[i] || plain[i] === symbol)) told_ |= 1 << Math.min(i, 31);
      }
      this.#kindOf[of] = kind;
      this.#toldAt[of] = told_;
      this.#letter[of] = isLetterSymbol[symbol] as number;
      // No position holds what stands for all others.
      if (other !== undefined) this.#symbolOf[of] = nothing;
      for (let i = 0; i <= length; i += 1) this.#lost[of * (length + 1) + i] = asked.lostCost(symbol, i);
    }
  }

  /** Room for one more row. */
  #room(): void {
    const more = this.rows + 2;
    if (this.#cells.length < more * this.#width) this.#cells = grown(this.#cells, more * this.#width);
    if (this.next.length < more * this.classes) this.next = grown(this.next, more * this.classes);
    if (this.bounds.length < more * boundWidth) {
      const bounds = new Uint16Array(Math.ceil(more * boundWidth * 1.7));
      bounds.set(this.bounds);
      this.bounds = bounds;
    }
    if (this.totals.length < more) this.totals = grown(this.totals, more);
  }

  #hash(at: number): number {
    const cells = this.#cells;
    const swaps = (this.#width - extra) >> 1;
    const behind = at + 2 * swaps;
    const from = cells[behind + 3] as number;
    const to = cells[behind + 4] as number;
    let hash = Math.imul((cells[behind] as number) + from, 0x9e3779b1) ^ (cells[behind + 1] as number);
    hash = Math.imul(hash ^ (hash >>> 15) ^ (cells[behind + 2] as number), 0x85ebca6b);
    for (let i = at + from; i <= at + to; i += 1) {
      hash = Math.imul(hash ^ (cells[i] as number), 0x9e3779b1);
      hash ^= (hash >>> 15) + (cells[i + swaps] as number);
    }
    return hash ^ (hash >>> 13);
  }

  #same(one: number, other: number): boolean {
    const cells = this.#cells;
    const swaps = (this.#width - extra) >> 1;
    for (let i = 2 * swaps; i < this.#width; i += 1) if (cells[one + i] !== cells[other + i]) return false;
    const to = cells[one + this.#width - 1] as number;
    for (let i = cells[one + this.#width - 2] as number; i <= to; i += 1)
      if (cells[one + i] !== cells[other + i] || cells[one + swaps + i] !== cells[other + swaps + i]) return false;
    return true;
  }

  /** Takes the row that stands behind the last one, unless there is one like it; gives its number. */
  #keep(): number {
    const width = this.#width;
    const mask = this.#table.length - 1;
    const row = this.rows;
    let slot = this.#hash(row * width) & mask;
    for (;;) {
      const known = this.#table[slot] as number;
      if (known === 0) break;
      if (this.#same(known * width, row * width)) return known;
      slot = (slot + 1) & mask;
    }
    this.#table[slot] = row;
    this.rows = row + 1;
    this.next.fill(0, row * this.classes, (row + 1) * this.classes);
    this.bounds.fill(0, row * boundWidth, (row + 1) * boundWidth);
    this.totals[row] = this.#total(row);
    this.#room();
    if (this.rows * 2 > this.#table.length) this.#rehash();
    return row;
  }

  #rehash(): void {
    const larger = new Int32Array(this.#table.length * 4);
    const mask = larger.length - 1;
    for (let row = 1; row < this.rows; row += 1) {
      let slot = this.#hash(row * this.#width) & mask;
      while (larger[slot] !== 0) slot = (slot + 1) & mask;
      larger[slot] = row;
    }
    this.#table = larger;
  }

  /** Works out the row below `row` for one more symbol of the record. */
  step(row: number, of: number): number {
    const kind = this.#kindOf[of] as number;
    if (kind !== of) {
      // Where no cell of the row looks at a position that tells it from others of its kind, it is like them.
      const behind = row * this.#width + this.#width - 2;
      const first = (this.#cells[behind] as number) - 2;
      const last = (this.#cells[behind + 1] as number) + 1;
      const looked = (last >= 31 ? -1 : (1 << (last + 1)) - 1) & (first <= 0 ? -1 : -1 << Math.min(first, 31));
      if (((this.#toldAt[of] as number) & looked) === 0) {
        const at = row * this.classes;
        const known = this.next[at + kind] as number;
        const below = known === 0 ? this.#work(row, kind) : known;
        this.next[at + of] = below;
        return below;
      }
    }
    return this.#work(row, of);
  }

  #work(row: number, of: number): number {
    const asked = this.#asked as Asked;
    const { length, added, plain } = asked;
    const pair = this.#pair;
    const lost = this.#lost;
    const { endOpen, endEach, series, swapped, runEach } = this.#channel;
    const { cap } = this;
    const symbol = this.#symbolOf[of] as number;
    const cells = this.#cells;
    const above = row * this.#width;
    const here = this.rows * this.#width;
    const swapAbove = above + length + 1;
    const swapHere = here + length + 1;
    const letter = this.#letter[of] === 1;
    const run = symbol === RUN;
    const ofLost = of * (length + 1);
    const ofPair = of * length - 1;
    const behindAbove = above + 2 * (length + 1);
    const behind = here + 2 * (length + 1);
    const from = cells[behindAbove + 3] as number;
    const to = cells[behindAbove + 4] as number;
    let first = -1;
    let final = -2;
    let last = NEVER;
    let current = NEVER;
    cells[behind + 2] = begun;
    let i = from;
    if (from === 0) {
      last = cells[above] as number;
      // Its depth, and whether only letters stood so far.
      const beginning = cells[behindAbove + 2] as number;
      const depth = (beginning >> 1) + 1;
      const letters = letter && (beginning & 1) === 1;
      const began = endOpen + endEach * depth;
      current = Math.min(letters ? Math.min(series, began) : began, last + (lost[ofLost] as number));
      if (current > cap) current = NEVER;
      else {
        first = 0;
        final = 0;
        cells[behind + 2] = (depth << 1) | (letters ? 1 : 0);
      }
      cells[here] = current;
      cells[swapHere] = NEVER;
      i = 1;
    }
    // Cells beside the row above, and not reached by what is added, are beyond the cap.
    for (; i <= length && (i <= to + 1 || current < NEVER); i += 1) {
      const inside = i <= to;
      const old = inside ? (cells[above + i] as number) : NEVER;
      let cost = last + (pair[ofPair + i] as number);
      const missing = old + (lost[ofLost + i] as number);
      if (missing < cost) cost = missing;
      const put = current + (run ? runEach : (added[i - 1] as number));
      if (put < cost) cost = put;
      let swap = NEVER;
      if (i > 1) {
        if (inside && plain[i - 2] === symbol) {
          const swappedHere = (cells[swapAbove + i] as number) + swapped;
          if (swappedHere < cost) cost = swappedHere;
        }
        if (plain[i - 1] === symbol && plain[i - 2] !== symbol && i - 2 >= from && i - 2 <= to) {
          swap = cells[above + i - 2] as number;
          if (swap + swapped > cap) swap = NEVER;
        }
      }
      if (cost > cap) cost = NEVER;
      if (cost < NEVER || swap < NEVER) {
        if (first < 0) first = i;
        final = i;
      }
      cells[here + i] = cost;
      cells[swapHere + i] = swap;
      current = cost;
      last = old;
    }
    // A swap that is one cell further on than all others.
    if (i === to + 2 && i <= length && plain[i - 1] === symbol && plain[i - 2] !== symbol && to >= from) {
      const swap = cells[above + to] as number;
      if (swap + swapped <= cap) {
        if (first < 0) first = i;
        final = i;
        cells[here + i] = NEVER;
        cells[swapHere + i] = swap;
      }
    }
    // The reading may have ended above, and the record's end be lost.
    const full = row === ROOT || to < length ? NEVER : (cells[above + length] as number);
    const lostEnd = Math.min(cells[behindAbove] as number, full + endOpen) + endEach;
    const lostSeries = letter ? Math.min(cells[behindAbove + 1] as number, full + series) : NEVER;
    cells[behind] = lostEnd > cap ? NEVER : lostEnd;
    cells[behind + 1] = lostSeries > cap ? NEVER : lostSeries;
    cells[behind + 3] = first < 0 ? 1 : first;
    cells[behind + 4] = first < 0 ? 0 : final;
    const alive = first >= 0 || lostEnd <= cap || lostSeries <= cap;
    const below = alive ? this.#keep() : DEAD;
    this.next[row * this.classes + of] = below;
    return below;
  }

  /** Cost of a record that ends at a row. */
  #total(row: number): number {
    const { length, endAdded } = this.#asked as Asked;
    const cells = this.#cells;
    const at = row * this.#width;
    const behind = at + 2 * (length + 1);
    const from = cells[behind + 3] as number;
    const to = cells[behind + 4] as number;
    let total = Math.min(cells[behind] as number, cells[behind + 1] as number);
    if (to === length && (cells[at + length] as number) < total) total = cells[at + length] as number;
    for (let i = Math.min(to, length - 1); i > 0 && i >= from; i -= 1) {
      const end = endAdded[i] as number;
      if (end >= NEVER) break;
      const cost = (cells[at + i] as number) + end;
      if (cost < total) total = cost;
    }
    return total;
  }

  /** The least for so many more symbols of the record being lost, some of them with its beginning. */
  #beginning(beginning: number, more: number, letter: boolean): number {
    if (beginning === begun) return NEVER;
    const { endOpen, endEach, series } = this.#channel;
    const began = endOpen + endEach * (beginning >> 1) + ((this.#asked as Asked).begun[more] as number);
    return letter && (beginning & 1) === 1 ? Math.min(series, began) : began;
  }

  /**
   * The least that can still come of a row where between `shortest` and `longest` symbols follow.
   * @param letter whether the first of them may be a letter
   */
  least(row: number, shortest: number, longest: number, letter: boolean): number {
    const { length, more, fewer } = this.#asked as Asked;
    const cells = this.#cells;
    const at = row * this.#width;
    const swaps = at + length + 1;
    const { swapped, endEach } = this.#channel;
    let least = (cells[swaps + length + 1] as number) + endEach * shortest;
    if ((cells[swaps + length + 2] as number) < least) least = cells[swaps + length + 2] as number;
    const from = cells[swaps + length + 4] as number;
    const to = cells[swaps + length + 5] as number;
    for (let i = from === 0 ? 0 : from - 1; i <= to; i += 1) {
      let cost = i >= from ? (cells[at + i] as number) : NEVER;
      // A swap that ends one cell further on, with the next symbol.
      const swap = i < to ? (cells[swaps + i + 1] as number) : NEVER;
      if (swap + swapped < cost) cost = swap + swapped;
      if (cost >= least) continue;
      const rest = length - i;
      if (rest > longest) cost += more[rest - longest] as number;
      else if (rest < shortest) {
        const lost = cost + (fewer[shortest - rest] as number);
        cost =
          i > 0 ? lost : Math.min(lost, this.#beginning(cells[swaps + length + 3] as number, shortest - rest, letter));
      }
      if (cost < least) least = cost;
    }
    return least;
  }

  /** The same for exactly so many symbols, remembered; no more than `mostBound`. */
  leastOf(row: number, follow: number, letter: boolean): number {
    if (follow >= lengths) return this.least(row, follow, follow, letter);
    const at = row * boundWidth + (letter ? follow : lengths + follow);
    const known = this.bounds[at] as number;
    return known > 0 ? known - 1 : this.remember(at, row, follow, letter);
  }

  /** Works it out for its place in `bounds`. */
  remember(at: number, row: number, follow: number, letter: boolean): number {
    const least = Math.min(mostBound, this.least(row, follow, follow, letter));
    this.bounds[at] = least + 1;
    return least;
  }
}
