/** What the address of the list of recoveries may carry, and the question it becomes. */
import { manners, statusSought, triageFlags } from "../../src/recoveries/recovery.contract.ts";
import { oneOf, tableView, text, type RawSearch, type TableView } from "../address.ts";

export interface RecoverySearch extends TableView {
  readonly q?: string | undefined;
  readonly manner?: (typeof manners)[number] | undefined;
  readonly region?: string | undefined;
  readonly institution?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  /** As the figures count: type, state of the serial, ground and context are exact then, "-" is not recorded. */
  readonly counted?: "yes" | undefined;
  readonly type?: string | undefined;
  readonly serialState?: string | undefined;
  readonly ground?: string | undefined;
  readonly context?: string | undefined;
  readonly unit?: string | undefined;
  readonly status?: (typeof statusSought.options)[number] | undefined;
  readonly flag?: (typeof triageFlags)[number] | undefined;
  /** Behind a count of overridden doubts: `any` or the doubt's code, the unit and the month. */
  readonly override?: string | undefined;
  readonly overrideUnit?: string | undefined;
  readonly overrideMonth?: string | undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function day(raw: unknown): string | undefined {
  const value = text(raw);
  return value !== undefined && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

function fitting(raw: unknown, pattern: RegExp): string | undefined {
  const value = text(raw);
  return value !== undefined && pattern.test(value) ? value : undefined;
}

/** Reads the search part of the address; what is not valid is dropped. */
export function recoverySearch(raw: RawSearch): RecoverySearch {
  const institution = text(raw["institution"]);
  const found: RecoverySearch = {
    ...tableView(raw),
    q: text(raw["q"])?.slice(0, 200),
    manner: oneOf(raw["manner"], manners),
    region: text(raw["region"])?.slice(0, 60),
    institution: institution !== undefined && /^[A-Z][A-Z0-9_]{1,19}$/.test(institution) ? institution : undefined,
    from: day(raw["from"]),
    until: day(raw["until"]),
    counted: oneOf(raw["counted"], ["yes"]),
    type: text(raw["type"])?.slice(0, 80),
    serialState: text(raw["serialState"])?.slice(0, 40),
    ground: text(raw["ground"])?.slice(0, 60),
    context: text(raw["context"])?.slice(0, 60),
    unit: fitting(raw["unit"], /^\d{1,9}$/),
    status: oneOf(raw["status"], statusSought.options),
    flag: oneOf(raw["flag"], triageFlags),
    override: fitting(raw["override"], /^[a-z-]{2,60}$/),
    overrideUnit: fitting(raw["overrideUnit"], /^\d{1,9}$/),
    overrideMonth: fitting(raw["overrideMonth"], /^\d{4}-\d{2}$/),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** The filters alone, as the node takes them. */
export function filtersOf(search: RecoverySearch): Omit<RecoverySearch, "sort" | "columns"> {
  const { sort: _sort, columns: _columns, ...filters } = search;
  return filters;
}

/**
 * The node orders by day (newest or oldest first) and by recording (newest first); the table's own state is a column
 * with a direction. Newest day first is the rule and stands in no address.
 */
export function orderOf(sort: string | undefined): "recent" | "oldest" | "recorded" {
  if (sort === "date") return "oldest";
  return sort === "-recorded" || sort === "recorded" ? "recorded" : "recent";
}

/** What the table shows as its order. */
export function shownSort(sort: string | undefined): string {
  const order = orderOf(sort);
  return order === "oldest" ? "date" : order === "recorded" ? "-recorded" : "-date";
}

/** What the address says after a heading was pressed; undefined is the rule. */
export function nextSort(pressed: string | undefined, shown: string): string | undefined {
  // The table turns a descending column off; a list that is always ordered by day then goes the other way round.
  if (pressed === undefined) return shown === "-date" ? "date" : undefined;
  if (pressed === "recorded") return "-recorded";
  return pressed === "date" ? "date" : undefined;
}
