import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSearch, tableView, writeSearch } from "./address.ts";
import { safeReturn } from "./session/safe-return.ts";

describe("addresses", () => {
  it("keeps a serial with leading zeros as text", () => {
    expect(parseSearch("?q=00123")).toEqual({ q: "00123" });
  });

  it("writes and reads back any text", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ minLength: 1 })), (search) => {
        const text = writeSearch(search);
        expect(parseSearch(text)).toEqual({ ...search });
      }),
    );
  });

  it("drops a table's order or columns that are no names", () => {
    expect(tableView({ sort: "-due", columns: "a.b" })).toEqual({ sort: "-due", columns: "a.b" });
    expect(tableView({ sort: "due;drop", columns: "<b>" })).toEqual({});
  });

  it("returns after sign-in only into this application", () => {
    expect(safeReturn("/recoveries?state=open")).toBe("/recoveries?state=open");
    for (const bad of ["//evil.example", "/\\evil.example", "https://evil.example", "/sign-in?next=/", undefined]) {
      expect(safeReturn(bad)).toBe("/");
    }
  });
});
