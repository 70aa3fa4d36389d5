/** What the address of a comparison of registers may carry. */
import { oneOf, tableView, type RawSearch, type TableView } from "../address.ts";

/** Bounds of the probability in hundredths that one may choose. */
export const bounds = ["10", "30", "50", "70", "90"] as const;

export interface PairsView extends TableView {
  readonly least?: (typeof bounds)[number] | undefined;
  readonly below?: (typeof bounds)[number] | undefined;
}

export function pairsView(raw: RawSearch): PairsView {
  const read = (value: unknown): PairsView["least"] =>
    // A number alone may come as a number.
    oneOf(typeof value === "number" ? String(value) : value, bounds);
  return { ...tableView(raw), least: read(raw["least"]), below: read(raw["below"]) };
}
