/** Figures in SQL, under the reader's audience like everything else. */
import type { Tx } from "../platform/database.ts";
import { ofCountedType, recoveryConditions, type RecoveryChoice } from "../recoveries/recovery.store.ts";
import { codesOf } from "../reference/merged-code.store.ts";
import type { PictureFilter } from "./picture.ts";

function conditions(choice: RecoveryChoice, values: unknown[]): string {
  return ["true", ...recoveryConditions(choice, values)].join(" and ");
}

/**
 * Firearms counted, with a hit that the reader may see, and with a confirmed one. From the hits to the weapons: there are
 * few hits and many weapons.
 */
export async function hitCounts(
  tx: Tx,
  { type, serialState, ...rest }: PictureFilter,
): Promise<{ proposed: number; confirmed: number }> {
  const values: unknown[] = [];
  const where = [conditions({ ...rest, counted: true }, values), "f.state_owned is null"];
  if (type !== undefined)
    where.push(ofCountedType(type, await codesOf(tx, "types", type), (value) => `$${values.push(value)}`));
  if (serialState !== undefined) where.push(`f.serial_state = $${values.push(serialState)}`);
  const [row] = await tx.query<{ proposed: number; confirmed: number }>(
    `select count(*) as proposed, count(*) filter (where h.confirmed) as confirmed
     from (select x.firearm_id, bool_or(x.state = 'confirmed') as confirmed from matching.hit x group by 1) h
     join firearms.firearm f on f.id = h.firearm_id join recoveries.recovery r on r.id = f.recovery_id join access.institution i on i.id = r.institution_id
     where ${where.join(" and ")}`,
    values,
  );
  return row ?? { proposed: 0, confirmed: 0 };
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
  choice: RecoveryChoice,
  after: readonly [string, string] | null,
  limit: number,
): Promise<ExportRow[]> {
  const values: unknown[] = [];
  const where = conditions(choice, values);
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
