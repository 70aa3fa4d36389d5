import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CallOutput } from "../src/platform/contract.ts";
import type { CommandContext } from "../src/command/command-context.ts";
import type { ImportInput } from "../src/command/import.ts";
import { createLog } from "../src/platform/log.ts";
import { readHistory } from "../src/journal/journal.contract.ts";
import { listHits } from "../src/matching/hit.contract.ts";
import { matchNow } from "../src/matching/matcher.ts";
import { checkSerial } from "../src/matching/serial-check.contract.ts";
import { listRecoveries, readRecovery, recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { runCheck } from "../src/registers/check-command.ts";
import { runImport } from "../src/registers/import-command.ts";
import { registerTasks } from "../src/registers/import-job.ts";
import {
  cancelImport, checkImport, downloadImportRows, importView, listImportRows, listImports, previewImport, readImport, resumeImport, settleImport, startImport, undoImport,
} from "../src/registers/import.contract.ts";
import { createRegister, listRecords, listRegisters, readRecord, readRegister } from "../src/registers/register.contract.ts";
import { onePistol, openWorld, testConfig, type Person, type World } from "./world.ts";

type Run = CallOutput<typeof readImport>;

let world: World;
let keeper: Person;
let analyst: Person;

beforeAll(async () => {
  world = await openWorld({
    config: testConfig({ TAMGA_UPLOAD_MAX_MB: "8" }),
    parts: { tasks: (database) => registerTasks(database, createLog("silent"), undefined, { chunkRows: 100 }) },
  });
  keeper = await world.person("police.keeper");
  analyst = await world.person("border.analyst");
});
afterAll(() => world.close());

/** Sends raw bytes and gives the answer, whatever it is. */
async function tryUpload(person: Person, bytes: Uint8Array | string, query: Record<string, string>): Promise<{ status: number; body: Run & { code?: string } }> {
  const response = await fetch(`${world.address}/api/v1/imports?${new URLSearchParams(query).toString()}`, {
    method: "POST",
    headers: { cookie: person.cookie, "tamga-request": "1", "accept-language": "en", "content-type": "application/octet-stream", "tamga-purpose": "register-keeping" },
    body: bytes as BodyInit,
  });
  return { status: response.status, body: (await response.json()) as Run & { code?: string } };
}

async function upload(person: Person, bytes: Uint8Array | string, query: Record<string, string>): Promise<Run> {
  const { status, body } = await tryUpload(person, bytes, query);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return importView.parse(body) as Run;
}

let registers = 0;
async function newRegister(kind = "lost-stolen"): Promise<string> {
  registers += 1;
  return (await keeper.do(createRegister, { body: { code: `register-${registers}`, kind, en: `Register ${registers}`, ru: `Учёт ${registers}` } })).id;
}

/** Waits until the background is done with the run. */
async function settled(person: Person, id: string, seconds = 60): Promise<Run> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    const run = await person.do(readImport, { params: { id } });
    if (!["running", "undoing"].includes(run.state)) return run;
    world.node.jobs.wake();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the import does not end");
}

/** Uploads, takes the proposed mapping and imports. */
async function importAll(person: Person, bytes: Uint8Array | string, query: Record<string, string>, options: Record<string, unknown> = {}, seconds = 60): Promise<Run> {
  const { id } = await upload(person, bytes, query);
  const { mapping } = await person.do(previewImport, { params: { id } });
  await person.do(settleImport, { params: { id }, body: { mapping, options } });
  await person.do(startImport, { params: { id } });
  return settled(person, id, seconds);
}

/** A national register extract as neighbours publish them; every weapon in it is made up. */
const header = "brandmodel,producer,weapontype,weaponkind,weaponseries,weaponnumber,weaponcaliber,trunks,graduationyear,organunit,reasonsearch,insertdate,theftdate";
function extract(count: number, first = 1): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const n = first + index;
    const series = ["ЖЯ", "BБ", "", "КР"][n % 4] ?? "";
    return `${["АК74", "ПМ", "ТОЗ8М", "НАГАН"][n % 4]},ВІТЧИЗНЯНЕ,НАРІЗНА,${["АВТОМАТ", "ПІСТОЛЕТ", "ГВИНТІВКА", "РЕВОЛЬВЕР"][n % 4]},${series},${700_000 + n * 7},${["545", "9.0", "5.6", "762.0"][n % 4]},1,${1950 + (n % 60)}.0,ВІДДІЛ ${n % 9},${n % 2 === 0 ? "ВТРАТА" : "ВИКРАДЕННЯ"},2014-03-29T00:00:00,${2000 + (n % 15)}-0${1 + (n % 9)}-1${n % 9}T00:00:00`;
  });
  return `${[header, ...lines].join("\n")}\n`;
}

