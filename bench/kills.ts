/**
 * Kills the program, the database or both at random moments under load, again and again, and looks after each time.
 *
 *     node bench/kills.ts --seed 1 --count 1000 [--target program|database|both|any] [--fresh 100] [--program start|node]
 *
 * Promises: each kill is `kill -9` in the middle of writing; after each, before and after the open calls are sent again under
 * their own keys, the ledger of what was acknowledged is compared with the database, and the whole journal is verified against
 * every checkpoint kept so far. Exit 1 when anything was lost, doubled or did not verify. A fresh data folder every --fresh kills.
 * Ctrl-C ends the run after the kill it is at, with the report of what was done.
 */
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { chooseKept, verifyLive } from "../src/journal/verify-command.ts";
import { keptCheckpoints } from "../src/journal/kept-checkpoints.ts";
import { Database } from "../src/platform/database.ts";
import { Dice } from "./journal-mutations-kinds.ts";
import { checkLedger } from "./kills-check.ts";
import { Load } from "./kills-load.ts";
import { openPlace, type Place } from "./kills-place.ts";

export type Target = "program" | "database" | "both" | "any";

export interface KillOptions {
  readonly seed: number;
  readonly count: number;
  readonly target: Target;
  /** Kills until the next data folder. */
  readonly fresh: number;
  readonly program: "start" | "node";
  readonly say: (line: string) => void;
  /** Aborted: the run ends after the kill it is at, with its report. */
  readonly signal?: AbortSignal;
}

export interface KillReport {
  readonly kills: number;
  readonly program: number;
  readonly database: number;
  readonly both: number;
  readonly acknowledged: number;
  readonly retried: number;
  readonly readings: number;
  /** Open calls at the moment of a kill, summed. */
  readonly caught: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly unverified: readonly string[];
  readonly refused: readonly string[];
  /** Journal entries verified, summed over all verifications, and how many of these there were. */
  readonly entriesVerified: number;
  readonly verifications: number;
  /** Milliseconds until /readyz answered again, sorted. */
  readonly restarts: readonly number[];
}

interface Totals {
  kills: number;
  program: number;
  database: number;
  both: number;
  acknowledged: number;
  retried: number;
  readings: number;
  caught: number;
  lost: string[];
  doubled: string[];
  unverified: string[];
  refused: string[];
  entriesVerified: number;
  verifications: number;
  restarts: number[];
}

/** Checkpoints kept by the run itself, outside of the data folder that is killed. */
async function verifyJournal(place: Place, pins: string[], totals: Totals, when: string): Promise<void> {
  const kept = chooseKept(await keptCheckpoints({ dataDir: place.dataDir }));
  const database = new Database(place.databaseUrl(), 2);
  try {
    const result = await verifyLive(database, { pins: [...pins, ...kept.pins.slice(-100)] });
    totals.verifications += 1;
    totals.entriesVerified += result.live.sequenced;
    if (!result.ok)
      totals.unverified.push(
        `${when}: ${JSON.stringify(result.verification?.firstFault)} ${JSON.stringify(result.live.faults)}`,
      );
    const note = result.verification?.lastCheckpoint;
    if (note != null && note !== pins.at(-1)) pins.push(note);
  } finally {
    await database.end();
  }
}

async function look(place: Place, load: Load, totals: Totals, when: string): Promise<void> {
  const admin = await place.admin();
  try {
    const { lost, doubled } = await checkLedger(admin, load);
    totals.lost.push(...lost.map((one) => `${when}: ${one}`));
    totals.doubled.push(...doubled.map((one) => `${when}: ${one}`));
  } finally {
    await admin.end();
  }
}

async function unitsOf(place: Place): Promise<Map<string, number>> {
  const admin = await place.admin();
  const { rows } = await admin.query<{ code: string; id: number }>(
    "select i.code || '/' || u.code as code, u.id from access.unit u join access.institution i on i.id = u.institution_id",
  );
  await admin.end();
  return new Map(rows.map((row) => [row.code, row.id]));
}

async function killOnce(
  place: Place,
  load: Load,
  dice: Dice,
  target: Exclude<Target, "any">,
  totals: Totals,
): Promise<void> {
  const stop = new AbortController();
  const working = load.round(stop.signal);
  await sleep(60 + dice.below(900));
  const begun = performance.now();
  if (target === "program") await place.killProgram();
  else if (target === "database") await place.killDatabase();
  else await Promise.all([place.killProgram(), place.killDatabase()]);
  stop.abort();
  await working;
  totals.caught += load.open().length;
  if (target === "database") await place.ready();
  else await place.start();
  totals.restarts.push(performance.now() - begun);
  totals.kills += 1;
  totals[target] += 1;
}

