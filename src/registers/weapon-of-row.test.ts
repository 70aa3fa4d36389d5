import { describe, expect, it } from "vitest";
import { findCountry } from "../reference/country-names.ts";
import { splitQuestion } from "./question.ts";
import { readReason } from "./record-of-row.ts";
import { rowJudge } from "./judge-row.ts";
import { makeMapping } from "./tabular/mapping.ts";
import type { Target } from "./tabular/fields.ts";
import { weaponOfRow } from "./weapon-of-row.ts";

const weapon = (texts: Record<string, string>, numbers: Record<string, number> = {}) =>
  weaponOfRow({ texts, numbers, dates: {}, notes: [] });

describe("the weapon of a row", () => {
  it("joins series and number for matching and keeps them apart", () => {
    expect(weapon({ series: "ЛЯ", serial: "36" })).toMatchObject({
      series: "ЛЯ",
      number: "36",
      serialWritten: "ЛЯ 36",
      serialNormal: "ЛЯ36",
      serialState: "clear",
    });
    expect(weapon({ series: "ЛЯ", serial: "ЛЯ 36" })).toMatchObject({ serialWritten: "ЛЯ 36" });
    expect(weapon({ number: "ДХ-4412" })).toMatchObject({ series: null, serialWritten: "ДХ-4412" });
  });

  it("takes a weapon without a number, and the words that say why there is none", () => {
    expect(weapon({ model: "ПМ" })).toMatchObject({ serialState: "not-recorded", serialKeys: [], findings: [] });
    expect(weapon({ model: "ПМ", serial: "спилен" })).toMatchObject({
      serialState: "obliterated",
      serialWritten: "спилен",
      serialKeys: [],
    });
  });

  it.each([
    ["перебит, 44712", "altered", "44712", ["serial-said-altered"]],
    ["altered", "altered", null, ["serial-said-altered"]],
    ["44712 восстановлен экспертом", "restored", "44712", []],
    ["последние цифры 4471", "partial", "*4471", ["serial-only-the-end"]],
    ["AB12, rest filed off", "partial", "AB12*", ["serial-only-the-beginning"]],
    ["AB1234 or AB1284", "partial", "AB12[38]4", ["serial-alternatives"]],
    ["7,62х39", "not-recorded", null, ["serial-is-calibre"]],
    ["12.05.2019", "not-recorded", null, ["serial-is-date"]],
    ["+998 90 123-45-67", "not-recorded", null, ["serial-is-telephone"]],
    ["ПМ", "not-recorded", null, ["serial-is-model"]],
    ["Taurus", "not-recorded", null, ["serial-is-make"]],
    ["00000", "not-recorded", null, ["serial-placeholder"]],
    ["спилен", "obliterated", null, []],
  ])("judges the serial %s as the form's gate does", (serial, state, normal, codes) => {
    const one = weapon({ type: "пистолет", serial });
    expect(one).toMatchObject({ serialState: state, serialNormal: normal, serialWritten: serial });
    expect(one.findings.map((finding) => finding.code)).toEqual(codes);
  });

  it("keeps a series and a short number that together spell a model", () => {
    expect(weapon({ series: "АК", serial: "74" })).toMatchObject({ serialState: "clear", serialNormal: "AK74" });
  });

  it("splits make and model written together, and finds the calibre behind a lost point", () => {
    expect(weapon({ "make-model": "TAURUS PT 92", calibre: "9" })).toMatchObject({
      make: { code: "taurus", written: "TAURUS" },
      model: { code: "pt-92", written: "PT 92" },
    });
    expect(weapon({ "make-model": "АК74", calibre: "545" })).toMatchObject({
      make: { code: null },
      model: { code: "ak-74", written: "АК74" },
      calibre: { code: "5.45mm", written: "545" },
    });
    expect(weapon({ model: "НАГАН", calibre: "762" }).calibre.code).toBe("7.62mm");
  });

  it("takes the narrower of two columns for the type and keeps the other", () => {
    expect(weapon({ type: "НАРІЗНА", kind: "РЕВОЛЬВЕР" })).toMatchObject({
      type: { code: "revolver", written: "РЕВОЛЬВЕР" },
      rest: { kind: "НАРІЗНА" },
    });
  });

  it("does not take “other” and “not identified” for names", () => {
    const one = weapon({ type: "PISTOLA", make: "OUTROS", model: "NÃO IDENTIFICADO" });
    expect(one).toMatchObject({
      make: { code: null, written: null },
      model: { code: null, written: null },
      rest: { make: "OUTROS", model: "NÃO IDENTIFICADO" },
    });
  });

  it("keeps an impossible year beside, and the weapon with it", () => {
    const one = weapon({ model: "ПМ" }, { year: 1650 });
    expect(one).toMatchObject({
      year: null,
      rest: { year: 1650 },
      findings: [{ code: "year-out-of-range", weight: "value-refused" }],
    });
  });

  it("refuses only what nothing identifies", () => {
    expect(weapon({ serial: "-", unit: "Отдел 3" }).findings).toMatchObject([
      { code: "nothing-identifies", weight: "row-refused" },
    ]);
    expect(weapon({ calibre: "12" }).findings).toEqual([]);
  });
});

