import { gzipSync } from "node:zlib";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readHistory } from "../src/journal/journal.contract.ts";
import { checkSerial } from "../src/matching/serial-check.contract.ts";
import {
  checkImport,
  downloadImportRows,
  listImportRows,
  previewImport,
  settleImport,
  startImport,
} from "../src/registers/import.contract.ts";
import { listRecords, readRecord, readRegister } from "../src/registers/register.contract.ts";
import { extract, header, importAll, newRegister, openImportWorld, settled, tryUpload, upload } from "./importing.ts";
import { type Person, type World } from "./world.ts";

let world: World;
let keeper: Person;
let analyst: Person;
beforeAll(async () => {
  world = await openImportWorld();
  keeper = await world.person("police.keeper");
  analyst = await world.person("border.analyst");
});
afterAll(() => world.close());

describe("a register extract", () => {
  it("is imported through its proposed mapping; AK74 typed in Latin with its number finds its row", async () => {
    const register = await newRegister(keeper);
    const run = await importAll(world, keeper, extract(40), { name: "extract.csv", target: "register", register });
    expect(run).toMatchObject({ state: "done", pass: "import", rows: { total: 40, read: 40 }, refused: 0 });
    expect(run.accepted + run.doubtful).toBe(40);
    expect((await keeper.do(readRegister, { params: { id: register } })).records).toBe(40);
    // Row 5 of the extract: n = 4, series ЖЯ, number 700028.
    const found = await keeper.do(listRecords, { query: { register, q: "AK74 700028" } });
    expect(found.items.map((item) => [item.serial, item.model.code, item.calibre.code, item.reason])).toEqual([
      ["ЖЯ 700028", "ak-74", "5.45mm", "lost"],
    ]);
    const record = await keeper.do(readRecord, { params: { id: found.items[0]?.id } });
    expect(record).toMatchObject({
      series: "ЖЯ",
      number: "700028",
      year: 1954,
      type: { written: "АВТОМАТ" },
      origin: { run: run.id, row: 5, fileName: "extract.csv" },
    });
    expect(record.origin?.cells?.find((cell) => cell.header === "weaponnumber")?.cell).toBe("700028");
    const answer = await (
      await world.person("police.investigator")
    ).do(checkSerial, { body: { serial: "700028", model: "AK74" } });
    expect(answer.answers).toEqual([]);
    const own = await keeper.do(checkSerial, { body: { serial: "ЖЯ700028", model: "AK74" } });
    expect(own.answers[0]?.id).toBe(record.id);
    expect(
      (await keeper.do(readHistory, { params: { kind: "register-record", id: record.id } })).items.map(
        (item) => item.verb,
      ),
    ).toContain("read");
  });

  it("keeps equal rows apart, weapons without a number, and dates that are no days", async () => {
    const register = await newRegister(keeper);
    const file = `${header}\n${"ПМ,,НАРІЗНА,ПІСТОЛЕТ,,,9,,,,ВТРАТА,2014-03-29,2014-02-31\n".repeat(3)},,,,,,,,,,,,2014-03-29\nПМ,,,,АБ,1,762,,1234,,ВТРАТА,,\n`;
    const run = await importAll(world, keeper, file, { name: "odd.csv", target: "register", register });
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
    const doubtful = await keeper.do(listImportRows, {
      params: { id: run.id },
      query: { code: "date-impossible", limit: 2 },
    });
    expect(doubtful.items).toHaveLength(2);
    expect(doubtful.next).not.toBeNull();
    expect(doubtful.items[0]?.findings[0]?.sentence).toContain("2014-02-31");
    const file2 = await keeper.try(downloadImportRows, { params: { id: run.id } });
    expect(file2.headers.get("content-type")).toContain("text/csv");
    expect(file2.text.split("\r\n").filter((line) => line !== "")).toHaveLength(6);
    expect((await keeper.try(downloadImportRows, { params: { id: run.id } }, { purpose: null })).status).toBe(428);
  });

  it("disarms formulas in the outcomes it gives out", async () => {
    const register = await newRegister(keeper);
    const run = await importAll(world, keeper, "Модель,Номер,Примечание\nПМ,123456,=2+5\n", {
      name: "formula.csv",
      target: "register",
      register,
    });
    const reply = await keeper.try(downloadImportRows, { params: { id: run.id } });
    expect(reply.text).toContain("'=2+5");
    expect(reply.text).not.toMatch(/,=2/);
  });
});

