import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeCheckpoint, newSigner, parseCheckpoint, splitNotes } from "./checkpoint.ts";
import { keepCheckpoint, keptCheckpoints, thinned } from "./kept-checkpoints.ts";

const signer = newSigner("kept.tamga.test/journal");
const folders: string[] = [];
const place = async (): Promise<{ dataDir: string }> => {
  const dataDir = await mkdtemp(join(tmpdir(), "tamga-kept-"));
  folders.push(dataDir);
  return { dataDir };
};
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

const noteAt = (size: number, milliseconds: number): string =>
  makeCheckpoint(
    {
      origin: signer.name,
      size,
      root: new Uint8Array(32),
      time: `${new Date(milliseconds).toISOString().slice(0, -1)}000Z`,
    },
    signer,
  );

test("a year of checkpoints stays small: first, newest thousand, hours, days", () => {
  const begun = Date.parse("2026-01-01T00:00:00Z");
  const every = 10 * 60_000;
  const notes = Array.from({ length: (365 * 24 * 3_600_000) / every }, (_, at) => noteAt(at + 1, begun + at * every));
  const kept = thinned(notes);
  expect(kept[0]).toBe(notes[0]);
  expect(kept.slice(-1_000)).toEqual(notes.slice(-1_000));
  expect(kept.length).toBeLessThan(1_000 + 30 * 24 + 365 + 2);
  expect(kept.length).toBeGreaterThan(1_000 + 30 * 24 + 300);
  // In their order, and every day of the year has one.
  const sizes = kept.map((note) => parseCheckpoint(note)?.checkpoint.size ?? 0);
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  expect(new Set(kept.map((note) => parseCheckpoint(note)?.checkpoint.time?.slice(0, 10))).size).toBe(365);
  expect(thinned(kept)).toHaveLength(kept.length);
});

test("a note that broke off in a crash spoils no other note, and is set aside", async () => {
  const config = await place();
  await keepCheckpoint(config, noteAt(1, 1e12));
  const path = join(config.dataDir, "keys", "journal.checkpoints");
  await appendFile(path, noteAt(2, 1e12 + 1).slice(0, 40));
  // A new program: its first note tidies the file.
  const { vi } = await import("vitest");
  vi.resetModules();
  const again = await import("./kept-checkpoints.ts");
  await again.keepCheckpoint(config, noteAt(3, 1e12 + 2));
  const sizes = splitNotes(await keptCheckpoints(config)).map((note) => parseCheckpoint(note)?.checkpoint.size);
  expect(sizes).toEqual([1, 3]);
  expect(await readFile(`${path}.unreadable`, "utf8")).toContain(signer.name);
});
