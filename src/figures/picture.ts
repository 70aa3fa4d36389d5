/**
 * The recovery picture, counted from packed facts: every axis at once, under any filter.
 *
 * Promises: a recovery is counted once by whatever one counts by; weapons of the state are beside the count, never in it
 * (counting-rule.ts, `recovered`); "not recorded" is a key of its own. Knows no database: what it is given is what its
 * reader may see (picture.store.ts, migrations/0014).
 */
export const axes = [
  "month",
  "manner",
  "institution",
  "unit",
  "region",
  "type",
  "serial-state",
  "ground",
  "context",
] as const;
export type Axis = (typeof axes)[number];

/** Which recoveries: days are included; a key as the axis names it. */
export interface PictureFilter {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly manner?: string | undefined;
  readonly institution?: string | undefined;
  readonly unit?: number | undefined;
  readonly region?: string | undefined;
  readonly type?: string | undefined;
  readonly serialState?: string | undefined;
  readonly ground?: string | undefined;
  readonly context?: string | undefined;
}

/** Numbers of a cell, in the order in which migrations/0014 packs them. */
const fields = [
  "day",
  "unit",
  "manner",
  "region",
  "ground",
  "context",
  "type",
  "state",
  "firearms",
  "apart",
  "identified",
] as const;
const bytesPerCell = fields.length * 2;
const dayBits = 1023;
type Column = Uint16Array<ArrayBuffer>;

/** A chunk as a program keeps it: a column of numbers for each field. */
export interface Chunk {
  /** 0: day not recorded. */
  readonly year: number;
  readonly words: readonly string[];
  readonly units: readonly number[];
  readonly size: number;
  readonly columns: Readonly<Record<(typeof fields)[number], Column>>;
}

/** A part of a recovery that is counted one by one: not folded yet, or the reader's own. */
export interface Part {
  readonly year: number;
  readonly day: number;
  readonly unit: number;
  readonly manner: string;
  readonly region: string | null;
  readonly ground: string | null;
  readonly context: string | null;
  readonly type: string | null;
  readonly state: string | null;
  readonly flags: number;
  readonly firearms: number;
  readonly apart: number;
  readonly identified: number;
}

/** Reads the bytes of a chunk. */
export function unpack(
  packed: { readonly year: number; readonly words: readonly string[]; readonly units: readonly number[] },
  cells: Buffer,
): Chunk {
  const size = cells.length / bytesPerCell;
  const column = (at: number): Column => {
    const numbers = new Uint16Array(size);
    for (let cell = 0, offset = at * 2; cell < size; cell += 1, offset += bytesPerCell)
      numbers[cell] = cells.readUInt16BE(offset);
    return numbers;
  };
  const { year, words, units } = packed;
  const columns = Object.fromEntries(fields.map((field, at) => [field, column(at)])) as Record<
    (typeof fields)[number],
    Column
  >;
  return { year, words, units, size, columns };
}

export interface Counts {
  recoveries: number;
  firearms: number;
  /** Weapons of the state in the same recoveries. */
  apart: number;
}
export interface AxisRow extends Counts {
  /** Null: not recorded. */
  readonly key: string | null;
}
export interface Picture extends Counts {
  readonly by: Readonly<Record<Axis, readonly AxisRow[]>>;
  /** Firearms counted whose best serial reading can be read at least in part, and those identified beside. */
  readonly readable: number;
  readonly identified: number;
}

const readableStates: ReadonlySet<string> = new Set(["clear", "partial", "restored"]);
const commonStarts = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** Month (1 to 12) of each day of a year; 0 for day 0. */
function monthsOf(year: number): Uint8Array {
  const months = new Uint8Array(dayBits + 1);
  for (let day = 1; day <= 366; day += 1) {
    let month = 12;
    while (month > 1 && day <= (commonStarts[month - 1] ?? 0) + (month > 2 && isLeap(year) ? 1 : 0)) month -= 1;
    months[day] = month;
  }
  return months;
}

