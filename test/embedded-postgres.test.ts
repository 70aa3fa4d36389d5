/**
 * The bundled database as programs meet it: made, shared, killed, ended. Each program here is a process of its own, because that is what
 * is promised. Longer runs with many kills are scripts of their own.
 */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Client, type QueryResultRow } from "pg";
import { afterAll, expect, test } from "vitest";
import { folderInTheWay } from "../src/platform/bundled-postgres-account.ts";
import { prepareDataDir } from "../src/platform/bundled-postgres-folder.ts";
import { runningPostmaster, stopPostmaster } from "../src/platform/bundled-postgres-postmaster.ts";
import { startBundledPostgres } from "../src/platform/bundled-postgres.ts";
import { createLog } from "../src/platform/log.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const LAUNCHER = new URL("../src/platform/bundled-postgres.ts", import.meta.url).href;
const LOG = new URL("../src/platform/log.ts", import.meta.url).href;
const log = createLog("silent");
const folders: string[] = [];
const programs: ChildProcess[] = [];

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "tamga-database-"));
  folders.push(made);
  return made;
}

afterAll(async () => {
  for (const program of programs) program.kill("SIGKILL");
  for (const made of folders) {
    const running = runningPostmaster(join(made, "postgres"));
    if (running !== undefined) await stopPostmaster(running);
    rmSync(made, { recursive: true, force: true });
  }
});

