/** People as administrators see them: accounts, without anything secret. */
import type { Tx } from "../platform/database.ts";
import { uuidv7 } from "../platform/ids.ts";
import { asKeeper } from "./people-keeper.ts";

export interface PersonRow {
  id: string;
  username: string;
  latin: string;
  cyrillic: string;
  title_en: string;
  title_ru: string;
  institution: string;
  institution_id: number;
  institution_kind: string;
  unit_id: number;
  unit_code: string;
  unit_en: string;
  unit_ru: string;
  language: "en" | "ru";
  active: boolean;
  break_glass: boolean;
  email: string | null;
  created_at: string;
  roles: string[];
}

const columns = `
  select p.id, p.username, p.name_latin as latin, p.name_cyrillic as cyrillic, p.title_en, p.title_ru, i.code as institution, p.institution_id,
    i.kind as institution_kind, p.unit_id, u.code as unit_code, u.name_en as unit_en, u.name_ru as unit_ru, p.language, p.active, p.break_glass, p.email, p.created_at,
    coalesce((select array_agg(distinct a.role order by a.role) from access.role_assignment a
      where a.person_id = p.id and a.valid_from <= now() and (a.valid_until is null or a.valid_until > now())), '{}') as roles
  from access.person p join access.institution i on i.id = p.institution_id join access.unit u on u.id = p.unit_id`;

/** Capitals that lower() leaves as they are where the database was made with the locale C: Russian and the region's. */
const capitals = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯӘҒҚҢӨҰҮҺІӢӮҲҶЎЄЇҐ";
const small = (column: string): string => `translate(lower(${column}), '${capitals}', '${capitals.toLowerCase()}')`;

export interface PeopleQuery {
  /** Null: all institutions. */
  readonly institutionId: number | null;
  readonly institution: string | null;
  readonly q: string | null;
  readonly role: string | null;
  readonly active: boolean | null;
  readonly after: string | null;
  readonly limit: number;
}

