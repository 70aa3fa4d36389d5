import { parse } from "csv-parse/sync";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadCodeLists } from "../reference/code-lists.ts";
import { codeLists } from "../reference/lists.ts";
import { withCountryRules } from "./country-serial-rules.ts";
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
  const rowsOf = (...lines: string[]): unknown => parse([header, ...lines].join("\n"), { columns: true });
  const load = (...lines: string[]) => withCountryRules(rules, rowsOf(...lines), lists);
  const good = 'a,A,А,date,serial,toz,,,^Я\\d{4}$,1970,,,,,sure,"a source long enough"';
  test("are added, and replace a shipped one of the same code", () => {
    const own = load(
      'toz-63,TOZ ranges,Номера ТОЗ,date,serial,toz,,,^Я(?<number>\\d{4})$,1963,100,4999,,Tula,sure,"Letter of the maker of 12 March 2020"',
      'glock-shape,Glock,Глок,shape,serial,glock,,,^[A-Z]{3}\\d{3}$,,,,,,sure,"Letter of the maker of 12 March 2020"',
    );
    const ask = (text: string) =>
      decodeMark(own.rules, lists, { markKind: "serial", text, make: "toz", country: null });
    expect(own.faults).toEqual([]);
    expect([...own.own]).toEqual(["toz-63", "glock-shape"]);
    expect(ask("Я 0100")[0]).toMatchObject({ years: [1963, 1963], factory: "Tula" });
    expect(ask("Я 5000")).toEqual([]);
    expect(fitsMaker(own.rules, "glock", "AB123")).toBe(false);
    expect(own.rules.length).toBe(rules.length + 1);
  });
  test.each([undefined, null, []])("that are not set (%s) change nothing", (rows) => {
    expect(withCountryRules(rules, rows, lists)).toEqual({ rules, own: new Set(), faults: [] });
  });
  test.each([
    ["pattern", 'b,A,А,date,serial,,,,^(?:A+)+$,1970,,,,,sure,"a source long enough"'],
    ["pattern", 'b,A,А,date,serial,,,,A\\d+,1970,,,,,sure,"a source long enough"'],
    ["pattern", 'b,A,А,date,serial,,,,^A(,1970,,,,,sure,"a source long enough"'],
    ["makes", 'b,A,А,date,serial,nobody,,,^A$,1970,,,,,sure,"a source long enough"'],
    ["source", "b,A,А,date,serial,,,,^A$,1970,,,,,sure,"],
    ["years", 'b,A,А,date,serial,,,,^(?<year2>\\d\\d)$,1900-2100,,,,,sure,"a source long enough"'],
    ["years", 'b,A,А,date,serial,,,,^A$,1970-1960,,,,,sure,"a source long enough"'],
    ["values", 'b,A,А,date,year,,,,^(?<code>A)$,,,,A=x,,sure,"a source long enough"'],
    ["values", 'b,A,А,date,year,,,,^(?<code>A)$,,,,,,sure,"a source long enough"'],
    ["confidence", 'b,A,А,date,serial,,,,^A$,1970,,,,,certain,"a source long enough"'],
    ["code", good],
  ])("a rule with a wrong %s is named by row and column, and left out; the others hold", (column, line) => {
    const { own, faults } = load(good, line);
    expect([...own]).toEqual(["a"]);
    expect(faults.map((fault) => [fault.row, fault.column])).toContainEqual([2, column]);
  });
  test("a row that is none, and a column that is none, are named", () => {
    expect(withCountryRules(rules, { a: 1 }, lists).faults).toMatchObject([{ row: 0, code: "list-not-rows" }]);
    const [row] = rowsOf(good) as Record<string, string>[];
    const { own, faults } = withCountryRules(rules, ["Я", { ...row, colour: "black" }, { ...row, years: 1970 }], lists);
    expect(faults).toMatchObject([
      { row: 1, code: "list-not-rows" },
      { row: 2, column: "colour", code: "list-column-unknown" },
    ]);
    expect([...own]).toEqual(["a"]);
  });
  test("a make that was merged into another is that other, in the rule and on the weapon", () => {
    const merged = loadCodeLists(undefined, [
      { id: "1", list: "makes", code: "old-toz", kind: "entry", cells: { name_en: "Old TOZ", name_ru: "Старый ТОЗ" } },
      { id: "2", list: "makes", code: "old-toz", kind: "merge", into: "toz" },
    ]);
    const { rules: own } = withCountryRules([], rowsOf(good.replace(",toz,", ",old-toz,")), merged);
    for (const make of ["toz", "old-toz"])
      expect(decodeMark(own, merged, { markKind: "serial", text: "Я 1234", make, country: null })).toHaveLength(1);
  });
});
