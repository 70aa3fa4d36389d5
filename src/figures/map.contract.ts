/**
 * The map of the country: first-level regions, neighbours, and lines that are no agreed border. The call.
 *
 * The map is national configuration (setting `country.map`), never code: who borders whom, and where that is disputed, is
 * the country's to say, and is said in words beside the line.
 */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { text } from "../platform/contract-parts.ts";

const longitude = z.number().min(-180).max(180);
const latitude = z.number().min(-90).max(90);
const point = z.tuple([longitude, latitude]);
/** Closed or not: the last point is joined to the first. Holes are rings too. */
const ring = z.array(point).min(3).max(20_000);
const named = { en: text(300), ru: text(300) };

export const borderKinds = ["disputed", "provisional"] as const;

export const countryMap = z.object({
  /** What is shown, in degrees: west, south, east, north. */
  frame: z.tuple([longitude, latitude, longitude, latitude]),
  /** Codes are those of the setting `country.regions`. */
  regions: z
    .array(z.object({ code: z.string().max(60), rings: z.array(ring).min(1) }))
    .min(1)
    .max(200),
  neighbours: z
    .array(z.object({ code: z.string().max(10), ...named, label: point, rings: z.array(ring).min(1) }))
    .max(60),
  /** Stretches that are disputed, or drawn as far as is known. */
  borders: z.array(z.object({ kind: z.enum(borderKinds), ...named, line: z.array(point).min(2).max(20_000) })).max(100),
  /** Whose shapes they are, where their licence asks for it. */
  attribution: z.object(named).optional(),
});
export type CountryMap = z.output<typeof countryMap>;

export const readMap = contract({
  id: "figures.map",
  method: "GET",
  path: "/map",
  summary: "The country's regions, its neighbours and its disputed borders, as shapes; null where none is configured",
  output: z.object({ map: countryMap.nullable() }),
  permission: "session",
  journal: "none",
});
