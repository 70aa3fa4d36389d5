/**
 * The noisy channel of the search: how a number that stands on a weapon becomes what an officer writes, in whole costs.
 *
 * A cost is −ln P in 1/1024 nats, so sums are exact and the search, the trace-back and the sentence agree to the last digit.
 * It knows look-alikes of three strengths, replaced, added, dropped and swapped characters, ends and letter series lost or added,
 * unreadable positions and runs, letters dropped from between digits, and a designation of numbers spelled in Latin letters.
 *
 * Promises: what `align` says of a pair is exactly what the search found it by (the same recurrence; a test compares them).
 * Refuses: weights finer than its classes; no error rates of serial numbers are published.
 */
import { resemblance } from "../edit-channel-confusables.ts";
import type { SerialPattern, SerialToken } from "../serial-field.ts";
import { ANY, RUN, characterOf, isDigitSymbol, isLetterSymbol, symbolCount, symbolOf } from "./symbols.ts";

/** Costs in 1/1024 nats. */
export interface Channel {
  readonly same: number;
  readonly strong: number;
  readonly weak: number;
  /** Another digit for a digit; anything else for anything. */
  readonly digit: number;
  readonly replaced: number;
  readonly inserted: number;
  readonly missing: number;
  /** A letter of the record missing where the reading holds digits only. */
  readonly letterMissing: number;
  readonly swapped: number;
  readonly endOpen: number;
  readonly endEach: number;
  readonly series: number;
  readonly unread: number;
  readonly unreadNothing: number;
  readonly runEach: number;
  readonly runNone: number;
  readonly notOneOf: number;
}

export const unit = 1024;
export const nats = (value: number): number => Math.round(value * unit);
/** More than any cost that is ever added up. */
export const NEVER = 1 << 28;

/** What is asked, ready for the search: costs by position and symbol. */
export interface Asked {
  /** Positions of the reading. */
  readonly length: number;
  readonly tokens: SerialPattern;
  /** Cost of position i against symbol s at [i][s]. */
  readonly columns: readonly Int32Array[];
  /** Symbols that some position tells from others of their kind (digits, letters); what position i costs against the others. */
  readonly told: ReadonlySet<number>;
  readonly otherDigit: Int32Array;
  readonly otherLetter: Int32Array;
  /** Cost of position i against symbol s at [s × length + i]: the same in one table. */
  readonly pair: Int32Array;
  /** Cost of position i against nothing. */
  readonly added: Int32Array;
  /** Cost of a symbol of the record that the reading lacks, behind position i (0: before the first), at [s × (length + 1) + i]. */
  readonly lost: Int32Array;
  /** Symbol of position i where two neighbours may be swapped, −1 elsewhere. */
  readonly plain: Int32Array;
  /** Cost of the reading's first i positions being more than the record has. */
  readonly startAdded: Int32Array;
  /** Cost of the reading's positions from i on being more than the record has. */
  readonly endAdded: Int32Array;
  /** The least that the reading costs against its own record. */
  readonly floor: number;
  /** The least that k more positions in the reading than in the record cost; and k fewer. */
  readonly more: Int32Array;
  readonly fewer: Int32Array;
  /** The least that k fewer cost where the first of them is lost with the record's beginning, without what opens that loss. */
  readonly begun: Int32Array;
  /** Cost of one symbol of the record that the reading lacks behind position i, as in `lost`. */
  lostCost(symbol: number, position: number): number;
}

function isLetter(token: SerialToken): boolean {
  return token.kind === "char" && /\p{L}/u.test(token.char);
}

/** Costs of one token against every symbol, and the symbols that cost something else than others of their kind. */
interface Column {
  readonly costs: Int32Array;
  readonly told: readonly number[];
  readonly otherDigit: number;
  readonly otherLetter: number;
}

/** Columns by channel and token: regular expressions are too dear for each question. */
const columnsOfChannel = new WeakMap<Channel, Map<string, Column>>();

function columnOf(token: SerialToken, channel: Channel): Column {
  let known = columnsOfChannel.get(channel);
  if (known === undefined) columnsOfChannel.set(channel, (known = new Map()));
  const name = token.kind === "char" ? token.char : token.kind === "oneOf" ? `[${token.chars.join("")}]` : token.kind;
  let column = known.get(name);
  if (column === undefined) {
    const costs = Int32Array.from({ length: symbolCount }, (_, symbol) => pairCost(token, symbol, channel));
    const own = token.kind === "char" ? symbolOf(token.char) : -1;
    const digit = usualOf(costs, isDigitSymbol);
    const letter = usualOf(costs, isLetterSymbol);
    const told: number[] = [];
    for (let symbol = 0; symbol < symbolCount; symbol += 1)
      if (symbol === own || costs[symbol] !== (isDigitSymbol[symbol] === 1 ? digit : letter)) told.push(symbol);
    column = { costs, told, otherDigit: digit, otherLetter: letter };
    if (known.size > 2000) known.clear();
    known.set(name, column);
  }
  return column;
}

