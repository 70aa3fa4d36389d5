/**
 * Offences are national law: a country's own list stands in `platform.setting` under `country.offences`; where there is none that
 * can be read, the shipped beginning stands.
 */
import { z } from "zod";
import type { Tx } from "../platform/database.ts";
import { settingOf } from "../platform/settings.ts";
import { recoveryLists, type Offence } from "./recovery-lists.ts";

const ownOffences = z.array(z.object({ code: z.string(), en: z.string(), ru: z.string(), iccs: z.string().nullish() }));

/** The offences in force here, by code. */
export async function countryOffences(tx: Tx): Promise<ReadonlyMap<string, Offence>> {
  const own = ownOffences.safeParse(await settingOf(tx, "country.offences"));
  if (!own.success) return recoveryLists().offences;
  return new Map(
    own.data.map(({ code, en, ru, iccs }) => [code, { code, name: en, en, ru, iccs: iccs ?? null }] as const),
  );
}
