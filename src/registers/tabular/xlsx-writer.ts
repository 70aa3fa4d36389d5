/**
 * A workbook with one sheet, for export.
 *
 * Promises: every cell is text (inline string), so a serial keeps its zeros and nothing is a formula; rows stream.
 * Refuses: more rows or longer cells than the format holds, naming the row: never cuts silently.
 */
import { Readable } from "node:stream";
import { crc32, createDeflateRaw } from "node:zlib";
import { Zip, ZipDeflate } from "fflate";
import type { ZipInputFile } from "fflate";
import { tableProblem } from "./limits.ts";

const maxRows = 1_048_576;
const maxCell = 32_767;

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const ooxml = "http://schemas.openxmlformats.org";
const main = `${ooxml}/spreadsheetml/2006/main`;
const officeRelations = `${ooxml}/officeDocument/2006/relationships`;

function fixedParts(sheet: string): readonly (readonly [string, string])[] {
  const type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  return [
    [
      "[Content_Types].xml",
      `${head}<Types xmlns="${ooxml}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/></Types>`,
    ],
    [
      "_rels/.rels",
      `${head}<Relationships xmlns="${ooxml}/package/2006/relationships"><Relationship Id="rId1" Type="${officeRelations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      "xl/workbook.xml",
      `${head}<workbook xmlns="${main}" xmlns:r="${officeRelations}"><sheets><sheet name="${escapeXml(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `${head}<Relationships xmlns="${ooxml}/package/2006/relationships"><Relationship Id="rId1" Type="${officeRelations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${officeRelations}/styles" Target="styles.xml"/></Relationships>`,
    ],
    [
      "xl/styles.xml",
      // Style 1 is the header: bold, text.
      `${head}<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="49" applyNumberFormat="1" fontId="0"/><xf numFmtId="49" applyNumberFormat="1" fontId="1" applyFont="1"/><xf numFmtId="49" applyNumberFormat="1" fontId="0"/></cellXfs></styleSheet>`,
    ],
  ];
}

/** XML text; what XML cannot hold is written `_xHHHH_`, and a text that looks like that is protected. */
function escapeXml(text: string): string {
  if (/^[\p{L}\p{N} .,;:()/-]*$/u.test(text)) return text;
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    .replace(/[&<>"]/g, (c) => (c === "&" ? "&amp;" : c === "<" ? "&lt;" : c === ">" ? "&gt;" : "&quot;"))
    .replace(
      // oxlint-disable-next-line no-control-regex -- these are what is looked for
      /[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g,
      (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`,
    );
}

/** 0 → A, 26 → AA. */
export function columnName(index: number): string {
  let name = "";
  for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) name = String.fromCharCode(65 + ((n - 1) % 26)) + name;
  return name;
}

export interface XlsxOptions {
  /** Default "Export"; cut to 31 characters and the characters a sheet name may hold. */
  readonly sheet?: string;
  /** The first row is a header: bold and kept in view. Default true. */
  readonly header?: boolean;
}

/** Streams a workbook. Throws `table-export-too-many-rows`, `table-export-cell-too-long`. */
export async function* writeXlsx(
  rows: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
  options: XlsxOptions = {},
): AsyncGenerator<Uint8Array> {
  const out: Uint8Array[] = [];
  let failed: Error | undefined;
  const zip = new Zip((error, chunk) => {
    if (error !== null) failed = error;
    else if (chunk.length > 0) out.push(chunk);
  });
  const name =
    (options.sheet ?? "Export")
      .replace(/[\\/?*[\]:]/g, " ")
      .slice(0, 31)
      .trim() || "Export";
  for (const [path, text] of fixedParts(name)) {
    const part = new ZipDeflate(path);
    zip.add(part);
    part.push(Buffer.from(text), true);
  }
  // The native compressor is ten times as fast as one in script; the archive around it is small work.
  const sheet: ZipInputFile = { filename: "xl/worksheets/sheet1.xml", size: 0, crc: 0, compression: 8 };
  zip.add(sheet);
  const measured = async function* () {
    for await (const text of sheetXml(rows, options.header !== false)) {
      const bytes = Buffer.from(text);
      sheet.crc = crc32(bytes, sheet.crc);
      sheet.size += bytes.length;
      // Beyond four gigabytes an archive needs another directory format, and no spreadsheet would open it.
      if (sheet.size > 0xffff0000) throw tableProblem("table-export-too-many-rows", { limit: maxRows });
      yield bytes;
    }
  };
  const source = Readable.from(measured(), { objectMode: false });
  const deflater = createDeflateRaw({ level: 5, chunkSize: 64 * 1024 });
  source.on("error", (error) => deflater.destroy(error));
  source.pipe(deflater);
  try {
    for await (const packed of deflater) {
      sheet.ondata?.(null, packed as Uint8Array<ArrayBuffer>, false);
      if (failed !== undefined) throw failed;
      yield* out.splice(0);
    }
  } finally {
    source.destroy();
    deflater.destroy();
  }
  sheet.ondata?.(null, new Uint8Array(0), true);
  zip.end();
  if (failed !== undefined) throw failed;
  yield* out.splice(0);
}

async function* sheetXml(
  rows: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
  header: boolean,
): AsyncGenerator<string> {
  let held =
    `${head}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">` +
    `${header ? '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' : ""}</sheetView></sheetViews><sheetData>`;
  let number = 0;
  for await (const row of rows) {
    number += 1;
    if (number > maxRows) throw tableProblem("table-export-too-many-rows", { limit: maxRows });
    held += rowXml(row, number, header && number === 1 ? 1 : 0);
    if (held.length > 64 * 1024) {
      yield held;
      held = "";
    }
  }
  yield `${held}</sheetData></worksheet>`;
}

function rowXml(row: readonly string[], number: number, style: number): string {
  let xml = `<row r="${number}">`;
  for (const [i, cell] of row.entries()) {
    if (cell === "") continue;
    if (cell.length > maxCell) {
      throw tableProblem("table-export-cell-too-long", { row: number, column: i + 1, limit: maxCell });
    }
    xml += `<c r="${columnName(i)}${number}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(cell)}</t></is></c>`;
  }
  return `${xml}</row>`;
}
