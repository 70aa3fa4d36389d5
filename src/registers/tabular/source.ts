/**
 * Opens whatever file a person has as a table: gzip, zip with one table, XLSX, or text with separators in any of the
 * usual encodings. What the file is, is told by its content, never by its name.
 *
 * Promises: rows stream in their order with their source row number; memory does not grow with the file (shared strings
 * of a workbook excepted, which have their own limit); every guess (encoding, separator, header) is stated with its
 * confidence and can be overridden. Refuses, with a Problem `table-…`: what is not a table, archives within archives,
 * anything beyond the limits.
 */
import type { Problem } from "../../platform/problem.ts";
import type { Dialect, Quote, Separator } from "./delimited.ts";
import { DelimitedScanner } from "./delimited.ts";
import type { DialectGuess } from "./dialect.ts";
import { detectDialect } from "./dialect.ts";
import type { Encoding, EncodingGuess } from "./encoding.ts";
import { TableDecoder } from "./encoding.ts";
import { FileHasher } from "./fingerprint.ts";
import { findHeader, usualWidth } from "./header-row.ts";
import type { TableLimits } from "./limits.ts";
import { UnpackMeter, defaultLimits, tableProblem } from "./limits.ts";
import type { Doubt, SourceRow } from "./row.ts";
import type { Spool } from "./spool.ts";
import { spoolBytes } from "./spool.ts";
import { unpack } from "./unpack.ts";
import { sheetRows, surveySheet } from "./xlsx-sheet.ts";
import type { SheetInfo } from "./xlsx-workbook.ts";
import { looksLikeWorkbook, openWorkbook } from "./xlsx-workbook.ts";
import { ZipArchive } from "./zip.ts";

export interface OpenOptions {
  /** Only for messages and for the name of a table inside an archive. */
  readonly fileName?: string;
  readonly limits?: Partial<TableLimits>;
  /** A person's choices; they win over what the file seems to say. */
  readonly encoding?: Encoding;
  readonly separator?: Separator;
  readonly quote?: Quote;
  /** Source row number of the header, 0 when the file has none. */
  readonly headerRow?: number;
  readonly sheet?: string;
  /** Where a large workbook may be laid down while it is read. */
  readonly folder?: string;
}

export interface TableFormat {
  readonly container: "plain" | "gzip" | "zip" | "xlsx";
  readonly encoding?: EncodingGuess;
  readonly dialect?: DialectGuess;
  readonly sheet?: string;
  readonly sheets?: readonly { readonly name: string; readonly hidden: boolean }[];
}

export interface Table {
  /** `encoding` may become surer while rows are read (a file that is plain ASCII at its beginning). */
  readonly format: TableFormat;
  readonly headers: readonly string[];
  readonly headerRows: readonly number[];
  readonly headerConfidence: number;
  /** Rows above the data that are not the header: titles, instructions, column numbers. */
  readonly titles: readonly SourceRow[];
  /** Number of columns every row is brought to. */
  readonly columns: number;
  /** The first data rows (at most 200), to preview and to propose a mapping. They come again from `rows`. */
  readonly preview: readonly SourceRow[];
  /** All data rows, once. Padded to `columns`; longer rows stay longer; both are marked `ragged-row`. */
  batches(): AsyncGenerator<readonly SourceRow[]>;
  rows(): AsyncGenerator<SourceRow>;
  /** Bytes read so far, for progress. */
  readonly bytesRead: number;
  /** Empty lines passed over so far: they hold no cell at all. */
  readonly blankLines: number;
  /** SHA-256 of the file as uploaded, hex; only after the last row. */
  sha256(): string;
  /** Ends early and removes what was laid down. Safe to call twice. */
  close(): Promise<void>;
}

const headBytes = 256 * 1024;
const previewRows = 200;

/** Opens a table. Reads only its beginning (a zip or workbook wholly, into `folder`). Throws Problems `table-…`. */
export async function openTable(stream: AsyncIterable<Uint8Array>, options: OpenOptions = {}): Promise<Table> {
  const limits: TableLimits = { ...defaultLimits, ...options.limits };
  const intake = new Intake(stream, limits);
  try {
    const magic = await intake.peek(8);
    if (magic.length === 0) throw tableProblem("table-empty");
    const kind = signature(magic);
    if (kind === "zip") return await openArchive(intake, limits, options);
    if (kind === "gzip") {
      const meter = new UnpackMeter(limits, 0);
      const fault = (cause: unknown): Problem => tableProblem("table-gzip-malformed", {}, cause);
      return await openText(unpack(intake.all(), "gzip", meter, fault), "gzip", intake, limits, options);
    }
    if (kind !== undefined) throw tableProblem("table-format-unsupported", { format: kind });
    return await openText(intake.all(), "plain", intake, limits, options);
  } catch (error) {
    await intake.close();
    throw error;
  }
}

