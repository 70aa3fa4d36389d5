import { describe, expect, it } from "vitest";
import { unitChoices, unitTree } from "./unit-choices.ts";

const unit = (id: number, parent: number | null) => ({
  id,
  parent,
  code: `U${id}`,
  kind: "post",
  en: `Unit ${id}`,
  ru: `Отдел ${id}`,
});

describe("units of an institution", () => {
  it("stand below their own, whatever order they came in", () => {
    const tree = unitTree([unit(3, 2), unit(1, null), unit(2, 1), unit(4, 1)]);
    expect(tree.map((one) => [one.unit.id, one.depth])).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 1],
    ]);
  });

  it("keep one whose parent is not in the list", () => {
    expect(unitTree([unit(7, 99)]).map((one) => one.unit.id)).toEqual([7]);
  });

  it("say above whom they stand in the reader's language", () => {
    expect(unitChoices([unit(1, null), unit(2, 1)], "ru")).toEqual([
      { id: "1", label: "Отдел 1" },
      { id: "2", label: "Отдел 2", hint: "Отдел 1" },
    ]);
  });
});
