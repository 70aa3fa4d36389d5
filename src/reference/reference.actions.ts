/**
 * The code lists, answered.
 *
 * Promises: what a person types is found by beginning, word or synonym, in Cyrillic or Latin, whatever the look-alike
 * letters; an exact name or synonym stands first. Regions and places are national configuration (platform.setting
 * `country.regions`, `country.places`), never code. Refuses: to invent; where nothing fits, the list is empty and the
 * words stay as written.
 */
import { z } from "zod";
import type { CallInput, CallOutput } from "../platform/contract.ts";
import type { Tx } from "../platform/database.ts";
import { route, type Context } from "../platform/route.ts";
import { settingOf } from "../platform/settings.ts";
import type { CodeEntry, Model } from "./code-lists.ts";
import { freshLists } from "./list-follower.ts";
import { CodeMap } from "./list-overlay.ts";
import { codeLists, madeOfLists } from "./lists.ts";
import { foldName } from "./make-names.ts";
import { countryOffences } from "./country-offences.ts";
import { recoveryLists } from "./recovery-lists.ts";
import { listColleagues, readReference, type referenceEntry } from "./reference.contract.ts";

type Entry = z.output<typeof referenceEntry>;
type ListName = CallInput<typeof readReference>["params"]["list"];

/** Lists that a country sets itself. */
type CountryList = "regions" | "places" | "offences";

/** An entry with every writing by which it is known. */
interface Listed {
  readonly entry: Entry;
  readonly names: readonly string[];
  readonly synonyms: readonly string[];
}

/** Made once for the lists that stand: a national addition makes them anew. */
const inCode = madeOfLists(() => new Map<string, readonly Listed[]>());

function listed<From extends CodeEntry & { readonly aliases?: readonly string[] }>(
  from: ReadonlyMap<string, From>,
  more: (entry: From) => Partial<Entry>,
): readonly Listed[] {
  return [...from.values()].map((entry) => ({
    entry: { code: entry.code, en: entry.en, ru: entry.ru, ...more(entry) },
    names: [entry.en, entry.ru, entry.code],
    synonyms: entry.aliases ?? [],
  }));
}

/** Codes of what it is easily taken for, where there are any. */
function lookAlikesOf({ lookAlikes }: { readonly lookAlikes: readonly string[] }): Partial<Entry> {
  return lookAlikes.length === 0 ? {} : { lookAlikes: [...lookAlikes] };
}

function moreOfModel(model: Model): Partial<Entry> {
  const { make, type, calibre, madeAlso } = model;
  return { make, type, calibre, ...(madeAlso.length === 0 ? {} : { madeAlso: [...madeAlso] }), ...lookAlikesOf(model) };
}

function readListOfProgram(name: Exclude<ListName, CountryList>): readonly Listed[] {
  const lists = codeLists();
  switch (name) {
    case "types":
      return listed(lists.types, (type) => ({ parent: type.parent }));
    case "makes":
      return listed(lists.makes, (make) => ({ country: make.country, from: make.from, until: make.until }));
    case "models":
      return listed(lists.models, moreOfModel);
    case "calibres":
      return listed(lists.calibres, lookAlikesOf);
    case "grounds":
      return listed(lists.grounds, (ground) => ({ manners: [...ground.manners] }));
    case "contexts":
      return listed(lists.contexts, () => ({}));
    case "manners":
      return listed(lists.manners, (manner) => ({ meaning: manner.meaning }));
    case "mark-kinds":
      return listed(lists.markKinds, (kind) => ({ identifies: kind.identifies }));
    case "mark-states":
      return listed(lists.markStates, (state) => ({ meaning: state.meaning, readable: state.readable }));
    case "mark-places":
      return listed(lists.markPlaces, (place) => ({ parent: place.parent }));
    case "reading-methods":
      return listed(lists.readingMethods, (method) => ({ meaning: method.meaning, restores: method.restores }));
    case "unodc-types":
      return listed(lists.unodcTypes, () => ({}));
    case "hs-headings":
      return listed(lists.hsHeadings, () => ({}));
    case "administrative-classes":
      return listed(lists.administrativeClasses, () => ({}));
    case "statement-sources":
      return listed(lists.statementSources, (source) => ({ meaning: source.meaning, reference: source.reference }));
    case "place-kinds":
      return listed(recoveryLists().placeKinds, () => ({}));
    case "conveyances":
      return listed(recoveryLists().conveyances, () => ({}));
    case "concealments":
      return listed(recoveryLists().concealments, () => ({}));
    case "party-categories":
      return listed(recoveryLists().partyCategories, () => ({}));
    case "item-kinds":
      return listed(recoveryLists().itemKinds, (kind) => ({ units: [...kind.units] }));
    case "item-types":
      return listed(recoveryLists().itemTypes, (type) => ({ kind: type.kind }));
    case "conversions":
      return listed(recoveryLists().conversions, () => ({}));
    default: {
      // The last one: a new list without a case of its own does not compile.
      const last: "countries" = name;
      return listed(lists[last], () => ({}));
    }
  }
}

const placesSetting = z.array(
  z.object({ code: z.string(), en: z.string(), ru: z.string(), region: z.string().nullish() }),
);

