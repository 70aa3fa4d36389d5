/**
 * The data folder: made, and passable for the account that runs the database.
 *
 * Promises: it is closed to other accounts; what root keeps in it (keys, passwords, lock) stays root's. Refuses: to loosen
 * the rights of a folder that is not Tamga's, and to use a folder it cannot write, with the way out said.
 */
import { accessSync, chmodSync, chownSync, constants, mkdirSync, readdirSync, realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { folderInTheWay, type Account } from "./bundled-postgres-account.ts";
import { Problem } from "./problem.ts";

const OWN_ENTRIES = /^(postgres|tamga|keys|runtime|\.lock-)/;

/**
 * Makes the data folder if need be and returns its real path. Throws Problem `data-folder-not-made`,
 * `data-folder-not-writable` or `data-folder-unreachable`.
 */
export function prepareDataDir(dataDir: string, account?: Account): string {
  const mayPass = (path: string): void => {
    const blocked = account === undefined ? undefined : folderInTheWay(path, account);
    if (account === undefined || blocked === undefined) return;
    throw new Problem({
      status: 500,
      code: "data-folder-unreachable",
      values: { dataDir, blocked, account: account.name },
    });
  };
  mayPass(dirname(dataDir));
  try {
    mkdirSync(dirname(dataDir), { recursive: true, mode: 0o755 });
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Problem({ status: 500, code: "data-folder-not-made", values: { dataDir, reason: codeOf(cause) }, cause });
  }
  const real = realpathSync(dataDir);
  try {
    accessSync(real, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new Problem({ status: 500, code: "data-folder-not-writable", values: { dataDir: real }, cause });
  }
  if (account === undefined) return real;
  const entry = statSync(real);
  const ours = entry.uid === 0 && readdirSync(real).every((name) => OWN_ENTRIES.test(name));
  if (ours && folderInTheWay(real, account) === real) {
    // Passing through for the database's group, nothing else: it cannot list the folder.
    chownSync(real, 0, account.gid);
    chmodSync(real, (entry.mode & 0o700) | 0o010);
  }
  mayPass(real);
  return real;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "?";
}
