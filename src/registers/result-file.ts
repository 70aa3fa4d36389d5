/** The file that a command writes its table into. */
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { Problem } from "../platform/problem.ts";
import { writeCsv } from "./tabular/csv-writer.ts";
import type { Separator } from "./tabular/delimited.ts";

/**
 * Writes rows as CSV. The result takes its name only when it is whole: until then the file that was there stays, be it the input itself.
 * Cells come out as they went in: nothing is put before a "-" or "=".
 * @returns false when `signal` stopped it; then nothing was changed
 * @throws Problem `usage-file-unwritable` (422), and whatever the rows throw
 */
export async function writeResult(
  out: string,
  rows: AsyncIterable<readonly string[]>,
  format: { readonly separator: Separator; readonly bom: boolean },
  signal: AbortSignal,
): Promise<boolean> {
  const part = `${out}.part-${process.pid}`;
  try {
    await pipeline(writeCsv(rows, { ...format, neutralise: false }), createWriteStream(part), { signal });
    await rename(part, out);
    return true;
  } catch (fault) {
    await rm(part, { force: true });
    if (signal.aborted) return false;
    const code = fault instanceof Error && "code" in fault ? String(fault.code) : "";
    if (!/^E(?:ACCES|NOENT|ISDIR|NOTDIR|NOSPC|ROFS|PERM)$/u.test(code)) throw fault;
    const message = fault instanceof Error ? fault.message : "";
    throw new Problem({ status: 422, code: "usage-file-unwritable", values: { file: out, message }, cause: fault });
  }
}
