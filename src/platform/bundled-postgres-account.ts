/**
 * Which account runs the bundled database, and which folders that account can reach.
 *
 * Promises: an ordinary account runs the database itself; root hands it to an account without rights, because
 * PostgreSQL refuses root and is right to. Refuses: to open any folder of root's to others beyond the data folder itself, and that one
 * only for passing through.
 */
import { createHash } from "node:crypto";
import { accessSync, constants, readFileSync, statSync, type Stats } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Problem } from "./problem.ts";

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Tried in this order when root starts the database for the first time. */
const UNPRIVILEGED = ["postgres", "nobody"];

function accounts(): Account[] {
  let text: string;
  try {
    text = readFileSync("/etc/passwd", "utf8");
  } catch {
    return [];
  }
  return text.split("\n").flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    return name === undefined || uid === undefined || gid === undefined
      ? []
      : [{ name, uid: Number(uid), gid: Number(gid) }];
  });
}

function stat(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/**
 * The account for the database processes; undefined: the account of this program. A cluster that exists keeps the owner it has, so
 * that root may run commands on the folder of an ordinary account. Throws Problem `no-database-account`.
 */
export function databaseAccount(clusterDir: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const known = accounts();
  const owner = stat(clusterDir) ?? stat(dirname(clusterDir));
  if (owner !== undefined && owner.uid !== 0) {
    return (
      known.find((account) => account.uid === owner.uid) ?? { name: String(owner.uid), uid: owner.uid, gid: owner.gid }
    );
  }
  for (const name of UNPRIVILEGED) {
    const account = known.find((candidate) => candidate.name === name && candidate.uid !== 0);
    if (account !== undefined) return account;
  }
  throw new Problem({ status: 500, code: "no-database-account", values: { tried: UNPRIVILEGED.join(", ") } });
}

function may(entry: Stats, account: Account, bit: 4 | 1): boolean {
  if (entry.uid === account.uid) return (entry.mode & (bit << 6)) !== 0;
  if (entry.gid === account.gid) return (entry.mode & (bit << 3)) !== 0;
  return (entry.mode & bit) !== 0;
}

/**
 * The first folder on the way to `path` (itself included, if it is a folder) that the account may not pass through; undefined: it can. Parts
 * that do not exist yet are not in the way.
 */
export function folderInTheWay(path: string, account: Account): string | undefined {
  const full = resolve(path);
  const parts = full.split("/").filter((part) => part !== "");
  let current = "/";
  for (const part of ["", ...parts]) {
    current = part === "" ? current : join(current, part);
    const entry = stat(current);
    if (entry === undefined) return undefined;
    if (entry.isDirectory() && !may(entry, account, 1)) return current;
  }
  return undefined;
}

/** Whether the account can read (4) or execute (1) this file, the way there included. */
export function canUseFile(path: string, account: Account | undefined, bit: 4 | 1): boolean {
  if (account === undefined) {
    try {
      accessSync(path, bit === 4 ? constants.R_OK : constants.X_OK);
      return true;
    } catch {
      return false;
    }
  }
  const entry = stat(path);
  return entry !== undefined && folderInTheWay(path, account) === undefined && may(entry, account, bit);
}

/**
 * The data folder when nobody named one: `data` in the checkout; for root whose checkout no other account can reach (it lies
 * under /root, say), a folder of this checkout's own under /var/lib/tamga.
 */
export function defaultDataDir(checkout: string): string {
  const inside = join(checkout, "data");
  if (process.getuid?.() !== 0) return inside;
  const account = accounts().find((candidate) => UNPRIVILEGED.includes(candidate.name));
  if (account === undefined || folderInTheWay(checkout, account) === undefined) return inside;
  return join("/var/lib/tamga", createHash("sha256").update(resolve(checkout)).digest("hex").slice(0, 8));
}
