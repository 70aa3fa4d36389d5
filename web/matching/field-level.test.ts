import { expect, it } from "vitest";
import { levelShown } from "./field-level.ts";

it("says which side is silent, and when both are", () => {
  expect(levelShown("missing", "", "")).toBe("bothMissing");
  expect(levelShown("missing", "", "ПМ")).toBe("leftMissing");
  expect(levelShown("missing", "ПМ", "")).toBe("rightMissing");
  // Both speak and the score could compare neither.
  expect(levelShown("missing", "другое", "ПМ")).toBe("missing");
});

it("never calls two equal words merely close", () => {
  expect(levelShown("alias", "ПМ", "ПМ")).toBe("same");
  expect(levelShown("family", "пистолет", "Пистолет ")).toBe("alikeApart");
  expect(levelShown("similar", "пистолет", "пистолет")).toBe("alikeApart");
});

it("leaves what is written apart as the score has it", () => {
  for (const level of ["same", "alias", "family", "similar", "near", "far", "differs", "model"]) {
    expect(levelShown(level, "ПМ", "ТТ")).toBe(level);
  }
});
