/**
 * COPY over an ordinary connection: rows out of and into a table as the bytes that PostgreSQL writes and reads.
 *
 * Promises: constant memory in both directions (the socket is paused while the other side is slow); the number of rows is the
 * server's own. Refuses: to end a COPY whose source failed – the server is told, and the statement fails.
 */
import { once } from "node:events";
import type { Socket } from "node:net";
import type pg from "pg";

/** What of pg's connection is used here; its types do not name the copy calls. */
interface CopyConnection {
  readonly stream: Socket;
  query(text: string): void;
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}

const blockSize = 65_536;
/** Blocks that may wait for the reader before the socket is paused. */
const mostWaiting = 16;

/** What both directions share: how pg tells a statement its end. Its method names are pg's. */
abstract class CopyStatement implements pg.Submittable {
  readonly text: string;
  rows = 0;
  fault: Error | null = null;
  ended = false;

  constructor(text: string) {
    this.text = text;
  }

  protected abstract wake(): void;

  submit(connection: pg.Connection): void {
    (connection as unknown as CopyConnection).query(this.text);
  }

  handleCommandComplete(message: { text?: string }): void {
    this.rows = Number(/^COPY (\d+)$/.exec(message.text ?? "")?.[1] ?? 0);
  }

  /** After an error pg tells no more about this statement. */
  handleError(fault: Error): void {
    this.fault ??= fault;
    this.ended = true;
    this.wake();
  }

  handleReadyForQuery(): void {
    this.ended = true;
    this.wake();
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
}

class CopyOut extends CopyStatement {
  readonly blocks: Buffer[] = [];
  #block = Buffer.allocUnsafe(blockSize);
  #used = 0;
  #wake: (() => void) | null = null;
  #connection: CopyConnection | null = null;

  handleCopyData(message: { chunk: Buffer }, connection: unknown): void {
    this.#connection = connection as CopyConnection;
    // The chunk lies in a buffer that pg uses again: copied at once, many rows to a block.
    const { chunk } = message;
    for (let from = 0; from < chunk.length;) {
      const fits = Math.min(chunk.length - from, blockSize - this.#used);
      chunk.copy(this.#block, this.#used, from, from + fits);
      this.#used += fits;
      from += fits;
      if (this.#used === blockSize) this.#close();
    }
    if (this.blocks.length > mostWaiting) this.#connection.stream.pause();
    if (this.blocks.length > 0) this.wake();
  }

  #close(): void {
    if (this.#used > 0) this.blocks.push(this.#block.subarray(0, this.#used));
    this.#block = Buffer.allocUnsafe(blockSize);
    this.#used = 0;
  }

  protected wake(): void {
    this.#wake?.();
    this.#wake = null;
  }

  /** The next block, or null at the end. @throws what the server said */
  async next(): Promise<Buffer | null> {
    for (;;) {
      const block = this.blocks.shift();
      if (block !== undefined) {
        if (this.blocks.length < mostWaiting / 2) this.#connection?.stream.resume();
        return block;
      }
      if (this.fault !== null) throw this.fault;
      if (this.ended) {
        if (this.#used === 0) return null;
        this.#close();
        continue;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Runs `copy … to stdout` and yields its bytes; returns the number of rows. A reader that leaves early reads the rest away. */
export async function* copyOut(client: pg.ClientBase, sql: string): AsyncGenerator<Buffer, number, undefined> {
  const statement = new CopyOut(sql);
  client.query(statement);
  let finished = false;
  try {
    for (;;) {
      const block = await statement.next();
      if (block === null) break;
      yield block;
    }
    finished = true;
    return statement.rows;
  } finally {
    // The connection is of no use before the server has said all; who leaves early is about to end it anyway.
    if (!finished && statement.fault === null) {
      try {
        while ((await statement.next()) !== null);
      } catch {
        // The first fault is the one that is told.
      }
    }
  }
}

class CopyIn extends CopyStatement {
  readonly #source: AsyncIterable<Uint8Array>;
  #done: (() => void) | null = null;
  #pumping: Promise<void> = Promise.resolve();

  constructor(sql: string, source: AsyncIterable<Uint8Array>) {
    super(sql);
    this.#source = source;
  }

  handleCopyInResponse(connection: unknown): void {
    this.#pumping = this.#pump(connection as CopyConnection);
  }

  async #pump(connection: CopyConnection): Promise<void> {
    try {
      for await (const chunk of this.#source) {
        // The server refused a row: what is still on its way is dropped by it.
        if (this.ended) return;
        connection.sendCopyFromChunk(chunk);
        if (connection.stream.writableNeedDrain)
          await Promise.race([once(connection.stream, "drain"), once(connection.stream, "close")]);
      }
      if (!this.ended) connection.endCopyFrom();
    } catch (fault) {
      this.fault ??= fault instanceof Error ? fault : new Error(String(fault));
      if (!this.ended) connection.sendCopyFail("the source failed");
    }
  }

  protected wake(): void {
    this.#done?.();
  }

  async finish(): Promise<number> {
    if (!this.ended) {
      await new Promise<void>((resolve) => {
        this.#done = resolve;
      });
    }
    await this.#pumping;
    if (this.fault !== null) throw this.fault;
    return this.rows;
  }
}

/** Runs `copy … from stdin` with the bytes of `source`; gives the number of rows. @throws the source's fault or the server's */
export async function copyIn(client: pg.ClientBase, sql: string, source: AsyncIterable<Uint8Array>): Promise<number> {
  const statement = new CopyIn(sql, source);
  client.query(statement);
  return await statement.finish();
}
