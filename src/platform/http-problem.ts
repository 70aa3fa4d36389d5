/**
 * From anything thrown to problem+json (RFC 9457), in the reader's language.
 */
import { z } from "zod";
import { isDatabaseAway } from "./database.ts";
import { Problem, invalid, notFound, type FieldFault } from "./problem.ts";
import { hasWords, say, type Language } from "./words.ts";

export const problemBody = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  wayOut: z.string().optional(),
  fields: z.array(z.object({ path: z.string(), code: z.string(), detail: z.string() })).optional(),
  request: z.string(),
});

/** What zod names a kind of value, where we have a word for it; the rest is "something else". */
const expectations: Readonly<Record<string, string>> = {
  string: "text",
  number: "number",
  bigint: "whole-number",
  int: "whole-number",
  boolean: "yes-no",
  date: "date",
  array: "list",
  tuple: "list",
  set: "list",
  object: "group",
  record: "group",
  map: "group",
};

/** Forms of a text that people know by name; a form of our own is explained by the hint beside its field. */
const forms: Readonly<Record<string, string>> = {
  email: "format-email",
  url: "format-url",
  datetime: "format-moment",
  date: "format-date",
  time: "format-time",
  duration: "format-duration",
  ipv4: "format-address",
  ipv6: "format-address",
  cidrv4: "format-address",
  cidrv6: "format-address",
  base64: "format-base64",
  base64url: "format-base64",
  uuid: "format-id",
  guid: "format-id",
};

/** Nothing was given: whatever else is wrong with it, it must first be filled in. */
function isEmpty(input: unknown): boolean {
  return input === undefined || input === null || (typeof input === "string" && input.trim() === "");
}

function limited(origin: string, limit: number, side: "low" | "high"): Omit<FieldFault, "path"> {
  const of = { string: ["too-short", "too-long"], array: ["too-few", "too-many"], set: ["too-few", "too-many"] }[
    origin
  ];
  const codes = of ?? ["too-small", "too-large"];
  return { code: codes[side === "low" ? 0 : 1] ?? "invalid", values: { limit } };
}

/** One thing zod found, as faults with our own codes. */
function faultOf(issue: z.core.$ZodIssue, path: string): FieldFault[] {
  switch (issue.code) {
    case "invalid_type": {
      if (isEmpty(issue.input)) return [{ path, code: "required" }];
      const expected = expectations[issue.expected];
      return [{ path, code: expected === undefined ? "wrong-type" : `wrong-type-${expected}` }];
    }
    case "too_small": {
      const limit = Number(issue.minimum);
      if (issue.origin === "string" && (limit <= 1 || isEmpty(issue.input))) return [{ path, code: "required" }];
      return [{ path, ...limited(issue.origin, limit, "low") }];
    }
    case "too_big":
      return [{ path, ...limited(issue.origin, Number(issue.maximum), "high") }];
    case "not_multiple_of":
      return [{ path, code: "not-multiple-of", values: { step: issue.divisor } }];
    case "invalid_format":
      return [{ path, code: isEmpty(issue.input) ? "required" : (forms[issue.format] ?? "format") }];
    case "invalid_value":
      return [{ path, code: isEmpty(issue.input) ? "required" : "not-in-list" }];
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ path: `${path}/${key}`, code: "unknown-field" }));
    case "invalid_union": {
      // The branch that was meant is the one that gets furthest: its faults lie inside, not at its root.
      const meant = issue.errors
        .filter((branch) => branch.every((inner) => inner.path.length > 0))
        .toSorted((a, b) => a.length - b.length)[0];
      if (meant !== undefined) return meant.flatMap((inner) => faultOf(inner, pathOf(inner, path)));
      return [{ path, code: isEmpty(issue.input) ? "required" : "invalid" }];
    }
    case "invalid_key":
      return [{ path, code: "invalid-name" }];
    case "invalid_element":
      return issue.issues.flatMap((inner) => faultOf(inner, pathOf(inner, path)));
    case "custom": {
      const code: unknown = issue.params?.["code"];
      return [{ path, code: typeof code === "string" ? code : "invalid" }];
    }
    default:
      return [{ path, code: "invalid" }];
  }
}

