/**
 * The numbers of all records and weapons in the memory of this program, kept up with the database.
 *
 * Promises: it is a copy and never the truth: what it finds is read again under the asker's role before it is shown. A record that was
 * written is found within a second, one that was withdrawn or closed is not found any more within a second and is not shown
 * at once (the reading decides). What is searched are the classes that the asker's groups see. Until it is built, while much has changed
 * at once and while a rule is closing, it says that it is not ready, and the keys in SQL answer. Refuses: to answer from another
 * version of the code lists.
 */
import { Worker } from "node:worker_threads";
import { z } from "zod";
import type { Database, Tx } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import { codeLists, listsVersion } from "../reference/lists.ts";
import { MatchEngine, type Answer, type FoundWeapons, type Question } from "./engine/engine.ts";
import { explain, type Explained } from "./engine/explanation.ts";
import type { Accepts } from "./engine/search.ts";
import { bytesOf, type SerialIndex } from "./engine/serial-index.ts";
import { Vocabulary } from "./engine/vocabulary.ts";
import { fieldKnowledge } from "./field-knowledge.ts";
import { freshModel, modelInForce } from "./learning/model-in-force.ts";
import { PartMaker, buildIndexes, idText, type Built, type BuiltPart } from "./live-index-build.ts";
import { PairFinder, type FinderParts } from "./pair-finder.ts";
import { rowsById, type IndexRow, type SubjectKindNumber } from "./live-index-rows.ts";
import { renewSnapshot } from "./live-index-snapshot.ts";
import type { LiveIndexMessage } from "./live-index-worker.ts";

/** So many changed records are kept beside the built indexes; more, and all is built again. */
const mostChanged = 20_000;
const everyMilliseconds = 300;
/** What has changed is built in after so long: until then a withdrawn record still counts in its class's shares. */
const builtInAfter = 10 * 60_000;
/** The index on the disk is said to be good still after so long without a change. */
const renewedAfter = 4 * 3_600_000;
/** Rows of the change table older than this go; a program that was behind longer builds anew. */
const keptChanges = "1 day";

/** Nats above the least possible cost: an error or two that are easily made. */
const nearLook = 8.5;
/** Probability that one file's near answers must have together; what is further away then weighs next to nothing. */
const enough = 0.05;

/** An answer out of one file. */
export interface LiveAnswer {
  readonly id: string;
  readonly file: string;
  readonly answer: Answer;
  readonly found: FoundWeapons;
  readonly state: LiveState;
  /** It answered with the version in force then. */
  readonly engine: MatchEngine;
}

/** Rows that were written since the indexes were built, and small indexes of them. */
interface Layer {
  readonly stamp: number;
  readonly rows: ReadonlyMap<string, IndexRow>;
  readonly parts: readonly BuiltPart[];
}
const nowhere = -1;

/** What is searched at one moment: the built parts, and what has changed since. */
export class LiveState {
  readonly vocabulary: Vocabulary;
  readonly listsVersion: number;
  readonly rows: number;
  /** Parts by file. */
  readonly #files = new Map<string, BuiltPart[]>();
  /** What was written since: in which layer each subject stands now, `nowhere` when it stands no more. Other entries of it count no more. */
  readonly #current = new Map<string, number>();
  /** What was written since, the larger and older layers first: one that is written to is made anew, so small ones are gathered into larger ones. */
  readonly #layers: Layer[] = [];
  #stamp = 0;
  #finder: PairFinder | undefined;
  #engine: MatchEngine;

  constructor(built: Built) {
    this.listsVersion = built.listsVersion;
    this.rows = built.rows;
    this.vocabulary = Vocabulary.of(built.values, fieldKnowledge(codeLists()));
    this.#engine = new MatchEngine(this.vocabulary, modelInForce());
    for (const part of built.parts) {
      const list = this.#files.get(part.file) ?? [];
      list.push(part);
      this.#files.set(part.file, list);
    }
  }

  get changed(): number {
    return this.#current.size;
  }

  /** Counts with the version in force; another version takes over the same indexes. */
  get engine(): MatchEngine {
    const model = modelInForce();
    if (this.#engine.model !== model) {
      this.#engine = new MatchEngine(this.vocabulary, model);
      this.#finder = undefined;
    }
    return this.#engine;
  }

