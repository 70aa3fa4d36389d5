/**
 * From a row of text to fields, by a mapping, with an outcome.
 *
 * Promises: one outcome for every row given; what cannot be read leaves its field empty and says so, with row and
 * column; the row itself is refused only when it fills no field or lacks one that the caller requires. Two passes:
 * `ColumnProfiler` first sees the whole column (the order of day and month is a property of the column), then
 * `rowReader` reads. Refuses: to start while a question is open (`openQuestions`), unless the caller goes on knowingly.
 */
import type { DateProfile, DateSeparator, DateValue } from "./dates.ts";
import { DateProfiler, readDate } from "./dates.ts";
import type { Target } from "./fields.ts";
import { dateTargets } from "./fields.ts";
import type { Mapping } from "./mapping.ts";
import type { SourceRow } from "./row.ts";
import type { Finding, RowOutcome } from "./row-outcome.ts";
import { rowOutcome } from "./row-outcome.ts";
import type { ReadValue } from "./values.ts";
import { cleanNotes, cleanText, readCalibreText, readQuantity, readSerialText, readYear } from "./values.ts";

export type DateTarget = "date-lost" | "date-entered" | "occurred-at";
export type NumberTarget = "year" | "barrels" | "quantity";
export type TextTarget = Exclude<Target, DateTarget | NumberTarget | "notes" | "ignore">;

export interface RowFields {
  readonly texts: Partial<Record<TextTarget, string>>;
  readonly numbers: Partial<Record<NumberTarget, number>>;
  readonly dates: Partial<Record<DateTarget, DateValue>>;
  readonly notes: readonly { readonly header: string; readonly text: string }[];
}

export interface RowReading {
  readonly row: number;
  readonly fields: RowFields;
  readonly outcome: RowOutcome;
}

/** What whole columns say, by column index. JSON-safe through `Object.fromEntries`. */
export type ColumnProfiles = ReadonlyMap<number, DateProfile>;

export class ColumnProfiler {
  readonly #dates: readonly { readonly index: number; readonly profiler: DateProfiler }[];

  constructor(mapping: Mapping) {
    this.#dates = mapping.columns
      .map((column, index) => ({ column, index }))
      .filter(({ column }) => dateTargets.has(column.target))
      .map(({ index }) => ({ index, profiler: new DateProfiler() }));
  }

