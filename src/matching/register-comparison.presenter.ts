/** Sweeps and pairs as answers. */
import type { CallOutput } from "../platform/contract.ts";
import type { Tx } from "../platform/database.ts";
import type { Language } from "../platform/words.ts";
import { presentPerson } from "../firearms/firearm.presenter.ts";
import { handlingOf } from "../recoveries/handling.ts";
import { loadCandidates, shownByMatch, type Candidate } from "./candidate.store.ts";
import type { ComparisonRow, PairRow, SeenSweep } from "./register-comparison.store.ts";
import { presentRecord, sentenceOf } from "./serial-check.actions.ts";
import type { listPairs, readComparison, readPair, sweepStates } from "./sweep.contract.ts";

export type SweepState = (typeof sweepStates)[number];

/** What a person is told: also what was asked for and has not happened yet. */
export function stateOf({ state, cancel_asked, model_version }: SeenSweep): SweepState {
  if (state === "running") return cancel_asked ? "stopping" : model_version === null ? "waiting" : "running";
  return state === "cancelled" && !cancel_asked ? "waiting" : state;
}

/** What who may may do with a sweep in this state. */
export function verbsIn(state: SweepState): readonly ("stop" | "resume")[] {
  if (state === "waiting" || state === "running") return ["stop"];
  return state === "stopping" || state === "cancelled" || state === "failed" ? ["resume"] : [];
}

export function presentProgress(row: SeenSweep, mayChange: boolean) {
  const state = stateOf(row);
  return {
    state,
    percent: row.percent,
    finishedAt: row.finished_at,
    may: mayChange ? [...verbsIn(state)] : [],
  };
}

function presentSide(side: ComparisonRow["left_side"]): CallOutput<typeof readComparison>["left"] {
  const { closed, kind, ...rest } = side;
  return { ...rest, kind: kind as CallOutput<typeof readComparison>["left"]["kind"], closedNow: closed };
}

export function presentComparison(row: ComparisonRow): CallOutput<typeof readComparison> {
  return {
    id: row.id,
    ...presentProgress(row, true),
    left: presentSide(row.left_side),
    right: presentSide(row.right_side),
    least: row.least,
    modelVersion: row.model_version,
    by: presentPerson(row),
    createdAt: row.created_at,
  };
}

export interface SeenPair {
  readonly row: PairRow;
  readonly left: Candidate;
  readonly right: Candidate;
}

/** Both records of each pair, read as the reader. */
export async function pairSides(tx: Tx, rows: readonly PairRow[]): Promise<SeenPair[]> {
  const ids = [...new Set(rows.flatMap((row) => [row.left_id, row.right_id]))];
  const records = new Map((await loadCandidates(tx, ids, [])).map((one) => [one.id, one]));
  return rows.flatMap((row) => {
    const [left, right] = [records.get(row.left_id), records.get(row.right_id)];
    return left === undefined || right === undefined ? [] : [{ row, left, right }];
  });
}

export function presentPair(
  { row, left, right }: SeenPair,
  language: Language,
): CallOutput<typeof listPairs>["items"][number] {
  return {
    left: presentRecord(left),
    right: presentRecord(shownByMatch(right, row)),
    probability: row.probability,
    because: sentenceOf({ why: row.why, rivals: 0 }, language),
  };
}

const fields = ["serial", "make", "model", "type", "calibre", "country", "year"] as const;

function textOf(side: Candidate, field: (typeof fields)[number]): string | null {
  if (field === "country") return side.country ?? null;
  if (field === "year") return side.year === undefined ? null : String(side.year);
  return side.shown[field];
}

export function presentPairInFull(pair: SeenPair, language: Language): CallOutput<typeof readPair> {
  const { row, left, right } = pair;
  return {
    ...presentPair(pair, language),
    handling: { left: handlingOf(left.handling), right: handlingOf(right.handling) },
    comparison: fields.map((field) => {
      const part = row.why.find((entry) => entry.field === field);
      return {
        field,
        left: textOf(left, field),
        right: textOf(right, field),
        level: part === undefined || part.field === "prior" ? "missing" : part.level,
        nats: part?.nats ?? 0,
      };
    }),
    logOdds: row.log_odds,
    modelVersion: row.model_version,
  };
}