/** First and last day of a year that a period takes; none where it takes nothing of the year. */
function daysOf(year: number, { from, until }: PictureFilter): readonly [number, number] | undefined {
  if (year === 0) return from === undefined && until === undefined ? [0, dayBits] : undefined;
  const at = (day: string): number =>
    Math.round((Date.parse(`${day}T00:00:00Z`) - Date.UTC(Number(day.slice(0, 4)), 0, 1)) / 86_400_000) + 1;
  const yearOf = (day: string): number => Number(day.slice(0, 4));
  if (from !== undefined && yearOf(from) > year) return undefined;
  if (until !== undefined && yearOf(until) < year) return undefined;
  return [
    from !== undefined && yearOf(from) === year ? at(from) : 0,
    until !== undefined && yearOf(until) === year ? at(until) : dayBits,
  ];
}

/** Axes whose keys are words of a chunk, with the column that holds them. */
const wordAxes = [
  ["manner", "manner"],
  ["region", "region"],
  ["ground", "ground"],
  ["context", "context"],
  ["type", "type"],
  ["serial-state", "state"],
] as const;

function addAt(into: Float64Array, place: number, recoveries: number, firearms: number, apart: number): void {
  const at = place * 3;
  into[at] = (into[at] ?? 0) + recoveries;
  into[at + 1] = (into[at + 1] ?? 0) + firearms;
  into[at + 2] = (into[at + 2] ?? 0) + apart;
}

type Entry = readonly [axis: Axis, key: string | null, recoveries: number, firearms: number, apart: number];
interface ChunkSums {
  readonly entries: readonly Entry[];
  readonly readable: number;
  readonly identified: number;
}
/** What chunks count for when nothing is filtered out of them: worked out once, as long as the chunk is kept. */
const wholeSums = new WeakMap<Chunk, ChunkSums>();

export class PictureCount {
  readonly #filter: PictureFilter;
  readonly #institutionOf: ReadonlyMap<number, string>;
  readonly #sums: Record<Axis, Map<string | null, Counts>>;
  readonly #total: Counts = { recoveries: 0, firearms: 0, apart: 0 };
  readonly #months = new Map<number, Uint8Array>();
  readonly #scratch: Float64Array[] = [];
  #readable = 0;
  #identified = 0;

  /** `institutionOf`: code of the institution of each unit. */
  constructor(filter: PictureFilter, institutionOf: ReadonlyMap<number, string>) {
    this.#filter = filter;
    this.#institutionOf = institutionOf;
    this.#sums = Object.fromEntries(axes.map((axis) => [axis, new Map()])) as unknown as Record<
      Axis,
      Map<string | null, Counts>
    >;
  }

