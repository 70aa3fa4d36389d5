/**
 * What a number or mark tells by itself: maker, year, factory. The rules are data (`reference-data/serial-rules.csv`), each with its source;
 * a country adds its own in the setting `country.serial-rules` (country-serial-rules.ts).
 *
 * A rule: `marks` it applies to, `makes` or `countries` of the make it is limited to (both empty: any), a regular expression over the
 * comparison form of the mark (capitals, no signs), and where the year comes from:
 *   `(?<year4>…)` the year itself; `(?<year2>…)` its last two figures, within `years`; `(?<code>…)` looked up in `values`;
 *   `(?<letters>…)` letters that stand for figures by `values`; otherwise `years` as it stands. `(?<number>…)` must lie in `low`–`high`.
 * `kind` "shape" tells no year: all shapes of a make together say what its numbers look like.
 *
 * Promises: a rule that cannot be used stops the start and is named with file, row and column; each answer names its rule, its confidence and
 * its source; a decoding takes microseconds whatever is typed. Refuses: a rule without a source; an expression that could run away.
 */
import { fileURLToPath } from "node:url";
import { normalSerial } from "../matching/serial-normal.ts";
import { ListFaults, readEntry, readListRows, type CodeEntry, type ListRow } from "../reference/code-lists-file.ts";
import type { CodeLists } from "../reference/code-lists.ts";
import { CodeMap } from "../reference/list-overlay.ts";
import { madeOfLists } from "../reference/lists.ts";

export type RuleConfidence = "sure" | "probable" | "possible";

export interface SerialRule extends CodeEntry {
  readonly kind: "date" | "shape";
  /** Codes of mark kinds. */
  readonly marks: readonly string[];
  readonly makes: readonly string[];
  readonly countries: readonly string[];
  /** The make that the mark itself tells, whatever was stated. */
  readonly maker: string | null;
  readonly pattern: RegExp;
  /** First and last year, both included; Infinity for "until now". */
  readonly years: readonly [number, number] | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly values: ReadonlyMap<string, number>;
  readonly factory: string | null;
  readonly confidence: RuleConfidence;
  readonly source: string;
}

export type SerialRules = readonly SerialRule[];

export interface DecodeQuestion {
  /** Code of the mark kind: "serial", "year", "proof" … */
  readonly markKind: string;
  /** The mark in the notation, or as written. */
  readonly text: string;
  /** Code of the make, null when it is not known. */
  readonly make: string | null;
  /** Country of manufacture as stated; the make's own country stands in where it is null. */
  readonly country: string | null;
}

export interface Decoded {
  readonly rule: SerialRule;
  readonly maker: string | null;
  readonly factory: string | null;
  /** First and last year that fit; null when the rule tells only the maker. */
  readonly years: readonly [number, number] | null;
}

const file = "serial-rules.csv";
/** Columns of a rule beside its code and names. */
export const ruleColumns: readonly string[] =
  "kind marks makes countries maker pattern years low high values factory confidence source".split(" ");
const shipped = fileURLToPath(new URL("../../reference-data/", import.meta.url));
const longestPattern = 160;
const longestMark = 60;

export type KnownCodes = Pick<CodeLists, "makes" | "countries" | "markKinds">;

/**
 * Reads the shipped rules.
 * @param lists code lists that makes, countries and mark kinds must be in
 * @throws Problem `reference-lists-invalid` naming every fault with file, row and column
 */
export function loadSerialRules(lists: KnownCodes): SerialRules {
  const faults = new ListFaults();
  const rules = new Map<string, SerialRule>();
  for (const row of readListRows(shipped, file, ["code", "name_en", "name_ru", ...ruleColumns], faults)) {
    const rule = readRule(row, rules, lists);
    rules.set(rule.code, rule);
  }
  faults.throwIfAny();
  return Object.freeze([...rules.values()]);
}