describe("a register extract", () => {
  it("is imported through its proposed mapping; AK74 typed in Latin with its number finds its row", async () => {
    const register = await newRegister();
    const run = await importAll(keeper, extract(40), { name: "extract.csv", target: "register", register });
    expect(run).toMatchObject({ state: "done", pass: "import", rows: { total: 40, read: 40 }, refused: 0 });
    expect(run.accepted + run.doubtful).toBe(40);
    expect((await keeper.do(readRegister, { params: { id: register } })).records).toBe(40);
    // Row 5 of the extract: n = 4, series ЖЯ, number 700028.
    const found = await keeper.do(listRecords, { query: { register, q: "AK74 700028" } });
    expect(found.items.map((item) => [item.serial, item.model.code, item.calibre.code, item.reason])).toEqual([["ЖЯ 700028", "ak-74", "5.45mm", "lost"]]);
    const record = await keeper.do(readRecord, { params: { id: found.items[0]?.id } });
    expect(record).toMatchObject({ series: "ЖЯ", number: "700028", year: 1954, type: { written: "АВТОМАТ" }, origin: { run: run.id, row: 5, fileName: "extract.csv" } });
    expect(record.origin?.cells?.find((cell) => cell.header === "weaponnumber")?.cell).toBe("700028");
    const answer = await (await world.person("police.investigator")).do(checkSerial, { body: { serial: "700028", model: "AK74" } });
    expect(answer.answers).toEqual([]);
    const own = await keeper.do(checkSerial, { body: { serial: "ЖЯ700028", model: "AK74" } });
    expect(own.answers[0]?.id).toBe(record.id);
    expect((await keeper.do(readHistory, { params: { kind: "register-record", id: record.id } })).items.map((item) => item.verb)).toContain("read");
  });

  it("keeps equal rows apart, weapons without a number, and dates that are no days", async () => {
    const register = await newRegister();
    const file = `${header}\n${"ПМ,,НАРІЗНА,ПІСТОЛЕТ,,,9,,,,ВТРАТА,2014-03-29,2014-02-31\n".repeat(3)},,,,,,,,,,,,2014-03-29\nПМ,,,,АБ,1,762,,1234,,ВТРАТА,,\n`;
    const run = await importAll(keeper, file, { name: "odd.csv", target: "register", register });
    expect(run).toMatchObject({ state: "done", rows: { read: 5 }, accepted: 0, doubtful: 4, refused: 1 });
    const { items } = await keeper.do(listRecords, { query: { register } });
    expect(items).toHaveLength(4);
    expect(items.filter((item) => item.serialState === "not-recorded" && item.lostOn === null)).toHaveLength(3);
    const plain = items.find((item) => item.serial === null);
    const record = await keeper.do(readRecord, { params: { id: plain?.id } });
    expect(record.more).toContainEqual({ field: "date-lost", label: "Date lost or stolen", value: "2014-02-31" });
    const rows = await keeper.do(listImportRows, { params: { id: run.id } });
    expect(rows.items.map((row) => row.row)).toEqual([2, 3, 4, 5, 6]);
    const refused = await keeper.do(listImportRows, { params: { id: run.id }, query: { outcome: "refused" } });
    expect(refused.items).toMatchObject([{ row: 5, record: null, findings: [{ code: "nothing-identifies" }] }]);
    const doubtful = await keeper.do(listImportRows, { params: { id: run.id }, query: { code: "date-impossible", limit: 2 } });
    expect(doubtful.items).toHaveLength(2);
    expect(doubtful.next).not.toBeNull();
    expect(doubtful.items[0]?.findings[0]?.sentence).toContain("2014-02-31");
    const file2 = await keeper.try(downloadImportRows, { params: { id: run.id } });
    expect(file2.headers.get("content-type")).toContain("text/csv");
    expect(file2.text.split("\r\n").filter((line) => line !== "")).toHaveLength(6);
    expect((await keeper.try(downloadImportRows, { params: { id: run.id } }, { purpose: null })).status).toBe(428);
  });

  it("disarms formulas in the outcomes it gives out", async () => {
    const register = await newRegister();
    const run = await importAll(keeper, "Модель,Номер,Примечание\nПМ,123456,=2+5\n", { name: "formula.csv", target: "register", register });
    const reply = await keeper.try(downloadImportRows, { params: { id: run.id } });
    expect(reply.text).toContain("'=2+5");
    expect(reply.text).not.toMatch(/,=2/);
  });
});

