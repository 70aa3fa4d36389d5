/**
 * Every view has an address that can be sent: filters, order, columns, the open tab all live in the search part, as
 * plain text (`?state=open&sort=-seized&columns=serial.make`).
 *
 * Promises: what is not valid is dropped, never an error page; a serial "00123" stays text. Refuses: JSON in addresses.
 */
export type RawSearch = Readonly<Record<string, unknown>>;

/** Reads the search part into plain texts; a name given twice becomes a list. */
export function parseSearch(text: string): Record<string, string | string[]> {
  const out: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const before = out[name];
    if (before === undefined) out[name] = value;
    else out[name] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return out;
}

/** Writes it back; empty and undefined parts vanish. */
export function writeSearch(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one));
  }
  const text = params.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
  return text === "" ? "" : `?${text}`;
}

/** A text from the search part, or undefined. */
export function text(raw: unknown): string | undefined {
  return typeof raw === "string" && raw !== "" ? raw : undefined;
}

/** One of the listed words, or undefined. */
export function oneOf<const Words extends readonly string[]>(raw: unknown, words: Words): Words[number] | undefined {
  return words.find((word) => word === raw);
}

/** What a table keeps in the address. */
export interface TableView {
  /** Column id, with "-" before it for descending. */
  readonly sort?: string | undefined;
  /** The ids of the columns shown, joined by "."; absent means the table's own choice. */
  readonly columns?: string | undefined;
}

/** The table's part of a route's search. */
export function tableView(raw: RawSearch): TableView {
  const sort = text(raw["sort"]);
  const columns = text(raw["columns"]);
  return {
    ...(sort !== undefined && /^-?[\w]+$/.test(sort) ? { sort } : {}),
    ...(columns !== undefined && /^[\w.]+$/.test(columns) ? { columns } : {}),
  };
}

/** How many filters narrow a list; the two ends of a period are one filter to its reader. */
export function filtersSet(filters: object): number {
  const set = Object.entries(filters).filter(([, value]) => value !== undefined);
  return new Set(set.map(([name]) => (name === "until" ? "from" : name))).size;
}
