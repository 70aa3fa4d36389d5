/** The country's additions outside of a running node: the command that normalises a file, and rules for its numbers. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFirearm } from "../src/firearms/firearm.contract.ts";
import { listSerialRules } from "../src/firearms/serial-rules.contract.ts";
import { judgeFirearm } from "../src/recoveries/gate.contract.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { decideProposal, propose } from "../src/reference/curator.contract.ts";
import { onePistol, openWorld, type World } from "./world.ts";

let world: World;
let folder: string;
beforeAll(async () => {
  world = await openWorld();
  folder = await mkdtemp(join(tmpdir(), "national-"));
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

const reason = "Met in three seizures of this year";

describe("normalising a file", () => {
  const program = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  const normalised = async (...options: string[]): Promise<string> => {
    const out = join(folder, "out.csv");
    await promisify(execFile)(
      process.execPath,
      [
        program,
        "normalise",
        "--kind",
        "make",
        "--in",
        join(folder, "in.csv"),
        "--column",
        "Make",
        "--out",
        out,
        ...options,
      ],
      { env: { ...process.env, DATABASE_URL: world.url, TAMGA_LOG_LEVEL: "error" } },
    );
    return await readFile(out, "utf8");
  };

  it(
    "asks the national additions when it is told to, and the shipped files alone otherwise",
    { timeout: 60_000 },
    async () => {
      const { id } = await (
        await world.person("focal.operator")
      ).do(propose, {
        body: { kind: "synonym", list: "makes", code: "tisas", writings: ["Трапезундский завод"], reason },
      });
      await (
        await world.person("focal.head")
      ).do(decideProposal, { params: { id }, body: { decision: "accepted", reason } });
      await writeFile(join(folder, "in.csv"), "Make\nТрапезундский завод\nGlock\n");
      const shipped = (await normalised()).split("\n");
      expect(shipped[1]).not.toContain("tisas");
      expect(shipped[2]).toMatch(/^Glock,glock,/);
      const national = (await normalised("--with-national")).split("\n");
      expect(national[1]).toMatch(/^Трапезундский завод,tisas,/);
      expect(national[2]).toMatch(/^Glock,glock,/);
    },
  );
});

describe("the country's serial rules", () => {
  const rule = {
    code: "qt-depot",
    name_en: "Depot number with its year",
    name_ru: "Складской номер с годом",
    kind: "date",
    marks: "serial",
    makes: "baikal",
    pattern: "^QD(?<year4>[12][0-9]{3})[0-9]{3}$",
    confidence: "sure",
    source: "Order of the ministry no. 12 of 3 March 2020",
  };
  const set = (rows: unknown) =>
    world.admin.query(
      "insert into platform.setting (key, value) values ('country.serial-rules', $1) on conflict (key) do update set value = excluded.value",
      [JSON.stringify(rows)],
    );
  const pistol = (serial: string): Record<string, unknown> => ({
    type: { code: "pistol", written: "pistol" },
    make: { code: "baikal", written: "Baikal" },
    marks: [{ kind: "serial", place: "frame", readings: [{ written: serial, state: "clear" }] }],
  });

  it("decode a weapon's number, are asked by the gate, and say by row what is wrong with them", async () => {
    const [officer, curator] = [await world.person("customs.officer"), await world.person("focal.operator")];
    const { firearms } = await officer.do(recordRecovery, {
      body: { ...onePistol("QD 2011044"), firearms: [pistol("QD 2011044")] },
    });
    const decoded = async () =>
      (await officer.do(readFirearm, { params: { id: firearms[0]?.id ?? "" } })).decoded.map((one) => one.rule.code);
    expect(await decoded()).toEqual([]);
    await set([rule, { ...rule, code: "qt-wrong", makes: "no-such-make", pattern: "QD" }]);
    expect(await decoded()).toEqual(["qt-depot"]);

    const { items, faults } = await curator.do(listSerialRules, {}, { language: "ru" });
    expect(items[0]).toMatchObject({ code: "qt-depot", own: true, makes: ["baikal"] });
    expect(items.slice(1).every(({ own }) => !own)).toBe(true);
    expect(faults).toMatchObject([
      { row: 2, column: "pattern" },
      { row: 2, column: "makes", value: "no-such-make", message: expect.stringContaining("no-such-make") },
    ]);
    expect(faults.map(({ message }) => message).join(" ")).toMatch(/[а-я]/);

    // A year after the recovery stops the form, by the country's rule.
    const { doubts } = await officer.do(judgeFirearm, {
      body: {
        firearm: {
          type: { code: "pistol", written: "pistol" },
          make: { code: "baikal", written: "Baikal" },
          model: null,
          calibre: null,
          country: null,
          year: null,
          marks: [
            {
              kind: "serial",
              place: "frame",
              photos: 1,
              readings: [{ written: "QD 2999044", state: "clear", note: null }],
            },
          ],
        },
        recoveredOn: "2026-10-01",
      },
    });
    expect(doubts.map(({ code }) => code)).toContain("decoded-year-after");
  });
});
