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

/** What zod found, as field faults with our own codes; the sentences are ours, not the library's. */
export function faultsOf(error: z.ZodError, prefix = ""): FieldFault[] {
  return error.issues.flatMap((issue): FieldFault[] => {
    const path = `${prefix}/${issue.path.map(String).join("/")}`.replace(/\/$/, "");
    switch (issue.code) {
      case "invalid_type":
        return [
          {
            path,
            code: issue.input === undefined || issue.input === null ? "required" : "wrong-type",
            values: { expected: issue.expected },
          },
        ];
      case "too_small":
        return [
          {
            path,
            code:
              issue.origin === "string" && Number(issue.minimum) <= 1
                ? "required"
                : issue.origin === "string"
                  ? "too-short"
                  : issue.origin === "array"
                    ? "too-few"
                    : "too-small",
            values: { limit: Number(issue.minimum) },
          },
        ];
      case "too_big":
        return [
          {
            path,
            code: issue.origin === "string" ? "too-long" : issue.origin === "array" ? "too-many" : "too-large",
            values: { limit: Number(issue.maximum) },
          },
        ];
      case "invalid_format":
        return [{ path, code: "format", values: { format: issue.format } }];
      case "invalid_value":
        return [{ path, code: "not-in-list", values: { list: issue.values.map(String).join(", ") } }];
      case "unrecognized_keys":
        return issue.keys.map((key) => ({ path: `${path}/${key}`, code: "unknown-field" }));
      case "custom": {
        const code = issue.params?.["code"];
        return [{ path, code: typeof code === "string" ? code : "invalid" }];
      }
      default:
        return [{ path, code: "invalid" }];
    }
  });
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
            detail: say(language, "problems", `fields.${field.code}`, field.values ?? {}),
          })),
        }),
    request,
  };
}
