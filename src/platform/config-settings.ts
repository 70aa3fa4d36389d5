/**
 * Every setting of the node, once: name, kind, default, whether it is secret, whether a change needs a restart. What the
 * settings mean is said in the catalogue `command` under `settings.<name>`, in both languages.
 *
 * Promises: `tamga config list`, the generated documentation and the checks at start are made from this table. Refuses:
 * settings that are read anywhere else.
 */
import { LOG_LEVELS } from "./log.ts";

export type SettingKind =
  | { readonly kind: "text" }
  | { readonly kind: "folder" }
  | { readonly kind: "url"; readonly schemes: readonly string[]; readonly originOnly?: boolean }
  | { readonly kind: "integer"; readonly min: number; readonly max: number; readonly unit?: string }
  | { readonly kind: "choice"; readonly of: readonly string[] }
  | { readonly kind: "networks" }
  | { readonly kind: "ed25519-key" };

export interface Setting {
  readonly type: SettingKind;
  /** The default as it would be written in the environment; undefined: not set. "(…)" names a rule instead. */
  readonly default: string | undefined;
  /** Never printed, and may also come from the file that `<NAME>_FILE` names. */
  readonly secret: boolean;
  readonly restart: boolean;
  readonly group: "node" | "database" | "sign-in" | "journal" | "operation";
}

function setting(
  group: Setting["group"],
  type: SettingKind,
  fallback?: string,
  more: { secret?: boolean } = {},
): Setting {
  // Settings are read once, at start: a change always needs a restart, which takes less than five seconds.
  return { group, type, default: fallback, secret: more.secret ?? false, restart: true };
}

export const SETTINGS = {
  // 0: any free port, for tests.
  TAMGA_PORT: setting("node", { kind: "integer", min: 0, max: 65_535 }, "8080"),
  TAMGA_HOST: setting("node", { kind: "text" }, "127.0.0.1"),
  TAMGA_PUBLIC_URL: setting(
    "node",
    { kind: "url", schemes: ["http", "https"], originOnly: true },
    "(http://localhost:PORT)",
  ),
  TAMGA_TRUST_PROXY: setting("node", { kind: "networks" }),
  TAMGA_DATA: setting("node", { kind: "folder" }, "(./data)"),
  DATABASE_URL: setting("database", { kind: "url", schemes: ["postgres", "postgresql"] }, undefined, { secret: true }),
  TAMGA_SECOND_FACTOR: setting("sign-in", { kind: "choice", of: ["required", "optional"] }, "required"),
  TAMGA_SESSION_IDLE_MINUTES: setting("sign-in", { kind: "integer", min: 1, max: 1440, unit: "min" }, "30"),
  TAMGA_SESSION_HOURS: setting("sign-in", { kind: "integer", min: 1, max: 168, unit: "h" }, "12"),
  TAMGA_LOCKOUT_ATTEMPTS: setting("sign-in", { kind: "integer", min: 3, max: 100 }, "5"),
  TAMGA_LOCKOUT_MINUTES: setting("sign-in", { kind: "integer", min: 1, max: 1440, unit: "min" }, "10"),
  TAMGA_OIDC_ISSUER: setting("sign-in", { kind: "url", schemes: ["https", "http"] }),
  TAMGA_OIDC_CLIENT_ID: setting("sign-in", { kind: "text" }),
  TAMGA_OIDC_CLIENT_SECRET: setting("sign-in", { kind: "text" }, undefined, { secret: true }),
  TAMGA_OIDC_LABEL: setting("sign-in", { kind: "text" }),
  TAMGA_JOURNAL_KEY: setting("journal", { kind: "ed25519-key" }, "(keys/)", { secret: true }),
  TAMGA_BACKUP_PASSPHRASE: setting("operation", { kind: "text" }, undefined, { secret: true }),
  TAMGA_CHECKPOINT_SECONDS: setting("journal", { kind: "integer", min: 1, max: 3600, unit: "s" }, "5"),
  TAMGA_CHECKPOINT_ENTRIES: setting("journal", { kind: "integer", min: 1, max: 1_000_000 }, "1000"),
  TAMGA_UPLOAD_MAX_MB: setting("operation", { kind: "integer", min: 1, max: 4096, unit: "MB" }, "512"),
  TAMGA_FEED_FOLDER: setting("operation", { kind: "folder" }),
  TAMGA_LOG_LEVEL: setting("operation", { kind: "choice", of: LOG_LEVELS }, "info"),
  TAMGA_METRICS: setting("operation", { kind: "choice", of: ["off", "on"] }, "off"),
  TAMGA_MAINTENANCE: setting("operation", { kind: "choice", of: ["normal", "read-only", "admins-only"] }, "normal"),
  TAMGA_MAINTENANCE_MESSAGE: setting("operation", { kind: "text" }),
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof SETTINGS;

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];
