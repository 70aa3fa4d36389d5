import { describe, expect, it } from "vitest";
import { csvOf, readPasted, tabbedOf } from "./pasted-list.ts";

describe("readPasted", () => {
  it("takes one number a line, with make, model and calibre after tabs or semicolons", () => {
    const { lines, beyond } = readPasted("Номер\tМарка\r\nМК45718\tИжевск\tПМ\t9x18\r\n\r\n AB 12 ; TOZ \n007");
    expect(beyond).toBe(0);
    expect(lines).toEqual([
      { line: 2, question: { serial: "МК45718", make: "Ижевск", model: "ПМ", calibre: "9x18" } },
      { line: 4, question: { serial: "AB 12", make: "TOZ" } },
      { line: 5, question: { serial: "007" } },
    ]);
  });

  it("keeps equal lines apart and says how many are too many", () => {
    const { lines, beyond } = readPasted(Array.from({ length: 503 }, () => "AB1234").join("\n"));
    expect(lines).toHaveLength(500);
    expect(beyond).toBe(3);
  });
});

describe("csvOf and tabbedOf", () => {
  it("quotes, and gives no spreadsheet a formula", () => {
    expect(csvOf([["a", 'b"c', "=1+1", "x,y"]])).toBe('\uFEFFa,"b""c",\'=1+1,"x,y"\r\n');
    expect(tabbedOf([["a\tb", "c"], ["d"]])).toBe("a b\tc\nd");
  });
});