/** Another program on the same folder: prints its outcome, stays until it is told to stop, prints how it left. */
function program(dataDir: string): { child: ChildProcess; said: (word: RegExp) => Promise<string> } {
  const code = `
    const { startBundledPostgres } = await import(${JSON.stringify(LAUNCHER)});
    const { createLog } = await import(${JSON.stringify(LOG)});
    const database = await startBundledPostgres({ dataDir: ${JSON.stringify(dataDir)}, log: createLog("silent") });
    console.log(database.outcome, database.url);
    process.once("SIGTERM", async () => { console.log(await database.stop()); });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  programs.push(child);
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return {
    child,
    async said(word) {
      for (let waited = 0; waited < 20_000; waited += 20) {
        const found = word.exec(text);
        if (found !== null) return found[0];
        if (child.exitCode !== null && !word.test(text)) break;
        await sleep(20);
      }
      throw new Error(`never said ${word.source}: ${text}`);
    },
  };
}

async function ask<Row extends QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

test(
  "made whole, durable, closed to others, Cyrillic known; the second start is quick",
  { timeout: 60_000 },
  async () => {
    const dataDir = folder();
    const first = await startBundledPostgres({ dataDir, log });
    expect(first.outcome).toBe("made");
    const [settings] = await ask<Record<string, string>>(
      first.url,
      `select current_user as role, current_database() as database, current_setting('fsync') as fsync,
       current_setting('full_page_writes') as pages, current_setting('synchronous_commit') as commit,
       current_setting('data_checksums') as checksums, current_setting('listen_addresses') as listens,
       current_setting('server_encoding') as encoding,
       lower('ПИСТОЛЕТ') as lower, (select rolsuper or rolbypassrls from pg_roles where rolname = current_user)::text as above`,
    );
    expect(settings).toEqual({
      role: "tamga",
      database: "tamga",
      fsync: "on",
      pages: "on",
      commit: "on",
      checksums: "on",
      listens: "127.0.0.1",
      encoding: "UTF8",
      lower: "пистолет",
      above: "false",
    });
    await ask(first.url, "create extension pg_trgm");
    const [likeness] = await ask<{ alike: number }>(first.url, "select similarity('Пистолет', 'пистолеты') as alike");
    expect(likeness?.alike).toBeGreaterThan(0.5);
    const wrong = first.url.replace(/:[^:@]+@/, ":wrong@");
    await expect(ask(wrong, "select 1")).rejects.toMatchObject({ code: "28P01" });
    expect(statSync(join(dataDir, "postgres.password")).mode & 0o777).toBe(0o600);
    expect(statSync(dataDir).mode & 0o007).toBe(0);
    await ask(first.url, "create table kept (i int); insert into kept values (7)");
    expect(await first.stop()).toBe("stopped");
    expect(runningPostmaster(join(dataDir, "postgres"))).toBeUndefined();
    expect(readdirSync(dataDir).filter((name) => /making|\.lock|place/.test(name))).toEqual([]);

    const begun = performance.now();
    const second = await startBundledPostgres({ dataDir, log });
    expect(second.outcome).toBe("started");
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect(second.port).toBe(first.port);
    expect(await ask(second.url, "select i from kept")).toEqual([{ i: 7 }]);
    expect(readFileSync(join(dataDir, "postgres.log"), "utf8")).not.toContain("kept");
    await second.stop();
  },
);

test(
  "programs that start at once share one server; the last to leave stops it; kill -9 harms nobody",
  { timeout: 60_000 },
  async () => {
    const dataDir = folder();
    const all = [program(dataDir), program(dataDir), program(dataDir)];
    const outcomes = await Promise.all(all.map((one) => one.said(/made|attached/)));
    expect(outcomes.sort()).toEqual(["attached", "attached", "made"]);
    const [one, other, last] = all;
    if (one === undefined || other === undefined || last === undefined) throw new Error("three programs");
    one.child.kill("SIGKILL");
    other.child.kill("SIGTERM");
    expect(await other.said(/left-running|stopped/)).toBe("left-running");
    last.child.kill("SIGKILL");
    await sleep(100);
    expect(runningPostmaster(join(dataDir, "postgres"))).toBeDefined();
    const heir = await startBundledPostgres({ dataDir, log });
    expect(heir.outcome).toBe("attached");
    expect(await heir.stop()).toBe("stopped");
  },
);

test(
  "a killed server is started again on the same address and nothing acknowledged is lost",
  { timeout: 60_000 },
  async () => {
    const dataDir = folder();
    const database = await startBundledPostgres({ dataDir, log });
    await ask(database.url, "create table entry (i int primary key)");
    const heard: string[] = [];
    database.onLost(() => heard.push("lost"));
    let acknowledged = 0;
    for (let round = 0; round < 2; round += 1) {
      const restored = new Promise<string>((resolve) => {
        const forget = database.onRestored((url) => {
          forget();
          heard.push("restored");
          resolve(url);
        });
      });
      const client = new Client({ connectionString: database.url });
      client.on("error", () => undefined);
      await client.connect();
      const running = runningPostmaster(join(dataDir, "postgres"));
      setTimeout(() => process.kill(running?.pid ?? 0, "SIGKILL"), 100);
      try {
        for (;;) {
          await client.query("insert into entry values ($1)", [acknowledged + 1]);
          acknowledged += 1;
        }
      } catch {
        // The server died under the statement: it may or may not have been kept, but it was not acknowledged.
      }
      expect(await restored).toBe(database.url);
      const [row] = await ask<{ most: number; count: number }>(
        database.url,
        "select max(i) as most, count(*)::int as count from entry",
      );
      expect(row?.count).toBeGreaterThanOrEqual(acknowledged);
      expect(row?.count).toBe(row?.most);
      acknowledged = row?.count ?? 0;
    }
    expect(heard).toEqual(["lost", "restored", "lost", "restored"]);
    expect(await database.stop()).toBe("stopped");
  },
);

test("a first start that was killed leaves nothing half made", { timeout: 60_000 }, async () => {
  const dataDir = folder();
  const interrupted = program(dataDir);
  while (!readdirSync(dataDir).some((name) => name.startsWith("postgres.making-"))) await sleep(5);
  await sleep(150);
  interrupted.child.kill("SIGKILL");
  const database = await startBundledPostgres({ dataDir, log });
  expect(database.outcome).toBe("made");
  expect(await ask(database.url, "select 1 as one")).toEqual([{ one: 1 }]);
  await database.stop();
  await (await startBundledPostgres({ dataDir, log })).stop();
  expect(readdirSync(dataDir).filter((name) => name.includes("making"))).toEqual([]);
});

test("commands of the terminal work beside each other and leave no server behind", { timeout: 60_000 }, async () => {
  const dataDir = folder();
  const run = (...args: string[]): Promise<{ code: number; out: string }> =>
    new Promise((resolve) => {
      const env = { PATH: process.env["PATH"], TAMGA_DATA: dataDir };
      execFile(process.execPath, [MAIN, ...args], { env }, (error, out) =>
        resolve({ code: typeof error?.code === "number" ? error.code : 0, out }),
      );
    });
  const [one, other] = await Promise.all([run("migrate", "status", "--json"), run("migrate", "status", "--json")]);
  expect([one.code, other.code]).toEqual([0, 0]);
  expect(JSON.parse(one.out)).toHaveProperty("waiting");
  const doctor = await run("doctor", "--json");
  expect(JSON.parse(doctor.out)).toMatchObject({ ok: true });
  expect(runningPostmaster(join(dataDir, "postgres"))).toBeUndefined();
});

test.runIf(process.getuid?.() === 0)(
  "root: a folder that the database's account cannot enter is refused with the way out",
  () => {
    const made = mkdtempSync(join(tmpdir(), "tamga-closed-"));
    folders.push(made);
    const account = { name: "nobody", uid: 65_534, gid: 65_534 };
    expect(folderInTheWay(join(made, "data"), account)).toBe(made);
    expect(() => prepareDataDir(join(made, "data"), account)).toThrow(
      expect.objectContaining({ code: "data-folder-unreachable" }),
    );
    expect(existsSync(join(made, "data"))).toBe(false);
  },
);
