import { readFileSync } from "node:fs";
import { createInstance } from "i18next";
import { beforeAll, describe, expect, test } from "vitest";
import { contributionTable, explainMatch, explainSentence } from "./match-explain.ts";
import type { Translate } from "./match-explain.ts";
import { codeLists } from "../reference/lists.ts";
import { matchModel } from "./engine/match-model.ts";
import { scorePairWith, type PairScore } from "./engine/pair.ts";
import { fieldKnowledge } from "./field-knowledge.ts";
import type { EditKind, WeaponDescription } from "./match-answer.ts";

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

function pair(query: WeaponDescription, record: WeaponDescription): PairScore {
  const match = scorePairWith(matchModel, fieldKnowledge(codeLists()), query, record);
  if (match === undefined) throw new Error(`nothing to explain: ${query.serial ?? ""} ${record.serial ?? ""}`);
  return match;
}

function said(locale: string, query: WeaponDescription, record: WeaponDescription, rivals = 0): string {
  const t = translators.get(locale);
  if (t === undefined) throw new Error("no words");
  return explainSentence(explainMatch({ ...pair(query, record), rivals }), t, locale);
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
  test("every kind of step has words in both languages", () => {
    const pairs = [
      ["ABI23456", "AB123456"],
      ["AB123456", "AB173456"],
      ["AB1243567", "AB1234567"],
      ["AB12945678", "AB1245678"],
      ["AB1245678", "AB12945678"],
      ["846213", "ЛЯ846213"],
      ["ЛЯ846213", "846213"],
      ["846213ЛЯ", "846213"],
      ["AB12?456", "AB123456"],
      ["AB12[38]456", "AB128456"],
      ["AB12345*", "AB1234567"],
      ["LYA361275", "ЛЯ361275"],
      ["301183", "ЗО1183"],
    ];
    const met = new Set<EditKind>();
    for (const locale of ["en", "ru"]) {
      for (const [serial = "", record = ""] of pairs) {
        const question = { serial, make: "FN", model: "PT100", type: "pistol" };
        const held = { serial: record, make: "FN", model: "PT100AF", year: 1992, type: "handgun" };
        for (const part of pair(question, held).why)
          if (part.field === "serial") for (const { kind } of part.operations) met.add(kind);
        expect(said(locale, question, held)).not.toMatch(/\{\{|undefined|\bfact\./u);
      }
    }
    expect([...met].sort()).toEqual(
      expect.arrayContaining([
        "end-added",
        "inserted",
        "look-alike",
        "missing",
        "one-of",
        "run",
        "spelled",
        "start-added",
        "start-missing",
        "swapped",
        "unread",
      ]),
    );
  });
  test("the reading that was compared is named where a side has several", () => {
    const query = { serial: "ЖУ6592", readings: ["ЖУ6?92", "ЖУ6592"], model: "ПМ" };
    expect(said("en", query, { serial: "ЖУ6592", model: "ПМ" })).toContain("ЖУ6592");
    expect(pair(query, { serial: "ЖУ6592", model: "ПМ" }).why[1]).toMatchObject({
      writtenBy: { reading: "ЖУ6592", of: 2 },
    });
  });
});

test("the numbers are apart and sum exactly to the score", () => {
  const match = pair({ serial: "ББ7043", make: "ПМ" }, { serial: "ББ70437", make: "ПМ" });
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
