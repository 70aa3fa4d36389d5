/**
 * Names as people write them, and the index that finds the entry of a code list behind one: makes, models, types.
 *
 * Promises: case, spaces, punctuation, ё/е, diacritics and the script of look-alike letters do not count (architecture §6:
 * synonyms in every script); each answer says how it was found, so that a person can dispute it. One look-up is a few hash
 * look-ups, whatever the list's size. Refuses: to guess. A name that is not in the list gives null and stays as written.
 */

/** How near what was written is to the list: the name itself, a listed synonym, or either after folding. */
export type Confidence = "exact" | "alias" | "folded";

/** Key of the sentence in the catalogue `reference` under `why.`. */
export type Why =
  | "name"
  | "synonym"
  | "spelling"
  | "word-order"
  | "company-form"
  | "dimensions"
  | "other-make"
  | "part-of-text";

export interface Named {
  readonly code: string;
  readonly name: string;
}

export interface Found<Entry extends Named> {
  readonly code: string;
  readonly name: string;
  readonly confidence: Confidence;
  readonly why: Why;
  readonly entry: Entry;
}

/** Cyrillic, Greek and stroked letters that look like a Latin capital; the same letters the serial keys fold. */
const twins = new Map<string, string>(
  (
    "АA ВB СC ЕE НH КK МM ОO РP ТT УY ХX ІI ЅS ЈJ ЇI ҚK ҢH ҲX ҮY ҺH ЎY ӘE ЭE " +
    "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ØO ĐD ŁL ĦH ŦT ıI"
  )
    .split(" ")
    .map((pair): [string, string] => [pair.slice(0, 1), pair.slice(1)]),
);
// Э is no twin of E in print, but "Эрма"/"Ерма" and Kazakh Ә are one name in registers of the region.

const wordSign = /[\p{L}\p{N}]/u;
const marks = /\p{M}/gu;
const spaces = /\s+/gu;

/** The written name without the accidents of typing: composed, lower case, single spaces. Keeps script and punctuation. */
export function plainName(text: string): string {
  return text.normalize("NFC").toLowerCase().replace(spaces, " ").trim();
}

/**
 * The comparison form: capitals, look-alikes as Latin, no diacritics, letters and digits only. "АК-74", "AK 74" and
 * "ак74" give "AK74". Stable: folding it again changes nothing. Never shown to people.
 */
export function foldName(text: string): string {
  let folded = "";
  for (const letter of text) {
    folded += foldLetter(letter);
  }
  return folded;
}

/** What each letter folds to; there are few letters, and normalising a whole text costs ten times as much. */
const foldedLetters = new Map<string, string>();

function foldLetter(letter: string): string {
  const known = foldedLetters.get(letter);
  if (known !== undefined) {
    return known;
  }
  let folded = "";
  for (const part of letter.normalize("NFKD").replace(marks, "").toUpperCase().normalize("NFKD").replace(marks, "")) {
    const twin = twins.get(part);
    folded += twin ?? (wordSign.test(part) ? part : "");
  }
  // A stream of rare signs must not fill the memory: past a few thousand letters the answer is computed each time.
  if (foldedLetters.size < 4096) {
    foldedLetters.set(letter, folded);
  }
  return folded;
}

interface FoldedWords {
  /** Parted at every sign that is no letter or digit: "S.p.A." gives three. */
  readonly fine: readonly string[];
  /** Parted at spaces, commas, quotes and brackets only: "S.p.A." gives "SPA". */
  readonly coarse: readonly string[];
}

const partsWords = new Set([" ", ",", ";", "(", ")", "«", "»", "“", "”", '"']);

/** The folded words of a plain name, in one pass. */
function foldWords(plain: string): FoldedWords {
  const fine: string[] = [];
  const coarse: string[] = [];
  let word = "";
  let wide = "";
  for (const letter of plain) {
    const folded = foldLetter(letter);
    if (folded !== "") {
      word += folded;
      wide += folded;
      continue;
    }
    if (word !== "") {
      fine.push(word);
      word = "";
    }
    if (wide !== "" && partsWords.has(letter)) {
      coarse.push(wide);
      wide = "";
    }
  }
  if (word !== "") fine.push(word);
  if (wide !== "") coarse.push(wide);
  return { fine, coarse };
}

