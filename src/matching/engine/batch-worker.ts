/** One thread of `batch.ts`: answers parcels of questions out of the shared index. */
import { parentPort, workerData } from "node:worker_threads";
import { codeLists } from "../../reference/lists.ts";
import { fieldKnowledge } from "../field-knowledge.ts";
import type { BatchAnswer, BatchSetup } from "./batch.ts";
import { MatchEngine, type Question } from "./engine.ts";
import { Vocabulary } from "./vocabulary.ts";

// Sent by `askAll` of this program and nobody else.
const { index, values, top } = workerData as BatchSetup;
const engine = new MatchEngine(Vocabulary.of(values, fieldKnowledge(codeLists())));

const before = (a: Question, b: Question): number =>
  a.make < b.make ? -1 : a.make > b.make ? 1 : a.model < b.model ? -1 : a.model > b.model ? 1 : 0;

parentPort?.on("message", ({ number, questions }: { number: number; questions: readonly Question[] }) => {
  const answers = Array.from<BatchAnswer>({ length: questions.length });
  // Questions for one make and model one behind the other: they walk over the same parts of the index.
  const order = questions
    .map((question, at) => ({ question, at }))
    .sort((a, b) => before(a.question, b.question) || a.at - b.at);
  for (const { question, at } of order) {
    const found = engine
      .ask(question, [index])
      .answers.slice(0, top)
      .filter(({ probability }) => probability >= engine.model.worthShowing);
    answers[at] = {
      rows: Uint32Array.from(found, ({ record }) => index.row[record] ?? 0),
      probabilities: Float64Array.from(found, ({ probability }) => probability),
    };
  }
  parentPort?.postMessage({ number, answers }, []);
});
