/**
 * A file that must be read out of order (a zip's directory stands at its end) is laid down first: in memory while
 * small, in a temporary file beyond.
 *
 * Promises: never more than `memoryBytes` in memory; the temporary file is readable by nobody else and goes away on
 * `close`. Refuses: more than the limit of bytes.
 */
import { randomBytes } from "node:crypto";
import { open, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableProblem } from "./limits.ts";

const memoryBytes = 8 * 1024 * 1024;

export interface Spool {
  readonly size: number;
  /** Exactly `length` bytes from `offset`, or fewer at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Lays down the whole stream. On failure nothing is left behind. */
export async function spoolBytes(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
  folder: string = tmpdir(),
): Promise<Spool> {
  const held: Uint8Array[] = [];
  let size = 0;
  let file: { handle: FileHandle; path: string } | undefined;
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > limit) throw tableProblem("table-too-large", { limit });
      if (file === undefined && size > memoryBytes) {
        const path = join(folder, `tamga-table-${randomBytes(12).toString("hex")}`);
        file = { path, handle: await open(path, "wx+", 0o600) };
        for (const part of held) await file.handle.write(part);
        held.length = 0;
      }
      if (file === undefined) held.push(chunk);
      else await file.handle.write(chunk);
    }
  } catch (error) {
    await discard(file);
    throw error;
  }
  if (file === undefined) {
    const bytes = Buffer.concat(held);
    return {
      size,
      read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
      close: () => Promise.resolve(),
    };
  }
  const { handle } = file;
  const kept = file;
  let closed = false;
  return {
    size,
    async read(offset, length) {
      const wanted = Math.max(0, Math.min(length, size - offset));
      const buffer = Buffer.allocUnsafe(wanted);
      let got = 0;
      while (got < wanted) {
        const { bytesRead } = await handle.read(buffer, got, wanted - got, offset + got);
        if (bytesRead === 0) break;
        got += bytesRead;
      }
      return buffer.subarray(0, got);
    },
    async close() {
      if (closed) return;
      closed = true;
      await discard(kept);
    },
  };
}

async function discard(file: { handle: FileHandle; path: string } | undefined): Promise<void> {
  if (file === undefined) return;
  await file.handle.close().catch(() => undefined);
  await rm(file.path, { force: true });
}
