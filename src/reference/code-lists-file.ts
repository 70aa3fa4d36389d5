/**
 * Reads one code list: a CSV file with a header row, reviewed as text in `reference-data/`.
 *
 * Promises: every fault is collected with file, row and column, and told together. Refuses: a list with a missing column,
 * an empty name in either language, a code twice, or a cell it cannot read.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { Problem } from "../platform/problem.ts";
import type { FieldFault } from "../platform/problem.ts";
import { CodeMap, overlay, type ListChange, type Overlaid } from "./list-overlay.ts";

export type ListFaultCode =
  | "file-unreadable"
  | "column-missing"
  | "empty"
  | "code-form"
  | "pattern-form"
  | "twice"
  | "unknown-code"
  | "not-a-number"
  | "cells";

/** Collects what is wrong in all files, so that one start tells everything. */
export class ListFaults {
  readonly #faults: FieldFault[] = [];

  add(file: string, row: number, column: string, code: ListFaultCode, value: string): void {
    this.#faults.push({ path: `${file}, row ${row}, column ${column}`, code: `list-${code}`, values: { value } });
  }

  /** @throws Problem 500 `reference-lists-invalid` with one field fault per cell, and the same as text in its cause. */
  throwIfAny(): void {
    if (this.#faults.length > 0) {
      const lines = this.#faults.map((fault) => `${fault.path}: ${fault.code} "${fault.values?.["value"] ?? ""}"`);
      throw new Problem({
        status: 500,
        code: "reference-lists-invalid",
        values: { count: lines.length },
        fields: this.#faults,
        cause: new Error(`code lists cannot be used:\n${lines.join("\n")}`),
      });
    }
  }
}

/** One row of a list with its place in the file, for the fault messages. */
export class ListRow {
  readonly file: string;
  /** Line in the file; the header is 1. */
  readonly row: number;
  readonly #cells: ReadonlyMap<string, string>;
  readonly #faults: ListFaults;

  constructor(file: string, row: number, cells: ReadonlyMap<string, string>, faults: ListFaults) {
    this.file = file;
    this.row = row;
    this.#cells = cells;
    this.#faults = faults;
  }

  fault(column: string, code: ListFaultCode, value: string): void {
    this.#faults.add(this.file, this.row, column, code, value);
  }

  get cells(): ReadonlyMap<string, string> {
    return this.#cells;
  }

  /** The cell's text; may be empty. */
  text(column: string): string {
    return this.#cells.get(column) ?? "";
  }

  /** The cell's text, which must not be empty. */
  required(column: string): string {
    const value = this.text(column);
    if (value === "") {
      this.fault(column, "empty", "");
    }
    return value;
  }

  /** Values separated by `|`; empty ones are dropped. */
  list(column: string): readonly string[] {
    return Object.freeze(
      this.text(column)
        .split("|")
        .map((part) => part.trim())
        .filter(Boolean),
    );
  }

  number(column: string): number | null {
    const value = this.text(column);
    if (value === "") {
      return null;
    }
    const number = Number(value);
    if (!Number.isFinite(number)) {
      this.fault(column, "not-a-number", value);
      return null;
    }
    return number;
  }

  /** A code that must stand in another list. An empty cell gives null unless the code is required. */
  codeOf(column: string, known: ReadonlyMap<string, unknown>): string | null {
    const value = this.text(column);
    if (value === "") {
      return null;
    }
    if (!known.has(value)) {
      this.fault(column, "unknown-code", value);
      return null;
    }
    return known instanceof CodeMap ? known.resolve(value) : value;
  }

  /** Codes separated by `|`, each of which must stand in another list. */
  codesOf(column: string, known: ReadonlyMap<string, unknown>): readonly string[] {
    const codes = this.list(column);
    for (const code of codes) {
      if (!known.has(code)) {
        this.fault(column, "unknown-code", code);
      }
    }
    return known instanceof CodeMap
      ? Object.freeze(
          [...new Set(codes.map((code) => known.resolve(code)))].filter((code) => code !== this.text("code")),
        )
      : codes;
  }
}

const codeForm = /^[A-Za-z0-9][A-Za-z0-9.-]*$/u;

/** Reads a file into rows. Faults go to `faults`; a file that cannot be read gives no rows. */
export function readListRows(dir: string, file: string, columns: readonly string[], faults: ListFaults): ListRow[] {
  let cells: { readonly record: readonly string[]; readonly line: number }[];
  try {
    const parsed: unknown = parse(readFileSync(join(dir, file), "utf8"), {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      info: true,
    });
    cells = (parsed as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      record,
      line: info.lines,
    }));
  } catch (error) {
    faults.add(file, 0, "-", "file-unreadable", error instanceof Error ? error.message : String(error));
    return [];
  }
  const header = cells[0]?.record ?? [];
  const missing = columns.filter((column) => !header.includes(column));
  for (const column of missing) {
    faults.add(file, 1, column, "column-missing", column);
  }
  if (missing.length > 0) {
    return [];
  }
  return cells.slice(1).map(({ record, line }) => {
    if (record.length !== header.length) {
      faults.add(file, line, "-", "cells", `${record.length} ≠ ${header.length}`);
    }
    return new ListRow(file, line, new Map(header.map((column, i) => [column, record[i] ?? ""])), faults);
  });
}

/** The rows of a file with the national changes laid over them; a row that a change made stands at line 0 when it is new. */
export function readOverlaidRows(
  dir: string,
  file: string,
  columns: readonly string[],
  faults: ListFaults,
  changes: readonly ListChange[],
): Overlaid {
  return overlay(
    file,
    readListRows(dir, file, columns, faults),
    changes,
    (cells, like) => new ListRow(file, like?.row ?? 0, cells, faults),
  );
}

/** What every entry of every list has. */
export interface CodeEntry {
  readonly code: string;
  /** English name; the same as `en`, there for look-up answers. */
  readonly name: string;
  readonly en: string;
  readonly ru: string;
}

/** Code and both names of a row, checked: form of the code, no code twice (within `taken`), no name empty. */
export function readEntry(row: ListRow, taken: ReadonlyMap<string, unknown>): CodeEntry {
  const code = row.required("code");
  if (code !== "" && !codeForm.test(code)) {
    row.fault("code", "code-form", code);
  }
  if (taken.has(code)) {
    row.fault("code", "twice", code);
  }
  const en = row.required("name_en");
  return { code, name: en, en, ru: row.required("name_ru") };
}
