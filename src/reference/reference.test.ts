import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorld, type Person, type World } from "../../test/world.ts";
import { listColleagues, readReference, referenceLists } from "./reference.contract.ts";

let world: World;
let officer: Person;
beforeAll(async () => {
  world = await openWorld();
  officer = await world.person("customs.officer");
});
afterAll(() => world.close());

const codes = async (list: string, query: object): Promise<string[]> =>
  (await officer.do(readReference, { params: { list }, query })).items.map((entry) => entry.code);

describe("the code lists for pickers", () => {
  it("come whole, named in both languages, without a purpose", async () => {
    for (const list of referenceLists) {
      const answer = await officer.do(readReference, { params: { list } }, { purpose: null });
      expect(answer.whole).toBe(true);
      for (const entry of answer.items) expect(entry.en !== "" && entry.ru !== "").toBe(true);
      // Regions and places are the country's own; the test country has set none.
      expect(answer.items.length > 2).toBe(list !== "places" && list !== "regions");
    }
    const states = await officer.do(readReference, { params: { list: "mark-states" } });
    expect(states.items.find((state) => state.code === "none-made")).toMatchObject({ readable: false });
    expect((await officer.try(readReference, { params: { list: "purposes-of-nobody" } })).status).toBe(404);
  });

  it("find a model by a synonym in the other script and say which writing was met", async () => {
    const found = await officer.do(readReference, { params: { list: "models" }, query: { q: "makarov pist" } });
    expect(found.items[0]?.code).toBe("pm");
    expect(found.items[0]?.also).toBe("Makarov pistol");
    expect(await codes("models", { q: "наган" })).toContain("nagant-1895");
    // Typed in Latin look-alikes of Cyrillic letters.
    expect((await codes("models", { q: "TT" }))[0]).toBe("tt");
  });

  it("put the models of the chosen make first, and give only them when nothing is typed", async () => {
    const own = await officer.do(readReference, { params: { list: "models" }, query: { make: "toz" } });
    expect(own.items.length).toBeGreaterThan(1);
    expect(own.items.every((model) => model.make === "toz" || model.madeAlso?.includes("toz"))).toBe(true);
    // The same model from another plant is met under this make too, and says what it is easily taken for.
    expect(own.items.find((model) => model.code === "akm")?.lookAlikes).toContain("ar-m1");
    const without = await officer.do(readReference, { params: { list: "models" }, query: { q: "m", limit: 5 } });
    expect(without.items[0]?.make).not.toBe("toz");
    const first = await officer.do(readReference, {
      params: { list: "models" },
      query: { q: "m", make: "toz", limit: 5 },
    });
    expect(first.items[0]?.make).toBe("toz");
  });

  it("know calibres as they are written, and nothing where nothing fits", async () => {
    expect((await codes("calibres", { q: "9х18" }))[0]).toBe("9x18");
    expect((await codes("calibres", { q: "7,62 х 39" }))[0]).toBe("7.62x39");
    expect(await codes("makes", { q: "zzqqxx" })).toEqual([]);
    expect(await codes("makes", { q: "--" })).toEqual([]);
    expect(await codes("makes", { q: "i", limit: 3 })).toHaveLength(3);
  });

  it("takes regions and places from the country's configuration", async () => {
    expect(await codes("places", {})).toEqual([]);
    await world.node.database.asSystem("tamga_keeper", (tx) =>
      tx.query("insert into platform.setting (key, value) values ('country.regions', $1), ('country.places', $2)", [
        JSON.stringify([{ code: "NOR", en: "North", ru: "Север" }]),
        JSON.stringify([{ code: "ROAD7", en: "Road 7 post", ru: "Пост «Дорога 7»", region: "NOR" }]),
      ]),
    );
    expect(await codes("regions", {})).toEqual(["NOR"]);
    const found = await officer.do(readReference, { params: { list: "places" }, query: { q: "дорога" } });
    expect(found.items[0]).toMatchObject({ code: "ROAD7", region: "NOR" });
  });

  it("name the colleagues of one's own institution to who may share, nobody else's", async () => {
    const chief = await world.person("border.chief");
    const names = (await chief.do(listColleagues, {})).items.map((one) => one.latin);
    expect(names).toContain("border.analyst");
    expect(names).not.toContain("border.chief");
    expect(names.filter((name) => !name.startsWith("border."))).toEqual([]);
    expect((await officer.try(listColleagues, {})).status).toBe(403);
  });
});
