/**
 * "Not in the file": how well a weapon that the file does not hold would explain the question.
 *
 * Numbers come in blocks: where nearly all numbers of a block are in the file, a number that is missing from it points to a weapon
 * that is missing too, and a mis-read digit is the neighbour's number. So the weight of absence is taken from the block around the
 * reading, make and model by make and model: `ρ ÷ (1 − ρ)` for a gap in a block of fullness ρ, a share of ρ for neighbours'
 * numbers read wrongly, and chance where there is no block. Promises: it is counted from the files searched and nothing else.
 * Refuses: to know how many weapons there are; the prior `present` says how often a question's weapon is in the file.
 */
import type { SerialPattern, SerialToken } from "../serial-field.ts";
import { unit } from "./channel.ts";
import type { FieldCosts } from "./field-costs.ts";
import type { MatchModel } from "./match-model.ts";
import { serialOf, type SerialIndex } from "./serial-index.ts";
import { Remembered } from "./remembered.ts";
import { ANY, END, RUN, characterOf, isDigitSymbol, symbolOf, symbolOfToken } from "./symbols.ts";
import { BYTES, FIRST, LOW, nodeWords, type Trie } from "./trie.ts";

function fits(token: SerialToken, symbol: number): boolean {
  if (token.kind === "char") return symbolOf(token.char) === symbol;
  if (token.kind === "oneOf") return token.chars.includes(characterOf(symbol));
  return symbol !== END;
}

/** Most nodes followed for one count: open positions branch. */
const mostBranches = 2000;

/** How many records of a trie begin with these positions (none may be a run). */
export function countBeginning(
  index: SerialIndex,
  trie: Trie,
  root: number,
  high: number,
  tokens: readonly SerialToken[],
): number {
  let total = 0;
  let steps = 0;
  const { nodes } = trie;
  const visit = (node: number, end: number, depth: number): void => {
    const at = node * nodeWords;
    const low = nodes[at + LOW] as number;
    if (depth === tokens.length) {
      total += end - low;
      return;
    }
    const token = tokens[depth] as SerialToken;
    const children = ((nodes[at + BYTES] as number) >>> 8) & 255;
    if (children === 0) {
      for (let place = low; place < end; place += 1) {
        const record = trie.order === undefined ? place : (trie.order[place] as number);
        const from = index.start[record] as number;
        if ((index.start[record + 1] as number) - from < tokens.length) continue;
        let known = depth;
        while (known < tokens.length && fits(tokens[known] as SerialToken, index.symbols[from + known] as number))
          known += 1;
        if (known === tokens.length) total += 1;
      }
      return;
    }
    const first = nodes[at + FIRST] as number;
    for (let child = first; child < first + children; child += 1) {
      const symbol = (nodes[child * nodeWords + BYTES] as number) & 255;
      if (symbol === END || !fits(token, symbol)) continue;
      steps += 1;
      if (steps > mostBranches) return;
      visit(child, child + 1 < first + children ? (nodes[(child + 1) * nodeWords + LOW] as number) : end, depth + 1);
      if (token.kind === "char") return;
    }
  };
  visit(root, high, 0);
  return total;
}

const anyToken: SerialToken = { kind: "any" };

/** Where the counted part of a number stands: behind its last digit (open positions count as digits), and how long it is. */
function digitsOf(tokens: SerialPattern): { readonly end: number; readonly length: number } | undefined {
  const digit = (token: SerialToken | undefined): boolean =>
    token !== undefined &&
    (token.kind === "any" ||
      token.kind === "oneOf" ||
      (token.kind === "char" && isDigitSymbol[symbolOf(token.char)] === 1));
  let end = tokens.length;
  while (end > 0 && !digit(tokens[end - 1])) end -= 1;
  let length = 0;
  while (length < end && digit(tokens[end - 1 - length])) length += 1;
  return length < 2 ? undefined : { end, length };
}

