/**
 * Migrations: numbered SQL files, forward only, never edited after landing.
 *
 * Promises: each runs once, in order, in a transaction of its own, under a lock that lets several programs start at
 * once; a file that changed after it ran stops the start with its name. Refuses: to run backwards, to run on a database
 * that is newer than the program.
 */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { Problem } from "./problem.ts";

const folder = fileURLToPath(new URL("../../migrations/", import.meta.url));
/** Any constant will do; it must only be the same in every program. */
const lockKey = 8_317_402_250n;

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

export async function listMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_.+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(`${folder}${name}`, "utf8");
      return { number: Number(name.slice(0, 4)), name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}

/** A client whose loss fails its query and not the whole program. */
function quietClient(config: pg.ClientConfig): pg.Client {
  const client = new pg.Client(config);
  client.on("error", () => undefined);
  return client;
}

export interface MigrationState {
  readonly applied: readonly string[];
  readonly waiting: readonly string[];
}

async function appliedMigrations(client: pg.Client): Promise<Map<number, { name: string; checksum: string }>> {
  const { rows: exists } = await client.query<{ there: boolean }>(
    "select to_regclass('public.tamga_migration') is not null as there",
  );
  if (exists[0]?.there !== true) return new Map();
  const { rows } = await client.query<{ number: number; name: string; checksum: string }>(
    "select number, name, checksum from public.tamga_migration order by number",
  );
  return new Map(rows.map((row) => [row.number, row]));
}

function compare(
  all: readonly Migration[],
  applied: ReadonlyMap<number, { name: string; checksum: string }>,
): Migration[] {
  for (const [number, row] of applied) {
    const ours = all.find((migration) => migration.number === number);
    if (ours === undefined) throw new Problem({ status: 500, code: "database-newer", values: { migration: row.name } });
    if (ours.checksum !== row.checksum)
      throw new Problem({ status: 500, code: "migration-edited", values: { migration: row.name } });
  }
  return all.filter((migration) => !applied.has(migration.number));
}

/** Which migrations ran and which wait, without running any. */
export async function migrationState(url: string): Promise<MigrationState> {
  const client = quietClient({ connectionString: url });
  await client.connect();
  try {
    const applied = await appliedMigrations(client);
    const waiting = compare(await listMigrations(), applied);
    return {
      applied: [...applied.values()].map((row) => row.name),
      waiting: waiting.map((migration) => migration.name),
    };
  } finally {
    await client.end();
  }
}

/**
 * Brings the database up to the program. `url` must be able to create roles and schemas.
 * Gives the names of the migrations that ran now. `upTo`: the last number to run, for a restore that loads an older archive.
 */
export async function migrate(url: string, upTo: number = Number.POSITIVE_INFINITY): Promise<string[]> {
  const client = quietClient({ connectionString: url, application_name: "tamga migrate" });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    );
    if ((rows[0]?.version ?? 0) < 150_000)
      throw new Problem({ status: 500, code: "database-too-old", values: { found: rows[0]?.version ?? 0 } });
    await client.query("select pg_advisory_lock($1)", [lockKey]);
    await client.query(
      "create table if not exists public.tamga_migration (number int primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())",
    );
    const done: string[] = [];
    for (const migration of compare(await listMigrations(), await appliedMigrations(client))) {
      if (migration.number > upTo) break;
      await client.query("begin");
      try {
        await client.query(migration.sql);
        await client.query("reset role");
        await client.query("insert into public.tamga_migration (number, name, checksum) values ($1, $2, $3)", [
          migration.number,
          migration.name,
          migration.checksum,
        ]);
        await client.query("commit");
      } catch (fault) {
        await client.query("rollback");
        throw new Problem({
          status: 500,
          code: "migration-failed",
          values: { migration: migration.name, message: fault instanceof Error ? fault.message : String(fault) },
          cause: fault,
        });
      }
      done.push(migration.name);
    }
    return done;
  } finally {
    await client.end();
  }
}
