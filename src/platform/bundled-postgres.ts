/**
 * The bundled PostgreSQL: the real server, from the programs in the npm package, in the data folder.
 *
 * Promises: one call gives a database that answers, whether it was never made, is down, was killed, or already runs for another program;
 * programs on one data folder share it and the last to leave stops it; when it dies it is started again. Everything acknowledged is
 * on the disk. Refuses: to listen beyond 127.0.0.1, to run as root, and to start a second server on one cluster.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { databaseAccount } from "./bundled-postgres-account.ts";
import { postgresBinaries } from "./bundled-postgres-binaries.ts";
import {
  clusterDir,
  DATABASE,
  makeCluster,
  PROGRAM_ROLE,
  programPassword,
  SUPERUSER,
  superuserPassword,
  writeSettings,
} from "./bundled-postgres-cluster.ts";
import { prepareDataDir } from "./bundled-postgres-folder.ts";
import { awaitOtherPlace, putSign, type Sign } from "./bundled-postgres-place.ts";
import {
  freePort,
  postmasterLives,
  runningPostmaster,
  startPostmaster,
  stopPostmaster,
  type Postmaster,
} from "./bundled-postgres-postmaster.ts";
import type { Log } from "./log.ts";
import { giveToFolderOwner, waitForLock, type FileLock } from "./program-lock.ts";
import { Problem } from "./problem.ts";

export interface BundledPostgres {
  /** As the program's login role, which owns the database `tamga` and is no superuser. Carries the application name. */
  readonly url: string;
  /** As superuser, on the same database; for doctor and restore. */
  readonly superuserUrl: string;
  readonly port: number;
  /** Whether this program started the server or found it running. */
  readonly outcome: "made" | "started" | "attached";
  /** Called each time the server is lost; connections fail until `onRestored`. Returns how to stop listening. */
  onLost(callback: () => void): () => void;
  /** Called when the server answers again; the address is the same unless its port was taken meanwhile. */
  onRestored(callback: (url: string) => void): () => void;
  /** Leaves the server, and stops it unless another program is connected. Close the pools first. */
  stop(): Promise<"stopped" | "left-running">;
}

export interface BundledPostgresOptions {
  readonly dataDir: string;
  readonly log: Log;
}

/** Programs are told apart by this name in pg_stat_activity; the process number follows it. */
const APPLICATION = `tamga ${process.pid}`;
const LOCK_PATIENCE_MS = 120_000;
const RECOVERY_PATIENCE_MS = 600_000;
const LONGEST_PAUSE_MS = 10_000;

interface Entered {
  readonly postmaster: Postmaster;
  /** A session that stays open as long as this program uses the server: it shows others that we are here, and us that the server is. */
  readonly presence: Client;
  readonly sign: Sign;
  readonly outcome: "made" | "started" | "attached";
}

