import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { profileDates, readDate } from "./dates.ts";
import {
  cleanNotes,
  cleanText,
  profileDecimals,
  readCalibreText,
  readDecimal,
  readQuantity,
  readSerialText,
  readYear,
} from "./values.ts";

const today = "2026-11-22";
const iso = (text: string, column: string[] = [text]) => readDate(text, { today, profile: profileDates(column) });

describe("dates", () => {
  it.each([
    ["2019-04-03", "2019-04-03"],
    ["2019/4/3", "2019-04-03"],
    ["2017-01-04 00:09:44", "2017-01-04T00:09:44"],
    ["1978-03-09T08:00:00Z", "1978-03-09T08:00:00"],
    ["03.04.2019", "2019-04-03"],
    ["3.4.2019 г.", "2019-04-03"],
    ["03.04.2019 14:05", "2019-04-03T14:05:00"],
    ["23/04/2019", "2019-04-23"],
    ["04/23/2019", "2019-04-23"],
    ["4/23/2019 2:05 PM", "2019-04-23T14:05:00"],
    ["4/23/2019 12:05 am", "2019-04-23T00:05:00"],
    ["3 April 2019", "2019-04-03"],
    ["April 3, 2019", "2019-04-03"],
    ["03-Apr-2019", "2019-04-03"],
    ["3 апреля 2019 г.", "2019-04-03"],
    ["3 мая 2019", "2019-05-03"],
    ["3 квітня 2019 року", "2019-04-03"],
    ["3 de março de 2019", "2019-03-03"],
    ["3 de abril de 2019", "2019-04-03"],
    ["3 juillet 2019", "2019-07-03"],
    ["3 juin 2019", "2019-06-03"],
    ["3 Ağustos 2019", "2019-08-03"],
    ["20190403", "2019-04-03"],
    ["29.02.2020", "2020-02-29"],
  ])("reads %s", (text, expected) => {
    const read = iso(text);
    expect(read.value?.iso).toBe(expected);
    expect(read.doubt).toBeUndefined();
  });

  it.each([
    ["31.02.2019", "date-impossible"],
    ["29.02.2019", "date-impossible"],
    ["2019-13-01", "date-impossible"],
    ["31/31/2019", "date-impossible"],
    ["yesterday", "date-unreadable"],
    ["12:30", "date-unreadable"],
    ["3 Foo 2019", "date-unreadable"],
    ["03.04.2019 25:00", "date-unreadable"],
  ])("refuses %s as %s", (text, code) => {
    expect(iso(text)).toMatchObject({ value: null, doubt: { code, refused: true } });
  });

  it.each([
    ["03.04.19", "2019-04-03", "year-two-digits"],
    ["03.04.78", "1978-04-03", "year-two-digits"],
    ["1994", "1994", "date-partial"],
    ["12.1994", "1994-12", "date-partial"],
    ["2030-01-01", "2030-01-01", "date-in-future"],
    ["1900-01-01", "1900-01-01", "date-placeholder"],
    ["1700-05-05", "1700-05-05", "date-far-past"],
  ])("reads %s with a doubt", (text, expected, code) => {
    expect(iso(text)).toMatchObject({ value: { iso: expected }, doubt: { code } });
  });

  it("lets the column decide, and asks when it cannot", () => {
    const dmy = ["03/04/2019", "23/04/2019", "01/02/2019"];
    const mdy = ["03/04/2019", "04/23/2019", "01/02/2019"];
    const none = ["03/04/2019", "01/02/2019", "05/05/2019"];
    expect(profileDates(dmy)).toMatchObject({ ask: false, shapes: [{ order: "dmy", onlyDmy: 1, either: 2 }] });
    expect(iso("03/04/2019", dmy)).toEqual({ value: { iso: "2019-04-03", precision: "day" } });
    expect(iso("03/04/2019", mdy)).toEqual({ value: { iso: "2019-03-04", precision: "day" } });
    expect(profileDates(none)).toMatchObject({ ask: true, code: "date-order-ambiguous" });
    expect(iso("03/04/2019", none).doubt?.code).toBe("date-order-ambiguous");
    expect(iso("05/05/2019", none).doubt).toBeUndefined();
    const told = readDate("03/04/2019", { today, profile: profileDates(none), orders: { "/": "mdy" } });
    expect(told).toEqual({ value: { iso: "2019-03-04", precision: "day" } });
  });

  it("reads two formats in one column, each by its own shape", () => {
    const column = ["2019-04-03", "2019-04-23", "03/04/2019", "25/12/2018", "3 мая 2019", "04.05.2019"];
    expect(profileDates(column).ask).toBe(false);
    expect(column.map((c) => iso(c, column).value?.iso)).toEqual([
      "2019-04-03",
      "2019-04-23",
      "2019-04-03",
      "2018-12-25",
      "2019-05-03",
      "2019-05-04",
    ]);
    expect(profileDates(["2019-04-03", "03/04/2019"]).ask).toBe(true);
  });

  it("takes both orders in one column for mixed, one slip in a clear column for a slip", () => {
    expect(profileDates(["23/04/2019", "04/23/2019", "03/04/2019"])).toMatchObject({
      ask: true,
      shapes: [{ order: "mixed" }],
    });
    const clear = [...Array.from({ length: 100 }, (_, i) => `${13 + (i % 15)}/04/2019`), "04/23/2019"];
    expect(profileDates(clear)).toMatchObject({ ask: false, shapes: [{ order: "dmy" }] });
    expect(iso("04/23/2019", clear)).toMatchObject({
      value: { iso: "2019-04-23" },
      doubt: { code: "date-order-contrary" },
    });
  });

  it("reads a spreadsheet's day numbers only in a column of them", () => {
    const column = ["43831", "43832", "43833.5"];
    expect(iso("43831", column)).toMatchObject({ value: { iso: "2020-01-01" }, doubt: { code: "date-from-serial" } });
    expect(iso("43833.5", column).value?.iso).toBe("2020-01-03T12:00:00");
    expect(iso("43831", ["43831", "2019-01-01", "2019-01-02"]).value).toBeNull();
  });

  it("drops a clock that a program added to every date", () => {
    const column = ["1978-03-09T00:00:00", "1973-02-14T00:00:00"];
    expect(iso("1978-03-09T00:00:00", column)).toEqual({ value: { iso: "1978-03-09", precision: "day" } });
    expect(iso("1978-03-09T00:00:00", [...column, "1978-03-09T10:00:00"]).value?.precision).toBe("time");
  });

  const day = fc
    .date({ min: new Date("1900-01-02"), max: new Date("2026-11-01"), noInvalidDate: true })
    .map((d) => d.toISOString().slice(0, 10));
  const write = (d: string, order: "dmy" | "mdy", sep: string) => {
    const [y = "", m = "", dd = ""] = d.split("-");
    return (order === "dmy" ? [dd, m, y] : [m, dd, y]).join(sep);
  };

  it("never reads a date wrongly without a doubt, when a column holds one order", () => {
    fc.assert(
      fc.property(
        fc.array(day, { minLength: 1, maxLength: 60 }),
        fc.constantFrom("dmy" as const, "mdy" as const),
        fc.constantFrom("/", "-"),
        (days, order, sep) => {
          const column = days.map((d) => write(d, order, sep));
          const profile = profileDates(column);
          for (const [i, text] of column.entries()) {
            const read = readDate(text, { today, profile });
            expect(read.doubt?.code ?? read.value?.iso).toBe(
              read.doubt === undefined ? days[i] : "date-order-ambiguous",
            );
          }
          // It asks exactly when nothing in the column decides and something depends on it.
          const decides = days.some((d) => Number(d.slice(8)) > 12);
          const depends = days.some((d) => Number(d.slice(8)) <= 12 && d.slice(8) !== d.slice(5, 7));
          expect(profile.ask).toBe(!decides && depends);
        },
      ),
    );
  });

  it("reads ISO and names always, whatever stands beside them", () => {
    fc.assert(
      fc.property(
        day,
        fc.array(
          fc.oneof(
            fc.string(),
            day.map((d) => write(d, "mdy", "/")),
          ),
        ),
        (d, others) => {
          expect(iso(d, [d, ...others]).value?.iso).toBe(d);
        },
      ),
    );
  });

  it("answers any text without failing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (s) => {
        expect(() => iso(s)).not.toThrow();
        cleanText(s);
        readDecimal(s);
        readYear(s, 2026);
        readSerialText(s);
        readCalibreText(s);
        cleanNotes(s);
      }),
    );
  });
});