describe("a check", () => {
  it("judges every row and writes nothing but the judgement", async () => {
    const register = await newRegister();
    const { id } = await upload(keeper, extract(250), { name: "check.csv", target: "register", register });
    expect((await keeper.try(startImport, { params: { id } })).body).toMatchObject({ code: "import-mapping-needed" });
    const { mapping } = await keeper.do(previewImport, { params: { id } });
    await keeper.do(settleImport, { params: { id }, body: { mapping } });
    await keeper.do(checkImport, { params: { id } });
    const checked = await settled(keeper, id);
    expect(checked).toMatchObject({ state: "ready", pass: "check", rows: { total: 250, read: 250 }, refused: 0 });
    expect((await keeper.do(listRecords, { query: { register } })).items).toEqual([]);
    expect((await keeper.do(readRegister, { params: { id: register } })).records).toBe(0);
    expect((await keeper.do(listImportRows, { params: { id } })).items[0]?.record).toBeNull();
    await keeper.do(startImport, { params: { id } });
    const done = await settled(keeper, id);
    expect(done).toMatchObject({ state: "done", pass: "import", accepted: checked.accepted, doubtful: checked.doubtful, refused: 0, codes: checked.codes });
    expect((await keeper.do(readRegister, { params: { id: register } })).records).toBe(250);
    expect((await keeper.do(listImportRows, { params: { id } })).items[0]?.record?.kind).toBe("register-record");
  });
});

describe("what is asked and what is recognised", () => {
  it("asks for the order of day and month when the file leaves it open, and reads by the answer", async () => {
    const register = await newRegister();
    const file = "Модель;Номер;Дата утраты\nПМ;АБ 111111;03/04/2019\nПМ;АБ 222222;05/06/2018\n";
    const { id } = await upload(keeper, file, { name: "dates.csv", target: "register", register });
    const { mapping } = await keeper.do(previewImport, { params: { id } });
    const open = await keeper.do(settleImport, { params: { id }, body: { mapping } });
    expect(open.questions).toEqual([{ column: 2, header: "Дата утраты", code: "date-order-ambiguous", separators: ["/"], values: 2 }]);
    expect((await keeper.try(startImport, { params: { id } })).body).toMatchObject({ code: "import-question" });
    const answered = { ...mapping, columns: mapping.columns.map((column, index) => (index === 2 ? { ...column, dateOrders: { "/": "mdy" } } : column)) };
    expect((await keeper.do(settleImport, { params: { id }, body: { mapping: answered } })).questions).toEqual([]);
    await keeper.do(startImport, { params: { id } });
    expect((await settled(keeper, id)).state).toBe("done");
    expect((await keeper.do(listRecords, { query: { register } })).items.map((item) => item.lostOn)).toEqual(["2018-05-06", "2019-03-04"]);
  });

  it("remembers the mapping for the next file with the same header", async () => {
    const register = await newRegister();
    const first = await upload(keeper, "Alpha;Beta;Gamma\nПМ;АБ 111111;x\n", { name: "one.csv", target: "register", register });
    const { mapping, mappingFrom } = await keeper.do(previewImport, { params: { id: first.id } });
    expect(mappingFrom).toBe("proposed");
    const own = { ...mapping, columns: mapping.columns.map((column, index) => ({ ...column, target: ["model", "serial", "ignore"][index] })) };
    await keeper.do(settleImport, { params: { id: first.id }, body: { mapping: own } });
    await keeper.do(startImport, { params: { id: first.id } });
    await settled(keeper, first.id);
    const second = await upload(keeper, "ALPHA;beta ;Gamma\nПМ;АБ 333333;y\n", { name: "two.csv", target: "register", register });
    const next = await keeper.do(previewImport, { params: { id: second.id } });
    expect(next).toMatchObject({ mappingFrom: "earlier", earlier: { id: first.id } });
    expect(next.mapping.columns.map((column) => column.target)).toEqual(["model", "serial", "ignore"]);
  });

  it("recognises the same file, and the same rows in another format", async () => {
    const register = await newRegister();
    const file = extract(12, 5_000);
    const first = await importAll(keeper, file, { name: "a.csv", target: "register", register });
    const again = await upload(keeper, file, { name: "b.csv", target: "register", register });
    expect(again.seenBefore).toMatchObject([{ id: first.id, same: "file", fileName: "a.csv", state: "done" }]);
    const lines = file.trim().split("\n");
    const other = `\uFEFF${[lines[0], ...lines.slice(1).toReversed()].join("\r\n").replaceAll(",", ";")}\r\n`;
    const third = await upload(keeper, other, { name: "c.csv", target: "register", register });
    expect(third.seenBefore).toEqual([]);
    const { mapping } = await keeper.do(previewImport, { params: { id: third.id } });
    const set = await keeper.do(settleImport, { params: { id: third.id }, body: { mapping } });
    expect(set.seenBefore.filter((seen) => seen.id === first.id)).toMatchObject([{ same: "content" }]);
  });
});

