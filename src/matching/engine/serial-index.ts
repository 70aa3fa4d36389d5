/**
 * The index of one audience class: its records' numbers as bytes, in tries by make and model, by make, and all together.
 *
 * Promises: every record that was handed in is found by its own number; nothing is in it that was not handed in. All of it lies in
 * a few typed arrays over shared memory, so that workers search it without a copy. Refuses: records of more than one audience
 * class: who may not see a class does not touch its index, so nothing hidden can move a rank, a probability or a time-out.
 */
import { RUN, isCyrillicSymbol } from "./symbols.ts";
import { TrieMaker, sharedBytes as bytes, sharedWords as words, type Trie } from "./trie.ts";

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