/** Regions or places of the country from its configuration; an unset or unreadable one gives the regions of the units. */
async function readListOfCountry(tx: Tx, name: CountryList): Promise<readonly Listed[]> {
  if (name === "offences") return listed(await countryOffences(tx), (offence) => ({ iccs: offence.iccs }));
  const set = placesSetting.safeParse(await settingOf(tx, `country.${name}`));
  if (set.success) {
    return set.data.map((place) => ({
      entry: {
        code: place.code,
        en: place.en,
        ru: place.ru,
        ...(name === "places" ? { region: place.region ?? null } : {}),
      },
      names: [place.en, place.ru, place.code],
      synonyms: [],
    }));
  }
  if (name === "places") return [];
  const units = await tx.query<{ region: string }>(
    "select distinct region from access.unit where region is not null and region <> '' order by region",
  );
  return units.map(({ region }) => ({
    entry: { code: region, en: region, ru: region },
    names: [region],
    synonyms: [],
  }));
}

/** How well a writing fits what was typed; both folded. 0: not at all. */
function fit(typed: string, words: readonly string[], writing: string): number {
  const folded = foldName(writing);
  if (folded === "") return 0;
  if (folded === typed) return 100;
  if (folded.startsWith(typed)) return 90 - Math.min(20, folded.length - typed.length);
  const parts = writing.split(/[^\p{L}\p{N}]+/u).map(foldName);
  if (parts.some((part) => part.startsWith(typed))) return 60;
  if (words.length > 1 && words.every((word) => parts.some((part) => part.startsWith(word)))) return 55;
  return typed.length >= 3 && folded.includes(typed) ? 40 : 0;
}

/** Whether the model is met under this make: its own, or one of the others that made it. */
function madeBy(entry: Entry, make: string | undefined): boolean {
  return make !== undefined && (entry.make === make || entry.madeAlso?.includes(make) === true);
}

/** Codes of the lists that curators work on which were merged into another. */
function mergedCodes(name: ListName): { code: string; into: string }[] {
  const lists = codeLists();
  const curated: Partial<Record<ListName, ReadonlyMap<string, unknown>>> = {
    makes: lists.makes,
    models: lists.models,
    calibres: lists.calibres,
    types: lists.types,
  };
  const map = curated[name];
  return map instanceof CodeMap ? map.merged().map(([code, into]) => ({ code, into })) : [];
}

/** The entries that fit, best first; of equals, those of the asked make, then the list's own order. */
function search(all: readonly Listed[], q: string, make: string | undefined, limit: number, best?: string): Entry[] {
  const typed = foldName(q);
  const words = q
    .split(/[^\p{L}\p{N}]+/u)
    .map(foldName)
    .filter((word) => word !== "");
  if (typed === "") return [];
  return all
    .map(({ entry, names, synonyms }) => {
      const byName = Math.max(...names.map((name) => fit(typed, words, name)));
      let byOther = 0;
      let also: string | undefined;
      for (const synonym of synonyms) {
        const score = fit(typed, words, synonym);
        if (score > byOther) {
          byOther = score;
          also = synonym;
        }
      }
      const known = best === entry.code ? 100 : 0;
      // A synonym is named only where the names themselves do not show why the entry is here.
      const shown = byOther > byName && also !== undefined ? { ...entry, also } : entry;
      // A model of the make already chosen comes before a namesake of another.
      const own = make !== undefined && madeBy(entry, make) ? 15 : 0;
      const score = Math.max(byName, byOther - 1, known);
      return { entry: shown, score: score === 0 ? 0 : score + own };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ entry }) => entry);
}

/** What the look-ups of matching say: they also know company forms, word order and calibre writings. */
function bestOf(list: ListName, q: string, make: string | undefined): string | undefined {
  const lists = codeLists();
  const hit =
    list === "makes"
      ? lists.findMake(q)
      : list === "models"
        ? lists.findModel(q, make)
        : list === "calibres"
          ? lists.findCalibre(q)
          : list === "types"
            ? lists.findType(q)
            : null;
  return hit?.code;
}

async function read(
  context: Context,
  { params, query }: CallInput<typeof readReference>,
): Promise<CallOutput<typeof readReference>> {
  let all: readonly Listed[];
  if (params.list === "regions" || params.list === "places" || params.list === "offences")
    all = await readListOfCountry(context.tx, params.list);
  else {
    await freshLists(context.tx);
    all = inCode().get(params.list) ?? readListOfProgram(params.list);
    inCode().set(params.list, all);
  }
  if (query.q === undefined || query.q === "") {
    const shown = query.make === undefined ? all : all.filter(({ entry }) => madeBy(entry, query.make));
    const whole = query.make === undefined;
    return { items: shown.map(({ entry }) => entry), whole, merged: whole ? mergedCodes(params.list) : [] };
  }
  return {
    items: search(all, query.q, query.make, query.limit, bestOf(params.list, query.q, query.make)),
    whole: false,
    merged: [],
  };
}

/** The wall shows the people of one's own institution only; sealed and closed accounts are not offered. */
async function colleagues(context: Context): Promise<CallOutput<typeof listColleagues>> {
  const rows = await context.tx.query<{ id: string; latin: string; cyrillic: string; en: string; ru: string }>(
    `select p.id, p.name_latin as latin, p.name_cyrillic as cyrillic, u.name_en as en, u.name_ru as ru
     from access.person p join access.unit u on u.id = p.unit_id
     where p.active and not p.break_glass and p.institution_id = $1 and p.id <> $2 order by p.name_cyrillic, p.id limit 500`,
    [context.actor.institutionId, context.actor.personId],
  );
  return { items: rows.map(({ en, ru, ...person }) => ({ ...person, unit: { en, ru } })) };
}

export const referenceRoutes = [route(readReference, read), route(listColleagues, colleagues)];
