import { describe, expect, it } from "vitest";
import { differingPositions } from "./reading-difference.ts";

describe("where readings differ", () => {
  it("names the positions, and not those that a reader could not make out", () => {
    expect(differingPositions("ЛЯ4172", ["ЛЯ4772"])).toEqual([3]);
    expect(differingPositions("ЛЯ417?", ["ЛЯ4172"])).toEqual([]);
    expect(differingPositions("ЛЯ4172", ["ЛЯ4772", "ЛЯ4170"])).toEqual([3, 5]);
  });

  it("says nothing about places it cannot line up", () => {
    expect(differingPositions("ЛЯ*2", ["ЛЯ4173"])).toEqual([]);
    expect(differingPositions("Л[ЯА]4", ["ЛБ4"])).toEqual([]);
    expect(differingPositions("ЛЯ41729", ["ЛЯ4172"])).toEqual([6]);
  });
});
