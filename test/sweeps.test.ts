/**
 * After an import all weapons recorded before are compared with what it brought: they get the hits that each would get by itself, whoever stops
 * it, kills it or runs it twice; and nobody reads from it how much there is.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { stateForMatching } from "../src/matching/live-index.ts";
import { matchFirearm, matchNow } from "../src/matching/matcher.ts";
import { sweepTasks } from "../src/matching/sweep-job.ts";
import { sweepAfterImport, type Sweeping } from "../src/matching/sweep.ts";
import { readImportMatching, resumeImportMatching, stopImportMatching } from "../src/matching/sweep.contract.ts";
import { Database } from "../src/platform/database.ts";
import { createLog } from "../src/platform/log.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { registerTasks } from "../src/registers/import-job.ts";
import { undoImport } from "../src/registers/import.contract.ts";
import { importAll, newRegister, settled } from "./importing.ts";
import { onePistol, openWorld, type Person, type World } from "./world.ts";

const weapons = 24;
const serialOf = (at: number): string => `ЖК ${481_113 + at * 7_919}`;
/** Every third weapon stands in the file as it is, every third with a slip, the others do not. */
const inFile = (at: number): string[] => {
  const serial = serialOf(at);
  if (at % 3 === 0) return [serial];
  return at % 3 === 1 ? [`${serial.slice(0, -2)}${serial.slice(-1)}${serial.slice(-2, -1)}`] : [];
};
const file = (note = ""): string =>
  `Model,Serial number,Case number\n${Array.from({ length: weapons }, (_, at) =>
    inFile(at).map((serial) => `PM,${serial},${note}${at}`),
  )
    .flat()
    .join("\n")}\nPM,ШШ 999111,${note}x\n`;

let world: World;
let keeper: Person;
let firearms: readonly string[];

/** Sweeps are driven by the test: no job takes them up. */
const idle = { "matching.after-import": async () => undefined, "registers.extract-report": async () => undefined };

beforeAll(async () => {
  world = await openWorld({
    parts: { tasks: (database) => ({ ...registerTasks(database, createLog("silent")), ...idle }) },
  });
  keeper = await world.person("police.keeper");
  const officer = await world.person("border.officer");
  const made: string[] = [];
  for (let at = 0; at < weapons; at += 1) {
    const { firearms: of } = await officer.do(recordRecovery, { body: onePistol(serialOf(at)) });
    made.push(...of.map(({ id }) => id));
  }
  firearms = made;
  await matchNow(world.node.database);
}, 120_000);
afterAll(() => world.close());

beforeEach(async () => {
  // What another test brought in is gone, as if it had never been.
  await world.admin.query(
    "truncate matching.hit, matching.sweep, matching.match_task, matching.hit_pointer, access.share cascade; update registers.record set state = 'withdrawn'",
  );
});

const sweeping = (extra: Partial<Sweeping> = {}): Sweeping => ({
  database: world.node.database,
  signal: new AbortController().signal,
  ...extra,
});

let files = 0;
async function imported(content?: string): Promise<string> {
  files += 1;
  const register = await newRegister(keeper);
  const { id, state } = await importAll(world, keeper, content ?? file(`file ${files} `), {
    name: `${files}.csv`,
    target: "register",
    register,
  });
  expect(state).toBe("done");
  return id;
}

async function hits(): Promise<readonly string[]> {
  const { rows } = await world.admin.query<{ hit: string }>(
    "select concat_ws(' ', firearm_id, other_id, probability, log_odds) as hit from matching.hit order by 1",
  );
  return rows.map(({ hit }) => hit);
}

/** The hits that every weapon gets when it is asked by itself, without any being kept. */
async function hitsOfEach(): Promise<readonly string[]> {
  const state = await stateForMatching(world.node.database);
  if (state === undefined) throw new Error("no index");
  const back = new Error("taken back");
  let made: readonly string[] = [];
  await world.node.database
    .asSystem("tamga_matcher", async (tx) => {
      for (const id of firearms) await matchFirearm(tx, id, state);
      made = (
        await tx.query<{ hit: string }>(
          "select concat_ws(' ', firearm_id, other_id, probability, log_odds) as hit from matching.hit order by 1",
        )
      ).map(({ hit }) => hit);
      throw back;
    })
    .catch((fault: unknown) => {
      if (fault !== back) throw fault;
    });
  expect(await hits()).toEqual([]);
  return made;
}

/** Weapons gone through, as nobody but the superuser may know. */
async function done(runId: string): Promise<number> {
  const { rows } = await world.admin.query<{ done: number }>("select done from matching.sweep where run_id = $1", [
    runId,
  ]);
  return rows[0]?.done ?? 0;
}

const matching = (run: string) => keeper.do(readImportMatching, { params: { id: run } });

