import { describe, expect, it } from "vitest";
import { ambiguousCells, doubled, readAs, withDateOrder, withTarget, type Mapping } from "./mapping-draft.ts";

const mapping: Mapping = {
  version: 1,
  fingerprint: "0".repeat(64),
  columns: [
    { header: "№", target: "serial" },
    { header: "Дата", target: "date-lost" },
    { header: "Прим.", target: "notes" },
  ],
};

describe("a mapping while it is changed", () => {
  it("names both columns of a field that is filled twice, and lets notes repeat", () => {
    expect([...doubled(withTarget(mapping, 1, "serial"))]).toEqual([0, 1]);
    expect(doubled(withTarget(mapping, 1, "notes")).size).toBe(0);
  });

  it("keeps the answer of one separator when another is answered", () => {
    const answered = withDateOrder(withDateOrder(mapping, 1, "/", "mdy"), 1, ".", "dmy");
    expect(answered.columns[1]?.dateOrders).toEqual({ "/": "mdy", ".": "dmy" });
    expect(answered.columns[0]?.dateOrders).toBeUndefined();
  });

  it("shows only cells that both orders can read, differently", () => {
    expect(ambiguousCells(["03/04/2021", "13/04/2021", "04/04/2021", "03.04.2021", ""], "/")).toEqual(["03/04/2021"]);
  });

  it("reads a cell both ways", () => {
    expect(readAs("3/4/2021", "/", "dmy")).toBe("2021-04-03");
    expect(readAs("3/4/2021", "/", "mdy")).toBe("2021-03-04");
    expect(readAs("3/4/21", "/", "mdy")).toBeUndefined();
  });
});
