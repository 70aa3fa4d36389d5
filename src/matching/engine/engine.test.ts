import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeLists } from "../../reference/lists.ts";
import { fieldKnowledge } from "../field-knowledge.ts";
import { readSerialField } from "../serial-field.ts";
import { normalSerial } from "../serial-normal.ts";
import { align, askedOf, nats, unit } from "./channel.ts";
import { ColumnsMaker, type WrittenWeapon } from "./columns.ts";
import { MatchEngine } from "./engine.ts";
import { explain } from "./explanation.ts";
import { matchModel } from "./match-model.ts";
import { buildSerialIndex, serialOf, type SerialIndex } from "./serial-index.ts";
import { symbolsOf } from "./symbols.ts";
import { Vocabulary } from "./vocabulary.ts";

const weapon = (serial: string, more: Partial<WrittenWeapon> = {}): WrittenWeapon => ({
  serial,
  make: "",
  model: "",
  type: "",
  calibre: "",
  country: "",
  year: undefined,
  ...more,
});

function indexOf(vocabulary: Vocabulary, weapons: readonly WrittenWeapon[]): SerialIndex {
  const maker = new ColumnsMaker(vocabulary);
  for (const one of weapons) maker.add(one);
  return buildSerialIndex(maker.columns());
}

function world(...files: readonly (readonly WrittenWeapon[])[]): {
  vocabulary: Vocabulary;
  engine: MatchEngine;
  indexes: SerialIndex[];
} {
  const vocabulary = new Vocabulary(fieldKnowledge(codeLists()));
  return {
    vocabulary,
    engine: new MatchEngine(vocabulary),
    indexes: files.map((file) => indexOf(vocabulary, file)),
  };
}

const makes = ["Glock", "Ижмаш", "CZ", "Taurus", "Nobody & Sons"];
const models = ["17", "ПМ", "CZ 75", "PT 92", ""];
const serial = fc
  .tuple(
    fc.stringMatching(/^[ABXZЛЯ]{0,2}$/u),
    fc.integer({ min: 1200, max: 1299 }).map(String),
    fc.constantFrom("", "", "", "R", "2?", "*"),
  )
  .map((parts) => parts.join(""));
const anyWeapon: fc.Arbitrary<WrittenWeapon> = fc.record({
  serial,
  make: fc.constantFrom("", ...makes),
  model: fc.constantFrom(...models),
  type: fc.constantFrom("", "pistol", "rifle"),
  calibre: fc.constantFrom("", "9x19", "9x18", "7.62x39"),
  country: fc.constantFrom("", "RU", "CZ"),
  year: fc.constantFrom(undefined, 1980, 1981, 2004),
});

describe("the search", () => {
  it("finds every record that comes within the margin of the best, as a look at all of them does", () => {
    fc.assert(
      fc.property(fc.array(anyWeapon, { minLength: 1, maxLength: 60 }), anyWeapon, (records, question) => {
        const { engine, indexes } = world(records);
        const [index] = indexes;
        if (index === undefined) return;
        const found = engine.ask(question, indexes);
        if (found.asking.modelOnly || found.asking.readings.length === 0) return;
        const least = new Map<number, number>();
        for (let at = 0; at < index.count; at += 1) {
          const held = serialOf(index, at);
          const cost = Math.min(
            ...found.asking.readings.map((one) => one.cost + align(one.asked, held, matchModel.channel).cost),
          );
          const total = cost + found.costs.of(index, at);
          const row = index.row[at] ?? -1;
          least.set(row, Math.min(least.get(row) ?? Infinity, total));
        }
        const best = found.answers[0];
        if (best === undefined) return;
        const bestCost = best.channel + best.fields;
        expect(bestCost).toBe(Math.min(...least.values()));
        const given = new Map(found.answers.map((one) => [index.row[one.record], one.channel + one.fields]));
        for (const [row, cost] of least)
          if (cost <= bestCost + nats(matchModel.margin) && cost <= nats(6)) expect(given.get(row)).toBe(cost);
      }),
      { numRuns: 300 },
    );
  });

  it("finds as many records below a cost in a file of many parts as in one part", () => {
    const records = Array.from({ length: 3000 }, (_, at) =>
      weapon(`AB${10_000 + at}`, { make: makes[at % 5] ?? "", model: models[at % 4] ?? "" }),
    );
    const { engine, indexes } = world(records);
    const found = engine.ask(weapon("AB11234"), indexes);
    expect(found.answers[0]?.probability).toBeGreaterThan(0.3);
    expect(records[indexes[0]?.row[found.answers[0]?.record ?? 0] ?? 0]?.serial).toBe("AB11234");
  });
});

