/**
 * How far a written word is from a name: edits weighted by how easily people and forms make them, and the index that finds
 * the nearest name without looking at all of them.
 *
 * Promises: the distance is 0 only for equal words, symmetric, and Infinity beyond a limit; letters that look or sound
 * alike and doubled letters cost less than others, a wrong first letter costs more. Refuses: numbers; digits of a name are
 * never mistakes for other digits (AK-47 is not AK-74).
 */

const codes = 128;
const alike = new Uint8Array(codes * codes);
for (const pair of "AE AO EI EO IL IY IJ OU UW VW BV CK CS CQ KQ GJ GQ SZ XS MN DT BP FV HK UY OQ YJ RN".split(" ")) {
  const [a, b] = [pair.charCodeAt(0), pair.charCodeAt(1)];
  alike[a * codes + b] = 1;
  alike[b * codes + a] = 1;
}

const changed = 1;
const changedAlike = 0.6;
const doubled = 0.4;
const missing = 0.85;
const swapped = 0.7;
const atTheFront = 0.4;
const longest = 60;
/** Rows of the table of distances, kept between calls: the work is done one word at a time. */
const kept = {
  before: new Float64Array(longest + 4),
  last: new Float64Array(longest + 4),
  now: new Float64Array(longest + 4),
};

/** What it costs that one word has this letter and the other has not. */
const lone = (letter: number, previous: number, first: boolean): number =>
  !first && letter === previous ? doubled : missing + (first ? atTheFront : 0);

/** Weighted distance between two words of Latin capitals, at most 60 letters each; Infinity beyond `limit`. */
export function spellingDistance(left: string, right: string, limit: number): number {
  if (left === right) return 0;
  const n = left.length;
  const m = right.length;
  if (n > longest || m > longest || Math.abs(n - m) * doubled > limit) return Infinity;
  let { before, last, now } = kept;
  last[0] = 0;
  for (let j = 1; j <= m; j++) {
    last[j] = (last[j - 1] ?? 0) + lone(right.charCodeAt(j - 1), j > 1 ? right.charCodeAt(j - 2) : 0, j === 1);
  }
  for (let i = 1; i <= n; i++) {
    const a = left.charCodeAt(i - 1);
    const aBefore = i > 1 ? left.charCodeAt(i - 2) : 0;
    const drop = lone(a, aBefore, i === 1);
    now[0] = (last[0] ?? 0) + drop;
    let best = now[0];
    let bBefore = 0;
    for (let j = 1; j <= m; j++) {
      const b = right.charCodeAt(j - 1);
      let cost = last[j - 1] ?? 0;
      if (a !== b) {
        cost += a < codes && b < codes && alike[a * codes + b] === 1 ? changedAlike : changed;
        if (i === 1 && j === 1) cost += atTheFront;
      }
      const dropped = (last[j] ?? 0) + drop;
      if (dropped < cost) cost = dropped;
      const put = (now[j - 1] ?? 0) + lone(b, bBefore, j === 1);
      if (put < cost) cost = put;
      if (i > 1 && j > 1 && a === bBefore && aBefore === b) {
        const turned = (before[j - 2] ?? 0) + swapped;
        if (turned < cost) cost = turned;
      }
      now[j] = cost;
      if (cost < best) best = cost;
      bBefore = b;
    }
    // A swap reaches two rows back and saves at most one change.
    if (best > limit + changed) return Infinity;
    [before, last, now] = [last, now, before];
  }
  const total = last[m] ?? Infinity;
  return total > limit ? Infinity : total;
}

/** What may be wrong in a word of so many letters before it is another word. Four letters bear one slip, three none. */
export function slipsAllowed(length: number): number {
  if (length < 4) return 0;
  if (length === 4) return 0.9;
  if (length === 5) return 1;
  if (length <= 7) return 1.7;
  if (length <= 9) return 2;
  return 2.4;
}

export interface NearSpelling<Entry> {
  readonly entry: Entry;
  readonly word: string;
  readonly distance: number;
  /** Distance of the best spelling of another entry; Infinity where none is near. */
  readonly next: number;
}

/** How much worse a second entry may be and still be looked at: beyond it nobody would confuse the two. */
const margin = 0.6;

/** One bit for every letter or digit of a word: a letter that only one of two words has costs at least a change. */
function lettersOf(word: string): number {
  let bits = 0;
  for (let at = 0; at < word.length; at++) bits |= 1 << (word.charCodeAt(at) & 31);
  return bits;
}

function bitsIn(bits: number): number {
  let rest = bits - ((bits >>> 1) & 0x5555_5555);
  rest = (rest & 0x3333_3333) + ((rest >>> 2) & 0x3333_3333);
  return (((rest + (rest >>> 4)) & 0x0f0f_0f0f) * 0x0101_0101) >>> 24;
}

