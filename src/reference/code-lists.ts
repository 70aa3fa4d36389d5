/**
 * The country-independent code lists: types, makes, models, calibres, marks, grounds, contexts, manners, countries,
 * purposes. They are text files in `reference-data/`; this file loads them once, checks them and answers what a written
 * name means.
 *
 * Promises: a list that contradicts itself stops the start and says where (file, row, column); what is returned is frozen;
 * each look-up is a few hash look-ups and says how sure and why. Refuses: to replace what was written. The answer stands
 * beside the text; a name the lists do not know gives null, stays as text and still matches as text (architecture §6).
 */
import { fileURLToPath } from "node:url";
import { CalibreIndex } from "./calibre-names.ts";
import { ListFaults, readEntry, readListRows, readOverlaidRows } from "./code-lists-file.ts";
import type { CodeEntry, ListRow } from "./code-lists-file.ts";
import { NameIndex, companyForms, found, remembering } from "./make-names.ts";
import type { Clash, Found } from "./make-names.ts";
import { CodeMap, type ListChange } from "./list-overlay.ts";
import { splitDescription } from "./split-description.ts";

export type { CodeEntry } from "./code-lists-file.ts";
export type { Found } from "./make-names.ts";

export interface AdministrativeClass extends CodeEntry {
  readonly aliases: readonly string[];
}

/** A type stands in three classifications at once (product rule); each may be "unknown" on its own. */
export interface FirearmType extends CodeEntry {
  /** The wider type, null for the root `unknown`. */
  readonly parent: string | null;
  readonly unodc: string;
  /** HS heading 9301 to 9307, or "unknown". */
  readonly hs: string;
  readonly administrativeClass: string;
  readonly aliases: readonly string[];
}

export interface Make extends CodeEntry {
  /** Country code, null when the make says nothing about a country. */
  readonly country: string | null;
  /** Years in which the house made arms under this name, where they are surely known. */
  readonly from: number | null;
  readonly until: number | null;
  readonly aliases: readonly string[];
}

export interface Model extends CodeEntry {
  /** The first or best known maker. */
  readonly make: string;
  /** Codes of other makes on which the same model is met: other plants, the designer's name. */
  readonly madeAlso: readonly string[];
  /** Codes of models that it is easily taken for. */
  readonly lookAlikes: readonly string[];
  readonly type: string;
  /** Null when the model was made in several calibres. */
  readonly calibre: string | null;
  readonly aliases: readonly string[];
}

export interface Calibre extends CodeEntry {
  readonly kind: string;
  /** Bore in millimetres. */
  readonly bore: number | null;
  /** Code of the entry that names only the bore, e.g. "7.62mm" for 7.62x39. */
  readonly family: string | null;
  /** Codes of calibres that it is easily taken for, by measure or by name. */
  readonly lookAlikes: readonly string[];
  readonly aliases: readonly string[];
}

export interface Ground extends CodeEntry {
  readonly unodc: string;
  readonly manners: readonly string[];
}

export interface Context extends CodeEntry {
  readonly unodc: string;
}

export interface MarkKind extends CodeEntry {
  /** Whether such a mark tells one weapon from another of its model. */
  readonly identifies: boolean;
  readonly order: number;
}

export interface MeantCode extends CodeEntry {
  readonly meaning: { readonly en: string; readonly ru: string };
}

export interface MarkState extends MeantCode {
  /** Whether a reading may stand beside the state. */
  readonly readable: boolean;
}

/** Where a mark stands; `parent` is the wider place ("slide" of "slide, left side"). */
export interface MarkPlace extends CodeEntry {
  readonly parent: string | null;
}

/** How a mark was read. */
export interface ReadingMethod extends MeantCode {
  /** Whether it can bring out what was removed. */
  readonly restores: boolean;
}

/** Who says what a weapon is. */
export interface StatementSource extends MeantCode {
  /** Of two sources the higher one is shown as the best. */
  readonly rank: number;
  /** Whether a number or title must stand beside it. */
  readonly reference: "needed" | "wanted" | "none";
}

export interface Country extends CodeEntry {
  readonly status: "current" | "former" | "fictional" | "unknown";
}

export interface Purpose extends CodeEntry {
  /** Codes of the roles that may state it. */
  readonly roles: readonly string[];
}

export interface MakeAndModel {
  readonly make: Found<Make> | null;
  readonly model: Found<Model> | null;
  readonly type: Found<FirearmType> | null;
}

