import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { codeLists } from "../reference/lists.ts";
import {
  awaitedReasons,
  disputedAspects,
  readingsDisagree,
  type StatementFacts,
  type WeaponFacts,
} from "./examiner.ts";
import { bestReading } from "./firearm.ts";
import { readingMethods, statementSources } from "./firearm.contract.ts";
import { houseSign, signedInstitutions, signPath } from "./report-signs.ts";

const statement = (aspect: string, code: string | null, more: Partial<StatementFacts> = {}): StatementFacts => ({
  aspect,
  code,
  written: code ?? "as written",
  source: "eye",
  examined: false,
  recordedAt: "2026-10-01T10:00:00Z",
  ...more,
});
const weapon = (facts: Partial<WeaponFacts>): WeaponFacts => ({
  marks: [],
  statements: [],
  examinedAt: null,
  yearAlarm: false,
  overridden: false,
  ...facts,
});

describe("why a weapon waits for an examiner", () => {
  it("waits until somebody who examines has said what it is", () => {
    expect(awaitedReasons(weapon({ statements: [statement("model", "pm")] }))).toEqual(["identification"]);
    expect(awaitedReasons(weapon({ statements: [statement("model", "pm", { examined: true })] }))).toEqual([]);
    for (const source of ["laboratory", "manufacturer", "reference-work"])
      expect(awaitedReasons(weapon({ statements: [statement("model", "pm", { source })] })), source).toEqual([]);
    // A file of another house is no examination, whoever loads it.
    expect(awaitedReasons(weapon({ statements: [statement("model", "pm", { source: "import" })] }))).toEqual([
      "identification",
    ]);
  });

  it("waits again for what came after the last conclusion, and for nothing that came before", () => {
    const readings = [
      { written: "ЛЯ4172", readAt: "2026-10-01T10:00:00Z" },
      { written: "ЛЯ4772", readAt: "2026-10-02T10:00:00.5Z" },
    ];
    const at = (examinedAt: string | null) => awaitedReasons(weapon({ marks: [{ readings }], examinedAt }));
    expect(at(null)).toEqual(["identification", "readings"]);
    expect(at("2026-10-03T10:00:00Z")).toEqual([]);
    expect(at("2026-10-02T10:00:00.25Z")).toEqual(["readings"]);
    // Readings of two marks do not contradict each other.
    expect(
      awaitedReasons(
        weapon({ marks: readings.map((one) => ({ readings: [one] })), examinedAt: "2026-09-01T10:00:00Z" }),
      ),
    ).toEqual([]);
  });

  it("waits for a year after the recovery and for a doubt that was overridden", () => {
    const examined = [statement("type", "pistol", { examined: true })];
    expect(awaitedReasons(weapon({ statements: examined, yearAlarm: true, overridden: true }))).toEqual([
      "year",
      "gate",
    ]);
  });

  it("knows a wider word from a contradiction", () => {
    const about = (aspect: string, a: string | null, b: string | null) =>
      disputedAspects([statement(aspect, a), statement(aspect, b)]).length > 0;
    expect(about("type", "pistol", "handgun")).toBe(false);
    expect(about("type", "pistol", "unknown")).toBe(false);
    expect(about("type", "pistol", "revolver")).toBe(true);
    expect(about("calibre", "7.62mm", "7.62x39")).toBe(false);
    expect(about("calibre", "9x18", "9x19")).toBe(true);
    expect(about("make", "izhmash", null)).toBe(false);
    expect(about("make", "izhmash", "toz")).toBe(true);
    const years = [statement("year", null, { written: "1984" }), statement("year", null, { written: "1985" })];
    expect(disputedAspects(years)).toEqual(["year"]);
  });

  it("calls it no disagreement where one could not make it out", () => {
    expect(readingsDisagree([{ written: "ЛЯ41?2" }, { written: "ЛЯ4172" }, { written: "" }])).toBe(false);
    expect(readingsDisagree([{ written: "ЛЯ4172" }, { written: "ля 4172" }])).toBe(false);
    expect(readingsDisagree([{ written: "ЛЯ41?2" }, { written: "ЛЯ4272" }])).toBe(true);
  });
});

describe("the most telling reading", () => {
  const clear = { written: "ЛЯ4772", state: "clear", method: "eye", confidence: "sure" };
  it("is what was brought out by a method that restores, above what the eye took for clear", () => {
    const restored = { written: "ЛЯ4172", state: "restored", method: "chemical", confidence: "sure" };
    expect(bestReading([restored, clear])).toBe(restored);
    expect(bestReading([clear, { ...restored, method: "eye" }])).toBe(clear);
  });
});

describe("the words and lists of marks", () => {
  const words = (language: string): Record<string, Record<string, string>> =>
    JSON.parse(readFileSync(new URL(`../../text/${language}/firearms.json`, import.meta.url), "utf8")) as Record<
      string,
      Record<string, string>
    >;
  it("name every place, method and source of the lists in both languages, and no other", () => {
    const lists = codeLists();
    for (const language of ["en", "ru"]) {
      const said = words(language);
      expect(Object.keys(said["place"] ?? {})).toEqual([...lists.markPlaces.keys()]);
      expect(Object.keys(said["method"] ?? {})).toEqual([...lists.readingMethods.keys()]);
      expect(Object.keys(said["source"] ?? {})).toEqual([...lists.statementSources.keys()]);
    }
    expect([...readingMethods]).toEqual([...lists.readingMethods.keys()]);
    expect([...statementSources]).toEqual([...lists.statementSources.keys()]);
  });

  it("draw the same signs on paper as on the desk", () => {
    const desk = readFileSync(new URL("../../web/marks/signs.tsx", import.meta.url), "utf8");
    expect(desk).toContain(houseSign);
    expect(signedInstitutions.length).toBe(8);
    for (const code of [...signedInstitutions, "NONE"]) expect(desk).toContain(signPath(code));
  });
});