/** Records that begin with the first `from`, `from + 1` … positions, down to all of them: one walk for plain characters. */
function countsAlong(
  index: SerialIndex,
  trie: Trie,
  root: number,
  high: number,
  tokens: SerialPattern,
  end: number,
  from: number,
): number[] {
  const counts = Array.from({ length: end - from + 1 }, () => 0);
  const { nodes } = trie;
  let node = root;
  let until = high;
  for (let depth = 0; depth <= end; depth += 1) {
    const at = node * nodeWords;
    const low = nodes[at + LOW] as number;
    if (depth >= from) counts[depth - from] = until - low;
    if (depth === end) break;
    const children = ((nodes[at + BYTES] as number) >>> 8) & 255;
    if (children === 0) {
      for (let to = depth + 1; to <= end; to += 1) if (to >= from) counts[to - from] = 0;
      for (let place = low; place < until; place += 1) {
        const record = trie.order === undefined ? place : (trie.order[place] as number);
        const start = index.start[record] as number;
        const length = Math.min(end, (index.start[record + 1] as number) - start);
        for (
          let to = depth;
          to < length && index.symbols[start + to] === symbolOfToken(tokens[to] as SerialToken);
          to += 1
        )
          if (to + 1 >= from) counts[to + 1 - from] = (counts[to + 1 - from] as number) + 1;
      }
      break;
    }
    const symbol = symbolOfToken(tokens[depth] as SerialToken);
    const first = nodes[at + FIRST] as number;
    let child = first;
    while (child < first + children && ((nodes[child * nodeWords + BYTES] as number) & 255) !== symbol) child += 1;
    if (child === first + children) break;
    if (child + 1 < first + children) until = nodes[(child + 1) * nodeWords + LOW] as number;
    node = child;
  }
  return counts;
}

export interface Block {
  /** Share of the numbers around the reading that the file holds, 0 to `fullest`. */
  readonly fullness: number;
  /** Numbers that fit the reading and are in the file; how many fit it at all. */
  readonly held: number;
  readonly slots: number;
}

/** The block of numbers around a reading. */
export function blockAround(
  index: SerialIndex,
  trie: Trie,
  root: number,
  high: number,
  tokens: SerialPattern,
  model: MatchModel,
): Block | undefined {
  if (tokens.some((token) => token.kind === "run")) return undefined;
  const digits = digitsOf(tokens);
  if (digits === undefined) return undefined;
  const { end, length } = digits;
  const suffix = tokens.slice(end);
  // Behind the digits a series may follow: then only numbers with that series are of the block.
  const count = (behind: number): number =>
    countBeginning(index, trie, root, high, [
      ...tokens.slice(0, end - behind),
      ...(suffix.length === 0 ? [] : [...Array.from({ length: behind }, () => anyToken), ...suffix]),
    ]);
  const wide = Math.min(3, length);
  const plain = suffix.length === 0 && tokens.every((token) => token.kind === "char");
  // Numbers that agree up to the last three, two, one digits, and all of them.
  const along = plain ? countsAlong(index, trie, root, high, tokens, end, end - wide) : undefined;
  const counted = (behind: number): number => along?.[wide - behind] ?? count(behind);
  const openIn = (positions: number): number =>
    plain ? 0 : tokens.slice(0, positions).filter((token) => token.kind === "any").length;
  // An open position in front of the last digits makes ten blocks of one.
  const outer = counted(wide) / 10 ** (wide + openIn(end - wide));
  if (outer === 0) return undefined;
  const inner = counted(2);
  const weight = 10 * model.background.imagined;
  const open = openIn(end);
  const held = counted(0);
  const around = (inner + weight * Math.min(1, outer)) / (100 * 10 ** openIn(end - 2) + weight);
  // A small batch fills its ten and not its hundred.
  const beside = open === 0 ? (counted(1) - held) / (9 + model.background.imagined) : 0;
  return { fullness: Math.min(model.background.fullest, Math.max(around, beside)), held, slots: 10 ** open };
}

