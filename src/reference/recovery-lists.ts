/**
 * The lists a recovery is described with: kinds of place, conveyances, concealments, items, parties, offences, conversions.
 *
 * Promises: read and checked like every other list, once; frozen. Refuses: a list with a fault (it says file, row, column).
 * Offences are national law: those here are a beginning with their place in the international classification (ICCS), and
 * a country puts its own in `platform.setting` under `country.offences`.
 */
import { fileURLToPath } from "node:url";
import { ListFaults, readEntry, readListRows, type CodeEntry, type ListRow } from "./code-lists-file.ts";
import { codeLists } from "./lists.ts";
import { NameIndex, type Found } from "./make-names.ts";

export interface ItemKind extends CodeEntry {
  readonly hs: string;
  /** Units in which such an item is counted or weighed, the usual one first. */
  readonly units: readonly string[];
}
export interface ItemType extends CodeEntry {
  readonly kind: string;
  readonly hs: string;
  readonly aliases: readonly string[];
}
export interface Offence extends CodeEntry {
  /** Code of the International Classification of Crime for Statistical Purposes; null where none fits. */
  readonly iccs: string | null;
}

export interface RecoveryLists {
  readonly placeKinds: ReadonlyMap<string, CodeEntry>;
  readonly conveyances: ReadonlyMap<string, CodeEntry>;
  readonly concealments: ReadonlyMap<string, CodeEntry>;
  readonly partyCategories: ReadonlyMap<string, CodeEntry>;
  readonly itemKinds: ReadonlyMap<string, ItemKind>;
  readonly itemTypes: ReadonlyMap<string, ItemType>;
  readonly offences: ReadonlyMap<string, Offence>;
  readonly conversions: ReadonlyMap<string, CodeEntry>;
  /** The type an item was written as, in any script; null when no list has it. */
  readonly findItemType: (text: string) => Found<ItemType> | null;
}

const shippedLists = fileURLToPath(new URL("../../reference-data/", import.meta.url));

/**
 * Reads and checks the lists.
 * @throws Problem `reference-lists-invalid` naming every fault
 */
export function loadRecoveryLists(dir: string = shippedLists): RecoveryLists {
  const faults = new ListFaults();
  const { hsHeadings } = codeLists();
  const read = <Entry extends CodeEntry>(
    file: string,
    columns: readonly string[],
    make: (row: ListRow, entry: CodeEntry) => Entry,
  ): ReadonlyMap<string, Entry> => {
    const map = new Map<string, Entry>();
    for (const row of readListRows(dir, file, ["code", "name_en", "name_ru", ...columns], faults)) {
      const entry = Object.freeze(make(row, readEntry(row, map)));
      map.set(entry.code, entry);
    }
    return map;
  };
  const plain = (file: string) => read(file, [], (_row, entry) => entry);
  const hsOf = (row: ListRow): string => row.codeOf("hs", hsHeadings) ?? row.required("hs");
  const itemKinds = read("item-kinds.csv", ["hs", "units"], (row, entry): ItemKind => ({
    ...entry,
    hs: hsOf(row),
    units: row.list("units"),
  }));
  const itemTypes = read("item-types.csv", ["kind", "hs", "aliases"], (row, entry): ItemType => ({
    ...entry,
    kind: row.codeOf("kind", itemKinds) ?? row.required("kind"),
    hs: hsOf(row),
    aliases: row.list("aliases"),
  }));
  const lists: RecoveryLists = {
    placeKinds: plain("place-kinds.csv"),
    conveyances: plain("conveyances.csv"),
    concealments: plain("concealments.csv"),
    partyCategories: plain("party-categories.csv"),
    conversions: plain("conversions.csv"),
    offences: read("offences.csv", ["iccs"], (row, entry): Offence => ({ ...entry, iccs: row.text("iccs") || null })),
    itemKinds,
    itemTypes,
    findItemType: (text) => index.find(text),
  };
  const index = new NameIndex<ItemType>();
  for (const entry of itemTypes.values()) index.add(entry, [entry.en, entry.ru, entry.code], entry.aliases);
  faults.throwIfAny();
  return Object.freeze(lists);
}

let loaded: RecoveryLists | undefined;

/** The lists of this program, read once. */
export function recoveryLists(): RecoveryLists {
  loaded ??= loadRecoveryLists();
  return loaded;
}
