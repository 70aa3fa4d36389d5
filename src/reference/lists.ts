/**
 * The code lists of this program: the shipped files, and what the country has added to them over the database.
 *
 * Promises: `codeLists()` is what stands now; a new object whenever something was accepted, so that whoever keeps what they
 * made of it keeps it by the object (`madeOfLists`). A change that no longer holds together with the shipped files (they may
 * have grown since) is left out and named, and never stops the program. Refuses: to read the database by itself.
 */
import { loadCodeLists, type CodeLists } from "./code-lists.ts";
import type { CuratedList, ListChange, ListOverlay } from "./list-overlay.ts";

let loaded: CodeLists | undefined;
let version = 0;
let left: readonly ListChange[] = [];

export function codeLists(): CodeLists {
  loaded ??= loadCodeLists();
  return loaded;
}

/** The version of the national additions that `codeLists()` contains; 0 without any. */
export function listsVersion(): number {
  return version;
}

/** Accepted changes that the present files do not allow: told to the curators, to be revoked or proposed anew. */
export function changesLeftOut(): readonly ListChange[] {
  return left;
}

/** The code that stands for this one in the lists of this program: what a merged code means; the code itself otherwise. */
export function keptCode(list: CuratedList, code: string): string {
  return codeLists()[list].get(code)?.code ?? code;
}

/** The lists as they would stand with these accepted changes. */
export function listsWith(changes: readonly ListChange[]): CodeLists {
  return withUsable(changes).lists;
}

/** Lays the accepted changes over the shipped lists. Takes a tenth of a second; nothing happens for the version in force. */
export function putOverlay(overlay: ListOverlay): void {
  if (overlay.version === version && loaded !== undefined) return;
  const found = withUsable(overlay.changes);
  loaded = found.lists;
  left = found.left;
  version = overlay.version;
}

/**
 * A value made of the lists and kept for as long as they stand.
 * @example const makes = madeOfLists((lists) => new MakeNormaliser(lists)); makes().normalise("Ижмаш")
 */
export function madeOfLists<Value>(make: (lists: CodeLists) => Value): () => Value {
  const made = new WeakMap<CodeLists, { readonly value: Value }>();
  return () => {
    const lists = codeLists();
    const known = made.get(lists) ?? { value: make(lists) };
    made.set(lists, known);
    return known.value;
  };
}

/** All changes where they hold together; otherwise the most that do, found by halving. */
function withUsable(changes: readonly ListChange[]): { lists: CodeLists; left: readonly ListChange[] } {
  const attempt = (list: readonly ListChange[]): CodeLists | null => {
    try {
      return loadCodeLists(undefined, list);
    } catch (fault) {
      if (list.length === 0) throw fault;
      return null;
    }
  };
  const whole = attempt(changes);
  if (whole !== null) return { lists: whole, left: [] };
  const kept: ListChange[] = [];
  const leftOut: ListChange[] = [];
  let lists = loadCodeLists();
  const take = (part: readonly ListChange[]): void => {
    const tried = attempt([...kept, ...part]);
    if (tried !== null) {
      kept.push(...part);
      lists = tried;
    } else if (part.length === 1) leftOut.push(...part);
    else {
      const half = Math.ceil(part.length / 2);
      take(part.slice(0, half));
      take(part.slice(half));
    }
  };
  take(changes);
  return { lists, left: leftOut };
}
