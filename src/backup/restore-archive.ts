/**
 * An archive into an empty database.
 *
 * Promises: everything is loaded in one transaction, so that a restore that is cut off leaves the database as empty as it was;
 * what was loaded is read out again and compared with the archive's list before it is kept; row security, triggers,
 * constraints and indexes stand afterwards exactly as the migrations made them (the catalogue is compared). It needs no
 * superuser. Sessions and tokens of machines do not live on in a restored node. Refuses: a database with anything in it, one that another program works with, an archive newer than the program.
 */
import { createHash } from "node:crypto";
import type pg from "pg";
import { listMigrations, migrate, migrationState, type Migration } from "../platform/migrate.ts";
import { Problem } from "../platform/problem.ts";
import type { ArchiveHead, ArchiveList, OpenArchive, SequenceState, TableSum } from "./archive.ts";
import { ArchiveFault } from "./archive-fault.ts";
import { copyIn, copyOut } from "./copy.ts";
import { journalHead } from "./make-archive.ts";
import { connectForCopy, copyTableSql, fixSpelling, nodeTables, type NodeTable } from "./node-tables.ts";

export interface RestoreWatch {
  readonly signal: AbortSignal;
  readonly onLoaded?: (rows: number) => void;
  readonly onChecked?: (rows: number) => void;
}

export interface TableComparison {
  readonly table: string;
  readonly archive: TableSum;
  readonly restored: TableSum;
}

export interface Restored {
  readonly head: ArchiveHead;
  readonly list: ArchiveList;
  readonly tables: readonly TableComparison[];
  readonly journalSecret: string | null;
  /** Migrations of this program that ran after the load. */
  readonly migrated: readonly string[];
}

/** What the migrations and a first start put into a node before anybody used it. Everything else is somebody's work. */
const untouched: Readonly<Record<string, string>> = {
  "platform.setting": "false",
  "reference.version": "version > 0",
  "access.role": "false",
  "access.role_permission": "false",
  "access.audience_group": "kind <> 'national'",
  "journal.frontier": "size > 0",
};

async function refuseUsed(client: pg.ClientBase): Promise<void> {
  for (const { name } of await nodeTables(client)) {
    const { rows } = await client.query<{ used: boolean }>(
      `select exists (select from ${name} where ${untouched[name] ?? "true"}) as used`,
    );
    if (rows[0]?.used === true) throw new Problem({ status: 409, code: "restore-not-empty", values: { table: name } });
  }
}

/** A program that works with the database would go on with its own journal key and its own picture of the people. */
async function refuseBusy(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ others: number }>(
    "select count(*)::int as others from pg_stat_activity where datname = current_database() and usename = session_user and pid <> pg_backend_pid() and backend_type = 'client backend'",
  );
  if ((rows[0]?.others ?? 0) > 0)
    throw new Problem({ status: 409, code: "restore-in-use", values: { count: rows[0]?.others ?? 0 } });
}

/** Which migrations the archive was made with must be ours, byte for byte. Gives the number of the last. */
function knownMigration(head: ArchiveHead, ours: readonly Migration[]): number {
  for (const { number, name, checksum } of head.migrations) {
    const own = ours.find((migration) => migration.number === number);
    if (own === undefined)
      throw new Problem({
        status: 409,
        code: "restore-archive-newer",
        values: { migration: name, program: head.program },
      });
    if (own.checksum !== checksum)
      throw new Problem({ status: 409, code: "migration-edited", values: { migration: name } });
  }
  return head.migrations.at(-1)?.number ?? 0;
}

/** Brings the empty database to the archive's migration: forward, or, where it is already further, from nothing again. */
async function settleMigrations(client: pg.ClientBase, url: string, upTo: number): Promise<void> {
  const { applied } = await migrationState(url);
  if (applied.some((name) => Number(name.slice(0, 4)) > upTo)) {
    const { rows } = await client.query<{ name: string }>(
      "select quote_ident(nspname) as name from pg_namespace where nspowner = 'tamga_owner'::regrole",
    );
    await client.query("begin");
    await client.query("set local role tamga_owner");
    await refuseUsed(client);
    await client.query(`drop schema ${rows.map((row) => row.name).join(", ")} cascade`);
    await client.query("reset role");
    await client.query("delete from public.tamga_migration");
    await client.query("commit");
  }
  await migrate(url, upTo);
}

