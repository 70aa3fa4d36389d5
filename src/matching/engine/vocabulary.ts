/**
 * The values of the fields, each once: makes, models, types, calibres, countries as they are written in the files searched.
 *
 * Promises: one writing is one value; two writings of one code are known as such; comparing two values costs little, however many
 * records hold them. Refuses: to replace what was written by a code, and to guess: a misspelt name stays a value of its own that is near.
 */
import type { FieldName, Level } from "./match-model.ts";

export type TextField = Exclude<FieldName, "year">;
export const textFields: readonly TextField[] = ["make", "model", "type", "calibre", "country"];

/** What is known of one writing of a value. */
export interface Value {
  readonly written: string;
  /** Form for comparing as text: Latin capitals and digits. Empty: nothing is said ("unknown"). */
  readonly plain: string;
  /** Code of the reference list, empty where none is sure. */
  readonly code: string;
}

/** What the reference lists know, as the engine needs it. */
export interface FieldKnowledge {
  /** Reads a writing. The same text gives the same value. */
  readonly describe: (field: TextField, written: string) => Value;
  /** Whether two codes are kin: licence-made variants, look-alikes, a bore and its cartridge, a state and its successor. */
  readonly kin: (field: TextField, one: string, other: string) => "similar" | "family" | undefined;
  /** Whether two plain texts may be one word misspelt or cut off. */
  readonly near: (field: TextField, one: string, other: string) => boolean;
}

/** Level of two values that both say something. */
export function levelOf(field: TextField, asked: Value, held: Value, knowledge: FieldKnowledge): Level {
  if (asked.written === held.written || asked.plain === held.plain) return "same";
  if (asked.code !== "" && held.code !== "") {
    if (asked.code === held.code) return "alias";
    return knowledge.kin(field, asked.code, held.code) ?? "differs";
  }
  return knowledge.near(field, asked.plain, held.plain) ? "similar" : "differs";
}

/** One list of values a field; value 0 is "not recorded". */
export class Vocabulary {
  readonly knowledge: FieldKnowledge;
  readonly #ids: Readonly<Record<TextField, Map<string, number>>>;
  readonly values: Readonly<Record<TextField, Value[]>>;

  constructor(knowledge: FieldKnowledge) {
    this.knowledge = knowledge;
    const nothing: Value = { written: "", plain: "", code: "" };
    this.#ids = { make: new Map(), model: new Map(), type: new Map(), calibre: new Map(), country: new Map() };
    this.values = { make: [nothing], model: [nothing], type: [nothing], calibre: [nothing], country: [nothing] };
  }

  /** A vocabulary with the values of another one, as they were sent from where an index was built. */
  static of(values: Readonly<Record<TextField, readonly Value[]>>, knowledge: FieldKnowledge): Vocabulary {
    const made = new Vocabulary(knowledge);
    for (const field of textFields)
      for (const value of values[field].slice(1)) {
        made.#ids[field].set(value.written, made.values[field].length);
        made.values[field].push(value);
      }
    return made;
  }

  /** The value of a writing; 0 where it says nothing. */
  id(field: TextField, written: string): number {
    if (written === "") return 0;
    const known = this.#ids[field].get(written);
    if (known !== undefined) return known;
    const value = this.knowledge.describe(field, written);
    let id = 0;
    if (value.plain !== "" || value.code !== "") {
      id = this.values[field].length;
      this.values[field].push(value);
    }
    this.#ids[field].set(written, id);
    return id;
  }
}
