/**
 * Reads named parts of a zip archive, nothing else.
 *
 * Promises: sizes are counted, not believed; a part is complete and its checksum right, or it is a Problem. Refuses:
 * encryption, other methods than stored and deflate, two parts of one name, overlapping parts (the overlap bomb), more
 * entries than the limit. Nothing is ever written under a name from the archive.
 */
import { crc32 } from "node:zlib";
import type { UnpackMeter } from "./limits.ts";
import { tableProblem } from "./limits.ts";
import type { Spool } from "./spool.ts";
import { unpack } from "./unpack.ts";

export interface ZipEntry {
  readonly name: string;
  readonly packed: number;
  readonly unpacked: number;
  readonly crc: number;
  readonly method: number;
  readonly encrypted: boolean;
  readonly offset: number;
}

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const U32 = 0xffffffff;

function malformed(reason: string, part = "", cause?: unknown) {
  return tableProblem("table-zip-malformed", part === "" ? { reason } : { reason, part }, cause);
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function whole(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw malformed("size");
  return Number(value);
}

export class ZipArchive {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  readonly #spool: Spool;
  readonly #meter: UnpackMeter;

  private constructor(spool: Spool, meter: UnpackMeter, entries: ReadonlyMap<string, ZipEntry>) {
    this.#spool = spool;
    this.#meter = meter;
    this.entries = entries;
  }

  /** Reads the directory at the end. Throws `table-zip-malformed`, `table-too-many-entries`. */
  static async open(spool: Spool, meter: UnpackMeter): Promise<ZipArchive> {
    const directory = await findDirectory(spool);
    if (directory.count > meter.limits.entries) {
      throw tableProblem("table-too-many-entries", { limit: meter.limits.entries });
    }
    const end = directory.offset + directory.size;
    if (end > spool.size || directory.size > 64 * 1024 * 1024) throw malformed("directory");
    const bytes = await spool.read(directory.offset, directory.size);
    const entries = new Map<string, ZipEntry>();
    let at = 0;
    for (let i = 0; i < directory.count; i += 1) {
      const { entry, next } = centralEntry(bytes, at);
      if (entries.has(entry.name)) throw malformed("duplicate", entry.name);
      entries.set(entry.name, entry);
      at = next;
    }
    refuseOverlap([...entries.values()], directory.offset);
    return new ZipArchive(spool, meter, entries);
  }

  /** The bytes of one part. Throws when damaged, cut, encrypted, or beyond the limits. */
  async *read(entry: ZipEntry): AsyncGenerator<Uint8Array> {
    if (entry.encrypted) throw tableProblem("table-password-protected", { part: entry.name });
    if (entry.method !== 0 && entry.method !== 8) throw malformed("method", entry.name);
    const head = await this.#spool.read(entry.offset, 30);
    if (head.length < 30 || view(head).getUint32(0, true) !== LOCAL) throw malformed("part", entry.name);
    const start = entry.offset + 30 + view(head).getUint16(26, true) + view(head).getUint16(28, true);
    if (start + entry.packed > this.#spool.size) throw malformed("truncated", entry.name);
    const raw = this.#raw(start, entry.packed);
    let crc = 0;
    let size = 0;
    const fault = (cause: unknown) => malformed("part", entry.name, cause);
    const bytes = entry.method === 8 ? unpack(raw, "deflate-raw", this.#meter, fault) : this.#stored(raw);
    for await (const chunk of bytes) {
      crc = crc32(chunk, crc);
      size += chunk.length;
      yield chunk;
    }
    if (size !== entry.unpacked || crc !== entry.crc) throw malformed("checksum", entry.name);
  }

  async *#raw(start: number, length: number): AsyncGenerator<Uint8Array> {
    const step = 256 * 1024;
    for (let at = 0; at < length; at += step) yield await this.#spool.read(start + at, Math.min(step, length - at));
  }

  async *#stored(raw: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of raw) {
      this.#meter.count(chunk.length);
      yield chunk;
    }
  }
}

async function findDirectory(spool: Spool): Promise<{ offset: number; size: number; count: number }> {
  const tailLength = Math.min(spool.size, 65_557);
  const tailStart = spool.size - tailLength;
  const tail = await spool.read(tailStart, tailLength);
  const v = view(tail);
  for (let at = tail.length - 22; at >= 0; at -= 1) {
    if (v.getUint32(at, true) !== END || at + 22 + v.getUint16(at + 20, true) > tail.length) continue;
    const count = v.getUint16(at + 10, true);
    const size = v.getUint32(at + 12, true);
    const offset = v.getUint32(at + 16, true);
    if (count !== 0xffff && size !== U32 && offset !== U32) return { count, size, offset };
    const locator = await spool.read(tailStart + at - 20, 20);
    if (tailStart + at < 20 || view(locator).getUint32(0, true) !== LOCATOR64) return { count, size, offset };
    const record = await spool.read(whole(view(locator).getBigUint64(8, true)), 56);
    if (record.length < 56 || view(record).getUint32(0, true) !== END64) throw malformed("directory");
    const r = view(record);
    return {
      count: whole(r.getBigUint64(32, true)),
      size: whole(r.getBigUint64(40, true)),
      offset: whole(r.getBigUint64(48, true)),
    };
  }
  throw malformed("truncated");
}

function centralEntry(bytes: Uint8Array, at: number): { entry: ZipEntry; next: number } {
  if (at + 46 > bytes.length) throw malformed("directory");
  const v = view(bytes);
  if (v.getUint32(at, true) !== CENTRAL) throw malformed("directory");
  const nameLength = v.getUint16(at + 28, true);
  const extraLength = v.getUint16(at + 30, true);
  const next = at + 46 + nameLength + extraLength + v.getUint16(at + 32, true);
  if (next > bytes.length) throw malformed("directory");
  const name = Buffer.from(bytes.subarray(at + 46, at + 46 + nameLength))
    .toString("utf8")
    .replaceAll("\\", "/");
  let packed = v.getUint32(at + 20, true);
  let unpacked = v.getUint32(at + 24, true);
  let offset = v.getUint32(at + 42, true);
  const extraEnd = at + 46 + nameLength + extraLength;
  for (let x = at + 46 + nameLength; x + 4 <= extraEnd; x += 4 + v.getUint16(x + 2, true)) {
    if (v.getUint16(x, true) !== 1) continue;
    let field = x + 4;
    const stop = Math.min(extraEnd, field + v.getUint16(x + 2, true));
    const take = (): number => {
      if (field + 8 > stop) throw malformed("directory", name);
      const value = whole(v.getBigUint64(field, true));
      field += 8;
      return value;
    };
    if (unpacked === U32) unpacked = take();
    if (packed === U32) packed = take();
    if (offset === U32) offset = take();
  }
  const entry = {
    name,
    packed,
    unpacked,
    offset,
    crc: v.getUint32(at + 16, true),
    method: v.getUint16(at + 10, true),
    encrypted: (v.getUint16(at + 8, true) & 1) === 1,
  };
  return { entry, next };
}

/** Parts that share bytes are how 10 MB unpack to 281 TB without nesting. */
function refuseOverlap(entries: readonly ZipEntry[], directory: number): void {
  const sorted = [...entries].sort((a, b) => a.offset - b.offset);
  for (const [i, entry] of sorted.entries()) {
    const limit = sorted[i + 1]?.offset ?? directory;
    if (entry.offset + 30 + entry.packed > limit) throw malformed("overlap", entry.name);
  }
}
