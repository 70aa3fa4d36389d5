/**
 * One million register records under row-level security: serial check and record page through HTTP, the policies' cost
 * as a ratio, a hundred officers at once, start to first answer, memory. Made data (seeded), said so.
 *
 *   node bench/one-million.ts [--rows 1000000] [--seed 1] [--data FOLDER]   (a folder that holds the rows is used again)
 */
import { readFileSync, readdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { makeTestCountry } from "../test/test-country.ts";
import { caller, onePistol, testConfig, type Person } from "../test/world-calls.ts";
import { openSession, putUnit } from "../src/access/people.store.ts";
import { newSigner } from "../src/journal/checkpoint.ts";
import { checkSerial } from "../src/matching/serial-check.contract.ts";
import { recordsWithKeys } from "../src/matching/candidate.store.ts";
import { readSerialField } from "../src/matching/serial-field.ts";
import { indexKeysOfWritten, queryKeys } from "../src/matching/serial-keys.ts";
import { startLiveIndex, type LiveIndex } from "../src/matching/live-index.ts";
import { startMatcher } from "../src/matching/matcher.ts";
import { createNode } from "../src/node.ts";
import { startBundledPostgres } from "../src/platform/bundled-postgres.ts";
import { Database } from "../src/platform/database.ts";
import { createLog } from "../src/platform/log.ts";
import { migrate } from "../src/platform/migrate.ts";
import { readRecovery, recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { uuidv7 } from "../src/platform/ids.ts";

const { values: options } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    seed: { type: "string", default: "1" },
    data: { type: "string", default: join(tmpdir(), "tamga-bench") },
  },
});
const rows = Number(options.rows);
const folder = resolve(options.data);
let state = Number(options.seed) >>> 0 || 1;
/** xorshift32: the same seed gives the same rows. */
function random(below: number): number {
  state ^= state << 13;
  state >>>= 0;
  state ^= state >>> 17;
  state ^= state << 5;
  state >>>= 0;
  return state % below;
}
function pick<T>(list: readonly T[]): T {
  const value = list[random(list.length)];
  if (value === undefined) throw new Error("empty list");
  return value;
}

const makes = [
  ["Ижевск", "ПМ", "9x18"],
  ["Тула", "ТТ", "7.62x25"],
  ["Ижевск", "АК-74", "5.45x39"],
  ["CZ", "CZ 75", "9x19"],
  ["Taurus", "PT 92", "9x19"],
  ["Норинко", "Type 56", "7.62x39"],
] as const;
const letters = "АБВГДЕЖЗИКЛМНОПРСТУФХ";
let serialAt = 100_000;
function serial(): string {
  // Consecutive batches, as factories number: a mis-read digit is the neighbour's number.
  serialAt += random(50) === 0 ? random(5_000) : 1;
  return `${letters[random(letters.length)] ?? ""}${letters[random(letters.length)] ?? ""}${serialAt % 10_000_000}`;
}

function quantiles(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms (${sorted.length} calls)`;
}

await mkdir(folder, { recursive: true, mode: 0o755 });
const log = createLog("silent");
const bundled = await startBundledPostgres({ dataDir: folder, log });
await migrate(bundled.url);
const setup = new Database(bundled.url, 2);
const admin = new pg.Client({ connectionString: bundled.superuserUrl });
await admin.connect();
const { rows: had } = await admin.query<{ count: number }>("select count(*)::int as count from registers.record");
const people = await admin.query("select 1 from access.person limit 1");
if (people.rowCount === 0) await makeTestCountry(bundled.url);
const police = (
  await admin.query<{ id: number; hq: number }>(
    "select i.id, u.id as hq from access.institution i join access.unit u on u.institution_id = i.id and u.code = 'HQ' where i.code = 'POLICE'",
  )
).rows[0];
const keeper = (await admin.query<{ id: string }>("select id from access.person where username = 'police.keeper'"))
  .rows[0];
if (police === undefined || keeper === undefined) throw new Error("no test country");

if ((had[0]?.count ?? 0) < rows) {
  // Thirty units: whoever belongs to the institution has more than thirty groups, as in a real one.
  await setup.asSystem("tamga_keeper", async (tx) => {
    for (let n = 0; n < 30; n += 1)
      await putUnit(tx, {
        institutionId: police.id,
        parentId: police.hq,
        code: `U${n}`,
        kind: "department",
        nameEn: `Unit ${n}`,
        nameRu: `Отдел ${n}`,
        region: null,
        place: null,
      });
  });
  const started = performance.now();
  const registers: string[] = [];
  await setup.asActor({ personId: keeper.id }, async (tx) => {
    for (let n = 0; n < 10; n += 1) {
      const id = uuidv7();
      registers.push(id);
      await tx.query(
        "insert into registers.register (id, code, kind, name_en, name_ru, institution_id, unit_id, created_by, audience, record_count) values ($1, $2, 'lost-stolen', $2, $2, 0, 0, access.actor(), '{}', $3)",
        [id, `bench-${Date.now()}-${n}`, Math.round(rows / 10)],
      );
    }
  });
  const chunk = 5_000;
  for (let at = had[0]?.count ?? 0; at < rows; at += chunk) {
    const made = Array.from({ length: Math.min(chunk, rows - at) }, () => {
      const [make, model, calibre] = pick(makes);
      const written = serial();
      return {
        id: uuidv7(),
        register: pick(registers),
        make,
        model,
        calibre,
        serial: written,
        keys: `{${indexKeysOfWritten(written).join(",")}}`,
      };
    });
    await setup.asActor({ personId: keeper.id }, async (tx) => {
      await tx.query(
        `insert into registers.record (id, register_id, institution_id, audience, reason, make_written, model_written, calibre_written, serial_written, serial_keys)
         select x.id, x.register, 0, '{}', 'stolen', x.make, x.model, x.calibre, x.serial, x.keys::bigint[]
         from jsonb_to_recordset($1::jsonb) as x(id uuid, register uuid, make text, model text, calibre text, serial text, keys text)`,
        [JSON.stringify(made)],
      );
    });
    if (at % 100_000 === 0) process.stderr.write(`\r${at} rows`);
  }
  await admin.query("vacuum analyze");
  console.log(`load: ${rows} rows with keys in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}
