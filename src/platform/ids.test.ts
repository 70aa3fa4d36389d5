import { assert, constantFrom, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { setClock } from "./clock.ts";
import { isUuid, parseRecordNumber, recordNumber, uuidInstant, uuidv7 } from "./ids.ts";

test("identifiers are version 7, carry their instant and grow within one millisecond", () => {
  const clock = setClock("2030-11-22T10:00:00.123Z");
  const made = Array.from({ length: 3000 }, () => uuidv7(clock));
  expect(made.every(isUuid)).toBe(true);
  expect([...made].sort()).toEqual(made);
  expect(new Set(made).size).toBe(made.length);
  expect(uuidInstant(made[0] ?? "")?.toISOString()).toBe("2030-11-22T10:00:00.123Z");
});

test("a clock that is set back does not break the order", () => {
  const clock = setClock("2031-01-01T00:00:00Z");
  const first = uuidv7(clock);
  clock.set("2030-12-31T00:00:00Z");
  expect(uuidv7(clock) > first).toBe(true);
});

test("a record number is read back however it is written", () => {
  for (let round = 0; round < 500; round += 1) {
    const number = recordNumber();
    expect(number).toMatch(/^TM-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    const bare = number.replaceAll("-", "");
    const spoken = [number, number.toLowerCase(), bare, bare.slice(2), ` ${number.replaceAll("-", " – ")} `];
    spoken.push(
      number.replaceAll("0", "O").replaceAll("1", "l"),
      number.replace("TM", "ТМ").replaceAll("H", "Н").replaceAll("C", "С"),
    );
    expect(spoken.map(parseRecordNumber)).toEqual(spoken.map(() => number));
  }
});

test("one wrong symbol and two exchanged ones are always noticed", () => {
  const symbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".split("");
  const place = integer({ min: 0, max: 7 });
  const wronged = property(place, place, constantFrom(...symbols), (one, other, symbol) => {
    const body = recordNumber().slice(3).replace("-", "").split("");
    const wrong = body.with(one, symbol);
    const exchanged = body.with(one, body[other] ?? "").with(other, body[one] ?? "");
    return [wrong, exchanged]
      .map((letters) => letters.join(""))
      .every((text) => text === body.join("") || parseRecordNumber(text) === undefined);
  });
  expect(() => assert(wronged, { numRuns: 5000 })).not.toThrow();
});

test("what is no record number is none", () => {
  const none = [
    "",
    "TM-",
    "TM-0000-000",
    "0190b0de-7c1e-7aaa-8000-000000000000",
    "АК-74",
    "TM-UUUUU-UUUUU",
    "TM-0000-0000",
  ];
  expect(none.map(parseRecordNumber)).toEqual(none.map(() => undefined));
});