/** How full the block around a record's own number is, among the records of its make and model. */
export function fullnessAround(index: SerialIndex, record: number, model: MatchModel): number {
  const part = index.combinations.part[index.combination[record] as number] as number;
  const tokens = serialOf(index, record).map((symbol): SerialToken => {
    if (symbol === ANY) return anyToken;
    return symbol === RUN ? { kind: "run" } : { kind: "char", char: characterOf(symbol), seen: characterOf(symbol) };
  });
  const root = index.partRoot[part] as number;
  return blockAround(index, index.byPart, root, index.partLow[part + 1] as number, tokens, model)?.fullness ?? 0;
}

/** Chance of such a number, −ln. */
export function chanceOf(tokens: SerialPattern, model: MatchModel): number {
  let cost = 0;
  for (const token of tokens) {
    if (token.kind === "char")
      cost += isDigitSymbol[symbolOf(token.char)] === 1 ? model.background.digit : model.background.letter;
    else if (token.kind === "oneOf") cost += model.background.digit - Math.log(Math.max(1, token.chars.length));
  }
  return cost;
}

/** Most parts whose blocks are looked at. */
const mostParts = 8;

export interface Background {
  /** Weight of the weapon not being in these files. */
  readonly absent: number;
  /** Weight of numbers in the file that are not among the answers and may have been mis-read into the reading. */
  readonly others: number;
  /** Share of the numbers around the reading that the file holds, where make and model fit best. */
  readonly fullness: number;
}

/** The parts whose make and model fit best, and what all others weigh together; in units of 1 ÷ `whole`. */
interface Heaviest {
  readonly parts: readonly { readonly part: number; readonly weight: number }[];
  readonly rest: number;
}

const remembered = new WeakMap<SerialIndex, Remembered<Heaviest>>();

function heaviest(index: SerialIndex): Remembered<Heaviest> {
  const known = remembered.get(index);
  if (known !== undefined) return known;
  const made = new Remembered<Heaviest>();
  remembered.set(index, made);
  return made;
}

function heaviestParts(index: SerialIndex, costs: FieldCosts): Heaviest {
  const parts: { readonly part: number; readonly weight: number }[] = [];
  const before = (a: { part: number; weight: number }, b: { part: number; weight: number }): number =>
    b.weight - a.weight || firstRow(index, a.part) - firstRow(index, b.part);
  // Whole numbers: their sum does not depend on the order, which the names in hidden files would move.
  let all = 0;
  let least = 0;
  for (let part = 0; part < index.partMake.length; part += 1) {
    const cost =
      (costs.make[index.partMake[part] as number] as number) + (costs.model[index.partModel[part] as number] as number);
    const weight = Math.round(
      ((index.partLow[part + 1] as number) - (index.partLow[part] as number)) * expOf(cost) * whole,
    );
    all += weight;
    if (weight < least) continue;
    parts.push({ part, weight });
    if (parts.length >= 4 * mostParts) {
      parts.sort(before);
      parts.length = mostParts;
      least = parts.at(-1)?.weight ?? 0;
    }
  }
  parts.sort(before);
  const most = parts.slice(0, mostParts);
  return { parts: most, rest: most.reduce((left, { weight }) => left - weight, all) };
}

/**
 * Weights of what is not among the answers, to be set beside e^−cost of those that are.
 * @param costs the question's field costs, over the same files
 */
export function backgroundOf(
  index: SerialIndex,
  tokens: SerialPattern,
  costs: FieldCosts,
  model: MatchModel,
): Background {
  const odds = (1 - model.present) / model.present;
  const chance = Math.exp(-chanceOf(tokens, model)) * Math.exp(-model.background.otherForm);
  const { parts, rest } = heaviest(index).get(costs.make, costs.model, () => heaviestParts(index, costs));
  const absent: number[] = [];
  const others: number[] = [];
  const { misread } = model.background;
  let fullest = 0;
  let most = 0;
  const add = (records: number, each: number, block: Block | undefined): void => {
    absent.push(records * each * chance);
    if (block === undefined) return;
    const { fullness, held, slots } = block;
    if (each > most) [most, fullest] = [each, fullness];
    const wrong = misread * fullness * slots;
    absent.push(each * (Math.max(0, slots - held) * (fullness / (1 - fullness)) + wrong));
    others.push(each * wrong);
  };
  for (const { part, weight } of parts) {
    const high = index.partLow[part + 1] as number;
    const records = high - (index.partLow[part] as number);
    add(
      records,
      (weight / whole / records) * otherFields(index, part, costs),
      blockAround(index, index.byPart, index.partRoot[part] as number, high, tokens, model),
    );
  }
  // Without make or model all records together are one block.
  if (rest > 0)
    add(
      index.count,
      (rest / whole / index.count) * costs.otherChance,
      blockAround(index, index.all, index.allRoot, index.count, tokens, model),
    );
  return { absent: odds * sumOf(absent), others: sumOf(others), fullness: fullest };
}

