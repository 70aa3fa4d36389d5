/**
 * Canonical JSON after RFC 8785 (JCS): one value, one text, so that a hash over it means something.
 *
 * Promises: keys sorted by UTF-16 code units, no white space, the shortest escapes, numbers as ECMAScript prints them;
 * two equal values give the same bytes on any machine. Refuses: everything that JSON cannot carry or that two programs
 * may read differently: undefined, NaN, infinities, integers beyond 2^53-1, bigints, lone surrogates, objects
 * that are not plain (dates, maps), and nesting deeper than 64.
 */

/** A value that canonical JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The deepest nesting of arrays and objects, the outermost counted as 1; part of the public format. */
export const MAX_DEPTH = 64;

export type CanonicalFault =
  | "not-json"
  | "number-not-finite"
  | "integer-not-safe"
  | "lone-surrogate"
  | "not-plain"
  | "too-deep";

/** Why a value has no canonical form, and where (JSON pointer, RFC 6901). */
export class CanonicalError extends TypeError {
  readonly code: CanonicalFault;
  readonly path: string;

  constructor(code: CanonicalFault, path: string) {
    super(`no canonical form: ${code} at ${path === "" ? "the top" : path}`);
    this.name = "CanonicalError";
    this.code = code;
    this.path = path;
  }
}

const PLAIN_ASCII = /^[ !#-[\]-~]*$/;

function writeString(text: string, path: () => string): string {
  // Most strings here are codes and identifiers: they need no escape and hold no surrogate.
  if (PLAIN_ASCII.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new CanonicalError("lone-surrogate", path());
  return JSON.stringify(text);
}

function writeNumber(value: number, path: () => string): string {
  if (!Number.isFinite(value)) throw new CanonicalError("number-not-finite", path());
  // An integer beyond 2^53-1 has neighbours that other programs read as the same number: refused in this profile.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw new CanonicalError("integer-not-safe", path());
  // ECMAScript's own printing is the one RFC 8785 section 3.2.2.3 prescribes; minus zero prints as 0.
  return String(value);
}

function write(value: unknown, room: number, path: () => string): string {
  switch (typeof value) {
    case "string":
      return writeString(value, path);
    case "number":
      return writeNumber(value, path);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      break;
    default:
      throw new CanonicalError("not-json", path());
  }
  if (value === null) return "null";
  if (room < 1) throw new CanonicalError("too-deep", path());
  if (Array.isArray(value)) return writeArray(value, room - 1, path);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new CanonicalError("not-plain", path());
  return writeObject(value as Record<string, unknown>, room - 1, path);
}

function writeArray(items: readonly unknown[], room: number, path: () => string): string {
  let out = "[";
  // An index loop on purpose: a hole reads as undefined and is refused, where map() would skip it.
  for (let at = 0; at < items.length; at += 1) {
    if (at > 0) out += ",";
    out += write(items[at], room, () => `${path()}/${at}`);
  }
  return `${out}]`;
}

function writeObject(object: Record<string, unknown>, room: number, path: () => string): string {
  let out = "{";
  // The default sort compares UTF-16 code units, as RFC 8785 section 3.2.3 asks.
  const keys = Object.keys(object).sort();
  for (const key of keys) {
    const here = (): string => `${path()}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (out.length > 1) out += ",";
    out += `${writeString(key, here)}:${write(object[key], room, here)}`;
  }
  return `${out}}`;
}

/**
 * The canonical text of a JSON value. `depth` is how deep arrays and objects may nest, the outermost counted as 1.
 * @throws CanonicalError with code and JSON pointer when the value has no canonical form.
 */
export function canonical(value: unknown, depth: number = MAX_DEPTH): string {
  return write(value, depth, () => "");
}

/** The canonical text as UTF-8 bytes, the form that is hashed. @throws CanonicalError */
export function canonicalBytes(value: unknown): Buffer {
  return Buffer.from(canonical(value), "utf8");
}
