/**
 * A thread that compares pairs beside others: takes unit after unit until none is left.
 *
 * Promises: reads the shared records and writes only its own answer. Refuses: to know how many others there are.
 */
import { parentPort } from "node:worker_threads";
import { Comparer } from "./comparer.ts";
import { comparePairs, drawLevels } from "./pair-units.ts";
import type { ThreadAnswer, ThreadOrder } from "./threads.ts";

let comparer: Comparer | undefined;

parentPort?.on("message", ({ work, plan, taken }: ThreadOrder) => {
  // One thread serves one linkage: what the memo knows stays true.
  comparer ??= new Comparer(plan.model, plan.texts);
  const next = (): number => Atomics.add(taken, 0, 1);
  if (work === "draw") {
    const answer: ThreadAnswer = { levels: drawLevels(plan, comparer, next) };
    parentPort?.postMessage(answer, []);
    return;
  }
  const pairs = comparePairs(plan, comparer, next);
  const answer: ThreadAnswer = { pairs };
  parentPort?.postMessage(answer, [pairs.pairs.buffer]);
});
