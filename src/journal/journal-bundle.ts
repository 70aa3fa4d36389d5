/**
 * The journal bundle: the export that an outsider checks (docs/journal-format.md). JSON Lines, UTF-8, each line in
 * canonical form and ended by one LF:
 *
 *     {"from":0,"key":"<verifier key>","origin":"<origin>","size":N,"tamga-journal":1}
 *     {"e":{entry},"p":0}        or, with the payload opened:  {"e":{entry},"o":{"payload":…,"salt":"<hex>"},"p":0}
 *     {"c":"<signed checkpoint>"}    directly after the last entry that it covers; the last one covers all N
 *
 * Promises: writes and reads in constant memory at any size; exactly one spelling, so that every byte counts.
 * Refuses: to write what no verifier would accept in form; to read unknown keys, loose JSON or lines over the limit. It
 * does not judge: hashes and signatures are the verifier's business, so that an altered journal can be exported and shown.
 */
import { canonical, MAX_DEPTH } from "./canonical.ts";
import { entryFault, entryText, isObject, SALT_LENGTH, type JournalEntry } from "./canonical-entry.ts";
import { parseCheckpoint, parseVerifier, type SignedCheckpoint, type Verifier } from "./checkpoint.ts";

export const BUNDLE_VERSION = 1;
/** Longest line in bytes, without its LF. */
export const MAX_LINE = 1_048_576;

/** A payload with the salt that opens its commitment. */
export interface Opened {
  /** 32 bytes in lower-case hex. */
  readonly salt: string;
  readonly payload: unknown;
}

export interface BundleEntry {
  readonly entry: JournalEntry;
  readonly opened?: Opened;
}

export interface BundleHeader {
  readonly origin: string;
  readonly size: number;
  readonly verifier: Verifier;
}

export type BundleLine =
  | { readonly kind: "header"; readonly line: number; readonly header: BundleHeader }
  | {
      readonly kind: "entry";
      readonly line: number;
      readonly position: number;
      readonly entry: JournalEntry;
      /** The canonical text of the entry: what is hashed. */
      readonly text: string;
      readonly opened: Opened | null;
    }
  | { readonly kind: "checkpoint"; readonly line: number; readonly note: string; readonly signed: SignedCheckpoint };

export type FormatFaultCode =
  | "empty"
  | "line-too-long"
  | "line-encoding"
  | "line-malformed"
  | "line-unfinished"
  | "header-malformed"
  | "header-version"
  | "key-malformed"
  | "entry-malformed"
  | "checkpoint-malformed";

/** Where the form of a bundle breaks; lines count from 1. */
export class BundleFault extends Error {
  readonly code: FormatFaultCode;
  readonly line: number;
  readonly values: Readonly<Record<string, string | number>>;

  constructor(code: FormatFaultCode, line: number, values: Readonly<Record<string, string | number>> = {}) {
    super(`${code} in line ${line}`);
    this.name = "BundleFault";
    this.code = code;
    this.line = line;
    this.values = values;
  }
}

const SALT = new RegExp(`^[0-9a-f]{${SALT_LENGTH * 2}}$`);

export interface BundleSource {
  /** The key whose checkpoints follow; its name is the origin. */
  readonly verifier: Verifier;
  /** Number of entries, as the last checkpoint says. */
  readonly size: number;
  /** In order of position, from 0. */
  readonly entries: AsyncIterable<BundleEntry> | Iterable<BundleEntry>;
  /** Signed notes, sizes strictly rising, the last of `size`. */
  readonly checkpoints: AsyncIterable<string> | Iterable<string>;
}

const headerText = (verifier: Verifier, size: number): string =>
  canonical({ "tamga-journal": BUNDLE_VERSION, origin: verifier.name, key: verifier.text, from: 0, size });

