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
import { ANY, RUN, characterOf, isLetterSymbol, symbolCount, symbolOf } from "./symbols.ts";

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
  /** Cost of position i against symbol s at [s × length + i]. */
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
}

function isLetter(token: SerialToken): boolean {
  return token.kind === "char" && /\p{L}/u.test(token.char);
}

/** Costs of one character against every symbol, by channel: regular expressions are too dear for each question. */
const characterCosts = new WeakMap<Channel, Map<string, Int32Array>>();

function costsOfCharacter(char: string, channel: Channel): Int32Array {
  let known = characterCosts.get(channel);
  if (known === undefined) characterCosts.set(channel, (known = new Map()));
  let costs = known.get(char);
  if (costs === undefined) {
    const token: SerialToken = { kind: "char", char, seen: char };
    costs = Int32Array.from({ length: symbolCount }, (_, symbol) => pairCost(token, symbol, channel));
    known.set(char, costs);
  }
  return costs;
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
  const length = tokens.length;
  const pair = new Int32Array(length * symbolCount);
  const added = new Int32Array(length);
  const plain = new Int32Array(length).fill(-1);
  const lost = new Int32Array((length + 1) * symbolCount);
  const digitsOnly = !tokens.some(isLetter);
  let floor = 0;
  tokens.forEach((token, at) => {
    const own = token.kind === "char" ? costsOfCharacter(token.char, channel) : undefined;
    for (let symbol = 0; symbol < symbolCount; symbol += 1)
      pair[symbol * length + at] = own === undefined ? pairCost(token, symbol, channel) : (own[symbol] as number);
    added[at] =
      token.kind === "run" ? channel.runNone : token.kind === "any" ? channel.unreadNothing : channel.inserted;
    if (token.kind === "char") plain[at] = symbolOf(token.char);
    floor +=
      token.kind === "run"
        ? Math.min(channel.runNone, channel.runEach)
        : token.kind === "any"
          ? channel.unread
          : channel.same;
  });
  for (let at = 0; at <= length; at += 1) {
    const behindRun = tokens[at - 1]?.kind === "run";
    for (let symbol = 0; symbol < symbolCount; symbol += 1)
      lost[symbol * (length + 1) + at] = behindRun
        ? channel.runEach
        : symbol === RUN
          ? channel.runNone
          : digitsOnly && isLetterSymbol[symbol] === 1
            ? channel.letterMissing
            : channel.missing;
  }
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
  const { more, fewer } = lengthCosts(length, added, digitsOnly, endAdded, tokens, channel);
  return { length, tokens, pair, added, lost, plain, startAdded, endAdded, floor, more, fewer };
}

/**
 * What a difference of length costs at least: the search gives up early where the rest cannot fit. Records with a run in
 * their number have no length, and are not bounded by it.
 */
function lengthCosts(
  length: number,
  added: Int32Array,
  digitsOnly: boolean,
  endAdded: Int32Array,
  tokens: SerialPattern,
  channel: Channel,
): { readonly more: Int32Array; readonly fewer: Int32Array } {
  const eachAdded = Math.min(...added);
  const run = tokens.some((token) => token.kind === "run");
  const eachLost = run ? channel.runEach : digitsOnly ? channel.letterMissing : channel.missing;
  const more = new Int32Array(length + 1);
  for (let k = 1; k <= length; k += 1) {
    let least = k * eachAdded;
    for (let at = 1; at < length; at += 1) {
      const end = endAdded[at] as number;
      if (end < NEVER) least = Math.min(least, end + Math.max(0, k - (length - at)) * eachAdded);
    }
    more[k] = least;
  }
  const fewer = new Int32Array(256);
  for (let k = 1; k < 256; k += 1)
    fewer[k] = Math.min(k * eachLost, channel.series, channel.endOpen + channel.endEach * k);
  return { more, fewer };
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
