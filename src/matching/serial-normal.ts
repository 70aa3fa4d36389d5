/**
 * The comparison form of a serial number: what is left when case, spacing, punctuation, labels and the script of
 * look-alike letters no longer count.
 *
 * Promises: the form is stable (normalising it again changes nothing), one character per position, and two writings of
 * the same mark in Cyrillic and Latin look-alikes give the same form. Refuses: to guess. Letters that only resemble a
 * digit (О/0, З/3) stay what they are here; that belongs to the error channel. The form is for comparing and is never
 * shown instead of what was written (product rule: a mark is an observation, nothing overwrites it).
 */

/** One position: the letter it is compared as, and the letter that was written there (upper case, own script). */
export interface SerialLetter {
  readonly char: string;
  readonly seen: string;
}

/**
 * Letters of other alphabets that look like a Latin capital. Cyrillic letters without a Latin twin (Б, Г, Д, Ж, Л, Я …)
 * are not listed and stay themselves, so that series such as ЛЯ or ББ keep their meaning.
 */
const twins = new Map<string, string>(
  [
    ..."АA ВB СC ЕE НH КK МM ОO РP ТT ХX УY ІI ЅS ЈJ ԚQ ԜW ҮY ҺH ЁE ЀE ЇI ҚK ҢH ҲX ЎY ӀI".split(" "),
    ..."ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX".split(" "),
    ..."ØO ĐD ŁL ĦH ŦT".split(" "),
  ].map((pair): [string, string] => [pair.slice(0, 1), pair.slice(1)]),
);

/** Labels that people write in front of the number. Each ends in a separator or sign, so no bare series is eaten. */
const anyCaseLabel = new RegExp(
  "^[\\s.:#]*(?:" +
    [
      "s\\s*/\\s*n(?:[o°º]\\b)?[\\s.:#°º]*",
      "s\\.\\s?n\\.[\\s:#]*",
      "sn[.:#\\s]+",
      "n\\s?[°º][\\s.:]*",
      "n(?:ro|um|úm|r)?[.:][\\s:]*",
      "no[.:][\\s:]*",
      "(?:serial|ser\\.?)(?:\\s*(?:no|nr|number|num))?[\\s.:#]+",
      "(?:n[uú]m[eé]ro|numero)(?:\\s+de\\s+s[eé]rie)?[\\s.:]+",
      "s[eé]rie[\\s.:]+",
      "seri\\s+(?:no|numarası)[\\s.:]+",
      "(?:серия|серія|сер\\.)[\\s.:]*",
      "(?:зав(?:\\.|одской)?\\s*)?(?:номер|ном\\.)[\\s.:]+",
      "зав\\.\\s*",
      "(?:raqami?|рақами?|нөмірі?)[\\s.:]+",
    ].join("|") +
    ")",
  "iu",
);
/** "No 123" is a label, "NO 123" may be a series; Cyrillic "НО 123" always is one. */
const mixedCaseLabel = /^\s*[Nn]o\s+(?=\S)/u;
const innerLabel = /(?<=\s)(?:номер|number|nr\.|no\.|n\s?[°º])(?=[\s.:]|\d)[\s.:]*/giu;

/** Takes labels ("S/N", "№", "No.", "серия … номер") off the front and from between series and number. */
export function withoutLabels(text: string): string {
  let rest = text.includes("№") ? text.replaceAll("№", " ") : text;
  for (;;) {
    const shorter = rest.replace(anyCaseLabel, "").replace(mixedCaseLabel, "");
    if (shorter === rest) break;
    rest = shorter;
  }
  return /\s/u.test(rest) ? rest.replace(innerLabel, " ") : rest;
}

const letterOrDigit = /^[\p{L}\p{N}]$/u;
const latinLetter = /^\p{Script=Latin}$/u;

function foldLetter(char: string): string {
  const twin = twins.get(char);
  if (twin !== undefined) return twin;
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x80) return char;
  // Arabic-Indic and Persian digits: NFKC leaves them alone.
  if (code >= 0x0660 && code <= 0x0669) return String(code - 0x0660);
  if (code >= 0x06f0 && code <= 0x06f9) return String(code - 0x06f0);
  if (latinLetter.test(char)) {
    const base = Array.from(char.normalize("NFD"))[0] ?? char;
    return twins.get(base) ?? base;
  }
  return char;
}

/** Letters and digits of a text that holds no label and no notation, in order. */
export function serialLetters(text: string): SerialLetter[] {
  const letters: SerialLetter[] = [];
  for (const seen of text.normalize("NFKC").toUpperCase().normalize("NFKC")) {
    if (!letterOrDigit.test(seen)) continue;
    letters.push({ char: foldLetter(seen), seen });
  }
  return letters;
}

/**
 * The comparison form of a serial as written. Empty when nothing but signs is there. Idempotent.
 * Notation for unreadable positions is not understood here: see `readSerialField`.
 */
export function normalSerial(text: string): string {
  if (/^[A-Z0-9]*$/u.test(text)) return text;
  return serialLetters(withoutLabels(text))
    .map((letter) => letter.char)
    .join("");
}

/**
 * Series and number as one written text. Registers that keep them apart (series ЛЯ, number 48) and registers that repeat
 * the series in the number field give the same result.
 */
export function joinSeries(series: string | undefined, number: string | undefined): string {
  const left = (series ?? "").trim();
  const right = (number ?? "").trim();
  if (left === "") return right;
  if (right === "") return left;
  const leftForm = normalSerial(left);
  if (leftForm !== "" && /\p{L}/u.test(leftForm) && normalSerial(right).startsWith(leftForm)) return right;
  return `${left} ${right}`;
}

/** Cyrillic letters without a twin, as officials spell them in Latin letters. */
const spelled: Readonly<Record<string, string>> = {
  Б: "B",
  Г: "G",
  Ґ: "G",
  Д: "D",
  Ж: "ZH",
  З: "Z",
  И: "I",
  Й: "I",
  Л: "L",
  П: "P",
  Ф: "F",
  Ц: "TS",
  Ч: "CH",
  Ш: "SH",
  Щ: "SHCH",
  Ъ: "",
  Ы: "Y",
  Ь: "",
  Э: "E",
  Ю: "YU",
  Я: "YA",
  Є: "E",
  Ғ: "G",
  Ә: "A",
  Ө: "O",
  Ұ: "U",
};
/** Twins read as the Cyrillic letter they may be, once a neighbour shows that the series is Cyrillic. */
const spelledTwins: Readonly<Record<string, string>> = { B: "V", C: "S", H: "N", P: "R", X: "KH", Y: "U" };

/**
 * The form that a clerk without a Cyrillic keyboard types (ЛЯ48 → LYA48), or undefined when the form holds no letter
 * that shows it to be Cyrillic.
 */
export function spelledInLatin(normal: string): string | undefined {
  if (!/\p{Script=Cyrillic}/u.test(normal)) return undefined;
  let out = "";
  for (const char of normal) out += spelled[char] ?? spelledTwins[char] ?? char;
  return out;
}
