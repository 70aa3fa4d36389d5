/**
 * Firearms in the database. The only place with their SQL.
 */
import type { Tx } from "../platform/database.ts";
import type { Classes } from "./classification.ts";
import type { AwaitReason } from "./examiner.ts";
import type { aspects } from "./firearm.contract.ts";

export interface FirearmRow {
  id: string;
  number: string;
  recovery_id: string;
  version: number;
  institution_id: number;
  institution: string;
  handling: number;
  created_at: string;
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
  serial_normal: string | null;
  serial_state: string;
  recovered_on: string | null;
  recovered_manner: string;
  state_owned: string | null;
  class_unodc: string;
  class_hs: string;
  class_admin: string;
  conversion_code: string | null;
  conversion_written: string | null;
  generation_code: string | null;
  generation_written: string | null;
  importer_code: string | null;
  importer_written: string | null;
  disputed: boolean;
  awaits: AwaitReason[];
  examined_at: string | null;
  recovery_number: string | null;
  audience: number[];
}

export const firearmColumns = `f.id, f.number, f.recovery_id, f.version, f.institution_id, i.code as institution, f.handling, f.created_at,
  f.type_code, f.type_written, f.make_code, f.make_written, f.model_code, f.model_written, f.calibre_code, f.calibre_written,
  f.country, f.year, f.serial_written, f.serial_normal, f.serial_state, f.recovered_on, f.recovered_manner, f.state_owned,
  f.class_unodc, f.class_hs, f.class_admin, f.conversion_code, f.conversion_written, f.generation_code, f.generation_written, f.importer_code, f.importer_written,
  f.disputed, f.awaits, f.examined_at, f.audience`;

export async function findFirearm(tx: Tx, id: string): Promise<FirearmRow | undefined> {
  const rows = await tx.query<FirearmRow>(
    `select ${firearmColumns}, r.number as recovery_number from firearms.firearm f
     join access.institution i on i.id = f.institution_id
     left join recoveries.recovery r on r.id = f.recovery_id where f.id = $1`,
    [id],
  );
  return rows[0];
}

export async function firearmsOfRecoveries(tx: Tx, recoveryIds: readonly string[]): Promise<FirearmRow[]> {
  if (recoveryIds.length === 0) return [];
  return tx.query<FirearmRow>(
    `select ${firearmColumns}, null as recovery_number from firearms.firearm f join access.institution i on i.id = f.institution_id
     where f.recovery_id = any($1) order by f.recovery_id, f.position`,
    [recoveryIds],
  );
}

export interface ReadingRow {
  id: string;
  mark_id: string;
  written: string;
  normal: string | null;
  state: string;
  method: string;
  confidence: string;
  note: string | null;
  examined: boolean;
  photo_id: string | null;
  region_x: number | null;
  region_y: number | null;
  region_w: number | null;
  region_h: number | null;
  read_at: string;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
}
export interface MarkRow {
  id: string;
  kind: string;
  place: string;
}
export interface IdentificationRow {
  id: string;
  aspect: (typeof aspects)[number];
  code: string | null;
  written: string;
  source: string;
  source_reference: string | null;
  grade: string | null;
  examined: boolean;
  recorded_at: string;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
}

export async function marksOf(tx: Tx, firearmId: string): Promise<MarkRow[]> {
  return tx.query<MarkRow>(
    "select id, kind, place from firearms.mark where firearm_id = $1 order by position, created_at, id",
    [firearmId],
  );
}

export async function readingsOf(tx: Tx, firearmId: string): Promise<ReadingRow[]> {
  return tx.query<ReadingRow>(
    `select r.id, r.mark_id, r.written, r.normal, r.state, r.method, r.confidence, r.note, r.examined, r.photo_id, r.region_x, r.region_y, r.region_w, r.region_h, r.read_at,
       p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, access.reveal_institution_of(r.read_by) as by_institution
     from firearms.reading r left join access.person p on p.id = r.read_by where r.firearm_id = $1 order by r.read_at, r.id`,
    [firearmId],
  );
}

export async function identificationsOf(tx: Tx, firearmId: string): Promise<IdentificationRow[]> {
  return tx.query<IdentificationRow>(
    `select s.id, s.aspect, s.code, s.written, s.source, s.source_reference, s.grade, s.examined, s.recorded_at,
       p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, access.reveal_institution_of(s.recorded_by) as by_institution
     from firearms.identification s left join access.person p on p.id = s.recorded_by where s.firearm_id = $1 order by s.recorded_at, s.id`,
    [firearmId],
  );
}

export interface NewFirearm {
  id: string;
  number: string;
  recoveryId: string;
  position: number;
  type: Designated;
  make: Designated;
  model: Designated;
  calibre: Designated;
  country: string | null;
  year: number | null;
  stateOwned: string | null;
  conversion: Designated;
  generation: Designated;
  importer: Designated;
  classes: Classes;
  serialWritten: string | null;
  serialNormal: string | null;
  serialState: string;
  serialKeys: readonly bigint[];
  disputed: boolean;
  awaits: readonly AwaitReason[];
  importRunId: string | null;
  importRow: number | null;
}
export interface Designated {
  readonly code: string | null;
  readonly written: string | null;
}

