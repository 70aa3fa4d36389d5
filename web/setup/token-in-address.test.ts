import { describe, expect, it } from "vitest";
import { tokenInAddress } from "./token-in-address.ts";

describe("the token behind the #", () => {
  it("is read when it has the form of a token", () => {
    expect(tokenInAddress(`#${"a1_-".repeat(10)}`)).toBe("a1_-".repeat(10));
  });

  it("is nothing when the link was cut or something else stands there", () => {
    expect(tokenInAddress("")).toBeUndefined();
    expect(tokenInAddress("#short")).toBeUndefined();
    expect(tokenInAddress("#<script>alert(1)</script>")).toBeUndefined();
  });

  it("is nothing when the percent-encoding is broken", () => {
    expect(tokenInAddress("#%")).toBeUndefined();
  });
});
