/**
 * A sign beside the cluster that says on which machine (or in which container) its server runs.
 *
 * Promises: a program that shares the data folder but cannot see the server's processes (another container, another machine on shared
 * storage) does not start a second server on the cluster. PostgreSQL itself guards against that only where process numbers and shared
 * memory are common. Refuses: to start while the sign is fresh.
 */
import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { giveToFolderOwner } from "./program-lock.ts";
import { ownIdentity } from "./program-lock-process.ts";
import { Problem } from "./problem.ts";

const FRESH_MS = 12_000;
const BEAT_MS = 2_000;

function signPath(dataDir: string): string {
  return join(dataDir, "postgres.place");
}

/** Where processes can be seen: this boot of this machine, in this container. */
function ownPlace(): string {
  const { boot, space, host } = ownIdentity();
  return `${host} ${boot} ${space}`;
}

/** Waits until a sign from elsewhere is old; throws Problem `database-elsewhere` when somebody keeps it fresh. */
export async function awaitOtherPlace(dataDir: string): Promise<void> {
  const path = signPath(dataDir);
  const until = Date.now() + FRESH_MS + 2 * BEAT_MS;
  while (existsSync(path)) {
    const place = readFileSync(path, "utf8");
    const [host = ""] = place.split(" ");
    const { host: here, boot } = ownIdentity();
    // Our own place is looked at directly; a former boot of this machine left no process.
    if (place === ownPlace() || (host === here && !place.includes(boot))) return;
    if (Date.now() - statSync(path).mtimeMs > FRESH_MS) return;
    if (Date.now() > until) throw new Problem({ status: 503, code: "database-elsewhere", values: { host, dataDir } });
    await sleep(250);
  }
}

export interface Sign {
  remove(): void;
  /** Stops refreshing; the sign grows old by itself. */
  leave(): void;
}

/** Puts the sign up and keeps it fresh as long as this program lives. */
export function putSign(dataDir: string): Sign {
  const path = signPath(dataDir);
  writeFileSync(path, ownPlace(), { mode: 0o600 });
  giveToFolderOwner(path);
  const beat = setInterval(() => {
    try {
      const now = new Date();
      utimesSync(path, now, now);
    } catch {
      // Removed by the program that stopped the server; nothing to keep fresh.
    }
  }, BEAT_MS);
  beat.unref();
  return {
    leave: () => clearInterval(beat),
    remove() {
      clearInterval(beat);
      rmSync(path, { force: true });
    },
  };
}
