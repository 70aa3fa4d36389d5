import { describe, expect, it } from "vitest";
import { readingInput } from "../../src/firearms/firearm.contract.ts";
import { newReading, readingOf, stateOf } from "./reading-draft.ts";

describe("a reading being entered", () => {
  it("is partly readable as soon as its notation says so, and clear otherwise", () => {
    expect(stateOf({ ...newReading, written: "ЛЯ4172" })).toBe("clear");
    for (const written of ["ЛЯ417?", "ЛЯ*2", "ЛЯ4[17]72"]) expect(stateOf({ ...newReading, written })).toBe("partial");
  });

  it("keeps the reader's own choice, except a clear text with unreadable positions", () => {
    expect(stateOf({ ...newReading, written: "ЛЯ4172", chosen: "restored" })).toBe("restored");
    expect(stateOf({ ...newReading, written: "ЛЯ417?", chosen: "altered" })).toBe("altered");
    expect(stateOf({ ...newReading, written: "ЛЯ417?", chosen: "clear" })).toBe("partial");
  });

  it("keeps never made, obliterated and not recorded apart, and takes no text where there was nothing to read", () => {
    const states = (["obliterated", "none-made", "not-recorded"] as const).map(
      (answer) => readingOf({ ...newReading, answer, written: "ЛЯ" }) as { state: string; written: string },
    );
    expect(states.map((one) => one.state)).toEqual(["obliterated", "none-made", "not-recorded"]);
    // Traces of an obliterated number are worth keeping; a number that was never made has none.
    expect(states.map((one) => one.written)).toEqual(["ЛЯ", "", ""]);
    for (const one of states) expect(readingInput.safeParse(one).success).toBe(true);
  });
});
