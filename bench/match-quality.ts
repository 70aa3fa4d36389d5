/**
 * How well the matching finds a firearm through key equality and re-ranking, on a SYNTHETIC register with MADE errors.
 *
 *   node bench/match-quality.ts --rows 100000 --queries 2000 --seed 1 [--scan 60] [--fit] [--json]
 *
 * Prints candidate recall, recall@1/@5/@20 by kind of error, calibration with 20 % of the firearms not in the file, key
 * counts and times, and the exhaustive scan of all records on a sample as the ceiling. Absolute figures hold for this error
 * channel only; real transcription error rates are not published.
 */
import { parseArgs } from "node:util";
import { foldConfusable, indexKeys, keyKind, queryKeys, weakKeyKinds } from "../src/matching/serial-keys.ts";
import type { KeyKind } from "../src/matching/serial-keys.ts";
import { calibrationFeatures, rankCandidates, rawShares, serialReadingOf } from "../src/matching/match-score.ts";
import type { MatchRecord, RankedMatch } from "../src/matching/match-score.ts";
import { knownLength } from "../src/matching/serial-field.ts";
import { normalSerial } from "../src/matching/serial-normal.ts";
import { logisticWeights } from "./logistic.ts";
import { drawQuestion, drawWorld } from "./match-quality-world.ts";
import { Random } from "./match-world.ts";
import type { Question } from "./match-quality-world.ts";

