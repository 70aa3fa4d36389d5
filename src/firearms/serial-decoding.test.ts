import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "../platform/problem.ts";
import { codeLists } from "../reference/lists.ts";
import { decodeMark, fitsMaker, loadSerialRules } from "./serial-decoding.ts";

const lists = codeLists();
const rules = loadSerialRules(lists);

function years(markKind: string, text: string, make: string | null, country: string | null = null) {
  return decodeMark(rules, lists, { markKind, text, make, country })[0]?.years;
}

describe("the shipped rules", () => {
  test("each names its source and its confidence, and speaks both languages", () => {
    expect(rules.length).toBeGreaterThanOrEqual(12);
    for (const rule of rules) {
      expect(rule.source.length, rule.code).toBeGreaterThan(20);
      expect(rule.en, rule.code).not.toBe(rule.ru);
    }
  });
  test.each([
    ["proof", "XX7", "beretta", 1971],
    ["proof", "X", "beretta", 1954],
    ["proof", "XXVI", "beretta", 1970],
    ["proof", "AA", "beretta", 1975],
    ["year", "BZ", "beretta", 2005],
    ["proof", "CS", "beretta", 2017],
    ["proof", "A", "star", 1927],
    ["proof", "LL", "star", 1940],
    ["proof", "D1", "astra", 1958],
    ["proof", "T2", "llama", 2001],
    ["proof", "71", "cz", 1971],
    ["acceptance", "04", "cz", 2004],
    ["year", "1973", "baikal", 1973],
    ["year", "1973 г.", "izhmash", 1973],
    ["serial", "T6472-16 AI 02955", "canik", 2016],
    ["serial", "T0620-18?M0039?", null, 2018],
    ["serial", "245RT01234", "browning", 1976],
    ["serial", "510NZ01234", "browning", 1991],
    ["serial", "01234MN510", "browning", 2009],
    ["maker", "byf 43", null, 1943],
  ])("%s %s of %s is %i", (mark, text, make, year) => {
    expect(years(mark, text, make)).toEqual([year, year]);
  });
  test("a rule of one make or country says nothing of another", () => {
    expect(years("proof", "AA", "toz")).toBeUndefined();
    expect(years("proof", "AA", null)).toBeUndefined();
    expect(years("proof", "AA", null, "IT")).toEqual([1975, 1975]);
    expect(years("serial", "AA", "beretta")).toBeUndefined();
  });
  test("the maker's code in the number tells the maker, whatever was stated", () => {
    const [found] = decodeMark(rules, lists, {
      markKind: "serial",
      text: "T6368-12 A 00312",
      make: "beretta",
      country: null,
    });
    expect(found).toMatchObject({ maker: "girsan", years: [2012, 2012] });
  });
  test("an open end stays open", () => {
    expect(years("serial", "335-12345", "ruger")).toEqual([2013, Infinity]);
  });
  test("what the numbers of a make look like", () => {
    expect(fitsMaker(rules, "glock", "ABC123")).toBe(true);
    expect(fitsMaker(rules, "glock", "ABCD123US")).toBe(true);
    expect(fitsMaker(rules, "glock", "123456")).toBe(false);
    expect(fitsMaker(rules, "glock", "AB?123")).toBeNull();
    expect(fitsMaker(rules, "toz", "123456")).toBeNull();
  });
});

test("any text decodes to years within a rule, in no time", () => {
  const makes = [...lists.makes.keys()];
  const begun = performance.now();
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 80 }),
        fc.string({ unit: fc.constantFrom(...Array.from("ABXTLN0123456789?*[]- ГЖ")), maxLength: 80 }),
      ),
      fc.constantFrom("serial", "proof", "year", "maker", "acceptance"),
      fc.constantFrom(null, ...makes),
      (text, markKind, make) => {
        for (const answer of decodeMark(rules, lists, { markKind, text, make, country: null })) {
          const [from, to] = answer.years ?? [1900, 1900];
          expect(from).toBeLessThanOrEqual(to);
          expect(from).toBeGreaterThanOrEqual(1880);
          expect(from).toBeLessThan(2070);
        }
      },
    ),
    { numRuns: 2000 },
  );
  // On the average over all of them, so that a busy machine does not fail the test.
  expect((performance.now() - begun) / 2000).toBeLessThan(10);
});

describe("a country's own rules", () => {
  const header =
    "code,name_en,name_ru,kind,marks,makes,countries,maker,pattern,years,low,high,values,factory,confidence,source";
  const load = (...lines: string[]) => {
    const folder = mkdtempSync(join(tmpdir(), "rules-"));
    try {
      writeFileSync(join(folder, "serial-rules.csv"), `${[header, ...lines].join("\n")}\n`);
      return loadSerialRules(lists, folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  test("are added, and replace a shipped one of the same code", () => {
    const own = load(
      'toz-63,TOZ ranges,Номера ТОЗ,date,serial,toz,,,^Я(?<number>\\d{4})$,1963,100,4999,,Tula,sure,"Letter of the maker of 12 March 2020"',
      'glock-shape,Glock,Глок,shape,serial,glock,,,^[A-Z]{3}\\d{3}$,,,,,,sure,"Letter of the maker of 12 March 2020"',
    );
    const ask = (text: string) => decodeMark(own, lists, { markKind: "serial", text, make: "toz", country: null });
    expect(ask("Я 0100")[0]).toMatchObject({ years: [1963, 1963], factory: "Tula" });
    expect(ask("Я 5000")).toEqual([]);
    expect(fitsMaker(own, "glock", "AB123")).toBe(false);
    expect(own.length).toBe(rules.length + 1);
  });
  test("a folder without such a file changes nothing", () => {
    expect(loadSerialRules(lists, tmpdir())).toHaveLength(rules.length);
  });
  test.each([
    ["pattern", 'a,A,А,date,serial,,,,^(?:A+)+$,1970,,,,,sure,"a source long enough"'],
    ["pattern", 'a,A,А,date,serial,,,,A\\d+,1970,,,,,sure,"a source long enough"'],
    ["pattern", 'a,A,А,date,serial,,,,^A(,1970,,,,,sure,"a source long enough"'],
    ["makes", 'a,A,А,date,serial,nobody,,,^A$,1970,,,,,sure,"a source long enough"'],
    ["source", "a,A,А,date,serial,,,,^A$,1970,,,,,sure,"],
    ["years", 'a,A,А,date,serial,,,,^(?<year2>\\d\\d)$,1900-2100,,,,,sure,"a source long enough"'],
    ["years", 'a,A,А,date,serial,,,,^A$,1970-1960,,,,,sure,"a source long enough"'],
    ["values", 'a,A,А,date,year,,,,^(?<code>A)$,,,,A=x,,sure,"a source long enough"'],
    ["values", 'a,A,А,date,year,,,,^(?<code>A)$,,,,,,sure,"a source long enough"'],
    ["confidence", 'a,A,А,date,serial,,,,^A$,1970,,,,,certain,"a source long enough"'],
  ])("a rule with a wrong %s is refused by name", (column, line) => {
    expect(() => load(line)).toThrow(Problem);
    try {
      load(line);
    } catch (fault) {
      expect(fault instanceof Problem && fault.fields.some((field) => field.path.endsWith(`column ${column}`))).toBe(
        true,
      );
    }
  });
});
