/**
 * One register against another: the pairs are those that each record finds by itself, they are seen by who sees both records and by nobody else,
 * and nothing hidden moves a byte.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { sweepRegisters } from "../src/matching/sweep.ts";
import {
  exportPairs,
  listComparisons,
  listPairs,
  readComparison,
  readPair,
  resumeComparison,
  startComparison,
  stopComparison,
} from "../src/matching/sweep.contract.ts";
import { loadCandidates } from "../src/matching/candidate.store.ts";
import { scorePair } from "../src/matching/matcher.ts";
import { createLog } from "../src/platform/log.ts";
import { Database } from "../src/platform/database.ts";
import { registerTasks } from "../src/registers/import-job.ts";
import { undoImport } from "../src/registers/import.contract.ts";
import { changeRegister } from "../src/registers/register.contract.ts";
import { importAll, newRegister, settled } from "./importing.ts";
import { openWorld, type Person, type World } from "./world.ts";

const rows = 18;
const serialOf = (at: number): string => `ТК ${300_417 + at * 6_113}`;
const slip = (serial: string): string => `${serial.slice(0, -2)}${serial.slice(-1)}${serial.slice(-2, -1)}`;
const csv = (lines: readonly string[]): string => `Model,Serial number,Case number\n${lines.join("\n")}\n`;

let world: World;
let keeper: Person;
let left: string;
let right: string;
let rightRun: string;
const idle = { "matching.compare-registers": async () => undefined, "matching.after-import": async () => undefined };

async function filled(lines: readonly string[], by: Person = keeper): Promise<{ register: string; run: string }> {
  const register = await newRegister(by);
  const { id, state } = await importAll(world, by, csv(lines), { name: "r.csv", target: "register", register });
  expect(state).toBe("done");
  return { register, run: id };
}

beforeAll(async () => {
  world = await openWorld({
    parts: {
      tasks: (database) => ({
        ...registerTasks(database, createLog("silent")),
        ...idle,
        "registers.extract-report": async () => undefined,
      }),
    },
  });
  keeper = await world.person("police.keeper");
  const all = Array.from({ length: rows }, (_, at) => at);
  ({ register: left } = await filled(all.map((at) => `PM,${serialOf(at)},=L${at}`)));
  ({ register: right, run: rightRun } = await filled(
    // As it is, with a slip, both, twice the same, the neighbour's number, or nothing.
    all.flatMap((at) => {
      const serial = serialOf(at);
      if (at % 6 === 0) return [`PM,${serial},R${at}`];
      if (at % 6 === 1) return [`PM,${slip(serial)},R${at}`];
      if (at % 6 === 2) return [`PM,${serial},R${at}`, `PM,${slip(serial)},R${at}s`];
      if (at % 6 === 3) return [`PM,${serial},R${at}`, `PM,${serial},R${at}t`];
      return at % 6 === 4 ? [`PM,${serial.slice(0, -1)}9,R${at}n`] : [];
    }),
  ));
}, 120_000);
afterAll(() => world.close());
beforeEach(async () => {
  await world.admin.query("delete from matching.sweep");
});

const run = (id: string, extra: object = {}) =>
  sweepRegisters({ database: world.node.database, signal: new AbortController().signal, ...extra }, id);
const start = (least = 0.5, person = keeper) =>
  person.do(startComparison, { body: { left, right, least } }).then(({ id }) => id);
const all = { limit: 200 };
const pairsOf = async (id: string, person = keeper) =>
  (await person.do(listPairs, { params: { id }, query: all })).items;

async function compared(least = 0.5): Promise<string> {
  const id = await start(least);
  expect(await run(id)).toBe("done");
  return id;
}

/** Every record of the left against every record of the right, one pair after the other. */
async function expectedPairs(least: number): Promise<readonly string[]> {
  return world.node.database.asSystem("tamga_matcher", async (tx) => {
    const records = async (register: string) =>
      loadCandidates(
        tx,
        (
          await tx.query<{ id: string }>(
            "select id from registers.record where register_id = $1 and state = 'active'",
            [register],
          )
        ).map(({ id }) => id),
        [],
      );
    const [asking, held] = [await records(left), await records(right)];
    return asking
      .flatMap((one) => {
        const scored = held.flatMap((other) => {
          const score = scorePair(one, other);
          return score === undefined || score.probability < least ? [] : [{ other, score }];
        });
        const best = Math.max(...scored.map(({ score }) => score.logOdds));
        return scored
          .filter(({ score }) => score.logOdds >= best - 3)
          .map(({ other, score }) => `${one.id} ${other.id} ${score.probability}`);
      })
      .sort();
  });
}

