/**
 * The Merkle tree of RFC 9162 section 2.1: what makes a journal of any length answerable with 32 bytes.
 *
 * Promises: roots, inclusion proofs and consistency proofs as RFC 9162 defines them (leaf prefix 0x00, node prefix
 * 0x01, SHA-256), sizes up to 2^53-1, and a frontier of at most 53 hashes as the only state the sequencer keeps.
 * Refuses: to restore a frontier whose number of hashes does not fit its size; to prove what lies outside the tree.
 */
import { hash as digest } from "node:crypto";

/** Bytes of a hash. */
export const HASH_LENGTH = 32;

const LEAF = 0x00;
const NODE = 0x01;

/** SHA-256 of some bytes. */
export function sha256(bytes: Uint8Array): Buffer {
  return digest("sha256", bytes, "buffer");
}

/** Root of the empty tree: SHA-256 of nothing (RFC 9162 section 2.1.1). */
export function emptyRoot(): Buffer {
  return sha256(new Uint8Array(0));
}

/** Hash of a leaf: SHA-256(0x00 || entry). */
export function leafHash(entry: Uint8Array): Buffer {
  const input = Buffer.allocUnsafe(entry.length + 1);
  input[0] = LEAF;
  input.set(entry, 1);
  return sha256(input);
}

// One buffer for all nodes: the call is synchronous, so nobody else can be writing to it.
const nodeInput = Buffer.alloc(1 + 2 * HASH_LENGTH, NODE);

/** Hash of an inner node: SHA-256(0x01 || left || right). Both must be 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== HASH_LENGTH || right.length !== HASH_LENGTH) throw new RangeError("a hash has 32 bytes");
  nodeInput.set(left, 1);
  nodeInput.set(right, 1 + HASH_LENGTH);
  return sha256(nodeInput);
}

/** The stored form of a frontier: the size and, from the largest to the smallest, the roots of its full subtrees in hex. */
export interface FrontierState {
  readonly size: number;
  readonly edge: readonly string[];
}

/** How many full subtrees a tree of this size has: the ones in its binary form (beyond 32 bits too). */
function fullSubtrees(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}

/**
 * A tree that only grows, kept as its right edge: O(log n) state, amortised one node hash per leaf.
 */
export class Frontier {
  #size = 0;
  #edge: Uint8Array[] = [];

  /** Number of leaves. */
  get size(): number {
    return this.#size;
  }

  /** Adds the hash of one leaf (see leafHash) and returns its position, counted from 0. */
  append(leaf: Uint8Array): number {
    if (leaf.length !== HASH_LENGTH) throw new RangeError("a hash has 32 bytes");
    const position = this.#size;
    let node = leaf;
    for (let rest = position; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = this.#edge.pop();
      if (left === undefined) throw new Error("frontier out of step with its size");
      node = nodeHash(left, node);
    }
    this.#edge.push(node);
    this.#size = position + 1;
    return position;
  }

  /** The root over all leaves so far; 32 bytes. The tree may go on growing afterwards. */
  root(): Buffer {
    let root: Uint8Array | undefined;
    for (let at = this.#edge.length - 1; at >= 0; at -= 1) {
      const left = this.#edge[at];
      if (left === undefined) continue;
      root = root === undefined ? left : nodeHash(left, root);
    }
    return root === undefined ? emptyRoot() : Buffer.from(root);
  }

  /** What must be stored to go on later. */
  state(): FrontierState {
    return { size: this.#size, edge: this.#edge.map((node) => Buffer.from(node).toString("hex")) };
  }

  /** Restores a stored frontier. @throws RangeError when size and hashes cannot belong together. */
  static from(state: FrontierState): Frontier {
    if (!Number.isSafeInteger(state.size) || state.size < 0) throw new RangeError("size of a tree");
    if (state.edge.length !== fullSubtrees(state.size)) throw new RangeError("hashes do not fit the size");
    const frontier = new Frontier();
    frontier.#size = state.size;
    frontier.#edge = state.edge.map((hex) => {
      if (!/^[0-9a-f]{64}$/.test(hex)) throw new RangeError("a hash has 64 hexadecimal digits");
      return Buffer.from(hex, "hex");
    });
    return frontier;
  }
}

