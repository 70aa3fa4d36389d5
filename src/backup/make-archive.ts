/**
 * Makes an archive of a node, while it serves or not.
 *
 * Promises: all tables are read in one snapshot (repeatable read, read only) as tamga_backup, so that they fit each other and
 * the head of the journal; nobody is kept waiting; the file appears under its name when it is whole and on the disk. Refuses: a
 * database whose migrations this program does not know.
 */
import { access, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type pg from "pg";
import { Problem } from "../platform/problem.ts";
import { writeArchive, type ArchiveHead, type ArchiveList, type SequenceState } from "./archive.ts";
import type { Reader } from "./archive-key.ts";
import { connectForCopy, fixSpelling, nodeTables, sequenceStates, tableSource } from "./node-tables.ts";

export interface ArchiveWish {
  readonly url: string;
  readonly file: string;
  readonly force: boolean;
  readonly reader: Reader;
  readonly journalSecret: string | null;
  readonly signal: AbortSignal;
  /** Told the rows written so far and the planner's guess of all. */
  readonly onRows?: (rows: number, expected: number) => void;
}

export interface MadeArchive {
  readonly head: ArchiveHead;
  readonly list: ArchiveList;
  /** Size of the file in bytes. */
  readonly bytes: number;
}

export async function programVersion(): Promise<string> {
  const manifest = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return manifest.version;
}

/** The last signed checkpoint as the open transaction sees it. */
export async function journalHead(client: pg.ClientBase): Promise<ArchiveHead["journal"]> {
  const { rows } = await client.query<{ size: string; root: string; note: string }>(
    "select size::text, encode(root, 'hex') as root, note from journal.checkpoint order by size desc limit 1",
  );
  const [row] = rows;
  return row === undefined ? null : { size: Number(row.size), root: row.root, note: row.note };
}

async function headOf(client: pg.ClientBase, expectedRows: number): Promise<ArchiveHead> {
  const migrations = await client.query<{ number: number; name: string; checksum: string }>(
    "select number, name, checksum from public.tamga_migration order by number",
  );
  const settings = await client.query<{ key: string; value: unknown }>(
    "select key, value from platform.setting where key in ('node.origin', 'journal.key')",
  );
  const setting = (key: string): string | null => {
    const value = settings.rows.find((row) => row.key === key)?.value;
    return typeof value === "string" ? value : null;
  };
  const server = await client.query<{ version: string }>("select current_setting('server_version') as version");
  return {
    format: 1,
    program: await programVersion(),
    createdAt: new Date().toISOString(),
    server: server.rows[0]?.version ?? "",
    migrations: migrations.rows,
    origin: setting("node.origin"),
    journalKey: setting("journal.key"),
    journal: await journalHead(client),
    expectedRows,
  };
}

/** Writes pieces to a temporary name beside `file`, onto the disk, then under its name. */
async function writeWhole(file: string, pieces: AsyncIterable<Buffer>, signal: AbortSignal): Promise<number> {
  const temporary = `${file}.${process.pid}.part`;
  const handle = await open(temporary, "wx", 0o600);
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      signal.throwIfAborted();
      for (let at = 0; at < piece.length;) at += (await handle.write(piece, at)).bytesWritten;
      bytes += piece.length;
    }
    await handle.sync();
    await handle.close();
    await rename(temporary, file);
    // The name is on the disk when its folder is.
    const folder = await open(dirname(file), "r");
    await folder.sync().catch(() => undefined);
    await folder.close();
    return bytes;
  } catch (fault) {
    await handle.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw fault;
  }
}

export async function makeArchive(wish: ArchiveWish): Promise<MadeArchive> {
  const { file, force, signal } = wish;
  if (
    !force &&
    (await access(file).then(
      () => true,
      () => false,
    ))
  )
    throw new Problem({ status: 409, code: "file-exists", values: { file } });
  const client = await connectForCopy(wish.url);
  try {
    await client.query("begin isolation level repeatable read read only; set local role tamga_backup");
    await fixSpelling(client);
    const { rows: there } = await client.query<{ there: boolean }>(
      "select to_regclass('public.tamga_migration') is not null as there",
    );
    if (there[0]?.there !== true) throw new Problem({ status: 409, code: "backup-nothing-there" });
    const tables = await nodeTables(client);
    const expected = tables.reduce((sum, table) => sum + table.expected, 0);
    const head = await headOf(client, expected);
    // Sequences stand outside of snapshots; read after it, they are at least as far as any row in it.
    await client.query("set local role tamga_owner");
    const sequences: SequenceState[] = await sequenceStates(client);
    await client.query("set local role tamga_backup");
    let list: ArchiveList | undefined;
    async function* pieces(): AsyncGenerator<Buffer> {
      let rows = 0;
      const sources = tables.map((table) => {
        const source = tableSource(client, table);
        return {
          ...source,
          async *rows() {
            const count = yield* source.rows();
            rows += count;
            wish.onRows?.(rows, expected);
            return count;
          },
        };
      });
      list = yield* writeArchive({ head, tables: sources, sequences, journalSecret: wish.journalSecret }, wish.reader);
    }
    const bytes = await writeWhole(file, pieces(), signal);
    if (list === undefined) throw new Error("no list");
    await client.query("commit");
    return { head, list, bytes };
  } finally {
    // Ends the transaction too; nothing was changed in it.
    await client.end().catch(() => undefined);
  }
}
