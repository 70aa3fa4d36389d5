/**
 * Files that arrive over a line that breaks: the body of a request in pieces, and stored pieces read again as one.
 *
 * Promises: what arrived before a line broke is given to the caller, who lays it down and can go on from there; memory is
 * one piece per sender; a sender who is refused in the middle still hears why. Refuses: to believe a declared length.
 */

/** Bytes of one stored piece, and of one step in which a request's body is laid down. */
export const pieceBytes = 256 * 1024;

/** Most bytes of a refused body that are taken and thrown away so that its sender can read the answer. */
const courtesy = 8 * 1024 * 1024;

/** The sender's line broke in the middle: no fault of this program, and none of the database's. */
export class BrokenLine extends Error {
  constructor(cause: unknown) {
    super("the line broke", { cause });
    this.name = "BrokenLine";
  }
}

/**
 * The body of a request, cut into pieces of `pieceBytes`; the last one is what was left, also when the line broke: then
 * a BrokenLine follows after it.
 */
export async function* bodyPieces(request: Request): AsyncGenerator<Buffer> {
  const reader = request.body?.getReader();
  if (reader === undefined) return;
  let held: Uint8Array[] = [];
  let size = 0;
  let broken: BrokenLine | undefined;
  let ended = false;
  try {
    while (!ended && broken === undefined) {
      try {
        const step = await reader.read();
        if (step.done) ended = true;
        else {
          held.push(step.value);
          size += step.value.byteLength;
        }
      } catch (fault) {
        broken = new BrokenLine(fault);
      }
      while (size >= pieceBytes || ((ended || broken !== undefined) && size > 0)) {
        const whole = Buffer.concat(held);
        const piece = whole.subarray(0, pieceBytes);
        held = [whole.subarray(piece.length)];
        size -= piece.length;
        yield piece;
      }
    }
    if (broken !== undefined) throw broken;
  } finally {
    if (!ended && broken === undefined) await letFinish(reader);
  }
}

async function letFinish(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    for (let taken = 0; taken < courtesy;) {
      const step = await reader.read();
      if (step.done) return;
      taken += step.value.byteLength;
    }
    await reader.cancel();
  } catch {
    // The sender is gone: nobody waits for an answer.
  }
}

/** Bytes that can be read anywhere without holding them all. */
export interface ByteSource {
  readonly size: number;
  /** Up to `length` bytes from `at`; fewer only where the source ends. */
  read(at: number, length: number): Promise<Buffer>;
}

/** A piece as it was laid down, with its offset. */
export interface StoredPiece {
  readonly at: number;
  readonly bytes: Buffer;
}

/**
 * A source over stored pieces. `fetchPiece` gives the piece in which a byte lies (undefined behind the end); the last one
 * is kept, so that a walk through headers fetches each piece once.
 */
export function sourceOf(size: number, fetchPiece: (at: number) => Promise<StoredPiece | undefined>): ByteSource {
  let kept: StoredPiece | undefined;
  const holding = async (at: number): Promise<StoredPiece | undefined> => {
    if (kept === undefined || at < kept.at || at >= kept.at + kept.bytes.length) kept = await fetchPiece(at);
    return kept;
  };
  return {
    size,
    async read(at, length) {
      const parts: Buffer[] = [];
      const end = Math.min(size, at + length);
      for (let from = at; from < end;) {
        const piece = await holding(from);
        if (piece === undefined) break;
        const part = piece.bytes.subarray(from - piece.at, end - piece.at);
        parts.push(part);
        from += part.length;
      }
      return Buffer.concat(parts);
    },
  };
}

/** A source over bytes that are there. */
export function sourceOfBytes(bytes: Uint8Array): ByteSource {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { size: all.length, read: async (at, length) => all.subarray(at, at + length) };
}
