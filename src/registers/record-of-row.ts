/**
 * A row of a register extract as a record to trace against.
 *
 * Promises: every cell that the mapping takes is in the record, in its own field or under `more` by its target; a date
 * that cannot be a day stays as written and the field is empty. Refuses: what `weaponOfRow` refuses.
 */
import type { DateValue } from "./tabular/dates.ts";
import type { Mapping } from "./tabular/mapping.ts";
import type { SourceRow } from "./tabular/row.ts";
import { dateTargets } from "./tabular/fields.ts";
import type { RowFields, TextTarget } from "./tabular/row-reader.ts";
import { clip, type RowWeapon } from "./weapon-of-row.ts";

/** Why a weapon stands in a register, where the words are known; otherwise the words themselves are kept. */
export const reasons = ["lost", "stolen", "seized", "destroyed", "exported", "missing"] as const;

const reasonWords: readonly (readonly [(typeof reasons)[number], RegExp])[] = [
  [
    "stolen",
    /^(?:викраден|крадіж|хищен|похищ|краж|угнан|разбой|грабеж|stol|theft|robbe|furt|roub|rob[oa]|vol[eé]?\b|çal)/iu,
  ],
  ["lost", /^(?:втрат|утра[тч]|утер|потер|загубл|lost|loss|extravi|perd|kay[ıi]p)/iu],
  ["missing", /^(?:missing|недостач|нестач|відсутн|отсутств|пропа)/iu],
  ["seized", /^(?:вилучен|изъят|изыми|seiz|apreen|decomis)/iu],
  ["destroyed", /^(?:уничтож|знищ|destroy|destru)/iu],
  ["exported", /^(?:вывез|экспорт|експорт|export)/iu],
];

export function readReason(text: string): string {
  let reason = knownReasons.get(text);
  if (reason === undefined) {
    reason = reasonWords.find(([, pattern]) => pattern.test(text))?.[0] ?? text;
    if (knownReasons.size < mostKnownReasons) knownReasons.set(text, reason);
  }
  return reason;
}
const knownReasons = new Map<string, string>();
const mostKnownReasons = 1_000;

/** One record as it will be written; the database stamps institution, handling and audience. */
export interface NewRecord {
  readonly id: string; readonly rowNumber: number;
  readonly reason: string | null;
  readonly typeCode: string | null; readonly typeWritten: string | null; readonly makeCode: string | null; readonly makeWritten: string | null;
  readonly modelCode: string | null; readonly modelWritten: string | null; readonly calibreCode: string | null; readonly calibreWritten: string | null;
  readonly country: string | null; readonly year: number | null;
  readonly series: string | null; readonly number: string | null; readonly serialWritten: string | null; readonly serialNormal: string | null;
  readonly serialKeys: readonly bigint[];
  readonly lostOn: string | null; readonly enteredOn: string | null;
  readonly authority: string | null; readonly reference: string | null; readonly note: string | null;
  readonly more: Readonly<Record<string, string | number>>;
} // prettier-ignore

/** The calendar day of a date, when it has one. */
export function dayOf(value: DateValue | undefined): string | null {
  return value === undefined || value.precision === "year" || value.precision === "month"
    ? null
    : value.iso.slice(0, 10);
}

/** The cells of date columns that gave no day, as written, by target. */
export function writtenDates(mapping: Mapping, row: SourceRow, fields: RowFields): Record<string, string> {
  const written: Record<string, string> = {};
  for (const [index, { target }] of mapping.columns.entries()) {
    if (target !== "date-lost" && target !== "date-entered" && target !== "occurred-at") continue;
    const cell = (row.cells[index] ?? "").trim();
    if (cell !== "" && dayOf(fields.dates[target]) === null) written[target] = cell.slice(0, 200).toWellFormed();
  }
  return written;
}

/** What a row says beside the weapon; the remaining texts go under `more`. */
const ownFields: ReadonlySet<string> = new Set([
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
  "unit",
  "status-reason",
  "record-number",
]);

/** A function from a row, as it was read, to its record. */
export function recordMaker(
  mapping: Mapping,
): (id: string, row: SourceRow, fields: RowFields, weapon: RowWeapon) => NewRecord {
  const beside = mapping.columns.flatMap(({ target }) => (ownFields.has(target) ? [] : [target as TextTarget]));
  const hasDates = mapping.columns.some(({ target }) => dateTargets.has(target));
  return (id, row, fields, weapon) => {
    const { texts, dates } = fields;
    const more: Record<string, string | number> = hasDates
      ? { ...weapon.rest, ...writtenDates(mapping, row, fields) }
      : { ...weapon.rest };
    for (const target of beside) {
      const text = texts[target];
      if (text !== undefined) more[target] = text;
    }
    const occurred = dayOf(dates["occurred-at"]);
    if (occurred !== null) more["occurred-at"] = occurred;
    const written = texts["status-reason"];
    const reason = written === undefined ? undefined : readReason(written);
    if (written !== undefined && reason !== written) more["status-reason"] = written;
    const { notes } = fields;
    const note = notes.map(({ header, text }) => (header === "" ? text : `${header}: ${text}`)).join("\n");
    return {
      id,
      rowNumber: row.number,
      reason: clip(reason),
      typeCode: weapon.type.code,
      typeWritten: weapon.type.written,
      makeCode: weapon.make.code,
      makeWritten: weapon.make.written,
      modelCode: weapon.model.code,
      modelWritten: weapon.model.written,
      calibreCode: weapon.calibre.code,
      calibreWritten: weapon.calibre.written,
      country: weapon.country,
      year: weapon.year,
      series: weapon.series,
      number: weapon.number,
      serialWritten: weapon.serialWritten,
      serialNormal: weapon.serialNormal,
      serialKeys: weapon.serialKeys,
      // Registers of lost weapons name the day of loss; others only the day of the event.
      lostOn: dayOf(dates["date-lost"]),
      enteredOn: dayOf(dates["date-entered"]),
      authority: clip(texts.unit),
      reference: clip(texts["record-number"] ?? texts["case-number"]),
      note: note === "" ? null : note,
      more,
    };
  };
}
