/** What extracts changed, as answers: fields by name, with what they held before and after. */
import { hasWords, say, type Language } from "../platform/words.ts";
import type { ChangeRow } from "./extract.store.ts";

/** The name of a record's field in the reader's words. */
export function fieldName(language: Language, field: string): string {
  const key = `extract.fields.${field}`;
  return hasWords(language, "registers", key) ? say(language, "registers", key) : field;
}

function written(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
}

/** Fields of one change. What stood under `more` is told value by value. */
export function changedFields(language: Language, row: Pick<ChangeRow, "fields" | "before" | "after">) {
  return row.fields.map((field) => ({
    field,
    label: fieldName(language, field),
    before: written(row.before[field]),
    after: written(row.after[field]),
  }));
}

/** A change for the page of its record; the import is named to who sees it. */
export function presentChange(language: Language, row: ChangeRow) {
  const seen = row.file_name !== null;
  return {
    at: row.at,
    run: seen ? row.run_id : null,
    fileName: row.file_name,
    row: seen ? row.row_number : null,
    returned: typeof row.before["absent_since"] === "string",
    undone: row.undone_at !== null,
    fields: changedFields(language, row),
  };
}