describe("what goes wrong", () => {
  const nothingLeft = async (): Promise<number[]> => {
    const { rows } = await world.admin.query<{ files: string; chunks: string; runs: string }>(
      "select (select count(*) from platform.file where not complete) as files, (select count(*) from platform.file_chunk c join platform.file f on f.id = c.file_id where not f.complete) as chunks, (select count(*) from registers.import_run) as runs",
    );
    return [Number(rows[0]?.files), Number(rows[0]?.chunks), Number(rows[0]?.runs)];
  };

  it("refuses what is no table by its name, and leaves nothing", async () => {
    const register = await newRegister();
    const before = await nothingLeft();
    for (const [bytes, code, status] of [
      ["", "table-empty", 422],
      ["%PDF-1.7 something", "table-format-unsupported", 422],
      [Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 1]), "table-zip-malformed", 422],
      [new Uint8Array(9 * 1024 * 1024).fill(65), "too-large", 413],
    ] as const) {
      const reply = await tryUpload(keeper, bytes, { name: "x", target: "register", register });
      expect([reply.status, reply.body.code]).toEqual([status, code]);
    }
    expect(await nothingLeft()).toEqual(before);
    // The server hangs up on the rest of a body that is too large; the client's next call needs a connection of its own.
    await keeper.try(listRegisters).catch(() => undefined);
  });

  it("says what is wrong deep in a file before a record is written", async () => {
    const register = await newRegister();
    const lines = extract(900, 20_000).trim().split("\n");
    const broken = `${[...lines.slice(0, 700), `"${lines[700]}`, ...lines.slice(701)].join("\n")}\n`;
    const { id } = await upload(keeper, broken, { name: "broken.csv", target: "register", register });
    const { mapping } = await keeper.do(previewImport, { params: { id } });
    const reply = await keeper.try(settleImport, { params: { id }, body: { mapping } });
    expect([reply.status, (reply.body as unknown as { code: string }).code]).toEqual([422, "table-quote-open"]);
    expect((await keeper.do(readRegister, { params: { id: register } })).records).toBe(0);
  });

  it("leaves nothing of an upload that breaks off", async () => {
    const register = await newRegister();
    const before = await nothingLeft();
    await new Promise<void>((resolve) => {
      const call = request(`${world.address}/api/v1/imports?name=half.csv&target=register&register=${register}`, {
        method: "POST",
        headers: { cookie: keeper.cookie, "tamga-request": "1", "content-type": "text/csv", "content-length": String(7 * 1024 * 1024), "tamga-purpose": "register-keeping" },
      });
      call.on("error", () => resolve());
      call.write(Buffer.alloc(5 * 1024 * 1024, "a,b,c\n"));
      setTimeout(() => call.destroy(), 400);
    });
    for (let wait = 0; wait < 100 && (await nothingLeft()).join() !== before.join(); wait += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await nothingLeft()).toEqual(before);
  });

  it("refuses an import into what is not one's own", async () => {
    const register = await newRegister();
    expect((await tryUpload(analyst, extract(2), { name: "x.csv", target: "register", register })).status).toBe(404);
    expect((await tryUpload(keeper, extract(2), { name: "x.csv", target: "recoveries" })).body.code).toBe("forbidden");
    expect((await tryUpload(await world.person("border.officer"), extract(2), { name: "x.csv", target: "recoveries" })).status).toBe(403);
  });
});

/** Every row of the register is there exactly once. */
async function expectWhole(runId: string, registerId: string, count: number): Promise<void> {
  const { rows } = await world.admin.query<{ rows: string; records: string; different: string; keys: string; wanted: string; counted: string }>(
    `select (select count(*) from registers.import_row where run_id = $1) as rows, (select count(*) from registers.record where run_id = $1) as records,
       (select count(distinct row_number) from registers.record where run_id = $1) as different,
       (select count(*) from matching.serial_key k join registers.record r on r.id = k.subject_id where r.run_id = $1) as keys,
       (select sum(cardinality(serial_keys)) from registers.record where run_id = $1) as wanted,
       (select record_count from registers.register where id = $2) as counted`,
    [runId, registerId],
  );
  expect(rows[0]).toMatchObject({ rows: String(count), records: String(count), different: String(count), counted: String(count) });
  expect(rows[0]?.keys).toBe(rows[0]?.wanted);
}

