import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { serialDifferences } from "./serial-differences.ts";

describe("where two serials differ", () => {
  it("marks the missing last character on the side that has it", () => {
    expect(serialDifferences("МК4571", "МК45718")).toEqual({ left: [], right: [6] });
  });

  it("marks a misread character on both sides", () => {
    expect(serialDifferences("H71284", "H71234")).toEqual({ left: [4], right: [4] });
  });

  it("takes look-alike letters, case, spaces and hyphens for no difference", () => {
    expect(serialDifferences("mk 457-18", "МК45718")).toEqual({ left: [], right: [] });
  });

  it("takes an unreadable position for no difference", () => {
    expect(serialDifferences("ЛЯ417?", "ЛЯ4172")).toEqual({ left: [], right: [] });
  });

  it("is the same whichever side is which, and empty for a text with itself", () => {
    const serial = fc.string({ unit: fc.constantFrom(...Array.from("ABМК0189 -?")), maxLength: 12 });
    fc.assert(
      fc.property(serial, serial, (one, two) => {
        expect(serialDifferences(one, one)).toEqual({ left: [], right: [] });
        const there = serialDifferences(one, two);
        const back = serialDifferences(two, one);
        expect(there.left.length).toBe(back.right.length);
        expect(there.right.length).toBe(back.left.length);
      }),
    );
  });
});