describe("two registers", () => {
  it.each([0.5, 0.05])("have the pairs that each record finds by itself, from %d on", async (least) => {
    const id = await compared(least);
    const items = await pairsOf(id);
    const expected = await expectedPairs(least);
    expect(items.map((one) => `${one.left.id} ${one.right.id} ${one.probability}`).sort()).toEqual(expected);
    expect(expected.length).toBeGreaterThanOrEqual(12);
    // The most probable first.
    const probabilities = items.map((one) => one.probability);
    expect(probabilities).toEqual(probabilities.toSorted((a, b) => b - a));
    expect(items[0]?.because).toMatch(/^\p{Lu}.+\.$/u);
    expect(await keeper.do(readComparison, { params: { id } })).toMatchObject({
      state: "done",
      percent: 100,
      least,
      may: [],
      left: { id: left },
      right: { id: right },
    });
  });

  it("are read page by page, by probability, and one pair field by field", async () => {
    const id = await compared();
    const items = await pairsOf(id);
    const paged: typeof items = [];
    for (let after: string | null = ""; after !== null;) {
      const page: { items: typeof items; next: string | null } = await keeper.do(listPairs, {
        params: { id },
        query: { limit: 5, ...(after === "" ? {} : { after }) },
      });
      paged.push(...page.items);
      after = page.next;
    }
    expect(paged).toEqual(items);
    const middle = items[Math.floor(items.length / 2)]?.probability ?? 0;
    const from = await keeper.do(listPairs, { params: { id }, query: { ...all, least: middle } });
    const below = await keeper.do(listPairs, { params: { id }, query: { ...all, below: middle } });
    expect([...from.items, ...below.items]).toEqual(items);
    const [first] = items;
    if (first === undefined) throw new Error("no pair");
    const pair = await keeper.do(readPair, { params: { id, left: first.left.id, right: first.right.id } });
    expect(pair.comparison.find(({ field }) => field === "serial")).toMatchObject({
      left: first.left.weapon.serial,
      level: "same",
    });
    expect(pair.comparison.reduce((sum, { nats }) => sum + nats, 0)).toBeLessThanOrEqual(pair.logOdds + 30);
    const { rows: looked } = await world.admin.query<{ record: string }>(
      "select record from journal.entry where actor = $1 and verb = 'read' and kind = 'register-record' order by id desc limit 2",
      [keeper.id],
    );
    expect(new Set(looked.map(({ record }) => record))).toEqual(new Set([first.left.id, first.right.id]));
  });

  it("leave in a file what may leave, formulas disarmed, and the journal says so", async () => {
    const id = await compared();
    const items = await pairsOf(id);
    const csvFile = await keeper.try(exportPairs, { params: { id }, query: { format: "csv" } });
    expect(csvFile.status).toBe(200);
    const lines = csvFile.text.trim().split("\r\n");
    expect(lines).toHaveLength(items.length + 1);
    for (const { left: one, right: other } of items)
      expect(lines.some((line) => line.includes(one.id) && line.includes(other.id))).toBe(true);
    expect(csvFile.text).toContain("'=L0");
    const some = await keeper.try(exportPairs, { params: { id }, query: { format: "csv", least: 0.999 } });
    expect(some.text.trim().split("\r\n")).toHaveLength(1);
    const xlsx = await keeper.try(exportPairs, { params: { id }, query: { format: "xlsx" } }, { language: "ru" });
    expect([xlsx.status, xlsx.text.slice(0, 2), xlsx.headers.get("content-type")]).toEqual([
      200,
      "PK",
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]);
    const { rows: taken } = await world.admin.query(
      "select from journal.entry where actor = $1 and verb = 'export' and record = $2",
      [keeper.id, id],
    );
    expect(taken).toHaveLength(3);
    // Restricted by its handling code: seen at home, and not passed on.
    await world.admin.query("update registers.register set handling = 2 where id = $1", [right]);
    expect((await keeper.try(exportPairs, { params: { id } })).text.trim().split("\r\n")).toHaveLength(1);
    expect(await pairsOf(id)).toEqual(items);
    await world.admin.query("update registers.register set handling = 0 where id = $1", [right]);
  });

  it("are stopped and gone on with: nothing lost, nothing double", async () => {
    const expected = (await expectedPairs(0.5)).length;
    const id = await start();
    expect(await keeper.do(readComparison, { params: { id } })).toMatchObject({ state: "waiting", may: ["stop"] });
    const step = () => run(id, { sliceRows: 4, turn: 0 });
    expect([await step(), await step()]).toEqual(["turn-over", "turn-over"]);
    const body = {};
    expect(await keeper.do(stopComparison, { params: { id }, body })).toMatchObject({
      state: "stopping",
      may: ["resume"],
    });
    expect(await step()).toBe("cancelled");
    const half = await pairsOf(id);
    expect(half.length).toBeGreaterThan(0);
    expect(half.length).toBeLessThan(expected);
    // Another one of the same two is begun meanwhile: then this one waits for it.
    const other = await start();
    expect((await keeper.try(resumeComparison, { params: { id }, body })).status).toBe(409);
    expect((await keeper.do(stopComparison, { params: { id: other }, body })).state).toBe("stopping");
    expect(await run(other)).toBe("cancelled");
    expect(await pairsOf(other)).toEqual([]);
    expect(await keeper.do(resumeComparison, { params: { id }, body })).toMatchObject({
      state: "waiting",
      may: ["stop"],
    });
    expect((await keeper.try(resumeComparison, { params: { id }, body })).status).toBe(409);
    const second = new Database(world.url, 2);
    try {
      // Two programs, one of them killed on the way.
      const stop = new AbortController();
      const killed = run(id, { sliceRows: 1, database: second, signal: stop.signal }).catch(() => "killed");
      const lived = run(id, { sliceRows: 1 });
      setTimeout(() => stop.abort(), 60);
      await Promise.all([killed, lived]);
      let state = await run(id);
      while (state === "running") state = await run(id);
      expect(state).toBe("done");
    } finally {
      await second.end();
    }
    const { rows: gone } = await world.admin.query<{ done: number }>("select done from matching.sweep where id = $1", [
      id,
    ]);
    expect(gone[0]?.done).toBe(rows);
    expect(await pairsOf(id)).toHaveLength(expected);
  });

  it("are compared once at a time, and not with themselves", async () => {
    const id = await start();
    const again = await keeper.try(startComparison, { body: { left, right } });
    expect([again.status, again.text.includes("comparison-under-way")]).toEqual([409, true]);
    // The other way round is another question.
    expect((await keeper.try(startComparison, { body: { left: right, right: left } })).status).toBe(200);
    const same = await keeper.try(startComparison, { body: { left, right: left } });
    expect([same.status, same.text.includes("/right")]).toEqual([422, true]);
    await run(id);
    expect((await keeper.try(stopComparison, { params: { id }, body: {} })).status).toBe(409);
  });

  it("lose the pairs of a record that stands no more", async () => {
    const id = await compared();
    const items = await pairsOf(id);
    const late = await filled([`PM,${serialOf(0)},late`]);
    const { id: other } = await keeper.do(startComparison, { body: { left, right: late.register } });
    await run(other);
    expect(await pairsOf(other)).toHaveLength(1);
    const [pair] = await pairsOf(other);
    await keeper.do(undoImport, { params: { id: late.run }, body: { reason: "wrong file" } });
    await settled(world, keeper, late.run);
    expect(await pairsOf(other)).toEqual([]);
    expect(
      (await keeper.try(readPair, { params: { id: other, left: pair?.left.id, right: pair?.right.id } })).status,
    ).toBe(404);
    expect(await pairsOf(id)).toEqual(items);
    expect(rightRun).not.toBe(late.run);
  });
});

