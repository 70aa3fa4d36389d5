/**
 * What `tamga doctor` looks at.
 *
 * Promises: each check stands alone, so one fault hides no other; nothing is changed (a bundled database that is down is started for the
 * look and stopped again, if it has been made). Refuses: to print secrets or content.
 */
import { accessSync, constants, existsSync, readdirSync, statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { Client } from "pg";
import { databaseAccount, folderInTheWay } from "../platform/bundled-postgres-account.ts";
import { installedPostgres } from "../platform/bundled-postgres-binaries.ts";
import { clusterDir, passwordFile } from "../platform/bundled-postgres-cluster.ts";
import type { Config, ConfigOutcome } from "../platform/config.ts";
import { createLog } from "../platform/log.ts";
import { Problem } from "../platform/problem.ts";
import { lockHolder, programLockPath } from "../platform/program-lock.ts";
import { withDatabase } from "./database-session.ts";

/** One finding. Sentences: `doctor.<check>.<found>` and `doctor.<check>.<found>-way-out`. */
export interface Finding {
  readonly check:
    | "configuration"
    | "node"
    | "programs"
    | "folder"
    | "disk"
    | "keys"
    | "lock"
    | "database"
    | "migrations"
    | "clock";
  readonly state: "ok" | "warn" | "fail";
  readonly found: string;
  readonly values: Readonly<Record<string, string | number>>;
}

const GIBIBYTE = 1024 ** 3;

function finding(
  check: Finding["check"],
  state: Finding["state"],
  found: string,
  values: Finding["values"] = {},
): Finding {
  return { check, state, found, values };
}

function checkNode(): Finding {
  const version = process.versions.node;
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < 22 || (major === 22 && minor < 18)) return finding("node", "fail", "old", { version });
  return major === 24 ? finding("node", "ok", "good", { version }) : finding("node", "warn", "untested", { version });
}

function checkPrograms(config: Config): Finding {
  if (config.databaseUrl !== undefined) return finding("programs", "ok", "not-needed");
  try {
    const { version } = installedPostgres();
    const account = databaseAccount(clusterDir(config.dataDir));
    return finding("programs", "ok", "there", { version, account: account?.name ?? "–" });
  } catch (error) {
    const code = error instanceof Problem ? error.code : "unexpected";
    return finding("programs", "fail", code, error instanceof Problem ? error.values : {});
  }
}

/** The nearest folder that exists, from `path` upward. */
function nearest(path: string): string {
  return existsSync(path) || path === "/" ? path : nearest(dirname(path));
}

function checkFolder(config: Config): Finding {
  const { dataDir } = config;
  const there = nearest(dataDir);
  try {
    accessSync(there, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return finding("folder", "fail", "not-writable", { dataDir: there });
  }
  try {
    const account = config.databaseUrl === undefined ? databaseAccount(clusterDir(dataDir)) : undefined;
    const blocked = account === undefined ? undefined : folderInTheWay(dirname(dataDir), account);
    if (account !== undefined && blocked !== undefined) {
      return finding("folder", "fail", "unreachable", { dataDir, blocked, account: account.name });
    }
  } catch {
    // Said by the check of the programs.
  }
  if (there !== dataDir) return finding("folder", "ok", "not-yet", { dataDir });
  const open = (statSync(dataDir).mode & 0o007) !== 0;
  return open ? finding("folder", "warn", "open", { dataDir }) : finding("folder", "ok", "good", { dataDir });
}

function checkDisk(config: Config): Finding {
  const where = nearest(config.dataDir);
  const disk = statfsSync(where);
  const free = (disk.bavail * disk.bsize) / GIBIBYTE;
  const values = { free: free.toFixed(1), dataDir: where };
  if (free < 1) return finding("disk", "fail", "full", values);
  return free < 10 ? finding("disk", "warn", "little", values) : finding("disk", "ok", "good", values);
}

function checkKeys(config: Config): Finding {
  const folder = join(config.dataDir, "keys");
  let files: string[];
  try {
    files = [
      passwordFile(config.dataDir),
      ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []),
    ];
  } catch {
    return finding("keys", "fail", "unreadable", { folder });
  }
  const there = files.filter((file) => existsSync(file));
  // Public keys may be read by anybody.
  const open = there.filter((file) => !/\.(pub|public\.pem)$/.test(file) && (statSync(file).mode & 0o077) !== 0);
  if (open.length > 0) return finding("keys", "fail", "open", { files: open.join(", "), count: open.length });
  return there.length === 0 ? finding("keys", "ok", "not-yet") : finding("keys", "ok", "good", { count: there.length });
}

