/**
 * The matching engine on MADE registers and MADE errors (`match-world.ts`): time, recall by kind of error, calibration, memory; beside
 * it in the same run the exhaustive scan as ceiling and the trigram index of PostgreSQL with the same re-ranker.
 *
 *   node bench/match-engine.ts [--rows 1000000] [--queries 3000] [--channel mixed] [--held 0.98] [--seed 1] [--scan 60] [--trigram] [--wide] [--batch 0] [--fit]
 *
 * `--fit` draws all channels and prints the weights of the certainty curve; half of the questions are held out and judged.
 */
import { cpus, tmpdir, totalmem } from "node:os";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { align } from "../src/matching/engine/channel.ts";
import { askAll } from "../src/matching/engine/batch.ts";
import { ColumnsMaker } from "../src/matching/engine/columns.ts";
import { MatchEngine, rawCertainty, type FoundWeapons } from "../src/matching/engine/engine.ts";
import { buildSerialIndex, bytesOf, serialOf, type SerialIndex } from "../src/matching/engine/serial-index.ts";
import { Vocabulary } from "../src/matching/engine/vocabulary.ts";
import { fieldKnowledge } from "../src/matching/field-knowledge.ts";
import { normalSerial } from "../src/matching/serial-normal.ts";
import { startBundledPostgres } from "../src/platform/bundled-postgres.ts";
import { createLog } from "../src/platform/log.ts";
import { codeLists } from "../src/reference/lists.ts";
import { logisticWeights } from "./logistic.ts";
import { Random, channels, drawQuery, drawWorld, type ChannelName, type Query, type World } from "./match-world.ts";

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
    batch: { type: "string", default: "0" },
    fit: { type: "boolean", default: false },
    /** Long lists: the margin that twenty answers are taken from. */
    wide: { type: "boolean", default: false },
  },
});
const isChannel = (name: string): name is ChannelName => channels.some((one) => one === name);
const absentShare = 0.2;

interface Made {
  readonly world: World;
  readonly engine: MatchEngine;
  readonly index: SerialIndex;
  readonly vocabulary: Vocabulary;
  readonly buildMs: number;
}

function make(rows: number, seed: number, held: number, dirt: number, channel: ChannelName): Made {
  const world = drawWorld({ rows, seed, held, dirt, channel });
  const vocabulary = new Vocabulary(fieldKnowledge(codeLists()));
  const maker = new ColumnsMaker(vocabulary);
  for (const record of world.records) maker.add(record);
  const begun = performance.now();
  const index = buildSerialIndex(maker.columns());
  return { world, engine: new MatchEngine(vocabulary), index, vocabulary, buildMs: performance.now() - begun };
}

