/**
 * A score made again: from what was compared then, with the numbers of the version written beside it.
 *
 * Promises: the same comparison and the same numbers give what was written, to the last digit; where it cannot be made again it says why; what
 * today's version says of the same comparison stands beside it. Refuses: to look at the records as they are now: they may say
 * other things, and the decision did not rest on those. What the code lists call kin is today's.
 */
import type { MatchModel } from "../engine/match-model.ts";
import { scorePairWith } from "../engine/pair.ts";
import type { FieldKnowledge } from "../engine/vocabulary.ts";
import type { recomputedOutcomes } from "./model.contract.ts";
import type { RecordedScore } from "./model.store.ts";
import { comparedPair } from "./pair-evidence.ts";

/** Less than any figure that is shown: JSON and the database keep every digit, a later processor may add in another order. */
const equal = 1e-9;

export interface Recomputed {
  readonly decision: string | null;
  readonly version: string;
  readonly outcome: (typeof recomputedOutcomes)[number];
  readonly said: number;
  readonly again: number | null;
  readonly now: number | null;
}

/** @param model of the version that the score names; undefined where it is not kept */
export function recompute(
  score: RecordedScore,
  model: MatchModel | undefined,
  today: MatchModel,
  knowledge: FieldKnowledge,
): Recomputed {
  const { decision, version, probability: said } = score;
  const read = comparedPair.safeParse(score.compared);
  const told = { decision, version, said };
  if (!read.success) return { ...told, outcome: "not-kept", again: null, now: null };
  const { weapon, other } = read.data;
  // What is no pair any more by these numbers is one of no probability.
  const by = (numbers: MatchModel): number => scorePairWith(numbers, knowledge, weapon, other)?.probability ?? 0;
  const now = by(today);
  if (model === undefined) return { ...told, outcome: "version-unknown", again: null, now };
  const again = by(model);
  return { ...told, outcome: Math.abs(again - said) <= equal ? "same" : "differs", again, now };
}
