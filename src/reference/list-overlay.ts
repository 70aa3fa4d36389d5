/**
 * What a country adds to the shipped lists: new entries, synonyms, corrections, merges of two entries.
 *
 * Promises: the shipped files are never touched; a change lies over their rows, in the order in which changes were accepted.
 * A merged code is kept for ever and means the entry that was kept, so that weapons keep what was written. Refuses: nothing
 * by itself; whether the lists still hold together is asked of the loader, with the changes laid on.
 */
import type { ListRow } from "./code-lists-file.ts";

/** The lists that curators work on. */
export const curatedLists = ["makes", "models", "calibres", "types"] as const;
export type CuratedList = (typeof curatedLists)[number];

export const fileOfList: Readonly<Record<CuratedList, string>> = {
  makes: "makes.csv",
  models: "models.csv",
  calibres: "calibres.csv",
  types: "firearm-types.csv",
};

/** Columns of each shipped file in its order. Those after the names that a curator fills; `aliases` comes last in each. */
export const columnsOfList: Readonly<Record<CuratedList, readonly string[]>> = {
  makes: ["code", "name_en", "name_ru", "country", "from", "until", "aliases"],
  models: ["make", "code", "name_en", "name_ru", "type", "calibre", "made_also", "look_alikes", "aliases"],
  calibres: ["code", "name_en", "name_ru", "kind", "bore_mm", "family", "look_alikes", "aliases"],
  types: ["code", "parent", "name_en", "name_ru", "unodc", "hs", "admin_class", "aliases"],
};

export type ListCells = Readonly<Record<string, string>>;

/** One accepted change. `id` is that of its proposal. */
export type ListChange = { readonly id: string; readonly list: CuratedList; readonly code: string } & (
  | { readonly kind: "entry" | "correction"; readonly cells: ListCells }
  | { readonly kind: "synonym"; readonly writings: readonly string[] }
  | { readonly kind: "merge"; readonly into: string }
);

export interface ListOverlay {
  /** Version of the lists in this database; 0 while nothing was accepted. */
  readonly version: number;
  readonly changes: readonly ListChange[];
}

/** A map that still answers for codes that were merged into another. Iterating gives the kept entries only. */
export class CodeMap<Entry> extends Map<string, Entry> {
  readonly #merged = new Map<string, string>();

  /** From now on `code` means what `into` means. */
  merge(code: string, into: string): void {
    this.#merged.set(code, into);
  }

  /** The code that stands now for this one; the code itself when it was not merged. */
  resolve(code: string): string {
    let at = code;
    for (let steps = 0; steps <= this.#merged.size; steps++) {
      const next = super.has(at) ? undefined : this.#merged.get(at);
      if (next === undefined) return at;
      at = next;
    }
    return at;
  }

  /** Codes that were merged, with what they mean now. */
  merged(): readonly (readonly [code: string, into: string])[] {
    return [...this.#merged.keys()].map((code) => [code, this.resolve(code)] as const);
  }

  override get(code: string): Entry | undefined {
    return super.get(code) ?? super.get(this.resolve(code));
  }

  override has(code: string): boolean {
    return super.has(code) || super.has(this.resolve(code));
  }
}

export interface Overlaid {
  readonly rows: readonly ListRow[];
  readonly merged: readonly (readonly [code: string, into: string])[];
}

const joined = (writings: readonly string[]): string =>
  [...new Set(writings.map((one) => one.trim()))].filter(Boolean).join("|");
/** `|` parts the writings of a cell; inside one it would make two of it. */
const cleaned = (writing: string): string => writing.replaceAll("|", " ").replaceAll(/\s+/gu, " ").trim();

/**
 * The rows of one shipped file with the changes of its list laid over them. A change that no longer fits (its entry is gone,
 * or has been shipped meanwhile) changes nothing.
 * @param make gives a row with these cells; `like` is the row that it replaces, or null for a new one
 */
export function overlay(
  file: string,
  rows: readonly ListRow[],
  changes: readonly ListChange[],
  make: (cells: ReadonlyMap<string, string>, like: ListRow | null) => ListRow,
): Overlaid {
  const own = changes.filter((change) => fileOfList[change.list] === file);
  if (own.length === 0) return { rows, merged: [] };
  const list = [...rows];
  const merged: [string, string][] = [];
  const at = (code: string): number => list.findIndex((row) => row.text("code") === code);
  const resolve = (code: string): string => {
    const step = merged.find(([from]) => from === code);
    return step === undefined || at(code) >= 0 ? code : resolve(step[1]);
  };
  const put = (index: number, cells: ListCells): void => {
    const row = list[index];
    if (row !== undefined) list[index] = make(new Map([...row.cells, ...Object.entries(cells)]), row);
  };
  for (const change of own) {
    const index = at(resolve(change.code));
    const row = list[index];
    if (change.kind === "entry") {
      if (row === undefined) {
        const cells = columnsOfList[change.list].map((column) => [column, change.cells[column] ?? ""] as const);
        list.push(make(new Map([...cells, ["code", change.code]]), null));
      }
      continue;
    }
    if (row === undefined) continue;
    if (change.kind === "correction") put(index, { ...change.cells, code: row.text("code") });
    else if (change.kind === "synonym")
      put(index, { aliases: joined([...row.list("aliases"), ...change.writings.map(cleaned)]) });
    else if (change.kind === "merge") {
      const kept = at(resolve(change.into));
      const keeper = list[kept];
      if (keeper === undefined || keeper === row) continue;
      const names = ["name_en", "name_ru"].map((column) => cleaned(row.text(column)));
      put(kept, { aliases: joined([...keeper.list("aliases"), ...names, ...row.list("aliases"), row.text("code")]) });
      list.splice(index, 1);
      merged.push([row.text("code"), keeper.text("code")]);
    }
  }
  return { rows: list, merged };
}