interface Judged {
  readonly query: Query;
  readonly found: FoundWeapons;
  /** Place of the true record among the answers, −1 when it is not there. */
  readonly at: number;
  readonly ms: number;
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

const quantile = (list: readonly number[], share: number): number =>
  list.toSorted((a, b) => a - b)[Math.floor(share * (list.length - 1))] ?? 0;
const share = (part: number, all: number): string => (part / Math.max(1, all)).toFixed(3);

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

/** Cost of a record for a question as the exhaustive scan counts it. */
function costOf(made: Made, found: FoundWeapons, record: number): number {
  const held = serialOf(made.index, record);
  let least = Infinity;
  for (const reading of found.asking.readings)
    least = Math.min(least, reading.cost + align(reading.asked, held, made.engine.model.channel).cost);
  return least + found.costs.of(made.index, record);
}

function scan(made: Made, list: readonly Judged[], count: number): void {
  const sample = list
    .filter(({ query, found }) => query.truth !== undefined && !found.asking.modelOnly)
    .slice(0, count);
  let scanned = 0;
  let searched = 0;
  const times: number[] = [];
  for (const { query, found, at } of sample) {
    const begun = performance.now();
    let best = Infinity;
    let first = Infinity;
    for (let record = 0; record < made.index.count; record += 1) {
      const cost = costOf(made, found, record);
      const row = made.index.row[record] ?? Infinity;
      if (cost < best || (cost === best && row < first)) [best, first] = [cost, row];
    }
    times.push(performance.now() - begun);
    if (made.world.records[first]?.id === query.truth) scanned += 1;
    if (at === 0) searched += 1;
  }
  console.log(
    `  exhaustive scan of ${sample.length}: recall@1 ${share(scanned, sample.length)} in ${quantile(times, 0.5).toFixed(0)} ms; the search on the same ${share(searched, sample.length)}`,
  );
}

async function trigram(made: Made, list: readonly Judged[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tamga-bench-"));
  const bundled = await startBundledPostgres({ dataDir: folder, log: createLog("silent") });
  const client = new pg.Client({ connectionString: bundled.superuserUrl });
  await client.connect();
  try {
    await client.query("create extension pg_trgm");
    await client.query("create table weapon (place int primary key, serial text not null)");
    const placeOf = new Map<string, number>();
    const chunk = 20_000;
    const rows = Array.from({ length: made.index.count }, (_, place) => place);
    for (let at = 0; at < rows.length; at += chunk)
      await client.query("insert into weapon select * from unnest($1::int[], $2::text[])", [
        rows.slice(at, at + chunk),
        rows
          .slice(at, at + chunk)
          .map((place) => normalSerial(made.world.records[made.index.row[place] ?? -1]?.serial ?? "")),
      ]);
    for (const place of rows) placeOf.set(made.world.records[made.index.row[place] ?? -1]?.id ?? "", place);
    const begun = performance.now();
    await client.query("create index on weapon using gin (serial gin_trgm_ops)");
    await client.query("analyze weapon");
    const built = performance.now() - begun;
    await client.query("set pg_trgm.similarity_threshold = 0.3");
    const size = (
      await client.query<{ size: string }>("select pg_size_pretty(pg_relation_size('weapon_serial_idx')) as size")
    ).rows[0]?.size;
    const times: number[] = [];
    const ours: number[] = [];
    let own = 0;
    let ranked = 0;
    let held = 0;
    let engine = 0;
    let asked = 0;
    for (const { query, found, at } of list.slice(200)) {
      const text = normalSerial(query.asked.serial.replaceAll("?", ""));
      const started = performance.now();
      const { rows: near } = await client.query<{ place: number }>(
        "select place from weapon where serial % $1 order by similarity(serial, $1) desc, place limit 100",
        [text],
      );
      let best = Infinity;
      let first = -1;
      for (const { place } of near) {
        const cost = costOf(made, found, place);
        if (cost < best) [best, first] = [cost, place];
      }
      times.push(performance.now() - started);
      const again = performance.now();
      made.engine.ask(query.asked, [made.index], { wide: options.wide });
      ours.push(performance.now() - again);
      if (query.truth === undefined) continue;
      asked += 1;
      const true_ = placeOf.get(query.truth);
      if (near[0]?.place === true_) own += 1;
      if (near.some(({ place }) => place === true_)) held += 1;
      if (first === true_) ranked += 1;
      if (at === 0) engine += 1;
    }
    console.log(
      `  trigram GIN (${size}, ${(built / 1000).toFixed(1)} s) with the same re-ranker: p50 ${quantile(times, 0.5).toFixed(2)} ms, p95 ${quantile(times, 0.95).toFixed(2)} ms, among its hundred ${share(held, asked)}, recall@1 ${share(ranked, asked)}; in its own order ${share(own, asked)}`,
    );
    console.log(
      `  the engine on the same questions, alternating: p50 ${quantile(ours, 0.5).toFixed(2)} ms, p95 ${quantile(ours, 0.95).toFixed(2)} ms, recall@1 ${share(engine, asked)}; ${(quantile(times, 0.5) / quantile(ours, 0.5)).toFixed(0)} × at p50`,
    );
  } finally {
    await client.end();
    await bundled.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** All records of another file against this one, over two threads. */
async function batch(made: Made, channel: ChannelName, count: number): Promise<void> {
  const random = new Random(77);
  const queries = Array.from({ length: count }, () => drawQuery(made.world, channel, absentShare, random));
  const begun = performance.now();
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
  console.log(
    `  batch: ${at} questions in ${seconds.toFixed(1)} s on two threads (${Math.round(at / seconds)} a second), recall@1 ${share(right, present)}`,
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
  if (options.trigram) await trigram(made, list);
  console.log(
    `memory: process ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MB (${(before / 2 ** 20).toFixed(0)} before; the made world included)`,
  );
}
console.log(
  `machine: ${cpus().length} cores ${cpus()[0]?.model ?? ""}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, node ${process.version}, ${new Date().toISOString().slice(0, 10)}; records and errors are made`,
);
