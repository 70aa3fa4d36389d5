/**
 * Keys under which a serial is found by equality alone (architecture §6). PostgreSQL compares 64-bit integers with a
 * leakproof operator, so `key = any($1)` stays below row-level security and still uses its index.
 *
 * A record keeps few keys – its number as one text, the digits alone, the Latin spelling of a Cyrillic series – because a register has
 * millions of records and each key is an entry of an index. The errors are on the side of the question, which is one: it asks for every
 * text that one error away may have been.
 *
 * Promises: for a serial of six or more characters of the Latin and Russian alphabets the keys of the record and of the question meet
 * after a change of format, one replaced, inserted or dropped character, two neighbours swapped, a lost letter series, a lost first or
 * last character or the last two, look-alike scripts, one or two unreadable positions on either side. Refuses: to rank; many records
 * share a key and only the score says which fits.
 *
 * The low four bits of a key are its kind. The upper sixty are two 32-bit multiplicative hashes (h1 over 2654435761, h2 over 1597334677,
 * cross-mixed) of the UTF-16 code units; the tests fix examples, because keys are stored and may never change without a rebuild
 * (`keyVersion`). The keys of version 2 are some of those of version 1.
 */
import type { SerialPattern, SerialToken } from "./serial-field.ts";
import { normalSerial, spelledInLatin } from "./serial-normal.ts";

/** Stored beside the keys; another version means that they must be built again. */
export const keyVersion = 2;

/** 1, 4 and 5 were kinds of version 1. */
export const keyKinds = { near: 2, number: 3 } as const;
export type KeyKind = keyof typeof keyKinds;
/** Kinds that many records share. A query may cap how many candidates it takes through them. */
export const weakKeyKinds: readonly KeyKind[] = ["number"];
/** Most keys that a record has. */
export const mostIndexKeys = 4;

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
const letterClasses = Array.from("ABCEFHJKMNPRTUVWXYГДЖИЛПФЦШЫЬЮЯЄ").filter((char) => !confusable.has(char));
const allClasses = [...digitClasses, ...letterClasses];

/** Longest serial that is asked for with its errors; longer ones (a whole proof legend) gain nothing. */
const longestForErrors = 24;
const shortestForErrors = 4;
/** Most keys that one question may probe. */
const mostQueryKeys = 3000;

type Texts = Set<string>;

/** One and two characters left out: what too much was read, or what the record could not read (it is kept without those positions). */
function addDeletions(texts: Texts, chars: readonly string[]): void {
  const { length } = chars;
  if (length < shortestForErrors || length > longestForErrors) return;
  for (let at = 0; at < length; at += 1) {
    const rest = [...chars.slice(0, at), ...chars.slice(at + 1)];
    texts.add(rest.join(""));
    if (length <= shortestForErrors) continue;
    for (let next = at; next < length - 1; next += 1)
      texts.add(rest.slice(0, next).join("") + rest.slice(next + 1).join(""));
  }
}

/** Every text that one error away may have been: what was read wrong, left out, swapped, or lost at the end. */
function addErrors(texts: Texts, chars: readonly string[]): void {
  const { length } = chars;
  if (length < shortestForErrors || length > longestForErrors) return;
  const text = chars.join("");
  for (let at = 0; at + 1 < length; at += 1)
    texts.add(chars.slice(0, at).join("") + (chars[at + 1] ?? "") + (chars[at] ?? "") + chars.slice(at + 2).join(""));
  // One by one over the text: the folded form has no characters beyond the basic plane that a class could replace.
  for (let at = 0; at <= length; at += 1) {
    const before = chars.slice(0, at).join("");
    const from = text.slice(before.length);
    const behind = chars.slice(at + 1).join("");
    for (const char of allClasses) {
      texts.add(before + char + from);
      if (at < length) texts.add(before + char + behind);
    }
  }
  for (const digit of digitClasses) for (const last of allClasses) texts.add(text + digit + last);
}

