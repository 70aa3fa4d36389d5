import { describe, expect, it } from "vitest";
import { auditView, questionOf } from "./audit-view.ts";

describe("the address of the journal's list", () => {
  it("keeps what the node knows and drops the rest", () => {
    expect(
      auditView({
        verb: "read",
        outcome: "lost",
        institution: "BORDER",
        person: "someone",
        from: "2026-11-01",
        until: "1.12.2026",
        purpose: "investigation",
      }),
    ).toEqual({ verb: "read", institution: "BORDER", from: "2026-11-01", purpose: "investigation" });
  });

  it("asks for whole days of the reader and never sends what is the table's own", () => {
    const asked = questionOf({ from: "2026-11-01", until: "2026-11-01", sort: "at", columns: "who", verb: "read" });
    expect(Object.keys(asked).sort()).toEqual(["from", "until", "verb"]);
    expect(Date.parse(asked.until ?? "") - Date.parse(asked.from ?? "")).toBe(86_400_000 - 1);
  });
});
