/**
 * The feed folder: a file laid into the folder of a register is imported by itself.
 *
 * Promises: FOLDER/INSTITUTION/REGISTER is watched for every register whose feed somebody set up; a file is taken when it has stopped
 * growing, imported whole with the saved mapping, and moved to done/ or refused/ with a report beside it – also when the program is
 * killed in between: the same file is recognised by its content. Refuses: a file that is still being written; a register whose folder
 * two registers would share; to act for anybody but the person who set the feed up, with the rights they have now.
 */
import { createReadStream } from "node:fs";
import { mkdir, readdir, rename, stat, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { systemClock, type Clock } from "../platform/clock.ts";
import { isDatabaseAway, type Actor, type Database, type Tx } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import { Problem } from "../platform/problem.ts";
import { say, type Language } from "../platform/words.ts";
import { deliver, type Delivered } from "./delivery.ts";
import { fedRegisters, type FedRegister } from "./extract.store.ts";
import { presentFault, presentRun } from "./import.presenter.ts";
import { findRun } from "./import-run.store.ts";
import { findRegister } from "./register.store.ts";

export interface FeedFolder {
  readonly folder: string;
  /** Most bytes of a file. */
  readonly limit: number;
  /** Seconds between two looks; a file must look the same in two of them. */
  readonly seconds: number;
}

/** Names that are not files to import: hidden ones, and those under which programs write what is not whole. */
const notYet = /^\.|\.(?:part|partial|tmp|filepart|crdownload|report\.txt)$|~$/iu;

/** The day in a file's name: 2026-11-22 or 20261122. */
export function dayInName(name: string, today: string): string | undefined {
  const found = /(?<!\d)((?:19|20)\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)/u.exec(name);
  if (found === null) return undefined;
  const iso = `${found[1] ?? ""}-${found[2] ?? ""}-${found[3] ?? ""}`;
  const moment = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(moment.getTime()) || moment.toISOString().slice(0, 10) !== iso || iso > today ? undefined : iso;
}

interface Sight {
  readonly size: number;
  readonly changed: number;
}

interface UnderWay extends Sight {
  readonly delivered: Delivered;
}

/** One watch over a folder. `look` is one turn; nothing runs between turns. */
export class FeedWatch {
  readonly #database: Database;
  readonly #feed: FeedFolder;
  readonly #log: Log;
  readonly #clock: Clock;
  /** How each file looked the last time. */
  readonly #seen = new Map<string, Sight>();
  readonly #underWay = new Map<string, UnderWay>();

  constructor(database: Database, feed: FeedFolder, log: Log, clock: Clock = systemClock) {
    this.#database = database;
    this.#feed = feed;
    this.#log = log;
    this.#clock = clock;
  }

  /** Looks at every folder once; gives how many files were taken or put away. */
  async look(): Promise<number> {
    const registers = await this.#database.asSystem("tamga_keeper", fedRegisters);
    const byFolder = Map.groupBy(registers, (register) => join(this.#feed.folder, register.institution, register.code));
    let moved = 0;
    for (const [folder, [register, ...others]] of byFolder) {
      if (register === undefined) continue;
      await mkdir(folder, { recursive: true });
      if (others.length > 0) {
        this.#log.warn({ folder }, "two registers with a feed share this folder: neither is fed");
        continue;
      }
      moved += await this.#lookAt(folder, register);
    }
    return moved;
  }

  async #lookAt(folder: string, register: FedRegister): Promise<number> {
    let moved = 0;
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isFile() || notYet.test(entry.name)) continue;
      const path = join(folder, entry.name);
      const sight = await this.#sight(path);
      if (sight === undefined || sight.size === 0) continue;
      const before = this.#seen.get(path);
      this.#seen.set(path, sight);
      const same = before?.size === sight.size && before.changed === sight.changed;
      if (!same) {
        this.#underWay.delete(path);
        continue;
      }
      try {
        if (await this.#goOn(folder, entry.name, path, sight, register)) moved += 1;
      } catch (fault) {
        if (isDatabaseAway(fault)) throw fault;
        this.#log.warn({ fault, folder, file: entry.name }, "a file of the feed folder waits");
      }
    }
    return moved;
  }

  async #sight(path: string): Promise<Sight | undefined> {
    try {
      const { size, mtimeMs } = await stat(path);
      return { size, changed: mtimeMs };
    } catch {
      // Taken away between the list and the look.
      return undefined;
    }
  }

  async #goOn(folder: string, name: string, path: string, sight: Sight, register: FedRegister): Promise<boolean> {
    const identity = { personId: register.person, purpose: "register-keeping" };
    let delivered = this.#underWay.get(path)?.delivered;
    if (delivered === undefined) {
      try {
        delivered = await deliver(
          { database: this.#database, limit: this.#feed.limit, clock: this.#clock },
          identity,
          createReadStream(path),
          {
            register: register.id,
            name,
            mediaType: "application/octet-stream",
            arrived: "feed",
            asOf: dayInName(name, this.#clock.now().toISOString().slice(0, 10)),
            whole: async () => {
              const now = await this.#sight(path);
              return now?.size === sight.size && now.changed === sight.changed;
            },
          },
        );
      } catch (fault) {
        if (!(fault instanceof Problem)) throw fault;
        await this.#putAway(
          folder,
          name,
          "refused",
          "",
          this.#refusal(name, register, fault, await this.#language(identity)),
        );
        return true;
      }
      if (delivered.fault?.code === "delivery-growing") return false;
      this.#underWay.set(path, { ...sight, delivered });
    }
    return this.#settle(folder, name, path, identity, delivered);
  }

  async #language(identity: { readonly personId: string }): Promise<Language> {
    try {
      return await this.#database.asActor(identity, async (_tx: Tx, actor: Actor) => actor.language);
    } catch (fault) {
      // The person who set the feed up is gone.
      if (fault instanceof Problem) return "en";
      throw fault;
    }
  }

  #refusal(name: string, register: FedRegister, fault: Problem, language: Language): string {
    const told = presentFault(language, { code: fault.code, values: fault.values });
    const word = (key: string, values: Record<string, unknown>): string =>
      say(language, "registers", `feed-report.${key}`, values);
    return [
      word("register", { name: register.code, code: `${register.institution}/${register.code}` }),
      word("file", { file: name }),
      word("why", { title: `${told?.title ?? fault.code}.`, "way-out": told?.wayOut ?? "" }),
      word("left", {}),
    ].join("\n");
  }

  /** Puts the file away when its import has come to rest; false while it goes on. */
  async #settle(
    folder: string,
    name: string,
    path: string,
    identity: { readonly personId: string; readonly purpose: string },
    delivered: Delivered,
  ): Promise<boolean> {
    const made = await this.#database.asActor(identity, async (tx, actor) => {
      const { language } = actor;
      const run = await findRun(tx, delivered.run);
      if (run === undefined)
        return { done: false, report: say(language, "registers", "problems.import-right-lost.title") };
      if (run.state === "running" || run.state === "undoing") return undefined;
      // The counting follows the import.
      if (run.state === "done" && run.comparison === null) return undefined;
      const view = await presentRun(tx, actor, language, run);
      const register = await findRegister(tx, run.register_id ?? "");
      const word = (key: string, values: Record<string, unknown> = {}): string =>
        say(language, "registers", key, values);
      const lines = [
        word("feed-report.register", { name: view.register?.[language] ?? "", code: register?.code ?? "" }),
        word("feed-report.file", { file: name }),
        word("feed-report.import", { id: run.id }),
        word("feed-report.state", { state: word(`states.${run.state}`) }),
        word("extract.outcome-line", {
          rows: run.rows_read,
          accepted: run.accepted,
          doubtful: run.doubtful,
          refused: run.refused,
        }),
      ];
      if (view.comparison !== null) {
        const { against } = view.comparison;
        lines.push(
          against === null
            ? word("extract.first")
            : word("extract.against", { ...view.comparison, file: against.fileName }),
        );
        for (const finding of view.comparison.findings)
          lines.push("", `${finding.title}. ${finding.sentence} ${finding.wayOut}`);
      }
      const stale = run.fault?.code === "delivery-same-content";
      const done = run.state === "done" || stale;
      const fault = view.fault ?? presentFault(language, delivered.fault);
      if (fault !== null)
        lines.push("", word("feed-report.why", { title: `${fault.title}.`, "way-out": fault.wayOut }));
      if (!done) lines.push(word("feed-report.left"));
      return { done, report: lines.join("\n") };
    });
    if (made === undefined) return false;
    await this.#putAway(folder, name, made.done ? "done" : "refused", delivered.run.slice(-8), made.report);
    this.#underWay.delete(path);
    this.#seen.delete(path);
    return true;
  }

  /** The report first: a file without one has not been dealt with. */
  async #putAway(folder: string, name: string, where: "done" | "refused", mark: string, report: string): Promise<void> {
    const place = join(folder, where);
    await mkdir(place, { recursive: true });
    const ending = extname(name);
    const stamp = mark === "" ? this.#clock.now().toISOString().replaceAll(/\D/gu, "").slice(0, 14) : mark;
    const kept = join(place, `${name.slice(0, name.length - ending.length)}.${stamp}${ending}`);
    await writeFile(`${kept}.report.txt.tmp`, `${report}\n`);
    await rename(`${kept}.report.txt.tmp`, `${kept}.report.txt`);
    await rename(join(folder, name), kept);
    this.#log.info({ file: name, where }, "a file of the feed folder was put away");
  }
}

/** A lock held by whoever watches: two programs on one folder would take turns at random. */
const watchLock = 0x74_61_6d_67_66_65n;

/** Watches the folder until stopped; a no-op without one. */
export async function startFeed(
  database: Database,
  feed: FeedFolder | null,
  log: Log,
  clock: Clock = systemClock,
): Promise<{ stop(): Promise<void> }> {
  if (feed === null) return { stop: async () => undefined };
  const watch = new FeedWatch(database, feed, log, clock);
  let stopped = false;
  let wake: (() => void) | undefined;
  const loop = async (): Promise<void> => {
    while (!stopped) {
      try {
        await database.withLock(watchLock, () => watch.look());
      } catch (fault) {
        if (!stopped) log.warn({ fault }, "the feed folder is looked at again later");
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, feed.seconds * 1000);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        if (stopped) wake();
      });
    }
  };
  const running = loop();
  return {
    stop: async () => {
      stopped = true;
      wake?.();
      await running;
    },
  };
}
