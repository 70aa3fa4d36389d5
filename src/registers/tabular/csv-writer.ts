/**
 * CSV as RFC 4180 has it, for export.
 *
 * Promises: what is written is read back cell by cell the same; a cell that a spreadsheet would run as a formula is
 * neutralised unless told otherwise. Refuses nothing: any text can be a cell.
 */
import type { Separator } from "./delimited.ts";

/**
 * Puts an apostrophe before a text that a spreadsheet might run (OWASP, CSV injection): one that begins with
 * `=`, `+`, `-`, `@`, their full-width forms, tab, carriage return or line feed, after blanks too.
 */
export function neutraliseFormula(text: string): string {
  return /^(?:[\t\r\n]|[\s\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/u.test(text) ? `'${text}` : text;
}

export interface CsvOptions {
  readonly separator?: Separator;
  /** Byte-order mark, so that spreadsheets see UTF-8. Default true. */
  readonly bom?: boolean;
  /** Default true. */
  readonly neutralise?: boolean;
}

/** One row with its line end. */
export function csvRow(cells: readonly string[], separator: Separator = ",", neutralise = true): string {
  const written = cells.map((cell) => {
    const text = neutralise ? neutraliseFormula(cell) : cell;
    // A blank at either end, too, so that readers who trim do not.
    const quoted = text.includes(separator) || /["\r\n]|^\s|\s$|^'/.test(text);
    return quoted ? `"${text.replaceAll('"', '""')}"` : text;
  });
  const line = written.join(separator);
  return `${line === "" ? '""' : line}\r\n`;
}

/** Streams rows as UTF-8 bytes. */
export async function* writeCsv(
  rows: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
  options: CsvOptions = {},
): AsyncGenerator<Uint8Array> {
  let held = options.bom === false ? "" : "\uFEFF";
  for await (const row of rows) {
    held += csvRow(row, options.separator, options.neutralise);
    if (held.length > 64 * 1024) {
      yield Buffer.from(held);
      held = "";
    }
  }
  if (held !== "") yield Buffer.from(held);
}