/** Many rows in one statement: the import writes thousands. */
export async function insertFirearms(tx: Tx, firearms: readonly NewFirearm[]): Promise<void> {
  if (firearms.length === 0) return;
  await tx.query(
    `insert into firearms.firearm (id, number, recovery_id, position, institution_id, unit_id, created_by, audience, recovered_manner,
       type_code, type_written, make_code, make_written, model_code, model_written, calibre_code, calibre_written, country, year, state_owned,
       serial_written, serial_normal, serial_state, serial_keys, disputed, awaits, import_run_id, import_row, class_unodc, class_hs, class_admin,
       conversion_code, conversion_written, generation_code, generation_written, importer_code, importer_written)
     select x.id, x.number, x."recoveryId", x.position, 0, 0, access.actor(), '{}', '',
       x."typeCode", x."typeWritten", x."makeCode", x."makeWritten", x."modelCode", x."modelWritten", x."calibreCode", x."calibreWritten",
       x.country, x.year, x."stateOwned", x."serialWritten", x."serialNormal", x."serialState", x."serialKeys"::bigint[], x.disputed, x.awaits::text[], x."importRunId", x."importRow",
       x.unodc, x.hs, x.administrative, x."conversionCode", x."conversionWritten", x."generationCode", x."generationWritten", x."importerCode", x."importerWritten"
     from jsonb_to_recordset($1::jsonb) as x(id uuid, number text, "recoveryId" uuid, position int, "typeCode" text, "typeWritten" text,
       "makeCode" text, "makeWritten" text, "modelCode" text, "modelWritten" text, "calibreCode" text, "calibreWritten" text, country text, year int,
       "stateOwned" text, "serialWritten" text, "serialNormal" text, "serialState" text, "serialKeys" text, disputed boolean, awaits text, "importRunId" uuid, "importRow" int,
       unodc text, hs text, administrative text, "conversionCode" text, "conversionWritten" text, "generationCode" text, "generationWritten" text,
       "importerCode" text, "importerWritten" text)`,
    [
      JSON.stringify(
        firearms.map((firearm) => ({
          ...firearm,
          typeCode: firearm.type.code,
          typeWritten: firearm.type.written,
          makeCode: firearm.make.code,
          makeWritten: firearm.make.written,
          modelCode: firearm.model.code,
          modelWritten: firearm.model.written,
          calibreCode: firearm.calibre.code,
          calibreWritten: firearm.calibre.written,
          conversionCode: firearm.conversion.code,
          conversionWritten: firearm.conversion.written,
          generationCode: firearm.generation.code,
          generationWritten: firearm.generation.written,
          importerCode: firearm.importer.code,
          importerWritten: firearm.importer.written,
          ...firearm.classes,
          serialKeys: `{${firearm.serialKeys.join(",")}}`,
          awaits: `{${firearm.awaits.join(",")}}`,
        })),
      ),
    ],
  );
}

export interface NewMark {
  id: string;
  firearmId: string;
  kind: string;
  place: string;
  position: number;
}
export interface NewReading {
  id: string;
  markId: string;
  firearmId: string;
  written: string;
  normal: string | null;
  state: string;
  method: string;
  confidence: string;
  note: string | null;
  /** Read by somebody who examines firearms. */
  examined: boolean;
  photo: { readonly id: string; readonly region: { x: number; y: number; w: number; h: number } | null } | null;
}
export interface NewIdentification {
  id: string;
  firearmId: string;
  aspect: string;
  code: string | null;
  written: string;
  source: string;
  sourceReference: string | null;
  grade: string | null;
  /** Said by somebody who examines firearms. */
  examined: boolean;
}

export async function insertMarks(tx: Tx, marks: readonly NewMark[]): Promise<void> {
  if (marks.length === 0) return;
  await tx.query(
    `insert into firearms.mark (id, firearm_id, kind, place, position, created_by, institution_id, audience)
     select x.id, x."firearmId", x.kind, x.place, x.position, access.actor(), 0, '{}'
     from jsonb_to_recordset($1::jsonb) as x(id uuid, "firearmId" uuid, kind text, place text, position int)`,
    [JSON.stringify(marks)],
  );
}

export async function insertReadings(tx: Tx, readings: readonly NewReading[]): Promise<void> {
  if (readings.length === 0) return;
  await tx.query(
    `insert into firearms.reading (id, mark_id, firearm_id, written, normal, state, method, confidence, note, examined, photo_id, region_x, region_y, region_w, region_h, read_by, institution_id, audience)
     select x.id, x."markId", x."firearmId", x.written, x.normal, x.state, x.method, x.confidence, x.note, x.examined, x.photo_id, x.x, x.y, x.w, x.h, access.actor(), 0, '{}'
     from jsonb_to_recordset($1::jsonb) as x(id uuid, "markId" uuid, "firearmId" uuid, written text, normal text, state text, method text, confidence text, note text, examined boolean,
       photo_id uuid, x real, y real, w real, h real)`,
    [
      JSON.stringify(
        readings.map(({ photo, ...reading }) => ({ ...reading, photo_id: photo?.id ?? null, ...photo?.region })),
      ),
    ],
  );
}

