/**
 * The node's configuration, from the environment.
 *
 * Promises: everything is read and checked at once, and every fault is listed, not only the first; a secret may come from a file
 * (`<NAME>_FILE`), so that it is in no process list. Refuses: to start on a value it does not understand, and to guess what a misspelt
 * name meant (it says which name was probably intended).
 */
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { BlockList, isIP } from "node:net";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { defaultDataDir } from "./bundled-postgres-account.ts";
import { SETTING_NAMES, SETTINGS, type Setting, type SettingName } from "./config-settings.ts";
import { LOG_LEVELS, type LogLevel } from "./log.ts";

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Origin under which browsers reach the node, no slash at the end; passkeys and cookies are bound to it. */
  readonly publicUrl: string;
  /** Addresses and networks of reverse proxies whose X-Forwarded-For and -Proto are believed. */
  readonly trustProxy: readonly string[];
  /** Absolute path. */
  readonly dataDir: string;
  /** Undefined: the bundled server in the data folder. */
  readonly databaseUrl: string | undefined;
  readonly secondFactor: "required" | "optional";
  readonly sessionIdleMinutes: number;
  readonly sessionHours: number;
  readonly lockoutAttempts: number;
  readonly lockoutMinutes: number;
  readonly oidc:
    | {
        readonly issuer: string;
        readonly clientId: string;
        readonly clientSecret: string | undefined;
        readonly label: string | undefined;
      }
    | undefined;
  /** Ed25519 private key, PKCS 8 PEM; undefined: the key file in `keys/` of the data folder. */
  readonly journalKey: string | undefined;
  readonly checkpointSeconds: number;
  readonly checkpointEntries: number;
  readonly uploadMaxBytes: number;
  /** Where files for registers are laid; undefined: nowhere. */
  readonly feedFolder: string | undefined;
  readonly logLevel: LogLevel;
  readonly metrics: boolean;
  readonly maintenance: { readonly mode: "normal" | "read-only" | "admins-only"; readonly message: string | undefined };
  /** Where each value came from, for `tamga config print`. */
  readonly origins: Readonly<Record<SettingName, "environment" | "file" | "default">>;
}

/** One fault. Its sentence is `config-faults.<code>` in the catalogue `command`. */
export interface ConfigFault {
  readonly name: string;
  readonly code:
    | "not-an-integer"
    | "out-of-range"
    | "not-one-of"
    | "not-a-url"
    | "wrong-scheme"
    | "not-an-origin"
    | "not-a-network"
    | "not-a-key"
    | "file-unreadable"
    | "both-given"
    | "file-for-non-secret"
    | "needs"
    | "unknown";
  /** The values the sentence needs; never a secret. */
  readonly values: Readonly<Record<string, string | number>>;
}

export type ConfigOutcome =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly ConfigFault[] }
  | { readonly ok: false; readonly problems: readonly ConfigFault[]; readonly warnings: readonly ConfigFault[] };

export type Environment = Readonly<Record<string, string | undefined>>;

/** The checkout this program runs from. */
export const CHECKOUT = resolve(fileURLToPath(new URL("../..", import.meta.url)));

/** The value or the fault it shows. Values of secrets do not enter the fault. */
function faultOf(name: SettingName, setting: Setting, value: string): ConfigFault | undefined {
  const { type } = setting;
  const shown = setting.secret ? "…" : value;
  const fault = (code: ConfigFault["code"], values: ConfigFault["values"] = {}): ConfigFault => ({
    name,
    code,
    values: { value: shown, ...values },
  });
  switch (type.kind) {
    case "integer": {
      if (!/^\d{1,12}$/.test(value)) return fault("not-an-integer", { min: type.min, max: type.max });
      const number = Number(value);
      return number < type.min || number > type.max
        ? fault("out-of-range", { min: type.min, max: type.max })
        : undefined;
    }
    case "choice":
      return type.of.includes(value) ? undefined : fault("not-one-of", { choices: type.of.join(", ") });
    case "url": {
      const url = URL.parse(value);
      if (url === null) return fault("not-a-url");
      // postgres:///tamga?host=/run/postgresql has no host name: it means a socket.
      if (url.hostname === "" && !url.searchParams.has("host")) return fault("not-a-url");
      if (!type.schemes.includes(url.protocol.slice(0, -1)))
        return fault("wrong-scheme", { choices: type.schemes.join(", ") });
      const bare = url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "";
      return type.originOnly === true && !bare ? fault("not-an-origin") : undefined;
    }
    case "networks":
      return networksOf(value) === undefined ? fault("not-a-network") : undefined;
    case "ed25519-key":
      try {
        return createPrivateKey(value).asymmetricKeyType === "ed25519" ? undefined : fault("not-a-key");
      } catch {
        return fault("not-a-key");
      }
    default:
      // Text and folders: whatever stands there.
      return undefined;
  }
}

