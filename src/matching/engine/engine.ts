/**
 * Finding the weapon: one question against the files that the asker may see.
 *
 * question → readings of its number → search of each visible index → weight of "not in the file" → probabilities → answers with
 * their reasons in numbers. Promises: the same files and the same question give the same answer to the last digit, alone or
 * in a batch; hidden files are not touched. Refuses: to say that two weapons are one; a probability of one.
 */
import { knownLength, readSerialField, type SerialPattern, type SerialReading } from "../serial-field.ts";
import { normalSerial } from "../serial-normal.ts";
import { backgroundOf, fixedBackground, fixedParts, fullnessAround } from "./background.ts";
import { certaintyFeatures, pairProbability, probabilities } from "./certainty.ts";
import { align, askedOf, nats, unit, type Step } from "./channel.ts";
import { FieldCostMaker, sharesOf, type AskedFields, type FieldCosts } from "./field-costs.ts";
import { matchModel, type FieldName, type Level, type MatchModel } from "./match-model.ts";
import { formCost, mostFormCost } from "./pair-form.ts";
import { findByFields } from "./search-by-fields.ts";
import { Searcher, type Accepts, type Found, type Reading } from "./search.ts";
import { serialOf, type SerialIndex } from "./serial-index.ts";
import { asOnOtherKeyboard, asSeriesInDigits, asSpelledInLatin } from "./spelled-readings.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A weapon as asked for. Empty text: not known. */
export interface Question extends AskedFields {
  readonly serial: string;
  /** What else was read of the number, where readings disagree: none counts for nothing. */
  readonly readings?: readonly string[];
}

/** What of the indexes asked the answer may be made of. */
export interface Scope {
  /** Records that count at all, by index; an index that is not named is seen whole. */
  readonly accepts?: ReadonlyMap<SerialIndex, Accepts>;
  /**
   * Indexes of which the asker sees parts: they are searched, but shares and blocks are not counted over them. Where nothing is
   * counted, fixed ones serve.
   */
  readonly uncounted?: ReadonlySet<SerialIndex>;
  /** Whether answers far behind the best are wanted too: a longer list, the same first answers. */
  readonly wide?: boolean;
  /** How far above the least possible cost is looked, in nats, where the model's own reach is not needed. */
  readonly above?: number;
}

export interface Answer {
  readonly index: SerialIndex;
  /** Place of the record in its index; `index.row[record]` is the row handed in. */
  readonly record: number;
  readonly probability: number;
  /** Costs in 1/1024 nats. */
  readonly channel: number;
  readonly fields: number;
  /** Which reading of the number fits, place in `readings`. */
  readonly reading: number;
}

export interface Asking {
  readonly written: SerialReading;
  readonly readings: readonly Reading[];
  readonly known: number;
  /** The serial field holds the model's designation: the number is not known. */
  readonly modelOnly: boolean;
}

export interface FoundWeapons {
  readonly answers: readonly Answer[];
  readonly asking: Asking;
  readonly costs: FieldCosts;
  /** Weight of all explanations that are not among the answers. */
  readonly beside: number;
  /** How full the block around the number is, 0 to 1. */
  readonly fullness: number;
  readonly visited: number;
}

/** An answer by itself: what speaks for it against everything that is not this record, and what its errors cost; nats. */
export interface PairAnswer extends Answer {
  readonly against: number;
  readonly errors: number;
}

export interface FoundPairs extends FoundWeapons {
  readonly answers: readonly PairAnswer[];
}

/** Most answers of one question that are weighed. */
const mostAnswers = 500;

export class MatchEngine {
  readonly model: MatchModel;
  readonly #vocabulary: Vocabulary;
  /** An index that nobody holds any more is let go of: small ones come and go as records change. */
  readonly #searchers = new WeakMap<SerialIndex, Searcher>();
  readonly #makers = new Map<string, FieldCostMaker>();
  readonly #names = new WeakMap<SerialIndex, number>();
  #named = 0;

  constructor(vocabulary: Vocabulary, model: MatchModel = matchModel) {
    this.#vocabulary = vocabulary;
    this.model = model;
  }

