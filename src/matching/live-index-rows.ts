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
  if (ids.length === 0) return [];
  const rows = await tx.query<Row>(kind === 1 ? recordRows("and r.id = any($1)") : weaponRows("and f.id = any($1)"), [
    ids,
  ]);
  return rows.map((row) => indexRow(kind, row));
}

/** All rows, some thousands at a time. */
export async function* allRows(tx: Tx, kind: SubjectKindNumber): AsyncGenerator<readonly IndexRow[]> {
  await tx.query(`declare index_rows no scroll cursor for ${kind === 1 ? recordRows("") : weaponRows("")}`);
  try {
    for (;;) {
      const rows = await tx.query<Row>("fetch 20000 from index_rows");
      if (rows.length === 0) return;
      yield rows.map((row) => indexRow(kind, row));
    }
  } finally {
    await tx.query("close index_rows");
  }
}
