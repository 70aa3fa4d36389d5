/**
 * Locks that are files: one `tamga start` or `tamga demo` per data folder, and one hand at a time on the bundled
 * database.
 *
 * Promises: a lock is taken whole or not at all (its content is there from the first moment); a second program learns
 * who holds it and what to do; a lock whose holder is dead frees itself, after kill -9 and after a reboot. Refuses: to
 * take a lock from a living process.
 */
import { randomUUID } from "node:crypto";
import {
  chownSync,
  linkSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { Problem } from "./problem.ts";
import { liveness, ownIdentity } from "./program-lock-process.ts";

/** A holder that cannot be looked at from here counts as dead when its heartbeat is older than this. */
const HEARTBEAT_STALE_MS = 12_000;
const HEARTBEAT_MS = 2_000;

const lockHolderSchema = z.object({
  token: z.string(),
  pid: z.int(),
  begun: z.string(),
  boot: z.string(),
  space: z.string(),
  host: z.string(),
  since: z.string(),
  /** What the holder does: "start", "demo", "database". */
  work: z.string(),
  /** Where the holder answers, e.g. "http://localhost:8080"; empty until it listens. */
  address: z.string(),
});

export type LockHolder = z.output<typeof lockHolderSchema>;

export interface FileLock {
  readonly holder: LockHolder;
  /** Says where the program answers, once it does, for the message that a second one prints. */
  setAddress(address: string): void;
  release(): void;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function readLock(path: string): LockHolder | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
  try {
    return lockHolderSchema.parse(JSON.parse(text));
  } catch {
    // A torn file can only come from a machine that lost power while the disk wrote it: its holder is gone.
    return {
      token: "",
      pid: 0,
      begun: "-",
      boot: "-",
      space: "",
      host: ownIdentity().host,
      since: "",
      work: "",
      address: "",
    };
  }
}

function holds(path: string, holder: LockHolder): boolean {
  const state = liveness(holder);
  if (state !== "unknown") return state === "alive";
  try {
    return Date.now() - statSync(path).mtimeMs < HEARTBEAT_STALE_MS;
  } catch {
    return false;
  }
}

/** The living holder of a lock, or undefined when it is free. */
export function lockHolder(path: string): LockHolder | undefined {
  const holder = readLock(path);
  return holder !== undefined && holds(path, holder) ? holder : undefined;
}

/** Files made by root in another account's data folder belong to that account, or it could not use its folder again. */
export function giveToFolderOwner(path: string): void {
  if (process.getuid?.() !== 0) return;
  const folder = statSync(dirname(path));
  if (folder.uid !== 0) chownSync(path, folder.uid, folder.gid);
}

/** Moves a dead holder's lock out of the way; puts it back if it turned out to be a living one's taken meanwhile. */
function clearDead(path: string, dead: LockHolder): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isCode(error, "ENOENT")) return;
    throw error;
  }
  try {
    if (readLock(aside)?.token !== dead.token) linkSync(aside, path);
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  } finally {
    unlinkSync(aside);
  }
}

/** Takes the lock at once or returns the living holder. */
export function tryLock(path: string, work: string): { lock: FileLock } | { heldBy: LockHolder } {
  let holder: LockHolder = {
    token: randomUUID(),
    ...ownIdentity(),
    since: new Date().toISOString(),
    work,
    address: "",
  };
  const prepared = join(dirname(path), `.lock-${holder.token}`);
  writeFileSync(prepared, JSON.stringify(holder), { mode: 0o600, flag: "wx" });
  try {
    giveToFolderOwner(prepared);
    for (;;) {
      try {
        // A hard link appears with its content, or not at all: no reader ever sees an empty lock.
        linkSync(prepared, path);
        break;
      } catch (error) {
        if (!isCode(error, "EEXIST")) throw error;
      }
      const other = readLock(path);
      if (other === undefined) continue;
      if (holds(path, other)) return { heldBy: other };
      clearDead(path, other);
    }
  } finally {
    unlinkSync(prepared);
  }
  const heartbeat = setInterval(() => {
    try {
      const now = new Date();
      utimesSync(path, now, now);
    } catch {
      // The folder went away under us; the database will say so more clearly than a lock can.
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    lock: {
      get holder() {
        return holder;
      },
      setAddress(address) {
        holder = { ...holder, address };
        const next = `${path}.${holder.token}`;
        writeFileSync(next, JSON.stringify(holder), { mode: 0o600 });
        giveToFolderOwner(next);
        renameSync(next, path);
      },
      release() {
        clearInterval(heartbeat);
        if (readLock(path)?.token === holder.token) unlinkSync(path);
      },
    },
  };
}

/** Waits for the lock, at most `patienceMs`; then says who holds it (Problem `lock-busy`). */
export async function waitForLock(path: string, work: string, patienceMs: number): Promise<FileLock> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const outcome = tryLock(path, work);
    if ("lock" in outcome) return outcome.lock;
    if (Date.now() > until) {
      throw new Problem({
        status: 503,
        code: "lock-busy",
        values: { path, pid: outcome.heldBy.pid, work: outcome.heldBy.work },
      });
    }
    await sleep(20 + Math.random() * 30);
  }
}

export function programLockPath(dataDir: string): string {
  return join(dataDir, "tamga.lock");
}

/**
 * Takes the data folder for one serving program, or throws Problem `already-running` with pid and address. A holder that cannot be looked
 * at (a container that was killed and made again, say) is given the time in which a living one would show a heartbeat.
 */
export async function lockProgram(dataDir: string, work: "start" | "demo" | "restore"): Promise<FileLock> {
  const path = programLockPath(dataDir);
  let outcome = tryLock(path, work);
  const until = Date.now() + HEARTBEAT_STALE_MS + HEARTBEAT_MS;
  while ("heldBy" in outcome && liveness(outcome.heldBy) === "unknown" && Date.now() < until) {
    await sleep(500);
    outcome = tryLock(path, work);
  }
  if ("lock" in outcome) return outcome.lock;
  const { pid, address, since, host } = outcome.heldBy;
  throw new Problem({
    status: 409,
    code: "already-running",
    values: { pid, address: address === "" ? "-" : address, since, host, dataDir },
  });
}
