/**
 * The program's side of the thread that reads files and judges rows (import-worker.ts).
 *
 * Promises: the thread judges by the lists it is given with the order, to the end of the order; a fault of the thread, of the file or of whoever
 * hands over the bytes is thrown to whoever asked; a thread that was stopped is let go. Refuses: to read ahead without bound. A thread that
 * has nothing to do stays for a minute, so that a check and the import after it do not load the lists twice.
 */
import { Worker } from "node:worker_threads";
import { Problem } from "../platform/problem.ts";
import type { ListOverlay } from "../reference/list-overlay.ts";
import type { JudgedChunk, RecordColumns } from "./import-chunk.ts";
import type { Survey } from "./import-run.store.ts";
import type { Surveyed } from "./import-survey.ts";
import type { ImportOptions } from "./import.contract.ts";
import type { NewRecord } from "./record-of-row.ts";
import type { Mapping } from "./tabular/mapping.ts";

/** The file and how it is read, with the national additions to the lists. */
interface Reading {
  readonly overlay: ListOverlay;
  readonly mapping: Mapping;
  readonly options: Partial<ImportOptions>;
  readonly fileName: string;
  /** Most bytes of the file. */
  readonly limit: number;
}

export interface SurveyOrder extends Reading {
  readonly kind: "survey";
}

export interface JudgeOrder extends Reading {
  readonly kind: "judge";
  readonly target: "register" | "recoveries";
  readonly survey: Survey;
  /** ISO day. */
  readonly today: string;
  /** Rows of the file that are written already. */
  readonly from: number;
  readonly chunkRows: number;
  /** What rows say may be asked for while their chunk is written. */
  readonly changesAsked: boolean;
}

export type Order = SurveyOrder | JudgeOrder;

export type ToThread =
  | { readonly kind: "order"; readonly order: Order }
  | { readonly kind: "piece"; readonly bytes: Uint8Array | null }
  | { readonly kind: "next" }
  | { readonly kind: "records" | "columns"; readonly chunk: number; readonly places: readonly number[] }
  | { readonly kind: "stop" };

export type FromThread =
  | { readonly kind: "want" }
  | { readonly kind: "surveying"; readonly rows: number }
  | { readonly kind: "surveyed"; readonly survey: Survey; readonly contentHash: Uint8Array }
  | { readonly kind: "chunk"; readonly number: number; readonly chunk: JudgedChunk }
  | { readonly kind: "records"; readonly records: readonly NewRecord[] }
  | { readonly kind: "columns"; readonly columns: RecordColumns | null }
  | { readonly kind: "ended" }
  | {
      readonly kind: "problem";
      readonly status: number;
      readonly code: string;
      readonly values: Readonly<Record<string, string | number>>;
    }
  | { readonly kind: "fault"; readonly fault: unknown };

/** How long a thread without work stays. */
const restMilliseconds = 60_000;
let resting: { readonly worker: Worker; readonly timer: NodeJS.Timeout } | undefined;

function takeThread(): Worker {
  if (resting === undefined) {
    const worker = new Worker(new URL("./import-worker.ts", import.meta.url));
    // An error that comes when nobody has an order with it is nobody's; who has one listens too.
    return worker.on("error", () => undefined);
  }
  const { worker, timer } = resting;
  resting = undefined;
  clearTimeout(timer);
  worker.ref();
  return worker;
}

function restThread(worker: Worker): void {
  if (resting !== undefined) {
    void worker.terminate();
    return;
  }
  // Nobody waits for the end of a thread that rests.
  worker.unref();
  const timer = setTimeout(() => {
    resting = undefined;
    void worker.terminate();
  }, restMilliseconds).unref();
  resting = { worker, timer };
}

/** Gives `work` a thread of its own. */
export async function withImportThread<Result>(work: (thread: ImportThread) => Promise<Result>): Promise<Result> {
  const worker = takeThread();
  const thread = new ImportThread(worker);
  try {
    const result = await work(thread);
    thread.leave();
    restThread(worker);
    return result;
  } catch (fault) {
    thread.leave();
    // It may be in the middle of anything.
    void worker.terminate();
    throw fault;
  }
}

