/**
 * Institutions, units, people, roles and sessions in the database, as the keeper writes them.
 *
 * Promises: what is set up twice is there once (institutions by code, units by code, people by user name), so that a
 * set-up that was cut off is started again. Refuses: to hold a secret in clear.
 */
import { randomBytes } from "node:crypto";
import type { Database, Tx } from "../platform/database.ts";
import { uuidv7 } from "../platform/ids.ts";
import { tokenHash } from "../platform/tokens.ts";
import { roles, type Scope } from "./roles.ts";

/** Writes the role table as roles.ts says; run at every start. */
export async function syncRoles(database: Database): Promise<void> {
  await database.asSystem("tamga_keeper", async (tx) => {
    await tx.query("select pg_advisory_xact_lock(7120934411)");
    for (const role of roles) {
      await tx.query(
        "insert into access.role (code, content) values ($1, $2) on conflict (code) do update set content = excluded.content",
        [role.code, role.content],
      );
      await tx.query("delete from access.role_permission where role = $1 and not permission = any($2)", [
        role.code,
        role.permissions,
      ]);
      await tx.query(
        "insert into access.role_permission (role, permission) select $1, unnest($2::text[]) on conflict do nothing",
        [role.code, role.permissions],
      );
    }
  });
}

export interface InstitutionInput {
  readonly code: string;
  readonly kind: string;
  readonly nameEn: string;
  readonly nameRu: string;
  readonly shortEn: string;
  readonly shortRu: string;
  readonly contact: Readonly<Record<string, unknown>>;
}

export async function putInstitution(tx: Tx, input: InstitutionInput): Promise<number> {
  const rows = await tx.query<{ id: number }>(
    `insert into access.institution (code, kind, name_en, name_ru, short_en, short_ru, contact) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (code) do update set kind = excluded.kind, name_en = excluded.name_en, name_ru = excluded.name_ru, short_en = excluded.short_en,
       short_ru = excluded.short_ru, contact = excluded.contact returning id`,
    [input.code, input.kind, input.nameEn, input.nameRu, input.shortEn, input.shortRu, JSON.stringify(input.contact)],
  );
  return rows[0]?.id ?? 0;
}

export interface UnitInput {
  readonly institutionId: number;
  readonly parentId: number | null;
  readonly code: string;
  readonly kind: string;
  readonly nameEn: string;
  readonly nameRu: string;
  readonly region: string | null;
  readonly place: string | null;
}

export async function putUnit(tx: Tx, input: UnitInput): Promise<number> {
  const rows = await tx.query<{ id: number }>(
    `insert into access.unit (institution_id, parent_id, code, kind, name_en, name_ru, region, place) values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (institution_id, code) do update set parent_id = excluded.parent_id, kind = excluded.kind, name_en = excluded.name_en,
       name_ru = excluded.name_ru, region = excluded.region, place = excluded.place returning id`,
    [
      input.institutionId,
      input.parentId,
      input.code,
      input.kind,
      input.nameEn,
      input.nameRu,
      input.region,
      input.place,
    ],
  );
  return rows[0]?.id ?? 0;
}

export interface PersonInput {
  readonly username: string;
  readonly nameLatin: string;
  readonly nameCyrillic: string;
  readonly titleEn: string;
  readonly titleRu: string;
  readonly institutionId: number;
  readonly unitId: number;
  readonly language: "en" | "ru";
  readonly email?: string | null;
  readonly breakGlass?: boolean;
}

export async function putPerson(tx: Tx, input: PersonInput): Promise<string> {
  const rows = await tx.query<{ id: string }>(
    `insert into access.person (id, username, name_latin, name_cyrillic, title_en, title_ru, institution_id, unit_id, language, email, break_glass)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (username) do update set name_latin = excluded.name_latin, name_cyrillic = excluded.name_cyrillic, title_en = excluded.title_en,
       title_ru = excluded.title_ru, institution_id = excluded.institution_id, unit_id = excluded.unit_id, email = excluded.email returning id`,
    [
      uuidv7(),
      input.username,
      input.nameLatin,
      input.nameCyrillic,
      input.titleEn,
      input.titleRu,
      input.institutionId,
      input.unitId,
      input.language,
      input.email ?? null,
      input.breakGlass ?? false,
    ],
  );
  return rows[0]?.id ?? "";
}

export async function assignRole(
  tx: Tx,
  assignment: {
    personId: string;
    role: string;
    scope: Scope;
    unitId: number;
    by?: string | null;
    until?: string | null;
  },
): Promise<string> {
  const id = uuidv7();
  await tx.query(
    "insert into access.role_assignment (id, person_id, role, scope, unit_id, assigned_by, valid_until) values ($1, $2, $3, $4, $5, $6, $7)",
    [
      id,
      assignment.personId,
      assignment.role,
      assignment.scope,
      assignment.unitId,
      assignment.by ?? null,
      assignment.until ?? null,
    ],
  );
  return id;
}

export interface NewSession {
  readonly token: string;
  readonly id: string;
}

/** Opens a session and gives its token: the only time it exists in clear. */
export async function openSession(
  tx: Tx,
  session: {
    personId: string;
    strength: "password" | "second-factor" | "oidc" | "passkey";
    hours: number;
    idleMinutes: number;
    userAgent: string | null;
    address: string | null;
  },
): Promise<NewSession> {
  const token = randomBytes(32).toString("base64url");
  const id = uuidv7();
  await tx.query(
    `insert into access.session (id, token_hash, person_id, expires_at, idle_seconds, strength, user_agent, address)
     values ($1, $2, $3, now() + make_interval(hours => $4), $5, $6, $7, $8)`,
    [
      id,
      tokenHash(token),
      session.personId,
      session.hours,
      session.idleMinutes * 60,
      session.strength,
      session.userAgent?.slice(0, 300) ?? null,
      session.address,
    ],
  );
  return { token, id };
}

export type SharingLevel = "full" | "hit" | "pointer";

/** National configuration: what an institution lets another know. A null viewer is the national focal point's group. */
export async function putSharingRule(
  tx: Tx,
  rule: {
    kind: "recovery" | "firearm" | "register-record";
    owner: string;
    viewer: string | null;
    level: SharingLevel;
    legalBasis: string;
  },
): Promise<void> {
  await tx.query(
    `insert into access.sharing_rule (id, kind, owner_institution_id, viewer_institution_id, level, legal_basis)
     select $1, $2, o.id, v.id, $5, $6 from access.institution o left join access.institution v on v.code = $4
     where o.code = $3 and ($4::text is null or v.id is not null) on conflict do nothing`,
    [uuidv7(), rule.kind, rule.owner, rule.viewer, rule.level, rule.legalBasis],
  );
}
