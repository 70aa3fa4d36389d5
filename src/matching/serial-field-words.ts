/**
 * What the words in a serial field say about the mark: removed, unreadable, altered, never made, not written down, partly readable,
 * restored, or nothing (a filler).
 *
 * Promises: "removed", "cannot be read", "never had one" and "nobody wrote it down" stay different facts (product rule: obliterated, none
 * made and not recorded are different); a denied removal is no removal; a slip of the finger in a long word is forgiven only where no word
 * was understood otherwise. Refuses: to decide between two phrases silently; the caller gets every sense that was found. The phrases of
 * twelve languages stand in `serial-field-phrases-*.ts`.
 */
import { fillerWords, fixedPhrases, phraseTables } from "./serial-field-phrases.ts";
import type { PhraseSense } from "./serial-field-phrases.ts";

export type FieldSense = PhraseSense | "placeholder";

const senses: readonly PhraseSense[] = ["removed", "unreadable", "altered", "none", "unknown", "partly", "restored"];

/** Letters that clerks replace for want of a key, brought to the one that every keyboard of the script has. */
const plainLetters = new Map<string, string>(
  "ёе їи іи єе ґг қк ҳх ғг ҷч ӣи ўу ӯу үу ұу өо ңн һх әа ӏи ıi łl øo đd"
    .split(" ")
    .map((pair): [string, string] => [pair.slice(0, 1), pair.slice(1)]),
);
const latinOfCyrillic = new Map<string, string>(
  "аa еe оo рp сc хx уy кk мm тt нh вb".split(" ").map((pair): [string, string] => [pair.slice(0, 1), pair.slice(1)]),
);
const cyrillicOfLatin = new Map<string, string>([
  ...[...latinOfCyrillic].map(([cyrillic, latin]): [string, string] => [latin, cyrillic]),
  ["i", "и"],
]);

function plain(text: string): string {
  let out = "";
  for (const letter of text) {
    const kept = plainLetters.get(letter);
    if (kept !== undefined) out += kept;
    else if (letter === "ь" || letter === "ъ" || /[ʻʼ'’‘`´]/u.test(letter)) continue;
    else if (letter >= "à" && letter <= "ɏ") out += letter.normalize("NFD")[0] ?? letter;
    else if (letter !== "й" && letter > "ё" && letter <= "ӿ") out += letter.normalize("NFD")[0] ?? letter;
    else out += letter;
  }
  return out;
}

/** A word that mixes the alphabets ("спилeн" with a Latin e) is brought to the one that most of its letters belong to. */
function oneScript(word: string): string {
  const latin = word.match(/[a-z]/gu)?.length ?? 0;
  const cyrillic = word.match(/\p{Script=Cyrillic}/gu)?.length ?? 0;
  if (latin === 0 || cyrillic === 0) return word;
  const table = latin > cyrillic ? latinOfCyrillic : cyrillicOfLatin;
  let out = "";
  for (const letter of word) out += table.get(letter) ?? letter;
  return out;
}

/** Lower case, accents and rare letters plain, one script a word, spaces single: the form in which phrases are looked up. */
export function phraseForm(text: string): string {
  return plain(text.normalize("NFC").replaceAll("İ", "i").toLowerCase())
    .replace(/\p{L}+/gu, oneScript)
    .replace(/\s+/gu, " ")
    .replace(/^[\s.,;:/-]+|[\s.,;:/-]+$/gu, "");
}

/** `\b` knows only ASCII; here it means "not inside a word of any script": before a stem, or after a letter. */
function source(stem: string): string {
  return plain(stem)
    .replaceAll(/\\b(?=[([\\\p{L}\p{N}])/gu, "(?<![\\p{L}\\p{N}])")
    .replaceAll("\\b", "(?![\\p{L}\\p{N}])");
}

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

/** Plain stems long enough that one wrong letter still leaves no other word: with the sense each speaks for. */
const vocabulary: readonly (readonly [stem: string, sense: PhraseSense])[] = senses.flatMap((sense) =>
  Object.values(phraseTables).flatMap((table) =>
    (table[sense] ?? [])
      .map((stem) => plain(stem.replace(/^\(\?<!не \)/u, "").replaceAll("\\b", "")))
      .filter((stem) => /^\p{L}{6,}$/u.test(stem))
      .map((stem): [string, PhraseSense] => [stem, sense]),
  ),
);

/** Whether `word` begins with `stem` but for one wrong, missing, added or swapped letter; the first letter must be right. */
function nearlyBegins(word: string, stem: string): boolean {
  if (word[0] !== stem[0] || word.length < stem.length - 1) return false;
  let at = 0;
  while (at < stem.length && word[at] === stem[at]) at += 1;
  if (at === stem.length) return true;
  const rest = stem.slice(at);
  return (
    word.slice(at + 1).startsWith(rest.slice(1)) ||
    word.slice(at).startsWith(rest.slice(1)) ||
    word.slice(at + 1).startsWith(rest) ||
    (word[at] === rest[1] && word[at + 1] === rest[0] && word.slice(at + 2).startsWith(rest.slice(2)))
  );
}

/** Words of the trade that are one letter away from a stem. */
const neutral = /^(?:corredera|carcasa|carcaca|revolver|revelador)/u;

/** A slip of the finger is looked for only in words that no table knows as they stand. */
function withSlips(form: string, found: Set<FieldSense>): void {
  for (const word of form.match(/\p{L}{6,}/gu) ?? []) {
    if (neutral.test(word) || compiled.some(([, pattern]) => pattern.test(word))) continue;
    for (const [stem, sense] of vocabulary) if (nearlyBegins(word, stem)) found.add(sense);
  }
}

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
const standaloneWord = /(?<![\p{L}\d])\p{L}{3,}(?![\p{L}\d])/u;

/** Every sense that the words of a field carry; empty for a plain number. */
export function fieldSenses(text: string): ReadonlySet<FieldSense> {
  if (/\d/u.test(text)) {
    if (!/\p{L}/u.test(text) && filler.test(phraseForm(text))) return fillerOnly;
    if (!standaloneWord.test(text)) return nothing;
  }
  const key = text.replace(anyNumber, "111");
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
  let form = phraseForm(text);
  const found = new Set<FieldSense>();
  if (form !== "111" && filler.test(form)) return found.add("placeholder");
  for (const [sense, pattern] of fixed) {
    const rest = form.replace(pattern, " ").trim();
    if (rest !== form && sense !== null) found.add(sense);
    form = rest;
  }
  for (const [sense, pattern] of compiled) if (pattern.test(form)) found.add(sense);
  withSlips(form, found);
  if (found.size === 0 && !/\d/u.test(form)) {
    // A negation that no table knows: of a number it says that there is none, of anything else that nothing is known.
    if (noNumber.test(form)) found.add("none");
    else if (negation.test(form)) found.add("unknown");
  }
  return found;
}
