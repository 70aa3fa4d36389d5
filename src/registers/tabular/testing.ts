/**
 * For this folder's tests: builds files byte by byte, hostile ones too, and finds the real data where it exists.
 *
 * Promises: no file of the real sets is copied; where they are absent the test is skipped loudly, and fails under CI.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import type { Problem } from "../../platform/problem.ts";
import type { OpenOptions, Table } from "./source.ts";
import { openTable } from "./source.ts";
import type { SourceRow } from "./row.ts";

/** Gives bytes in pieces, so that every border of a chunk is met sooner or later. */
export async function* pieces(bytes: Uint8Array | string, size = 65_536): AsyncGenerator<Uint8Array> {
  const all = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
  for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size);
}

export async function readAll(
  bytes: Uint8Array | string,
  options: OpenOptions = {},
  size?: number,
): Promise<{ table: Table; rows: SourceRow[] }> {
  const table = await openTable(pieces(bytes, size), options);
  const rows: SourceRow[] = [];
  for await (const row of table.rows()) rows.push(row);
  return { table, rows };
}

/** The Problem that reading ends in; fails when it ends well. */
export async function refusal(bytes: Uint8Array | string, options: OpenOptions = {}): Promise<Problem> {
  try {
    await readAll(bytes, options);
  } catch (error) {
    if (error instanceof Error && error.name === "Problem") return error as Problem;
    throw error;
  }
  throw new Error("the file was read");
}

/** How reading ends: "read" or the code of a Problem; anything else is thrown on. */
export async function ending(bytes: Uint8Array, size?: number): Promise<string> {
  try {
    await readAll(bytes, {}, size);
    return "read";
  } catch (error) {
    if (error instanceof Error && error.name === "Problem") return (error as Problem).code;
    throw error;
  }
}

export interface ZipPart {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Lies for the headers. */
  readonly declaredSize?: number;
  readonly declaredCrc?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly offset?: number;
}

/** A zip archive, with whatever lies its parts ask for. */
export function makeZip(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const content = Buffer.from(part.content);
    const method = part.method ?? 8;
    const packed = method === 8 ? deflateRawSync(content) : content;
    const name = Buffer.from(part.name);
    const crc = part.declaredCrc ?? crc32(content);
    const size = part.declaredSize ?? content.length;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(part.flags ?? 0, 6);
    local.writeUInt16LE(method, 8);
    local.writeUInt32LE(crc, 14);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(size, 22);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(part.flags ?? 0, 8);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(crc, 16);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(size, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(part.offset ?? offset, 42);
    central.push(entry, name);
    locals.push(local, name, packed);
    offset += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

export interface WorkbookParts {
  /** Inner XML of `worksheet`, one per sheet. */
  readonly sheets: readonly string[];
  readonly names?: readonly string[];
  readonly hidden?: readonly boolean[];
  readonly strings?: string;
  readonly styles?: string;
  readonly date1904?: boolean;
  readonly extra?: readonly ZipPart[];
}

/** The parts of a small workbook as another program would write it. */
export function workbookParts(w: WorkbookParts): ZipPart[] {
  const ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const sheets = w.sheets.map(
    (_, i) =>
      `<sheet name="${w.names?.[i] ?? `Sheet${i + 1}`}" sheetId="${i + 1}"${w.hidden?.[i] ? ' state="hidden"' : ""} r:id="rId${i + 1}"/>`,
  );
  const relations = w.sheets.map(
    (_, i) => `<Relationship Id="rId${i + 1}" Type="${rel}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`,
  );
  return [
    { name: "[Content_Types].xml", content: "<Types/>" },
    {
      name: "_rels/.rels",
      content: `<Relationships><Relationship Id="a" Type="${rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: "xl/workbook.xml",
      content: `<?xml version="1.0" encoding="UTF-8"?><workbook ${ns} xmlns:r="${rel}"><workbookPr${w.date1904 ? ' date1904="1"' : ""}/><sheets>${sheets.join("")}</sheets></workbook>`,
    },
    { name: "xl/_rels/workbook.xml.rels", content: `<Relationships>${relations.join("")}</Relationships>` },
    ...(w.strings === undefined ? [] : [{ name: "xl/sharedStrings.xml", content: `<sst ${ns}>${w.strings}</sst>` }]),
    ...(w.styles === undefined
      ? []
      : [{ name: "xl/styles.xml", content: `<styleSheet ${ns}>${w.styles}</styleSheet>` }]),
    ...w.sheets.map((inner, i) => ({
      name: `xl/worksheets/sheet${i + 1}.xml`,
      content: `<worksheet ${ns}>${inner}</worksheet>`,
    })),
    ...(w.extra ?? []),
  ];
}

export function makeWorkbook(w: WorkbookParts): Buffer {
  return makeZip(workbookParts(w));
}

/** Path of a real file beside the checkout, or undefined: then the test skips loudly; under CI it fails. */
export function realData(path: string): string | undefined {
  const full = resolve(import.meta.dirname, "../../../../shared/data", path);
  if (existsSync(full)) return full;
  if (process.env["CI"] === "true") throw new Error(`real data is missing: shared/data/${path}`);
  process.stderr.write(`SKIPPED: shared/data/${path} is not beside this checkout; a test on real data does not run\n`);
  return undefined;
}
