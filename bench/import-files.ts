/**
 * How fast files become records: a made-up register extract (default 100,000 rows) into a register, the same rows by bare COPY into a table
 * of texts beside it, the extract of the next day (one row in a hundred left out, one in a hundred new) compared with it, its quality report,
 * what a question by keys takes then, and, where the real file is beside the checkout, a city's whole evidence register (41,732 rows) into
 * recoveries. Prints one JSON object.
 *
 *   node bench/import-files.ts [rows of the register] [--register-only] [--beside FOLDER]
 *
 * FOLDER is any folder into which exceljs, xlsx and csv-parse were installed: they read the first 200,000 rows of the same file beside ours,
 * each in a process of its own (bench/table-readers.ts).
 *
 * Starts the bundled PostgreSQL in a temporary folder and leaves nothing behind.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startBundledPostgres } from "../src/platform/bundled-postgres.ts";
import { systemClock } from "../src/platform/clock.ts";
import { Database } from "../src/platform/database.ts";
import { createLog } from "../src/platform/log.ts";
import { migrate } from "../src/platform/migrate.ts";
import { begin, firstMapping, settle, takeFile } from "../src/registers/import-steps.ts";
import { importOptions } from "../src/registers/import.contract.ts";
import { copyIn } from "../src/backup/copy.ts";
import { reportExtract } from "../src/registers/import-job.ts";
import { runImport } from "../src/registers/import-engine.ts";
import { findRun } from "../src/registers/import-run.store.ts";
import { fileBytes } from "../src/registers/import-file.ts";
import { insertRegister } from "../src/registers/register.store.ts";
import { openTable } from "../src/registers/tabular/source.ts";
import { proposeMapping } from "../src/registers/tabular/mapping.ts";
import { uuidv7 } from "../src/platform/ids.ts";
import { findCandidates, keysOfWeapon, strongKeys } from "../src/matching/candidate.store.ts";
import { makeTestCountry } from "../test/test-country.ts";

const rows = Number(process.argv[2] ?? 100_000);
const evidence = new URL("../../shared/data/seizures-rio/evidence_register_2017_2019.csv.gz", import.meta.url).pathname;
const limit = 1024 * 1024 * 1024;

/** Weapons that do not exist, written as a national register writes them. */
async function* extract(count: number, nextDay = false): AsyncGenerator<Uint8Array> {
  yield Buffer.from(
    "brandmodel,producer,weapontype,weaponkind,weaponseries,weaponnumber,weaponcaliber,trunks,graduationyear,organunit,reasonsearch,insertdate,theftdate\n",
  );
  let held = "";
  let seed = 42;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed % below;
  };
  for (let n = 0; n < count; n += 1) {
    const kind = next(4);
    if (nextDay && n % 100 === 7) next(2 ** 30);
    const series = next(2) === 0 ? "" : ["ЖЯ", "BБ", "КР", "ЛЯ", "MK"][next(5)];
    held += `${["АК74", "ПМ", "ТОЗ8М", "НАГАН"][kind]},ВІТЧИЗНЯНЕ,НАРІЗНА,${["АВТОМАТ", "ПІСТОЛЕТ", "ГВИНТІВКА", "РЕВОЛЬВЕР"][kind]},${series},${next(9_000_000) + 100},${["545", "9.0", "5.6", "762.0"][kind]},1,${1940 + next(70)}.0,ВІДДІЛ ПОЛІЦІЇ № ${next(400)},${next(2) === 0 ? "ВТРАТА" : "ВИКРАДЕННЯ"},2014-03-29T00:00:00,20${10 + next(10)}-0${1 + next(9)}-1${next(10)}T00:00:00\n`;
    if (held.length > 60_000) {
      yield Buffer.from(held);
      held = "";
    }
  }
  yield Buffer.from(held);
}

/** Readers of tables through the same file, one process after the other. */
async function beside(place: string): Promise<unknown> {
  const at = process.argv.indexOf("--beside");
  const packages = at < 0 ? undefined : process.argv[at + 1];
  if (packages === undefined) return "not measured: no --beside FOLDER with exceljs, xlsx and csv-parse";
  const csv = join(place, "beside.csv");
  const parts: Uint8Array[] = [];
  const count = Math.min(rows, 200_000);
  for await (const part of extract(count)) parts.push(part);
  writeFileSync(csv, Buffer.concat(parts));
  const xlsx = join(place, "beside.xlsx");
  const script = new URL("table-readers.ts", import.meta.url).pathname;
  const run = (...words: string[]): string => execFileSync(process.execPath, [script, ...words], { encoding: "utf8" });
  run("write-xlsx", csv, packages, xlsx);
  const reader = (which: string, file: string): unknown => ({
    which,
    load: loadavg()[0],
    ...(JSON.parse(run(which, file, packages)) as object),
  });
  return {
    rows: count,
    csv: [reader("ours", csv), reader("csv-parse", csv)],
    xlsx: [reader("ours", xlsx), reader("exceljs", xlsx), reader("sheetjs", xlsx)],
  };
}

