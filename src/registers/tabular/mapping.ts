/**
 * Which column of a file fills which field.
 *
 * Promises: a proposal for every column, with how sure it is and why; one column per field except notes and ignored
 * ones; a mapping is a plain JSON value, tied to its file's headers by a fingerprint, so that the next delivery of the
 * same register needs no person. Refuses: a mapping that gives one field two columns, or does not fit the headers.
 */
import { createHash } from "node:crypto";
import type { ColumnContent } from "./content.ts";
import { columnContent } from "./content.ts";
import type { Target } from "./fields.ts";
import { matchHeader, normaliseHeader, repeatable } from "./fields.ts";
import { mappingSchema, type Mapping } from "./mapping-schema.ts";

export { mappingSchema, type Mapping } from "./mapping-schema.ts";

/** What the file is a list of: it decides what a bare «Дата» means. */
export type FilePurpose = "register" | "recoveries";

export interface Reason {
  /** Key in the catalogue `tabular` under `why.`. */
  readonly code: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export interface ColumnProposal {
  readonly index: number;
  readonly header: string;
  readonly target: Target;
  /** 0 to 1; below 0.6 a person should look. */
  readonly confidence: number;
  readonly why: readonly Reason[];
  readonly content: ColumnContent;
}

export interface MappingProposal {
  readonly purpose: FilePurpose;
  readonly columns: readonly ColumnProposal[];
  readonly mapping: Mapping;
}

/** The same headers in the same order give the same value, whatever case, accents or blanks. */
export function headerFingerprint(headers: readonly string[]): string {
  const text = headers.map((h, i) => normaliseHeader(h) || `column ${i + 1}`).join("\u001F");
  return createHash("sha256").update(text).digest("hex");
}

/** Whether a stored mapping was made for these headers. */
export function mappingFits(mapping: Mapping, headers: readonly string[]): boolean {
  return mapping.columns.length === headers.length && mapping.fingerprint === headerFingerprint(headers);
}

/** A mapping from a person's choices, one target per column; throws ZodError when a field is taken twice. */
export function makeMapping(headers: readonly string[], chosen: readonly Target[]): Mapping {
  return mappingSchema.parse({
    version: 1,
    fingerprint: headerFingerprint(headers),
    columns: headers.map((header, i) => ({ header: header.slice(0, 4000), target: chosen[i] ?? "ignore" })),
  });
}

interface Candidate {
  readonly index: number;
  readonly target: Target;
  readonly score: number;
  readonly why: readonly Reason[];
}

/** The lowest score at which a column is proposed for a field at all. */
const threshold = 0.35;

/**
 * @param headers one per column, empty where the file has none.
 * @param sampleRows the first rows, cells by column.
 */
export function proposeMapping(
  headers: readonly string[],
  sampleRows: readonly (readonly string[])[],
  options: { readonly purpose?: FilePurpose } = {},
): MappingProposal {
  const sample = sampleRows.slice(0, 500);
  const contents = headers.map((_, i) => columnContent(sample.map((r) => r[i] ?? "")));
  const candidates = headers
    .flatMap((header, index) => judge(index, header, contents[index] ?? columnContent([])))
    .sort((a, b) => b.score - a.score || a.index - b.index);
  const chosen = new Map<number, Candidate>();
  const taken = new Set<Target>();
  for (const candidate of candidates) {
    if (candidate.score < threshold || chosen.has(candidate.index)) continue;
    if (taken.has(candidate.target) && !repeatable.has(candidate.target)) continue;
    chosen.set(candidate.index, candidate);
    taken.add(candidate.target);
  }
  const purpose = options.purpose ?? guessPurpose(chosen, contents);
  settleDates(chosen, taken, purpose);
  settleSerial(chosen, contents);
  const columns = headers.map((header, index): ColumnProposal => {
    const content = contents[index] ?? columnContent([]);
    const found = chosen.get(index);
    if (found === undefined) {
      const second = candidates.find((c) => c.index === index && c.score >= threshold);
      // A column that is known, whose field another column fills better, is kept as a note; an unknown one is not.
      if (second !== undefined && content.filled > 0) {
        const why = [{ code: "field-taken", values: { target: second.target } }];
        return { index, header, target: "notes", confidence: 0.3, why, content };
      }
      return { index, header, target: "ignore", confidence: 0, why: [{ code: "unknown" }], content };
    }
    const confidence = Math.round(Math.min(0.99, found.score) * 100) / 100;
    return { index, header, target: found.target, confidence, why: found.why, content };
  });
  const mapping = makeMapping(
    headers,
    columns.map((c) => c.target),
  );
  return { purpose, columns, mapping };
}

/** Every field a column could fill: the header's words weighed with what the cells look like. */
function judge(index: number, header: string, content: ColumnContent): Candidate[] {
  const matches = matchHeader(header);
  const found: Candidate[] = [];
  for (const match of matches) {
    const fit = contentFit(match.target, content);
    const exact = match.score === 1;
    const why: Reason[] = [
      { code: exact ? "header-exact" : "header-part", values: { word: match.word } },
      ...(fit > 0.02 ? [{ code: "content-fits" }] : fit < -0.02 ? [{ code: "content-differs" }] : []),
    ];
    found.push({ index, target: match.target, score: match.score * 0.85 + fit, why });
  }
  if (matches.length === 0 || (matches[0]?.score ?? 0) < 0.6) {
    for (const [target, share] of fromContent(content)) {
      found.push({ index, target, score: 0.36 + 0.14 * share, why: [{ code: "content-only" }] });
    }
  }
  return found;
}

/** -0.5 to 0.14: how the cells speak for or against a field. Empty columns say nothing. */
function contentFit(target: Target, c: ColumnContent): number {
  if (c.filled === 0) return 0;
  const plus = (share: number) => 0.14 * share;
  switch (target) {
    case "record-number":
      return c.sequential ? 0.14 : c.distinct > 0.9 ? 0.1 : c.distinct < 0.2 ? -0.2 : 0;
    case "date-lost":
    case "date-entered":
    case "occurred-at":
      return c.dates > 0.3 ? plus(c.dates) : -0.4;
    case "year":
      return c.years > 0.3 ? plus(c.years) : -0.2;
    case "calibre":
      return c.dates > 0.5 ? -0.4 : plus(c.calibres);
    case "serial":
      if (c.sequential) return -0.4;
      if (c.dates > 0.5 || c.flags > 0.8) return -0.5;
      return c.serials > 0.3 ? plus(Math.min(1, c.serials * c.distinct + 0.2)) : c.joined > 0.3 ? 0.05 : -0.05;
    case "number":
      return plus(Math.max(c.joined, c.serials * 0.7));
    case "series":
      return c.series > 0.5 ? plus(c.series) : c.serials > 0.5 ? -0.3 : 0;
    case "type":
      return plus(Math.max(c.forms, c.bores)) - (c.whole > 0.8 ? 0.1 : 0) - (c.calibres > 0.8 ? 0.2 : 0);
    case "kind":
      return plus(Math.max(c.forms, c.bores));
    case "status-reason":
      return c.reasons > 0.3 ? plus(c.reasons) : c.dates > 0.5 ? -0.4 : -0.05;
    case "country":
      return c.countries > 0.2 ? plus(c.countries) : c.whole > 0.8 ? -0.2 : c.legality > 0.3 ? -0.3 : -0.03;
    case "make":
      return c.countries > 0.6 ? -0.3 : c.whole > 0.9 ? -0.2 : 0.03;
    case "barrels":
    case "quantity":
      return c.whole > 0.6 ? plus(c.whole) : -0.3;
    case "place-kind":
      return c.distinct > 0.9 && c.placeKinds < 0.2 && c.filled > 0.5 ? -0.2 : plus(c.placeKinds);
    case "manner":
      return plus(c.manners);
    case "legal-origin":
      return c.countries > 0.5 ? -0.3 : plus(c.legality);
    case "offences":
    case "notes":
      return plus(c.longText);
    case "unit":
    case "place":
    case "district":
    case "owner":
      return c.dates > 0.5 ? -0.4 : c.flags > 0.8 ? -0.2 : 0.02;
    default:
      return 0;
  }
}

/** Fields that cells alone may suggest, for files without usable headers. Never sure. */
function fromContent(c: ColumnContent): (readonly [Target, number])[] {
  if (c.filled === 0) return [];
  const found: (readonly [Target, number])[] = [];
  if (c.sequential) found.push(["record-number", 0.9]);
  if (c.dates > 0.7) found.push(["occurred-at", c.dates * 0.5]);
  if (c.reasons > 0.6) found.push(["status-reason", c.reasons]);
  if (c.forms > 0.5) found.push(["type", c.forms]);
  if (c.bores > 0.6) found.push(["kind", c.bores]);
  if (c.calibres > 0.7 && c.distinct < 0.6 && !c.sequential) found.push(["calibre", c.calibres * 0.9]);
  if (c.years > 0.8) found.push(["year", c.years]);
  if (c.placeKinds > 0.6 && c.distinct < 0.9) found.push(["place-kind", c.placeKinds]);
  if (c.manners > 0.6) found.push(["manner", c.manners]);
  if (c.serials > 0.6 && c.distinct > 0.7 && c.dates < 0.2 && c.years < 0.5 && !c.sequential) {
    found.push([c.joined > 0.6 ? "number" : "serial", c.serials]);
  }
  return found;
}

function guessPurpose(chosen: ReadonlyMap<number, Candidate>, contents: readonly ColumnContent[]): FilePurpose {
  let register = 0;
  let recoveries = 0;
  for (const [index, { target, score }] of chosen) {
    if (target === "date-lost") register += 2 * score;
    if (target === "status-reason") register += (contents[index]?.reasons ?? 0) > 0.3 ? 2 : 0.5;
    if (target === "offences" || target === "manner" || target === "ground" || target === "place-kind")
      recoveries += score;
    if (target === "place" || target === "district") recoveries += 0.5 * score;
    if (target === "legal-origin") recoveries += 0.7 * score;
    if (target === "occurred-at") recoveries += 0.7 * score;
  }
  return recoveries > register + 0.5 ? "recoveries" : "register";
}

/** A bare date is the day of loss in a register; the day of registration stands in for the event in recoveries. */
function settleDates(chosen: Map<number, Candidate>, taken: Set<Target>, purpose: FilePurpose): void {
  const wanted: Target = purpose === "register" ? "date-lost" : "occurred-at";
  if (taken.has(wanted)) return;
  const from: Target = purpose === "register" ? "occurred-at" : "date-entered";
  for (const [index, candidate] of chosen) {
    if (candidate.target !== from) continue;
    const why = [...candidate.why, { code: purpose === "register" ? "only-date-register" : "only-date-recoveries" }];
    chosen.set(index, { ...candidate, target: wanted, score: Math.min(candidate.score, 0.7), why });
    return;
  }
}

/** One column with letters and digits together, and no column for the series: it is series and number joined. */
function settleSerial(chosen: Map<number, Candidate>, contents: readonly ColumnContent[]): void {
  const has = (target: Target) => [...chosen.values()].some((c) => c.target === target);
  if (has("series") || has("number")) return;
  for (const [index, candidate] of chosen) {
    if (candidate.target !== "serial" || (contents[index]?.joined ?? 0) < 0.6) continue;
    if (
      candidate.why.some(
        (w) => w.code === "header-exact" && /serial|s[eé]rie|серийн|заводск/iu.test(String(w.values?.["word"])),
      )
    )
      return;
    chosen.set(index, { ...candidate, target: "number", why: [...candidate.why, { code: "content-joined" }] });
    return;
  }
}
