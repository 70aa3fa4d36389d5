/** The mapping while a person changes it. Pure. */
import type { z } from "zod";
import { repeatable, type Target } from "../../src/registers/tabular/fields.ts";
import type { mappingSchema } from "../../src/registers/tabular/mapping-schema.ts";

export type Mapping = z.output<typeof mappingSchema>;
export type DateOrder = "dmy" | "mdy";
export type DateSeparator = "/" | "." | "-";

export function withTarget(mapping: Mapping, column: number, target: Target): Mapping {
  return {
    ...mapping,
    columns: mapping.columns.map((one, index) => (index === column ? { ...one, target } : one)),
  };
}

export function withDateOrder(mapping: Mapping, column: number, separator: DateSeparator, order: DateOrder): Mapping {
  return {
    ...mapping,
    columns: mapping.columns.map((one, index) =>
      index === column ? { ...one, dateOrders: { ...one.dateOrders, [separator]: order } } : one,
    ),
  };
}

/** Columns whose field another column fills too. */
export function doubled(mapping: Mapping): ReadonlySet<number> {
  const first = new Map<Target, number>();
  const found = new Set<number>();
  for (const [index, { target }] of mapping.columns.entries()) {
    if (repeatable.has(target)) continue;
    const before = first.get(target);
    if (before === undefined) first.set(target, index);
    else {
      found.add(before);
      found.add(index);
    }
  }
  return found;
}

/** Cells that day first and month first read differently, as they stand. */
export function ambiguousCells(cells: readonly string[], separator: DateSeparator): readonly string[] {
  const shape = new RegExp(`^\\s*(\\d{1,2})\\${separator}(\\d{1,2})\\${separator}\\d{2,4}`);
  return cells.filter((cell) => {
    const parts = shape.exec(cell);
    const [day, month] = [Number(parts?.[1]), Number(parts?.[2])];
    return parts !== null && day <= 12 && month <= 12 && day !== month;
  });
}

/** The ISO day that a cell means under an order, or undefined. */
export function readAs(cell: string, separator: DateSeparator, order: DateOrder): string | undefined {
  const parts = new RegExp(`^\\s*(\\d{1,2})\\${separator}(\\d{1,2})\\${separator}(\\d{4})`).exec(cell);
  if (parts === null) return undefined;
  const [one, two] = [parts[1]?.padStart(2, "0"), parts[2]?.padStart(2, "0")];
  return order === "dmy" ? `${parts[3]}-${two}-${one}` : `${parts[3]}-${one}-${two}`;
}
