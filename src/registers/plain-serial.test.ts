import * as fc from "fast-check";
import { expect, it } from "vitest";
import { judgeSerialField } from "../firearms/quality-gate-serial.ts";
import { indexKeysOfPattern } from "../matching/serial-keys.ts";
import { joinSeries } from "../matching/serial-normal.ts";
import { codeLists } from "../reference/lists.ts";
import { plainSerial } from "./plain-serial.ts";

const letter = fc.constantFrom(...Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZАБВГДЖЗИКЛМНОПРСТУФХЦЧШЫЬЭЮЯЁІЇЄҐÇĞŁaxжя"));
const series = fc.string({ unit: letter, maxLength: 3 });
const number = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from("0123456789")), minLength: 3, maxLength: 14 }),
  fc.constantFrom("00000", "111111", "123456", "1234567", "012345", "000001", "99999"),
);

it("gives what the whole examination gives, or nothing", () => {
  let plain = 0;
  fc.assert(
    fc.property(series, number, (head, digits) => {
      const found = plainSerial(head, digits);
      if (found === null) return;
      plain += 1;
      const written = joinSeries(head === "" ? undefined : head, digits);
      const whole = judgeSerialField(written, codeLists());
      expect({ written: found.written, normal: found.normal, state: "clear" }).toEqual({
        written,
        normal: whole.normal,
        state: whole.state,
      });
      expect(found.keys).toEqual(indexKeysOfPattern(whole.pattern));
      expect(whole.doubts).toEqual(
        found.mixed === null ? [] : [{ code: "mixed-scripts", values: { text: found.mixed } }],
      );
    }),
    { numRuns: 5_000 },
  );
  expect(plain).toBeGreaterThan(1_000);
});

it("leaves anything else to the examination", () => {
  for (const [head, digits] of [
    ["", "00000"],
    ["", "123456"],
    ["N", "123456"],
    ["", "1234"],
    ["ABC", "55512"],
    ["", "12345A"],
    ["7", "55123"],
  ] as const)
    expect(plainSerial(head, digits)).toBeNull();
});
