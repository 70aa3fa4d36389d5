/**
 * What a new version would have done, before anybody accepts it: recall, precision and calibration beside the version in force, on decisions
 * that it was not learned from, and what would change on those that were made.
 *
 * Promises: every pair is judged by numbers learned without it and without the other pairs of its weapon; every share comes with its count and
 * its interval; too few decisions, or a version that is not better, is refused in words. Refuses: a figure for what was never
 * proposed: only pairs above the proposing threshold were ever judged.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { MatchModel } from "../engine/match-model.ts";
import type { FieldKnowledge } from "../engine/vocabulary.ts";
import { calibration, shareOf, type JudgedPair } from "../hit-quality.ts";
import { changedNumbers, learnModel, type Look } from "./learn.ts";
import { gain, type measures, measuresOfBoth, refusals } from "./model.contract.ts";
import { modelFaults } from "./model-document.ts";
import { evidenceOf, type DecidedPair, type PairEvidence } from "./pair-evidence.ts";

/** Fewer decisions teach nothing that the version in force does not know better. */
export const leastDecided = 100;
/** So many of them at least confirmed, and so many rejected. */
export const leastOfEach = 25;
const folds = 5;
/** From here on the owner is told at once. */
const told = 0.5;
/** How far calibration may fall behind while the rest gets better. */
const slackOfCalibration = 0.01;
/** The same for the order of confirmed and rejected: with few of one kind, chance alone moves it further. */
const slackOfOrder = (fewer: number): number => Math.max(0.02, 0.25 / Math.sqrt(Math.max(1, fewer)));
/** Share of the confirmed that may fall below the proposing threshold: a version that is less sure proposes less, and says so. */
const mostLost = 0.05;
const mostListed = 100;
const mostMoved = 20;

export type Measures = z.output<typeof measures>;
const move = z.object({ hit: z.string(), same: z.boolean(), before: z.number(), after: z.number() });
const moves = z.object({ count: z.number().int(), hits: z.array(move) });

/** As it is kept with the version. Hits are named by their identifiers: who may not see one does not learn which it is. */
export const modelReport = z.object({
  parent: z.string(),
  decided: z.number().int(),
  confirmed: z.number().int(),
  rejected: z.number().int(),
  /** Decisions that could not be learned from: what was compared was not kept then. */
  leftOut: z.number().int(),
  leastDecided: z.number().int(),
  leastOfEach: z.number().int(),
  proposedFrom: z.number(),
  refusal: z.enum(refusals).nullable(),
  /** Null where there were too few decisions. */
  heldOut: measuresOfBoth.nullable(),
  /** By how much a decision surprises the candidate less than the parent, nats, with its standard error. */
  gain: gain.nullable(),
  registers: z.array(z.object({ register: z.string().nullable(), institution: z.string(), ...measuresOfBoth.shape })),
  changes: z
    .object({
      /** Confirmed, and would not be proposed any more. */
      lost: moves,
      /** Rejected, and would be told at once. */
      raised: moves,
      /** Rejected, and would not be proposed any more. */
      spared: z.number().int(),
      /** Moved most. */
      most: z.array(move),
    })
    .nullable(),
  numbers: z.array(z.object({ part: z.string(), before: z.number(), after: z.number(), pairs: z.number().int() })),
});
export type ModelReport = z.output<typeof modelReport>;

/** Which part is held out with a weapon: the same at every run, whatever else was decided. */
export function foldOf(group: string): number {
  return createHash("sha256").update(group).digest().readUInt32BE(0) % folds;
}

interface JudgedPart extends JudgedPair {
  readonly same: boolean;
  /** Which part it was held out with: other numbers judged the other parts, and their certainties are not compared. */
  readonly part?: number;
}

/** The chance that a confirmed pair stands above a rejected one of its part. */
function orderOf(pairs: readonly JudgedPart[]): number | null {
  let above = 0;
  let all = 0;
  for (const own of Map.groupBy(pairs, ({ part }) => part).values()) {
    const sorted = own.toSorted((a, b) => a.probability - b.probability);
    const confirmed = sorted.filter(({ same }) => same).length;
    all += confirmed * (sorted.length - confirmed);
    let below = 0;
    for (const group of Map.groupBy(sorted, ({ probability }) => probability).values()) {
      const right = group.filter(({ same }) => same).length;
      const wrong = group.length - right;
      above += right * (below + wrong / 2);
      below += wrong;
    }
  }
  return all === 0 ? null : above / all;
}