describe("cancel, resume, kill, undo", () => {
  it("stops when asked and goes on after the last row written", async () => {
    const register = await newRegister();
    const { id } = await upload(keeper, extract(3_000, 30_000), { name: "long.csv", target: "register", register });
    const { mapping } = await keeper.do(previewImport, { params: { id } });
    await keeper.do(settleImport, { params: { id }, body: { mapping } });
    await keeper.do(startImport, { params: { id } });
    await keeper.do(cancelImport, { params: { id } });
    const stopped = await settled(keeper, id);
    expect(stopped.state).toBe("cancelled");
    expect(stopped.rows.read).toBeLessThan(3_000);
    await keeper.do(resumeImport, { params: { id } });
    expect(await settled(keeper, id)).toMatchObject({ state: "done", rows: { read: 3_000 } });
    await expectWhole(id, register, 3_000);
  });

  it("loses nothing and doubles nothing when its connections are killed again and again", async () => {
    const register = await newRegister();
    const { id } = await upload(keeper, extract(6_000, 40_000), { name: "killed.csv", target: "register", register });
    const { mapping } = await keeper.do(previewImport, { params: { id } });
    await keeper.do(settleImport, { params: { id }, body: { mapping } });
    await keeper.do(startImport, { params: { id } });
    let killed = 0;
    let state = "running";
    for (const end = Date.now() + 60_000; Date.now() < end && state === "running"; ) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      if (killed < 12) {
        const { rows } = await world.admin.query<{ count: string }>(
          `select count(pg_terminate_backend(pid)) as count from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid() and query ~ 'import_row|registers.record|file_chunk|put_keys'`,
        );
        killed += Number(rows[0]?.count);
      }
      const reply = await keeper.try(readImport, { params: { id } });
      if (reply.status === 200) state = reply.body.state;
    }
    expect(killed).toBeGreaterThan(2);
    expect(state).toBe("done");
    await expectWhole(id, register, 6_000);
  });

  it("is gone on with by another program when the first one dies between two chunks", async () => {
    const register = await newRegister();
    const { id } = await upload(keeper, extract(1_500, 60_000), { name: "handed-on.csv", target: "register", register });
    const { mapping } = await keeper.do(previewImport, { params: { id } });
    await keeper.do(settleImport, { params: { id }, body: { mapping } });
    // What a killed program leaves: a run under way, some chunks, no job.
    const engineOf = await import("../src/registers/import-engine.ts");
    await world.admin.query("update registers.import_run set state = 'running' where id = $1", [id]);
    const death = new AbortController();
    const engine = { database: world.node.database, clock: { now: () => new Date() }, identity: { personId: keeper.id }, runId: id, limit: 1e8, chunkRows: 100 };
    await expect(
      engineOf.runImport({ ...engine, signal: death.signal, onProgress: ({ done }) => { if (done >= 400) death.abort(); } }),
    ).rejects.toThrow();
    const half = await keeper.do(readImport, { params: { id } });
    expect(half.state).toBe("running");
    expect(half.rows.read).toBeGreaterThanOrEqual(400);
    expect(half.rows.read).toBeLessThan(1_500);
    // The next program that starts asks for the job.
    registerTasks(world.node.database, createLog("silent"));
    for (let wait = 0; wait < 100; wait += 1) {
      const { rowCount } = await world.admin.query("update platform.job set run_at = now() where payload->>'run' = $1 and finished_at is null", [id]);
      if (rowCount === 1) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect((await settled(keeper, id)).state).toBe("done");
    await expectWhole(id, register, 1_500);
  });

  it("takes a whole import back: no list, no search, no check finds it; each row's outcome stays", async () => {
    const register = await newRegister();
    const kept = await importAll(keeper, extract(20, 80_000), { name: "kept.csv", target: "register", register });
    const run = await importAll(keeper, extract(2_300, 90_000), { name: "mistake.csv", target: "register", register });
    const serial = `ЖЯ${700_000 + 90_000 * 7}`;
    expect((await keeper.do(checkSerial, { body: { serial } })).answers).not.toEqual([]);
    expect((await keeper.try(undoImport, { params: { id: run.id }, body: {} })).status).toBe(422);
    await keeper.do(undoImport, { params: { id: run.id }, body: { reason: "the wrong file" } });
    const undone = await settled(keeper, run.id);
    expect(undone).toMatchObject({ state: "undone", withdrawn: 2_300, may: [] });
    expect((await keeper.do(readRegister, { params: { id: register } })).records).toBe(20);
    expect((await keeper.do(checkSerial, { body: { serial } })).answers).toEqual([]);
    expect((await keeper.do(listRecords, { query: { run: run.id } })).items).toEqual([]);
    expect((await keeper.do(listRecords, { query: { run: kept.id } })).items).toHaveLength(20);
    expect((await keeper.do(listRecords, { query: { run: run.id, state: "withdrawn" } })).items).not.toEqual([]);
    expect((await keeper.do(listImportRows, { params: { id: run.id } })).items[0]?.record).not.toBeNull();
    const { rows } = await world.admin.query<{ count: string }>("select count(*) from matching.serial_key k join registers.record r on r.id = k.subject_id where r.run_id = $1", [run.id]);
    expect(rows[0]?.count).toBe("0");
  });
});

