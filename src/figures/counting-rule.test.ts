import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pieces } from "../registers/tabular/testing.ts";
import { compareCounts, countFile } from "./count-file.ts";
import { countingProfile, namedProfile, profileNames } from "./counting-profile.ts";
import { countingRules, outcomeOf, outcomes, weightOf, type Item } from "./counting-rule.ts";

const seized: Item = {
  kind: "firearm",
  quantity: 1,
  when: "2018-05-17",
  manner: "seized",
  owner: "none",
  illicit: true,
};
const year = { from: "2018-01-01", until: "2018-12-31" };

describe("the counting rule", () => {
  it("counts firearms, and nothing that only looks like one", () => {
    expect(outcomeOf(seized, countingRules.recovered, year)).toBe("counted");
    for (const kind of ["part", "ammunition", "explosive", "replica", "other"] as const)
      expect(outcomeOf({ ...seized, kind }, countingRules.recovered, year)).toBe("not-a-firearm");
    expect(outcomeOf({ ...seized, kind: "not-recorded" }, countingRules.recovered)).toBe("kind-not-recorded");
  });

  it("sets weapons of the state apart under both rules, surrenders and registered owners under the narrower", () => {
    const of = (change: Partial<Item>): string[] =>
      Object.values(countingRules).map((rule) => outcomeOf({ ...seized, ...change }, rule, year));
    expect(of({ owner: "state" })).toEqual(["state-owned", "state-owned"]);
    expect(of({ owner: "state", manner: "surrendered" })).toEqual(["state-owned", "state-owned"]);
    expect(of({ manner: "surrendered" })).toEqual(["counted", "surrendered"]);
    expect(of({ owner: "registered" })).toEqual(["counted", "registered-owner"]);
    expect(of({ illicit: false })).toEqual(["counted", "lawful"]);
    // Not said is not said: neither lawful nor a state body's.
    expect(of({ illicit: null, owner: "not-recorded", manner: "not-recorded" })).toEqual(["counted", "counted"]);
  });

  it("counts by the date, whole years and months too; no date is no day in the period", () => {
    const at = (when: string | null): string => outcomeOf({ ...seized, when }, countingRules.recovered, year);
    expect([at("2018"), at("2018-12"), at("2018-12-31"), at("2019-01-01"), at("2017")]).toEqual([
      "counted",
      "counted",
      "counted",
      "outside-period",
      "outside-period",
    ]);
    expect(at(null)).toBe("date-not-recorded");
    expect(outcomeOf({ ...seized, when: null }, countingRules.recovered)).toBe("counted");
    // A year that lies only partly in the period cannot be counted in it.
    expect(outcomeOf({ ...seized, when: "2018" }, countingRules.recovered, { from: "2018-03-01" })).toBe(
      "outside-period",
    );
  });

  it("keeps 'quantity not reported' apart from zero", () => {
    expect(outcomeOf({ ...seized, quantity: null }, countingRules.recovered)).toBe("quantity-not-recorded");
    expect([weightOf({ ...seized, quantity: 0 }), weightOf({ ...seized, quantity: 7 })]).toEqual([0, 7]);
  });

  it("gives every item exactly one outcome, and the narrower rule never counts what the wider does not", () => {
    const item = fc.record({
      kind: fc.constantFrom("firearm", "part", "ammunition", "explosive", "replica", "other", "not-recorded"),
      quantity: fc.option(fc.nat(9)),
      when: fc.option(fc.constantFrom("2017", "2018", "2018-02", "2018-02-03", "2019-01-01")),
      manner: fc.constantFrom("seized", "found", "surrendered", "not-recorded"),
      owner: fc.constantFrom("state", "registered", "none", "not-recorded"),
      illicit: fc.option(fc.boolean()),
    }) as fc.Arbitrary<Item>;
    fc.assert(
      fc.property(item, fc.constantFrom({}, year), (one, period) => {
        const wide = outcomeOf(one, countingRules.recovered, period);
        const narrow = outcomeOf(one, countingRules.illicit, period);
        expect(outcomes).toContain(wide);
        if (narrow === "counted") expect(wide).toBe("counted");
      }),
    );
  });
});

describe("counting a file", () => {
  const items = `type;n;day;owner
pistol;1;2018-01-04;
pistol;1;2018-01-04;
rifle;2;2018-02-11;army
rifle;;2018-02-12;
drum;1;;nobody
`;
  const profile = countingProfile.parse({
    layout: "items",
    kind: { column: "type", values: { drum: "other" }, otherwise: "firearm" },
    quantity: { column: "n" },
    when: { column: "day" },
    manner: { otherwise: "seized" },
    owner: { column: "owner", values: { army: "state" } },
    type: { column: "type" },
  });
  const count = (text: string) => countFile(pieces(text), profile, countingRules.recovered, year, "2026-01-01");

  it("keeps identical rows, and puts each row under one outcome", async () => {
    const found = await count(items);
    expect(found.rows).toBe(5);
    expect(Object.fromEntries(found.outcomes)).toEqual({
      counted: 2,
      "state-owned": 2,
      "quantity-not-recorded": 1,
      "not-a-firearm": 1,
    });
    expect(found.cells).toEqual([{ month: "2018-01", area: null, type: "pistol", firearms: 2 }]);
  });

  it("sets a count beside a published series; an empty cell is not reported", async () => {
    const series = countingProfile.parse({
      layout: "series",
      year: "y",
      month: "m",
      area: "a",
      types: { p: "pistol", r: "rifle" },
      total: "t",
    });
    const published = await countFile(
      pieces("y;m;a;p;r;t\n2018;1;7;2;;2\n2018;2;7;1;0;1\n2019;1;7;9;9;18\n"),
      series,
      countingRules.recovered,
      year,
      "2026-01-01",
    );
    expect(published).toMatchObject({ counted: 3, notReported: 1 });
    expect(compareCounts(await count(items), published)).toMatchObject({
      here: 2,
      there: 3,
      byMonth: [
        { key: "2018-01", here: 2, there: 2 },
        { key: "2018-02", here: 0, there: 1 },
      ],
      byArea: [],
    });
  });

  it("refuses a file without the column that the profile names", async () => {
    await expect(count("type;day;owner\npistol;2018-01-04;\nrifle;2018-01-05;\n")).rejects.toMatchObject({
      code: "count-column-missing",
      values: { column: "n" },
    });
  });

  it("brings profiles that are well formed", () => {
    for (const name of profileNames) expect(namedProfile(name)?.layout).toMatch(/^(items|series)$/);
    expect(namedProfile("nothing")).toBeUndefined();
  });
});
