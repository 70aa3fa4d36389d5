/** The period of the auditor's board, in days, as its address carries it. */
import { text, type RawSearch } from "../address.ts";

export const PERIODS = [7, 30, 90, 366] as const;

export function summaryView(raw: RawSearch): { days?: number } {
  const days = PERIODS.find((one) => String(one) === text(raw["days"]) || one === raw["days"]);
  return days === undefined ? {} : { days };
}
