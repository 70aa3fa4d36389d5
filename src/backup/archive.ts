/**
 * An archive as a stream (docs/backup-format.md): a line that says what it is, a line that says who can open it, and the
 * encrypted, compressed body of frames: head, tables, sequences, keys, list.
 *
 * Promises: written and read in constant memory; the list at the end repeats rows, bytes and SHA-256 of every table, and is
 * compared with what was really read. Refuses: a body that goes on after its list, ends before it, or differs from it.
 */
import { createHash, type Hash } from "node:crypto";
import { Readable, pipeline } from "node:stream";
import { constants, createZstdCompress, createZstdDecompress } from "node:zlib";
import { z } from "zod";
import { decrypt, encrypt } from "./archive-cipher.ts";
import { ArchiveFault } from "./archive-fault.ts";
import { newArchiveKey, openArchiveKey, wrappedKey, type Reader, type Secret } from "./archive-key.ts";

const magic = "tamga-backup 1\n";
const mostLine = 4_096;
const mostFrame = 16 * 1024 * 1024;
const frames = { head: 1, table: 2, rows: 3, tableEnd: 4, sequences: 5, keys: 6, list: 7 } as const;

const keyLine = z.strictObject({
  cipher: z.literal("aes-256-gcm"),
  compression: z.literal("zstd"),
  key: wrappedKey,
  piece: z.literal(65_536),
});

export const archiveHead = z.object({
  format: z.literal(1),
  /** Version of the program that wrote it. */
  program: z.string(),
  createdAt: z.string(),
  server: z.string(),
  migrations: z.array(z.object({ number: z.number().int(), name: z.string(), checksum: z.string() })).min(1),
  /** Name of the node's journal, null before the first start. */
  origin: z.string().nullable(),
  /** The registered verifier key, and the last signed checkpoint. */
  journalKey: z.string().nullable(),
  journal: z.object({ size: z.number().int(), root: z.string(), note: z.string() }).nullable(),
  /** An estimate, for progress. */
  expectedRows: z.number(),
});
export type ArchiveHead = z.infer<typeof archiveHead>;

export const tableSum = z.object({
  table: z.string(),
  rows: z.number().int(),
  bytes: z.number().int(),
  sha256: z.string(),
});
export type TableSum = z.infer<typeof tableSum>;
const tableFrame = z.object({ table: z.string(), columns: z.array(z.string()) });
export const sequenceState = z.object({ sequence: z.string(), last: z.string().nullable() });
export type SequenceState = z.infer<typeof sequenceState>;
const keysFrame = z.object({ journalKey: z.string() });
const listFrame = z.object({
  tables: z.array(tableSum),
  rows: z.number().int(),
  sequences: z.number().int(),
  keys: z.boolean(),
});
export type ArchiveList = z.infer<typeof listFrame>;

/** A table as it is written: `rows` yields COPY text and returns the number of rows. */
export interface TableSource {
  readonly table: string;
  readonly columns: readonly string[];
  rows(): AsyncGenerator<Uint8Array, number, undefined>;
}

export interface ArchiveSource {
  readonly head: ArchiveHead;
  readonly tables: Iterable<TableSource>;
  readonly sequences: readonly SequenceState[];
  /** The stored form of the journal's signing key, where the operator wants it inside. */
  readonly journalSecret: string | null;
}

function frame(kind: number, data: Uint8Array): Buffer {
  const start = Buffer.alloc(5);
  start.writeUInt8(kind, 0);
  start.writeUInt32BE(data.length, 1);
  return Buffer.concat([start, data]);
}

const jsonFrame = (kind: number, value: unknown): Buffer => frame(kind, Buffer.from(JSON.stringify(value), "utf8"));

async function* body(source: ArchiveSource, finished: (list: ArchiveList) => void): AsyncGenerator<Buffer> {
  yield jsonFrame(frames.head, source.head);
  const sums: TableSum[] = [];
  for (const one of source.tables) {
    const { table, columns } = one;
    yield jsonFrame(frames.table, { table, columns });
    const hash = createHash("sha256");
    let bytes = 0;
    const copying = one.rows();
    let next = await copying.next();
    for (; next.done !== true; next = await copying.next()) {
      hash.update(next.value);
      bytes += next.value.length;
      yield frame(frames.rows, next.value);
    }
    const sum = { table, rows: next.value, bytes, sha256: hash.digest("hex") };
    sums.push(sum);
    yield jsonFrame(frames.tableEnd, sum);
  }
  yield jsonFrame(frames.sequences, source.sequences);
  if (source.journalSecret !== null) yield jsonFrame(frames.keys, { journalKey: source.journalSecret });
  const list: ArchiveList = {
    tables: sums,
    rows: sums.reduce((sum, one) => sum + one.rows, 0),
    sequences: source.sequences.length,
    keys: source.journalSecret !== null,
  };
  yield jsonFrame(frames.list, list);
  finished(list);
}