describe("the weapons recorded before an import", () => {
  it.each([
    ["asked against its records by themselves", {}],
    ["asked against the whole register", { mostApart: 3 }],
  ])("get the hits that each gets by itself, %s", async (_, limits) => {
    const run = await imported();
    expect(await matching(run)).toMatchObject({ state: "waiting", percent: 0, may: [] });
    const expected = await hitsOfEach();
    // A third as they are and a third with two characters swapped.
    expect(expected.length).toBeGreaterThanOrEqual(16);
    expect(await sweepAfterImport(sweeping({ sliceRows: 5, ...limits }), run)).toBe("done");
    // Whoever has nothing new is not asked again.
    const { rows } = await world.admin.query<{ waits: number }>(
      "select count(*)::int as waits from matching.match_task",
    );
    expect(rows[0]?.waits).toBeLessThanOrEqual(new Set(expected.map((hit) => hit.slice(0, 36))).size);
    await matchNow(world.node.database);
    expect(await hits()).toEqual(expected);
    expect(await matching(run)).toMatchObject({ state: "done", percent: 100, may: [] });
    // Once more: nothing new, nothing double.
    expect(await sweepAfterImport(sweeping(), run)).toBe("done");
    await matchNow(world.node.database);
    expect(await hits()).toEqual(expected);
  });

  it("go on where somebody stopped it: nothing lost, nothing double", async () => {
    const run = await imported();
    const expected = await hitsOfEach();
    const step = () => sweepAfterImport(sweeping({ sliceRows: 4, turn: 0 }), run);
    expect([await step(), await step()]).toEqual(["turn-over", "turn-over"]);
    expect(await matching(run)).toMatchObject({ state: "running", may: ["stop"] });
    expect(await keeper.do(stopImportMatching, { params: { id: run }, body: {} })).toMatchObject({ state: "stopping" });
    expect(await step()).toBe("cancelled");
    expect(await done(run)).toBe(8);
    expect(await matching(run)).toMatchObject({ state: "cancelled", may: ["resume"] });
    // A job that comes too late does nothing.
    expect(await step()).toBe("cancelled");
    expect((await keeper.try(stopImportMatching, { params: { id: run }, body: {} })).status).toBe(409);
    const jobs = async (): Promise<number> =>
      (
        await world.admin.query<{ asked: number }>(
          "select count(*)::int as asked from platform.job where task = 'matching.after-import' and payload->>'run' = $1",
          [run],
        )
      ).rows[0]?.asked ?? 0;
    const before = await jobs();
    expect(await keeper.do(resumeImportMatching, { params: { id: run }, body: {} })).toMatchObject({
      state: "waiting",
    });
    expect(await jobs()).toBe(before + 1);
    let state = await step();
    while (state === "turn-over") state = await step();
    expect([state, await done(run)]).toEqual(["done", weapons]);
    await matchNow(world.node.database);
    expect(await hits()).toEqual(expected);
    const { rows } = await world.admin.query<{ content: string }>(
      "select p.content::text as content from journal.entry e join journal.payload p on p.entry_id = e.id where e.record = $1 and e.verb = 'change'",
      [run],
    );
    expect(rows.filter(({ content }) => /"matching": ?"(?:stop|resume)"/.test(content))).toHaveLength(2);
  });

  it("lose nothing to a program that is killed, whenever", async () => {
    const run = await imported();
    const expected = await hitsOfEach();
    const program = fileURLToPath(new URL("./sweep-child.ts", import.meta.url));
    let ended = "";
    for (let life = 0; ended !== "done" && life < 12; life += 1) {
      const before = await done(run);
      const child = spawn(process.execPath, [program, world.url, run], { stdio: ["ignore", "pipe", "inherit"] });
      let said = "";
      child.stdout.on("data", (data: Buffer) => (said += data.toString()));
      const over = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      // The last one may finish.
      while (life < 4 && child.exitCode === null && (await done(run)) < before + 4 + life)
        await new Promise((resolve) => setTimeout(resolve, 1));
      if (life < 4) child.kill("SIGKILL");
      await over;
      ended = said.trim();
      expect(await done(run)).toBeGreaterThan(before);
    }
    expect([ended, await done(run)]).toEqual(["done", weapons]);
    await matchNow(world.node.database);
    expect(await hits()).toEqual(expected);
  }, 120_000);

  it("are gone through once by two programs at a time", async () => {
    const run = await imported();
    const expected = await hitsOfEach();
    const other = new Database(world.url, 2);
    try {
      const ends = await Promise.all([
        sweepAfterImport(sweeping({ sliceRows: 1 }), run),
        sweepAfterImport(sweeping({ sliceRows: 1, database: other }), run),
      ]);
      expect(ends).toContain("done");
    } finally {
      await other.end();
    }
    expect(await done(run)).toBe(weapons);
    await matchNow(world.node.database);
    expect(await hits()).toEqual(expected);
  });

  it("get no hits out of an import that was taken back meanwhile", async () => {
    const run = await imported();
    expect(await sweepAfterImport(sweeping({ sliceRows: 4, turn: 0 }), run)).toBe("turn-over");
    await keeper.do(undoImport, { params: { id: run }, body: { reason: "wrong file" } });
    expect((await settled(world, keeper, run)).state).toBe("undone");
    expect(await matching(run)).toMatchObject({ state: "none", may: [] });
    expect((await keeper.try(stopImportMatching, { params: { id: run }, body: {} })).status).toBe(409);
    expect(await sweepAfterImport(sweeping(), run)).toBe("done");
    await matchNow(world.node.database);
    expect(await hits()).toEqual([]);
  });

  it("keep their hits as the record stands after an extract that changed it", async () => {
    const first = await imported(`Model,Serial number,Case number\nTT,${serialOf(0)},K1\n`);
    await sweepAfterImport(sweeping(), first);
    await matchNow(world.node.database);
    const [before] = await hits();
    const { rows } = await world.admin.query<{ register_id: string }>(
      "select register_id from registers.import_run where id = $1",
      [first],
    );
    const { id } = await importAll(world, keeper, `Model,Serial number,Case number\nPM,${serialOf(0)},K1\n`, {
      name: "changed.csv",
      target: "register",
      register: rows[0]?.register_id ?? "",
    });
    await sweepAfterImport(sweeping(), id);
    await matchNow(world.node.database);
    const after = await hits();
    expect(after).toHaveLength(1);
    expect(after[0]?.slice(0, 73)).toBe(before?.slice(0, 73));
    expect(after).not.toEqual([before]);
  });

  it("are asked for by the jobs of a node, which break off and try again", async () => {
    const run = await imported();
    const expected = await hitsOfEach();
    const tasks = sweepTasks(world.node.database, createLog("silent"), { turn: 0, sliceRows: 10 });
    const task = tasks["matching.after-import"];
    if (task === undefined) throw new Error("no task");
    await world.admin.query(
      `create function pg_temp.refuse() returns trigger language plpgsql as $$ begin raise 'disk full'; end $$;
       create trigger refuse before insert on matching.match_task for each row execute function pg_temp.refuse()`,
    );
    await expect(task({ run }, new AbortController().signal)).rejects.toThrow("disk full");
    await world.admin.query("drop trigger refuse on matching.match_task");
    expect(await matching(run)).toMatchObject({ state: "failed", may: ["resume"] });
    // Each turn asks for the next.
    await task({ run }, new AbortController().signal);
    expect(await matching(run)).toMatchObject({ state: "running" });
    const { rows } = await world.admin.query<{ id: string }>(
      "select id from platform.job where task = 'matching.after-import' and payload->>'run' = $1",
      [run],
    );
    expect(rows).toHaveLength(2);
    while ((await matching(run)).state === "running") await task({ run }, new AbortController().signal);
    await matchNow(world.node.database);
    expect(await hits()).toEqual(expected);
    // Stopped by the program's end, it says nothing of failure.
    const next = await imported();
    const stop = AbortSignal.abort();
    await expect(task({ run: next }, stop)).rejects.toThrow();
    expect((await matching(next)).state).toBe("running");
  });
});

