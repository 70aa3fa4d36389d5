/**
 * Every number that the score uses, in one named and versioned value.
 *
 * Promises: an answer can be reproduced from the version written beside it. Refuses: hidden constants elsewhere.
 * Units are nats (natural logarithms); a channel cost is −ln P(event), a field weight is ln m/u. The costs are set from
 * the error shares assumed in the made-error channel (about one reading in two has an error, three fifths of them
 * look-alikes), in coarse classes; the calibration is fitted by `bench/match-quality.ts --fit` on MADE errors, because no
 * public set pairs stolen with recovered firearms.
 */
export interface ChannelCosts {
  readonly same: number;
  /** Look-alike of another script: the same mark, so it costs nothing more. */
  readonly homoglyph: number;
  readonly strong: number;
  readonly weak: number;
  readonly replaced: number;
  /** A character in the reading that the record does not have. */
  readonly inserted: number;
  /** A character of the record that the reading lacks. */
  readonly missing: number;
  readonly swapped: number;
  /** Loss at an end: to open, and for every character. */
  readonly endOpen: number;
  readonly endEach: number;
  /** The whole letter series lost (or added) at an end. */
  readonly series: number;
  /** Letters inside dropped: to open, and for every letter. */
  readonly lettersOpen: number;
  readonly lettersEach: number;
  readonly spelled: number;
  /** `?` against a character, `?` against nothing. */
  readonly unread: number;
  readonly unreadNothing: number;
  /** `*`: every character it covers, and covering none. */
  readonly runEach: number;
  readonly runNone: number;
  /** `[AB]` and the record has neither. */
  readonly notOneOf: number;
}

export type MatchField = "make" | "model" | "type" | "calibre" | "country" | "year";
export type FieldLevel = "same" | "alias" | "family" | "similar" | "differs" | "missing";

export interface MatchModel {
  readonly version: string;
  /** Probability, before looking, that the weapon asked for is in the file. */
  readonly prior: number;
  readonly channel: ChannelCosts;
  /** −ln of one character by chance. */
  readonly background: { readonly digit: number; readonly letter: number; readonly length: number };
  /** Serial evidence is held between these. */
  readonly serialFloor: number;
  readonly modelAsSerial: number;
  readonly fields: Readonly<Record<MatchField, Readonly<Record<FieldLevel, number>>>>;
  /** What an agreeing field still says once the model agrees (or the make, for country): most of it was said. */
  readonly dependent: number;
  /** No answer is raised above this many times its share: the fit is made on the first three, not on the long tail. */
  readonly tailLift: number;
  /** p = σ(intercept + posterior·logit(share) + evidence·log odds + length·known positions). */
  readonly calibration: {
    readonly intercept: number;
    readonly posterior: number;
    readonly evidence: number;
    readonly length: number;
  };
  /** No answer is ever shown as more certain than this. */
  readonly cap: number;
  /** Another record within this many nats "would fit almost as well". */
  readonly rivalMargin: number;
}

export const matchModel: MatchModel = {
  version: "2026-11-a",
  prior: 0.5,
  channel: {
    same: 0.05,
    homoglyph: 0.05,
    strong: 4,
    weak: 5.5,
    replaced: 8,
    inserted: 8.2,
    missing: 5.4,
    swapped: 5.2,
    endOpen: 4.6,
    endEach: 0.7,
    series: 3.4,
    lettersOpen: 3.8,
    lettersEach: 0.5,
    spelled: 2.5,
    unread: 0,
    unreadNothing: 3.5,
    runEach: 0.35,
    runNone: 1.5,
    notOneOf: 6,
  },
  background: { digit: Math.LN10, letter: 3.09, length: 1.5 },
  serialFloor: -12,
  modelAsSerial: 2,
  fields: {
    make: { same: 3.2, alias: 3.1, family: 1.9, similar: 2.4, differs: -2.9, missing: 0 },
    model: { same: 4.2, alias: 4.1, family: 2.2, similar: 3.2, differs: -2.6, missing: 0 },
    type: { same: 1.1, alias: 1.1, family: 0.6, similar: 0.8, differs: -2.2, missing: 0 },
    calibre: { same: 1.8, alias: 1.8, family: 1, similar: 1.4, differs: -3.2, missing: 0 },
    country: { same: 1.6, alias: 1.6, family: 0.7, similar: 1.2, differs: -1.6, missing: 0 },
    year: { same: 3, alias: 3, family: 1.2, similar: 2.2, differs: -3, missing: 0 },
  },
  dependent: 0.15,
  calibration: { intercept: -0.2062, posterior: 0.7665, evidence: 0, length: -0.0633 },
  tailLift: 3,
  cap: 0.995,
  rivalMargin: 1,
};
