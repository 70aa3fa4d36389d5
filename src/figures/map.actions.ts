/**
 * The map of the country, from its configuration.
 *
 * Promises: what is configured is shown as it is, or not at all: a map that cannot be read gives none, and the pages show
 * their tables. Refuses: to draw a border that nobody configured.
 */
import { settingOf } from "../platform/settings.ts";
import type { CallOutput } from "../platform/contract.ts";
import { route, type Context } from "../platform/route.ts";
import { countryMap, readMap } from "./map.contract.ts";

async function map({ tx }: Context): Promise<CallOutput<typeof readMap>> {
  const set = await settingOf(tx, "country.map");
  if (typeof set !== "object") return { map: null };
  return { map: countryMap.safeParse({ neighbours: [], borders: [], ...set }).data ?? null };
}

export const mapRoutes = [route(readMap, map)];
