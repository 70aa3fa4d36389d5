/**
 * The weapon that a row of a file tells about, whatever it is imported as.
 *
 * Promises: series and number are joined for matching and kept apart; make, model, calibre and type go through the
 * reference lists and stay as written beside their code; a missing serial is "not recorded" and no fault. Refuses a row
 * only when nothing in it identifies a weapon at all (`nothing-identifies`); never a weapon for a bad date or year.
 */
import type { Designated } from "../firearms/firearm.store.ts";
import { judgeSerialField } from "../firearms/quality-gate-serial.ts";
import {
  readSerialField,
  type SerialDoubtCode,
  type SerialReading,
  type SerialState,
} from "../matching/serial-field.ts";
import { indexKeysOfPattern } from "../matching/serial-keys.ts";
import { joinSeries } from "../matching/serial-normal.ts";
import { plainSerial } from "./plain-serial.ts";
import { codeLists, madeOfLists } from "../reference/lists.ts";
import { findCountry } from "../reference/country-names.ts";
import type { Finding } from "./tabular/row-outcome.ts";
import type { RowFields } from "./tabular/row-reader.ts";

/** Longest text that goes into a field of its own; the whole cell stays with the row's outcome. */
export const longestText = 500;

export interface RowWeapon {
  readonly type: Designated;
  readonly make: Designated;
  readonly model: Designated;
  readonly calibre: Designated;
  readonly country: string | null;
  readonly year: number | null;
  readonly series: string | null;
  readonly number: string | null;
  /** As matching reads it: series and number together. Null where nothing is written. */
  readonly serialWritten: string | null;
  readonly serialNormal: string | null;
  /** As the form's gate judges the field; what is no number at all ("9 mm", "TT") leaves the serial not recorded. */
  readonly serialState: Exclude<SerialState, "junk">;
  readonly serialKeys: readonly bigint[];
  /** What was written and has no field of its own, by target. */
  readonly rest: Readonly<Record<string, string | number>>;
  readonly findings: readonly Finding[];
}

/**
 * Doubts about a serial that change what it may match; the others ("removed", a remark) are its state, not a doubt. A number said to be
 * altered matches what is stamped now, and the weapon had another before.
 */
const serialDoubts: ReadonlySet<SerialDoubtCode> = new Set<SerialDoubtCode>([
  "mixed-scripts",
  "letters-only",
  "x-as-unreadable",
  "marks-counted",
  "underscore-as-unreadable",
  "uncertain-character",
  "several-numbers",
  "said-altered",
  "only-the-end",
  "only-the-beginning",
  "alternatives",
  "placeholder",
  "is-calibre",
  "is-date",
  "is-telephone",
  "is-model",
  "is-make",
  "is-type",
  "not-a-number",
]);

/** Words that say that nothing is known: kept beside, never compared as a name. */
const nothingSaid =
  /^(?:[-–—.?*/\s]+|n\/?a|none|unknown|other|not (?:stated|known|recorded)|outr[oa]s?|n[ãa]o (?:identificad[oa]|informad[oa])|sem (?:marca|modelo)|ignorad[oa]|indeterminad[oa]|desconhecid[oa]|неизвестн\p{L}*|не установлен\p{L}*|не указан\p{L}*|нет данных|друг(?:ое|ая|ой|ие)|інш\p{L}*|невідом\p{L}*|не встановлен\p{L}*|невстановлен\p{L}*)$/iu;

interface Named {
  readonly type: Designated;
  readonly make: Designated;
  readonly model: Designated;
  readonly calibre: Designated;
  readonly rest: Readonly<Record<string, string>>;
}

const nobody: Designated = { code: null, written: null };
/** Registers repeat a few thousand descriptions; each is looked up once, for as long as the lists stand. */
const rememberedNames = madeOfLists(() => new Map<string, Named>());
const mostRemembered = 50_000;

export function clip(text: string | undefined): string | null {
  if (text === undefined || text === "") return null;
  return text.length <= longestText ? text : text.slice(0, longestText).toWellFormed();
}

const said = (text: string | undefined): string | undefined =>
  text === undefined || nothingSaid.test(text) ? undefined : text;
const known = (code: string | undefined): string | null =>
  code === undefined || code === "unknown" || code === "other" ? null : code;

/** "TAURUS PT 92": what of the text names the make, and what remains. */
function splitMake(text: string, makeCode: string): { make: string; model: string | null } {
  const words = text.split(/\s+/u);
  for (let end = Math.min(5, words.length); end > 0; end -= 1) {
    const head = words.slice(0, end).join(" ");
    if (codeLists().findMake(head)?.code === makeCode) return { make: head, model: words.slice(end).join(" ") || null };
  }
  return { make: text, model: text };
}

function nameType(texts: RowFields["texts"], hint: string | undefined, rest: Record<string, string>): Designated {
  const lists = codeLists();
  // The narrower of two columns ("rifled", "revolver") is the type; the wider is kept beside it.
  const offers = [texts.kind, texts.type]
    .filter((text) => text !== undefined)
    .map((text) => ({ text, code: lists.findType(text)?.code }))
    .map((offer) => ({ ...offer, depth: offer.code === undefined ? 0 : lists.typeLine(offer.code).length }));
  const best = offers.reduce<(typeof offers)[number] | undefined>(
    (top, next) => (top === undefined || next.depth > top.depth ? next : top),
    undefined,
  );
  for (const offer of offers) if (offer !== best) rest["kind"] = offer.text;
  return { code: known(best?.code) ?? known(hint), written: clip(best?.text) };
}