function pathOf(issue: z.core.$ZodIssue, prefix: string): string {
  return `${prefix}/${issue.path.map(String).join("/")}`.replace(/\/$/, "");
}

/** What zod found, as field faults with our own codes, one for each field; the sentences are ours, not the library's. */
export function faultsOf(error: z.ZodError, prefix = ""): FieldFault[] {
  const found = error.issues.flatMap((issue) => faultOf(issue, pathOf(issue, prefix)));
  return found.filter((fault, at) => found.findIndex((one) => one.path === fault.path) === at);
}

/** Anything thrown, as a Problem. What is not foreseen becomes "internal" and is logged by the caller. */
export function problemOf(fault: unknown): Problem {
  if (fault instanceof Problem) return fault;
  if (fault instanceof z.ZodError) return invalid(faultsOf(fault));
  if (fault instanceof Error && fault.name === "CanonicalError")
    return new Problem({ status: 422, code: "text-impossible", cause: fault });
  const code = fault instanceof Error ? (fault as { code?: unknown }).code : undefined;
  switch (code) {
    case "T0001":
    case "42501": // The wall refused a row: to the caller it is not there.
      return notFound();
    case "T0002":
      return new Problem({
        status: 409,
        code: "handling-leave-required",
        fields: [{ path: "/leave", code: "handling-leave-required" }],
      });
    case "T0003":
      return invalid([{ path: "/until", code: "date-past" }]);
    case "T0004": // Seen, but another institution's.
      return new Problem({ status: 403, code: "owner-only" });
    case "53100":
    case "ENOSPC":
      return new Problem({ status: 507, code: "disk-full", cause: fault });
    case "57014":
      return new Problem({ status: 503, code: "too-slow", retryAfter: 5, cause: fault });
    case "22P05":
    case "22021":
      return new Problem({ status: 422, code: "text-impossible", cause: fault });
    default:
  }
  if (isDatabaseAway(fault)) return new Problem({ status: 503, code: "database-away", retryAfter: 2, cause: fault });
  return new Problem({ status: 500, code: "internal", cause: fault });
}

const catalogues = [
  ["problems", ""],
  ["tabular", "problems."],
  ["registers", "problems."],
  ["access", "problems."],
  ["command", "problems."],
] as const;

/** The answer's body, in the reader's language. */
export function presentProblem(problem: Problem, language: Language, request: string): z.output<typeof problemBody> {
  // Rooms with many problems of their own keep them in their own catalogue.
  const sentence = (key: string): string | undefined => {
    for (const [space, prefix] of catalogues) {
      if (hasWords(language, space, `${prefix}${key}`)) return say(language, space, `${prefix}${key}`, problem.values);
    }
    return undefined;
  };
  const detail = sentence(`${problem.code}.detail`);
  const wayOut = sentence(`${problem.code}.way-out`);
  return {
    type: `urn:tamga:problem:${problem.code}`,
    title: sentence(`${problem.code}.title`) ?? problem.code,
    status: problem.status,
    code: problem.code,
    ...(detail === undefined ? {} : { detail }),
    ...(wayOut === undefined ? {} : { wayOut }),
    ...(problem.fields.length === 0
      ? {}
      : {
          fields: problem.fields.map((field) => ({
            path: field.path,
            code: field.code,
            // A doubt of the quality gate has words of its own; a bound is also what its noun is counted by.
            detail: field.code.startsWith("doubt.")
              ? say(language, "quality-gate", `${field.code}.what`, field.values ?? {})
              : say(language, "problems", `fields.${field.code}`, { count: field.values?.["limit"], ...field.values }),
          })),
        }),
    request,
  };
}