const mostTouched = 65_536;

/**
 * All spellings of a list by the pairs of letters in them; asked for the nearest one within what its length bears. What cannot be within
 * the limit by its length, its letters or its pairs of letters is set aside before any distance is worked out.
 */
export class SpellingIndex<Entry> {
  readonly #words: { readonly word: string; readonly entry: Entry; readonly letters: number }[] = [];
  readonly #pairs = new Map<number, number[]>();
  readonly #owners = new Map<string, Entry | null>();
  #shared = new Uint8Array(0);

  /** A word that two entries share belongs to neither: nearness to it decides nothing. */
  add(word: string, entry: Entry): void {
    if (word.length < 4 || word.length > 40 || this.#words.length >= mostTouched) return;
    const owner = this.#owners.get(word);
    if (owner === entry || owner === null) return;
    this.#owners.set(word, owner === undefined ? entry : null);
    if (owner !== undefined) return;
    const at = this.#words.push({ word, entry, letters: lettersOf(word) }) - 1;
    for (const pair of new Set(pairsOf(word))) {
      const list = this.#pairs.get(pair);
      if (list === undefined) this.#pairs.set(pair, [at]);
      else list.push(at);
    }
    this.#shared = new Uint8Array(this.#words.length);
  }

  /** @param handicap what is added to the distance of an entry: rare ones need a better likeness than well-known ones */
  nearest(word: string, handicap: (entry: Entry) => number): NearSpelling<Entry> | null {
    const limit = slipsAllowed(word.length);
    if (limit === 0 || word.length > 40) return null;
    let best: { readonly word: string; readonly entry: Entry } | undefined;
    let distance = Infinity;
    let next = Infinity;
    const letters = lettersOf(word);
    for (const at of this.#candidates(word, letters, limit)) {
      const candidate = this.#words[at];
      if (candidate === undefined || this.#owners.get(candidate.word) === null) continue;
      const allowed = Math.min(limit, slipsAllowed(candidate.word.length), distance) + margin;
      const extra = handicap(candidate.entry);
      // Beyond what is already found and what a second entry may cost, nothing changes the answer.
      if (best !== undefined && strange(letters, candidate.letters) * changedAlike > Math.min(allowed, next - extra))
        continue;
      const cost = spellingDistance(word, candidate.word, allowed) + extra;
      if (cost < distance) {
        if (best !== undefined && best.entry !== candidate.entry) next = Math.min(next, distance);
        distance = cost;
        best = candidate;
      } else if (best !== undefined && candidate.entry !== best.entry && cost < next) next = cost;
    }
    return best === undefined || distance > limit ? null : { entry: best.entry, word: best.word, distance, next };
  }

  /** Words with so many pairs of letters in common that they can be within the limit, those with most in common first. */
  #candidates(word: string, letters: number, limit: number): number[] {
    const shared = this.#shared;
    const touched: number[] = [];
    for (const pair of new Set(pairsOf(word))) {
      for (const at of this.#pairs.get(pair) ?? []) {
        if (shared[at] === 0) touched.push(at);
        shared[at] = (shared[at] ?? 0) + 1;
      }
    }
    // A slip spoils two pairs of letters, a swap three; the cheapest change of a letter costs `changedAlike`.
    const least = Math.max(2, word.length - 2 * Math.floor(limit / changedAlike));
    const strangest = (limit + margin) / changedAlike;
    // One number a candidate, so that the sort moves no objects: most in common first, then in the order of the list.
    const found: number[] = [];
    for (const [order, at] of touched.entries()) {
      const common = shared[at] ?? 0;
      shared[at] = 0;
      if (common < least) continue;
      const candidate = this.#words[at];
      if (candidate === undefined || Math.abs(candidate.word.length - word.length) > 3) continue;
      if (strange(letters, candidate.letters) > strangest) continue;
      found.push((64 - common) * mostTouched + order);
    }
    return found.sort((a, b) => a - b).map((key) => touched[key % mostTouched] ?? 0);
  }
}

/** How many letters one of two words has and the other has not, the greater of both sides: each is a change or a letter too many. */
function strange(one: number, two: number): number {
  return Math.max(bitsIn(one & ~two), bitsIn(two & ~one));
}

/** Neighbouring letters, with the beginning and the end of the word, as numbers. */
function pairsOf(word: string): number[] {
  const pairs: number[] = [];
  let before = 0;
  for (let at = 0; at <= word.length; at++) {
    const letter = at < word.length ? word.charCodeAt(at) : 1;
    pairs.push(before * 65_536 + letter);
    before = letter;
  }
  return pairs;
}