function entryLine(position: number, { entry, opened }: BundleEntry): string {
  if (opened === undefined) return `{"e":${entryText(entry)},"p":${position}}`;
  if (!SALT.test(opened.salt)) throw new RangeError("salt");
  return `{"e":${entryText(entry)},"o":{"payload":${canonical(opened.payload)},"salt":"${opened.salt}"},"p":${position}}`;
}

/**
 * Writes a bundle as pieces of text, each a few ten kilobytes of whole lines.
 * @throws RangeError when sizes do not fit (too few or too many entries, checkpoints out of order or missing at the
 * end), TypeError for an entry that breaks the format, CanonicalError for a payload without canonical form.
 */
export async function* writeBundle(source: BundleSource): AsyncGenerator<string, void, undefined> {
  const { verifier, size } = source;
  let out = `${headerText(verifier, size)}\n`;
  let position = 0;
  let covered = -1;
  const checkpoints = (async function* notes() {
    for await (const note of source.checkpoints) {
      const signed = parseCheckpoint(note);
      if (signed === null || signed.checkpoint.size <= covered) throw new RangeError("checkpoints of the bundle");
      yield { note, size: signed.checkpoint.size };
    }
  })();
  let next = await checkpoints.next();
  const due = async (): Promise<void> => {
    while (next.done !== true && next.value.size <= position) {
      if (next.value.size < position) throw new RangeError("checkpoints of the bundle");
      out += `${canonical({ c: next.value.note })}\n`;
      covered = next.value.size;
      next = await checkpoints.next();
    }
  };
  await due();
  for await (const entry of source.entries) {
    if (position >= size) throw new RangeError("more entries than the size of the bundle");
    out += `${entryLine(position, entry)}\n`;
    position += 1;
    if (next.done !== true && next.value.size <= position) await due();
    if (out.length > 32_768) {
      yield out;
      out = "";
    }
  }
  if (position !== size || covered !== size || next.done !== true) throw new RangeError("size of the bundle");
  yield out;
}

/** Cuts bytes into lines of text; yields them in batches. @throws BundleFault (line-too-long, line-encoding, line-unfinished) */
async function* readLines(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<readonly string[], void, undefined> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let rest: Uint8Array[] = [];
  let restLength = 0;
  let line = 0;
  for await (const chunk of source) {
    const end = chunk.lastIndexOf(0x0a);
    const whole = end < 0 ? null : Buffer.concat([...rest, chunk.subarray(0, end + 1)]);
    if (whole !== null) {
      rest = [];
      restLength = 0;
      const { lines, fault } = decodeLines(whole, decoder, line);
      line += lines.length;
      yield lines;
      if (fault !== null) throw fault;
    }
    const tail = Buffer.from(chunk.subarray(end + 1));
    if (tail.length > 0) rest.push(tail);
    restLength += tail.length;
    if (restLength > MAX_LINE) throw new BundleFault("line-too-long", line + 1, { limit: MAX_LINE });
    // Bytes that come one by one must not make a list of a million pieces.
    if (rest.length > 64) rest = [Buffer.concat(rest)];
  }
  if (restLength > 0) throw new BundleFault("line-unfinished", line + 1);
}

