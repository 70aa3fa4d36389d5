/**
 * Which identifiers were seen: exact, in 16 bytes each (at most half of the table filled), because a set of strings
 * would take six times that and stops at 16.7 million.
 *
 * Promises: no false alarm and no miss, whatever identifiers a hostile file holds; the place in the table is salted per run.
 */
import { randomInt } from "node:crypto";

const WORDS = 4;

export class SeenIds {
  #table = new Uint32Array(1024 * WORDS);
  #slots = 1024;
  #count = 0;
  #zero = false;
  readonly #seed = randomInt(1, 2 ** 32);

  /** How many different identifiers were added. */
  get count(): number {
    return this.#count + (this.#zero ? 1 : 0);
  }

  /** Adds a UUID in lower case; false when it was there already. */
  add(uuid: string): boolean {
    const a = Number.parseInt(uuid.slice(0, 8), 16);
    const b = Number.parseInt(uuid.slice(9, 13) + uuid.slice(14, 18), 16);
    const c = Number.parseInt(uuid.slice(19, 23) + uuid.slice(24, 28), 16);
    const d = Number.parseInt(uuid.slice(28), 16);
    // All zero bits mean an empty slot, so that identifier is kept apart.
    if (a === 0 && b === 0 && c === 0 && d === 0) {
      const fresh = !this.#zero;
      this.#zero = true;
      return fresh;
    }
    if (this.#count * 2 >= this.#slots) this.#grow();
    if (!this.#put(a, b, c, d)) return false;
    this.#count += 1;
    return true;
  }

  #put(a: number, b: number, c: number, d: number): boolean {
    const table = this.#table;
    let hash = this.#seed;
    for (const word of [a, b, c, d]) {
      hash = Math.imul(hash ^ word, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    for (let slot = (hash >>> 0) & (this.#slots - 1); ; slot = (slot + 1) & (this.#slots - 1)) {
      const at = slot * WORDS;
      if (table[at] === 0 && table[at + 1] === 0 && table[at + 2] === 0 && table[at + 3] === 0) {
        table[at] = a;
        table[at + 1] = b;
        table[at + 2] = c;
        table[at + 3] = d;
        return true;
      }
      if (table[at] === a && table[at + 1] === b && table[at + 2] === c && table[at + 3] === d) return false;
    }
  }

  #grow(): void {
    const old = this.#table;
    this.#slots *= 2;
    this.#table = new Uint32Array(this.#slots * WORDS);
    for (let at = 0; at < old.length; at += WORDS) {
      const [a = 0, b = 0, c = 0, d = 0] = old.subarray(at, at + WORDS);
      if (a !== 0 || b !== 0 || c !== 0 || d !== 0) this.#put(a, b, c, d);
    }
  }
}
