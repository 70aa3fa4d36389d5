/**
 * The matching engine on MADE registers and MADE errors (`match-world.ts`): time, recall by kind of error, calibration, memory; beside
 * it in the same run the exhaustive scan as ceiling, the trigram index of PostgreSQL and MiniSearch with the same re-ranker (`match-beside.ts`).
 *
 *   node bench/match-engine.ts [--rows 1000000] [--queries 3000] [--channel mixed] [--held 0.98] [--seed 1] [--scan 60] [--trigram] [--beside FOLDER] [--filter] [--wide] [--batch 0] [--fit]
 *
 * `--fit` draws all channels and prints the weights of the certainty curve; half of the questions are held out and judged.
 */
import { cpus, loadavg, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { askAll } from "../src/matching/engine/batch.ts";
import { ColumnsMaker } from "../src/matching/engine/columns.ts";
import { MatchEngine, rawCertainty, type Scope } from "../src/matching/engine/engine.ts";
import type { Accepts } from "../src/matching/engine/search.ts";
import { buildSerialIndex, bytesOf, type SerialIndex } from "../src/matching/engine/serial-index.ts";
import { Vocabulary } from "../src/matching/engine/vocabulary.ts";
import { fieldKnowledge } from "../src/matching/field-knowledge.ts";
import { codeLists } from "../src/reference/lists.ts";
import { logisticWeights } from "./logistic.ts";
import {
  bestByScan,
  besideMiniSearch,
  besideTrigram,
  quantile,
  share,
  type Judged,
  type Made,
} from "./match-beside.ts";
import { Random, channels, drawQuery, drawWorld, isChannel, type ChannelName } from "./match-world.ts";

const { values: options } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    queries: { type: "string", default: "3000" },
    channel: { type: "string", default: "mixed" },
    held: { type: "string", default: "0.98" },
    dirt: { type: "string", default: "0.03" },
    seed: { type: "string", default: "1" },
    scan: { type: "string", default: "60" },
    trigram: { type: "boolean", default: false },
    /** Hides three of ten audience classes. */
    filter: { type: "boolean", default: false },
    /** A folder in which the package minisearch was installed. */
    beside: { type: "string" },
    batch: { type: "string", default: "0" },
    fit: { type: "boolean", default: false },
    /** Long lists: the margin that twenty answers are taken from. */
    wide: { type: "boolean", default: false },
  },
});
const absentShare = 0.2;

function make(rows: number, seed: number, held: number, dirt: number, channel: ChannelName): Made {
  const world = drawWorld({ rows, seed, held, dirt, channel });
  const vocabulary = new Vocabulary(fieldKnowledge(codeLists()));
  const maker = new ColumnsMaker(vocabulary);
  for (const record of world.records) maker.add(record);
  const begun = performance.now();
  const index = buildSerialIndex(maker.columns());
  return { world, engine: new MatchEngine(vocabulary), index, vocabulary, buildMs: performance.now() - begun };
}

function run(made: Made, channel: ChannelName, count: number, seed: number): Judged[] {
  const random = new Random(seed * 7919 + 13);
  return Array.from({ length: count }, () => {
    const query = drawQuery(made.world, channel, absentShare, random);
    const begun = performance.now();
    const found = made.engine.ask(query.asked, [made.index], { wide: options.wide });
    const ms = performance.now() - begun;
    const at = found.answers.findIndex(
      (answer) => made.world.records[made.index.row[answer.record] ?? -1]?.id === query.truth,
    );
    return { query, found, at, ms };
  });
}

function recallOf(list: readonly Judged[]): string {
  const present = list.filter(({ query }) => query.truth !== undefined);
  const within = (most: number): string =>
    share(present.filter(({ at }) => at >= 0 && at < most).length, present.length);
  return `${within(1)} / ${within(5)} / ${within(20)} (${present.length})`;
}

interface Point {
  readonly said: number;
  readonly right: boolean;
}

/** Expected calibration error over ten equal steps. */
function eceOf(points: readonly Point[]): number {
  const bins = Array.from({ length: 10 }, () => ({ said: 0, right: 0 }));
  for (const { said, right } of points) {
    const bin = bins[Math.min(9, Math.floor(said * 10))];
    if (bin === undefined) continue;
    bin.said += said;
    bin.right += right ? 1 : 0;
  }
  return bins.reduce((sum, bin) => sum + Math.abs(bin.said - bin.right), 0) / Math.max(1, points.length);
}

function pointsOf(list: readonly Judged[], most: number): Point[] {
  return list.flatMap(({ found, at, query }) =>
    found.answers
      .slice(0, most)
      .map((answer, place) => ({ said: answer.probability, right: query.truth !== undefined && place === at })),
  );
}