describe("a check", () => {
  it("judges every row and writes nothing but the judgement", async () => {
    const register = await newRegister(keeper);
    const { id } = await upload(world, keeper, extract(250), { name: "check.csv", target: "register", register });
    expect((await keeper.try(startImport, { params: { id } })).body).toMatchObject({ code: "import-mapping-needed" });
    const { mapping } = await keeper.do(previewImport, { params: { id } });
    await keeper.do(settleImport, { params: { id }, body: { mapping } });
    await keeper.do(checkImport, { params: { id } });
    const checked = await settled(world, keeper, id);
    expect(checked).toMatchObject({ state: "ready", pass: "check", rows: { total: 250, read: 250 }, refused: 0 });
    expect((await keeper.do(listRecords, { query: { register } })).items).toEqual([]);
    expect((await keeper.do(readRegister, { params: { id: register } })).records).toBe(0);
    expect((await keeper.do(listImportRows, { params: { id } })).items[0]?.record).toBeNull();
    await keeper.do(startImport, { params: { id } });
    const done = await settled(world, keeper, id);
    expect(done).toMatchObject({
      state: "done",
      pass: "import",
      accepted: checked.accepted,
      doubtful: checked.doubtful,
      refused: 0,
      codes: checked.codes,
    });
    expect((await keeper.do(readRegister, { params: { id: register } })).records).toBe(250);
    expect((await keeper.do(listImportRows, { params: { id } })).items[0]?.record?.kind).toBe("register-record");
  });
});

