/**
 * Identifiers of records, and the number that people read to each other.
 *
 * Promises: `uuidv7` grows with time also within one millisecond (RFC 9562 §5.7 and §6.2), so indexes stay dense; a
 * record number names no office, no year and no count, and a slip of the hand or the tongue in it is noticed.
 * Refuses: counters, which would tell one institution how much another recorded (architecture §4).
 */
import { randomBytes, randomFillSync } from "node:crypto";
import { systemClock, type Clock } from "./clock.ts";

let lastMillisecond = 0;
let sequence = 0;

const pool = Buffer.allocUnsafe(8_192);
let poolAt = pool.length;

/** Sixteen random bytes, drawn from the system in large pieces: an import makes millions. */
function sixteenRandomBytes(): Buffer {
  if (poolAt + 16 > pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  const bytes = Buffer.from(pool.subarray(poolAt, poolAt + 16));
  poolAt += 16;
  return bytes;
}

/** A new UUID version 7. The twelve bits after the time count within the millisecond, from a random beginning. */
export function uuidv7(clock: Clock = systemClock): string {
  const bytes = sixteenRandomBytes();
  const now = clock.now().getTime();
  if (now > lastMillisecond) {
    lastMillisecond = now;
    sequence = bytes.readUInt16BE(6) & 0x07ff;
  } else {
    // Same millisecond, or a clock that was set back: order is kept, time borrows from the future when the count is full.
    sequence += 1;
    if (sequence > 0x0fff) {
      lastMillisecond += 1;
      sequence = bytes.readUInt16BE(6) & 0x07ff;
    }
  }
  bytes.writeUIntBE(lastMillisecond, 0, 6);
  bytes.writeUInt16BE(0x7000 | sequence, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** The instant inside a version 7 UUID, or undefined for another kind. */
export function uuidInstant(uuid: string): Date | undefined {
  if (!isUuid(uuid) || uuid[14] !== "7") return undefined;
  return new Date(Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16));
}

/** Crockford's alphabet: no I, L, O, U, which are misheard and misread. */
const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** What people write instead, in Latin and on a Cyrillic keyboard; only letters that look the same. */
const FORGIVEN: Readonly<Record<string, string>> = {
  O: "0", I: "1", L: "1",
  А: "A", В: "B", С: "C", Е: "E", Н: "H", К: "K", М: "M", О: "0", Р: "P", Т: "T", Х: "X", І: "1", З: "3",
}; // prettier-ignore

const PREFIX = "TM";

/** Multiplication in the field of 32 elements, modulo x⁵ + x² + 1. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 0, shifted = a; bit < 5; bit += 1) {
    if ((b >> bit) & 1) product ^= shifted;
    shifted = (shifted << 1) ^ (shifted & 0x10 ? 0x25 : 0);
  }
  return product;
}

/**
 * The check value over nine values of five bits. Each place has its own weight (a power of the generator 2), so any one wrong
 * symbol and any two exchanged symbols change the check, wherever they stand.
 */
function checkOf(values: readonly number[]): number {
  let weight = 1;
  let sum = 0;
  for (const value of values) {
    weight = times(weight, 2);
    sum ^= times(value, weight);
  }
  return sum;
}

/**
 * A new record number `TM-XXXXX-XXXXX`: 45 random bits and a check symbol, so that ten million
 * records make about one collision in all; the unique index then refuses the transaction, which is tried again.
 */
export function recordNumber(): string {
  const values = Array.from(randomBytes(9), (byte) => byte & 31);
  const text = [...values, checkOf(values)].map((value) => SYMBOLS[value] ?? "").join("");
  return `${PREFIX}-${text.slice(0, 5)}-${text.slice(5)}`;
}

/**
 * Reads a record number as people write it: any case, with or without prefix, dashes and blanks, O for 0, I or L for 1,
 * Cyrillic letters that look the same. Returns the number in its one form, or undefined when it is none or its check fails.
 */
export function parseRecordNumber(text: string): string | undefined {
  const symbols = Array.from(text.normalize("NFKC").toUpperCase(), (letter) => FORGIVEN[letter] ?? letter)
    .filter((letter) => !/[\s\p{Pd}._/−]/u.test(letter))
    .join("");
  const body = symbols.length === 12 && symbols.startsWith(PREFIX) ? symbols.slice(2) : symbols;
  if (body.length !== 10) return undefined;
  const values = Array.from(body, (letter) => SYMBOLS.indexOf(letter));
  if (values.includes(-1) || checkOf(values.slice(0, 9)) !== values[9]) return undefined;
  return `${PREFIX}-${body.slice(0, 5)}-${body.slice(5)}`;
}
