/**
 * Keys under which a serial is found by equality alone (architecture §6). PostgreSQL compares 64-bit integers with a
 * leakproof operator, so `key = any($1)` stays below row-level security and still uses its index.
 *
 * Promises: for a serial of six or more characters the keys of the record and of the question meet after a change of
 * format, one replaced, inserted or dropped character, two neighbours swapped, a lost letter series, a lost first or last
 * character, look-alike scripts, one or two unreadable positions. Refuses: to rank; many records share a key and only the
 * score says which fits.
 *
 * The low four bits of a key are its kind, so that weak kinds can be capped in SQL: `key & 15`. The upper sixty are two
 * 32-bit multiplicative hashes (h1 over 2654435761, h2 over 1597334677, cross-mixed) of the UTF-16 code units; the tests
 * fix examples, because keys are stored and may never change without a rebuild (`keyVersion`).
 */
import type { SerialPattern, SerialToken } from "./serial-field.ts";
import { normalSerial, spelledInLatin } from "./serial-normal.ts";

/** Stored beside the key table; another version means the keys must be built again. */
export const keyVersion = 1;

export const keyKinds = { exact: 1, near: 2, number: 3, truncated: 4, tail: 5 } as const;
export type KeyKind = keyof typeof keyKinds;
/** Kinds that many records share. A query may cap how many candidates it takes through them. */
export const weakKeyKinds: readonly KeyKind[] = ["number", "truncated", "tail"];

const kindByTag = new Map<number, KeyKind>(
  Object.entries(keyKinds).map(([kind, tag]): [number, KeyKind] => [tag, kind as KeyKind]),
);

/** Kind of a stored key, undefined for a number that is no key. */
export function keyKind(key: bigint): KeyKind | undefined {
  return kindByTag.get(Number(BigInt.asUintN(4, key)));
}

const halves = new Int32Array(2);
const whole = new BigInt64Array(halves.buffer);
// The order of the halves must not depend on the machine: keys travel in backups.
halves[0] = 1;
const low = whole[0] === 1n ? 0 : 1;

function hash(kind: KeyKind, text: string): bigint {
  let h1 = 0xdeadbeef;
  let h2 = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    h1 = Math.imul(h1 ^ unit, 2654435761);
    h2 = Math.imul(h2 ^ unit, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  halves[low] = (h1 & ~15) | keyKinds[kind];
  halves[1 - low] = h2;
  return whole[0] ?? 0n;
}

/** Characters that are mistaken for each other often enough to share a key. */
const confusable = new Map<string, string>();
for (const group of ["0OQDӨ", "1IL", "2Z", "3ЗЭ", "4Ч", "5S", "6GБ", "8B", "ИЙ", "ШЩ", "ЬЪ", "ГҐ"]) {
  const [head = "", ...rest] = group;
  for (const char of rest) confusable.set(char, head);
}

/** The form in which 0/O/Q/D, 1/I/L, 5/S, 8/B, 2/Z, 6/G and the like are one. */
export function foldConfusable(normal: string): string {
  let out = "";
  for (const char of normal) out += confusable.get(char) ?? char;
  return out;
}

const digitClasses = Array.from("0123456789");
const letterClasses = Array.from("ABCEFHJKMNPRTUVWXYГДЖИЛПФЦШЫЬЮЯ").filter((char) => !confusable.has(char));
const allClasses = [...digitClasses, ...letterClasses];

/** Longest part of a serial that makes deletion keys; longer ones (a whole proof legend) gain nothing. */
const longestForDeletions = 24;
const shortestForDeletions = 4;
/** Most keys that one question may probe. */
const mostQueryKeys = 600;

type Texts = Set<string>;

function addDeletions(texts: Texts, chars: readonly string[]): void {
  if (chars.length < shortestForDeletions || chars.length > longestForDeletions) return;
  for (let at = 0; at < chars.length; at += 1) {
    if (at > 0 && chars[at] === chars[at - 1]) continue;
    texts.add(chars.slice(0, at).join("") + chars.slice(at + 1).join(""));
  }
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/u, "");
}