describe("a row", () => {
  const judge = (targets: Target[], cells: string[], target: "register" | "recoveries" = "register") =>
    rowJudge({
      target,
      mapping: makeMapping(targets.map(String), targets),
      options: {},
      profiles: new Map(),
      today: "2026-11-22",
    })({ number: 2, cells });

  it("with a day that is none is doubtful, keeps the day as written, and is a record", () => {
    const judged = judge(["model", "serial", "date-lost"], ["ПМ", "АБ 1234", "31.02.2014"]);
    expect(judged.outcome).toMatchObject({ status: "doubtful", findings: [{ code: "date-impossible" }] });
    expect(judged.record).toMatchObject({ lostOn: null, more: { "date-lost": "31.02.2014" } });
  });

  it("holds no character that cannot be stored", () => {
    const judged = judge(["model", "notes"], ["П\u0000М", "half \uD800"]);
    expect(judged.cells).toEqual(["П\uFFFDМ", "half \uFFFD"]);
  });

  it("that counts several weapons is several only where none has a number", () => {
    expect(judge(["type", "quantity"], ["пистолет", "3"], "recoveries").recovery?.firearms).toBe(3);
    const one = judge(["type", "serial", "quantity"], ["пистолет", "АБ 1234", "3"], "recoveries");
    expect(one.recovery?.firearms).toBe(1);
    expect(one.outcome.findings).toMatchObject([{ code: "quantity-one-weapon" }]);
  });

  it("names the kind of place by its words, and doubts words it does not know", () => {
    const car = judge(["type", "place", "place-kind"], ["пистолет", "Нарын", "в автомобиле"], "recoveries");
    expect(car.recovery).toMatchObject({ placeWritten: "Нарын", placeKind: "vehicle", circumstances: "" });
    expect(car.outcome.status).toBe("accepted");
    const odd = judge(["type", "place-kind"], ["пистолет", "кочерга"], "recoveries");
    expect(odd.recovery).toMatchObject({ placeKind: null, circumstances: "place-kind: кочерга" });
    expect(odd.outcome).toMatchObject({
      status: "doubtful",
      findings: [{ target: "place-kind", code: "place-kind-unknown", values: { text: "кочерга" } }],
    });
    expect(judge(["type", "serial", "place-kind"], ["ПМ", "АБ 1234", "дом"]).record?.more).toEqual({
      "place-kind": "дом",
    });
  });

  it("keeps an hour without a zone as text, and names an owner only where it is the state", () => {
    const police = judge(
      ["type", "occurred-at", "owner"],
      ["pistola", "2017-01-04 00:09:44", "POLÍCIA MILITAR"],
      "recoveries",
    ).recovery;
    expect(police).toMatchObject({
      occurredOn: "2017-01-04",
      occurredAt: null,
      firearm: { stateOwned: "POLÍCIA MILITAR" },
    });
    expect(police?.circumstances).toContain("2017-01-04 00:09:44");
    const person = judge(["type", "owner"], ["pistola", "Іван Петренко"], "recoveries").recovery;
    expect(person?.firearm.stateOwned).toBeNull();
    expect(person?.circumstances).toContain("Іван Петренко");
  });
});

describe("words of registers", () => {
  it.each([
    ["ВИКРАДЕННЯ", "stolen"],
    ["ХИЩЕНИЕ", "stolen"],
    ["ВТРАТА", "lost"],
    ["утрата", "lost"],
    ["missing at inventory", "missing"],
    ["listed", "listed"],
  ])("reads the reason %s", (text, code) => {
    expect(readReason(text)).toBe(code);
  });

  it.each([
    ["Brasil", "BR"],
    ["EUA", "US"],
    ["Туреччина", "TR"],
    ["Россия", "RU"],
    ["Rep. Tcheca", "CZ"],
    ["ВІТЧИЗНЯНЕ", null],
    ["IGNORADO", null],
  ])("reads the country %s", (text, code) => {
    expect(findCountry(text)).toBe(code);
  });

  it("splits a line of make, model and number", () => {
    expect(splitQuestion("AK74 88?1204")).toMatchObject({ serial: "88?1204", model: { code: "ak-74" } });
    expect(splitQuestion("АК74")).toMatchObject({ serial: null, model: { code: "ak-74" } });
    expect(splitQuestion("ДХ-4412")).toEqual({ serial: "ДХ-4412", make: null, model: null });
    expect(splitQuestion("TAURUS PT 92 ABC123")).toMatchObject({
      serial: "ABC123",
      make: { code: "taurus" },
      model: { code: "pt-92" },
    });
  });
});
