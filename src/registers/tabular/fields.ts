/**
 * The fields that a register extract or a recoveries file can fill, and the words people write above them.
 *
 * Promises: header words in English, Russian, Ukrainian, Portuguese, Spanish, French and Turkish, compared without
 * case, accents, punctuation or glue (`weaponNumber`, `weapon_number`, «Weapon number»). Refuses: to know values; what
 * a make or a calibre is belongs to the reference lists.
 */
import { headerWords } from "./header-words.ts";

export const targets = [
  "record-number",
  "case-number",
  "type",
  "kind",
  "make",
  "model",
  "make-model",
  "calibre",
  "serial",
  "series",
  "number",
  "country",
  "year",
  "barrels",
  "quantity",
  "status-reason",
  "date-lost",
  "date-entered",
  "unit",
  "occurred-at",
  "place",
  "district",
  "place-kind",
  "manner",
  "ground",
  "offences",
  "owner",
  "legal-origin",
  "notes",
  "ignore",
] as const;
export type Target = (typeof targets)[number];

/** A column that several source columns may fill; every other target takes one column. */
export const repeatable: ReadonlySet<Target> = new Set(["notes", "ignore"]);

export const dateTargets: ReadonlySet<Target> = new Set(["date-lost", "date-entered", "occurred-at"]);

/** Lower case, no accents, words apart: `WeaponNumber_2` → "weapon number 2". Cyrillic й and ї lose their marks on both sides. */
export function normaliseHeader(text: string): string {
  return text
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[ıİ]/g, "i")
    .replace(/[ёе]/g, "е")
    .replace(/[^\p{L}\p{N}#№]+/gu, " ")
    .trim();
}

export interface HeaderMatch {
  readonly target: Target;
  /** 0 to 1. */
  readonly score: number;
  readonly word: string;
}

interface Known {
  readonly target: Target;
  readonly word: string;
  readonly words: readonly string[];
}

const exact = new Map<string, Known[]>();
const known: Known[] = [];
for (const target of targets) {
  for (const word of headerWords[target].split("|")) {
    const normal = normaliseHeader(word);
    const entry = { target, word, words: normal.split(" ") };
    known.push(entry);
    const compact = normal.replaceAll(" ", "");
    exact.set(compact, [...(exact.get(compact) ?? []), entry]);
  }
}

/** Which fields a header's words speak for, best first. Exact words weigh 1, words inside a longer header less. */
export function matchHeader(header: string): HeaderMatch[] {
  const normal = normaliseHeader(header);
  if (normal === "") return [];
  const best = new Map<Target, HeaderMatch>();
  const offer = (target: Target, score: number, word: string) => {
    if ((best.get(target)?.score ?? 0) < score) best.set(target, { target, score, word });
  };
  for (const entry of exact.get(normal.replaceAll(" ", "")) ?? []) offer(entry.target, 1, entry.word);
  const words = normal.split(" ").slice(0, 24);
  for (const entry of known) {
    if (entry.words.length > words.length || (entry.words.length === 1 && entry.word.length < 3)) continue;
    const at = indexOfRun(words, entry.words);
    if (at < 0) continue;
    // Long matches in short headers are the surest; what the header begins with is usually its subject.
    const cover = entry.words.length / words.length;
    offer(entry.target, Math.min(0.9, 0.35 + 0.5 * cover + (at === 0 ? 0.08 : 0)), entry.word);
  }
  return [...best.values()].sort((a, b) => b.score - a.score);
}

function indexOfRun(words: readonly string[], run: readonly string[]): number {
  for (let at = 0; at + run.length <= words.length; at += 1) {
    if (run.every((w, i) => words[at + i] === w)) return at;
  }
  return -1;
}
