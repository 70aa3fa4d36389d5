/** What the address of the figures may carry: the period, and what is counted. */
import { oneOf, text, type RawSearch } from "../address.ts";

export interface FiguresView {
  /** ISO day; included. */
  readonly from?: string | undefined;
  /** ISO day; included. */
  readonly until?: string | undefined;
  /** Firearms unless said otherwise. */
  readonly count?: "recoveries" | undefined;
}

function day(raw: unknown): string | undefined {
  const value = text(raw);
  return value !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined;
}

/** Reads the search part of the address; what is not valid is dropped. */
export function figuresView(raw: RawSearch): FiguresView {
  const found: FiguresView = {
    from: day(raw["from"]),
    until: day(raw["until"]),
    count: oneOf(raw["count"], ["recoveries"]),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

const MONTH = /^(\d{4})-(\d{2})$/;

/** First and last day of a month "2026-11", cut to the period that was asked for. */
export function daysOfMonth(month: string, period: FiguresView = {}): { from: string; until: string } | undefined {
  const found = MONTH.exec(month);
  if (found === null) return undefined;
  const last = new Date(Date.UTC(Number(found[1]), Number(found[2]), 0)).toISOString().slice(0, 10);
  const first = `${month}-01`;
  return {
    from: period.from !== undefined && period.from > first ? period.from : first,
    until: period.until !== undefined && period.until < last ? period.until : last,
  };
}

/** Most months that are drawn one by one. */
const MOST = 60;

/** All months from the first to the last, so that a month without recoveries is seen as zero and not left out. */
export function allMonths(known: readonly string[]): readonly string[] {
  const sorted = known.filter((month) => MONTH.test(month)).toSorted();
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return [];
  const months: string[] = [];
  const at = new Date(`${first}-01T00:00:00Z`);
  for (let month = first; month <= last;) {
    months.push(month);
    if (months.length > MOST) return sorted;
    at.setUTCMonth(at.getUTCMonth() + 1);
    month = at.toISOString().slice(0, 7);
  }
  return months;
}
