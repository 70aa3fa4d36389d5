import { describe, expect, it } from "vitest";
import { runKills } from "../bench/kills.ts";

describe("kill -9 under load", () => {
  it("loses nothing acknowledged, doubles nothing, and the journal verifies after each (1,000 with bench/kills.ts)", async () => {
    const report = await runKills({ seed: 7, count: 5, target: "any", fresh: 5, program: "node", say: () => undefined });
    expect(report).toMatchObject({ kills: 5, lost: [], doubled: [], unverified: [], refused: [] });
    expect(report.acknowledged).toBeGreaterThan(10);
    expect(report.verifications).toBe(6);
    expect(report.entriesVerified).toBeGreaterThan(report.acknowledged);
  }, 240_000);
});
