/**
 * What stands beside the engine in `match-engine.ts`: the look at all records as ceiling, the trigram index of PostgreSQL, MiniSearch. The last two bring a
 * hundred candidates each, which are put in order by the engine's own score, so that only the finding differs.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { z } from "zod";
import { NEVER, align, firstRow, type Asked, type Channel } from "../src/matching/engine/channel.ts";
import type { FoundWeapons, MatchEngine } from "../src/matching/engine/engine.ts";
import { serialOf, type SerialIndex } from "../src/matching/engine/serial-index.ts";
import { RUN, isLetterSymbol } from "../src/matching/engine/symbols.ts";
import type { Vocabulary } from "../src/matching/engine/vocabulary.ts";
import { normalSerial } from "../src/matching/serial-normal.ts";
import { startBundledPostgres } from "../src/platform/bundled-postgres.ts";
import { createLog } from "../src/platform/log.ts";
import type { Query, World } from "./match-world.ts";

export interface Made {
  readonly world: World;
  readonly engine: MatchEngine;
  readonly index: SerialIndex;
  readonly vocabulary: Vocabulary;
  readonly buildMs: number;
}

export interface Judged {
  readonly query: Query;
  readonly found: FoundWeapons;
  /** Place of the true record among the answers, −1 when it is not there. */
  readonly at: number;
  readonly ms: number;
}

export const quantile = (list: readonly number[], share: number): number =>
  list.toSorted((a, b) => a - b)[Math.floor(share * (list.length - 1))] ?? 0;
export const share = (part: number, all: number): string => (part / Math.max(1, all)).toFixed(3);

/** Cost of a record for a question as the exhaustive scan counts it. */
function costOf(made: Made, found: FoundWeapons, record: number): number {
  const held = serialOf(made.index, record);
  let least = Infinity;
  for (const reading of found.asking.readings)
    least = Math.min(least, reading.cost + align(reading.asked, held, made.engine.model.channel).cost);
  return least + found.costs.of(made.index, record);
}

const rows = new Int32Array(42 * 42);

/** What `align` says of a record, without its steps and without a new table for each: the whole table, cell by cell. */
function wholeCost(asked: Asked, held: Uint8Array, from: number, to: number, channel: Channel): number {
  const m = asked.length;
  const n = to - from;
  if (n === 0) return NEVER;
  const width = m + 1;
  const { pair, lost, added, plain, endAdded } = asked;
  firstRow(asked, rows, 0);
  let letters = true;
  for (let d = 1; d <= n; d += 1) {
    const symbol = held[from + d - 1] as number;
    const before = d > 1 ? (held[from + d - 2] as number) : -1;
    letters &&= isLetterSymbol[symbol] === 1;
    const here = d * width;
    const above = here - width;
    const began = channel.endOpen + channel.endEach * d;
    rows[here] = Math.min(
      letters ? Math.min(channel.series, began) : began,
      (rows[above] as number) + (lost[symbol * width] as number),
    );
    for (let i = 1; i <= m; i += 1) {
      let cost = Math.min(
        (rows[above + i - 1] as number) + (pair[symbol * m + i - 1] as number),
        (rows[above + i] as number) + (lost[symbol * width + i] as number),
        (rows[here + i - 1] as number) + (symbol === RUN ? channel.runEach : (added[i - 1] as number)),
      );
      if (i > 1 && d > 1 && plain[i - 1] === before && plain[i - 2] === symbol && before !== symbol)
        cost = Math.min(cost, (rows[above - width + i - 2] as number) + channel.swapped);
      rows[here + i] = cost;
    }
  }
  let total = rows[n * width + m] as number;
  letters = true;
  for (let at = n - 1; at >= 1; at -= 1) {
    letters &&= isLetterSymbol[held[from + at] as number] === 1;
    const end = channel.endOpen + channel.endEach * (n - at);
    total = Math.min(total, (rows[at * width + m] as number) + (letters ? Math.min(channel.series, end) : end));
  }
  for (let at = 1; at < m; at += 1)
    total = Math.min(total, (rows[n * width + at] as number) + (endAdded[at] as number));
  return total;
}

