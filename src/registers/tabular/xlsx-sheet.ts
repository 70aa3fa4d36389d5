/**
 * One sheet, row by row.
 *
 * Promises: text cells come out to the character, leading zeros too; a formula gives the value that was saved with it
 * and is marked `formula`; a merged cell's value stands in every cell it covers, marked `merged-cell`; a sheet is
 * walked once before its first row is given, so a damaged or cut one is refused before anything is imported.
 * Refuses, naming the row: cells out of order, beyond the limits, references that point nowhere.
 */
import type { TableLimits } from "./limits.ts";
import { tableProblem } from "./limits.ts";
import type { Doubt, SourceRow } from "./row.ts";
import { numberText } from "./xlsx-format.ts";
import type { SheetInfo, Workbook } from "./xlsx-workbook.ts";
import { styleOf, unescapeCellText } from "./xlsx-workbook.ts";
import { XmlScanner, attribute, xmlText } from "./xml.ts";
import type { XmlHandler } from "./xml.ts";

export interface MergedRange {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export interface SheetSurvey {
  readonly merges: readonly MergedRange[];
  readonly hasValues: boolean;
}

/** `BC12` → column 54 (0-based), row 12. Undefined when it is no cell. */
export function cellReference(reference: string): { column: number; row: number } | undefined {
  let column = 0;
  let at = 0;
  for (; at < reference.length; at += 1) {
    const code = reference.charCodeAt(at) & 0xdf;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  const row = Number(reference.slice(at));
  if (at === 0 || at > 3 || !Number.isInteger(row) || row < 1) return undefined;
  return { column: column - 1, row };
}

/** The first walk: merged ranges stand after the rows, so they must be known before. Also proves the part whole. */
export async function surveySheet(workbook: Workbook, sheet: SheetInfo, limits: TableLimits): Promise<SheetSurvey> {
  const merges: MergedRange[] = [];
  let hasValues = false;
  let tail = "";
  for await (const chunk of workbook.archive.read(sheet.entry)) {
    const text = tail + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1");
    if (!hasValues) hasValues = /<(?:\w+:)?(?:v|t)[ >]/.test(text);
    let at = text.indexOf("mergeCell ");
    let done = 0;
    while (at >= 0) {
      const stop = text.indexOf(">", at);
      if (stop < 0) break;
      done = stop;
      const before = text.charAt(at - 1);
      const isTag = before === "<" || before === ":";
      const range = (isTag ? (attribute(text.slice(at + 9, stop), "ref") ?? "") : "").split(":");
      const from = cellReference(range[0] ?? "");
      const to = cellReference(range[1] ?? range[0] ?? "");
      if (from !== undefined && to !== undefined) {
        merges.push({ top: from.row, left: from.column, bottom: to.row, right: to.column });
        if (merges.length > limits.mergedRanges) {
          throw tableProblem("table-too-many-merges", { limit: limits.mergedRanges });
        }
      }
      at = text.indexOf("mergeCell ", stop);
    }
    tail = text.slice(Math.max(done, text.length - 200));
  }
  merges.sort((a, b) => a.top - b.top || a.left - b.left);
  return { merges, hasValues };
}

interface OpenMerge extends MergedRange {
  value: string;
}

/** The second walk: rows. Rows without any value are counted by their absence only; their numbers are skipped. */
export async function* sheetRows(
  workbook: Workbook,
  sheet: SheetInfo,
  survey: SheetSurvey,
  limits: TableLimits,
): AsyncGenerator<readonly SourceRow[]> {
  const handler = new RowHandler(workbook, sheet.entry.name, survey.merges, limits);
  const scanner = new XmlScanner(sheet.entry.name, handler, limits.cellLength * 6 + 256 * 1024, () =>
    tableProblem("table-cell-too-long", { row: handler.row, column: handler.column + 1, limit: limits.cellLength }),
  );
  for await (const chunk of workbook.archive.read(sheet.entry)) {
    scanner.push(chunk);
    if (handler.rows.length > 0) {
      const rows = handler.rows;
      handler.rows = [];
      yield rows;
    }
  }
  scanner.end();
}

class RowHandler implements XmlHandler {
  wantsText = false;
  rows: SourceRow[] = [];
  row = 0;
  column = -1;
  readonly #workbook: Workbook;
  readonly #part: string;
  readonly #merges: readonly MergedRange[];
  readonly #limits: TableLimits;
  #nextMerge = 0;
  #openMerges: OpenMerge[] = [];
  #cells: string[] = [];
  #doubts: Doubt[] = [];
  #filled = false;
  #length = 0;
  #inSheetData = false;
  #inCell = false;
  #type = "n";
  #style: string | undefined;
  #value: string | undefined;
  #text = "";
  #formula = false;
  #phonetic = 0;

  constructor(workbook: Workbook, part: string, merges: readonly MergedRange[], limits: TableLimits) {
    this.#workbook = workbook;
    this.#part = part;
    this.#merges = merges;
    this.#limits = limits;
  }

  #malformed() {
    return tableProblem("table-xlsx-malformed", { part: this.#part, row: Math.max(this.row, 1) });
  }

  open(name: string, attributes: string): void {
    if (name === "c") {
      if (!this.#inSheetData) return;
      const reference = attribute(attributes, "r");
      const at = reference === undefined ? { column: this.column + 1, row: this.row } : cellReference(reference);
      if (at === undefined || at.row !== this.row || at.column <= this.column || this.#inCell) throw this.#malformed();
      this.column = at.column;
      this.#inCell = true;
      this.#type = attribute(attributes, "t") ?? "n";
      this.#style = attribute(attributes, "s");
      this.#value = undefined;
      this.#text = "";
      this.#formula = false;
    } else if (name === "v" || name === "t") {
      this.wantsText = this.#inCell && this.#phonetic === 0;
      if (this.wantsText && name === "v") this.#text = "";
    } else if (name === "row" && this.#inSheetData) {
      const given = attribute(attributes, "r");
      const next = given === undefined ? this.row + 1 : Number(given);
      if (!Number.isInteger(next) || next <= this.row) throw this.#malformed();
      this.row = next;
      this.column = -1;
      this.#cells = [];
      this.#doubts = [];
      this.#filled = false;
      this.#length = 0;
      if (this.row > this.#limits.rows) throw tableProblem("table-too-many-rows", { limit: this.#limits.rows });
    } else if (name === "f") this.#formula = this.#inCell;
    else if (name === "rPh") this.#phonetic += 1;
    else if (name === "sheetData") this.#inSheetData = true;
  }

  /**
   * A cell as nearly all of them are: `<c r="B7" s="1" t="s"><v>12</v></c>`, style and type there or not. A sheet holds millions; tag by tag
   * each costs three times as much.
   */
  whole(text: string, at: number): number {
    // `<c r="`
    if (
      text.charCodeAt(at + 1) !== 99 ||
      text.charCodeAt(at + 2) !== 32 ||
      text.charCodeAt(at + 3) !== 114 ||
      text.charCodeAt(at + 4) !== 61 ||
      text.charCodeAt(at + 5) !== 34 ||
      !this.#inSheetData ||
      this.#inCell
    )
      return -1;
    let place = at + 6;
    let column = 0;
    let code = text.charCodeAt(place);
    for (; code >= 65 && code <= 90; code = text.charCodeAt((place += 1))) column = column * 26 + code - 64;
    let row = 0;
    for (; code >= 48 && code <= 57; code = text.charCodeAt((place += 1))) row = row * 10 + code - 48;
    if (code !== 34 || row !== this.row || column - 1 <= this.column || column > 18_278) return -1;
    place += 1;
    let style: string | undefined;
    // ` s="`
    if (text.charCodeAt(place) === 32 && text.charCodeAt(place + 1) === 115) {
      const stop = text.indexOf('"', place + 4);
      if (stop < 0 || !text.startsWith(' s="', place)) return -1;
      style = text.slice(place + 4, stop);
      place = stop + 1;
    }
    // ` t="s"`
    const shared = text.charCodeAt(place + 1) === 116 && text.startsWith(' t="s"', place);
    if (shared) place += 6;
    // `><v>`
    if (text.charCodeAt(place) !== 62 || text.charCodeAt(place + 2) !== 118 || text.charCodeAt(place + 3) !== 62)
      return -1;
    place += 4;
    const stop = this.#endOfNumber(text, place, shared);
    if (stop <= place || stop - place > 30 || !text.startsWith("</v></c>", stop)) return -1;
    this.column = column - 1;
    this.#formula = false;
    if (shared) {
      let index = 0;
      for (let from = place; from < stop; from += 1) index = index * 10 + text.charCodeAt(from) - 48;
      const value = this.#workbook.strings.get(index);
      if (value === undefined) throw this.#malformed();
      this.#put(value);
    } else {
      this.#type = "n";
      this.#style = style;
      this.#value = text.slice(place, stop);
      this.#endCell();
    }
    return stop + 8;
  }

  /** Where digits – and, for what is no index, the other signs of a number – end. */
  #endOfNumber(text: string, from: number, digitsAlone: boolean): number {
    for (let at = from; ; at += 1) {
      const code = text.charCodeAt(at);
      if (code >= 48 && code <= 57) continue;
      // . + - E
      if (!digitsAlone && (code === 46 || code === 43 || code === 45 || code === 69)) continue;
      return at;
    }
  }

  text(raw: string): void {
    this.#text += xmlText(raw, this.#part);
    if (this.#text.length > this.#limits.cellLength) {
      throw tableProblem("table-cell-too-long", {
        row: this.row,
        column: this.column + 1,
        limit: this.#limits.cellLength,
      });
    }
  }

  close(name: string): void {
    if (name === "v" || name === "t") {
      if (this.wantsText) this.#value = this.#text;
      this.wantsText = false;
    } else if (name === "c") {
      if (this.#inCell) this.#endCell();
      this.#inCell = false;
    } else if (name === "row") {
      if (this.#inSheetData) this.#endRow();
    } else if (name === "rPh") this.#phonetic -= 1;
    else if (name === "sheetData") this.#inSheetData = false;
  }

  #endCell(): void {
    const raw = this.#value;
    if (raw === undefined || raw === "") {
      if (this.#formula && this.#type !== "str") this.#doubt("formula-without-value");
      else if (this.#formula) this.#doubt("formula");
      return;
    }
    let text = raw;
    if (this.#type === "s") {
      const shared = this.#workbook.strings.get(Number(raw));
      if (shared === undefined) throw this.#malformed();
      text = shared;
    } else if (this.#type === "inlineStr" || this.#type === "str") text = unescapeCellText(raw);
    else if (this.#type === "b") text = raw === "1" || raw === "true" ? "TRUE" : "FALSE";
    else if (this.#type === "e") this.#doubt("cell-error");
    else if (this.#type === "n") {
      const read = numberText(raw.trim(), styleOf(this.#workbook, this.#style), this.#workbook.is1904);
      text = read.text;
      if (read.doubt !== undefined) this.#doubt(read.doubt);
    }
    if (this.#formula) this.#doubt("formula");
    this.#put(text);
  }

  #put(text: string): void {
    const { column } = this;
    if (text === "") return;
    if (text.includes("\0")) throw tableProblem("table-nul", { row: this.row });
    if (text.includes("\uFFFD")) this.#doubt("bad-characters");
    if (column >= this.#limits.columns) {
      throw tableProblem("table-too-many-columns", { row: this.row, limit: this.#limits.columns });
    }
    if (text.length > this.#limits.cellLength) {
      throw tableProblem("table-cell-too-long", { row: this.row, column: column + 1, limit: this.#limits.cellLength });
    }
    this.#length += text.length;
    if (this.#length > this.#limits.rowLength) {
      throw tableProblem("table-row-too-long", { row: this.row, limit: this.#limits.rowLength });
    }
    while (this.#cells.length < column) this.#cells.push("");
    this.#cells[column] = text;
    this.#filled = true;
  }

  #doubt(code: string): void {
    this.#doubts.push({ column: this.column, code });
  }

  #endRow(): void {
    const merging = this.#openMerges.length > 0 || this.#nextMerge < this.#merges.length;
    if (merging) this.#fillMerged();
    if (!this.#filled && this.#doubts.every((d) => d.code === "merged-cell")) return;
    const doubts = this.#doubts;
    this.rows.push(
      doubts.length === 0 ? { number: this.row, cells: this.#cells } : { number: this.row, cells: this.#cells, doubts },
    );
  }

  #fillMerged(): void {
    for (;;) {
      const next = this.#merges[this.#nextMerge];
      if (next === undefined || next.top > this.row) break;
      this.#nextMerge += 1;
      if (next.bottom < this.row) continue;
      // A range whose first row is absent from the sheet has no value to spread.
      this.#openMerges.push({ ...next, value: next.top === this.row ? (this.#cells[next.left] ?? "") : "" });
    }
    this.#openMerges = this.#openMerges.filter((m) => m.bottom >= this.row);
    // Ranges may not overlap; a sheet where they do would make every row cost as much as the whole list.
    if (this.#openMerges.reduce((sum, m) => sum + m.right - m.left + 1, 0) > 16_384) throw this.#malformed();
    for (const merge of this.#openMerges) {
      if (merge.value === "") continue;
      const right = Math.min(merge.right, this.#limits.columns - 1);
      for (let column = merge.left; column <= right; column += 1) {
        if ((this.#cells[column] ?? "") !== "" || (merge.top === this.row && column === merge.left)) continue;
        while (this.#cells.length < column) this.#cells.push("");
        this.#cells[column] = merge.value;
        this.#doubts.push({ column, code: "merged-cell" });
        this.#length += merge.value.length;
        if (this.#length > this.#limits.rowLength) {
          throw tableProblem("table-row-too-long", { row: this.row, limit: this.#limits.rowLength });
        }
      }
    }
  }
}
