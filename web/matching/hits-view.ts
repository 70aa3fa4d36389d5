/** What the pages of hits keep in their addresses. */
import { oneOf, tableView, text, type RawSearch, type TableView } from "../address.ts";

export const waitings = ["us", "me", "others", "all"] as const;
export const states = ["proposed", "confirmed", "rejected", "unsure"] as const;
export const urgencies = ["urgent", "soon", "ordinary"] as const;
export const orders = ["probability", "urgency", "waiting"] as const;

export interface HitsView extends TableView {
  readonly waiting?: (typeof waitings)[number] | undefined;
  readonly state?: (typeof states)[number] | undefined;
  readonly urgency?: (typeof urgencies)[number] | undefined;
  readonly order?: (typeof orders)[number] | undefined;
  /** Code of the institution on the other side. */
  readonly institution?: string | undefined;
  /** What the thresholds set aside, and nothing else. */
  readonly aside?: "only" | undefined;
}

export function hitsView(raw: RawSearch): HitsView {
  const institution = text(raw["institution"]);
  return {
    ...tableView(raw),
    waiting: oneOf(raw["waiting"], waitings),
    state: oneOf(raw["state"], states),
    urgency: oneOf(raw["urgency"], urgencies),
    order: oneOf(raw["order"], orders),
    institution: institution !== undefined && /^[A-Z][A-Z0-9_]{1,19}$/.test(institution) ? institution : undefined,
    aside: oneOf(raw["aside"], ["only"]),
  };
}

export const lotStates = ["found", "grown", "confirmed", "rejected"] as const;

export interface LotsView {
  readonly state?: (typeof lotStates)[number] | undefined;
}

export function lotsView(raw: RawSearch): LotsView {
  return { state: oneOf(raw["state"], lotStates) };
}

export const verdicts = ["alarm", "check", "none"] as const;

export interface SeenAgainView {
  readonly verdict?: (typeof verdicts)[number] | undefined;
}

export function seenAgainView(raw: RawSearch): SeenAgainView {
  return { verdict: oneOf(raw["verdict"], verdicts) };
}

export interface ThresholdView {
  readonly register?: string | undefined;
  readonly country?: string | undefined;
}

export function thresholdView(raw: RawSearch): ThresholdView {
  const [register, country] = [text(raw["register"]), text(raw["country"])];
  return {
    register: register !== undefined && /^[0-9a-f-]{36}$/.test(register) ? register : undefined,
    country: country !== undefined && /^[A-Z]{2}$/.test(country) ? country : undefined,
  };
}
