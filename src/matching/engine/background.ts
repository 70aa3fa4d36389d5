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
import { BYTES, FIRST, LOW, nodeWords, serialOf, type SerialIndex, type Trie } from "./serial-index.ts";
import { ANY, END, RUN, characterOf, isDigitSymbol, symbolOf } from "./symbols.ts";

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
  const outer = count(wide) / 10 ** wide;
  if (outer === 0) return undefined;
  const inner = count(2);
  const weight = 10 * model.background.imagined;
  const open = tokens.slice(0, end).filter((token) => token.kind === "any").length;
  const held = count(0);
  const around = (inner + weight * Math.min(1, outer)) / (100 + weight);
  // A small batch fills its ten and not its hundred.
  const beside = open === 0 ? (count(1) - held) / (9 + model.background.imagined) : 0;
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
      ((index.partLow[part + 1] as number) - (index.partLow[part] as number)) * Math.exp(-cost / unit) * whole,
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
  const absent: number[] = [];
  const others: number[] = [];
  const { misread } = model.background;
  let fullest = 0;
  let heaviest = 0;
  const add = (records: number, each: number, block: Block | undefined): void => {
    absent.push(records * each * chance);
    if (block === undefined) return;
    const { fullness, held, slots } = block;
    if (each > heaviest) [heaviest, fullest] = [each, fullness];
    const wrong = misread * fullness * slots;
    absent.push(each * (Math.max(0, slots - held) * (fullness / (1 - fullness)) + wrong));
    others.push(each * wrong);
  };
  for (const { part, weight } of parts.slice(0, mostParts)) {
    const high = index.partLow[part + 1] as number;
    const records = high - (index.partLow[part] as number);
    all -= weight;
    add(
      records,
      (weight / whole / records) * otherFields(index, part, costs),
      blockAround(index, index.byPart, index.partRoot[part] as number, high, tokens, model),
    );
  }
  // Without make or model all records together are one block.
  if (all > 0)
    add(
      index.count,
      (all / whole / index.count) * costs.otherChance,
      blockAround(index, index.all, index.allRoot, index.count, tokens, model),
    );
  return { absent: odds * sumOf(absent), others: sumOf(others), fullness: fullest };
}

/**
 * The weight of absence where nothing may be counted: as if the file held so many weapons, each field asked agreeing by chance, and
 * the block around the number being half full.
 */
export function fixedBackground(tokens: SerialPattern, costs: FieldCosts, model: MatchModel): number {
  const odds = (1 - model.present) / model.present;
  const { records, perField, fullness, misread } = model.background;
  const fields = Math.exp(-perField * costs.askedFields);
  const open = tokens.filter((token) => token.kind === "any").length;
  const chance = records * Math.exp(-chanceOf(tokens, model));
  return odds * fields * (chance + misread * fullness * 10 ** open) + fields * misread * fullness * 10 ** open;
}

/** Weights are counted in units of this size. */
const whole = 2 ** 24;

/** The first row of a part: an order that does not depend on how values are numbered. */
function firstRow(index: SerialIndex, part: number): number {
  return index.row[index.partLow[part] as number] as number;
}

/** A sum that does not depend on the order of its parts. */
function sumOf(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b).reduce((sum, value) => sum + value, 0);
}

/** Mean of e^−cost of type, calibre and country over a part, times that of the year. */
function otherFields(index: SerialIndex, part: number, costs: FieldCosts): number {
  const parts: number[] = [];
  let records = 0;
  for (let at = index.partCombinations[part] as number; at < (index.partCombinations[part + 1] as number); at += 1) {
    const { type, calibre, country } = index.combinations;
    const cost =
      (costs.type[type[at] as number] as number) +
      (costs.calibre[calibre[at] as number] as number) +
      (costs.country[country[at] as number] as number);
    const count = index.combinationCount[at] as number;
    parts.push(count * Math.exp(-cost / unit));
    records += count;
  }
  return (records === 0 ? 1 : sumOf(parts) / records) * costs.yearChance;
}
