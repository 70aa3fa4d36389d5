import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkSerial } from "../src/matching/serial-check.contract.ts";
import fc from "fast-check";
import {
  cancelImport,
  listImportRows,
  previewImport,
  readImport,
  resumeImport,
  settleImport,
  startImport,
  undoImport,
} from "../src/registers/import.contract.ts";
import { listExtractChanges, printExtractReport, readExtractReport } from "../src/registers/extract.contract.ts";
import { listRecords, readRecord, readRegister } from "../src/registers/register.contract.ts";
import { pdfPages } from "./pdf-text.ts";
import { importAll, newRegister, openImportWorld, settled, upload, type Run } from "./importing.ts";
import { type Person, type World } from "./world.ts";

let world: World;
let keeper: Person;
beforeAll(async () => {
  world = await openImportWorld();
  keeper = await world.person("police.keeper");
});
afterAll(() => world.close());

const heads = "Record number,Model,Serial number,Calibre,Date lost,Reason";
type Row = readonly [reference: string, model: string, serial: string, calibre: string, lost: string];
const csv = (rows: readonly Row[]): string =>
  [heads, ...rows.map((row) => [...row, "lost"].join(","))].join("\n") + "\n";
const weapon = (n: number): Row => [`R-${n}`, "PM", `AB ${100_000 + n}`, "9x18", `2024-0${1 + (n % 9)}-1${n % 9}`];

/** Imports a file and waits until what it changed is counted. */
async function extractOf(
  register: string,
  name: string,
  rows: readonly Row[],
  options: Record<string, unknown> = {},
): Promise<Run> {
  const run = await importAll(world, keeper, csv(rows), { name, target: "register", register }, options);
  return counted(run);
}

