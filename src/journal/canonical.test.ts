import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical, canonicalBytes, CanonicalError, MAX_DEPTH, type CanonicalFault } from "./canonical.ts";

function faultOf(value: unknown): { code: CanonicalFault; path: string } | null {
  try {
    canonical(value);
    return null;
  } catch (error) {
    if (error instanceof CanonicalError) return { code: error.code, path: error.path };
    throw error;
  }
}

function nested(depth: number): unknown {
  let value: unknown = [];
  for (let level = 1; level < depth; level += 1) value = [value];
  return value;
}

const jsonValue = fc.jsonValue({ stringUnit: "binary" }).filter((value) => faultOf(value) === null);

describe("canonical JSON (RFC 8785)", () => {
  it("gives the text of the RFC's own example, but for its integers beyond 2^53", () => {
    const value: unknown = JSON.parse(
      String.raw`{"numbers":[333333333.33333329,4.50,2e-3,0.000000000000000000000000001],` +
        String.raw`"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
    );
    expect(canonical(value)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27],` +
        String.raw`"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it("sorts keys by UTF-16 code units, not by code points (RFC 8785 section 3.2.3)", () => {
    const keys = ["\u20ac", "\r", "\ufb33", "1", "\u{1f600}", "\u0080", "\u00f6"];
    const value = Object.fromEntries(keys.map((key, at) => [key, at]));
    const order = [...canonical(value).matchAll(/:(\d)/g)].map((match) => Number(match[1]));
    expect(order).toEqual([1, 3, 5, 6, 0, 4, 2]);
  });

  it("prints minus zero as zero and keeps __proto__ as an ordinary key", () => {
    expect(canonical(-0)).toBe("0");
    expect(canonical(JSON.parse('{"__proto__":1,"a":2}'))).toBe('{"__proto__":1,"a":2}');
  });

  it("refuses, with the place, what two programs may read differently", () => {
    expect(faultOf({ a: [1, undefined] })).toEqual({ code: "not-json", path: "/a/1" });
    expect(faultOf([1, , 2])).toEqual({ code: "not-json", path: "/1" }); // oxlint-disable-line no-sparse-arrays
    expect(faultOf({ "a/b~": Number.NaN })).toEqual({ code: "number-not-finite", path: "/a~1b~0" });
    expect(faultOf(Number.POSITIVE_INFINITY)?.code).toBe("number-not-finite");
    expect(faultOf(2 ** 53)?.code).toBe("integer-not-safe");
    expect(faultOf(1e21)?.code).toBe("integer-not-safe");
    expect(faultOf(1n)?.code).toBe("not-json");
    expect(faultOf("\ud800")?.code).toBe("lone-surrogate");
    expect(faultOf({ "\udc00": 1 })?.code).toBe("lone-surrogate");
    expect(faultOf(new Date(0))?.code).toBe("not-plain");
    expect(faultOf(new Map())?.code).toBe("not-plain");
    expect(faultOf(() => 1)?.code).toBe("not-json");
  });

  it(`accepts nesting to ${MAX_DEPTH} and refuses one more, cycles included`, () => {
    expect(faultOf(nested(MAX_DEPTH))).toBeNull();
    expect(faultOf(nested(MAX_DEPTH + 1))?.code).toBe("too-deep");
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    expect(faultOf(loop)?.code).toBe("too-deep");
  });

  it("reads back as the same value and is its own canonical form", () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        const text = canonical(value);
        const back: unknown = JSON.parse(text);
        expect(canonical(back)).toBe(text);
        expect(back).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("does not depend on the order in which keys were set", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), fc.integer()), (object) => {
        const turned = Object.fromEntries(Object.entries(object).reverse());
        expect(canonicalBytes(turned)).toEqual(canonicalBytes(object));
      }),
    );
  });
});
