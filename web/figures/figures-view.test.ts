import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allMonths, choiceOf, daysOfMonth, figuresView, isNarrowed, recordsBehind } from "./figures-view.ts";

describe("the address of the figures", () => {
  it("keeps days and what is counted, drops the rest", () => {
    expect(figuresView({ from: "2026-01-01", until: "2026-02-31x", count: "weapons" })).toEqual({ from: "2026-01-01" });
    expect(figuresView({ count: "recoveries" })).toEqual({ count: "recoveries" });
  });
});

describe("the records behind a number", () => {
  const view = { from: "2026-02-10", manner: "seized", count: "recoveries" } as const;

  it("are the list under the same choice, exactly as counted", () => {
    expect(recordsBehind("type", "pistol", view)).toEqual({
      to: "/recoveries",
      search: { from: "2026-02-10", manner: "seized", type: "pistol", counted: "yes" },
    });
    expect(recordsBehind("serial-state", "clear", {})).toEqual({
      to: "/recoveries",
      search: { serialState: "clear", counted: "yes" },
    });
    expect(recordsBehind("month", "2026-02", view)?.search).toMatchObject({ from: "2026-02-10", until: "2026-02-28" });
  });

  it("say what is not recorded, where the list can; else there is no link", () => {
    expect(recordsBehind("region", null, {})?.search).toEqual({ region: "-", counted: "yes" });
    expect(recordsBehind("month", null, {})).toBeUndefined();
    expect(recordsBehind("institution", null, {})).toBeUndefined();
  });

  it("ask the node for the choice alone, and know whether it is narrowed", () => {
    expect(choiceOf(view)).toEqual({ from: "2026-02-10", manner: "seized" });
    expect([isNarrowed(view), isNarrowed({ from: "2026-01-01", count: "recoveries" })]).toEqual([true, false]);
    expect(figuresView({ unit: "12; drop", institution: "police", type: "pistol" })).toEqual({ type: "pistol" });
  });
});

describe("months", () => {
  it("end on their last day, also in February of a leap year", () => {
    expect(daysOfMonth("2024-02")).toEqual({ from: "2024-02-01", until: "2024-02-29" });
    expect(daysOfMonth("not recorded")).toBeUndefined();
  });

  it("are cut to the period, so that a number leads to exactly its records", () => {
    expect(daysOfMonth("2026-11", { from: "2026-11-05", until: "2026-11-20" })).toEqual({
      from: "2026-11-05",
      until: "2026-11-20",
    });
  });

  it("without recoveries stand between those with some", () => {
    expect(allMonths(["2026-02", "2025-11"])).toEqual(["2025-11", "2025-12", "2026-01", "2026-02"]);
  });

  it("keep all that were given, in order, however far apart", () => {
    const month = fc.tuple(fc.integer({ min: 1950, max: 2050 }), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(fc.array(month, { maxLength: 30 }), (given) => {
        const known = given.map(([year, number]) => `${year}-${String(number).padStart(2, "0")}`);
        const all = allMonths(known);
        expect(known.every((one) => all.includes(one))).toBe(true);
        expect([...all]).toEqual([...all].toSorted());
      }),
    );
  });
});
