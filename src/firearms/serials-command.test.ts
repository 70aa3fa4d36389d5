import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import iconv from "iconv-lite";
import { afterAll, expect, test } from "vitest";
import type { CommandContext } from "../command/command-context.ts";
import { EXIT } from "../command/exit-codes.ts";
import { Problem } from "../platform/problem.ts";
import { openTable } from "../registers/tabular/source.ts";
import { realData } from "../registers/tabular/testing.ts";
import { findColumn } from "../registers/find-column.ts";
import { runSerials, type SerialsSummary } from "./serials-command.ts";

const folder = mkdtempSync(join(tmpdir(), "serials-"));
afterAll(() => rmSync(folder, { recursive: true }));

function contextOf(signal: AbortSignal = new AbortController().signal) {
  const printed: string[] = [];
  const json: unknown[] = [];
  const context = {
    language: "en",
    json: true,
    signal,
    print: (text: string) => void printed.push(text),
    printJson: (value: unknown) => void json.push(value),
    say: () => undefined,
    progress: () => ({ update: () => undefined, end: () => undefined }),
  } as unknown as CommandContext;
  return { context, printed, json };
}

async function run(bytes: Uint8Array | string, column: string, more: { delimiter?: string; encoding?: string } = {}) {
  const input = join(folder, "in.csv");
  const out = join(folder, "out.csv");
  writeFileSync(input, bytes);
  const { context, json, printed } = contextOf();
  const exit = await runSerials(
    { in: input, column, out, sheet: undefined, encoding: more.encoding, delimiter: more.delimiter },
    context,
  );
  return { exit, summary: json[0] as SerialsSummary, printed, text: readFileSync(out, "utf8"), rows: await read(out) };
}

async function read(path: string): Promise<string[][]> {
  const table = await openTable(
    (async function* () {
      yield readFileSync(path);
    })(),
    { headerRow: 1 },
  );
  const rows: string[][] = [[...table.headers]];
  for await (const row of table.rows()) rows.push([...row.cells]);
  return rows;
}

test("every state has its row, and the cells beside it are untouched", async () => {
  const { exit, summary, rows } = await run(
    [
      "Дело;Номер;Модель",
      "1;АБ 4471;ПМ",
      "2;спилен;ТТ",
      "3;б/н;самодел",
      "4;;ПМ",
      "5;АБ 44?1;ПМ",
      "6;перебит;ПМ",
      "7;ГД 5512 восстановлен;=СУММ(A1)",
      "8;ПМ;ПМ",
    ].join("\n"),
    "номер",
  );
  expect(exit).toBe(EXIT.ok);
  expect(rows[0]).toEqual(["Дело", "Номер", "Модель", "state", "normal", "keys", "doubts"]);
  expect(rows.slice(1).map((row) => row[3])).toEqual([
    "clear",
    "obliterated",
    "none-made",
    "not-recorded",
    "partial",
    "altered",
    "restored",
    "junk",
  ]);
  expect(rows.slice(1).map((row) => row.slice(0, 3).join(";"))).toEqual([
    "1;АБ 4471;ПМ",
    "2;спилен;ТТ",
    "3;б/н;самодел",
    "4;;ПМ",
    "5;АБ 44?1;ПМ",
    "6;перебит;ПМ",
    "7;ГД 5512 восстановлен;=СУММ(A1)",
    "8;ПМ;ПМ",
  ]);
  expect(rows[1]?.[4]).toBe("AБ4471");
  expect(rows[1]?.[5]).toMatch(/^-?\d+( -?\d+)+$/u);
  expect(rows[2]?.[6]).toContain("said-removed: The field says that the number was removed");
  expect(summary).toMatchObject({ rows: 8, column: "Номер", separator: ";", states: { clear: 1, junk: 1 } });
});

test("windows-1251 is read and the result is UTF-8", async () => {
  const { summary, rows } = await run(
    iconv.encode("Номер;Примечание\r\nЛЯ 48;нет\r\nстёрт;нет данных о владельце\r\n", "windows-1251"),
    "Номер",
  );
  expect(summary.encoding).toBe("windows-1251");
  expect(rows.slice(1).map((row) => row.slice(0, 4))).toEqual([
    ["ЛЯ 48", "нет", "clear", "ЛЯ48"],
    ["стёрт", "нет данных о владельце", "obliterated", ""],
  ]);
});

