/** Figures in SQL, under the reader's audience like everything else. */
import type { Tx } from "../platform/database.ts";
import type { dimensions } from "./figures.contract.ts";

export interface Period {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly manner?: string | undefined;
  readonly institution?: string | undefined;
  readonly region?: string | undefined;
}

function conditions(period: Period, values: unknown[]): string {
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const where: string[] = ["true"];
  if (period.from !== undefined) where.push(`r.occurred_on >= ${bind(period.from)}::date`);
  if (period.until !== undefined) where.push(`r.occurred_on <= ${bind(period.until)}::date`);
  if (period.manner !== undefined) where.push(`r.manner = ${bind(period.manner)}`);
  if (period.institution !== undefined) where.push(`i.code = ${bind(period.institution)}`);
  if (period.region !== undefined) where.push(`r.region = ${bind(period.region)}`);
  return where.join(" and ");
}

/** Dimensions of the recovery count both; dimensions of the weapon count each weapon, and its recovery once per value. */
const keys: Readonly<Record<(typeof dimensions)[number], string>> = {
  month: "to_char(r.occurred_on, 'YYYY-MM')",
  manner: "r.manner",
  institution: "i.code",
  region: "r.region",
  type: "coalesce(f.type_code, f.type_written)",
  "serial-state": "f.serial_state",
  ground:
    "(select coalesce(g.code, g.written) from recoveries.ground g where g.recovery_id = r.id order by g.recorded_at desc, g.id desc limit 1)",
};

export async function countBy(
  tx: Tx,
  by: (typeof dimensions)[number],
  period: Period,
): Promise<{ key: string | null; recoveries: number; firearms: number }[]> {
  const values: unknown[] = [];
  return tx.query(
    `select ${keys[by]} as key, count(distinct r.id) as recoveries, count(f.id) as firearms
     from recoveries.recovery r join access.institution i on i.id = r.institution_id left join firearms.firearm f on f.recovery_id = r.id
     where ${conditions(period, values)} group by 1 order by 1 nulls last`,
    values,
  );
}

export async function totals(tx: Tx, period: Period): Promise<{ recoveries: number; firearms: number }> {
  const values: unknown[] = [];
  const [row] = await tx.query<{ recoveries: number; firearms: number }>(
    `select count(distinct r.id) as recoveries, count(f.id) as firearms
     from recoveries.recovery r join access.institution i on i.id = r.institution_id left join firearms.firearm f on f.recovery_id = r.id
     where ${conditions(period, values)}`,
    values,
  );
  return row ?? { recoveries: 0, firearms: 0 };
}

/** Numbers that nest: each is a part of the one before it, except the first. */
export async function components(tx: Tx, period: Period): Promise<{ code: string; count: number }[]> {
  const values: unknown[] = [];
  const [row] = await tx.query<Record<string, number>>(
    `select count(*) as recovered,
       count(*) filter (where f.serial_state in ('clear','partial','restored')) as "serial-readable",
       count(*) filter (where f.serial_state in ('clear','partial','restored') and f.make_code is not null and f.model_code is not null and f.calibre_code is not null) as identified,
       count(*) filter (where exists (select from matching.hit h where h.firearm_id = f.id)) as "hit-proposed",
       count(*) filter (where exists (select from matching.hit h where h.firearm_id = f.id and h.state = 'confirmed')) as "hit-confirmed"
     from firearms.firearm f join recoveries.recovery r on r.id = f.recovery_id join access.institution i on i.id = r.institution_id
     where ${conditions(period, values)}`,
    values,
  );
  return Object.entries(row ?? {}).map(([code, count]) => ({ code, count }));
}

export interface ExportRow {
  number: string;
  recovery: string;
  institution: string;
  manner: string;
  occurred_on: string | null;
  place: string | null;
  region: string | null;
  handling: number;
  type: string | null;
  make: string | null;
  model: string | null;
  calibre: string | null;
  serial: string | null;
  serial_state: string;
  country: string | null;
  year: number | null;
  created_at: string;
  id: string;
}

/** One row for each weapon, in batches: by time of recording. */
export async function exportRows(
  tx: Tx,
  period: Period,
  after: readonly [string, string] | null,
  limit: number,
): Promise<ExportRow[]> {
  const values: unknown[] = [];
  const where = conditions(period, values);
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const from =
    after === null ? "" : `and (f.created_at, f.id) > (${bind(after[0])}::timestamptz, ${bind(after[1])}::uuid)`;
  return tx.query<ExportRow>(
    `select f.id, f.created_at, f.number, r.number as recovery, i.code as institution, r.manner, r.occurred_on, coalesce(r.place_written, r.place_code) as place, r.region, f.handling,
       coalesce(f.type_code, f.type_written) as type, coalesce(f.make_written, f.make_code) as make, coalesce(f.model_written, f.model_code) as model,
       coalesce(f.calibre_code, f.calibre_written) as calibre, f.serial_written as serial, f.serial_state, f.country, f.year
     from firearms.firearm f join recoveries.recovery r on r.id = f.recovery_id join access.institution i on i.id = r.institution_id
     where ${where} ${from} order by f.created_at, f.id limit ${bind(limit)}`,
    values,
  );
}