describe("what is asked and what is recognised", () => {
  it("asks for the order of day and month when the file leaves it open, and reads by the answer", async () => {
    const register = await newRegister(keeper);
    const file = "Модель;Номер;Дата утраты\nПМ;АБ 111111;03/04/2019\nПМ;АБ 222222;05/06/2018\n";
    const { id } = await upload(world, keeper, file, { name: "dates.csv", target: "register", register });
    const { mapping } = await keeper.do(previewImport, { params: { id } });
    const open = await keeper.do(settleImport, { params: { id }, body: { mapping } });
    expect(open.questions).toEqual([
      { column: 2, header: "Дата утраты", code: "date-order-ambiguous", separators: ["/"], values: 2 },
    ]);
    expect((await keeper.try(startImport, { params: { id } })).body).toMatchObject({ code: "import-question" });
    const answered = {
      ...mapping,
      columns: mapping.columns.map((column, index) =>
        index === 2 ? { ...column, dateOrders: { "/": "mdy" } } : column,
      ),
    };
    expect((await keeper.do(settleImport, { params: { id }, body: { mapping: answered } })).questions).toEqual([]);
    await keeper.do(startImport, { params: { id } });
    expect((await settled(world, keeper, id)).state).toBe("done");
    expect((await keeper.do(listRecords, { query: { register } })).items.map((item) => item.lostOn)).toEqual([
      "2018-05-06",
      "2019-03-04",
    ]);
  });

  it("remembers the mapping for the next file with the same header", async () => {
    const register = await newRegister(keeper);
    const first = await upload(world, keeper, "Alpha;Beta;Gamma\nПМ;АБ 111111;x\n", {
      name: "one.csv",
      target: "register",
      register,
    });
    const { mapping, mappingFrom } = await keeper.do(previewImport, { params: { id: first.id } });
    expect(mappingFrom).toBe("proposed");
    const own = {
      ...mapping,
      columns: mapping.columns.map((column, index) => ({ ...column, target: ["model", "serial", "ignore"][index] })),
    };
    await keeper.do(settleImport, { params: { id: first.id }, body: { mapping: own } });
    await keeper.do(startImport, { params: { id: first.id } });
    await settled(world, keeper, first.id);
    const second = await upload(world, keeper, "ALPHA;beta ;Gamma\nПМ;АБ 333333;y\n", {
      name: "two.csv",
      target: "register",
      register,
    });
    const next = await keeper.do(previewImport, { params: { id: second.id } });
    expect(next).toMatchObject({ mappingFrom: "earlier", earlier: { id: first.id } });
    expect(next.mapping.columns.map((column) => column.target)).toEqual(["model", "serial", "ignore"]);
  });

  it("recognises the same file, and the same rows in another format", async () => {
    const register = await newRegister(keeper);
    const file = extract(12, 5_000);
    const first = await importAll(world, keeper, file, { name: "a.csv", target: "register", register });
    const again = await upload(world, keeper, file, { name: "b.csv", target: "register", register });
    expect(again.seenBefore).toMatchObject([{ id: first.id, same: "file", fileName: "a.csv", state: "done" }]);
    const lines = file.trim().split("\n");
    const other = `\uFEFF${[lines[0], ...lines.slice(1).toReversed()].join("\r\n").replaceAll(",", ";")}\r\n`;
    const third = await upload(world, keeper, other, { name: "c.csv", target: "register", register });
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
    const register = await newRegister(keeper);
    const before = await nothingLeft();
    for (const [bytes, code, status] of [
      ["", "table-empty", 422],
      ["%PDF-1.7 something", "table-format-unsupported", 422],
      [Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0, 1]), "table-zip-malformed", 422],
      [new Uint8Array(9 * 1024 * 1024).fill(65), "too-large", 413],
    ] as const) {
      const reply = await tryUpload(world, keeper, bytes, { name: "x", target: "register", register });
      expect([reply.status, reply.body.code]).toEqual([status, code]);
    }
    expect(await nothingLeft()).toEqual(before);
  });

  it("refuses what says itself that it is too large, before it has come", async () => {
    const register = await newRegister(keeper);
    const before = await nothingLeft();
    const answer = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const call = request(
        `${world.address}/api/v1/imports?name=two.csv&target=register&register=${register}`,
        {
          method: "POST",
          headers: {
            cookie: keeper.cookie,
            "tamga-request": "1",
            "content-type": "text/csv",
            "content-length": String(2 * 1024 ** 3),
            "tamga-purpose": "training-demo",
          },
        },
        (reply) => {
          let text = "";
          reply.on("data", (bytes: Buffer) => (text += bytes.toString()));
          reply.on("end", () => {
            call.destroy();
            resolve({ status: reply.statusCode, text });
          });
        },
      );
      call.on("error", reject);
      // A sender who goes on and reads the answer meanwhile, as browsers and curl do.
      const more = (): void => {
        if (!call.destroyed) call.write(Buffer.alloc(4 * 1024 * 1024, "a,b,c\n"), more);
      };
      more();
    });
    expect([answer.status, (JSON.parse(answer.text) as { code: string }).code]).toEqual([413, "too-large"]);
    expect(await nothingLeft()).toEqual(before);
  });

  it("says what is wrong deep in a file before a record is written", async () => {
    const register = await newRegister(keeper);
    // Compressed, and cut off behind what a first look reads.
    const whole = gzipSync(extract(9_000, 20_000));
    const broken = whole.subarray(0, Math.floor(whole.length * 0.7));
    const { id } = await upload(world, keeper, broken, { name: "broken.csv.gz", target: "register", register });
    const { mapping } = await keeper.do(previewImport, { params: { id } });
    const reply = await keeper.try(settleImport, { params: { id }, body: { mapping } });
    expect([reply.status, (reply.body as unknown as { code: string }).code]).toEqual([422, "table-gzip-malformed"]);
    expect((await keeper.do(readRegister, { params: { id: register } })).records).toBe(0);
  });

  it("leaves nothing of an upload that breaks off", async () => {
    const register = await newRegister(keeper);
    const before = await nothingLeft();
    await new Promise<void>((resolve) => {
      const call = request(`${world.address}/api/v1/imports?name=half.csv&target=register&register=${register}`, {
        method: "POST",
        headers: {
          cookie: keeper.cookie,
          "tamga-request": "1",
          "content-type": "text/csv",
          "content-length": String(7 * 1024 * 1024),
          "tamga-purpose": "training-demo",
        },
      });
      call.on("error", () => resolve());
      call.write(Buffer.alloc(5 * 1024 * 1024, "a,b,c\n"));
      setTimeout(() => call.destroy(), 400);
    });
    for (let wait = 0; wait < 100 && (await nothingLeft()).join() !== before.join(); wait += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await nothingLeft()).toEqual(before);
  });

  it("refuses an import into what is not one's own", async () => {
    const register = await newRegister(keeper);
    expect((await tryUpload(world, analyst, extract(2), { name: "x.csv", target: "register", register })).status).toBe(
      404,
    );
    expect((await tryUpload(world, keeper, extract(2), { name: "x.csv", target: "recoveries" })).body.code).toBe(
      "forbidden",
    );
    expect(
      (
        await tryUpload(world, await world.person("border.officer"), extract(2), {
          name: "x.csv",
          target: "recoveries",
        })
      ).status,
    ).toBe(403);
  });
});
