import { describe, expect, it } from "vitest";
import { z } from "zod";
import { faultsOf, presentProblem } from "./http-problem.ts";
import { invalid } from "./problem.ts";
import { languages } from "./words.ts";

/** A schema, an input it refuses, and the fault a person is told. */
const cases: readonly (readonly [name: string, schema: z.ZodType, input: unknown, path: string, code: string])[] = [
  ["nothing where text is wanted", z.object({ a: z.string() }), {}, "/a", "required"],
  ["null where text is wanted", z.object({ a: z.string() }), { a: null }, "/a", "required"],
  ["an empty name that has a form", z.object({ a: z.string().regex(/^[a-z]+$/) }), { a: "" }, "/a", "required"],
  ["blanks that are too short", z.object({ a: z.string().trim().min(3) }), { a: "  " }, "/a", "required"],
  ["nothing chosen", z.object({ a: z.enum(["x"]) }), {}, "/a", "required"],
  ["a number for text", z.object({ a: z.string() }), { a: 1 }, "/a", "wrong-type-text"],
  ["text for a number", z.object({ a: z.number() }), { a: "x" }, "/a", "wrong-type-number"],
  ["a part for a whole number", z.object({ a: z.int() }), { a: 1.5 }, "/a", "wrong-type-whole-number"],
  ["text for yes or no", z.object({ a: z.boolean() }), { a: "x" }, "/a", "wrong-type-yes-no"],
  ["text for a list", z.object({ a: z.array(z.string()) }), { a: "x" }, "/a", "wrong-type-list"],
  ["text for a group", z.object({ a: z.object({}) }), { a: "x" }, "/a", "wrong-type-group"],
  ["text for a date", z.object({ a: z.date() }), { a: "x" }, "/a", "wrong-type-date"],
  ["text for nothing known", z.object({ a: z.symbol() }), { a: "x" }, "/a", "wrong-type"],
  ["a short text", z.object({ a: z.string().min(3) }), { a: "ab" }, "/a", "too-short"],
  ["a long text", z.object({ a: z.string().max(1) }), { a: "ab" }, "/a", "too-long"],
  ["too few", z.object({ a: z.array(z.string()).min(1) }), { a: [] }, "/a", "too-few"],
  ["too many", z.object({ a: z.array(z.string()).max(1) }), { a: ["b", "c"] }, "/a", "too-many"],
  ["too small", z.object({ a: z.number().min(1700) }), { a: 3 }, "/a", "too-small"],
  ["too large", z.object({ a: z.number().max(2100) }), { a: 3000 }, "/a", "too-large"],
  ["between the steps", z.object({ a: z.number().multipleOf(5) }), { a: 3 }, "/a", "not-multiple-of"],
  ["not the form", z.object({ a: z.string().regex(/^[a-z]+$/) }), { a: "Ы" }, "/a", "format"],
  ["not an e-mail address", z.object({ a: z.email() }), { a: "x" }, "/a", "format-email"],
  ["not a moment", z.object({ a: z.iso.datetime() }), { a: "x" }, "/a", "format-moment"],
  ["not a day", z.object({ a: z.iso.date() }), { a: "x" }, "/a", "format-date"],
  ["not a time", z.object({ a: z.iso.time() }), { a: "x" }, "/a", "format-time"],
  ["not a duration", z.object({ a: z.iso.duration() }), { a: "x" }, "/a", "format-duration"],
  ["not an address", z.object({ a: z.ipv4() }), { a: "x" }, "/a", "format-address"],
  ["not a web address", z.object({ a: z.url() }), { a: "x" }, "/a", "format-url"],
  ["not Base64", z.object({ a: z.base64() }), { a: "й" }, "/a", "format-base64"],
  ["not an identifier", z.object({ a: z.uuid() }), { a: "x" }, "/a", "format-id"],
  ["not in the list", z.object({ a: z.enum(["x", "y"]) }), { a: "z" }, "/a", "not-in-list"],
  ["a field nobody knows", z.strictObject({}), { b: 1 }, "/b", "unknown-field"],
  ["neither of two", z.object({ a: z.union([z.string(), z.number()]) }), { a: true }, "/a", "invalid"],
  ["neither of two, nothing given", z.object({ a: z.union([z.string(), z.number()]) }), {}, "/a", "required"],
  [
    "inside the branch that was meant",
    z.object({ a: z.union([z.string(), z.object({ b: z.string() })]) }),
    { a: { b: 4 } },
    "/a/b",
    "wrong-type-text",
  ],
  [
    "a name that is not allowed",
    z.object({ a: z.record(z.enum(["x"]), z.string().optional()) }),
    { a: { z: "1" } },
    "/a",
    "",
  ],
  ["our own rule", z.string().refine(() => false, { params: { code: "date-impossible" } }), "x", "", "date-impossible"],
  ["a rule without a code", z.string().refine(() => false), "x", "", "invalid"],
  ["an element of a map", z.map(z.string(), z.number()), new Map([["k", "x"]]), "/k", "wrong-type-number"],
];

describe("what a schema refuses, in words", () => {
  it.each(cases)("%s", (_name, schema, input, path, code) => {
    const result = schema.safeParse(input, { reportInput: true });
    const faults = result.success ? [] : faultsOf(result.error);
    expect(faults).toHaveLength(1);
    if (code !== "") expect(faults[0]).toMatchObject({ path, code });
    for (const language of languages) {
      const detail = presentProblem(invalid(faults), language, "r").fields?.[0]?.detail ?? "";
      // A sentence of ours: no key of a catalogue, no word of the library, no hole that was left open.
      expect(detail).toMatch(/^\p{Lu}[^{}]+\.$/u);
      expect(detail).not.toMatch(/fields\.|regex|invalid_|expected string|zod/i);
    }
  });

  it("says one thing of one field: that it is empty, before what form it has", () => {
    const name = z.object({
      username: z
        .string()
        .min(2)
        .regex(/^[a-z]{2,}$/),
    });
    const result = name.safeParse({ username: "" }, { reportInput: true });
    expect(result.success ? [] : faultsOf(result.error, "/body")).toEqual([
      { path: "/body/username", code: "required" },
    ]);
  });

  it("counts in Russian", () => {
    const said = (limit: number): string | undefined =>
      presentProblem(invalid([{ path: "/a", code: "too-long", values: { limit } }]), "ru", "r").fields?.[0]?.detail;
    expect([said(1), said(22), said(300)]).toEqual([
      "Не более 1 знака.",
      "Не более 22 знаков.",
      "Не более 300 знаков.",
    ]);
  });
});