/** Words in any order: "ВИНТОВКА ПНЕВМАТИЧЕСКАЯ" and "Пневматическая винтовка" agree. Null for fewer than two words. */
function wordSet(words: readonly string[]): string | null {
  return words.length < 2 ? null : words.toSorted().join(" ");
}

interface Hit<Entry extends Named> {
  readonly entry: Entry;
  readonly confidence: Confidence;
}

/** A clash of two entries that the list's checker reports with file and row. */
export interface Clash {
  readonly text: string;
  readonly with: string;
}

/** Hash look-ups from every writing of a list's entries to the entry. Filled once at start, then only read. */
export class NameIndex<Entry extends Named> {
  readonly #plain = new Map<string, Hit<Entry>>();
  readonly #folded = new Map<string, Entry>();
  readonly #words = new Map<string, Entry>();

  /**
   * Adds one entry. Returns the writings that already belong to another entry; these keep their first owner, and the
   * caller decides whether that is a fault of the list.
   */
  add(entry: Entry, names: readonly string[], synonyms: readonly string[]): Clash[] {
    const clashes: Clash[] = [];
    for (const [list, confidence] of [
      [names, "exact"],
      [synonyms, "alias"],
    ] as const) {
      for (const text of list) {
        const folded = foldName(text);
        const owner = this.#folded.get(folded);
        if (folded === "" || (owner !== undefined && owner !== entry)) {
          clashes.push({ text, with: owner?.code ?? "" });
          continue;
        }
        this.#folded.set(folded, entry);
        const plain = plainName(text);
        if (!this.#plain.has(plain)) {
          this.#plain.set(plain, { entry, confidence });
        }
        const words = wordSet(foldWords(plain).fine);
        if (words !== null && !this.#words.has(words)) {
          this.#words.set(words, entry);
        }
      }
    }
    return clashes;
  }

  /** @param ignorable folded words that may be left out when nothing is found with them, e.g. a company's legal form */
  find(text: string, ignorable?: ReadonlySet<string>): Found<Entry> | null {
    const plain = plainName(text);
    const hit = this.#plain.get(plain);
    if (hit !== undefined) {
      return found(hit.entry, hit.confidence, hit.confidence === "exact" ? "name" : "synonym");
    }
    const { fine, coarse } = foldWords(plain);
    const entry = this.#folded.get(fine.join(""));
    if (entry !== undefined) {
      return found(entry, "folded", "spelling");
    }
    const words = wordSet(fine);
    const reordered = words === null ? undefined : this.#words.get(words);
    if (reordered !== undefined) {
      return found(reordered, "folded", "word-order");
    }
    if (ignorable === undefined || !coarse.some((word) => ignorable.has(word))) {
      return null;
    }
    const bare = this.#folded.get(coarse.filter((word) => !ignorable.has(word)).join(""));
    return bare === undefined ? null : found(bare, "folded", "company-form");
  }
}

export function found<Entry extends Named>(entry: Entry, confidence: Confidence, why: Why): Found<Entry> {
  return Object.freeze({ code: entry.code, name: entry.name, confidence, why, entry });
}

/** Words for a company's legal form; they say nothing about which make it is. Folded, both scripts. */
export const companyForms: ReadonlySet<string> = new Set(
  "LTD LLC INC CO CORP COMPANY GMBH AG KG SA SPA SRO AS AD DOO KFT OY AB NV BV PLC JSC PJSC OJSC MFG INDUSTRIES ОАО ЗАО ПАО ООО АО ФГУП ГУП НПО ПО ОПО ТОО ТОВ АТ ВАТ ДП КБ ЗАВОД"
    .split(" ")
    .map(foldName),
);

const rememberedTexts = 20_000;
const rememberedLength = 80;

/**
 * The same look-up with a memory: a register of a million rows holds a few thousand spellings. Bounded in number and
 * length, so that no file can fill the memory; when full it starts anew.
 */
export function remembering<Answer>(find: (text: string) => Answer): (text: string) => Answer {
  const answers = new Map<string, Answer>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) {
      return known;
    }
    const answer = find(text);
    if (text.length <= rememberedLength) {
      if (answers.size >= rememberedTexts) {
        answers.clear();
      }
      answers.set(text, answer);
    }
    return answer;
  };
}