function address(dataDir: string, port: number, role: "program" | "superuser", database = DATABASE): string {
  const [user, password] =
    role === "program" ? [PROGRAM_ROLE, programPassword(dataDir)] : [SUPERUSER, superuserPassword(dataDir)];
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}?application_name=${encodeURIComponent(APPLICATION)}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** Connects as soon as the server answers; recovery after a crash may take a while. */
async function connect(dataDir: string, postmaster: Postmaster, log: Log): Promise<Client> {
  const begun = performance.now();
  let told = begun;
  for (;;) {
    const client = new Client({
      connectionString: address(dataDir, postmaster.port, "superuser", "postgres"),
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (["28P01", "28000"].includes(codeOf(error))) {
        throw new Problem({ status: 503, code: "database-password-refused", values: { dataDir }, cause: error });
      }
      const now = performance.now();
      if (!postmasterLives(postmaster) || now - begun > RECOVERY_PATIENCE_MS) {
        throw new Problem({
          status: 503,
          code: "database-not-answering",
          values: { port: postmaster.port },
          cause: error,
        });
      }
      if (now - told > 5_000) {
        told = now;
        log.info({ seconds: Math.round((now - begun) / 1000) }, "the database is still recovering");
      }
      await sleep(now - begun < 1_000 ? 5 : 100);
    }
  }
}

/** Database and program role; done again at every entry until both are there, so an interrupted first start is finished. */
async function ensureDatabase(dataDir: string, client: Client): Promise<void> {
  const found = await client.query<{ role: boolean; database: boolean }>(
    `select exists (select from pg_roles where rolname = $1) as role,
            exists (select from pg_database where datname = $2) as database`,
    [PROGRAM_ROLE, DATABASE],
  );
  const state = found.rows[0];
  if (state?.role !== true) {
    const password = client.escapeLiteral(programPassword(dataDir));
    await client.query(`begin; create role ${PROGRAM_ROLE} login createrole password ${password};
      -- Since 16 the maker of a role may not take it unless this is set; before 16 it always might.
      alter role ${PROGRAM_ROLE} set createrole_self_grant = 'set, inherit'; commit`);
  }
  if (state?.database !== true) {
    await client.query(`create database ${DATABASE} owner ${PROGRAM_ROLE}`);
    await client.query(`revoke all on database ${DATABASE} from public`);
  }
}

function rememberedPort(dataDir: string): number | undefined {
  try {
    const port = Number(readFileSync(join(dataDir, "postgres.port"), "utf8"));
    return Number.isInteger(port) && port > 1023 && port < 65_536 ? port : undefined;
  } catch {
    return undefined;
  }
}

function rememberPort(dataDir: string, port: number): void {
  const path = join(dataDir, "postgres.port");
  writeFileSync(`${path}.new`, String(port), { mode: 0o600 });
  giveToFolderOwner(`${path}.new`);
  renameSync(`${path}.new`, path);
}

export function databaseLockPath(dataDir: string): string {
  return join(dataDir, "postgres.lock");
}

async function underLock<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  const lock: FileLock = await waitForLock(databaseLockPath(dataDir), "database", LOCK_PATIENCE_MS);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** Attaches to the running server or starts one. The caller holds the database lock. */
async function enter(dataDir: string, log: Log): Promise<Entered> {
  const cluster = clusterDir(dataDir);
  let outcome: Entered["outcome"] = "attached";
  let postmaster = existsSync(cluster) ? runningPostmaster(cluster) : undefined;
  if (postmaster === undefined) {
    await awaitOtherPlace(dataDir);
    const account = databaseAccount(cluster);
    const native = postgresBinaries(dataDir, account);
    outcome = (await makeCluster(dataDir, native, account)) ? "made" : "started";
    writeSettings(cluster, account);
    const port = await freePort(rememberedPort(dataDir));
    postmaster = await startPostmaster({ dataDir, cluster, native, account, port });
    rememberPort(dataDir, port);
  }
  const presence = await connect(dataDir, postmaster, log);
  try {
    await ensureDatabase(dataDir, presence);
  } catch (error) {
    await presence.end().catch(() => undefined);
    throw error;
  }
  return { postmaster, presence, sign: putSign(dataDir), outcome };
}

/** Sessions of other Tamga programs on this server. */
async function othersConnected(presence: Client): Promise<number> {
  const found = await presence.query<{ others: number }>(
    `select count(*)::int as others from pg_stat_activity
     where application_name like 'tamga%' and application_name <> $1 and application_name not like $1 || ' %'`,
    [APPLICATION],
  );
  return found.rows[0]?.others ?? 0;
}

/**
 * Makes, starts or joins the bundled server of a data folder, and watches it until `stop`. First time about a second, later under 0.3 s.
 * Throws Problems: `data-folder-…`, `no-database-account`, `no-bundled-postgres`, `cluster-not-made`, `database-not-started`,
 * `database-not-answering`, `database-password-refused`, `lock-busy`.
 */
export async function startBundledPostgres(options: BundledPostgresOptions): Promise<BundledPostgres> {
  const { log } = options;
  const dataDir = prepareDataDir(options.dataDir, databaseAccount(clusterDir(options.dataDir)));
  const lost = new Set<() => void>();
  const restored = new Set<(url: string) => void>();
  const state = { stopping: false };
  let recovery: Promise<void> | undefined;
  let failures = 0;

  let current: Entered = await underLock(dataDir, () => enter(dataDir, log));
  let present = true;
  watch(current);

  function watch(entered: Entered): void {
    const since = performance.now();
    entered.presence.once("end", () => {
      if (state.stopping || entered !== current) return;
      present = false;
      entered.sign.leave();
      // A server that stays up a minute has earned a quick restart; one that dies at once has not.
      if (performance.now() - since > 60_000) failures = 0;
      log.error("the database is gone; starting it again");
      for (const callback of lost) callback();
      recovery = recover();
    });
  }

  async function recover(): Promise<void> {
    while (!state.stopping) {
      if (failures > 0) await sleep(Math.min(LONGEST_PAUSE_MS, 100 * 2 ** failures));
      failures += 1;
      if (state.stopping) return;
      try {
        current = await underLock(dataDir, () => enter(dataDir, log));
      } catch (error) {
        log.error({ err: error, attempt: failures }, "the database could not be started again");
        continue;
      }
      present = true;
      watch(current);
      log.warn({ outcome: current.outcome, port: current.postmaster.port }, "the database answers again");
      for (const callback of restored) callback(address(dataDir, current.postmaster.port, "program"));
      return;
    }
  }

  async function leave(): Promise<"stopped" | "left-running"> {
    state.stopping = true;
    await recovery;
    return await underLock(dataDir, async () => {
      const running = runningPostmaster(clusterDir(dataDir));
      let others = 0;
      if (present) {
        // A server that dies at this very moment has no other sessions to protect.
        others = await othersConnected(current.presence).catch(() => 0);
        await current.presence.end().catch(() => undefined);
      }
      current.sign.leave();
      if (running !== undefined && others > 0) return "left-running";
      if (running !== undefined) await stopPostmaster(running);
      current.sign.remove();
      return "stopped";
    });
  }

  let left: Promise<"stopped" | "left-running"> | undefined;
  return {
    get url() {
      return address(dataDir, current.postmaster.port, "program");
    },
    get superuserUrl() {
      return address(dataDir, current.postmaster.port, "superuser");
    },
    get port() {
      return current.postmaster.port;
    },
    outcome: current.outcome,
    onLost(callback) {
      lost.add(callback);
      return () => void lost.delete(callback);
    },
    onRestored(callback) {
      restored.add(callback);
      return () => void restored.delete(callback);
    },
    stop() {
      left ??= leave();
      return left;
    },
  };
}
