/**
 * Recoveries in the database. The only place with their SQL.
 */
import type { Tx } from "../platform/database.ts";
import { amongChangedSince, amongOverridden, changedSince } from "./recovery-sought.store.ts";
import { triageFlags } from "./recovery.contract.ts";
import type { TriageFlag } from "./triage.ts";

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
  created_by: string;
  status: "submitted" | "returned" | "accepted";
  changed_since: boolean;
  place_kind: string | null;
  conveyance_code: string | null;
  conveyance_written: string | null;
  concealment_code: string | null;
  concealment_written: string | null;
  flags: TriageFlag[];
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
  audience: number[];
}

const columns = `r.id, r.number, r.version, r.institution_id, i.code as institution, r.unit_id, u.name_en as unit_en, u.name_ru as unit_ru,
  r.created_at, r.changed_at, r.handling, r.handling_note, r.grade, r.manner, r.occurred_on, r.occurred_at, r.place_code, r.place_written, r.region, r.country,
  r.latitude, r.longitude, r.circumstances, r.authority_written, r.own_reference, r.firearm_count, r.import_run_id, r.import_row,
  r.created_by, r.status, r.place_kind, r.conveyance_code, r.conveyance_written, r.concealment_code, r.concealment_written, r.flags, ${changedSince} as changed_since,
  p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, i.code as by_institution, r.audience`;
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
  placeKind?: string | null;
  conveyanceCode?: string | null;
  conveyanceWritten?: string | null;
  concealmentCode?: string | null;
  concealmentWritten?: string | null;
  flags?: readonly TriageFlag[];
}

