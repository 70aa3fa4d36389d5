/**
 * Which part a word plays in a phrase about a mark: by the lexicon, by the phrase tables, as an abbreviation, with slips of the finger, or
 * as two words written together.
 *
 * Promises: a word that is known as it stands is never taken for another; a slip or an abbreviation counts only when the words that it may
 * stand for all play one part. Refuses: to guess.
 */
import { plain } from "./serial-field-fold.ts";
import { lexicon } from "./serial-field-lexicon.ts";
import type { WordPart } from "./serial-field-lexicon.ts";
import type { PhraseSense } from "./serial-field-phrases.ts";
import { slipCost } from "./serial-field-slips.ts";
import { tableSenses, tableStems } from "./serial-field-tables.ts";

const parts = Object.keys(lexicon) as WordPart[];
const ofSense: Readonly<Record<PhraseSense, WordPart>> = {
  removed: "removed",
  unreadable: "unreadable",
  altered: "altered",
  none: "none",
  unknown: "unknown",
  partly: "partly",
  restored: "restored",
};

const whole = new Map<string, WordPart>();
const stems = new Map<string, WordPart>();
for (const part of parts)
  for (const entry of lexicon[part].flatMap((line) => line.split(" "))) {
    const known = entry.endsWith("$") ? whole : stems;
    const form = plain(entry.replace("$", "").toLowerCase());
    if (form !== "" && !known.has(form)) known.set(form, part);
  }
const longestStem = Math.max(...[...stems.keys()].map((stem) => stem.length));

/** Stems by their first letter, for slips: those of the lexicon and the plain ones of the tables. */
const byLetter = new Map<string, (readonly [stem: string, part: WordPart, ending: boolean])[]>();
const forSlips = new Map<string, readonly [WordPart, ending: boolean]>();
for (const [stem, sense] of tableStems) forSlips.set(stem, [ofSense[sense], true]);
for (const [stem, part] of whole) if (stem.length >= 6) forSlips.set(stem, [part, false]);
for (const [stem, part] of stems) if (stem.length >= 5) forSlips.set(stem, [part, true]);
for (const [stem, [part, ending]] of forSlips) {
  const letter = stem.charAt(0);
  byLetter.set(letter, [...(byLetter.get(letter) ?? []), [stem, part, ending]]);
}

function stemmed(word: string, least: number): WordPart | undefined {
  for (let length = Math.min(word.length, longestStem); length >= least; length -= 1) {
    const part = stems.get(word.slice(0, length));
    if (part !== undefined) return part;
  }
  return undefined;
}

/** The part of a word that stands in the lexicon; the longest beginning counts. */
function listed(word: string): WordPart | undefined {
  const exact = whole.get(word);
  if (exact !== undefined) return exact;
  return stemmed(word, 2);
}

function exactly(word: string): WordPart | undefined {
  const part = listed(word);
  if (part !== undefined) return part;
  const sense = tableSenses(word)[0];
  return sense === undefined ? undefined : ofSense[sense];
}

function abbreviated(word: string): WordPart | undefined {
  const found = new Set<WordPart>();
  for (const [stem, part] of [...whole, ...stems]) if (stem.startsWith(word)) found.add(part);
  return found.size === 1 ? [...found][0] : undefined;
}

const goneOrWorn: ReadonlySet<WordPart> = new Set(["removed", "unreadable"]);

function slipped(word: string): WordPart | undefined {
  let least = Infinity;
  let best: WordPart | undefined;
  for (const [stem, part, ending] of byLetter.get(word.charAt(0)) ?? []) {
    if (!ending && word.length > stem.length + 1) continue;
    const cost = slipCost(word, stem);
    if (cost === undefined || cost > least) continue;
    // Removed or worn: the same state, and the weaker claim.
    if (cost === least && part !== best)
      best = best !== undefined && goneOrWorn.has(best) && goneOrWorn.has(part) ? "unreadable" : undefined;
    else best = part;
    least = cost;
  }
  return best;
}

/** "naoidentificado", "номерспилен": the little word or the noun in front, and a known word behind. */
function gluedParts(word: string): readonly WordPart[] | undefined {
  for (let at = 2; at <= word.length - 5; at += 1) {
    const first = whole.get(word.slice(0, at)) ?? (at >= 5 ? listed(word.slice(0, at)) : undefined);
    if (first !== "not" && first !== "mark" && first !== "nothing") continue;
    const second = stemmed(word.slice(at), 4);
    if (second !== undefined && second !== "not" && second !== "filler" && second !== "weapon") return [first, second];
  }
  return undefined;
}

/**
 * The parts that a folded word plays; empty when it is not known. `dotted`: a point follows it, so that it may be an abbreviation.
 */
export function partsOf(word: string, dotted: boolean): readonly WordPart[] {
  const exact = exactly(word);
  // No noun of the mark is so long: "numeraçãoraspada".
  const glued = word.length >= 10 && exact === "mark" ? gluedParts(word) : undefined;
  if (glued !== undefined) return glued;
  if (exact !== undefined) return [exact];
  if (dotted && word.length >= 3 && word.length <= 7) {
    const short = abbreviated(word);
    if (short !== undefined) return [short];
  }
  if (word.length < 5) return [];
  const slip = slipped(word);
  if (slip !== undefined) return slip === "filler" ? [] : [slip];
  return word.length >= 7 ? (gluedParts(word) ?? []) : [];
}

/** Whether a folded word stands in the lexicon as it is, so that it is no series of a number. */
export const isKnownWord = (word: string): boolean => whole.has(word);
