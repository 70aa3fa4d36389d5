/** What the address of the override counts may carry, and the counts by rule, unit and month under it. */
import type { CallOutput } from "../../src/platform/contract.ts";
import type { countOverrides } from "../../src/recoveries/recovery-status.contract.ts";
import { text, type RawSearch } from "../address.ts";
import type { Place } from "../parts/place-link.tsx";

type Row = CallOutput<typeof countOverrides>["rows"][number];

export interface OverrideView {
  /** ISO day; included. */
  readonly from?: string | undefined;
  /** ISO day; included. */
  readonly until?: string | undefined;
  /** Number of the unit. */
  readonly unit?: string | undefined;
  /** Code of the doubt. */
  readonly rule?: string | undefined;
}

/** Reads the search part of the address; what is not valid is dropped. */
export function overrideView(raw: RawSearch): OverrideView {
  const fitting = (name: string, pattern: RegExp): string | undefined => {
    const value = text(raw[name]);
    return value !== undefined && pattern.test(value) ? value : undefined;
  };
  const day = (name: string): string | undefined => {
    const value = fitting(name, /^\d{4}-\d{2}-\d{2}$/);
    return value === undefined || Number.isNaN(Date.parse(value)) ? undefined : value;
  };
  const found: OverrideView = {
    from: day("from"),
    until: day("until"),
    unit: fitting("unit", /^\d{1,9}$/),
    rule: fitting("rule", /^[a-z-]{2,60}$/),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

export interface Counted {
  readonly id: string;
  readonly count: number;
  /** Weapons recorded beside it; of a rule none: every weapon passes every rule. */
  readonly firearms: number;
}

export interface OverrideCounts {
  readonly overrides: number;
  readonly firearms: number;
  readonly rules: readonly Counted[];
  /** By the unit's number. */
  readonly units: readonly Counted[];
  /** In the order of time. */
  readonly months: readonly Counted[];
}

function summed(parts: readonly Counted[]): Counted[] {
  const sums = new Map<string, Counted>();
  for (const { id, count, firearms } of parts) {
    const known = sums.get(id);
    sums.set(id, { id, count: (known?.count ?? 0) + count, firearms: (known?.firearms ?? 0) + firearms });
  }
  return [...sums.values()];
}

const byCount = (a: Counted, b: Counted): number => b.count - a.count || a.id.localeCompare(b.id);

/** The counts under what the address narrows them by: one unit, one rule, or both. */
export function countsOf(rows: readonly Row[], { unit, rule }: OverrideView): OverrideCounts {
  const chosen = rows
    .filter((row) => unit === undefined || String(row.unit.id) === unit)
    .map((row) => {
      const doubts = row.byDoubt.filter(({ code }) => rule === undefined || code === rule);
      return { ...row, doubts, count: doubts.reduce((sum, one) => sum + one.count, 0) };
    });
  return {
    overrides: chosen.reduce((sum, row) => sum + row.count, 0),
    firearms: chosen.reduce((sum, row) => sum + row.firearms, 0),
    rules: summed(
      chosen.flatMap((row) => row.doubts.map(({ code, count }) => ({ id: code, count, firearms: 0 }))),
    ).sort(byCount),
    units: summed(chosen.map((row) => ({ id: String(row.unit.id), count: row.count, firearms: row.firearms }))).sort(
      byCount,
    ),
    months: summed(chosen.map((row) => ({ id: row.month, count: row.count, firearms: row.firearms }))).sort((a, b) =>
      a.id.localeCompare(b.id),
    ),
  };
}

/**
 * The recoveries behind a count. Not for a period that cuts a month in two: the list narrows by whole months only, and a number
 * leads to exactly what it counts or nowhere.
 */
export function recordsBehind(
  view: OverrideView,
  by: { readonly rule?: string; readonly unit?: string; readonly month?: string },
): Place | undefined {
  if (view.from !== undefined || view.until !== undefined) {
    if (by.month === undefined || !isWhole(by.month, view)) return undefined;
  }
  const unit = by.unit ?? view.unit;
  return {
    to: "/recoveries",
    search: {
      override: by.rule ?? view.rule ?? "any",
      ...(unit === undefined ? {} : { overrideUnit: unit }),
      ...(by.month === undefined ? {} : { overrideMonth: by.month }),
    },
  };
}

/** Whether the period holds the whole month. */
function isWhole(month: string, { from, until }: OverrideView): boolean {
  const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).toISOString().slice(0, 10);
  return (from === undefined || from <= `${month}-01`) && (until === undefined || until >= last);
}
