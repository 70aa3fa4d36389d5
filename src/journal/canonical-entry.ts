/**
 * One journal entry in its public form, version 1: the leaf of the tree and the commitment to what is kept apart.
 *
 * Promises: an entry says who, for which institution, why, what and on which record, and never carries personal
 * content; what was read or changed is only committed to (SHA-256 over a secret salt and the payload), so that erasing
 * the payload with its salt leaves the proof whole and the content unguessable. Refuses: unknown keys, times
 * without zone or finer or coarser than microseconds, and any value that would need an escape in JSON.
 */
import { randomBytes } from "node:crypto";
import { canonicalBytes } from "./canonical.ts";
import { leafHash, sha256 } from "./merkle.ts";

export const ENTRY_VERSION = 1;

/** Bytes of the salt in front of a committed payload. */
export const SALT_LENGTH = 32;

export type Outcome = "done" | "refused";

export interface JournalEntry {
  readonly v: typeof ENTRY_VERSION;
  /** UUID in lower case. */
  readonly id: string;
  /** When it was done, UTC with six digits of a second: 2026-11-22T05:11:30.000001Z. */
  readonly at: string;
  /** UUID of the person or machine account; null where nobody was signed in. */
  readonly actor: string | null;
  /** Code of the institution acted for. */
  readonly institution: string | null;
  /** Code of the stated purpose. */
  readonly purpose: string | null;
  readonly verb: string;
  /** Kind of the record, e.g. "recovery". */
  readonly kind: string | null;
  /** UUID of the record. */
  readonly record: string | null;
  readonly outcome: Outcome;
  /** Hex SHA-256 over salt and canonical payload; null where there is no payload. */
  readonly commitment: string | null;
}

/** The keys of an entry in canonical order. */
export const ENTRY_KEYS = [
  "actor",
  "at",
  "commitment",
  "id",
  "institution",
  "kind",
  "outcome",
  "purpose",
  "record",
  "v",
  "verb",
] as const satisfies readonly (keyof JournalEntry)[];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const CODE = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;
const HASH = /^[0-9a-f]{64}$/;
const TIME = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;

/** Whether a text is a time of the format (RFC 3339, UTC, microseconds) on a day that exists, years 0001 to 9999. */
export function isTime(text: string): boolean {
  const match = TIME.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (lengths[month - 1] ?? 0);
}

/** Milliseconds since 1970 of a text that passed isTime; microseconds are cut. */
export function timeToMillis(text: string): number {
  return Date.parse(`${text.slice(0, 23)}Z`);
}

const isUuid = (value: unknown): boolean => typeof value === "string" && UUID.test(value);
const isCode = (value: unknown): boolean => typeof value === "string" && CODE.test(value);

const RULES: Readonly<Record<keyof JournalEntry, (value: unknown) => boolean>> = {
  actor: (value) => value === null || isUuid(value),
  at: (value) => typeof value === "string" && isTime(value),
  commitment: (value) => value === null || (typeof value === "string" && HASH.test(value)),
  id: isUuid,
  institution: (value) => value === null || isCode(value),
  kind: (value) => value === null || isCode(value),
  outcome: (value) => value === "done" || value === "refused",
  purpose: (value) => value === null || isCode(value),
  record: (value) => value === null || isUuid(value),
  v: (value) => value === ENTRY_VERSION,
  verb: isCode,
};

/** Whether a value is an object and no array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The first key of a would-be entry that breaks the format: missing, unknown or of a wrong form; null when it is one. */
export function entryFault(value: unknown): string | null {
  if (!isObject(value)) return "entry";
  for (const key of ENTRY_KEYS) {
    if (!Object.hasOwn(value, key) || !RULES[key](value[key])) return key;
  }
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(RULES, key)) return key;
  }
  return null;
}

const quoted = (value: string | null): string => (value === null ? "null" : `"${value}"`);

/**
 * The canonical text of an entry. Written out by hand for speed: the format admits no character that needs an
 * escape, and a test holds it equal to the general `canonical`.
 * @throws TypeError naming the key when the entry breaks the format.
 */
export function entryText(entry: JournalEntry): string {
  const fault = entryFault(entry);
  if (fault !== null) throw new TypeError(`not a journal entry: ${fault}`);
  return (
    `{"actor":${quoted(entry.actor)},"at":"${entry.at}","commitment":${quoted(entry.commitment)},"id":"${entry.id}",` +
    `"institution":${quoted(entry.institution)},"kind":${quoted(entry.kind)},"outcome":"${entry.outcome}",` +
    `"purpose":${quoted(entry.purpose)},"record":${quoted(entry.record)},"v":1,"verb":"${entry.verb}"}`
  );
}

/** The leaf hash of an entry, 32 bytes: what the sequencer appends to the tree. @throws TypeError as entryText. */
export function entryLeaf(entry: JournalEntry): Buffer {
  return leafHash(Buffer.from(entryText(entry), "latin1"));
}

/** A new secret salt. Erasing it together with the payload makes the commitment unopenable. */
export function newSalt(): Buffer {
  return randomBytes(SALT_LENGTH);
}

/**
 * Commits to a payload: hex SHA-256(salt || canonical payload).
 * @throws RangeError for a salt that is not 32 bytes, CanonicalError for a payload without canonical form.
 */
export function commit(payload: unknown, salt: Uint8Array): string {
  if (salt.length !== SALT_LENGTH) throw new RangeError("a salt has 32 bytes");
  return sha256(Buffer.concat([salt, canonicalBytes(payload)])).toString("hex");
}

/** Whether payload and salt open the commitment. False, never an error, for what could not have been committed to. */
export function checkCommitment(commitment: string, payload: unknown, salt: Uint8Array): boolean {
  try {
    return commit(payload, salt) === commitment;
  } catch {
    return false;
  }
}