describe("numbers", () => {
  it.each([
    ["7.62", 7.62],
    ["7,62", 7.62],
    ["1963.0", 1963],
    ["12,0", 12],
    ["1 234,5", 1234.5],
    ["1.234.567", 1234567],
    ["1,234.56", 1234.56],
    ["1.234,56", 1234.56],
    ["-5", -5],
    [".38", 0.38],
    ["1'234", 1234],
    ["1 234 567", 1234567],
  ])("reads %s as %d", (text, value) => {
    expect(readDecimal(text)).toEqual({ value });
  });

  it("marks what can be a decimal or a thousand, unless the column says", () => {
    expect(readDecimal("1.234")).toMatchObject({ value: 1.234, doubt: { code: "number-ambiguous" } });
    expect(readDecimal("1.234", "comma")).toEqual({ value: 1234 });
    expect(readDecimal("1.234", "point")).toEqual({ value: 1.234 });
    expect(readDecimal("0,123")).toEqual({ value: 0.123 });
    expect(profileDecimals(["7,62", "9,0", "5.45", "12"])).toBe("comma");
    expect(profileDecimals(["12", "1.234"])).toBeUndefined();
  });

  it.each(["abc", "1,2,3", "1.23.4567", "--5", "1e5"])("refuses %s", (text) => {
    expect(readDecimal(text).doubt?.refused).toBe(true);
  });

  it("reads calibres as text without the spreadsheet's marks", () => {
    const read = ["9.0", "9,0", "7,62", "7.62", "12.0", "762.0", ".38", ",38", "7,62х39", "9 мм", "5.6"].map(
      (t) => readCalibreText(t).value,
    );
    expect(read).toEqual(["9", "9", "7.62", "7.62", "12", "762", ".38", ".38", "7,62х39", "9 мм", "5.6"]);
  });

  it("gives back the calibre that a spreadsheet took for a date", () => {
    for (const text of ["1970-12-01 00:00:00", "1970-12-01", "01.12.1970", "1/12/1970"]) {
      expect(readCalibreText(text)).toMatchObject({ value: "12/70", doubt: { code: "calibre-from-date" } });
    }
    expect(readCalibreText("2018-05-03")).toEqual({ value: "2018-05-03", doubt: { code: "looks-like-date" } });
    expect(readSerialText("2018-05-03").doubt?.code).toBe("looks-like-date");
    expect(readCalibreText("16/70")).toEqual({ value: "16/70" });
  });

  it("reads serials as written and marks what a spreadsheet did", () => {
    expect(readSerialText("00036")).toEqual({ value: "00036" });
    expect(readSerialText("502263.0")).toEqual({ value: "502263", doubt: { code: "number-point-zero" } });
    expect(readSerialText("1,23457E+12").doubt?.code).toBe("number-scientific");
    expect(readSerialText("1E5").doubt?.code).toBe("number-scientific");
    expect(readSerialText("1234567890123450").doubt?.code).toBe("number-precision");
  });

  it("reads years and quantities within reason", () => {
    expect(readYear("1963.0", 2026)).toEqual({ value: 1963 });
    expect(readYear("1963 г.", 2026)).toEqual({ value: 1963 });
    expect(readYear("63", 2026)).toEqual({ value: 1963, doubt: { code: "year-two-digits" } });
    expect(readYear("2042", 2026).doubt).toMatchObject({ code: "year-out-of-range", refused: true });
    expect(readYear("0", 2026)).toEqual({ value: null });
    expect(readQuantity("1.0")).toEqual({ value: 1 });
    expect(readQuantity("1.5").doubt?.code).toBe("quantity-not-whole");
    expect(readQuantity("-1").doubt?.refused).toBe(true);
  });
});