/** What the first bytes betray. Undefined: text, as far as bytes can say. */
function signature(head: Uint8Array): string | undefined {
  const hex = Buffer.from(head).toString("hex");
  if (hex.startsWith("504b0304") || hex.startsWith("504b0506") || hex.startsWith("504b0708")) return "zip";
  if (hex.startsWith("1f8b")) return "gzip";
  if (hex.startsWith("d0cf11e0a1b11ae1")) return "xls";
  if (hex.startsWith("25504446")) return "pdf";
  if (hex.startsWith("377abcaf")) return "7z";
  if (hex.startsWith("52617221")) return "rar";
  if (hex.startsWith("425a68")) return "bzip2";
  if (hex.startsWith("fd377a58")) return "xz";
  if (hex.startsWith("28b52ffd")) return "zstd";
  if (hex.startsWith("89504e47") || hex.startsWith("ffd8ff")) return "image";
  if (hex.startsWith("7b5c7274")) return "rtf";
  return undefined;
}

/** The uploaded bytes: counted, hashed, and looked at before they are read. */
class Intake {
  bytesRead = 0;
  readonly hasher = new FileHasher();
  readonly #limits: TableLimits;
  readonly #iterator: AsyncIterator<Uint8Array>;
  #ahead: Uint8Array[] = [];
  #ended = false;
  readonly onClose: (() => Promise<void>)[] = [];

  constructor(stream: AsyncIterable<Uint8Array>, limits: TableLimits) {
    this.#iterator = stream[Symbol.asyncIterator]();
    this.#limits = limits;
  }

