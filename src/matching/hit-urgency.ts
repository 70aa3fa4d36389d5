/**
 * How soon a hit should be looked at, and why in words.
 *
 * Promises: few stated reasons, each with its weight, the same in the database's order and on the page; a reason that the
 * reader may not know (flags of a recovery they do not see) weighs nothing for them. Refuses: a number without its reasons.
 */
import type { urgencies, urgencyReasons } from "./hit.contract.ts";

export type Urgency = (typeof urgencies)[number];
export type UrgencyReason = (typeof urgencyReasons)[number];

/** Points of each reason. Of a pair (very-probable, probable; waits-long, waits) only the stronger counts. */
const weights: Readonly<Record<UrgencyReason, number>> = {
  terrorism: 4,
  "many-weapons": 2,
  "very-probable": 2,
  probable: 1,
  "waits-long": 2,
  waits: 1,
};

/** Of a pair by itself: all that can agree agrees (docs/matching.md). */
const veryProbable = 0.8;
const probable = 0.5;
const daysLong = 14;
const daysSome = 3;

/** Points of each level: from (inclusive) to (exclusive). */
export const urgencyPoints: Readonly<Record<Urgency, readonly [number, number]>> = {
  urgent: [4, 1_000],
  soon: [2, 4],
  ordinary: [0, 2],
};

/** The same sum in the database, over `h` (the hit) and `r` (its recovery as the reader sees it, or nothing). Whole days, so that a cursor holds for the day. */
export const urgencySql = `(case when r.flags @> '{terrorism}' then ${weights.terrorism} else 0 end
  + case when r.flags @> '{many-weapons}' then ${weights["many-weapons"]} else 0 end
  + case when h.probability >= ${veryProbable} then ${weights["very-probable"]} when h.probability >= ${probable} then ${weights.probable} else 0 end
  + case when current_date - h.created_at::date >= ${daysLong} then ${weights["waits-long"]} when current_date - h.created_at::date >= ${daysSome} then ${weights.waits} else 0 end)`;

/**
 * Why a hit is urgent.
 * @param hit.flags of the recovery, null where the reader does not see it
 * @param now and hit.createdAt in any form that Date reads
 */
export function urgencyReasonsOf(
  hit: { readonly flags: readonly string[] | null; readonly probability: number; readonly createdAt: string },
  now: Date,
): UrgencyReason[] {
  const day = (at: Date): number => Math.floor(at.getTime() / 86_400_000);
  const waited = day(now) - day(new Date(hit.createdAt));
  const reasons: UrgencyReason[] = [];
  if (hit.flags?.includes("terrorism") === true) reasons.push("terrorism");
  if (hit.flags?.includes("many-weapons") === true) reasons.push("many-weapons");
  if (hit.probability >= veryProbable) reasons.push("very-probable");
  else if (hit.probability >= probable) reasons.push("probable");
  if (waited >= daysLong) reasons.push("waits-long");
  else if (waited >= daysSome) reasons.push("waits");
  return reasons;
}

export function urgencyOf(reasons: readonly UrgencyReason[]): Urgency {
  const points = reasons.reduce((sum, reason) => sum + weights[reason], 0);
  return points >= urgencyPoints.urgent[0] ? "urgent" : points >= urgencyPoints.soon[0] ? "soon" : "ordinary";
}