export async function insertRecoveries(tx: Tx, recoveries: readonly NewRecovery[]): Promise<void> {
  if (recoveries.length === 0) return;
  await tx.query(
    `insert into recoveries.recovery (id, number, institution_id, unit_id, created_by, audience, handling, handling_note, grade, manner, occurred_on, occurred_at,
       place_code, place_written, region, country, latitude, longitude, circumstances, authority_written, own_reference, firearm_count, import_run_id, import_row,
       place_kind, conveyance_code, conveyance_written, concealment_code, concealment_written, flags)
     select x.id, x.number, 0, 0, access.actor(), '{}', x.handling, x."handlingNote", x.grade, x.manner, x."occurredOn", x."occurredAt",
       x."placeCode", x."placeWritten", x.region, x.country, x.latitude, x.longitude, x.circumstances, x."authorityWritten", x."ownReference", x."firearmCount",
       x."importRunId", x."importRow", x."placeKind", x."conveyanceCode", x."conveyanceWritten", x."concealmentCode", x."concealmentWritten",
       array(select jsonb_array_elements_text(x.flags))
     from jsonb_to_recordset($1::jsonb) as x(id uuid, number text, handling smallint, "handlingNote" text, grade text, manner text, "occurredOn" date,
       "occurredAt" timestamptz, "placeCode" text, "placeWritten" text, region text, country text, latitude float8, longitude float8, circumstances text,
       "authorityWritten" text, "ownReference" text, "firearmCount" int, "importRunId" uuid, "importRow" int,
       "placeKind" text, "conveyanceCode" text, "conveyanceWritten" text, "concealmentCode" text, "concealmentWritten" text, flags jsonb)`,
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
  corrects: string | null;
  reason: string | null;
  recorded_at: string;
  /** Of the statements that hold, the one that stands (recoveries.standing_ground, standing_context). */
  stands: boolean;
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
  corrects?: string | null;
  reason?: string | null;
}

/** Ground and criminal context are two histories of the same shape, kept apart. */
export async function insertStatements(
  tx: Tx,
  history: "ground" | "context",
  statements: readonly NewStatement[],
): Promise<void> {
  if (statements.length === 0) return;
  await tx.query(
    `insert into recoveries.${history} (id, recovery_id, code, written, from_date, source, grade, corrects, reason, recorded_by, institution_id, audience)
     select x.id, x."recoveryId", x.code, x.written, x."fromDate", x.source, x.grade, x.corrects, x.reason, access.actor(), 0, '{}'
     from jsonb_to_recordset($1::jsonb) as x(id uuid, "recoveryId" uuid, code text, written text, "fromDate" date, source text, grade text, corrects uuid, reason text)`,
    [JSON.stringify(statements)],
  );
}

export async function statementsOf(tx: Tx, history: "ground" | "context", recoveryId: string): Promise<StatementRow[]> {
  return tx.query<StatementRow>(
    `select s.id, s.recovery_id, s.code, s.written, s.from_date, s.source, s.grade, s.corrects, s.reason, s.recorded_at,
       s.id = (select v.id from recoveries.standing_${history}($1) v) as stands, p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, access.reveal_institution_of(s.recorded_by) as by_institution
     from recoveries.${history} s left join access.person p on p.id = s.recorded_by where s.recovery_id = $1 order by s.recorded_at, s.id`,
    [recoveryId],
  );
}

/** What a correction may name, and where it stands. */
export const changeable: Readonly<Record<string, string>> = {
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
  placeKind: "place_kind",
  conveyanceCode: "conveyance_code",
  conveyanceWritten: "conveyance_written",
  concealmentCode: "concealment_code",
  concealmentWritten: "concealment_written",
};

/** Writes the named columns at this version; false when somebody changed it meanwhile, or the row is not ours to change. */
export async function updateRecovery(
  tx: Tx,
  id: string,
  version: number,
  changes: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const sets = Object.keys(changes).map((name, index) => {
    const column = changeable[name];
    if (column === undefined) throw new Error(`not changeable: ${name}`);
    return `${column} = $${index + 3}`;
  });
  if (sets.length === 0) return true;
  const rows = await tx.query(
    `update recoveries.recovery set ${sets.join(", ")} where id = $1 and version = $2 returning id`,
    [id, version, ...Object.values(changes)],
  );
  return rows.length > 0;
}

/** Which recoveries: what a list, its count and its export have in common. */
export interface RecoveryChoice {
  readonly q?: string | undefined;
  readonly number?: string | undefined;
  readonly keys?: readonly bigint[] | undefined;
  readonly manner?: string | undefined;
  readonly region?: string | undefined;
  readonly institution?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly status?: string | undefined;
  readonly flag?: string | undefined;
  /** Codes of firearm types: any of them. */
  readonly types?: readonly string[] | undefined;
  readonly ground?: string | undefined;
  readonly context?: string | undefined;
  readonly placeKind?: string | undefined;
  readonly unit?: number | undefined;
  /** As the figures count: `type` and `serialState` are then exact (docs/figures.md). */
  readonly counted?: boolean | undefined;
  readonly type?: string | undefined;
  /** With `counted`: every code that means the type. */
  readonly typeCodes?: readonly string[] | undefined;
  readonly serialState?: string | undefined;
  /** Where a doubt of the gate was overridden: `any` or the doubt's code, by which unit, in which month. */
  readonly override?: string | undefined;
  readonly overrideUnit?: number | undefined;
  readonly overrideMonth?: string | undefined;
}

export interface RecoveryFilter extends RecoveryChoice {
  readonly sort: "recent" | "oldest" | "recorded" | "waiting";
  readonly after: readonly (string | number | null)[] | null;
  readonly limit: number;
}

/** Stands for "not recorded" in a filter of what the figures count. */
const nothing = "-";

function same(expression: string, wanted: string, bind: (value: unknown) => string): string {
  return wanted === nothing ? `${expression} is null` : `${expression} = ${bind(wanted)}`;
}

/** A weapon `f` of this type as the figures name it: by a code that means it, or by its words where it has no code. */
export function ofCountedType(
  wanted: string,
  codes: readonly string[] | undefined,
  bind: (value: unknown) => string,
): string {
  if (wanted === nothing) return "(f.type_code is null and f.type_written is null)";
  return `(f.type_code = any(${bind(codes ?? [wanted])}::text[]) or (f.type_code is null and f.type_written = ${bind(wanted)}))`;
}

/** As the figures count (docs/figures.md): this very type, the state of the serial; "-" is "not recorded". */
function countedConditions(filter: RecoveryChoice, bind: (value: unknown) => string): string[] {
  const where: string[] = [];
  const weapon: string[] = [];
  if (filter.region === nothing) where.push("r.region is null");
  if (filter.type !== undefined) weapon.push(ofCountedType(filter.type, filter.typeCodes, bind));
  if (filter.serialState !== undefined) weapon.push(same("f.serial_state", filter.serialState, bind));
  if (weapon.length > 0)
    where.push(`exists (select from firearms.firearm f where f.recovery_id = r.id and ${weapon.join(" and ")})`);
  return where;
}

/** Conditions on `r` (recovery) and `i` (its institution); pushes what they bind into `values`. */
export function recoveryConditions(filter: RecoveryChoice, values: unknown[]): string[] {
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const where: string[] = [];
  if (filter.manner !== undefined) where.push(`r.manner = ${bind(filter.manner)}`);
  if (filter.region !== undefined && !(filter.counted === true && filter.region === nothing))
    where.push(`r.region = ${bind(filter.region)}`);
  if (filter.institution !== undefined) where.push(`i.code = ${bind(filter.institution)}`);
  if (filter.from !== undefined) where.push(`r.occurred_on >= ${bind(filter.from)}::date`);
  if (filter.until !== undefined) where.push(`r.occurred_on <= ${bind(filter.until)}::date`);
  if (filter.status === "changed") where.push(amongChangedSince);
  else if (filter.status !== undefined) where.push(`r.status = ${bind(filter.status)}`);
  if (filter.override !== undefined) where.push(amongOverridden(filter.override, filter, bind));
  // A literal, so that the index of the flag is met; the contract's list, so that it is one of ours.
  if (filter.flag !== undefined && (triageFlags as readonly string[]).includes(filter.flag))
    where.push(`r.flags @> array['${filter.flag}'::text]`);
  if (filter.placeKind !== undefined) where.push(`r.place_kind = ${bind(filter.placeKind)}`);
  if (filter.unit !== undefined) where.push(`r.unit_id = ${bind(filter.unit)}`);
  if (filter.types !== undefined)
    where.push(
      `exists (select from firearms.firearm f where f.recovery_id = r.id and f.type_code = any(${bind(filter.types)}))`,
    );
  // The ground (context) that stands, by its code or by its words where it has none: the same for list and figures.
  for (const history of ["ground", "context"] as const) {
    const wanted = filter[history];
    if (wanted !== undefined) where.push(same(`coalesce(r.${history}_code, r.${history}_written)`, wanted, bind));
  }
  if (filter.counted === true) where.push(...countedConditions(filter, bind));
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

/** What each order sorts by, as the indexes of migrations/0012 are built. A recovery without a day comes last. */
const orders = {
  recent: { key: "coalesce(r.occurred_on, '-infinity'::date)", direction: "desc", cast: "date", missing: "-infinity" },
  oldest: { key: "coalesce(r.occurred_on, 'infinity'::date)", direction: "asc", cast: "date", missing: "infinity" },
  recorded: { key: "r.created_at", direction: "desc", cast: "timestamptz", missing: "-infinity" },
  waiting: { key: "r.created_at", direction: "asc", cast: "timestamptz", missing: "infinity" },
} as const;

/** Newest (by day of the recovery, or by recording) or oldest first; a recovery without a day comes last. */
export async function listRecoveryRows(tx: Tx, filter: RecoveryFilter): Promise<RecoveryRow[]> {
  const values: unknown[] = [];
  const where = recoveryConditions(filter, values);
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const { key, direction, cast, missing } = orders[filter.sort];
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
  const where = recoveryConditions(filter, values);
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
