import { expect, it } from "vitest";
import { groupedHits, toldHit, type Told } from "./told-hits.ts";

const told = (id: string, code: string, seen = false): Told => ({
  id,
  code,
  at: "2026-11-22T08:00:00Z",
  seen,
  payload: code === "hit-proposed" ? { hit: `hit-${id}`, number: `TM-${id}`, serial: "МК45718", weapon: "ПМ" } : {},
});

it("makes neighbouring hits one group and leaves every other notice alone", () => {
  const items = [
    told("1", "hit-proposed"),
    told("2", "hit-proposed"),
    told("3", "token-made"),
    told("4", "hit-proposed"),
  ];
  expect(groupedHits(items).map((group) => group.map((one) => one.id))).toEqual([["1", "2"], ["3"], ["4"]]);
});

it("keeps read and unread apart", () => {
  const items = [told("1", "hit-proposed"), told("2", "hit-proposed", true)];
  expect(groupedHits(items)).toHaveLength(2);
});

it("names one's own record, and does without where an older notice did not", () => {
  expect(toldHit(told("1", "hit-proposed"))).toMatchObject({ hit: "hit-1", serial: "МК45718", weapon: "ПМ" });
  expect(toldHit({ ...told("1", "hit-proposed"), payload: { hit: "h", number: "n" } })).toMatchObject({ serial: null });
  expect(toldHit(told("1", "token-made"))).toBeUndefined();
});
