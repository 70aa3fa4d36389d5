import { readFileSync } from "node:fs";
import { createInstance } from "i18next";
import { beforeAll, describe, expect, test } from "vitest";
import { contributionTable, explainMatch, explainSentence } from "./match-explain.ts";
import type { Translate } from "./match-explain.ts";
import { rankCandidates } from "./match-score.ts";
import type { MatchRecord, WeaponDescription } from "./match-score.ts";

const translators = new Map<string, Translate>();

beforeAll(async () => {
  for (const locale of ["en", "ru"]) {
    const i18n = createInstance();
    const catalogue: unknown = JSON.parse(
      readFileSync(new URL(`../../text/${locale}/matching.json`, import.meta.url), "utf8"),
    );
    await i18n.init({
      lng: locale,
      resources: { [locale]: { matching: catalogue as Record<string, string> } },
      defaultNS: "matching",
      interpolation: { escapeValue: false },
    });
    translators.set(locale, (key, values) => {
      if (!i18n.exists(key, values)) throw new Error(`${locale}: no text for ${key}`);
      return i18n.t(key, values ?? {});
    });
  }
});

function said(locale: string, query: WeaponDescription, record: Omit<MatchRecord, "id">, rivals = 0): string {
  const match = rankCandidates(query, [{ id: "1", ...record }], { registerSize: 1000 })[0];
  const t = translators.get(locale);
  if (match === undefined || t === undefined) throw new Error("nothing to explain");
  return explainSentence(explainMatch({ ...match, rivals }), t, locale);
}

describe("one sentence", () => {
  test("the example of a pistol without its last character", () => {
    const query = { serial: "ББ7043", make: "ПМ", calibre: "9x18" };
    const record = { serial: "ББ 70437", make: "ПМ", calibre: "9x18" };
    expect(said("en", query, record, 3)).toBe(
      "The serial number agrees, except that the last character (7) is missing; make and calibre agree; 3 other records would fit almost as well.",
    );
    expect(said("ru", query, record, 3)).toBe(
      "Серийный номер совпадает за исключением того, что не хватает 1 знака в конце (7); совпадают марка и калибр; ещё 3 записи подходят почти так же хорошо.",
    );
  });
  test("letters of the other alphabet are named", () => {
    expect(said("en", { serial: "BE70437" }, { serial: "ВЕ70437" })).toContain("the letters В, Е are written alike");
    expect(said("ru", { serial: "B70437" }, { serial: "В70437" })).toContain(
      "буква В в другом алфавите пишется так же",
    );
  });
  test("every kind of step has words in both languages", () => {
    const pairs = [
      ["ABI23456", "AB123456"],
      ["AB923456", "AB523456"],
      ["AB1243567", "AB1234567"],
      ["AB12945678", "AB1245678"],
      ["AB1245678", "AB12945678"],
      ["123456", "ЛЯ123456"],
      ["ЛЯ123456", "123456"],
      ["123456ЛЯ", "123456"],
      ["AB12?456", "AB123456"],
      ["AB12[38]456", "AB128456"],
      ["AB12*", "AB123456"],
      ["47120913", "W47-12XK0913"],
      ["LYA361275", "ЛЯ361275"],
      ["", "AB1"],
      ["987654", "AB123"],
    ];
    for (const locale of ["en", "ru"]) {
      for (const [serial = "", record = ""] of pairs) {
        const sentence = said(
          locale,
          { serial, make: "FN", model: "PT100", year: 1990, type: "x" },
          { serial: record, make: "IMBEL", model: "PT100AF", year: 1992, type: "x" },
        );
        expect(sentence).not.toMatch(/\{\{|undefined|\bfact\./u);
      }
    }
  });
  test("a designation typed as serial", () => {
    expect(said("en", { serial: "PT100", model: "PT100" }, { serial: "AB123", model: "PT100" })).toContain(
      "designation of the model (PT100)",
    );
  });
});

test("the numbers are apart and sum exactly to the score", () => {
  const match = rankCandidates({ serial: "ББ7043", make: "ПМ" }, [{ id: "1", serial: "ББ70437", make: "ПМ" }], {
    registerSize: 1000,
  })[0];
  if (match === undefined) throw new Error("no answer");
  const table = contributionTable(match);
  expect(table.reduce((sum, row) => sum + row.nats, 0)).toBe(match.logOdds);
  expect(table.map((row) => row.field)).toEqual([
    "prior",
    "serial",
    "make",
    "model",
    "type",
    "calibre",
    "country",
    "year",
  ]);
});

test("both catalogues speak of the same things", () => {
  const keys = (value: unknown, path = ""): string[] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => keys(inner, `${path}.${key}`))
      : [path.replace(/_(?:one|few|many|other)$/u, "")];
  const of = (locale: string): string[] =>
    [
      ...new Set(
        keys(JSON.parse(readFileSync(new URL(`../../text/${locale}/matching.json`, import.meta.url), "utf8"))),
      ),
    ].sort();
  expect(of("ru")).toEqual(of("en"));
});
