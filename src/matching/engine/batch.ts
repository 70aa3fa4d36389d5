/**
 * Many questions at once over several threads, each with the same index in shared memory.
 *
 * Promises: the answers are those that each question gets alone, in the order of the questions, whatever the number of threads; a bounded
 * number of questions is on its way. Refuses: to keep answers; they are handed on as they come.
 */
import { Worker } from "node:worker_threads";
import type { Question } from "./engine.ts";
import type { SerialIndex } from "./serial-index.ts";
import type { Value, TextField, Vocabulary } from "./vocabulary.ts";

/** What a thread is given at its start. */
export interface BatchSetup {
  readonly index: SerialIndex;
  readonly values: Readonly<Record<TextField, readonly Value[]>>;
  readonly top: number;
}

/** The best answers of one question: rows handed in, probabilities. */
export interface BatchAnswer {
  readonly rows: Uint32Array;
  readonly probabilities: Float64Array;
}

/** Questions sent to a thread at once, and how many such parcels it may hold. */
export const parcel = 1000;
const ahead = 2;

interface Done {
  readonly number: number;
  readonly answers: readonly BatchAnswer[];
}

/**
 * Asks all questions.
 * @param top answers wanted of each
 * @param threads how many; each needs some tens of megabytes beside the shared index
 * @param signal ends it between two parcels
 */
export async function* askAll(
  index: SerialIndex,
  vocabulary: Vocabulary,
  questions: Iterable<Question> | AsyncIterable<Question>,
  { top, threads, signal }: { readonly top: number; readonly threads: number; readonly signal?: AbortSignal },
): AsyncGenerator<readonly BatchAnswer[]> {
  const setup: BatchSetup = { index, values: vocabulary.values, top };
  const workers = Array.from(
    { length: threads },
    () =>
      new Worker(new URL("./batch-worker.ts", import.meta.url), {
        workerData: setup,
        // What a question leaves behind is garbage at once: a large nursery is emptied seldom and for little.
        resourceLimits: { maxYoungGenerationSizeMb: 64 },
      }),
  );
  const done = new Map<number, readonly BatchAnswer[]>();
  let wake: () => void = () => undefined;
  let fault: Error | undefined;
  const load = new Map<Worker, number>(workers.map((worker) => [worker, 0]));
  for (const worker of workers) {
    worker.on("message", ({ number, answers }: Done) => {
      done.set(number, answers);
      load.set(worker, (load.get(worker) ?? 1) - 1);
      wake();
    });
    worker.on("error", (error) => {
      fault = error;
      wake();
    });
  }
  const something = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  let sent = 0;
  let given = 0;
  try {
    const send = async (questionsOfParcel: readonly Question[]): Promise<void> => {
      for (;;) {
        if (fault !== undefined) throw fault;
        const free = workers.find((worker) => (load.get(worker) ?? 0) < ahead);
        if (free !== undefined) {
          load.set(free, (load.get(free) ?? 0) + 1);
          free.postMessage({ number: sent, questions: questionsOfParcel }, []);
          sent += 1;
          return;
        }
        await something();
      }
    };
    let waiting: Question[] = [];
    for await (const question of questions) {
      if (signal?.aborted === true) return;
      waiting.push(question);
      if (waiting.length < parcel) continue;
      await send(waiting);
      waiting = [];
      for (let ready = done.get(given); ready !== undefined; ready = done.get(given)) {
        done.delete(given);
        given += 1;
        yield ready;
      }
    }
    if (waiting.length > 0) await send(waiting);
    while (given < sent) {
      if (fault !== undefined) throw fault;
      if (signal?.aborted === true) return;
      const ready = done.get(given);
      if (ready === undefined) {
        await something();
        continue;
      }
      done.delete(given);
      given += 1;
      yield ready;
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
