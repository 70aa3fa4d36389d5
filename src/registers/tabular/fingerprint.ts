/**
 * Recognises the same file and the same content.
 *
 * Promises: `FileHasher` is SHA-256 of the bytes; `ContentHasher` gives one value for the same multiset of rows in any
 * order, with equal rows counted as often as they stand (two equal rows can be two weapons). Refuses: to be a proof:
 * the content identity tells a person "you have imported this before", it does not seal anything.
 */
import { createHash, hash } from "node:crypto";
import type { Hash } from "node:crypto";

export class FileHasher {
  readonly #hash: Hash = createHash("sha256");
  #result: string | undefined;

  add(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  /** Hex, 64 characters. No bytes can be added afterwards. */
  hex(): string {
    this.#result ??= this.#hash.digest("hex");
    return this.#result;
  }
}

/** Order-independent identity of rows: the sum modulo 2^256 of each row's SHA-256, and their number. */
export class ContentHasher {
  readonly #sum = new Uint32Array(8);
  #rows = 0;

  add(cells: readonly string[]): void {
    let last = cells.length;
    while (last > 0 && cells[last - 1] === "") last -= 1;
    // Length before text: ["a,b"] and ["a","b"] differ. Empty cells at the end are padding, not content.
    let canonical = "";
    for (let i = 0; i < last; i += 1) {
      const cell = cells[i] ?? "";
      canonical += `${cell.length}:${cell}`;
    }
    // As text in one byte a character: half the time of a buffer of its own.
    const digest = hash("sha256", canonical, "binary");
    let carry = 0;
    for (let lane = 0; lane < 8; lane += 1) {
      const at = lane * 4;
      const word =
        (digest.charCodeAt(at) |
          (digest.charCodeAt(at + 1) << 8) |
          (digest.charCodeAt(at + 2) << 16) |
          (digest.charCodeAt(at + 3) << 24)) >>>
        0;
      const total = (this.#sum[lane] ?? 0) + word + carry;
      this.#sum[lane] = total;
      carry = total > 0xffffffff ? 1 : 0;
    }
    this.#rows += 1;
  }

  get rows(): number {
    return this.#rows;
  }

  /** Hex, 64 characters. */
  hex(): string {
    const lanes = Array.from(this.#sum, (v) => v.toString(16).padStart(8, "0")).join("");
    return hash("sha256", `${this.#rows}:${lanes}`, "hex");
  }
}
