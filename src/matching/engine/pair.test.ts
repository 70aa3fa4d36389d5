import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codeLists } from "../../reference/lists.ts";
import { fieldKnowledge } from "../field-knowledge.ts";
import type { WeaponDescription } from "../match-answer.ts";
import { ColumnsMaker } from "./columns.ts";
import { MatchEngine } from "./engine.ts";
import { matchModel } from "./match-model.ts";
import { pairFeatures } from "./certainty.ts";
import { questionOf, scorePairWith } from "./pair.ts";
import { buildSerialIndex } from "./serial-index.ts";
import { Vocabulary } from "./vocabulary.ts";

const knowledge = fieldKnowledge(codeLists());
const score = (weapon: WeaponDescription, other: WeaponDescription) =>
  scorePairWith(matchModel, knowledge, weapon, other);
const probability = (weapon: WeaponDescription, other: WeaponDescription): number =>
  score(weapon, other)?.probability ?? 0;

const makes = ["Ижевск", "ТОЗ", "Glock", "Taurus", ""];
const serial = fc
  .tuple(
    fc.constantFrom("", "AB", "РЧ", "К", "ЗО"),
    fc
      .array(fc.constantFrom("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), { minLength: 4, maxLength: 7 })
      .map((list) => list.join("")),
  )
  .map(([series, number]) => `${series}${number}`);
const weapon = fc.record({
  serial,
  make: fc.constantFrom(...makes),
  model: fc.constantFrom("ПМ", "ТТ", "АКМ", ""),
  type: fc.constantFrom("pistol", "rifle-assault", ""),
  year: fc.option(fc.integer({ min: 1930, max: 2025 }), { nil: undefined }),
});

describe("a pair by itself", () => {
  test("is scored the same whatever else stands beside it in the index", () => {
    fc.assert(
      fc.property(weapon, fc.array(weapon, { minLength: 1, maxLength: 30 }), (asked, records) => {
        const vocabulary = new Vocabulary(knowledge);
        const maker = new ColumnsMaker(vocabulary);
        for (const record of records) maker.add({ ...record, calibre: "", country: "" });
        const index = buildSerialIndex(maker.columns());
        const found = new MatchEngine(vocabulary).askPairs(questionOf(asked), [index]);
        const byRow = new Map(found.answers.map((answer) => [index.row[answer.record], answer.probability]));
        for (const [row, record] of records.entries()) expect(byRow.get(row)).toBe(score(asked, record)?.probability);
      }),
      { numRuns: 150 },
    );
  });

  test("explains itself to the last decimal", () => {
    fc.assert(
      fc.property(weapon, weapon, (asked, held) => {
        const pair = score(asked, { ...held, serial: asked.serial });
        if (pair === undefined) return;
        expect(pair.why.reduce((sum, part) => sum + part.nats, 0)).toBe(pair.logOdds);
      }),
    );
  });

  test("never becomes more probable by an error more, or by less that speaks for it", () => {
    const said = (features: readonly number[]): number =>
      features.reduce((sum, value, at) => sum + value * (matchModel.pair.certainty[at] ?? 0), 0);
    expect(matchModel.pair.certainty.slice(1).every((weight) => weight >= 0)).toBe(true);
    const nats = fc.double({ min: -8, max: 12, noNaN: true });
    fc.assert(
      fc.property(
        nats,
        fc.double({ min: 0, max: 16, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.integer({ min: 1, max: 12 }),
        (against, errors, more, known) => {
          const now = said(pairFeatures(against, errors, known));
          // An error costs on both sides: it speaks against the pair, and it is an error.
          expect(said(pairFeatures(against - more, errors + more, known))).toBeLessThanOrEqual(now + 1e-9);
          expect(said(pairFeatures(against - more, errors, known))).toBeLessThanOrEqual(now + 1e-9);
        },
      ),
    );
  });

  test("takes letters among digits for the digits they look like, and not the other way round", () => {
    const rifle = { model: "АКМ", type: "rifle-assault" };
    const form = probability({ serial: "516O4Z7", ...rifle }, { serial: "5160427", ...rifle });
    expect(form).toBeGreaterThan(0.8);
    expect(form).toBeCloseTo(probability({ serial: "5160427", ...rifle }, { serial: "5160427", ...rifle }), 2);
    expect(probability({ serial: "5160427", ...rifle }, { serial: "516O4Z7", ...rifle })).toBeLessThan(0.3);
    // One digit for another is a neighbour's number.
    expect(probability({ serial: "5160426", ...rifle }, { serial: "5160427", ...rifle })).toBeLessThan(0.1);
  });

  test("finds the number behind a model that was typed in front of it, and a series taken for digits", () => {
    const pistol = { type: "pistol", calibre: "7.62" };
    expect(
      probability({ serial: "ТТ33 ИЛ5513", ...pistol }, { serial: "ИЛ5513", model: "ТТ", ...pistol }),
    ).toBeGreaterThan(0.6);
    expect(
      probability({ serial: "301183", model: "TT", ...pistol }, { serial: "ЗО1183", model: "ТТ-33", ...pistol }),
    ).toBeGreaterThan(0.3);
    expect(score({ serial: "ТТ33", ...pistol }, { serial: "ИЛ5513", model: "ТТ", ...pistol })).toBeUndefined();
  });

  test("is no pair where the serial field holds the model alone, or nothing", () => {
    expect(score({ serial: "PT100", model: "PT100" }, { serial: "AB123", model: "PT100" })).toBeUndefined();
    expect(score({ serial: "спилен", model: "ПМ" }, { serial: "РЧ4816", model: "ПМ" })).toBeUndefined();
  });
});