  async #next(): Promise<Uint8Array | undefined> {
    if (this.#ended) return undefined;
    const step = await this.#iterator.next();
    if (step.done === true) {
      this.#ended = true;
      return undefined;
    }
    this.bytesRead += step.value.length;
    if (this.bytesRead > this.#limits.bytesIn) throw tableProblem("table-too-large", { limit: this.#limits.bytesIn });
    this.hasher.add(step.value);
    return step.value;
  }

  async peek(length: number): Promise<Uint8Array> {
    let have = this.#ahead.reduce((sum, c) => sum + c.length, 0);
    while (have < length) {
      const chunk = await this.#next();
      if (chunk === undefined) break;
      this.#ahead.push(chunk);
      have += chunk.length;
    }
    return Buffer.concat(this.#ahead).subarray(0, length);
  }

  async *all(): AsyncGenerator<Uint8Array> {
    const ahead = this.#ahead;
    this.#ahead = [];
    yield* ahead;
    for (let chunk = await this.#next(); chunk !== undefined; chunk = await this.#next()) yield chunk;
  }

  async close(): Promise<void> {
    if (!this.#ended) {
      this.#ended = true;
      await this.#iterator.return?.();
    }
    for (const act of this.onClose.splice(0)) await act();
  }
}

async function openArchive(intake: Intake, limits: TableLimits, options: OpenOptions): Promise<Table> {
  const spool: Spool = await spoolBytes(intake.all(), limits.bytesIn, options.folder);
  intake.onClose.push(() => spool.close());
  const meter = new UnpackMeter(limits, spool.size);
  const archive = await ZipArchive.open(spool, meter);
  if (looksLikeWorkbook(archive)) return openSheet(archive, intake, limits, options);
  const names = [...archive.entries.keys()].filter((n) => !n.endsWith("/") && !n.startsWith("__MACOSX/"));
  if (names.includes("mimetype") && names.includes("content.xml")) {
    throw tableProblem("table-format-unsupported", { format: "ods" });
  }
  const tables = names.filter((n) => /\.(csv|tsv|tab|txt)$/i.test(n));
  const nested = names.filter((n) => /\.(zip|gz|tgz|7z|rar|xlsx|xlsm|bz2|xz)$/i.test(n));
  if (tables.length === 0 && nested.length > 0) throw tableProblem("table-nested-archive", { part: nested[0] ?? "" });
  if (tables.length === 0) throw tableProblem("table-zip-no-table");
  if (tables.length > 1) throw tableProblem("table-zip-several-tables", { count: tables.length });
  const entry = archive.entries.get(tables[0] ?? "");
  if (entry === undefined) throw tableProblem("table-zip-no-table");
  return openText(archive.read(entry), "zip", intake, limits, options);
}

async function openSheet(
  archive: ZipArchive,
  intake: Intake,
  limits: TableLimits,
  options: OpenOptions,
): Promise<Table> {
  const workbook = await openWorkbook(archive, limits);
  let sheet: SheetInfo | undefined;
  let survey;
  if (options.sheet !== undefined) {
    sheet = workbook.sheets.find((s) => s.name === options.sheet);
    if (sheet === undefined) throw tableProblem("table-sheet-missing", { sheet: options.sheet });
    survey = await surveySheet(workbook, sheet, limits);
  } else {
    // The first visible sheet with anything in it; hidden ones only when nothing else holds a value.
    for (const candidate of [...workbook.sheets].sort((a, b) => Number(a.hidden) - Number(b.hidden))) {
      survey = await surveySheet(workbook, candidate, limits);
      sheet = candidate;
      if (survey.hasValues) break;
    }
  }
  if (sheet === undefined || survey === undefined || !survey.hasValues) throw tableProblem("table-empty");
  const rows = sheetRows(workbook, sheet, survey, limits);
  const sheets = workbook.sheets.map(({ name, hidden }) => ({ name, hidden }));
  return assemble(rows, { container: "xlsx", sheet: sheet.name, sheets }, intake, options, false, () => 0);
}

async function openText(
  bytes: AsyncGenerator<Uint8Array>,
  container: "plain" | "gzip" | "zip",
  intake: Intake,
  limits: TableLimits,
  options: OpenOptions,
): Promise<Table> {
  intake.onClose.unshift(async () => {
    await bytes.return(undefined);
  });
  const held: Uint8Array[] = [];
  let size = 0;
  let whole = true;
  for (;;) {
    const step = await bytes.next();
    if (step.done === true) break;
    held.push(step.value);
    size += step.value.length;
    if (size >= headBytes) {
      whole = false;
      break;
    }
  }
  const head = Buffer.concat(held);
  if (size === 0) throw tableProblem("table-empty");
  if (container !== "plain" && ["zip", "gzip"].includes(signature(head.subarray(0, 8)) ?? "")) {
    throw tableProblem("table-nested-archive", { part: options.fileName ?? "" });
  }
  const inner = signature(head.subarray(0, 8));
  if (inner !== undefined) throw tableProblem("table-format-unsupported", { format: inner });
  const decoder = new TableDecoder(head, options.encoding);
  const text = decoder.decode(head, whole);
  if (/^\s*<(?:!doctype|html|\?xml|table)/i.test(text.slice(0, 500))) {
    throw tableProblem("table-format-unsupported", { format: "html" });
  }
  const dialect = detectDialect(text, whole, options);
  const scanner = new DelimitedScanner(dialect, limits);
  async function* rows(): AsyncGenerator<readonly SourceRow[]> {
    yield scanner.push(text, whole);
    if (whole) return;
    for await (const chunk of bytes) {
      const found = scanner.push(decoder.decode(chunk));
      if (found.length > 0) yield found;
    }
    yield scanner.push(decoder.decode(new Uint8Array(0), true), true);
  }
  const format = {
    container,
    dialect,
    get encoding() {
      return decoder.guess;
    },
  };
  return assemble(rows(), format, intake, options, true, () => scanner.blankLines, dialect);
}

/** Finds the header in the first rows and gives the rest as data. */
async function assemble(
  source: AsyncGenerator<readonly SourceRow[]>,
  format: TableFormat,
  intake: Intake,
  options: OpenOptions,
  ragged: boolean,
  blankLines: () => number,
  dialect?: Dialect & { instructionRows: number },
): Promise<Table> {
  const first: SourceRow[] = [];
  while (first.length < previewRows + 50) {
    const step = await source.next();
    if (step.done === true) break;
    for (const row of step.value) first.push(row);
  }
  if (first.length === 0) throw tableProblem("table-empty");
  const skip = dialect?.instructionRows ?? 0;
  const header = findHeader(first.slice(skip), options.headerRow);
  const dataFrom = skip + header.dataFrom;
  const headerRows = new Set(header.rows);
  const columns = Math.max(header.headers.length, usualWidth(first.slice(dataFrom, dataFrom + previewRows)));
  const headers = Array.from({ length: columns }, (_, i) => header.headers[i] ?? "");
  const fit = (row: SourceRow): SourceRow => fitRow(row, columns, ragged);
  const begin = first.slice(dataFrom).map(fit);
  let started = false;
  let finished = false;
  async function* batches(): AsyncGenerator<readonly SourceRow[]> {
    if (started) throw new Error("a table's rows can be read once");
    started = true;
    try {
      if (begin.length > 0) yield begin;
      for await (const batch of source) yield batch.map(fit);
      finished = true;
    } finally {
      await close();
    }
  }
  async function close(): Promise<void> {
    await source.return(undefined);
    await intake.close();
  }
  return {
    format,
    headers,
    headerRows: header.rows,
    headerConfidence: header.confidence,
    titles: first.slice(0, dataFrom).filter((r) => !headerRows.has(r.number)),
    columns,
    preview: begin.slice(0, previewRows),
    batches,
    async *rows() {
      for await (const batch of batches()) yield* batch;
    },
    get bytesRead() {
      return intake.bytesRead;
    },
    get blankLines() {
      return blankLines();
    },
    sha256() {
      if (!finished) throw new Error("the file is not read to its end");
      return intake.hasher.hex();
    },
    close,
  };
}

function fitRow(row: SourceRow, columns: number, ragged: boolean): SourceRow {
  const count = row.cells.length;
  if (count === columns) return row;
  const cells = row.cells;
  const extra = cells.slice(columns).some((c) => c.trim() !== "");
  while (cells.length < columns) cells.push("");
  // A workbook does not write empty cells at the end of a row; only text with separators is short by mistake.
  if (!ragged && !extra) return { ...row, cells: cells.slice(0, columns) };
  const doubt: Doubt = { column: null, code: "ragged-row", values: { cells: count, expected: columns } };
  return { number: row.number, cells, doubts: [...(row.doubts ?? []), doubt] };
}
