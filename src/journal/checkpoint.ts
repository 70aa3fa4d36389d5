/**
 * Signed checkpoints: the journal's size and root under the node's Ed25519 key, as a C2SP signed note.
 *
 * Promises: a note that the public tools of transparency logs read (c2sp.org/signed-note, c2sp.org/tlog-checkpoint);
 * one text per checkpoint: sizes, base64 and time have exactly one spelling, so that no byte can change unseen.
 * Refuses: names that would break a note, roots that are not 32 bytes, keys of small order, loose base64.
 *
 *     tamga.example/journal            origin, equal to the name of the key
 *     1234                             size
 *     BASE64 OF THE ROOT
 *     time 2026-11-22T05:11:30.000001Z (optional)
 *
 *     — tamga.example/journal BASE64 OF KEY ID AND SIGNATURE
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from "node:crypto";
import { isTime } from "./canonical-entry.ts";
import { HASH_LENGTH, sha256 } from "./merkle.ts";

/** The algorithm byte of Ed25519 in a signed note. */
const ED25519 = 0x01;
const KEY_LENGTH = 32;
const KEY_ID_LENGTH = 4;
const SIGNATURE_LENGTH = 64;
/** Longest note that is read, in characters: enough for a kept checkpoint with several co-signatures. */
export const MAX_NOTE = 16_384;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._/:-]{0,127}$/;
const SIZE = /^(?:0|[1-9]\d{0,15})$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** The points of small order, sign bit cleared: under such a key one signature fits many texts. */
const SMALL_ORDER = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]);
/** Coordinates of 2^255-19 or more, sign bit cleared: second spellings of other keys. */
const UNREDUCED = /^(?:e[d-f]|f[0-9a-f])(?:ff){30}7f$/;

export interface Checkpoint {
  readonly origin: string;
  /** Number of entries it covers. */
  readonly size: number;
  /** Root of the tree over them, 32 bytes. */
  readonly root: Uint8Array;
  /** When it was signed (format of an entry's time), or null. */
  readonly time: string | null;
}

/** A public key to verify with. */
export interface Verifier {
  readonly name: string;
  /** First four bytes of SHA-256(name || LF || 0x01 || key), hex. */
  readonly id: string;
  /** The published form `name+id+base64(0x01 || key)`. */
  readonly text: string;
  readonly key: KeyObject;
}

/** A private key to sign with; `secret` is its stored form and must be kept like a password. */
export interface Signer {
  readonly name: string;
  readonly verifier: Verifier;
  readonly key: KeyObject;
  /** `PRIVATE+KEY+name+id+base64(0x01 || seed)`, the form of Go's note package. */
  readonly secret: string;
}

/** Decodes base64 that has exactly one spelling; null for anything else, trailing bits included. */
function fromBase64(text: string): Buffer | null {
  if (!BASE64.test(text)) return null;
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}

function keyId(name: string, publicKey: Uint8Array): string {
  const input = Buffer.concat([Buffer.from(`${name}\n`, "utf8"), Buffer.from([ED25519]), publicKey]);
  return sha256(input).subarray(0, KEY_ID_LENGTH).toString("hex");
}

function verifierOf(name: string, publicKey: Buffer): Verifier | null {
  const bare = Buffer.from(publicKey);
  bare[KEY_LENGTH - 1] = (bare[KEY_LENGTH - 1] ?? 0) & 0x7f;
  const spelled = bare.toString("hex");
  if (SMALL_ORDER.has(spelled) || UNREDUCED.test(spelled)) return null;
  const id = keyId(name, publicKey);
  const text = `${name}+${id}+${Buffer.concat([Buffer.from([ED25519]), publicKey]).toString("base64")}`;
  try {
    const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: "der", type: "spki" });
    return { name, id, text, key };
  } catch {
    return null;
  }
}

/** Reads a published verifier key; null when it is not exactly one (name, key id and key must belong together). */
export function parseVerifier(text: string): Verifier | null {
  // The base64 part may hold further plus signs; name and key id may not.
  const [, name, id, data] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  if (name === undefined || id === undefined || data === undefined || !NAME.test(name)) return null;
  const bytes = fromBase64(data);
  if (bytes === null || bytes.length !== 1 + KEY_LENGTH || bytes[0] !== ED25519) return null;
  const verifier = verifierOf(name, bytes.subarray(1));
  return verifier !== null && verifier.id === id ? verifier : null;
}

/** The fingerprint that people compare by eye: hex SHA-256 of the verifier key's text (as `sha256sum` gives it). */
export function fingerprint(verifier: Verifier): string {
  return sha256(Buffer.from(verifier.text, "utf8")).toString("hex");
}

function signerOf(name: string, seed: Uint8Array): Signer {
  if (!NAME.test(name)) throw new RangeError("name of a signing key");
  if (seed.length !== KEY_LENGTH) throw new RangeError("an Ed25519 seed has 32 bytes");
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: "der", type: "pkcs8" });
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  const verifier = verifierOf(name, spki.subarray(SPKI_PREFIX.length));
  if (verifier === null) throw new RangeError("signing key");
  const data = Buffer.concat([Buffer.from([ED25519]), seed]).toString("base64");
  return { name, verifier, key, secret: `PRIVATE+KEY+${name}+${verifier.id}+${data}` };
}

