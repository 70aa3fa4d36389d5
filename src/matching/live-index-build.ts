/**
 * Builds the indexes of a program from the database: one for each large audience class of a register, one for the rest of a
 * register, one for all recovered weapons (docs/decisions/0008).
 *
 * Runs in a thread of its own, so that answers go on meanwhile; everything built lies in shared memory or is sent as plain values.
 */
import { createHash } from "node:crypto";
import type { Tx } from "../platform/database.ts";
import { ColumnsMaker } from "./engine/columns.ts";
import { buildSerialIndex, type SerialIndex } from "./engine/serial-index.ts";
import type { Vocabulary, TextField, Value } from "./engine/vocabulary.ts";
import { allRows, type IndexRow } from "./live-index-rows.ts";

/** A class of so many records is searched and counted by itself; smaller ones share an index that is searched and not counted. */
export const largeClass = 200;

/** One index with what says whose its records are. */
export interface BuiltPart {
  readonly file: string;
  readonly index: SerialIndex;
  /** Whether all its records have one audience, so that it may be counted. */
  readonly counted: boolean;
  /** Identifiers of the rows, 16 bytes each. */
  readonly ids: Uint8Array;
  /** Audience of each row: its place in `audiences`. */
  readonly audienceOf: Uint32Array;
  readonly audiences: readonly (readonly number[])[];
}

export interface Built {
  readonly parts: readonly BuiltPart[];
  readonly values: Readonly<Record<TextField, readonly Value[]>>;
  readonly rows: number;
  /** Oldest transaction that was still running when it was read: what is newer must be read again. */
  readonly horizon: string;
  readonly listsVersion: number;
}

/** Value of a hexadecimal digit by its code. */
const hexOf = new Uint8Array(128);
for (let value = 0; value < 16; value += 1) hexOf[value.toString(16).charCodeAt(0)] = value;

/** Writes an identifier as its 16 bytes: ten million of them are read at a start. */
function putId(id: string, to: Uint8Array, at: number): void {
  let place = at;
  for (let from = 0; from < 36; from += 2) {
    // The hyphens of its five groups.
    if (from === 8 || from === 13 || from === 18 || from === 23) from += 1;
    to[place++] = ((hexOf[id.charCodeAt(from)] as number) << 4) | (hexOf[id.charCodeAt(from + 1)] as number);
  }
}

export function idText(bytes: Uint8Array, row: number): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset + row * 16, 16).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/* Shared memory: a thread hands it over without a copy. */

function inSharedBytes(list: Uint8Array): Uint8Array {
  const made = new Uint8Array(new SharedArrayBuffer(list.length));
  made.set(list);
  return made;
}

function inSharedWords(list: Uint32Array): Uint32Array {
  const made = new Uint32Array(new SharedArrayBuffer(list.length * 4));
  made.set(list);
  return made;
}

/** Rows of one part on their way. */
export class PartMaker {
  readonly #file: string;
  readonly #counted: boolean;
  readonly #columns: ColumnsMaker;
  #ids: Buffer;
  #audienceOf: Uint32Array;
  readonly #audiences: (readonly number[])[] = [];
  readonly #known = new Map<string, number>();
  /** The same list comes again and again: by itself before by what is in it. */
  readonly #lists = new Map<readonly number[], number>();

  constructor(file: string, counted: boolean, vocabulary: Vocabulary) {
    this.#file = file;
    this.#counted = counted;
    this.#columns = new ColumnsMaker(vocabulary);
    this.#ids = Buffer.alloc(16 * 256);
    this.#audienceOf = new Uint32Array(256);
  }

  add(row: IndexRow): void {
    const at = this.#columns.rows;
    if (at >= this.#audienceOf.length) {
      const ids = Buffer.alloc(Math.ceil(this.#ids.length * 1.6) & ~15);
      this.#ids.copy(ids);
      this.#ids = ids;
      const audienceOf = new Uint32Array(ids.length / 16);
      audienceOf.set(this.#audienceOf);
      this.#audienceOf = audienceOf;
    }
    putId(row.id, this.#ids, at * 16);
    this.#audienceOf[at] = this.#lists.get(row.audience) ?? this.#audience(row.audience);
    this.#columns.add(row.weapon, row.readings);
  }

  #audience(list: readonly number[]): number {
    const name = list.join(",");
    let audience = this.#known.get(name);
    if (audience === undefined) {
      audience = this.#audiences.length;
      this.#audiences.push(list);
      this.#known.set(name, audience);
    }
    this.#lists.set(list, audience);
    return audience;
  }

  part(): BuiltPart {
    const count = this.#columns.rows;
    return {
      file: this.#file,
      index: buildSerialIndex(this.#columns.columns()),
      counted: this.#counted,
      ids: inSharedBytes(this.#ids.subarray(0, count * 16)),
      audienceOf: inSharedWords(this.#audienceOf.subarray(0, count)),
      audiences: this.#audiences,
    };
  }
}

/** Reads and builds all. One transaction: one moment. */
export async function buildIndexes(tx: Tx, vocabulary: Vocabulary, listsVersion: number): Promise<Built> {
  const [moment] = await tx.query<{ horizon: string }>(
    "select pg_snapshot_xmin(pg_current_snapshot())::text as horizon",
  );
  const sizes = await tx.query<{ file: string; audience: number[]; size: number }>(
    "select register_id::text as file, audience, count(*)::int as size from registers.record where state = 'active' group by 1, 2",
  );
  const className = (file: string, audience: readonly number[]): string =>
    createHash("sha1")
      .update(`${file}:${audience.join(",")}`)
      .digest("base64");
  const large = new Set(
    sizes.filter(({ size }) => size >= largeClass).map(({ file, audience }) => className(file, audience)),
  );
  const makers = new Map<string, PartMaker>();
  let rows = 0;
  const put = (name: string, file: string, counted: boolean, row: IndexRow): void => {
    let maker = makers.get(name);
    if (maker === undefined) makers.set(name, (maker = new PartMaker(file, counted, vocabulary)));
    maker.add(row);
    rows += 1;
  };
  // The same audience again and again: its name is worked out once.
  const names = new Map<readonly number[], Map<string, string>>();
  for await (const batch of allRows(tx, 1))
    for (const row of batch) {
      let ofList = names.get(row.audience);
      if (ofList === undefined) names.set(row.audience, (ofList = new Map()));
      let name = ofList.get(row.file);
      if (name === undefined) ofList.set(row.file, (name = className(row.file, row.audience)));
      const counted = large.has(name);
      put(counted ? name : `rest ${row.file}`, row.file, counted, row);
    }
  for await (const batch of allRows(tx, 2)) for (const row of batch) put("firearm", row.file, false, row);
  return {
    parts: [...makers.values()].map((maker) => maker.part()),
    values: vocabulary.values,
    rows,
    horizon: moment?.horizon ?? "0",
    listsVersion,
  };
}
