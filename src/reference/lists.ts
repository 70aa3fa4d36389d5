/** The code lists of this program, read once. */
import { loadCodeLists, type CodeLists } from "./code-lists.ts";

let loaded: CodeLists | undefined;

export function codeLists(): CodeLists {
  loaded ??= loadCodeLists();
  return loaded;
}