function networksOf(value: string): string[] | undefined {
  const entries = value.split(",").map((entry) => entry.trim());
  const list = new BlockList();
  for (const entry of entries) {
    const [address = "", prefix, ...rest] = entry.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (isIP(address) === 0 || rest.length > 0) return undefined;
    try {
      if (prefix === undefined) list.addAddress(address, family);
      else if (/^\d{1,3}$/.test(prefix)) list.addSubnet(address, Number(prefix), family);
      else return undefined;
    } catch {
      return undefined;
    }
  }
  return entries;
}

/** Edit distance, for "did you mean"; both are short. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Names that begin like ours and are not: most likely misspelt. */
function unknownNames(env: Environment): ConfigFault[] {
  const known = new Set<string>(
    SETTING_NAMES.flatMap((name) => (SETTINGS[name].secret ? [name, `${name}_FILE`] : [name])),
  );
  return Object.keys(env)
    .filter((name) => name.startsWith("TAMGA_") && !name.startsWith("TAMGA_TEST_") && !known.has(name))
    .filter((name) => !SETTING_NAMES.some((setting) => name === `${setting}_FILE`))
    .map((name) => {
      const [nearest] = [...known]
        .map((other) => ({ other, far: distance(name, other) }))
        .sort((a, b) => a.far - b.far);
      return {
        name,
        code: "unknown",
        values: { nearest: nearest !== undefined && nearest.far <= 4 ? nearest.other : "-" },
      };
    });
}

interface Read {
  readonly values: Partial<Record<SettingName, string>>;
  readonly origins: Record<SettingName, "environment" | "file" | "default">;
  readonly problems: ConfigFault[];
}

function read(env: Environment): Read {
  const values: Read["values"] = {};
  const origins = {} as Read["origins"];
  const problems: ConfigFault[] = [];
  for (const name of SETTING_NAMES) {
    const setting: Setting = SETTINGS[name];
    const fileName = `${name}_FILE`;
    // An empty variable is one that is not set: compose files and units often write it so.
    let value = env[name]?.trim() === "" ? undefined : env[name]?.trim();
    const file = env[fileName]?.trim() === "" ? undefined : env[fileName]?.trim();
    origins[name] = value === undefined ? "default" : "environment";
    if (file !== undefined && !setting.secret) {
      problems.push({ name: fileName, code: "file-for-non-secret", values: { instead: name } });
    } else if (file !== undefined && value !== undefined) {
      problems.push({ name, code: "both-given", values: { other: fileName } });
    } else if (file !== undefined) {
      try {
        value = readFileSync(file, "utf8").trim();
        origins[name] = "file";
      } catch (error) {
        const reason = error instanceof Error && "code" in error ? String(error.code) : "";
        problems.push({ name: fileName, code: "file-unreadable", values: { file, reason } });
        continue;
      }
    }
    value ??= setting.default?.startsWith("(") === true ? undefined : setting.default;
    if (value === undefined || value === "") continue;
    const fault = faultOf(name, setting, value);
    if (fault === undefined) values[name] = value;
    else problems.push(fault);
  }
  const oidc: SettingName[] = ["TAMGA_OIDC_ISSUER", "TAMGA_OIDC_CLIENT_ID"];
  const given = oidc.filter((name) => values[name] !== undefined);
  for (const name of oidc) {
    const orphan = values.TAMGA_OIDC_CLIENT_SECRET === undefined && values.TAMGA_OIDC_LABEL === undefined;
    const faulty = problems.some((problem) => problem.name === name);
    if (values[name] === undefined && !faulty && (given.length === 1 || (given.length === 0 && !orphan))) {
      problems.push({ name, code: "needs", values: { because: "OIDC" } });
    }
  }
  return { values, origins, problems };
}