/** The longest run of digits (the last of equals), zeros in front gone; undefined when shorter than two. */
function numberPart(text: string): string | undefined {
  let best = "";
  for (const run of text.match(/\d+/gu) ?? []) if (run.length >= best.length) best = run;
  return best.length >= 2 ? withoutZeros(best) : undefined;
}

function numberTexts(normal: string): Texts {
  const texts: Texts = new Set();
  const part = numberPart(normal);
  if (part !== undefined) texts.add(part);
  // Registers that keep digits only drop the letters inside as well (W 47-XK 12 → 4712).
  const digits = normal.replace(/\D+/gu, "");
  if (digits.length >= 4) texts.add(withoutZeros(digits));
  return texts;
}

function keysOf(sets: readonly (readonly [KeyKind, Iterable<string>])[], most: number): bigint[] {
  const keys = new Set<bigint>();
  for (const [kind, texts] of sets) {
    for (const text of texts) {
      if (keys.size >= most) return [...keys];
      keys.add(hash(kind, text));
    }
  }
  return [...keys];
}

/**
 * The keys to store for a record.
 * @param normal comparison form of the serial (`normalSerial`, `SerialReading.normal` of a clear reading)
 * @returns signed 64-bit integers, each once, strong kinds first; none for an empty form. Eight characters: 10 to 14.
 */
export function indexKeys(normal: string): bigint[] {
  if (normal === "") return [];
  const folded = Array.from(foldConfusable(normal));
  const near: Texts = new Set([folded.join("")]);
  const latin = spelledInLatin(normal);
  if (latin !== undefined) near.add(foldConfusable(latin));
  addDeletions(near, folded);
  const truncated: Texts = new Set();
  if (folded.length >= 6) {
    truncated.add(folded.slice(0, -2).join(""));
    // Longer ones are found by their tail when two characters in front are gone.
    if (folded.length === 6) truncated.add(folded.slice(2).join(""));
  }
  const tail = folded.length >= 7 ? [folded.slice(-5).join("")] : [];
  return keysOf(
    [
      ["exact", [normal]],
      ["near", near],
      ["number", numberTexts(normal)],
      ["truncated", truncated],
      ["tail", tail],
    ],
    64,
  );
}

/** Keys for a record whose own reading has unreadable positions: it is stored under what a question would probe. */
export function indexKeysOfPattern(pattern: SerialPattern): bigint[] {
  const plain = plainText(pattern);
  return plain === undefined ? queryKeys(pattern, 64) : indexKeys(plain);
}

function plainText(pattern: SerialPattern): string | undefined {
  let text = "";
  for (const token of pattern) {
    if (token.kind !== "char") return undefined;
    text += token.char;
  }
  return text;
}

/** A position as the folded characters it may be; undefined where nothing was read. */
type Slot = readonly string[] | undefined;

function slotOf(token: SerialToken): Slot {
  if (token.kind === "char") return [foldConfusable(token.char)];
  if (token.kind === "oneOf") return [...new Set(token.chars.map(foldConfusable))];
  return undefined;
}

/** Runs of unknown length become zero to three unreadable positions, the likeliest first. */
function withoutRuns(pattern: SerialPattern): Slot[][] {
  let forms: Slot[][] = [[]];
  for (const token of pattern) {
    if (token.kind !== "run") {
      const slot = slotOf(token);
      for (const form of forms) form.push(slot);
    } else if (forms.length <= 4) {
      forms = [1, 2, 3, 0].flatMap((count) => forms.map((form) => [...form, ...Array<Slot>(count).fill(undefined)]));
    } else for (const form of forms) form.push(undefined);
  }
  return forms;
}

