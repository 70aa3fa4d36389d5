/**
 * Text with separators, read row by row (RFC 4180 and what people really send).
 *
 * Promises: every record comes out, with the number of the row it began at; a record may span lines inside quotes;
 * memory stays with one chunk and one record. A quote in the wrong place keeps the cell's text exactly as written and
 * raises `stray-quote`. Refuses, naming the row: a quote that is never closed (it would swallow the rows after it),
 * NUL, too many columns, too long a cell or row.
 */
import type { TableLimits } from "./limits.ts";
import { tableProblem } from "./limits.ts";
import type { Doubt, SourceRow } from "./row.ts";

export type Separator = "," | ";" | "\t" | "|";
export type Quote = '"' | "'" | "none";

export interface Dialect {
  readonly separator: Separator;
  readonly quote: Quote;
  /** "cr": a lone carriage return ends a row (old Macintosh); otherwise it is a character of the cell. */
  readonly newline: "lf" | "cr";
}

const LF = 10;
const CR = 13;
const SPACE = 32;

export class DelimitedScanner {
  readonly #limits: TableLimits;
  readonly #separator: number;
  readonly #separatorText: string;
  readonly #quote: number;
  readonly #quoteText: string;
  readonly #loneCr: boolean;
  #rest = "";
  /** Row number of the record that begins at `#rest`. */
  #row = 1;
  #line = 1;
  /** Lines without a single character, which are no records. */
  blankLines = 0;

  constructor(dialect: Dialect, limits: TableLimits) {
    this.#limits = limits;
    this.#separatorText = dialect.separator;
    this.#separator = dialect.separator.charCodeAt(0);
    this.#quoteText = dialect.quote === "none" ? "" : dialect.quote;
    this.#quote = dialect.quote === "none" ? -1 : dialect.quote.charCodeAt(0);
    this.#loneCr = dialect.newline === "cr";
  }

