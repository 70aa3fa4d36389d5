/**
 * Make, model, calibre and type: through the reference lists where they are known, as written where they are not.
 *
 * Promises: what was written stays beside the code; a make or calibre with plain words around it ("Beretta, made in Italy",
 * "CAL. 12") is known too. Refuses: to guess; an ambiguous or misspelt name keeps no code, a bare bore keeps its own.
 */
import { CalibreNormaliser } from "../reference/calibre-normaliser.ts";
import { codeLists, madeOfLists } from "../reference/lists.ts";
import { MakeNormaliser } from "../reference/make-normaliser.ts";
import type { Verdict } from "../reference/normaliser-verdict.ts";
import type { Designated } from "./firearm.store.ts";

interface Given {
  readonly code?: string | null | undefined;
  readonly written?: string | null | undefined;
}

/** Below this a name is not as good as listed: misspellings, trade names in place of makers, doubtful readings. */
const asGoodAsListed = 0.94;

const normalisers = madeOfLists((lists) => ({
  make: new MakeNormaliser(lists),
  calibre: new CalibreNormaliser(lists),
}));

const sure = (verdict: Verdict): { readonly code: string } | null =>
  verdict.state === "found" && verdict.confidence >= asGoodAsListed ? verdict : null;

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
  const { make: makes, calibre: calibres } = normalisers();
  const make = settle(given.make, (text) => lists.findMake(text) ?? sure(makes.normalise(text)));
  const model = settle(given.model, (text) => lists.findModel(text, make.code ?? undefined));
  const calibre = settle(given.calibre, (text) => lists.findCalibre(text) ?? sure(calibres.asStated(text)));
  return { type: settle(given.type, lists.findType), make, model, calibre };
}
