/** The board's figures as files, and the map of the country: the same numbers, named, journalled; nothing invented. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportFigures, figuresBoard } from "../src/figures/figures.contract.ts";
import { foldSome, startPictureFold } from "../src/figures/picture-fold.ts";
import { readMap } from "../src/figures/map.contract.ts";
import { createLog } from "../src/platform/log.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { onePistol, openWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
  const officer = await world.person("border.officer");
  for (const [serial, code] of [
    ["МК 1001", "possession"],
    ["МК 1002", "possession"],
    ["МК 1003", null],
  ] as const)
    await officer.do(recordRecovery, {
      body: onePistol(serial, {
        ground: code === null ? { written: '=HYPERLINK("x")' } : { code },
        place: { written: "Road", region: "NOR" },
      }),
    });
  await world.admin.query("insert into platform.setting (key, value) values ('country.regions', $1)", [
    JSON.stringify([{ code: "NOR", en: "North", ru: "Северная область" }]),
  ]);
});
afterAll(() => world.close());

describe("figures as a file", () => {
  it("give the board's rows with names in the reader's language, and leave an entry", async () => {
    const analyst = await world.person("border.analyst");
    const board = await analyst.do(figuresBoard, { query: {} });
    const reply = await analyst.try(exportFigures, { query: { by: "region" } }, { language: "ru" });
    expect(reply.status).toBe(200);
    expect(reply.headers.get("content-disposition")).toBe('attachment; filename="tamga-figures-region.csv"');
    const firearms = board.dimensions
      .find(({ by }) => by === "region")
      ?.rows.find(({ key }) => key === "NOR")?.firearms;
    expect(reply.text).toContain(`Область,NOR,Северная область,3,${firearms},0`);
    const { rows } = await world.admin.query<{ verb: string; kind: string; actor: string }>(
      "select verb, kind, actor from journal.entry order by seq desc limit 1",
    );
    expect(rows[0]).toEqual({ verb: "export", kind: "figures", actor: analyst.id });
    const all = await analyst.try(exportFigures, { query: { ground: "possession" } });
    for (const word of ["Month", "Manner", "Unit", "Type", "Legal ground", "Criminal context"])
      expect(all.text).toContain(word);
    expect(all.text).not.toContain("HYPERLINK");
    const xlsx = await analyst.try(exportFigures, { query: { format: "xlsx" } });
    expect(xlsx.text.startsWith("PK")).toBe(true);
  });

  it("neutralise formulas that somebody wrote as a ground", async () => {
    const analyst = await world.person("border.analyst");
    const reply = await analyst.try(exportFigures, { query: { by: "ground" } });
    expect(reply.text).toContain("'=HYPERLINK");
    expect(reply.text).not.toMatch(/(^|,)"?=HYPERLINK/m);
  });

  it("count what the reader sees, and are refused to who may not see figures", async () => {
    const stranger = await world.person("customs.analyst");
    expect((await stranger.try(exportFigures, { query: { by: "region" } })).text.trim().split("\n")).toHaveLength(1);
    const officer = await world.person("border.officer");
    expect((await officer.try(exportFigures, { query: {} })).status).toBe(403);
    const analyst = await world.person("border.analyst");
    expect((await analyst.try(exportFigures, { query: {} }, { purpose: null })).status).toBe(428);
  });
});

describe("the map of the country", () => {
  it("is as configured, or none", async () => {
    const officer = await world.person("border.officer");
    expect(await officer.do(readMap, {})).toEqual({ map: null });
    const put = (value: unknown): Promise<unknown> =>
      world.admin.query(
        "insert into platform.setting (key, value) values ('country.map', $1) on conflict (key) do update set value = excluded.value",
        [JSON.stringify(value)],
      );
    const square = [
      [10, 10],
      [11, 10],
      [11, 11],
    ];
    await put({ frame: [9, 9, 12, 12], regions: [{ code: "NOR", rings: [square] }] });
    expect(await officer.do(readMap, {})).toMatchObject({
      map: { regions: [{ code: "NOR" }], neighbours: [], borders: [] },
    });
    await put({ frame: [9, 9, 12, 12], regions: [{ code: "NOR", rings: [[[999, 10]]] }] });
    expect(await officer.do(readMap, {})).toEqual({ map: null });
  });
});

describe("the worker of the picture", () => {
  it("folds what waits, by itself, and stops at once", async () => {
    const worker = await startPictureFold(world.node.database, createLog("silent"));
    await expect
      .poll(async () => (await world.admin.query("select from figures.change")).rowCount, { timeout: 20_000 })
      .toBe(0);
    await worker.stop();
    expect(await foldSome(world.node.database)).toBe(0);
    const analyst = await world.person("border.analyst");
    expect((await analyst.do(figuresBoard, { query: {} })).firearms).toBe(3);
  });
});
