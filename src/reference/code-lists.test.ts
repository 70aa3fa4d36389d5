/* oxlint-disable vitest/valid-expect -- in a loop over a list, the second argument of expect names the entry that failed */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { findRole } from "../access/roles.ts";
import { Problem } from "../platform/problem.ts";
import { loadCodeLists } from "./code-lists.ts";

const shipped = fileURLToPath(new URL("../../reference-data/", import.meta.url));
const lists = loadCodeLists();

describe("the shipped lists", () => {
  it("are large enough for the region and in both languages", () => {
    expect(lists.makes.size).toBeGreaterThanOrEqual(173 + 100);
    expect(lists.models.size).toBeGreaterThanOrEqual(690);
    expect(lists.calibres.size).toBeGreaterThanOrEqual(120);
    expect(lists.countries.size).toBeGreaterThanOrEqual(250);
    const maps = Object.values(lists).filter((value) => value instanceof Map);
    expect(maps).toHaveLength(17);
    for (const map of maps) {
      for (const entry of map.values() as Iterable<{ code: string; en: string; ru: string }>) {
        expect(entry.en, entry.code).not.toBe("");
        expect(entry.ru, entry.code).not.toBe("");
      }
    }
  });

  it("have 'unknown' at every level", () => {
    for (const map of [
      lists.types,
      lists.unodcTypes,
      lists.hsHeadings,
      lists.administrativeClasses,
      lists.calibres,
      lists.makes,
    ]) {
      expect(map.has("unknown")).toBe(true);
    }
  });

  it("lead every type to the root", () => {
    for (const code of lists.types.keys()) {
      expect(lists.typeLine(code).at(-1)).toBe("unknown");
    }
    expect(lists.typeLine("pistol-automatic")).toEqual(["pistol-automatic", "pistol", "handgun", "unknown"]);
    expect(lists.typeLine("no-such-type")).toEqual([]);
  });

  it("name only roles that exist", () => {
    for (const purpose of lists.purposes.values()) {
      expect(purpose.roles.length).toBeGreaterThan(0);
      for (const role of purpose.roles) {
        expect(findRole(role), `${purpose.code}: ${role}`).toBeDefined();
      }
    }
  });

  it("keep the three negatives of a mark apart", () => {
    for (const state of ["obliterated", "none-made", "not-recorded"]) {
      expect(lists.markStates.get(state)?.readable).toBe(false);
    }
  });

  it("are frozen", () => {
    expect(Object.isFrozen(lists)).toBe(true);
    expect(Object.isFrozen(lists.makes.get("toz"))).toBe(true);
    expect(Object.isFrozen(lists.makes.get("toz")?.aliases)).toBe(true);
  });

  it("find every model, make, type and calibre by each of its own writings", () => {
    for (const [map, find] of [
      [lists.makes, (text: string) => lists.findMake(text)],
      [lists.types, (text: string) => lists.findType(text)],
      [lists.calibres, (text: string) => lists.findCalibre(text)],
    ] as const) {
      for (const entry of map.values()) {
        for (const text of [entry.code, entry.en, entry.ru, ...entry.aliases]) {
          expect(find(text)?.code, text).toBe(entry.code);
        }
      }
    }
    for (const entry of lists.models.values()) {
      for (const text of [entry.code, entry.en, entry.ru, ...entry.aliases]) {
        expect(lists.findModel(text, entry.make)?.code, text).toBe(entry.code);
      }
    }
  });
});

