import { describe, expect, it } from "vitest";
import { loadCodeLists } from "./code-lists.ts";
import { TypeNormaliser } from "./type-normaliser.ts";

const lists = loadCodeLists();
const types = new TypeNormaliser(lists);

describe("a type as written", () => {
  it.each([
    ["пистолет", "pistol"],
    ["ПИСТОЛЕТЫ", "pistol"],
    ["pistolas", "pistol"],
    ["revolverr", "revolver"],
    ["Fuzil de assalto", "rifle-assault"],
    ["ружье двуствольное 12 кал", "shotgun-double"],
    ["гладкоств.", "smooth-bore"],
    ["arma de fabricação caseira", "home-made"],
  ])("%s is %s", (text, code) => {
    expect(types.normalise(text)).toMatchObject({ state: "found", code });
  });

  it.each(["нож", "faca", "arma branca", "colete", "граната РГД-5", "bomba", "патроны", "munição"])(
    "%s is no firearm",
    (text) => {
      const verdict = types.normalise(text);
      expect(verdict).toMatchObject({ state: "undecided", code: "" });
      expect(verdict.why[0]?.key).toBe("not-a-firearm");
    },
  );

  it.each(["indeterminado", "outros", "не установлен", ""])("%s states nothing", (text) => {
    expect(types.normalise(text)).toMatchObject({ state: "not-stated", code: "" });
  });

  it("does not know what is in no list", () => {
    expect(types.normalise("table")).toMatchObject({ state: "unknown", code: "" });
  });
});
