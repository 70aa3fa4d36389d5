import { describe, expect, it } from "vitest";
import { filtersOf, nextSort, orderOf, recoverySearch, shownSort } from "./recovery-search.ts";

describe("the address of the list of recoveries", () => {
  it("keeps what is valid and drops the rest without an error", () => {
    expect(
      recoverySearch({
        q: "ЛЯ 4172",
        manner: "seized",
        from: "2026-01-31",
        until: "2026-13-45",
        region: "KOK",
        x: "1",
      }),
    ).toEqual({ q: "ЛЯ 4172", manner: "seized", from: "2026-01-31", region: "KOK" });
    expect(recoverySearch({ manner: "stolen", institution: "border'--", sort: "date;drop" })).toEqual({});
    expect(recoverySearch({ q: ["a", "b"], institution: "BORDER" })).toEqual({ institution: "BORDER" });
  });

  it("tells filters from the table's own view", () => {
    expect(filtersOf({ q: "пм", sort: "date", columns: "date.place" })).toEqual({ q: "пм" });
  });

  it("turns the headings into the three orders the node knows, newest day first as the rule", () => {
    expect([undefined, "-date", "nonsense"].map(orderOf)).toEqual(["recent", "recent", "recent"]);
    expect(orderOf("date")).toBe("oldest");
    expect(shownSort(undefined)).toBe("-date");
    // Pressing the day's heading again and again goes to and fro, and never leaves the list without an order.
    expect(nextSort(undefined, "-date")).toBe("date");
    expect(nextSort("-date", "date")).toBeUndefined();
    // By recording there is one direction only.
    expect(nextSort("recorded", "-date")).toBe("-recorded");
    expect(orderOf("-recorded")).toBe("recorded");
    expect(nextSort(undefined, "-recorded")).toBeUndefined();
  });
});
