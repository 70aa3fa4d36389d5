/**
 * Steps of a recovery, and doubts that were overridden, in the database. The only place with their SQL.
 */
import type { Tx } from "../platform/database.ts";
import { Problem } from "../platform/problem.ts";
import type { Status, StepVerb } from "./recovery-status.ts";

export interface StepRow {
  id: string;
  verb: StepVerb;
  to_status: Status;
  reason: string | null;
  recorded_at: string;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
}

export async function stepsOf(tx: Tx, recoveryId: string): Promise<StepRow[]> {
  return tx.query<StepRow>(
    `select s.id, s.verb, s.to_status, s.reason, s.recorded_at, p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic,
       access.reveal_institution_of(s.recorded_by) as by_institution
     from recoveries.step s left join access.person p on p.id = s.recorded_by where s.recovery_id = $1 order by s.recorded_at, s.id`,
    [recoveryId],
  );
}

/**
 * Takes a step; the database moves the record's status with it.
 * Throws Problem 409 "version-outdated" where somebody took another one meanwhile.
 */
export async function insertStep(
  tx: Tx,
  step: {
    readonly id: string;
    readonly recoveryId: string;
    readonly verb: StepVerb;
    readonly reason: string | null;
    /** The last change that who confirms has looked at. */
    readonly confirms?: string | null;
  },
): Promise<void> {
  const taken = tx.query(
    `insert into recoveries.step (id, recovery_id, verb, reason, confirms, to_status, record_version, recorded_by, unit_id, institution_id, audience)
     values ($1, $2, $3, $4, $5, '', 0, access.actor(), 0, 0, '{}')`,
    [step.id, step.recoveryId, step.verb, step.reason, step.confirms ?? null],
  );
  await taken.catch((fault: unknown) => {
    if (fault instanceof Error && (fault as { code?: string }).code === "T0009")
      throw new Problem({ status: 409, code: "version-outdated", cause: fault });
    throw fault;
  });
}

export interface OverrideRow {
  firearm_id: string;
  code: string;
  field: string;
  judged: string;
  reason: string;
  recorded_at: string;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
}

export async function overridesOf(tx: Tx, recoveryId: string): Promise<OverrideRow[]> {
  return tx.query<OverrideRow>(
    `select o.firearm_id, o.code, o.field, o.judged, o.reason, o.recorded_at, p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic,
       access.reveal_institution_of(o.recorded_by) as by_institution
     from firearms.doubt_override o left join access.person p on p.id = o.recorded_by where o.recovery_id = $1 order by o.recorded_at, o.id`,
    [recoveryId],
  );
}

export interface NewOverride {
  readonly id: string;
  readonly firearmId: string;
  readonly recoveryId: string;
  readonly code: string;
  readonly field: string;
  readonly judged: string;
  readonly reason: string;
}

export async function insertOverrides(tx: Tx, overrides: readonly NewOverride[]): Promise<void> {
  if (overrides.length === 0) return;
  await tx.query(
    `insert into firearms.doubt_override (id, firearm_id, recovery_id, code, field, judged, reason, recorded_by, unit_id, institution_id, audience)
     select x.id, x."firearmId", x."recoveryId", x.code, x.field, x.judged, x.reason, access.actor(), 0, 0, '{}'
     from jsonb_to_recordset($1::jsonb) as x(id uuid, "firearmId" uuid, "recoveryId" uuid, code text, field text, judged text, reason text)`,
    [JSON.stringify(overrides)],
  );
}

export interface OverrideCountRow {
  institution: string;
  unit_id: number;
  unit_en: string;
  unit_ru: string;
  month: string;
  firearms: number;
  overrides: number;
  by_doubt: Record<string, number>;
}

/**
 * Weapons that people recorded, and overridden doubts, by unit and month of either: components, never only a ratio.
 * Imported weapons do not pass the gate and are left out.
 */
export async function countOverrideRows(
  tx: Tx,
  period: { readonly from?: string | undefined; readonly until?: string | undefined },
): Promise<OverrideCountRow[]> {
  const within = (column: string): string =>
    `($1::date is null or ${column} >= $1::date) and ($2::date is null or ${column} < $2::date + 1)`;
  return tx.query<OverrideCountRow>(
    `with recorded as (
       select f.unit_id, to_char(f.created_at, 'YYYY-MM') as month, count(*) as n from firearms.firearm f
       where f.import_run_id is null and ${within("f.created_at")} group by 1, 2),
     overridden as (
       select o.unit_id, to_char(o.recorded_at, 'YYYY-MM') as month, o.code, count(*) as n from firearms.doubt_override o
       where ${within("o.recorded_at")} group by 1, 2, 3),
     summed as (select unit_id, month, sum(n) as n, jsonb_object_agg(code, n) as by_doubt from overridden group by 1, 2)
     select i.code as institution, u.id as unit_id, u.name_en as unit_en, u.name_ru as unit_ru, coalesce(r.month, s.month) as month,
       coalesce(r.n, 0)::int as firearms, coalesce(s.n, 0)::int as overrides, coalesce(s.by_doubt, '{}') as by_doubt
     from recorded r full join summed s on s.unit_id = r.unit_id and s.month = r.month
     join access.unit u on u.id = coalesce(r.unit_id, s.unit_id) join access.institution i on i.id = u.institution_id
     order by month desc, i.code, u.id`,
    [period.from ?? null, period.until ?? null],
  );
}
