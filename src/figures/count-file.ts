/**
 * Counts the items of a file by the counting rule, and compares two counts.
 *
 * Promises: streams; every row has an outcome (also one that cannot be read); what is compared is said cell by cell (month,
 * area and type as far as both files have them). Refuses: a column that the profile names and the file has not.
 */
import { Problem } from "../platform/problem.ts";
import { readDate } from "../registers/tabular/dates.ts";
import { openTable, type Table } from "../registers/tabular/source.ts";
import type { SourceRow } from "../registers/tabular/row.ts";
import { folded, type CountingProfile, type ItemsProfile, type SeriesProfile } from "./counting-profile.ts";
import {
  outcomeOf,
  weightOf,
  type CountedPeriod,
  type CountingRule,
  type Item,
  type Outcome,
} from "./counting-rule.ts";

/** Where counted firearms stand. Null: the file does not say. */
export interface Cell {
  readonly month: string | null;
  readonly area: string | null;
  readonly type: string;
  readonly firearms: number;
}

export interface FileCount {
  /** Rows read. */
  readonly rows: number;
  /** Firearms (items) by outcome; they add up to all that was read. */
  readonly outcomes: ReadonlyMap<Outcome, number>;
  readonly counted: number;
  readonly cells: readonly Cell[];
  /** Cells of a series that say nothing: not reported, not zero. */
  readonly notReported: number;
  /** Whether the file tells months and areas. */
  readonly has: { readonly month: boolean; readonly area: boolean };
}

class Tally {
  readonly outcomes = new Map<Outcome, number>();
  readonly #cells = new Map<string, Cell>();
  counted = 0;

  outcome(code: Outcome, firearms: number): void {
    this.outcomes.set(code, (this.outcomes.get(code) ?? 0) + firearms);
  }

  add(month: string | null, area: string | null, type: string, firearms: number): void {
    const key = `${month ?? ""}|${area ?? ""}|${type}`;
    this.#cells.set(key, { month, area, type, firearms: (this.#cells.get(key)?.firearms ?? 0) + firearms });
    this.counted += firearms;
  }

