import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareSerial } from "./edit-channel.ts";
import type { EditKind } from "./edit-channel.ts";
import { matchModel, rankCandidates } from "./match-score.ts";
import type { MatchRecord } from "./match-score.ts";
import { compareField, oneEditApart } from "./match-score-fields.ts";
import { readSerialField } from "./serial-field.ts";

function compared(question: string, record: string): { cost: number; kinds: EditKind[] } {
  const { cost, operations } = compareSerial(readSerialField(question).pattern, readSerialField(record).pattern);
  return { cost, kinds: operations.map((operation) => operation.kind) };
}

describe("edit channel", () => {
  const cases: readonly (readonly [string, string, readonly EditKind[]])[] = [
    ["AB123456", "AB123456", []],
    ["АВ123456", "AB123456", ["homoglyph", "homoglyph"]],
    ["ABI23456", "AB123456", ["look-alike"]],
    ["AB923456", "AB523456", ["replaced"]],
    ["AB1243567", "AB1234567", ["swapped"]],
    ["AB12945678", "AB1245678", ["inserted"]],
    ["AB1245678", "AB12945678", ["missing"]],
    ["AB12345", "AB123456", ["end-missing"]],
    ["123456", "ЛЯ123456", ["start-missing"]],
    ["ЛЯ123456", "123456", ["start-added"]],
    ["AB12?456", "AB123456", ["unread"]],
    ["AB12[38]456", "AB128456", ["one-of"]],
    ["AB12*", "AB123456", ["run", "run", "run", "run"]],
    ["47120913", "W47-12XK0913", ["letters-dropped"]],
    ["LYA361275", "ЛЯ361275", ["spelled"]],
  ];
  test.each(cases)("%s against %s", (question, record, kinds) => {
    expect(compared(question, record).kinds).toEqual(kinds);
  });
  test("a look-alike costs less than another character, a homoglyph no more than the same", () => {
    expect(compared("AB0234", "ABO234").cost).toBeLessThan(compared("AB7234", "ABO234").cost);
    expect(compared("АВ1234", "AB1234").cost).toBe(compared("AB1234", "AB1234").cost);
  });
  test("the steps and the agreeing characters add up to the cost", () => {
    const char = fc.constantFrom(...Array.from("AB0O1I58SЛЯ?"));
    fc.assert(
      fc.property(
        fc.string({ unit: char, minLength: 1, maxLength: 9 }),
        fc.string({ unit: char, minLength: 1, maxLength: 9 }),
        (a, b) => {
          const question = readSerialField(`9${a}9`).pattern;
          const record = readSerialField(`9${b}9`).pattern;
          const { cost, operations } = compareSerial(question, record);
          const steps = operations.reduce((sum, operation) => sum + operation.cost, 0);
          const same = (cost - steps) / matchModel.channel.same;
          expect(Math.abs(same - Math.round(same))).toBeLessThan(1e-6);
          expect(Math.round(same)).toBeGreaterThanOrEqual(0);
          expect(Math.round(same)).toBeLessThanOrEqual(Math.max(question.length, record.length) + 6);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("fields", () => {
  test.each([
    ["make", "ИЖМАШ", "ижмаш", "same"],
    ["make", "МАКАРОВ", "MAKAPOB", "same"],
    ["make", "ЗБРОЯ", "ZBROYA", "alias"],
    ["make", "TAURUS", "TAURSU", "similar"],
    ["model", "PT 100", "PT-100", "same"],
    ["model", "PT100", "PT100AF", "similar"],
    ["model", "PT100", "PT101", "differs"],
    ["calibre", "7.62", "762", "similar"],
    ["calibre", "7,62x39", "7.62", "similar"],
    ["calibre", "9x18", "7.62x39", "differs"],
    ["calibre", "9x18", "9х18", "same"],
    ["year", "1978", "1979", "similar"],
    ["make", "", "COLT", "missing"],
    ["make", "неизвестна", "COLT", "missing"],
  ] as const)("%s: %s and %s %s", (field, a, b, level) => {
    expect(compareField(field, a, b)).toBe(level);
    expect(compareField(field, b, a)).toBe(level);
  });
  test("reference lists decide where they know", () => {
    expect(compareField("make", "FN", "IMBEL", () => "family")).toBe("family");
  });
  test("one edit", () => {
    expect(oneEditApart("ABCDE", "ABDCE")).toBe(true);
    expect(oneEditApart("ABCDE", "ABXXE")).toBe(false);
  });
});

const register: MatchRecord[] = [
  { id: "a", make: "ПМ", model: "ПМ", calibre: "9x18", serial: "ВБ 70437" },
  { id: "b", make: "ПМ", model: "ПМ", calibre: "9x18", serial: "ВБ 70438" },
  { id: "c", make: "ПМ", model: "ПМ", calibre: "9x18", serial: "ВБ 70439" },
  { id: "d", make: "TAURUS", model: "PT100", calibre: ".40", serial: "SXY41275" },
  { id: "e", make: "TAURUS", model: "PT100", calibre: ".40", serial: "спилен" },
];
const options = { registerSize: 100_000 };

describe("rankCandidates", () => {
  test("contributions sum exactly to the log odds, in any order", () => {
    for (const match of rankCandidates({ serial: "BB 7O438", make: "ПM", calibre: "9" }, register, options)) {
      expect(match.why.reduce((sum, part) => sum + part.nats, 0)).toBe(match.logOdds);
      expect(match.why.toReversed().reduce((sum, part) => sum + part.nats, 0)).toBe(match.logOdds);
    }
  });
  test("probabilities of one question sum to less than one and none is certain", () => {
    const value = fc.option(fc.constantFrom("ПМ", "TAURUS", "PT100", "9x18", ".40"), { nil: undefined });
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from("ВБSXY1234567?*")) }),
        value,
        value,
        value,
        fc.integer({ min: 1, max: 1e7 }),
        (serial, make, model, calibre, registerSize) => {
          const ranked = rankCandidates({ serial, make, model, calibre }, register, { registerSize });
          const sum = ranked.reduce((total, match) => total + match.probability, 0);
          expect(sum).toBeLessThan(1);
          for (const [at, match] of ranked.entries()) {
            expect(match.probability).toBeGreaterThanOrEqual(0);
            expect(match.probability).toBeLessThanOrEqual(0.995);
            expect(match.probability).toBeGreaterThanOrEqual(ranked[at + 1]?.probability ?? 0);
          }
        },
      ),
    );
  });
  test("neighbours that fit equally share the probability", () => {
    const ranked = rankCandidates({ serial: "ББ7043?", make: "ПМ", model: "ПМ" }, register.slice(0, 3), options);
    expect(new Set(ranked.map((match) => match.probability)).size).toBe(1);
    expect(ranked.every((match) => match.rivals === 2)).toBe(true);
    expect(ranked[0]?.probability).toBeLessThan(0.34);
  });
  test("an exact serial with agreeing make comes first and is likely", () => {
    const best = rankCandidates(
      { serial: "sxy-41275", make: "Taurus", model: "PT-100", calibre: ".40" },
      register,
      options,
    )[0];
    expect(best?.id).toBe("d");
    expect(best?.probability).toBeGreaterThan(0.5);
  });
  test("a larger register makes the same agreement say less", () => {
    const small = rankCandidates({ serial: "70438" }, register, { registerSize: 10 })[0];
    const large = rankCandidates({ serial: "70438" }, register, { registerSize: 10_000_000 })[0];
    expect(small?.probability ?? 0).toBeGreaterThan(large?.probability ?? 1);
  });
  test("a designation in the serial field is no serial", () => {
    const best = rankCandidates({ serial: "PT 100", make: "TAURUS", model: "PT100" }, register, options)[0];
    expect(best?.why.find((part) => part.field === "serial")).toMatchObject({ level: "model" });
    expect(best?.probability).toBeLessThan(0.5);
  });
  test("make is no hard key", () => {
    expect(rankCandidates({ serial: "SXY41275", make: "ROSSI" }, register, options)[0]?.id).toBe("d");
  });
  test("no candidates, no answers", () => {
    expect(rankCandidates({ serial: "A1" }, [], options)).toEqual([]);
  });
});

describe("a weapon whose readings disagree", () => {
  const record = { id: "r", serial: "ЛЯ4172", model: "pm", calibre: "9x18" };
  const weapon = { serial: "ЛЯ4772", readings: ["ЛЯ4772", "ЛЯ4112", "ЛЯ4172"], model: "pm", calibre: "9x18" };
  const score = (
    query: Parameters<typeof rankCandidates>[0],
    candidate: Parameters<typeof rankCandidates>[1][number],
  ) => rankCandidates(query, [candidate], { registerSize: 1000 })[0];

  test("is scored by the reading that fits best, and says which one of how many", () => {
    const all = score(weapon, record);
    const alone = score({ ...weapon, serial: "ЛЯ4172", readings: undefined }, record);
    expect(all?.logOdds).toBe(alone?.logOdds);
    expect(all?.probability).toBe(alone?.probability);
    const serial = all?.why.find((part) => part.field === "serial");
    expect(serial?.writtenBy).toEqual({ reading: "ЛЯ4172", of: 3 });
    expect(serial?.level).toBe("same");
  });

  test("is found the same from the other side", () => {
    const asked = score(record, { ...weapon, id: "w" });
    const serial = asked?.why.find((part) => part.field === "serial");
    expect(serial?.heldBy).toEqual({ reading: "ЛЯ4172", of: 3 });
    expect(asked?.logOdds).toBe(score(record, { ...record, id: "w" })?.logOdds);
  });

  test("says nothing of readings where there is one, or where they only differ in signs that do not count", () => {
    for (const readings of [undefined, ["ЛЯ4172"], ["ЛЯ4172", "ля 41-72"]]) {
      const serial = score({ ...weapon, serial: "ЛЯ4172", readings }, record)?.why.find(
        (part) => part.field === "serial",
      );
      expect(serial?.writtenBy).toBeUndefined();
    }
  });
});
