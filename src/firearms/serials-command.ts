/**
 * `tamga serials`: what stands in the serial column of any table, row by row. Adds `state`, `normal`, `keys` and `doubts`.
 *
 * Promises: every row and every column comes out in its order and unchanged; the file is streamed, whatever its size, encoding and
 * separator; the result takes its name only when it is complete, so that a stopped run leaves the file that was there before. Refuses: to
 * correct anything; a column that is not there or is there twice. Needs no database and no person: it reads and writes files only.
 */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { CommandContext } from "../command/command-context.ts";
import { EXIT, type ExitCode } from "../command/exit-codes.ts";
import type { SerialsInput } from "../command/serials.ts";
import type { SerialReading, SerialState } from "../matching/serial-field.ts";
import { indexKeysOfPattern } from "../matching/serial-keys.ts";
import { Problem } from "../platform/problem.ts";
import { say, type Language } from "../platform/words.ts";
import { remembering } from "../reference/make-names.ts";
import { codeLists } from "../reference/lists.ts";
import { writeResult } from "../registers/result-file.ts";
import { encodings } from "../registers/tabular/encoding.ts";
import { findColumn } from "../registers/find-column.ts";
import { openTable, type Table } from "../registers/tabular/source.ts";
import { judgeSerialField } from "./quality-gate-serial.ts";

const added = ["state", "normal", "keys", "doubts"] as const;
const separators = [",", ";", "\t", "|"] as const;
const rowsPerReport = 5_000;

export interface SerialsSummary {
  readonly file: string;
  readonly out: string;
  readonly column: string;
  readonly added: readonly string[];
  readonly rows: number;
  readonly states: Readonly<Partial<Record<SerialState, number>>>;
  readonly doubts: Readonly<Record<string, number>>;
  readonly encoding: string | null;
  readonly separator: string;
  readonly seconds: number;
  readonly rowsPerSecond: number;
}

/** The four cells for one field: a state, the number in the notation, its look-up keys (decimal), and each doubt as "code: sentence". */
function cellsOf(reading: SerialReading, language: Language): [string, string, string, string] {
  const doubts = reading.doubts.map(
    (doubt) => `${doubt.code}: ${say(language, "matching", `doubt.${doubt.code}`, doubt.values)}`,
  );
  const keys = [...new Set([reading.pattern, ...reading.others].flatMap((pattern) => indexKeysOfPattern(pattern)))];
  return [reading.state, reading.normal, keys.join(" "), doubts.join(" | ")];
}

function chosen<T extends string>(option: string, value: string | undefined, known: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const found = known.find((one) => one === value);
  if (found === undefined)
    throw new Problem({ status: 422, code: "usage-option", values: { option, value, known: known.join(" ") } });
  return found;
}

export async function runSerials(input: SerialsInput, context: CommandContext): Promise<ExitCode> {
  const { language } = context;
  const begun = performance.now();
  const size = await stat(input.in).then(
    (file) => (file.isFile() ? file.size : undefined),
    (fault: Error) => {
      throw new Problem({ status: 422, code: "file-unreadable", values: { file: input.in, message: fault.message } });
    },
  );
  const delimiter = input.delimiter === "\\t" || input.delimiter === "tab" ? "\t" : input.delimiter;
  const table = await openTable(createReadStream(input.in), {
    fileName: input.in,
    ...defined("encoding", chosen("encoding", input.encoding, encodings)),
    ...defined("separator", chosen("delimiter", delimiter, separators)),
    ...defined("sheet", input.sheet),
  });
  try {
    const column = findColumn(table.headers, input.column);
    const names = added.map((name) => (table.headers.includes(name) ? `serial_${name}` : name));
    const separator = table.format.dialect?.separator ?? ",";
    const states: Partial<Record<SerialState, number>> = {};
    const doubts: Record<string, number> = {};
    const bar = context.progress(say(language, "serials", "command.progress"), size);
    let count = 0;
    const lists = codeLists();
    const judged = remembering((text: string) => {
      const reading = judgeSerialField(text, lists);
      return { reading, cells: cellsOf(reading, language) };
    });
    async function* rows(): AsyncGenerator<readonly string[]> {
      for (const title of table.titles) yield title.cells;
      if (table.headerRows.length > 0) yield [...table.headers, ...names];
      for await (const batch of table.batches()) {
        for (const row of batch) {
          const { reading, cells } = judged(row.cells[column] ?? "");
          states[reading.state] = (states[reading.state] ?? 0) + 1;
          for (const { code } of reading.doubts) doubts[code] = (doubts[code] ?? 0) + 1;
          count += 1;
          if (count % rowsPerReport === 0) bar.update(table.bytesRead);
          // A row longer than its table keeps its surplus behind the new columns, so that these stand under their headings.
          yield [...row.cells.slice(0, table.columns), ...cells, ...row.cells.slice(table.columns)];
        }
      }
    }
    try {
      const format = { separator, bom: hadMark(table) };
      if (!(await writeResult(input.out, rows(), format, context.signal))) return EXIT.interrupted;
    } finally {
      bar.end();
    }
    const seconds = (performance.now() - begun) / 1000;
    const summary: SerialsSummary = {
      file: input.in,
      out: input.out,
      column: table.headers[column] || String(column + 1),
      added: names,
      rows: count,
      states,
      doubts,
      encoding: table.format.encoding?.encoding ?? null,
      separator,
      seconds: Math.round(seconds * 100) / 100,
      rowsPerSecond: Math.round(count / Math.max(seconds, 0.001)),
    };
    context.printJson(summary);
    tell(summary, context);
    return EXIT.ok;
  } finally {
    await table.close();
  }
}

function defined<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

/** Spreadsheets know UTF-8 by its mark: it is set where the source had one or was a workbook. */
function hadMark(table: Table): boolean {
  return table.format.container === "xlsx" || (table.format.encoding?.bom ?? 0) > 0;
}

function tell(summary: SerialsSummary, context: CommandContext): void {
  const { language } = context;
  const number = new Intl.NumberFormat(language);
  const word = (key: string, values: Record<string, unknown>): string =>
    say(language, "serials", `command.${key}`, values);
  context.print(word("read", { rows: number.format(summary.rows), column: summary.column }));
  for (const [state, count] of Object.entries(summary.states).sort((a, b) => b[1] - a[1]))
    context.print(
      `  ${word("state", { count: number.format(count), state: say(language, "matching", `state.${state}`) })}`,
    );
  context.print(word("speed", { seconds: number.format(summary.seconds), rate: number.format(summary.rowsPerSecond) }));
  context.print(word("written", { file: summary.out }));
}
