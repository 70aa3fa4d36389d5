import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { say } from "../platform/words.ts";
import type { Language } from "../platform/words.ts";
import { notationPattern, notationText, parseNotation, readAloud } from "./serial-field-notation.ts";
import type { NotationToken } from "./serial-field-notation.ts";
import { patternText, readSerialField } from "./serial-field.ts";

const letters = Array.from("ABCDEFGHJKLMNPRSTUVWXYZ0123456789БВГДЖЗИКЛМНПРСТУФЦЧШЭЮЯ");
const char = fc.constantFrom(...letters);
const token: fc.Arbitrary<NotationToken> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("read" as const), char, sure: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant({ kind: "unread" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "run" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("either" as const),
      chars: fc.uniqueArray(char, { minLength: 2, maxLength: 6 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("sign" as const), sign: fc.constantFrom("-", "/", ".", " ") }),
  },
);
/** As an examiner writes: it begins and ends with something read, and two runs never meet. */
const tokens = fc
  .tuple(char, fc.array(token, { maxLength: 12 }), char)
  .map(([first, middle, last]): NotationToken[] => [
    { kind: "read", char: first, sure: true },
    ...middle.filter((one, at) => one.kind !== "run" || middle[at - 1]?.kind !== "run"),
    { kind: "read", char: last, sure: true },
  ]);

test("what is written is read back the same", () => {
  fc.assert(
    fc.property(tokens, (given) => {
      expect(parseNotation(notationText(given))).toEqual({ ok: true, tokens: given });
    }),
    { numRuns: 2000 },
  );
});

test("any text is understood in one way or refused with its place", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 60 }),
        fc.string({ unit: fc.constantFrom(...Array.from("AБ1?*[]()/- .")), maxLength: 30 }),
      ),
      (text) => {
        const outcome = parseNotation(text);
        if (outcome.ok) expect(parseNotation(notationText(outcome.tokens))).toEqual(outcome);
        else expect(outcome.fault.at).toBeGreaterThanOrEqual(0);
      },
    ),
    { numRuns: 3000 },
  );
});

test("the forgiving reader of fields understands the notation as the strict one does", () => {
  const body = tokens.map((given): NotationToken[] => [
    ...Array.from("KL48", (one): NotationToken => ({ kind: "read", char: one, sure: true })),
    ...given.filter((one) => one.kind !== "sign" && !(one.kind === "read" && /[^0-9]/u.test(one.char))),
    ...Array.from("57", (one): NotationToken => ({ kind: "read", char: one, sure: true })),
  ]);
  fc.assert(
    fc.property(body, (given) => {
      fc.pre(!/\*\*/u.test(notationText(given)));
      expect(patternText(readSerialField(notationText(given)).pattern)).toBe(patternText(notationPattern(given)));
    }),
    { numRuns: 1000 },
  );
});

describe("refusals", () => {
  test.each([
    ["AB**12", "run-twice", 3],
    ["AB[12", "not-closed", 2],
    ["AB[]12", "empty", 2],
    ["AB[7]12", "one-choice", 2],
    ["AB12!", "sign-unknown", 4],
    ["AB(12)3", "sign-unknown", 2],
    ["[ABCDEFG]1", "too-many", 0],
    ["A".repeat(101), "too-long", 100],
  ])("%s: %s", (text, code, at) => {
    expect(parseNotation(text)).toMatchObject({ ok: false, fault: { code, at } });
  });
  test("a choice can be typed without square brackets", () => {
    expect(parseNotation("аб(3/8)12")).toEqual(parseNotation("АБ[38]12"));
  });
});

describe("read aloud", () => {
  const aloud = (text: string, language: Language): string => {
    const outcome = parseNotation(text);
    if (!outcome.ok) throw new Error(outcome.fault.code);
    return readAloud(outcome.tokens, language, (key, values) => say(language, "serials", `notation.${key}`, values));
  };
  test("English", () => {
    expect(aloud("AB12?4", "en")).toBe("A, B, 1, 2, one unreadable character, 4");
    expect(aloud("AB???", "en")).toBe("A, B, 3 unreadable characters");
    expect(aloud("AB-1[78](5)*", "en")).toBe(
      "A, B, dash, 1, 7 or 8, 5 read with doubt, an unknown number of unreadable characters",
    );
    expect(aloud("BБ1", "en")).toBe("Latin B, Cyrillic Б, 1");
  });
  test("Russian", () => {
    expect(aloud("АБ12?4", "ru")).toBe("А, Б, 1, 2, один нечитаемый знак, 4");
    expect(aloud("АБ??", "ru")).toBe("А, Б, 2 нечитаемых знака");
    expect(aloud("АБ?????", "ru")).toBe("А, Б, 5 нечитаемых знаков");
    expect(aloud("1[78](5)*", "ru")).toBe("1, 7 или 8, 5 прочитано неуверенно, неизвестное число нечитаемых знаков");
  });
});