interface Definition {
  readonly drop: string;
  readonly make: string;
}

/** Foreign keys and indexes that belong to no constraint: made again after the load, in one go instead of row by row. */
async function slowParts(client: pg.ClientBase): Promise<{ keys: Definition[]; indexes: Definition[] }> {
  const keys = await client.query<Definition>(
    `select format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname) as drop,
       format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) as make
     from pg_constraint c join pg_namespace n on n.oid = c.connamespace where n.nspowner = 'tamga_owner'::regrole and c.contype = 'f' order by c.conrelid::regclass::text, c.conname`,
  );
  const indexes = await client.query<Definition>(
    `select format('drop index %s', i.indexrelid::regclass) as drop, pg_get_indexdef(i.indexrelid) as make
     from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspowner = 'tamga_owner'::regrole and c.relkind = 'r' and not exists (select from pg_constraint k where k.conindid = i.indexrelid) order by i.indexrelid::regclass::text`,
  );
  return { keys: keys.rows, indexes: indexes.rows };
}

/** Everything that the load switches off and must leave as it was, as one text. */
async function catalogueText(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ line: string }>(
    `with ours as (select c.oid, c.oid::regclass::text as name, c.relrowsecurity, c.relforcerowsecurity from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspowner = 'tamga_owner'::regrole and c.relkind = 'r')
     select format('table %s %s %s', name, relrowsecurity, relforcerowsecurity) as line from ours
     union all select format('trigger %s %s %s', o.name, t.tgname, t.tgenabled) from pg_trigger t join ours o on o.oid = t.tgrelid where not t.tgisinternal
     union all select format('constraint %s %s %s %s', o.name, k.conname, k.convalidated, pg_get_constraintdef(k.oid)) from pg_constraint k join ours o on o.oid = k.conrelid
     union all select format('index %s %s', i.indisvalid, pg_get_indexdef(i.indexrelid)) from pg_index i join ours o on o.oid = i.indrelid
     union all select format('policy %s %s %s %s %s', o.name, p.polname, p.polcmd, pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) from pg_policy p join ours o on o.oid = p.polrelid
     order by 1`,
  );
  return rows.map((row) => row.line).join("\n");
}

async function setSequences(client: pg.ClientBase, states: readonly SequenceState[]): Promise<void> {
  for (const { sequence, last } of states) {
    if (last === null)
      await client.query(
        "select setval($1::regclass, s.seqstart, false) from pg_sequence s where s.seqrelid = $1::regclass",
        [sequence],
      );
    else await client.query("select setval($1::regclass, $2::bigint, true)", [sequence, last]);
  }
}

async function* watched(rows: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const chunk of rows) {
    signal.throwIfAborted();
    yield chunk;
  }
}

interface Loaded {
  list: ArchiveList;
  journalSecret: string | null;
}

/** Reads the whole archive into the tables. */
async function loadParts(
  client: pg.ClientBase,
  archive: OpenArchive,
  tables: ReadonlyMap<string, NodeTable>,
  watch: RestoreWatch,
): Promise<Loaded> {
  const seen = new Set<string>();
  let list: ArchiveList | undefined;
  let journalSecret: string | null = null;
  let loaded = 0;
  for await (const part of archive.parts()) {
    if (part.kind === "table") {
      const table = tables.get(part.table);
      // Same migrations, same tables: anything else is not an archive of this program.
      if (table === undefined || table.columns.join() !== part.columns.join() || seen.has(part.table))
        throw new ArchiveFault("list-differs", { part: part.table });
      seen.add(part.table);
      const rows = await copyIn(
        client,
        `copy ${table.name} (${table.columns.join(", ")}) from stdin`,
        watched(part.rows, watch.signal),
      );
      loaded += rows;
      watch.onLoaded?.(loaded);
    } else if (part.kind === "sequences") await setSequences(client, part.sequences);
    else if (part.kind === "keys") ({ journalSecret } = part);
    else if (part.kind === "list") ({ list } = part);
  }
  if (list === undefined || seen.size !== tables.size) throw new ArchiveFault("list-differs", { part: "tables" });
  return { list, journalSecret };
}