describe("how far it is", () => {
  it("is told to who sees the import, without counts", async () => {
    const run = await imported();
    const open = { params: { id: run } };
    await sweepAfterImport(sweeping({ sliceRows: 4, turn: 0 }), run);
    // Two dozen weapons: no percentage tells how many there are.
    expect(await matching(run)).toEqual({ state: "running", percent: 0, finishedAt: null, may: ["stop"] });
    for (const [username, status] of [
      ["border.officer", 403],
      ["focal.head", 403],
      ["border.analyst", 404],
      ["customs.analyst", 404],
      ["police.analyst", 200],
    ] as const) {
      const person = await world.person(username);
      expect([username, (await person.try(readImportMatching, open)).status]).toEqual([username, status]);
      if (status !== 200)
        expect((await person.try(stopImportMatching, { ...open, body: {} })).status, username).toBe(status);
    }
    for (const column of ["total", "done", "found", "cursor", "*"])
      await expect(
        world.node.database.asActor({ personId: keeper.id }, (tx) => tx.query(`select ${column} from matching.sweep`)),
        column,
      ).rejects.toThrow(/permission denied/);
  });

  it("moves by hundredths, whatever there is to do", async () => {
    const run = await imported();
    await sweepAfterImport(sweeping({ sliceRows: 4, turn: 0 }), run);
    const percent = async (total: number, gone: number): Promise<number> => {
      await world.admin.query("update matching.sweep set total = $2, done = $3 where run_id = $1", [run, total, gone]);
      return (await matching(run)).percent;
    };
    expect([await percent(99, 50), await percent(100, 50), await percent(40_000, 40_000)]).toEqual([0, 50, 99]);
    // A hundredth of all at a time.
    await world.admin.query("update matching.sweep set total = 200, done = 4 where run_id = $1", [run]);
    await sweepAfterImport(sweeping({ turn: 0 }), run);
    expect(await done(run)).toBe(6);
  });

  it("does not concern an import of recoveries", async () => {
    const analyst = await world.person("border.analyst");
    const { id } = await importAll(world, analyst, "Model,Serial number,Date\nPM,ЖЖ 11122,2026-01-02\n", {
      name: "recoveries.csv",
      target: "recoveries",
    });
    expect((await analyst.do(readImportMatching, { params: { id } })).state).toBe("none");
  });
});
