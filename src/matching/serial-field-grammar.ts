/**
 * Understands a phrase about a mark from the parts that its words play: "not" with a word of reading is unreadable, with a word of
 * writing down is unknown, with "number" is none; a failed restoration restores nothing; "see" with a document says where it is written.
 *
 * Promises: a rule speaks of kinds of words and never of one language, so that a phrase that nobody wrote before is understood; a denial
 * reaches to the next comma and not beyond it. Refuses: numbers, and to decide between senses; both are done in `serial-field.ts`.
 */
import type { WordPart } from "./serial-field-lexicon.ts";
import { partsOf } from "./serial-field-parts.ts";
import type { PhraseSense } from "./serial-field-phrases.ts";

/** One sign a part; the phrase becomes a text of such signs over which the rules are expressions. */
const signOf: Readonly<Record<WordPart, string>> = {
  not: "N",
  nothing: "Z",
  impossible: "I",
  read: "R",
  seen: "V",
  written: "K",
  details: "Y",
  mark: "M",
  character: "c",
  plate: "l",
  has: "H",
  absent: "b",
  removed: "X",
  unreadable: "U",
  altered: "A",
  original: "o",
  none: "G",
  restored: "E",
  recovered: "r",
  "brought-out": "f",
  outcome: "e",
  failed: "F",
  partly: "P",
  only: "L",
  wholly: "W",
  end: "z",
  start: "a",
  left: "x",
  see: "S",
  document: "T",
  waiting: "w",
  need: "n",
  examination: "q",
  unknown: "u",
  weapon: "g",
  trace: "t",
  filler: ".",
};
/** A number is D, one of three signs at most d (a rule that says D means both), a break |, a short unknown word s, any other unknown word a point, a word already used _. */
const reach = (most: number): string => `[^|D_]{0,${most}}?`;

/** `uses`: the words are spoken for and say nothing more by themselves. `sense` null: a denial. */
interface Rule {
  readonly sense: PhraseSense | null;
  readonly pattern: RegExp;
  readonly uses: boolean;
}
/** A sign stands for two in the rules: D for long and short numbers, M for the number and its characters. */
const wider = (pattern: string, sign: string, signs: string): string =>
  pattern.replace(new RegExp(`(\\[[^\\]]*)?${sign}`, "gu"), (_whole, open?: string) =>
    open === undefined ? `[${signs}]` : open + signs,
  );
const rule = (sense: PhraseSense | null, pattern: string, uses = true): Rule => ({
  sense,
  pattern: new RegExp(wider(wider(pattern, "D", "Dd"), "M", "Mc"), "gu"),
  uses,
});

const rules: readonly Rule[] = [
  // "Adulterated by total removal": what is wholly gone cannot be read, whatever was done before.
  rule("unreadable", "X[^|D]{0,2}W|W[^|D]{0,2}X", false),
  rule(
    "unreadable",
    `[NIZ]${reach(2)}e${reach(3)}[EqR]|[EqR]${reach(3)}[NIZ]${reach(1)}e|[Eq][^D]{0,3}F|F${reach(3)}[EqR]`,
  ),
  rule(
    "unreadable",
    `[NIZ]${reach(3)}[Er](?!D)|E${reach(3)}[NIZ](?![^|]{0,3}[XAMKH])|[EqR][^|D]{0,3}\\|?[NIZ]${reach(1)}e`,
  ),
  rule("partly", `N[^|D]?W|b${reach(2)}c|b${reach(2)}[za]|[za]${reach(2)}b`),
  rule("none", "N[^|D]?t[^|D]?[MY]"),
  rule(null, `N${reach(2)}t[^|D]{0,4}|t${reach(2)}N[^|D]?`),
  rule("altered", `N${reach(2)}o`),
  rule("unreadable", `[NIZ]${reach(3)}R|R${reach(2)}(?:I|N[^|D]?e?)|I${reach(3)}[VS]`),
  rule("unknown", `[NZ]${reach(3)}[Vf]`),
  rule("unknown", `T${reach(2)}[bN]|n${reach(2)}[KwHqERVf]`),
  rule(
    "unknown",
    `K${reach(2)}I|[NZI]${reach(3)}K|[NZI]${reach(2)}[uw]|[NZ][^|DM_]{0,2}?Y|Y${reach(2)}[NZb]|b${reach(2)}Y|[NZb]${reach(3)}T`,
  ),
  rule(null, "N[.sgL]?[AX]"),
  rule("removed", `l${reach(3)}[bX]`),
  rule("none", `[NZb]${reach(2)}[MG]|M${reach(2)}[Nb]|[NZ]${reach(2)}H`),
  rule("unknown", `S${reach(3)}[TqP][M.]?D?`),
  rule("partly", `P[^|]{0,4}?[XURVMD]|[XURV][^|D]{0,3}P|L${reach(3)}[RVDM]|[RV]${reach(3)}L`, false),
  rule(
    "partly",
    `[za][^|D]{0,4}[DM]|[za][.s]{1,3}(?=$|\\|)|x[^|D]{0,3}[DMs]|[XU][^D]{0,4}x|d[^|D]?x|c[^|D]?d|V[^|D]{0,3}d|R[^|D]{0,2}d|[RVKf][^|D]{0,2}M[^|D]?(?:d|s{1,2}d?(?=$|\\|))|X[^D]{0,4}[RV][^|D]{0,2}D|X[^|D]{0,2}D[^|D]?[RV]`,
    false,
  ),
  rule(
    "restored",
    `f[^|]{0,4}?E|E[^D]{0,3}f|f${reach(3)}D|M${reach(2)}r|r[^D]{0,4}D|r${reach(2)}M|D[^|]?r[^|]{0,4}[qE]`,
  ),
];

