import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { patternOf, readSerialField } from "./serial-field.ts";
import type { SerialPattern, SerialToken } from "./serial-field.ts";
import {
  foldConfusable,
  indexKeys,
  indexKeysOfPattern,
  keyKind,
  keyKinds,
  mostIndexKeys,
  queryKeys,
} from "./serial-keys.ts";
import { normalSerial } from "./serial-normal.ts";

const letter = fc.constantFrom(...Array.from("ABCDEFGHJKLMNPRSTUVWXYZЛЯБГДЖЧ"));
const digit = fc.constantFrom(...Array.from("0123456789"));
const text = (unit: fc.Arbitrary<string>, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit, minLength, maxLength });
/** A letter series, a number, sometimes a letter behind. */
const serial = fc.tuple(text(letter, 1, 3), text(digit, 5, 7), text(letter, 0, 1)).map((parts) => parts.join(""));
const anyChar = fc.oneof(letter, digit);

function meets(record: string, question: SerialPattern): boolean {
  const stored = new Set(indexKeys(normalSerial(record)));
  return queryKeys(question).some((key) => stored.has(key));
}

/** A serial whose key is not met after the change, or null when none of 1,500 is found. */
function counterexample(change: (record: string, at: number, char: string) => string | SerialPattern): unknown {
  const property = fc.property(serial, fc.nat(), anyChar, (record, at, char) => {
    const question = change(record, at % record.length, char);
    return meets(record, typeof question === "string" ? patternOf(question) : question);
  });
  return fc.check(property, { numRuns: 1500 }).counterexample;
}

function unread(record: string, places: readonly number[]): SerialPattern {
  return Array.from(record).map((char, at): SerialToken =>
    places.includes(at) ? { kind: "any" } : { kind: "char", char: normalSerial(char), seen: char },
  );
}

describe("keys of record and question meet after", () => {
  test("a change of format", () =>
    expect(counterexample((record) => record.toLowerCase().replace(/(?<=\p{L})(?=\d)/u, " - "))).toBeNull());
  test("one replaced character", () =>
    expect(counterexample((record, at, char) => record.slice(0, at) + char + record.slice(at + 1))).toBeNull());
  test("one look-alike", () =>
    expect(counterexample((record) => record.replace(/0/u, "O").replace(/8/u, "B").replace(/5/u, "S"))).toBeNull());
  test("one character too many", () =>
    expect(counterexample((record, at, char) => record.slice(0, at) + char + record.slice(at))).toBeNull());
  test("one character dropped", () =>
    expect(counterexample((record, at) => record.slice(0, at) + record.slice(at + 1))).toBeNull());
  test("two neighbours swapped", () =>
    expect(
      counterexample(
        (record, at) =>
          record.slice(0, at) + record.slice(at + 1, at + 2) + record.slice(at, at + 1) + record.slice(at + 2),
      ),
    ).toBeNull());
  test("the letter series lost", () => expect(counterexample((record) => record.replace(/^\p{L}+/u, ""))).toBeNull());
  test("the letter behind lost", () => expect(counterexample((record) => record.replace(/\p{L}+$/u, ""))).toBeNull());
  test("a series added", () =>
    expect(counterexample((record) => `WX${record}`.replace(/(?<=\d)\p{L}$/u, ""))).toBeNull());
  test("the last character missing", () => expect(counterexample((record) => record.slice(0, -1))).toBeNull());
  test("the last two characters missing", () => expect(counterexample((record) => record.slice(0, -2))).toBeNull());
  test("look-alike scripts mixed", () =>
    expect(
      counterexample((record, at) =>
        Array.from(record)
          .map((char, place) => ((place + at) % 2 === 0 ? (toCyrillic.get(char) ?? char) : char))
          .join(""),
      ),
    ).toBeNull());
  test("one unreadable position", () => expect(counterexample((record, at) => unread(record, [at]))).toBeNull());
  test("two unreadable positions side by side", () =>
    expect(counterexample((record, at) => unread(record, [at, Math.min(at + 1, record.length - 1)]))).toBeNull());
  test("two unreadable positions anywhere", () =>
    expect(counterexample((record, at) => unread(record, [at, (at * 7 + 3) % record.length]))).toBeNull());
  test("a Cyrillic series spelled in Latin", () => {
    expect(meets("ЛЯ3612", patternOf("LYA3612"))).toBe(true);
  });
  test("inner letters left out", () => expect(meets("W4712XK0913", patternOf("47120913"))).toBe(true));
  test("one or two positions that the record could not read", () => {
    const unreadRecord = (places: (record: string, at: number) => number[]): unknown =>
      fc.check(
        fc.property(serial, fc.nat(), (record, at) => {
          const stored = new Set(indexKeysOfPattern(unread(record, places(record, at % record.length))));
          return queryKeys(patternOf(record)).some((key) => stored.has(key));
        }),
        { numRuns: 1500 },
      ).counterexample;
    expect(unreadRecord((_record, at) => [at])).toBeNull();
    expect(unreadRecord((record, at) => [at, (at * 7 + 3) % record.length])).toBeNull();
  });
  test("a record of which only the end was read, and a question of which only the end was", () => {
    const end = readSerialField("*12845").pattern;
    const stored = new Set(indexKeysOfPattern(end));
    expect(queryKeys(patternOf("AB9912845")).some((key) => stored.has(key))).toBe(true);
    expect(meets("AB9912845", end)).toBe(true);
  });
  test("an alternative or a short run", () => {
    expect(meets("AB12845", readSerialField("AB12[38]45").pattern)).toBe(true);
    expect(meets("AB12845", readSerialField("AB12*45").pattern)).toBe(true);
    expect(meets("AB12845", readSerialField("AB12*5").pattern)).toBe(true);
    expect(meets("AB12845", readSerialField("AB12*").pattern)).toBe(true);
  });
});