/** Both ends of a transform, errors of the source included. */
function through(
  source: AsyncIterable<Uint8Array>,
  transform: NodeJS.ReadWriteStream & AsyncIterable<unknown>,
): AsyncIterable<Buffer> {
  pipeline(Readable.from(source, { objectMode: false }), transform, () => undefined);
  return transform as AsyncIterable<unknown> as AsyncIterable<Buffer>;
}

/** Writes an archive for `reader`; yields bytes and returns the list. */
export async function* writeArchive(
  source: ArchiveSource,
  reader: Reader,
): AsyncGenerator<Buffer, ArchiveList, undefined> {
  const { key, wrapped } = await newArchiveKey(reader);
  const start = Buffer.from(
    `${magic}${JSON.stringify({ cipher: "aes-256-gcm", compression: "zstd", key: wrapped, piece: 65_536 })}\n`,
    "utf8",
  );
  yield start;
  let list: ArchiveList | undefined;
  const packed = through(
    body(source, (made) => (list = made)),
    createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3 } }),
  );
  yield* encrypt(packed, key, createHash("sha256").update(start).digest());
  if (list === undefined) throw new Error("the archive's body ended without its list");
  return list;
}

/** A stream of bytes from which exact amounts are taken. */
class Bytes {
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);
  taken = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async #fill(length: number): Promise<boolean> {
    const parts: Buffer[] = [this.#rest];
    let size = this.#rest.length;
    while (size < length) {
      const next = await this.#source.next();
      if (next.done === true) break;
      parts.push(Buffer.from(next.value.buffer, next.value.byteOffset, next.value.length));
      size += next.value.length;
    }
    this.#rest = parts.length === 1 ? this.#rest : Buffer.concat(parts);
    return size >= length;
  }

  /** Exactly `length` bytes; null at a clean end. @throws ArchiveFault when the stream ends in between */
  async take(length: number): Promise<Buffer | null> {
    if (!(await this.#fill(length))) {
      if (this.#rest.length === 0) return null;
      throw new ArchiveFault("cut-off", { piece: -1 });
    }
    const bytes = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    this.taken += length;
    return bytes;
  }

  /** A line with its LF, of at most `most` bytes; null when there is none. */
  async line(most: number): Promise<Buffer | null> {
    for (let size = 256; ; size = Math.min(most, size * 2)) {
      const enough = await this.#fill(size);
      const end = this.#rest.subarray(0, size).indexOf(0x0a);
      if (end >= 0) return await this.take(end + 1);
      if (!enough || size >= most) return null;
    }
  }

  async *rest(): AsyncGenerator<Buffer, void, undefined> {
    if (this.#rest.length > 0) yield this.#rest;
    this.#rest = Buffer.alloc(0);
    for (let next = await this.#source.next(); next.done !== true; next = await this.#source.next()) {
      yield Buffer.from(next.value.buffer, next.value.byteOffset, next.value.length);
    }
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }
}

export type ArchivePart =
  | {
      readonly kind: "table";
      readonly table: string;
      readonly columns: readonly string[];
      readonly rows: AsyncIterable<Buffer>;
    }
  | { readonly kind: "table-end"; readonly sum: TableSum }
  | { readonly kind: "sequences"; readonly sequences: readonly SequenceState[] }
  | { readonly kind: "keys"; readonly journalSecret: string }
  | { readonly kind: "list"; readonly list: ArchiveList };

export interface OpenArchive {
  readonly head: ArchiveHead;
  /**
   * The parts in their order. A table's rows must be read to their end before the next part is asked for. Ends after the
   * list was found equal to what was read. @throws ArchiveFault
   */
  parts(): AsyncGenerator<ArchivePart, void, undefined>;
}

function parsed<T>(schema: z.ZodType<T>, data: Buffer): T {
  try {
    return schema.parse(JSON.parse(data.toString("utf8")));
  } catch {
    throw new ArchiveFault("list-differs", { part: "form" });
  }
}

async function nextFrame(bytes: Bytes): Promise<{ kind: number; data: Buffer } | null> {
  const start = await bytes.take(5);
  if (start === null) return null;
  const length = start.readUInt32BE(1);
  if (length > mostFrame) throw new ArchiveFault("list-differs", { part: "frame" });
  const data = await bytes.take(length);
  if (data === null && length > 0) throw new ArchiveFault("cut-off", { piece: -1 });
  return { kind: start.readUInt8(0), data: data ?? Buffer.alloc(0) };
}

/** Reads one table's rows from the frames, summing as they pass. */
class TableReader {
  readonly table: string;
  readonly #bytes: Bytes;
  readonly #hash: Hash = createHash("sha256");
  #size = 0;
  sum: TableSum | null = null;

  constructor(table: string, bytes: Bytes) {
    this.table = table;
    this.#bytes = bytes;
  }

  async *rows(): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const next = await nextFrame(this.#bytes);
      if (next?.kind === frames.rows) {
        this.#hash.update(next.data);
        this.#size += next.data.length;
        yield next.data;
        continue;
      }
      if (next?.kind !== frames.tableEnd) throw new ArchiveFault("list-differs", { part: this.table });
      const sum = parsed(tableSum, next.data);
      if (sum.table !== this.table || sum.bytes !== this.#size || sum.sha256 !== this.#hash.digest("hex")) {
        throw new ArchiveFault("list-differs", { part: this.table });
      }
      this.sum = sum;
      return;
    }
  }
}

async function* readParts(bytes: Bytes): AsyncGenerator<ArchivePart, void, undefined> {
  const sums: TableSum[] = [];
  let sequences = 0;
  let keys = false;
  for (;;) {
    const next = await nextFrame(bytes);
    if (next === null) throw new ArchiveFault("cut-off", { piece: -1 });
    if (next.kind === frames.table) {
      const { table, columns } = parsed(tableFrame, next.data);
      const reader = new TableReader(table, bytes);
      yield { kind: "table", table, columns, rows: reader.rows() };
      if (reader.sum === null) throw new Error(`the rows of ${table} were not read to their end`);
      sums.push(reader.sum);
      yield { kind: "table-end", sum: reader.sum };
    } else if (next.kind === frames.sequences) {
      const states = parsed(z.array(sequenceState), next.data);
      sequences = states.length;
      yield { kind: "sequences", sequences: states };
    } else if (next.kind === frames.keys) {
      keys = true;
      yield { kind: "keys", journalSecret: parsed(keysFrame, next.data).journalKey };
    } else if (next.kind === frames.list) {
      const list = parsed(listFrame, next.data);
      const rows = sums.reduce((sum, one) => sum + one.rows, 0);
      if (JSON.stringify(list) !== JSON.stringify({ tables: sums, rows, sequences, keys }))
        throw new ArchiveFault("list-differs", { part: "list" });
      // Reading on to the end also lets the last encrypted piece prove that it is the last.
      if ((await nextFrame(bytes)) !== null) throw new ArchiveFault("list-differs", { part: "end" });
      yield { kind: "list", list };
      return;
    } else throw new ArchiveFault("list-differs", { part: "frame" });
  }
}

/** What an archive says without any key: who can open it. @throws ArchiveFault */
async function readStart(bytes: Bytes): Promise<{ key: z.infer<typeof wrappedKey>; bound: Buffer }> {
  const first = await bytes.line(64);
  if (first === null || !first.toString("latin1").startsWith("tamga-backup ")) throw new ArchiveFault("not-an-archive");
  if (first.toString("latin1") !== magic)
    throw new ArchiveFault("version-unknown", { found: first.toString("latin1").trim() });
  const second = await bytes.line(mostLine);
  if (second === null) throw new ArchiveFault("damaged", { piece: -1 });
  let value: unknown;
  try {
    value = JSON.parse(second.toString("utf8"));
  } catch {
    throw new ArchiveFault("damaged", { piece: -1 });
  }
  const line = keyLine.safeParse(value);
  if (!line.success) throw new ArchiveFault("damaged", { piece: -1 });
  return { key: line.data.key, bound: createHash("sha256").update(first).update(second).digest() };
}

/** zstd's own complaints about a body that decrypts: never seen in an archive of ours, and not to be taken for something else. */
async function* unpacked(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* through(source, createZstdDecompress());
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && String(fault.code).startsWith("ZSTD_"))
      throw new ArchiveFault("damaged", { piece: -1 });
    throw fault;
  }
}

/** Opens an archive and reads its head. `secretFor` is asked once it is known what sort of secret opens it. @throws ArchiveFault, Problem */
export async function openArchive(
  source: AsyncIterable<Uint8Array>,
  secretFor: (kind: "passphrase" | "x25519") => Promise<Secret>,
): Promise<OpenArchive> {
  const raw = new Bytes(source);
  const { key, bound } = await readStart(raw);
  const archiveKey = await openArchiveKey(key, await secretFor(key.kind));
  const inner = new Bytes(unpacked(decrypt(raw.rest(), archiveKey, bound)));
  const first = await nextFrame(inner);
  if (first?.kind !== frames.head) throw new ArchiveFault("list-differs", { part: "head" });
  const head = parsed(archiveHead, first.data);
  return { head, parts: () => readParts(inner) };
}
