import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareReadings, readingsDiffer } from "./reading-difference.ts";

describe("two readings of one mark", () => {
  it("differ where both made a sign out and it is another", () => {
    const { differences, firstAt, secondAt } = compareReadings("ЛЯ4172", "ЛЯ4772");
    expect(differences).toEqual([{ first: { position: 4, shown: "1" }, second: { position: 4, shown: "7" } }]);
    expect([firstAt, secondAt]).toEqual([[3], [3]]);
  });

  it("count positions by signs and mark them in the text as written", () => {
    const { differences, firstAt, secondAt } = compareReadings("ЛЯ 41-72", "ля4772");
    expect(differences).toEqual([{ first: { position: 4, shown: "1" }, second: { position: 4, shown: "7" } }]);
    expect([firstAt, secondAt]).toEqual([[4], [3]]);
  });

  it("do not differ where one could not make it out", () => {
    for (const [a, b] of [
      ["ЛЯ417?", "ЛЯ4172"],
      ["ЛЯ*2", "ЛЯ4172"],
      ["ЛЯ4[17]72", "ЛЯ4172"],
      ["ЛЯ4(1)72", "ЛЯ4172"],
      ["*", "ЛЯ4172"],
      ["ЛЯ4172 (попытка)", "ЛЯ4172"],
      ["BE70437", "ВЕ70437"],
      ["", "ЛЯ4172"],
    ] as const)
      expect(readingsDiffer(a, b), `${a} and ${b}`).toBe(false);
    expect(compareReadings("ЛЯ41??", "ЛЯ4172").secondKnowsMore).toBe(2);
    expect(compareReadings("ЛЯ*", "ЛЯ4172").secondKnowsMore).toBe(4);
  });

  it("differ where a choice or a run leaves no room", () => {
    expect(readingsDiffer("ЛЯ4[38]72", "ЛЯ4172")).toBe(true);
    expect(readingsDiffer("ЛЯ*3", "ЛЯ4172")).toBe(true);
    expect(compareReadings("Л[ЯА]4", "ЛБ4").firstAt).toEqual([1, 2, 3, 4]);
  });

  it("name a sign that only one of them has", () => {
    expect(compareReadings("ЛЯ41729", "ЛЯ4172").differences).toEqual([
      { first: { position: 7, shown: "9" }, second: null },
    ]);
    expect(compareReadings("Я4172", "ЛЯ4172").differences).toEqual([
      { first: null, second: { position: 1, shown: "Л" } },
    ]);
  });

  const reading = fc
    .array(fc.constantFrom("Л", "Я", "A", "1", "7", "?", "*", " ", "[17]", "-", "(3)"), { maxLength: 9 })
    .map((parts) => parts.join(""));

  it("say the same from both sides, and nothing against themselves", () => {
    fc.assert(
      fc.property(reading, reading, (a, b) => {
        const forth = compareReadings(a, b);
        const back = compareReadings(b, a);
        expect(forth.differences.length).toBe(back.differences.length);
        expect(compareReadings(a, a).differences).toEqual([]);
        for (const at of forth.firstAt) expect(at).toBeLessThan(Array.from(a).length);
        for (const at of forth.secondAt) expect(at).toBeLessThan(Array.from(b).length);
      }),
      { numRuns: 500 },
    );
  });
});