  #searcher(index: SerialIndex): Searcher {
    const known = this.#searchers.get(index);
    if (known !== undefined) return known;
    const made = new Searcher(index, this.model.channel);
    this.#searchers.set(index, made);
    return made;
  }

  #maker(indexes: readonly SerialIndex[]): FieldCostMaker {
    const name = indexes
      .map((index) => {
        const known = this.#names.get(index) ?? this.#named++;
        this.#names.set(index, known);
        return known;
      })
      .join(",");
    const known = this.#makers.get(name);
    if (known !== undefined) return known;
    const made = new FieldCostMaker(this.#vocabulary, sharesOf(indexes, this.#vocabulary), this.model);
    this.#makers.set(name, made);
    return made;
  }

  /** How the number of a question is read; `cyrillic`: whether a file searched holds Cyrillic numbers. */
  asking(question: Question, cyrillic: boolean): Asking {
    const written = readSerialField(question.serial);
    const patterns: { readonly tokens: SerialPattern; readonly cost: number }[] = [];
    const put = (tokens: SerialPattern, cost: number): void => {
      if (tokens.length > 0 && tokens.length <= 40 && knownLength(tokens) > 0) patterns.push({ tokens, cost });
    };
    put(written.pattern, 0);
    for (const reading of question.readings ?? []) {
      const { pattern, normal } = readSerialField(reading);
      if (normal !== written.normal) put(pattern, 0);
    }
    for (const other of written.others) put(other, nats(this.model.otherReading));
    const behind = this.#behindModel(question.serial);
    if (behind !== undefined) put(behind, nats(this.model.otherReading));
    if (cyrillic) {
      for (const tokens of asSpelledInLatin(written.pattern)) put(tokens, nats(this.model.spelled));
      for (const tokens of asOnOtherKeyboard(written.pattern)) put(tokens, nats(this.model.keyboard));
      for (const tokens of asSeriesInDigits(written.pattern)) put(tokens, nats(this.model.keyboard));
    }
    const normal = written.normal;
    const modelOnly = normal !== "" && question.model !== "" && normalSerial(question.model) === normal;
    return {
      written,
      readings: patterns.map(({ tokens, cost }) => ({ asked: askedOf(tokens, this.model.channel), cost })),
      known: patterns.length === 0 ? 0 : Math.max(...patterns.map(({ tokens }) => knownLength(tokens))),
      modelOnly,
    };
  }

  /** The number behind a model's designation that was typed in front of it (ТТ33 ИЛ5513). */
  #behindModel(serial: string): SerialPattern | undefined {
    const [, first, rest] = /^\s*(\S{2,12})[\s№-]+(\S.{2,})$/u.exec(serial) ?? [];
    if (first === undefined || rest === undefined || !/\p{L}/u.test(first)) return undefined;
    return this.#vocabulary.knowledge.describe("model", first).code === "" ? undefined : readSerialField(rest).pattern;
  }

  /**
   * Asks.
   * @param indexes what the asker may see, each once
   * @param scope where the asker does not see all of them
   */
  ask(question: Question, indexes: readonly SerialIndex[], scope: Scope = {}): FoundWeapons {
    const { model } = this;
    const asking = this.asking(
      question,
      indexes.some((index) => index.cyrillic),
    );
    const counted = indexes.filter((index) => scope.uncounted?.has(index) !== true);
    const costs = this.#maker(counted).costs(question);
    if (asking.readings.length === 0) return { answers: [], asking, costs, beside: 1, fullness: 0, visited: 0 };
    const found: { readonly index: SerialIndex; readonly one: Found }[] = [];
    let visited = 0;
    if (asking.modelOnly) return this.#byFields(asking, costs, indexes, scope);
    // What weighs next to nothing beside "not in the file" is no answer: this bounds the search by what can matter.
    const outside = this.#beside(asking.readings[0] as Reading, costs, counted);
    const bounds = {
      margin: nats(scope.wide === true ? model.wideMargin : model.margin),
      most: nats(model.leastShare + openOf(asking.written.pattern) - Math.log(outside.weight)),
      above: nats(Math.min(model.most, scope.above ?? model.most)),
    };
    for (const index of indexes) {
      const searcher = this.#searcher(index);
      for (const one of searcher.search(asking.readings, costs, bounds, scope.accepts?.get(index)))
        found.push({ index, one });
      visited += searcher.visited;
    }
    found.sort(
      (a, b) =>
        a.one.channel + a.one.fields - b.one.channel - b.one.fields ||
        indexes.indexOf(a.index) - indexes.indexOf(b.index) ||
        (a.index.row[a.one.record] as number) - (b.index.row[b.one.record] as number),
    );
    const best = found[0] === undefined ? 0 : found[0].one.channel + found[0].one.fields;
    const rows = new Map<SerialIndex, Set<number>>(indexes.map((index) => [index, new Set()]));
    const kept = found
      .filter(({ index, one }) => {
        if (one.channel + one.fields > best + bounds.margin) return false;
        // A record with two numbers is one answer, by the number that fits better.
        const row = index.row[one.record] as number;
        const seen = rows.get(index);
        if (seen?.has(row) === true) return false;
        seen?.add(row);
        return true;
      })
      .slice(0, mostAnswers);
    const main = asking.readings[kept[0]?.one.reading ?? 0] ?? asking.readings[0];
    const beside = main === undefined || main === asking.readings[0] ? outside : this.#beside(main, costs, counted);
    const first = kept[0];
    const fullness =
      first === undefined || scope.uncounted?.has(first.index) === true
        ? beside.fullness
        : Math.max(beside.fullness, fullnessAround(first.index, first.one.record, model));
    const weighed = kept.map(({ one }) => ({
      cost: one.channel + one.fields,
      channel: one.channel - (asking.readings[one.reading]?.asked.floor ?? 0),
    }));
    const chances = probabilities(weighed, { weight: beside.weight, fullness }, asking.known, model);
    return {
      answers: kept.map(({ index, one }, at) => ({ index, ...one, probability: chances[at] as number })),
      asking,
      costs,
      beside: beside.weight,
      fullness,
      visited,
    };
  }

  /**
   * Every record that explains the question by itself, whatever else is there: nothing is counted over the indexes, and no answer keeps
   * another out. Probabilities are those of pairs (`pair.ts`).
   */
  askPairs(question: Question, indexes: readonly SerialIndex[], accepts?: Scope["accepts"]): FoundPairs {
    const { model } = this;
    const asking = this.asking(
      question,
      indexes.some((index) => index.cyrillic),
    );
    const costs = this.#maker([]).costs(question);
    const nothing = { answers: [], asking, costs, beside: 1, fullness: model.background.fullness, visited: 0 };
    // The model's designation in place of the number is no number: thousands would fit.
    if (asking.readings.length === 0 || asking.modelOnly) return nothing;
    const { chance, neighbours } = fixedParts((asking.readings[0] as Reading).asked.tokens, costs, model);
    const found: { readonly index: SerialIndex; readonly one: Found }[] = [];
    let visited = 0;
    const form = Math.max(...asking.readings.map(({ asked }) => mostFormCost(asked, model.channel)));
    const bounds = {
      margin: nats(30),
      most: nats(-model.pair.least - Math.log(chance)) + form,
      above: nats(model.most),
    };
    for (const index of indexes) {
      const searcher = this.#searcher(index);
      for (const one of searcher.search(asking.readings, costs, bounds, accepts?.get(index)))
        found.push({ index, one });
      visited += searcher.visited;
    }
    found.sort((a, b) => a.one.channel + a.one.fields - b.one.channel - b.one.fields);
    const rows = new Map<SerialIndex, Set<number>>(indexes.map((index) => [index, new Set()]));
    const answers = found.flatMap(({ index, one }) => {
      const row = index.row[one.record] as number;
      const seen = rows.get(index);
      if (seen?.has(row) === true) return [];
      seen?.add(row);
      const reading = asking.readings[one.reading] as Reading;
      const inForm = form === 0 ? 0 : this.#formCost(reading, index, one.record);
      // The neighbour's fields agree as this record's do: of one block, one model.
      const beside = chance + Math.exp(-one.fields / unit) * neighbours;
      const against = -(one.channel + one.fields - inForm) / unit - Math.log(beside);
      if (against < model.pair.least) return [];
      const errors = (one.channel - reading.asked.floor - inForm) / unit;
      const probability = pairProbability(against, errors, asking.known, model);
      return [{ index, ...one, probability, against, errors }];
    });
    return { ...nothing, answers, beside: chance, visited };
  }

  #formCost(reading: Reading, index: SerialIndex, record: number): number {
    const held = serialOf(index, record);
    return formCost(reading.asked, align(reading.asked, held, this.model.channel).steps, held, this.model.channel);
  }

  /** The number is not known, the fields say what they can: the records that fit them, each as probable as the others. */
  #byFields(asking: Asking, costs: FieldCosts, indexes: readonly SerialIndex[], scope: Scope): FoundWeapons {
    const floor = asking.readings[0]?.asked.floor ?? 0;
    const all = indexes.map((index) => ({
      index,
      found: findByFields(index, costs, mostAnswers, scope.accepts?.get(index)),
    }));
    const answers = all
      .flatMap(({ index, found }) =>
        found.best.map(({ record, fields }) => ({ index, record, channel: floor, fields, reading: 0 })),
      )
      .sort((a, b) => a.fields - b.fields || (a.index.row[a.record] as number) - (b.index.row[b.record] as number))
      .slice(0, mostAnswers);
    const total = all.reduce((sum, { found }) => sum + found.weight, 0);
    return {
      answers: answers.map((answer) => ({
        ...answer,
        probability: total === 0 ? 0 : (this.model.present * Math.exp(-answer.fields / unit)) / total,
      })),
      asking,
      costs,
      beside: total * (1 - this.model.present),
      fullness: 0,
      visited: 0,
    };
  }

  /** Weight of what is not among the answers, and how full the block around the number is. */
  #beside(
    reading: Reading,
    costs: FieldCosts,
    indexes: readonly SerialIndex[],
  ): { readonly weight: number; readonly fullness: number } {
    let weight = indexes.length === 0 ? fixedBackground(reading.asked.tokens, costs, this.model) : 0;
    let fullest = indexes.length === 0 ? this.model.background.fullness : 0;
    for (const index of indexes) {
      const { absent, others, fullness } = backgroundOf(index, reading.asked.tokens, costs, this.model);
      weight += absent + others;
      fullest = Math.max(fullest, fullness);
    }
    return { weight: weight * Math.exp(-reading.cost / unit), fullness: fullest };
  }

  /** Why an answer is one: steps of its number and levels of its fields; their costs add up to the answer's. */
  explain(
    found: FoundWeapons,
    answer: Answer,
  ): {
    readonly steps: readonly Step[];
    readonly reading: number;
    readonly fields: readonly {
      readonly field: FieldName;
      readonly level: Level;
      readonly cost: number;
      readonly value: number;
    }[];
  } {
    const reading = found.asking.readings[answer.reading];
    if (reading === undefined) throw new Error("an answer of another question");
    const { steps } = align(reading.asked, serialOf(answer.index, answer.record), this.model.channel);
    return { steps, reading: reading.cost, fields: found.costs.detail(answer.index, answer.record) };
  }
}

/** ln of how many numbers an unread position (or a run of them) leaves open: so many answers share the weight. */
function openOf(pattern: SerialPattern): number {
  let open = 0;
  for (const token of pattern) open += token.kind === "any" ? Math.LN10 : token.kind === "run" ? 2 * Math.LN10 : 0;
  return Math.min(open, 4 * Math.LN10);
}

/** What the curve sees of each answer, for fitting it. */
export function rawCertainty(found: FoundWeapons, model: MatchModel): readonly (readonly number[])[] {
  const weighed = found.answers.map((answer) => ({
    cost: answer.channel + answer.fields,
    channel: answer.channel - (found.asking.readings[answer.reading]?.asked.floor ?? 0),
  }));
  return certaintyFeatures(
    weighed,
    { weight: found.beside, fullness: found.fullness },
    found.asking.known,
    nats(model.margin),
  );
}
