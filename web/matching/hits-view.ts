/** What the hit queue keeps in its address. */
import { oneOf, tableView, type RawSearch, type TableView } from "../address.ts";

export const waitings = ["us", "others", "all"] as const;
const states = ["proposed", "confirmed", "rejected", "unsure"] as const;

export interface HitsView extends TableView {
  readonly waiting?: (typeof waitings)[number] | undefined;
  readonly state?: (typeof states)[number] | undefined;
}

export function hitsView(raw: RawSearch): HitsView {
  return { ...tableView(raw), waiting: oneOf(raw["waiting"], waitings), state: oneOf(raw["state"], states) };
}