export interface CodeLists {
  readonly administrativeClasses: ReadonlyMap<string, AdministrativeClass>;
  readonly unodcTypes: ReadonlyMap<string, CodeEntry>;
  readonly hsHeadings: ReadonlyMap<string, CodeEntry>;
  readonly types: ReadonlyMap<string, FirearmType>;
  readonly makes: ReadonlyMap<string, Make>;
  readonly models: ReadonlyMap<string, Model>;
  readonly calibres: ReadonlyMap<string, Calibre>;
  readonly grounds: ReadonlyMap<string, Ground>;
  readonly contexts: ReadonlyMap<string, Context>;
  readonly manners: ReadonlyMap<string, MeantCode>;
  readonly markKinds: ReadonlyMap<string, MarkKind>;
  readonly markStates: ReadonlyMap<string, MarkState>;
  readonly markPlaces: ReadonlyMap<string, MarkPlace>;
  readonly readingMethods: ReadonlyMap<string, ReadingMethod>;
  readonly statementSources: ReadonlyMap<string, StatementSource>;
  readonly countries: ReadonlyMap<string, Country>;
  readonly purposes: ReadonlyMap<string, Purpose>;
  readonly findAdministrativeClass: (text: string) => Found<AdministrativeClass> | null;
  readonly findType: (text: string) => Found<FirearmType> | null;
  readonly findMake: (text: string) => Found<Make> | null;
  /** With a make, its own models come first; a model of another maker's pattern is still found, with why "other-make". */
  readonly findModel: (text: string, makeCode?: string) => Found<Model> | null;
  readonly findCalibre: (text: string) => Found<Calibre> | null;
  /** For a column that holds several things in one: "ПІСТОЛЕТ ПМ", "TAURUS PT 92". What is not recognised is null. */
  readonly findMakeAndModel: (text: string) => MakeAndModel;
  /** False only when both calibres are known and cannot be one weapon's; "7.62 mm, case not stated" fits 7.62x39. */
  readonly calibresFit: (a: string, b: string) => boolean;
  /** The type and all wider ones, narrow first: pistol-automatic, pistol, handgun, unknown. */
  readonly typeLine: (code: string) => readonly string[];
}

export const shippedLists = fileURLToPath(new URL("../../reference-data/", import.meta.url));

/**
 * Reads and checks all lists. Takes less than a tenth of a second; call it once at start.
 * @param dir folder with the CSV files; the ones that ship with the program when left out
 * @param changes what the country adds, in the order in which it was accepted
 * @throws Problem `reference-lists-invalid` naming every fault with file, row and column
 */
