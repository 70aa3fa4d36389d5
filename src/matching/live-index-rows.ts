/**
 * What an index is made of, as it stands in the database: read as the matcher, who sees all numbers and nothing of the circumstances.
 */
import type { Tx } from "../platform/database.ts";
import { keptCode } from "../reference/lists.ts";
import type { CuratedList } from "../reference/list-overlay.ts";
import type { WrittenWeapon } from "./engine/columns.ts";

/** 1: record of a register, 2: recovered weapon. */
export type SubjectKindNumber = 1 | 2;

export interface IndexRow {
  readonly id: string;
  readonly kind: SubjectKindNumber;
  /** Register, or `firearm`: records of one file exclude each other. */
  readonly file: string;
  readonly audience: readonly number[];
  readonly weapon: WrittenWeapon;
  /** What else was read of the number. */
  readonly readings: readonly string[];
}

interface Row {
  [column: string]: unknown;
  id: string;
  file: string;
  /** As text: the driver's reading of arrays costs more than all the rest. */
  audience: string;
  type_code: string | null;
  type_written: string | null;
  make_code: string | null;
  make_written: string | null;
  model_code: string | null;
  model_written: string | null;
  calibre_code: string | null;
  calibre_written: string | null;
  country: string | null;
  year: number | null;
  serial_written: string | null;
  readings: string[] | null;
}

const values = (of: string): string =>
  [
    "type_code",
    "type_written",
    "make_code",
    "make_written",
    "model_code",
    "model_written",
    "calibre_code",
    "calibre_written",
    "country",
    "year",
    "serial_written",
  ]
    .map((column) => `${of}.${column}`)
    .join(", ");

/** Active records; `where` narrows them. */
export const recordRows = (where: string): string =>
  `select r.id, r.register_id::text as file, r.audience::text, ${values("r")}, null::text[] as readings from registers.record r where r.state = 'active' ${where}`;

/** Weapons that were not withdrawn, with every reading of their numbers. */
export const weaponRows = (where: string): string =>
  `select f.id, 'firearm' as file, f.audience::text, ${values("f")},
     (select array_agg(distinct x.written) from firearms.reading x join firearms.mark m on m.id = x.mark_id
      where x.firearm_id = f.id and x.written <> '' and x.written is distinct from f.serial_written
        and m.kind in ('serial','serial-restamped','serial-part')) as readings
   from firearms.firearm f where f.withdrawn_at is null ${where}`;

function said(list: CuratedList, code: string | null, written: string | null): string {
  return code === null ? (written ?? "") : keptCode(list, code);
}

const audiences = new Map<string, readonly number[]>();

/** The same few audiences again and again. */
function audienceOf(text: string): readonly number[] {
  const known = audiences.get(text);
  if (known !== undefined) return known;
  const made = text.slice(1, -1).split(",").filter(Boolean).map(Number);
  if (audiences.size > 100_000) audiences.clear();
  audiences.set(text, made);
  return made;
}

export function indexRow(kind: SubjectKindNumber, row: Row): IndexRow {
  return {
    id: row.id,
    kind,
    file: row.file,
    audience: audienceOf(row.audience),
    weapon: {
      serial: row.serial_written ?? "",
      type: said("types", row.type_code, row.type_written),
      make: said("makes", row.make_code, row.make_written),
      model: said("models", row.model_code, row.model_written),
      calibre: said("calibres", row.calibre_code, row.calibre_written),
      country: row.country ?? "",
      year: row.year ?? undefined,
    },
    readings: row.readings ?? [],
  };
}

/** The rows of some records or weapons as they stand now; those that are gone are not among them. */
export async function rowsById(tx: Tx, kind: SubjectKindNumber, ids: readonly string[]): Promise<IndexRow[]> {
  return ids.length === 0 ? [] : rowsWhere(tx, kind, kind === 1 ? "and r.id = any($1)" : "and f.id = any($1)", [ids]);
}

/** The rows that a condition narrows (`r` is the record, `f` the weapon), as they stand now. */
export async function rowsWhere(
  tx: Tx,
  kind: SubjectKindNumber,
  where: string,
  values: unknown[] = [],
): Promise<IndexRow[]> {
  const rows = await tx.query<Row>(kind === 1 ? recordRows(where) : weaponRows(where), values);
  return rows.map((row) => indexRow(kind, row));
}