describe("what people write", () => {
  it.each([
    ["НАГАН", "nagant-1895"],
    ["ТОЗ8М", "toz-8"],
    ["ИЖ22", "izh-22"],
    ["ИЖ49", "izh-49"],
    ["ПМ", "pm"],
    ["ПM", "pm"],
    ["АК74", "ak-74"],
    ["AK74", "ak-74"],
    ["ak 74", "ak-74"],
    ["АКМС", "akms"],
    ["МКМ072СБ", "mkm-072"],
    ["ME9PARA", "me-9-para"],
    ["пистолет Макарова", "pm"],
    ["Утес", "nsv"],
    ["PT-92", "pt-92"],
  ])("model %s is %s", (written, code) => {
    expect(lists.findModel(written)?.code).toBe(code);
  });

  it.each([
    ["НАРІЗНА", "rifled"],
    ["ГЛАДКОСТВОЛЬНА", "smooth-bore"],
    ["ГАЗОВА", "gas"],
    ["ПНЕВМАТИЧНА", "pneumatic"],
    ["ПІСТОЛЕТ", "pistol"],
    ["ПИСТОЛЕТ", "pistol"],
    ["РЕВОЛЬВЕР", "revolver"],
    ["АВТОМАТ", "rifle-assault"],
    ["ГВИНТІВКА", "rifle"],
    ["КАРАБІН", "carbine"],
    ["РУШНИЦЯ МИСЛИВСЬКА", "shotgun"],
    ["МИСЛИВСЬКА РУШНИЦЯ", "shotgun"],
    ["ПІСТОЛЕТ ГАЗОВИЙ", "gas-pistol"],
    ["ГВИНТІВКА ПНЕВМАТИЧНА", "pneumatic-rifle"],
    ["REVÓLVER", "revolver"],
    ["revolver", "revolver"],
    ["PISTOLA", "pistol"],
    ["FUZIL", "rifle"],
    ["ESPINGARDA", "shotgun"],
    ["CARABINA", "carbine"],
    ["METRALHADORA", "machine-gun"],
    ["SUBMETRALHADORA", "submachine-gun"],
    ["GARRUCHA", "pistol-single"],
    ["RIFLE", "rifle"],
    ["ARTESANAL", "home-made"],
    ["ружьё", "shotgun"],
    ["Ружье охотничье", "shotgun"],
    ["пистолет-пулемёт", "submachine-gun"],
    ["обрез", "sawn-off"],
  ])("type %s is %s", (written, code) => {
    expect(lists.findType(written)?.code).toBe(code);
  });

  it.each([
    ["7,62х39", "7.62x39"],
    ["7.62 x 39 mm", "7.62x39"],
    ["7,62×39 мм обр. 1943 г.", "7.62x39"],
    ["7.62", "7.62mm"],
    ["762.0", "7.62mm"],
    ["545", "5.45mm"],
    ["5,6", "5.6mm"],
    ["9.0", "9mm"],
    ["9мм", "9mm"],
    ["9х18", "9x18"],
    ["9 мм ПМ", "9x18"],
    ["9 mm Luger", "9x19"],
    ["12.0", "12ga"],
    ["12 калибр", "12ga"],
    ["кал. 12", "12ga"],
    ["32", "32ga"],
    [".32", "32gen"],
    [".38", "38gen"],
    ["0.38", "38gen"],
    [".38 SPL", "38special"],
    ["10 мм", "10mmauto"],
    ["10", "10ga"],
    [".45", "45gen"],
    ["12,7х108", "12.7x108"],
    ["32/63,5", "32ga"],
    ["36/63,5", "410bore"],
    ["9 mm Luger (9x19 мм)", "9x19"],
    [".308 Winchester (7,62x51 mm)", "7.62x51"],
    ["7,62 мм (7,62х39)", "7.62x39"],
  ])("calibre %s is %s", (written, code) => {
    expect(lists.findCalibre(written)?.code).toBe(code);
  });

  it.each(["9 mm Luger (9x18)", "12 мм", "1.40", "130.0", "99", "мусор", "", ".", "мм"])(
    "calibre %s is nothing",
    (written) => {
      expect(lists.findCalibre(written)).toBeNull();
    },
  );

  it.each([
    ["ТАУРУС", "taurus"],
    ["Smith and Wesson", "smith-wesson"],
    ["S&W", "smith-wesson"],
    ["ОАО Ижмаш", "izhmash"],
    ["Beretta S.p.A.", "beretta"],
    ["тульский оружейный завод", "toz"],
  ])("make %s is %s", (written, code) => {
    expect(lists.findMake(written)?.code).toBe(code);
  });

  it("keeps what it does not know", () => {
    expect(lists.findMake("Рога и копыта")).toBeNull();
    expect(lists.findModel("XYZ-9000")).toBeNull();
    expect(lists.findType("table")).toBeNull();
  });

  it("gives a make's own model first, and says when the pattern is another maker's", () => {
    expect(lists.findModel("Model 10", "smith-wesson")).toMatchObject({ code: "sw-10", why: "synonym" });
    expect(lists.findModel("АКМ", "arsenal-bg")).toMatchObject({ code: "akm", why: "other-make" });
  });

  it("takes a description apart", () => {
    expect(lists.findMakeAndModel("TAURUS PT 92")).toMatchObject({
      make: { code: "taurus" },
      model: { code: "pt-92" },
    });
    expect(lists.findMakeAndModel("Пистолет ПМ")).toMatchObject({ type: null, make: null, model: { code: "pm" } });
    expect(lists.findMakeAndModel("Автомат АКМ 1974 г.в.")).toMatchObject({
      type: { code: "rifle-assault" },
      make: null,
      model: { code: "akm" },
    });
    expect(lists.findMakeAndModel("АКМ 1974 г.в.")).toEqual({ make: null, model: null, type: null });
    expect(lists.findMakeAndModel("Smith & Wesson Model 10")).toMatchObject({
      make: { code: "smith-wesson" },
      model: { code: "sw-10" },
    });
    expect(lists.findMakeAndModel("что-то ржавое")).toEqual({ make: null, model: null, type: null });
    expect(lists.findMakeAndModel("")).toEqual({ make: null, model: null, type: null });
  });

  it("lets a bare bore fit the cartridges of that bore, and no other", () => {
    expect(lists.calibresFit("7.62mm", "7.62x39")).toBe(true);
    expect(lists.calibresFit("7.62x39", "7.62mm")).toBe(true);
    expect(lists.calibresFit("7.62x25", "7.62x39")).toBe(false);
    expect(lists.calibresFit("unknown", "12ga")).toBe(true);
    expect(lists.calibresFit("5.45mm", "7.62mm")).toBe(false);
  });
});

