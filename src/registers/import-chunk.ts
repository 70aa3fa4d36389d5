/**
 * Some thousand judged rows on their way to the database: what becomes of each, and the records they are, a column each.
 *
 * Promises: one outcome a row with its cells, none left out; everything is in the form in which the database takes it, so that whoever
 * hands it on has nothing to do with single rows. Refuses: to judge (`rowJudge` does).
 */
import { zstdCompressSync, zstdDecompressSync, constants } from "node:zlib";
import { ArrayWriter, putUuid } from "./import-arrays.ts";
import { contentOf, jsonbText } from "./import-content.ts";
import type { JudgedRow } from "./judge-row.ts";
import type { NewRecord } from "./record-of-row.ts";
import type { RowRecovery } from "./recovery-of-row.ts";
import type { Finding, RowStatus } from "./tabular/row-outcome.ts";

/** Records of a chunk, in the order of their rows. */
export interface RecordColumns {
  readonly count: number;
  /** Sixteen bytes a record. */
  readonly ids: Uint8Array;
  /** Parameters of `registers.add_records` behind the run, in their order. */
  readonly columns: readonly (Uint8Array | null)[];
  /** The last of the columns: uuid[]. */
  readonly contents: Uint8Array | null;
  /** The first keys among the columns: bigint[]. */
  readonly keys: Uint8Array | null;
  /** Positions of records that bear a reference, and what it is. */
  readonly references: readonly (readonly [at: number, reference: string])[];
}

export interface JudgedChunk {
  readonly rows: number;
  readonly firstRow: number;
  readonly lastRow: number;
  /** int4[] */
  readonly rowNumbers: Uint8Array | null;
  /** A letter a row: a, d, r. */
  readonly outcomes: Uint8Array;
  /** How often each code of a finding occurs. */
  readonly codes: Readonly<Record<string, number>>;
  /** Cells and findings of the rows: JSON, compressed. */
  readonly packed: Uint8Array;
  readonly records: RecordColumns | null;
  readonly recoveries: readonly { readonly row: number; readonly recovery: RowRecovery }[] | null;
}

export const letterOf: Readonly<Record<RowStatus, number>> = { accepted: 0x61, doubtful: 0x64, refused: 0x72 };
const statusOf = new Map<number, RowStatus>([
  [0x61, "accepted"],
  [0x64, "doubtful"],
  [0x72, "refused"],
]);

export function statusOfLetter(letter: number | undefined): RowStatus {
  return statusOf.get(letter ?? 0) ?? "refused";
}

/** Fast rather than small: it is written once a row and read by the page. */
const packing = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

export type UnpackedRow = readonly [cells: string[], findings?: Finding[]];

/** @param bytes `JudgedChunk.packed`, or plain JSON */
export function unpackedRows(bytes: Uint8Array): readonly UnpackedRow[] {
  const plain = bytes[0] === 0x5b ? Buffer.from(bytes) : zstdDecompressSync(bytes);
  return JSON.parse(plain.toString("utf8")) as UnpackedRow[];
}

/** Records on their way into columns, one by one. */
class RecordWriter {
  #count = 0;
  #ids: Uint8Array;
  #references: (readonly [at: number, reference: string])[] = [];
  readonly #id = this.#column("uuid");
  readonly #rowNumber = this.#column("int4");
  readonly #reason = this.#column("text");
  readonly #typeCode = this.#column("text");
  readonly #typeWritten = this.#column("text");
  readonly #makeCode = this.#column("text");
  readonly #makeWritten = this.#column("text");
  readonly #modelCode = this.#column("text");
  readonly #modelWritten = this.#column("text");
  readonly #calibreCode = this.#column("text");
  readonly #calibreWritten = this.#column("text");
  readonly #country = this.#column("text");
  readonly #year = this.#column("int4");
  readonly #series = this.#column("text");
  readonly #number = this.#column("text");
  readonly #serialWritten = this.#column("text");
  readonly #serialNormal = this.#column("text");
  readonly #keys = [this.#column("int8"), this.#column("int8"), this.#column("int8"), this.#column("int8")] as const;
  readonly #lostOn = this.#column("date");
  readonly #enteredOn = this.#column("date");
  readonly #authority = this.#column("text");
  readonly #reference = this.#column("text");
  readonly #note = this.#column("text");
  readonly #more = this.#column("jsonb");
  readonly #content = this.#column("uuid");

  constructor(expected: number) {
    this.#ids = new Uint8Array(expected * 16);
  }

