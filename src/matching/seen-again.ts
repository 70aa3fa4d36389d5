/**
 * Seen again: one weapon in two recoveries.
 *
 * Promises: what an alarm rests on is said in words; the state's own weapon, handed in for examination again and again, is no
 * alarm; a weapon that was recovered and is recovered once more, with nothing known of how it left custody, is. Refuses: to
 * call a number that repeats one weapon: that is what the hit between the two says, and how surely.
 */

/** One of the two recoveries, as far as the rule needs it. */
export interface Sighting {
  /** ISO day; null where not recorded. */
  readonly recoveredOn: string | null;
  /** Words of the state owner; null where the weapon is not known to be the state's. */
  readonly stateOwned: string | null;
  /** Known to belong to a private owner; where nothing is said of an owner it is neither the state's nor this. */
  readonly privatelyOwned: boolean;
  /** Something says that it was taken into custody: a seal, a place in the store, an examination. */
  readonly held: boolean;
  readonly institution: string;
  /** The recovery or procedure it belongs to; null where not known. */
  readonly recovery: string | null;
}

/** What is known of the weapon between the two: a register's entry, with its day. */
export interface Between {
  readonly day: string;
  readonly kind: string;
}

export const seenAgainReasons = [
  "entered-twice",
  "one-day",
  "state-owned",
  "state-left",
  "state-unsaid",
  "state-became",
  "day-unknown",
  "known-between",
  "never-held",
  "reported-again",
  "left-custody",
] as const;
export type SeenAgainReason = (typeof seenAgainReasons)[number];
export const seenAgainVerdicts = ["alarm", "check", "none"] as const;
export type SeenAgainVerdict = (typeof seenAgainVerdicts)[number];

const verdictOf: Readonly<Record<SeenAgainReason, SeenAgainVerdict>> = {
  // One event written down twice.
  "entered-twice": "none",
  "one-day": "none",
  // A service weapon comes in and goes out.
  "state-owned": "none",
  // A service weapon that comes back without its owner.
  "state-left": "alarm",
  // The state's, and the second time nobody wrote whose: mostly the same service weapon (docs/hits.md).
  "state-unsaid": "check",
  // Taken over by the state: rightly, if an authorisation says so.
  "state-became": "check",
  "day-unknown": "check",
  "known-between": "check",
  // A report of theft, not a recovery: what was never held cannot have left.
  "never-held": "check",
  "reported-again": "check",
  "left-custody": "alarm",
};

function reasonOf(
  first: Sighting,
  again: Sighting,
  between: readonly Between[],
  stateElsewhere: boolean,
): SeenAgainReason {
  if (first.recovery !== null && first.recovery === again.recovery) return "entered-twice";
  if (first.stateOwned !== null && again.stateOwned !== null) return "state-owned";
  if (first.recoveredOn === null || again.recoveredOn === null) return "day-unknown";
  if (first.recoveredOn === again.recoveredOn && first.institution === again.institution) return "one-day";
  if (first.stateOwned !== null) return again.privatelyOwned ? "state-left" : "state-unsaid";
  if (again.stateOwned !== null) return "state-became";
  if (stateElsewhere && !first.privatelyOwned && !again.privatelyOwned) return "state-unsaid";
  if (between.length > 0) return "known-between";
  if (!first.held) return "never-held";
  return again.held ? "left-custody" : "reported-again";
}

/** The earlier first; where a day is missing, as they were handed in. */
export function inOrder<S extends Sighting>(a: S, b: S): readonly [S, S] {
  return a.recoveredOn !== null && b.recoveredOn !== null && b.recoveredOn < a.recoveredOn ? [b, a] : [a, b];
}

/**
 * Whether a weapon that was seen again is an alarm, and why.
 * @param first the earlier recovery, as `inOrder` gives it
 * @param between what registers know of it between the two days
 * @param stateElsewhere a third sighting of the same weapon names the state as its owner
 */
export function judgeSeenAgain(
  first: Sighting,
  again: Sighting,
  between: readonly Between[],
  stateElsewhere = false,
): { readonly verdict: SeenAgainVerdict; readonly because: SeenAgainReason } {
  const because = reasonOf(first, again, between, stateElsewhere);
  return { verdict: verdictOf[because], because };
}
