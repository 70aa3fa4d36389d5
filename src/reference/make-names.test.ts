import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NameIndex, companyForms, foldName, plainName, remembering } from "./make-names.ts";

describe("folding a name", () => {
  it.each([
    ["АК-74", "AK74"],
    ["ak 74", "AK74"],
    ["АK74", "AK74"],
    ["Škorpion", "SKORPION"],
    ["Беретта", foldName("БЕРЕТТА")],
    ["ёлка", foldName("елка")],
    ["  Smith & Wesson ", "SMITHWESSON"],
    ["ПМ", "ПM"],
  ])("%s gives %s", (written, folded) => {
    expect(foldName(written)).toBe(folded);
  });

  it("folding again changes nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(foldName(foldName(text))).toBe(foldName(text));
      }),
    );
  });

  it("case, spaces and punctuation never count", () => {
    const letters = "А В Е К М Н О Р С Т Х П Ж Я A B C D E 0 1 9".split(" ");
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...letters), { minLength: 1 }),
        fc.constantFrom("", " ", "-", ".", "/"),
        (parts, gap) => {
          expect(foldName(parts.join(gap).toLowerCase())).toBe(foldName(parts.join("")));
        },
      ),
    );
  });

  it("keeps the script and punctuation in the plain form", () => {
    expect(plainName("  АК-74   М ")).toBe("ак-74 м");
  });
});

describe("the index", () => {
  const tula = { code: "toz", name: "Tula" };
  const other = { code: "x", name: "Other" };

  it("says how a name was found", () => {
    const index = new NameIndex<typeof tula>();
    expect(index.add(tula, ["Tula Arms"], ["ТОЗ"])).toEqual([]);
    expect(index.find("tula arms")).toMatchObject({ code: "toz", confidence: "exact", why: "name" });
    expect(index.find("тоз")).toMatchObject({ confidence: "alias", why: "synonym" });
    expect(index.find("Т.О.З.")).toMatchObject({ confidence: "folded", why: "spelling" });
    expect(index.find("ARMS, TULA")).toMatchObject({ confidence: "folded", why: "word-order" });
    expect(index.find("Tula Armory")).toBeNull();
    expect(index.find("")).toBeNull();
  });

  it("reports a writing that belongs to two entries, and keeps the first", () => {
    const index = new NameIndex<typeof tula>();
    index.add(tula, ["Tula"], ["AB"]);
    expect(index.add(other, ["Other"], ["АВ"])).toEqual([{ text: "АВ", with: "toz" }]);
    expect(index.find("ab")?.code).toBe("toz");
  });

  it("answers text from the prototype chain with null", () => {
    const index = new NameIndex<typeof tula>();
    index.add(tula, ["Tula"], []);
    expect(index.find("constructor")).toBeNull();
    expect(index.find("__proto__")).toBeNull();
  });
});

describe("company forms", () => {
  it("are left out when nothing is found with them, and never leave nothing", () => {
    const index = new NameIndex<{ code: string; name: string }>();
    index.add({ code: "glock", name: "Glock" }, ["Glock"], ["Глок"]);
    index.add({ code: "as", name: "AS Val" }, ["AS Val"], []);
    expect(index.find("Glock GmbH", companyForms)).toMatchObject({ code: "glock", why: "company-form" });
    expect(index.find("ООО «Глок»", companyForms)).toMatchObject({ code: "glock" });
    expect(index.find("Glock S.p.A.", companyForms)).toMatchObject({ code: "glock" });
    expect(index.find("AS Val", companyForms)).toMatchObject({ code: "as", why: "name" });
    expect(index.find("Glock GmbH")).toBeNull();
    expect(index.find("GmbH", companyForms)).toBeNull();
  });
});

describe("remembering", () => {
  it("asks once for each text, null answers included, and never keeps long texts", () => {
    const asked: string[] = [];
    const find = remembering((text) => {
      asked.push(text);
      return text === "no" ? null : text.length;
    });
    const long = "x".repeat(200);
    expect([find("a"), find("a"), find("no"), find("no"), find(long), find(long)]).toEqual([
      1,
      1,
      null,
      null,
      200,
      200,
    ]);
    expect(asked).toEqual(["a", "no", long, long]);
  });

  it("starts anew when it is full", () => {
    let asked = 0;
    const find = remembering(() => ++asked);
    expect(find("first")).toBe(1);
    for (let i = 0; i < 20_000; i++) {
      find(`text ${i}`);
    }
    expect(find("first")).toBe(20_002);
  });
});
