/**
 * How far two texts are from one another, over packed character codes: no strings are made.
 *
 * Promises: both measures are symmetric (Jaro's greedy matching is not by itself: the shorter text, or the one that sorts first, always
 * leads). Refuses: texts longer than `longestText` characters; the rest of them is not looked at.
 */

/** Characters of a value that are compared. */
export const longestText = 64;

const usedOne = new Uint8Array(longestText);
const usedOther = new Uint8Array(longestText);
const rows = new Int32Array(3 * (longestText + 1));

/** Texts of many values, one behind the other; value `v` lies from `start[v]` to `start[v + 1]`. */
export interface PackedTexts {
  readonly codes: Uint16Array;
  readonly start: Int32Array;
  /** Which characters occur: one bit for every 32nd code. */
  readonly letters: Int32Array;
}

/** How many bits are set. */
function bitsIn(mask: number): number {
  let bits = mask - ((mask >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Whether the Jaro-Winkler similarity may reach `least`: says no only where it cannot, from lengths, letters and beginnings alone. */
export function mayResemble(texts: PackedTexts, one: number, other: number, least: number): boolean {
  const { codes, start, letters } = texts;
  const a = start[one] as number;
  const b = start[other] as number;
  const lengthA = (start[one + 1] as number) - a;
  const lengthB = (start[other + 1] as number) - b;
  const maskA = letters[one] as number;
  const maskB = letters[other] as number;
  const matches = Math.min(lengthA - bitsIn(maskA & ~maskB), lengthB - bitsIn(maskB & ~maskA));
  if (matches <= 0) return least <= 0;
  const jaro = (matches / lengthA + matches / lengthB + 1) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < lengthA && prefix < lengthB && codes[a + prefix] === codes[b + prefix]) prefix += 1;
  // A hair above, for the rounding of the last digit.
  return jaro + prefix * 0.1 * (1 - jaro) + 1e-9 >= least;
}

/** −1, 0 or 1: which of two texts leads: the shorter, then by code unit. */
function order(codes: Uint16Array, a: number, lengthA: number, b: number, lengthB: number): number {
  if (lengthA !== lengthB) return lengthA < lengthB ? -1 : 1;
  for (let i = 0; i < lengthA; i += 1) {
    const difference = (codes[a + i] as number) - (codes[b + i] as number);
    if (difference !== 0) return difference < 0 ? -1 : 1;
  }
  return 0;
}

/** Jaro-Winkler similarity of two values, 0 to 1 (prefix scale 0.1 over at most four characters, from a Jaro similarity of 0.7 on). */
export function jaroWinkler(texts: PackedTexts, one: number, other: number): number {
  const { codes, start } = texts;
  let a = start[one] as number;
  let b = start[other] as number;
  let lengthA = Math.min(longestText, (start[one + 1] as number) - a);
  let lengthB = Math.min(longestText, (start[other + 1] as number) - b);
  const first = order(codes, a, lengthA, b, lengthB);
  if (first === 0) return 1;
  if (first > 0) [a, b, lengthA, lengthB] = [b, a, lengthB, lengthA];
  if (lengthA === 0) return 0;
  const reach = Math.max(0, (lengthB >> 1) - 1);
  usedOne.fill(0, 0, lengthA);
  usedOther.fill(0, 0, lengthB);
  let matches = 0;
  for (let i = 0; i < lengthA; i += 1) {
    const code = codes[a + i];
    const last = Math.min(lengthB - 1, i + reach);
    for (let j = Math.max(0, i - reach); j <= last; j += 1)
      if (usedOther[j] === 0 && codes[b + j] === code) {
        usedOther[j] = 1;
        usedOne[i] = 1;
        matches += 1;
        break;
      }
  }
  if (matches === 0) return 0;
  let moved = 0;
  for (let i = 0, j = 0; i < lengthA; i += 1) {
    if (usedOne[i] === 0) continue;
    while (usedOther[j] === 0) j += 1;
    if (codes[a + i] !== codes[b + j]) moved += 1;
    j += 1;
  }
  const jaro = (matches / lengthA + matches / lengthB + (matches - (moved >> 1)) / matches) / 3;
  if (jaro < 0.7) return jaro;
  let prefix = 0;
  while (prefix < 4 && prefix < lengthA && codes[a + prefix] === codes[b + prefix]) prefix += 1;
  return jaro + prefix * 0.1 * (1 - jaro);
}

/**
 * Fewest characters added, lost, replaced, or swapped with their neighbour (each place at most once) between two values; `most + 1`
 * where it takes more than `most`.
 */
export function edits(texts: PackedTexts, one: number, other: number, most: number): number {
  const { codes, start } = texts;
  const a = start[one] as number;
  const b = start[other] as number;
  const lengthA = Math.min(longestText, (start[one + 1] as number) - a);
  const lengthB = Math.min(longestText, (start[other + 1] as number) - b);
  if (Math.abs(lengthA - lengthB) > most) return most + 1;
  // An edit takes at most one character from either side: those that the other side lacks must all go.
  const maskA = texts.letters[one] as number;
  const maskB = texts.letters[other] as number;
  if (bitsIn(maskA & ~maskB) > most || bitsIn(maskB & ~maskA) > most) return most + 1;
  const width = lengthB + 1;
  let above = 0;
  let here = width;
  let twoAbove = 2 * width;
  for (let j = 0; j <= lengthB; j += 1) rows[j] = j;
  for (let i = 1; i <= lengthA; i += 1) {
    const code = codes[a + i - 1];
    rows[here] = i;
    let least = i;
    for (let j = 1; j <= lengthB; j += 1) {
      const same = code === codes[b + j - 1];
      let cost = (rows[above + j - 1] as number) + (same ? 0 : 1);
      cost = Math.min(cost, (rows[above + j] as number) + 1, (rows[here + j - 1] as number) + 1);
      if (i > 1 && j > 1 && !same && code === codes[b + j - 2] && codes[a + i - 2] === codes[b + j - 1])
        cost = Math.min(cost, (rows[twoAbove + j - 2] as number) + 1);
      rows[here + j] = cost;
      if (cost < least) least = cost;
    }
    // A swap looks two rows up: the row above may still be cheaper by one.
    if (least > most + 1) return most + 1;
    [twoAbove, above, here] = [above, here, twoAbove];
  }
  return Math.min(most + 1, rows[above + lengthB] as number);
}
