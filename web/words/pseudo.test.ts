import { describe, expect, it } from "vitest";
import { pseudo, pseudoText } from "./pseudo.ts";

describe("the made-up language", () => {
  it("keeps interpolations, nestings and tags, and is at least 30 % longer", () => {
    const text = "Received {{at}} by <b>{{person}}</b> $t(print.of)";
    const made = pseudoText(text);
    for (const piece of ["{{at}}", "<b>", "{{person}}", "</b>", "$t(print.of)"]) expect(made).toContain(piece);
    expect(made.length).toBeGreaterThan(text.length * 1.3);
  });

  it("keeps the catalogue's shape", () => {
    expect(Object.keys(pseudo({ a: { b: "c" }, d: "e" }))).toEqual(["a", "d"]);
  });
});
