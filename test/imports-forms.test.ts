/** Files as people really send them, from the first byte to the record: compressed, merged, with two forms of dates; and what a check says of them. */
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  checkImport,
  listImportRows,
  previewImport,
  readImport,
  settleImport,
} from "../src/registers/import.contract.ts";
import { listRecords, readRecord, readRegister } from "../src/registers/register.contract.ts";
import { makeWorkbook } from "../src/registers/tabular/testing.ts";
import { extract, importAll, newRegister, openImportWorld, settled, upload } from "./importing.ts";
import type { Person, World } from "./world.ts";

let world: World;
let keeper: Person;
beforeAll(async () => {
  world = await openImportWorld();
  keeper = await world.person("police.keeper");
});
afterAll(() => world.close());

describe("a file", () => {
  it("compressed is imported as if it were not, and known again when it comes plain", async () => {
    const register = await newRegister(keeper);
    const packed = await importAll(world, keeper, gzipSync(extract(700, 300_000)), {
      name: "night.csv.gz",
      target: "register",
      register,
    });
    expect(packed).toMatchObject({ state: "done", rows: { read: 700 }, refused: 0 });
    expect((await keeper.do(readRegister, { params: { id: register } })).records).toBe(700);
    const { id } = await upload(world, keeper, extract(700, 300_000), {
      name: "night.csv",
      target: "register",
      register,
    });
    const { mapping } = await keeper.do(previewImport, { params: { id } });
    const plain = await keeper.do(settleImport, { params: { id }, body: { mapping } });
    expect(plain.seenBefore.map(({ same, id: before }) => [same, before])).toEqual([["content", packed.id]]);
  });

  it("with a merged title, merged headings and merged cells keeps every row with the value that covers it", async () => {
    const cell = (at: string, text: string): string => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
    const row = (number: number, cells: string): string => `<row r="${number}">${cells}</row>`;
    const book = makeWorkbook({
      sheets: [
        `<sheetData>${row(1, cell("A1", "Похищенное оружие"))}${row(3, cell("A3", "Модель") + cell("B3", "Номер") + cell("C3", "Подразделение"))}` +
          row(4, cell("A4", "ПМ") + cell("B4", "ЖЯ 510001") + cell("C4", "Отдел № 4")) +
          row(5, cell("A5", "ПМ") + cell("B5", "ЖЯ 510002")) +
          row(6, cell("A6", "ПМ") + cell("B6", "ЖЯ 510003")) +
          '</sheetData><mergeCells count="3"><mergeCell ref="A1:C1"/><mergeCell ref="C3:D3"/><mergeCell ref="C4:C6"/></mergeCells>',
      ],
    });
    const register = await newRegister(keeper);
    const run = await importAll(world, keeper, book, { name: "merged.xlsx", target: "register", register });
    expect(run).toMatchObject({ state: "done", rows: { read: 3 }, refused: 0 });
    expect(run.codes.map(({ code, count }) => [code, count])).toEqual([["merged-cell", 2]]);
    const { items } = await keeper.do(listRecords, { query: { register } });
    expect(items.map(({ serial, authority }) => [serial, authority])).toEqual([
      ["ЖЯ 510003", "Отдел № 4"],
      ["ЖЯ 510002", "Отдел № 4"],
      ["ЖЯ 510001", "Отдел № 4"],
    ]);
  });

  it("with two forms of dates in one column reads each as what it is", async () => {
    const register = await newRegister(keeper);
    const dates = ["2019-04-03", "25.12.2018", "07.08.2017", "3 мая 2016 г.", "2015-02-30"];
    const csv = `Модель;Номер;Дата утраты\n${dates.map((day, n) => `ПМ;ДД 6100${n};${day}`).join("\n")}\n`;
    const run = await importAll(world, keeper, csv, { name: "dates.csv", target: "register", register });
    expect(run).toMatchObject({ state: "done", accepted: 4, doubtful: 1, refused: 0 });
    const { items } = await keeper.do(listRecords, { query: { register } });
    expect(items.map(({ lostOn }) => lostOn).toReversed()).toEqual([
      "2019-04-03",
      "2018-12-25",
      "2017-08-07",
      "2016-05-03",
      null,
    ]);
    const record = await keeper.do(readRecord, { params: { id: items[0]?.id } });
    expect(record.more).toContainEqual(expect.objectContaining({ field: "date-lost", value: "2015-02-30" }));
  });

  it("with any signs in its cells is known by its content in the database as in the program", async () => {
    const register = await newRegister(keeper);
    const odd = [
      'say "hello"',
      "back\\slash",
      "тире – и ё",
      "a\tb",
      "𝄞 clef",
      "emoji 🔫",
      "é composed é",
      "'",
      "{}",
      "null",
      "-0",
      "«»",
    ];
    const csv = `Model,Serial number,Kind,Barrels,Remarks,Owner,Year\n${odd
      .map((text, n) => {
        const cell = `"${text.replaceAll('"', '""')}"`;
        return `${cell},ZZ 7200${10 + n},${cell},${n},${cell},${cell},${1950 + n}`;
      })
      .join("\n")}\n`;
    const run = await importAll(world, keeper, csv, { name: "odd.csv", target: "register", register });
    expect(run).toMatchObject({ state: "done", rows: { read: odd.length }, refused: 0 });
    const { rows } = await world.admin.query<{ same: boolean; more: object }>(
      `select content = registers.content_of(reason, type_written, make_written, model_written, calibre_written, country, year, series, number, serial_written,
         lost_on, entered_on, authority_written, own_reference, note, more) as same, more from registers.record where run_id = $1`,
      [run.id],
    );
    expect(rows.filter(({ same }) => !same)).toEqual([]);
    expect(rows.some(({ more }) => Object.keys(more).length > 1)).toBe(true);
  });
});

describe("the outcomes of rows", () => {
  it("are read page by page over all chunks, and by outcome, finding, fate or number, as if each stood alone", async () => {
    const register = await newRegister(keeper);
    const lines = Array.from({ length: 700 }, (_, n) =>
      n % 97 === 5 ? ",,\t" : `PM,KR ${600_000 + n},${n % 50 === 3 ? "2014-02-31" : "2014-02-03"}`,
    );
    const run = await importAll(world, keeper, `Model,Serial number,Date lost\n${lines.join("\n")}\n`, {
      name: "pages.csv",
      target: "register",
      register,
    });
    const walk = async (
      query: Record<string, string>,
    ): Promise<{ row: number; outcome: string; cells: string[] }[]> => {
      const found: { row: number; outcome: string; cells: string[] }[] = [];
      for (let after: string | null = null; ;) {
        const page: Awaited<ReturnType<typeof read>> = await read({ ...query, ...(after === null ? {} : { after }) });
        found.push(...page.items);
        after = page.next;
        if (after === null) return found;
      }
    };
    const read = (query: Record<string, string>) =>
      keeper.do(listImportRows, { params: { id: run.id }, query: { limit: 33, ...query } });
    const every = await walk({});
    expect(every.map(({ row }) => row)).toEqual(lines.map((_, n) => n + 2));
    expect(every[4]?.cells).toEqual(["PM", "KR 600004", "2014-02-03"]);
    const count = (outcome: string): number => every.filter((one) => one.outcome === outcome).length;
    expect([count("accepted"), count("doubtful"), count("refused")]).toEqual([run.accepted, run.doubtful, run.refused]);
    for (const outcome of ["accepted", "doubtful", "refused"])
      expect(await walk({ outcome })).toEqual(every.filter((one) => one.outcome === outcome));
    expect((await walk({ code: "date-impossible" })).map(({ row }) => row)).toEqual(
      lines.flatMap((line, n) => (line.endsWith("-31") ? [n + 2] : [])),
    );
    expect(await walk({ fate: "added" })).toHaveLength(700 - run.refused);
    expect((await walk({ rows: "3,400,9999" })).map(({ row }) => row)).toEqual([3, 400]);
  });
});

describe("a check of a whole extract", () => {
  const csv = (rows: readonly (readonly [string, string, string])[]): string =>
    `Record number,Model,Serial number\n${rows.map((row) => row.join(",")).join("\n")}\n`;

  it("says what would be added, changed and gone, and changes nothing", async () => {
    const register = await newRegister(keeper);
    await importAll(world, keeper, csv(Array.from({ length: 600 }, (_, n) => [`R-${n}`, "PM", `QQ ${800_000 + n}`])), {
      name: "base.csv",
      target: "register",
      register,
    });
    const before = await keeper.do(readRegister, { params: { id: register } });
    const next = Array.from({ length: 600 }, (_, n): [string, string, string] => [
      `R-${n}`,
      n % 100 === 3 ? "TT" : "PM",
      `QQ ${800_000 + n}`,
    ]).filter((_, n) => n % 50 !== 7);
    next.push(["R-1000", "PM", "QQ 900001"]);
    const { id } = await upload(world, keeper, csv(next), { name: "next.csv", target: "register", register });
    const { mapping } = await keeper.do(previewImport, { params: { id } });
    await keeper.do(settleImport, { params: { id }, body: { mapping } });
    await keeper.do(checkImport, { params: { id } });
    const checked = await settled(world, keeper, id);
    expect(checked).toMatchObject({
      state: "ready",
      pass: "check",
      comparison: { added: 1, changed: 6, returned: 0, unchanged: 582, removed: 12, against: { fileName: "base.csv" } },
    });
    const changed = await keeper.do(listImportRows, { params: { id }, query: { fate: "changed" } });
    expect(changed.items.map(({ row, record }) => [row, record?.kind])).toHaveLength(6);
    expect((await keeper.do(listImportRows, { params: { id }, query: { fate: "added" } })).items).toMatchObject([
      { record: null, fate: "added" },
    ]);
    expect(await keeper.do(readRegister, { params: { id: register } })).toEqual(before);
    const { rows } = await world.admin.query("select 1 from registers.import_claim where run_id = $1", [id]);
    expect(rows).toEqual([]);
    // What is read of it afterwards is no longer the check's.
    await keeper.do(settleImport, { params: { id }, body: { mapping } });
    expect((await keeper.do(readImport, { params: { id } })).pass).toBeNull();
  });
});
