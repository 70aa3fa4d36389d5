/**
 * The first walk through a file, before any row is taken.
 *
 * Promises: what is wrong with the file anywhere in it (a quotation mark never closed in row 30,000) is said before the
 * first record is written, so that a malformed file leaves nothing; the order of day and month is decided by the whole
 * column; the same rows in another order or format are recognised. Refuses: headers the mapping was not made for.
 */
import { createHash } from "node:crypto";
import { Problem } from "../platform/problem.ts";
import type { Survey } from "./import-run.store.ts";
import type { ImportOptions } from "./import.contract.ts";
import { dateTargets } from "./tabular/fields.ts";
import { ContentHasher } from "./tabular/fingerprint.ts";
import { mappingFits, type Mapping } from "./tabular/mapping.ts";
import type { ColumnProfiles, OpenQuestion } from "./tabular/row-reader.ts";
import { ColumnProfiler, openQuestions } from "./tabular/row-reader.ts";
import { openTable, type OpenOptions, type Table } from "./tabular/source.ts";

/** A person's choices about the reading, as the table reader takes them. */
export function openOptions(options: Partial<ImportOptions>, fileName: string, limit: number): OpenOptions {
  const { encoding, separator, quote, headerRow, sheet } = options;
  return {
    fileName,
    limits: { bytesIn: limit },
    ...(encoding === undefined ? {} : { encoding }),
    ...(separator === undefined ? {} : { separator }),
    ...(quote === undefined ? {} : { quote }),
    ...(headerRow === undefined ? {} : { headerRow }),
    ...(sheet === undefined ? {} : { sheet }),
  };
}

/** What a survey is of: it holds for the same reading and the same date columns only. */
export function surveyKey(mapping: Mapping, options: Partial<ImportOptions>): string {
  const dates = mapping.columns.flatMap((column, index) => (dateTargets.has(column.target) ? [index] : []));
  const { encoding, separator, quote, headerRow, sheet } = options;
  return createHash("sha256")
    .update(JSON.stringify([encoding, separator, quote, headerRow, sheet, mapping.fingerprint, dates]))
    .digest("hex")
    .slice(0, 32);
}

export interface Surveyed {
  readonly survey: Survey;
  readonly contentHash: Buffer;
}

export function refuseMisfit(mapping: Mapping, headers: readonly string[]): void {
  if (!mappingFits(mapping, headers)) throw new Problem({ status: 422, code: "import-mapping-misfit" });
}

/** Reads the whole table. Throws Problems `table-…`, `import-mapping-misfit`, and AbortError. */
export async function surveyTable(
  table: Table,
  mapping: Mapping,
  options: Partial<ImportOptions>,
  signal?: AbortSignal,
  onRows?: (rows: number) => void,
): Promise<Surveyed> {
  try {
    refuseMisfit(mapping, table.headers);
    const profiler = new ColumnProfiler(mapping);
    const hasher = new ContentHasher();
    for await (const batch of table.batches()) {
      for (const row of batch) {
        profiler.add(row.cells);
        hasher.add(row.cells);
      }
      signal?.throwIfAborted();
      onRows?.(hasher.rows);
    }
    const dates = Object.fromEntries([...profiler.result()].map(([index, profile]) => [String(index), profile]));
    return {
      survey: { key: surveyKey(mapping, options), rows: hasher.rows, headers: [...table.headers], dates },
      contentHash: Buffer.from(hasher.hex(), "hex"),
    };
  } finally {
    await table.close();
  }
}

export async function surveyBytes(
  bytes: AsyncIterable<Uint8Array>,
  mapping: Mapping,
  options: Partial<ImportOptions>,
  fileName: string,
  limit: number,
  signal?: AbortSignal,
  onRows?: (rows: number) => void,
): Promise<Surveyed> {
  return surveyTable(await openTable(bytes, openOptions(options, fileName, limit)), mapping, options, signal, onRows);
}

export function profilesOf(survey: Survey): ColumnProfiles {
  return new Map(Object.entries(survey.dates).map(([index, profile]) => [Number(index), profile]));
}

/** What the mapping leaves open, as far as the file has been looked at; nothing is known before that. */
export function questionsOf(
  mapping: Mapping | null,
  survey: Survey | null,
  options: Partial<ImportOptions>,
): OpenQuestion[] {
  if (mapping === null || survey === null || survey.key !== surveyKey(mapping, options)) return [];
  return openQuestions(mapping, profilesOf(survey));
}