/** What most digits cost, and most letters: the rest is told from them. */
function usualOf(costs: Int32Array, of: Uint8Array): number {
  const count = new Map<number, number>();
  for (let symbol = 0; symbol < symbolCount; symbol += 1)
    if (of[symbol] === 1) count.set(costs[symbol] as number, (count.get(costs[symbol] as number) ?? 0) + 1);
  let usual = 0;
  let most = 0;
  for (const [cost, times] of count) if (times > most) [usual, most] = [cost, times];
  return usual;
}

function pairCost(token: SerialToken, symbol: number, channel: Channel): number {
  if (symbol === RUN) return NEVER;
  if (token.kind === "run") return NEVER;
  if (symbol === ANY || token.kind === "any") return channel.unread;
  const held = characterOf(symbol);
  if (token.kind === "oneOf") return token.chars.includes(held) ? channel.same : channel.notOneOf;
  if (symbolOf(token.char) === symbol) return channel.same;
  const kind = resemblance(token.char, held);
  if (kind === "strong") return channel.strong;
  if (kind === "weak") return channel.weak;
  return /\d/u.test(token.char) && /\d/u.test(held) ? channel.digit : channel.replaced;
}

/** Loss or gain of a whole end: a series of letters is one thing. */
function endCost(length: number, allLetters: boolean, channel: Channel): number {
  const each = channel.endOpen + channel.endEach * length;
  return allLetters ? Math.min(channel.series, each) : each;
}

/** Makes the tables of a reading. */
export function askedOf(tokens: SerialPattern, channel: Channel): Asked {
  return new AskedReading(tokens, channel);
}

class AskedReading implements Asked {
  readonly length: number;
  readonly tokens: SerialPattern;
  readonly columns: readonly Int32Array[];
  readonly told: ReadonlySet<number>;
  readonly otherDigit: Int32Array;
  readonly otherLetter: Int32Array;
  readonly added: Int32Array;
  readonly plain: Int32Array;
  readonly startAdded: Int32Array;
  readonly endAdded: Int32Array;
  readonly floor: number;
  readonly more: Int32Array;
  readonly fewer: Int32Array;
  readonly begun: Int32Array;
  readonly #channel: Channel;
  readonly #digitsOnly: boolean;
  #pair: Int32Array | undefined;
  #lost: Int32Array | undefined;