const folder = mkdtempSync(join(tmpdir(), "tamga-bench-"));
chmodSync(folder, 0o755);
const bundled = await startBundledPostgres({ dataDir: folder, log: createLog("silent") });
try {
  await migrate(bundled.url);
  await makeTestCountry(bundled.url);
  const database = new Database(bundled.url, 6);
  const admin = new pg.Client({ connectionString: bundled.superuserUrl });
  // When the server is stopped under it after a fault, the fault is what is told.
  admin.on("error", () => undefined);
  await admin.connect();
  const person = async (username: string): Promise<string> =>
    (await admin.query<{ id: string }>("select id from access.person where username = $1", [username])).rows[0]?.id ??
    "";

  /** Seconds of processor time that this program and the database's backends have used. */
  const cpuSeconds = async (): Promise<{ program: number; database: number }> => {
    const { user, system } = process.cpuUsage();
    const { rows: backends } = await admin.query<{ pid: number }>(
      "select pid from pg_stat_activity where backend_type = 'client backend'",
    );
    let ticks = 0;
    for (const { pid } of backends) {
      try {
        const parts = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
        ticks += Number(parts[11]) + Number(parts[12]);
      } catch {
        // Not Linux, or the backend is gone.
      }
    }
    return { program: Math.round((user + system) / 1e4) / 100, database: ticks / 100 };
  };

  const run = async (
    username: string,
    name: string,
    bytes: AsyncIterable<Uint8Array>,
    target: "register" | "recoveries",
    into?: string,
  ) => {
    const identity = { personId: await person(username), purpose: "register-keeping" };
    let register = into;
    if (target === "register" && register === undefined) {
      register = uuidv7();
      const id = register;
      await database.asActor(identity, (tx) =>
        insertRegister(tx, { id, code: "bench", kind: "lost-stolen", en: "Bench", ru: "Bench", legalBasis: "" }),
      );
    }
    const begun = performance.now();
    const cpuBefore = await cpuSeconds();
    const id = await takeFile({ database, limit }, identity, bytes, { name, target, register }, "text/csv");
    const uploaded = performance.now();
    await database.asActor(identity, async (tx, actor) => {
      const row = await findRun(tx, id);
      if (row === undefined) throw new Error("no run");
      const table = await openTable(fileBytes((work) => work(tx), row.file_id ?? ""));
      await table.close();
      const { mapping } = await firstMapping(
        tx,
        row,
        table.headers,
        proposeMapping(
          table.headers,
          table.preview.map((r) => r.cells),
          { purpose: target },
        ).mapping,
      );
      await settle(tx, actor, row, { mapping, options: importOptions.parse({}) }, limit);
      await begin(tx, actor, id, false);
    });
    const settled = performance.now();
    const cpuSettled = await cpuSeconds();
    const state = await runImport({
      database,
      clock: systemClock,
      identity,
      runId: id,
      signal: new AbortController().signal,
      limit,
    });
    const ended = performance.now();
    const cpuEnded = await cpuSeconds();
    const done = await database.asActor(identity, (tx) => findRun(tx, id));
    const seconds = (from: number, to: number): number => Math.round((to - from) / 10) / 100;
    return {
      state,
      rows: done?.rows_read,
      accepted: done?.accepted,
      doubtful: done?.doubtful,
      refused: done?.refused,
      codes: done?.codes,
      uploadSeconds: seconds(begun, uploaded),
      surveySeconds: seconds(uploaded, settled),
      importSeconds: seconds(settled, ended),
      // On a busy machine the wall clock says little: what the work itself costs.
      cpu: {
        before: { program: cpuSettled.program - cpuBefore.program, database: cpuSettled.database - cpuBefore.database },
        import: { program: cpuEnded.program - cpuSettled.program, database: cpuEnded.database - cpuSettled.database },
      },
      rowsPerSecond: Math.round(((done?.rows_read ?? 0) * 1000) / (ended - settled)),
      // From the first byte to rows that are committed and found.
      wholeSeconds: seconds(begun, ended),
      load: loadavg()[0],
      rssMb: Math.round(process.memoryUsage.rss() / 1024 / 1024),
      id,
      register,
    };
  };

  const register = rows === 0 ? null : await run("police.keeper", "extract.csv", extract(rows), "register");
  await admin.query(
    "create temp table bare (brandmodel text, producer text, weapontype text, weaponkind text, weaponseries text, weaponnumber text, weaponcaliber text, trunks text, graduationyear text, organunit text, reasonsearch text, insertdate text, theftdate text)",
  );
  const copyBegun = performance.now();
  const copied = await copyIn(admin, "copy bare from stdin with (format csv, header)", extract(rows));
  const copy = { rows: copied, seconds: Math.round((performance.now() - copyBegun) / 10) / 100 };
  const identity = { personId: await person("police.keeper"), purpose: "register-keeping" };
  const report = async (id: string): Promise<number> => {
    const from = performance.now();
    await reportExtract(database, identity, id);
    return Math.round((performance.now() - from) / 10) / 100;
  };
  const reportSeconds = register === null ? null : await report(register.id);
  const next =
    register === null
      ? null
      : await run("police.keeper", "next-day.csv", extract(rows, true), "register", register.register);
  const nextReportSeconds = next === null ? null : await report(next.id);
  const comparison =
    next === null
      ? null
      : (
          await admin.query<{ comparison: unknown }>(
            "select comparison - 'weeks' as comparison from registers.import_run where id = $1",
            [next.id],
          )
        ).rows[0]?.comparison;
  const keys = (await admin.query<{ n: string }>("select sum(cardinality(serial_keys)) as n from registers.record"))
    .rows[0]?.n;
  // Questions by keys, as they are asked while the index in memory is not ready: numbers of the register with one digit changed.
  const asked = (
    await admin.query<{ serial: string }>(
      "select serial_written as serial from registers.record tablesample system (1) where serial_written is not null limit 300",
    )
  ).rows.map(({ serial }) => serial.replace(/\d(?=\d?$)/u, (digit) => String((Number(digit) + 3) % 10)));
  const times = { candidates: [] as number[], pointers: [] as number[] };
  for (const serial of asked) {
    await database.asActor(identity, async (tx) => {
      const keys = keysOfWeapon({ serial });
      let from = performance.now();
      await findCandidates(tx, keys);
      times.candidates.push(performance.now() - from);
      from = performance.now();
      await tx.query("select * from matching.reveal_pointers($1::bigint[])", [strongKeys(keys)]);
      times.pointers.push(performance.now() - from);
    });
  }
  const quantile = (list: number[], share: number): number =>
    Math.round((list.sort((a, b) => a - b)[Math.floor(list.length * share)] ?? 0) * 10) / 10;
  const questions = {
    asked: asked.length,
    candidatesP50: quantile(times.candidates, 0.5),
    candidatesP95: quantile(times.candidates, 0.95),
    pointersP50: quantile(times.pointers, 0.5),
    pointersP95: quantile(times.pointers, 0.95),
    load: loadavg()[0],
  };
  const recoveries =
    existsSync(evidence) && !process.argv.includes("--register-only")
      ? await run("border.analyst", "evidence.csv.gz", createReadStream(evidence), "recoveries")
      : null;
  const whole =
    recoveries === null
      ? null
      : (
          await admin.query<Record<string, string>>(
            `select (select sum(cardinality(row_numbers)) from registers.import_chunk where run_id = $1) as outcomes, (select count(*) from recoveries.recovery where import_run_id = $1) as recoveries,
               (select count(*) from firearms.firearm where import_run_id = $1) as firearms, (select count(distinct import_row) from firearms.firearm where import_run_id = $1) as different_rows`,
            [recoveries.id],
          )
        ).rows[0];
  console.log(
    JSON.stringify(
      {
        machine: `${cpus().length} × ${cpus()[0]?.model ?? "?"}`,
        date: new Date().toISOString().slice(0, 10),
        copy,
        register,
        reportSeconds,
        next,
        nextReportSeconds,
        comparison,
        keys,
        questions,
        beside: await beside(folder),
        recoveries,
        whole,
      },
      undefined,
      2,
    ),
  );
  await admin.end();
  await database.end();
} finally {
  await bundled.stop();
  rmSync(folder, { recursive: true, force: true });
}
