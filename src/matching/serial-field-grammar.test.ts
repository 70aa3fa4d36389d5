import { describe, expect, test } from "vitest";
import { phraseForm } from "./serial-field-fold.ts";
import { understand } from "./serial-field-grammar.ts";
import { partsOf } from "./serial-field-parts.ts";
import { slipCost } from "./serial-field-slips.ts";

const senses = (text: string): string[] => [...understand(phraseForm(text), text.endsWith(".")).senses];

describe("phrases that no table holds", () => {
  test.each([
    ["nobody could read any of it", "unreadable"],
    ["não se consegue decifrar nada", "unreadable"],
    ["цифры разобрать не представилось возможным", "unreadable"],
    ["revenido sin ningún resultado", "unreadable"],
    ["nobody wrote it in the ledger", "unknown"],
    ["не переписан сотрудником", "unknown"],
    ["conforme fotografia anexa", "unknown"],
    ["the gun bears no numerals", "none"],
    ["номер заводом не наносился", "none"],
    ["arma isenta de marcações", "none"],
    ["half eradicated", "partly"],
    ["только 3 цифры уцелели", "partly"],
  ])("%s is %s", (text, sense) => {
    expect(senses(text)).toContain(sense);
  });
  test("a denial takes what it denies and reaches no further than the comma", () => {
    expect(senses("not removed")).toEqual([]);
    expect(senses("not recorded, removed")).toEqual(["unknown", "removed"]);
    expect(senses("номер не спилен")).toEqual([]);
  });
  test("a document or a laboratory says something only where nothing else does", () => {
    expect(understand("уточнить у криминалиста", false)).toMatchObject({ senses: new Set(), weak: true });
  });
  test("a failed restoration restores nothing", () => {
    expect(senses("restored")).toEqual(["restored"]);
    expect(senses("attempts to restore were unsuccessful")).not.toContain("restored");
    expect(senses("травление: результат отрицательный")).not.toContain("restored");
  });
  test("Portuguese “no” before a part is no denial, and “no” before a number is a label", () => {
    expect(senses("revelado no ferrolho")).toEqual(["restored"]);
    expect(senses("serial no 44712")).toEqual([]);
  });
});

describe("words with slips, cut off and written together", () => {
  test.each([
    ["supirmida", "removed"],
    ["oblitirated", "removed"],
    ["спилянно", "removed"],
    ["desconheicdo", "unknown"],
    ["corroded", "unreadable"],
  ])("%s plays %s", (word, part) => {
    expect(partsOf(word, false)).toEqual([part]);
  });
  test("an abbreviation needs its point, and two parts make none", () => {
    expect(partsOf("obliter", true)).toEqual(["removed"]);
    expect(partsOf("нечит", true)).toEqual(["unreadable"]);
    expect(partsOf("rem", true)).toEqual([]);
    expect(partsOf("corta", false)).toEqual([]);
  });
  test("two words in one", () => {
    expect(partsOf("numeracaoraspada", false)).toEqual(["mark", "removed"]);
    expect(partsOf("номерспилен", false)).toEqual(["mark", "removed"]);
  });
  test("a swap costs less than a strange letter, and a short word bears none", () => {
    expect(slipCost("supirmid", "suprimid")).toBeLessThan(slipCost("suprxmid", "suprimid") ?? 0);
    expect(slipCost("lixb", "lixa")).toBeUndefined();
    expect(slipCost("raspberries", "raspad")).toBeUndefined();
  });
});