/** Runs the kills and gives what was found; does not throw for a finding. */
export async function runKills(options: KillOptions): Promise<KillReport> {
  const dice = new Dice(options.seed);
  const totals: Totals = {
    kills: 0,
    program: 0,
    database: 0,
    both: 0,
    acknowledged: 0,
    retried: 0,
    readings: 0,
    caught: 0,
    lost: [],
    doubled: [],
    unverified: [],
    refused: [],
    entriesVerified: 0,
    verifications: 0,
    restarts: [],
  };
  const enough = (): boolean => totals.kills >= options.count || options.signal?.aborted === true;
  for (let folder = 0; !enough(); folder += 1) {
    const place = await openPlace(options.program);
    const pins: string[] = [];
    let load: Load | undefined;
    try {
      await place.start();
      load = new Load(place, dice, options.seed * 1_000 + folder, await unitsOf(place));
      for (let here = 0; here < options.fresh && !enough(); here += 1) {
        const target =
          options.target === "any"
            ? dice.pick(["program", "program", "database", "database", "both"] as const)
            : options.target;
        await killOnce(place, load, dice, target, totals);
        const when = `kill ${totals.kills} (${target})`;
        await look(place, load, totals, `${when}, before retry`);
        // Every other time the open calls are sent again under fire: the next kill may hit them once more.
        if (dice.below(2) === 0) {
          await load.settle();
          await look(place, load, totals, `${when}, after retry`);
        }
        await verifyJournal(place, pins, totals, when);
        if (totals.kills % 20 === 0)
          options.say(
            `${totals.kills} kills, ${load.told.size} calls in this folder, ${totals.lost.length} lost, ${totals.doubled.length} doubled, ${totals.unverified.length} not verified`,
          );
      }
      await load.settle();
      await look(place, load, totals, "at the end of the folder");
      await verifyJournal(place, pins, totals, "at the end of the folder");
    } finally {
      totals.acknowledged += load?.count("acknowledged") ?? 0;
      totals.retried += load?.retried ?? 0;
      totals.readings += load?.readings ?? 0;
      totals.refused.push(...(load?.refusals ?? []));
      await place.remove();
    }
  }
  return { ...totals, restarts: totals.restarts.sort((a, b) => a - b) };
}

/** The value below which a share of the sorted numbers lies. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seed: { type: "string", default: "1" },
      count: { type: "string", default: "1000" },
      target: { type: "string", default: "any" },
      fresh: { type: "string", default: "100" },
      program: { type: "string" },
    },
  });
  const target = (["program", "database", "both", "any"] as const).find((one) => one === values.target);
  if (target === undefined) throw new Error("--target program, database, both or any");
  const complete =
    existsSync(new URL("../src/registers/import-job.ts", import.meta.url)) &&
    existsSync(new URL("../src/access/first-setup.ts", import.meta.url));
  const program = values.program === "node" || (values.program === undefined && !complete) ? "node" : "start";
  const begun = performance.now();
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort()).once("SIGTERM", () => stop.abort());
  const report = await runKills({
    seed: Number(values.seed),
    count: Number(values.count),
    target,
    fresh: Number(values.fresh),
    program,
    say,
    signal: stop.signal,
  });
  for (const one of report.lost) say(`LOST ${one}`);
  for (const one of report.doubled) say(`DOUBLED ${one}`);
  for (const one of report.unverified) say(`NOT VERIFIED ${one}`);
  for (const one of report.refused) say(`REFUSED ${one}`);
  const milliseconds = (share: number): string => `${Math.round(quantile(report.restarts, share))} ms`;
  say(
    `seed ${values.seed}: ${report.kills} kills (program ${report.program}, database ${report.database}, both ${report.both}) of ${program === "start" ? "`tamga start`" : "bench/kills-node.ts"}, ` +
      `${report.acknowledged} calls acknowledged, ${report.caught} caught by a kill without an answer, ${report.retried} sent again, ${report.readings} readings`,
  );
  say(
    `lost ${report.lost.length}, doubled ${report.doubled.length}, journals not verified ${report.unverified.length} of ${report.verifications} (${report.entriesVerified} entries read), refused ${report.refused.length}`,
  );
  say(
    `until ready again: p50 ${milliseconds(0.5)}, p95 ${milliseconds(0.95)}, most ${milliseconds(1)}; whole run ${Math.round((performance.now() - begun) / 1000)} s`,
  );
  process.exitCode =
    report.lost.length + report.doubled.length + report.unverified.length + report.refused.length === 0 ? 0 : 1;
}
