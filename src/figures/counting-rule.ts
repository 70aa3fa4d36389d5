/**
 * The counting rule: what counts as one firearm recovered. Words and reasons: docs/figures.md.
 *
 * Promises: every item gets exactly one outcome, so that the outcomes add up to what was read and any two totals of one
 * file can be explained by the difference; items that look identical are each counted, for two equal rows can be two
 * weapons; a quantity that is not reported is an outcome of its own and never zero. Refuses: to drop an item silently, to
 * count a part, a round or a replica as a firearm.
 */
import type { manners } from "../recoveries/recovery.contract.ts";

export type ItemKind = "firearm" | "part" | "ammunition" | "explosive" | "replica" | "other" | "not-recorded";
/** Whose the weapon is known to be. `registered`: a lawful private owner's, who gets it back. */
export type Owner = "state" | "registered" | "none" | "not-recorded";
export type Manner = (typeof manners)[number] | "not-recorded";

/** One item as somebody recorded it, in the words of the rule. */
export interface Item {
  readonly kind: ItemKind;
  /** How many; null: the column is there and says nothing. */
  readonly quantity: number | null;
  /** ISO day, month (YYYY-MM) or year that the item is counted by; null: not recorded. */
  readonly when: string | null;
  readonly manner: Manner;
  readonly owner: Owner;
  /** False: recorded as of lawful origin. Null: not said. */
  readonly illicit: boolean | null;
}

export interface CountingRule {
  readonly code: string;
  readonly manners: ReadonlySet<Manner>;
  /** Owners whose weapons are set apart. */
  readonly apart: ReadonlySet<Owner>;
  /** Whether an item recorded as of lawful origin is set apart. */
  readonly lawfulApart: boolean;
}

/**
 * `recovered`: what the recovery picture counts. Weapons of the state are apart: they are in evidence registers because
 * they were fired, not because they were taken from anybody.
 * `illicit`: narrower, as statistical offices publish seizures: without what was handed in of free will, without
 * weapons of registered owners, without what is recorded as lawful.
 */
export const countingRules = {
  recovered: {
    code: "recovered",
    manners: new Set<Manner>(["seized", "found", "surrendered", "not-recorded"]),
    apart: new Set<Owner>(["state"]),
    lawfulApart: false,
  },
  illicit: {
    code: "illicit",
    manners: new Set<Manner>(["seized", "found", "not-recorded"]),
    apart: new Set<Owner>(["state", "registered"]),
    lawfulApart: true,
  },
} as const satisfies Readonly<Record<string, CountingRule>>;

export const outcomes = [
  "counted",
  "not-a-firearm",
  "kind-not-recorded",
  "outside-period",
  "date-not-recorded",
  "state-owned",
  "surrendered",
  "registered-owner",
  "lawful",
  "quantity-not-recorded",
] as const;
export type Outcome = (typeof outcomes)[number];

/** Days, both included; undefined: open. */
export interface CountedPeriod {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

/** Whether a day, month or year lies wholly in the period. */
function within(when: string, { from, until }: CountedPeriod): boolean {
  const first = `${when}${"-01-01".slice(when.length - 4)}`;
  const last = `${when}${"-12-31".slice(when.length - 4)}`;
  return (from === undefined || first >= from) && (until === undefined || last <= until);
}

/** The one outcome of an item: the first sentence of the rule that applies, in the order of `outcomes`. */
export function outcomeOf(item: Item, rule: CountingRule, period: CountedPeriod = {}): Outcome {
  if (item.kind === "not-recorded") return "kind-not-recorded";
  if (item.kind !== "firearm") return "not-a-firearm";
  if (period.from !== undefined || period.until !== undefined) {
    if (item.when === null) return "date-not-recorded";
    if (!within(item.when, period)) return "outside-period";
  }
  if (item.owner === "state" && rule.apart.has("state")) return "state-owned";
  if (!rule.manners.has(item.manner)) return "surrendered";
  if (item.owner === "registered" && rule.apart.has("registered")) return "registered-owner";
  if (rule.lawfulApart && item.illicit === false) return "lawful";
  if (item.quantity === null) return "quantity-not-recorded";
  return "counted";
}

/** How many firearms an outcome stands for: the quantity where there is one, else the item itself. */
export function weightOf(item: Item): number {
  return item.quantity ?? 1;
}