  add(cells: readonly string[]): void {
    for (const { index, profiler } of this.#dates) profiler.add(cells[index] ?? "");
  }

  result(): ColumnProfiles {
    return new Map(this.#dates.map(({ index, profiler }) => [index, profiler.result()]));
  }
}

export interface OpenQuestion {
  readonly column: number;
  readonly header: string;
  readonly code: "date-order-ambiguous";
  /** Which separators the answer must decide. */
  readonly separators: readonly DateSeparator[];
  /** Values that both orders read, differently. */
  readonly values: number;
}

/** What a person must answer (in `mapping.columns[i].dateOrders`) before the import may go on. */
export function openQuestions(mapping: Mapping, profiles: ColumnProfiles): OpenQuestion[] {
  const questions: OpenQuestion[] = [];
  for (const [column, profile] of profiles) {
    const orders = mapping.columns[column]?.dateOrders ?? {};
    const open = profile.shapes.filter(
      (s) =>
        (s.order === "ambiguous" || s.order === "mixed") &&
        (s.either ?? 0) > 0 &&
        orders[s.shape as DateSeparator] === undefined,
    );
    if (open.length === 0) continue;
    questions.push({
      column,
      header: mapping.columns[column]?.header ?? "",
      code: "date-order-ambiguous",
      separators: open.map((s) => s.shape as DateSeparator),
      values: open.reduce((sum, s) => sum + (s.either ?? 0), 0),
    });
  }
  return questions;
}

export interface RowReaderOptions {
  /** ISO day of the import. */
  readonly today: string;
  readonly profiles: ColumnProfiles;
  /** A row without any one of these groups is refused: `[["serial", "number"]]` means serial or number. */
  readonly required?: readonly (readonly Target[])[];
}

/** What a column's cells are read as. A register repeats most of them: each text is read once, as long as that saves anything. */
class CellReader<Value> {
  readonly #read: (cell: string) => ReadValue<Value>;
  readonly #known = new Map<string, ReadValue<Value>>();
  #asked = 0;
  #found = 0;

  constructor(read: (cell: string) => ReadValue<Value>) {
    this.#read = read;
  }

  read(cell: string): ReadValue<Value> {
    const known = this.#known.get(cell);
    this.#asked += 1;
    if (known !== undefined) {
      this.#found += 1;
      return known;
    }
    const value = this.#read(cell);
    // A column of numbers repeats nothing: what is kept would only be in the way.
    if (this.#known.size < mostKnown && cell.length <= longestKnown && this.#asked < triedWith + 4 * this.#found)
      this.#known.set(cell, value);
    return value;
  }
}
const mostKnown = 20_000;
const longestKnown = 200;
const triedWith = 1_000;

type Column =
  | { readonly index: number; readonly target: "notes"; readonly header: string }
  | { readonly index: number; readonly target: DateTarget; readonly as: "date"; readonly cells: CellReader<DateValue> }
  | { readonly index: number; readonly target: NumberTarget; readonly as: "number"; readonly cells: CellReader<number> }
  | { readonly index: number; readonly target: TextTarget; readonly as: "text"; readonly cells: CellReader<string> };

function columnsOf(mapping: Mapping, options: RowReaderOptions): Column[] {
  const thisYear = Number(options.today.slice(0, 4));
  return mapping.columns.flatMap(({ target, header, dateOrders }, index): Column[] => {
    if (target === "ignore") return [];
    if (target === "notes") return [{ index, target, header }];
    if (target === "date-lost" || target === "date-entered" || target === "occurred-at") {
      const profile = options.profiles.get(index);
      const reading = {
        today: options.today,
        ...(profile === undefined ? {} : { profile }),
        ...(dateOrders === undefined ? {} : { orders: definedOrders(dateOrders) }),
      };
      return [{ index, target, as: "date", cells: new CellReader((cell) => readDate(cell, reading)) }];
    }
    if (target === "year" || target === "barrels" || target === "quantity") {
      const read = target === "year" ? (cell: string) => readYear(cell, thisYear) : readQuantity;
      return [{ index, target, as: "number", cells: new CellReader(read) }];
    }
    return [{ index, target, as: "text", cells: new CellReader((cell) => readText(target, cell)) }];
  });
}

/** A function from row to fields and outcome. It keeps nothing of a row for the next, but what a text of a column was read as. */
export function rowReader(mapping: Mapping, options: RowReaderOptions): (row: SourceRow) => RowReading {
  const columns = columnsOf(mapping, options);
  const required = options.required ?? [];
  return (row) => {
    const texts: Partial<Record<TextTarget, string>> = {};
    const numbers: Partial<Record<NumberTarget, number>> = {};
    const dates: Partial<Record<DateTarget, DateValue>> = {};
    const notes: { header: string; text: string }[] = [];
    const findings: Finding[] = [];
    const filled: Target[] = [];
    const take = <T>(read: ReadValue<T>, column: number, target: Target): T | undefined => {
      if (read.doubt !== undefined) {
        const { refused, ...doubt } = read.doubt;
        findings.push({ column, target, ...doubt, weight: refused === true ? "value-refused" : "doubt" });
      }
      if (read.value === null) return undefined;
      filled.push(target);
      return read.value;
    };
    for (const column of columns) {
      const { index } = column;
      const cell = row.cells[index] ?? "";
      if (cell === "") continue;
      if (column.target === "notes") {
        const text = take(cleanNotes(cell), index, column.target);
        if (text !== undefined) notes.push({ header: column.header, text });
      } else if (column.as === "date") {
        const value = take(column.cells.read(cell), index, column.target);
        if (value !== undefined) dates[column.target] = value;
      } else if (column.as === "number") {
        const value = take(column.cells.read(cell), index, column.target);
        if (value !== undefined) numbers[column.target] = value;
      } else {
        const value = take(column.cells.read(cell), index, column.target);
        if (value !== undefined) texts[column.target] = value;
      }
    }
    for (const doubt of row.doubts ?? []) {
      const target = doubt.column === null ? undefined : mapping.columns[doubt.column]?.target;
      if (target === "ignore") continue;
      findings.push({ ...doubt, ...(target === undefined ? {} : { target }), weight: "doubt" });
    }
    if (filled.length === 0) findings.push({ column: null, code: "row-without-content", weight: "row-refused" });
    else {
      for (const group of required) {
        if (group.some((t) => filled.includes(t))) continue;
        findings.push({
          column: null,
          code: "required-missing",
          values: { target: group[0] ?? "" },
          weight: "row-refused",
        });
      }
    }
    return { row: row.number, fields: { texts, numbers, dates, notes }, outcome: rowOutcome(row.number, findings) };
  };
}

function readText(target: TextTarget, cell: string): ReadValue<string> {
  if (target === "calibre") return readCalibreText(cell);
  if (
    target === "serial" ||
    target === "series" ||
    target === "number" ||
    target === "record-number" ||
    target === "case-number"
  ) {
    return readSerialText(cell);
  }
  const { value, doubt } = cleanText(cell);
  return doubt === undefined ? { value } : { value, doubt };
}

function definedOrders(orders: NonNullable<Mapping["columns"][number]["dateOrders"]>) {
  const known: Partial<Record<DateSeparator, "dmy" | "mdy">> = {};
  for (const separator of ["/", ".", "-"] as const) {
    const order = orders[separator];
    if (order !== undefined) known[separator] = order;
  }
  return known;
}
