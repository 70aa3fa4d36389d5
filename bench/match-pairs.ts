/**
 * Pairs by themselves (`src/matching/engine/pair.ts`) on MADE registers and MADE errors: how often a proposed pair is one weapon, against what
 * is said of it. Half of the weapons asked for are in no file; what is proposed is what the matcher would propose: answers
 * within 3 nats of the owner's best.
 *
 *   node bench/match-pairs.ts [--rows 100000] [--queries 600] [--fit]
 *
 * `--fit` learns the weights of the curve on half of the questions and judges them on the other half.
 */
import { parseArgs } from "node:util";
import { pairFeatures } from "../src/matching/engine/certainty.ts";
import { ColumnsMaker } from "../src/matching/engine/columns.ts";
import { MatchEngine } from "../src/matching/engine/engine.ts";
import { matchModel } from "../src/matching/engine/match-model.ts";
import { buildSerialIndex } from "../src/matching/engine/serial-index.ts";
import { Vocabulary } from "../src/matching/engine/vocabulary.ts";
import { fieldKnowledge } from "../src/matching/field-knowledge.ts";
import { codeLists } from "../src/reference/lists.ts";
import { logisticWeights } from "./logistic.ts";
import { Random, channels, drawQuery, drawWorld } from "./match-world.ts";

const { values: options } = parseArgs({
  options: {
    rows: { type: "string", default: "100000" },
    queries: { type: "string", default: "600" },
    seed: { type: "string", default: "1" },
    absent: { type: "string", default: "0.5" },
    fit: { type: "boolean", default: false },
  },
});
const margin = 3;
const mostOfOneOwner = 50;

interface Pair {
  readonly features: readonly number[];
  readonly right: boolean;
  readonly absent: boolean;
  readonly question: number;
  readonly world: string;
}

const pairs: Pair[] = [];
const recall = new Map<string, { present: number; found: number; ms: number[] }>();
let seed = Number(options.seed);
let question = 0;
for (const channel of channels)
  for (const held of [0.98, 0.5, 0.2]) {
    seed += 1;
    const world = drawWorld({ rows: Number(options.rows), seed, held, dirt: held > 0.9 ? 0.02 : 0.15, channel });
    const vocabulary = new Vocabulary(fieldKnowledge(codeLists()));
    const maker = new ColumnsMaker(vocabulary);
    for (const record of world.records) maker.add(record);
    const index = buildSerialIndex(maker.columns());
    const engine = new MatchEngine(vocabulary);
    const random = new Random(seed * 104_729);
    const name = `${channel} ${held}`;
    const counts = { present: 0, found: 0, ms: [] as number[] };
    recall.set(name, counts);
    for (let at = 0; at < Number(options.queries); at += 1) {
      question += 1;
      const query = drawQuery(world, channel, Number(options.absent), random);
      const begun = performance.now();
      const found = engine.askPairs(query.asked, [index]);
      counts.ms.push(performance.now() - begun);
      const best = Math.max(...found.answers.map(({ against }) => against));
      if (query.truth !== undefined) counts.present += 1;
      if (found.answers.length === 0) continue;
      const proposed = found.answers.filter(({ against }) => against >= best - margin).slice(0, mostOfOneOwner);
      for (const answer of proposed) {
        const right = world.records[index.row[answer.record] ?? -1]?.id === query.truth && query.truth !== undefined;
        if (right) counts.found += 1;
        pairs.push({
          features: pairFeatures(answer.against, answer.errors, found.asking.known),
          right,
          absent: query.truth === undefined,
          question,
          world: name,
        });
      }
    }
  }

let weights: readonly number[] = matchModel.pair.certainty;
if (options.fit)
  weights = logisticWeights(
    pairs.filter((pair) => pair.question % 2 === 0),
    { rounds: 30, damp: 0.01, shrink: 0.05 },
  );
const said = ({ features }: Pair): number =>
  Math.min(
    matchModel.pair.cap,
    1 / (1 + Math.exp(-features.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0))),
  );
const judged = pairs.filter((pair) => !options.fit || pair.question % 2 === 1);

const quantile = (list: readonly number[], part: number): number =>
  list.toSorted((a, b) => a - b)[Math.floor(part * (list.length - 1))] ?? 0;

function report(name: string, list: readonly Pair[]): void {
  const bins = Array.from({ length: 10 }, () => ({ count: 0, said: 0, right: 0 }));
  for (const pair of list) {
    const bin = bins[Math.min(9, Math.floor(said(pair) * 10))];
    if (bin === undefined) continue;
    bin.count += 1;
    bin.said += said(pair);
    bin.right += pair.right ? 1 : 0;
  }
  const ece = bins.reduce((sum, bin) => sum + Math.abs(bin.said - bin.right), 0) / Math.max(1, list.length);
  const absent = new Set(list.filter(({ absent: gone }) => gone).map((pair) => pair.question));
  const sure = new Set(list.filter((pair) => pair.absent && said(pair) >= 0.9).map((pair) => pair.question));
  console.log(
    `${name}: ${list.length} pairs, ${list.filter(({ right }) => right).length} right; ECE ${ece.toFixed(3)}; weapons in no file shown a pair with 0.9 or more: ${sure.size} of ${absent.size} with any pair`,
  );
  console.log(
    `   ${bins.map((bin) => (bin.count === 0 ? "–" : `${(bin.said / bin.count).toFixed(2)}→${(bin.right / bin.count).toFixed(2)} (${bin.count})`)).join("  ")}`,
  );
}

for (const [name, { present, found, ms }] of recall)
  console.log(
    `${name}: proposed ${found} of ${present} (${(found / Math.max(1, present)).toFixed(3)}), ${quantile(ms, 0.5).toFixed(2)} / ${quantile(ms, 0.95).toFixed(2)} ms`,
  );
report("all", judged);
for (const held of ["0.98", "0.5", "0.2"])
  report(
    `held ${held}`,
    judged.filter(({ world }) => world.endsWith(held)),
  );
let present = 0;
for (const counts of recall.values()) present += counts.present;
for (const least of [0.003, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5]) {
  const shown = pairs.filter((pair) => said(pair) >= least);
  const right = shown.filter((pair) => pair.right).length;
  const sparse = shown.filter(({ world, right: is }) => world.endsWith("0.2") && !is).length;
  console.log(
    `proposed from ${least}: ${(right / present).toFixed(3)} of the weapons that are there, ${((shown.length - right) / question).toFixed(2)} false pairs a question (0.2 held: ${((3 * sparse) / question).toFixed(2)})`,
  );
}
if (options.fit) console.log(`pair certainty: [${weights.map((weight) => weight.toFixed(4)).join(", ")}]`);