const letter = "АЛЯ";
/** For each kind of error that the channel claims, a way to make it. */
const errors: Readonly<Record<string, (text: string, at: number) => string>> = {
  "a look-alike": (text) =>
    text.replace(/[0158]/u, (digit) => ({ "0": "O", "1": "I", "5": "S", "8": "B" })[digit] ?? digit),
  "another script": (text) => text.replaceAll("A", "А").replaceAll("B", "В"),
  "a replaced digit": (text, at) => text.slice(0, 2 + (at % 5)) + "7" + text.slice(3 + (at % 5)),
  "a missing digit": (text, at) => text.slice(0, 2 + (at % 5)) + text.slice(3 + (at % 5)),
  "an added digit": (text, at) => `${text.slice(0, 2 + (at % 5))}4${text.slice(2 + (at % 5))}`,
  "two digits swapped": (text) => text.slice(0, 3) + (text[4] ?? "") + (text[3] ?? "") + text.slice(5),
  "the series lost": (text) => text.slice(2),
  "the end lost": (text) => text.slice(0, -2),
  "one position unread": (text, at) => `${text.slice(0, 2 + (at % 5))}?${text.slice(3 + (at % 5))}`,
  "three positions unread": (text) => `${text.slice(0, 3)}???${text.slice(6)}`,
  "a run unread": (text) => `${text.slice(0, 3)}*${text.slice(6)}`,
  "series and number apart": (text) => `${text.slice(0, 2)} № ${text.slice(2)}`,
  "letters added": (text) => `${text} R`,
  "two wrong characters": (text) => `${text.slice(0, 3)}9${text.slice(4, 5)}3${text.slice(6)}`,
};

describe("errors that are claimed", () => {
  // Far from each other: the question is whether the search loses a record, not whether a neighbour fits better.
  const records = Array.from({ length: 60 }, (_, at) =>
    weapon(`AB${10_000 + ((at * 7919) % 90_000)}`, { make: "Glock", model: "17", calibre: "9x19" }),
  );
  const { engine, indexes } = world(records);
  for (const [name, make] of Object.entries(errors))
    it(`never lose the record: ${name}`, () => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 59 }), fc.nat(20), (which, at) => {
          const true_ = records[which];
          if (true_ === undefined) return;
          const found = engine.ask({ ...true_, serial: make(true_.serial, at) }, indexes);
          const [index] = indexes;
          if (index === undefined) return;
          const place = index.row.indexOf(which);
          const cost =
            found.costs.of(index, place) +
            Math.min(
              ...found.asking.readings.map(
                (one) => one.cost + align(one.asked, serialOf(index, place), matchModel.channel).cost,
              ),
            );
          const best = found.answers[0];
          // Errors may make the number that of another weapon: then that one is the answer.
          if (best !== undefined && best.channel + best.fields + nats(matchModel.margin) < cost) return;
          expect(found.answers.map((one) => index.row[one.record])).toContain(which);
        }),
        { numRuns: 60 },
      );
    });

  it("reads a Cyrillic series spelled in Latin letters, and one typed on the other keyboard", () => {
    const { engine: other, indexes: files } = world([
      weapon(`${letter}4817`),
      weapon("ББ4817"),
      ...Array.from({ length: 50 }, (_, at) => weapon(`ЛЖ${4900 + at}`)),
    ]);
    expect(files[0]?.row[other.ask(weapon("ALYA4817"), files).answers[0]?.record ?? 9]).toBe(0);
    expect(files[0]?.row[other.ask(weapon("FKZ4817"), files).answers[0]?.record ?? 9]).toBe(0);
  });

  it("finds the weapons of the model where the model stands in the serial field", () => {
    const { engine: other, indexes: files } = world([
      weapon("AB1234", { make: "Taurus", model: "PT 92", year: 1990 }),
      weapon("AB1299", { make: "Taurus", model: "PT 92", year: 1991 }),
      weapon("XX1", { make: "Glock", model: "17", year: 1990 }),
    ]);
    const found = other.ask(weapon("PT-92", { make: "Taurus", model: "PT 92", year: 1990 }), files);
    expect(found.asking.modelOnly).toBe(true);
    expect(found.answers.map((one) => files[0]?.row[one.record]).slice(0, 2)).toEqual([0, 1]);
  });
});

