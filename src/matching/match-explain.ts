/**
 * Why a record is proposed, as data and as one sentence that a judge understands.
 *
 * Promises: everything said comes from the contributions of the score; the words come from the catalogue `matching`; the
 * numbers are kept apart (`contributionTable`) and add up to the score. Refuses: percentages in the sentence, and any
 * statement that the weapons are the same: a hit is a proposal until the owner of the record confirms it.
 */
import type { Contribution, EditOperation, FieldLevel, MatchField, RankedMatch } from "./match-answer.ts";

/** One statement; its words are `matching:fact.<code>`. Field lists are codes joined with commas. */
export interface MatchFact {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** Looks a key up in the catalogue `matching` and fills it in; `count` chooses the plural. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string;

function serialFacts(part: Extract<Contribution, { field: "serial" }>): MatchFact[] {
  if (part.level === "missing") return [{ code: "serial-missing", values: {} }];
  if (part.level === "model") return [{ code: "serial-is-model", values: { text: part.written } }];
  if (part.level === "far")
    return [...bySeveralReadings(part), { code: "serial-differs", values: { written: part.written, held: part.held } }];
  return [...bySeveralReadings(part), ...readFacts(part)];
}

/** Where readings disagree, the one that was compared is named first. */
function bySeveralReadings(part: Extract<Contribution, { field: "serial" }>): MatchFact[] {
  return [
    ...(part.writtenBy === undefined
      ? []
      : [{ code: "by-reading", values: { reading: part.writtenBy.reading, count: part.writtenBy.of } }]),
    ...(part.heldBy === undefined
      ? []
      : [{ code: "by-reading-held", values: { reading: part.heldBy.reading, count: part.heldBy.of } }]),
  ];
}

function readFacts(part: Extract<Contribution, { field: "serial" }>): MatchFact[] {
  const alike = part.operations.filter((operation) => operation.kind === "homoglyph");
  const real = part.operations.filter((operation) => operation.kind !== "homoglyph");
  const facts: MatchFact[] = [
    { code: real.length === 0 ? "serial-same" : "serial-except", values: {} },
    ...operationFacts(real),
  ];
  if (alike.length > 0)
    facts.push({
      code: "written-alike",
      values: { count: alike.length, letters: [...new Set(alike.map((operation) => operation.held))].join(", ") },
    });
  return facts;
}

function operationFacts(operations: readonly EditOperation[]): MatchFact[] {
  const facts: MatchFact[] = [];
  const unread = operations.filter((operation) => operation.kind === "unread");
  const runs = operations.filter((operation) => operation.kind === "run");
  for (const operation of operations) {
    const { kind, at, written, held } = operation;
    if (kind === "unread" || kind === "run") continue;
    const length = Array.from(held === "" ? written : held).length;
    if (kind === "end-missing" || kind === "start-missing")
      facts.push({ code: `op.${kind}`, values: { count: length, text: held } });
    else facts.push({ code: `op.${kind}`, values: { position: at, written, held, count: length } });
  }
  if (unread.length > 0)
    facts.push({
      code: "op.unread",
      values: { count: unread.length, held: unread.map((operation) => operation.held).join(", ") },
    });
  if (runs.length > 0)
    facts.push({ code: "op.run", values: { held: runs.map((operation) => operation.held).join("") } });
  return facts;
}

const groups: readonly (readonly [string, readonly FieldLevel[]])[] = [
  ["fields-agree", ["same", "alias"]],
  ["fields-similar", ["similar"]],
  ["fields-family", ["family"]],
  ["fields-differ", ["differs"]],
];

/** The explanation as data: serial first, then fields that agree, nearly agree, are kin, differ; then the rivals. */
export function explainMatch(match: Pick<RankedMatch, "why" | "rivals">): MatchFact[] {
  const facts: MatchFact[] = [];
  const fields: { field: MatchField; level: FieldLevel }[] = [];
  for (const part of match.why) {
    if (part.field === "serial") facts.push(...serialFacts(part));
    else if (part.field !== "prior") fields.push({ field: part.field, level: part.level });
  }
  for (const [code, levels] of groups) {
    const named = fields.filter((entry) => levels.includes(entry.level)).map((entry) => entry.field);
    if (named.length > 0) facts.push({ code, values: { count: named.length, fields: named.join(",") } });
  }
  if (match.rivals > 0) facts.push({ code: "rivals", values: { count: match.rivals } });
  return facts;
}

const listFormats = new Map<string, Intl.ListFormat>();

/** Made once a language: it costs more than the rest of the sentence. */
function listFormat(locale: string): Intl.ListFormat {
  const known = listFormats.get(locale) ?? new Intl.ListFormat(locale, { style: "long", type: "conjunction" });
  listFormats.set(locale, known);
  return known;
}

/**
 * The facts as one sentence.
 * @param t catalogue `matching`
 * @param locale BCP 47, for "a, b and c"
 */
export function explainSentence(facts: readonly MatchFact[], t: Translate, locale: string): string {
  const list = listFormat(locale);
  const clauses: string[] = [];
  let exceptions: string[] | undefined;
  const close = (): void => {
    if (exceptions !== undefined && exceptions.length > 0)
      clauses.push(t("sentence.except", { exceptions: list.format(exceptions) }));
    exceptions = undefined;
  };
  for (const fact of facts) {
    if (fact.code === "serial-except") {
      exceptions = [];
      continue;
    }
    if (fact.code.startsWith("op.")) {
      exceptions?.push(t(`fact.${fact.code}`, fact.values));
      continue;
    }
    close();
    const fields = fact.values["fields"];
    const values =
      typeof fields === "string"
        ? { ...fact.values, fields: list.format(fields.split(",").map((field) => t(`field.${field}`))) }
        : fact.values;
    clauses.push(t(`fact.${fact.code}`, values));
  }
  close();
  const sentence = clauses.join("; ");
  return sentence === "" ? "" : `${sentence.slice(0, 1).toLocaleUpperCase(locale)}${sentence.slice(1)}.`;
}

/** The numbers behind the sentence: what each field weighed, in nats; they sum exactly to `logOdds`. */
export function contributionTable(
  match: Pick<RankedMatch, "why">,
): { readonly field: Contribution["field"]; readonly level: string; readonly nats: number }[] {
  return match.why.map((part) => ({
    field: part.field,
    level: part.field === "prior" ? "" : part.level,
    nats: part.nats,
  }));
}