/** Decodes whole lines; where one is bad, gives those before it and the fault. */
function decodeLines(
  bytes: Buffer,
  decoder: TextDecoder,
  before: number,
): { lines: string[]; fault: BundleFault | null } {
  try {
    const lines = decoder.decode(bytes).split("\n");
    lines.pop();
    if (lines.every((text) => text.length * 3 <= MAX_LINE || Buffer.byteLength(text) <= MAX_LINE)) {
      return { lines, fault: null };
    }
  } catch {
    // Not UTF-8 somewhere: found line by line below.
  }
  const lines: string[] = [];
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
    const line = before + lines.length + 1;
    if (end - start > MAX_LINE) return { lines, fault: new BundleFault("line-too-long", line, { limit: MAX_LINE }) };
    try {
      lines.push(decoder.decode(bytes.subarray(start, end)));
    } catch {
      return { lines, fault: new BundleFault("line-encoding", line) };
    }
    start = end + 1;
  }
  return { lines, fault: null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a text is the one spelling of what it says; a payload stands two levels deep in its line. */
function isCanonical(value: unknown, text: string): boolean {
  try {
    return value !== undefined && canonical(value, MAX_DEPTH + 2) === text;
  } catch {
    return false;
  }
}

function hasExactly(value: Record<string, unknown>, keys: readonly string[]): boolean {
  return Object.keys(value).length === keys.length && keys.every((key) => Object.hasOwn(value, key));
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function readHeader(text: string): BundleHeader {
  const value = parseJson(text);
  if (!isObject(value) || !isCanonical(value, text)) throw new BundleFault("header-malformed", 1);
  const version = value["tamga-journal"];
  if (isCount(version) && version !== BUNDLE_VERSION) throw new BundleFault("header-version", 1, { version });
  const { origin, key, from, size } = value;
  const formed = hasExactly(value, ["from", "key", "origin", "size", "tamga-journal"]) && version === BUNDLE_VERSION;
  if (!formed || from !== 0 || !isCount(size) || typeof origin !== "string" || typeof key !== "string") {
    throw new BundleFault("header-malformed", 1);
  }
  const verifier = parseVerifier(key);
  if (verifier === null) throw new BundleFault("key-malformed", 1);
  if (verifier.name !== origin) throw new BundleFault("header-malformed", 1);
  return { origin, size, verifier };
}

function readOpened(value: unknown): Opened | null {
  if (!isObject(value) || !hasExactly(value, ["payload", "salt"])) return null;
  const { salt, payload } = value;
  return typeof salt === "string" && SALT.test(salt) ? { salt, payload } : null;
}

function readLine(text: string, line: number): BundleLine {
  const value = parseJson(text);
  const malformed = (): BundleFault => new BundleFault("line-malformed", line);
  if (!isObject(value)) throw malformed();
  if (Object.hasOwn(value, "c")) {
    const note = value["c"];
    if (!hasExactly(value, ["c"]) || typeof note !== "string" || !isCanonical(value, text)) throw malformed();
    const signed = parseCheckpoint(note);
    if (signed === null) throw new BundleFault("checkpoint-malformed", line);
    return { kind: "checkpoint", line, note, signed };
  }
  const open = Object.hasOwn(value, "o");
  const { e: entry, p: position } = value;
  if (!hasExactly(value, open ? ["e", "o", "p"] : ["e", "p"]) || !isCount(position)) throw malformed();
  const opened = open ? readOpened(value["o"]) : null;
  if (open && opened === null) throw malformed();
  const field = entryFault(entry);
  if (field !== null) {
    // A line in loose spelling is reported as such, whatever else is wrong with it.
    throw isCanonical(value, text) ? new BundleFault("entry-malformed", line, { field }) : malformed();
  }
  const journalEntry = entry as JournalEntry;
  const written = entryText(journalEntry);
  // An unopened line is compared with its rebuilt text: that is the canonical check, at a third of its cost.
  const exact = open ? isCanonical(value, text) : text === `{"e":${written},"p":${position}}`;
  if (!exact) throw malformed();
  return { kind: "entry", line, position, entry: journalEntry, text: written, opened };
}

/**
 * Reads a bundle line by line, in batches, checking its form only. The first line read is the header.
 * @throws BundleFault at the first line that breaks the format, after all lines before it were given.
 */
export async function* readBundle(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<readonly BundleLine[], void, undefined> {
  let line = 0;
  for await (const texts of readLines(source)) {
    const batch: BundleLine[] = [];
    let fault: unknown = null;
    try {
      for (const text of texts) {
        line += 1;
        batch.push(line === 1 ? { kind: "header", line, header: readHeader(text) } : readLine(text, line));
      }
    } catch (error) {
      fault = error;
    }
    yield batch;
    if (fault !== null) throw fault;
  }
  if (line === 0) throw new BundleFault("empty", 0);
}
