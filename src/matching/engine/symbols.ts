/**
 * Serial numbers as bytes: one symbol per position.
 *
 * Promises: every character of a normal form has a symbol, the same one everywhere and for ever (an index may be kept on disk);
 * an unreadable position and a run of them are symbols too. Refuses: to tell look-alike scripts apart: the normal form has
 * folded them (`serial-normal.ts`), and the way a letter was written is read again from the record when it is explained.
 */
import type { SerialPattern, SerialToken } from "../serial-field.ts";

/** Ends a serial in the index; never part of one. */
export const END = 0;
/** One position that the record's own number leaves open. */
export const ANY = 1;
/** Some positions, none or more. */
export const RUN = 2;

const first = 3;
/** The symbol of 0; the other digits follow. */
export const firstDigit = first;
const letters = Array.from(
  [
    "0123456789",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    // Cyrillic letters without a Latin twin: Russian, Ukrainian, the languages of Central Asia.
    "БГДЖЗИЙЛПФЦЧШЩЪЫЬЭЮЯЄҐҒӘӨҰҶҲӮӢЙЂЃЉЊЋЌЎЏ",
    "ΓΔΘΛΞΠΣΦΨΩ",
    // Georgian, Armenian and Arabic letters, as units write them.
    "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    "ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖ",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگک",
  ].join(""),
);
const codes = new Map<string, number>();
for (const letter of letters) if (!codes.has(letter)) codes.set(letter, first + codes.size);
/** How many symbols there are: the width of a table by symbol. */
export const symbolCount = first + codes.size + 1;
/** All characters without a symbol of their own share this one. */
export const OTHER = symbolCount - 1;
const characters = [...codes.keys()];

/** 1 for each symbol that is a letter: a series of letters is lost, added or dropped as one thing. */
export const isLetterSymbol: Uint8Array = Uint8Array.from({ length: symbolCount }, (_, symbol) =>
  symbol >= first + 10 ? 1 : 0,
);
/** 1 for each symbol that is a digit. */
export const isDigitSymbol: Uint8Array = Uint8Array.from({ length: symbolCount }, (_, symbol) =>
  symbol >= first && symbol < first + 10 ? 1 : 0,
);

/** 1 for each symbol that is a Cyrillic letter without a Latin twin. */
export const isCyrillicSymbol: Uint8Array = Uint8Array.from({ length: symbolCount }, (_, symbol) =>
  /\p{Script=Cyrillic}/u.test(characters[symbol - first] ?? "") ? 1 : 0,
);

/** By code unit: all letters above are of one. */
const ofUnit = new Uint8Array(0x10000).fill(OTHER);
for (const [letter, symbol] of codes) ofUnit[letter.charCodeAt(0)] = symbol;

/** The symbol of one character of a normal form. */
export function symbolOf(character: string): number {
  return character.length === 1 ? (ofUnit[character.charCodeAt(0)] as number) : OTHER;
}

/** The character of a symbol: `?` and `*` for open positions, U+FFFD for what has no symbol of its own. */
export function characterOf(symbol: number): string {
  if (symbol === ANY) return "?";
  if (symbol === RUN) return "*";
  return characters[symbol - first] ?? "\u{FFFD}";
}

/** The symbol of one position of a pattern: a choice of characters is an open position to the index. */
export function symbolOfToken(token: SerialToken): number {
  if (token.kind === "char") return symbolOf(token.char);
  return token.kind === "run" ? RUN : ANY;
}

/** Longest number that is indexed; what is longer is cut (registers hold remarks in the field). */
export const longestSerial = 40;

/** A pattern as symbols. */
export function symbolsOf(pattern: SerialPattern): number[] {
  return pattern.slice(0, longestSerial).map(symbolOfToken);
}
