/**
 * The phrase tables of twelve languages, compiled: which senses a folded text carries by them, and their plain stems.
 *
 * Promises: one expression a sense, so that a text is asked seven times and not a thousand. Refuses: rules.
 */
import { plain, source } from "./serial-field-fold.ts";
import { phraseTables } from "./serial-field-phrases.ts";
import type { PhraseSense } from "./serial-field-phrases.ts";

const senses: readonly PhraseSense[] = ["removed", "unreadable", "altered", "none", "unknown", "partly", "restored"];

const compiled: readonly (readonly [PhraseSense, RegExp])[] = senses.map((sense) => [
  sense,
  new RegExp(
    Object.values(phraseTables)
      .flatMap((table) => table[sense] ?? [])
      .map(source)
      .join("|"),
    "u",
  ),
]);

/** The senses that the tables find in a folded text. */
export function tableSenses(form: string): readonly PhraseSense[] {
  return compiled.flatMap(([sense, pattern]) => (pattern.test(form) ? [sense] : []));
}

/** Plain stems long enough that one wrong letter still leaves no other word: with the sense each speaks for. */
export const tableStems: readonly (readonly [stem: string, sense: PhraseSense])[] = senses.flatMap((sense) =>
  Object.values(phraseTables).flatMap((table) =>
    (table[sense] ?? [])
      .map((stem) => plain(stem.replace(/^\(\?<!не \)/u, "").replaceAll("\\b", "")))
      .filter((stem) => /^\p{L}{6,}$/u.test(stem))
      .map((stem): [string, PhraseSense] => [stem, sense]),
  ),
);
