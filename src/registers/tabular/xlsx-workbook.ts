/**
 * The parts of a workbook that stand beside its sheets: which sheets there are, number formats, shared strings.
 *
 * Promises: parts are found by the workbook's own relations; shared strings are held as one block of bytes with
 * offsets, not as a million objects. Refuses: a workbook without sheets, a binary one (.xlsb), strings beyond the limit.
 */
import { tableProblem } from "./limits.ts";
import type { TableLimits } from "./limits.ts";
import type { NumberStyle } from "./xlsx-format.ts";
import { numberStyle, plainStyle } from "./xlsx-format.ts";
import { XmlScanner, attribute, xmlText } from "./xml.ts";
import type { XmlHandler } from "./xml.ts";
import type { ZipArchive, ZipEntry } from "./zip.ts";

export interface SheetInfo {
  readonly name: string;
  readonly hidden: boolean;
  readonly entry: ZipEntry;
}

export interface Workbook {
  readonly archive: ZipArchive;
  readonly sheets: readonly SheetInfo[];
  readonly is1904: boolean;
  readonly styles: readonly NumberStyle[];
  readonly strings: SharedStrings;
}

/** Runs one part through a handler. */
export async function scanPart(
  archive: ZipArchive,
  entry: ZipEntry,
  handler: XmlHandler,
  textLimit = 1024 * 1024,
): Promise<void> {
  const scanner = new XmlScanner(entry.name, handler, textLimit);
  for await (const chunk of archive.read(entry)) scanner.push(chunk);
  scanner.end();
}

function ignoreText(open: XmlHandler["open"], close: XmlHandler["close"] = () => undefined): XmlHandler {
  return { open, close, text: () => undefined, wantsText: false };
}

function attr(attributes: string, name: string, part: string): string | undefined {
  const raw = attribute(attributes, name);
  return raw === undefined ? undefined : xmlText(raw, part);
}