  constructor(tokens: SerialPattern, channel: Channel) {
    const { length } = tokens;
    this.length = length;
    this.tokens = tokens;
    this.#channel = channel;
    this.#digitsOnly = !tokens.some(isLetter);
    this.added = new Int32Array(length);
    this.plain = new Int32Array(length).fill(-1);
    this.otherDigit = new Int32Array(length);
    this.otherLetter = new Int32Array(length);
    const columns: Int32Array[] = [];
    const told = new Set<number>();
    let floor = 0;
    let run = false;
    for (let at = 0; at < length; at += 1) {
      const token = tokens[at] as SerialToken;
      const column = columnOf(token, channel);
      columns.push(column.costs);
      this.otherDigit[at] = column.otherDigit;
      this.otherLetter[at] = column.otherLetter;
      for (const symbol of column.told) told.add(symbol);
      run ||= token.kind === "run";
      this.added[at] =
        token.kind === "run" ? channel.runNone : token.kind === "any" ? channel.unreadNothing : channel.inserted;
      if (token.kind === "char") this.plain[at] = symbolOf(token.char);
      floor +=
        token.kind === "run"
          ? Math.min(channel.runNone, channel.runEach)
          : token.kind === "any"
            ? channel.unread
            : channel.same;
    }
    this.columns = columns;
    this.told = told;
    this.floor = floor;
    const startAdded = new Int32Array(length + 1).fill(NEVER);
    const endAdded = new Int32Array(length + 1).fill(NEVER);
    startAdded[0] = 0;
    endAdded[length] = 0;
    // Not all of it: a number of which nothing agrees is another number.
    for (let at = 1, letters = true; at < length && tokens[at - 1]?.kind === "char"; at += 1) {
      letters &&= isLetter(tokens[at - 1] as SerialToken);
      startAdded[at] = endCost(at, letters, channel);
    }
    for (let at = length - 1, letters = true; at >= 0 && tokens[at]?.kind === "char"; at -= 1) {
      letters &&= isLetter(tokens[at] as SerialToken);
      endAdded[at] = endCost(length - at, letters, channel);
    }
    this.startAdded = startAdded;
    this.endAdded = endAdded;
    this.more = moreCosts(length, this.added, endAdded);
    const { fewer, begun } = fewerCosts(run, this.#digitsOnly, channel);
    this.fewer = fewer;
    this.begun = begun;
  }

  lostCost(symbol: number, position: number): number {
    const channel = this.#channel;
    if (position > 0 && this.tokens[position - 1]?.kind === "run") return channel.runEach;
    if (symbol === RUN) return channel.runNone;
    return this.#digitsOnly && isLetterSymbol[symbol] === 1 ? channel.letterMissing : channel.missing;
  }

  get pair(): Int32Array {
    if (this.#pair !== undefined) return this.#pair;
    const { length } = this;
    const pair = new Int32Array(length * symbolCount);
    for (let at = 0; at < length; at += 1) {
      const column = this.columns[at] as Int32Array;
      for (let symbol = 0; symbol < symbolCount; symbol += 1) pair[symbol * length + at] = column[symbol] as number;
    }
    return (this.#pair = pair);
  }

  get lost(): Int32Array {
    if (this.#lost !== undefined) return this.#lost;
    const width = this.length + 1;
    const lost = new Int32Array(width * symbolCount);
    for (let symbol = 0; symbol < symbolCount; symbol += 1)
      for (let at = 0; at < width; at += 1) lost[symbol * width + at] = this.lostCost(symbol, at);
    return (this.#lost = lost);
  }
}

/**
 * What more positions than the record has cost at least: the search gives up early where the rest cannot fit. Records with a run in
 * their number have no length, and are not bounded by it.
 */
function moreCosts(length: number, added: Int32Array, endAdded: Int32Array): Int32Array {
  let eachAdded = NEVER;
  for (const cost of added) if (cost < eachAdded) eachAdded = cost;
  const more = new Int32Array(length + 1);
  for (let k = 1; k <= length; k += 1) {
    let least = k * eachAdded;
    for (let at = length - 1; at >= 1; at -= 1) {
      const end = endAdded[at] as number;
      if (end >= NEVER) break;
      least = Math.min(least, end + Math.max(0, k - (length - at)) * eachAdded);
    }
    more[k] = least;
  }
  return more;
}

interface FewerCosts {
  readonly fewer: Int32Array;
  readonly begun: Int32Array;
}

const fewerOfChannel = new WeakMap<Channel, Map<number, FewerCosts>>();

/** What fewer positions than the record has cost at least, by whether the reading has a run and whether it has digits only. */
function fewerCosts(run: boolean, digitsOnly: boolean, channel: Channel): FewerCosts {
  const eachLost = run ? channel.runEach : digitsOnly ? channel.letterMissing : channel.missing;
  let known = fewerOfChannel.get(channel);
  if (known === undefined) fewerOfChannel.set(channel, (known = new Map()));
  const there = known.get(eachLost);
  if (there !== undefined) return there;
  const fewer = new Int32Array(256);
  const begun = new Int32Array(256);
  for (let k = 1; k < 256; k += 1) {
    fewer[k] = Math.min(k * eachLost, channel.series, channel.endOpen + channel.endEach * k);
    let least = NEVER;
    for (let first = 1; first <= k; first += 1)
      least = Math.min(least, first * channel.endEach + (fewer[k - first] as number));
    begun[k] = least;
  }
  const made = { fewer, begun };
  known.set(eachLost, made);
  return made;
}

/**
 * The first row of the table: nothing of the record is used up.
 * @param row filled at [at … at + length]
 */
export function firstRow(asked: Asked, row: Int32Array, at: number): void {
  row[at] = 0;
  for (let i = 1; i <= asked.length; i += 1)
    row[at + i] = Math.min((row[at + i - 1] as number) + (asked.added[i - 1] as number), asked.startAdded[i] as number);
}

export type StepKind =
  | "same"
  | "strong"
  | "weak"
  | "replaced"
  | "unread"
  | "one-of"
  | "run"
  | "inserted"
  | "missing"
  | "swapped"
  | "start-missing"
  | "start-added"
  | "end-missing"
  | "end-added";

/** One step of the trace-back: `from`–`to` positions of the reading, `heldFrom`–`heldTo` of the record (half open, from 0). */
export interface Step {
  readonly kind: StepKind;
  readonly from: number;
  readonly to: number;
  readonly heldFrom: number;
  readonly heldTo: number;
  readonly cost: number;
}

function kindOfPair(token: SerialToken, symbol: number, channel: Channel, cost: number): StepKind {
  if (token.kind === "any" || symbol === ANY) return "unread";
  if (token.kind === "oneOf") return "one-of";
  if (token.kind === "char" && symbolOf(token.char) === symbol) return "same";
  return cost === channel.strong ? "strong" : cost === channel.weak ? "weak" : "replaced";
}

/**
 * The cheapest way from a record's number to the reading, with its steps in order; steps add up to the cost.
 * @param held symbols of the record
 */
export function align(
  asked: Asked,
  held: readonly number[],
  channel: Channel,
): { readonly cost: number; readonly steps: readonly Step[] } {
  const m = asked.length;
  const n = held.length;
  // A record without a number is nobody's answer.
  if (n === 0) return { cost: NEVER, steps: [] };
  const width = m + 1;
  const rows = new Int32Array((n + 1) * width);
  const from = new Uint8Array((n + 1) * width);
  const PAIR = 1;
  const ADDED = 2;
  const LOST = 3;
  const SWAPPED = 4;
  const START_MISSING = 5;
  const START_ADDED = 6;
  firstRow(asked, rows, 0);
  for (let i = 1; i <= m; i += 1) from[i] = rows[i] === asked.startAdded[i] ? START_ADDED : ADDED;
  let letters = true;
  for (let d = 1; d <= n; d += 1) {
    const symbol = held[d - 1] as number;
    letters &&= isLetterSymbol[symbol] === 1;
    const here = d * width;
    const above = here - width;
    rows[here] = endCost(d, letters, channel);
    from[here] = START_MISSING;
    const behindRun = held[d - 1] === RUN;
    if ((rows[above] as number) + (asked.lost[symbol * width] as number) < rows[here]) {
      rows[here] = (rows[above] as number) + (asked.lost[symbol * width] as number);
      from[here] = LOST;
    }
    for (let i = 1; i <= m; i += 1) {
      let cost = (rows[above + i - 1] as number) + (asked.pair[symbol * m + i - 1] as number);
      let how = PAIR;
      const lost = (rows[above + i] as number) + (asked.lost[symbol * width + i] as number);
      if (lost < cost) [cost, how] = [lost, LOST];
      const added = (rows[here + i - 1] as number) + (behindRun ? channel.runEach : (asked.added[i - 1] as number));
      if (added < cost) [cost, how] = [added, ADDED];
      if (
        i > 1 &&
        d > 1 &&
        asked.plain[i - 1] === held[d - 2] &&
        asked.plain[i - 2] === symbol &&
        held[d - 2] !== symbol
      ) {
        const swapped = (rows[above - width + i - 2] as number) + channel.swapped;
        if (swapped < cost) [cost, how] = [swapped, SWAPPED];
      }
      rows[here + i] = cost;
      from[here + i] = how;
    }
  }
  let total = rows[n * width + m] as number;
  let i = m;
  let d = n;
  letters = true;
  for (let at = n - 1; at >= 1; at -= 1) {
    letters &&= isLetterSymbol[held[at] as number] === 1;
    const cost = (rows[at * width + m] as number) + endCost(n - at, letters, channel);
    if (cost < total) [total, i, d] = [cost, m, at];
  }
  for (let at = 1; at < m; at += 1) {
    const cost = (rows[n * width + at] as number) + (asked.endAdded[at] as number);
    if (cost < total) [total, i, d] = [cost, at, n];
  }
  const steps: Step[] = [];
  const cell = (x: number, y: number): number => rows[y * width + x] as number;
  if (d < n) steps.push({ kind: "end-missing", from: m, to: m, heldFrom: d, heldTo: n, cost: total - cell(m, d) });
  if (i < m) steps.push({ kind: "end-added", from: i, to: m, heldFrom: n, heldTo: n, cost: total - cell(i, n) });
  while (i > 0 || d > 0) {
    const how = from[d * width + i];
    const cost = cell(i, d);
    if (how === START_MISSING) {
      steps.push({ kind: "start-missing", from: 0, to: 0, heldFrom: 0, heldTo: d, cost });
      break;
    }
    if (how === START_ADDED) {
      steps.push({ kind: "start-added", from: 0, to: i, heldFrom: 0, heldTo: 0, cost });
      break;
    }
    const [x, y] =
      how === PAIR ? [i - 1, d - 1] : how === SWAPPED ? [i - 2, d - 2] : how === ADDED ? [i - 1, d] : [i, d - 1];
    const own = cost - cell(x, y);
    const token = asked.tokens[i - 1];
    const kind: StepKind =
      how === PAIR
        ? kindOfPair(token as SerialToken, held[d - 1] as number, channel, own)
        : how === SWAPPED
          ? "swapped"
          : how === ADDED
            ? token?.kind === "run" || held[d - 1] === RUN
              ? "run"
              : token?.kind === "any"
                ? "unread"
                : "inserted"
            : token?.kind === "run" || held[d - 1] === RUN
              ? "run"
              : "missing";
    steps.push({ kind, from: x, to: i, heldFrom: y, heldTo: d, cost: own });
    i = x;
    d = y;
  }
  return { cost: total, steps: steps.reverse() };
}
