/**
 * Every number that the engine uses, in one named and versioned value.
 *
 * Costs are −ln P in nats and become whole 1/1024 nats where they are used. They were set from the classes of errors described in
 * `docs/matching.md` (made errors: no public set pairs stolen with recovered firearms), not from single characters; the
 * certainty was fitted by `bench/match-engine.ts --fit` over several made channels. Promises: an answer can be made again from the
 * version written beside it. Refuses: a constant anywhere else in the engine.
 */
import { nats, type Channel } from "./channel.ts";

export type FieldName = "make" | "model" | "type" | "calibre" | "country" | "year";
/** How a value asked for and a value held compare. */
export type Level = "same" | "alias" | "similar" | "family" | "differs" | "not-held" | "not-asked";

export interface FieldModel {
  readonly same: number;
  readonly alias: number;
  readonly similar: number;
  readonly family: number;
  /** Added to −ln of the share that the value asked for has in the file. */
  readonly differs: number;
  readonly differsMost: number;
  /** Most that a value which the record does not hold costs (otherwise −ln of the share). */
  readonly notHeldMost: number;
}

export interface MatchModel {
  readonly version: string;
  /** Probability, before looking, that the weapon is in the file. */
  readonly present: number;
  readonly channel: Channel;
  readonly fields: Readonly<Record<FieldName, FieldModel>>;
  /** What is searched: costs above the best that are still wanted, and how far above the least possible cost is looked. */
  readonly margin: number;
  /** The same for a long list. */
  readonly wideMargin: number;
  readonly most: number;
  /** −ln of the least weight, beside that of absence, that makes an answer. */
  readonly leastShare: number;
  /** Reading a number spelled in Latin letters as Cyrillic; typed on the other keyboard; another reading of the field. */
  readonly spelled: number;
  readonly keyboard: number;
  readonly otherReading: number;
  readonly background: {
    /** Records of the same beginning that are imagined beside those that are there. */
    readonly imagined: number;
    /** Most of a number block that is held to be in the file. */
    readonly fullest: number;
    /** Share of readings that went wrong into a neighbour's number. */
    readonly misread: number;
    /** −ln of one position by chance. */
    readonly digit: number;
    readonly letter: number;
    /** Where nothing may be counted: records imagined, what a field asked costs by chance, fullness of the block. */
    readonly records: number;
    readonly perField: number;
    readonly fullness: number;
    /** −ln of a number of another form than those of the make and model. */
    readonly otherForm: number;
  };
  /** p = σ(w · features), see `certainty.ts`. */
  readonly certainty: readonly number[];
  /** No answer is ever shown as more certain than this. */
  readonly cap: number;
  /** In a block so full the cap is lower: a weapon that is missing from it, read wrongly, looks just like its neighbour. */
  readonly fullBlock: { readonly from: number; readonly cap: number };
  /** Answers below this are not worth showing. */
  readonly worthShowing: number;
  /** Two records by themselves (`pair.ts`): the curve's weights, its cap, and the least ln odds that make a pair at all. */
  readonly pair: { readonly certainty: readonly number[]; readonly cap: number; readonly least: number };
}

const channel: Channel = {
  same: nats(0.05),
  strong: nats(3.9),
  weak: nats(5.2),
  digit: nats(6.6),
  replaced: nats(7.8),
  inserted: nats(7.4),
  missing: nats(5.2),
  letterMissing: nats(2.4),
  swapped: nats(5.3),
  endOpen: nats(4.6),
  endEach: nats(0.7),
  series: nats(3.4),
  // A little more than a character that agrees: where both were read, the one that was read whole is compared.
  unread: nats(0.06),
  unreadNothing: nats(3.5),
  runEach: nats(0.35),
  runNone: nats(1.5),
  notOneOf: nats(6),
};

export const matchModel: MatchModel = {
  version: "2026-11-trie-b",
  present: 0.8,
  channel,
  fields: {
    make: { same: 0.5, alias: 1.1, similar: 2.8, family: 2.6, differs: 3, differsMost: 7, notHeldMost: 4 },
    model: { same: 0.4, alias: 1, similar: 2.4, family: 2.8, differs: 3, differsMost: 7.5, notHeldMost: 4.5 },
    type: { same: 0.15, alias: 0.25, similar: 1.2, family: 0.9, differs: 3, differsMost: 5, notHeldMost: 2 },
    calibre: { same: 0.5, alias: 0.8, similar: 1.1, family: 2.4, differs: 3.4, differsMost: 6, notHeldMost: 3 },
    country: { same: 0.15, alias: 0.2, similar: 1.5, family: 1.2, differs: 3, differsMost: 6, notHeldMost: 3 },
    year: { same: 0.2, alias: 0.2, similar: 2.6, family: 3.6, differs: 2.8, differsMost: 6.5, notHeldMost: 3.6 },
  },
  margin: 3.5,
  wideMargin: 8,
  most: 16.5,
  leastShare: 7,
  spelled: 2.5,
  keyboard: 3.5,
  otherReading: 1.5,
  background: {
    imagined: 0.5,
    fullest: 0.97,
    misread: 0.3,
    digit: Math.LN10,
    letter: 3.1,
    records: 100_000,
    perField: 1.2,
    fullness: 0.2,
    otherForm: 2.5,
  },
  certainty: [
    -1.6448, 3.0781, 1.9553, -0.5147, -0.0073, -0.3252, -0.8583, -0.7618, 0.9546, -0.3733, -0.1874, 0.493, 2.5515,
    -3.7421, 0.8054, 0.4198, -0.0215, 0.213, -0.0915, 0.1009, -1.8913, 2.6331, -0.3283, -0.0161, -0.0063, 0.0255,
    0.1302, -0.0516, -0.0565, -0.182, -0.9693, -0.1608, -0.7367,
  ],
  cap: 0.99,
  fullBlock: { from: 0.35, cap: 0.895 },
  worthShowing: 0.002,
  pair: { certainty: [-1.3612, 1.0367, 0.2815, 0.5509, 0.0895], cap: 0.98, least: -6 },
};
