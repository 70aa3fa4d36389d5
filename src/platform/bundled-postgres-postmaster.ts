/**
 * The postmaster: whether one runs on this cluster, starting one, ending one.
 *
 * Promises: a running postmaster of this cluster is recognised by what the operating system says about the process, not by its
 * number alone; leftovers of a killed one are waited for. Refuses: to start beside a living one.
 */
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Account } from "./bundled-postgres-account.ts";
import { databaseEnvironment, lastLines } from "./bundled-postgres-cluster.ts";
import { giveToFolderOwner } from "./program-lock.ts";
import { processBegun, processCommand } from "./program-lock-process.ts";
import { Problem } from "./problem.ts";

export interface Postmaster {
  readonly pid: number;
  readonly begun: string;
  readonly port: number;
}

function sameFolder(link: string, folder: string): boolean | undefined {
  try {
    const [a, b] = [statSync(link), statSync(folder)];
    return a.dev === b.dev && a.ino === b.ino;
  } catch {
    return undefined;
  }
}

/** Whether the process works in this cluster: every PostgreSQL process has the cluster as its working folder. */
function worksIn(pid: number, cluster: string): boolean {
  const there = process.platform === "linux" ? sameFolder(`/proc/${pid}/cwd`, cluster) : undefined;
  // Not visible: anything that calls itself postgres counts. Better to refuse a start than to have two on one cluster.
  return there ?? (processCommand(pid) ?? "postgres").includes("postgres");
}

/** The postmaster that runs on this cluster, whoever started it; undefined when there is none. */
export function runningPostmaster(cluster: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
  // The sign is negative for a single-user backend; the fourth line is the port.
  const pid = Math.abs(Number(lines[0]));
  const port = Number(lines[3] ?? 0);
  const begun = Number.isInteger(pid) && pid > 0 ? processBegun(pid) : undefined;
  if (begun === undefined || !worksIn(pid, cluster)) return undefined;
  return { pid, begun, port };
}

export function postmasterLives(postmaster: Postmaster): boolean {
  return processBegun(postmaster.pid) === postmaster.begun;
}

/** Backends that outlived a killed postmaster; they notice within milliseconds unless they are computing. */
function orphans(cluster: string): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => pid !== process.pid && sameFolder(`/proc/${pid}/cwd`, cluster) === true)
    .filter((pid) => processBegun(pid) !== undefined && (processCommand(pid) ?? "").includes("postgres"));
}

/** Waits until no process of a dead postmaster is left; hurries the slow ones, which have nobody to answer to. */
async function awaitOrphans(cluster: string): Promise<void> {
  const begun = performance.now();
  for (;;) {
    const left = orphans(cluster);
    if (left.length === 0) return;
    const waited = performance.now() - begun;
    if (waited > 20_000) {
      throw new Problem({ status: 503, code: "database-orphans", values: { pids: left.join(", ") } });
    }
    if (waited > 2_000) for (const pid of left) signal(pid, waited > 6_000 ? "SIGKILL" : "SIGQUIT");
    await sleep(25);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone in the meantime.
  }
}

function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ host: "127.0.0.1", port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/**
 * A free port, the wished one if possible. All lie below the range from which systems give ports to outgoing connections: a client that
 * tries again and again while the database is away could otherwise be connected to itself.
 */
export async function freePort(wished: number | undefined): Promise<number> {
  if (wished !== undefined && (await portIsFree(wished))) return wished;
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await portIsFree(port)) return port;
  }
  throw new Problem({ status: 503, code: "no-free-port" });
}

const LOG_LIMIT_BYTES = 8 * 1024 * 1024;

/** The database's own log; the previous one is kept beside when it grows past 8 MB. */
export function databaseLog(dataDir: string): string {
  return join(dataDir, "postgres.log");
}

/**
 * PostgreSQL itself recognises a stale postmaster.pid, but not when the number was given out again to a process of the same
 * account, nor when the killed postmaster waits as a zombie for a parent that never looks (a container whose first process is not an
 * init). It would then refuse to start for ever. The caller has made sure that no process of the cluster is left.
 */
function clearDeadNumber(cluster: string): void {
  const path = join(cluster, "postmaster.pid");
  if (!existsSync(path)) return;
  const pid = Math.abs(Number.parseInt(readFileSync(path, "utf8"), 10));
  const zombie = processBegun(pid) === undefined;
  if (processExists(pid) && (zombie || !worksIn(pid, cluster))) rmSync(path, { force: true });
}

/** Whether the number is taken, by a zombie too. */
function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

export interface PostmasterStart {
  readonly dataDir: string;
  readonly cluster: string;
  readonly native: string;
  readonly account: Account | undefined;
  readonly port: number;
}

/**
 * Starts a postmaster and returns once it has written its number; it may still be recovering. In a session of its own, so that Ctrl-C in
 * the terminal reaches the program, which closes its connections and then the database. Throws Problem `database-not-started`.
 */
export async function startPostmaster(start: PostmasterStart): Promise<Postmaster> {
  await awaitOrphans(start.cluster);
  clearDeadNumber(start.cluster);
  const logPath = databaseLog(start.dataDir);
  if (existsSync(logPath) && statSync(logPath).size > LOG_LIMIT_BYTES) renameSync(logPath, `${logPath}.1`);
  const logHandle = openSync(logPath, "a", 0o600);
  giveToFolderOwner(logPath);
  const logFrom = statSync(logPath).size;
  let fault: Error | undefined;
  let exited = false;
  try {
    const child = spawn(join(start.native, "bin", "postgres"), ["-D", start.cluster, "-p", String(start.port)], {
      stdio: ["ignore", logHandle, logHandle],
      detached: true,
      cwd: "/",
      env: databaseEnvironment(start.native),
      ...(start.account === undefined ? {} : { uid: start.account.uid, gid: start.account.gid }),
    });
    child.once("error", (error) => {
      fault = error;
    });
    child.once("exit", () => {
      exited = true;
    });
    child.unref();
    for (;;) {
      const running = runningPostmaster(start.cluster);
      if (running !== undefined && running.pid === child.pid && running.port === start.port) return running;
      if (fault !== undefined || exited) break;
      await sleep(5);
    }
  } finally {
    closeSync(logHandle);
  }
  throw new Problem({
    status: 503,
    code: "database-not-started",
    values: {
      reason: fault?.message ?? lastLines(readFileSync(logPath).subarray(logFrom).toString("utf8")),
      log: logPath,
    },
    cause: fault,
  });
}

/** Ends the postmaster: fast shutdown (sessions end, everything is written), then, after a minute, at once. */
export async function stopPostmaster(postmaster: Postmaster): Promise<void> {
  const begun = performance.now();
  if (postmasterLives(postmaster)) signal(postmaster.pid, "SIGINT");
  let hurried = false;
  while (postmasterLives(postmaster)) {
    if (!hurried && performance.now() - begun > 60_000) {
      // Nothing is lost: what was committed is in the write-ahead log and is read at the next start.
      hurried = true;
      signal(postmaster.pid, "SIGQUIT");
    }
    await sleep(10);
  }
}
