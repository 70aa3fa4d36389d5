/**
 * What the fields of a question cost against every value of the vocabulary.
 *
 * P(asked | held) by level; a value that differs costs less where it is common (it is written by mistake more often), and so does one
 * that the record does not hold. Shares are counted over the files that are searched, so over nothing hidden.
 */
import { NEVER, nats } from "./channel.ts";
import type { FieldModel, FieldName, Level, MatchModel } from "./match-model.ts";
import { yearBase, type SerialIndex } from "./serial-index.ts";
import { levelOf, textFields, type TextField, type Vocabulary } from "./vocabulary.ts";

/** How often each value is held in the files searched, by field; years by year − 1799. */
export interface Shares {
  readonly records: number;
  readonly counts: Readonly<Record<TextField, Float64Array>>;
  readonly years: Float64Array;
}

/** The fields of a question, as written. */
export type AskedFields = Readonly<Record<TextField, string>> & { readonly year: number | undefined };

/** Counts the values of one index into `to`, which must be as long as the vocabulary. */
export function countValues(index: SerialIndex, to: Shares): void {
  for (let at = 0; at < index.combinationCount.length; at += 1) {
    const count = index.combinationCount[at] as number;
    for (const field of textFields) {
      const value = index.combinations[field][at] as number;
      to.counts[field][value] = (to.counts[field][value] as number) + count;
    }
  }
  for (let at = 0; at < index.count; at += 1) {
    const year = index.year[at] as number;
    to.years[year] = (to.years[year] as number) + 1;
  }
}

/** Shares over several indexes. */
export function sharesOf(indexes: readonly SerialIndex[], vocabulary: Vocabulary): Shares {
  const table = (field: TextField): Float64Array => new Float64Array(vocabulary.values[field].length);
  const shares: Shares = {
    records: indexes.reduce((sum, index) => sum + index.count, 0),
    counts: {
      make: table("make"),
      model: table("model"),
      type: table("type"),
      calibre: table("calibre"),
      country: table("country"),
    },
    years: new Float64Array(256),
  };
  for (const index of indexes) countValues(index, shares);
  return shares;
}

const leastShare = 0.0005;

function costOfLevel(level: Level, model: FieldModel, share: number): number {
  const rare = -Math.log(Math.max(share, leastShare));
  if (level === "not-asked") return 0;
  if (level === "not-held") return Math.min(rare, model.notHeldMost);
  if (level === "differs") return Math.min(model.differs + rare, model.differsMost);
  return model[level];
}

/** Level of two years. */
export function yearLevel(asked: number, held: number): Level {
  const gap = Math.abs(asked - held);
  return gap === 0 ? "same" : gap === 1 ? "similar" : gap <= 3 ? "family" : "differs";
}

interface OneField {
  /** Cost by value. */
  readonly costs: Int32Array;
  readonly levels: readonly Level[];
  readonly least: number;
  /** Below this a value agrees or nearly does. */
  readonly near: number;
  readonly asked: boolean;
  /** Mean of e^−cost over the files. */
  readonly chance: number;
}

export class FieldCosts {
  readonly make: Int32Array;
  readonly model: Int32Array;
  readonly type: Int32Array;
  readonly calibre: Int32Array;
  readonly country: Int32Array;
  readonly year: Int32Array;
  readonly makeAsked: boolean;
  readonly modelAsked: boolean;
  readonly makeNear: number;
  readonly modelNear: number;
  /** The least that type, calibre, country and year can cost together. */
  readonly leastOther: number;
  /** e^−cost of a random year of the files; of a random type, calibre, country and year. */
  readonly yearChance: number;
  readonly otherChance: number;
  /** How many fields were asked for. */
  readonly askedFields: number;
  readonly #levels: Readonly<Record<TextField, readonly Level[]>>;
  readonly #askedYear: number | undefined;

