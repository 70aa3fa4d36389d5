/** The column that a person named on the command line. */
import { Problem } from "../platform/problem.ts";

/**
 * The column by its heading (as written, or without regard to case and blanks), or by its number counted from 1.
 * @param width columns that there are, where rows have more of them than headings
 * @throws Problem `usage-column-twice`, `usage-column-unknown` (422) naming the headings that there are
 */
export function findColumn(headers: readonly string[], name: string, width = headers.length): number {
  const plain = (text: string): string => text.normalize("NFC").toLowerCase().replace(/\s+/gu, " ").trim();
  const exact = headers.flatMap((header, at) => (header === name ? [at] : []));
  const near = exact.length > 0 ? exact : headers.flatMap((header, at) => (plain(header) === plain(name) ? [at] : []));
  const known = headers.filter(Boolean).join(", ");
  if (near.length > 1) throw new Problem({ status: 422, code: "usage-column-twice", values: { column: name, known } });
  const [at] = near;
  if (at !== undefined) return at;
  const number = /^\d{1,4}$/u.test(name) ? Number(name) : 0;
  if (number >= 1 && number <= width) return number - 1;
  throw new Problem({ status: 422, code: "usage-column-unknown", values: { column: name, known } });
}
