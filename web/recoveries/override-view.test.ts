import { describe, expect, it } from "vitest";
import { countsOf, overrideView, recordsBehind } from "./override-view.ts";

const unit = (id: number) => ({ id, en: `Unit ${id}`, ru: `Часть ${id}` });
const rows = [
  {
    institution: "BORDER",
    unit: unit(1),
    month: "2026-10",
    firearms: 10,
    overrides: 3,
    byDoubt: [
      { code: "photo-missing", count: 2 },
      { code: "serial-same", count: 1 },
    ],
  },
  {
    institution: "BORDER",
    unit: unit(1),
    month: "2026-11",
    firearms: 5,
    overrides: 1,
    byDoubt: [{ code: "photo-missing", count: 1 }],
  },
  { institution: "POLICE", unit: unit(2), month: "2026-11", firearms: 7, overrides: 0, byDoubt: [] },
];

describe("the counts of overridden doubts", () => {
  it("are summed by rule, unit and month, beside the weapons recorded; a unit with none stays", () => {
    expect(countsOf(rows, {})).toEqual({
      overrides: 4,
      firearms: 22,
      rules: [
        { id: "photo-missing", count: 3, firearms: 0 },
        { id: "serial-same", count: 1, firearms: 0 },
      ],
      units: [
        { id: "1", count: 4, firearms: 15 },
        { id: "2", count: 0, firearms: 7 },
      ],
      months: [
        { id: "2026-10", count: 3, firearms: 10 },
        { id: "2026-11", count: 1, firearms: 12 },
      ],
    });
  });

  it("are narrowed to a unit and a rule", () => {
    const found = countsOf(rows, { unit: "1", rule: "serial-same" });
    expect(found).toMatchObject({ overrides: 1, firearms: 15 });
    expect(found.months.map(({ count }) => count)).toEqual([1, 0]);
  });

  it("lead to exactly the records they count, or nowhere", () => {
    expect(recordsBehind({}, { rule: "photo-missing" })?.search).toEqual({ override: "photo-missing" });
    expect(recordsBehind({ unit: "1" }, { month: "2026-10" })?.search).toEqual({
      override: "any",
      overrideUnit: "1",
      overrideMonth: "2026-10",
    });
    const cut = { from: "2026-10-01", until: "2026-11-15" };
    expect(recordsBehind(cut, { rule: "photo-missing" })).toBeUndefined();
    expect(recordsBehind(cut, { month: "2026-11" })).toBeUndefined();
    expect(recordsBehind(cut, { month: "2026-10" })?.search).toMatchObject({ overrideMonth: "2026-10" });
  });

  it("read an address and drop what is none", () => {
    expect(
      overrideView({ from: "2026-02-31x", until: "2026-11-15", unit: "1", rule: "photo-missing", more: 1 }),
    ).toEqual({ until: "2026-11-15", unit: "1", rule: "photo-missing" });
  });
});
