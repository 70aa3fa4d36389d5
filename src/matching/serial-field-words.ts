/**
 * What the words in a serial field say about the mark: removed, unreadable, altered, never made, not written down, partly readable,
 * restored, or nothing (a filler).
 *
 * Promises: "removed", "cannot be read", "never had one" and "nobody wrote it down" stay different facts (product rule: obliterated, none
 * made and not recorded are different); a denied removal is no removal; a slip of the finger in a long word is forgiven only where no word
 * was understood otherwise. Refuses: to decide between two phrases silently; the caller gets every sense that was found. The phrases of
 * twelve languages stand in `serial-field-phrases-*.ts`.
 */
import { phraseForm, source } from "./serial-field-fold.ts";
import { understand } from "./serial-field-grammar.ts";
import { fillerWords, fixedPhrases } from "./serial-field-phrases.ts";
import type { PhraseSense } from "./serial-field-phrases.ts";
import { tableSenses } from "./serial-field-tables.ts";

export type FieldSense = PhraseSense | "placeholder";

const fixed = fixedPhrases.map(([sense, pattern]) => [sense, new RegExp(source(pattern), "gu")] as const);
const filler = new RegExp(
  [
    "^[xх]+$",
    "^0+$",
    "^([\\p{L}\\p{N}])\\1{4,}$",
    "^1234(?:5(?:6(?:7(?:89?)?)?)?)?$",
    ...fillerWords.map((words) => `^(?:${source(words)})$`),
  ].join("|"),
  "u",
);

const noun =
  "(?:номер|обознач|познач|марк|клейм|serial|number|numer|marca|marque|marking|series?\\b|raqam|рақам|номир|nomer|numara)";
const noNumber = new RegExp(
  source(
    `\\b(?:no|without|sin|sem|sans|без|нет|нема|немае|бе|be) (?:\\p{L}+ ){0,2}${noun}|${noun}\\p{L}* (?:\\p{L}+ )?(?:нет|нема|немае|жок|йук|ек|yok|yoq|joq|нест|nest)\\b`,
  ),
  "u",
);
const negation = new RegExp(
  source("\\b(?:не|ни|no|not|nao|non|нет|немае|emas|эмес|емес|нашуд|degil)\\b|мади\\b|maydi\\b|маган\\b|magan\\b"),
  "u",
);

const remembered = new Map<string, ReadonlySet<FieldSense>>();
const mostRemembered = 5_000;

/** A number beside the words: which one it is changes nothing about what the words say. */
const anyNumber = /\p{L}{0,4}-?\d{3,}\p{L}{0,3}/gu;
const standaloneWord = /(?<![\p{L}\d])(?:\p{L}{3,}|\p{Ll}{2})(?![\p{L}\d])/u;

/** Every sense that the words of a field carry; empty for a plain number. */
export function fieldSenses(text: string): ReadonlySet<FieldSense> {
  if (/\d/u.test(text)) {
    if (!/\p{L}/u.test(text) && filler.test(phraseForm(text))) return fillerOnly;
    if (!standaloneWord.test(text)) return nothing;
  }
  const key = text.replace(anyNumber, (number) => (number.length > 3 ? "1111" : "111"));
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const found = sensesOf(key);
  // A register of a million rows holds a few thousand phrases; bounded, so that no file fills the memory.
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(key, found);
  return found;
}

const nothing: ReadonlySet<FieldSense> = new Set();
const fillerOnly: ReadonlySet<FieldSense> = new Set<FieldSense>(["placeholder"]);

function sensesOf(text: string): ReadonlySet<FieldSense> {
  // "R A S P A D A": a word whose letters stand apart.
  let form = phraseForm(text).replace(/(?<!\p{L})\p{L}(?: \p{L}){3,}(?!\p{L})/gu, (letters) =>
    letters.replaceAll(" ", ""),
  );
  const found = new Set<FieldSense>();
  if (!/^1{3,4}$/u.test(form) && filler.test(form)) return found.add("placeholder");
  for (const [sense, pattern] of fixed) {
    const rest = form.replace(pattern, " ").trim();
    if (rest !== form && sense !== null) found.add(sense);
    form = rest;
  }
  const grammar = understand(form, /\.\s*$/u.test(text));
  for (const sense of grammar.senses) found.add(sense);
  for (const sense of tableSenses(grammar.rest)) found.add(sense);
  if (found.size === 0 && grammar.weak) found.add("unknown");
  if (found.size === 0 && !/\d/u.test(form)) {
    // A negation that no table knows: of a number it says that there is none, of anything else that nothing is known.
    if (noNumber.test(form)) found.add("none");
    else if (negation.test(form)) found.add("unknown");
  }
  return found;
}
