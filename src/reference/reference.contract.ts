/**
 * The code lists for pickers: what a field may hold, named in both languages. The call.
 *
 * A list without `q` comes whole (the longest has a few hundred entries), so that a page can name every code it meets;
 * with `q` the entries that fit what is being typed, the best first, through synonyms in every script.
 */
import { z } from "zod";
import { contract } from "../platform/contract.ts";
import { recordId, text } from "../platform/contract-parts.ts";

export const referenceLists = [
  "types",
  "makes",
  "models",
  "calibres",
  "grounds",
  "contexts",
  "manners",
  "mark-kinds",
  "mark-states",
  "mark-places",
  "reading-methods",
  "statement-sources",
  "unodc-types",
  "hs-headings",
  "administrative-classes",
  "place-kinds",
  "conveyances",
  "concealments",
  "party-categories",
  "item-kinds",
  "item-types",
  "offences",
  "conversions",
  "countries",
  "regions",
  "places",
] as const;

export const referenceEntry = z.object({
  code: z.string(),
  en: z.string(),
  ru: z.string(),
  /** What the entry means, in words, where the list says so. */
  meaning: z.object({ en: z.string(), ru: z.string() }).optional(),
  /** Types and places of a mark: the wider one. Null for the widest. */
  parent: z.string().nullable().optional(),
  /** Models: code of the make. */
  make: z.string().optional(),
  /** Models: code of the type. */
  type: z.string().optional(),
  /** Models: code of the calibre; null where it was made in several. */
  calibre: z.string().nullable().optional(),
  /** Models: codes of other makes on which the same model is met. */
  madeAlso: z.array(z.string()).optional(),
  /** Models and calibres: codes of what they are easily taken for. */
  lookAlikes: z.array(z.string()).optional(),
  /** Makes: years of the name, where they are surely known. */
  from: z.number().int().nullable().optional(),
  until: z.number().int().nullable().optional(),
  /** Makes: country code. */
  country: z.string().nullable().optional(),
  /** Grounds: the manners that they can stand with. */
  manners: z.array(z.string()).optional(),
  /** Marks: whether such a mark tells one weapon from another. */
  identifies: z.boolean().optional(),
  /** States of a mark: whether a reading may stand beside it. */
  readable: z.boolean().optional(),
  /** Methods of reading: whether it can bring out what was removed. */
  restores: z.boolean().optional(),
  /** Sources of a statement: whether a number or title must stand beside it. */
  reference: z.enum(["needed", "wanted", "none"]).optional(),
  /** Types of item: code of the kind. */
  kind: z.string().optional(),
  /** Kinds of item: units in which it is counted or weighed, the usual one first. */
  units: z.array(z.string()).optional(),
  /** Offences: the international classification (ICCS). */
  iccs: z.string().nullable().optional(),
  /** Places: code of the region. */
  region: z.string().nullable().optional(),
  /** Other writings: given with a search, the one that was met. */
  also: z.string().optional(),
});

export const readReference = contract({
  id: "reference.list",
  method: "GET",
  path: "/reference/:list",
  summary: "A code list for pickers, whole or what fits the typed words",
  params: z.object({ list: z.enum(referenceLists) }),
  query: z.object({
    q: text(100).optional(),
    /** Models: of this make first. */
    make: z.string().max(80).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(12),
  }),
  output: z.object({
    items: z.array(referenceEntry),
    /** The whole list, or only what fits. */
    whole: z.boolean(),
    /** With the whole list: codes that stand in old records and mean another entry now. */
    merged: z.array(z.object({ code: z.string(), into: z.string() })),
  }),
  permission: "session",
  journal: "none",
});

export const listColleagues = contract({
  id: "reference.colleagues",
  method: "GET",
  path: "/colleagues",
  summary: "People of one's own institution, for the share picker; without oneself",
  output: z.object({
    items: z.array(
      z.object({
        id: recordId,
        latin: z.string(),
        cyrillic: z.string(),
        unit: z.object({ en: z.string(), ru: z.string() }),
      }),
    ),
  }),
  permission: "access.share",
  journal: "none",
});
