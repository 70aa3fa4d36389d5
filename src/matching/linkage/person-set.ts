/**
 * A set of records of persons as numbers: one row of values a record, behind them one key a rule, in one line of the cache.
 *
 * Promises: rows keep the place in which they were added; a row is any list of texts in the order of the header. Refuses: a header that
 * lacks a column of the model (`linkage-column-missing`), a row of another width (`linkage-row-width`).
 */
import {
  checkModel,
  columnPlace,
  dictionaryOf,
  LinkageRefusal,
  type ColumnModel,
  type LinkageModel,
} from "./linkage-model.ts";
import { cleaned, Dictionary, packTexts, sharedInts, type SharedTexts } from "./values.ts";

/** Numbers in shared memory, so that workers read the same. */
export interface PersonRows {
  readonly count: number;
  /** Numbers from one row to the next. */
  readonly stride: number;
  /** Value of column `c` of record `r` at `r * stride + c`; keys of the rules behind the columns (0: none). */
  readonly rows: Int32Array;
  /** Texts of each column's dictionary. */
  readonly texts: readonly SharedTexts[];
}

export interface PersonSet extends PersonRows {
  readonly model: LinkageModel;
  /** Dictionary of each column; columns may share one. */
  readonly dictionaries: readonly Dictionary[];
  /** Records that hold each value, by column. */
  readonly held: readonly Int32Array[];
}

/** Rows that are made room for at first. */
const firstRoom = 1024;

export class PersonSetMaker {
  readonly #model: LinkageModel;
  readonly #places: readonly number[];
  readonly #width: number;
  readonly #dictionaries: readonly Dictionary[];
  /** What the last writings of a column became: cleaning is not done twice for a common name. */
  readonly #cleaned: readonly Map<string, number>[];
  #values = new Int32Array(0);
  count = 0;

  /** @param header names of the file's columns; blanks around them do not count */
  constructor(model: LinkageModel, header: readonly string[]) {
    checkModel(model);
    const names = header.map((name) => name.trim());
    const missing = model.columns.map(({ name, from }) => from ?? name).filter((name) => !names.includes(name));
    if (missing.length > 0)
      throw new LinkageRefusal(
        "linkage-column-missing",
        `the file has no column ${missing.map((name) => `"${name}"`).join(", ")}; it has ${names.map((name) => `"${name}"`).join(", ")}`,
        { missing: missing.join(", "), present: names.join(", ") },
      );
    this.#model = model;
    this.#width = header.length;
    this.#places = model.columns.map(({ name, from }) => names.indexOf(from ?? name));
    const shared = new Map<string, Dictionary>();
    this.#dictionaries = model.columns.map((column) => {
      const name = dictionaryOf(column);
      const dictionary = shared.get(name) ?? new Dictionary();
      shared.set(name, dictionary);
      return dictionary;
    });
    this.#cleaned = model.columns.map(() => new Map<string, number>());
  }

  /** Adds one record. */
  add(row: readonly string[]): void {
    if (row.length !== this.#width)
      throw new LinkageRefusal(
        "linkage-row-width",
        `record ${this.count + 1} has ${row.length} fields, the header has ${this.#width}`,
        { record: this.count + 1, fields: row.length, header: this.#width },
      );
    const columns = this.#model.columns;
    const at = this.count * columns.length;
    if (at + columns.length > this.#values.length) {
      const larger = new Int32Array(Math.max(firstRoom * columns.length, Math.ceil(this.#values.length * 1.6)));
      larger.set(this.#values);
      this.#values = larger;
    }
    for (let column = 0; column < columns.length; column += 1)
      this.#values[at + column] = this.#id(column, row[this.#places[column] as number] as string);
    this.count += 1;
  }

  #id(column: number, written: string): number {
    if (written === "") return 0;
    const cleanings = this.#cleaned[column] as Map<string, number>;
    let id = cleanings.get(written);
    if (id !== undefined) return id;
    const { clean } = this.#model.columns[column] as ColumnModel;
    id = (this.#dictionaries[column] as Dictionary).id(cleaned(clean, written));
    if (cleanings.size > mostCleanings) cleanings.clear();
    cleanings.set(written, id);
    return id;
  }

  /** The set; the maker is not used any more. */
  set(): PersonSet {
    const model = this.#model;
    const width = model.columns.length;
    // Whole lines of the cache (16 numbers) where that costs little.
    const used = width + model.rules.length;
    const stride = used > 8 && used <= 16 ? 16 : used;
    const rows = sharedInts(this.count * stride);
    const held = this.#dictionaries.map(({ values }) => new Int32Array(values.length));
    for (let record = 0; record < this.count; record += 1)
      for (let column = 0; column < width; column += 1) {
        const value = this.#values[record * width + column] as number;
        rows[record * stride + column] = value;
        const counts = held[column] as Int32Array;
        counts[value] = (counts[value] as number) + 1;
      }
    this.#values = new Int32Array(0);
    for (const cleanings of this.#cleaned) cleanings.clear();
    const packed = new Map<Dictionary, SharedTexts>();
    const dated = new Set(
      model.comparisons
        .flatMap(({ column, levels, otherwise }) => [
          { column, levels },
          ...(otherwise === undefined ? [] : [otherwise]),
        ])
        .filter(({ levels }) => levels.some(({ kind }) => kind === "days"))
        .map(({ column }) => this.#dictionaries[columnPlace(model, column, column)] as Dictionary),
    );
    const texts = this.#dictionaries.map((dictionary) => {
      const one = packed.get(dictionary) ?? packTexts(dictionary.values, dated.has(dictionary));
      packed.set(dictionary, one);
      return one;
    });
    return { model, count: this.count, stride, rows, texts, dictionaries: this.#dictionaries, held };
  }
}

/** Writings remembered a column; beyond, they are forgotten all at once (identifiers hardly repeat). */
const mostCleanings = 50_000;
