/**
 * How probable it is that a record is the weapon asked for, with every part of the answer.
 *
 * Promises: contributions in nats that add up exactly to `logOdds` (they are held to 1/1024, so the order of adding does
 * not matter); probabilities of one question add up to less than one, because the weapon may not be in the file; records
 * that fit equally get equal shares; nothing is ever certain (cap 0.995). Refuses: make as a hard key; raw similarity as an
 * answer; any knowledge of records that were not handed in (a hidden record moves nothing).
 */
import { compareSerial } from "./edit-channel.ts";
import type { EditOperation } from "./edit-channel.ts";
import { compareField } from "./match-score-fields.ts";
import type { FieldRelations } from "./match-score-fields.ts";
import { matchModel } from "./match-score-model.ts";
import type { FieldLevel, MatchField, MatchModel } from "./match-score-model.ts";
import { knownLength, readSerialField } from "./serial-field.ts";
import type { SerialPattern, SerialReading } from "./serial-field.ts";
import { joinSeries, normalSerial } from "./serial-normal.ts";

export { matchModel } from "./match-score-model.ts";
export type { FieldLevel, MatchField, MatchModel } from "./match-score-model.ts";

/** What is known of a weapon: codes or raw text, the serial as written (whole, or series and number apart). */
export interface WeaponDescription {
  readonly type?: string | undefined;
  readonly make?: string | undefined;
  readonly model?: string | undefined;
  readonly calibre?: string | undefined;
  readonly serial?: string | undefined;
  /** Every reading of the number where they disagree; none counts for nothing. `serial` is the best of them. */
  readonly readings?: readonly string[] | undefined;
  readonly series?: string | undefined;
  readonly number?: string | undefined;
  readonly country?: string | undefined;
  readonly year?: number | undefined;
}

export interface MatchRecord extends WeaponDescription {
  readonly id: string;
}

export type SerialLevel = "same" | "near" | "far" | "missing" | "model";

/** Which of several disagreeing readings was compared. */
export interface ChosenReading {
  readonly reading: string;
  readonly of: number;
}

/** One part of the score. `nats` is exact to 1/1024 and sums with the others to `logOdds`. */
export type Contribution =
  | { readonly field: "prior"; readonly nats: number; readonly registerSize: number }
  | {
      readonly field: "serial";
      readonly nats: number;
      readonly level: SerialLevel;
      readonly operations: readonly EditOperation[];
      readonly written: string;
      readonly held: string;
      /** Where a side has several readings: the one that fits best, as it was written, and of how many. */
      readonly writtenBy?: ChosenReading;
      readonly heldBy?: ChosenReading;
    }
  | {
      readonly field: MatchField;
      readonly nats: number;
      readonly level: FieldLevel;
      readonly written: string;
      readonly held: string;
    };

export interface RankedMatch {
  readonly id: string;
  /** Calibrated; at most the model's cap; all of one answer sum to less than 1. */
  readonly probability: number;
  /** ln of (this record : not in the file), before calibration. */
  readonly logOdds: number;
  readonly why: readonly Contribution[];
  /** How many other records would fit almost as well. */
  readonly rivals: number;
  readonly modelVersion: string;
}

export interface RankOptions {
  /** Records in the file searched (those that the asker may see), not only the candidates. */
  readonly registerSize: number;
  readonly model?: MatchModel;
  readonly relations?: FieldRelations;
  /** How many to return; default 50. */
  readonly limit?: number;
}

/** Values to three binary decimals: sums of them are exact in floating point, whatever the order. */
function held(nats: number): number {
  return Math.round(nats * 1024) / 1024;
}

/** The reading of a weapon's serial, series and number joined. */
export function serialReadingOf(weapon: WeaponDescription): SerialReading {
  const joined = joinSeries(weapon.series, weapon.number);
  return readSerialField(weapon.serial !== undefined && weapon.serial.trim() !== "" ? weapon.serial : joined);
}

/** −ln P of the reading by chance: what an unrelated weapon would have to hit. */
function chance(pattern: SerialPattern, model: MatchModel): number {
  let cost = model.background.length;
  for (const token of pattern) {
    if (token.kind === "char") cost += /\d/u.test(token.char) ? model.background.digit : model.background.letter;
    else if (token.kind === "oneOf") cost += Math.max(0, model.background.digit - Math.log(token.chars.length));
  }
  return cost;
}

