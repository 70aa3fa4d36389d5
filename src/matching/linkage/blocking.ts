/**
 * Which records meet: blocks of records that agree on a rule's parts, and how many pairs that makes, known before one is compared.
 *
 * Promises: keys are exact (no two different combinations share one); the forecast is the number of pairs that will be looked at, to the
 * last one. Refuses: a rule, or all together, above the model's limits, naming the rule and its largest block.
 */
import { columnPlace, LinkageRefusal, type RuleModel } from "./linkage-model.ts";
import type { PersonSet } from "./person-set.ts";
import { sharedInts, type Dictionary } from "./values.ts";

/** Codes of one part of a rule: where a slice is taken, of the sliced text; 0 is "nothing". */
interface PartCodes {
  readonly column: number;
  /** By value of the column; undefined: the value itself. */
  readonly ofValue: Int32Array | undefined;
  readonly ofText: ReadonlyMap<string, number> | undefined;
  readonly slice: readonly [number, number] | undefined;
  readonly count: number;
}

/** Records by key: those of key `k` stand in `order` from `start[k]` to `start[k + 1]`, in rising order; keys begin with 1. */
export interface Blocks {
  readonly keys: number;
  readonly order: Int32Array;
  readonly start: Int32Array;
}

export interface RuleForecast {
  readonly rule: string;
  readonly blocks: number;
  /** Pairs looked at under this rule; those that an earlier rule has met are then passed over. */
  readonly pairs: number;
  readonly largest: { readonly records: number; readonly values: readonly string[] };
}

export interface Forecast {
  readonly rules: readonly RuleForecast[];
  readonly pairs: number;
}

/** Codes of every rule's parts; slices of one dictionary are worked out once. */
export function partCodes(set: PersonSet): readonly (readonly PartCodes[])[] {
  const sliced = new Map<Dictionary, Map<string, Pick<PartCodes, "ofValue" | "ofText" | "count">>>();
  return set.model.rules.map((rule) =>
    rule.parts.map(({ column: name, slice }) => {
      const column = columnPlace(set.model, name, `rule "${rule.name}"`);
      const dictionary = set.dictionaries[column] as Dictionary;
      if (slice === undefined)
        return { column, ofValue: undefined, ofText: undefined, slice, count: dictionary.values.length };
      const ofDictionary = sliced.get(dictionary) ?? new Map<string, Pick<PartCodes, "ofValue" | "ofText" | "count">>();
      sliced.set(dictionary, ofDictionary);
      const known = ofDictionary.get(slice.join(" ")) ?? sliceCodes(dictionary, slice);
      ofDictionary.set(slice.join(" "), known);
      return { column, slice, ...known };
    }),
  );
}

function sliceCodes(
  dictionary: Dictionary,
  slice: readonly [number, number],
): Pick<PartCodes, "ofValue" | "ofText" | "count"> {
  const ofText = new Map<string, number>([["", 0]]);
  const ofValue = Int32Array.from(dictionary.values, (value) => {
    const text = value.slice(...slice);
    let code = ofText.get(text);
    if (code === undefined) ofText.set(text, (code = ofText.size));
    return code;
  });
  return { ofValue, ofText, count: ofText.size };
}

const mixed = (low: number, high: number): number => {
  let hash = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
};

/** Numbers the combinations 1…; `keys` in and out, 0 stays 0. Returns how many there are. */
function number(combined: Float64Array, keys: Int32Array): number {
  let size = 16;
  while (size < combined.length * 2) size *= 2;
  const held = new Float64Array(size);
  const numbers = new Int32Array(size);
  let count = 0;
  for (let record = 0; record < combined.length; record += 1) {
    const key = combined[record] as number;
    if (key === 0) {
      keys[record] = 0;
      continue;
    }
    let slot = mixed(key | 0, (key / 4294967296) | 0) & (size - 1);
    while (held[slot] !== 0 && held[slot] !== key) slot = (slot + 1) & (size - 1);
    if (held[slot] === 0) {
      held[slot] = key;
      numbers[slot] = count += 1;
    }
    keys[record] = numbers[slot] as number;
  }
  return count;
}

