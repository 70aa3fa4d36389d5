import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SpellingIndex, slipsAllowed, spellingDistance } from "./normaliser-spelling.ts";

const letters = "A B C D E I K L N O R S T U V Z".split(" ");
const word = fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 12 }).map((parts) => parts.join(""));

describe("the distance between spellings", () => {
  it("is 0 only for equal words and the same both ways", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const there = spellingDistance(a, b, Infinity);
        expect(there === 0).toBe(a === b);
        expect(spellingDistance(b, a, Infinity)).toBeCloseTo(there, 9);
      }),
    );
  });

  it("gives the same within a limit as without one, and Infinity beyond", () => {
    fc.assert(
      fc.property(word, word, fc.double({ min: 0.1, max: 4, noNaN: true }), (a, b, limit) => {
        const whole = spellingDistance(a, b, Infinity);
        expect(spellingDistance(a, b, limit)).toBe(whole > limit ? Infinity : whole);
      }),
    );
  });

  it("makes likely slips cheap: doubled letters, neighbours swapped, letters alike", () => {
    const from = (text: string): number => spellingDistance(text, "BERETTA", Infinity);
    expect(from("BERETA")).toBeLessThan(from("BRETTA"));
    expect(from("BEERTTA")).toBeLessThan(from("BEXXTTA"));
    expect(from("BARETTA")).toBeLessThan(from("BKRETTA"));
    expect(from("BERETTX")).toBeLessThan(from("XERETTA"));
  });
});

describe("the index of spellings", () => {
  const index = new SpellingIndex<string>();
  for (const name of ["TAURUS", "ROSSI", "BERETTA", "BERNARDELLI", "WINCHESTER", "GLOCK"]) index.add(name, name);
  const none = (): number => 0;

  it("finds what a search through all words finds", () => {
    const names = ["TAURUS", "ROSSI", "BERETTA", "BERNARDELLI", "WINCHESTER", "GLOCK"];
    const slip = fc.tuple(fc.constantFrom(...names), fc.nat(9), fc.constantFrom(...letters), fc.nat(2));
    fc.assert(
      fc.property(slip, ([name, at, letter, kind]) => {
        const place = at % name.length;
        const rest = name.slice(place + (kind === 1 ? 0 : 1));
        const written = name.slice(0, place) + (kind === 0 ? "" : letter) + rest;
        const limit = slipsAllowed(written.length);
        const best = names
          .map((one) => ({ one, distance: spellingDistance(written, one, Infinity) }))
          .sort((a, b) => a.distance - b.distance)[0];
        const found = index.nearest(written, none);
        if (best === undefined || best.distance > limit) expect(found).toBeNull();
        else expect(found?.entry).toBe(best.one);
      }),
    );
  });

  it("gives a word of two entries to neither", () => {
    const shared = new SpellingIndex<string>();
    shared.add("ZBROJOVKA", "one");
    shared.add("ZBROJOVKA", "other");
    expect(shared.nearest("ZBROJOVKA", none)).toBeNull();
  });

  it("leaves short words alone", () => {
    expect(index.nearest("CBC", none)).toBeNull();
    expect(slipsAllowed(3)).toBe(0);
  });
});
