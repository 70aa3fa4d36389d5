/**
 * The values of a set of records, each once: numbers in place of texts, so that equal is one comparison and near is worked out once for
 * two values however many records hold them.
 *
 * Promises: value 0 is "not recorded"; the same writing after cleaning is the same value. Refuses: to guess: cleaning takes case, accents'
 * compositions and punctuation away, it never replaces a name by another.
 */
import { mostColumns, type Clean } from "./linkage-model.ts";
import { longestText, type PackedTexts } from "./text-distance.ts";

/** No date. */
export const NO_DAY = -0x80000000;

const unlettered = /[^\p{L}\p{N}]+/gu;
const undigited = /\D+/g;

/** A value fit for comparing; empty where nothing is left of it. */
export function cleaned(clean: Clean, written: string): string {
  if (clean === "digits") return written.replace(undigited, "");
  if (clean === "mail-name")
    return written
      .slice(0, Math.max(0, written.indexOf("@")))
      .trim()
      .toLowerCase();
  const text = written.normalize("NFKC").toLowerCase();
  return clean === "name" ? text.replaceAll("ё", "е").replace(unlettered, " ").trim() : text.trim();
}

/** Day number of a date written YYYYMMDD; `NO_DAY` where there is no such day. */
export function dayOf(text: string): number {
  if (!/^\d{8}$/.test(text)) return NO_DAY;
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(4, 6));
  const day = Number(text.slice(6));
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1000 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return NO_DAY;
  return Math.round(date.getTime() / 86_400_000);
}

export class Dictionary {
  readonly #ids = new Map<string, number>([["", 0]]);
  readonly values: string[] = [""];

  /** Number of a cleaned value, new ones included. */
  id(value: string): number {
    let id = this.#ids.get(value);
    if (id === undefined) {
      id = this.values.length;
      this.#ids.set(value, id);
      this.values.push(value);
    }
    return id;
  }

  /** Number of a cleaned value, or undefined where no record holds it. */
  known(value: string): number | undefined {
    return this.#ids.get(value);
  }
}

/** Values of one dictionary in shared memory; behind the last one there is room for values of a question. */
export interface SharedTexts extends PackedTexts {
  readonly count: number;
  readonly day: Int32Array;
}

/** Values that a question may bring to one dictionary: one of every column. */
const spareValues = mostColumns;

export const sharedInts = (length: number): Int32Array<SharedArrayBuffer> =>
  new Int32Array(new SharedArrayBuffer(4 * length));

/** Packs a dictionary's values; day numbers only where `dates` says that they are compared as such. */
export function packTexts(values: readonly string[], dates: boolean): SharedTexts {
  let length = 0;
  for (const value of values) length += Math.min(longestText, value.length);
  const codes = new Uint16Array(new SharedArrayBuffer(2 * (length + spareValues * longestText)));
  const start = sharedInts(values.length + spareValues + 1);
  const day = sharedInts(dates ? values.length + spareValues : 1);
  const letters = sharedInts(values.length + spareValues);
  const texts = { codes, start, letters, day, count: values.length };
  values.forEach((value, id) => writeText(texts, id, value));
  return texts;
}

/** Writes a value at its place; places are filled one after the other. */
export function writeText(texts: SharedTexts, id: number, value: string): void {
  const from = texts.start[id] as number;
  const length = Math.min(longestText, value.length);
  let letters = 0;
  for (let at = 0; at < length; at += 1) {
    const code = value.charCodeAt(at);
    texts.codes[from + at] = code;
    letters |= 1 << (code & 31);
  }
  texts.start[id + 1] = from + length;
  texts.letters[id] = letters;
  if (texts.day.length > 1) texts.day[id] = dayOf(value);
}
