import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinDate, readDate, splitDate } from "./date-parts.ts";

const parts = (day: string, month: string, year: string, time = "") => ({ day, month, year, time });

describe("a date in parts", () => {
  it("says that 31 February does not exist instead of moving it to March", () => {
    expect(joinDate(parts("31", "2", "2026"), false)).toEqual({ kind: "impossible" });
    expect(joinDate(parts("29", "2", "2024"), false)).toEqual({ kind: "date", iso: "2024-02-29" });
  });

  it("is unfinished while something lacks", () => {
    expect(joinDate(parts("3", "", "2026"), false)).toEqual({ kind: "unfinished" });
    expect(joinDate(parts("3", "4", "20"), false)).toEqual({ kind: "unfinished" });
    expect(joinDate(parts("3", "4", "2026"), true)).toEqual({ kind: "unfinished" });
  });

  it("reads a time with a colon, a dot, or nothing between", () => {
    for (const time of ["17:50", "17.50", "1750"]) {
      expect(joinDate(parts("19", "11", "2026", time), true)).toEqual({ kind: "date", iso: "2026-11-19T17:50" });
    }
    expect(joinDate(parts("19", "11", "2026", "25:00"), true)).toEqual({ kind: "impossible" });
  });

  it("reads pasted dates day first or ISO, and nothing else", () => {
    expect(readDate("19.11.2026 17:50")).toEqual({ day: "19", month: "11", year: "2026", time: "17:50" });
    expect(readDate("2026-11-09")).toEqual({ day: "9", month: "11", year: "2026" });
    expect(readDate("11/19/2026")).toBeUndefined();
    expect(readDate("ЛЯ 417")).toBeUndefined();
  });

  it("takes every calendar day apart and puts it together again", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1900-01-01"), max: new Date("2099-12-31"), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString().slice(0, 10);
          expect(joinDate(splitDate(iso), false)).toEqual({ kind: "date", iso });
        },
      ),
    );
  });
});
