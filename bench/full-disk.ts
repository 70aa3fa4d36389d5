/**
 * A data folder on a small file system of its own, filled to the last byte under load, and emptied again.
 *
 *     mount -t tmpfs -o size=300m tmpfs /mnt/small
 *     node bench/full-disk.ts --folder /mnt/small [--rounds 5] [--seed 1]
 *
 * Promises: each round writes under load, fills the disk while writing goes on, frees it, and looks: everything acknowledged is
 * there once, open calls are answered under their own keys, the journal verifies, and the program came back by itself. Exit 1
 * when not. Refuses a folder on a file system of more than 4 GB: the disk is truly filled.
 */
import { closeSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { keptCheckpoints } from "../src/journal/kept-checkpoints.ts";
import { chooseKept, verifyLive } from "../src/journal/verify-command.ts";
import { Database } from "../src/platform/database.ts";
import { Dice } from "./journal-mutations-kinds.ts";
import { checkLedger } from "./kills-check.ts";
import { Load } from "./kills-load.ts";
import { openPlace } from "./kills-place.ts";

const { values } = parseArgs({
  options: {
    folder: { type: "string" },
    rounds: { type: "string", default: "5" },
    seed: { type: "string", default: "1" },
  },
});
if (values.folder === undefined) throw new Error("--folder is a folder on a small file system of its own");
const folder = values.folder;
const { blocks, bsize } = statfsSync(folder);
if (blocks * bsize > 4 * 2 ** 30)
  throw new Error(`${folder} is on a large file system; it will be filled: give it one of its own`);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const ledger = join(tmpdir(), `full-disk-${process.pid}.jsonl`);
process.env["TMPDIR"] = folder;

const ballast = join(folder, "ballast");
/** Writes until the disk refuses. Gives the bytes written. */
function fill(): number {
  const file = openSync(ballast, "a");
  let written = 0;
  try {
    for (let piece = 2 ** 20; piece >= 4096;) {
      try {
        written += writeSync(file, Buffer.alloc(piece));
      } catch {
        piece /= 2;
      }
    }
  } finally {
    closeSync(file);
  }
  return written;
}

const dice = new Dice(Number(values.seed));
const place = await openPlace("start");
let faults = 0;
const fault = (line: string): void => {
  faults += 1;
  say(`FAULT ${line}`);
};
const backs: number[] = [];
try {
  await place.start();
  const admin = await place.admin();
  const { rows } = await admin.query<{ code: string; id: number }>(
    "select i.code || '/' || u.code as code, u.id from access.unit u join access.institution i on i.id = u.institution_id",
  );
  await admin.end();
  const load = new Load(place, dice, Number(values.seed), new Map(rows.map((row) => [row.code, row.id])), ledger);
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    const stop = new AbortController();
    /** A writer without an answer stops; while the disk is full all begin again, as people do. */
    const working = (async () => {
      while (!stop.signal.aborted) {
        await load.round(stop.signal);
        await sleep(100);
      }
    })();
    await sleep(500 + dice.below(1_000));
    let ballasted = fill();
    const full = performance.now();
    // What the database frees is filled again: the disk stays full.
    while (performance.now() - full < 6_000) {
      await sleep(50);
      ballasted += fill();
    }
    const live = await fetch(`${place.address}/healthz`, { signal: AbortSignal.timeout(2_000) }).then(
      (reply) => reply.status,
      () => 0,
    );
    rmSync(ballast);
    const freed = performance.now();
    // One sender for each open call: a call sent twice at a time would stand twice in the ledger of what may be shared.
    stop.abort();
    await working;
    await place.ready();
    await load.settle();
    backs.push(performance.now() - freed);
    const look = await place.admin();
    const { lost, doubled } = await checkLedger(look, load);
    await look.end();
    for (const one of lost) fault(`lost: ${one}`);
    for (const one of doubled) fault(`doubled: ${one}`);
    const database = new Database(place.databaseUrl(), 2);
    const kept = chooseKept(await keptCheckpoints({ dataDir: place.dataDir }));
    if (kept.unreadable > 0) fault(`${kept.unreadable} kept checkpoints are torn`);
    const result = await verifyLive(database, { pins: kept.pins });
    await database.end();
    if (!result.ok)
      fault(`journal: ${JSON.stringify(result.verification?.firstFault)} ${JSON.stringify(result.live.faults)}`);
    say(
      `round ${round}: ${(ballasted / 2 ** 20).toFixed(0)} MB of ballast, /healthz while full ${live}, answers so far ${JSON.stringify(Object.fromEntries(load.answers))}, ` +
        `${load.count("acknowledged")} acknowledged, ${lost.length} lost, ${doubled.length} doubled, journal ${result.ok ? "verifies" : "DOES NOT VERIFY"}, again ready and open calls answered ${Math.round(backs.at(-1) ?? 0)} ms after the disk was freed`,
    );
  }
  for (const one of load.refusals) fault(`refused: ${one}`);
} finally {
  rmSync(ballast, { force: true });
  await place.remove();
}
say(faults === 0 ? "nothing lost, nothing doubled" : `${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;
