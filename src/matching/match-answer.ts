/**
 * What every part of the matching speaks of: a weapon as described, and an answer with its parts.
 *
 * Promises: contributions in nats that add up to `logOdds` to the last 1/1024; `why` is kept with every decision and read again years
 * later, so nothing is taken out of these shapes. Refuses nothing: they are shapes.
 */

/** What is known of a weapon: codes or raw text, the serial as written. */
export interface WeaponDescription {
  readonly type?: string | undefined;
  readonly make?: string | undefined;
  readonly model?: string | undefined;
  readonly calibre?: string | undefined;
  readonly serial?: string | undefined;
  /** Every reading of the number where they disagree; none counts for nothing. `serial` is the best of them. */
  readonly readings?: readonly string[] | undefined;
  readonly country?: string | undefined;
  readonly year?: number | undefined;
}

export interface MatchRecord extends WeaponDescription {
  readonly id: string;
}

export type MatchField = "make" | "model" | "type" | "calibre" | "country" | "year";
export type FieldLevel = "same" | "alias" | "family" | "similar" | "differs" | "missing";
export type SerialLevel = "same" | "near" | "far" | "missing" | "model";

/** Kinds of difference between a reading and a number; `homoglyph`, `letters-dropped` and `spelled` stand in older decisions alone. */
export type EditKind =
  | "homoglyph"
  | "look-alike"
  | "replaced"
  | "inserted"
  | "missing"
  | "swapped"
  | "unread"
  | "run"
  | "one-of"
  | "start-missing"
  | "end-missing"
  | "start-added"
  | "end-added"
  | "letters-dropped"
  | "spelled";

/** One step from the reading to the record; positions count from 1 in the reading. Agreeing characters are not listed. */
export interface EditOperation {
  readonly kind: EditKind;
  readonly at: number;
  readonly written: string;
  readonly held: string;
  /** Nats. */
  readonly cost: number;
}

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
  /** ln of (this record : everything else that explains the reading), before calibration. */
  readonly logOdds: number;
  readonly why: readonly Contribution[];
  /** How many other records would fit almost as well. */
  readonly rivals: number;
  readonly modelVersion: string;
}
