import { describe, expect, it } from "vitest";
import { loadCodeLists } from "./code-lists.ts";
import { ModelNormaliser } from "./model-normaliser.ts";

const lists = loadCodeLists();
const models = new ModelNormaliser(lists);

describe("a model as written", () => {
  it.each([
    ["ПМ", "pm"],
    ["АК-74М", "ak-74m"],
    ["Taurus PT92", "pt-92"],
    ["PT-92 AF", "pt-92"],
    ["Glock 17 Gen 5", "glock-17"],
    ["пистолет Макарова ПМ", "pm"],
    ["ИЖ-27М", "izh-27"],
  ])("%s is %s", (text, code) => {
    expect(models.normalise(text)).toMatchObject({ state: "found", code });
  });

  it("never takes nearly equal figures for the same", () => {
    expect(models.normalise("AK-75")).toMatchObject({ state: "unknown", code: "" });
  });

  it("says when the model is listed under another make", () => {
    const verdict = models.normalise("АКМ", "arsenal-bg");
    expect(verdict.code).toBe("akm");
    expect(verdict.why.map(({ key }) => key)).toEqual(["listed-other-make", "made-by-several"]);
    expect(verdict.confidence).toBeLessThan(models.normalise("АКМ", "izhmash").confidence);
  });

  it("asks for the make where several use the designation", () => {
    const sw = lists.models.get("sw-10");
    if (sw === undefined) throw new Error("models.csv has no sw-10");
    const twice = {
      ...lists,
      models: new Map([...lists.models, ["rossi-10", { ...sw, code: "rossi-10", make: "rossi" }]]),
    };
    const both = new ModelNormaliser(twice);
    expect(both.normalise("Model 10")).toMatchObject({ state: "undecided", code: "" });
    expect(both.normalise("Model 10").why[0]?.values?.["makers"]).toContain("Rossi");
    expect(both.normalise("Model 10", "smith-wesson").code).toBe("sw-10");
    expect(models.normalise("Model 10").code).toBe("sw-10");
  });

  it.each(["не указана", "outros", "", "N/C"])("%s states nothing", (text) => {
    expect(models.normalise(text)).toMatchObject({ state: "not-stated", code: "" });
  });

  it("knows every model beside its make by each of its own writings", () => {
    for (const model of lists.models.values()) {
      for (const text of [model.en, model.ru, ...model.aliases]) {
        expect(models.normalise(text, model.make).code, text).toBe(model.code);
      }
    }
  });
});
