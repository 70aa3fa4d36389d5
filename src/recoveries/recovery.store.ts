/**
 * Recoveries in the database. The only place with their SQL.
 */
import type { Tx } from "../platform/database.ts";

export interface RecoveryRow {
  id: string;
  number: string;
  version: number;
  institution_id: number;
  institution: string;
  unit_id: number;
  unit_en: string;
  unit_ru: string;
  created_at: string;
  changed_at: string;
  handling: number;
  handling_note: string | null;
  grade: string | null;
  manner: string;
  occurred_on: string | null;
  occurred_at: string | null;
  place_code: string | null;
  place_written: string | null;
  region: string | null;
  country: string | null;
  latitude: number | null;
  longitude: number | null;
  circumstances: string;
  authority_written: string | null;
  own_reference: string | null;
  firearm_count: number;
  import_run_id: string | null;
  import_row: number | null;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
}

const columns = `r.id, r.number, r.version, r.institution_id, i.code as institution, r.unit_id, u.name_en as unit_en, u.name_ru as unit_ru,
  r.created_at, r.changed_at, r.handling, r.handling_note, r.grade, r.manner, r.occurred_on, r.occurred_at, r.place_code, r.place_written, r.region, r.country,
  r.latitude, r.longitude, r.circumstances, r.authority_written, r.own_reference, r.firearm_count, r.import_run_id, r.import_row,
  p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, i.code as by_institution`;
const joins = `join access.institution i on i.id = r.institution_id join access.unit u on u.id = r.unit_id left join access.person p on p.id = r.created_by`;

export async function findRecovery(tx: Tx, id: string): Promise<RecoveryRow | undefined> {
  return (
    await tx.query<RecoveryRow>(`select ${columns} from recoveries.recovery r ${joins} where r.id = $1`, [id])
  )[0];
}

export interface NewRecovery {
  id: string;
  number: string;
  handling: number;
  handlingNote: string | null;
  grade: string | null;
  manner: string;
  occurredOn: string | null;
  occurredAt: string | null;
  placeCode: string | null;
  placeWritten: string | null;
  region: string | null;
  country: string | null;
  latitude: number | null;
  longitude: number | null;
  circumstances: string;
  authorityWritten: string | null;
  ownReference: string | null;
  firearmCount: number;
  importRunId: string | null;
  importRow: number | null;
}

export async function insertRecoveries(tx: Tx, recoveries: readonly NewRecovery[]): Promise<void> {
  if (recoveries.length === 0) return;
  await tx.query(
    `insert into recoveries.recovery (id, number, institution_id, unit_id, created_by, audience, handling, handling_note, grade, manner, occurred_on, occurred_at,
       place_code, place_written, region, country, latitude, longitude, circumstances, authority_written, own_reference, firearm_count, import_run_id, import_row)
     select x.id, x.number, 0, 0, access.actor(), '{}', x.handling, x."handlingNote", x.grade, x.manner, x."occurredOn", x."occurredAt",
       x."placeCode", x."placeWritten", x.region, x.country, x.latitude, x.longitude, x.circumstances, x."authorityWritten", x."ownReference", x."firearmCount",
       x."importRunId", x."importRow"
     from jsonb_to_recordset($1::jsonb) as x(id uuid, number text, handling smallint, "handlingNote" text, grade text, manner text, "occurredOn" date,
       "occurredAt" timestamptz, "placeCode" text, "placeWritten" text, region text, country text, latitude float8, longitude float8, circumstances text,
       "authorityWritten" text, "ownReference" text, "firearmCount" int, "importRunId" uuid, "importRow" int)`,
    [JSON.stringify(recoveries)],
  );
}

export interface StatementRow {
  id: string;
  recovery_id: string;
  code: string | null;
  written: string | null;
  from_date: string | null;
  source: string;
  grade: string | null;
  recorded_at: string;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
}
export interface NewStatement {
  id: string;
  recoveryId: string;
  code: string | null;
  written: string | null;
  fromDate: string | null;
  source: string;
  grade: string | null;
}

/** Ground and criminal context are two histories of the same shape, kept apart. */
export async function insertStatements(
  tx: Tx,
  history: "ground" | "context",
  statements: readonly NewStatement[],
): Promise<void> {
  if (statements.length === 0) return;
  await tx.query(
    `insert into recoveries.${history} (id, recovery_id, code, written, from_date, source, grade, recorded_by, institution_id, audience)
     select x.id, x."recoveryId", x.code, x.written, x."fromDate", x.source, x.grade, access.actor(), 0, '{}'
     from jsonb_to_recordset($1::jsonb) as x(id uuid, "recoveryId" uuid, code text, written text, "fromDate" date, source text, grade text)`,
    [JSON.stringify(statements)],
  );
}

export async function statementsOf(tx: Tx, history: "ground" | "context", recoveryId: string): Promise<StatementRow[]> {
  return tx.query<StatementRow>(
    `select s.id, s.recovery_id, s.code, s.written, s.from_date, s.source, s.grade, s.recorded_at,
       p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, access.reveal_institution_of(s.recorded_by) as by_institution
     from recoveries.${history} s left join access.person p on p.id = s.recorded_by where s.recovery_id = $1 order by s.recorded_at, s.id`,
    [recoveryId],
  );
}

const changeable: Readonly<Record<string, string>> = {
  manner: "manner",
  occurredOn: "occurred_on",
  occurredAt: "occurred_at",
  placeCode: "place_code",
  placeWritten: "place_written",
  region: "region",
  country: "country",
  latitude: "latitude",
  longitude: "longitude",
  circumstances: "circumstances",
  authorityWritten: "authority_written",
  ownReference: "own_reference",
  handling: "handling",
  handlingNote: "handling_note",
  grade: "grade",
};