  /** The rows that end in this chunk. `last`: nothing follows; a record without a line end is complete. */
  push(chunk: string, last = false): SourceRow[] {
    const text = this.#rest.length === 0 ? chunk : this.#rest + chunk;
    if (chunk.includes("\0")) this.#refuseNul(text);
    const suspicious = chunk.includes("\uFFFD") || this.#rest.includes("\uFFFD");
    const rows: SourceRow[] = [];
    let at = 0;
    while (at < text.length) {
      const next = this.#record(text, at, last, rows, suspicious);
      if (next < 0) break;
      at = next;
    }
    this.#rest = at === 0 ? text : text.slice(at);
    if (this.#rest.length > this.#limits.rowLength) this.#refuseLength(this.#rest);
    return rows;
  }

  /** Reads one record at `start`; returns where the next begins, or -1 when the chunk ends first. */
  #record(text: string, start: number, last: boolean, rows: SourceRow[], suspicious: boolean): number {
    const end = text.length;
    const separator = this.#separator;
    const quote = this.#quote;
    const cells: string[] = [];
    let doubts: Doubt[] | undefined;
    let lines = 0;
    let at = start;
    for (;;) {
      let cellStart = at;
      if (quote >= 0 && text.charCodeAt(at) === SPACE && separator !== SPACE) {
        // `a, "b, c"`: a blank before the quote belongs to nobody.
        let k = at;
        while (text.charCodeAt(k) === SPACE) k += 1;
        if (text.charCodeAt(k) === quote) cellStart = k;
      }
      let cell: string;
      if (quote >= 0 && text.charCodeAt(cellStart) === quote) {
        let close = cellStart + 1;
        let escaped = false;
        for (;;) {
          close = text.indexOf(this.#quoteText, close);
          if (close < 0) {
            if (last) throw tableProblem("table-quote-open", { row: this.#row, line: this.#line });
            return -1;
          }
          if (close + 1 >= end && !last) return -1;
          if (text.charCodeAt(close + 1) !== quote) break;
          escaped = true;
          close += 2;
        }
        cell = text.slice(cellStart + 1, close);
        let after = close + 1;
        while (text.charCodeAt(after) === SPACE) after += 1;
        if (after >= end && !last) return -1;
        const code = after >= end ? LF : text.charCodeAt(after);
        const innerLines = countLines(cell, this.#loneCr);
        if (code === separator || code === LF || code === CR) {
          if (escaped) cell = cell.replaceAll(this.#quoteText + this.#quoteText, this.#quoteText);
          lines += innerLines;
          at = after;
        } else {
          // A quote that closes in the middle of another line's text was never closed where it began.
          if (innerLines > 0) throw tableProblem("table-quote-open", { row: this.#row, line: this.#line });
          const stop = this.#endOfPlain(text, cellStart);
          if (stop >= end && !last) return -1;
          cell = text.slice(cellStart, stop);
          (doubts ??= []).push({ column: cells.length, code: "stray-quote" });
          at = stop;
        }
      } else {
        let stop = at;
        let code = 0;
        for (; stop < end; stop += 1) {
          code = text.charCodeAt(stop);
          if (code === separator || code === LF || (code === CR && this.#endsAtCr(text, stop))) break;
        }
        if (stop >= end && !last) return -1;
        cell = text.slice(at, stop);
        at = stop;
      }
      if (cell.length > this.#limits.cellLength) {
        throw tableProblem("table-cell-too-long", {
          row: this.#row,
          column: cells.length + 1,
          limit: this.#limits.cellLength,
        });
      }
      cells.push(cell);
      if (cells.length > this.#limits.columns) {
        throw tableProblem("table-too-many-columns", { row: this.#row, limit: this.#limits.columns });
      }
      if (suspicious && cell.includes("\uFFFD"))
        (doubts ??= []).push({ column: cells.length - 1, code: "bad-characters" });
      if (at >= end) break;
      const code = text.charCodeAt(at);
      if (code === separator) {
        at += 1;
        if (at >= end && !last) return -1;
        continue;
      }
      if (code === CR) {
        if (at + 1 >= end && !last) return -1;
        at += text.charCodeAt(at + 1) === LF ? 2 : 1;
      } else at += 1;
      break;
    }
    const blank = cells.length === 1 && cells[0] === "" && text.charCodeAt(start) !== quote;
    if (blank) this.blankLines += 1;
    else {
      if (this.#row > this.#limits.rows) throw tableProblem("table-too-many-rows", { limit: this.#limits.rows });
      rows.push(doubts === undefined ? { number: this.#row, cells } : { number: this.#row, cells, doubts });
    }
    this.#row += 1;
    this.#line += 1 + lines;
    return at;
  }

  #endsAtCr(text: string, at: number): boolean {
    return this.#loneCr || at + 1 >= text.length || text.charCodeAt(at + 1) === LF;
  }

  #endOfPlain(text: string, from: number): number {
    for (let i = from; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code === this.#separator || code === LF || (code === CR && this.#endsAtCr(text, i))) return i;
    }
    return text.length;
  }

  #refuseNul(text: string): never {
    const before = text.slice(0, text.indexOf("\0"));
    throw tableProblem("table-nul", { row: this.#row + countLines(before, this.#loneCr) });
  }

  #refuseLength(rest: string): never {
    if (this.#quote >= 0 && countLines(rest, this.#loneCr) > 0) {
      throw tableProblem("table-quote-open", { row: this.#row, line: this.#line });
    }
    const cells = rest.split(this.#separatorText, this.#limits.columns + 1);
    const long = cells.findIndex((c) => c.length > this.#limits.cellLength);
    if (long >= 0) {
      const limit = this.#limits.cellLength;
      throw tableProblem("table-cell-too-long", { row: this.#row, column: long + 1, limit });
    }
    if (cells.length > this.#limits.columns) {
      throw tableProblem("table-too-many-columns", { row: this.#row, limit: this.#limits.columns });
    }
    throw tableProblem("table-row-too-long", { row: this.#row, limit: this.#limits.rowLength });
  }
}

function countLines(text: string, loneCr: boolean): number {
  const mark = loneCr ? "\r" : "\n";
  let count = 0;
  for (let i = text.indexOf(mark); i >= 0; i = text.indexOf(mark, i + 1)) count += 1;
  return count;
}