const toCyrillic = new Map(
  Array.from("ABCEHKMOPTXY").map((char, at): [string, string] => [char, "АВСЕНКМОРТХУ"[at] ?? char]),
);

describe("cost", () => {
  test("a record has at most four keys, a plain one of a series and a number two", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyChar }), (serial) => {
        expect(indexKeys(normalSerial(serial)).length).toBeLessThanOrEqual(mostIndexKeys);
      }),
    );
    expect(indexKeys("AB12845")).toHaveLength(2);
  });
  test("a question of eight characters probes about eleven hundred keys", () => {
    expect(queryKeys(patternOf("AB128453")).length).toBeLessThanOrEqual(1_150);
  });
  test("a question never probes more than it may", () => {
    fc.assert(
      fc.property(text(fc.constantFrom(...Array.from("?*A1[]2")), 0, 20), (field) => {
        expect(queryKeys(readSerialField(field).pattern).length).toBeLessThanOrEqual(3_000);
      }),
    );
  });
  test("keys are signed 64-bit integers that tell their kind", () => {
    fc.assert(
      fc.property(serial, (record) => {
        for (const key of indexKeys(normalSerial(record))) {
          expect(BigInt.asIntN(64, key)).toBe(key);
          expect(keyKind(key)).toBeDefined();
        }
      }),
    );
  });
});

test("stored keys never change: examples", () => {
  expect(indexKeys("AB12").map(String)).toMatchInlineSnapshot(`
    [
      "6898001601148962402",
      "-8631713615883482269",
    ]
  `);
  expect(keyKinds).toEqual({ near: 2, number: 3 });
});

test("folding is idempotent", () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      expect(foldConfusable(foldConfusable(value))).toBe(foldConfusable(value));
    }),
  );
});

test("an empty form has no keys", () => {
  expect(indexKeys("")).toEqual([]);
  expect(queryKeys([])).toEqual([]);
});
