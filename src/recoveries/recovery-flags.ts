/**
 * Triage flags of a record, kept up to date.
 *
 * Promises: every write that touches what a flag follows from calls `refreshFlags` in its own transaction. Refuses: flags
 * that somebody enters.
 */
import { settingOf } from "../platform/settings.ts";
import { z } from "zod";
import type { Tx } from "../platform/database.ts";
import { flagFactsOf, placeAt, putFlags, type FlagFactsRow } from "./recovery-flags.store.ts";
import { triage, usualThresholds, type TriageFlag } from "./triage.ts";

/** National configuration of the room, `platform.setting` under `country.recoveries`. */
const configuration = z.object({
  home: z.string().length(2).nullish(),
  borderKm: z.number().positive().nullish(),
  manyWeapons: z.number().int().min(1).nullish(),
  sequenceLength: z.number().int().min(2).nullish(),
  sequenceGap: z.number().int().min(1).nullish(),
  authorMayAccept: z.boolean().nullish(),
});

export interface RecoverySettings {
  readonly home: string | null;
  readonly borderKm: number;
  readonly manyWeapons: number;
  readonly sequenceLength: number;
  readonly sequenceGap: number;
  /** Small posts: whoever recorded it may accept it. */
  readonly authorMayAccept: boolean;
}

export async function recoverySettings(tx: Tx): Promise<RecoverySettings> {
  const set = configuration.safeParse((await settingOf(tx, "country.recoveries")) ?? {}).data ?? {};
  return {
    home: set.home ?? usualThresholds.home,
    borderKm: set.borderKm ?? usualThresholds.borderKm,
    manyWeapons: set.manyWeapons ?? usualThresholds.manyWeapons,
    sequenceLength: set.sequenceLength ?? usualThresholds.sequenceLength,
    sequenceGap: set.sequenceGap ?? usualThresholds.sequenceGap,
    authorMayAccept: set.authorMayAccept ?? false,
  };
}

/** Lines of the country's border, each a list of [longitude, latitude]: `platform.setting` under `country.borders`. */
const borderLines = z.array(z.array(z.tuple([z.number(), z.number()])));

/** The flags of these facts, by the country's configuration. */
export async function flagsOf(tx: Tx, facts: FlagFactsRow): Promise<TriageFlag[]> {
  let point =
    facts.latitude === null || facts.longitude === null
      ? null
      : { latitude: facts.latitude, longitude: facts.longitude };
  if (point === null && facts.placeCode !== null) {
    const place = await placeAt(tx, facts.placeCode);
    if (place !== undefined) point = { latitude: place.lat, longitude: place.lon };
  }
  const borders =
    point === null ? [] : (borderLines.safeParse((await settingOf(tx, "country.borders")) ?? []).data ?? []);
  return triage({ ...facts, point, borders }, await recoverySettings(tx));
}

/** Computes the flags anew from what the record says now. */
export async function refreshFlags(tx: Tx, recoveryId: string): Promise<void> {
  const facts = await flagFactsOf(tx, recoveryId);
  if (facts !== undefined) await putFlags(tx, recoveryId, await flagsOf(tx, facts));
}
