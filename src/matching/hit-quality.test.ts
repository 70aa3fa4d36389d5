import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { bands, calibration, enoughDecisions, offeredThresholds, outlook, quantiles, shareOf } from "./hit-quality.ts";
import { urgencyOf, urgencyReasonsOf } from "./hit-urgency.ts";

const pair = fc.record({
  probability: fc.double({ min: 0, max: 0.995, noNaN: true }),
  same: fc.constantFrom(true, false, null),
});

describe("shareOf", () => {
  it("gives Wilson's interval, which few decisions leave wide", () => {
    const share = shareOf(8, 10);
    expect(share.from).toBeCloseTo(0.4902, 3);
    expect(share.to).toBeCloseTo(0.9433, 3);
    expect(shareOf(0, 2).to).toBeCloseTo(0.6576, 3);
    expect(shareOf(0, 0)).toEqual({ count: 0, of: 0, from: null, to: null });
  });
});

describe("calibration", () => {
  it("puts every decided pair into one band", () => {
    fc.assert(
      fc.property(fc.array(pair), (pairs) => {
        const decided = pairs.filter(({ same }) => same !== null);
        const all = calibration(pairs);
        expect(all).toHaveLength(bands.length - 1);
        expect(all.reduce((sum, band) => sum + band.confirmed.of, 0)).toBe(decided.length);
        for (const { said, from, below } of all)
          if (said !== null) expect(said >= from - 1e-9 && said <= below + 1e-9).toBe(true);
      }),
    );
  });
});

describe("outlook", () => {
  it("loses nothing: what is shown and what is set aside are all pairs, and more is missed the higher the threshold", () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 80 }), (pairs) => {
        const { effects, from, decided } = outlook(pairs);
        expect(effects.map(({ value }) => value)).toEqual([...offeredThresholds]);
        const counted = from === "decisions" ? decided : pairs.length;
        expect(from).toBe(decided >= enoughDecisions ? "decisions" : "probabilities");
        for (const [at, effect] of effects.entries()) {
          expect(effect.shown + effect.aside).toBe(counted);
          const next = effects[at + 1];
          if (next !== undefined) {
            expect(next.missed).toBeGreaterThanOrEqual(effect.missed - 0.051);
            expect(next.falseAlarms).toBeLessThanOrEqual(effect.falseAlarms + 0.051);
          }
        }
      }),
    );
  });

  it("counts decisions where there are enough, and says which it did", () => {
    const many = Array.from({ length: 40 }, (_, at) => ({
      probability: at < 20 ? 0.95 : 0.3,
      same: at < 20 ? at > 1 : at > 35,
    }));
    const half = outlook(many).effects.find(({ value }) => value === 0.5);
    expect(half).toEqual({ value: 0.5, shown: 20, aside: 20, falseAlarms: 2, missed: 4 });
    const few = outlook([
      { probability: 0.9, same: null },
      { probability: 0.3, same: null },
    ]);
    expect(few.from).toBe("probabilities");
    expect(few.effects.find(({ value }) => value === 0.5)).toEqual({
      value: 0.5,
      shown: 1,
      aside: 1,
      falseAlarms: 0.1,
      missed: 0.3,
    });
  });
});

describe("quantiles", () => {
  it("gives values of the list, and null of nothing", () => {
    expect(quantiles([])).toEqual({ median: null, ninety: null });
    expect(quantiles([3, 1, 2])).toEqual({ median: 2, ninety: 3 });
  });
});

describe("urgency", () => {
  const now = new Date("2026-11-22T10:00:00Z");
  it("adds up from reasons that are said, the stronger of a pair alone", () => {
    const of = (flags: string[] | null, probability: number, createdAt: string) =>
      urgencyReasonsOf({ flags, probability, createdAt }, now);
    expect(of(["terrorism"], 0.2, "2026-11-22T01:00:00Z")).toEqual(["terrorism"]);
    expect(urgencyOf(["terrorism"])).toBe("urgent");
    expect(of(null, 0.95, "2026-11-01T01:00:00Z")).toEqual(["very-probable", "waits-long"]);
    expect(urgencyOf(["very-probable", "waits-long"])).toBe("urgent");
    expect(of([], 0.6, "2026-11-18T23:00:00Z")).toEqual(["probable", "waits"]);
    expect(urgencyOf(["probable", "waits"])).toBe("soon");
    expect(urgencyOf(["probable"])).toBe("ordinary");
  });
});