describe("a list that contradicts itself", () => {
  let dir: string | undefined;
  afterEach(() => {
    if (dir !== undefined) {
      rmSync(dir, { recursive: true });
      dir = undefined;
    }
  });

  /** The shipped lists with one file changed. */
  function damaged(file: string, change: (text: string) => string): string {
    dir = mkdtempSync(join(tmpdir(), "lists-"));
    cpSync(shipped, dir, { recursive: true, filter: (from) => !from.includes("demo-country") });
    writeFileSync(join(dir, file), change(readFileSync(join(dir, file), "utf8")));
    return dir;
  }

  it.each([
    [
      "models.csv",
      (text: string) => `${text}nobody,nb-1,NB-1,НБ-1,pistol,9x18,,,\n`,
      "column make",
      "list-unknown-code",
    ],
    ["models.csv", (text: string) => `${text}toz,nb-1,NB-1,НБ-1,pistole,9x18,,,\n`, "column type", "list-unknown-code"],
    [
      "models.csv",
      (text: string) => `${text}toz,nb-1,NB-1,НБ-1,pistol,9x81,,,\n`,
      "column calibre",
      "list-unknown-code",
    ],
    [
      "models.csv",
      (text: string) => `${text}toz,nb-1,NB-1,НБ-1,pistol,9x18,,,ТОЗ-34\n`,
      "column aliases",
      "list-twice",
    ],
    ["makes.csv", (text: string) => `${text}nb,New,,RU,,,\n`, "column name_ru", "list-empty"],
    ["makes.csv", (text: string) => `${text}toz,New,Новый,RU,,,\n`, "column code", "list-twice"],
    ["makes.csv", (text: string) => `${text}nb,New,Новый,Q9,,,\n`, "column country", "list-unknown-code"],
    ["makes.csv", (text: string) => `${text}nb,New,Новый,RU,,,glock\n`, "column aliases", "list-twice"],
    ["makes.csv", (text: string) => `${text}nb,New\n`, "column -", "list-cells"],
    ["calibres.csv", (text: string) => `${text}nb,New,Новый,pistol,wide,,,\n`, "column bore_mm", "list-not-a-number"],
    [
      "firearm-types.csv",
      (text: string) => `${text}nb,nowhere,New,Новый,pistol,9302,rifled,\n`,
      "column parent",
      "list-unknown-code",
    ],
    ["countries.csv", (text: string) => text.replace("name_ru", "name_rus"), "column name_ru", "list-column-missing"],
    ["grounds.csv", (text: string) => `${text}nb,New,Новый,other,stolen\n`, "column manners", "list-unknown-code"],
    ["purposes.csv", () => '"', "column -", "list-file-unreadable"],
  ])("%s: the fault names file, row and column (%#)", (file, change, place, code) => {
    const where = damaged(file, change);
    let problem: unknown;
    try {
      loadCodeLists(where);
    } catch (error) {
      problem = error;
    }
    if (!(problem instanceof Problem)) {
      throw new Error("no problem was raised");
    }
    const fault = problem.fields.find(
      (one) => one.code === code && one.path.startsWith(`${file}, row `) && one.path.endsWith(place),
    );
    expect(fault, JSON.stringify(problem.fields.slice(0, 5))).toBeDefined();
    expect(String(problem.cause)).toContain(file);
  });
});