function withoutZeros(digits: string): string {
  return digits.startsWith("0") ? digits.replace(/^0+(?=\d)/u, "") : digits;
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
 * @returns signed 64-bit integers, each once: the whole first, then its digits, then its Latin spelling; at most `mostIndexKeys`, none for
 * an empty form
 */
export function indexKeys(normal: string): bigint[] {
  if (normal === "") return [];
  const numbers = numberTexts(normal);
  // The second place is a number's: letters alone are no number that is looked for in two spellings.
  const latin = numbers.size === 0 ? undefined : spelledInLatin(normal);
  return keysOf(
    [
      ["near", [foldConfusable(normal)]],
      ["number", numbers],
      ["near", latin === undefined || latin === "" ? [] : [foldConfusable(latin)]],
    ],
    mostIndexKeys,
  );
}

/** A series of letters as it stands in the keys of any number behind it. */
export interface PlainSeries {
  readonly folded: string;
  readonly latin: string | null;
}

/** @param normal comparison form of letters alone, or "" */
export function plainSeries(normal: string): PlainSeries {
  const latin = spelledInLatin(normal);
  return { folded: foldConfusable(normal), latin: latin === undefined ? null : foldConfusable(latin) };
}

/** `indexKeys` of a series and two digits or more, without looking at the series again: a digit stays what it is in every form. */
export function plainKeys({ folded, latin }: PlainSeries, digits: string): bigint[] {
  const keys = [hash("near", folded + digits), hash("number", withoutZeros(digits))];
  if (latin !== null && latin !== folded) keys.push(hash("near", latin + digits));
  return keys;
}

/** Fewest characters that a record with unreadable positions is kept under. */
const fewestKnown = 3;

/** Keys for a record whose own reading may have unreadable positions: it is kept under what was read, as if they were not there. */
export function indexKeysOfPattern(pattern: SerialPattern): bigint[] {
  const plain = plainText(pattern);
  if (plain !== undefined) return indexKeys(plain);
  const known = pattern.map((token) => (token.kind === "char" ? foldConfusable(token.char) : "")).join("");
  return keysOf(
    [
      ["near", known.length < fewestKnown ? [] : [known]],
      ["number", longNumbers(pattern).slice(-1)],
    ],
    mostIndexKeys,
  );
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

/** Every text that the unreadable positions may hide, as far as `most` allows: all letters, else what is likely there, else digits. */
function filled(slots: readonly Slot[], most: number): string[] {
  const holes = slots.reduce((count, slot) => count + (slot === undefined ? 1 : 0), 0);
  const choices = (open: (at: number) => readonly string[]): (readonly string[])[] =>
    slots.map((slot, at) => slot ?? open(at));
  const all =
    holes <= 2
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
 * Numbers (digits alone) of which only the end or the beginning was read, with one or two digits more; and, the other way round, the
 * ends and beginnings of a number that was read wholly, under which a record may stand that was read in part.
 */
function addPartsOfNumber(numbers: Texts, part: string): void {
  for (let length = fewestDigits; length < part.length; length += 1) {
    numbers.add(withoutZeros(part.slice(-length)));
    numbers.add(part.slice(0, length));
  }
}

function addLongerNumbers(numbers: Texts, pattern: SerialPattern): void {
  const plain = pattern.every((token) => token.kind === "char" || token.kind === "run");
  const [part, ...others] = longNumbers(pattern);
  if (!plain || part === undefined || others.length > 0) return;
  const twoDigits = [...digitClasses, ...digitClasses.flatMap((one) => digitClasses.map((other) => one + other))];
  for (const digits of twoDigits) {
    if (pattern[0]?.kind === "run") numbers.add(withoutZeros(digits + part));
    if (pattern.at(-1)?.kind === "run") numbers.add(part + digits);
  }
}

/** Fewest digits of a part of a number that is asked for. */
const fewestDigits = 4;

/**
 * The keys to probe for a question.
 * @param pattern what was read, with unreadable positions (`SerialReading.pattern`)
 * @param most upper bound on the number of keys
 * @returns signed 64-bit integers, the likeliest first; a plain serial of eight characters gives about 1,100
 */
export function queryKeys(pattern: SerialPattern, most: number = mostQueryKeys): bigint[] {
  if (pattern.length === 0) return [];
  const plain = plainText(pattern);
  const near: Texts = new Set();
  const numbers: Texts = new Set();
  const forms = withoutRuns(pattern);
  for (const slots of forms) {
    const bare = slots.flatMap((slot) => (slot === undefined ? [] : [slot[0] ?? ""]));
    if (bare.length < slots.length) {
      // What the record could not read either.
      if (bare.length >= fewestKnown) near.add(bare.join(""));
      // A run says nothing of what it hides: what is likely there must do.
      for (const text of forms.length > 1 ? likelyTexts(slots) : filled(slots, most)) near.add(text);
      continue;
    }
    const texts =
      product(
        slots.map((slot) => slot ?? []),
        64,
      ) ?? [];
    for (const text of texts) near.add(text);
    for (const text of texts) {
      addDeletions(near, Array.from(text));
      const part = numberPart(text);
      if (part !== undefined) numbers.add(part);
    }
  }
  if (plain === undefined) {
    for (const part of longNumbers(pattern)) numbers.add(part);
    addLongerNumbers(numbers, pattern);
  } else {
    const whole = numberTexts(plain);
    for (const text of whole) numbers.add(text);
    for (const text of whole) addPartsOfNumber(numbers, text);
    const latin = spelledInLatin(plain);
    if (latin !== undefined) near.add(foldConfusable(latin));
    addErrors(near, Array.from(foldConfusable(plain)));
  }
  return keysOf(
    [
      ["number", numbers],
      ["near", near],
    ],
    most,
  );
}

/** Most texts that one reading of a run is tried as. */
const mostLikelyTexts = 1100;

function likelyTexts(slots: readonly Slot[]): string[] {
  return (
    product(
      slots.map((slot, at) => slot ?? likely(slots, at)),
      mostLikelyTexts,
    ) ??
    product(
      slots.map((slot) => slot ?? digitClasses),
      mostLikelyTexts,
    ) ??
    []
  );
}

/** The numbers of three and more digits between the unreadable positions, the shortest first. */
function longNumbers(pattern: SerialPattern): string[] {
  const runs = pattern
    .map((token) => (token.kind === "char" ? token.char : " "))
    .join("")
    .split(" ");
  return runs
    .flatMap((run) => {
      const part = numberPart(run);
      return part !== undefined && part.length >= 3 ? [part] : [];
    })
    .sort((a, b) => a.length - b.length);
}

/** Keys of a serial as written, for callers that hold no reading. */
export function indexKeysOfWritten(written: string): bigint[] {
  return indexKeys(normalSerial(written));
}
