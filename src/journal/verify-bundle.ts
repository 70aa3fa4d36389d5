/**
 * Verifier no. 1: checks a journal bundle as an outsider would (docs/journal-format.md), in one pass and without a
 * database. The other verifier is docs/verifier.html; the two share no code.
 *
 * Promises: an answer for any input, never an exception; the first fault in the order of the file; memory that does not
 * grow but for 32 to 64 bytes per entry (identifiers must be unique). Refuses: any byte that is not as the format says.
 * What a good answer proves depends on what the asker holds: the pinned key, and checkpoints kept from earlier days.
 */
import { createHash } from "node:crypto";
import { checkCommitment, timeToMillis } from "./canonical-entry.ts";
import {
  fingerprint,
  parseCheckpoint,
  parseVerifier,
  verifyCheckpoint,
  type SignedCheckpoint,
  type Verifier,
} from "./checkpoint.ts";
import { BundleFault, readBundle, type BundleHeader, type BundleLine, type FormatFaultCode } from "./journal-bundle.ts";
import { Frontier, leafHash } from "./merkle.ts";
import { SeenIds } from "./verify-bundle-ids.ts";

export type FaultCode =
  | FormatFaultCode
  | "unreadable"
  | "pinned-key-malformed"
  | "key-other"
  | "entry-too-many"
  | "entry-position"
  | "entry-repeated"
  | "payload-uncommitted"
  | "payload-mismatch"
  | "checkpoint-origin"
  | "checkpoint-place"
  | "checkpoint-root"
  | "checkpoint-signature"
  | "end-missing"
  | "pin-malformed"
  | "pin-origin"
  | "pin-signature"
  | "pin-fork"
  | "pin-truncated";

export type WarningCode =
  | "key-not-pinned"
  | "no-kept-checkpoint"
  | "time-out-of-order"
  | "entry-after-checkpoint"
  | "checkpoint-time-backwards";

export interface Fault {
  readonly code: FaultCode;
  /** Line of the bundle, from 1; 0 where the fault is in no line. */
  readonly line: number;
  /** Position of the entry, from 0; null where no single entry is meant. */
  readonly position: number | null;
  readonly values: Readonly<Record<string, string | number>>;
}

/** Something worth knowing that alters nothing in the verdict; the place is that of its first occurrence. */
export interface Warning {
  readonly code: WarningCode;
  readonly count: number;
  readonly line: number;
  readonly position: number | null;
}

export interface VerifyOptions {
  /** The verifier key, or its fingerprint (64 hex digits; blanks and colons allowed), had by another way than the bundle. */
  readonly key?: string;
  /** Signed checkpoints kept from earlier (see splitNotes for pasted ones). */
  readonly pins?: readonly string[];
  /** Seconds that times may run against the order before it is worth a warning; 300 without it. */
  readonly tolerance?: number;
  /** Called about once per piece of input with the bytes and entries so far. */
  readonly onProgress?: (bytes: number, entries: number) => void;
}

export interface Verification {
  readonly ok: boolean;
  readonly origin: string | null;
  /** The verifier key of the header and its fingerprint. */
  readonly key: string | null;
  readonly fingerprint: string | null;
  /** Whether the key was compared with one the asker gave. */
  readonly keyPinned: boolean;
  /** Kept checkpoints found to be true beginnings of this journal. */
  readonly pinsHeld: number;
  readonly entries: number;
  /** Entries whose payload was opened and fits its commitment. */
  readonly opened: number;
  readonly checkpoints: number;
  /** Number of entries under the last checkpoint that held; entries before it are proven even when a later fault follows. */
  readonly provenSize: number;
  /** The last checkpoint that held, worth keeping; its root in hex and its time. */
  readonly lastCheckpoint: string | null;
  readonly root: string | null;
  readonly lastCheckpointTime: string | null;
  /** Earliest and latest time of an entry. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** Bytes read; SHA-256 of the file when it was read to the end, else null. */
  readonly bytes: number;
  readonly fileHash: string | null;
  readonly firstFault: Fault | null;
  readonly warnings: readonly Warning[];
}

type Values = Readonly<Record<string, string | number>>;

/** Stops the walk at the first fault. */
class Stop extends Error {
  readonly fault: Fault;

  constructor(code: FaultCode, line: number, position: number | null = null, values: Values = {}) {
    super(code);
    this.fault = { code, line, position, values };
  }
}

interface Pin {
  readonly number: number;
  readonly signed: SignedCheckpoint;
}