/** What may stand at an unreadable position: digits among digits, anything elsewhere. */
function likely(slots: readonly Slot[], at: number): readonly string[] {
  const isDigit = (slot: Slot): boolean => slot !== undefined && slot.some((char) => /\d/u.test(char));
  let left = at - 1;
  while (left >= 0 && slots[left] === undefined) left -= 1;
  let right = at + 1;
  while (right < slots.length && slots[right] === undefined) right += 1;
  const leftDigit = left >= 0 && isDigit(slots[left]);
  if (leftDigit && (right >= slots.length || isDigit(slots[right]))) return digitClasses;
  // Numbers end in digits: behind a bare letter series nothing else is likely.
  if (right >= slots.length && at >= 2) return digitClasses;
  return allClasses;
}

function product(choices: readonly (readonly string[])[], most: number): string[] | undefined {
  let size = 1;
  for (const choice of choices) size *= choice.length;
  if (size > most) return undefined;
  let out = [""];
  for (const choice of choices)
    out =
      choice.length === 1
        ? out.map((head) => head + (choice[0] ?? ""))
        : out.flatMap((head) => choice.map((char) => head + char));
  return out;
}

/**
 * Texts that meet a record's deletion keys: one unreadable position is left out, the others are tried. When there are too
 * many the answer is empty, and the number part or the tail must do.
 */
function holed(slots: readonly Slot[], most: number): string[] {
  const holes = slots.flatMap((slot, at) => (slot === undefined ? [at] : []));
  let skip = holes[0] ?? 0;
  for (const at of holes) if (likely(slots, at).length > likely(slots, skip).length) skip = at;
  const choices = (open: (at: number) => readonly string[]): (readonly string[])[] =>
    slots.flatMap((slot, at) => (at === skip ? [] : [slot ?? open(at)]));
  const all =
    holes.length <= 2
      ? product(
          choices(() => allClasses),
          most,
        )
      : undefined;
  return (
    all ??
    product(
      choices((at) => likely(slots, at)),
      most,
    ) ??
    product(
      choices(() => digitClasses),
      most,
    ) ??
    []
  );
}

/**
 * The keys to probe for a question.
 * @param pattern what was read, with unreadable positions (`SerialReading.pattern`)
 * @param most upper bound on the number of keys
 * @returns signed 64-bit integers, strong kinds first; a plain serial of eight characters gives 12 to 14
 */
export function queryKeys(pattern: SerialPattern, most: number = mostQueryKeys): bigint[] {
  if (pattern.length === 0) return [];
  const plain = plainText(pattern);
  const exact: string[] = plain === undefined ? [] : [plain];
  const near: Texts = new Set();
  const numbers: Texts = new Set(plain === undefined ? [] : numberTexts(plain));
  const truncated: Texts = new Set();
  const tails: Texts = new Set();
  for (const slots of withoutRuns(pattern)) {
    const known = slots.every((slot) => slot !== undefined);
    if (known) {
      for (const text of product(
        slots.map((slot) => slot ?? []),
        64,
      ) ?? []) {
        near.add(text);
        truncated.add(text);
        addDeletions(near, Array.from(text));
        const part = numberPart(text);
        if (part !== undefined) numbers.add(part);
      }
    } else for (const text of holed(slots, Math.min(1200, most))) near.add(text);
    const end = slots.slice(-5);
    if (slots.length >= 5 && end.every((slot) => slot !== undefined))
      for (const text of product(
        end.map((slot) => slot ?? []),
        16,
      ) ?? [])
        tails.add(text);
  }
  if (plain === undefined) {
    for (const run of knownRuns(pattern)) {
      const part = numberPart(run);
      if (part !== undefined && part.length >= 3) numbers.add(part);
    }
  } else {
    const latin = spelledInLatin(plain);
    if (latin !== undefined) near.add(foldConfusable(latin));
  }
  return keysOf(
    [
      ["exact", exact],
      ["number", numbers],
      ["tail", tails],
      ["truncated", truncated],
      ["near", near],
    ],
    most,
  );
}

function knownRuns(pattern: SerialPattern): string[] {
  return pattern
    .map((token) => (token.kind === "char" ? token.char : " "))
    .join("")
    .split(" ");
}

/** Keys of a serial as written, for callers that hold no reading. */
export function indexKeysOfWritten(written: string): bigint[] {
  return indexKeys(normalSerial(written));
}