/* Reading all of them: one text a row, because the driver's work for each column is most of the time. */

/** Parts one value from the next; taken out of what people wrote. */
const between = "\x1f";
const listColumns: readonly (readonly [column: string, list: CuratedList])[] = [
  ["type", "types"],
  ["make", "makes"],
  ["model", "models"],
  ["calibre", "calibres"],
];

/** A row as one text: `=` before a code, `-` before what was written where there is no code. */
function lineOf(of: string, file: string, readings: string): string {
  const clean = (column: string): string => `translate(${of}.${column}, chr(31), ' ')`;
  const columns = [
    `${of}.id`,
    file,
    `${of}.audience::text`,
    ...listColumns.map(([name]) => `coalesce('=' || ${of}.${name}_code, '-' || ${clean(`${name}_written`)}, '')`),
    clean("country"),
    `${of}.year`,
    clean("serial_written"),
    readings,
  ];
  // Each with what ends it: a value that is null must not move the others.
  return columns.map((column) => `coalesce((${column})::text, '')`).join(" || chr(31) || ");
}

const recordLines = `select ${lineOf("r", "r.register_id", "''")} as line from registers.record r where r.state = 'active'`;
const weaponLines = `select ${lineOf(
  "f",
  "'firearm'",
  `select string_agg(distinct translate(x.written, chr(31), ' '), chr(31)) from firearms.reading x join firearms.mark m on m.id = x.mark_id
      where x.firearm_id = f.id and x.written <> '' and x.written is distinct from f.serial_written
        and m.kind in ('serial','serial-restamped','serial-part')`,
)} as line from firearms.firearm f where f.withdrawn_at is null`;

/** What a value of a list says, by its text: the same few thousand again and again. */
class Sayings {
  readonly #known = new Map<string, string>();
  readonly #list: CuratedList;

  constructor(list: CuratedList) {
    this.#list = list;
  }

  of(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const said_ = text === "" ? "" : text.startsWith("=") ? keptCode(this.#list, text.slice(1)) : text.slice(1);
    if (this.#known.size > 200_000) this.#known.clear();
    this.#known.set(text, said_);
    return said_;
  }
}

/** Few enough to be garbage while they are young. */
const rowsAtOnce = 4000;

/** All rows, some thousands at a time. */
export async function* allRows(tx: Tx, kind: SubjectKindNumber): AsyncGenerator<readonly IndexRow[]> {
  const sayings = listColumns.map(([, list]) => new Sayings(list));
  const files = new Map<string, string>();
  const countries = new Map<string, string>();
  /** The same text as one value: comparing it then costs nothing. */
  const one = (of: Map<string, string>, text: string): string => {
    const known = of.get(text);
    if (known !== undefined) return known;
    if (of.size > 10_000) of.clear();
    of.set(text, text);
    return text;
  };
  const nothing: readonly string[] = [];
  const rowOf = (line: string): IndexRow => {
    const parts = line.split(between);
    const part = (at: number): string => parts[at] ?? "";
    const of = (list: number): string => (sayings[list] as Sayings).of(part(3 + list));
    const year = part(8);
    return {
      id: part(0),
      kind,
      file: one(files, part(1)),
      audience: audienceOf(part(2)),
      weapon: {
        serial: part(9),
        type: of(0),
        make: of(1),
        model: of(2),
        calibre: of(3),
        country: one(countries, part(7)),
        year: year === "" ? undefined : Number(year),
      },
      readings: part(10) === "" ? nothing : parts.slice(10),
    };
  };
  await tx.query(`declare index_rows no scroll cursor for ${kind === 1 ? recordLines : weaponLines}`);
  try {
    // The next ones are on their way while these are taken in.
    let coming = tx.query<{ line: string }>(`fetch ${rowsAtOnce} from index_rows`);
    for (;;) {
      const rows = await coming;
      if (rows.length === 0) return;
      coming = tx.query<{ line: string }>(`fetch ${rowsAtOnce} from index_rows`);
      coming.catch(() => undefined);
      yield rows.map(({ line }) => rowOf(line));
    }
  } finally {
    await tx.query("close index_rows");
  }
}
