/**
 * Who can open an archive: a passphrase, or the holder of a private key (docs/backup-format.md).
 *
 * Promises: every archive has a random key of its own, wrapped for the one who may read it; a wrong passphrase is told from a
 * damaged archive. Refuses: short passphrases, keys of another kind than X25519, costs that would stop the machine.
 */
import {
  argon2,
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from "node:crypto";
import { z } from "zod";
import { Problem } from "../platform/problem.ts";
import { ArchiveFault } from "./archive-fault.ts";

export const leastPassphrase = 12;
const keyLength = 32;
const tagLength = 16;
/** RFC 9106's second recommendation raised to 256 MiB: less than a second for the owner, dear for a guesser. */
export const passphraseCost = { memory: 262_144, passes: 3, lanes: 1 } as const;
type Cost = { readonly memory: number; readonly passes: number; readonly lanes: number };

const base64 = (bytes: number): z.ZodString =>
  z.string().regex(new RegExp(`^[A-Za-z0-9+/]{${Math.ceil((bytes * 4) / 3)}}={0,2}$`));

export const wrappedKey = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("passphrase"),
    kdf: z.literal("argon2id"),
    memory: z.number().int().min(8_192).max(2_097_152),
    passes: z.number().int().min(1).max(20),
    lanes: z.number().int().min(1).max(8),
    salt: base64(16),
    wrapped: base64(keyLength + tagLength),
  }),
  z.strictObject({
    kind: z.literal("x25519"),
    recipient: z.string().regex(/^[0-9a-f]{64}$/),
    ephemeral: base64(keyLength),
    wrapped: base64(keyLength + tagLength),
  }),
]);
export type WrappedKey = z.infer<typeof wrappedKey>;

/** What the asker gives: exactly one of both. */
export type Secret = { readonly passphrase: string } | { readonly identity: KeyObject };
export type Reader = { readonly passphrase: string } | { readonly recipient: KeyObject };

const spkiPrefix = Buffer.from("302a300506032b656e032100", "hex");

/** The 32 bytes of a public key. */
function rawOf(key: KeyObject): Buffer {
  return key.export({ format: "der", type: "spki" }).subarray(spkiPrefix.length);
}

export function recipientPrint(key: KeyObject): string {
  return createHash("sha256").update(rawOf(key)).digest("hex");
}

async function stretch(passphrase: string, salt: Buffer, at: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2(
      "argon2id",
      {
        message: passphrase.normalize("NFKC"),
        nonce: salt,
        tagLength: keyLength,
        memory: at.memory,
        passes: at.passes,
        parallelism: at.lanes,
      },
      (fault, key) => (fault === null ? resolve(key) : reject(fault)),
    );
  });
}

function shared(privateKey: KeyObject, publicKey: KeyObject, ephemeral: Buffer, recipient: Buffer): Buffer {
  const secret = diffieHellman({ privateKey, publicKey });
  return Buffer.from(
    hkdfSync("sha256", secret, Buffer.concat([ephemeral, recipient]), "tamga-backup 1 x25519", keyLength),
  );
}

// Each wrapping key is used once (fresh salt or fresh ephemeral key), so the nonce may be constant.
const nonce = Buffer.alloc(12);

function wrap(archiveKey: Buffer, by: Buffer): string {
  const cipher = createCipheriv("aes-256-gcm", by, nonce);
  return Buffer.concat([cipher.update(archiveKey), cipher.final(), cipher.getAuthTag()]).toString("base64");
}

function unwrap(wrapped: string, by: Buffer): Buffer {
  const bytes = Buffer.from(wrapped, "base64");
  const decipher = createDecipheriv("aes-256-gcm", by, nonce);
  decipher.setAuthTag(bytes.subarray(keyLength));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, keyLength)), decipher.final()]);
  } catch {
    throw new ArchiveFault("key-wrong");
  }
}

/** A new archive key and its wrapped form for `reader`. */
export async function newArchiveKey(
  reader: Reader,
  cost: Cost = passphraseCost,
): Promise<{ key: Buffer; wrapped: WrappedKey }> {
  const key = randomBytes(keyLength);
  if ("passphrase" in reader) {
    if (reader.passphrase.length < leastPassphrase)
      throw new Problem({ status: 400, code: "usage-passphrase-short", values: { least: leastPassphrase } });
    const salt = randomBytes(16);
    const by = await stretch(reader.passphrase, salt, cost);
    return {
      key,
      wrapped: { kind: "passphrase", kdf: "argon2id", ...cost, salt: salt.toString("base64"), wrapped: wrap(key, by) },
    };
  }
  const pair = generateKeyPairSync("x25519");
  const ephemeral = rawOf(pair.publicKey);
  const by = shared(pair.privateKey, reader.recipient, ephemeral, rawOf(reader.recipient));
  return {
    key,
    wrapped: {
      kind: "x25519",
      recipient: recipientPrint(reader.recipient),
      ephemeral: ephemeral.toString("base64"),
      wrapped: wrap(key, by),
    },
  };
}

/** Opens the wrapped key. @throws ArchiveFault key-wrong, recipient-other; Problem where the wrong sort of secret was given */
export async function openArchiveKey(wrapped: WrappedKey, secret: Secret): Promise<Buffer> {
  if (wrapped.kind === "passphrase") {
    if (!("passphrase" in secret)) throw new Problem({ status: 400, code: "usage-archive-has-passphrase" });
    return unwrap(wrapped.wrapped, await stretch(secret.passphrase, Buffer.from(wrapped.salt, "base64"), wrapped));
  }
  if (!("identity" in secret))
    throw new Problem({ status: 400, code: "usage-archive-has-recipient", values: { recipient: wrapped.recipient } });
  const own = createPublicKey(secret.identity);
  if (recipientPrint(own) !== wrapped.recipient)
    throw new ArchiveFault("recipient-other", { recipient: wrapped.recipient });
  const ephemeral = Buffer.from(wrapped.ephemeral, "base64");
  const other = createPublicKey({ key: Buffer.concat([spkiPrefix, ephemeral]), format: "der", type: "spki" });
  return unwrap(wrapped.wrapped, shared(secret.identity, other, ephemeral, rawOf(own)));
}

/** Reads a key file (PEM) as `openssl genpkey -algorithm x25519` writes it. */
export function parseKey(pem: string, sort: "public" | "private", file: string): KeyObject {
  try {
    const key = sort === "public" ? createPublicKey(pem) : createPrivateKey(pem);
    // createPublicKey also takes a private key; a recipient's private key must not lie on the node.
    if (key.asymmetricKeyType === "x25519" && !(sort === "public" && pem.includes("PRIVATE"))) return key;
  } catch {
    // Not a key: the same answer as for a key of another kind.
  }
  throw new Problem({
    status: 400,
    code: sort === "public" ? "usage-recipient-key" : "usage-identity-key",
    values: { file },
  });
}
