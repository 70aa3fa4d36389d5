/**
 * The built indexes on the disk, so that a program that starts again is ready in seconds and not in a minute.
 *
 * Two files in a folder of the data folder: the numbers as they lie in memory, and a head that says what they are, of which
 * database, up to which transaction. Each head carries a mark that stands in the database as well: a database that was put back to an older
 * state, or another one, does not hold the newest mark, and transaction numbers of another server are never believed. Promises: what
 * is loaded is what was built, or nothing: a damaged, foreign or old file, and one of another release or of other lists, is removed and all is
 * built anew. The files are open to the program's account alone and in no backup. Refuses: to keep what changes:
 * that follows from the change table.
 */
import { createHash, randomUUID } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32 } from "node:zlib";
import { z } from "zod";
import type { Tx } from "../platform/database.ts";
import { codeLists, listsVersion } from "../reference/lists.ts";
import type { Built } from "./live-index-build.ts";

/** Raised when the files are laid out in another way. */
const format = 1;
const headName = "index.json";
const partSize = 64 << 20;
const markKey = "matching.index-mark";
/** Rows of the change table are kept for a day: a head must be clearly younger. */
const youngest = "18 hours";

const headSchema = z.object({
  format: z.literal(format),
  /** Of the program's reading of numbers and of the lists: another release reads numbers in another way. */
  program: z.string(),
  system: z.string(),
  mark: z.uuid(),
  horizon: z.string().regex(/^\d{1,20}$/u),
  file: z.string().regex(/^index-[0-9a-f-]{36}\.bin$/u),
  bytes: z.int().nonnegative(),
  crc: z.int(),
  built: z.unknown(),
});
type Head = z.infer<typeof headSchema>;

/** Why a file on the disk was not used; undefined: there was none. */
export type NotUsed = "damaged" | "foreign" | "old" | "other-release";

/** A fingerprint of everything that decides how a number stands in the index: this program's own text, and the lists. */
function programHash(): string {
  const hash = createHash("sha256");
  const here = fileURLToPath(new URL(".", import.meta.url));
  const take = (folder: string, which: RegExp): void => {
    for (const name of readdirSync(folder).toSorted())
      if (which.test(name) && !name.endsWith(".test.ts"))
        hash
          .update(name)
          .update("\0")
          .update(readFileSync(join(folder, name)));
  };
  take(here, /^(?:serial-|live-index-|field-knowledge).*\.ts$/u);
  take(join(here, "engine"), /\.ts$/u);
  take(join(here, "../reference"), /\.ts$/u);
  const { makes, models, calibres, types, countries } = codeLists();
  for (const list of [makes, models, calibres, types, countries]) hash.update(JSON.stringify([...list]));
  return hash.update(`\0${process.version}`).digest("hex");
}

/** Lays typed arrays one behind the other and puts a note in their place. */
class Laying {
  readonly arrays: (Uint8Array | Uint32Array)[] = [];
  bytes = 0;

  note(value: unknown): unknown {
    if (value instanceof Uint8Array || value instanceof Uint32Array) {
      const at = this.bytes;
      this.arrays.push(value);
      this.bytes = at + Math.ceil(value.byteLength / 8) * 8;
      return { $: [value instanceof Uint8Array ? "b" : "w", at, value.length] };
    }
    if (Array.isArray(value)) return value.map((one) => this.note(one));
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.note(inner)]));
    return value;
  }
}

const noteSchema = z.strictObject({ $: z.tuple([z.enum(["b", "w"]), z.int().nonnegative(), z.int().nonnegative()]) });

function unlaid(value: unknown, buffer: SharedArrayBuffer): unknown {
  if (Array.isArray(value)) return value.map((one) => unlaid(one, buffer));
  if (typeof value !== "object" || value === null) return value;
  if ("$" in value) {
    const [kind, at, length] = noteSchema.parse(value).$;
    return kind === "b" ? new Uint8Array(buffer, at, length) : new Uint32Array(buffer, at, length);
  }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, unlaid(inner, buffer)]));
}

/** The server and the database: its transaction numbers mean nothing anywhere else. */
async function systemOf(tx: Tx): Promise<string> {
  const [row] = await tx.query<{ system: string }>(
    `select (select system_identifier from pg_control_system())::text || ' ' || (select oid from pg_database where datname = current_database())::text as system`,
  );
  if (row === undefined) throw new Error("the server does not say who it is");
  return row.system;
}

/**
 * Puts a new mark into the database, beside those of other programs; `instead` goes. As the keeper.
 * Marks by when they were put: several programs may share the database, each with a data folder of its own.
 */
async function putMark(tx: Tx, instead?: string): Promise<string> {
  const mark = randomUUID();
  await tx.query(
    `insert into platform.setting as s (key, value) values ($1, jsonb_build_object($2::text, now()))
     on conflict (key) do update set changed_at = now(), value = excluded.value || coalesce((select jsonb_object_agg(x.key, x.value) from jsonb_each_text(s.value) x
       where x.value::timestamptz > now() - interval '${youngest}' and x.key is distinct from $3::text), '{}')`,
    [markKey, mark, instead ?? null],
  );
  return mark;
}