  /** What the built indexes take in memory, identifiers included. */
  megabytes(): number {
    const parts = [...this.#files.values()].flat();
    return Math.round(
      parts.reduce((sum, part) => sum + bytesOf(part.index) + part.ids.byteLength + part.audienceOf.byteLength, 0) /
        1e6,
    );
  }

  /** Takes over rows as they stand now; `ended` are those that stand no more. */
  put(rows: readonly IndexRow[], ended: readonly string[]): void {
    for (const id of ended) this.#current.set(id, nowhere);
    this.#finder = undefined;
    if (rows.length === 0) return;
    this.#stamp += 1;
    const all = new Map(rows.map((row) => [row.id, row]));
    for (let last = this.#layers.at(-1); last !== undefined; last = this.#layers.at(-1)) {
      if (last.rows.size > 2 * all.size) break;
      this.#layers.pop();
      for (const [id, row] of last.rows) if (this.#current.get(id) === last.stamp && !all.has(id)) all.set(id, row);
    }
    const makers = new Map<string, PartMaker>();
    for (const row of all.values()) {
      this.#current.set(row.id, this.#stamp);
      let maker = makers.get(row.file);
      if (maker === undefined) makers.set(row.file, (maker = new PartMaker(row.file, false, this.vocabulary)));
      maker.add(row);
    }
    this.#layers.push({ stamp: this.#stamp, rows: all, parts: [...makers.values()].map((maker) => maker.part()) });
  }

  /** What a finder of pairs is made of, here or in a thread. */
  finderParts(): FinderParts {
    return {
      parts: [...this.#files.values()].flat(),
      fresh: this.#layers.flatMap(({ stamp, parts }) => parts.map((part) => ({ part, stamp }))),
      current: new Map(this.#current),
      values: this.vocabulary.values,
      model: this.engine.model,
    };
  }

  /** Finds pairs for the matcher, whoever may see them. */
  get finder(): PairFinder {
    // Asked first: another version lets go of the finder.
    const { engine } = this;
    return (this.#finder ??= new PairFinder(this.finderParts(), this.vocabulary, engine));
  }

  /** @param stamp of the part's layer; of what was built 0 */
  #accepts(
    part: BuiltPart,
    groups: ReadonlySet<number>,
    stamp: number,
    leaveOut: string | undefined,
  ): Accepts | undefined {
    const visible = part.audiences.map((audience) => audience.some((group) => groups.has(group)));
    const all = visible.every(Boolean);
    const current = this.#current;
    if (all && leaveOut === undefined && current.size === 0) return undefined;
    return (record) => {
      const row = part.index.row[record] ?? 0;
      if (!all && visible[part.audienceOf[row] ?? 0] !== true) return false;
      if (leaveOut === undefined && current.size === 0) return true;
      const id = idText(part.ids, row);
      return id !== leaveOut && (current.get(id) ?? 0) === stamp;
    };
  }

  /**
   * Asks each file by itself: a near look first; where no file has answers that together stand out, a far one into all of them. Within one file two records exclude each other, but a register's record and the recovered weapon are both right.
   * @param groups of the asker
   * @param leaveOut the weapon that asks
   */
  ask(question: Question, groups: ReadonlySet<number>, leaveOut?: string): LiveAnswer[] {
    const near = this.#ask(question, groups, leaveOut, nearLook);
    const sums = new Map<string, number>();
    for (const { file, answer } of near) sums.set(file, (sums.get(file) ?? 0) + answer.probability);
    return Math.max(0, ...sums.values()) >= enough ? near : this.#ask(question, groups, leaveOut);
  }

  #ask(question: Question, groups: ReadonlySet<number>, leaveOut: string | undefined, above?: number): LiveAnswer[] {
    const answers: LiveAnswer[] = [];
    const { engine } = this;
    const layered = this.#layers.flatMap(({ stamp, parts }) => parts.map((part) => ({ part, stamp })));
    for (const file of new Set([...this.#files.keys(), ...layered.map(({ part }) => part.file)])) {
      const parts = [
        ...(this.#files.get(file) ?? []).map((part) => ({ part, stamp: 0 })),
        ...layered.filter(({ part }) => part.file === file),
      ].filter(({ part }) => part.audiences.some((audience) => audience.some((group) => groups.has(group))));
      if (parts.length === 0) continue;
      const accepts = new Map<SerialIndex, Accepts>();
      const uncounted = new Set<SerialIndex>();
      const partOf = new Map<SerialIndex, BuiltPart>();
      for (const { part, stamp } of parts) {
        partOf.set(part.index, part);
        if (!part.counted) uncounted.add(part.index);
        const accept = this.#accepts(part, groups, stamp, leaveOut);
        if (accept !== undefined) accepts.set(part.index, accept);
      }
      const found = engine.ask(
        question,
        parts.map(({ part }) => part.index),
        { accepts, uncounted, ...(above === undefined ? {} : { above }) },
      );
      for (const answer of found.answers) {
        const part = partOf.get(answer.index);
        if (part === undefined || answer.probability < engine.model.worthShowing) continue;
        answers.push({
          id: idText(part.ids, answer.index.row[answer.record] ?? 0),
          file,
          answer,
          found,
          state: this,
          engine,
        });
      }
    }
    return answers.sort((a, b) => b.answer.probability - a.answer.probability || (a.id < b.id ? -1 : 1));
  }
}

/** Why a record is an answer. */
export function explainLive({ engine, state, found, answer }: LiveAnswer): Explained {
  return explain(engine, state.vocabulary, found, answer);
}

const indexes = new WeakMap<Database, LiveIndex>();

/** The index of this program's database; undefined in a program that keeps none. */
export function liveIndexOf(database: Database): LiveIndex | undefined {
  return indexes.get(database);
}

/**
 * All files as they are committed now, for the matcher: this program's index brought up to date, or one made for the occasion in a program
 * that keeps none (a command, the demo). Undefined while the index is being built.
 */
export async function stateForMatching(database: Database): Promise<LiveState | undefined> {
  const index = indexes.get(database);
  if (index === undefined)
    return new LiveState(
      await database.asSystem("tamga_matcher", async (tx) => {
        await freshModel(tx);
        return buildIndexes(tx, new Vocabulary(fieldKnowledge(codeLists())), listsVersion());
      }),
    );
  await index.follow();
  return index.state;
}

const changeRow = z.object({ kind: z.union([z.literal(1), z.literal(2)]), subjects: z.array(z.string()) });

export class LiveIndex {
  readonly #database: Database;
  readonly #url: string;
  readonly #log: Log;
  /** Where the built index is kept for the next start. */
  readonly #folder: string | undefined;
  #state: LiveState | undefined;
  #horizon = "0";
  /** More has changed than is kept beside: it is being built again. */
  #behind = false;
  #builtAt = 0;
  #renewedAt = 0;
  #worker: Worker | undefined;
  #ended: Promise<void> = Promise.resolve();
  #stopped = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(database: Database, url: string, log: Log, folder?: string) {
    this.#database = database;
    this.#url = url;
    this.#log = log;
    this.#folder = folder;
  }

  /** What may be asked now; undefined while the keys in SQL must answer. */
  get state(): LiveState | undefined {
    return this.#behind || this.#state?.listsVersion !== listsVersion() ? undefined : this.#state;
  }

  /**
   * Makes all ready in a thread of its own and takes it over; what was written meanwhile follows from the change table.
   * @param anew builds, whatever the last program left on the disk
   */
  async build(anew = true): Promise<void> {
    const begun = performance.now();
    // The thread before may still be writing what it built.
    await this.#ended;
    const worker = new Worker(new URL("./live-index-worker.ts", import.meta.url), {
      workerData: { url: this.#url, folder: this.#folder, anew },
    });
    this.#worker = worker;
    this.#ended = new Promise((resolve) => worker.once("exit", () => resolve()));
    try {
      const { built, kept } = await new Promise<Extract<LiveIndexMessage, { kind: "built" }>>((resolve, reject) => {
        worker.on("message", (message: LiveIndexMessage) => {
          if (message.kind === "built") resolve(message);
          else if (message.kind === "not-used")
            this.#log.warn({ why: message.why }, "the kept index of serial numbers was not used and is removed");
          else if (message.kind === "not-written")
            this.#log.warn({ code: message.code }, "the index of serial numbers could not be kept on the disk");
        });
        worker.once("error", reject);
        worker.once("exit", () => reject(new Error("the thread that builds the index ended without it")));
      });
      this.#state = new LiveState(built);
      this.#horizon = built.horizon;
      this.#builtAt = performance.now();
      this.#renewedAt = this.#builtAt;
      this.#behind = false;
      await this.follow();
      this.#log.info(
        { records: built.rows, kept, ms: Math.round(performance.now() - begun) },
        "the index of serial numbers is ready",
      );
    } catch (fault) {
      await worker.terminate();
      throw fault;
    }
  }

  /** Nothing has changed: what lies on the disk is as good as if it were written now. */
  async #renew(after: number): Promise<void> {
    if (this.#folder === undefined || this.#state?.changed !== 0 || this.#behind) return;
    if (performance.now() - this.#renewedAt < after) return;
    this.#renewedAt = performance.now();
    await renewSnapshot(this.#folder, this.#horizon, (work) => this.#database.asSystem("tamga_keeper", work));
  }

  /** Takes over what was written since it last looked; one look after the other. */
  async follow(): Promise<void> {
    const look = this.#looking.then(() => this.#follow());
    this.#looking = look.catch(() => undefined);
    await look;
  }

  async #follow(): Promise<void> {
    const state = this.#state;
    if (state === undefined) return;
    await this.#database.asSystem("tamga_matcher", async (tx) => {
      await freshModel(tx);
      const [now] = await tx.query<{ horizon: string }>(
        "select pg_snapshot_xmin(pg_current_snapshot())::text as horizon",
      );
      const size = await tx.query<{ size: number }>(
        "select coalesce(sum(cardinality(subjects)), 0)::int as size from matching.index_change where xid >= $1::text::xid8 and xid < pg_snapshot_xmax(pg_current_snapshot())",
        [this.#horizon],
      );
      if ((size[0]?.size ?? 0) + state.changed > mostChanged) {
        this.#behind = true;
        return;
      }
      const changes = (size[0]?.size ?? 0) === 0 ? [] : await changesSince(tx, this.#horizon);
      const stand: IndexRow[] = [];
      const gone: string[] = [];
      for (const kind of [1, 2] as const) {
        const ids = [...new Set(changes.filter((change) => change.kind === kind).flatMap(({ subjects }) => subjects))];
        const rows = await rowsById(tx, kind, ids);
        const there = new Set(rows.map((row) => row.id));
        stand.push(...rows);
        gone.push(...ids.filter((id) => !there.has(id)));
      }
      // The small indexes beside are made once for all that changed.
      if (stand.length + gone.length > 0) state.put(stand, gone);
      this.#horizon = now?.horizon ?? this.#horizon;
    });
  }

  /** Follows until stopped; builds again when too much has changed, or the lists have. */
  async run(): Promise<void> {
    let looked = 0;
    while (!this.#stopped) {
      try {
        const old = (this.#state?.changed ?? 0) > 0 && performance.now() - this.#builtAt > builtInAfter;
        if (this.#state === undefined || this.#behind || old || this.#state.listsVersion !== listsVersion())
          await this.build(this.#state !== undefined);
        else {
          await this.follow();
          await this.#renew(renewedAfter);
        }
        looked += 1;
        if (looked % 1000 === 1)
          await this.#database.asSystem("tamga_matcher", (tx) =>
            tx.query(`delete from matching.index_change where at < now() - interval '${keptChanges}'`),
          );
      } catch (fault) {
        if (!this.#stopped) this.#log.warn({ fault }, "the index of serial numbers waits");
        await new Promise((done) => setTimeout(done, 2_000).unref());
      }
      await new Promise((done) => setTimeout(done, everyMilliseconds).unref());
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#worker?.terminate();
    // The database may be away already: then the next start builds.
    await this.#renew(10 * 60_000).catch(() => undefined);
  }
}

async function changesSince(
  tx: Tx,
  horizon: string,
): Promise<readonly { readonly kind: SubjectKindNumber; readonly subjects: readonly string[] }[]> {
  const rows = await tx.query(
    "select subject_kind as kind, subjects from matching.index_change where xid >= $1::text::xid8 and xid < pg_snapshot_xmax(pg_current_snapshot()) order by id",
    [horizon],
  );
  return rows.map((row) => changeRow.parse(row));
}

/**
 * The worker of a serving program.
 * @param folder where the built index is kept for the next start; without it every start builds
 */
export async function startLiveIndex(
  database: Database,
  url: string,
  log: Log,
  folder?: string,
): Promise<{ readonly index: LiveIndex; stop(): Promise<void> }> {
  const index = new LiveIndex(database, url, log, folder);
  indexes.set(database, index);
  const running = index.run();
  return {
    index,
    stop: async () => {
      indexes.delete(database);
      await index.stop();
      await running;
    },
  };
}