describe("text", () => {
  it("composes, trims and joins blanks", () => {
    expect(cleanText("  И\u0306ода \u00A0  x\t").value).toBe("Йода x");
    expect(cleanText("   ").value).toBeNull();
  });

  it("removes what turns or hides, keeps the original and says so", () => {
    expect(cleanText("gun\u202Eexe")).toEqual({
      value: "gunexe",
      original: "gun\u202Eexe",
      doubt: { code: "bidi-characters" },
    });
    expect(cleanText("АК\u200B74").doubt?.code).toBe("invisible-characters");
    expect(cleanText("АК\u000774")).toMatchObject({ value: "АК 74", doubt: { code: "control-characters" } });
    expect(cleanText("AK\u00AD74").value).toBe("AK74");
  });

  it("leaves the joiners of Persian words, and HTML, alone", () => {
    expect(cleanText("می\u200Cخواهم")).toEqual({ value: "می\u200Cخواهم", original: "می\u200Cخواهم" });
    expect(cleanText("<b>x</b>").value).toBe("<b>x</b>");
  });

  it("keeps the lines of notes", () => {
    expect(cleanNotes(" a \r\n b ").value).toBe("a\nb");
  });

  it("gives the same for what is already clean", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (s) => {
        const once = cleanText(s).value ?? "";
        expect(cleanText(once)).toEqual({ value: once === "" ? null : once, original: once });
      }),
    );
  });
});
