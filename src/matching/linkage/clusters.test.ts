import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clustersOf } from "./clusters.ts";

const pair = fc.tuple(fc.nat(19), fc.nat(19), fc.integer({ min: -5, max: 20 })).filter(([a, b]) => a < b);
const listed = (pairs: readonly (readonly [number, number, number])[]) => ({
  left: Int32Array.from(pairs, ([a]) => a),
  right: Int32Array.from(pairs, ([, b]) => b),
  total: Int32Array.from(pairs, ([, , total]) => total),
});

describe("clusters", () => {
  it("joins what is connected, and nothing else, where the limit is far", () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 40 }), (pairs) => {
        const { of, tooLarge } = clustersOf(20, listed(pairs), 0, 20);
        expect(tooLarge).toEqual([]);
        const least = Array.from({ length: 20 }, (_, record) => record);
        for (let round = 0; round < 20; round += 1)
          for (const [a, b, total] of pairs)
            if (total >= 0) least[a] = least[b] = Math.min(least[a] ?? a, least[b] ?? b);
        expect([...of]).toEqual(least);
      }),
    );
  });

  it("does not depend on the order of the pairs, and keeps to its limit", () => {
    fc.assert(
      fc.property(fc.uniqueArray(pair, { maxLength: 60, selector: ([a, b]) => a * 20 + b }), (pairs) => {
        const one = clustersOf(20, listed(pairs), 0, 3);
        const other = clustersOf(20, listed(pairs.toReversed()), 0, 3);
        expect(other.of).toEqual(one.of);
        for (const [, { length }] of Map.groupBy(one.of, (root) => root)) expect(length).toBeLessThanOrEqual(3);
      }),
    );
  });

  it("lets the surer pair join where only one can", () => {
    const { of, tooLarge } = clustersOf(
      3,
      listed([
        [0, 1, 3],
        [1, 2, 9],
      ]),
      0,
      2,
    );
    expect([...of]).toEqual([0, 1, 1]);
    expect(tooLarge).toEqual([0]);
  });
});
