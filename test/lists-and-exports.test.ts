/** What a list shows is what its export holds; a recovery leads to the hits of its weapons; a board is one entry. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { exportRecoveries, figuresBoard, recoveryFigures } from "../src/figures/figures.contract.ts";
import { listHits } from "../src/matching/hit.contract.ts";
import { matchNow } from "../src/matching/matcher.ts";
import { listRecoveries, recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { createLog } from "../src/platform/log.ts";
import { sweepTasks } from "../src/matching/sweep-job.ts";
import { registerTasks } from "../src/registers/import-job.ts";
import { importAll, newRegister } from "./importing.ts";
import { onePistol, openWorld, type World } from "./world.ts";

let world: World;
let first: string;
let second: string;

beforeAll(async () => {
  world = await openWorld({
    parts: {
      tasks: (database) => ({
        ...registerTasks(database, createLog("silent"), undefined, {}),
        ...sweepTasks(database, createLog("silent")),
      }),
    },
  });
  const keeper = await world.person("police.keeper");
  const register = await newRegister(keeper);
  const rows = "serial,model,type,calibre,reason\nМК45718,ПМ,пистолет,9x18,похищен\n";
  await importAll(world, keeper, rows, { name: "stolen.csv", target: "register", register });
  const officer = await world.person("border.officer");
  first = (await officer.do(recordRecovery, { body: onePistol("МК 45718") })).id;
  second = (await officer.do(recordRecovery, { body: onePistol("ТТ 99120") })).id;
  await matchNow(world.node.database);
});
afterAll(() => world.close());

it("exports what the search words of the list find, and nothing beside it", async () => {
  const analyst = await world.person("border.analyst");
  const listed = await analyst.do(listRecoveries, { query: { q: "45718" } });
  expect(listed.items.map((one) => one.id)).toEqual([first]);
  const found = await analyst.try(exportRecoveries, { query: { format: "csv", q: "45718" } });
  expect(found.text).toContain("45718");
  expect(found.text).not.toContain("99120");
  const whole = await analyst.try(exportRecoveries, { query: { format: "csv" } });
  expect(whole.text).toContain("99120");
});

it("gives the hits of a recovery's weapons, with codes and the reason in words", async () => {
  const keeper = await world.person("police.keeper");
  const all = await keeper.do(listHits, {});
  expect(all.items).toHaveLength(1);
  const ofRecovery = await keeper.do(listHits, { query: { record: first } });
  expect(ofRecovery.items.map((one) => one.id)).toEqual(all.items.map((one) => one.id));
  expect(ofRecovery.items[0]?.because).toMatch(/^\p{Lu}.+\.$/u);
  expect(ofRecovery.items[0]?.handling).toEqual([]);
  expect((await keeper.do(listHits, { query: { record: second } })).items).toEqual([]);
});

it("counts a whole board with one entry, as the single figures do", async () => {
  const statistician = await world.person("focal.statistician");
  const count = async (): Promise<number> => {
    const { rows } = await world.admin.query<{ count: number }>(
      "select count(*)::int as count from journal.entry where actor = $1",
      [statistician.id],
    );
    return rows[0]?.count ?? 0;
  };
  const before = await count();
  const board = await statistician.do(figuresBoard, {});
  expect((await count()) - before).toBe(1);
  for (const { by, rows } of board.dimensions) {
    expect(rows).toEqual((await statistician.do(recoveryFigures, { query: { by } })).rows);
  }
});
