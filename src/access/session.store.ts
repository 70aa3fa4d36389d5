/** Sessions, one's own account and the node's facts in the database. */
import type { Tx } from "../platform/database.ts";
import { asKeeper } from "./people-keeper.ts";

export interface NodeFacts {
  readonly name: { readonly en: string; readonly ru: string } | null;
  readonly demo: boolean;
}

/** The node's name and whether it is a demonstration, as platform.setting keeps them ("node.name", "node.demo"). */
export async function nodeFacts(tx: Tx): Promise<NodeFacts> {
  const rows = await tx.query<{ key: string; value: unknown }>(
    "select key, value from platform.setting where key in ('node.name','node.demo')",
  );
  const value = (key: string): unknown => rows.find((row) => row.key === key)?.value;
  const name = value("node.name");
  const told =
    typeof name === "object" && name !== null ? (name as { en?: unknown; ru?: unknown }) : { en: name, ru: name };
  return {
    name: typeof told.en === "string" && typeof told.ru === "string" ? { en: told.en, ru: told.ru } : null,
    demo: value("node.demo") === true,
  };
}

export interface OwnRow {
  email: string | null;
  title_en: string;
  title_ru: string;
  kind: string;
  institution_en: string;
  institution_ru: string;
  short_en: string;
  short_ru: string;
  unit_en: string;
  unit_ru: string;
}

export async function ownRow(tx: Tx, id: string): Promise<OwnRow | undefined> {
  const rows = await tx.query<OwnRow>(
    `select p.email, p.title_en, p.title_ru, i.kind, i.name_en as institution_en, i.name_ru as institution_ru, i.short_en, i.short_ru, u.name_en as unit_en,
       u.name_ru as unit_ru
     from access.person p join access.institution i on i.id = p.institution_id join access.unit u on u.id = p.unit_id where p.id = $1`,
    [id],
  );
  return rows[0];
}

export interface AssignmentRow {
  id: string;
  role: string;
  scope: string;
  unit_id: number;
  unit_en: string;
  unit_ru: string;
  since: string;
  until: string | null;
  current: boolean;
}

/** Assignments of a person that hold now or later; the wall shows one's own, and all to who administers or audits. */
export async function assignmentRows(tx: Tx, personId: string): Promise<AssignmentRow[]> {
  return tx.query<AssignmentRow>(
    `select a.id, a.role, a.scope, a.unit_id, u.name_en as unit_en, u.name_ru as unit_ru, a.valid_from as since, a.valid_until as until, a.valid_from <= now() as current
     from access.role_assignment a join access.unit u on u.id = a.unit_id
     where a.person_id = $1 and (a.valid_until is null or a.valid_until > now()) order by a.id`,
    [personId],
  );
}

export interface SessionRow {
  id: string;
  created_at: string;
  last_seen_at: string;
  expires_at: string;
  idle_seconds: number;
  strength: string;
  user_agent: string | null;
  address: string | null;
}

/** Live sessions of a person, newest first. As the keeper. */
export async function liveSessions(tx: Tx, personId: string): Promise<SessionRow[]> {
  return tx.query<SessionRow>(
    `select id, created_at, last_seen_at, expires_at, idle_seconds, strength, user_agent, address from access.session
     where person_id = $1 and ended_at is null and expires_at > now() and last_seen_at + make_interval(secs => idle_seconds) > now() order by id desc`,
    [personId],
  );
}

export type EndReason =
  | "signed-out"
  | "ended-by-owner"
  | "password-changed"
  | "second-factor-set"
  | "closed"
  | "ended-by-administrator"
  | "reset";

/** Ends live sessions of a person: one, all, or all but one. Gives how many. As the keeper. */
export async function endSessions(
  tx: Tx,
  personId: string,
  why: EndReason,
  which: { readonly only?: string; readonly but?: string | null; readonly strength?: string } = {},
): Promise<number> {
  const rows = await tx.query(
    `update access.session set ended_at = now(), ended_why = $2 where person_id = $1 and ended_at is null and ($3::uuid is null or id = $3)
       and ($4::uuid is null or id <> $4) and ($5::text is null or strength = $5) returning id`,
    [personId, why, which.only ?? null, which.but ?? null, which.strength ?? null],
  );
  return rows.length;
}

/** The session has now shown a second factor. */
export async function strengthenSession(tx: Tx, sessionId: string): Promise<void> {
  await tx.query("update access.session set strength = 'second-factor' where id = $1 and strength = 'password'", [
    sessionId,
  ]);
}

/** The caller's own session, in the caller's transaction. */
export async function currentSession(tx: Tx, sessionId: string): Promise<SessionRow | undefined> {
  return asKeeper(tx, async (keeper) => {
    const rows = await keeper.query<SessionRow>(
      "select id, created_at, last_seen_at, expires_at, idle_seconds, strength, user_agent, address from access.session where id = $1",
      [sessionId],
    );
    return rows[0];
  });
}
