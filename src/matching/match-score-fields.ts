/**
 * How two values of one field compare: make, model, type, calibre, country, year, as codes or as written.
 *
 * Promises: the same answer whichever side is which; a spelling in Cyrillic and in Latin can agree; an absent value says
 * nothing. Refuses: to know the reference lists. Aliases and licence families come in through `relations`.
 */
import type { FieldLevel, MatchField } from "./match-score-model.ts";
import { normalSerial, spelledInLatin } from "./serial-normal.ts";

/** What the reference lists know about two values: other names of one thing, or kin (licence-made, parent model). */
export type FieldRelations = (field: MatchField, a: string, b: string) => "alias" | "family" | undefined;

const unknownWords =
  /^(?:UNKNOWN|OTHER|OUTROS?|N ?A|НЕИЗВЕСТН\p{L}*|НЕВІДОМ\p{L}*|ДРУГ(?:ОЕ|АЯ|ОЙ)|НЕТ|NONE|DESCONHECID[OA]|IGNORAD[OA]|-+|\?+)$/u;

function words(text: string): string {
  return text.normalize("NFKC").toUpperCase().trim();
}

/** Two texts at most one edit apart (replaced, added, dropped, swapped). */
export function oneEditApart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (long.length > short.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
}

function compareNames(a: string, b: string): FieldLevel {
  const left = normalSerial(a);
  const right = normalSerial(b);
  if (left === right) return "same";
  const leftLatin = spelledInLatin(left) ?? left;
  const rightLatin = spelledInLatin(right) ?? right;
  if (leftLatin === rightLatin) return "alias";
  const [short, long] = leftLatin.length <= rightLatin.length ? [leftLatin, rightLatin] : [rightLatin, leftLatin];
  if (short.length >= 3 && long.startsWith(short)) return "similar";
  if (short.length >= 5 && oneEditApart(short, long) && digits(short) === digits(long)) return "similar";
  return "differs";
}

function digits(text: string): string {
  return text.replace(/\D+/gu, "");
}

/** Calibres lose their decimal point (7.62 → 762) and their case length (7.62x39 → 7.62) in registers. */
function compareCalibres(a: string, b: string): FieldLevel {
  const form = (text: string): string =>
    words(text)
      .replace(/[×ХX*]/gu, "X")
      .replace(",", ".")
      .replace(/\s+/gu, "")
      .replace(/^0(?=\.)/u, "");
  if (form(a) === form(b)) return "same";
  const number = (text: string): string => /\d+(?:[.,]\d+)?/u.exec(text)?.[0].replace(",", ".") ?? "";
  const one = number(a);
  const two = number(b);
  if (one === "" || two === "") return compareNames(a, b);
  if (Number(one) === Number(two)) return "similar";
  const bare = (text: string): string => text.replace(".", "").replace(/^0+|0+$/gu, "");
  return bare(one) === bare(two) ? "similar" : "differs";
}

function compareYears(a: string, b: string): FieldLevel {
  const gap = Math.abs(Number(a) - Number(b));
  if (Number.isNaN(gap)) return "missing";
  if (gap === 0) return "same";
  return gap === 1 ? "similar" : gap <= 3 ? "family" : "differs";
}

/** Level of agreement of one field; "missing" when either side does not say. */
export function compareField(field: MatchField, a: string, b: string, relations?: FieldRelations): FieldLevel {
  const left = words(a);
  const right = words(b);
  if (left === "" || right === "" || unknownWords.test(left) || unknownWords.test(right)) return "missing";
  if (left === right) return "same";
  const known = relations?.(field, a, b);
  if (known !== undefined) return known;
  if (field === "year") return compareYears(left, right);
  if (field === "calibre") return compareCalibres(left, right);
  return compareNames(left, right);
}