async function counted(run: Run): Promise<Run> {
  for (let wait = 0; wait < 200; wait += 1) {
    const now = await keeper.do(readImport, { params: { id: run.id } });
    if (now.state !== "done") throw new Error(JSON.stringify(now.fault));
    if (now.comparison !== null) return now;
    world.node.jobs.wake();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the extract is not counted");
}

const serials = async (query: Record<string, unknown>): Promise<(string | null)[]> =>
  (await keeper.do(listRecords, { query: { limit: 100, ...query } })).items.map((item) => item.serial).sort();

describe("a new extract of a register", () => {
  it("adds, changes by the owner's reference, marks what is gone, and keeps unchanged records as they are", async () => {
    const register = await newRegister(keeper);
    const first = await extractOf(register, "one.csv", [1, 2, 3, 4].map(weapon), { asOf: "2026-10-01" });
    expect(first.comparison).toMatchObject({ added: 4, changed: 0, removed: 0, unchanged: 0, against: null });
    const before = await keeper.do(listRecords, { query: { register } });
    const [reference, model, , calibre, lost] = weapon(3);
    const second = await extractOf(
      register,
      "two.csv",
      [weapon(5), [reference, model, "AB 999993", calibre, lost], weapon(2), weapon(1)],
      { asOf: "2026-11-01" },
    );
    expect(second.comparison).toMatchObject({
      added: 1,
      changed: 1,
      removed: 1,
      unchanged: 2,
      returned: 0,
      against: { run: first.id, rows: 4 },
    });
    // The same records, not copies: what was unchanged keeps its id, what changed too.
    const after = await keeper.do(listRecords, { query: { register } });
    expect(after.items).toHaveLength(5);
    for (const item of before.items) expect(after.items.map((one) => one.id)).toContain(item.id);
    expect((await keeper.do(readRegister, { params: { id: register } })).asOf).toBe("2026-11-01");
    // Gone is marked, still found, and said so.
    expect(await serials({ register, standing: "absent" })).toEqual(["AB 100004"]);
    expect(await serials({ register, goneWith: second.id })).toEqual(["AB 100004"]);
    const check = await keeper.do(checkSerial, { body: { serial: "AB100004", model: "PM" } });
    expect(check.answers).toHaveLength(1);
    const gone = await keeper.do(readRecord, { params: { id: check.answers[0]?.id } });
    expect(gone).toMatchObject({ absentSince: "2026-11-01", state: "active" });
    // The new number finds the record, the old one no longer does.
    const changed = await keeper.do(checkSerial, { body: { serial: "AB999993", model: "PM" } });
    const record = await keeper.do(readRecord, { params: { id: changed.answers[0]?.id } });
    expect(record.changes).toMatchObject([{ run: second.id, fileName: "two.csv", row: 3, returned: false }]);
    expect(record.changes[0]?.fields).toContainEqual({
      field: "number",
      label: "Number",
      before: "AB 100003",
      after: "AB 999993",
    });
    const old = await keeper.do(checkSerial, { body: { serial: "AB100003", model: "PM" } });
    expect(old.answers.map((answer) => answer.id)).not.toContain(record.id);
    const list = await keeper.do(listExtractChanges, { params: { id: second.id } });
    expect(list.items).toMatchObject([{ row: 3, record: record.id }]);
    const fates = await keeper.do(listImportRows, { params: { id: second.id } });
    expect(fates.items.map((row) => row.fate)).toEqual(["added", "changed", "unchanged", "unchanged"]);
    const added = await keeper.do(listImportRows, { params: { id: second.id }, query: { fate: "added" } });
    expect(added.items.map((row) => row.row)).toEqual([2]);
  });

  it("keeps equal rows apart: as many records as rows, each claimed once", async () => {
    const register = await newRegister(keeper);
    const plain: Row = ["", "TT", "", "7.62x25", "2020-05-05"];
    await extractOf(register, "equal-1.csv", [plain, plain, plain]);
    const fewer = await extractOf(register, "equal-2.csv", [plain, plain]);
    expect(fewer.comparison).toMatchObject({ unchanged: 2, removed: 1, added: 0 });
    const more = await extractOf(register, "equal-3.csv", [plain, plain, plain, plain]);
    expect(more.comparison).toMatchObject({ unchanged: 2, returned: 1, removed: 0, added: 1 });
    expect(await serials({ register })).toHaveLength(4);
    expect(await serials({ register, standing: "absent" })).toHaveLength(0);
  });

  it("does not take a reference for a name where two records bear it", async () => {
    const register = await newRegister(keeper);
    const twice = (serial: string): Row => ["CASE-1", "PM", serial, "9x18", "2024-03-03"];
    await extractOf(register, "case-1.csv", [twice("AA 1111"), twice("BB 2222")]);
    const next = await extractOf(register, "case-2.csv", [twice("AA 1111"), twice("CC 3333")]);
    // One of the two is claimed by its content; the reference then names the other alone.
    expect(next.comparison).toMatchObject({ unchanged: 1 });
    const again = await newRegister(keeper);
    await extractOf(again, "case-3.csv", [twice("AA 1111"), twice("BB 2222")]);
    const other = await extractOf(again, "case-4.csv", [twice("DD 4444"), twice("EE 5555")]);
    expect(other.comparison).toMatchObject({ unchanged: 0, changed: 0, added: 2, removed: 2 });
  });

  it("taken back leaves the register as it stood before it, field for field", async () => {
    const register = await newRegister(keeper);
    await extractOf(register, "base.csv", [1, 2, 3].map(weapon));
    await extractOf(register, "less.csv", [1, 2].map(weapon));
    const picture = async (): Promise<unknown> => {
      const { rows } = await world.admin.query(
        `select r.id, r.content, r.serial_normal, r.serial_keys, r.absent_since, r.absent_run, r.state
         from registers.record r where r.register_id = $1 and r.state = 'active' order by r.id`,
        [register],
      );
      return rows;
    };
    const before = await picture();
    const [reference, model, , calibre, lost] = weapon(1);
    const wrong = await extractOf(register, "wrong.csv", [
      [reference, model, "ZZ 777777", calibre, lost],
      weapon(3),
      weapon(9),
    ]);
    expect(wrong.comparison).toMatchObject({ added: 1, changed: 1, returned: 1, removed: 1 });
    expect(await picture()).not.toEqual(before);
    await keeper.do(undoImport, { params: { id: wrong.id }, body: { reason: "wrong file" } });
    expect((await settled(world, keeper, wrong.id)).state).toBe("undone");
    expect(await picture()).toEqual(before);
    expect((await keeper.do(checkSerial, { body: { serial: "ZZ777777", model: "PM" } })).answers).toEqual([]);
  });

  it("cannot be taken back while a later one rests on it", async () => {
    const register = await newRegister(keeper);
    const first = await extractOf(register, "early.csv", [1, 2].map(weapon));
    await extractOf(register, "late.csv", [1, 2, 3].map(weapon));
    const reply = await keeper.try(undoImport, { params: { id: first.id }, body: { reason: "no longer" } });
    expect([reply.status, (reply.body as unknown as { code: string }).code]).toEqual([409, "import-later-extract"]);
  });

  it("that only adds leaves what is not in it alone", async () => {
    const register = await newRegister(keeper);
    await extractOf(register, "base.csv", [1, 2].map(weapon));
    const more = await extractOf(register, "more.csv", [3].map(weapon), { extract: "additions" });
    expect(more.comparison).toMatchObject({ added: 1, removed: 0, against: null });
    expect(await serials({ register, standing: "present" })).toHaveLength(3);
  });
});

describe("an extract under way", () => {
  it(
    "that is stopped and gone on with, its connections cut meanwhile, compares as if nothing had been",
    { timeout: 60_000 },
    async () => {
      const register = await newRegister(keeper);
      const all = Array.from({ length: 1_500 }, (_, n) => n);
      await extractOf(register, "base.csv", all.map(weapon));
      const next: Row[] = all
        .filter((n) => n % 10 !== 3)
        .map((n): Row => {
          const [reference, model, serial, calibre, lost] = weapon(n);
          return n % 10 === 5 ? [reference, model, serial, "9x19", lost] : [reference, model, serial, calibre, lost];
        });
      for (let n = 0; n < 100; n += 1) next.push(weapon(5_000 + n));
      const { id } = await upload(world, keeper, csv(next), { name: "next.csv", target: "register", register });
      const { mapping } = await keeper.do(previewImport, { params: { id } });
      await keeper.do(settleImport, { params: { id }, body: { mapping } });
      await keeper.do(startImport, { params: { id } });
      await keeper.try(cancelImport, { params: { id } });
      for (let round = 0; round < 40; round += 1) {
        const run = await settledOrCut(id);
        if (run.state === "done") break;
        if (run.state === "cancelled" || run.state === "failed") await keeper.try(resumeImport, { params: { id } });
      }
      const run = await counted(await settled(world, keeper, id));
      expect(run.comparison).toMatchObject({ added: 100, changed: 150, removed: 150, unchanged: 1_200, returned: 0 });
      const { rows } = await world.admin.query<{ n: string; refs: string; keyless: string }>(
        `select count(*) as n, count(distinct own_reference) as refs,
         count(*) filter (where r.serial_keys = '{}') as keyless
       from registers.record r where register_id = $1 and state = 'active'`,
        [register],
      );
      expect(rows[0]).toEqual({ n: "1600", refs: "1600", keyless: "0" });
      await keeper.do(undoImport, { params: { id }, body: { reason: "only a test" } });
      expect((await settled(world, keeper, id)).state).toBe("undone");
      expect(
        await world.admin.query("select 1 from registers.record where register_id = $1 and calibre_written = '9x19'", [
          register,
        ]),
      ).toMatchObject({ rowCount: 0 });
    },
  );

  /** Lets the import go on for a moment and cuts its connections, until it comes to rest. */
  async function settledOrCut(id: string): Promise<Run> {
    world.node.jobs.wake();
    await new Promise((resolve) => setTimeout(resolve, 60));
    await world.admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query like '%add_records%'",
    );
    return keeper.do(readImport, { params: { id } });
  }

  it("takes turns with another file for the same register", async () => {
    const register = await newRegister(keeper);
    const begin = async (name: string, rows: readonly Row[]): Promise<string> => {
      const { id } = await upload(world, keeper, csv(rows), { name, target: "register", register });
      const { mapping } = await keeper.do(previewImport, { params: { id } });
      await keeper.do(settleImport, { params: { id }, body: { mapping } });
      return id;
    };
    const first = await begin(
      "first.csv",
      Array.from({ length: 1_000 }, (_, n) => weapon(n)),
    );
    const second = await begin("second.csv", [weapon(1)]);
    await keeper.do(startImport, { params: { id: first } });
    const reply = await keeper.try(startImport, { params: { id: second } });
    expect([reply.status, (reply.body as unknown as { code: string }).code]).toEqual([409, "import-register-busy"]);
    await settled(world, keeper, first);
    await keeper.do(startImport, { params: { id: second } });
    expect((await settled(world, keeper, second)).state).toBe("done");
  });

  it("compares any two files as multisets of rows", { timeout: 120_000 }, async () => {
    const line = fc.integer({ min: 0, max: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 14 }),
        fc.array(line, { minLength: 1, maxLength: 14 }),
        async (before, after) => {
          const register = await newRegister(keeper);
          const rows = (list: readonly number[]): Row[] =>
            list.map((n) => ["", "PM", `XY ${500_000 + 1111 * n}`, "9x18", ""]);
          await extractOf(register, "before.csv", rows(before));
          const run = await extractOf(register, "after.csv", rows(after));
          const count = (list: readonly number[], n: number): number => list.filter((one) => one === n).length;
          const kept = [0, 1, 2, 3, 4].reduce((sum, n) => sum + Math.min(count(before, n), count(after, n)), 0);
          expect(run.comparison).toMatchObject({
            unchanged: kept,
            added: after.length - kept,
            removed: before.length - kept,
            changed: 0,
            returned: 0,
          });
        },
      ),
      { numRuns: 8 },
    );
  });
});