/** Code of a part for a record; 0: not recorded. */
function partOf(part: PartCodes, rows: Int32Array, row: number): number {
  const value = rows[row + part.column] as number;
  return part.ofValue === undefined ? value : (part.ofValue[value] as number);
}

/** Blocks of one rule; writes the rule's key into each row. */
function blocksOf(set: PersonSet, at: number, parts: readonly PartCodes[]): Blocks {
  const { count, stride, rows, model } = set;
  const anyOrder = (model.rules[at] as RuleModel).anyOrder === true;
  const combined = new Float64Array(count);
  const keys = new Int32Array(count);
  let room = 1;
  parts.forEach((part, place) => {
    // Beyond 2^53 a combination would not be exact: number what there is first.
    if (room * part.count > Number.MAX_SAFE_INTEGER) {
      room = number(combined, keys) + 1;
      for (let record = 0; record < count; record += 1) combined[record] = keys[record] as number;
    }
    for (let record = 0; record < count; record += 1) {
      let before = combined[record] as number;
      let code = partOf(part, rows, record * stride);
      // Of the first two parts the lesser code comes first: then either order gives one key.
      if (anyOrder && place === 1 && code !== 0 && code < before) [before, code] = [code, before];
      combined[record] = code === 0 || (place > 0 && before === 0) ? 0 : before * part.count + code;
    }
    room *= part.count;
  });
  const found = number(combined, keys);
  const start = sharedInts(found + 2);
  for (let record = 0; record < count; record += 1) {
    const key = keys[record] as number;
    rows[record * stride + model.columns.length + at] = key;
    if (key !== 0) start[key + 1] = (start[key + 1] as number) + 1;
  }
  for (let key = 1; key <= found + 1; key += 1) start[key] = (start[key] as number) + (start[key - 1] as number);
  const order = sharedInts(start[found + 1] as number);
  const next = start.slice();
  for (let record = 0; record < count; record += 1) {
    const key = keys[record] as number;
    if (key === 0) continue;
    const place = next[key] as number;
    order[place] = record;
    next[key] = place + 1;
  }
  return { keys: found, order, start };
}

/** Blocks of all rules. */
export function buildBlocks(set: PersonSet): readonly Blocks[] {
  return partCodes(set).map((parts, at) => blocksOf(set, at, parts));
}

export function forecastOf(set: PersonSet, blocks: readonly Blocks[]): Forecast {
  const rules = blocks.map(({ keys, order, start }, at) => {
    const rule = set.model.rules[at] as RuleModel;
    let pairs = 0;
    let largest = 0;
    let records = 0;
    for (let key = 1; key <= keys; key += 1) {
      const size = (start[key + 1] as number) - (start[key] as number);
      pairs += (size * (size - 1)) / 2;
      if (size > records) [largest, records] = [key, size];
    }
    const one = order[start[largest] as number] ?? 0;
    const values = rule.parts.map(({ column, slice }) => {
      const place = columnPlace(set.model, column, rule.name);
      const value = set.dictionaries[place]?.values[set.rows[one * set.stride + place] as number] ?? "";
      return slice === undefined ? value : value.slice(...slice);
    });
    return { rule: rule.name, blocks: keys, pairs, largest: { records, values: records === 0 ? [] : values } };
  });
  return { rules, pairs: rules.reduce((sum, { pairs }) => sum + pairs, 0) };
}

const whole = (count: number): string => count.toLocaleString("en");

