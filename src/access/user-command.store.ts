/** What the commands of the operator at the machine need from the database. As the keeper. */
import type { Tx } from "../platform/database.ts";

export interface UserRow {
  id: string;
  username: string;
  latin: string;
  cyrillic: string;
  institution: string;
  institution_id: number;
  institution_kind: string;
  unit: string;
  unit_id: number;
  active: boolean;
  break_glass: boolean;
  roles: string[];
  second_factor: boolean;
  sessions: number;
}

const columns = `
  select p.id, p.username, p.name_latin as latin, p.name_cyrillic as cyrillic, i.code as institution, i.id as institution_id, i.kind as institution_kind,
    u.code as unit, u.id as unit_id, p.active, p.break_glass,
    coalesce((select array_agg(distinct a.role order by a.role) from access.role_assignment a
      where a.person_id = p.id and (a.valid_until is null or a.valid_until > now())), '{}') as roles,
    exists (select from access.credential c where c.person_id = p.id and c.kind in ('totp','passkey') and c.confirmed) as second_factor,
    (select count(*) from access.session s where s.person_id = p.id and s.ended_at is null and s.expires_at > now()
      and s.last_seen_at + make_interval(secs => s.idle_seconds) > now()) as sessions
  from access.person p join access.institution i on i.id = p.institution_id join access.unit u on u.id = p.unit_id`;

export async function userRows(tx: Tx, institution: string | null): Promise<UserRow[]> {
  return tx.query<UserRow>(`${columns} where $1::text is null or i.code = $1 order by i.code, p.username`, [
    institution,
  ]);
}

export async function userRow(tx: Tx, username: string): Promise<UserRow | undefined> {
  return (await tx.query<UserRow>(`${columns} where p.username = $1`, [username]))[0];
}

export async function institutionByCode(tx: Tx, code: string): Promise<{ id: number; kind: string } | undefined> {
  return (
    await tx.query<{ id: number; kind: string }>("select id, kind from access.institution where code = $1 and active", [
      code,
    ])
  )[0];
}

export async function unitByCode(tx: Tx, institutionId: number, code: string): Promise<number | undefined> {
  return (
    await tx.query<{ id: number }>("select id from access.unit where institution_id = $1 and code = $2 and active", [
      institutionId,
      code,
    ])
  )[0]?.id;
}

/** Ends a role wherever the person holds it; gives how often. */
export async function endRoleOf(tx: Tx, personId: string, role: string): Promise<number> {
  const rows = await tx.query(
    `update access.role_assignment set valid_until = now(), valid_from = least(valid_from, now())
     where person_id = $1 and role = $2 and (valid_until is null or valid_until > now()) returning id`,
    [personId, role],
  );
  return rows.length;
}

/** Ends every session of the node; gives how many. */
export async function endAllSessions(tx: Tx): Promise<number> {
  return (
    await tx.query(
      "update access.session set ended_at = now(), ended_why = 'ended-by-administrator' where ended_at is null returning id",
    )
  ).length;
}
