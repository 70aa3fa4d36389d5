/**
 * What is written in a serial field: a number, a number with positions that could not be read, or words.
 *
 * It reads the notation of `serial-field-notation.ts` and what real registers hold besides: `#`, `_` and a lower-case `xx` for one
 * unreadable character each, `**` for two, `---` or `...` for a run, remarks in parentheses, "last four 4471" (a run before it), "AB12,
 * rest filed off" (a run behind it), "AB1234 or AB1284" (one position in doubt).
 *
 * The state is that of the number in `normal`, which is the first one written; what the field says of another part's number stands among
 * the doubts.
 *
 * Promises: the text as written is always returned beside what was understood, and every step from one to the other that
 * a person might dispute is named as a doubt. Refuses: to correct silently, to throw, and to merge the facts "removed",
 * "never made" and "not recorded".
 */
import {
  fitsEnd,
  fitsStart,
  joinsAlternatives,
  namesPart,
  notASerial,
  readsOn,
  withoutDocuments,
} from "./serial-field-cues.ts";
import { phraseForm } from "./serial-field-fold.ts";
import { isKnownWord } from "./serial-field-parts.ts";
import { fieldSenses } from "./serial-field-words.ts";
import type { FieldSense } from "./serial-field-words.ts";
import { isSeries, isYear, merged } from "./serial-field-pattern.ts";
import { serialLetters, withoutLabels } from "./serial-normal.ts";
import type { SerialLetter } from "./serial-normal.ts";

/**
 * `partial`: some positions unreadable. `obliterated`: was there, nothing of it can be read. `restored`: made readable again. `altered`:
 * stamped over or changed. `none-made`: never had one. `not-recorded`: nobody looked or wrote it down. `junk`: the field holds something
 * that is no serial number (a filler, a calibre, a date).
 */
export type SerialState =
  | "clear"
  | "partial"
  | "obliterated"
  | "restored"
  | "altered"
  | "none-made"
  | "not-recorded"
  | "junk";

/** One position of a number: read, unreadable, one of several, or a run of unknown length (zero or more). */
export type SerialToken =
  | ({ readonly kind: "char" } & SerialLetter)
  | { readonly kind: "any" }
  | { readonly kind: "oneOf"; readonly chars: readonly string[] }
  | { readonly kind: "run" };

export type SerialPattern = readonly SerialToken[];

export type SerialDoubtCode =
  | "label-stripped"
  | "trailing-marks"
  | "mixed-scripts"
  | "letters-only"
  | "very-short"
  | "x-as-unreadable"
  | "marks-counted"
  | "underscore-as-unreadable"
  | "uncertain-character"
  | "several-numbers"
  | "remark"
  | "restored"
  | "said-removed"
  | "said-altered"
  | "said-unreadable"
  | "said-partial"
  | "said-none"
  | "said-unknown"
  | "placeholder"
  | "only-the-end"
  | "only-the-beginning"
  | "alternatives"
  | "is-calibre"
  | "is-date"
  | "is-telephone"
  | "is-model"
  | "is-make"
  | "is-type"
  | "not-a-number";

/** Something a person should see about the reading; the sentence is `matching:doubt.<code>` in the catalogue. */
export interface SerialDoubt {
  readonly code: SerialDoubtCode;
  readonly values: Readonly<Record<string, string | number>>;
}

export interface SerialReading {
  readonly state: SerialState;
  /** The field exactly as written. */
  readonly written: string;
  /** Canonical display with notation, e.g. "AB12?4[78]"; empty when there is no number. */
  readonly normal: string;
  readonly pattern: SerialPattern;
  /** Further numbers in the same field (barrel, frame), as patterns; the first is in `pattern`. */
  readonly others: readonly SerialPattern[];
  readonly doubts: readonly SerialDoubt[];
}

/** Longest field that is examined; the rest of a longer text is left aside (and stays in `written`). */
const longestField = 400;
const placeholderBase = 0xe000;

/** The pattern as text, in the notation above. */
export function patternText(pattern: SerialPattern): string {
  let out = "";
  for (const token of pattern) {
    if (token.kind === "char") out += token.char;
    else if (token.kind === "any") out += "?";
    else if (token.kind === "run") out += "*";
    else out += `[${token.chars.join("")}]`;
  }
  return out;
}

