/**
 * Two records by themselves: how probable it is that they are one weapon, when no other record is looked at.
 *
 * Promises: the costs are those of every other answer of this engine; nothing but the two records and the model enters, so that no third record,
 * seen or hidden, moves what two owners are told, and the pair can be scored again years later from what was compared.
 * Refuses: to know the neighbours' numbers: how often such a pair was a neighbour's is in the fitted curve (`model.pair`).
 */
import { normalSerial } from "../serial-normal.ts";
import type { ChosenReading, Contribution, WeaponDescription } from "../match-answer.ts";
import { readSerialField } from "../serial-field.ts";
import { unit } from "./channel.ts";
import { ColumnsMaker } from "./columns.ts";
import { MatchEngine, type FoundWeapons, type PairAnswer, type Question } from "./engine.ts";
import { explain } from "./explanation.ts";
import type { MatchModel } from "./match-model.ts";
import { buildSerialIndex } from "./serial-index.ts";
import { Vocabulary, type FieldKnowledge } from "./vocabulary.ts";

export interface PairScore {
  /** Calibrated, of the pair by itself. */
  readonly probability: number;
  /** ln (this record : everything else that could explain the reading), before the curve. */
  readonly logOdds: number;
  /** Add up to `logOdds` exactly. */
  readonly why: readonly Contribution[];
  readonly modelVersion: string;
  /** Cost of the reading's errors, nats, and how many positions were read: what the curve sees beside `logOdds`. */
  readonly errors: number;
  readonly known: number;
}

/** A weapon as the engine asks for it. */
export function questionOf(weapon: WeaponDescription): Question {
  return {
    serial: weapon.serial ?? "",
    readings: weapon.readings ?? [],
    make: weapon.make ?? "",
    model: weapon.model ?? "",
    type: weapon.type ?? "",
    calibre: weapon.calibre ?? "",
    country: weapon.country ?? "",
    year: weapon.year,
  };
}

/** The reading, as it was written, that has this form; undefined where all readings agree. */
function chosen(weapon: WeaponDescription, normal: string): ChosenReading | undefined {
  const all = new Map(
    [...(weapon.serial === undefined ? [] : [weapon.serial]), ...(weapon.readings ?? [])].map(
      (written) => [readSerialField(written).normal, written] as const,
    ),
  );
  const reading = all.get(normal);
  return all.size < 2 || reading === undefined ? undefined : { reading, of: all.size };
}

/** Names the readings that were compared, where a side has several. */
export function withReadings(
  why: readonly Contribution[],
  weapon: WeaponDescription,
  other: WeaponDescription,
): readonly Contribution[] {
  return why.map((part) => {
    if (part.field !== "serial") return part;
    const writtenBy = chosen(weapon, normalSerial(part.written));
    const heldBy = chosen(other, normalSerial(part.held));
    return {
      ...part,
      ...(writtenBy === undefined ? {} : { writtenBy }),
      ...(heldBy === undefined ? {} : { heldBy }),
    };
  });
}

/** A pair as the engine found it: what it is explained from. */
export interface FoundPair {
  readonly engine: MatchEngine;
  readonly vocabulary: Vocabulary;
  readonly found: FoundWeapons;
  readonly answer: PairAnswer;
  /** What of `found.beside` does not move with this record's fields: the number by chance. */
  readonly chance: number;
}

/** Puts the other record into an index by itself and asks for the first. */
export function findPair(
  model: MatchModel,
  knowledge: FieldKnowledge,
  weapon: WeaponDescription,
  other: WeaponDescription,
): FoundPair | undefined {
  const vocabulary = new Vocabulary(knowledge);
  const maker = new ColumnsMaker(vocabulary);
  const { serial, readings, make, model: designation, type, calibre, country, year } = other;
  maker.add(
    {
      serial: serial ?? "",
      make: make ?? "",
      model: designation ?? "",
      type: type ?? "",
      calibre: calibre ?? "",
      country: country ?? "",
      year,
    },
    readings?.filter((reading) => reading !== serial) ?? [],
  );
  const index = buildSerialIndex(maker.columns());
  const engine = new MatchEngine(vocabulary, model);
  const found = engine.askPairs(questionOf(weapon), [index]);
  const [answer] = found.answers;
  if (answer === undefined) return undefined;
  // What stands against this pair alone.
  const beside = Math.exp(-(answer.channel + answer.fields) / unit - answer.against);
  return { engine, vocabulary, found: { ...found, answers: [answer], beside }, answer, chance: found.beside };
}

/**
 * Scores a pair with a model; the same two descriptions and the same model give the same answer to the last digit.
 * @param weapon what was read, with all its readings
 * @param other the record it is compared with; a recovered weapon may have several readings too
 * @returns undefined where the number of the first is not known, or explains nothing of the other
 */
export function scorePairWith(
  model: MatchModel,
  knowledge: FieldKnowledge,
  weapon: WeaponDescription,
  other: WeaponDescription,
): PairScore | undefined {
  const pair = findPair(model, knowledge, weapon, other);
  if (pair === undefined) return undefined;
  const { engine, vocabulary, found, answer } = pair;
  const { logOdds, why } = explain(engine, vocabulary, found, answer);
  return {
    probability: answer.probability,
    logOdds,
    why: withReadings(why, weapon, other),
    modelVersion: model.version,
    errors: answer.errors,
    known: found.asking.known,
  };
}
