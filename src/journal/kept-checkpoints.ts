/**
 * The signed checkpoints kept outside the database, beside the signing key.
 *
 * Promises: each note is appended, so that a database that was rolled back or cut is found out; a write that broke off (full disk,
 * kill) spoils no other note; the file stays small for years: the newest thousand, then one an hour for a month, then one a day,
 * and the very first. Refuses: to throw away what it cannot read: that is set aside in a file of its own.
 */
import { appendFile, mkdir, open, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../platform/config.ts";
import { parseCheckpoint, splitNotes } from "./checkpoint.ts";
import { keyFolder } from "./signing-key.ts";

const keptFile = "journal.checkpoints";
const newest = 1_000;
const hourly = 30 * 24;
/** Notes in the file before it is thinned out: with one every few seconds, a few times a day. */
const thinAt = 5_000;

type Place = Pick<Config, "dataDir">;

/** Since when this process appends, and how many it has appended since it last thinned the file; by folder. */
const appended = new Map<string, number>();

/** Which notes stay: the newest thousand, the last of each hour of the month before, of each day before that, and the first. */
export function thinned(notes: readonly string[]): string[] {
  const older = notes.slice(0, -newest);
  const lastOf = new Map<string, number>();
  const hours = new Set<string>();
  for (let at = older.length - 1; at >= 0; at -= 1) {
    // A note without a time has a span of its own: it stays.
    const time = parseCheckpoint(older[at] ?? "")?.checkpoint.time ?? `at ${at}`;
    const hour = time.slice(0, 13);
    if (hours.size < hourly || hours.has(hour)) {
      hours.add(hour);
      if (!lastOf.has(hour)) lastOf.set(hour, at);
    } else if (!lastOf.has(time.slice(0, 10))) lastOf.set(time.slice(0, 10), at);
  }
  const stay = new Set([0, ...lastOf.values()]);
  return [...older.filter((_, at) => stay.has(at)), ...notes.slice(-newest)];
}

/** Sets aside what is no note and thins out; in one step, so that a kill leaves the old file or the new one. */
async function tidy(folder: string): Promise<void> {
  const path = join(folder, keptFile);
  const text = await readFile(path, "utf8").catch(() => "");
  const pieces = splitNotes(text);
  const notes = pieces.filter((piece) => parseCheckpoint(piece) !== null);
  const torn = pieces.filter((piece) => parseCheckpoint(piece) === null);
  if (torn.length === 0 && notes.length < thinAt) return;
  if (torn.length > 0) await appendFile(`${path}.unreadable`, torn.join("\n"), { mode: 0o600 });
  await writeFile(
    `${path}.new`,
    thinned(notes)
      .map((note) => `${note}\n`)
      .join(""),
    { mode: 0o600, flush: true },
  );
  await rename(`${path}.new`, path);
}

/** Appends a signed note. A note that could not be written whole leaves the file as it was, and the error is thrown. */
export async function keepCheckpoint(config: Place, note: string): Promise<void> {
  const folder = keyFolder(config);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const count = appended.get(folder);
  if (count === undefined || count >= thinAt) {
    await tidy(folder);
    appended.set(folder, 0);
  }
  const file = await open(join(folder, keptFile), "a", 0o600);
  const { size } = await file.stat();
  try {
    await file.writeFile(`${note}\n`);
  } catch (fault) {
    await file.truncate(size).catch(() => undefined);
    throw fault;
  } finally {
    await file.close();
  }
  appended.set(folder, (appended.get(folder) ?? 0) + 1);
}

/** The kept checkpoints of this data folder as one text; empty when there are none. */
export async function keptCheckpoints(config: Place): Promise<string> {
  return readFile(join(keyFolder(config), keptFile), "utf8").catch(() => "");
}
