/**
 * One PostgreSQL for the whole test run: the bundled server in a temporary folder, or, with TAMGA_TEST_DATABASE_URL, another one
 * (a superuser's URL). A template database is migrated once; each test file works in a copy of its own.
 */
import { mkdtempSync, chmodSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { startBundledPostgres } from "../src/platform/bundled-postgres.ts";
import { createLog } from "../src/platform/log.ts";
import { migrate } from "../src/platform/migrate.ts";
import { makeTestCountry } from "./test-country.ts";

declare module "vitest" {
  interface ProvidedContext {
    adminUrl: string;
    programUrl: string;
    template: string;
    engine: string;
  }
}

/** The same URL on another database. */
export function onDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env["TAMGA_TEST_DATABASE_URL"];
  let adminUrl: string;
  let programUrl: string;
  let stop: () => Promise<void>;
  if (given === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "tamga-test-"));
    chmodSync(folder, 0o755);
    const bundled = await startBundledPostgres({ dataDir: folder, log: createLog("silent") });
    adminUrl = bundled.superuserUrl;
    programUrl = bundled.url;
    stop = async () => {
      await bundled.stop();
      rmSync(folder, { recursive: true, force: true });
    };
  } else {
    adminUrl = given;
    const program = new URL(given);
    program.username = "tamga_test_program";
    program.password = "tamga-test";
    programUrl = program.href;
    stop = async () => undefined;
  }
  const template = `tamga_template_${process.pid}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const owner = new URL(programUrl).username;
  // Hundreds of copies are made and dropped: this server need not survive a power cut. The kill runs use servers of their own, durable.
  if (given === undefined) {
    await admin.query("alter system set fsync = off");
    await admin.query("alter system set full_page_writes = off");
    await admin.query("alter system set max_wal_size = '4GB'");
    await admin.query("select pg_reload_conf()");
  }
  if (given !== undefined) {
    await admin.query(
      `do $$ begin create role ${owner} login createrole password 'tamga-test'; exception when duplicate_object then null; end $$`,
    );
  }
  await admin.query(`create database ${template} owner ${owner}`);
  const { rows } = await admin.query<{ version: string }>("select split_part(version(), ' ', 2) as version");
  await admin.end();
  await migrate(onDatabase(programUrl, template));
  await makeTestCountry(onDatabase(programUrl, template));
  project.provide("adminUrl", adminUrl);
  project.provide("programUrl", programUrl);
  project.provide("template", template);
  project.provide("engine", rows[0]?.version ?? "");
  console.log(
    `tests run on PostgreSQL ${rows[0]?.version ?? "?"} (${given === undefined ? "bundled" : "TAMGA_TEST_DATABASE_URL"})`,
  );
  return async () => {
    const last = new pg.Client({ connectionString: adminUrl });
    await last.connect();
    await last.query(`drop database if exists ${template} with (force)`);
    await last.end();
    await stop();
  };
}
