/** What the address of the list of people may carry. */
import { oneOf, tableView, text, type RawSearch, type TableView } from "../address.ts";

export interface PeopleView extends TableView {
  readonly q?: string | undefined;
  readonly institution?: string | undefined;
  readonly role?: string | undefined;
  readonly active?: "true" | "false" | undefined;
}

/** Reads the search part of the address; what is not valid is dropped. */
export function peopleView(raw: RawSearch): PeopleView {
  const institution = text(raw["institution"]);
  const role = text(raw["role"]);
  const found: PeopleView = {
    ...tableView(raw),
    q: text(raw["q"])?.slice(0, 100),
    institution: institution !== undefined && /^[A-Z][A-Z0-9_]{1,19}$/.test(institution) ? institution : undefined,
    role: role !== undefined && /^[a-z-]{1,40}$/.test(role) ? role : undefined,
    active: oneOf(raw["active"], ["true", "false"]),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