const sizes = await admin.query<{ records: string; total: string }>(
  "select pg_size_pretty(pg_total_relation_size('registers.record')) as records, pg_size_pretty(pg_database_size(current_database())) as total",
);
console.log(`size: records with their keys ${sizes.rows[0]?.records}, database ${sizes.rows[0]?.total}`);

// The policies' cost: the same statements as the application role with its policies, and as a superuser without.
{
  const client = new pg.Client({ connectionString: bundled.superuserUrl });
  await client.connect();
  const keysOf = (
    await admin.query<{ serial_written: string }>(
      "select serial_written from registers.record tablesample system (0.2) limit 300",
    )
  ).rows.map((row) => queryKeys(readSerialField(row.serial_written).pattern));
  const statements: Readonly<Record<string, string>> = {
    "key probe": `select distinct x.id from (${recordsWithKeys("$1")}) x`,
    "100 records by id": "select id, serial_written from registers.record where id = any($1::uuid[])",
  };
  const analyst =
    (await admin.query<{ id: string }>("select id from access.person where username = 'police.analyst'")).rows[0]?.id ??
    "";
  const ids = (
    await admin.query<{ id: string }>("select id from registers.record tablesample system (1) limit 30000")
  ).rows.map((row) => row.id);
  for (const [name, text] of Object.entries(statements)) {
    const times: Record<"with" | "without", number[]> = { with: [], without: [] };
    for (let round = 0; round < 300; round += 1) {
      const value = name === "key probe" ? keysOf[round % keysOf.length] : Array.from({ length: 100 }, () => pick(ids));
      for (const how of round % 2 === 0 ? (["with", "without"] as const) : (["without", "with"] as const)) {
        await client.query(
          how === "with"
            ? `begin; set local enable_seqscan = off; set local role tamga_app; select access.assume('${analyst}', null, null, null)`
            : "begin; set local enable_seqscan = off",
        );
        const begun = performance.now();
        await client.query(text, [value]);
        times[how].push(performance.now() - begun);
        await client.query("commit");
      }
    }
    const median = (list: number[]): number =>
      list.slice(50).toSorted((a, b) => a - b)[Math.floor((list.length - 50) / 2)] ?? 0;
    console.log(
      `policy cost, ${name}: with ${median(times.with).toFixed(3)} ms, without ${median(times.without).toFixed(3)} ms, ratio ${(median(times.with) / median(times.without)).toFixed(2)}`,
    );
  }
  await client.end();
}

const config = testConfig({ TAMGA_LOG_LEVEL: "silent" });
const begun = performance.now();
let live: LiveIndex | undefined;
const node = await createNode({
  config,
  databaseUrl: bundled.url,
  log,
  signer: await signerOf(),
  workers: [
    (database) => startMatcher(database, log),
    async (database) => {
      const started = await startLiveIndex(database, bundled.url, log);
      live = started.index;
      return started;
    },
  ],
});
const port = await node.listen(0, "127.0.0.1");
const address = `http://127.0.0.1:${port}`;
await fetch(`${address}/readyz`);
console.log(`node: first answer ${(performance.now() - begun).toFixed(0)} ms after its start (database running)`);

