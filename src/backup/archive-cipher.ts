/**
 * The encrypted body of an archive: pieces of 64 KiB under AES-256-GCM, each with its number and whether it is the last.
 *
 * Promises: a changed bit, a piece moved, repeated, left out or added, and an end cut off are all found, at the piece where
 * they are, before its bytes are used. Refuses: to give out a byte that is not authentic.
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import { ArchiveFault } from "./archive-fault.ts";

export const pieceLength = 65_536;
const tagLength = 16;

/** Eleven bytes of number, one byte for the last piece: no nonce is used twice under one archive's key. */
function nonceOf(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(number, 5, 6);
  nonce.writeUInt8(last ? 1 : 0, 11);
  return nonce;
}

/** Cuts a stream of bytes into pieces of exactly `length`; the last may be shorter and, of an empty stream, empty. */
async function* cut(
  source: AsyncIterable<Uint8Array>,
  length: number,
): AsyncGenerator<{ piece: Buffer; last: boolean }> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    parts.push(chunk);
    size += chunk.length;
    // A full piece is held back until one more byte shows that it is not the last.
    if (size <= length) continue;
    const bytes = Buffer.concat(parts);
    let from = 0;
    for (; size - from > length; from += length) yield { piece: bytes.subarray(from, from + length), last: false };
    parts = [bytes.subarray(from)];
    size -= from;
  }
  yield { piece: Buffer.concat(parts), last: true };
}

/** Encrypts; `bound` is what stands before the body and must not be exchanged (its SHA-256). */
export async function* encrypt(
  source: AsyncIterable<Uint8Array>,
  key: Buffer,
  bound: Buffer,
): AsyncGenerator<Buffer, void, undefined> {
  let number = 0;
  for await (const { piece, last } of cut(source, pieceLength)) {
    const cipher = createCipheriv("aes-256-gcm", key, nonceOf(number, last));
    cipher.setAAD(bound);
    yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
    number += 1;
  }
}

/** Decrypts. @throws ArchiveFault "damaged" or "cut-off" with the number of the piece, from 0 */
export async function* decrypt(
  source: AsyncIterable<Uint8Array>,
  key: Buffer,
  bound: Buffer,
): AsyncGenerator<Buffer, void, undefined> {
  let number = 0;
  const open = (sealed: Buffer, last: boolean): Buffer | null => {
    const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(number, last));
    decipher.setAAD(bound);
    decipher.setAuthTag(sealed.subarray(sealed.length - tagLength));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - tagLength)), decipher.final()]);
    } catch {
      return null;
    }
  };
  for await (const { piece: sealed, last } of cut(source, pieceLength + tagLength)) {
    if (sealed.length < tagLength) throw new ArchiveFault("cut-off", { piece: number });
    const piece = open(sealed, last);
    if (piece === null) {
      // A good piece that only is not the last: the file ends too early, at a seam.
      const early = last && open(sealed, false) !== null;
      throw new ArchiveFault(early ? "cut-off" : "damaged", { piece: number });
    }
    yield piece;
    number += 1;
  }
}
