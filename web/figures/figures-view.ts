/** What the address of the figures may carry: which recoveries, and what is counted; and the records behind a number. */
import type { dimensions } from "../../src/figures/figures.contract.ts";
import { manners } from "../../src/recoveries/recovery.contract.ts";
import { oneOf, text, type RawSearch } from "../address.ts";
import type { Place } from "../parts/place-link.tsx";

export type Dimension = (typeof dimensions)[number];

export interface FiguresView {
  /** ISO day; included. */
  readonly from?: string | undefined;
  /** ISO day; included. */
  readonly until?: string | undefined;
  readonly manner?: (typeof manners)[number] | undefined;
  readonly institution?: string | undefined;
  /** Number of the unit. */
  readonly unit?: string | undefined;
  readonly region?: string | undefined;
  readonly type?: string | undefined;
  readonly serialState?: string | undefined;
  readonly ground?: string | undefined;
  readonly context?: string | undefined;
  /** Firearms unless said otherwise. */
  readonly count?: "recoveries" | undefined;
}

function day(raw: unknown): string | undefined {
  const value = text(raw);
  return value !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined;
}

function without(found: FiguresView): FiguresView {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** Reads the search part of the address; what is not valid is dropped. */
export function figuresView(raw: RawSearch): FiguresView {
  const short = (name: string, most: number): string | undefined => text(raw[name])?.slice(0, most);
  const institution = text(raw["institution"]);
  const unit = text(raw["unit"]);
  return without({
    from: day(raw["from"]),
    until: day(raw["until"]),
    manner: oneOf(raw["manner"], manners),
    institution: institution !== undefined && /^[A-Z][A-Z0-9_]{1,19}$/.test(institution) ? institution : undefined,
    unit: unit !== undefined && /^\d{1,9}$/.test(unit) ? unit : undefined,
    region: short("region", 60),
    type: short("type", 500),
    serialState: short("serialState", 40),
    ground: short("ground", 500),
    context: short("context", 500),
    count: oneOf(raw["count"], ["recoveries"]),
  });
}

/** The question to the node: the view without what only the page needs. */
export function choiceOf(view: FiguresView): Omit<FiguresView, "count"> {
  const { count: _count, ...choice } = view;
  return choice;
}

/** Whether anything but the period narrows what is counted. */
export function isNarrowed(view: FiguresView): boolean {
  const { from: _from, until: _until, count: _count, ...rest } = view;
  return Object.values(without(rest)).length > 0;
}

/** How the list of recoveries says "not recorded". */
const NOTHING = "-";
const sayNothing: ReadonlySet<Dimension> = new Set(["region", "type", "serial-state", "ground", "context"]);

/** The recoveries behind a number: the list under the same choice, as the figures count. */
export function recordsBehind(by: Dimension, key: string | null, view: FiguresView): Place | undefined {
  const choice = Object.fromEntries(
    Object.entries(choiceOf(view)).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  if (by === "month") {
    const days = key === null ? undefined : daysOfMonth(key, view);
    return days === undefined ? undefined : { to: "/recoveries", search: { ...choice, ...days, counted: "yes" } };
  }
  if (key === null && !sayNothing.has(by)) return undefined;
  const name = by === "serial-state" ? "serialState" : by;
  return { to: "/recoveries", search: { ...choice, [name]: key ?? NOTHING, counted: "yes" } };
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
