/**
 * What becomes of a row, before anything is written: the same judgement for a check and for the import itself.
 *
 * Promises: one outcome for every row, with its cells; a row that cannot be a record is refused with the reason. Refuses:
 * to keep state between rows, so that a resumed import judges as the first one did.
 */
import { uuidv7 } from "../platform/ids.ts";
import type { ImportOptions } from "./import.contract.ts";
import { recordMaker, type NewRecord } from "./record-of-row.ts";
import { recoveryOfRow, type RowRecovery } from "./recovery-of-row.ts";
import type { Mapping } from "./tabular/mapping.ts";
import type { SourceRow } from "./tabular/row.ts";
import { rowOutcome, type RowOutcome } from "./tabular/row-outcome.ts";
import { rowReader, type ColumnProfiles } from "./tabular/row-reader.ts";
import { weaponOfRow } from "./weapon-of-row.ts";

export interface JudgedRow {
  readonly row: number;
  readonly cells: readonly string[];
  readonly outcome: RowOutcome;
  /** Null for a refused row, and for the other target. */
  readonly record: NewRecord | null;
  readonly recovery: RowRecovery | null;
}

/** NUL and halves of characters cannot be stored; a workbook can hold both. */
function isStorable(cell: string): boolean {
  return !cell.includes("\u0000") && cell.isWellFormed();
}

function storable(cell: string): string {
  const whole = cell.isWellFormed() ? cell : cell.toWellFormed();
  return whole.includes("\u0000") ? whole.replaceAll("\u0000", "\uFFFD") : whole;
}

export interface JudgeParts {
  readonly target: "register" | "recoveries";
  readonly mapping: Mapping;
  readonly options: Partial<ImportOptions>;
  readonly profiles: ColumnProfiles;
  /** ISO day. */
  readonly today: string;
  /** The cells come from a decoder of text: it lets neither NUL nor halves of characters pass. */
  readonly storable?: boolean;
}

export function rowJudge(parts: JudgeParts): (row: SourceRow) => JudgedRow {
  const { mapping, target } = parts;
  const read = rowReader(mapping, { today: parts.today, profiles: parts.profiles });
  const manner = parts.options.manner ?? "seized";
  const record = recordMaker(mapping);
  return (source) => {
    const row: SourceRow =
      parts.storable === true || source.cells.every(isStorable)
        ? source
        : { ...source, cells: source.cells.map(storable) };
    const reading = read(row);
    const { findings } = reading.outcome;
    const emptyRow = findings.some((finding) => finding.code === "row-without-content");
    const weapon = weaponOfRow(reading.fields);
    const recovery = target === "recoveries" ? recoveryOfRow(row, reading.fields, weapon, mapping, { manner }) : null;
    const more = emptyRow ? [] : [...weapon.findings, ...(recovery?.findings ?? [])];
    const outcome = more.length === 0 ? reading.outcome : rowOutcome(row.number, [...findings, ...more]);
    const taken = outcome.status !== "refused";
    return {
      row: row.number,
      cells: row.cells,
      outcome,
      recovery: taken ? recovery : null,
      record: taken && target === "register" ? record(uuidv7(), row, reading.fields, weapon) : null,
    };
  };
}
