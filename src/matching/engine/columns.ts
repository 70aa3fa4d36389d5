/**
 * Records on their way into an index: columns that grow, without an object for each record.
 *
 * Promises: rows may come in any number and order; a serial field that holds two numbers is found by either. Refuses: to keep the
 * texts: identifiers are the caller's (`TextColumn`), the rest is read again from where it came from.
 */
import { knownLength, readSerialField } from "../serial-field.ts";
import { normalSerial } from "../serial-normal.ts";
import { yearBase, type Columns } from "./serial-index.ts";
import { symbolOf, symbolsOf } from "./symbols.ts";
import { textFields, type TextField, type Vocabulary } from "./vocabulary.ts";

/** Plain numbers: letters, digits, at most a blank or hyphen between them; nothing that the reader of serial fields would doubt. */
const plain = /^\p{L}{0,4}[ -]?\d{3,12}\p{L}{0,2}$/u;
const doubtful = /^[NnSs№]|^(\d)\1+$|^1234|x/u;
/** Symbol of a character of a plain number by its code; 0: not known here; 255: left out. */
const quick = new Uint8Array(0x500);
for (let code = 0x30; code < quick.length; code += 1) {
  const letters = normalSerial(String.fromCharCode(code));
  if (Array.from(letters).length === 1) quick[code] = symbolOf(letters);
}
quick[0x20] = 255;
quick[0x2d] = 255;

/** Symbols of a plain number, or undefined where the reader of serial fields must look at it. */
function quickSymbols(text: string): number[] | undefined {
  if (!plain.test(text) || doubtful.test(text)) return undefined;
  const symbols: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const symbol = quick[text.charCodeAt(at)] ?? 0;
    if (symbol === 0) return undefined;
    if (symbol !== 255) symbols.push(symbol);
  }
  return symbols;
}

type Numbers = Uint8Array | Uint32Array;

/** A typed array that grows. */
class Growing<T extends Numbers> {
  #list: T;
  length = 0;
  readonly #make: new (length: number) => T;

  constructor(make: new (length: number) => T) {
    this.#make = make;
    this.#list = new make(1024);
  }

  push(value: number): void {
    if (this.length === this.#list.length) {
      const larger = new this.#make(Math.ceil(this.length * 1.6));
      larger.set(this.#list);
      this.#list = larger;
    }
    this.#list[this.length] = value;
    this.length += 1;
  }

  list(): T {
    return this.#list.subarray(0, this.length) as T;
  }
}

/** What an index is made of, as it is written in a file or a row. Empty: not recorded. */
export type WrittenWeapon = Readonly<Record<TextField, string>> & {
  readonly serial: string;
  readonly year: number | undefined;
};

export class ColumnsMaker {
  readonly #vocabulary: Vocabulary;
  readonly #symbols = new Growing(Uint8Array);
  readonly #start = new Growing(Uint32Array);
  readonly #fields: Readonly<Record<TextField, Growing<Uint32Array>>> = {
    make: new Growing(Uint32Array),
    model: new Growing(Uint32Array),
    type: new Growing(Uint32Array),
    calibre: new Growing(Uint32Array),
    country: new Growing(Uint32Array),
  };
  readonly #year = new Growing(Uint8Array);
  readonly #row = new Growing(Uint32Array);
  readonly #modelLengths = new Map<string, number>();
  /** Rows handed in. */
  rows = 0;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /**
   * Adds one record; its row is its place among all that were added.
   * @param readings what else was read of its number: it is found by each
   */
  add(weapon: WrittenWeapon, readings: readonly string[] = []): void {
    const row = this.rows;
    this.rows += 1;
    const numbers = [weapon.serial, ...readings].flatMap((serial) => this.#numbersOf(serial, weapon.model));
    for (const symbols of numbers) {
      this.#start.push(this.#symbols.length);
      for (const symbol of symbols) this.#symbols.push(symbol);
      for (const field of textFields) this.#fields[field].push(this.#vocabulary.id(field, weapon[field]));
      const year = weapon.year === undefined ? 0 : weapon.year - yearBase;
      this.#year.push(year > 0 && year < 256 ? year : 0);
      this.#row.push(row);
    }
  }

  #numbersOf(serial: string, model: string): readonly (readonly number[])[] {
    const symbols = quickSymbols(serial);
    if (symbols !== undefined && symbols.length !== this.#modelLength(model)) return [symbols];
    const { pattern, others, normal } = readSerialField(serial);
    // The model's designation in the serial field says nothing of the number.
    if (model !== "" && normal !== "" && normalSerial(model) === normal) return [[]];
    return [pattern, ...others.filter((other) => knownLength(other) > 0)].map(symbolsOf);
  }

  #modelLength(model: string): number {
    let length = this.#modelLengths.get(model);
    if (length === undefined) this.#modelLengths.set(model, (length = normalSerial(model).length));
    return length;
  }

  columns(): Columns {
    const start = new Uint32Array(this.#start.length + 1);
    start.set(this.#start.list());
    start[this.#start.length] = this.#symbols.length;
    return {
      count: this.#start.length,
      symbols: this.#symbols.list(),
      start,
      make: this.#fields.make.list(),
      model: this.#fields.model.list(),
      type: this.#fields.type.list(),
      calibre: this.#fields.calibre.list(),
      country: this.#fields.country.list(),
      year: this.#year.list(),
      row: this.#row.list(),
    };
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Many short texts without an object for each: identifiers of ten million records. */
export class TextColumn {
  #bytes = new Uint8Array(4096);
  #used = 0;
  readonly #end = new Growing(Uint32Array);

  push(text: string): void {
    if (this.#bytes.length - this.#used < text.length * 3) {
      const larger = new Uint8Array(Math.ceil((this.#bytes.length + text.length * 3) * 1.6));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#used += encoder.encodeInto(text, this.#bytes.subarray(this.#used)).written;
    this.#end.push(this.#used);
  }

  at(place: number): string {
    const ends = this.#end.list();
    const end = ends[place];
    if (end === undefined) throw new RangeError(`no text at ${place}`);
    return decoder.decode(this.#bytes.subarray(place === 0 ? 0 : ends[place - 1], end));
  }

  get length(): number {
    return this.#end.length;
  }
}