/** Writes the named columns; false when the row is not ours to change. */
export async function updateRecovery(tx: Tx, id: string, changes: Readonly<Record<string, unknown>>): Promise<boolean> {
  const sets = Object.keys(changes).map((name, index) => {
    const column = changeable[name];
    if (column === undefined) throw new Error(`not changeable: ${name}`);
    return `${column} = $${index + 2}`;
  });
  if (sets.length === 0) return true;
  const rows = await tx.query(`update recoveries.recovery set ${sets.join(", ")} where id = $1 returning id`, [
    id,
    ...Object.values(changes),
  ]);
  return rows.length > 0;
}

export interface RecoveryFilter {
  readonly q?: string | undefined;
  readonly number?: string | undefined;
  readonly keys?: readonly bigint[] | undefined;
  readonly manner?: string | undefined;
  readonly region?: string | undefined;
  readonly institution?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly sort: "recent" | "oldest" | "recorded";
  readonly after: readonly (string | number | null)[] | null;
  readonly limit: number;
}

function conditions(filter: RecoveryFilter, values: unknown[]): string[] {
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const where: string[] = [];
  if (filter.manner !== undefined) where.push(`r.manner = ${bind(filter.manner)}`);
  if (filter.region !== undefined) where.push(`r.region = ${bind(filter.region)}`);
  if (filter.institution !== undefined) where.push(`i.code = ${bind(filter.institution)}`);
  if (filter.from !== undefined) where.push(`r.occurred_on >= ${bind(filter.from)}::date`);
  if (filter.until !== undefined) where.push(`r.occurred_on <= ${bind(filter.until)}::date`);
  if (filter.number !== undefined) {
    const number = bind(filter.number);
    where.push(
      `(r.number = ${number} or r.id in (select f.recovery_id from firearms.firearm f where f.number = ${number}))`,
    );
  } else if (filter.q !== undefined && filter.q !== "") {
    const like = bind(`%${filter.q.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`);
    const words = `(r.own_reference = ${bind(filter.q)} or r.place_written ilike ${like} or r.circumstances ilike ${like} or r.id in (
      select f.recovery_id from firearms.firearm f where f.make_written ilike ${like} or f.model_written ilike ${like} or f.serial_written ilike ${like}
      ${filter.keys === undefined || filter.keys.length === 0 ? "" : `or f.id in (select k.subject_id from matching.serial_key k where k.key = any(${bind(filter.keys)}::bigint[]) and k.subject_kind = 2)`}))`;
    where.push(words);
  }
  return where;
}

/** Newest (by day of the recovery, or by recording) or oldest first; a recovery without a day comes last. */
export async function listRecoveryRows(tx: Tx, filter: RecoveryFilter): Promise<RecoveryRow[]> {
  const values: unknown[] = [];
  const where = conditions(filter, values);
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const day = "coalesce(r.occurred_on, '-infinity'::date)";
  const [key, direction] =
    filter.sort === "recorded"
      ? ["r.created_at", "desc"]
      : [
          filter.sort === "oldest" ? "coalesce(r.occurred_on, 'infinity'::date)" : day,
          filter.sort === "oldest" ? "asc" : "desc",
        ];
  const cast = filter.sort === "recorded" ? "timestamptz" : "date";
  const missing = filter.sort === "oldest" ? "infinity" : "-infinity";
  if (filter.after !== null) {
    where.push(
      `(${key}, r.id) ${direction === "desc" ? "<" : ">"} (${bind(filter.after[0] ?? missing)}::${cast}, ${bind(filter.after[1])}::uuid)`,
    );
  }
  return tx.query<RecoveryRow>(
    `select ${columns} from recoveries.recovery r ${joins} ${where.length === 0 ? "" : `where ${where.join(" and ")}`}
     order by ${key} ${direction}, r.id ${direction} limit ${bind(filter.limit)}`,
    values,
  );
}

/** How many the reader may see; counting stops at `most` and gives null beyond it. */
export async function countRecoveries(tx: Tx, filter: RecoveryFilter, most: number): Promise<number | null> {
  const values: unknown[] = [];
  const where = conditions(filter, values);
  const rows = await tx.query<{ count: number }>(
    `select count(*) as count from (select 1 from recoveries.recovery r join access.institution i on i.id = r.institution_id
     ${where.length === 0 ? "" : `where ${where.join(" and ")}`} limit ${most + 1}) x`,
    values,
  );
  const count = rows[0]?.count ?? 0;
  return count > most ? null : count;
}

export interface SuggestionRow {
  kind: "recovery" | "firearm";
  id: string;
  number: string;
  label: string;
}

/** Completion from visible records only: by beginning of number, own reference, place or serial. */
export async function suggestRows(tx: Tx, q: string): Promise<SuggestionRow[]> {
  const like = `${q.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  return tx.query<SuggestionRow>(
    `(select 'recovery' as kind, r.id, r.number, coalesce(r.place_written, r.own_reference, '') as label from recoveries.recovery r
       where r.number ilike $1 or r.number ilike 'TM-' || $1 or r.own_reference ilike $1 or r.place_written ilike $1 order by r.number limit 8)
     union all
     (select 'firearm', f.id, f.number, concat_ws(' ', f.make_written, f.model_written, f.serial_written) from firearms.firearm f
       where f.number ilike $1 or f.number ilike 'TM-' || $1 or f.serial_written ilike $1 or f.model_written ilike $1 order by f.number limit 8)`,
    [like],
  );
}
