/**
 * How much an uploaded table may cost us, and the words for "no".
 *
 * Promises: every refusal of a file is a Problem with one stable code beginning `table-`, and every limit counts what
 * really came out (bytes, rows, characters), never what a header of the file declares (GHSA-rcw4-f5rp-g42v: a bomb that
 * declares size 0). Refuses: unlimited anything.
 */
import { Problem } from "../../platform/problem.ts";

export interface TableLimits {
  /** Bytes of the file as uploaded. */
  readonly bytesIn: number;
  /** Bytes after unpacking, all parts that are read together. */
  readonly bytesUnpacked: number;
  /** Bytes out per byte in; looked at only once more than `ratioFloor` bytes came out. */
  readonly ratio: number;
  readonly ratioFloor: number;
  /** Entries of a zip archive. */
  readonly entries: number;
  readonly rows: number;
  readonly columns: number;
  /** UTF-16 code units in one cell. */
  readonly cellLength: number;
  /** UTF-16 code units in one row. */
  readonly rowLength: number;
  /** Bytes of all shared strings of a workbook, which must be held in memory. */
  readonly sharedStringBytes: number;
  /** Merged ranges of a sheet. */
  readonly mergedRanges: number;
}

const MiB = 1024 * 1024;

export const defaultLimits: TableLimits = {
  bytesIn: 1024 * MiB,
  bytesUnpacked: 4096 * MiB,
  ratio: 250,
  ratioFloor: 32 * MiB,
  entries: 2_000,
  rows: 12_000_000,
  columns: 1_024,
  cellLength: 131_072,
  rowLength: 4 * MiB,
  sharedStringBytes: 512 * MiB,
  mergedRanges: 100_000,
};

export type TableProblemCode =
  | "table-empty"
  | "table-too-large"
  | "table-unpacked-too-large"
  | "table-compression-ratio"
  | "table-too-many-entries"
  | "table-too-many-rows"
  | "table-too-many-columns"
  | "table-too-many-merges"
  | "table-cell-too-long"
  | "table-text-too-long"
  | "table-row-too-long"
  | "table-shared-strings-too-large"
  | "table-nul"
  | "table-quote-open"
  | "table-encoding-unknown"
  | "table-format-unsupported"
  | "table-password-protected"
  | "table-gzip-malformed"
  | "table-zip-malformed"
  | "table-zip-no-table"
  | "table-zip-several-tables"
  | "table-nested-archive"
  | "table-xlsx-malformed"
  | "table-xml-declaration"
  | "table-sheet-missing"
  | "table-export-too-many-rows"
  | "table-export-cell-too-long";

const tooLarge = new Set<TableProblemCode>([
  "table-too-large",
  "table-unpacked-too-large",
  "table-compression-ratio",
  "table-too-many-entries",
  "table-too-many-rows",
  "table-too-many-columns",
  "table-too-many-merges",
  "table-cell-too-long",
  "table-text-too-long",
  "table-row-too-long",
  "table-shared-strings-too-large",
]);

/** A refusal of the whole file: 413 when it is too much, 422 when it is not readable as a table. */
export function tableProblem(
  code: TableProblemCode,
  values: Readonly<Record<string, string | number>> = {},
  cause?: unknown,
): Problem {
  const row = values["row"];
  const column = values["column"];
  const place = row === undefined ? undefined : column === undefined ? `row ${row}` : `row ${row}, column ${column}`;
  return new Problem({
    status: tooLarge.has(code) ? 413 : 422,
    code,
    values,
    ...(place === undefined ? {} : { fields: [{ path: place, code, values }] }),
    cause,
  });
}

/**
 * Counts what comes out of a decompressor against what went in. One meter serves a whole file, so that many small
 * bombs in one archive add up.
 */
export class UnpackMeter {
  readonly limits: TableLimits;
  readonly #packed: number;
  #unpacked = 0;

  /** @param packed bytes of the whole file as uploaded, or 0 while not yet known (see `ratioAgainst`). */
  constructor(limits: TableLimits, packed: number) {
    this.limits = limits;
    this.#packed = packed;
  }

  get unpacked(): number {
    return this.#unpacked;
  }

  /** Adds real bytes. Throws `table-unpacked-too-large` or `table-compression-ratio`. */
  count(bytes: number, packedSoFar: number = this.#packed): void {
    this.#unpacked += bytes;
    if (this.#unpacked > this.limits.bytesUnpacked) {
      throw tableProblem("table-unpacked-too-large", { limit: this.limits.bytesUnpacked });
    }
    if (this.#unpacked > this.limits.ratioFloor && this.#unpacked > this.limits.ratio * Math.max(packedSoFar, 1)) {
      throw tableProblem("table-compression-ratio", { limit: this.limits.ratio });
    }
  }
}