function writeWhole(path: string, parts: readonly Uint8Array[]): void {
  const fd = openSync(`${path}.new`, "w", 0o600);
  try {
    for (const part of parts)
      for (let at = 0; at < part.byteLength;) at += writeSync(fd, part, at, Math.min(partSize, part.byteLength - at));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(`${path}.new`, path);
}

function writeHead(folder: string, head: Head): void {
  const text = JSON.stringify(head);
  writeFileSync(join(folder, `${headName}.new`), `${crc32(text)}\n${text}`, { mode: 0o600, flush: true });
  renameSync(join(folder, `${headName}.new`), join(folder, headName));
}

function readHead(folder: string): unknown {
  const whole = readFileSync(join(folder, headName), "utf8");
  const end = whole.indexOf("\n");
  const text = whole.slice(end + 1);
  return whole.slice(0, end) === String(crc32(text)) ? JSON.parse(text) : undefined;
}

/** Takes away what stands there. */
export function removeSnapshot(folder: string, but?: string): void {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names)
    if (/^index[-.]/u.test(name) && name !== but && !(but !== undefined && name === headName))
      rmSync(join(folder, name), { force: true });
}

/** Runs something as the keeper, who keeps the settings. */
export type AsKeeper = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** Writes what was built. Blocks: for a thread of its own. */
export async function writeSnapshot(folder: string, built: Built, asKeeper: AsKeeper): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const laying = new Laying();
  const note = laying.note(built);
  const parts = laying.arrays.flatMap((list) => {
    const bytes = new Uint8Array(list.buffer, list.byteOffset, list.byteLength);
    const gap = Math.ceil(list.byteLength / 8) * 8 - list.byteLength;
    return gap === 0 ? [bytes] : [bytes, new Uint8Array(gap)];
  });
  const file = `index-${randomUUID()}.bin`;
  writeWhole(join(folder, file), parts);
  let crc = 0;
  for (const part of parts) crc = crc32(part, crc);
  // The mark is younger than everything in the file: whoever holds it holds what the file was made of.
  const { system, mark } = await asKeeper(async (tx) => ({ system: await systemOf(tx), mark: await putMark(tx) }));
  writeHead(folder, {
    format,
    program: programHash(),
    system,
    mark,
    horizon: built.horizon,
    file,
    bytes: laying.bytes,
    crc,
    built: note,
  });
  removeSnapshot(folder, file);
}

/**
 * Says that nothing has changed up to `horizon`, so that the file is not too old when it is wanted.
 * @returns whether there was a file to say it of
 */
export async function renewSnapshot(folder: string, horizon: string, asKeeper: AsKeeper): Promise<boolean> {
  let head: Head;
  try {
    head = headSchema.parse(readHead(folder));
  } catch {
    return false;
  }
  const mark = await asKeeper(async (tx) =>
    (await systemOf(tx)) === head.system && (await holdsMark(tx, head.mark)) ? await putMark(tx, head.mark) : undefined,
  );
  if (mark === undefined) return false;
  writeHead(folder, { ...head, mark, horizon });
  return true;
}

/** Whether the database holds this mark, and it is young enough. */
async function holdsMark(tx: Tx, mark: string): Promise<boolean> {
  const rows = await tx.query(
    `select 1 from platform.setting where key = $1 and (value->>$2)::timestamptz > now() - interval '${youngest}'`,
    [markKey, mark],
  );
  return rows.length > 0;
}

/** Loads what is there for this database; `notUsed` says why it was taken away. Blocks: for a thread of its own. */
export async function loadSnapshot(
  folder: string,
  asKeeper: AsKeeper,
): Promise<{ readonly built?: Built; readonly notUsed?: NotUsed }> {
  let text: unknown;
  try {
    statSync(join(folder, headName));
  } catch {
    removeSnapshot(folder);
    return {};
  }
  const dropped = (notUsed: NotUsed): { readonly notUsed: NotUsed } => {
    removeSnapshot(folder);
    return { notUsed };
  };
  try {
    text = readHead(folder);
  } catch {
    return dropped("damaged");
  }
  if (text === undefined) return dropped("damaged");
  const parsed = headSchema.safeParse(text);
  if (!parsed.success) return dropped("other-release");
  const head = parsed.data;
  if (head.program !== programHash()) return dropped("other-release");
  const { system, held } = await asKeeper(async (tx) => ({
    system: await systemOf(tx),
    held: await holdsMark(tx, head.mark),
  }));
  if (head.system !== system) return dropped("foreign");
  // Not held, or no longer young: the database was put back, or nobody renewed it.
  if (!held) return dropped("old");
  const buffer = new SharedArrayBuffer(head.bytes);
  try {
    if (statSync(join(folder, head.file)).size !== head.bytes) return dropped("damaged");
    const fd = openSync(join(folder, head.file), "r");
    let crc = 0;
    try {
      for (let at = 0; at < head.bytes;) {
        const part = new Uint8Array(buffer, at, Math.min(partSize, head.bytes - at));
        const read = readSync(fd, part, 0, part.length, at);
        if (read === 0) return dropped("damaged");
        crc = crc32(part.subarray(0, read), crc);
        at += read;
      }
    } finally {
      closeSync(fd);
    }
    if (crc !== head.crc) return dropped("damaged");
    // Written by this program in this form: the fingerprint and the checksums say so.
    const built = unlaid(head.built, buffer) as Built;
    return built.listsVersion === listsVersion()
      ? { built: { ...built, horizon: head.horizon } }
      : dropped("other-release");
  } catch {
    return dropped("damaged");
  }
}
