/** A pasted column of numbers: read from the clipboard's text, and its answers as a table for elsewhere. Pure. */
import type { z } from "zod";
import type { serialQuestion } from "../../src/matching/serial-check.contract.ts";
import { mostPasted } from "../../src/matching/pasted-check.contract.ts";

export type PastedQuestion = z.input<typeof serialQuestion>;

export interface PastedLine {
  /** Line of the text, from 1. */
  readonly line: number;
  readonly question: PastedQuestion;
}

export interface PastedList {
  readonly lines: readonly PastedLine[];
  /** Lines beyond the limit, which are not asked. */
  readonly beyond: number;
}

/** Names of the first column, by which a heading line is known. */
const heading = /^(?:serial|s\/n|serial (?:no|number)\.?|номер|серийный номер|№|zavod raqami|серия и номер)$/iu;

/**
 * One number a line; after it, apart by tabs or semicolons, make, model and calibre. Empty lines and a heading are passed over.
 */
export function readPasted(text: string): PastedList {
  const lines = text.split(/\r\n|\r|\n/u).flatMap((raw, at): PastedLine[] => {
    const [serial = "", make = "", model = "", calibre = ""] = raw
      .split(raw.includes("\t") ? "\t" : ";")
      .map((cell) => cell.trim().slice(0, 200));
    if (serial === "" || (at === 0 && heading.test(serial))) return [];
    return [
      {
        line: at + 1,
        question: {
          serial,
          ...(make === "" ? {} : { make }),
          ...(model === "" ? {} : { model }),
          ...(calibre === "" ? {} : { calibre }),
        },
      },
    ];
  });
  return { lines: lines.slice(0, mostPasted), beyond: Math.max(0, lines.length - mostPasted) };
}

/** A spreadsheet takes a cell that begins so for a formula. */
const formula = /^[=+\-@\t\r]/u;

function cell(value: string): string {
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",\n\r;]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as CSV (RFC 4180) with a byte order mark, so that office programs read Cyrillic. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** Rows for pasting into a spreadsheet. */
export function tabbedOf(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map((value) => value.replaceAll(/[\t\r\n]+/gu, " ")).join("\t")).join("\n");
}