export function measure(pairs: readonly JudgedPart[], proposedFrom: number): Measures {
  const confirmed = pairs.filter(({ same }) => same);
  const above = (some: readonly JudgedPair[], from: number): readonly JudgedPair[] =>
    some.filter(({ probability }) => probability >= from);
  const recall = (from: number): Measures["recall"] => shareOf(above(confirmed, from).length, confirmed.length);
  const precision = (from: number): Measures["recall"] => {
    const shown = above(pairs, from);
    return shareOf(shown.filter(({ same }) => same === true).length, shown.length);
  };
  const bins = Array.from({ length: 10 }, () => ({ said: 0, right: 0 }));
  let loss = 0;
  for (const { probability, same } of pairs) {
    const bin = bins[Math.min(9, Math.floor(probability * 10))];
    if (bin !== undefined) {
      bin.said += probability;
      bin.right += same ? 1 : 0;
    }
    loss += surprise(probability, same);
  }
  const count = Math.max(1, pairs.length);
  return {
    order: orderOf(pairs),
    recall: recall(proposedFrom),
    recallTold: recall(told),
    precision: precision(proposedFrom),
    precisionTold: precision(told),
    calibrationError: bins.reduce((sum, bin) => sum + Math.abs(bin.said - bin.right), 0) / count,
    loss: loss / count,
    bands: calibration(pairs),
  };
}

/** −ln of what was said of what was decided. */
function surprise(probability: number, same: boolean): number {
  const held = Math.min(0.999, Math.max(0.001, probability));
  return -Math.log(same ? held : 1 - held);
}

/** How much less each pair surprises the second than the first: mean and its standard error. */
export function gainOf(
  pairs: readonly { readonly same: boolean; readonly parent: number; readonly candidate: number }[],
): z.output<typeof gain> {
  const each = pairs.map(({ same, parent, candidate }) => surprise(parent, same) - surprise(candidate, same));
  const mean = each.reduce((sum, one) => sum + one, 0) / Math.max(1, each.length);
  const spread = each.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, each.length - 1);
  return { mean, error: Math.sqrt(spread / Math.max(1, each.length)) };
}

/** Why a version must not be accepted; null where it may. */
export function refusalOf(
  { parent, candidate }: { readonly parent: Measures; readonly candidate: Measures },
  { mean, error }: z.output<typeof gain>,
  model: MatchModel,
): ModelReport["refusal"] {
  if (modelFaults(model).length > 0) return "out-of-order";
  // Less than its own error may be chance.
  if (!(mean > error)) return "not-better";
  if (candidate.calibrationError > parent.calibrationError + slackOfCalibration) return "less-calibrated";
  const { of: confirmed } = parent.recall;
  const all = parent.bands.reduce((sum, band) => sum + band.confirmed.of, 0);
  const slack = slackOfOrder(Math.min(confirmed, all - confirmed));
  if ((candidate.order ?? 0) < (parent.order ?? 0) - slack) return "worse-order";
  if (candidate.recall.count < parent.recall.count - mostLost * parent.recall.of) return "loses-hits";
  return null;
}

export interface LearningInput {
  readonly parent: MatchModel;
  /** Name of the new version. */
  readonly version: string;
  readonly pairs: readonly DecidedPair[];
  /** Decisions whose comparison was not kept. */
  readonly leftOut: number;
  /** Pairs below this are not proposed. */
  readonly proposedFrom: number;
  readonly knowledge: FieldKnowledge;
  /** Awaited between pairs: the program answers others meanwhile. */
  readonly pause?: () => Promise<void>;
}

/** The report of a version that could not be learned. */
export function unlearned(
  of: {
    readonly parent: string;
    readonly pairs: readonly DecidedPair[];
    readonly leftOut: number;
    readonly proposedFrom: number;
  },
  refusal: ModelReport["refusal"],
): ModelReport {
  const confirmed = of.pairs.filter(({ same }) => same).length;
  return {
    parent: of.parent,
    decided: of.pairs.length,
    confirmed,
    rejected: of.pairs.length - confirmed,
    leftOut: of.leftOut,
    leastDecided,
    leastOfEach,
    proposedFrom: of.proposedFrom,
    refusal,
    heldOut: null,
    gain: null,
    registers: [],
    changes: null,
    numbers: [],
  };
}