describe("the answer", () => {
  it("explains itself to the last digit", () => {
    fc.assert(
      fc.property(fc.array(anyWeapon, { minLength: 1, maxLength: 40 }), anyWeapon, (records, question) => {
        const { engine, vocabulary, indexes } = world(records);
        const found = engine.ask(question, indexes);
        for (const answer of found.answers) {
          const told = explain(engine, vocabulary, found, answer);
          expect(told.why.reduce((sum, part) => sum + part.nats, 0)).toBe(told.logOdds);
          expect(Number.isInteger(told.logOdds * unit)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("gives probabilities that sum to less than one, equal ones to equal records, and none of one", () => {
    fc.assert(
      fc.property(fc.array(anyWeapon, { minLength: 1, maxLength: 40 }), anyWeapon, (records, question) => {
        const { engine, indexes } = world(records);
        const { answers } = engine.ask(question, indexes);
        expect(answers.reduce((sum, one) => sum + one.probability, 0)).toBeLessThan(1);
        for (const one of answers) {
          expect(one.probability).toBeLessThanOrEqual(matchModel.cap);
          for (const other of answers)
            if (
              one.channel === other.channel &&
              one.fields === other.fields &&
              !(one.probability === other.probability)
            )
              expect(one.probability).toBeCloseTo(other.probability, 12);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("is the same whatever files the asker cannot see", () => {
    fc.assert(
      fc.property(
        fc.array(anyWeapon, { minLength: 1, maxLength: 30 }),
        fc.array(anyWeapon, { minLength: 1, maxLength: 30 }),
        anyWeapon,
        (seen, hidden, question) => {
          const with_ = world(hidden, seen, hidden);
          const without = world(seen);
          const answers = (w: ReturnType<typeof world>, at: number): unknown => {
            const index = w.indexes[at];
            if (index === undefined) return [];
            return w.engine
              .ask(question, [index])
              .answers.map((one) => [index.row[one.record], one.probability, one.channel, one.fields]);
          };
          expect(answers(with_, 1)).toEqual(answers(without, 0));
        },
      ),
      { numRuns: 150 },
    );
  });

  it("keeps every answer when a record is added that fits no better than the best", () => {
    fc.assert(
      fc.property(
        fc.array(anyWeapon, { minLength: 2, maxLength: 30 }),
        anyWeapon,
        anyWeapon,
        (records, more, question) => {
          const before = world(records);
          const after = world([...records, more]);
          const cost = (w: ReturnType<typeof world>): Map<number, number> => {
            const index = w.indexes[0];
            return new Map(
              w.engine.ask(question, w.indexes).answers.map((one) => [index?.row[one.record] ?? -1, one.channel]),
            );
          };
          const [old, now] = [cost(before), cost(after)];
          const added = now.get(records.length);
          for (const [row, channel] of old)
            if (added === undefined || added >= channel) {
              const held = now.get(row);
              if (held !== undefined) expect(held).toBe(channel);
            }
          const twin = world([...records, ...records.slice(0, 1)]);
          const twins = cost(twin);
          expect(twins.has(0)).toBe(twins.has(records.length));
        },
      ),
      { numRuns: 150 },
    );
  });

  it("has the same first answers in a long list as in a short one", () => {
    fc.assert(
      fc.property(fc.array(anyWeapon, { minLength: 1, maxLength: 60 }), anyWeapon, (records, question) => {
        const { engine, indexes } = world(records);
        const short = engine.ask(question, indexes).answers;
        const long = engine.ask(question, indexes, { wide: true }).answers;
        expect(long.slice(0, short.length)).toEqual(short);
        expect(long.reduce((sum, one) => sum + one.probability, 0)).toBeLessThan(1);
      }),
      { numRuns: 150 },
    );
  });

  it("says one of these nine and not one for certain, where a digit is unread in a full block", () => {
    const records = Array.from({ length: 1000 }, (_, at) => weapon(`AB${21_000 + at}`, { make: "Glock", model: "17" }));
    const { engine, indexes } = world(records);
    const { answers } = engine.ask(weapon("AB2145?", { make: "Glock", model: "17" }), indexes);
    const ten = answers.slice(0, 10).map((one) => one.probability);
    expect(Math.max(...ten)).toBeLessThan(0.2);
    expect(Math.max(...ten) - Math.min(...ten)).toBeLessThan(1e-9);
    expect(ten.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0.4);
  });

  it("does not take a neighbour's number for the weapon that is missing from a full block", () => {
    const records = Array.from({ length: 1000 }, (_, at) => weapon(`AB${21_000 + at}`, { make: "Glock", model: "17" }));
    const { engine, indexes } = world(records.filter((one) => one.serial !== "AB21456"));
    const { answers } = engine.ask(weapon("AB21456", { make: "Glock", model: "17" }), indexes);
    expect(answers[0]?.probability ?? 0).toBeLessThan(0.5);
  });
});

describe("what says nothing", () => {
  it("takes a record without a number for no number that is asked for", () => {
    const { engine, indexes } = world([
      weapon("", { make: "CZ" }),
      weapon("б/н", { make: "CZ" }),
      weapon("PT92", { make: "Taurus", model: "PT 92" }),
    ]);
    expect(engine.ask(weapon("99919191"), indexes).answers).toEqual([]);
    expect(engine.ask(weapon(""), indexes).answers).toEqual([]);
    expect(engine.ask(weapon("???"), indexes).answers).toEqual([]);
  });
});

describe("the channel", () => {
  it("adds its steps up to its cost, whatever the two numbers are", () => {
    fc.assert(
      fc.property(serial, serial, (asked, held) => {
        const reading = askedOf(readSerialField(asked).pattern, matchModel.channel);
        const { cost, steps } = align(reading, symbolsOf(readSerialField(held).pattern), matchModel.channel);
        expect(steps.reduce((sum, step) => sum + step.cost, 0)).toBe(cost);
        expect(cost).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("costs nothing but agreement where the number is the same", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z]{2}\d{5}$/u), (text) => {
        const reading = askedOf(readSerialField(text).pattern, matchModel.channel);
        const { cost } = align(reading, symbolsOf(readSerialField(normalSerial(text)).pattern), matchModel.channel);
        expect(cost).toBe(reading.floor);
      }),
    );
  });
});
