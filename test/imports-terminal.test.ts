import { gzipSync } from "node:zlib";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CommandContext } from "../src/command/command-context.ts";
import { type ImportInput } from "../src/command/import.ts";
import { createLog } from "../src/platform/log.ts";
import { runCheck } from "../src/registers/check-command.ts";
import { runImport } from "../src/registers/import-command.ts";
import { listRecords } from "../src/registers/register.contract.ts";
import { extract, openImportWorld, type Run } from "./importing.ts";
import { type Person, type World } from "./world.ts";

let world: World;
let keeper: Person;
beforeAll(async () => {
  world = await openImportWorld();
  keeper = await world.person("police.keeper");
});
afterAll(() => world.close());

describe("on the terminal", () => {
  const folder = mkdtempSync(join(tmpdir(), "tamga-import-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const nothing: Omit<ImportInput, "file"> = {
    as: undefined,
    mapping: undefined,
    saveMapping: undefined,
    sheet: undefined,
    encoding: undefined,
    delimiter: undefined,
    dates: undefined,
    decimal: undefined,
    institution: undefined,
    person: "police.keeper",
    purpose: "register-keeping",
    outcomes: undefined,
    dryRun: false,
    additions: false,
    yes: false,
    resume: undefined,
    undo: undefined,
  };
  interface Told {
    exit: number;
    json: Run | undefined;
    lines: string[];
  }
  async function terminal(work: (context: CommandContext) => Promise<number>): Promise<Told> {
    const told: Told = { exit: -1, json: undefined, lines: [] };
    told.exit = await work({
      config: world.config,
      log: createLog("silent"),
      words: ((key: string) => key) as CommandContext["words"],
      language: "en",
      json: true,
      signal: new AbortController().signal,
      print: (line) => told.lines.push(line),
      printJson: (value) => (told.json = value as Run),
      say: (line) => told.lines.push(line),
      progress: () => ({ update: () => undefined, end: () => undefined }),
      withDatabase: (inner) => inner({ url: world.url, bundled: undefined }),
    });
    return told;
  }
  const imports = (input: Partial<ImportInput> & { file?: string }) =>
    terminal((context) => runImport({ file: undefined, ...nothing, ...input }, context));

  it("imports as a named person, with outcomes, a saved mapping and an exit code for refused rows", async () => {
    await expect(imports({ file: file("t.csv", extract(4, 110_000)), as: "deactivated" })).rejects.toMatchObject({
      code: "register-unknown",
    });
    await expect(
      imports({ file: join(folder, "t.csv"), as: "deactivated", yes: true, person: undefined }),
    ).rejects.toMatchObject({ code: "usage-person" });
    const mapping = join(folder, "mapping.json");
    const outcomes = join(folder, "outcomes.csv");
    const rows = `${extract(30, 110_000)},,,,,,,,,,,,\n,,,,,,,,,ВІДДІЛ,,,\n`;
    const dry = await imports({
      file: file("t.csv", rows),
      as: "deactivated",
      yes: true,
      dryRun: true,
      saveMapping: mapping,
    });
    expect(dry).toMatchObject({ exit: 5, json: { state: "ready", pass: "check", refused: 2 } });
    const done = await imports({ file: join(folder, "t.csv"), as: "deactivated", mapping, outcomes, yes: true });
    expect(done).toMatchObject({
      exit: 5,
      json: { state: "done", pass: "import", rows: { read: 32 }, refused: 2, register: { code: "deactivated" } },
    });
    expect(readFileSync(outcomes, "utf8").split("\r\n")).toHaveLength(34);
    const clean = await imports({ file: file("u.csv", extract(3, 120_000)), as: "deactivated", yes: true });
    expect(clean.exit).toBe(0);
    const undone = await imports({ undo: clean.json?.id ?? "" });
    expect(undone).toMatchObject({ exit: 0, json: { state: "undone", withdrawn: 3 } });
    await expect(
      imports({ undo: clean.json?.id ?? "", person: "customs.analyst", purpose: "tracing" }),
    ).rejects.toMatchObject({
      code: "import-unknown",
    });
  });

  it("says beforehand what a whole register would change; --additions takes the file as an addition, compressed or not", async () => {
    await imports({ file: file("v.csv", extract(20, 130_000)), as: "manufactured", yes: true });
    const packed = join(folder, "v2.csv.gz");
    writeFileSync(packed, gzipSync(extract(15, 130_010)));
    const dry = await imports({ file: packed, as: "manufactured", yes: true, dryRun: true });
    expect(dry.json).toMatchObject({
      state: "ready",
      comparison: { added: 5, changed: 0, returned: 0, unchanged: 10, removed: 10 },
    });
    expect(dry.lines.some((line) => line.startsWith("Would be: 5 added, 0 changed, 0 back, 10 no longer there"))).toBe(
      true,
    );
    const added = await imports({ file: packed, as: "manufactured", yes: true, additions: true });
    expect(added.json).toMatchObject({ state: "done", options: { extract: "additions" } });
    const { items } = await keeper.do(listRecords, {
      query: { register: added.json?.register?.id, standing: "present", limit: 100 },
    });
    expect(items).toHaveLength(35);
  });

  it("does not take dates it would have to guess; --dates settles them", async () => {
    const path = file("d.csv", "Модель;Номер;Дата утраты\nПМ;ДД 515151;03/04/2019\n");
    await expect(imports({ file: path, as: "destroyed", yes: true })).rejects.toMatchObject({
      code: "import-question",
      status: 422,
    });
    const done = await imports({ file: path, as: "destroyed", yes: true, dates: "dmy" });
    expect(done).toMatchObject({ exit: 0, json: { state: "done", accepted: 1 } });
    expect((await keeper.do(listRecords, { query: { register: done.json?.register?.id } })).items[0]?.lostOn).toBe(
      "2019-04-03",
    );
  });

  it("checks a serial as that person: model and number in one line", async () => {
    const ask = (serial: string, person: string) =>
      terminal((context) =>
        runCheck(
          {
            serial,
            make: undefined,
            model: undefined,
            calibre: undefined,
            type: undefined,
            person,
            purpose: "training-demo; drill",
            limit: 5,
          },
          context,
        ),
      );
    const found = await ask("ПМ ДД515151", "police.keeper");
    expect(found.exit).toBe(0);
    expect(found.json).toMatchObject({ outcome: "hit", answers: [{ weapon: { serial: "ДД 515151" } }] });
    const pointed = await ask("ДД515151", "customs.officer");
    expect(pointed.json).toMatchObject({ answers: [], pointers: [{ institution: "POLICE" }] });
    expect((await ask("ДД515151", "focal.operator")).exit).toBe(3);
    await expect(ask("ДД515151", "focal.administrator")).rejects.toMatchObject({ code: "forbidden" });
  });
});
