/**
 * The counting rule on a city's real files: the published figure of 2018 from its items, its types in the monthly series,
 * and why the evidence register of the same year holds 5,313 weapons more (docs/figures.md has the table).
 */
import { createReadStream } from "node:fs";
import { describe, expect, it } from "vitest";
import { compareCounts, countFile, type FileCount } from "../src/figures/count-file.ts";
import { namedProfile } from "../src/figures/counting-profile.ts";
import { countingRules } from "../src/figures/counting-rule.ts";
import { runCount } from "../src/figures/count-command.ts";
import { realData } from "../src/registers/tabular/testing.ts";
import { commandFor } from "./command-for-tests.ts";
import { testConfig } from "./world-calls.ts";

const files = {
  items: realData("seizures-rio/official_items_2018.csv"),
  series: realData("seizures-rio/official_monthly_series.csv.gz"),
  register: realData("seizures-rio/evidence_register_2017_2019.csv.gz"),
};
const profiles = {
  items: "rio-official-items",
  series: "rio-official-series",
  register: "rio-evidence-register",
} as const;

async function count(kind: keyof typeof files, rule: keyof typeof countingRules, year: string): Promise<FileCount> {
  const profile = namedProfile(profiles[kind]);
  const file = files[kind];
  if (profile === undefined || file === undefined) throw new Error(kind);
  const period = { from: `${year}-01-01`, until: `${year}-12-31` };
  return countFile(createReadStream(file), profile, countingRules[rule], period, "2026-11-22");
}
const here = Object.values(files).every((file) => file !== undefined);

describe.runIf(here)("a city's firearms of 2018", () => {
  it("are 8,721 by the rule, identical rows kept; every type is the monthly series' own", async () => {
    const items = await count("items", "illicit", "2018");
    expect(items.counted).toBe(8_721);
    expect(items.rows).toBe(8_721);
    expect((await count("items", "recovered", "2018")).counted).toBe(8_721);
    const compared = compareCounts(items, await count("series", "illicit", "2018"));
    expect(compared.there).toBe(8_721);
    expect(compared.byType).toHaveLength(11);
    expect(compared.byType.filter((row) => row.here !== row.there)).toEqual([]);
    expect(compared.byType[0]).toEqual({ key: "pistol", here: 4_089, there: 4_089 });
    // The items name neither month nor area: nothing more can be compared, and nothing more is claimed.
    expect([compared.byMonth, compared.byArea]).toEqual([[], []]);
  });

  it("are 14,034 in the evidence register: the rule explains 5,169 of the 5,313 more, 144 stay unexplained", async () => {
    const register = await count("register", "illicit", "2018");
    const { "outside-period": _, ...year } = Object.fromEntries(register.outcomes);
    expect(year).toEqual({
      counted: 8_865,
      "state-owned": 4_017,
      surrendered: 363,
      "registered-owner": 785,
      lawful: 4,
    });
    expect(Object.values(year).reduce((sum, n) => sum + n, 0)).toBe(14_034);
    const compared = compareCounts(register, await count("series", "illicit", "2018"));
    expect(compared.here - compared.there).toBe(144);
    const away = (rows: readonly { here: number; there: number }[]): number =>
      rows.reduce((sum, row) => sum + Math.abs(row.here - row.there), 0);
    expect(compared.byMonth).toHaveLength(12);
    expect([away(compared.byType), away(compared.byMonth), away(compared.byArea)]).toEqual([362, 220, 580]);
  });

  it("and the same rule, untouched, on the years before and after", async () => {
    const both = async (year: string): Promise<number[]> => [
      (await count("register", "illicit", year)).counted,
      (await count("series", "illicit", year)).counted,
    ];
    expect(await both("2017")).toEqual([8_812, 8_706]);
    expect(await both("2019")).toEqual([8_678, 8_423]);
  });

  it("can be counted again by anyone, on the command line", async () => {
    const told = commandFor(testConfig(), { language: "ru" });
    const ask = {
      file: files.items ?? "",
      profile: profiles.items,
      rule: "illicit",
      from: "2018-01-01",
      until: "2018-12-31",
      compare: files.series,
      compareProfile: profiles.series,
      format: "text",
    } as const;
    await runCount(ask, told.context);
    expect(told.out()).toMatch(/pistol +4\s089 +4\s089 +0/);
    const json = commandFor(testConfig(), { json: true });
    await runCount(ask, json.context);
    expect(json.json()).toMatchObject({ counted: 8_721, compared: { here: 8_721, there: 8_721 } });
    await expect(runCount({ ...ask, profile: "nothing" }, told.context)).rejects.toMatchObject({
      code: "count-profile-unknown",
    });
  });
});