/**
 * A signing key from 32 secret bytes; a new random one without them. The name is the journal's origin, e.g.
 * "tamga.example/journal". @throws RangeError for a name or seed of a wrong form.
 */
export function newSigner(name: string, seed?: Uint8Array): Signer {
  if (seed !== undefined) return signerOf(name, seed);
  const { privateKey } = generateKeyPairSync("ed25519");
  return signerOf(name, privateKey.export({ format: "der", type: "pkcs8" }).subarray(PKCS8_PREFIX.length));
}

/** Restores a signing key from its stored form. @throws RangeError when it is not one; the secret is never in the message. */
export function parseSigner(secret: string): Signer {
  const [, name, id, data] = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(secret) ?? [];
  const bytes = data === undefined ? null : fromBase64(data);
  if (name === undefined || bytes === null || bytes[0] !== ED25519) throw new RangeError("stored signing key");
  const signer = signerOf(name, bytes.subarray(1));
  if (signer.verifier.id !== id) throw new RangeError("stored signing key");
  return signer;
}

/** The text that is signed. @throws RangeError for a checkpoint that the format cannot carry. */
function checkpointText(checkpoint: Checkpoint): string {
  const { origin, size, root, time } = checkpoint;
  if (!NAME.test(origin)) throw new RangeError("origin");
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError("size");
  if (root.length !== HASH_LENGTH) throw new RangeError("root");
  if (time !== null && !isTime(time)) throw new RangeError("time");
  const lines = [origin, String(size), Buffer.from(root).toString("base64")];
  if (time !== null) lines.push(`time ${time}`);
  return `${lines.join("\n")}\n`;
}

/** Signs a checkpoint; returns the whole note. @throws RangeError also when the origin is not the signer's name. */
export function makeCheckpoint(checkpoint: Checkpoint, signer: Signer): string {
  if (checkpoint.origin !== signer.name) throw new RangeError("origin and key name differ");
  const text = checkpointText(checkpoint);
  const signature = sign(null, Buffer.from(text, "utf8"), signer.key);
  const blob = Buffer.concat([Buffer.from(signer.verifier.id, "hex"), signature]);
  return `${text}\n— ${signer.name} ${blob.toString("base64")}\n`;
}

/** A note taken apart; nothing is verified yet. */
export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** The signed text. */
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly id: string; readonly signature: Buffer }[];
}

function parseText(text: string): Checkpoint | null {
  const [origin, sizeText, rootText, extension, ...rest] = text.split("\n");
  if (origin === undefined || sizeText === undefined || rootText === undefined || rest.length > 0) return null;
  const time = extension === undefined ? null : /^time (.+)$/.exec(extension)?.[1];
  const root = fromBase64(rootText);
  const size = Number(sizeText);
  if (!NAME.test(origin) || !SIZE.test(sizeText) || !Number.isSafeInteger(size)) return null;
  if (root === null || root.length !== HASH_LENGTH || time === undefined) return null;
  if (time !== null && !isTime(time)) return null;
  return { origin, size, root, time };
}

/** Takes a note apart; null unless it is a checkpoint in its one spelling with at least one signature line. */
export function parseCheckpoint(note: string): SignedCheckpoint | null {
  if (note.length > MAX_NOTE || !note.endsWith("\n")) return null;
  const gap = note.indexOf("\n\n");
  if (gap < 0) return null;
  const checkpoint = parseText(note.slice(0, gap));
  if (checkpoint === null) return null;
  const signatures = [];
  for (const line of note.slice(gap + 2, -1).split("\n")) {
    const [, name, data] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    const bytes = data === undefined ? null : fromBase64(data);
    if (name === undefined || name.includes("+") || bytes === null || bytes.length <= KEY_ID_LENGTH) return null;
    signatures.push({
      name,
      id: bytes.subarray(0, KEY_ID_LENGTH).toString("hex"),
      signature: bytes.subarray(KEY_ID_LENGTH),
    });
  }
  return { checkpoint, text: note.slice(0, gap + 1), signatures };
}

/**
 * Whether the journal's own key signed this note. Signatures of others (witnesses) are passed over, as signed notes
 * ask; two lines under the journal's key are refused. Never throws.
 */
export function verifyCheckpoint(note: SignedCheckpoint, verifier: Verifier): boolean {
  const own = note.signatures.filter((line) => line.name === verifier.name && line.id === verifier.id);
  const [line] = own;
  if (line === undefined || own.length !== 1 || line.signature.length !== SIGNATURE_LENGTH) return false;
  if (note.checkpoint.origin !== verifier.name) return false;
  try {
    return verify(null, Buffer.from(note.text, "utf8"), verifier.key, line.signature);
  } catch {
    return false;
  }
}

/**
 * Takes apart what a person kept or pasted: one or several notes in one text, Windows line ends and blank lines
 * around them allowed. What is no note comes back too, so that it is reported and not passed over.
 */
export function splitNotes(pasted: string): string[] {
  const lines = pasted
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((line) => line.trim());
  const notes: string[] = [];
  let note: string[] = [];
  const close = (): void => {
    while (note.at(-1) === "") note.pop();
    if (note.length > 0) notes.push(`${note.join("\n")}\n`);
    note = [];
  };
  for (const line of lines) {
    const signature = line.startsWith("— ");
    if (!signature && note.at(-1)?.startsWith("— ") === true) close();
    if (line !== "" || note.length > 0) note.push(line);
  }
  close();
  return notes;
}