const { values: options } = parseArgs({
  options: {
    rows: { type: "string", default: "100000" },
    queries: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
    scan: { type: "string", default: "60" },
    cap: { type: "string", default: "400" },
    fit: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const rows = Number(options.rows);
const random = new Random(Number(options.seed));
const cap = Number(options.cap);

const world = drawWorld(rows, random);
const index = new Map<bigint, number[]>();
let keyTotal = 0;
const built = performance.now();
world.records.forEach((record, at) => {
  for (const key of indexKeys(normalSerial(record.serial ?? ""))) {
    keyTotal += 1;
    const list = index.get(key);
    if (list === undefined) index.set(key, [at]);
    else list.push(at);
  }
});
const buildMs = performance.now() - built;

/** Candidates: every record under a strong key; weak kinds and crowded keys only as long as there is room. */
function candidatesOf(question: Question): { found: MatchRecord[]; keys: number } {
  const pattern = serialReadingOf(question.asked).pattern;
  const keys = queryKeys(pattern);
  const found = new Set<number>();
  const take = (weak: boolean): void => {
    for (const key of keys) {
      const kind: KeyKind = keyKind(key) ?? "tail";
      if (weakKeyKinds.includes(kind) !== weak) continue;
      const list = index.get(key) ?? [];
      if (weak && found.size + list.length > cap * 2) continue;
      if (!weak && found.size > cap * 10) break;
      for (const at of list) found.add(at);
    }
  };
  take(false);
  take(true);
  return { found: [...found].flatMap((at) => world.records[at] ?? []), keys: keys.length };
}

interface Tally {
  asked: number;
  candidate: number;
  at1: number;
  at5: number;
  at20: number;
}
const tallies = new Map<string, Tally>();
function tally(kind: string, candidate: boolean, rank: number): void {
  const entry = tallies.get(kind) ?? { asked: 0, candidate: 0, at1: 0, at5: 0, at20: 0 };
  entry.asked += 1;
  if (candidate) entry.candidate += 1;
  if (rank >= 0 && rank < 1) entry.at1 += 1;
  if (rank >= 0 && rank < 5) entry.at5 += 1;
  if (rank >= 0 && rank < 20) entry.at20 += 1;
  tallies.set(kind, entry);
}

const times: number[] = [];
const sizes: number[] = [];
const probes: number[] = [];
const judged: { p: number; right: boolean; features: readonly [number, number, number] }[] = [];
const scanned: { question: Question; rank: number }[] = [];
const questions = Array.from({ length: Number(options.queries) }, () => drawQuestion(world, 0.2, random));

function rankOf(ranked: readonly RankedMatch[], truth: string): number {
  return ranked.findIndex((entry) => entry.id === truth);
}

for (const question of questions) {
  const start = performance.now();
  const { found, keys } = candidatesOf(question);
  const ranked = rankCandidates(question.asked, found, { registerSize: rows, limit: Math.max(50, found.length) });
  times.push(performance.now() - start);
  sizes.push(found.length);
  probes.push(keys);
  const known = knownLength(serialReadingOf(question.asked).pattern);
  const shares = rawShares(ranked);
  ranked.slice(0, 3).forEach((entry, at) => {
    judged.push({
      p: entry.probability,
      right: entry.id === question.truth,
      features: calibrationFeatures(shares[at] ?? 0, entry.logOdds, known),
    });
  });
  if (question.truth !== undefined) {
    const rank = rankOf(ranked, question.truth);
    tally(question.kind, rank >= 0, rank);
    tally("all", rank >= 0, rank);
    if (scanned.length < Number(options.scan)) scanned.push({ question, rank });
  }
}

const ceiling = { at1: 0, at5: 0, at20: 0, same1: 0, ms: 0 };
for (const { question, rank } of scanned) {
  const start = performance.now();
  const ranked = rankCandidates(question.asked, world.records, { registerSize: rows, limit: 20 });
  ceiling.ms += performance.now() - start;
  const full = rankOf(ranked, question.truth ?? "");
  if (full === 0) ceiling.at1 += 1;
  if (full >= 0 && full < 5) ceiling.at5 += 1;
  if (full >= 0) ceiling.at20 += 1;
  if (rank === 0) ceiling.same1 += 1;
}

function calibrationOf(list: readonly { p: number; right: boolean }[]): {
  ece: number;
  brier: number;
  table: { from: number; count: number; said: number; right: number }[];
} {
  const bins = Array.from({ length: 10 }, (_, at) => ({ from: at / 10, count: 0, said: 0, right: 0 }));
  let brier = 0;
  for (const { p, right } of list) {
    const bin = bins[Math.min(9, Math.floor(p * 10))];
    if (bin === undefined) continue;
    bin.count += 1;
    bin.said += p;
    if (right) bin.right += 1;
    brier += (p - (right ? 1 : 0)) ** 2;
  }
  const ece = bins.reduce((sum, bin) => sum + Math.abs(bin.said - bin.right), 0) / list.length;
  return {
    ece,
    brier: brier / list.length,
    table: bins.map((bin) => ({
      ...bin,
      said: bin.said / Math.max(1, bin.count),
      right: bin.right / Math.max(1, bin.count),
    })),
  };
}

const quantile = (list: readonly number[], q: number): number =>
  list.toSorted((a, b) => a - b)[Math.floor(q * (list.length - 1))] ?? 0;
const round = (value: number, places = 3): number => Number(value.toFixed(places));
const eight = world.records.filter((record) => normalSerial(record.serial ?? "").length === 8).slice(0, 2000);
const calibration = calibrationOf(judged);
const report = {
  note: "SYNTHETIC register, MADE errors: ratios mean more than absolute figures",
  rows: world.records.length,
  queries: questions.length,
  seed: Number(options.seed),
  absentShare: round(questions.filter((question) => question.truth === undefined).length / questions.length),
  keysPerRecord: round(keyTotal / world.records.length, 2),
  keysOfEight: round(
    eight.reduce((sum, record) => sum + indexKeys(normalSerial(record.serial ?? "")).length, 0) /
      Math.max(1, eight.length),
    2,
  ),
  buildMs: round(buildMs, 0),
  foldedDistinct: new Set(world.records.map((record) => foldConfusable(normalSerial(record.serial ?? "")))).size,
  queryKeys: { p50: quantile(probes, 0.5), p95: quantile(probes, 0.95), max: quantile(probes, 1) },
  candidates: { p50: quantile(sizes, 0.5), p95: quantile(sizes, 0.95), max: quantile(sizes, 1) },
  ms: { p50: round(quantile(times, 0.5)), p95: round(quantile(times, 0.95)), p99: round(quantile(times, 0.99)) },
  byKind: Object.fromEntries(
    [...tallies].map(([kind, entry]) => [
      kind,
      {
        asked: entry.asked,
        candidates: round(entry.candidate / entry.asked),
        at1: round(entry.at1 / entry.asked),
        at5: round(entry.at5 / entry.asked),
        at20: round(entry.at20 / entry.asked),
      },
    ]),
  ),
  ceiling: {
    sample: scanned.length,
    scanAt1: round(ceiling.at1 / Math.max(1, scanned.length)),
    scanAt5: round(ceiling.at5 / Math.max(1, scanned.length)),
    scanAt20: round(ceiling.at20 / Math.max(1, scanned.length)),
    keysAt1: round(ceiling.same1 / Math.max(1, scanned.length)),
    scanMs: round(ceiling.ms / Math.max(1, scanned.length), 0),
  },
  calibration: {
    ece: round(calibration.ece),
    brier: round(calibration.brier),
    eceFirst: round(calibrationOf(judged.filter((_, at) => at % 3 === 0)).ece),
  },
};
if (options.json) console.log(JSON.stringify(report, null, 2));
else {
  const { byKind, ...rest } = report;
  for (const [name, value] of Object.entries(rest))
    console.log(`${name}: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`);
  console.table(byKind);
  console.table(
    calibration.table.map((bin) => ({
      from: bin.from,
      count: bin.count,
      said: round(bin.said),
      right: round(bin.right),
    })),
  );
}
if (options.fit)
  console.log(
    "calibration (intercept, posterior, evidence, length):",
    logisticWeights(
      judged.map(({ right, features }) => ({ right, features: [1, ...features] })),
      { rounds: 30, damp: 1e-3, shrink: 0 },
    ).map((value) => round(value, 4)),
  );
