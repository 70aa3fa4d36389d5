import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CalibreNormaliser } from "./calibre-normaliser.ts";
import { UsageCount } from "./calibre-usage.ts";
import { loadCodeLists } from "./code-lists.ts";

const lists = loadCodeLists();
const calibres = new CalibreNormaliser(lists);
const keys = (text: string): string[] => calibres.normalise(text).why.map(({ key }) => key);

describe("a calibre as written", () => {
  it.each([
    // Units, point and comma, the sign between bore and case in both scripts, lost points.
    ["7,62х39", "7.62x39"],
    ["7.62*39", "7.62x39"],
    ["762х39", "7.62x39"],
    ["7.62 x 39 mm", "7.62x39"],
    ["7,62х54R", "7.62x54r"],
    ["545", "5.45x39"],
    ["5.45х39 мм", "5.45x39"],
    ["556X45", "5.56mm"],
    [".556", "5.56mm"],
    ["9,00 MM", "9mm"],
    ["09MM", "9mm"],
    ["009 MM", "9mm"],
    ["7..65", "7.65mm"],
    [".762", "7.62mm"],
    ["11,43", "45acp"],
    ["12.7x108", "12.7x108"],
    ["7.62.54mm", "7.62x54r"],
    // Names of cartridges in several languages.
    ["9х18 ПМ", "9x18"],
    ["9mm Makarov", "9x18"],
    ["9 mm kurz", "9x17"],
    ["9 мм Браунинг короткий", "9x17"],
    ["9mm Para", "9x19"],
    ["9 PA", "9x22pa"],
    ["7,62 ТТ", "7.62x25"],
    ["7.62 Наган", "7.62x38r"],
    ["7,62 NATO (.308)", "7.62x51"],
    ["7,62 MM RUSSIAN SHORT", "7.62x39"],
    ["7,65 Браун", "7.65mm"],
    ["38 спец", "38special"],
    [".38 ESPECIAL", "38special"],
    [".32 SW LONG", "32swlong"],
    ["32 S&W larga", "32swlong"],
    [".32 auto", "7.65mm"],
    ["45 autom.", "45acp"],
    ["44 WCF", "44-40"],
    [".357MAG", "357magnum"],
    [".22LR", "22lr"],
    ["22 WMR", "22wmr"],
    ["30-06", "30-06"],
    ["38/40", "38-40"],
    // Gauges.
    ["12 кал.", "12ga"],
    ["12 gauge", "12ga"],
    ["к. 16", "16ga"],
    ["12/70", "12ga"],
    ["32/63,5", "32ga"],
    ["20 X 70", "20ga"],
    ["28 x 63,5 mm", "28ga"],
    [".28 GA", "28ga"],
    [".410", "410bore"],
    ["36", "410bore"],
    // Words that say nothing of it.
    ["CALIB. 357", "357magnum"],
    ["APAR. 44 MAG", "44magnum"],
    [".357 MM", "357magnum"],
    [".44 ponto quarenta e quatro magnum", "44magnum"],
  ])("%s is %s", (text, code) => {
    expect(calibres.normalise(text).code).toBe(code);
  });

  it.each([
    ["12 mm", "12ga", "gauge-in-millimetres"],
    ["38 mm", "38special", "inch-in-millimetres"],
    ["1970-12-01 00:00:00", "12ga", "spreadsheet-date"],
    ["2024-05-05 00:00:00", "5.5mm", "spreadsheet-date"],
    ["762", "7.62mm", "bore-only"],
    [".38", "38special", "usual-cartridge"],
    [".38 / .357 Magnum", "357magnum", "magnum-and-special"],
    [".22 LR, .22 Short", "5.6mm", "several-of-one-bore"],
  ])("%s is %s and says so: %s", (text, code, why) => {
    expect(calibres.normalise(text).code).toBe(code);
    expect(keys(text)).toContain(why);
    expect(calibres.normalise(text).confidence).toBeLessThan(0.99);
  });

  it.each([
    ["36 E 44", "undecided", "two-calibres"],
    ["9 mm / .380", "undecided", "two-calibres"],
    ["9x18/9x19", "undecided", "two-calibres"],
    ["32,36,44", "undecided", "two-calibres"],
    ["convertida de 8 mm para 9 mm", "undecided", "converted"],
    ["40 mm", "undecided", "millimetres-or-inches"],
    ["45 mm", "undecided", "millimetres-or-inches"],
    ["32", "undecided", "gauge-or-inch"],
    ["PT92", "undecided", "model-instead"],
    ["Glock 17", "undecided", "model-instead"],
    ["2134", "unknown", "no-calibre"],
    ["37 SPL", "unknown", "no-calibre"],
    ["1.5E+12", "unknown", "no-calibre"],
    ["", "not-stated", "not-stated"],
    ["н/у", "not-stated", "not-stated"],
    ["não visível", "not-stated", "not-stated"],
    ["s/ calibre", "not-stated", "not-stated"],
  ])("%s stays without a code: %s, %s", (text, state, why) => {
    expect(calibres.normalise(text)).toMatchObject({ state, code: "" });
    expect(keys(text)).toContain(why);
  });

  it("does not fill in practice where words say something of the cartridge", () => {
    expect(calibres.normalise(".38 short").code).toBe("38gen");
    expect(calibres.normalise(".44 S&W").code).toBe("44gen");
    expect(calibres.normalise(".32").code).toBe("32gen");
  });

  it("lets the type of weapon decide between gauge and inch, and doubts a calibre unlike the type", () => {
    expect(calibres.normalise("32", { type: "revolver" }).code).toBe("32gen");
    expect(calibres.normalise("32", { type: "shotgun" }).code).toBe("32ga");
    expect(calibres.normalise(".32", { type: "shotgun" }).code).toBe("32ga");
    const odd = calibres.normalise("12 gauge", { type: "pistol" });
    expect(odd.why.at(-1)?.key).toBe("unlike-type");
    expect(odd.confidence).toBeLessThan(calibres.normalise("12 gauge").confidence);
  });

  it("knows every calibre by each of its own writings, or says that it cannot decide", () => {
    for (const calibre of lists.calibres.values()) {
      if (calibre.code === "unknown") continue;
      for (const text of [calibre.en, calibre.ru, ...calibre.aliases]) {
        const stated = calibres.stated(text);
        expect([calibre.code, undefined], text).toContain(stated);
      }
    }
  });

  it("gives a code only with a reason, whatever is written", () => {
    const piece = fc.constantFrom(
      "7,62",
      "x",
      "х",
      "39",
      ".38",
      "spl",
      "9",
      "mm",
      "мм",
      "12",
      "/",
      "E",
      "(",
      ")",
      '"',
      "PT",
      "кал.",
      "1970-12-01",
    );
    const anything = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.array(piece, { maxLength: 7 }).map((parts) => parts.join(" ")),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const verdict = calibres.normalise(text);
        expect(verdict.why.length).toBeGreaterThan(0);
        expect(verdict.code === "").toBe(verdict.state !== "found");
        expect(verdict.state !== "found" || lists.calibres.has(verdict.code)).toBe(true);
      }),
    );
  });
});