  constructor(
    fields: Readonly<Record<TextField, OneField>>,
    year: OneField,
    yearChance: number,
    askedYear: number | undefined,
  ) {
    this.make = fields.make.costs;
    this.model = fields.model.costs;
    this.type = fields.type.costs;
    this.calibre = fields.calibre.costs;
    this.country = fields.country.costs;
    this.year = year.costs;
    this.makeAsked = fields.make.asked;
    this.modelAsked = fields.model.asked;
    this.makeNear = fields.make.near;
    this.modelNear = fields.model.near;
    this.leastOther = fields.type.least + fields.calibre.least + fields.country.least + year.least;
    this.yearChance = yearChance;
    this.otherChance = fields.type.chance * fields.calibre.chance * fields.country.chance * yearChance;
    this.#levels = {
      make: fields.make.levels,
      model: fields.model.levels,
      type: fields.type.levels,
      calibre: fields.calibre.levels,
      country: fields.country.levels,
    };
    this.#askedYear = askedYear;
    this.askedFields = textFields.filter((field) => fields[field].asked).length + (askedYear === undefined ? 0 : 1);
  }

  /** Cost of a combination of values, without the year. */
  ofCombination(index: SerialIndex, combination: number): number {
    const { make, model, type, calibre, country } = index.combinations;
    return (
      (this.make[make[combination] as number] as number) +
      (this.model[model[combination] as number] as number) +
      (this.type[type[combination] as number] as number) +
      (this.calibre[calibre[combination] as number] as number) +
      (this.country[country[combination] as number] as number)
    );
  }

  /** Cost of a record's fields. */
  of(index: SerialIndex, record: number): number {
    return (
      this.ofCombination(index, index.combination[record] as number) +
      (this.year[index.year[record] as number] as number)
    );
  }

  /** Levels and costs of a record's fields, for its explanation. They add up to `of`. */
  detail(
    index: SerialIndex,
    record: number,
  ): readonly { readonly field: FieldName; readonly level: Level; readonly cost: number; readonly value: number }[] {
    const combination = index.combination[record] as number;
    const year = index.year[record] as number;
    return [
      ...textFields.map((field) => {
        const value = index.combinations[field][combination] as number;
        return { field, level: this.#levels[field][value] ?? "differs", cost: this[field][value] as number, value };
      }),
      {
        field: "year" as const,
        level:
          this.#askedYear === undefined
            ? ("not-asked" as const)
            : year === 0
              ? ("not-held" as const)
              : yearLevel(this.#askedYear, year + yearBase),
        cost: this.year[year] as number,
        value: year === 0 ? 0 : year + yearBase,
      },
    ];
  }
}

function textFieldCosts(
  field: TextField,
  written: string,
  vocabulary: Vocabulary,
  shares: Shares,
  model: FieldModel,
  fixedShare: number,
): OneField {
  const { knowledge, values } = vocabulary;
  const list = values[field];
  const costs = new Int32Array(list.length);
  const asked = written === "" ? undefined : knowledge.describe(field, written);
  if (asked === undefined || (asked.plain === "" && asked.code === ""))
    return { costs, levels: list.map(() => "not-asked"), least: 0, near: 0, asked: false, chance: 1 };
  const levels = list.map((value, at): Level => (at === 0 ? "not-held" : levelOf(field, asked, value, knowledge)));
  const counts = shares.counts[field];
  let agreeing = 0;
  for (let at = 1; at < list.length; at += 1)
    if (levels[at] === "same" || levels[at] === "alias") agreeing += counts[at] ?? 0;
  // Where nothing may be counted, every value is as common as the fixed background says.
  const share = shares.records === 0 ? fixedShare : agreeing / Math.max(1, shares.records - (counts[0] ?? 0));
  let least = NEVER;
  const chances: number[] = [];
  for (let at = 0; at < list.length; at += 1) {
    const cost = nats(costOfLevel(levels[at] as Level, model, share));
    costs[at] = cost;
    // A value that no file searched holds sets no bound.
    const count = counts[at] ?? 0;
    if (count === 0) continue;
    if (cost < least) least = cost;
    chances.push((count / Math.max(1, shares.records)) * Math.exp(-cost / 1024));
  }
  return {
    costs,
    levels,
    least: least === NEVER ? 0 : least,
    near: nats(Math.max(model.same, model.alias, model.similar, model.family)) + 1,
    asked: true,
    // From the smallest: the sum does not depend on the order of the values.
    chance: chances.toSorted((a, b) => a - b).reduce((sum, value) => sum + value, 0),
  };
}

function yearCosts(
  year: number | undefined,
  shares: Shares,
  model: FieldModel,
  fixedShare: number,
): { field: OneField; chance: number } {
  const costs = new Int32Array(256);
  if (year === undefined)
    return { field: { costs, levels: [], least: 0, near: 0, asked: false, chance: 1 }, chance: 1 };
  const dated = Math.max(1, shares.records - (shares.years[0] as number));
  // A year like its neighbours: single years are too few to count in a small file.
  let around = 0;
  for (let at = year - yearBase - 2; at <= year - yearBase + 2; at += 1)
    if (at > 0 && at < 256) around += shares.years[at] as number;
  const share = shares.records === 0 ? fixedShare : around / 5 / dated;
  let least = NEVER;
  let chance = 0;
  for (let at = 0; at < 256; at += 1) {
    const level: Level = at === 0 ? "not-held" : yearLevel(year, at + yearBase);
    const cost = nats(costOfLevel(level, model, share));
    costs[at] = cost;
    const count = shares.years[at] as number;
    if (count === 0) continue;
    if (cost < least) least = cost;
    chance += (count / shares.records) * Math.exp(-cost / 1024);
  }
  return { field: { costs, levels: [], least: least === NEVER ? 0 : least, near: 0, asked: true, chance }, chance };
}

/**
 * Costs of questions, remembered by what was asked: makes and models are asked for again and again.
 * One maker per set of files; another set has other shares.
 */
export class FieldCostMaker {
  readonly #vocabulary: Vocabulary;
  readonly #shares: Shares;
  readonly #model: MatchModel;
  readonly #fixedShare: number;
  readonly #remembered: Readonly<Record<TextField, Map<string, OneField>>> = {
    make: new Map(),
    model: new Map(),
    type: new Map(),
    calibre: new Map(),
    country: new Map(),
  };

  readonly #years = new Map<number | undefined, { readonly field: OneField; readonly chance: number }>();

  constructor(vocabulary: Vocabulary, shares: Shares, model: MatchModel) {
    this.#vocabulary = vocabulary;
    this.#shares = shares;
    this.#model = model;
    this.#fixedShare = Math.exp(-model.background.perField);
  }

  #field(field: TextField, written: string): OneField {
    const memory = this.#remembered[field];
    const known = memory.get(written);
    // Values that were met since have no cost in it yet.
    if (known !== undefined && known.costs.length === this.#vocabulary.values[field].length) return known;
    if (memory.size >= 2000) memory.clear();
    const made = textFieldCosts(
      field,
      written,
      this.#vocabulary,
      this.#shares,
      this.#model.fields[field],
      this.#fixedShare,
    );
    memory.set(written, made);
    return made;
  }

  costs(asked: AskedFields): FieldCosts {
    let year = this.#years.get(asked.year);
    if (year === undefined) {
      // Years are whatever was typed.
      if (this.#years.size > 500) this.#years.clear();
      year = yearCosts(asked.year, this.#shares, this.#model.fields.year, this.#fixedShare);
      this.#years.set(asked.year, year);
    }
    return new FieldCosts(
      {
        make: this.#field("make", asked.make),
        model: this.#field("model", asked.model),
        type: this.#field("type", asked.type),
        calibre: this.#field("calibre", asked.calibre),
        country: this.#field("country", asked.country),
      },
      year.field,
      year.chance,
      asked.year,
    );
  }
}