  #column(type: ConstructorParameters<typeof ArrayWriter>[0]): ArrayWriter {
    return new ArrayWriter(type);
  }

  add(record: NewRecord): void {
    const at = this.#count;
    putUuid(record.id, this.#ids, at * 16);
    this.#id.uuid(this.#ids, at * 16);
    this.#rowNumber.int(record.rowNumber);
    this.#reason.text(record.reason);
    this.#typeCode.text(record.typeCode);
    this.#typeWritten.text(record.typeWritten);
    this.#makeCode.text(record.makeCode);
    this.#makeWritten.text(record.makeWritten);
    this.#modelCode.text(record.modelCode);
    this.#modelWritten.text(record.modelWritten);
    this.#calibreCode.text(record.calibreCode);
    this.#calibreWritten.text(record.calibreWritten);
    this.#country.text(record.country);
    this.#year.int(record.year);
    this.#series.text(record.series);
    this.#number.text(record.number);
    this.#serialWritten.text(record.serialWritten);
    this.#serialNormal.text(record.serialNormal);
    const keys = record.serialKeys;
    for (let place = 0; place < 4; place += 1) this.#keys[place]?.bigint(keys[place] ?? null);
    this.#lostOn.day(record.lostOn);
    this.#enteredOn.day(record.enteredOn);
    this.#authority.text(record.authority);
    this.#reference.text(record.reference);
    this.#note.text(record.note);
    const more = jsonbText(record.more);
    this.#more.json(more === "{}" ? null : more);
    this.#content.latin1(contentOf(record, more));
    if (record.reference !== null) this.#references.push([at, record.reference]);
    this.#count = at + 1;
  }

  done(): RecordColumns | null {
    if (this.#count === 0) return null;
    const [count, references] = [this.#count, this.#references];
    this.#count = 0;
    this.#references = [];
    const contents = this.#content.done();
    const [first, ...keys] = this.#keys.map((key) => key.done());
    return {
      count,
      ids: this.#ids.slice(0, count * 16),
      columns: [
        this.#id.done(),
        this.#rowNumber.done(),
        this.#reason.done(),
        this.#typeCode.done(),
        this.#typeWritten.done(),
        this.#makeCode.done(),
        this.#makeWritten.done(),
        this.#modelCode.done(),
        this.#modelWritten.done(),
        this.#calibreCode.done(),
        this.#calibreWritten.done(),
        this.#country.done(),
        this.#year.done(),
        this.#series.done(),
        this.#number.done(),
        this.#serialWritten.done(),
        this.#serialNormal.done(),
        first ?? null,
        ...keys,
        this.#lostOn.done(),
        this.#enteredOn.done(),
        this.#authority.done(),
        this.#reference.done(),
        this.#note.done(),
        this.#more.done(),
        contents,
      ],
      contents,
      keys: first ?? null,
      references,
    };
  }
}

/** The columns of these records alone. */
export function recordColumns(records: readonly NewRecord[]): RecordColumns | null {
  const writer = new RecordWriter(records.length);
  for (const record of records) writer.add(record);
  return writer.done();
}

/** Rows on their way into a chunk. What was judged of a row is written down at once and let go. */
export class ChunkBuilder {
  rows = 0;
  #first = 0;
  #last = 0;
  readonly #numbers: ArrayWriter;
  readonly #outcomes: Uint8Array;
  #codes: Record<string, number> = {};
  readonly #records: RecordWriter;
  #recoveries: { row: number; recovery: RowRecovery }[] = [];
  #json = "";

  /** @param most rows of the chunk */
  constructor(most: number) {
    this.#numbers = new ArrayWriter("int4", 32 + most * 8);
    this.#outcomes = new Uint8Array(most);
    this.#records = new RecordWriter(most);
  }

  add({ row, cells, outcome, record, recovery }: JudgedRow): void {
    if (this.rows === 0) this.#first = row;
    this.#last = row;
    this.#numbers.int(row);
    this.#outcomes[this.rows] = letterOf[outcome.status];
    const { findings } = outcome;
    for (const { code } of findings) this.#codes[code] = (this.#codes[code] ?? 0) + 1;
    this.#json += `${this.rows === 0 ? "[" : ","}${JSON.stringify(findings.length === 0 ? [cells] : [cells, findings])}`;
    if (record !== null) this.#records.add(record);
    if (recovery !== null) this.#recoveries.push({ row, recovery });
    this.rows += 1;
  }

  /** What was added since; the builder begins anew. */
  done(): JudgedChunk {
    const chunk: JudgedChunk = {
      rows: this.rows,
      firstRow: this.#first,
      lastRow: this.#last,
      rowNumbers: this.#numbers.done(),
      outcomes: this.#outcomes.slice(0, this.rows),
      codes: this.#codes,
      packed: new Uint8Array(zstdCompressSync(`${this.#json}]`, packing)),
      records: this.#records.done(),
      recoveries: this.#recoveries.length === 0 ? null : this.#recoveries,
    };
    this.rows = 0;
    this.#codes = {};
    this.#recoveries = [];
    this.#json = "";
    return chunk;
  }
}

/** The memory of a chunk, all its own: handed over instead of copied. */
export function memoryOf({ rowNumbers, outcomes, packed, records }: JudgedChunk): ArrayBuffer[] {
  const views = [rowNumbers, outcomes, packed, records?.ids, ...(records?.columns ?? [])];
  return views.flatMap((view) => (view?.buffer instanceof ArrayBuffer ? [view.buffer] : []));
}
