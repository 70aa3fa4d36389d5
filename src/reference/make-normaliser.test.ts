import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadCodeLists } from "./code-lists.ts";
import { MakeNormaliser, leastConfidence } from "./make-normaliser.ts";

const lists = loadCodeLists();
const makes = new MakeNormaliser(lists);
const keys = (text: string): string[] => makes.normalise(text).why.map(({ key }) => key);

describe("a make as written", () => {
  it.each([
    // The name itself, a synonym, a spelling, both scripts, letters of one script among the other's.
    ["Beretta", "beretta", "listed-name"],
    ["смит и вессон", "smith-wesson", "listed-name"],
    ["Тaurus", "taurus", "listed-spelling"],
    ["Глок Австрия", "glock", "listed-synonym"],
    // Words of origin, company, calibre and model around it.
    ["Беретта Италия", "beretta", "with-known-words"],
    ["Norinco, made in China", "norinco", "with-known-words"],
    ["Rossi, indústria do Brasil", "rossi", "with-known-words"],
    ["Walther 6,35", "walther", "with-known-words"],
    ["Colt Python .357", "colt", "with-known-words"],
    ["Maker: Remington Arms Co.", "remington", "with-known-words"],
    // Joined, cut off, misspelt.
    ["remington22", "remington", "joined"],
    ["tauruspt57", "taurus", "joined"],
    ["mossber", "mossberg", "cut-off"],
    ["remmingtn", "remington", "misspelt"],
    ["Вынчестер", "winchester", "misspelt"],
    ["beretra", "beretta", "misspelt"],
    ["m0ssberg", "mossberg", "misspelt"],
    // A model, a series, a trade name in place of the maker.
    ["PT 92", "taurus", "sign-usual"],
    ["ИЖ-27", "baikal", "sign-usual"],
    ["МР-654К", "baikal", "sign-usual"],
    ["Jericho", "imi", "sign-usual"],
    ["thunder380", "bersa", "sign-usual"],
    ["АКМ", "ak-pattern", "sign-usual"],
    ["самодельный пистолет", "craft", "with-known-words"],
  ])("%s is %s (%s)", (text, code, why) => {
    const verdict = makes.normalise(text);
    expect(verdict).toMatchObject({ state: "found", code });
    expect(keys(text)).toContain(why);
  });

  it("names the plant of a model that several made as probable only", () => {
    expect(makes.normalise("ПМ")).toMatchObject({ code: "izhmash", confidence: 0.62 });
    expect(keys("ПМ")).toEqual(["sign-often"]);
    expect(makes.normalise("Пистолет Макарова").code).toBe("makarov");
  });

  it.each([
    "не установлено",
    "н/у",
    "б/н",
    "без маркировки",
    "неизвестна",
    "невідомо",
    "відсутня",
    "noma'lum",
    "белгісіз",
    "bilinmiyor",
    "yok",
    "não identificada",
    "não consta",
    "N/C",
    "sem marca",
    "s/ marca",
    "indeterminado",
    "ignorado",
    "outros",
    "prejudicado",
    "sin marca",
    "no consta",
    "desconocido",
    "inconnu",
    "unknown",
    "not stated",
    "N/A",
    "n/a",
    "none",
    "",
    "  ",
    "-",
    "???",
    "XXX",
  ])("%s states nothing", (text) => {
    expect(makes.normalise(text)).toMatchObject({ state: "not-stated", code: "" });
  });

  it.each([
    ["AR-15", "undecided", "pattern"],
    ["FAL", "undecided", "pattern"],
    ["Турция", "undecided", "country-only"],
    ["сделано в Китае", "undecided", "country-only"],
    ["12345", "undecided", "no-name"],
    ["Ruger or Colt", "undecided", "two-makes"],
    ["Рога и копыта", "unknown", "not-in-list"],
  ])("%s stays without a code: %s, %s", (text, state, why) => {
    expect(makes.normalise(text)).toMatchObject({ state, code: "" });
    expect(keys(text)).toContain(why);
  });

  it("takes the first of two makers, less sure, and names the other", () => {
    const verdict = makes.normalise("Beretta / Taurus");
    expect(verdict.code).toBe("beretta");
    expect(verdict.confidence).toBeLessThan(makes.normalise("Beretta 92").confidence);
    expect(verdict.why[0]).toEqual({ key: "first-of-two", values: { other: "Taurus" } });
  });

  it("leaves out who imported, licensed or altered it", () => {
    expect(makes.normalise("Hatsan importado por Rossi")).toMatchObject({ code: "hatsan" });
    expect(keys("Hatsan importado por Rossi")).toContain("trade-clause");
    expect(makes.normalise("fabricado por Xyzzy e importado por CBC").code).toBe("");
  });

  it("is less sure the less is left of the name", () => {
    const sure = (text: string): number => makes.normalise(text).confidence;
    expect(sure("Winchester")).toBeGreaterThan(sure("winhcester"));
    expect(sure("winhcester")).toBeGreaterThan(sure("winhcster"));
  });

  it("knows every make by its own name and by every synonym, and never another", () => {
    for (const make of lists.makes.values()) {
      for (const text of [make.en, make.ru, ...make.aliases]) {
        expect([make.code, ""], text).toContain(makes.normalise(text).code);
      }
    }
  });

  it("gives a code only with a reason and enough confidence, whatever is written", () => {
    const piece = fc.constantFrom(
      "taurus",
      "Росси",
      "сorp",
      "9mm",
      "PT",
      "92",
      "б/н",
      "/",
      "-",
      "made in",
      "Ж",
      "\u0000",
      "🔫",
      "colt",
      "o",
    );
    const anything = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.array(piece, { maxLength: 7 }).map((parts) => parts.join(" ")),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const verdict = makes.normalise(text);
        expect(verdict.why.length).toBeGreaterThan(0);
        expect(verdict.code === "").toBe(verdict.state !== "found");
        expect(
          verdict.state !== "found" || (lists.makes.has(verdict.code) && verdict.confidence >= leastConfidence),
        ).toBe(true);
        expect(verdict.confidence).toBeLessThan(1);
      }),
    );
  });
});
