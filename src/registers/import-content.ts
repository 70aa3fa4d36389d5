/**
 * What is written in a row, as one value: how a later extract recognises its row.
 *
 * Promises: the very value that `registers.content_of` works out in the database (a test compares them), so that records written by
 * either are recognised by both. Refuses: to be a seal; it tells equal rows from different ones.
 */
import { hash } from "node:crypto";
import { daysOf } from "./import-arrays.ts";
import type { NewRecord } from "./record-of-row.ts";

const between = "\u001F";
const absent = "\u001E";

function textOf(value: string | number | null): string {
  return value === null ? absent : typeof value === "number" ? String(value) : value;
}

/** The content of a record: sixteen bytes, as text of one byte a character. @param more `jsonbText` of what the record holds beside its fields */
export function contentOf(record: NewRecord, more: string): string {
  return hash(
    "md5",
    textOf(record.reason) +
      between +
      textOf(record.typeWritten) +
      between +
      textOf(record.makeWritten) +
      between +
      textOf(record.modelWritten) +
      between +
      textOf(record.calibreWritten) +
      between +
      textOf(record.country) +
      between +
      textOf(record.year) +
      between +
      textOf(record.series) +
      between +
      textOf(record.number) +
      between +
      textOf(record.serialWritten) +
      between +
      (record.lostOn === null ? absent : String(daysOf(record.lostOn))) +
      between +
      (record.enteredOn === null ? absent : String(daysOf(record.enteredOn))) +
      between +
      textOf(record.authority) +
      between +
      textOf(record.reference) +
      between +
      textOf(record.note) +
      between +
      more,
    "binary",
  );
}

/** A flat object as PostgreSQL writes its jsonb: shorter names first, then by their bytes; numbers here are whole. */
export function jsonbText(value: Readonly<Record<string, string | number>>): string {
  const names = Object.keys(value);
  if (names.length === 0) return "{}";
  if (names.length > 1) names.sort(byLengthThenBytes);
  let out = "{";
  for (const name of names) {
    const one = value[name];
    out += `${out.length > 1 ? ", " : ""}"${name}": ${typeof one === "string" ? quoted(one) : String(one ?? 0)}`;
  }
  return `${out}}`;
}

/** Anything that JSON writes otherwise than it stands. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const special = /["\\\u0000-\u001F]/u;

function quoted(text: string): string {
  return special.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** Names are targets of a mapping: plain ASCII. */
function byLengthThenBytes(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