/** One rule; what is wrong with it becomes a fault of the row. `taken`: rules before it, none of which has its code. */
export function readRule(row: ListRow, taken: ReadonlyMap<string, unknown>, lists: KnownCodes): SerialRule {
  const entry = readEntry(row, taken);
  const known = (column: string, map: ReadonlyMap<string, unknown>): readonly string[] => {
    const codes = row.list(column);
    for (const code of codes) if (!map.has(code)) row.fault(column, "unknown-code", code);
    return map instanceof CodeMap ? codes.map((code) => map.resolve(code)) : codes;
  };
  const kind = row.required("kind");
  if (kind !== "date" && kind !== "shape") row.fault("kind", "unknown-code", kind);
  const confidence = row.required("confidence");
  if (!["sure", "probable", "possible"].includes(confidence)) row.fault("confidence", "unknown-code", confidence);
  const values = new Map<string, number>();
  for (const pair of row.list("values")) {
    const [key = "", value = ""] = pair.split("=");
    if (key === "" || !/^\d{1,4}$/u.test(value)) row.fault("values", "not-a-number", pair);
    else if (values.has(key)) row.fault("values", "twice", key);
    values.set(key, Number(value));
  }
  const pattern = readPattern(row);
  const years = readYears(row);
  const groups = pattern.source;
  if (/\(\?<year2>/u.test(groups) && (years === null || years[1] - years[0] > 99))
    row.fault("years", "not-a-number", row.text("years"));
  if (/\(\?<(?:code|letters)>/u.test(groups) && values.size === 0) row.required("values");
  row.required("source");
  if (row.list("marks").length === 0) row.required("marks");
  return Object.freeze({
    ...entry,
    kind: kind === "shape" ? "shape" : "date",
    marks: known("marks", lists.markKinds),
    makes: known("makes", lists.makes),
    countries: known("countries", lists.countries),
    maker: row.codeOf("maker", lists.makes),
    pattern,
    years,
    low: row.number("low"),
    high: row.number("high"),
    values,
    factory: row.text("factory") || null,
    confidence: confidence === "sure" || confidence === "probable" ? confidence : "possible",
    source: row.text("source"),
  });
}

/** Bound to both ends, short, without references and without a repetition of something that repeats: it cannot run away. */
function readPattern(row: ListRow): RegExp {
  const text = row.required("pattern");
  const never = /^(?!)$/u;
  const runaway = /\\[1-9k]|\([^()]*[*+{][^()]*\)[*+{]|[*+}][*+{]/u;
  if (!/^\^.+\$$/u.test(text) || text.length > longestPattern || runaway.test(text)) {
    row.fault("pattern", "pattern-form", text);
    return never;
  }
  try {
    return new RegExp(text, "u");
  } catch {
    row.fault("pattern", "pattern-form", text);
    return never;
  }
}

/** "1974", "1945-1990", "2013-". */
function readYears(row: ListRow): readonly [number, number] | null {
  const text = row.text("years");
  if (text === "") return null;
  const found = /^(\d{4})(?:(-)(\d{4})?)?$/u.exec(text);
  const from = Number(found?.[1]);
  const to = found?.[2] === undefined ? from : found[3] === undefined ? Infinity : Number(found[3]);
  if (found === null || to < from) {
    row.fault("years", "not-a-number", text);
    return null;
  }
  return [from, to];
}

/** Whether a rule is meant for what is known of the weapon. A rule limited to makes says nothing of a weapon without one. */
function concerns(rule: SerialRule, question: DecodeQuestion, lists: Pick<CodeLists, "makes">): boolean {
  if (!rule.marks.includes(question.markKind)) return false;
  if (rule.makes.length === 0 && rule.countries.length === 0) return true;
  if (question.make !== null && rule.makes.includes(question.make)) return true;
  const country =
    question.country ?? (question.make === null ? null : (lists.makes.get(question.make)?.country ?? null));
  return country !== null && rule.countries.includes(country);
}

function comparison(text: string): string {
  // Unreadable positions stay, so that a rule may allow them.
  return text.length > longestMark
    ? ""
    : text
        .split(/([?*[\]])/u)
        .map((part) => (/^[?*[\]]$/u.test(part) ? part : normalSerial(part)))
        .join("");
}

/** Everything that the rules tell of one mark, surest first. */
export function decodeMark(
  rules: SerialRules,
  lists: Pick<CodeLists, "makes">,
  question: DecodeQuestion,
): readonly Decoded[] {
  const text = comparison(question.text);
  if (text === "") return [];
  const answers: Decoded[] = [];
  // A make that was merged since means the kept one, in the rules and on the weapon.
  const make = question.make === null ? null : (lists.makes.get(question.make)?.code ?? question.make);
  for (const rule of rules) {
    if (rule.kind !== "date" || !concerns(rule, { ...question, make }, lists)) continue;
    const match = rule.pattern.exec(text);
    if (match === null) continue;
    const groups = match.groups ?? {};
    if (!inRange(groups["number"], rule)) continue;
    const years = yearsOf(groups, rule);
    if (years === "none") continue;
    if (years === null && rule.maker === null) continue;
    answers.push({ rule, maker: rule.maker, factory: rule.factory, years });
  }
  return answers.sort((a, b) => order[a.rule.confidence] - order[b.rule.confidence]);
}

const order: Readonly<Record<RuleConfidence, number>> = { sure: 0, probable: 1, possible: 2 };

function inRange(number: string | undefined, rule: SerialRule): boolean {
  if (number === undefined) return true;
  const value = Number(number);
  return value >= (rule.low ?? -Infinity) && value <= (rule.high ?? Infinity);
}

/** "none": the mark has the form but no year of this rule, so that the rule says nothing. */
function yearsOf(
  groups: Readonly<Record<string, string>>,
  rule: SerialRule,
): readonly [number, number] | null | "none" {
  const { year4, year2, code, letters } = groups;
  if (year4 !== undefined) return [Number(year4), Number(year4)];
  if (year2 !== undefined) return withLastFigures(Number(year2), rule);
  if (code !== undefined) {
    const year = rule.values.get(code);
    return year === undefined ? "none" : [year, year];
  }
  if (letters !== undefined) {
    const figures = Array.from(letters, (letter) => rule.values.get(letter));
    if (figures.includes(undefined)) return "none";
    return withLastFigures(Number(figures.join("")), rule);
  }
  return rule.years;
}

function withLastFigures(figures: number, rule: SerialRule): readonly [number, number] | "none" {
  const [from, to] = rule.years ?? [0, -1];
  const year = from + ((figures - (from % 100) + 100) % 100);
  return year <= to ? [year, year] : "none";
}

/**
 * Whether a number can be one of this make: null when no rule describes the make's numbers, false when none of them fits.
 * Only plain numbers are judged; one with unreadable positions could be anything.
 */
export function fitsMaker(rules: SerialRules, make: string, text: string): boolean | null {
  const shapes = rules.filter((rule) => rule.kind === "shape" && rule.makes.includes(make));
  if (shapes.length === 0 || /[?*[\]]/u.test(text)) return null;
  const form = comparison(text);
  return shapes.some((rule) => rule.pattern.test(form));
}

/** The shipped rules, read once for the lists that stand. */
export const shippedSerialRules = madeOfLists(loadSerialRules);