export function loadCodeLists(dir: string = shippedLists, changes: readonly ListChange[] = []): CodeLists {
  const faults = new ListFaults();
  const read = <Entry extends CodeEntry>(
    file: string,
    columns: readonly string[],
    make: (row: ListRow, entry: CodeEntry) => Entry,
  ) => {
    const map = new CodeMap<Entry>();
    const rows = new Map<string, ListRow>();
    const all = readOverlaidRows(dir, file, ["code", "name_en", "name_ru", ...columns], faults, changes);
    for (const row of all.rows) {
      const entry = Object.freeze(make(row, readEntry(row, map)));
      map.set(entry.code, entry);
      rows.set(entry.code, row);
    }
    for (const [code, into] of all.merged) map.merge(code, into);
    return { map, rows };
  };
  const clashes = (row: ListRow | undefined, list: readonly Clash[]): void => {
    for (const clash of list) {
      row?.fault("aliases", "twice", `${clash.text} = ${clash.with}`);
    }
  };
  const meant = (row: ListRow, entry: CodeEntry): MeantCode => ({
    ...entry,
    meaning: Object.freeze({ en: row.required("meaning_en"), ru: row.required("meaning_ru") }),
  });

  const administrativeClasses = read("administrative-classes.csv", ["aliases"], (row, entry) => ({
    ...entry,
    aliases: row.list("aliases"),
  }));
  const unodcTypes = read("unodc-types.csv", [], (_row, entry) => entry);
  const hsHeadings = read("hs-headings.csv", [], (_row, entry) => entry);
  const types = read(
    "firearm-types.csv",
    ["parent", "unodc", "hs", "admin_class", "aliases"],
    (row, entry): FirearmType => ({
      ...entry,
      parent: row.text("parent") || null,
      unodc: row.codeOf("unodc", unodcTypes.map) ?? row.required("unodc"),
      hs: row.codeOf("hs", hsHeadings.map) ?? row.required("hs"),
      administrativeClass: row.codeOf("admin_class", administrativeClasses.map) ?? row.required("admin_class"),
      aliases: row.list("aliases"),
    }),
  );
  for (const [code, row] of types.rows) {
    const parent = row.codeOf("parent", types.map);
    if (parent === null && code !== "unknown") {
      row.required("parent");
    }
  }
  const countries = read("countries.csv", ["status"], (row, entry): Country => ({
    ...entry,
    status: countryStatus(row),
  }));
  const calibres = read(
    "calibres.csv",
    ["kind", "bore_mm", "family", "look_alikes", "aliases"],
    (row, entry): Calibre => ({
      ...entry,
      kind: row.required("kind"),
      bore: row.number("bore_mm"),
      family: row.text("family") || null,
      lookAlikes: row.list("look_alikes"),
      aliases: row.list("aliases"),
    }),
  );
  for (const row of calibres.rows.values()) {
    row.codeOf("family", calibres.map);
    row.codesOf("look_alikes", calibres.map);
  }
  const makes = read("makes.csv", ["country", "from", "until", "aliases"], (row, entry): Make => ({
    ...entry,
    country: row.codeOf("country", countries.map),
    from: row.number("from"),
    until: row.number("until"),
    aliases: row.list("aliases"),
  }));
  const models = read(
    "models.csv",
    ["make", "type", "calibre", "made_also", "look_alikes", "aliases"],
    (row, entry): Model => ({
      ...entry,
      make: row.codeOf("make", makes.map) ?? row.required("make"),
      type: row.codeOf("type", types.map) ?? row.required("type"),
      calibre: row.codeOf("calibre", calibres.map),
      madeAlso: row.codesOf("made_also", makes.map),
      lookAlikes: row.list("look_alikes"),
      aliases: row.list("aliases"),
    }),
  );
  for (const row of models.rows.values()) {
    row.codesOf("look_alikes", models.map);
  }
  const manners = read("manners.csv", ["meaning_en", "meaning_ru"], meant);
  const grounds = read("grounds.csv", ["unodc", "manners"], (row, entry): Ground => {
    const list = row.list("manners");
    for (const manner of list) {
      if (!manners.map.has(manner)) {
        row.fault("manners", "unknown-code", manner);
      }
    }
    return { ...entry, unodc: row.required("unodc"), manners: list };
  });
  const contexts = read("contexts.csv", ["unodc"], (row, entry): Context => ({
    ...entry,
    unodc: row.required("unodc"),
  }));
  const markKinds = read("mark-kinds.csv", ["identifies", "order"], (row, entry): MarkKind => ({
    ...entry,
    identifies: row.required("identifies") === "yes",
    order: row.number("order") ?? 0,
  }));
  const markStates = read("mark-states.csv", ["readable", "meaning_en", "meaning_ru"], (row, entry): MarkState => ({
    ...meant(row, entry),
    readable: row.required("readable") === "yes",
  }));
  const markPlaces = read("mark-places.csv", ["parent"], (row, entry): MarkPlace => ({
    ...entry,
    parent: row.text("parent") || null,
  }));
  for (const row of markPlaces.rows.values()) {
    row.codeOf("parent", markPlaces.map);
  }
  const readingMethods = read(
    "reading-methods.csv",
    ["restores", "meaning_en", "meaning_ru"],
    (row, entry): ReadingMethod => ({ ...meant(row, entry), restores: row.required("restores") === "yes" }),
  );
  const statementSources = read(
    "statement-sources.csv",
    ["rank", "reference", "meaning_en", "meaning_ru"],
    (row, entry): StatementSource => {
      const reference = row.required("reference");
      if (reference !== "needed" && reference !== "wanted" && reference !== "none") {
        row.fault("reference", "unknown-code", reference);
      }
      return {
        ...meant(row, entry),
        rank: row.number("rank") ?? 0,
        reference: reference === "needed" || reference === "wanted" ? reference : "none",
      };
    },
  );
  // Codes that were shipped once and mean another entry now: old records keep them.
  const curated = { makes: makes.map, models: models.map, calibres: calibres.map, types: types.map };
  for (const row of readListRows(dir, "merged-codes.csv", ["list", "code", "into"], faults)) {
    const map = Object.entries(curated).find(([name]) => name === row.required("list"))?.[1];
    if (map === undefined) row.fault("list", "unknown-code", row.text("list"));
    else if (map.has(row.required("code"))) row.fault("code", "twice", row.text("code"));
    else if (row.codeOf("into", map) !== null) map.merge(row.text("code"), row.text("into"));
  }
  const purposes = read("purposes.csv", ["roles"], (row, entry): Purpose => ({ ...entry, roles: row.list("roles") }));

  const classIndex = new NameIndex<AdministrativeClass>();
  for (const entry of administrativeClasses.map.values()) {
    clashes(
      administrativeClasses.rows.get(entry.code),
      classIndex.add(entry, [entry.en, entry.ru, entry.code], entry.aliases),
    );
  }
  const typeIndex = new NameIndex<FirearmType>();
  for (const entry of types.map.values()) {
    clashes(types.rows.get(entry.code), typeIndex.add(entry, [entry.en, entry.ru, entry.code], entry.aliases));
  }
  const makeIndex = new NameIndex<Make>();
  for (const entry of makes.map.values()) {
    clashes(makes.rows.get(entry.code), makeIndex.add(entry, [entry.en, entry.ru, entry.code], entry.aliases));
  }
  const calibreIndex = new CalibreIndex<Calibre>();
  for (const entry of calibres.map.values()) {
    clashes(calibres.rows.get(entry.code), calibreIndex.add(entry, [entry.en, entry.ru, entry.code], entry.aliases));
  }
  // One designation may belong to several makers (Model 10, M59): ambiguous across makes, a fault within one make. The
  // first listed answers when no make is given.
  const modelIndex = new NameIndex<Model>();
  const modelsOf = new Map<string, NameIndex<Model>>();
  for (const entry of models.map.values()) {
    const own = modelsOf.get(entry.make) ?? new NameIndex<Model>();
    modelsOf.set(entry.make, own);
    clashes(models.rows.get(entry.code), own.add(entry, [entry.en, entry.ru, entry.code], entry.aliases));
    modelIndex.add(entry, [entry.en, entry.ru, entry.code], entry.aliases);
  }
  // The same model from another plant: found under that make too, behind what that make calls its own.
  for (const entry of models.map.values()) {
    for (const make of entry.madeAlso) {
      const also = modelsOf.get(make) ?? new NameIndex<Model>();
      modelsOf.set(make, also);
      also.add(entry, [entry.en, entry.ru, entry.code], entry.aliases);
    }
  }
  faults.throwIfAny();

  const findMake = remembering((text: string): Found<Make> | null => makeIndex.find(text, companyForms));
  const findAnyModel = remembering((text: string): Found<Model> | null => modelIndex.find(text));
  const findModel = (text: string, makeCode?: string): Found<Model> | null => {
    const own = makeCode === undefined ? null : (modelsOf.get(makeCode)?.find(text) ?? null);
    const any = own === null ? findAnyModel(text) : null;
    if (any === null || makeCode === undefined || makeCode === any.entry.make) {
      return own ?? any;
    }
    return found(any.entry, "folded", "other-make");
  };
  const typeLine = (code: string): readonly string[] => {
    const line: string[] = [];
    for (let type = types.map.get(code); type !== undefined && !line.includes(type.code);) {
      line.push(type.code);
      type = type.parent === null ? undefined : types.map.get(type.parent);
    }
    return line;
  };

  return Object.freeze({
    administrativeClasses: administrativeClasses.map,
    unodcTypes: unodcTypes.map,
    hsHeadings: hsHeadings.map,
    types: types.map,
    makes: makes.map,
    models: models.map,
    calibres: calibres.map,
    grounds: grounds.map,
    contexts: contexts.map,
    manners: manners.map,
    markKinds: markKinds.map,
    markStates: markStates.map,
    markPlaces: markPlaces.map,
    readingMethods: readingMethods.map,
    statementSources: statementSources.map,
    countries: countries.map,
    purposes: purposes.map,
    findAdministrativeClass: remembering((text: string) => classIndex.find(text)),
    findType: remembering((text: string) => typeIndex.find(text)),
    findMake,
    findModel,
    findCalibre: remembering((text: string) => calibreIndex.find(text)),
    findMakeAndModel: (text: string) => splitDescription(text, findMake, findModel, (word) => typeIndex.find(word)),
    calibresFit: (a: string, b: string) => {
      const left = calibres.map.get(a);
      const right = calibres.map.get(b);
      if (left === undefined || right === undefined || a === b || a === "unknown" || b === "unknown") {
        return true;
      }
      const bore = (calibre: Calibre): string | null =>
        calibre.family === null ? null : calibres.map.resolve(calibre.family);
      return left === right || bore(left) === right.code || bore(right) === left.code;
    },
    typeLine,
  });
}

function countryStatus(row: ListRow): Country["status"] {
  const value = row.required("status");
  if (value !== "current" && value !== "former" && value !== "fictional" && value !== "unknown") {
    row.fault("status", "unknown-code", value);
    return "unknown";
  }
  return value;
}