describe("what looks wrong with an extract", () => {
  const codes = (run: Run): string[] => (run.comparison?.findings ?? []).map((finding) => finding.code);

  it("is told: the same rows again, a jump, doubled rows, one day in many rows, lost decimal points", async () => {
    const register = await newRegister(keeper);
    const base = Array.from({ length: 60 }, (_, n) => weapon(n));
    expect(codes(await extractOf(register, "base.csv", base))).toEqual([]);
    // The first row as the last: other bytes, the same rows.
    expect(codes(await extractOf(register, "same.csv", base.toReversed()))).toEqual(["same-content"]);
    expect(codes(await extractOf(register, "half.csv", base.slice(0, 30)))).toContain("jump-down");
    const doubled = await newRegister(keeper);
    expect(codes(await extractOf(doubled, "twice.csv", [...base, ...base]))).toContain("doubled");
    const odd = await newRegister(keeper);
    const run = await extractOf(
      odd,
      "odd.csv",
      base.map(([reference, model, serial], n): Row => [
        reference,
        model,
        serial,
        n < 20 ? "762" : "545.0",
        "2014-03-29",
      ]),
    );
    expect(codes(run).sort()).toEqual(["bulk-day", "lost-points"]);
    const sentence = run.comparison?.findings.find((finding) => finding.code === "lost-points")?.sentence ?? "";
    expect(sentence).toContain("762 → 7.62");
    expect(sentence).toContain("545 → 5.45");
  });

  it("is counted row by row, with rows to look at, and printed for the owner", async () => {
    const register = await newRegister(keeper);
    const run = await extractOf(register, "quality.csv", [
      ["1", "PM", "AB 123456", "9x18", "2030-01-02"],
      ["2", "PM", "AB 123456", "9x18", "2024-01-02"],
      ["3", "Кочерга-X", "", "9x18", ""],
      ["4", "PM", "rusty", "unheard-of", "2024-02-02"],
    ]);
    const report = await keeper.do(readExtractReport, { params: { id: run.id } });
    expect(report.ready).toBe(true);
    expect(report.quality?.missing.find((one) => one.code === "serial")).toMatchObject({
      count: 1,
      examples: [4],
      label: "Serial number",
    });
    expect(report.quality?.impossible).toMatchObject([{ code: "lost-in-future", count: 1, examples: [2] }]);
    expect(report.quality?.repeated).toMatchObject({
      groups: 1,
      rows: 2,
      most: [{ text: "AB123456", count: 2, examples: [2, 3] }],
    });
    expect(report.quality?.noNumber).toMatchObject([{ text: "rusty", count: 1, examples: [5] }]);
    expect(report.quality?.unknown.calibre.most).toEqual([{ text: "unheard-of", count: 1, examples: [5] }]);
    expect(report.quality?.mixedScripts.model.most.map((one) => one.text)).toEqual(["Кочерга-X"]);
    const picked = await keeper.do(listImportRows, { params: { id: run.id }, query: { rows: "2,3" } });
    expect(picked.items.map((row) => row.row)).toEqual([2, 3]);
    const paper = await fetch(`${world.address}/api/v1/imports/${run.id}/extract-report.pdf?language=ru`, {
      headers: { cookie: keeper.cookie, "tamga-purpose": "training-demo" },
    });
    expect(paper.headers.get("content-type")).toBe("application/pdf");
    const text = pdfPages(new Uint8Array(await paper.arrayBuffer())).join("\n");
    expect(text).toContain("Отчёт о выписке");
    expect(text).toContain("unheard-of");
    expect((await keeper.try(readExtractReport, { params: { id: run.id } }, { purpose: null })).status).toBe(428);
    const stranger = await world.person("border.analyst");
    expect((await stranger.try(readExtractReport, { params: { id: run.id } })).status).toBe(404);
    expect((await stranger.try(printExtractReport, { params: { id: run.id }, query: { language: "en" } })).status).toBe(
      404,
    );
    expect((await stranger.try(listExtractChanges, { params: { id: run.id } })).status).toBe(404);
  });
});
