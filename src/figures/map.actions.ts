/**
 * The map of the country, from its configuration.
 *
 * Promises: what is configured is shown as it is, or not at all: a map that cannot be read gives none, and the pages show
 * their tables. Refuses: to draw a border that nobody configured.
 */
import type { CallOutput } from "../platform/contract.ts";
import { route, type Context } from "../platform/route.ts";
import { countryMap, readMap } from "./map.contract.ts";

async function map({ tx }: Context): Promise<CallOutput<typeof readMap>> {
  const [row] = await tx.query<{ value: unknown }>("select value from platform.setting where key = 'country.map'");
  if (typeof row?.value !== "object") return { map: null };
  return { map: countryMap.safeParse({ neighbours: [], borders: [], ...row.value }).data ?? null };
}

export const mapRoutes = [route(readMap, map)];