export async function insertIdentifications(tx: Tx, statements: readonly NewIdentification[]): Promise<void> {
  if (statements.length === 0) return;
  await tx.query(
    `insert into firearms.identification (id, firearm_id, aspect, code, written, source, source_reference, grade, examined, recorded_by, institution_id, audience)
     select x.id, x."firearmId", x.aspect, x.code, x.written, x.source, x."sourceReference", x.grade, x.examined, access.actor(), 0, '{}'
     from jsonb_to_recordset($1::jsonb) as x(id uuid, "firearmId" uuid, aspect text, code text, written text, source text, "sourceReference" text, grade text, examined boolean)`,
    [JSON.stringify(statements)],
  );
}

/** Writes the best statements beside the statements, and gives the keys the weapon had before. */
export async function updateBest(
  tx: Tx,
  id: string,
  best: Pick<
    NewFirearm,
    | "type"
    | "make"
    | "model"
    | "calibre"
    | "country"
    | "year"
    | "serialWritten"
    | "serialNormal"
    | "serialState"
    | "serialKeys"
    | "conversion"
    | "generation"
    | "importer"
    | "classes"
  >,
): Promise<string[]> {
  const rows = await tx.query<{ serial_keys: string[] }>(
    "select serial_keys from firearms.firearm where id = $1 for update",
    [id],
  );
  await tx.query(
    `update firearms.firearm set type_code = $2, type_written = $3, make_code = $4, make_written = $5, model_code = $6, model_written = $7,
       calibre_code = $8, calibre_written = $9, country = $10, year = $11, serial_written = $12, serial_normal = $13, serial_state = $14,
       serial_keys = $15::bigint[], class_unodc = $16, class_hs = $17, class_admin = $18, conversion_code = $19, conversion_written = $20,
       generation_code = $21, generation_written = $22, importer_code = $23, importer_written = $24 where id = $1`,
    [
      id,
      best.type.code,
      best.type.written,
      best.make.code,
      best.make.written,
      best.model.code,
      best.model.written,
      best.calibre.code,
      best.calibre.written,
      best.country,
      best.year,
      best.serialWritten,
      best.serialNormal,
      best.serialState,
      `{${best.serialKeys.join(",")}}`,
      best.classes.unodc,
      best.classes.hs,
      best.classes.administrative,
      best.conversion.code,
      best.conversion.written,
      best.generation.code,
      best.generation.written,
      best.importer.code,
      best.importer.written,
    ],
  );
  return rows[0]?.serial_keys ?? [];
}

/** Makes the weapons findable, in the same transaction; asks the matcher to propose hits. */
export async function putKeys(tx: Tx, ids: readonly string[], oldKeys: readonly string[] = []): Promise<void> {
  if (ids.length > 0) await tx.query("select matching.put_keys(2, $1, $2::bigint[])", [ids, oldKeys]);
}

export interface FirearmFilter {
  readonly q?: string | undefined;
  readonly number?: string | undefined;
  readonly keys?: readonly bigint[] | undefined;
  /** Codes, each with all that mean it (`codesOf`). */
  readonly types?: readonly string[] | undefined;
  readonly makes?: readonly string[] | undefined;
  readonly calibres?: readonly string[] | undefined;
  readonly models?: readonly string[] | undefined;
  readonly serialState?: string | undefined;
  readonly after: readonly [string, string] | null;
  readonly limit: number;
}

/** Newest first. Words are looked for in make, model, type and serial as written. */
export async function listFirearmRows(tx: Tx, filter: FirearmFilter): Promise<FirearmRow[]> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const where: string[] = [];
  if (filter.after !== null)
    where.push(`(f.created_at, f.id) < (${bind(filter.after[0])}::timestamptz, ${bind(filter.after[1])}::uuid)`);
  for (const aspect of ["type", "make", "calibre", "model"] as const) {
    const codes = filter[`${aspect}s`];
    if (codes !== undefined) where.push(`f.${aspect}_code = any(${bind(codes)}::text[])`);
  }
  if (filter.serialState !== undefined) where.push(`f.serial_state = ${bind(filter.serialState)}`);
  if (filter.number !== undefined) where.push(`f.number = ${bind(filter.number)}`);
  else if (filter.q !== undefined && filter.q !== "") {
    const like = bind(`%${filter.q.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`);
    const words = `(f.make_written ilike ${like} or f.model_written ilike ${like} or f.type_written ilike ${like} or f.serial_written ilike ${like})`;
    where.push(
      filter.keys === undefined || filter.keys.length === 0
        ? words
        : `(${words} or f.id in (select k.subject_id from matching.serial_key k where k.key = any(${bind(filter.keys)}::bigint[]) and k.subject_kind = 2))`,
    );
  }
  return tx.query<FirearmRow>(
    `select ${firearmColumns}, null as recovery_number from firearms.firearm f join access.institution i on i.id = f.institution_id
     ${where.length === 0 ? "" : `where ${where.join(" and ")}`} order by f.created_at desc, f.id desc limit ${bind(filter.limit)}`,
    values,
  );
}
