/**
 * Arrays in PostgreSQL's binary form: how a chunk of records travels, a column each.
 *
 * Promises: what `add_records` takes, without a text in between (a million rows are parsed neither as JSON nor as array literals); a column
 * that holds nothing is null. Refuses: to know what the columns mean.
 */

const oids = { text: 25, int4: 23, int8: 20, uuid: 2950, date: 1082, jsonb: 3802, bool: 16 } as const;
type ElementType = keyof typeof oids;

const headerBytes = 20;
/** Days between the epochs of JavaScript and of PostgreSQL. */
const epochDays = 10_957;

/** One array under construction. Elements are written in their order. */
export class ArrayWriter {
  readonly #oid: number;
  #bytes: Buffer;
  #at = headerBytes;
  #count = 0;
  #nulls = 0;

  constructor(type: ElementType, expected = 64 * 1024) {
    this.#oid = oids[type];
    this.#bytes = Buffer.allocUnsafeSlow(expected);
  }

  #room(more: number): void {
    if (this.#at + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#at + more));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }

  #int(value: number): void {
    const bytes = this.#bytes;
    const at = this.#at;
    bytes[at] = value >>> 24;
    bytes[at + 1] = value >>> 16;
    bytes[at + 2] = value >>> 8;
    bytes[at + 3] = value;
    this.#at = at + 4;
  }

  nothing(): void {
    this.#room(4);
    this.#int(-1);
    this.#count += 1;
    this.#nulls += 1;
  }

  text(value: string | null): void {
    if (value === null) this.nothing();
    else this.#string(value, false);
  }

  /** Text of a jsonb; null: no value. */
  json(value: string | null): void {
    if (value === null) this.nothing();
    else this.#string(value, true);
  }

  #string(value: string, json: boolean): void {
    const { length } = value;
    this.#room(length * 3 + 5);
    const begin = this.#at;
    this.#at += 4;
    // The version of the binary form.
    if (json) this.#bytes[this.#at++] = 1;
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = 0; index < length; index += 1) {
      const unit = value.charCodeAt(index);
      if (unit < 0x80) bytes[at++] = unit;
      else if (unit < 0x800) {
        bytes[at++] = 0xc0 | (unit >> 6);
        bytes[at++] = 0x80 | (unit & 63);
      } else {
        // Rare in these fields: the rest by the library, which knows of pairs.
        at += bytes.write(value.slice(index), at, "utf8");
        break;
      }
    }
    this.#at = begin;
    this.#int(at - begin - 4);
    this.#at = at;
    this.#count += 1;
  }

  int(value: number | null): void {
    if (value === null) return this.nothing();
    this.#room(8);
    this.#int(4);
    this.#int(value);
    this.#count += 1;
  }

  bigint(value: bigint | null): void {
    if (value === null) return this.nothing();
    this.#room(12);
    this.#int(8);
    this.#bytes.writeBigInt64BE(value, this.#at);
    this.#at += 8;
    this.#count += 1;
  }

  /** @param value ISO day */
  day(value: string | null): void {
    this.int(value === null ? null : daysOf(value));
  }

  bool(value: boolean): void {
    this.#room(5);
    this.#int(1);
    this.#bytes[this.#at++] = value ? 1 : 0;
    this.#count += 1;
  }

  /** Sixteen bytes of `from`, of a UUID or anything of its size. */
  uuid(from: Uint8Array, at = 0): void {
    this.#room(20);
    this.#int(16);
    for (let index = at; index < at + 16; index += 1) this.#bytes[this.#at++] = from[index] ?? 0;
    this.#count += 1;
  }

  /** Sixteen bytes, as text of one byte a character. */
  latin1(value: string): void {
    this.#room(20);
    this.#int(16);
    for (let index = 0; index < 16; index += 1) this.#bytes[this.#at++] = value.charCodeAt(index);
    this.#count += 1;
  }

  /** The array, in memory of its own size; null where it holds nothing but nulls. The writer begins anew. */
  done(): Uint8Array | null {
    const [end, count, nulls] = [this.#at, this.#count, this.#nulls];
    this.#count = 0;
    this.#nulls = 0;
    if (nulls === count) {
      this.#at = headerBytes;
      return null;
    }
    this.#at = 0;
    this.#int(1);
    this.#int(nulls > 0 ? 1 : 0);
    this.#int(this.#oid);
    this.#int(count);
    this.#int(1);
    this.#at = headerBytes;
    return new Uint8Array(this.#bytes.subarray(0, end));
  }
}

/** Days since 2000-01-01 of an ISO day; years from 1 to 9999. */
export function daysOf(day: string): number {
  let found = knownDays.get(day);
  if (found === undefined) {
    found = Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000) - epochDays;
    if (knownDays.size > 50_000) knownDays.clear();
    knownDays.set(day, found);
  }
  return found;
}
const knownDays = new Map<string, number>();

/** The bytes of a UUID as text, written into `into` at `at`. */
export function putUuid(uuid: string, into: Uint8Array, at: number): void {
  let to = at;
  for (let from = 0; from < 36; from += 2) {
    if (uuid.charCodeAt(from) === 45) from += 1;
    into[to++] = (nibble(uuid.charCodeAt(from)) << 4) | nibble(uuid.charCodeAt(from + 1));
  }
}

function nibble(code: number): number {
  return code < 58 ? code - 48 : (code | 32) - 87;
}

/** The `at`th UUID of a row of them, as text. */
export function uuidAt(ids: Uint8Array, at: number): string {
  const hex = Buffer.from(ids.buffer, ids.byteOffset + at * 16, 16).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