describe("recoveries", () => {
  const file = [
    "Номер дела;Вид;Марка;Модель;Калибр;Номер;Дата изъятия;Место;Статья;Владелец",
    "77/1;пистолет;Ижевск;ПМ;9х18;ТТ 4411;05.03.2024;Северный пост;ст. 1 /// ст. 2;полиция",
    "77/1;автомат;Ижевск;АКМ;7,62;спилен;05.03.2024;Северный пост;ст. 2;",
    "77/1;автомат;Ижевск;АКМ;7,62;спилен;05.03.2024;Северный пост;ст. 2;",
    "78/1;ружьё;;;12;;;Река;;И. Иванов",
  ].join("\n");

  it("come row by row, equal rows apart, offences as statements; undone they vanish and stay in the history", async () => {
    const run = await importAll(analyst, file, { name: "seizures.csv", target: "recoveries" });
    expect(run).toMatchObject({ state: "done", rows: { read: 4 }, refused: 0 });
    const { items } = await analyst.do(listRecoveries, {});
    expect(items).toHaveLength(4);
    expect(items.every((item) => item.firearmCount === 1 && item.manner === "seized")).toBe(true);
    const first = items.find((item) => item.firearms[0]?.serial === "ТТ 4411");
    const whole = await analyst.do(readRecovery, { params: { id: first?.id } });
    expect(whole).toMatchObject({ ownReference: "77/1", occurredOn: "2024-03-05", import: { run: run.id, row: 2 } });
    expect(whole.contexts.map((context) => context.written)).toEqual(["ст. 1", "ст. 2"]);
    expect(items.filter((item) => item.firearms[0]?.serialState === "obliterated")).toHaveLength(2);
    await analyst.do(undoImport, { params: { id: run.id }, body: { reason: "twice by mistake" } });
    expect((await settled(analyst, run.id)).state).toBe("undone");
    expect((await analyst.do(listRecoveries, {})).items).toEqual([]);
    expect((await analyst.try(readRecovery, { params: { id: first?.id } })).status).toBe(404);
    expect((await analyst.do(readHistory, { params: { kind: "recovery", id: first?.id } })).items.map((item) => item.verb)).toEqual(["create", "read", "withdraw"]);
  });

  it("are grouped by procedure only when the mapping says so, across chunks too", async () => {
    const rows = Array.from({ length: 230 }, (_, index) => `9/${index % 50};пистолет;Ижевск;ПМ;9х18;ГР ${100_000 + ((index * 7_919_317) % 899_999)};05.03.2024;Пост;;`);
    const run = await importAll(analyst, [file.split("\n")[0], ...rows].join("\n"), { name: "grouped.csv", target: "recoveries" }, { groupByProcedure: true, manner: "found" });
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
    const register = await newRegister();
    const run = await importAll(keeper, extract(3, 70_000), { name: "ours.csv", target: "register", register });
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
    const register = await newRegister();
    await importAll(keeper, "Модель;Марка;Серия;Номер\nПМ;Ижевск;ХЦ;909091\n", { name: "late.csv", target: "register", register });
    for (let wait = 0; wait < 100; wait += 1) {
      world.node.jobs.wake();
      const { rows } = await world.admin.query<{ open: string }>("select count(*) as open from platform.job where task = 'matching.after-import' and finished_at is null");
      if (rows[0]?.open === "0") break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await matchNow(world.node.database);
    const hits = await keeper.do(listHits, {});
    expect(hits.items.some((hit) => hit.recovered.id === made.firearms[0]?.id)).toBe(true);
  });
});

describe("on the terminal", () => {
  const folder = mkdtempSync(join(tmpdir(), "tamga-import-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const nothing: Omit<ImportInput, "file"> = {
    as: undefined, mapping: undefined, saveMapping: undefined, sheet: undefined, encoding: undefined, delimiter: undefined, dates: undefined, decimal: undefined,
    institution: undefined, person: "police.keeper", purpose: "register-keeping", outcomes: undefined, dryRun: false, yes: false, resume: undefined, undo: undefined,
  };
  interface Told { exit: number; json: Run | undefined; lines: string[] }
  async function terminal(work: (context: CommandContext) => Promise<number>): Promise<Told> {
    const told: Told = { exit: -1, json: undefined, lines: [] };
    told.exit = await work({
      config: world.config, log: createLog("silent"), words: ((key: string) => key) as CommandContext["words"], language: "en", json: true,
      signal: new AbortController().signal, print: (line) => told.lines.push(line), printJson: (value) => (told.json = value as Run), say: (line) => told.lines.push(line),
      progress: () => ({ update: () => undefined, end: () => undefined }),
      withDatabase: (inner) => inner({ url: world.url, bundled: undefined }),
    });
    return told;
  }
  const imports = (input: Partial<ImportInput> & { file?: string }) => terminal((context) => runImport({ file: undefined, ...nothing, ...input }, context));

  it("imports as a named person, with outcomes, a saved mapping and an exit code for refused rows", async () => {
    await expect(imports({ file: file("t.csv", extract(4, 110_000)), as: "deactivated" })).rejects.toMatchObject({ code: "register-unknown" });
    await expect(imports({ file: join(folder, "t.csv"), as: "deactivated", yes: true, person: undefined })).rejects.toMatchObject({ code: "usage-person" });
    const mapping = join(folder, "mapping.json");
    const outcomes = join(folder, "outcomes.csv");
    const rows = `${extract(30, 110_000)},,,,,,,,,,,,\n,,,,,,,,,ВІДДІЛ,,,\n`;
    const dry = await imports({ file: file("t.csv", rows), as: "deactivated", yes: true, dryRun: true, saveMapping: mapping });
    expect(dry).toMatchObject({ exit: 5, json: { state: "ready", pass: "check", refused: 2 } });
    const done = await imports({ file: join(folder, "t.csv"), as: "deactivated", mapping, outcomes, yes: true });
    expect(done).toMatchObject({ exit: 5, json: { state: "done", pass: "import", rows: { read: 32 }, refused: 2, register: { code: "deactivated" } } });
    expect(readFileSync(outcomes, "utf8").split("\r\n")).toHaveLength(34);
    const clean = await imports({ file: file("u.csv", extract(3, 120_000)), as: "deactivated", yes: true });
    expect(clean.exit).toBe(0);
    const undone = await imports({ undo: clean.json?.id ?? "" });
    expect(undone).toMatchObject({ exit: 0, json: { state: "undone", withdrawn: 3 } });
    await expect(imports({ undo: clean.json?.id ?? "", person: "customs.analyst" })).rejects.toMatchObject({ code: "import-unknown" });
  });

  it("does not take dates it would have to guess; --dates settles them", async () => {
    const path = file("d.csv", "Модель;Номер;Дата утраты\nПМ;ДД 515151;03/04/2019\n");
    await expect(imports({ file: path, as: "destroyed", yes: true })).rejects.toMatchObject({ code: "import-question", status: 422 });
    const done = await imports({ file: path, as: "destroyed", yes: true, dates: "dmy" });
    expect(done).toMatchObject({ exit: 0, json: { state: "done", accepted: 1 } });
    expect((await keeper.do(listRecords, { query: { register: done.json?.register?.id } })).items[0]?.lostOn).toBe("2019-04-03");
  });

  it("checks a serial as that person: model and number in one line", async () => {
    const ask = (serial: string, person: string) =>
      terminal((context) => runCheck({ serial, make: undefined, model: undefined, calibre: undefined, type: undefined, person, purpose: "tracing; drill", limit: 5 }, context));
    const found = await ask("ПМ ДД515151", "police.keeper");
    expect(found.exit).toBe(0);
    expect(found.json).toMatchObject({ outcome: "hit", answers: [{ weapon: { serial: "ДД 515151" } }] });
    const pointed = await ask("ДД515151", "customs.officer");
    expect(pointed.json).toMatchObject({ answers: [], pointers: [{ institution: "POLICE" }] });
    expect((await ask("ДД515151", "focal.operator")).exit).toBe(3);
    await expect(ask("ДД515151", "focal.administrator")).rejects.toMatchObject({ code: "forbidden" });
  });
});

const real = (path: string): string | undefined => {
  const full = new URL(`../../shared/data/${path}`, import.meta.url).pathname;
  if (existsSync(full)) return full;
  if (process.env["CI"] === "true") throw new Error(`real data missing: ${path}`);
  console.warn(`SKIPPED, real data missing: ${path}`);
  return undefined;
};

describe("real files", () => {
  it.each(["register-ua/sample_rows_1.csv", "register-ua/sample_rows_2.csv"])("%s comes in through its proposed mapping", async (path) => {
    const file = real(path);
    if (file === undefined) return;
    const register = await newRegister();
    const run = await importAll(keeper, readFileSync(file), { name: "national.csv", target: "register", register });
    expect(run).toMatchObject({ state: "done", rows: { read: 5 }, refused: 0 });
    const { items } = await keeper.do(listRecords, { query: { register } });
    expect(items).toHaveLength(5);
    expect(items.every((item) => item.model.code !== null && item.serial !== null && item.lostOn !== null && ["lost", "stolen"].includes(item.reason ?? ""))).toBe(true);
  });

  const rio = (): string[] | undefined => {
    const file = real("seizures-rio/evidence_register_2017_2019.csv.gz");
    return file === undefined ? undefined : gunzipSync(readFileSync(file)).toString("utf8").split("\n").filter((line) => line !== "");
  };

  it("a slice of a city's evidence register: no row lost, none merged", { timeout: 120_000 }, async () => {
    const lines = rio();
    if (lines === undefined) return;
    const slice = lines.slice(0, 5_001);
    const run = await importAll(analyst, `${slice.join("\n")}\n`, { name: "evidence.csv", target: "recoveries" }, {}, 100);
    expect(run).toMatchObject({ state: "done", rows: { read: 5_000 }, refused: 0 });
    const { rows } = await world.admin.query<{ outcomes: string; recoveries: string; firearms: string; places: string }>(
      `select (select count(*) from registers.import_row where run_id = $1) as outcomes, (select count(*) from recoveries.recovery where import_run_id = $1) as recoveries,
         (select count(*) from firearms.firearm where import_run_id = $1) as firearms,
         (select count(distinct import_row) from firearms.firearm where import_run_id = $1) as places`,
      [run.id],
    );
    expect(rows[0]).toEqual({ outcomes: "5000", recoveries: "5000", firearms: "5000", places: "5000" });
  });

  it("the same with another separator, decimal comma and day-first dates reads the same", { timeout: 120_000 }, async () => {
    const lines = rio();
    if (lines === undefined) return;
    const { parse } = await import("csv-parse/sync");
    const records: string[][] = parse(lines.slice(0, 401).join("\n"));
    const head = records[0] ?? [];
    const date = head.indexOf("Data Registro");
    const calibre = head.indexOf("Calibre");
    const changed = records.map((record, index) =>
      record.map((cell, column) => {
        const day = /^(\d{4})-(\d\d)-(\d\d)( .*)?$/.exec(cell);
        const value = index > 0 && column === date && day !== null ? `${day[3]}/${day[2]}/${day[1]}${day[4] ?? ""}` : index > 0 && column === calibre ? cell.replace(/(?<=\d)\.(?=\d)/, ",") : cell;
        return /[";\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
      }).join(";"),
    );
    const read = async (id: string) =>
      (await world.admin.query<{ row: string }>(
        "select row(r.occurred_on, f.calibre_code, f.serial_normal, f.make_code)::text as row from recoveries.recovery r join firearms.firearm f on f.recovery_id = r.id where r.import_run_id = $1 order by r.import_row",
        [id],
      )).rows.map(({ row }) => row);
    const plain = await importAll(analyst, `${lines.slice(0, 401).join("\n")}\n`, { name: "plain.csv", target: "recoveries" });
    const other = await importAll(analyst, `\uFEFF${changed.join("\r\n")}\r\n`, { name: "changed.csv", target: "recoveries" });
    expect(other).toMatchObject({ state: "done", rows: { read: 400 } });
    expect(await read(other.id)).toEqual(await read(plain.id));
  });
});
