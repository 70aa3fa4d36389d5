import { describe, expect, it } from "vitest";
import { agentWords } from "./user-agent.ts";

describe("what a browser says of itself", () => {
  it("names the program before those it pretends to be, and the system", () => {
    const chrome =
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
    expect(agentWords(chrome)).toBe("Chrome 140, Windows");
    expect(agentWords(`${chrome} Edg/140.0`)).toBe("Edge 140, Windows");
    expect(agentWords("Mozilla/5.0 (Android 14; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0")).toBe(
      "Firefox 144, Android",
    );
  });

  it("shows an unknown program as it named itself, shortened, and nothing for nothing", () => {
    expect(agentWords("tamga-sync/1.2")).toBe("tamga-sync/1.2");
    expect(agentWords("x".repeat(500))).toHaveLength(60);
    expect(agentWords(" ")).toBeNull();
    expect(agentWords(null)).toBeNull();
  });
});