/** One chunk of judged rows. */
export interface Handed {
  readonly chunk: JudgedChunk;
  /** What the records at these places of the chunk are, field by field. */
  readonly recordsAt: (places: readonly number[]) => Promise<readonly NewRecord[]>;
  /** The records at these places alone, as columns, with ids of their own. */
  readonly columnsAt: (places: readonly number[]) => Promise<RecordColumns | null>;
}

export class ImportThread {
  readonly #worker: Worker;
  readonly #inbox: FromThread[] = [];
  #bytes: AsyncIterator<Uint8Array> | undefined;
  #fault: { readonly fault: unknown } | undefined;
  #wake: () => void = () => undefined;
  #handing: Promise<void> = Promise.resolve();

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on("message", this.#told).on("error", this.#broke).on("exit", this.#left);
  }

  leave(): void {
    this.#worker.off("message", this.#told).off("error", this.#broke).off("exit", this.#left);
    void this.#bytes?.return?.(undefined)?.catch(() => undefined);
  }

  readonly #told = (message: FromThread): void => {
    if (message.kind === "want") this.#handing = this.#handing.then(() => this.#handOver());
    else this.#inbox.push(message);
    this.#wake();
  };
  readonly #broke = (fault: unknown): void => {
    this.#fault ??= { fault };
    this.#wake();
  };
  readonly #left = (): void => this.#broke(new Error("the thread that reads files ended"));

  #send(message: ToThread): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of our own, no window
    this.#worker.postMessage(message);
  }

  async #handOver(): Promise<void> {
    try {
      const step = await this.#bytes?.next();
      this.#send({ kind: "piece", bytes: step === undefined || step.done === true ? null : step.value });
    } catch (fault) {
      this.#broke(fault);
    }
  }

  /** The next message that is none of progress; throws what went wrong. */
  async #next(signal: AbortSignal, kind?: FromThread["kind"]): Promise<FromThread> {
    for (;;) {
      signal.throwIfAborted();
      const at = this.#inbox.findIndex((message) => kind === undefined || message.kind === kind);
      const message = this.#inbox[at];
      if (message?.kind === "problem")
        throw new Problem({ status: message.status, code: message.code, values: message.values });
      if (message?.kind === "fault") throw message.fault;
      if (message !== undefined) {
        this.#inbox.splice(at, 1);
        return message;
      }
      if (this.#fault !== undefined) throw this.#fault.fault;
      await new Promise<void>((resolve) => {
        const stopped = (): void => resolve();
        signal.addEventListener("abort", stopped, { once: true });
        this.#wake = () => {
          signal.removeEventListener("abort", stopped);
          resolve();
        };
      });
    }
  }

  #begin(order: Order, bytes: AsyncIterable<Uint8Array>): void {
    this.#bytes = bytes[Symbol.asyncIterator]();
    this.#send({ kind: "order", order });
  }

  /** Walks the whole file. Throws Problems `table-…`, `import-mapping-misfit`, and AbortError. */
  async survey(
    order: Omit<SurveyOrder, "kind">,
    bytes: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
    onRows?: (rows: number) => void,
  ): Promise<Surveyed> {
    this.#begin({ kind: "survey", ...order }, bytes);
    for (;;) {
      const message = await this.#next(signal);
      if (message.kind === "surveying") onRows?.(message.rows);
      else if (message.kind === "surveyed")
        return { survey: message.survey, contentHash: Buffer.from(message.contentHash) };
    }
  }

  /** The rows of the file, judged. The thread goes on while the caller works; the chunk is done with when the next one is asked for. */
  async *chunks(
    order: Omit<JudgeOrder, "kind">,
    bytes: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): AsyncGenerator<Handed> {
    this.#begin({ kind: "judge", ...order }, bytes);
    for (;;) {
      const message = await this.#next(signal);
      if (message.kind === "ended") return;
      if (message.kind !== "chunk") continue;
      const { chunk, number } = message;
      yield {
        chunk,
        recordsAt: async (places) => {
          if (places.length === 0) return [];
          this.#send({ kind: "records", chunk: number, places });
          const answer = await this.#next(signal, "records");
          return answer.kind === "records" ? answer.records : [];
        },
        columnsAt: async (places) => {
          this.#send({ kind: "columns", chunk: number, places });
          const answer = await this.#next(signal, "columns");
          return answer.kind === "columns" ? answer.columns : null;
        },
      };
      this.#send({ kind: "next" });
    }
  }
}