while (live?.state === undefined) await new Promise((done) => setTimeout(done, 20));
console.log(
  `index of ${live.state.rows} numbers: ready ${((performance.now() - begun) / 1000).toFixed(1)} s after the node's start (${live.state.megabytes()} MB); the keys in SQL answer meanwhile`,
);

/** The journal's key stays the same over runs on one folder. */
async function signerOf() {
  const { journalSigner } = await import("../src/journal/signing-key.ts");
  return journalSigner({ ...config, dataDir: folder }, "tamga-bench/journal").catch(() =>
    newSigner("tamga-bench/journal"),
  );
}

async function person(username: string): Promise<Person> {
  const id =
    (await admin.query<{ id: string }>("select id from access.person where username = $1", [username])).rows[0]?.id ??
    "";
  const session = await node.database.asSystem("tamga_keeper", (tx) =>
    openSession(tx, {
      personId: id,
      strength: "second-factor",
      hours: 12,
      idleMinutes: 600,
      userAgent: "bench",
      address: null,
    }),
  );
  return caller(address, id, username, `tamga_session=${session.token}`);
}

const some = (
  await admin.query<{ serial_written: string; model_written: string }>(
    "select serial_written, model_written from registers.record tablesample system (0.5) limit 2000",
  )
).rows;
/** As officers read: a third exact, a third without the last character, a third with one wrong digit. */
function misread(text: string): string {
  const kind = random(3);
  if (kind === 0) return text;
  if (kind === 1) return text.slice(0, -1);
  const at = 2 + random(text.length - 2);
  return `${text.slice(0, at)}${random(10)}${text.slice(at + 1)}`;
}
const analyst = await person("police.analyst");
const officer = await person("border.officer");
async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
const checks: number[] = [];
let found = 0;
for (let n = 0; n < 700; n += 1) {
  const one = pick(some);
  const time = await timed(async () => {
    const answer = await analyst.do(checkSerial, {
      body: { serial: misread(one.serial_written), model: one.model_written },
    });
    if (answer.answers.some((entry) => entry.weapon.serial === one.serial_written)) found += 1;
  });
  if (n >= 100) checks.push(time);
}
console.log(
  `serial check through HTTP, one after another: ${quantiles(checks)}; the record was among the answers in ${((found / 700) * 100).toFixed(0)} %`,
);

const made: { readonly id: string }[] = [];
for (let n = 0; n < 100; n += 1)
  made.push(await officer.do(recordRecovery, { body: onePistol(pick(some).serial_written) }));
const pages: number[] = [];
for (let n = 0; n < 500; n += 1) {
  const one = pick(made);
  const time = await timed(() => officer.do(readRecovery, { params: { id: one.id } }));
  if (n >= 100) pages.push(time);
}
console.log(`record page through HTTP, one after another: ${quantiles(pages)}`);

// A hundred officers at once: each checks, opens, now and then records; half a second of thought between two acts.
const busy: number[] = [];
const until = performance.now() + 30_000;
await Promise.all(
  Array.from({ length: 100 }, async (_, index) => {
    const who = index % 2 === 0 ? analyst : officer;
    while (performance.now() < until) {
      const kind = random(10);
      const one = pick(some);
      const target = pick(made);
      busy.push(
        await timed(async () => {
          if (kind < 5)
            await who.do(checkSerial, { body: { serial: misread(one.serial_written), model: one.model_written } });
          else if (kind < 9 || who === analyst) await officer.do(readRecovery, { params: { id: target.id } });
          else await officer.do(recordRecovery, { body: onePistol(misread(one.serial_written)) });
        }),
      );
      await new Promise((done) => setTimeout(done, 500 + random(1000)));
    }
  }),
);
console.log(
  `100 officers at once, 30 s, every act with its journal entries: ${quantiles(busy)}, ${(busy.length / 30).toFixed(0)} acts/s`,
);

/** Proportional set size of a process tree's members, from /proc: shared memory is counted once. */
function memory(): string {
  let total = 0;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const line = readFileSync(`/proc/${name}/cmdline`, "utf8");
      if (!line.includes(folder) && Number(name) !== process.pid && !/^postgres: /.test(line)) continue;
      if (/^postgres: /.test(line) && !line.includes("tamga")) continue;
      total += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/smaps_rollup`, "utf8"))?.[1] ?? 0);
    } catch {
      // Gone meanwhile, or not ours to read.
    }
  }
  return `${(total / 1024).toFixed(0)} MB`;
}
console.log(
  `memory, program and database (proportional set size): ${process.platform === "linux" ? memory() : "not measured here"}`,
);
console.log(
  `machine: ${cpus().length} cores ${cpus()[0]?.model ?? ""}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, node ${process.version}, ${new Date().toISOString().slice(0, 10)}; rows are made, seed ${options.seed}`,
);
await node.stop();
await setup.end();
await admin.end();
await bundled.stop();
