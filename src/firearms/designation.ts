/**
 * Make, model, calibre and type: through the reference lists where they are known, as written where they are not.
 *
 * Promises: what was written stays beside the code. Refuses: to guess; an ambiguous spelling keeps no code.
 */
import { codeLists } from "../reference/lists.ts";
import type { Designated } from "./firearm.store.ts";

interface Given {
  readonly code?: string | null | undefined;
  readonly written?: string | null | undefined;
}

function settle(given: Given | null | undefined, find: (text: string) => { readonly code: string } | null): Designated {
  const written = given?.written == null || given.written === "" ? null : given.written;
  if (given?.code != null && given.code !== "") return { code: given.code, written };
  if (written === null) return { code: null, written: null };
  return { code: find(written)?.code ?? null, written };
}

export interface Designations {
  readonly type: Designated;
  readonly make: Designated;
  readonly model: Designated;
  readonly calibre: Designated;
}

/** Codes for what was written. The make narrows the models; a model never invents a make. */
export function designate(given: {
  type?: Given | null | undefined;
  make?: Given | null | undefined;
  model?: Given | null | undefined;
  calibre?: Given | null | undefined;
}): Designations {
  const lists = codeLists();
  const make = settle(given.make, lists.findMake);
  const model = settle(given.model, (text) => lists.findModel(text, make.code ?? undefined));
  return { type: settle(given.type, lists.findType), make, model, calibre: settle(given.calibre, lists.findCalibre) };
}
