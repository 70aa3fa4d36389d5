/**
 * A finder of pairs in a thread of its own, so that people are answered meanwhile.
 *
 * Promises: the answers of `PairFinder` and the scores of `scorePairWith`, in the order of the questions; one parcel at a time. Refuses: to be
 * asked again before it has answered.
 */
import { Worker } from "node:worker_threads";
import type { ListOverlay } from "../reference/list-overlay.ts";
import type { Question } from "./engine/engine.ts";
import type { PairScore } from "./engine/pair.ts";
import type { WeaponDescription } from "./match-answer.ts";
import type { FinderParts, FoundPair } from "./pair-finder.ts";

/** What the thread is given at its start. */
export interface FinderSetup {
  readonly parts: FinderParts;
  /** What the country has added to the lists. */
  readonly overlay: ListOverlay;
  readonly least: number;
}

export interface PairQuestion {
  readonly question: Question;
  readonly leaveOut?: string;
}

/** What the thread is sent: questions to all files, or pairs to be scored by themselves. */
export type Parcel =
  | { readonly find: readonly PairQuestion[] }
  | { readonly score: readonly (readonly [asking: WeaponDescription, held: WeaponDescription])[] };

export class PairThread {
  readonly #worker: Worker;
  #answer: ((answer: unknown) => void) | undefined;
  #refuse: ((fault: Error) => void) | undefined;
  #fault: Error | undefined;

  constructor(setup: FinderSetup) {
    this.#worker = new Worker(new URL("./pair-finder-worker.ts", import.meta.url), { workerData: setup });
    this.#worker.on("message", (answer) => this.#answer?.(answer));
    this.#worker.on("error", (fault) => {
      this.#fault = fault;
      this.#refuse?.(fault);
    });
  }

  async #send(parcel: Parcel): Promise<unknown> {
    if (this.#fault !== undefined) throw this.#fault;
    try {
      return await new Promise((resolve, reject) => {
        this.#answer = resolve;
        this.#refuse = reject;
        this.#worker.postMessage(parcel, []);
      });
    } finally {
      this.#answer = undefined;
      this.#refuse = undefined;
    }
  }

  /** @returns for each question what it finds, least probable pairs left out */
  async find(questions: readonly PairQuestion[]): Promise<readonly (readonly FoundPair[])[]> {
    if (questions.length === 0) return [];
    return (await this.#send({ find: questions })) as readonly (readonly FoundPair[])[];
  }

  /** @returns for each pair its score; undefined where one explains nothing of the other */
  async score(
    pairs: readonly (readonly [asking: WeaponDescription, held: WeaponDescription])[],
  ): Promise<readonly (PairScore | undefined)[]> {
    if (pairs.length === 0) return [];
    return (await this.#send({ score: pairs })) as readonly (PairScore | undefined)[];
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
