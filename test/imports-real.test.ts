import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listRecords } from "../src/registers/register.contract.ts";
import { importAll, newRegister, openImportWorld } from "./importing.ts";
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

const real = (path: string): string | undefined => {
  const full = new URL(`../../shared/data/${path}`, import.meta.url).pathname;
  if (existsSync(full)) return full;
  if (process.env["CI"] === "true") throw new Error(`real data missing: ${path}`);
  console.warn(`SKIPPED, real data missing: ${path}`);
  return undefined;
};

describe("real files", () => {
  it.each(["register-ua/sample_rows_1.csv", "register-ua/sample_rows_2.csv"])(
    "%s comes in through its proposed mapping",
    async (path) => {
      const file = real(path);
      if (file === undefined) return;
      const register = await newRegister(keeper);
      const run = await importAll(world, keeper, readFileSync(file), {
        name: "national.csv",
        target: "register",
        register,
      });
      expect(run).toMatchObject({ state: "done", rows: { read: 5 }, refused: 0 });
      const { items } = await keeper.do(listRecords, { query: { register } });
      expect(items).toHaveLength(5);
      expect(
        items.every(
          (item) =>
            item.model.code !== null &&
            item.serial !== null &&
            item.lostOn !== null &&
            ["lost", "stolen"].includes(item.reason ?? ""),
        ),
      ).toBe(true);
    },
  );

  const rio = (): string[] | undefined => {
    const file = real("seizures-rio/evidence_register_2017_2019.csv.gz");
    return file === undefined
      ? undefined
      : gunzipSync(readFileSync(file))
          .toString("utf8")
          .split("\n")
          .filter((line) => line !== "");
  };

  it("a slice of a city's evidence register: no row lost, none merged", { timeout: 120_000 }, async () => {
    const lines = rio();
    if (lines === undefined) return;
    const slice = lines.slice(0, 5_001);
    const run = await importAll(
      world,
      analyst,
      `${slice.join("\n")}\n`,
      { name: "evidence.csv", target: "recoveries" },
      {},
      100,
    );
    expect(run).toMatchObject({ state: "done", rows: { read: 5_000 }, refused: 0 });
    const { rows } = await world.admin.query<{
      outcomes: string;
      recoveries: string;
      firearms: string;
      places: string;
    }>(
      `select (select sum(cardinality(row_numbers)) from registers.import_chunk where run_id = $1) as outcomes, (select count(*) from recoveries.recovery where import_run_id = $1) as recoveries,
         (select count(*) from firearms.firearm where import_run_id = $1) as firearms,
         (select count(distinct import_row) from firearms.firearm where import_run_id = $1) as places`,
      [run.id],
    );
    expect(rows[0]).toEqual({ outcomes: "5000", recoveries: "5000", firearms: "5000", places: "5000" });
  });

  it(
    "the same with another separator, decimal comma and day-first dates reads the same",
    { timeout: 120_000 },
    async () => {
      const lines = rio();
      if (lines === undefined) return;
      const { parse } = await import("csv-parse/sync");
      const records: string[][] = parse(lines.slice(0, 401).join("\n"));
      const head = records[0] ?? [];
      const date = head.indexOf("Data Registro");
      const calibre = head.indexOf("Calibre");
      const changed = records.map((record, index) =>
        record
          .map((cell, column) => {
            const day = /^(\d{4})-(\d\d)-(\d\d)( .*)?$/.exec(cell);
            const value =
              index > 0 && column === date && day !== null
                ? `${day[3]}/${day[2]}/${day[1]}${day[4] ?? ""}`
                : index > 0 && column === calibre
                  ? cell.replace(/(?<=\d)\.(?=\d)/, ",")
                  : cell;
            return /[";\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
          })
          .join(";"),
      );
      const read = async (id: string) =>
        (
          await world.admin.query<{ row: string }>(
            "select row(r.occurred_on, f.calibre_code, f.serial_normal, f.make_code)::text as row from recoveries.recovery r join firearms.firearm f on f.recovery_id = r.id where r.import_run_id = $1 order by r.import_row",
            [id],
          )
        ).rows.map(({ row }) => row);
      const plain = await importAll(world, analyst, `${lines.slice(0, 401).join("\n")}\n`, {
        name: "plain.csv",
        target: "recoveries",
      });
      const other = await importAll(world, analyst, `\uFEFF${changed.join("\r\n")}\r\n`, {
        name: "changed.csv",
        target: "recoveries",
      });
      expect(other).toMatchObject({ state: "done", rows: { read: 400 } });
      expect(await read(other.id)).toEqual(await read(plain.id));
    },
  );
});