/** Reads and checks the whole environment. Never throws; touches no file but those that `…_FILE` names. */
export function loadConfig(env: Environment): ConfigOutcome {
  const { values, origins, problems } = read(env);
  const warnings = unknownNames(env);
  if (problems.length > 0) return { ok: false, problems, warnings };
  // From here on every value has passed its check, and settings with a default are there.
  const text = (name: SettingName): string => values[name] ?? "";
  const integer = (name: SettingName): number => Number(values[name]);
  const choice = <const T extends string>(name: SettingName, of: readonly T[], fallback: T): T =>
    of.find((candidate) => candidate === values[name]) ?? fallback;
  const port = integer("TAMGA_PORT");
  return {
    ok: true,
    warnings,
    config: {
      host: text("TAMGA_HOST"),
      port,
      publicUrl: URL.parse(values.TAMGA_PUBLIC_URL ?? `http://localhost:${port}`)?.origin ?? "",
      trustProxy: values.TAMGA_TRUST_PROXY === undefined ? [] : (networksOf(values.TAMGA_TRUST_PROXY) ?? []),
      dataDir: values.TAMGA_DATA === undefined ? defaultDataDir(CHECKOUT) : resolve(values.TAMGA_DATA),
      databaseUrl: values.DATABASE_URL,
      secondFactor: choice("TAMGA_SECOND_FACTOR", ["required", "optional"], "required"),
      sessionIdleMinutes: integer("TAMGA_SESSION_IDLE_MINUTES"),
      sessionHours: integer("TAMGA_SESSION_HOURS"),
      lockoutAttempts: integer("TAMGA_LOCKOUT_ATTEMPTS"),
      lockoutMinutes: integer("TAMGA_LOCKOUT_MINUTES"),
      oidc:
        values.TAMGA_OIDC_ISSUER === undefined
          ? undefined
          : {
              issuer: values.TAMGA_OIDC_ISSUER,
              clientId: text("TAMGA_OIDC_CLIENT_ID"),
              clientSecret: values.TAMGA_OIDC_CLIENT_SECRET,
              label: values.TAMGA_OIDC_LABEL,
            },
      journalKey: values.TAMGA_JOURNAL_KEY,
      checkpointSeconds: integer("TAMGA_CHECKPOINT_SECONDS"),
      checkpointEntries: integer("TAMGA_CHECKPOINT_ENTRIES"),
      uploadMaxBytes: integer("TAMGA_UPLOAD_MAX_MB") * 1024 * 1024,
      feedFolder: values.TAMGA_FEED_FOLDER === undefined ? undefined : resolve(values.TAMGA_FEED_FOLDER),
      logLevel: choice<LogLevel>("TAMGA_LOG_LEVEL", LOG_LEVELS, "info"),
      metrics: values.TAMGA_METRICS === "on",
      maintenance: {
        mode: choice("TAMGA_MAINTENANCE", ["normal", "read-only", "admins-only"], "normal"),
        message: values.TAMGA_MAINTENANCE_MESSAGE,
      },
      origins,
    },
  };
}

/** The value in force of each setting as text, secrets hidden: a password inside a URL, and every other secret whole. */
export function redactedConfig(config: Config): { name: SettingName; value: string; origin: string }[] {
  const hidden = (value: string | undefined): string => (value === undefined ? "" : "••••••");
  const shown: Record<SettingName, string> = {
    TAMGA_PORT: String(config.port),
    TAMGA_HOST: config.host,
    TAMGA_PUBLIC_URL: config.publicUrl,
    TAMGA_TRUST_PROXY: config.trustProxy.join(","),
    TAMGA_DATA: config.dataDir,
    DATABASE_URL: redactedUrl(config.databaseUrl),
    TAMGA_SECOND_FACTOR: config.secondFactor,
    TAMGA_SESSION_IDLE_MINUTES: String(config.sessionIdleMinutes),
    TAMGA_SESSION_HOURS: String(config.sessionHours),
    TAMGA_LOCKOUT_ATTEMPTS: String(config.lockoutAttempts),
    TAMGA_LOCKOUT_MINUTES: String(config.lockoutMinutes),
    TAMGA_OIDC_ISSUER: config.oidc?.issuer ?? "",
    TAMGA_OIDC_CLIENT_ID: config.oidc?.clientId ?? "",
    TAMGA_OIDC_CLIENT_SECRET: hidden(config.oidc?.clientSecret),
    TAMGA_OIDC_LABEL: config.oidc?.label ?? "",
    TAMGA_JOURNAL_KEY: hidden(config.journalKey),
    // Read by the backup commands only, from the environment; never kept in the configuration.
    TAMGA_BACKUP_PASSPHRASE: config.origins.TAMGA_BACKUP_PASSPHRASE === "default" ? "" : hidden("set"),
    TAMGA_CHECKPOINT_SECONDS: String(config.checkpointSeconds),
    TAMGA_CHECKPOINT_ENTRIES: String(config.checkpointEntries),
    TAMGA_UPLOAD_MAX_MB: String(config.uploadMaxBytes / 1024 / 1024),
    TAMGA_FEED_FOLDER: config.feedFolder ?? "",
    TAMGA_LOG_LEVEL: config.logLevel,
    TAMGA_METRICS: config.metrics ? "on" : "off",
    TAMGA_MAINTENANCE: config.maintenance.mode,
    TAMGA_MAINTENANCE_MESSAGE: config.maintenance.message ?? "",
  };
  return SETTING_NAMES.map((name) => ({ name, value: shown[name], origin: config.origins[name] }));
}

/** Host, port and database of a URL; the password and the parameters (which may hold one) are left out. */
export function redactedUrl(url: string | undefined): string {
  if (url === undefined) return "";
  const parsed = URL.parse(url);
  if (parsed === null) return "••••••";
  const user = parsed.username === "" ? "" : `${parsed.username}${parsed.password === "" ? "" : ":••••••"}@`;
  return `${parsed.protocol}//${user}${parsed.host}${parsed.pathname}`;
}