/** Shares as a softmax over the answers gives them: what a score without a background would say. */
function softmaxPoints(list: readonly Judged[], most: number): Point[] {
  return list.flatMap(({ found, at, query }) => {
    const weights = found.answers.map((answer) => Math.exp(-(answer.channel + answer.fields) / 1024));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights
      .slice(0, most)
      .map((weight, place) => ({ said: weight / total, right: query.truth !== undefined && place === at }));
  });
}

function report(name: string, made: Made, list: readonly Judged[]): void {
  const times = list.slice(200).map(({ ms }) => ms);
  console.log(
    `${name}: p50 ${quantile(times, 0.5).toFixed(2)} ms, p95 ${quantile(times, 0.95).toFixed(2)} ms, p99 ${quantile(times, 0.99).toFixed(2)} ms; build ${(made.buildMs / 1000).toFixed(2)} s; ` +
      `${(bytesOf(made.index) / made.index.count).toFixed(1)} bytes a record; nodes looked at p50 ${quantile(
        list.map(({ found }) => found.visited),
        0.5,
      )}, p95 ${quantile(
        list.map(({ found }) => found.visited),
        0.95,
      )}`,
  );
  console.log(`  recall@1 / @5 / @20: all ${recallOf(list)}`);
  for (const [kind, of] of Map.groupBy(list, ({ query }) => query.kind)) console.log(`    ${kind}: ${recallOf(of)}`);
  const absent = list.filter(({ query }) => query.truth === undefined);
  const sure = absent.filter(({ found }) => (found.answers[0]?.probability ?? 0) >= 0.9).length;
  console.log(
    `  calibration error: first five ${eceOf(pointsOf(list, 5)).toFixed(4)}, first ${eceOf(pointsOf(list, 1)).toFixed(4)}; raw softmax ${eceOf(softmaxPoints(list, 5)).toFixed(4)}, ${eceOf(softmaxPoints(list, 1)).toFixed(4)}; ` +
      `absent weapons shown with ≥ 0.9: ${sure} of ${absent.length} (${share(sure, absent.length)})`,
  );
}

/** The look at all records as ceiling: what the search misses is missed by the score. */
function scan(made: Made, list: readonly Judged[], count: number): void {
  const sample = list
    .filter(({ query, found }) => query.truth !== undefined && !found.asking.modelOnly)
    .slice(0, count);
  let scanned = 0;
  let searched = 0;
  let same = 0;
  let none = 0;
  const times: number[] = [];
  for (const { query, found, at } of sample) {
    const begun = performance.now();
    const first = bestByScan(made, found);
    times.push(performance.now() - begun);
    if (made.world.records[first.row]?.id === query.truth) scanned += 1;
    if (at === 0) searched += 1;
    const [answer] = found.answers;
    if (answer === undefined) none += 1;
    else if (answer.channel + answer.fields === first.cost) same += 1;
  }
  console.log(
    `  exhaustive scan of ${sample.length}: recall@1 ${share(scanned, sample.length)} in ${quantile(times, 0.5).toFixed(0)} ms; the search on the same ${share(searched, sample.length)}; same best cost in ${same}, none within the limits in ${none}`,
  );
}

/**
 * The same questions with and without a filter that hides three of ten classes, alternating: record by record as where an asker sees parts
 * of an index, and as fewer indexes where each class is one.
 */
function filtered(made: Made, list: readonly Judged[]): void {
  const classes = 10;
  const hidden = 3;
  const classOf = Uint8Array.from(made.world.records, (_, row) => Math.imul(row >>> 6, 0x9e3779b1) >>> 28).map(
    (value) => value % classes,
  );
  const accepts = new Map<SerialIndex, Accepts>([
    [made.index, (record) => (classOf[made.index.row[record] ?? 0] ?? 0) >= hidden],
  ]);
  const makers = Array.from({ length: classes }, () => new ColumnsMaker(made.vocabulary));
  made.world.records.forEach((record, row) => makers[classOf[row] ?? 0]?.add(record));
  const indexes = makers.map((maker) => buildSerialIndex(maker.columns()));
  const kinds = {
    "one index, all of it": () => [[made.index], {}],
    "one index, 30 % hidden record by record": () => [[made.index], { accepts }],
    "ten indexes": () => [indexes, {}],
    "seven of the ten": () => [indexes.slice(hidden), {}],
  } satisfies Record<string, () => [readonly SerialIndex[], Scope]>;
  const times = new Map<string, number[]>(Object.keys(kinds).map((name) => [name, []]));
  for (const { query } of list)
    for (const [name, of] of Object.entries(kinds)) {
      const [asked, scope] = of();
      const begun = performance.now();
      made.engine.ask(query.asked, asked, { ...scope, wide: options.wide });
      times.get(name)?.push(performance.now() - begun);
    }
  const told = [...times].map(([name, all]) => {
    const kept = all.slice(200);
    const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
    return { name, p50: quantile(kept, 0.5), p95: quantile(kept, 0.95), mean };
  });
  for (const [at, { name, p50, p95, mean }] of told.entries()) {
    const without = told[at - (at % 2)] ?? told[0];
    console.log(
      `  ${name}: p50 ${p50.toFixed(2)} ms, p95 ${p95.toFixed(2)} ms, mean ${mean.toFixed(3)} ms${at % 2 === 0 || without === undefined ? "" : `; ${(p50 / without.p50).toFixed(2)} × / ${(p95 / without.p95).toFixed(2)} × / ${(mean / without.mean).toFixed(2)} ×`}`,
    );
  }
}

