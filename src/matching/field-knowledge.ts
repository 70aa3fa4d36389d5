/**
 * What the reference lists tell the matching about two values of a field: that they are one thing, that they are kin, that one is the
 * other misspelt.
 *
 * Promises: only sure answers of the lists give a code (a code itself, a listed writing, folded or not); kin are licence-made variants, look-alikes,
 * a bore and its cartridge, a type and a wider one, a state and the one before it. Refuses: a misspelt name's code: it stays text
 * that is near, because a wrong code would weigh like a right one.
 */
import type { CodeLists } from "../reference/code-lists.ts";
import { findCountry } from "../reference/country-names.ts";
import { foldName } from "../reference/make-names.ts";
import { slipsAllowed, spellingDistance } from "../reference/normaliser-spelling.ts";
import { latinWords, saysNothing } from "../reference/normaliser-words.ts";
import type { FieldKnowledge, TextField, Value } from "./engine/vocabulary.ts";

const predecessors: ReadonlyMap<string, readonly string[]> = new Map([
  ["SU", ["RU", "UA", "BY", "KZ", "UZ", "KG", "TJ", "TM", "GE", "AM", "AZ", "MD", "LT", "LV", "EE"]],
  ["CS", ["CZ", "SK"]],
  ["DD", ["DE"]],
  ["YU", ["RS", "HR", "BA", "SI", "MK", "ME"]],
]);

function plainOf(field: TextField, written: string): string {
  if (field === "calibre")
    return foldName(written.replace(/(?<=\d)[.,](?=\d)/gu, "P").replace(/[×*]/gu, "X")).replace(
      /(?<=\d)[ХX](?=\d)/gu,
      "X",
    );
  return latinWords(written).join("") || foldName(written);
}

function digits(text: string): string {
  return text.replace(/\D+/gu, "");
}

function near(field: TextField, one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (field === "calibre") return short.length >= 2 && long.startsWith(short) && !/^\d/u.test(long.slice(short.length));
  if (field === "model" && digits(short) !== digits(long)) return short.length >= 4 && long.includes(short);
  if (short.length >= 3 && (long.startsWith(short) || (short.length >= 5 && long.includes(short)))) return true;
  if (!/^[A-Z0-9]+$/u.test(long) || !/^[A-Z0-9]+$/u.test(short) || long.length - short.length > 2) return false;
  const limit = slipsAllowed(long.length);
  return limit > 0 && digits(short) === digits(long) && spellingDistance(one, other, limit) <= limit;
}

const made = new WeakMap<CodeLists, FieldKnowledge>();

/** The knowledge of a set of lists; made once for each. */
export function fieldKnowledge(lists: CodeLists): FieldKnowledge {
  const known = made.get(lists) ?? makeKnowledge(lists);
  made.set(lists, known);
  return known;
}

function makeKnowledge(lists: CodeLists): FieldKnowledge {
  const codeOf = (field: TextField, written: string): string => {
    switch (field) {
      case "make":
        return lists.makes.get(written)?.code ?? lists.findMake(written)?.code ?? "";
      case "model":
        return lists.models.get(written)?.code ?? lists.findModel(written)?.code ?? "";
      case "type":
        return lists.types.get(written)?.code ?? lists.findType(written)?.code ?? "";
      case "calibre":
        return lists.calibres.get(written)?.code ?? lists.findCalibre(written)?.code ?? "";
      default:
        return findCountry(written) ?? "";
    }
  };
  const describe = (field: TextField, written: string): Value => {
    if (saysNothing(written)) return { written, plain: "", code: "" };
    const code = codeOf(field, written);
    if (code === "unknown" || code === "ZZ") return { written, plain: "", code: "" };
    return { written, plain: plainOf(field, written), code };
  };
  const makers = new Map<string, ReadonlySet<string>>();
  for (const model of lists.models.values()) makers.set(model.code, new Set([model.make, ...model.madeAlso]));
  const kinMakes = new Set<string>();
  for (const makes of makers.values())
    for (const one of makes) for (const other of makes) if (one !== other) kinMakes.add(`${one} ${other}`);
  return {
    describe,
    near,
    kin: (field, one, other) => {
      if (field === "make") return kinMakes.has(`${one} ${other}`) ? "family" : undefined;
      if (field === "model") {
        const left = lists.models.get(one);
        const right = lists.models.get(other);
        return left?.lookAlikes.includes(other) === true || right?.lookAlikes.includes(one) === true
          ? "family"
          : undefined;
      }
      if (field === "type")
        return lists.typeLine(one).includes(other) || lists.typeLine(other).includes(one) ? "similar" : undefined;
      if (field === "calibre") {
        const left = lists.calibres.get(one);
        const right = lists.calibres.get(other);
        if (left?.family === other || right?.family === one || lists.calibresFit(one, other)) return "similar";
        return left?.lookAlikes.includes(other) === true || right?.lookAlikes.includes(one) === true
          ? "family"
          : undefined;
      }
      const succeeds = (before: string, after: string): boolean => predecessors.get(before)?.includes(after) === true;
      return succeeds(one, other) || succeeds(other, one) ? "family" : undefined;
    },
  };
}
