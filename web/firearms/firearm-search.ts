/** What the address of the list of weapons may carry. */
import { markStates } from "../../src/firearms/firearm.contract.ts";
import { oneOf, text, type RawSearch, type TableView } from "../address.ts";

export interface FirearmSearch extends TableView {
  readonly q?: string | undefined;
  readonly type?: string | undefined;
  readonly make?: string | undefined;
  readonly calibre?: string | undefined;
  readonly serialState?: (typeof markStates)[number] | undefined;
}

/** Reads the search part of the address; what is not valid is dropped. The node orders by recording, newest first. */
export function firearmSearch(raw: RawSearch): FirearmSearch {
  const columns = text(raw["columns"]);
  const found: FirearmSearch = {
    columns: columns !== undefined && /^[\w.]+$/.test(columns) ? columns : undefined,
    q: text(raw["q"])?.slice(0, 200),
    type: text(raw["type"])?.slice(0, 80),
    make: text(raw["make"])?.slice(0, 80),
    calibre: text(raw["calibre"])?.slice(0, 80),
    serialState: oneOf(raw["serialState"], markStates),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
