/**
 * Comparing in this thread, or in several beside it.
 *
 * Promises: the same answer whatever the number; threads are ended when the work is, also when it fails. Refuses: to copy records: they
 * lie in shared memory.
 */
import { Worker } from "node:worker_threads";
import { Comparer } from "./comparer.ts";
import { comparePairs, drawLevels, type ComparePlan, type UnitPairs } from "./pair-units.ts";

export interface ThreadOrder {
  readonly work: "draw" | "compare";
  readonly plan: ComparePlan;
  /** Units taken so far, shared. */
  readonly taken: Int32Array;
}

export interface ThreadAnswer {
  readonly levels?: readonly Float64Array[];
  readonly pairs?: UnitPairs;
}

/** Those who compare; `end` lets them go. */
export interface Comparers {
  readonly draw: (plan: ComparePlan) => Promise<readonly Float64Array[]>;
  readonly compare: (plan: ComparePlan) => Promise<readonly UnitPairs[]>;
  readonly end: () => Promise<void>;
}

const counter = (): (() => number) => {
  let at = 0;
  return () => at++;
};

/** @param workers threads beside this one, which begin to load at once; 1 and less: this one does it */
export function startComparers(workers: number): Comparers {
  return workers <= 1 ? inThisThread() : inThreads(workers);
}

function inThisThread(): Comparers {
  let comparer: Comparer | undefined;
  const comparerOf = ({ model, texts }: ComparePlan): Comparer => (comparer ??= new Comparer(model, texts));
  return {
    draw: (plan) => Promise.resolve(drawLevels(plan, comparerOf(plan), counter())),
    compare: (plan) => Promise.resolve([comparePairs(plan, comparerOf(plan), counter())]),
    end: () => Promise.resolve(),
  };
}

function inThreads(workers: number): Comparers {
  const threads = Array.from({ length: workers }, () => new Worker(new URL("./compare-worker.ts", import.meta.url)));
  const all = (work: ThreadOrder["work"], plan: ComparePlan): Promise<ThreadAnswer[]> => {
    const order: ThreadOrder = { work, plan, taken: new Int32Array(new SharedArrayBuffer(4)) };
    return Promise.all(threads.map((thread) => answerOf(thread, order)));
  };
  return {
    draw: async (plan) => {
      const answers = await all("draw", plan);
      // Whole numbers: their sum does not depend on who counted what.
      return plan.model.comparisons.map((_, at) =>
        answers
          .map(({ levels }) => levels?.[at] ?? new Float64Array(0))
          .reduce((sum, one) => sum.map((count, level) => count + (one[level] ?? 0))),
      );
    },
    compare: async (plan) => (await all("compare", plan)).flatMap(({ pairs }) => (pairs === undefined ? [] : [pairs])),
    end: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

function answerOf(thread: Worker, order: ThreadOrder): Promise<ThreadAnswer> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      thread.off("message", told).off("error", broke).off("exit", left);
    };
    const told = (answer: ThreadAnswer): void => {
      end();
      resolve(answer);
    };
    const broke = (fault: Error): void => {
      end();
      reject(fault);
    };
    const left = (code: number): void => broke(new Error(`a comparing thread ended with ${code}`));
    thread.on("message", told).on("error", broke).on("exit", left);
    thread.postMessage(order, []);
  });
}
