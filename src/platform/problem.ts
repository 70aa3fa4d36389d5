/**
 * What goes wrong, said so that a person can act on it (RFC 9457 problem details).
 *
 * Promises: every error that leaves the program is a Problem with a stable code; its words come from the catalogue
 * `problems`, in the reader's language. Refuses: to carry a stack, a table name or a value the reader may not see.
 */

/** One field that is wrong: where (JSON pointer or column/row), which rule, and the values its sentence needs. */
export interface FieldFault {
  /** JSON pointer into the input, e.g. "/items/0/calibre", or "row 17, column serial" for files. */
  readonly path: string;
  /** Key in the catalogue `problems` under `fields.`, e.g. "required", "date-impossible". */
  readonly code: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export interface ProblemInit {
  readonly status: number;
  /** Stable kebab-case code; the catalogue `problems` holds `<code>.title` and `<code>.way-out`. */
  readonly code: string;
  readonly values?: Readonly<Record<string, string | number>>;
  readonly fields?: readonly FieldFault[];
  /** Seconds after which the same call may succeed (429, 503). */
  readonly retryAfter?: number;
  /** What led here; logged, never sent. */
  readonly cause?: unknown;
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly fields: readonly FieldFault[];
  readonly retryAfter: number | undefined;

  constructor(init: ProblemInit) {
    super(init.code, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = "Problem";
    this.status = init.status;
    this.code = init.code;
    this.values = init.values ?? {};
    this.fields = init.fields ?? [];
    this.retryAfter = init.retryAfter;
  }
}

/**
 * Not found and forbidden look alike across institutions (architecture §4): a record that is not there and one that
 * the caller may not see give this same answer, to the byte.
 */
export function notFound(): Problem {
  return new Problem({ status: 404, code: "not-found" });
}

export function invalid(fields: readonly FieldFault[]): Problem {
  return new Problem({ status: 422, code: "invalid", fields });
}