function plainPattern(text: string): SerialToken[] {
  return serialLetters(text).map((letter) => ({ kind: "char", char: letter.char, seen: letter.seen }));
}

/** A pattern without unreadable positions, from a number already known to be clean. */
export function patternOf(serial: string): SerialPattern {
  return plainPattern(withoutLabels(serial));
}

/** Reads a serial field. Total: any text gives a reading. */
export function readSerialField(text: string): SerialReading {
  // The usual case, a plain number with at most four letters around it, pays for nothing else.
  const usual = /^(\p{Lu}{0,4}|\p{Ll}{1,2})[ -]?\d{3,12}\p{L}{0,2}$/u.exec(text);
  const series = usual?.[1] ?? "";
  if (
    usual !== null &&
    !/^[NnSs№]|^(\d)\1+$|^1234|x/u.test(text) &&
    !(series.length > 2 && isKnownWord(phraseForm(series)))
  ) {
    const pattern = plainPattern(text);
    return finish(text, pattern, [], [], noSenses, noSenses);
  }
  return new FieldReader(text).read();
}

const noSenses: ReadonlySet<FieldSense> = new Set();

class FieldReader {
  readonly #written: string;
  readonly #doubts: SerialDoubt[] = [];
  readonly #choices: string[][] = [];
  readonly #remarks: string[] = [];
  #labelled = false;

  constructor(written: string) {
    this.#written = written;
  }

