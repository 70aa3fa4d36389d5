/**
 * Files in the database: laid down in pieces while they arrive, read in pieces while they are worked on.
 *
 * Promises: bytes are counted as they come, whatever was declared; no connection is held while a slow sender thinks; an
 * upload that breaks off leaves nothing. Refuses: more than the limit; an empty file.
 */
import { createHash } from "node:crypto";
import type { Database, Identity, Tx } from "../platform/database.ts";
import { uuidv7 } from "../platform/ids.ts";
import { Problem } from "../platform/problem.ts";
import { tableProblem } from "./tabular/limits.ts";

const pieceBytes = 1024 * 1024;
/** Pieces written or read in one transaction. */
const piecesAtOnce = 4;

export interface StoredFile {
  readonly id: string;
  readonly size: number;
  readonly sha256: Buffer;
}

async function* inPieces(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    held.push(chunk);
    size += chunk.byteLength;
    if (size < pieceBytes) continue;
    const whole = Buffer.concat(held);
    let at = 0;
    for (; at + pieceBytes <= whole.length; at += pieceBytes) yield whole.subarray(at, at + pieceBytes);
    held = [whole.subarray(at)];
    size = whole.length - at;
  }
  if (size > 0) yield Buffer.concat(held);
}

/**
 * Lays a stream down. The file is not complete and nobody can read it as a table until `completeFile`; on any fault,
 * also when the sender goes away, what was laid down is removed.
 * @param limit most bytes; more is Problem `too-large` (413)
 */
export async function storeFile(
  database: Database,
  identity: Identity,
  bytes: AsyncIterable<Uint8Array>,
  about: { readonly name: string; readonly mediaType: string },
  limit: number,
): Promise<StoredFile> {
  const id = uuidv7();
  await database.asActor(identity, async (tx, actor) => {
    await tx.query(
      "insert into platform.file (id, institution_id, created_by, name, media_type, size, sha256, complete) values ($1, $2, $3, $4, $5, 0, '', false)",
      [id, actor.institutionId, actor.personId, about.name, about.mediaType],
    );
  });
  const hash = createHash("sha256");
  let size = 0;
  let position = 0;
  try {
    let waiting: Buffer[] = [];
    const flush = async (): Promise<void> => {
      if (waiting.length === 0) return;
      const pieces = waiting;
      waiting = [];
      const from = position;
      position += pieces.length;
      await database.asActor(identity, async (tx) => {
        for (const [index, piece] of pieces.entries()) {
          await tx.query("insert into platform.file_chunk (file_id, position, bytes) values ($1, $2, $3)", [
            id,
            from + index,
            piece,
          ]);
        }
      });
    };
    for await (const piece of inPieces(counted(bytes, limit))) {
      hash.update(piece);
      size += piece.length;
      waiting.push(piece);
      if (waiting.length >= piecesAtOnce) await flush();
    }
    await flush();
    if (size === 0) throw tableProblem("table-empty");
    return { id, size, sha256: hash.digest() };
  } catch (fault) {
    await dropFile(database, id);
    throw fault;
  }
}

async function* counted(bytes: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.byteLength;
    refuseOver(limit, size);
    yield chunk;
  }
}

/** Problem `too-large` (413) when there are more bytes than the limit. */
export function refuseOver(limit: number, size: number): void {
  if (size > limit)
    throw new Problem({ status: 413, code: "too-large", values: { limit: `${Math.floor(limit / 1024 / 1024)} MB` } });
}

/** Marks the file whole, in the transaction that takes it up. */
export async function completeFile(tx: Tx, file: StoredFile): Promise<void> {
  await tx.query("update platform.file set size = $2, sha256 = $3, complete = true where id = $1", [
    file.id,
    file.size,
    file.sha256,
  ]);
}

/** Removes a file that never became whole. Quiet: it stands in the way of nothing. */
export async function dropFile(database: Database, id: string): Promise<void> {
  await database
    .asSystem("tamga_keeper", (tx) => tx.query("delete from platform.file where id = $1", [id]))
    .catch(() => undefined);
}

/** Removes what programs that were killed left behind. */
export async function dropUnfinished(database: Database): Promise<void> {
  await database.asSystem("tamga_keeper", (tx) =>
    tx.query("delete from platform.file where created_at < now() - interval '1 day'"),
  );
}

/** Runs some work in a transaction of the reader. */
export type Read = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** The bytes of a file, a few pieces per transaction: no transaction lasts as long as the reading. */
export async function* fileBytes(read: Read, fileId: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; ; at += piecesAtOnce) {
    const from = at;
    const rows = await read((tx) =>
      tx.query<{ bytes: Buffer }>(
        "select bytes from platform.file_chunk where file_id = $1 and position >= $2 and position < $3 order by position",
        [fileId, from, from + piecesAtOnce],
      ),
    );
    for (const row of rows) yield row.bytes;
    if (rows.length < piecesAtOnce) return;
  }
}