interface Asked {
  readonly reading: SerialReading;
  readonly known: number;
  readonly chance: number;
}

interface Question {
  readonly weapon: WeaponDescription;
  /** One where the readings agree; each of them where they do not. */
  readonly asked: readonly Asked[];
}

/** What the number may be: one reading, or all of them where they disagree. */
function serialReadingsOf(weapon: WeaponDescription): readonly SerialReading[] {
  const several = weapon.readings === undefined || weapon.readings.length < 2 ? [] : weapon.readings;
  if (several.length === 0) return [serialReadingOf(weapon)];
  const byNormal = new Map(several.map((written) => [readSerialField(written).normal, readSerialField(written)]));
  return [...byNormal.values()];
}

type SerialPart = Extract<Contribution, { field: "serial" }>;

/** One reading asked against one reading held. */
function serialPair(
  asked: Asked,
  stored: SerialReading,
  models: readonly [string | undefined, string | undefined],
  model: MatchModel,
): SerialPart {
  const base = { field: "serial", written: asked.reading.normal, held: stored.normal } as const;
  if (asked.known === 0) return { ...base, nats: 0, level: "missing", operations: [] };
  const written = asked.reading.normal;
  const isModel = (text: string | undefined): boolean =>
    text !== undefined && text !== "" && normalSerial(text) === written;
  const sameText = stored.normal === written;
  if (!sameText && (isModel(models[0]) || isModel(models[1]))) {
    // The model's designation stands in the serial field: it says nothing about which weapon of that model it is.
    return { ...base, nats: isModel(models[1]) ? held(model.modelAsSerial) : 0, level: "model", operations: [] };
  }
  let best: { cost: number; operations: readonly EditOperation[] } | undefined;
  for (const reading of [asked.reading.pattern, ...asked.reading.others]) {
    for (const pattern of [stored.pattern, ...stored.others]) {
      if (knownLength(pattern) === 0 || knownLength(reading) === 0) continue;
      const next = compareSerial(reading, pattern, model.channel);
      if (best === undefined || next.cost < best.cost) best = next;
    }
  }
  if (best === undefined) return { ...base, nats: 0, level: "missing", operations: [] };
  const nats = held(Math.max(model.serialFloor, asked.chance - best.cost));
  const plain = best.operations.every((operation) => operation.kind === "homoglyph");
  return { ...base, nats, level: plain ? "same" : nats > 0 ? "near" : "far", operations: best.operations };
}

/** The readings that fit each other best speak for the two weapons; which ones stands in the contribution. */
function serialContribution(
  question: Question,
  record: WeaponDescription,
  model: MatchModel,
): { readonly part: SerialPart; readonly known: number } {
  const stored = serialReadingsOf(record);
  const models = [question.weapon.model, record.model] as const;
  let best: { part: SerialPart; asked: Asked; stored: SerialReading } | undefined;
  for (const asked of question.asked) {
    for (const one of stored) {
      const part = serialPair(asked, one, models, model);
      if (best === undefined || part.nats > best.part.nats) best = { part, asked, stored: one };
    }
  }
  if (best === undefined) throw new Error("a weapon without any reading, not even an empty one");
  const part = {
    ...best.part,
    ...(question.asked.length > 1
      ? { writtenBy: { reading: best.asked.reading.written, of: question.asked.length } }
      : {}),
    ...(stored.length > 1 ? { heldBy: { reading: best.stored.written, of: stored.length } } : {}),
  };
  return { part, known: best.asked.known };
}

const fieldOrder: readonly MatchField[] = ["make", "model", "type", "calibre", "country", "year"];

function text(weapon: WeaponDescription, field: MatchField): string {
  if (field === "year") return weapon.year === undefined ? "" : String(weapon.year);
  return weapon[field] ?? "";
}

function agrees(level: FieldLevel): boolean {
  return level === "same" || level === "alias";
}

