/** Small questions about the pattern of a number: two readings as one, a year in place of a number. */
import type { SerialPattern, SerialToken } from "./serial-field.ts";

function plain(pattern: SerialPattern): string {
  return pattern.map((token) => (token.kind === "char" ? token.char : " ")).join("");
}

/** Two readings of one length that differ here and there, as one pattern with choices; null when they are two numbers. */
export function merged(one: readonly SerialToken[], two: readonly SerialToken[]): SerialToken[] | null {
  if (one.length !== two.length) return null;
  const out: SerialToken[] = [];
  let differ = 0;
  for (const [at, left] of one.entries()) {
    const right = two[at];
    if (left.kind !== "char" || right?.kind !== "char") return null;
    if (left.char === right.char) out.push(left);
    else {
      differ += 1;
      out.push({ kind: "oneOf", chars: [left.char, right.char] });
    }
  }
  return differ > 0 && differ * 2 < one.length ? out : null;
}

/** A year of manufacture or "pre-1968": no serial number beside words that say there is none. */
export function isYear(pattern: SerialPattern): boolean {
  return /^(?:PRE)?(?:1[89]|20)\d\d$/u.test(plain(pattern));
}
