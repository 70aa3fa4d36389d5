import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joinSeries, normalSerial, serialLetters, spelledInLatin, withoutLabels } from "./serial-normal.ts";

describe("normalSerial", () => {
  test("case, spaces, dashes and punctuation do not count", () => {
    expect(normalSerial(" ab-12.34/5 ")).toBe("AB12345");
  });
  test("look-alike letters of two alphabets are one", () => {
    expect(normalSerial("АВСЕНКМОРТХУІ123")).toBe("ABCEHKMOPTXYI123");
    expect(normalSerial("АК74")).toBe(normalSerial("AK74"));
    expect(normalSerial("BБ7043")).toBe(normalSerial("ВБ 7043"));
  });
  test("Cyrillic letters without a twin stay themselves", () => {
    for (const series of ["ЛЯ", "ББ", "ГД", "ЖЧ"]) expect(normalSerial(`${series} 48`)).toBe(`${series}48`);
  });
  test("letters are not turned into digits", () => {
    expect(normalSerial("O0I1")).toBe("O0I1");
  });
  test.each([
    "№ 12345",
    "S/N 12345",
    "s/n:12345",
    "No. 12345",
    "No 12345",
    "N° 12345",
    "Nº12345",
    "SN 12345",
    "серия № 12345",
    "заводской номер 12345",
    "Número de série: 12345",
    "Seri no: 12345",
  ])("the label in %s is left out", (text) => expect(normalSerial(text)).toBe("12345"));
  test("a series that spells a label is kept", () => {
    expect(normalSerial("НО 1234")).toBe("HO1234");
    expect(normalSerial("NO 1234")).toBe("NO1234");
    expect(normalSerial("SN1234")).toBe("SN1234");
    expect(withoutLabels("ЛЯ № 48")).toBe("ЛЯ   48");
  });
  test("digits of other scripts and wide letters are folded", () => {
    expect(normalSerial("ＡＢ١٢۳")).toBe("AB123");
  });
  test("idempotent, and only letters and digits are left", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "grapheme" }),
          fc.string({ unit: "binary" }),
          fc.string({ unit: fc.constantFrom(...Array.from("АВSN/№.: 12oO°ñЯёй-")) }),
        ),
        (text) => {
          const once = normalSerial(text);
          expect(normalSerial(once)).toBe(once);
          expect(once).toMatch(/^[\p{L}\p{N}]*$/u);
          expect(
            serialLetters(once)
              .map((letter) => letter.char)
              .join(""),
          ).toBe(once);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe("joinSeries", () => {
  test("series and number apart or repeated give one form", () => {
    expect(normalSerial(joinSeries("ЛЯ", "48"))).toBe("ЛЯ48");
    expect(normalSerial(joinSeries("ЛЯ", "ЛЯ48"))).toBe("ЛЯ48");
    expect(joinSeries(undefined, "48")).toBe("48");
    expect(joinSeries("ЛЯ", " ")).toBe("ЛЯ");
    expect(normalSerial(joinSeries("KL/M", "5027"))).toBe("KLM5027");
  });
});

test("a Cyrillic series is spelled in Latin as a whole", () => {
  expect(spelledInLatin("ЛЯ48")).toBe("LYA48");
  expect(spelledInLatin("ГC12")).toBe("GS12");
  expect(spelledInLatin("AB12")).toBeUndefined();
});