function contributions(
  question: Question,
  record: WeaponDescription,
  options: RankOptions,
  model: MatchModel,
): { readonly why: Contribution[]; readonly known: number } {
  const size = Math.max(1, options.registerSize);
  const serial = serialContribution(question, record, model);
  const why: Contribution[] = [
    { field: "prior", nats: held(Math.log(model.prior / (1 - model.prior)) - Math.log(size)), registerSize: size },
    serial.part,
  ];
  let makeAgrees = false;
  let modelAgrees = false;
  for (const field of fieldOrder) {
    const written = text(question.weapon, field);
    const stored = text(record, field);
    const level = compareField(field, written, stored, options.relations);
    let nats = model.fields[field][level];
    if (nats > 0) {
      const implied = (modelAgrees && (field === "calibre" || field === "type")) || (makeAgrees && field === "country");
      if (implied) nats *= model.dependent;
      // With make and model agreeing, the model adds what it narrows within the make.
      if (field === "model" && makeAgrees) nats *= 0.5;
    }
    if (field === "make") makeAgrees = agrees(level);
    if (field === "model") modelAgrees = agrees(level);
    why.push({ field, nats: held(nats), level, written, held: stored });
  }
  return { why, known: serial.known };
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/**
 * Beyond this the share says nothing more about being right: a mis-read serial may coincide with a neighbour's exactly, so
 * even the best-looking single answer is wrong about once in nine (made errors).
 */
const mostPosterior = 5;

/** What calibration looks at: ln odds of the share among all answers, ln odds against absence, positions read. */
export function calibrationFeatures(share: number, logOdds: number, known: number): readonly [number, number, number] {
  const p = clamp(share, 1e-7, 1 - 1e-7);
  return [Math.min(mostPosterior, Math.log(p / (1 - p))), clamp(logOdds, -12, 16), Math.min(known, 12)];
}

/**
 * Ranks candidate records for a weapon.
 * @param query what is known of the weapon; the serial may hold unreadable positions
 * @param candidates records that share a key (or all records)
 * @returns best first; equal answers in order of id. Never throws on odd text.
 */
export function rankCandidates(
  query: WeaponDescription,
  candidates: readonly MatchRecord[],
  options: RankOptions,
): RankedMatch[] {
  const model = options.model ?? matchModel;
  const question: Question = {
    weapon: query,
    asked: serialReadingsOf(query).map((reading) => ({
      reading,
      known: knownLength(reading.pattern),
      chance: chance(reading.pattern, model),
    })),
  };
  const scored = candidates.map((record) => {
    const { why, known } = contributions(question, record, options, model);
    let logOdds = 0;
    for (const part of why) logOdds += part.nats;
    return { id: record.id, why, known, logOdds };
  });
  scored.sort((a, b) => b.logOdds - a.logOdds || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const top = Math.max(0, scored[0]?.logOdds ?? 0);
  let total = Math.exp(-top);
  for (const entry of scored) total += Math.exp(entry.logOdds - top);
  const { intercept, posterior, evidence, length } = model.calibration;
  const calibrated = scored.map((entry) => {
    const share = Math.exp(entry.logOdds - top) / total;
    const [x1, x2, x3] = calibrationFeatures(share, entry.logOdds, entry.known);
    return Math.min(
      model.cap,
      model.tailLift * share,
      logistic(intercept + posterior * x1 + evidence * x2 + length * x3),
    );
  });
  const sum = calibrated.reduce((a, b) => a + b, 0);
  const scale = sum > model.cap ? model.cap / sum : 1;
  const limit = options.limit ?? 50;
  return scored.slice(0, limit).map((entry, at) => ({
    id: entry.id,
    probability: (calibrated[at] ?? 0) * scale,
    logOdds: entry.logOdds,
    why: entry.why,
    rivals: scored.filter((other) => other !== entry && Math.abs(other.logOdds - entry.logOdds) <= model.rivalMargin)
      .length,
    modelVersion: model.version,
  }));
}

/** Share among all answers before calibration, for the bench that fits it. */
export function rawShares(ranked: readonly Pick<RankedMatch, "logOdds">[]): number[] {
  const top = Math.max(0, ranked[0]?.logOdds ?? 0);
  let total = Math.exp(-top);
  for (const entry of ranked) total += Math.exp(entry.logOdds - top);
  return ranked.map((entry) => Math.exp(entry.logOdds - top) / total);
}
