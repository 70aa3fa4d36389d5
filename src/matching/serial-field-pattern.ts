/** Small questions about the pattern of a number: two readings as one, a year in place of a number, letters that are its series. */
import { phraseForm } from "./serial-field-fold.ts";
import { isKnownWord } from "./serial-field-parts.ts";
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

/** Up to four letters beside a number are a series, unless they are a word that is known or little words in lower case. */
export function isSeries(core: string, wordy: boolean): boolean {
  if (!/^\p{L}(?:[\p{L}./-]{0,4}\p{L})?$/u.test(core)) return false;
  const letters = core.replace(/[./-]/gu, "");
  if (letters.length > 4) return false;
  if (letters === letters.toLowerCase()) return letters.length === 2 && !wordy && !littleWord.test(letters);
  return !littleWord.test(letters.toLowerCase()) && !(letters.length >= 3 && isKnownWord(phraseForm(letters)));
}

const littleWord =
  /^(?:de|do|da|na|no|em|ou|os|of|on|in|or|at|et|en|el|la|le|al|du|au|is|se|so|só|lo|as|up|by|to|it|um|ao|не|на|во|со|от|до|по|из|за|та|ve|va|bu|cano|nada|none|vide|não|nao|com|por|sem|para|con|sin|нет|без|для|and|the|but|per|see|not)$/u;