test("rows that are too long or too short keep their cells, and equal rows stay two", async () => {
  const { rows } = await run("a,Serial,b\n1,AB1234,x\n1,AB1234,x\n2,AB5678\n3,none,y,surplus\n", "Serial");
  expect(rows.slice(1).map((row) => row.slice(0, 4))).toEqual([
    ["1", "AB1234", "x", "clear"],
    ["1", "AB1234", "x", "clear"],
    ["2", "AB5678", "", "clear"],
    ["3", "none", "y", "none-made"],
  ]);
  expect(rows[4]?.at(-1)).toBe("surplus");
});

test("columns that are already called so keep their names", async () => {
  const { rows, summary } = await run("state,Serial\nopen,AB1234\n", "Serial");
  expect(rows[0]).toEqual(["state", "Serial", "serial_state", "normal", "keys", "doubts"]);
  expect(summary.added[0]).toBe("serial_state");
});

test("any cells come out as they went in", async () => {
  const cell = fc.string({ unit: fc.constantFrom(...Array.from("aЯ1 ,;\"'\n=-@é?*")), maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), async (given) => {
      const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
      const text = `"left","Serial number"\r\n${given.map((row) => row.map(quoted).join(",")).join("\r\n")}\r\n`;
      const { rows } = await run(text, "Serial number", { delimiter: "," });
      // A line without any cell filled is no row for a table reader.
      const filled = given.filter((row) => row.some((one) => one.trim() !== ""));
      const came = rows.slice(1).filter((row) => row.slice(0, 2).some((one) => one.trim() !== ""));
      expect(came.map((row) => row.slice(0, 2))).toEqual(filled.map((row) => [...row]));
    }),
    { numRuns: 60 },
  );
});

test("what is asked wrongly is refused by name, and nothing is left behind", async () => {
  await expect(run("a,b\n1,2\n", "Serial")).rejects.toMatchObject({ code: "usage-column-unknown" });
  await expect(run("a,b\n1,2\n", "b", { encoding: "latin-9" })).rejects.toMatchObject({ code: "usage-option" });
  const { context } = contextOf();
  const asked = { column: "1", sheet: undefined, encoding: undefined, delimiter: undefined };
  const nowhere = runSerials({ ...asked, in: join(folder, "none.csv"), out: join(folder, "x.csv") }, context);
  await expect(nowhere).rejects.toMatchObject({ code: "file-unreadable" });
  const unwritable = runSerials({ ...asked, in: join(folder, "in.csv"), out: join(folder, "no", "x.csv") }, context);
  await expect(unwritable).rejects.toMatchObject({ code: "usage-file-unwritable" });
  expect(readdirSync(folder).filter((name) => name.includes(".part-"))).toEqual([]);
});

test("a stopped run leaves the file that was there before", async () => {
  const out = join(folder, "kept.csv");
  writeFileSync(out, "before");
  const stop = new AbortController();
  stop.abort();
  const { context } = contextOf(stop.signal);
  writeFileSync(join(folder, "in.csv"), "Serial\nAB1234\n");
  const asked = { in: join(folder, "in.csv"), out, column: "1", sheet: undefined, encoding: undefined };
  expect(await runSerials({ ...asked, delimiter: undefined }, context)).toBe(EXIT.interrupted);
  expect(readFileSync(out, "utf8")).toBe("before");
});

test("a column is found by heading, without regard to case, or by number", () => {
  expect(findColumn(["A", "Serial  Number", "3"], "serial number")).toBe(1);
  expect(findColumn(["A", "Serial"], "2")).toBe(1);
  expect(findColumn(["A", "2", "B"], "2")).toBe(1);
  expect(() => findColumn(["A", "a"], "á")).toThrow(Problem);
  expect(findColumn(["A", "a"], "a")).toBe(1);
  expect(() => findColumn(["A", "B", "B"], "b")).toThrow(Problem);
});

const rio = realData("seizures-rio/evidence_register_2017_2019.csv.gz");
test.runIf(rio !== undefined)("a real register comes out whole, and few fields are not understood", async () => {
  const out = join(folder, "rio.csv");
  const { context, json } = contextOf();
  const asked = { in: rio ?? "", column: "Número de Série", out, sheet: undefined, encoding: undefined };
  await runSerials({ ...asked, delimiter: undefined }, context);
  const summary = json[0] as SerialsSummary;
  expect(summary.rows).toBe(41_732);
  const worded = (summary.states.obliterated ?? 0) + (summary.states["none-made"] ?? 0) + (summary.states.altered ?? 0);
  expect(worded).toBeGreaterThan(7_000);
  expect(summary.doubts["not-a-number"] ?? 0).toBeLessThan(30);
});