export async function personRows(tx: Tx, query: PeopleQuery): Promise<PersonRow[]> {
  const like = query.q === null ? null : `%${query.q.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return tx.query<PersonRow>(
    `${columns} where ($1::int is null or p.institution_id = $1) and ($2::text is null or i.code = $2)
       and ($3::text is null or p.username like $3 or ${small("p.name_latin")} like $3 or ${small("p.name_cyrillic")} like $3)
       and ($4::text is null or exists (select from access.role_assignment a where a.person_id = p.id and a.role = $4 and a.valid_from <= now()
         and (a.valid_until is null or a.valid_until > now())))
       and ($5::boolean is null or p.active = $5) and ($6::text is null or p.username > $6) order by p.username limit $7`,
    [query.institutionId, query.institution, like, query.role, query.active, query.after, query.limit],
  );
}

export async function personRow(tx: Tx, id: string): Promise<PersonRow | undefined> {
  return (await tx.query<PersonRow>(`${columns} where p.id = $1`, [id]))[0];
}

export interface WaysRow {
  password: boolean;
  totp: number;
  passkeys: number;
  recovery: number;
  oidc: boolean;
  setup_until: string | null;
  sessions: number;
  last_sign_in: string | null;
  tokens: number;
}

/** How a person can sign in. In the caller's transaction, as the keeper. */
export async function waysRow(tx: Tx, personId: string): Promise<WaysRow | undefined> {
  const rows = await asKeeper(tx, (keeper) =>
    keeper.query<WaysRow>(
      `select exists (select from access.credential c where c.person_id = p.id and c.kind = 'password') as password,
         (select count(*) from access.credential c where c.person_id = p.id and c.kind = 'totp' and c.confirmed) as totp,
         (select count(*) from access.credential c where c.person_id = p.id and c.kind = 'passkey') as passkeys,
         (select count(*) from access.credential c where c.person_id = p.id and c.kind = 'recovery') as recovery,
         p.oidc_subject is not null as oidc,
         (select c.expires_at from access.credential c where c.person_id = p.id and c.kind = 'setup' and c.expires_at > now() limit 1) as setup_until,
         (select count(*) from access.session s where s.person_id = p.id and s.ended_at is null and s.expires_at > now()
            and s.last_seen_at + make_interval(secs => s.idle_seconds) > now()) as sessions,
         (select max(s.created_at) from access.session s where s.person_id = p.id) as last_sign_in,
         (select count(*) from access.machine_token t where t.person_id = p.id and t.revoked_at is null and t.expires_at > now()) as tokens
       from access.person p where p.id = $1`,
      [personId],
    ),
  );
  return rows[0];
}

export interface UnitRow {
  id: number;
  institution_id: number;
  institution: string;
  kind: string;
}

export async function unitRow(tx: Tx, id: number): Promise<UnitRow | undefined> {
  const rows = await tx.query<UnitRow>(
    "select u.id, u.institution_id, i.code as institution, i.kind from access.unit u join access.institution i on i.id = u.institution_id where u.id = $1 and u.active and i.active",
    [id],
  );
  return rows[0];
}

/** The unit at the top of an institution; undefined when it has none. */
export async function rootUnit(tx: Tx, institutionId: number): Promise<number | undefined> {
  const rows = await tx.query<{ id: number }>(
    "select id from access.unit where institution_id = $1 and active order by parent_id nulls first, id limit 1",
    [institutionId],
  );
  return rows[0]?.id;
}

export interface NewPerson {
  readonly username: string;
  readonly nameLatin: string;
  readonly nameCyrillic: string;
  readonly titleEn: string;
  readonly titleRu: string;
  readonly institutionId: number;
  readonly unitId: number;
  readonly language: "en" | "ru";
  readonly email: string | null;
  readonly breakGlass?: boolean;
}

/** Makes a person; null when the user name is taken. Never touches who is there already. As the keeper. */
export async function insertPerson(tx: Tx, person: NewPerson): Promise<string | null> {
  const rows = await tx.query<{ id: string }>(
    `insert into access.person (id, username, name_latin, name_cyrillic, title_en, title_ru, institution_id, unit_id, language, email, break_glass)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (username) do nothing returning id`,
    [
      uuidv7(),
      person.username,
      person.nameLatin,
      person.nameCyrillic,
      person.titleEn,
      person.titleRu,
      person.institutionId,
      person.unitId,
      person.language,
      person.email,
      person.breakGlass ?? false,
    ],
  );
  return rows[0]?.id ?? null;
}

/** Active people who administer the node now, without one. As the keeper; holds a lock so that two cannot leave at once. */
export async function otherAdministrators(
  tx: Tx,
  without: { personId?: string; assignmentId?: string },
): Promise<number> {
  await tx.query("select pg_advisory_xact_lock(7120934413)");
  const [row] = await tx.query<{ count: number }>(
    `select count(distinct p.id) as count from access.person p join access.role_assignment a on a.person_id = p.id
     where p.active and not p.break_glass and a.role = 'administrator' and a.valid_from <= now() and (a.valid_until is null or a.valid_until > now())
       and ($1::uuid is null or p.id <> $1) and ($2::uuid is null or a.id <> $2)`,
    [without.personId ?? null, without.assignmentId ?? null],
  );
  return row?.count ?? 0;
}

/** Closes or opens an account. Closing ends sessions and tokens with it. As the keeper. */
export async function setActive(tx: Tx, personId: string, active: boolean): Promise<void> {
  await tx.query("update access.person set active = $2 where id = $1", [personId, active]);
  if (active) return;
  await tx.query(
    "update access.session set ended_at = now(), ended_why = 'closed' where person_id = $1 and ended_at is null",
    [personId],
  );
  await tx.query("update access.machine_token set revoked_at = now() where person_id = $1 and revoked_at is null", [
    personId,
  ]);
  await tx.query("delete from access.credential where person_id = $1 and kind = 'setup'", [personId]);
}