/** Refuses what would explode: `linkage-rule-explodes` for one rule, `linkage-too-many-pairs` for all. */
export function checkForecast(set: PersonSet, forecast: Forecast): void {
  const { pairsOfRule, pairs } = set.model.limits;
  const worst = forecast.rules.toSorted((a, b) => b.pairs - a.pairs)[0];
  if (worst === undefined) return;
  const largest = `its largest block, "${worst.largest.values.join(" + ")}", holds ${whole(worst.largest.records)} records`;
  const values = {
    rule: worst.rule,
    pairs: worst.pairs,
    block: worst.largest.values.join(" + "),
    records: worst.largest.records,
  };
  if (worst.pairs > pairsOfRule)
    throw new LinkageRefusal(
      "linkage-rule-explodes",
      `rule "${worst.rule}" would compare ${whole(worst.pairs)} pairs (at most ${whole(pairsOfRule)}); ${largest}`,
      { ...values, limit: pairsOfRule },
    );
  if (forecast.pairs > pairs)
    throw new LinkageRefusal(
      "linkage-too-many-pairs",
      `all rules would compare ${whole(forecast.pairs)} pairs (at most ${whole(pairs)}); most of them rule "${worst.rule}", ${whole(worst.pairs)}; ${largest}`,
      { ...values, all: forecast.pairs, limit: pairs },
    );
}

/** Finds the records that a record which is not in the set would meet. */
export class BlockFinder {
  readonly #set: PersonSet;
  readonly #blocks: readonly Blocks[];
  readonly #parts: readonly (readonly PartCodes[])[];
  /** Per rule: keys by the hash of their parts. */
  readonly #slots: readonly Int32Array[];

  constructor(set: PersonSet, blocks: readonly Blocks[]) {
    this.#set = set;
    this.#blocks = blocks;
    this.#parts = partCodes(set);
    this.#slots = blocks.map(({ keys, order, start }, at) => {
      let size = 16;
      while (size < keys * 2) size *= 2;
      const slots = new Int32Array(size);
      for (let key = 1; key <= keys; key += 1) {
        const codes = this.#codes(at, set.rows, (order[start[key] as number] as number) * set.stride);
        let slot = hashOf(codes) & (size - 1);
        while (slots[slot] !== 0) slot = (slot + 1) & (size - 1);
        slots[slot] = key;
      }
      return slots;
    });
  }

  #codes(rule: number, rows: Int32Array, row: number): number[] {
    return this.#ordered(
      rule,
      (this.#parts[rule] as readonly PartCodes[]).map((part) => partOf(part, rows, row)),
    );
  }

  #ordered(rule: number, codes: number[]): number[] {
    if ((this.#set.model.rules[rule] as RuleModel).anyOrder !== true) return codes;
    const [one = 0, other = 0, ...rest] = codes;
    return [Math.min(one, other), Math.max(one, other), ...rest];
  }

  /**
   * Records that meet a record with these cleaned values, each once, in rising order.
   * @param values by column; empty where not recorded
   */
  find(values: readonly string[]): number[] {
    const found = new Set<number>();
    this.#slots.forEach((slots, rule) => {
      const codes = (this.#parts[rule] as readonly PartCodes[]).map((part) => {
        const value = values[part.column] as string;
        return part.slice === undefined
          ? (this.#set.dictionaries[part.column]?.known(value) ?? 0)
          : (part.ofText?.get(value.slice(...part.slice)) ?? 0);
      });
      if (codes.includes(0)) return;
      const asked = this.#ordered(rule, codes);
      const { order, start } = this.#blocks[rule] as Blocks;
      for (let slot = hashOf(asked) & (slots.length - 1); slots[slot] !== 0; slot = (slot + 1) & (slots.length - 1)) {
        const key = slots[slot] as number;
        const from = start[key] as number;
        const held = this.#codes(rule, this.#set.rows, (order[from] as number) * this.#set.stride);
        if (!held.every((code, at) => code === asked[at])) continue;
        for (let at = from; at < (start[key + 1] as number); at += 1) found.add(order[at] as number);
        return;
      }
    });
    return [...found].sort((a, b) => a - b);
  }
}

const hashOf = (codes: readonly number[]): number => codes.reduce((hash, code) => mixed(code, hash), 0);
