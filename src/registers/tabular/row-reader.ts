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

/** A function from row to fields and outcome. It keeps nothing between rows. */
export function rowReader(mapping: Mapping, options: RowReaderOptions): (row: SourceRow) => RowReading {
  const thisYear = Number(options.today.slice(0, 4));
  return (row) => {
    const texts: Partial<Record<TextTarget, string>> = {};
    const numbers: Partial<Record<NumberTarget, number>> = {};
    const dates: Partial<Record<DateTarget, DateValue>> = {};
    const notes: { header: string; text: string }[] = [];
    const findings: Finding[] = [];
    const filled = new Set<Target>();
    const take = <T>(read: ReadValue<T>, column: number, target: Target): T | undefined => {
      if (read.doubt !== undefined) {
        const { refused, ...doubt } = read.doubt;
        findings.push({ column, target, ...doubt, weight: refused === true ? "value-refused" : "doubt" });
      }
      if (read.value === null) return undefined;
      filled.add(target);
      return read.value;
    };
    for (const [index, column] of mapping.columns.entries()) {
      const cell = row.cells[index] ?? "";
      const target = column.target;
      if (cell === "" || target === "ignore") continue;
      if (target === "notes") {
        const text = take(cleanNotes(cell), index, target);
        if (text !== undefined) notes.push({ header: column.header, text });
      } else if (target === "date-lost" || target === "date-entered" || target === "occurred-at") {
        const profile = options.profiles.get(index);
        const value = take(
          readDate(cell, {
            today: options.today,
            ...(profile === undefined ? {} : { profile }),
            ...(column.dateOrders === undefined ? {} : { orders: definedOrders(column.dateOrders) }),
          }),
          index,
          target,
        );
        if (value !== undefined) dates[target] = value;
      } else if (target === "year" || target === "barrels" || target === "quantity") {
        const value = take(target === "year" ? readYear(cell, thisYear) : readQuantity(cell), index, target);
        if (value !== undefined) numbers[target] = value;
      } else {
        const value = take(readText(target, cell), index, target);
        if (value !== undefined) texts[target] = value;
      }
    }
    for (const doubt of row.doubts ?? []) {
      const target = doubt.column === null ? undefined : mapping.columns[doubt.column]?.target;
      if (target === "ignore") continue;
      findings.push({ ...doubt, ...(target === undefined ? {} : { target }), weight: "doubt" });
    }
    if (filled.size === 0) findings.push({ column: null, code: "row-without-content", weight: "row-refused" });
    else {
      for (const group of options.required ?? []) {
        if (group.some((t) => filled.has(t))) continue;
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
