/**
 * The cluster: the database's folder, its settings and its passwords.
 *
 * Promises: the folder `postgres` is complete or absent (it is made beside and renamed); every committed transaction survives a power
 * cut; the program and the database together stay under 1.5 GB. Refuses: trust authentication, other addresses than 127.0.0.1, and
 * statements or values in the database's own log.
 */
import { spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Account } from "./bundled-postgres-account.ts";
import { giveToFolderOwner } from "./program-lock.ts";
import { Problem } from "./problem.ts";

export const SUPERUSER = "postgres";
/** The program's login: owns the database, may make roles, is no superuser and bypasses no policy; as on a server of the distribution. */
export const PROGRAM_ROLE = "tamga";
export const DATABASE = "tamga";

export function clusterDir(dataDir: string): string {
  return join(dataDir, "postgres");
}

export function passwordFile(dataDir: string): string {
  return join(dataDir, "postgres.password");
}

/** The superuser's password, made at the first start; 0600 and root's (or the program account's) own. */
export function superuserPassword(dataDir: string): string {
  const path = passwordFile(dataDir);
  if (!existsSync(path)) {
    const prepared = `${path}.new`;
    writeFileSync(prepared, randomBytes(32).toString("base64url"), { mode: 0o600 });
    giveToFolderOwner(prepared);
    renameSync(prepared, path);
  }
  return readFileSync(path, "utf8").trim();
}

/** The program role's password follows from the superuser's: one secret to keep. */
export function programPassword(dataDir: string): string {
  return createHmac("sha256", superuserPassword(dataDir)).update("tamga program role").digest("base64url");
}

/**
 * Settings for two cores and 8 GB, shared with the program. They are written at every start; ALTER SYSTEM stands above
 * them, so an operator's own value holds.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "60",
  password_encryption: "scram-sha-256",
  shared_buffers: "256MB",
  effective_cache_size: "2GB",
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  max_parallel_workers_per_gather: "1",
  max_parallel_maintenance_workers: "1",
  io_workers: "2",
  random_page_cost: "1.1",
  // The package carries no LLVM.
  jit: "off",
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  wal_compression: "on",
  max_wal_size: "2GB",
  min_wal_size: "128MB",
  checkpoint_timeout: "10min",
  max_wal_senders: "4",
  autovacuum_naptime: "20s",
  autovacuum_vacuum_cost_limit: "1000",
  timezone: "UTC",
  log_timezone: "UTC",
  lc_messages: "C",
  // An ERROR may quote a row. The program logs its code; here only the server's own life is written.
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_checkpoints: "off",
  log_connections: "",
};

/** Writes the settings of this version of the program into the cluster. */
export function writeSettings(cluster: string, account: Account | undefined): void {
  const lines = Object.entries(SETTINGS).map(([name, value]) => `${name} = '${value}'`);
  const path = join(cluster, "tamga.conf");
  writeFileSync(`${path}.new`, `# Written at every start. Change a setting with ALTER SYSTEM.\n${lines.join("\n")}\n`, {
    mode: 0o600,
  });
  if (account !== undefined) chownSync(`${path}.new`, account.uid, account.gid);
  renameSync(`${path}.new`, path);
}

/** Only what PostgreSQL needs: neither the program's secrets nor PG… variables of the shell reach it. */
export function databaseEnvironment(native: string): NodeJS.ProcessEnv {
  return { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC", LD_LIBRARY_PATH: join(native, "lib") };
}

interface RunOutcome {
  readonly code: number | null;
  readonly output: string;
}

async function run(
  file: string,
  args: readonly string[],
  native: string,
  account: Account | undefined,
): Promise<RunOutcome> {
  return await new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: ["ignore", "pipe", "pipe"],
      cwd: "/",
      env: databaseEnvironment(native),
      ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
    });
    let output = "";
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString("utf8")).slice(-4000);
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

function syncFolder(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Takes away what an interrupted first start left. The initdb of a killed program may go on for a moment and write into it; what
 * is left then goes at the next start.
 */
function clearInterrupted(dataDir: string): void {
  for (const entry of readdirSync(dataDir).filter((name) => name.startsWith("postgres.making-"))) {
    try {
      rmSync(join(dataDir, entry), { recursive: true, force: true });
    } catch {
      // Still being written.
    }
  }
}

/**
 * Makes the cluster if there is none. About 0.7 s. The caller holds the database lock. Throws Problem `cluster-not-made` with the
 * last words of initdb.
 *
 * Sorting is by code point everywhere (C); letters are Unicode's, so that lower(), full text and trigrams know Cyrillic. Plain C would
 * leave Cyrillic out of every trigram: measured.
 */
export async function makeCluster(dataDir: string, native: string, account: Account | undefined): Promise<boolean> {
  const cluster = clusterDir(dataDir);
  clearInterrupted(dataDir);
  if (existsSync(cluster)) return false;
  const making = mkdtempSync(join(dataDir, "postgres.making-"));
  try {
    const fresh = join(making, "cluster");
    const password = join(making, "password");
    mkdirSync(fresh, { mode: 0o700 });
    writeFileSync(password, superuserPassword(dataDir), { mode: 0o600 });
    if (account !== undefined) for (const path of [making, fresh, password]) chownSync(path, account.uid, account.gid);
    const args = ["-D", fresh, "-U", SUPERUSER, `--pwfile=${password}`, "--auth=scram-sha-256", "--encoding=UTF8"];
    args.push(
      "--data-checksums",
      "--no-instructions",
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
    );
    let outcome: RunOutcome | undefined;
    for (const ctype of ["C.UTF-8", "en_US.UTF-8", "C"]) {
      outcome = await run(join(native, "bin", "initdb"), [...args, `--lc-ctype=${ctype}`], native, account);
      if (outcome.code === 0 || !outcome.output.includes("invalid locale name")) break;
    }
    if (outcome?.code !== 0) {
      throw new Problem({
        status: 500,
        code: "cluster-not-made",
        values: { output: lastLines(outcome?.output ?? "") },
      });
    }
    appendFileSync(join(fresh, "postgresql.conf"), "\ninclude = 'tamga.conf'\n");
    writeSettings(fresh, account);
    chmodSync(fresh, 0o700);
    syncFolder(fresh);
    renameSync(fresh, cluster);
    syncFolder(dataDir);
    return true;
  } catch (error) {
    if (error instanceof Problem) throw error;
    const reason = error instanceof Error ? error.message : "";
    throw new Problem({ status: 500, code: "cluster-not-made", values: { output: reason }, cause: error });
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

export function lastLines(text: string, count = 4): string {
  return text.trim().split("\n").slice(-count).join(" | ").slice(-600);
}
