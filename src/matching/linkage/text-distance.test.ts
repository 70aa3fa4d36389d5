import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { edits, jaroWinkler, mayResemble } from "./text-distance.ts";
import { packTexts } from "./values.ts";

const ofTwo = (one: string, other: string) => packTexts(["", one, other], false);
const similarity = (one: string, other: string): number => jaroWinkler(ofTwo(one, other), 1, 2);
const distance = (one: string, other: string, most = 64): number => edits(ofTwo(one, other), 1, 2, most);
const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "d", "ж", "1"), maxLength: 9 });

/** The plain table of optimal string alignment. */
function slowEdits(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => i + j));
  const at = (i: number, j: number): number => table[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i += 1)
    for (let j = 1; j <= b.length; j += 1) {
      let cost = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, at(i - 2, j - 2) + 1);
      (table[i] as number[])[j] = cost;
    }
  return at(a.length, b.length);
}

describe("text distance", () => {
  it("gives the published Jaro-Winkler values", () => {
    expect(similarity("martha", "marhta")).toBeCloseTo(0.9611, 4);
    expect(similarity("dwayne", "duane")).toBeCloseTo(0.84, 4);
    expect(similarity("dixon", "dicksonx")).toBeCloseTo(0.8133, 4);
    expect(similarity("abc", "xyz")).toBe(0);
    expect(similarity("same", "same")).toBe(1);
  });

  it("is symmetric, also where greedy matching is not", () => {
    fc.assert(
      fc.property(word, word, (one, other) => {
        expect(similarity(one, other)).toBe(similarity(other, one));
        expect(distance(one, other)).toBe(distance(other, one));
      }),
      { numRuns: 500 },
    );
  });

  it("counts edits as the plain table does, and gives up only above the limit", () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 4 }), (one, other, most) => {
        expect(distance(one, other, most)).toBe(Math.min(most + 1, slowEdits(one, other)));
      }),
      { numRuns: 1000 },
    );
    expect(distance("19420127", "19430128", 1)).toBe(2);
    expect(distance("petrov", "pertov", 1)).toBe(1);
  });

  it("never says that two texts cannot resemble where they do", () => {
    fc.assert(
      fc.property(word, word, (one, other) => {
        fc.pre(one !== "" && other !== "");
        const texts = ofTwo(one, other);
        expect(mayResemble(texts, 1, 2, jaroWinkler(texts, 1, 2))).toBe(true);
      }),
      { numRuns: 1000 },
    );
    expect(mayResemble(ofTwo("abcd", "wxyz"), 1, 2, 0.7)).toBe(false);
  });

  it("does not read beyond the longest text", () => {
    const long = "x".repeat(200);
    expect(similarity(long, `${long}y`)).toBe(1);
    expect(distance(long, `yz${long}`, 3)).toBe(2);
  });
});