function nameWeapon(texts: RowFields["texts"]): Named {
  const key = [texts.type, texts.kind, texts.make, texts.model, texts["make-model"], texts.calibre]
    .map((text) => text ?? "")
    .join("\u001F");
  const remembered = rememberedNames();
  const before = remembered.get(key);
  if (before !== undefined) return before;
  const lists = codeLists();
  const rest: Record<string, string> = {};
  let make: Designated = nobody;
  let model: Designated = nobody;
  let typeHint: string | undefined;
  const makeText = said(texts.make);
  const modelText = said(texts.model);
  if (makeText !== undefined) make = { code: known(lists.findMake(makeText)?.code), written: clip(makeText) };
  if (modelText !== undefined)
    model = { code: known(lists.findModel(modelText, make.code ?? undefined)?.code), written: clip(modelText) };
  const both = said(texts["make-model"]);
  if (both !== undefined) {
    const split = lists.findMakeAndModel(both);
    typeHint = split.model?.entry.type ?? split.type?.code;
    const parts = split.make === null ? { make: null, model: both } : splitMake(both, split.make.code);
    if (make.written === null) make = { code: known(split.make?.code), written: clip(parts.make ?? undefined) };
    if (model.written === null) model = { code: known(split.model?.code), written: clip(parts.model ?? undefined) };
    else rest["make-model"] = both;
  }
  for (const target of ["make", "model", "make-model"] as const) {
    const text = texts[target];
    if (text !== undefined && said(text) === undefined) rest[target] = text;
  }
  const type = nameType(texts, typeHint, rest);
  const calibreText = said(texts.calibre);
  const calibre: Designated =
    calibreText === undefined
      ? nobody
      : { code: known(lists.findCalibre(calibreText)?.code), written: clip(calibreText) };
  const named: Named = { type, make, model, calibre, rest };
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(key, named);
  return named;
}

/**
 * The judgement of the form's gate. A series in a column of its own stands for a number although the two together spell a model ("АК" and
 * "74"): registers are full of short numbers.
 */
function judged(written: string, joined: boolean): SerialReading {
  const reading = judgeSerialField(written, codeLists());
  return joined && reading.doubts.some((doubt) => doubt.code === "is-model") ? readSerialField(written) : reading;
}

function serialFinding(code: SerialDoubtCode, values: Finding["values"] & object): Finding {
  return { column: null, target: "serial", code: `serial-${code}`, values, weight: "doubt" };
}

/** Series are few: what is said by each is kept. */
const knownSeries = new Map<string, string | undefined>();
function saidSeries(text: string): string | undefined {
  if (knownSeries.has(text)) return knownSeries.get(text);
  const series = said(text);
  if (knownSeries.size < mostRemembered) knownSeries.set(text, series);
  return series;
}

function readSerial(texts: RowFields["texts"]) {
  const series = texts.series === undefined ? undefined : saidSeries(texts.series);
  const own = texts.serial ?? texts.number;
  const plain = own === undefined ? null : plainSerial(series ?? "", own);
  if (plain !== null) {
    return {
      series: series ?? null,
      number: own ?? null,
      serialWritten: plain.written,
      serialNormal: plain.normal,
      serialState: "clear" as const,
      serialKeys: plain.keys,
      findings: plain.mixed === null ? [] : [serialFinding("mixed-scripts", { text: plain.mixed })],
      readable: true,
    };
  }
  const written = joinSeries(series, own);
  const reading = judged(written, series !== undefined && own !== undefined);
  const findings = reading.doubts
    .filter((doubt) => serialDoubts.has(doubt.code))
    .map((doubt) => serialFinding(doubt.code, doubt.values));
  return {
    series: clip(series),
    number: clip(own),
    serialWritten: clip(written),
    serialNormal: reading.normal === "" ? null : clip(reading.normal),
    serialState: reading.state === "junk" ? "not-recorded" : reading.state,
    serialKeys: indexKeysOfPattern(reading.pattern),
    findings,
    readable: reading.pattern.length > 0 || reading.state === "obliterated" || reading.state === "none-made",
  };
}

/** Texts that have a field of their own, of bounded length. */
const shortened = ["type", "kind", "make", "model", "make-model", "calibre", "series", "serial", "number"] as const;

/** Years that the weapon tables hold. */
const firstYear = 1700;

/** What the row says of its weapon. `findings` holds what a person should know beyond what the cells themselves showed. */
export function weaponOfRow(fields: RowFields): RowWeapon {
  const { texts, numbers } = fields;
  const named = nameWeapon(texts);
  const { findings: serialFindings, readable, ...serial } = readSerial(texts);
  const findings: Finding[] = [...serialFindings];
  const rest: Record<string, string | number> = { ...named.rest };
  if (texts.serial !== undefined && texts.number !== undefined) rest["number"] = texts.number;
  let year = numbers.year ?? null;
  if (year !== null && year < firstYear) {
    findings.push({
      column: null,
      target: "year",
      code: "year-out-of-range",
      values: { year },
      weight: "value-refused",
    });
    rest["year"] = year;
    year = null;
  }
  const country = texts.country === undefined ? null : findCountry(texts.country);
  if (texts.country !== undefined && country === null) rest["country"] = texts.country;
  if (numbers.barrels !== undefined) rest["barrels"] = numbers.barrels;
  if (numbers.quantity !== undefined) rest["quantity"] = numbers.quantity;
  if (shortened.some((target) => (texts[target]?.length ?? 0) > longestText))
    findings.push({ column: null, code: "text-shortened", values: { limit: longestText }, weight: "doubt" });
  const named4 = [named.type, named.make, named.model, named.calibre].some(
    (one) => one.code !== null || one.written !== null,
  );
  if (!readable && !named4) findings.push({ column: null, code: "nothing-identifies", weight: "row-refused" });
  return {
    type: named.type,
    make: named.make,
    model: named.model,
    calibre: named.calibre,
    country,
    year,
    ...serial,
    rest,
    findings,
  };
}