/**
 * The weight of absence where nothing may be counted: as if the file held so many weapons, each field asked agreeing by chance, and
 * the block around the number being half full.
 */
export function fixedBackground(tokens: SerialPattern, costs: FieldCosts, model: MatchModel): number {
  const { chance, neighbours } = fixedParts(tokens, costs, model);
  return chance + Math.exp(-model.background.perField * costs.askedFields) * neighbours;
}

/**
 * The same in its two parts.
 * `chance`: a weapon that is in no file, its fields agreeing by chance; `neighbours`: another weapon of the block whose number was mis-read
 * into this reading, to be multiplied by how its fields agree: as those of the record beside it do.
 */
export function fixedParts(
  tokens: SerialPattern,
  costs: FieldCosts,
  model: MatchModel,
): { readonly chance: number; readonly neighbours: number } {
  const odds = (1 - model.present) / model.present;
  const { records, perField, fullness, misread } = model.background;
  const fields = Math.exp(-perField * costs.askedFields);
  const open = tokens.filter((token) => token.kind === "any").length;
  const neighbours = misread * fullness * 10 ** open;
  return { chance: odds * fields * (records * Math.exp(-chanceOf(tokens, model)) + neighbours), neighbours };
}

/** Weights are counted in units of this size. */
const whole = 2 ** 24;

/** The first row of a part: an order that does not depend on how values are numbered. */
function firstRow(index: SerialIndex, part: number): number {
  return index.row[index.partLow[part] as number] as number;
}

/** Numbers to be added up: no list for each question. */
let scratch = new Float64Array(256);

/** A sum that does not depend on the order of its parts. */
function sumOf(list: readonly number[]): number {
  if (list.length > scratch.length) scratch = new Float64Array(2 * list.length);
  scratch.set(list);
  return sumOfScratch(list.length);
}

function sumOfScratch(count: number): number {
  if (count > 24) scratch.subarray(0, count).sort();
  else
    for (let at = 1; at < count; at += 1) {
      const value = scratch[at] as number;
      let to = at;
      for (; to > 0 && (scratch[to - 1] as number) > value; to -= 1) scratch[to] = scratch[to - 1] as number;
      scratch[to] = value;
    }
  let sum = 0;
  for (let at = 0; at < count; at += 1) sum += scratch[at] as number;
  return sum;
}

/** e^−cost, by cost: costs are whole numbers. */
const exponentials = new Float64Array(1 << 15).fill(-1);

function expOf(cost: number): number {
  if (cost >= exponentials.length) return Math.exp(-cost / unit);
  let value = exponentials[cost] as number;
  if (value < 0) exponentials[cost] = value = Math.exp(-cost / unit);
  return value;
}

/** Mean of e^−cost of type, calibre and country over a part, times that of the year. */
function otherFields(index: SerialIndex, part: number, costs: FieldCosts): number {
  const from = index.partCombinations[part] as number;
  const to = index.partCombinations[part + 1] as number;
  const { type, calibre, country } = index.combinations;
  if (to - from > scratch.length) scratch = new Float64Array(2 * (to - from));
  let records = 0;
  for (let at = from; at < to; at += 1) {
    const cost =
      (costs.type[type[at] as number] as number) +
      (costs.calibre[calibre[at] as number] as number) +
      (costs.country[country[at] as number] as number);
    const count = index.combinationCount[at] as number;
    scratch[at - from] = count * expOf(cost);
    records += count;
  }
  return (records === 0 ? 1 : sumOfScratch(to - from) / records) * costs.yearChance;
}