describe("who sees what of it", () => {
  it("makes no hit and tells nobody", async () => {
    await compared();
    for (const table of ["matching.hit", "matching.match_task", "access.notice", "access.share"])
      expect((await world.admin.query(`select from ${table}`)).rowCount, table).toBe(0);
  });

  it("is one's own institution's, of registers one sees", async () => {
    const id = await compared();
    const [pair] = await pairsOf(id);
    const params = { id, left: pair?.left.id ?? "", right: pair?.right.id ?? "" };
    const calls = async (person: Person): Promise<readonly number[]> => [
      (await person.try(startComparison, { body: { left, right } })).status,
      (await person.try(readComparison, { params })).status,
      (await person.try(listPairs, { params })).status,
      (await person.try(readPair, { params })).status,
      (await person.try(exportPairs, { params })).status,
      (await person.try(stopComparison, { params, body: {} })).status,
    ];
    expect(await calls(await world.person("border.officer"))).toEqual([403, 403, 403, 403, 403, 403]);
    expect(await calls(await world.person("focal.administrator"))).toEqual([403, 403, 403, 403, 403, 403]);
    expect(await calls(await world.person("customs.analyst"))).toEqual([404, 404, 404, 404, 404, 404]);
    // A colleague reads it; who may not export does not.
    const examiner = await world.person("police.examiner");
    expect((await calls(examiner)).slice(1)).toEqual([200, 200, 200, 403, 409]);
    expect(await pairsOf(id, examiner)).toEqual(await pairsOf(id));
    expect((await examiner.do(listComparisons, {})).items.map((one) => one.id)).toContain(id);
    for (const username of ["customs.analyst", "focal.head"])
      expect((await (await world.person(username)).do(listComparisons, {})).items).toEqual([]);
    // A purpose is stated for what shows records or begins work.
    for (const [contract, input] of [
      [startComparison, { body: { left, right } }],
      [listPairs, { params }],
      [readPair, { params }],
      [exportPairs, { params }],
    ] as const)
      expect((await keeper.try(contract, input, { purpose: null })).status).toBe(428);
  });

  it("keeps what there is to itself", async () => {
    const id = await compared();
    for (const column of ["total", "done", "found", "cursor"])
      await expect(
        world.node.database.asActor({ personId: keeper.id }, (tx) =>
          tx.query(`select ${column} from matching.sweep where id = $1`, [id]),
        ),
        column,
      ).rejects.toThrow(/permission denied/);
    const view = await keeper.do(readComparison, { params: { id } });
    expect(Object.keys(view)).not.toContain("found");
  });

  it("is the same to the byte whatever else is there", async () => {
    const first = await compared(0.05);
    const bytes = async (id: string): Promise<string> =>
      (await keeper.try(listPairs, { params: { id }, query: all })).text;
    const before = await bytes(first);
    // Records of the same register that the keeper does not see, and a register that nobody of the police sees: both fit better.
    const numbers = Array.from({ length: rows }, (_, at) => at);
    const better = csv(numbers.flatMap((at) => [`PM,${serialOf(at)},H${at}`, `PM,${slip(serialOf(at))},H${at}s`]));
    const more = { name: "h.csv", target: "register", register: right };
    const { id: hidden } = await importAll(world, keeper, better, more, { extract: "additions" });
    const seen = await compared(0.05);
    expect(await bytes(seen)).not.toBe(before);
    const apart = await filled(numbers.map((at) => `PM,${serialOf(at)},A${at}`));
    // Past the stamps that write who sees what.
    await world.admin.query("set session_replication_role = replica");
    await world.admin.query("update registers.record set audience = '{}' where run_id = $1 or register_id = $2", [
      hidden,
      apart.register,
    ]);
    await world.admin.query("update registers.register set audience = '{}' where id = $1", [apart.register]);
    await world.admin.query("set session_replication_role = origin");
    expect((await keeper.try(startComparison, { body: { left, right: apart.register } })).status).toBe(404);
    const second = await compared(0.05);
    expect(await bytes(second)).toBe(before);
    expect(await bytes(first)).toBe(before);
    expect(await bytes(seen)).not.toContain("H0");
    await world.admin.query("update registers.record set state = 'withdrawn' where run_id = $1", [hidden]);
  });

  it("shows no record of a register that is closed to the stated purpose, and compares none", async () => {
    const id = await compared();
    const analyst = await world.person("police.analyst");
    const nothing = JSON.stringify({ items: [], next: null });
    const seen = async (purpose: string): Promise<unknown[]> => [
      (await analyst.do(readComparison, { params: { id } }, { purpose })).right.closedNow,
      (await analyst.try(listPairs, { params: { id }, query: all }, { purpose })).text === nothing,
      (await analyst.try(exportPairs, { params: { id } }, { purpose })).text.trim().split("\r\n").length === 1,
    ];
    expect(await seen("investigation")).toEqual([false, false, false]);
    await keeper.do(changeRegister, { params: { id: right }, body: { purposes: ["tracing"] } });
    expect(await seen("investigation")).toEqual([true, true, true]);
    expect(await seen("tracing")).toEqual([false, false, false]);
    const refused = await analyst.try(startComparison, { body: { left, right } }, { purpose: "investigation" });
    expect([refused.status, refused.text.includes("register-closed")]).toEqual([409, true]);
    await keeper.do(changeRegister, { params: { id: right }, body: { purposes: [] } });
  });

  it("keeps no pair out for a record of another audience", async () => {
    const id = await start(0.05);
    const { rows: twice } = await world.admin.query<{ id: string; serial_written: string }>(
      "select id, serial_written from registers.record where register_id = $1 and own_reference in ('R2', 'R2s') order by own_reference",
      [right],
    );
    const [best, slipped] = twice;
    // Alone, the slip keeps its place; beside the number as it is, of the same audience, it is another's.
    const audience =
      (
        await world.admin.query<{ audience: number[] }>("select audience from registers.record where id = $1", [
          best?.id,
        ])
      ).rows[0]?.audience ?? [];
    await world.admin.query("update registers.record set audience = $2 where id = $1", [
      best?.id,
      [...audience, 999_999],
    ]);
    await run(id);
    const found = (await pairsOf(id)).map((one) => one.right.id);
    expect(found).toContain(best?.id);
    expect(found).toContain(slipped?.id);
    await world.admin.query("update registers.record set audience = $2 where id = $1", [best?.id, audience]);
  });
});