class Walk {
  readonly #tree = new Frontier();
  readonly #ids = new SeenIds();
  readonly #warnings = new Map<WarningCode, { count: number; line: number; position: number | null }>();
  readonly #options: VerifyOptions;
  readonly #tolerance: number;
  #header: BundleHeader | null = null;
  #pins: Pin[] = [];
  #pinsHeld = 0;
  #opened = 0;
  #checkpoints = 0;
  #covered = -1;
  #lastNote: string | null = null;
  #lastRoot: string | null = null;
  #lastTime: string | null = null;
  #firstAt: string | null = null;
  #lastAt: string | null = null;

  constructor(options: VerifyOptions) {
    this.#options = options;
    this.#tolerance = (options.tolerance ?? 300) * 1000;
  }

  get entries(): number {
    return this.#tree.size;
  }

  #warn(code: WarningCode, line: number, position: number | null): void {
    const known = this.#warnings.get(code);
    if (known === undefined) this.#warnings.set(code, { count: 1, line, position });
    else known.count += 1;
  }

  take(line: BundleLine): void {
    if (line.kind === "header") this.#takeHeader(line.header);
    else if (line.kind === "entry") this.#takeEntry(line);
    else this.#takeCheckpoint(line);
  }

  #takeHeader(header: BundleHeader): void {
    this.#header = header;
    const { key } = this.#options;
    if (key === undefined) this.#warn("key-not-pinned", 1, null);
    else if (!isPinned(header.verifier, key)) {
      throw new Stop("key-other", 1, null, { fingerprint: fingerprint(header.verifier) });
    }
    const notes = this.#options.pins ?? [];
    if (notes.length === 0) this.#warn("no-kept-checkpoint", 1, null);
    this.#pins = notes.map((note, at) => readPin(note, at + 1, header.verifier));
    this.#pins.sort((a, b) => a.signed.checkpoint.size - b.signed.checkpoint.size);
    this.#comparePins(1);
  }

  /** Kept checkpoints are compared at the moment the tree has their size: no second pass, no proof needed. */
  #comparePins(line: number): void {
    for (let pin = this.#pins[0]; pin?.signed.checkpoint.size === this.entries; pin = this.#pins[0]) {
      if (Buffer.compare(pin.signed.checkpoint.root, this.#tree.root()) !== 0) {
        throw new Stop("pin-fork", line, null, { pin: pin.number, size: this.entries });
      }
      this.#pins.shift();
      this.#pinsHeld += 1;
    }
  }

  #takeEntry({ line, position, entry, text, opened }: BundleLine & { kind: "entry" }): void {
    const size = this.#header?.size ?? 0;
    if (this.entries >= size) throw new Stop("entry-too-many", line, position, { size });
    if (position !== this.entries) throw new Stop("entry-position", line, position, { expected: this.entries });
    if (!this.#ids.add(entry.id)) throw new Stop("entry-repeated", line, position, { id: entry.id });
    if (opened !== null) {
      if (entry.commitment === null) throw new Stop("payload-uncommitted", line, position);
      if (!checkCommitment(entry.commitment, opened.payload, Buffer.from(opened.salt, "hex"))) {
        throw new Stop("payload-mismatch", line, position);
      }
      this.#opened += 1;
    }
    this.#takeTime(entry.at, line, position);
    this.#tree.append(leafHash(Buffer.from(text, "latin1")));
    this.#comparePins(line);
  }

  #takeTime(at: string, line: number, position: number): void {
    // Times of one form compare as texts; the clock is read only where one runs backwards.
    if (this.#firstAt === null || at < this.#firstAt) this.#firstAt = at;
    if (this.#lastAt === null || at >= this.#lastAt) this.#lastAt = at;
    else if (timeToMillis(this.#lastAt) - timeToMillis(at) > this.#tolerance) {
      this.#warn("time-out-of-order", line, position);
    }
  }

  #takeCheckpoint({ line, note, signed }: BundleLine & { kind: "checkpoint" }): void {
    const { checkpoint } = signed;
    const verifier = this.#header?.verifier;
    if (verifier === undefined || checkpoint.origin !== verifier.name) throw new Stop("checkpoint-origin", line);
    if (checkpoint.size !== this.entries || checkpoint.size <= this.#covered) {
      throw new Stop("checkpoint-place", line, null, { size: checkpoint.size, entries: this.entries });
    }
    const root = this.#tree.root();
    if (Buffer.compare(root, checkpoint.root) !== 0) {
      throw new Stop("checkpoint-root", line, null, { size: checkpoint.size, proven: Math.max(this.#covered, 0) });
    }
    // In a bundle nothing may stand that is not checked: one signature, the journal's own.
    if (signed.signatures.length !== 1 || !verifyCheckpoint(signed, verifier)) {
      throw new Stop("checkpoint-signature", line, null, { size: checkpoint.size });
    }
    if (checkpoint.time !== null) {
      if (this.#lastTime !== null && checkpoint.time < this.#lastTime)
        this.#warn("checkpoint-time-backwards", line, null);
      if (this.#lastAt !== null && timeToMillis(this.#lastAt) - timeToMillis(checkpoint.time) > this.#tolerance) {
        this.#warn("entry-after-checkpoint", line, null);
      }
      this.#lastTime = checkpoint.time;
    }
    this.#checkpoints += 1;
    this.#covered = checkpoint.size;
    this.#lastNote = note;
    this.#lastRoot = root.toString("hex");
  }

  end(): void {
    const size = this.#header?.size ?? 0;
    if (this.entries !== size || this.#covered !== size) {
      throw new Stop("end-missing", 0, null, { size, entries: this.entries, proven: Math.max(this.#covered, 0) });
    }
    const [pin] = this.#pins;
    if (pin !== undefined) {
      throw new Stop("pin-truncated", 0, null, { pin: pin.number, kept: pin.signed.checkpoint.size, size });
    }
  }

  result(fault: Fault | null, bytes: number, fileHash: string | null): Verification {
    const verifier = this.#header?.verifier ?? null;
    return {
      ok: fault === null,
      origin: this.#header?.origin ?? null,
      key: verifier?.text ?? null,
      fingerprint: verifier === null ? null : fingerprint(verifier),
      keyPinned: this.#options.key !== undefined && verifier !== null && isPinned(verifier, this.#options.key),
      pinsHeld: this.#pinsHeld,
      entries: this.entries,
      opened: this.#opened,
      checkpoints: this.#checkpoints,
      provenSize: Math.max(this.#covered, 0),
      lastCheckpoint: this.#lastNote,
      root: this.#lastRoot,
      lastCheckpointTime: this.#lastTime,
      firstAt: this.#firstAt,
      lastAt: this.#lastAt,
      bytes,
      fileHash,
      firstFault: fault,
      warnings: [...this.#warnings].map(([code, place]) => ({ code, ...place })),
    };
  }
}

const bareFingerprint = (text: string): string => text.replaceAll(/[\s:]/g, "").toLowerCase();

/** Whether an asker's key is of a form that can be compared: a verifier key or a fingerprint. */
export function isPinnable(key: string): boolean {
  return /^[0-9a-f]{64}$/.test(bareFingerprint(key)) || parseVerifier(key.trim()) !== null;
}

function isPinned(verifier: Verifier, key: string): boolean {
  return verifier.text === key.trim() || fingerprint(verifier) === bareFingerprint(key);
}

function readPin(note: string, number: number, verifier: Verifier): Pin {
  const signed = parseCheckpoint(note);
  if (signed === null) throw new Stop("pin-malformed", 0, null, { pin: number });
  if (signed.checkpoint.origin !== verifier.name) {
    throw new Stop("pin-origin", 0, null, { pin: number, origin: signed.checkpoint.origin });
  }
  if (!verifyCheckpoint(signed, verifier)) throw new Stop("pin-signature", 0, null, { pin: number });
  return { number, signed };
}

/**
 * Verifies a bundle. Never throws: faults of the input, of the stream and of the options are in the result.
 */
export async function verifyBundle(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: VerifyOptions = {},
): Promise<Verification> {
  const walk = new Walk(options);
  const file = createHash("sha256");
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of source) {
      bytes += chunk.length;
      file.update(chunk);
      yield chunk;
      options.onProgress?.(bytes, walk.entries);
    }
  }
  try {
    if (options.key !== undefined && !isPinnable(options.key)) throw new Stop("pinned-key-malformed", 0);
    for await (const batch of readBundle(counted())) {
      for (const line of batch) walk.take(line);
    }
    walk.end();
    return walk.result(null, bytes, file.digest("hex"));
  } catch (error) {
    return walk.result(faultOf(error), bytes, null);
  }
}

function faultOf(error: unknown): Fault {
  if (error instanceof Stop) return error.fault;
  if (error instanceof BundleFault) {
    return { code: error.code, line: error.line, position: null, values: error.values };
  }
  return { code: "unreadable", line: 0, position: null, values: { reason: String(error) } };
}
