/**
 * What became of each row: accepted, doubtful, or refused, and why.
 *
 * Promises: one outcome per row, never fewer; rows that look identical are two rows (two equal rows can be two
 * weapons); the tally counts every row once and every code as often as it was found. Refuses: to drop.
 */
import type { Target } from "./fields.ts";

/** How much a finding weighs. */
export type Weight =
  /** The value is there and doubtful. */
  | "doubt"
  /** The value is not taken; the row is kept without it. */
  | "value-refused"
  /** The row cannot be taken. */
  | "row-refused";

export interface Finding {
  /** 0-based column of the source; null: the row as a whole. */
  readonly column: number | null;
  readonly target?: Target;
  /** Key in the catalogue `tabular` under `doubts.`. */
  readonly code: string;
  readonly values?: Readonly<Record<string, string | number>>;
  readonly weight: Weight;
}

export type RowStatus = "accepted" | "doubtful" | "refused";

export interface RowOutcome {
  /** Source row number. */
  readonly row: number;
  readonly status: RowStatus;
  readonly findings: readonly Finding[];
}

export function rowOutcome(row: number, findings: readonly Finding[]): RowOutcome {
  const status: RowStatus = findings.some((f) => f.weight === "row-refused")
    ? "refused"
    : findings.length > 0
      ? "doubtful"
      : "accepted";
  return { row, status, findings };
}

export interface OutcomeSummary {
  readonly rows: number;
  readonly accepted: number;
  readonly doubtful: number;
  readonly refused: number;
  /** Findings by code, most frequent first. */
  readonly byCode: Readonly<Record<string, number>>;
  /** First rows that show each code, for a person to look at. */
  readonly examples: Readonly<Record<string, readonly number[]>>;
}

const examplesKept = 5;

export class OutcomeTally {
  #accepted = 0;
  #doubtful = 0;
  #refused = 0;
  readonly #codes = new Map<string, { count: number; rows: number[] }>();

  add(outcome: RowOutcome): void {
    if (outcome.status === "accepted") this.#accepted += 1;
    else if (outcome.status === "doubtful") this.#doubtful += 1;
    else this.#refused += 1;
    for (const finding of outcome.findings) {
      const entry = this.#codes.get(finding.code) ?? { count: 0, rows: [] };
      this.#codes.set(finding.code, entry);
      entry.count += 1;
      if (entry.rows.length < examplesKept && entry.rows.at(-1) !== outcome.row) entry.rows.push(outcome.row);
    }
  }

  summary(): OutcomeSummary {
    const sorted = [...this.#codes].sort((a, b) => b[1].count - a[1].count || (a[0] < b[0] ? -1 : 1));
    return {
      rows: this.#accepted + this.#doubtful + this.#refused,
      accepted: this.#accepted,
      doubtful: this.#doubtful,
      refused: this.#refused,
      byCode: Object.fromEntries(sorted.map(([code, e]) => [code, e.count])),
      examples: Object.fromEntries(sorted.map(([code, e]) => [code, e.rows])),
    };
  }
}