  read(): SerialReading {
    // Control, format and bidirectional characters never belong to a number and can hide text.
    const clean = this.#written
      .slice(0, longestField)
      .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, " ")
      .replace(/\s+/gu, " ")
      .trim();
    const bare = clean.replace(/[\s.,;:/'"`´-]+$/u, (tail, at: number) =>
      at > 0 && /-{3,}|\.{2,}/u.test(tail) ? "*" : "",
    );
    if (clean.length - bare.length > 1 && bare !== "" && !bare.endsWith("*"))
      this.#doubt("trailing-marks", { text: clean.slice(bare.length) });
    const body = bare.replace(/^[\s,;:/'"`´-]+/u, "");
    if (!/[\p{L}\p{N}?*#_]/u.test(body)) return this.#worded(body, new Set());
    // One or two question marks say that the writer did not know; a number so short does not exist.
    if (/^\?{1,2}$/u.test(body)) return this.#result("not-recorded", [], []);
    const senses = fieldSenses(/\p{L}\.$/u.test(clean) ? `${body}.` : body);
    if (senses.has("placeholder")) return this.#junk("placeholder", body);
    const other = notASerial(body, senses.size === 0);
    if (other !== undefined) return this.#junk(other, body);
    const numbers = this.#numbers(this.#notation(this.#label(withoutDocuments(body))));
    const patterns = numbers.map((number) => this.#tokens(number)).filter((pattern) => pattern.length > 0);
    const best = patterns.filter((pattern) => knownLength(pattern) > 0 && !(senses.size > 0 && isYear(pattern)));
    const worded = [...senses].some((sense) => sense !== "partly" && sense !== "restored");
    const long = best.filter((pattern) => knownLength(pattern) > 2 || pattern.length > 3);
    const strong = worded || (senses.size > 0 && long.length > 0) ? long : best;
    const first = strong[0];
    if (first !== undefined) return this.#number(body, first, strong.slice(1), senses);
    const unread = patterns[0];
    if (unread !== undefined && !worded) return this.#result("obliterated", unread, []);
    return this.#worded(body, senses);
  }

  #number(
    body: string,
    first: SerialToken[],
    rest: readonly SerialToken[][],
    senses: ReadonlySet<FieldSense>,
  ): SerialReading {
    if (this.#labelled) this.#doubt("label-stripped", { text: this.#written.trim() });
    for (const remark of this.#remarks) this.#doubt("remark", { text: remark });
    const either =
      rest.length === 1 && rest[0] !== undefined && joinsAlternatives(body) ? merged(first, rest[0]) : null;
    if (either !== null) this.#doubt("alternatives", { text: patternText(either) });
    const others = either === null ? rest : [];
    if (others.length > 0)
      this.#doubt("several-numbers", {
        count: others.length + 1,
        numbers: [first, ...others].map(patternText).join(", "),
      });
    return finish(
      this.#written,
      this.#withRun(body, either ?? first),
      others,
      this.#doubts,
      senses,
      ownSenses(body, others, senses),
    );
  }

  /** "last four 4471" is a number whose beginning is unread; "AB12, rest filed off" one whose end is. */
  #withRun(body: string, pattern: SerialToken[]): SerialToken[] {
    if (pattern.some((token) => token.kind === "run")) return pattern;
    if (fitsEnd(body)) {
      this.#doubt("only-the-end", { text: patternText(pattern) });
      return [{ kind: "run" }, ...pattern];
    }
    if (fitsStart(body) || readsOn(body)) {
      this.#doubt("only-the-beginning", { text: patternText(pattern) });
      return [...pattern, { kind: "run" }];
    }
    return pattern;
  }

  /** No number in the field: what the words say decides. */
  #worded(body: string, senses: ReadonlySet<FieldSense>): SerialReading {
    // Stamped over until nothing can be read is gone; stamped over is altered.
    if (senses.has("altered") && !senses.has("unreadable")) return this.#result("altered", [], [], "said-altered");
    if (senses.has("restored")) return this.#result("restored", [], [], "restored");
    if (senses.has("partly")) return this.#result("partial", [], [], "said-partial");
    if (senses.has("removed")) return this.#result("obliterated", [], [], "said-removed");
    if (senses.has("unreadable")) return this.#result("obliterated", [], [], "said-unreadable");
    if (senses.has("none")) return this.#result("none-made", [], [], "said-none");
    if (senses.has("unknown")) return this.#result("not-recorded", [], [], "said-unknown");
    if (body === "" || !/[\p{L}\p{N}]/u.test(body)) {
      return /[?*#]/u.test(body) ? this.#result("obliterated", [], []) : this.#result("not-recorded", [], []);
    }
    const letters = plainPattern(body);
    if (letters.length <= 4 && /^[\p{Lu}\p{N}\s.-]+$/u.test(body))
      return finish(this.#written, letters, [], this.#doubts, senses, senses);
    return this.#junk("not-a-number", body);
  }

  #junk(code: SerialDoubtCode, body: string): SerialReading {
    this.#doubt(code, { text: body });
    return this.#result("junk", [], []);
  }

  #result(
    state: SerialState,
    pattern: SerialPattern,
    others: readonly SerialPattern[],
    said?: SerialDoubtCode,
  ): SerialReading {
    if (said !== undefined) this.#doubt(said, { text: this.#written.trim() });
    return { state, written: this.#written, normal: patternText(pattern), pattern, others, doubts: this.#doubts };
  }

  #doubt(code: SerialDoubtCode, values: SerialDoubt["values"]): void {
    this.#doubts.push({ code, values });
  }

  #label(body: string): string {
    const rest = withoutLabels(body);
    this.#labelled = rest.trim() !== body.replaceAll("№", " ").trim();
    // A single "#" in front is the number sign; anywhere else it marks a position.
    return /^#[^#]*$/u.test(rest) && !/#\s/u.test(rest) ? rest.slice(1) : rest;
  }

  /** Brackets, parentheses and the many signs for "unreadable" brought to `?`, `*` and stand-ins for choices. */
  #notation(text: string): string {
    let out = text.replace(/\[([^\]]*)(?:\]|$)/gu, (whole, inner: string, at: number) => {
      const chars = [...new Set(serialLetters(inner.replace(/[\s,|/]/gu, "")).map((letter) => letter.char))];
      const alone = at === 0 && whole.length === text.length;
      if (/^[?*#\s]+$/u.test(inner)) return "?";
      if (alone || chars.length === 0 || inner.length > 12 || /[\p{L}\p{N}]{7,}/u.test(inner)) return ` ${inner} `;
      return this.#choice(chars, inner);
    });
    out = out.replace(/\(([^)]*)(?:\)|$)/gu, (_whole, inner: string) => {
      const core = inner.trim();
      if (/^[?*#]+$/u.test(core)) return "?".repeat(core.length);
      if (/^[\p{Lu}\p{N}]$/u.test(core)) {
        this.#doubt("uncertain-character", { character: core.toUpperCase() });
        return core;
      }
      const either = /^[\p{L}\p{N}](?:\/[\p{L}\p{N}]){1,7}$/u.test(core)
        ? serialLetters(core).map((one) => one.char)
        : [];
      if (either.length > 1) return this.#choice([...new Set(either)], core);
      if (core !== "") this.#remarks.push(core);
      return " | ";
    });
    if (!/[\p{L}\p{N}]{2,}/u.test(out) && this.#remarks.some((remark) => /[\p{N}?*]{3,}/u.test(remark)))
      out += ` | ${this.#remarks.join(" | ")}`;
    out = out.replace(/(?<=[\p{L}\p{N}?*])\s?(?:-{3,}|\.{2,}|…)|(?:-{3,}|\.{2,}|…)\s?(?=[\p{L}\p{N}?*])/gu, "*");
    if (out.includes("_")) {
      this.#doubt("underscore-as-unreadable", { text: out.trim() });
      out = out.replaceAll("_", "?");
    }
    return out.replace(/[#\uFFFD]/gu, "?");
  }

  #choice(chars: readonly string[], inner: string): string {
    if (chars.length === 1) this.#doubt("uncertain-character", { character: inner.trim() });
    this.#choices.push([...chars]);
    return String.fromCharCode(placeholderBase + this.#choices.length - 1);
  }

  /** Splits the field into candidate numbers; words between them end a number. */
  #numbers(text: string): string[] {
    const spaced = text
      .replace(/[,;:=]/gu, " | ")
      .replace(/\s\/+\s?|\s?\/+\s/gu, " | ")
      .replace(/\/(?=\p{L}{4,}(?:\s|$))/gu, " ")
      .replace(/(?<=[\p{L}\p{N}]{5})\/(?=[\p{L}\p{N}]{5})/gu, " | ")
      .replace(/(\p{L}{2,3}|\d)(x{2,})(?![\p{Ll}])/gu, (_whole, head: string, run: string) => {
        this.#doubt("x-as-unreadable", { text: head + run });
        return head + "?".repeat(run.length);
      })
      .replace(/(\d)(X{3,})|(X{3,})(?=\d)/gu, (whole, head: string | undefined) => {
        this.#doubt("x-as-unreadable", { text: whole });
        return (head ?? "") + "?".repeat(whole.length - (head ?? "").length);
      });
    const found: string[] = [];
    let current = "";
    let pending = "";
    // Small letters beside words in small letters are words; alone beside a number they are its series.
    const wordy = /(?<!\p{L})\p{Ll}{3,}(?!\p{L})|(?<!\p{L})\p{Ll}{2} \p{Ll}{2}(?!\p{L})/u.test(spaced);
    const flush = (keepPending: boolean): void => {
      if (current !== "") found.push(keepPending && pending.length <= 2 ? current + pending : current);
      current = "";
      pending = "";
    };
    for (const chunk of spaced.split(/\s+/u)) {
      const core = chunk.replace(/^[.'"-]+|[.'"-]+$/gu, "");
      if (core === "" && chunk !== "|") continue;
      if (chunk === "|") flush(true);
      else if (/^\d{1,2}[dD][-\p{L}]*$|^\d{0,2}-?\p{Ll}{5,}$/u.test(core)) flush(false);
      else if (/[\d?*\p{Co}]/u.test(core)) {
        current += pending + core;
        pending = "";
      } else if (isSeries(core, wordy)) {
        pending = pending.length + core.length <= 6 ? pending + core : core;
      } else flush(false);
    }
    flush(true);
    return found;
  }

  #tokens(number: string): SerialToken[] {
    const tokens: SerialToken[] = [];
    // "AB12*" is a run; "AB12**" counts two positions: that is how registers use it.
    const counted = number.replace(/\*(?:[\s-]?\*)+/gu, (stars) => {
      const count = stars.replace(/[^*]/gu, "").length;
      this.#doubt("marks-counted", { count });
      return "?".repeat(count);
    });
    for (const piece of counted.split(/([?*\p{Co}-])/u)) {
      if (piece === "?") tokens.push({ kind: "any" });
      else if (piece === "*") tokens.push({ kind: "run" });
      else if (/^\p{Co}$/u.test(piece)) {
        const chars = this.#choices[piece.charCodeAt(0) - placeholderBase] ?? [];
        const only = chars[0];
        if (chars.length === 1 && only !== undefined) tokens.push({ kind: "char", char: only, seen: only });
        else tokens.push({ kind: "oneOf", chars });
      } else tokens.push(...plainPattern(piece));
    }
    return tokens;
  }
}

/** How many positions were read. */
export function knownLength(pattern: SerialPattern): number {
  let known = 0;
  for (const token of pattern) if (token.kind === "char" || token.kind === "oneOf") known += 1;
  return known;
}

function finish(
  written: string,
  pattern: readonly SerialToken[],
  others: readonly SerialPattern[],
  doubts: readonly SerialDoubt[],
  senses: ReadonlySet<FieldSense>,
  own: ReadonlySet<FieldSense>,
): SerialReading {
  const all = [...doubts];
  const add = (code: SerialDoubtCode, values: SerialDoubt["values"]): void => void all.push({ code, values });
  const seen = pattern.map((token) => (token.kind === "char" ? token.seen : "")).join("");
  if (/\p{Script=Cyrillic}/u.test(seen) && /\p{Script=Latin}/u.test(seen)) add("mixed-scripts", { text: seen });
  const normal = patternText(pattern);
  if (!/\p{N}/u.test(normal)) add("letters-only", { text: normal });
  else if (pattern.length <= 2) add("very-short", { length: pattern.length });
  for (const [sense, code] of said) if (senses.has(sense)) add(code, { text: written.trim() });
  return { state: stateOf(pattern, own), written, normal, pattern, others, doubts: all };
}

const said: readonly (readonly [FieldSense, SerialDoubtCode])[] = [
  ["altered", "said-altered"],
  ["restored", "restored"],
  ["removed", "said-removed"],
  ["unreadable", "said-unreadable"],
  ["partly", "said-partial"],
  ["unknown", "said-unknown"],
  ["none", "said-none"],
];

/** A restored number was removed before, so that both words stand in the field: what happened last decides. */
function stateOf(pattern: SerialPattern, own: ReadonlySet<FieldSense>): SerialState {
  if (own.has("altered")) return "altered";
  if (own.has("restored")) return "restored";
  if (own.has("removed") || own.has("unreadable") || own.has("partly")) return "partial";
  return pattern.every((token) => token.kind === "char") ? "clear" : "partial";
}

/** What the words say of the first number: not what stands behind the second one, nor what is said of another part. */
function ownSenses(
  body: string,
  others: readonly SerialPattern[],
  senses: ReadonlySet<FieldSense>,
): ReadonlySet<FieldSense> {
  if (senses.size === 0) return senses;
  const second = others[0] === undefined ? undefined : /\d{2,}/u.exec(patternText(others[0]))?.[0];
  const at = second === undefined ? -1 : body.indexOf(second, (/\d{2,}/u.exec(body)?.index ?? 0) + 2);
  // What stands behind the last number outside parentheses is said of all of them.
  const mine =
    at > 0
      ? `${body.slice(0, at)} ${body
          .slice(at)
          .replace(/\([^)]*\)/gu, " ")
          .replace(/\S*[\d?*]\S*/gu, " ")}`
      : body;
  const parts = mine
    .replace(/\([^)]*\)/gu, (remark) => remark.replace(/[;,/]|\s\p{L}{1,2}\s/gu, " "))
    .split(/[;,]|\s\/|\)\s*\/|\s(?:e|и|та|and|y|et|ve|va|ва|және|жана)\s/u);
  const kept = parts.filter((part) => /[\d?*]/u.test(part) || !namesPart(part));
  return kept.length === parts.length && mine === body ? senses : fieldSenses(kept.join(", "));
}
