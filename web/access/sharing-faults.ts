/** What the page itself sees is missing, in the shape of the node's answer, so that both stand in one summary. */
import type { ProblemAnswer } from "../calls/problem.ts";

export interface LocalFault {
  /** JSON pointer into what would be sent. */
  readonly path: string;
  /** The sentence for the reader. */
  readonly detail: string;
}

/** Faults as a problem of the form. Their sentences name the field themselves. */
export function localProblem(faults: readonly LocalFault[]): ProblemAnswer {
  return {
    status: 422,
    code: "invalid",
    title: "",
    detail: undefined,
    wayOut: undefined,
    retryAfter: undefined,
    fields: faults.map((fault) => ({ ...fault, code: "said-here" })),
  };
}
