/**
 * Finding words as people type them: in a hurry, in part, in the other language, or with the wrong keyboard layout on
 * (typing "ащтвы" when "fonds" was meant, or "gjbcr" for "поиск").
 *
 * Promises: an exact beginning ranks above a word's beginning, above an inner part, above scattered letters; the same
 * answer for upper and lower case, ё and е. Refuses: to match scattered letters of fewer than three.
 */
const LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const CYRILLIC = "ёйцукенгшщзхъфывапролджэячсмитьбю";

const toCyrillic = new Map<string, string>();
const toLatin = new Map<string, string>();
for (let i = 0; i < LATIN.length; i += 1) {
  toCyrillic.set(LATIN.charAt(i), CYRILLIC.charAt(i));
  toLatin.set(CYRILLIC.charAt(i), LATIN.charAt(i));
}

function retype(text: string, map: ReadonlyMap<string, string>): string {
  return Array.from(text, (letter) => map.get(letter) ?? letter).join("");
}

/** What else the keys pressed could have meant: as typed, and under each of the two layouts. Lower case. */
export function readings(typed: string): readonly string[] {
  const plain = typed.trim().toLowerCase();
  const all = [plain, retype(plain, toCyrillic), retype(plain, toLatin)].map((text) => text.replaceAll("ё", "е"));
  return [...new Set(all)];
}

function scoreOne(query: string, text: string): number {
  if (query === "") return 1;
  if (text.startsWith(query)) return 100 - Math.min(20, text.length - query.length);
  const at = text.indexOf(query);
  if (at > 0) return /[\s\-–—(«"/]/.test(text.charAt(at - 1)) ? 70 : 50;
  const parts = query.split(/\s+/).filter((part) => part !== "");
  if (parts.length > 1 && parts.every((part) => text.includes(part))) return 45;
  if (query.length < 3) return 0;
  let from = 0;
  let runs = 0;
  for (const letter of query) {
    if (letter === " ") continue;
    const next = text.indexOf(letter, from);
    if (next < 0) return 0;
    if (next !== from) runs += 1;
    from = next + 1;
  }
  return Math.max(0, 30 - 4 * runs);
}

/** How well `typed` fits the best of `texts`: 0 is no fit, 100 the best. Texts may be in several languages. */
export function fit(typed: string, texts: readonly string[]): number {
  let best = 0;
  for (const [rank, reading] of readings(typed).entries()) {
    for (const text of texts) {
      const plain = text.toLowerCase().replaceAll("ё", "е");
      best = Math.max(best, scoreOne(reading, plain) - (rank === 0 ? 0 : 2));
    }
  }
  return best;
}