  #sum(axis: Axis, key: string | null, recoveries: number, firearms: number, apart: number): void {
    const sums = this.#sums[axis];
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { recoveries, firearms, apart });
    else {
      sum.recoveries += recoveries;
      sum.firearms += firearms;
      sum.apart += apart;
    }
  }

  #wanted(axis: (typeof wordAxes)[number][0]): string | undefined {
    return this.#filter[axis === "serial-state" ? "serialState" : axis];
  }

  #unitWanted(unit: number): boolean {
    const { unit: one, institution } = this.#filter;
    return (
      (one === undefined || one === unit) &&
      (institution === undefined || this.#institutionOf.get(unit) === institution)
    );
  }

  #monthsOf(year: number): Uint8Array {
    const known = this.#months.get(year) ?? monthsOf(year);
    this.#months.set(year, known);
    return known;
  }

  /**
   * How often a part counts its recovery. Without a filter on type or state its first part does; with one, the first of its
   * type (state); with both, or on the axis of one under a filter on the other, each part stands for another pair.
   */
  #modes(): { readonly base: number; readonly type: number; readonly state: number } {
    const [byType, byState] = [this.#filter.type !== undefined, this.#filter.serialState !== undefined];
    const always = 8;
    return {
      base: byType ? (byState ? always : 2) : byState ? 4 : 1,
      type: byState ? always : 2,
      state: byType ? always : 4,
    };
  }

  /** Zeroed room for three sums at each of `places`; the same room for every chunk. */
  #scratchOf(axis: number, places: number): Float64Array {
    const room = this.#scratch[axis];
    if (room !== undefined && room.length >= places * 3) return room.fill(0, 0, places * 3);
    const made = new Float64Array(places * 6);
    this.#scratch[axis] = made;
    return made;
  }

  /** Adds all that a chunk holds. */
  addChunk(chunk: Chunk): void {
    const days = daysOf(chunk.year, this.#filter);
    if (days === undefined) return;
    const [first, last] = days;
    const { words, units, columns, size } = chunk;
    // Local places of the words that are asked for: -1 anything.
    const wants: Record<string, number> = {};
    for (const [axis, column] of wordAxes) {
      const word = this.#wanted(axis);
      const place = word === undefined ? -1 : words.indexOf(word) + 1;
      if (place === 0) return;
      wants[column] = place;
    }
    const unitWanted = units.map((unit) => this.#unitWanted(unit));
    if (!unitWanted.includes(true)) return;
    const all = unitWanted.every(Boolean) && first === 0 && last === dayBits;
    const filtered = !all || Object.values(wants).some((place) => place >= 0);
    const whole = filtered ? undefined : wholeSums.get(chunk);
    if (whole !== undefined) {
      this.#take(whole);
      return;
    }
    const { manner, region, ground, context, type, state } = columns;
    const [wManner = -1, wRegion = -1, wGround = -1, wContext = -1, wType = -1, wState = -1] = [
      wants["manner"],
      wants["region"],
      wants["ground"],
      wants["context"],
      wants["type"],
      wants["state"],
    ];
    const modes = this.#modes();
    const months = this.#monthsOf(chunk.year);
    const sums = wordAxes.map((_, at) => this.#scratchOf(at, words.length + 1));
    const byUnit = this.#scratchOf(wordAxes.length, units.length);
    const byMonth = this.#scratchOf(wordAxes.length + 1, 13);
    // Everything the loop touches is a local name: it runs a million times.
    const [sManner = byUnit, sRegion = byUnit, sGround = byUnit, sContext = byUnit, sType = byUnit, sState = byUnit] =
      sums;
    const { day: days16, unit: units16, firearms: firearms16, apart: apart16, identified: identified16 } = columns;
    const readable = new Uint8Array(words.length + 1);
    for (const [at, word] of words.entries()) readable[at + 1] = readableStates.has(word) ? 1 : 0;
    const { base: baseMode, type: typeMode, state: stateMode } = modes;
    let readableFirearms = 0;
    let identified = 0;
    for (let cell = 0; cell < size; cell += 1) {
      const packed = days16[cell] ?? 0;
      const day = packed & dayBits;
      const unit = units16[cell] ?? 0;
      if (filtered) {
        if (day < first || day > last || unitWanted[unit] !== true) continue;
        if (wManner >= 0 && manner[cell] !== wManner) continue;
        if (wRegion >= 0 && region[cell] !== wRegion) continue;
        if (wGround >= 0 && ground[cell] !== wGround) continue;
        if (wContext >= 0 && context[cell] !== wContext) continue;
        if (wType >= 0 && type[cell] !== wType) continue;
        if (wState >= 0 && state[cell] !== wState) continue;
      }
      // Bit 8 is always set.
      const flags = (packed >> 10) | 8;
      const once = (flags & baseMode) === 0 ? 0 : 1;
      const firearms = firearms16[cell] ?? 0;
      const apart = apart16[cell] ?? 0;
      const reading = state[cell] ?? 0;
      readableFirearms += (readable[reading] ?? 0) * firearms;
      identified += identified16[cell] ?? 0;
      addAt(sManner, manner[cell] ?? 0, once, firearms, apart);
      addAt(sRegion, region[cell] ?? 0, once, firearms, apart);
      addAt(sGround, ground[cell] ?? 0, once, firearms, apart);
      addAt(sContext, context[cell] ?? 0, once, firearms, apart);
      addAt(sType, type[cell] ?? 0, (flags & typeMode) === 0 ? 0 : 1, firearms, apart);
      addAt(sState, reading, (flags & stateMode) === 0 ? 0 : 1, firearms, apart);
      addAt(byUnit, unit, once, firearms, apart);
      addAt(byMonth, months[day] ?? 0, once, firearms, apart);
    }
    const entries: Entry[] = [];
    const take = (axis: Axis, from: Float64Array, places: number, keyOf: (place: number) => string | null): void => {
      for (let place = 0, at = 0; place < places; place += 1, at += 3) {
        const [once = 0, firearms = 0, apart = 0] = [from[at], from[at + 1], from[at + 2]];
        if (once !== 0 || firearms !== 0 || apart !== 0) entries.push([axis, keyOf(place), once, firearms, apart]);
      }
    };
    for (const [at, [axis]] of wordAxes.entries())
      take(axis, sums[at] ?? byUnit, words.length + 1, (place) => (place === 0 ? null : (words[place - 1] ?? null)));
    take("unit", byUnit, units.length, (at) => String(units[at]));
    take("month", byMonth, 13, (at) => monthKey(chunk.year, at));
    const found: ChunkSums = { entries, readable: readableFirearms, identified };
    if (!filtered) wholeSums.set(chunk, found);
    this.#take(found);
  }

  #take({ entries, readable, identified }: ChunkSums): void {
    this.#readable += readable;
    this.#identified += identified;
    for (const [axis, key, recoveries, firearms, apart] of entries) {
      this.#sum(axis, key, recoveries, firearms, apart);
      // Every recovery is of one unit: what its institution and all together count follows from it.
      if (axis !== "unit") continue;
      this.#sum("institution", this.#institutionOf.get(Number(key)) ?? null, recoveries, firearms, apart);
      this.#total.recoveries += recoveries;
      this.#total.firearms += firearms;
      this.#total.apart += apart;
    }
  }

  /** Adds one part, or takes it off (`sign` -1). */
  addPart(part: Part, sign: 1 | -1): void {
    const days = daysOf(part.year, this.#filter);
    if (days === undefined || part.day < days[0] || part.day > days[1] || !this.#unitWanted(part.unit)) return;
    for (const [axis, column] of wordAxes) {
      const word = this.#wanted(axis);
      if (word !== undefined && part[column] !== word) return;
    }
    const modes = this.#modes();
    const flags = part.flags | 8;
    const once = (mode: number): number => ((flags & mode) === 0 ? 0 : sign);
    const recoveries = once(modes.base);
    const [firearms, apart] = [part.firearms * sign, part.apart * sign];
    this.#total.recoveries += recoveries;
    this.#total.firearms += firearms;
    this.#total.apart += apart;
    if (part.state !== null && readableStates.has(part.state)) this.#readable += firearms;
    this.#identified += part.identified * sign;
    for (const [axis, column] of wordAxes) {
      const times = axis === "type" ? once(modes.type) : axis === "serial-state" ? once(modes.state) : recoveries;
      this.#sum(axis, part[column], times, firearms, apart);
    }
    this.#sum("unit", String(part.unit), recoveries, firearms, apart);
    this.#sum("institution", this.#institutionOf.get(part.unit) ?? null, recoveries, firearms, apart);
    this.#sum("month", monthKey(part.year, this.#monthsOf(part.year)[part.day] ?? 0), recoveries, firearms, apart);
  }

  /** The picture: keys in their order, what is not recorded last, nothing that counts nothing. */
  picture(): Picture {
    const rows = (axis: Axis): AxisRow[] =>
      [...this.#sums[axis]]
        .filter(([, { recoveries, firearms, apart }]) => recoveries !== 0 || firearms !== 0 || apart !== 0)
        .toSorted(([a], [b]) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1))
        .map(([key, { recoveries, firearms, apart }]) => ({ key, recoveries, firearms, apart }));
    return {
      by: Object.fromEntries(axes.map((axis) => [axis, rows(axis)])) as unknown as Picture["by"],
      ...this.#total,
      readable: this.#readable,
      identified: this.#identified,
    };
  }
}

function monthKey(year: number, month: number): string | null {
  return month === 0 ? null : `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
}
