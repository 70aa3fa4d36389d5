import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { findLots, placeOf, widestGap, type LotWeapon } from "./lot.ts";

const weapon = (place: number, more: Partial<LotWeapon> = {}): LotWeapon => ({
  id: `w${place}${more.id ?? ""}`,
  stem: "MK#5",
  place,
  make: "izhevsk",
  model: "pm",
  year: null,
  recoveredOn: "2026-03-01",
  recovery: null,
  region: "north",
  ...more,
});

describe("placeOf", () => {
  it("finds the last run of digits, keeps its length, and refuses what was not read", () => {
    expect(placeOf("MK45718")).toEqual({ stem: "MK#5", place: 45_718 });
    expect(placeOf("ЛЯ0048А")).toEqual({ stem: "ЛЯ#4А", place: 48 });
    expect(placeOf("12A34567")).toEqual({ stem: "12A#5", place: 34_567 });
    expect(placeOf("AB12")).toBeUndefined();
    expect(placeOf("MK45?18")).toBeUndefined();
    expect(placeOf("MK45*")).toBeUndefined();
  });
});

describe("findLots", () => {
  it("says which numbers are there, which are missing between, and why they belong together", () => {
    const [lot, ...rest] = findLots([weapon(100), weapon(101), weapon(104), weapon(110), weapon(5_000)]);
    expect(rest).toEqual([]);
    expect(lot?.members.map(({ place }) => place)).toEqual([100, 101, 104, 110]);
    expect(lot?.gaps).toEqual([
      { from: 102, to: 103 },
      { from: 105, to: 109 },
    ]);
    expect(lot?.grounds).toEqual(["one-region", "two-years"]);
    expect(lot?.strength).toBe("strong");
  });

  it("needs place or time beside the numbers, one model, and years that can be one", () => {
    expect(findLots([weapon(100), weapon(101, { region: "south", recoveredOn: "2019-01-01" })])).toEqual([]);
    expect(findLots([weapon(100), weapon(101, { model: "tt" })])).toEqual([]);
    expect(findLots([weapon(100, { year: 1953 }), weapon(101, { year: 1961 })])).toEqual([]);
    expect(findLots([weapon(100), weapon(101, { make: "tula" })])).toEqual([]);
    expect(findLots([weapon(100), weapon(101, { stem: "MK#6" })])).toEqual([]);
  });

  it("does not take the same number twice for two weapons of a lot, nor two that are only near", () => {
    expect(findLots([weapon(100), weapon(100, { id: "b" })])).toEqual([]);
    expect(findLots([weapon(100), weapon(104)])).toEqual([]);
    expect(findLots([weapon(100), weapon(103)])).toHaveLength(1);
  });

  it("finds nothing where a series is so common that chance makes neighbours", () => {
    expect(findLots([weapon(100), weapon(103)], () => 20_000)).toEqual([]);
    expect(findLots([weapon(100), weapon(101), weapon(102), weapon(103)], () => 2_000)[0]?.strength).toBe("fair");
  });

  it("puts no weapon into two lots, leaves no gap wider than it says, and is the same in any order", () => {
    const weapons = fc.uniqueArray(fc.integer({ min: 100, max: 400 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(weapons, fc.integer(), (places, seed) => {
        const all = places.map((place) => weapon(place));
        const lots = findLots(all);
        const ids = lots.flatMap(({ members }) => members.map(({ id }) => id));
        expect(new Set(ids).size).toBe(ids.length);
        for (const lot of lots)
          for (const gap of lot.gaps) expect(gap.to - gap.from + 2).toBeLessThanOrEqual(widestGap);
        const other = all.toSorted((a, b) => ((a.place * 7919 + seed) % 101) - ((b.place * 7919 + seed) % 101));
        expect(findLots(other)).toEqual(lots);
      }),
    );
  });
});
