/**
 * The thread in which files are read and rows judged, so that the program answers its desks meanwhile. It knows no database: it is handed the
 * bytes of a file and hands back chunks in the form in which they are stored.
 *
 * One order at a time: a survey of the whole file, or its rows. Never more than `chunksAhead` chunks are under way unasked for.
 */
import { parentPort, type MessagePort } from "node:worker_threads";
import { Problem } from "../platform/problem.ts";
import { putOverlay } from "../reference/lists.ts";
import { ChunkBuilder, memoryOf, recordColumns } from "./import-chunk.ts";
import { openOptions, profilesOf, refuseMisfit, surveyTable } from "./import-survey.ts";
import type { FromThread, JudgeOrder, Order, SurveyOrder, ToThread } from "./import-thread.ts";
import { rowJudge, type JudgedRow } from "./judge-row.ts";
import type { SourceRow } from "./tabular/row.ts";
import { openTable } from "./tabular/source.ts";

/** Pieces of the file asked for before they are needed. */
const piecesAhead = 2;
const chunksAhead = 2;

/** The work on one order; messages for it arrive through `take`. */
class Task {
  readonly #port: MessagePort;
  readonly #pieces: (Uint8Array | null)[] = [];
  #asked = 0;
  #credit = chunksAhead;
  #stopped = false;
  #wake: () => void = () => undefined;
  /** Rows of the chunks under way that became records: what they say may be asked for. */
  readonly #sources = new Map<number, readonly SourceRow[]>();
  #judge: ((row: SourceRow) => JudgedRow) | undefined;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  #tell(message: FromThread, given: ArrayBuffer[] = []): void {
    this.#port.postMessage(message, given);
  }

  take(message: ToThread): void {
    if (message.kind === "piece") this.#pieces.push(message.bytes);
    else if (message.kind === "next") this.#credit += 1;
    else if (message.kind === "stop") this.#stopped = true;
    else if (message.kind === "records" || message.kind === "columns") {
      const sources = this.#sources.get(message.chunk) ?? [];
      const records = message.places.flatMap((place) => {
        const row = sources[place];
        return row === undefined ? [] : (this.#judge?.(row).record ?? []);
      });
      if (message.kind === "records") this.#tell({ kind: "records", records });
      else this.#tell({ kind: "columns", columns: recordColumns(records) });
    }
    this.#wake();
  }

  async #until(ready: () => boolean): Promise<void> {
    while (!ready() && !this.#stopped) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#stopped) throw new Stopped();
  }

  async *#bytes(): AsyncGenerator<Uint8Array> {
    for (;;) {
      for (; this.#asked < piecesAhead; this.#asked += 1) this.#tell({ kind: "want" });
      await this.#until(() => this.#pieces.length > 0);
      const piece = this.#pieces.shift();
      this.#asked -= 1;
      if (piece == null) return;
      yield piece;
    }
  }

  async work(order: Order): Promise<void> {
    try {
      putOverlay(order.overlay);
      if (order.kind === "survey") await this.#survey(order);
      else await this.#walk(order);
    } catch (fault) {
      if (fault instanceof Stopped) this.#tell({ kind: "ended" });
      else if (fault instanceof Problem)
        this.#tell({ kind: "problem", status: fault.status, code: fault.code, values: fault.values });
      else this.#tell({ kind: "fault", fault });
    }
  }

  async #survey(order: SurveyOrder): Promise<void> {
    const table = await openTable(this.#bytes(), openOptions(order.options, order.fileName, order.limit));
    const told = { rows: 0 };
    const { survey, contentHash } = await surveyTable(table, order.mapping, order.options, undefined, (rows) => {
      if (this.#stopped) throw new Stopped();
      if (rows - told.rows < 50_000) return;
      told.rows = rows;
      this.#tell({ kind: "surveying", rows });
    });
    this.#tell({ kind: "surveyed", survey, contentHash });
  }

  async #walk(order: JudgeOrder): Promise<void> {
    const table = await openTable(this.#bytes(), openOptions(order.options, order.fileName, order.limit));
    const judge = rowJudge({
      ...order,
      profiles: profilesOf(order.survey),
      storable: table.format.container !== "xlsx",
    });
    this.#judge = judge;
    let number = 0;
    let position = 0;
    const builder = new ChunkBuilder(order.chunkRows);
    let sources: SourceRow[] = [];
    const send = async (): Promise<void> => {
      await this.#until(() => this.#credit > 0);
      this.#credit -= 1;
      if (order.changesAsked) {
        this.#sources.set(number, sources);
        this.#sources.delete(number - chunksAhead - 1);
      }
      const chunk = builder.done();
      this.#tell({ kind: "chunk", number, chunk }, memoryOf(chunk));
      number += 1;
      sources = [];
    };
    try {
      refuseMisfit(order.mapping, table.headers);
      for await (const batch of table.batches()) {
        for (const row of batch) {
          position += 1;
          if (position <= order.from) continue;
          const judged = judge(row);
          builder.add(judged);
          if (order.changesAsked && judged.record !== null) sources.push(row);
          if (builder.rows >= order.chunkRows) await send();
        }
        // What was asked meanwhile is answered between two pieces of the file.
        await new Promise((resolve) => setImmediate(resolve));
        if (this.#stopped) throw new Stopped();
      }
      if (builder.rows > 0) await send();
      this.#tell({ kind: "ended" });
      // The last chunks are still being written: what they change is asked for.
      await this.#until(() => this.#credit >= chunksAhead);
    } finally {
      await table.close();
    }
  }
}

class Stopped extends Error {}

if (parentPort !== null) {
  const port = parentPort;
  let task: Task | undefined;
  port.on("message", (message: ToThread) => {
    if (message.kind === "order") {
      const own = new Task(port);
      task = own;
      void own.work(message.order).catch(() => undefined);
    } else task?.take(message);
  });
}
