/**
 * The notation in which examiners write what they read of a mark. It is typed on any keyboard, Latin or Cyrillic:
 *
 *   `A`, `7`           a letter or digit, read
 *   `?`                one unreadable character; `???` three
 *   `*`                unreadable characters, nobody knows how many (perhaps none)
 *   `[AB]`, `(A/B)`    one character, read as A or as B (up to six)
 *   `(7)`              a character read with doubt
 *   space `-` `/` `.`  as stamped; they do not count when numbers are compared
 *
 * Promises: what `notationText` writes, `parseNotation` reads back the same; each text is understood in one way or refused with the place
 * and the reason; `readAloud` says it so that it can be written down from hearing. Refuses: `**` (two characters or a run? write `??` or
 * `*`), brackets within brackets. Fields typed by others are read by `serial-field.ts`, which forgives; this one does not.
 */
import type { SerialPattern, SerialToken } from "./serial-field.ts";
import { serialLetters } from "./serial-normal.ts";

export type NotationToken =
  | { readonly kind: "read"; readonly char: string; readonly sure: boolean }
  | { readonly kind: "unread" }
  | { readonly kind: "run" }
  | { readonly kind: "either"; readonly chars: readonly string[] }
  | { readonly kind: "sign"; readonly sign: string };

/** Why a text is not in the notation; words under `serials:notation.fault.<code>`. `at` counts characters from 0. */
export interface NotationFault {
  readonly code: "sign-unknown" | "not-closed" | "empty" | "one-choice" | "too-many" | "run-twice" | "too-long";
  readonly at: number;
  readonly text: string;
}

export type NotationOutcome =
  | { readonly ok: true; readonly tokens: readonly NotationToken[] }
  | { readonly ok: false; readonly fault: NotationFault };

const longest = 100;
const mostChoices = 6;
const letterOrDigit = /^[\p{L}\p{N}]$/u;
const signs = " -/.";

/** Reads a text in the notation. Never throws. */
export function parseNotation(written: string): NotationOutcome {
  const chars = Array.from(written.normalize("NFC").trim().toUpperCase().normalize("NFC"));
  const tokens: NotationToken[] = [];
  const refuse = (code: NotationFault["code"], at: number, text: string): NotationOutcome => ({
    ok: false,
    fault: { code, at, text },
  });
  if (chars.length > longest) return refuse("too-long", longest, "");
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at] ?? "";
    if (letterOrDigit.test(char)) tokens.push({ kind: "read", char, sure: true });
    else if (char === "?") tokens.push({ kind: "unread" });
    else if (char === "*") {
      if (tokens.at(-1)?.kind === "run") return refuse("run-twice", at, "**");
      tokens.push({ kind: "run" });
    } else if (signs.includes(char)) tokens.push({ kind: "sign", sign: char });
    else if (char === "[" || char === "(") {
      const close = chars.indexOf(char === "[" ? "]" : ")", at);
      if (close < 0) return refuse("not-closed", at, char);
      const inner = chars.slice(at + 1, close);
      const kept = inner.filter((one) => letterOrDigit.test(one));
      const choices = [...new Set(kept)];
      const strange = inner.find((one) => !letterOrDigit.test(one) && one !== "/" && one !== " ");
      if (strange !== undefined) return refuse("sign-unknown", at + 1 + inner.indexOf(strange), strange);
      if (choices.length === 0) return refuse("empty", at, char);
      if (choices.length > mostChoices) return refuse("too-many", at, inner.join(""));
      const [only = ""] = choices;
      if (char === "(" && inner.length === 1) tokens.push({ kind: "read", char: only, sure: false });
      else if (choices.length === 1) return refuse("one-choice", at, inner.join(""));
      else if (char === "(" && !inner.includes("/")) return refuse("sign-unknown", at, "(");
      else tokens.push({ kind: "either", chars: choices });
      at = close;
    } else return refuse("sign-unknown", at, char);
  }
  return { ok: true, tokens };
}

/** The one way in which these tokens are written. */
export function notationText(tokens: readonly NotationToken[]): string {
  return tokens
    .map((token) => {
      if (token.kind === "read") return token.sure ? token.char : `(${token.char})`;
      if (token.kind === "unread") return "?";
      if (token.kind === "run") return "*";
      return token.kind === "either" ? `[${token.chars.join("")}]` : token.sign;
    })
    .join("");
}

function foldOne(char: string): string[] {
  return serialLetters(char).map((letter) => letter.char);
}

/** The same for matching: signs and doubt left out, letters in their comparison form. */
export function notationPattern(tokens: readonly NotationToken[]): SerialPattern {
  return tokens.flatMap((token): SerialToken[] => {
    if (token.kind === "read") return serialLetters(token.char).map((letter) => ({ kind: "char", ...letter }));
    if (token.kind === "unread") return [{ kind: "any" }];
    if (token.kind === "run") return [{ kind: "run" }];
    if (token.kind === "sign") return [];
    const chars = [...new Set(token.chars.flatMap(foldOne))];
    const [only] = chars;
    return chars.length === 1 && only !== undefined
      ? [{ kind: "char", char: only, seen: token.chars[0] ?? only }]
      : [{ kind: "oneOf", chars }];
  });
}

/** Sentences under `serials:notation.`: `(key, values) => text`. */
export type NotationWords = (key: string, values: Readonly<Record<string, string | number>>) => string;

const isLatin = /^\p{Script=Latin}$/u;
const isCyrillic = /^\p{Script=Cyrillic}$/u;

/**
 * The tokens as words, for a screen reader or the telephone: "A, B, 1, 2, one unreadable character, 7 or 8". The alphabet is said
 * of every letter where both stand in one number, because А and A sound alike.
 */
export function readAloud(tokens: readonly NotationToken[], language: string, word: NotationWords): string {
  const all = tokens.flatMap((token) =>
    token.kind === "read" ? [token.char] : token.kind === "either" ? token.chars : [],
  );
  const mixed = all.some((char) => isLatin.test(char)) && all.some((char) => isCyrillic.test(char));
  const named = (char: string): string => {
    if (!mixed || !(isLatin.test(char) || isCyrillic.test(char))) return char;
    return word(isLatin.test(char) ? "latin" : "cyrillic", { char });
  };
  const or = new Intl.ListFormat(language, { type: "disjunction" });
  const said: string[] = [];
  let unread = 0;
  const flush = (): void => {
    if (unread > 0) said.push(unread === 1 ? word("unread-single", {}) : word("unread", { count: unread }));
    unread = 0;
  };
  for (const token of tokens) {
    if (token.kind === "unread") {
      unread += 1;
      continue;
    }
    flush();
    if (token.kind === "read")
      said.push(token.sure ? named(token.char) : word("doubtful", { char: named(token.char) }));
    else if (token.kind === "either") said.push(or.format(token.chars.map(named)));
    else if (token.kind === "run") said.push(word("run", {}));
    else if (token.sign !== " ") said.push(word(`sign.${signNames[token.sign] ?? "dash"}`, {}));
  }
  flush();
  return said.join(", ");
}

const signNames: Readonly<Record<string, string>> = { "-": "dash", "/": "stroke", ".": "point" };
