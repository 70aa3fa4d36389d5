/**
 * The form in which the words of a serial field are looked up.
 *
 * Promises: both sides, what was typed and what the tables hold, are folded alike, so that a clerk without a key or with a letter of the
 * other alphabet is understood. Refuses: to be shown to anybody; it is for comparing.
 */

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

/** Accents and rare letters plain. */
export function plain(text: string): string {
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
export function source(stem: string): string {
  return plain(stem)
    .replaceAll(/\\b(?=[([\\\p{L}\p{N}])/gu, "(?<![\\p{L}\\p{N}])")
    .replaceAll("\\b", "(?![\\p{L}\\p{N}])");
}
