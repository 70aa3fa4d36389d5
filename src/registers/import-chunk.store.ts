/** The outcomes of the rows of an import in the database, some thousand in one. The only place with their SQL. */
import type { Tx } from "../platform/database.ts";
import type { Fate } from "./extract.store.ts";
import { letterOf, statusOfLetter, unpackedRows, type JudgedChunk } from "./import-chunk.ts";
import { ArrayWriter, putUuid } from "./import-arrays.ts";
import type { Finding, RowStatus } from "./tabular/row-outcome.ts";

const letterOfFate: Readonly<Record<Fate, number>> = { added: 0x61, unchanged: 0x75, changed: 0x63, returned: 0x72 };
const fateOf = new Map<number, Fate>(Object.entries(letterOfFate).map(([fate, letter]) => [letter, fate as Fate]));
const noFate = 0x2d;

/** What became of one row beside its outcome. */
export interface Place {
  readonly id: string | null;
  readonly fate: Fate | null;
}

/** Writes the outcomes of a chunk. @param places of its rows, by their place in the chunk; absent: neither record nor fate */
export async function insertChunk(
  tx: Tx,
  runId: string,
  chunk: JudgedChunk,
  places: readonly (Place | undefined)[],
): Promise<void> {
  const ids = new ArrayWriter("uuid", 32 + chunk.rows * 20);
  const fates = Buffer.alloc(chunk.rows, noFate);
  const bytes = new Uint8Array(16);
  for (let at = 0; at < chunk.rows; at += 1) {
    const place = places[at];
    if (place?.id == null) ids.nothing();
    else {
      putUuid(place.id, bytes, 0);
      ids.uuid(bytes);
    }
    if (place?.fate != null) fates[at] = letterOfFate[place.fate];
  }
  await tx.query(
    `insert into registers.import_chunk (run_id, first_row, last_row, row_numbers, outcomes, record_ids, fates, codes, rows)
     values ($1, $2, $3, $4::int[], $5::bytea, coalesce($6::uuid[], '{}'), $7::bytea, $8, $9::bytea)`,
    [
      runId,
      chunk.firstRow,
      chunk.lastRow,
      chunk.rowNumbers,
      chunk.outcomes,
      ids.done(),
      fates,
      Object.keys(chunk.codes),
      chunk.packed,
    ],
  );
}

/** Takes away the outcomes of a check before the import itself. */
export async function dropChunks(tx: Tx, runId: string): Promise<void> {
  await tx.query("delete from registers.import_chunk where run_id = $1", [runId]);
}

export interface OutcomeRow {
  readonly row_number: number;
  readonly outcome: RowStatus;
  readonly codes: readonly Finding[];
  readonly record_id: string | null;
  readonly fate: Fate | null;
  readonly cells: string[];
}

export interface OutcomeFilter {
  readonly outcome?: string | undefined;
  readonly code?: string | undefined;
  readonly fate?: Fate | undefined;
  /** These rows of the file alone. */
  readonly rows?: readonly number[] | undefined;
  readonly after: number;
  readonly limit: number;
}

interface ChunkRow {
  last_row: number;
  row_numbers: number[];
  outcomes: Buffer;
  record_ids: (string | null)[];
  fates: Buffer;
  rows: Buffer;
}

/** Outcomes in the order of the rows, from behind `after`. Chunks that hold nothing of what is asked for are passed over by the database. */
export async function outcomeRows(tx: Tx, runId: string, filter: OutcomeFilter): Promise<OutcomeRow[]> {
  const letter = isStatus(filter.outcome) ? letterOf[filter.outcome] : undefined;
  const fate = filter.fate === undefined ? undefined : letterOfFate[filter.fate];
  const wanted = filter.rows === undefined ? undefined : new Set(filter.rows);
  const found: OutcomeRow[] = [];
  for (let after = filter.after; found.length < filter.limit;) {
    const values: unknown[] = [runId, after];
    const bind = (value: unknown): string => `$${values.push(value)}`;
    const where = ["run_id = $1", "last_row > $2"];
    if (letter !== undefined) where.push(`position(${bind(Buffer.of(letter))}::bytea in outcomes) > 0`);
    if (fate !== undefined) where.push(`position(${bind(Buffer.of(fate))}::bytea in fates) > 0`);
    if (filter.code !== undefined) where.push(`codes @> array[${bind(filter.code)}]`);
    if (filter.rows !== undefined) where.push(`row_numbers && ${bind(filter.rows)}::int[]`);
    const [chunk] = await tx.query<ChunkRow>(
      `select last_row, row_numbers, outcomes, record_ids, fates, rows from registers.import_chunk where ${where.join(" and ")}
       order by first_row limit 1`,
      values,
    );
    if (chunk === undefined) break;
    const rows = unpackedRows(chunk.rows);
    for (const [at, number] of chunk.row_numbers.entries()) {
      if (number <= after || found.length >= filter.limit) continue;
      if (letter !== undefined && chunk.outcomes[at] !== letter) continue;
      if (fate !== undefined && chunk.fates[at] !== fate) continue;
      if (wanted !== undefined && !wanted.has(number)) continue;
      const [cells, codes] = rows[at] ?? [[]];
      if (filter.code !== undefined && !(codes ?? []).some(({ code }) => code === filter.code)) continue;
      found.push({
        row_number: number,
        outcome: statusOfLetter(chunk.outcomes[at]),
        codes: codes ?? [],
        record_id: chunk.record_ids[at] ?? null,
        fate: fateOf.get(chunk.fates[at] ?? 0) ?? null,
        cells,
      });
    }
    after = chunk.last_row;
  }
  return found;
}

function isStatus(value: string | undefined): value is RowStatus {
  return value !== undefined && value in letterOf;
}
