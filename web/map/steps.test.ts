import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stepOf, stepsFor } from "./steps.ts";

describe("the steps of a map", () => {
  it("begin at one and read well", () => {
    expect(stepsFor([0, 0])).toEqual([]);
    expect(stepsFor([1])).toEqual([1]);
    expect(stepsFor([3, 5])).toEqual([1, 2, 3, 4, 5]);
    expect(stepsFor([7, 83])).toEqual([1, 21, 41, 61, 81]);
  });

  it("give every value a step, zero its own, and never more than five", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000_000), { minLength: 1, maxLength: 40 }), (values) => {
        const steps = stepsFor(values);
        expect(steps.length).toBeLessThanOrEqual(5);
        expect([...steps]).toEqual([...new Set(steps)].toSorted((a, b) => a - b));
        for (const value of values) {
          const step = stepOf(value, steps);
          expect(step === 0).toBe(value === 0);
          if (value > 0) expect(steps[step - 1]).toBeLessThanOrEqual(value);
        }
      }),
    );
  });
});
