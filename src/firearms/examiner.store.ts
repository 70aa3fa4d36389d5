/**
 * Examinations in the database: who has a weapon on their desk, what was concluded, what still waits.
 */
import type { Tx } from "../platform/database.ts";
import type { AwaitReason } from "./examiner.ts";
import { firearmColumns, type FirearmRow } from "./firearm.store.ts";

export interface ExaminationRow {
  id: string;
  firearm_id: string;
  claimed_at: string;
  until: string;
  lapsed: boolean;
  ended_at: string | null;
  outcome: "released" | "lapsed" | "concluded" | null;
  conclusion: string | null;
  holder_id: string;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
}

const columns = `e.id, e.firearm_id, e.claimed_at, e.until, e.until <= now() as lapsed, e.ended_at, e.outcome, e.conclusion, e.person_id as holder_id,
  p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, i.code as by_institution`;
const joined = `firearms.examination e join access.institution i on i.id = e.person_institution_id left join access.person p on p.id = e.person_id`;

/** All examinations of these weapons, oldest first. */
export async function examinationsOf(tx: Tx, firearmIds: readonly string[]): Promise<ExaminationRow[]> {
  if (firearmIds.length === 0) return [];
  return tx.query<ExaminationRow>(
    `select ${columns} from ${joined} where e.firearm_id = any($1) order by e.claimed_at, e.id`,
    [firearmIds],
  );
}

/** Takes the weapon; undefined when somebody holds it. A lapsed claim ends first. */
export async function claimWeapon(
  tx: Tx,
  claim: { readonly id: string; readonly firearmId: string; readonly hours: number },
): Promise<{ id: string } | undefined> {
  await tx.query(
    "update firearms.examination set ended_at = now(), outcome = 'lapsed' where firearm_id = $1 and ended_at is null and until <= now()",
    [claim.firearmId],
  );
  const rows = await tx.query<{ id: string }>(
    `insert into firearms.examination (id, firearm_id, person_id, person_institution_id, until)
     values ($1, $2, access.actor(), access.my_institution(), now() + make_interval(hours => $3))
     on conflict (firearm_id) where ended_at is null do nothing returning id`,
    [claim.id, claim.firearmId, claim.hours],
  );
  return rows[0];
}

/** Ends one's own claim; false when there is none. */
export async function endExamination(
  tx: Tx,
  firearmId: string,
  end: { readonly outcome: "released" | "concluded"; readonly conclusion: string | null },
): Promise<boolean> {
  const rows = await tx.query(
    `update firearms.examination set ended_at = now(), outcome = $2, conclusion = $3
     where firearm_id = $1 and ended_at is null and person_id = access.actor() returning id`,
    [firearmId, end.outcome, end.conclusion],
  );
  return rows.length > 0;
}

/** Whether a doubt of the gate was overridden since the last conclusion. */
export async function overriddenSince(tx: Tx, firearmId: string): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from firearms.doubt_override d join firearms.firearm f on f.id = d.firearm_id
     where f.id = $1 and d.recorded_at > coalesce(f.examined_at, '-infinity') limit 1`,
    [firearmId],
  );
  return rows.length > 0;
}

/** Writes what follows from readings, statements and conclusions. */
export async function putAwaited(
  tx: Tx,
  firearmId: string,
  facts: { readonly disputed: boolean; readonly awaits: readonly AwaitReason[]; readonly concluded?: boolean },
): Promise<void> {
  await tx.query(
    `update firearms.firearm set disputed = $2, awaits = $3${facts.concluded === true ? ", examined_at = now()" : ""} where id = $1`,
    [firearmId, facts.disputed, facts.awaits],
  );
}

export interface WaitingFilter {
  readonly reason?: AwaitReason | undefined;
  /** Every code that means the type. */
  readonly types?: readonly string[] | undefined;
  readonly institution?: string | undefined;
  readonly held?: "nobody" | "me" | "others" | undefined;
  readonly after: readonly [string, string] | null;
  readonly limit: number;
}

/** Weapons that wait, the longest waiting first. */
export async function waitingRows(tx: Tx, filter: WaitingFilter): Promise<FirearmRow[]> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const where = ["f.awaits <> '{}'"];
  if (filter.reason !== undefined) where.push(`${bind(filter.reason)} = any(f.awaits)`);
  if (filter.types !== undefined) where.push(`f.type_code = any(${bind(filter.types)}::text[])`);
  if (filter.institution !== undefined) where.push(`i.code = ${bind(filter.institution)}`);
  const open =
    "select from firearms.examination e where e.firearm_id = f.id and e.ended_at is null and e.until > now()";
  if (filter.held === "nobody") where.push(`not exists (${open})`);
  if (filter.held === "me") where.push(`exists (${open} and e.person_id = access.actor())`);
  if (filter.held === "others") where.push(`exists (${open} and e.person_id <> access.actor())`);
  if (filter.after !== null)
    where.push(`(f.created_at, f.id) < (${bind(filter.after[0])}::timestamptz, ${bind(filter.after[1])}::uuid)`);
  return tx.query<FirearmRow>(
    `select ${firearmColumns}, null as recovery_number from firearms.firearm f join access.institution i on i.id = f.institution_id
     where ${where.join(" and ")} order by f.created_at desc, f.id desc limit ${bind(filter.limit)}`,
    values,
  );
}

/** How many wait in all, counted up to a thousand, and how many of them lie on one's own desk. */
export async function waitingCounts(tx: Tx): Promise<{ all: number; mine: number }> {
  const [row] = await tx.query<{ all: number; mine: number }>(
    `select (select count(*) from (select from firearms.firearm f where f.awaits <> '{}' limit 1000) w) as "all",
       (select count(*) from firearms.examination e where e.person_id = access.actor() and e.ended_at is null and e.until > now()) as mine`,
  );
  return row ?? { all: 0, mine: 0 };
}
