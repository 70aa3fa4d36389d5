/**
 * What a normaliser answers about one written name.
 *
 * Promises: four different outcomes stay four: a code; nothing was stated; something was stated that cannot be decided;
 * something was stated that no list knows. Every answer carries a confidence (the share of such answers that are right,
 * measured in `docs/normalisation.md`) and its reasons as keys of the catalogue. Refuses: a code without a reason.
 */

export type VerdictState = "found" | "not-stated" | "undecided" | "unknown";

/** Key under `normalise.why.` of the catalogue `reference`, with the values its sentence shows. */
export interface Reason {
  readonly key: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export interface Verdict {
  readonly state: VerdictState;
  /** Code of the list; empty unless the state is "found". */
  readonly code: string;
  readonly name: { readonly en: string; readonly ru: string };
  /** 0 to 1. For a state without a code: how sure it is that there is none to give. */
  readonly confidence: number;
  readonly why: readonly Reason[];
}

const noName = Object.freeze({ en: "", ru: "" });

export interface NamedEntry {
  readonly code: string;
  readonly en: string;
  readonly ru: string;
}

const rounded = (confidence: number): number => Math.round(Math.min(0.99, Math.max(0, confidence)) * 100) / 100;

export function foundVerdict(entry: NamedEntry, confidence: number, ...why: readonly Reason[]): Verdict {
  return Object.freeze({
    state: "found",
    code: entry.code,
    name: { en: entry.en, ru: entry.ru },
    confidence: rounded(confidence),
    why: Object.freeze(why),
  });
}

export function emptyVerdict(
  state: Exclude<VerdictState, "found">,
  confidence: number,
  ...why: readonly Reason[]
): Verdict {
  return Object.freeze({ state, code: "", name: noName, confidence: rounded(confidence), why: Object.freeze(why) });
}

/** The same answer, less sure, with one more reason. */
export function doubted(verdict: Verdict, factor: number, reason: Reason): Verdict {
  return Object.freeze({
    ...verdict,
    confidence: rounded(verdict.confidence * factor),
    why: Object.freeze([...verdict.why, reason]),
  });
}
