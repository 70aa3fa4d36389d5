import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fit, readings } from "./find.ts";

describe("finding words", () => {
  it("reads the keys pressed under the other layout, both ways", () => {
    expect(readings("gjbcr")).toContain("поиск");
    expect(readings("рше")).toContain("hit");
  });

  it("finds a Russian act typed with the Latin layout on, and an English one with the Russian", () => {
    expect(fit("cjdgfltybz", ["Совпадения"])).toBeGreaterThan(60);
    expect(fit("ршеы", ["Hits"])).toBeGreaterThan(60);
  });

  it("ranks a beginning above a word inside, above a part of a word, above scattered letters", () => {
    const beginning = fit("hit", ["Hits"]);
    const word = fit("hit", ["Decide on a hit"]);
    const inner = fit("hit", ["White list"]);
    const scattered = fit("hit", ["He is there"]);
    expect(beginning).toBeGreaterThan(word);
    expect(word).toBeGreaterThan(inner);
    expect(inner).toBeGreaterThan(scattered);
    expect(scattered).toBeGreaterThan(0);
  });

  it("does not match two scattered letters", () => {
    expect(fit("hs", ["He is there"])).toBe(0);
  });

  it("takes ё for е", () => {
    expect(fit("учет", ["Учёт"])).toBe(fit("учёт", ["Учёт"]));
  });

  it("finds every text by its own beginning, in any case", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zа-я]{1,12}$/), fc.nat(11), (word, cut) => {
        const start = word.slice(0, 1 + (cut % word.length));
        expect(fit(start.toUpperCase(), [word])).toBeGreaterThanOrEqual(80);
      }),
    );
  });
});
