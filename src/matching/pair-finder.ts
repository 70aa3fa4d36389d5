/**
 * Which records and weapons may be this weapon, each by itself, whoever owns it: the matcher's question to all files.
 *
 * Promises: what it finds depends on the pair alone, so that no third record decides whether two owners are told; a record that
 * was written again since the indexes were built is found as it stands now. Refuses: to rank, to tell who may see what: it is asked by the
 * matcher, never for a person.
 */
import type { MatchModel } from "./engine/match-model.ts";
import { MatchEngine, type Question } from "./engine/engine.ts";
import type { Accepts } from "./engine/search.ts";
import type { SerialIndex } from "./engine/serial-index.ts";
import type { Value, TextField, Vocabulary } from "./engine/vocabulary.ts";
import { idText, type BuiltPart } from "./live-index-build.ts";

export interface FoundPair {
  readonly id: string;
  /** Register, or `firearm`. */
  readonly file: string;
  readonly probability: number;
}

/** What a finder is made of; can be sent to a thread: what is large lies in shared memory. */
export interface FinderParts {
  readonly parts: readonly BuiltPart[];
  /** Small indexes of what was written since, in layers. */
  readonly fresh: readonly { readonly part: BuiltPart; readonly stamp: number }[];
  /** Of what was written since, the layer in which it stands now: entries elsewhere count no more. */
  readonly current: ReadonlyMap<string, number>;
  readonly values: Readonly<Record<TextField, readonly Value[]>>;
  readonly model: MatchModel;
}

export class PairFinder {
  readonly #engine: MatchEngine;
  readonly #parts: FinderParts;
  readonly #indexes: readonly SerialIndex[];
  readonly #partOf: ReadonlyMap<SerialIndex, BuiltPart>;

  /** @param engine of this vocabulary and model, where there is one: what it remembers of makes and models is worth keeping */
  constructor(parts: FinderParts, vocabulary: Vocabulary, engine = new MatchEngine(vocabulary, parts.model)) {
    this.#parts = parts;
    this.#engine = engine;
    const all = [...parts.parts, ...parts.fresh.map(({ part }) => part)];
    this.#indexes = all.map(({ index }) => index);
    this.#partOf = new Map(all.map((part) => [part.index, part]));
  }

  /**
   * @param least probability of the pair below which it is none
   * @param leaveOut the weapon that asks
   */
  find(question: Question, least: number, leaveOut?: string): FoundPair[] {
    const { current } = this.#parts;
    const accepts = new Map<SerialIndex, Accepts>();
    const only = (part: BuiltPart, stamp: number): void => {
      accepts.set(part.index, (record) => (current.get(idText(part.ids, part.index.row[record] ?? 0)) ?? 0) === stamp);
    };
    if (current.size > 0) for (const part of this.#parts.parts) only(part, 0);
    for (const { part, stamp } of this.#parts.fresh) only(part, stamp);
    return this.#engine.askPairs(question, this.#indexes, accepts).answers.flatMap((answer) => {
      const part = this.#partOf.get(answer.index);
      if (part === undefined || answer.probability < least) return [];
      const id = idText(part.ids, answer.index.row[answer.record] ?? 0);
      return id === leaveOut ? [] : [{ id, file: part.file, probability: answer.probability }];
    });
  }
}
