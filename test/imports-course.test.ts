import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLog } from "../src/platform/log.ts";
import { readHistory } from "../src/journal/journal.contract.ts";
import { listHits } from "../src/matching/hit.contract.ts";
import { matchNow } from "../src/matching/matcher.ts";
import { checkSerial } from "../src/matching/serial-check.contract.ts";
import { listRecoveries, readRecovery, recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { registerTasks } from "../src/registers/import-job.ts";
import {
  cancelImport,
  downloadImportRows,
  listImportRows,
  listImports,
  previewImport,
  readImport,
  resumeImport,
  settleImport,
  startImport,
  undoImport,
} from "../src/registers/import.contract.ts";
import { listRecords, listRegisters, readRecord, readRegister } from "../src/registers/register.contract.ts";
import { extract, importAll, newRegister, openImportWorld, settled, upload } from "./importing.ts";
import { onePistol, type Person, type World } from "./world.ts";

let world: World;
let keeper: Person;
let analyst: Person;
beforeAll(async () => {
  world = await openImportWorld();
  keeper = await world.person("police.keeper");
  analyst = await world.person("border.analyst");
});
afterAll(() => world.close());

/** Every row of the register is there exactly once. */
async function expectWhole(runId: string, registerId: string, count: number): Promise<void> {
  const { rows } = await world.admin.query<{
    rows: string;
    records: string;
    different: string;
    keyed: string;
    counted: string;
  }>(
    `select (select sum(cardinality(row_numbers)) from registers.import_chunk where run_id = $1) as rows, (select count(*) from registers.record where run_id = $1) as records,
       (select count(distinct row_number) from registers.record where run_id = $1) as different,
       (select count(*) from registers.record where run_id = $1 and serial_keys[1] is not null and content = registers.content_of(reason, type_written, make_written,
         model_written, calibre_written, country, year, series, number, serial_written, lost_on, entered_on, authority_written, own_reference, note, more)) as keyed,
       (select record_count from registers.register where id = $2) as counted`,
    [runId, registerId],
  );
  expect(rows[0]).toMatchObject({
    rows: String(count),
    records: String(count),
    different: String(count),
    counted: String(count),
    keyed: String(count),
  });
}

describe("cancel, resume, kill, undo", () => {
  it("stops when asked and goes on after the last row written", async () => {
    const register = await newRegister(keeper);
    const { id } = await upload(world, keeper, extract(3_000, 30_000), {
      name: "long.csv",
      target: "register",
      register,
    });
    const { mapping } = await keeper.do(previewImport, { params: { id } });
    await keeper.do(settleImport, { params: { id }, body: { mapping } });
    await keeper.do(startImport, { params: { id } });
    await keeper.do(cancelImport, { params: { id } });
    const stopped = await settled(world, keeper, id);
    expect(stopped.state).toBe("cancelled");
    expect(stopped.rows.read).toBeLessThan(3_000);
    await keeper.do(resumeImport, { params: { id } });
    expect(await settled(world, keeper, id)).toMatchObject({ state: "done", rows: { read: 3_000 } });
    await expectWhole(id, register, 3_000);
  });

  it("loses nothing and doubles nothing when its connections are killed again and again", async () => {
    const register = await newRegister(keeper);
    const { id } = await upload(world, keeper, extract(6_000, 40_000), {
      name: "killed.csv",
      target: "register",
      register,
    });
    const { mapping } = await keeper.do(previewImport, { params: { id } });
    await keeper.do(settleImport, { params: { id }, body: { mapping } });
    await keeper.do(startImport, { params: { id } });
    let killed = 0;
    let state = "running";
    for (const end = Date.now() + 60_000; Date.now() < end && state === "running";) {
      await new Promise((resolve) => setTimeout(resolve, 15));
      if (killed < 12) {
        const { rows } = await world.admin.query<{ count: string }>(
          `select count(pg_terminate_backend(pid)) as count from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid() and query ~ 'import_chunk|registers.record|file_chunk'`,
        );
        killed += Number(rows[0]?.count);
      }
      const reply = await keeper.try(readImport, { params: { id } });
      if (reply.status === 200) state = reply.body.state;
    }
    expect(killed).toBeGreaterThan(0);
    expect(state).toBe("done");
    await expectWhole(id, register, 6_000);
  });

  it("is gone on with by another program when the first one dies between two chunks", async () => {
    const register = await newRegister(keeper);
    const { id } = await upload(world, keeper, extract(1_500, 60_000), {
      name: "handed-on.csv",
      target: "register",
      register,
    });
    const { mapping } = await keeper.do(previewImport, { params: { id } });
    await keeper.do(settleImport, { params: { id }, body: { mapping } });
    // What a killed program leaves: a run under way, some chunks, no job.
    const engineOf = await import("../src/registers/import-engine.ts");
    await world.admin.query("update registers.import_run set state = 'running' where id = $1", [id]);
    const death = new AbortController();
    const engine = {
      database: world.node.database,
      clock: { now: () => new Date() },
      identity: { personId: keeper.id },
      runId: id,
      limit: 1e8,
      chunkRows: 100,
    };
    await expect(
      engineOf.runImport({
        ...engine,
        signal: death.signal,
        onProgress: ({ done }) => {
          if (done >= 400) death.abort();
        },
      }),
    ).rejects.toThrow();
    const half = await keeper.do(readImport, { params: { id } });
    expect(half.state).toBe("running");
    expect(half.rows.read).toBeGreaterThanOrEqual(400);
    expect(half.rows.read).toBeLessThan(1_500);
    // The next program that starts asks for the job.
    registerTasks(world.node.database, createLog("silent"));
    for (let wait = 0; wait < 100; wait += 1) {
      const { rowCount } = await world.admin.query(
        "update platform.job set run_at = now() where payload->>'run' = $1 and finished_at is null",
        [id],
      );
      if (rowCount === 1) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect((await settled(world, keeper, id)).state).toBe("done");
    await expectWhole(id, register, 1_500);
  });

  it("takes a whole import back: no list, no search, no check finds it; each row's outcome stays", async () => {
    const register = await newRegister(keeper);
    const kept = await importAll(world, keeper, extract(20, 80_000), {
      name: "kept.csv",
      target: "register",
      register,
    });
    const run = await importAll(world, keeper, extract(2_300, 90_000), {
      name: "mistake.csv",
      target: "register",
      register,
    });
    const serial = `ЖЯ${700_000 + 90_000 * 7}`;
    expect((await keeper.do(checkSerial, { body: { serial } })).answers).not.toEqual([]);
    expect((await keeper.try(undoImport, { params: { id: run.id }, body: {} })).status).toBe(422);
    await keeper.do(undoImport, { params: { id: run.id }, body: { reason: "the wrong file" } });
    const undone = await settled(world, keeper, run.id);
    expect(undone).toMatchObject({ state: "undone", withdrawn: 2_300, may: [] });
    expect((await keeper.do(readRegister, { params: { id: register } })).records).toBe(20);
    expect((await keeper.do(checkSerial, { body: { serial } })).answers).toEqual([]);
    expect((await keeper.do(listRecords, { query: { run: run.id } })).items).toEqual([]);
    expect((await keeper.do(listRecords, { query: { run: kept.id } })).items).toHaveLength(20);
    expect((await keeper.do(listRecords, { query: { run: run.id, state: "withdrawn" } })).items).not.toEqual([]);
    expect((await keeper.do(listImportRows, { params: { id: run.id } })).items[0]?.record).not.toBeNull();
  });
});

describe("recoveries", () => {
  const file = [
    "Номер дела;Вид;Марка;Модель;Калибр;Номер;Дата изъятия;Место;Квалификация;Владелец",
    "77/1;пистолет;Ижевск;ПМ;9х18;ТТ 4411;05.03.2024;Северный пост;ст. 1 /// ст. 2;полиция",
    "77/1;автомат;Ижевск;АКМ;7,62;спилен;05.03.2024;Северный пост;ст. 2;",
    "77/1;автомат;Ижевск;АКМ;7,62;спилен;05.03.2024;Северный пост;ст. 2;",
    "78/1;ружьё;;;12;;;Река;;И. Иванов",
  ].join("\n");

  it("come row by row, equal rows apart, offences as statements; undone they vanish and stay in the history", async () => {
    const run = await importAll(world, analyst, file, { name: "seizures.csv", target: "recoveries" });
    expect(run).toMatchObject({ state: "done", rows: { read: 4 }, refused: 0 });
    const { items } = await analyst.do(listRecoveries, {});
    expect(items).toHaveLength(4);
    expect(items.every((item) => item.firearmCount === 1 && item.manner === "seized")).toBe(true);
    const first = items.find((item) => item.firearms[0]?.serial === "ТТ 4411");
    const whole = await analyst.do(readRecovery, { params: { id: first?.id } });
    expect(whole).toMatchObject({ ownReference: "77/1", occurredOn: "2024-03-05", import: { run: run.id, row: 2 } });
    expect(whole.offences.map((offence) => offence.written)).toEqual(["ст. 1", "ст. 2"]);
    expect(items.filter((item) => item.firearms[0]?.serialState === "obliterated")).toHaveLength(2);
    await analyst.do(undoImport, { params: { id: run.id }, body: { reason: "twice by mistake" } });
    expect((await settled(world, analyst, run.id)).state).toBe("undone");
    expect((await analyst.do(listRecoveries, {})).items).toEqual([]);
    expect((await analyst.try(readRecovery, { params: { id: first?.id } })).status).toBe(404);
    expect(
      (await analyst.do(readHistory, { params: { kind: "recovery", id: first?.id } })).items.map((item) => item.verb),
    ).toEqual(["create", "read", "withdraw"]);
  });

  it("take a column for the kind of place, and doubt a kind that is none", async () => {
    const rows = [
      "Вид;Модель;Номер;Дата изъятия;Место;Вид места",
      "пистолет;ПМ;ВМ 77001;05.03.2024;Ош;в автомобиле",
      "пистолет;ПМ;ВМ 88002;05.03.2024;Ош;жилой дом",
      "пистолет;ПМ;ВМ 99003;05.03.2024;Ош;кочерга",
    ].join("\n");
    const run = await importAll(world, analyst, rows, { name: "kinds.csv", target: "recoveries" });
    expect(run).toMatchObject({ state: "done", rows: { read: 3 }, refused: 0, doubtful: 1 });
    const { rows: kinds } = await world.admin.query<{ place_kind: string | null; place_written: string }>(
      "select place_kind, place_written from recoveries.recovery where import_run_id = $1 order by import_row",
      [run.id],
    );
    expect(kinds.map((one) => one.place_kind)).toEqual(["vehicle", "premises", null]);
    expect(kinds.every((one) => one.place_written === "Ош")).toBe(true);
  });

  it("are grouped by procedure only when the mapping says so, across chunks too", async () => {
    const rows = Array.from(
      { length: 230 },
      (_, index) =>
        `9/${index % 50};пистолет;Ижевск;ПМ;9х18;ГР ${100_000 + ((index * 7_919_317) % 899_999)};05.03.2024;Пост;;`,
    );
    const run = await importAll(
      world,
      analyst,
      [file.split("\n")[0], ...rows].join("\n"),
      { name: "grouped.csv", target: "recoveries" },
      { groupByProcedure: true, manner: "found" },
    );
    expect(run).toMatchObject({ state: "done", rows: { read: 230 } });
    const { rows: found } = await world.admin.query<{ recoveries: string; firearms: string; counted: string }>(
      `select count(distinct r.id) as recoveries, count(f.id) as firearms, (select sum(firearm_count) from recoveries.recovery where import_run_id = $1) as counted
       from recoveries.recovery r join firearms.firearm f on f.recovery_id = r.id where r.import_run_id = $1 and r.manner = 'found'`,
      [run.id],
    );
    expect(found[0]).toEqual({ recoveries: "50", firearms: "230", counted: "230" });
  });
});

describe("others", () => {
  it("see neither run nor rows nor records", async () => {
    const register = await newRegister(keeper);
    const run = await importAll(world, keeper, extract(3, 70_000), { name: "ours.csv", target: "register", register });
    const other = await world.person("customs.analyst");
    expect((await other.try(readImport, { params: { id: run.id } })).status).toBe(404);
    expect((await other.try(listImportRows, { params: { id: run.id } })).status).toBe(404);
    expect((await other.try(previewImport, { params: { id: run.id } })).status).toBe(404);
    expect((await other.try(downloadImportRows, { params: { id: run.id } })).status).toBe(404);
    expect((await other.do(listImports, {})).items).toEqual([]);
    expect((await other.do(listRegisters, {})).items).toEqual([]);
    expect((await other.do(listRecords, {})).items).toEqual([]);
    const mine = await keeper.do(listRecords, { query: { register } });
    expect((await other.try(readRecord, { params: { id: mine.items[0]?.id } })).status).toBe(404);
  });

  it("learn of a hit when a register grows over a weapon already recorded", async () => {
    const officer = await world.person("border.officer");
    const made = await officer.do(recordRecovery, { body: onePistol("ХЦ 909091") });
    await matchNow(world.node.database);
    const register = await newRegister(keeper);
    await importAll(world, keeper, "Модель;Марка;Серия;Номер\nПМ;Ижевск;ХЦ;909091\n", {
      name: "late.csv",
      target: "register",
      register,
    });
    for (let wait = 0; wait < 100; wait += 1) {
      world.node.jobs.wake();
      const { rows } = await world.admin.query<{ open: string }>(
        "select count(*) as open from platform.job where task = 'matching.after-import' and finished_at is null",
      );
      if (rows[0]?.open === "0") break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await matchNow(world.node.database);
    const hits = await keeper.do(listHits, {});
    expect(hits.items.some((hit) => hit.recovered.id === made.firearms[0]?.id)).toBe(true);
  });
});