/** Reads every table out again, as a backup would, and sums it. */
async function sumTables(
  client: pg.ClientBase,
  tables: readonly NodeTable[],
  watch: RestoreWatch,
): Promise<Map<string, TableSum>> {
  const sums = new Map<string, TableSum>();
  let checked = 0;
  for (const table of tables) {
    const hash = createHash("sha256");
    let bytes = 0;
    const copying = copyOut(client, copyTableSql(table));
    let next = await copying.next();
    for (; next.done !== true; next = await copying.next()) {
      watch.signal.throwIfAborted();
      hash.update(next.value);
      bytes += next.value.length;
    }
    checked += next.value;
    sums.set(table.name, { table: table.name, rows: next.value, bytes, sha256: hash.digest("hex") });
    watch.onChecked?.(checked);
  }
  return sums;
}

async function inTransaction(
  client: pg.ClientBase,
  archive: OpenArchive,
  watch: RestoreWatch,
): Promise<Omit<Restored, "head" | "migrated">> {
  const tables = await nodeTables(client);
  const names = tables.map((table) => table.name);
  const catalogue = await catalogueText(client);
  const { keys, indexes } = await slowParts(client);
  for (const { drop } of [...keys, ...indexes]) await client.query(drop);
  for (const name of names) await client.query(`alter table ${name} disable trigger user, no force row level security`);
  await client.query(`truncate ${names.join(", ")}`);
  const { list, journalSecret } = await loadParts(
    client,
    archive,
    new Map(tables.map((table) => [table.name, table])),
    watch,
  );
  for (const { make } of [...indexes, ...keys]) {
    watch.signal.throwIfAborted();
    await client.query(make);
  }
  for (const name of names) await client.query(`alter table ${name} enable trigger user, force row level security`);
  if ((await catalogueText(client)) !== catalogue)
    throw new Error("the catalogue after the load is not the one before it");
  const sums = await sumTables(client, tables, watch);
  const compared = list.tables.map((sum) => ({
    table: sum.table,
    archive: sum,
    restored: sums.get(sum.table) ?? { ...sum, rows: 0, bytes: 0, sha256: "" },
  }));
  const other = compared.find((one) => JSON.stringify(one.archive) !== JSON.stringify(one.restored));
  if (other !== undefined) throw new ArchiveFault("list-differs", { part: other.table });
  return { list, tables: compared, journalSecret };
}

/**
 * Who was signed in when the archive was made is not signed in now: a session that was ended since would be alive again, and so
 * would a half-made sign-in, a link for a new password and a machine's token that was revoked since. People sign in anew,
 * machines get new tokens; passwords stay.
 */
async function endOldWays(client: pg.ClientBase): Promise<void> {
  await client.query("update access.session set ended_at = now(), ended_why = 'restored' where ended_at is null");
  await client.query("update access.machine_token set revoked_at = now() where revoked_at is null");
  await client.query("delete from access.sign_in_ticket");
  await client.query("delete from access.credential where kind = 'setup'");
}

/** Loads `archive` into the database behind `url`, which must be empty and at rest. @throws Problem, ArchiveFault */
export async function restoreArchive(archive: OpenArchive, url: string, watch: RestoreWatch): Promise<Restored> {
  const { head } = archive;
  const upTo = knownMigration(head, await listMigrations());
  const client = await connectForCopy(url);
  try {
    await refuseBusy(client);
    await settleMigrations(client, url, upTo);
    await client.query("begin");
    await client.query("set local role tamga_owner; set local lock_timeout = '10s'");
    await fixSpelling(client);
    // Nobody else from here to the end; what came in meanwhile is seen.
    await client.query(
      `lock table ${(await nodeTables(client)).map((table) => table.name).join(", ")} in access exclusive mode`,
    );
    await refuseUsed(client);
    const restored = await inTransaction(client, archive, watch);
    if (JSON.stringify(await journalHead(client)) !== JSON.stringify(head.journal))
      throw new ArchiveFault("list-differs", { part: "journal" });
    await endOldWays(client);
    await client.query("commit");
    const migrated = await migrate(url);
    await client.query("set role tamga_owner; analyze; reset role");
    return { head, migrated, ...restored };
  } finally {
    // Ends an open transaction with it.
    await client.end().catch(() => undefined);
  }
}
