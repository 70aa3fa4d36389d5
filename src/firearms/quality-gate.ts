/**
 * The quality gate: what is doubtful about a weapon as it stands in a form, live while one types and again on submit.
 *
 * How to call it: `judgeWeapon(draft, facts)`. The draft is the weapon of the form or of the contract (`firearmInput`); what is not filled is
 * null, an empty text or an empty list. The facts are what the rules cannot know by themselves: the code lists and decoding rules
 * (`codeLists()`, `loadSerialRules()`), today and the day of the recovery (ISO dates), and other weapons with the same number, which
 * the caller found under the asking person's own rights. It reads nothing, keeps nothing and takes well under a millisecond.
 *
 * How to bind it on submit: refuse while `blocking(doubts, overridden)` is not empty. An override holds a doubt's `doubtKey`, who gave it and
 * why; the key holds what was judged, so that an override lapses when the field changes. Count overrides by unit and by `code`.
 *
 * How to show it: `quality-gate:doubt.<code>.what`, `.why`, `.how` with `spokenValues(doubt.values, language)`; each settlement is a button whose
 * words stand under `settlementWords(settlement)` with its values, spoken likewise, and `applySettlement(draft, settlement)` gives the draft after the click.
 *
 * Promises: the same draft and facts give the same doubts, in the order of the form; a settlement, once applied, settles its doubt; nothing
 * typed is lost by it (it moves to another field or into the reading's note). Refuses: to correct anything by itself.
 */
import type { CodeLists } from "../reference/code-lists.ts";
import { identityDoubts } from "./quality-gate-identity.ts";
import { markDoubts } from "./quality-gate-marks.ts";
import type { SerialRules } from "./serial-decoding.ts";

export type MarkStateCode = "clear" | "partial" | "obliterated" | "restored" | "altered" | "none-made" | "not-recorded";

/** As chosen from a list, as written, or both. */
export interface DraftDesignation {
  readonly code: string | null;
  readonly written: string | null;
}

export interface DraftReading {
  readonly written: string;
  readonly state: MarkStateCode;
  readonly note: string | null;
}

export interface DraftMark {
  /** Code of mark-kinds.csv. */
  readonly kind: string;
  /** Code of mark-places.csv. */
  readonly place: string;
  /** How many photographs show this mark. */
  readonly photos: number;
  readonly readings: readonly DraftReading[];
}

export interface WeaponDraft {
  readonly type: DraftDesignation | null;
  readonly make: DraftDesignation | null;
  readonly model: DraftDesignation | null;
  readonly calibre: DraftDesignation | null;
  /** Country of manufacture, ISO code. */
  readonly country: string | null;
  readonly year: number | null;
  readonly marks: readonly DraftMark[];
}

/** Another weapon, or a register's record, whose number is the same once normalised. */
export interface SameSerial {
  readonly id: string;
  /** Its number as people cite it. */
  readonly number: string;
  /** The number that both bear, normalised (`SerialReading.normal`). */
  readonly serial: string;
  /** Codes, null where unknown. */
  readonly make: string | null;
  readonly model: string | null;
}

export interface GateFacts {
  readonly lists: CodeLists;
  readonly rules: SerialRules;
  /** ISO date. */
  readonly today: string;
  /** ISO date; null while the form does not say. */
  readonly recoveredOn: string | null;
  readonly sameSerial: readonly SameSerial[];
}

export type DoubtCode =
  | "serial-missing"
  | "serial-not-recorded"
  | "serial-words"
  | "serial-filler"
  | "serial-is-model"
  | "serial-is-make"
  | "serial-is-type"
  | "serial-is-calibre"
  | "serial-is-date"
  | "serial-is-telephone"
  | "serial-is-import-mark"
  | "serial-is-proof-mark"
  | "serial-is-part-number"
  | "serial-like-calibre"
  | "serial-like-year"
  | "serial-not-clear"
  | "serial-said"
  | "serial-denied"
  | "serial-mixed-scripts"
  | "serial-letters-only"
  | "serial-very-short"
  | "serial-several"
  | "serial-remark"
  | "serial-elsewhere"
  | "serial-from-part"
  | "serial-same"
  | "serial-not-of-maker"
  | "none-made-factory"
  | "photo-missing"
  | "type-missing"
  | "type-unknown"
  | "make-missing"
  | "make-unknown"
  | "make-not-of-model"
  | "model-unknown"
  | "calibre-missing"
  | "calibre-unknown"
  | "calibre-lost-point"
  | "calibre-not-stated"
  | "calibre-not-of-type"
  | "calibre-not-of-model"
  | "year-after"
  | "year-early"
  | "decoded-year-after"
  | "decoded-year-differs"
  | "decoded-maker-differs";

/** Where a doubt stands and what a settlement changes: "model", "marks.0.readings.1.written". */
export type FieldPath = string;

export type Change =
  | { readonly op: "set"; readonly path: FieldPath; readonly value: string | number | DraftDesignation | null }
  | { readonly op: "add-mark"; readonly mark: DraftMark };

/** One click; its words: `settlementWords`. */
export interface Settlement {
  readonly code:
    | "set-state"
    | "clear-serial"
    | "move-to-model"
    | "move-to-make"
    | "move-to-type"
    | "move-to-calibre"
    | "move-to-year"
    | "set-kind"
    | "all-cyrillic"
    | "all-latin"
    | "split-numbers"
    | "move-to-note"
    | "add-mark"
    | "set-make"
    | "set-calibre"
    | "set-year";
  readonly values: Readonly<Record<string, string | number>>;
  readonly changes: readonly Change[];
}

export interface Doubt {
  readonly code: DoubtCode;
  readonly field: FieldPath;
  /** `blocks`: not submitted without a reason; `warns`: shown. */
  readonly severity: "blocks" | "warns";
  readonly values: Readonly<Record<string, string | number>>;
  readonly settlements: readonly Settlement[];
}

/** Everything doubtful about the weapon, in the order of the form: identification, then mark by mark. */
export function judgeWeapon(draft: WeaponDraft, facts: GateFacts): readonly Doubt[] {
  return [...identityDoubts(draft, facts), ...markDoubts(draft, facts)];
}

/** What an override is bound to: the rule, the field and what was judged there. */
export function doubtKey(doubt: Doubt): string {
  return `${doubt.code}|${doubt.field}|${JSON.stringify(doubt.values)}`;
}

/** Doubts that stop the submission: blocking, and not overridden with a reason. */
export function blocking(doubts: readonly Doubt[], overridden: ReadonlySet<string> = new Set()): readonly Doubt[] {
  return doubts.filter((doubt) => doubt.severity === "blocks" && !overridden.has(doubtKey(doubt)));
}

/** The draft after a click. Paths that are not there change nothing. */
export function applySettlement(draft: WeaponDraft, settlement: Settlement): WeaponDraft {
  let after: WeaponDraft = draft;
  for (const change of settlement.changes) {
    after =
      change.op === "add-mark"
        ? { ...after, marks: [...after.marks, change.mark] }
        : (setAt(after, change.path.split("."), change.value) as WeaponDraft);
  }
  return after;
}

function setAt(node: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(node))
    return node.map((item: unknown, at) => (String(at) === key ? setAt(item, rest, value) : item));
  if (typeof node !== "object" || node === null || !(key in node)) return node;
  return { ...node, [key]: setAt((node as Readonly<Record<string, unknown>>)[key], rest, value) };
}
