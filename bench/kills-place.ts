/**
 * Where a kill run happens: a data folder with the small country of the tests, the program on it, and ways to kill it.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { openSession } from "../src/access/people.store.ts";
import { startBundledPostgres } from "../src/platform/bundled-postgres.ts";
import {
  clusterDir,
  DATABASE,
  PROGRAM_ROLE,
  programPassword,
  SUPERUSER,
  superuserPassword,
} from "../src/platform/bundled-postgres-cluster.ts";
import { postmasterLives, runningPostmaster } from "../src/platform/bundled-postgres-postmaster.ts";
import { Database } from "../src/platform/database.ts";
import { createLog } from "../src/platform/log.ts";
import { migrate } from "../src/platform/migrate.ts";
import { makeTestCountry } from "../test/test-country.ts";
import { caller, type Person } from "../test/world.ts";

/** Who writes in a kill run. */
export const WRITERS = ["border.officer", "border.chief", "customs.officer", "police.investigator"] as const;

export interface Place {
  readonly dataDir: string;
  readonly address: string;
  readonly people: ReadonlyMap<string, Person>;
  /** Starts the program; the promise ends when /readyz answers 200. Gives milliseconds. */
  start(): Promise<number>;
  /** Waits until /readyz answers 200 again. Gives milliseconds. */
  ready(): Promise<number>;
  killProgram(): Promise<void>;
  killDatabase(): Promise<void>;
  /** A superuser's connection; the caller ends it. */
  admin(): Promise<pg.Client>;
  /** As the program's login. */
  databaseUrl(): string;
  /** Ends everything and removes the folder. */
  remove(): Promise<void>;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

/** Everything that is there before the first request: database, migrations, people and a session for each writer. */
async function furnish(
  dataDir: string,
  address: string,
  names: readonly string[],
  purposes: Readonly<Record<string, string>>,
): Promise<Map<string, Person>> {
  const bundled = await startBundledPostgres({ dataDir, log: createLog("silent") });
  const people = new Map<string, Person>();
  try {
    await migrate(bundled.url);
    await makeTestCountry(bundled.url);
    const database = new Database(bundled.url, 2);
    // As `tamga start` settles it, so that the served program finds a real node of its own name.
    await database.asSystem("tamga_keeper", async (tx) => {
      await tx.query(
        "insert into platform.setting (key, value) values ('node.demo', 'false'), ('node.origin', '\"kills.tamga.test/journal\"') on conflict (key) do update set value = excluded.value",
      );
      for (const username of names) {
        const [row] = await tx.query<{ id: string }>("select id from access.person where username = $1", [username]);
        if (row === undefined) throw new Error(`nobody is called ${username}`);
        const session = await openSession(tx, {
          personId: row.id,
          strength: "second-factor",
          hours: 24,
          idleMinutes: 1440,
          userAgent: "kills",
          address: null,
        });
        people.set(
          username,
          caller(address, row.id, username, `tamga_session=${session.token}`, purposes[username] ?? "investigation"),
        );
      }
    });
    await database.end();
  } finally {
    await bundled.stop();
  }
  return people;
}

async function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once("exit", resolve));
}

/** `program`: "start" is `tamga start` itself, "node" the same parts without the rooms of import and first set-up. */
export async function openPlace(
  program: "start" | "node",
  names: readonly string[] = WRITERS,
  purposes: Readonly<Record<string, string>> = {},
): Promise<Place> {
  const dataDir = mkdtempSync(join(tmpdir(), "tamga-kills-"));
  chmodSync(dataDir, 0o755);
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const people = await furnish(dataDir, address, names, purposes);
  const script = program === "start" ? ["../src/main.ts", "start"] : ["./kills-node.ts"];
  let child: ChildProcess | undefined;

  const ready = async (): Promise<number> => {
    const begun = performance.now();
    for (;;) {
      try {
        const reply = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(2_000) });
        await reply.arrayBuffer();
        // Sessions of a killed database may answer once more before they notice: its successor must be there.
        if (reply.status === 200 && runningPostmaster(clusterDir(dataDir)) !== undefined)
          return performance.now() - begun;
      } catch {
        // Not there yet.
      }
      if (child !== undefined && child.exitCode !== null)
        throw new Error(`the program ended by itself with code ${child.exitCode}:\n${logTail()}`);
      if (performance.now() - begun > 60_000) throw new Error(`not ready after a minute:\n${logTail()}`);
      await sleep(10);
    }
  };
  /** The end of the program's log: the folder is removed before anybody could look into it. */
  const logTail = (): string => readFileSync(`${dataDir}/program.log`, "utf8").slice(-3_000);
  const killDatabase = async (): Promise<void> => {
    const postmaster = runningPostmaster(clusterDir(dataDir));
    if (postmaster === undefined) return;
    process.kill(postmaster.pid, "SIGKILL");
    while (postmasterLives(postmaster)) await sleep(2);
  };
  const killProgram = async (): Promise<void> => {
    if (child === undefined) return;
    child.kill("SIGKILL");
    await gone(child);
  };

  return {
    dataDir,
    address,
    people,
    ready,
    killDatabase,
    killProgram,
    async start() {
      const log = openSync(join(dataDir, "program.log"), "a");
      const environment: NodeJS.ProcessEnv = {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        TAMGA_DATA: dataDir,
        TAMGA_PORT: String(port),
        TAMGA_CHECKPOINT_SECONDS: "1",
        TAMGA_LOG_LEVEL: "error",
      };
      const [file = "", ...words] = script;
      child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...words], {
        stdio: ["ignore", log, log],
        env: environment,
      });
      return ready();
    },
    async admin() {
      const postmaster = runningPostmaster(clusterDir(dataDir));
      if (postmaster === undefined) throw new Error("no database runs");
      const client = new pg.Client({
        host: "127.0.0.1",
        port: postmaster.port,
        user: SUPERUSER,
        password: superuserPassword(dataDir),
        database: DATABASE,
        application_name: "kills",
      });
      client.on("error", () => undefined);
      await client.connect();
      return client;
    },
    databaseUrl() {
      const postmaster = runningPostmaster(clusterDir(dataDir));
      return `postgres://${PROGRAM_ROLE}:${programPassword(dataDir)}@127.0.0.1:${postmaster?.port ?? 0}/${DATABASE}?application_name=kills`;
    },
    async remove() {
      if (child !== undefined && child.exitCode === null && child.signalCode === null) {
        child.kill("SIGTERM");
        await Promise.race([gone(child), sleep(20_000)]);
        await killProgram();
      }
      await killDatabase();
      await sleep(200);
      if (existsSync(dataDir)) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
