/**
 * Other ways to read a number with a Cyrillic series: spelled in Latin letters (LYA48 for ЛЯ48), typed with the keyboard on the other
 * language (KZ48 for ЛЯ48), or its series taken for digits (301183 for ЗО1183).
 *
 * Promises: at most one reading each, only where all of the number is known. Refuses: to touch letters that look the same in
 * both scripts unless another letter shows that the number was spelled.
 */
import type { SerialPattern, SerialToken } from "../serial-field.ts";
import { normalSerial } from "../serial-normal.ts";

const spelled: readonly (readonly [string, string])[] =
  "SHCH:Щ ZH:Ж KH:Х TS:Ц CH:Ч SH:Ш YU:Ю YA:Я YO:Е YE:Е IA:Я IU:Ю B:Б V:В G:Г D:Д Z:З I:И J:Й K:К L:Л M:М N:Н O:О P:П R:Р S:С T:Т U:У F:Ф H:Х C:Ц Y:Ы E:Е A:А"
    .split(" ")
    .map((pair): [string, string] => [pair.split(":")[0] ?? "", pair.split(":")[1] ?? ""]);

const latinKeys = "QWERTYUIOPASDFGHJKLZXCVBNM";
const cyrillicKeys = "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ";
const keyboard = new Map(Array.from(latinKeys).map((key, at): [string, string] => [key, cyrillicKeys[at] ?? key]));

function latinText(pattern: SerialPattern): string | undefined {
  let text = "";
  let letters = 0;
  for (const token of pattern) {
    if (token.kind !== "char") return undefined;
    // A letter written in Cyrillic shows that there was a Cyrillic keyboard.
    if (/\p{Script=Cyrillic}/u.test(token.seen)) return undefined;
    if (/[A-Z]/u.test(token.char)) letters += 1;
    text += token.char;
  }
  return letters === 0 || letters > 5 ? undefined : text;
}

function tokensOf(text: string): SerialPattern {
  return Array.from(normalSerial(text)).map((char): SerialToken => ({ kind: "char", char, seen: char }));
}

/** The number read as Cyrillic spelled in Latin letters; nothing where that changes nothing. */
export function asSpelledInLatin(pattern: SerialPattern): readonly SerialPattern[] {
  const text = latinText(pattern);
  if (text === undefined) return [];
  let out = "";
  for (let at = 0; at < text.length;) {
    const part = spelled.find(([latin]) => text.startsWith(latin, at));
    out += part === undefined ? (text[at] ?? "") : part[1];
    at += part === undefined ? 1 : part[0].length;
  }
  const normal = normalSerial(out);
  return normal === text ? [] : [tokensOf(out)];
}

/** The number read as typed with the keyboard on Latin. */
export function asOnOtherKeyboard(pattern: SerialPattern): readonly SerialPattern[] {
  const text = latinText(pattern);
  if (text === undefined) return [];
  const other = Array.from(text, (char) => keyboard.get(char) ?? char).join("");
  return normalSerial(other) === text ? [] : [tokensOf(other)];
}

const asLetters = new Map([
  ["0", "О"],
  ["3", "З"],
  ["4", "Ч"],
  ["6", "Б"],
  ["8", "В"],
]);

/** A number of digits alone read as a series of two letters, each of which looks like its digit, and a number of three to five. */
export function asSeriesInDigits(pattern: SerialPattern): readonly SerialPattern[] {
  if (pattern.length < 5 || pattern.length > 7) return [];
  let text = "";
  for (const token of pattern) {
    if (token.kind !== "char" || !/\d/u.test(token.char)) return [];
    text += token.char;
  }
  const [one, two] = [asLetters.get(text[0] ?? ""), asLetters.get(text[1] ?? "")];
  return one === undefined || two === undefined ? [] : [tokensOf(`${one}${two}${text.slice(2)}`)];
}
