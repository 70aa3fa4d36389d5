import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadConfig, redactedConfig, redactedUrl, type Config, type Environment } from "./config.ts";
import { SETTING_NAMES } from "./config-settings.ts";

const folder = mkdtempSync(join(tmpdir(), "tamga-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function good(env: Environment): Config {
  const outcome = loadConfig(env);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.config;
}

function faults(env: Environment): string[] {
  const outcome = loadConfig(env);
  return outcome.ok ? [] : outcome.problems.map((problem) => `${problem.name} ${problem.code}`);
}

function secretFile(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const ed25519 = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();

test("without any setting the node is complete and closed", () => {
  const config = good({});
  expect(config).toMatchObject({
    host: "127.0.0.1",
    port: 8080,
    publicUrl: "http://localhost:8080",
    databaseUrl: undefined,
    secondFactor: "required",
    oidc: undefined,
    metrics: false,
    uploadMaxBytes: 512 * 1024 * 1024,
    maintenance: { mode: "normal", message: undefined },
    trustProxy: [],
  });
  expect(resolve(config.dataDir)).toBe(config.dataDir);
});

test("empty variables are variables that are not set", () => {
  expect(good({ TAMGA_PORT: "", DATABASE_URL: " ", TAMGA_OIDC_LABEL: "" })).toMatchObject({
    port: 8080,
    databaseUrl: undefined,
  });
});

test("all faults are listed at once, in the order of the table", () => {
  const found = faults({
    TAMGA_PORT: "80a",
    TAMGA_PUBLIC_URL: "https://tamga.example/desk",
    TAMGA_TRUST_PROXY: "10.0.0.0/8, proxy",
    DATABASE_URL: "mysql://h/d",
    TAMGA_SECOND_FACTOR: "no",
    TAMGA_SESSION_HOURS: "0",
    TAMGA_OIDC_LABEL: "Staff card",
    TAMGA_JOURNAL_KEY: "not a key",
  });
  expect(found).toEqual([
    "TAMGA_PORT not-an-integer",
    "TAMGA_PUBLIC_URL not-an-origin",
    "TAMGA_TRUST_PROXY not-a-network",
    "DATABASE_URL wrong-scheme",
    "TAMGA_SECOND_FACTOR not-one-of",
    "TAMGA_SESSION_HOURS out-of-range",
    "TAMGA_JOURNAL_KEY not-a-key",
    "TAMGA_OIDC_ISSUER needs",
    "TAMGA_OIDC_CLIENT_ID needs",
  ]);
});

test("a secret comes from its file, without the line end", () => {
  const env = {
    DATABASE_URL_FILE: secretFile("database", "postgres://tamga:pw@db/tamga\n"),
    TAMGA_JOURNAL_KEY_FILE: secretFile("key", ed25519),
  };
  expect(good(env)).toMatchObject({ databaseUrl: "postgres://tamga:pw@db/tamga", journalKey: ed25519.trim() });
  expect(good(env).origins.DATABASE_URL).toBe("file");
});

test("both forms at once, a missing file and a file for what is no secret are faults", () => {
  const file = secretFile("twice", "postgres://db/tamga");
  expect(faults({ DATABASE_URL: "postgres://db/tamga", DATABASE_URL_FILE: file })).toEqual(["DATABASE_URL both-given"]);
  expect(faults({ DATABASE_URL_FILE: join(folder, "none") })).toEqual(["DATABASE_URL_FILE file-unreadable"]);
  expect(faults({ TAMGA_PORT_FILE: file })).toEqual(["TAMGA_PORT_FILE file-for-non-secret"]);
});

test("a key of another kind is refused", () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString();
  expect(faults({ TAMGA_JOURNAL_KEY: rsa })).toEqual(["TAMGA_JOURNAL_KEY not-a-key"]);
});

test("a misspelt name is told, with the nearest right one; other programs' names are not ours", () => {
  const outcome = loadConfig({ TAMGA_PROT: "1", PATH: "/bin", TAMGA_TEST_SEED: "1" });
  expect(outcome.warnings).toEqual([{ name: "TAMGA_PROT", code: "unknown", values: { nearest: "TAMGA_PORT" } }]);
});

test("networks of proxies and a socket address of the database are understood", () => {
  const config = good({ TAMGA_TRUST_PROXY: "10.0.0.0/8, ::1", DATABASE_URL: "postgres:///tamga?host=/run/postgresql" });
  expect(config.trustProxy).toEqual(["10.0.0.0/8", "::1"]);
  expect(faults({ TAMGA_TRUST_PROXY: "10.0.0.0/33" })).toEqual(["TAMGA_TRUST_PROXY not-a-network"]);
});

test("nothing printed and no fault holds a secret", () => {
  const secret = "s3cretWord";
  const config = good({
    DATABASE_URL: `postgres://tamga:${secret}@db:5432/tamga?password=${secret}`,
    TAMGA_OIDC_ISSUER: "https://id.example",
    TAMGA_OIDC_CLIENT_ID: "tamga",
    TAMGA_OIDC_CLIENT_SECRET: secret,
    TAMGA_JOURNAL_KEY: ed25519,
  });
  const printed = redactedConfig(config);
  expect(printed.map((row) => row.name)).toEqual(SETTING_NAMES);
  expect(JSON.stringify(printed)).not.toContain(secret);
  expect(JSON.stringify(printed)).not.toContain("PRIVATE");
  expect(redactedUrl(config.databaseUrl)).toBe("postgres://tamga:••••••@db:5432/tamga");
  expect(JSON.stringify(loadConfig({ DATABASE_URL: `mysql://${secret}`, TAMGA_JOURNAL_KEY: secret }))).not.toContain(
    secret,
  );
});