/** Learns a version and says what it would have done. `model` is undefined where there are too few decisions. */
export async function learnWithReport(
  input: LearningInput,
): Promise<{ readonly model: MatchModel | undefined; readonly report: ModelReport }> {
  const { parent, version, leftOut, proposedFrom, knowledge, pause = async () => undefined } = input;
  const pairs = input.pairs.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const plain = unlearned({ parent: parent.version, pairs, leftOut, proposedFrom }, "too-few");
  const { confirmed, rejected } = plain;
  if (pairs.length < leastDecided || Math.min(confirmed, rejected) < leastOfEach)
    return { model: undefined, report: plain };
  const look: Look<DecidedPair> = (model, pair) => evidenceOf(model, knowledge, pair.compared);
  const lookAtAll = async (
    model: MatchModel,
    some: readonly DecidedPair[],
  ): Promise<Map<DecidedPair, PairEvidence>> => {
    const seen = new Map<DecidedPair, PairEvidence>();
    for (const pair of some) {
      await pause();
      const evidence = look(model, pair);
      if (evidence !== undefined) seen.set(pair, evidence);
    }
    return seen;
  };
  const parents = await lookAtAll(parent, pairs);
  const heldOut = new Map<DecidedPair, number>();
  for (let fold = 0; fold < folds; fold += 1) {
    const out = pairs.filter(({ group }) => foldOf(group) === fold);
    const learned = await learnModel(
      parent,
      version,
      pairs.filter(({ group }) => foldOf(group) !== fold),
      parents,
      look,
      pause,
    );
    for (const [pair, { probability }] of await lookAtAll(learned, out)) heldOut.set(pair, probability);
  }
  const model = await learnModel(parent, version, pairs, parents, look, pause);
  const finals = await lookAtAll(model, pairs);
  const both = (some: readonly DecidedPair[]): { readonly parent: Measures; readonly candidate: Measures } => ({
    parent: measure(
      some.map((pair) => ({
        same: pair.same,
        probability: parents.get(pair)?.probability ?? 0,
        part: foldOf(pair.group),
      })),
      proposedFrom,
    ),
    candidate: measure(
      some.map((pair) => ({ same: pair.same, probability: heldOut.get(pair) ?? 0, part: foldOf(pair.group) })),
      proposedFrom,
    ),
  });
  const all = both(pairs);
  const less = gainOf(
    pairs.map((pair) => ({
      same: pair.same,
      parent: parents.get(pair)?.probability ?? 0,
      candidate: heldOut.get(pair) ?? 0,
    })),
  );
  const moved = pairs.map((pair) => ({
    hit: pair.id,
    same: pair.same,
    before: parents.get(pair)?.probability ?? 0,
    after: finals.get(pair)?.probability ?? 0,
  }));
  const listed = (some: readonly ModelMove[]): { count: number; hits: ModelMove[] } => ({
    count: some.length,
    hits: byMovement(some).slice(0, mostListed),
  });
  return {
    model,
    report: {
      ...plain,
      refusal: refusalOf(all, less, model),
      heldOut: all,
      gain: less,
      registers: [...Map.groupBy(pairs, ({ register, institution }) => `${institution} ${register ?? ""}`).values()]
        .map((some) => ({
          register: some[0]?.register ?? null,
          institution: some[0]?.institution ?? "",
          ...both(some),
        }))
        .sort((a, b) => b.parent.precision.of - a.parent.precision.of || (a.institution < b.institution ? -1 : 1)),
      changes: {
        lost: listed(moved.filter(({ same, before, after }) => same && before >= proposedFrom && after < proposedFrom)),
        raised: listed(moved.filter(({ same, before, after }) => !same && before < told && after >= told)),
        spared: moved.filter(({ same, before, after }) => !same && before >= proposedFrom && after < proposedFrom)
          .length,
        most: byMovement(moved).slice(0, mostMoved),
      },
      numbers: changedNumbers(parent, model, parents.values()).map((one) => ({ ...one })),
    },
  };
}

type ModelMove = z.output<typeof move>;

function byMovement(some: readonly ModelMove[]): ModelMove[] {
  const by = ({ before, after }: ModelMove): number => Math.abs(after - before);
  return some.toSorted((a, b) => by(b) - by(a) || (a.hit < b.hit ? -1 : 1));
}
