/**
 * What a table gives, whatever file it came from: rows of text with their place in the source, and doubts about them.
 *
 * Promises: `number` is the row that a person sees at the left edge of a spreadsheet (1 is the first), a record that
 * spans several lines is one row, and nothing found doubtful is changed without saying so.
 */

/** One thing found in a row that a person should know: which column (0-based, null: the row), which rule, and values. */
export interface Doubt {
  readonly column: number | null;
  /** Key in the catalogue `tabular` under `doubts.`. */
  readonly code: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export interface SourceRow {
  /** 1-based row of the source, blank lines and titles counted. */
  readonly number: number;
  readonly cells: string[];
  readonly doubts?: readonly Doubt[];
}