/** Root over the leaf hashes of an iterable, in order. */
export function rootOf(leaves: Iterable<Uint8Array>): Buffer {
  const frontier = new Frontier();
  for (const leaf of leaves) frontier.append(leaf);
  return frontier.root();
}

/** Gives the root over the leaves from `start` (included) to `end` (excluded); what a proof is made of. */
export type RangeRoot = (start: number, end: number) => Uint8Array;

/** A RangeRoot over leaf hashes held in memory: O(n) per proof. Where nodes are stored, give a function that reads them. */
export function rangesOf(leaves: readonly Uint8Array[]): RangeRoot {
  return (start, end) => rootOf(leaves.slice(start, end));
}

/** The largest power of two smaller than n (n > 1). */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/**
 * Proof that the leaf at `position` is in the tree of `size` leaves (RFC 9162 section 2.1.3.1), lowest hash first.
 * @throws RangeError when there is no such leaf.
 */
export function inclusionProof(position: number, size: number, ranges: RangeRoot): Uint8Array[] {
  if (!Number.isSafeInteger(position) || position < 0 || position >= size) throw new RangeError("position");
  const proof: Uint8Array[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + split(end - start);
    if (position < middle) {
      proof.push(ranges(middle, end));
      end = middle;
    } else {
      proof.push(ranges(start, middle));
      start = middle;
    }
  }
  return proof.reverse();
}

/** Whether the proof shows that the leaf stands at `position` in the tree of `size` leaves with this root. Never throws. */
export function verifyInclusion(
  leaf: Uint8Array,
  position: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!Number.isSafeInteger(position) || !Number.isSafeInteger(size) || position < 0 || position >= size) return false;
  if ([leaf, root, ...proof].some((node) => node.length !== HASH_LENGTH)) return false;
  // RFC 9162 section 2.1.3.2, with division instead of shifts: sizes go beyond 32 bits.
  let fn = position;
  let sn = size - 1;
  let node: Uint8Array = leaf;
  for (const next of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      node = nodeHash(next, node);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else {
      node = nodeHash(node, next);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && Buffer.compare(node, root) === 0;
}

/**
 * Proof that the tree of `first` leaves is the beginning of the tree of `second` leaves (RFC 9162 section 2.1.4.1).
 * Empty when both are the same. @throws RangeError unless 0 < first <= second.
 */
export function consistencyProof(first: number, second: number, ranges: RangeRoot): Uint8Array[] {
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(second) || first < 1 || first > second) {
    throw new RangeError("sizes");
  }
  const proof: Uint8Array[] = [];
  let start = 0;
  let end = second;
  let known = true; // whether the subtree in hand is the whole old tree, which the asker already holds
  while (first !== end) {
    const middle = start + split(end - start);
    if (first <= middle) {
      proof.push(ranges(middle, end));
      end = middle;
    } else {
      proof.push(ranges(start, middle));
      start = middle;
      known = false;
    }
  }
  if (!known) proof.push(ranges(start, end));
  return proof.reverse();
}

/** Whether the proof shows that the old tree is the beginning of the new one. Never throws. */
export function verifyConsistency(
  first: number,
  second: number,
  firstRoot: Uint8Array,
  secondRoot: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(second) || first < 1 || first > second) return false;
  if ([firstRoot, secondRoot, ...proof].some((node) => node.length !== HASH_LENGTH)) return false;
  if (first === second) return proof.length === 0 && Buffer.compare(firstRoot, secondRoot) === 0;
  // RFC 9162 section 2.1.4.2.
  let fn = first - 1;
  let sn = second - 1;
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  const path = [...proof];
  // Where the old tree is one full subtree its root is not in the proof: the asker holds it.
  const seed = fn === 0 ? firstRoot : path.shift();
  if (seed === undefined || path.length === 0) return false;
  let fr: Uint8Array = seed;
  let sr: Uint8Array = seed;
  for (const next of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(next, fr);
      sr = nodeHash(next, sr);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else {
      sr = nodeHash(sr, next);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && Buffer.compare(fr, firstRoot) === 0 && Buffer.compare(sr, secondRoot) === 0;
}
