/** What became of each row, as CSV: with the row's number, the outcome in words, and its cells as they stood. */
import type { Language } from "../platform/words.ts";
import { say } from "../platform/words.ts";
import type { Fate } from "./extract.store.ts";
import type { Read } from "./import-file.ts";
import { findingSentence } from "./import.presenter.ts";
import { outcomeRows } from "./import-chunk.store.ts";
import type { RunRow } from "./import-run.store.ts";
import { writeCsv } from "./tabular/csv-writer.ts";

const rowsAtOnce = 2_000;

/** Streams the file; each part in a transaction of the reader, so that a right that ends, ends it. Formulas are disarmed. */
export function outcomesCsv(
  read: Read,
  run: RunRow,
  language: Language,
  filter: {
    readonly outcome?: string | undefined;
    readonly code?: string | undefined;
    readonly fate?: Fate | undefined;
  },
): AsyncGenerator<Uint8Array> {
  const word = (key: string): string => say(language, "registers", `outcomes-file.${key}`);
  async function* rows(): AsyncGenerator<string[]> {
    const headers = run.mapping?.columns.map((column) => column.header) ?? [];
    yield [word("row"), word("outcome"), word("why"), word("record"), ...headers];
    for (let after = 0; ;) {
      const from = after;
      const part = await read((tx) => outcomeRows(tx, run.id, { ...filter, after: from, limit: rowsAtOnce }));
      for (const row of part) {
        const why = row.codes.map((finding) => {
          const header = finding.column === null ? "" : (headers[finding.column] ?? "");
          return `${header === "" ? "" : `${header}: `}${findingSentence(language, finding.code, finding.values)}`;
        });
        yield [
          String(row.row_number),
          say(language, "tabular", `status.${row.outcome}`),
          why.join("\n"),
          row.record_id ?? "",
          ...row.cells,
        ];
      }
      const last = part.at(-1);
      if (last === undefined || part.length < rowsAtOnce) return;
      after = last.row_number;
    }
  }
  return writeCsv(rows());
}