/** What a word says when nothing around it changes its sense. */
const alone: Readonly<Record<string, PhraseSense>> = {
  X: "removed",
  U: "unreadable",
  A: "altered",
  G: "none",
  b: "none",
  u: "unknown",
  P: "partly",
  E: "restored",
};

export interface Understood {
  readonly senses: ReadonlySet<PhraseSense>;
  /** The text without the words that a rule has used. */
  readonly rest: string;
  /** A document, an examination or a delay is named: where nothing else is said, the number was not written down. */
  readonly weak: boolean;
}

interface Token {
  readonly text: string;
  readonly sign: string;
}

const pieces = /\p{L}+(?:['’]\p{L}+)?|\d[\d\p{L}?*#-]*|[?*#]+|[,;()|/]|\.+|[^\s\p{L}\d]/gu;

/** "N/ informado", "n possui" and "s/ número" deny; "n" and "s" elsewhere are letters or labels. */
function deniable(after: string, letter: string): boolean {
  if (!/^\p{L}{3,}/u.test(after)) return false;
  const part = partsOf(after, false)[0];
  if (letter === "s") return part === "mark" || part === "details" || part === "read";
  return part !== undefined && ["read", "seen", "written", "has", "details"].includes(part);
}

/** "Serial no obliterated", "seri no silinmiş": a label, where the word behind it is no Romance participle. */
function afterLabel(found: readonly string[], at: number): boolean {
  const next = found[at + 1] ?? "";
  return (
    /^(?:ser|seri|serial|series|number)$/u.test(found[at - 1] ?? "") &&
    /^\p{L}{4,}$/u.test(next) &&
    !/[ao]s?$/u.test(next) &&
    ["removed", "altered", "unreadable", "partly", "restored"].includes(partsOf(next, false)[0] ?? "")
  );
}

/** Portuguese "no cano", "revelado no laudo": in, not a denial. */
function isPlaceBehind(found: readonly string[], at: number): boolean {
  const next = found[at + 1] ?? "";
  if (!/^\p{L}{2,}/u.test(next)) return false;
  const part = partsOf(next, false)[0];
  if (part === undefined) return /(?:[aiu]d[oa]s?|vel|veis)$/u.test(found[at - 1] ?? "");
  return part === "filler" || part === "document" || part === "examination";
}

function tokensOf(form: string, dottedEnd: boolean): Token[] {
  const found = form.match(pieces) ?? [];
  const tokens: Token[] = [];
  for (const [at, text] of found.entries()) {
    const next = found[at + 1] ?? "";
    if (/^\d|^[?*#]/u.test(text)) tokens.push({ text, sign: text.length <= 3 ? "d" : "D" });
    else if (/^\p{L}/u.test(text)) {
      // "No 12" and "n° 12" are labels; "n/ legível", "s/ número" and "w/o" deny.
      const label =
        (/^(?:no|n|nr|nº)$/u.test(text) && (/^[.°º\d]/u.test(next) || afterLabel(found, at))) ||
        (text === "no" && isPlaceBehind(found, at));
      // Portuguese "lê-se 45", "só se lê 45"; Spanish "le" is somebody.
      const pronoun = text === "le" && found[at - 1] !== "se" && !found.slice(at + 1, at + 3).includes("se");
      if (label || pronoun) tokens.push({ text, sign: "." });
      else if (text === "n" || (text === "s" && next === "/")) {
        const after = found[next === "/" || next === "." ? at + 2 : at + 1] ?? "";
        tokens.push({
          text,
          sign:
            (text === "s" && after === "n") || (text === "n" && next === "/" && after === "s")
              ? "M"
              : deniable(after, text)
                ? "N"
                : "s",
        });
      } else {
        const dotted = next.startsWith(".") || (next === "" && dottedEnd);
        const parts = partsOf(text.replace(/['’]/gu, ""), dotted);
        if (parts.length === 0) tokens.push({ text, sign: text.length <= 3 ? "s" : "." });
        for (const [order, part] of parts.entries()) tokens.push({ text: order === 0 ? text : "", sign: signOf[part] });
      }
    } else if (/^[,;()|]/u.test(text)) tokens.push({ text, sign: "|" });
    else if (text === "." && !/^\p{L}{1,6}$/u.test(found[at - 1] ?? "")) tokens.push({ text, sign: "|" });
  }
  return tokens;
}

/** Every sense that the parts of the words give. `form` is folded (`phraseForm`); `dottedEnd`: a point stood behind it. */
export function understand(form: string, dottedEnd: boolean): Understood {
  const tokens = tokensOf(form, dottedEnd);
  let signs = tokens.map((token) => token.sign).join("");
  const weak = /[TwqF]|^[SK]$/u.test(signs) || /(?<!\p{L})s\s?\/\s?n(?!\p{L})/u.test(form);
  const senses = new Set<PhraseSense>();
  const used = new Set<number>();
  for (const { sense, pattern, uses } of rules)
    signs = signs.replace(pattern, (match: string, ...rest: unknown[]) => {
      if (sense !== null) senses.add(sense);
      if (!uses) return match;
      const from = rest.find((one) => typeof one === "number");
      for (let at = 0; at < match.length; at += 1) used.add((typeof from === "number" ? from : 0) + at);
      return "_".repeat(match.length);
    });
  for (const sign of signs) {
    const sense = alone[sign];
    if (sense !== undefined) senses.add(sense);
  }
  return {
    senses,
    rest:
      used.size === 0
        ? form
        : tokens
            .map((token, at) => (used.has(at) ? "" : token.text))
            .join(" ")
            .replace(/\s+/gu, " ")
            .trim(),
    weak,
  };
}
