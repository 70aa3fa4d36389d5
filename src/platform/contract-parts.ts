/**
 * Parts that many contracts share: ids, texts, pages.
 */
import { z } from "zod";

export const recordId = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);

/** Text that people write: trimmed, NFC, without NUL (which cannot be stored); at most `most` characters. */
export function text(most: number): z.ZodString {
  return z
    .string()
    .trim()
    .normalize()
    .max(most)
    .regex(/^[^\u0000]*$/, { error: "text" });
}

export const institutionCode = z.string().regex(/^[A-Z][A-Z0-9_]{1,19}$/);

/** A person as others see them: both scripts; null parts where the reader may know the institution only. */
export const personName = z.object({
  id: recordId.nullable(),
  latin: z.string().nullable(),
  cyrillic: z.string().nullable(),
  institution: institutionCode,
});

/** Cursor paging: `after` is opaque, made by the server from the last row's sort values. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(25),
  after: z.string().max(500).optional(),
});

/** Type of a page; `next` is null on the last one. */
export function page<Item extends z.ZodType>(
  item: Item,
): z.ZodObject<{ items: z.ZodArray<Item>; next: z.ZodNullable<z.ZodString> }> {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** Cursors carry sort values, never a secret: they are read again under the reader's own audience. */
export function encodeCursor(values: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/** The values of a cursor, or null when it is none of ours. */
export function decodeCursor(cursor: string | undefined, length: number): (string | number | null)[] | null {
  if (cursor === undefined) return null;
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Array.isArray(values) &&
      values.length === length &&
      values.every((value) => value === null || typeof value === "string" || typeof value === "number")
      ? (values as (string | number | null)[])
      : null;
  } catch {
    return null;
  }
}