  get cells(): Cell[] {
    return [...this.#cells].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, cell]) => cell);
  }
}

/** Position of a column by its heading; refuses a file that lacks it. */
function columnOf(table: Table, name: string): number {
  const at = table.headers.findIndex((header) => folded(header) === folded(name));
  if (at < 0) throw new Problem({ status: 422, code: "count-column-missing", values: { column: name } });
  return at;
}

function reader(table: Table, name: string | undefined): (row: SourceRow) => string {
  if (name === undefined) return () => "";
  const at = columnOf(table, name);
  return (row) => row.cells[at] ?? "";
}

function wholeNumber(text: string): number | null {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : null;
}

const areaNumber = (text: string): string | null => {
  const found = /^\s*0*(\d+)/.exec(text)?.[1];
  return found ?? null;
};

/** Turns rows of a file into items of the rule. */
function itemReader(table: Table, profile: ItemsProfile, today: string): (row: SourceRow) => Item {
  const kind = reader(table, profile.kind.column);
  const quantity = profile.quantity === undefined ? null : reader(table, profile.quantity.column);
  const when = "all" in profile.when ? null : reader(table, profile.when.column);
  const all = "all" in profile.when ? profile.when.all : null;
  const manner = reader(table, profile.manner.column);
  const owner = reader(table, profile.owner?.column);
  const lawful = reader(table, profile.lawful?.column);
  return (row) => {
    const said = folded(manner(row));
    return {
      kind: profile.kind.values[folded(kind(row))] ?? profile.kind.otherwise,
      quantity: quantity === null ? 1 : wholeNumber(quantity(row)),
      when: when === null ? all : (readDate(when(row), { today }).value?.iso.slice(0, 10) ?? null),
      manner:
        profile.manner.contains.find(({ phrase }) => said.includes(folded(phrase)))?.manner ?? profile.manner.otherwise,
      owner: profile.owner?.values[folded(owner(row))] ?? "not-recorded",
      illicit: profile.lawful === undefined ? null : !profile.lawful.values.includes(folded(lawful(row))),
    };
  };
}

async function countItems(
  table: Table,
  profile: ItemsProfile,
  rule: CountingRule,
  period: CountedPeriod,
  today: string,
): Promise<FileCount> {
  const itemOf = itemReader(table, profile, today);
  const type = reader(table, profile.type.column);
  const area = reader(table, profile.area?.column);
  const tally = new Tally();
  let rows = 0;
  for await (const row of table.rows()) {
    rows += 1;
    const item = itemOf(row);
    const outcome = outcomeOf(item, rule, period);
    tally.outcome(outcome, weightOf(item));
    if (outcome !== "counted") continue;
    const written = folded(type(row));
    const month = item.when !== null && item.when.length >= 7 ? item.when.slice(0, 7) : null;
    tally.add(month, areaNumber(area(row)), profile.type.values[written] ?? written, weightOf(item));
  }
  return {
    rows,
    outcomes: tally.outcomes,
    counted: tally.counted,
    cells: tally.cells,
    notReported: tally.outcomes.get("quantity-not-recorded") ?? 0,
    has: { month: !("all" in profile.when), area: profile.area !== undefined },
  };
}

async function countSeries(table: Table, profile: SeriesProfile, period: CountedPeriod): Promise<FileCount> {
  const year = reader(table, profile.year);
  const month = reader(table, profile.month);
  const area = reader(table, profile.area);
  const types = Object.entries(profile.types).map(([column, type]) => [reader(table, column), type] as const);
  const tally = new Tally();
  let rows = 0;
  let notReported = 0;
  for await (const row of table.rows()) {
    rows += 1;
    const when = `${year(row).trim()}-${month(row).trim().padStart(2, "0")}`;
    if (
      (period.from !== undefined && `${when}-01` < period.from) ||
      (period.until !== undefined && when > period.until)
    )
      continue;
    for (const [cell, type] of types) {
      const firearms = wholeNumber(cell(row));
      if (firearms === null) notReported += 1;
      else if (firearms > 0) tally.add(when, areaNumber(area(row)), type, firearms);
    }
  }
  tally.outcome("counted", tally.counted);
  return {
    rows,
    outcomes: tally.outcomes,
    counted: tally.counted,
    cells: tally.cells,
    notReported,
    has: { month: true, area: true },
  };
}

/** Counts one file. `today`: ISO day, after which a date is a mistake. Throws Problems `table-…`, `count-column-missing`. */
export async function countFile(
  bytes: AsyncIterable<Uint8Array>,
  profile: CountingProfile,
  rule: CountingRule,
  period: CountedPeriod,
  today: string,
): Promise<FileCount> {
  const table = await openTable(bytes);
  try {
    return profile.layout === "items"
      ? await countItems(table, profile, rule, period, today)
      : await countSeries(table, profile, period);
  } finally {
    await table.close();
  }
}

export interface ComparedRow {
  readonly key: string;
  readonly here: number;
  readonly there: number;
}
export interface Comparison {
  readonly here: number;
  readonly there: number;
  readonly byType: readonly ComparedRow[];
  /** Empty where one of both does not tell months (areas). */
  readonly byMonth: readonly ComparedRow[];
  readonly byArea: readonly ComparedRow[];
}

function compared(here: readonly Cell[], there: readonly Cell[], keyOf: (cell: Cell) => string): ComparedRow[] {
  const sums = (cells: readonly Cell[]): Map<string, number> => {
    const found = new Map<string, number>();
    for (const cell of cells) found.set(keyOf(cell), (found.get(keyOf(cell)) ?? 0) + cell.firearms);
    return found;
  };
  const [a, b] = [sums(here), sums(there)];
  return [...new Set([...a.keys(), ...b.keys()])]
    .toSorted((x, y) => (b.get(y) ?? 0) - (b.get(x) ?? 0) || (x < y ? -1 : 1))
    .map((key) => ({ key, here: a.get(key) ?? 0, there: b.get(key) ?? 0 }));
}

/** Two counts side by side, as far as both have the columns. */
export function compareCounts(here: FileCount, there: FileCount): Comparison {
  const months = here.has.month && there.has.month;
  const areas = here.has.area && there.has.area;
  return {
    here: here.counted,
    there: there.counted,
    byType: compared(here.cells, there.cells, (cell) => cell.type),
    byMonth: months
      ? compared(here.cells, there.cells, (cell) => cell.month ?? "").toSorted((a, b) => (a.key < b.key ? -1 : 1))
      : [],
    byArea: areas ? compared(here.cells, there.cells, (cell) => cell.area ?? "") : [],
  };
}
