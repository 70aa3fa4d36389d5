/**
 * Sending one file over a line that breaks: begin, bytes from where the node is, until it is sealed.
 *
 * Promises: goes on after every cut from the byte the node names; bytes that arrived damaged are sent once more; what the
 * node refuses is told at once and not tried again. Refuses: to wait without telling how long.
 */

export interface Where {
  readonly received: number;
  readonly sealed: boolean;
}

/** The node, as sending needs it; each rejects with an error that `judge` understands. */
export interface SendingNode {
  begin(): Promise<string>;
  state(id: string): Promise<Where>;
  send(id: string, at: number, bytes: Blob): Promise<Where>;
}

/** wait: the line or the node is away; elsewhere: the offset is wrong; damaged: other bytes arrived; gone: it was dropped. */
export type Judgement = "wait" | "elsewhere" | "damaged" | "gone" | "refused";

export interface SendingTools {
  judge(error: unknown): Judgement;
  /** Resolves when it is worth trying again, after about `ms` or when the line comes back. */
  pause(ms: number): Promise<void>;
  /** Resolves when the next piece may leave: the person may have put sending off. */
  ready(): Promise<void>;
  now(): number;
}

export interface SendingNews {
  onBegun(id: string): void;
  onProgress(received: number): void;
  onWaiting(waiting: boolean): void;
}

const smallest = 64 * 1024;
const largest = 2 * 1024 * 1024;
/** Seconds that one request should take: whatever else the person sends waits behind one of them, and a cut loses one. */
const aim = 1.5;
/** Damaged or dropped twice is no accident. */
const mostBeginnings = 2;

/** Sends `file` whole; `known` is the id where it had begun before. Gives the id. Rejects with what the node refused. */
export async function sendWhole(
  file: Blob,
  node: SendingNode,
  tools: SendingTools,
  news: SendingNews,
  signal: AbortSignal,
  known?: string,
): Promise<string> {
  let id = known;
  let at: number | undefined;
  let piece = 128 * 1024;
  let failures = 0;
  let beginnings = 0;
  for (;;) {
    signal.throwIfAborted();
    await tools.ready();
    signal.throwIfAborted();
    try {
      if (id === undefined) {
        id = await node.begin();
        beginnings += 1;
        news.onBegun(id);
        at = 0;
      }
      if (at === undefined) {
        const where = await node.state(id);
        if (where.sealed) return id;
        at = where.received;
      }
      news.onWaiting(false);
      news.onProgress(at);
      const began = tools.now();
      const where = await node.send(id, at, file.slice(at, at + piece));
      failures = 0;
      const seconds = Math.max(0.05, (tools.now() - began) / 1000);
      piece = Math.round(Math.min(largest, Math.max(smallest, Math.min(piece * 2, (piece * aim) / seconds))));
      at = where.received;
      news.onProgress(at);
      if (where.sealed) return id;
    } catch (error) {
      signal.throwIfAborted();
      const judgement = tools.judge(error);
      if (judgement === "refused") throw error;
      if (judgement === "damaged" || judgement === "gone") {
        if (beginnings >= mostBeginnings) throw error;
        if (id !== undefined && beginnings === 0) beginnings = 1;
        id = undefined;
      } else if (judgement === "wait") {
        failures += 1;
        piece = Math.max(smallest, Math.round(piece / 2));
        news.onWaiting(true);
        await tools.pause(Math.min(30_000, 500 * 2 ** Math.min(failures, 6)));
      }
      // How much of the last request arrived, only the node knows.
      at = undefined;
    }
  }
}
