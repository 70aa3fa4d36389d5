/**
 * What the quality gate asks of the database: the same number elsewhere. The only place with its SQL.
 */
import type { Tx } from "../platform/database.ts";
import type { SameSerial } from "../firearms/quality-gate.ts";

/**
 * Weapons that the caller may see with one of these numbers (normalised), without those of `recoveryId`.
 * `keys`: index keys of the numbers, so that no table is gone through.
 */
export async function weaponsWithSerials(
  tx: Tx,
  serials: readonly string[],
  keys: readonly bigint[],
  recoveryId: string | null,
): Promise<SameSerial[]> {
  if (serials.length === 0 || keys.length === 0) return [];
  return tx.query<SameSerial & { [column: string]: unknown }>(
    `select f.id, f.number, f.serial_normal as serial, reference.kept_code('makes', f.make_code) as make, reference.kept_code('models', f.model_code) as model from firearms.firearm f
     where f.id in (select k.subject_id from matching.serial_key k where k.key = any($2::bigint[]) and k.subject_kind = 2)
       and f.serial_normal = any($1) and ($3::uuid is null or f.recovery_id <> $3) order by f.created_at, f.id limit 50`,
    [serials, keys, recoveryId],
  );
}
