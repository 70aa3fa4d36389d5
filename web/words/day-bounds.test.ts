import { describe, expect, it } from "vitest";
import { endOfDay, startOfDay } from "./day-bounds.ts";

describe("a calendar day as instants", () => {
  it("includes the whole day in the reader's time zone", () => {
    const start = startOfDay("2026-11-22");
    const end = endOfDay("2026-11-22");
    expect(new Date(start ?? "").getDate()).toBe(22);
    expect(new Date(end ?? "").getDate()).toBe(22);
    expect(Date.parse(end ?? "") - Date.parse(start ?? "")).toBe(86_400_000 - 1);
  });

  it("gives nothing for what is no day", () => {
    expect([startOfDay(""), endOfDay("22.11.2026"), endOfDay("2026-13-41")]).toEqual([null, null, null]);
  });
});