describe("the usage of a file", () => {
  const usageOf = (rows: Readonly<Record<string, number>>) => {
    const count = new UsageCount(lists, calibres);
    for (const [text, number] of Object.entries(rows)) count.add(text, number);
    return count.usage();
  };

  it("settles a bare bore with its share and says so", () => {
    const usage = usageOf({ "9 mm Luger": 95, "9x18": 5, "9 mm": 1000 });
    const verdict = calibres.normalise("9 мм", { usage });
    expect(verdict).toMatchObject({ code: "9x19" });
    expect(verdict.confidence).toBeCloseTo(0.95 * 0.97, 2);
    expect(verdict.why.at(-1)).toMatchObject({ key: "usage-of-file", values: { percent: 95, rows: 100 } });
    expect(calibres.normalise("7.62", { usage }).code).toBe("7.62mm");
  });

  it("does not speak from a handful of rows or an even spread, nor from bores in inches", () => {
    expect(usageOf({ "9x19": 3 }).commonest("9mm")).toBeNull();
    expect(usageOf({ "9x19": 60, "9x18": 40 }).commonest("9mm")).toBeNull();
    expect(usageOf({ ".308 Winchester (7,62x51)": 500 }).commonest("7.62mm")).toBeNull();
    expect(usageOf({ ".32 S&W Long": 500 }).commonest("32gen")).toBeNull();
  });
});
