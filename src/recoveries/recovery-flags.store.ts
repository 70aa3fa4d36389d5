/**
 * What triage needs to know of a record, and the flags it found. The only place with their SQL.
 */
import type { Tx } from "../platform/database.ts";
import type { TriageFlag, TriageWeapon } from "./triage.ts";

export interface FlagFactsRow {
  latitude: number | null;
  longitude: number | null;
  placeCode: string | null;
  grounds: string[];
  contexts: string[];
  residences: string[];
  weapons: TriageWeapon[];
}

/** Handed to the program, never to a person: an examiner with one weapon changes flags of a record they do not see. */
export async function flagFactsOf(tx: Tx, recoveryId: string): Promise<FlagFactsRow | undefined> {
  const [row] = await tx.query<{ facts: FlagFactsRow | null }>("select recoveries.reveal_flag_facts($1) as facts", [
    recoveryId,
  ]);
  return row?.facts ?? undefined;
}

export async function putFlags(tx: Tx, recoveryId: string, flags: readonly TriageFlag[]): Promise<void> {
  await tx.query("select recoveries.put_flags($1, $2)", [recoveryId, flags]);
}

/** Where the gazetteer says that a place lies; undefined where it does not say. */
export async function placeAt(tx: Tx, code: string): Promise<{ lat: number; lon: number } | undefined> {
  const [row] = await tx.query<{ lat: number | null; lon: number | null }>(
    `select (p->>'lat')::float8 as lat, (p->>'lon')::float8 as lon from platform.setting s, jsonb_array_elements(s.value) p
     where s.key = 'country.places' and p->>'code' = $1 limit 1`,
    [code],
  );
  return row?.lat == null || row.lon == null ? undefined : { lat: row.lat, lon: row.lon };
}