/** All records of another file against this one, over two threads. */
async function batch(made: Made, channel: ChannelName, count: number): Promise<void> {
  const random = new Random(77);
  const queries = Array.from({ length: count }, () => drawQuery(made.world, channel, absentShare, random));
  const begun = performance.now();
  const cpu = process.cpuUsage();
  let at = 0;
  let right = 0;
  let present = 0;
  for await (const answers of askAll(
    made.index,
    made.vocabulary,
    queries.map(({ asked }) => asked),
    { top: 1, threads: 2 },
  ))
    for (const { rows: found } of answers) {
      const truth = queries[at]?.truth;
      at += 1;
      if (truth === undefined) continue;
      present += 1;
      if (made.world.records[found[0] ?? -1]?.id === truth) right += 1;
    }
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  console.log(
    `  batch: ${at} questions in ${seconds.toFixed(1)} s on two threads (${Math.round(at / seconds)} a second; processor ${((user + system) / at / 1000).toFixed(3)} ms a question, all threads), recall@1 ${share(right, present)}; load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(" ")}`,
  );
}

function fit(rows: number, count: number): void {
  const learn: { features: readonly number[]; right: boolean }[] = [];
  const judge: { features: readonly number[]; right: boolean; place: number }[] = [];
  let seed = Number(options.seed);
  for (const channel of channels)
    for (const held of [0.98, 0.5, 0.2]) {
      seed += 1;
      const made = make(rows, seed, held, held > 0.9 ? 0.02 : 0.15, channel);
      const list = run(made, channel, count, seed);
      list.forEach(({ found, at, query }, which) => {
        rawCertainty(found, made.engine.model)
          .slice(0, 5)
          .forEach((features, place) => {
            const right = query.truth !== undefined && place === at;
            if (which % 2 === 0) learn.push({ features, right });
            else judge.push({ features, right, place });
          });
      });
      report(`${channel}, ${held} held`, made, list);
    }
  const weights = logisticWeights(learn, { rounds: 25, damp: 0.01, shrink: 0.01 });
  const said = ({ features }: { features: readonly number[] }): number =>
    1 / (1 + Math.exp(-features.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0)));
  const points = judge.map((point) => ({ said: said(point), right: point.right, place: point.place }));
  console.log(
    `held out: calibration error, first five ${eceOf(points).toFixed(4)}, first ${eceOf(points.filter(({ place }) => place === 0)).toFixed(4)}`,
  );
  console.log(`certainty: [${weights.map((weight) => weight.toFixed(4)).join(", ")}],`);
}

const rows = Number(options.rows);
const count = Number(options.queries);
if (options.fit) fit(rows, count);
else {
  const channel = isChannel(options.channel) ? options.channel : "mixed";
  const before = process.memoryUsage.rss();
  const made = make(rows, Number(options.seed), Number(options.held), Number(options.dirt), channel);
  const list = run(made, channel, count, Number(options.seed));
  report(`${rows} records, ${channel}, ${options.held} of each batch held, seed ${options.seed}`, made, list);
  if (Number(options.scan) > 0) scan(made, list, Number(options.scan));
  if (Number(options.batch) > 0) await batch(made, channel, Number(options.batch));
  if (options.filter) filtered(made, list);
  if (options.trigram) await besideTrigram(made, list, options.wide);
  if (options.beside !== undefined) besideMiniSearch(made, list, options.wide, options.beside);
  console.log(
    `memory: process ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MB (${(before / 2 ** 20).toFixed(0)} before; the made world included)`,
  );
}
console.log(
  `machine: ${cpus().length} cores ${cpus()[0]?.model ?? ""}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, node ${process.version}, ${new Date().toISOString().slice(0, 10)}; records and errors are made`,
);