/** The record that explains a question best, all of them looked at. */
export function bestByScan(made: Made, found: FoundWeapons): { readonly row: number; readonly cost: number } {
  const { index } = made;
  const { channel } = made.engine.model;
  let best = { row: Infinity, cost: Infinity };
  for (let record = 0; record < index.count; record += 1) {
    let least = Infinity;
    const from = index.start[record] as number;
    const to = index.start[record + 1] as number;
    for (const { asked, cost } of found.asking.readings)
      least = Math.min(least, cost + wholeCost(asked, index.symbols, from, to, channel));
    const cost = least + found.costs.of(index, record);
    const row = index.row[record] as number;
    if (cost < best.cost || (cost === best.cost && row < best.row)) best = { row, cost };
  }
  // The short way and the engine's own trace-back must agree.
  for (let record = 0; record < index.count; record += Math.ceil(index.count / 50)) {
    const [reading] = found.asking.readings;
    if (reading === undefined) break;
    const held = serialOf(index, record);
    const whole = wholeCost(reading.asked, Uint8Array.from(held), 0, held.length, channel);
    if (held.length > 0 && align(reading.asked, held, channel).cost !== whole)
      throw new Error("the scan counts otherwise than the trace-back");
  }
  return best;
}

/** The trigram index of PostgreSQL over the same numbers. */
export async function besideTrigram(made: Made, list: readonly Judged[], wide: boolean): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tamga-bench-"));
  const bundled = await startBundledPostgres({ dataDir: folder, log: createLog("silent") });
  const client = new pg.Client({ connectionString: bundled.superuserUrl });
  await client.connect();
  try {
    await client.query("create extension pg_trgm");
    await client.query("create table weapon (place int primary key, serial text not null)");
    const placeOf = new Map<string, number>();
    const chunk = 20_000;
    const rows = Array.from({ length: made.index.count }, (_, place) => place);
    for (let at = 0; at < rows.length; at += chunk)
      await client.query("insert into weapon select * from unnest($1::int[], $2::text[])", [
        rows.slice(at, at + chunk),
        rows
          .slice(at, at + chunk)
          .map((place) => normalSerial(made.world.records[made.index.row[place] ?? -1]?.serial ?? "")),
      ]);
    for (const place of rows) placeOf.set(made.world.records[made.index.row[place] ?? -1]?.id ?? "", place);
    const begun = performance.now();
    await client.query("create index on weapon using gin (serial gin_trgm_ops)");
    await client.query("analyze weapon");
    const built = performance.now() - begun;
    await client.query("set pg_trgm.similarity_threshold = 0.3");
    const size = (
      await client.query<{ size: string }>("select pg_size_pretty(pg_relation_size('weapon_serial_idx')) as size")
    ).rows[0]?.size;
    const times: number[] = [];
    const ours: number[] = [];
    let own = 0;
    let ranked = 0;
    let held = 0;
    let engine = 0;
    let asked = 0;
    for (const { query, found, at } of list.slice(200)) {
      const text = normalSerial(query.asked.serial.replaceAll("?", ""));
      const started = performance.now();
      const { rows: near } = await client.query<{ place: number }>(
        "select place from weapon where serial % $1 order by similarity(serial, $1) desc, place limit 100",
        [text],
      );
      let best = Infinity;
      let first = -1;
      for (const { place } of near) {
        const cost = costOf(made, found, place);
        if (cost < best) [best, first] = [cost, place];
      }
      times.push(performance.now() - started);
      const again = performance.now();
      made.engine.ask(query.asked, [made.index], { wide });
      ours.push(performance.now() - again);
      if (query.truth === undefined) continue;
      asked += 1;
      const true_ = placeOf.get(query.truth);
      if (near[0]?.place === true_) own += 1;
      if (near.some(({ place }) => place === true_)) held += 1;
      if (first === true_) ranked += 1;
      if (at === 0) engine += 1;
    }
    console.log(
      `  trigram GIN (${size}, ${(built / 1000).toFixed(1)} s) with the same re-ranker: p50 ${quantile(times, 0.5).toFixed(2)} ms, p95 ${quantile(times, 0.95).toFixed(2)} ms, among its hundred ${share(held, asked)}, recall@1 ${share(ranked, asked)}; in its own order ${share(own, asked)}`,
    );
    console.log(
      `  the engine on the same questions, alternating: p50 ${quantile(ours, 0.5).toFixed(2)} ms, p95 ${quantile(ours, 0.95).toFixed(2)} ms, recall@1 ${share(engine, asked)}; ${(quantile(times, 0.5) / quantile(ours, 0.5)).toFixed(0)} × at p50`,
    );
  } finally {
    await client.end();
    await bundled.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const miniSearch = z.custom<
  new (options: object) => {
    addAll(documents: readonly object[]): void;
    search(text: string, options: object): readonly { readonly id: number }[];
  }
>((value) => typeof value === "function");

/** MiniSearch with up to two errors, out of a folder in which it was installed: it is no part of this program. */
export function besideMiniSearch(made: Made, list: readonly Judged[], wide: boolean, folder: string): void {
  const MiniSearch = miniSearch.parse(createRequire(join(folder, "from-here.js"))("minisearch"));
  const before = process.memoryUsage().rss;
  const begun = performance.now();
  const search = new MiniSearch({
    fields: ["serial"],
    tokenize: (text: string) => [text],
    processTerm: (term: string) => term,
  });
  const serialAt = (place: number): string =>
    normalSerial(made.world.records[made.index.row[place] ?? -1]?.serial ?? "");
  const chunk = 100_000;
  for (let at = 0; at < made.index.count; at += chunk)
    search.addAll(
      Array.from({ length: Math.min(chunk, made.index.count - at) }, (_, n) => ({
        id: at + n,
        serial: serialAt(at + n),
      })),
    );
  const built = (performance.now() - begun) / 1000;
  const placeOf = new Map<string, number>();
  for (let place = 0; place < made.index.count; place += 1)
    placeOf.set(made.world.records[made.index.row[place] ?? -1]?.id ?? "", place);
  const grown = (process.memoryUsage().rss - before) / 2 ** 20;
  for (const fuzzy of [1, 2]) {
    const times: number[] = [];
    const ours: number[] = [];
    let own = 0;
    let ranked = 0;
    let engine = 0;
    let asked = 0;
    for (const { query, found, at } of list.slice(200)) {
      const text = normalSerial(query.asked.serial.replaceAll("?", ""));
      const started = performance.now();
      const near = search.search(text, { fuzzy }).slice(0, 100);
      let best = Infinity;
      let first = -1;
      for (const { id } of near) {
        const cost = costOf(made, found, id);
        if (cost < best) [best, first] = [cost, id];
      }
      times.push(performance.now() - started);
      const again = performance.now();
      made.engine.ask(query.asked, [made.index], { wide });
      ours.push(performance.now() - again);
      if (query.truth === undefined) continue;
      asked += 1;
      const true_ = placeOf.get(query.truth);
      if (near[0]?.id === true_) own += 1;
      if (first === true_) ranked += 1;
      if (at === 0) engine += 1;
    }
    console.log(
      `  MiniSearch, ${fuzzy} errors (${built.toFixed(1)} s, ${grown.toFixed(0)} MB) with the same re-ranker: p50 ${quantile(times, 0.5).toFixed(2)} ms, p95 ${quantile(times, 0.95).toFixed(2)} ms, recall@1 ${share(ranked, asked)}, in its own order ${share(own, asked)}; ` +
        `the engine, alternating: p50 ${quantile(ours, 0.5).toFixed(2)} ms, p95 ${quantile(ours, 0.95).toFixed(2)} ms, recall@1 ${share(engine, asked)}; ${(quantile(times, 0.5) / quantile(ours, 0.5)).toFixed(1)} × at p50`,
    );
  }
}