/** `../worksheets/sheet1.xml` seen from `xl/workbook.xml` → `xl/worksheets/sheet1.xml`. */
function resolve(from: string, target: string): string {
  const base = target.startsWith("/") ? [] : from.split("/").slice(0, -1);
  for (const step of target.replace(/^\//, "").split("/")) {
    if (step === "..") base.pop();
    else if (step !== ".") base.push(step);
  }
  return base.join("/");
}

function find(archive: ZipArchive, name: string): ZipEntry | undefined {
  const exact = archive.entries.get(name);
  if (exact !== undefined) return exact;
  const lower = name.toLowerCase();
  for (const [key, entry] of archive.entries) if (key.toLowerCase() === lower) return entry;
  return undefined;
}

interface Relation {
  readonly type: string;
  readonly target: string;
}

async function relations(archive: ZipArchive, part: string): Promise<Map<string, Relation>> {
  const slash = part.lastIndexOf("/");
  const entry = find(archive, `${part.slice(0, slash + 1)}_rels/${part.slice(slash + 1)}.rels`);
  const found = new Map<string, Relation>();
  if (entry === undefined) return found;
  await scanPart(
    archive,
    entry,
    ignoreText((name, attributes) => {
      if (name !== "Relationship" || attribute(attributes, "TargetMode") === "External") return;
      const id = attr(attributes, "Id", entry.name);
      const target = attr(attributes, "Target", entry.name);
      const type = attribute(attributes, "Type") ?? "";
      if (id !== undefined && target !== undefined && found.size < 10_000) {
        found.set(id, { type: type.slice(type.lastIndexOf("/") + 1), target: resolve(part, target) });
      }
    }),
  );
  return found;
}

/** Whether an archive is a workbook at all. */
export function looksLikeWorkbook(archive: ZipArchive): boolean {
  return (
    find(archive, "[Content_Types].xml") !== undefined && [...archive.entries.keys()].some((n) => /^xl\//i.test(n))
  );
}

export async function openWorkbook(archive: ZipArchive, limits: TableLimits): Promise<Workbook> {
  const root = [...(await relations(archive, "")).values()].find((r) => r.type === "officeDocument");
  const path = root?.target ?? "xl/workbook.xml";
  if (path.endsWith(".bin")) throw tableProblem("table-format-unsupported", { format: "xlsb" });
  const entry = find(archive, path);
  if (entry === undefined) throw tableProblem("table-xlsx-malformed", { part: path });
  const named: { name: string; hidden: boolean; id: string }[] = [];
  let is1904 = false;
  await scanPart(
    archive,
    entry,
    ignoreText((name, attributes) => {
      if (name === "workbookPr") is1904 = /^(1|true|on)$/.test(attribute(attributes, "date1904") ?? "");
      if (name !== "sheet") return;
      const state = attribute(attributes, "state") ?? "visible";
      const id = /(?:^|\s)(?:\w+:)?id=["']([^"']*)["']/.exec(attributes)?.[1] ?? "";
      named.push({ name: attr(attributes, "name", entry.name) ?? "", hidden: state !== "visible", id });
    }),
  );
  const related = await relations(archive, path);
  const sheets: SheetInfo[] = [];
  for (const sheet of named) {
    const relation = related.get(sheet.id);
    if (relation !== undefined && relation.type !== "worksheet") continue;
    const part = find(archive, relation?.target ?? `xl/worksheets/sheet${sheets.length + 1}.xml`);
    if (part === undefined) throw tableProblem("table-xlsx-malformed", { part: sheet.name });
    sheets.push({ name: sheet.name, hidden: sheet.hidden, entry: part });
  }
  if (sheets.length === 0) throw tableProblem("table-xlsx-malformed", { part: path });
  const target = (type: string, usual: string): ZipEntry | undefined =>
    find(archive, [...related.values()].find((r) => r.type === type)?.target ?? usual);
  const stylesPart = target("styles", "xl/styles.xml");
  const stringsPart = target("sharedStrings", "xl/sharedStrings.xml");
  return {
    archive,
    sheets,
    is1904,
    styles: stylesPart === undefined ? [] : await readStyles(archive, stylesPart),
    strings: stringsPart === undefined ? new SharedStrings() : await readStrings(archive, stringsPart, limits),
  };
}

async function readStyles(archive: ZipArchive, entry: ZipEntry): Promise<NumberStyle[]> {
  const codes = new Map<number, string>();
  const styles: NumberStyle[] = [];
  let inCellXfs = false;
  await scanPart(
    archive,
    entry,
    ignoreText(
      (name, attributes) => {
        if (name === "numFmt") {
          codes.set(Number(attribute(attributes, "numFmtId")), attr(attributes, "formatCode", entry.name) ?? "");
        } else if (name === "cellXfs") inCellXfs = true;
        else if (name === "xf" && inCellXfs && styles.length < 100_000) {
          const id = Number(attribute(attributes, "numFmtId") ?? 0);
          styles.push(numberStyle(id, codes.get(id)));
        }
      },
      (name) => {
        if (name === "cellXfs") inCellXfs = false;
      },
    ),
  );
  return styles;
}

export function styleOf(workbook: Workbook, index: string | undefined): NumberStyle {
  return index === undefined ? plainStyle : (workbook.styles[Number(index)] ?? plainStyle);
}

/** All shared strings in one block; the first ones, which repeat most, are also kept as text. */
export class SharedStrings {
  #bytes = Buffer.alloc(0);
  #used = 0;
  #offsets = new Float64Array(1);
  #count = 0;
  readonly #cache: string[] = [];

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#used;
  }

  add(text: string): void {
    const needed = this.#used + text.length * 3;
    if (needed > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2, 64 * 1024));
      this.#bytes.copy(grown, 0, 0, this.#used);
      this.#bytes = grown;
    }
    // Lone surrogates cannot be UTF-8; they become U+FFFD and mark the cell.
    this.#used += this.#bytes.write(text, this.#used, "utf8");
    this.#count += 1;
    if (this.#count >= this.#offsets.length) {
      const grown = new Float64Array(this.#offsets.length * 2 + 1024);
      grown.set(this.#offsets);
      this.#offsets = grown;
    }
    this.#offsets[this.#count] = this.#used;
    if (this.#cache.length < 65_536) this.#cache.push(text);
  }

  /** The text, or undefined when the workbook points beyond its own list. */
  get(index: number): string | undefined {
    if (!(index >= 0 && index < this.#count)) return undefined;
    const cached = this.#cache[index];
    if (cached !== undefined) return cached;
    return this.#bytes.toString("utf8", this.#offsets[index] ?? 0, this.#offsets[index + 1] ?? 0);
  }
}

/** `_x000D_` in a workbook's text stands for a character that XML cannot hold (ECMA-376 part 1, 22.9.2.19). */
export function unescapeCellText(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

async function readStrings(archive: ZipArchive, entry: ZipEntry, limits: TableLimits): Promise<SharedStrings> {
  const strings = new SharedStrings();
  let current = "";
  let phonetic = 0;
  const handler: XmlHandler = {
    wantsText: false,
    open(name) {
      if (name === "si") current = "";
      else if (name === "rPh") phonetic += 1;
      else if (name === "t" && phonetic === 0) handler.wantsText = true;
    },
    close(name) {
      if (name === "t") handler.wantsText = false;
      else if (name === "rPh") phonetic -= 1;
      else if (name === "si") {
        strings.add(unescapeCellText(current));
        if (strings.bytes > limits.sharedStringBytes) {
          throw tableProblem("table-shared-strings-too-large", { limit: limits.sharedStringBytes });
        }
      }
    },
    text(raw) {
      current += xmlText(raw, entry.name);
      if (current.length > limits.cellLength) {
        throw tableProblem("table-text-too-long", { part: entry.name, limit: limits.cellLength });
      }
    },
  };
  const textLimit = limits.cellLength * 6 + 256 * 1024;
  const scanner = new XmlScanner(entry.name, handler, textLimit, () =>
    tableProblem("table-text-too-long", { part: entry.name, limit: limits.cellLength }),
  );
  for await (const chunk of archive.read(entry)) scanner.push(chunk);
  scanner.end();
  return strings;
}
