/**
 * Unfinished forms in the database. The only place with their SQL.
 */
import type { Tx } from "../platform/database.ts";

export interface DraftRow {
  id: string;
  version: number;
  institution_id: number;
  unit_id: number;
  unit_en: string;
  unit_ru: string;
  created_at: string;
  changed_at: string;
  recovery_id: string | null;
  body: Record<string, unknown>;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
  changer_id: string | null;
  changer_latin: string | null;
  changer_cyrillic: string | null;
}

const columns = `d.id, d.version, d.institution_id, d.unit_id, u.name_en as unit_en, u.name_ru as unit_ru, d.created_at, d.changed_at, d.recovery_id, d.body,
  p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, i.code as by_institution,
  c.id as changer_id, c.name_latin as changer_latin, c.name_cyrillic as changer_cyrillic`;
const joins = `join access.unit u on u.id = d.unit_id join access.institution i on i.id = d.institution_id
  left join access.person p on p.id = d.created_by left join access.person c on c.id = d.changed_by`;

export async function findDraft(tx: Tx, id: string): Promise<DraftRow | undefined> {
  return (await tx.query<DraftRow>(`select ${columns} from recoveries.draft d ${joins} where d.id = $1`, [id]))[0];
}

/** Forms that are not submitted, the last changed first. */
export async function listDraftRows(
  tx: Tx,
  after: readonly (string | number | null)[] | null,
  limit: number,
): Promise<DraftRow[]> {
  return tx.query<DraftRow>(
    `select ${columns} from recoveries.draft d ${joins}
     where d.recovery_id is null and ($1::timestamptz is null or (d.changed_at, d.id) < ($1::timestamptz, $2::uuid))
     order by d.changed_at desc, d.id desc limit $3`,
    [after?.[0] ?? null, after?.[1] ?? null, limit],
  );
}

/** Keeps a new form; false when the id is taken. */
export async function insertDraft(tx: Tx, id: string, body: Readonly<Record<string, unknown>>): Promise<boolean> {
  const rows = await tx.query<{ done: number }>(
    `with made as (
       insert into recoveries.draft (id, institution_id, unit_id, created_by, changed_by, audience, body)
       values ($1, 0, 0, access.actor(), access.actor(), '{}', $2) on conflict do nothing returning 1)
     select count(*)::int as done from made`,
    [id, JSON.stringify(body)],
  );
  return rows[0]?.done === 1;
}

/** Keeps the form as it is now; false when somebody changed it meanwhile, or it is submitted. */
export async function updateDraft(
  tx: Tx,
  id: string,
  version: number,
  body: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const rows = await tx.query(
    "update recoveries.draft set body = $3 where id = $1 and version = $2 and recovery_id is null returning id",
    [id, version, JSON.stringify(body)],
  );
  return rows.length > 0;
}

/** Marks the form as the source of a record; false when it is not there, or another record was made from it. */
export async function closeDraft(tx: Tx, id: string, recoveryId: string): Promise<boolean> {
  const rows = await tx.query(
    "update recoveries.draft set recovery_id = $2 where id = $1 and recovery_id is null returning id",
    [id, recoveryId],
  );
  return rows.length > 0;
}

export async function deleteDraft(tx: Tx, id: string): Promise<boolean> {
  return (
    (await tx.query("delete from recoveries.draft where id = $1 and recovery_id is null returning id", [id])).length > 0
  );
}
