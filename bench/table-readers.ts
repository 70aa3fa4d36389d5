/**
 * One reader of tables through one file: seconds, processor time and the most memory of a process that does nothing else. Prints one JSON line.
 *
 *   node bench/table-readers.ts ours FILE
 *   node bench/table-readers.ts exceljs|sheetjs|csv-parse FILE FOLDER     packages installed in FOLDER, none of this project's
 *   node bench/table-readers.ts write-xlsx FILE.csv FOLDER FILE.xlsx      makes the workbook, with shared strings as a spreadsheet writes it
 *
 * Every reader gives every cell as text; what it gives is counted, so that none is measured for what it left out.
 */
import { createReadStream, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { openTable } from "../src/registers/tabular/source.ts";

const [which = "", file = "", folder = "", target = ""] = process.argv.slice(2);

/** A package of FOLDER; what is asked of it is written out here, for its own types are not at hand. */
function from<Package>(name: string): Package {
  return createRequire(resolve(folder, "package.json"))(name) as Package;
}

interface ExcelJs {
  readonly stream: {
    readonly xlsx: {
      readonly WorkbookReader: new (
        file: string,
        options: Record<string, string>,
      ) => AsyncIterable<AsyncIterable<{ readonly values: readonly unknown[] }>>;
    };
  };
}
interface SheetJs {
  readFile(file: string, options: object): { Sheets: Record<string, object>; SheetNames: string[] };
  writeFile(book: object, file: string, options: object): void;
  readonly utils: {
    sheet_to_json(sheet: object, options: object): unknown[][];
    aoa_to_sheet(rows: string[][]): object;
    book_new(): object;
    book_append_sheet(book: object, sheet: object, name: string): void;
  };
}
interface CsvParse {
  parse(options: object): NodeJS.ReadWriteStream & AsyncIterable<string[]>;
}

/** KiB of memory at the most. What the system tells of a process counts what its parent had when it was made: the kernel's own line does not. */
function mostMemory(): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}

const found = { rows: 0, cells: 0, characters: 0 };
function count(cells: readonly unknown[]): void {
  found.rows += 1;
  for (const cell of cells) {
    if (typeof cell !== "string" && typeof cell !== "number") continue;
    const text = String(cell);
    if (text === "") continue;
    found.cells += 1;
    found.characters += text.length;
  }
}

async function read(): Promise<void> {
  if (which === "ours") {
    const table = await openTable(createReadStream(file));
    count(table.headers);
    for await (const batch of table.batches()) for (const row of batch) count(row.cells);
  } else if (which === "exceljs") {
    const { WorkbookReader } = from<ExcelJs>("exceljs").stream.xlsx;
    const options = { sharedStrings: "cache", hyperlinks: "ignore", styles: "cache", worksheets: "emit" };
    for await (const sheet of new WorkbookReader(file, options))
      for await (const row of sheet) count(row.values.slice(1));
  } else if (which === "sheetjs") {
    const xlsx = from<SheetJs>("xlsx");
    const book = xlsx.readFile(file, { dense: true });
    const sheet = book.Sheets[book.SheetNames[0] ?? ""] ?? {};
    for (const row of xlsx.utils.sheet_to_json(sheet, { header: 1, raw: false })) count(row);
  } else if (which === "csv-parse") {
    const parser = from<CsvParse>("csv-parse").parse({ relax_column_count: true });
    createReadStream(file).pipe(parser);
    for await (const row of parser) count(row);
  } else throw new Error(`no reader "${which}"`);
}

if (which === "write-xlsx") {
  const rows: string[][] = [];
  const table = await openTable(createReadStream(file));
  rows.push([...table.headers]);
  for await (const batch of table.batches()) for (const row of batch) rows.push(row.cells);
  const xlsx = from<SheetJs>("xlsx");
  const book = xlsx.utils.book_new();
  xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet(rows), "Register");
  xlsx.writeFile(book, target, { bookSST: true, compression: true });
} else {
  const begun = performance.now();
  const before = process.cpuUsage();
  await read();
  const { user, system } = process.cpuUsage(before);
  console.log(
    JSON.stringify({
      ...found,
      seconds: Math.round(performance.now() - begun) / 1000,
      cpu: Math.round((user + system) / 1e3) / 1000,
      rssMb: Math.round(mostMemory() / 1024),
    }),
  );
}
