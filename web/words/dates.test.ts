import { describe, expect, it } from "vitest";
import { datesOf } from "./dates.ts";

describe("dates in words", () => {
  it("writes the month as a word, in both languages, without the Russian year mark", () => {
    expect(datesOf("en").day("2026-11-22")).toBe("22 Nov 2026");
    expect(datesOf("en").longDay("2026-11-22")).toBe("22 November 2026");
    expect(datesOf("ru").longDay("2026-11-22")).toBe("22 ноября 2026");
    // "авг." ends as the year mark does.
    expect(datesOf("ru").day("2026-08-05")).toBe("5 авг. 2026");
  });

  it("does not move a bare day with the time zone", () => {
    expect(datesOf("en").moment("2026-01-01")).toBe("1 Jan 2026");
  });

  it("shows what is no date as it was written", () => {
    expect(datesOf("en").day("31.02.2026?")).toBe("31.02.2026?");
  });

  it("tells how far a deadline is", () => {
    const now = Date.parse("2026-11-22T09:00:00Z");
    expect(datesOf("en").distance("2026-11-25T10:00:00Z", now)).toBe("in 3 days");
    expect(datesOf("ru").distance("2026-11-22T04:00:00Z", now)).toBe("5 часов назад");
  });
});
