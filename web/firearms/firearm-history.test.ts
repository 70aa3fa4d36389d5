import { describe, expect, it } from "vitest";
import { addedByAct } from "./firearm-history.ts";

const act = (id: string, at: string, verb = "change", institution = "POLICE") => ({ id, at, verb, institution });
const row = (id: string, at: string, institution = "POLICE") => ({ id, at, institution, words: id });

describe("what each act of a weapon's history added", () => {
  it("pairs each row with the first act of its institution not before it", () => {
    const acts = [
      act("made", "2026-01-01T10:00:00.5Z", "create", "BORDER"),
      act("looked", "2026-01-01T10:00:00.6Z", "read"),
      act("first", "2026-01-01T10:00:01.000009Z"),
      act("second", "2026-01-01T10:00:01.00002Z"),
    ];
    const added = [
      row("b", "2026-01-01T10:00:01.00001Z"),
      row("a", "2026-01-01T10:00:01.000001Z"),
      row("own", "2026-01-01T10:00:00.4Z", "BORDER"),
      row("own too", "2026-01-01T10:00:00.4Z", "BORDER"),
    ];
    expect(Object.fromEntries(addedByAct(acts, added))).toEqual({
      made: ["own", "own too"],
      first: ["a"],
      second: ["b"],
    });
  });

  it("leaves a row alone when its act is not there", () => {
    expect(addedByAct([act("later", "2026-01-01T11:00:00Z")], [row("a", "2026-01-01T10:00:00Z")]).size).toBe(0);
  });
});
