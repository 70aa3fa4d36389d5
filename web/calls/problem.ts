/**
 * What the node answered when it could not do what was asked (RFC 9457), as one typed error.
 *
 * Promises: every failure of a call, the network's too, arrives as an ApiProblem with a stable code; its words are the
 * node's, in the reader's language. Refuses: to lose the field paths, which the error summary links to.
 */
export interface ProblemField {
  /** JSON pointer into the body, e.g. "/items/0/calibre". */
  readonly path: string;
  readonly code: string;
  /** The sentence for the reader. */
  readonly detail: string;
}

export interface ProblemAnswer {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  /** What the reader can do now. */
  readonly wayOut: string | undefined;
  readonly fields: readonly ProblemField[];
  readonly retryAfter: number | undefined;
}

export class ApiProblem extends Error implements ProblemAnswer {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  readonly wayOut: string | undefined;
  readonly fields: readonly ProblemField[];
  readonly retryAfter: number | undefined;

  constructor(answer: ProblemAnswer) {
    super(answer.title);
    this.name = "ApiProblem";
    this.status = answer.status;
    this.code = answer.code;
    this.title = answer.title;
    this.detail = answer.detail;
    this.wayOut = answer.wayOut;
    this.fields = answer.fields;
    this.retryAfter = answer.retryAfter;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function fieldsOf(value: unknown): readonly ProblemField[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown): ProblemField[] => {
    if (typeof entry !== "object" || entry === null) return [];
    const field = entry as Record<string, unknown>;
    const path = text(field["path"]);
    if (path === undefined) return [];
    const code = text(field["code"]) ?? "invalid";
    return [{ path, code, detail: text(field["detail"]) ?? text(field["message"]) ?? code }];
  });
}

/** Reads a problem+json body, or makes the best of an answer that has none. */
export function problemFrom(status: number, body: unknown, retryAfter: string | null): ApiProblem {
  const parts = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const seconds = retryAfter === null ? Number.NaN : Number(retryAfter);
  return new ApiProblem({
    status,
    code: text(parts["code"]) ?? (status >= 500 ? "node-failed" : "refused"),
    title: text(parts["title"]) ?? "",
    detail: text(parts["detail"]),
    wayOut: text(parts["wayOut"]) ?? text(parts["way-out"]),
    fields: fieldsOf(parts["fields"]),
    retryAfter: Number.isFinite(seconds) ? seconds : undefined,
  });
}

/** The node could not be reached at all. Its words are in the frame's catalogue under `problem.offline`. */
export function unreachable(): ApiProblem {
  return new ApiProblem({
    status: 0,
    code: "offline",
    title: "",
    detail: undefined,
    wayOut: undefined,
    fields: [],
    retryAfter: undefined,
  });
}

const shownAs = new WeakMap<object, ApiProblem>();

/** Turns whatever was thrown into something that can be shown; the same error gives the same problem. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (typeof error !== "object" || error === null) return problemFrom(500, { code: "page-failed" }, null);
  const known = shownAs.get(error) ?? problemFrom(500, { code: "page-failed" }, null);
  shownAs.set(error, known);
  return known;
}
