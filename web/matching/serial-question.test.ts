import { describe, expect, it } from "vitest";
import { serialQuestion } from "../../src/matching/serial-check.contract.ts";
import { askedIn, questionOf, saysMore, yearOf } from "./serial-question.ts";

describe("the question of a serial check", () => {
  it("keeps a serial that looks like a number as text, zeros included", () => {
    expect(questionOf(askedIn({ serial: "00123" }))).toEqual({ serial: "00123" });
  });

  it("drops what is empty or comes twice, and sends nothing that the contract refuses", () => {
    const asked = askedIn({ serial: " МК4571 ", make: "", model: ["a", "b"], year: "74", calibre: "9x18" });
    expect(asked).toEqual({ serial: "МК4571", year: "74", calibre: "9x18" });
    expect(serialQuestion.safeParse(questionOf(asked)).success).toBe(true);
  });

  it("sends a year of four figures only", () => {
    expect(yearOf("1974")).toBe(1974);
    expect(yearOf("74")).toBeUndefined();
    expect(yearOf("3974")).toBeUndefined();
  });

  it("knows whether more than the serial was said", () => {
    expect(saysMore({ serial: "1" })).toBe(false);
    expect(saysMore({ serial: "1", make: "CZ" })).toBe(true);
  });
});