function checkLock(config: Config): Finding {
  try {
    const holder = lockHolder(programLockPath(config.dataDir));
    if (holder === undefined) return finding("lock", "ok", "free");
    const { pid, since, address, work } = holder;
    return finding("lock", "ok", "held", { pid, since, address: address === "" ? "–" : address, work });
  } catch {
    return finding("lock", "fail", "unreadable", { path: programLockPath(config.dataDir) });
  }
}

async function askDatabase(url: string): Promise<Finding[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const asked = Date.now();
    const { rows } = await client.query<{
      number: number;
      version: string;
      now: string;
      sync: string;
      encoding: string;
    }>(
      `select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
              (extract(epoch from clock_timestamp()) * 1000)::text as now,
              current_setting('fsync') || '/' || current_setting('full_page_writes') as sync,
              current_setting('server_encoding') as encoding`,
    );
    const answered = Date.now();
    const row = rows[0];
    if (row === undefined) return [finding("database", "fail", "no-answer")];
    const values = { version: row.version, milliseconds: answered - asked, encoding: row.encoding };
    const findings: Finding[] = [];
    if (row.number < 150_000) findings.push(finding("database", "fail", "old", values));
    else if (row.encoding !== "UTF8") findings.push(finding("database", "fail", "encoding", values));
    else if (row.sync !== "on/on") findings.push(finding("database", "fail", "unsafe", values));
    else findings.push(finding("database", "ok", "good", values));
    // Between asking and answering lies the moment in which the server looked at its clock.
    const server = Number(row.now);
    const seconds = Math.round(Math.max(0, asked - server, server - answered) / 1000);
    findings.push(
      finding("clock", seconds > 5 ? "fail" : seconds > 1 ? "warn" : "ok", seconds > 1 ? "apart" : "good", { seconds }),
    );
    return findings;
  } finally {
    await client.end();
  }
}

async function checkDatabase(config: Config): Promise<Finding[]> {
  if (config.databaseUrl === undefined && !existsSync(clusterDir(config.dataDir))) {
    return [finding("database", "ok", "not-yet", { dataDir: config.dataDir })];
  }
  try {
    return await withDatabase(config, createLog("silent"), async ({ url }) => {
      const findings = await askDatabase(url);
      try {
        const { migrationState } = await import("../platform/migrate.ts");
        const state = await migrationState(url);
        const values = { applied: state.applied.length, waiting: state.waiting.length };
        findings.push(
          finding(
            "migrations",
            state.waiting.length > 0 ? "warn" : "ok",
            state.waiting.length > 0 ? "waiting" : "good",
            values,
          ),
        );
      } catch (error) {
        const code = error instanceof Problem ? error.code : "unreadable";
        findings.push(finding("migrations", "fail", code, error instanceof Problem ? error.values : {}));
      }
      return findings;
    });
  } catch (error) {
    if (error instanceof Problem) return [finding("database", "fail", error.code, error.values)];
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return [finding("database", "fail", "unreachable", { code })];
  }
}

/** Looks at everything. Never throws: what cannot be looked at is itself a finding. */
export async function examine(outcome: ConfigOutcome): Promise<Finding[]> {
  if (!outcome.ok) return [finding("configuration", "fail", "faulty", { count: outcome.problems.length }), checkNode()];
  const { config } = outcome;
  const first =
    outcome.warnings.length > 0
      ? finding("configuration", "warn", "unknown", {
          names: outcome.warnings.map((warning) => warning.name).join(", "),
        })
      : finding("configuration", "ok", "good");
  const findings = [first, checkNode(), checkPrograms(config), checkFolder(config)];
  if (findings.some((one) => one.check === "folder" && one.state === "fail")) return findings;
  findings.push(checkDisk(config), checkKeys(config), checkLock(config));
  return [...findings, ...(await checkDatabase(config))];
}
