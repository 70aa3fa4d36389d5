/**
 * The recovery picture at one million recoveries, under row-level security, through HTTP: first asking and asking again,
 * whole time and one year, with and without filters, for a reader of the whole country, of one institution and of one unit;
 * what the fold does in a second, and what marking costs an import. Made data (seeded), said so.
 *
 *   node bench/recovery-picture.ts [--rows 1000000] [--seed 0.4] [--data FOLDER]   (a folder that holds the rows is used again)
 */
import { mkdir } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { caller, testConfig, type Person } from "../test/world-calls.ts";
import { makeTestCountry } from "../test/test-country.ts";
import { assignRole, openSession, putInstitution, putPerson, putUnit } from "../src/access/people.store.ts";
import { figuresBoard } from "../src/figures/figures.contract.ts";
import { firearmRows, writeFirearms } from "../src/firearms/firearm.actions.ts";
import { firearmInput } from "../src/firearms/firearm.contract.ts";
import { startPictureFold } from "../src/figures/picture-fold.ts";
import { createNode } from "../src/node.ts";
import { startBundledPostgres } from "../src/platform/bundled-postgres.ts";
import { Database } from "../src/platform/database.ts";
import { recordNumber, uuidv7 } from "../src/platform/ids.ts";
import { createLog } from "../src/platform/log.ts";
import { migrate } from "../src/platform/migrate.ts";
import { indexKeysOfWritten } from "../src/matching/serial-keys.ts";
import { judgeAndSearch, judgeFirearm } from "../src/recoveries/gate.contract.ts";
import { insertRecoveries, insertStatements } from "../src/recoveries/recovery.store.ts";

const { values: options } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    seed: { type: "string", default: "0.4" },
    data: { type: "string", default: join(tmpdir(), "tamga-bench-picture") },
  },
});
/** Ends a transaction that was only timed. */
class Undone extends Error {}

const rows = Number(options.rows);
const folder = resolve(options.data);
await mkdir(folder, { recursive: true, mode: 0o755 });
const log = createLog("silent");
const bundled = await startBundledPostgres({ dataDir: folder, log });
await migrate(bundled.url);
const setup = new Database(bundled.url, 2);
const admin = new pg.Client({ connectionString: bundled.superuserUrl });
await admin.connect();

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
const ms = (time: number): string => `${time.toFixed(0)} ms`;

/** Nine institutions with about two hundred units, an officer in each unit, three readers. */
async function makeCountry(): Promise<void> {
  await makeTestCountry(bundled.url);
  await setup.asSystem("tamga_keeper", async (tx) => {
    for (let house = 0; house < 9; house += 1) {
      const institutionId = await putInstitution(tx, {
        code: `BENCH${house}`,
        kind: "police",
        nameEn: `Bench ${house}`,
        nameRu: `Bench ${house}`,
        shortEn: `B${house}`,
        shortRu: `B${house}`,
        contact: {},
      });
      let parentId: number | null = null;
      for (let n = 0; n < 22; n += 1) {
        const unitId = await putUnit(tx, {
          institutionId,
          parentId,
          code: `U${n}`,
          kind: "post",
          nameEn: `Unit ${n}`,
          nameRu: `Unit ${n}`,
          region: null,
          place: null,
        });
        parentId ??= unitId;
        const personId = await putPerson(tx, {
          username: `bench${house}.${n}`,
          nameLatin: "Bench",
          nameCyrillic: "Bench",
          titleEn: "",
          titleRu: "",
          institutionId,
          unitId,
          language: "en",
        });
        const [role, scope] = n === 0 ? (["analyst", "institution"] as const) : (["analyst", "unit"] as const);
        await assignRole(tx, { personId, role, scope, unitId });
        await assignRole(tx, { personId, role: "officer", scope: "unit", unitId });
      }
    }
  });
  await admin.query(
    `insert into access.sharing_rule (id, kind, owner_institution_id, viewer_institution_id, level)
     select gen_random_uuid(), 'recovery', i.id, null, 'full' from access.institution i where i.code like 'BENCH%'`,
  );
}

/** Rows as the stamps would have written them; ten years, skewed as real seizures are. */
async function makeRows(): Promise<void> {
  await admin.query("set session_replication_role = replica");
  await admin.query("select setseed($1)", [Number(options.seed)]);
  await admin.query(
    "create or replace function pg_temp.skewed(n int) returns int language sql volatile as $$ select floor(n * power(random(), 2.5))::int $$",
  );
  await admin.query(
    `create temporary table post as select row_number() over () - 1 as n, u.id as unit_id, u.institution_id, p.id as person_id, g.id as person_group,
       access.base_audience('recovery', u.institution_id, u.id, p.id, 0) as audience
     from access.unit u join access.institution i on i.id = u.institution_id and i.code like 'BENCH%'
     join access.person p on p.unit_id = u.id join access.audience_group g on g.person_id = p.id`,
  );
  await admin.query(
    `insert into recoveries.recovery (id, number, institution_id, unit_id, created_by, audience, manner, occurred_on, region, firearm_count, status)
     select gen_random_uuid(), 'TM-B' || s.n, p.institution_id, p.unit_id, p.person_id, p.audience,
       (array['seized','seized','seized','found','surrendered'])[1 + pg_temp.skewed(5)],
       case when random() < 0.99 then date '2017-01-01' + floor(random() * 3600)::int end,
       case when random() < 0.9 then 'region-' || (p.n % 9) end, 1, 'accepted'
     from (select n, floor(random() * 198)::int as post from generate_series(1, $1) n offset 0) s join post p on p.n = s.post`,
    [rows],
  );
  await admin.query(
    `insert into recoveries.ground (id, recovery_id, code, recorded_by, institution_id, audience)
     select gen_random_uuid(), r.id, 'ground-' || pg_temp.skewed(15), r.created_by, r.institution_id, r.audience from recoveries.recovery r`,
  );
  await admin.query(
    `insert into recoveries.context (id, recovery_id, code, recorded_by, institution_id, audience)
     select gen_random_uuid(), r.id, 'context-' || pg_temp.skewed(20), r.created_by, r.institution_id, r.audience from recoveries.recovery r where random() < 0.5`,
  );
  await admin.query(
    `insert into firearms.firearm (id, number, recovery_id, position, institution_id, unit_id, created_by, audience, type_code, serial_state, recovered_on, recovered_manner, state_owned)
     select gen_random_uuid(), 'TM-F' || row_number() over (), r.id, p, r.institution_id, r.unit_id, r.created_by, r.audience,
       (array['pistol','revolver','shotgun','rifle','submachine-gun','machine-gun','other'])[1 + pg_temp.skewed(7)],
       (array['clear','partial','obliterated','not-recorded'])[1 + pg_temp.skewed(4)], r.occurred_on, r.manner, case when random() < 0.05 then 'army' end
     from recoveries.recovery r cross join lateral generate_series(0, case when abs(hashtext(r.id::text)) % 100 < 15 then 1 + pg_temp.skewed(6) else 0 end) p`,
  );
  await admin.query("set session_replication_role = origin");
  await admin.query(
    "insert into figures.change (recovery_id) select id from recoveries.recovery order by institution_id, unit_id, occurred_on",
  );
  await admin.query("vacuum analyze");
}

/** A number for every weapon, with its keys: once, on first need. */
async function numberWeapons(): Promise<void> {
  const [without] = (
    await admin.query<{ count: number }>(
      "select count(*)::int as count from firearms.firearm where serial_normal is null",
    )
  ).rows;
  if ((without?.count ?? 0) === 0) return;
  const begun = performance.now();
  await admin.query("set session_replication_role = replica");
  for (;;) {
    const { rows: some } = await admin.query<{ id: string; n: number }>(
      "select id, substring(number from 5)::int as n from firearms.firearm where serial_normal is null limit 5000",
    );
    if (some.length === 0) break;
    const serials = some.map(({ n }) => `AB${100_000 + ((n * 7919) % 9_000_000)}`);
    await admin.query(
      "update firearms.firearm f set serial_written = x.serial, serial_normal = x.serial from unnest($1::uuid[], $2::text[]) x(id, serial) where f.id = x.id",
      [some.map(({ id }) => id), serials],
    );
    const keys = serials.flatMap((serial, at) => indexKeysOfWritten(serial).map((key) => [String(key), some[at]?.id]));
    await admin.query(
      "insert into matching.serial_key (key, subject_kind, subject_id, audience) select x.key, 2, f.id, f.audience from unnest($1::bigint[], $2::uuid[]) x(key, id) join firearms.firearm f on f.id = x.id",
      [keys.map(([key]) => key), keys.map(([, id]) => id)],
    );
  }
  await admin.query("set session_replication_role = origin");
  await admin.query("vacuum analyze");
  console.log(`numbers and keys of all weapons in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
}

const had = await admin.query<{ count: number }>("select count(*)::int as count from recoveries.recovery");
if ((had.rows[0]?.count ?? 0) < rows) {
  const begun = performance.now();
  await makeCountry();
  await makeRows();
  console.log(`rows: ${rows} recoveries made in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
}
{
  const begun = performance.now();
  let folded = 0;
  for (;;) {
    const [row] = await setup.asSystem("tamga_keeper", (tx) =>
      tx.query<{ taken: number }>("select figures.fold_changes(50000) as taken"),
    );
    if ((row?.taken ?? 0) === 0) break;
    folded += row?.taken ?? 0;
    process.stderr.write(`\rfolded ${folded}`);
  }
  const seconds = (performance.now() - begun) / 1000;
  if (folded > 0) {
    console.log(`\nfold: ${folded} recoveries in ${seconds.toFixed(0)} s (${(folded / seconds).toFixed(0)} a second)`);
    await admin.query("vacuum analyze");
  }
}
const sizes = await admin.query<Record<string, string | number>>(
  `select pg_size_pretty(pg_total_relation_size('figures.fact')) as facts, pg_size_pretty(pg_total_relation_size('figures.chunk')) as chunks,
     (select count(*)::int from figures.fact) as parts, (select count(*)::int from figures.chunk) as n, (select count(*)::int from figures.audience_class) as classes,
     pg_size_pretty(pg_database_size(current_database())) as total`,
);
console.log("size:", JSON.stringify(sizes.rows[0]));

const node = await createNode({
  config: testConfig({ TAMGA_LOG_LEVEL: "silent" }),
  databaseUrl: bundled.url,
  log,
  signer: null,
  workers: [(database) => startPictureFold(database, log)],
});
await new Promise((done) => setTimeout(done, 2_000));
const address = `http://127.0.0.1:${await node.listen(0, "127.0.0.1")}`;
async function person(username: string): Promise<Person> {
  const found = await admin.query<{ id: string }>("select id from access.person where username = $1", [username]);
  const id = found.rows[0]?.id ?? "";
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
  return caller(address, id, username, `tamga_session=${session.token}`, "statistics");
}

const year = { from: "2025-01-01", until: "2025-12-31" };
const questions: Readonly<Record<string, Record<string, unknown>>> = {
  "whole time": {},
  "one year": year,
  "whole time, one manner": { manner: "seized" },
  "whole time, one type and one region": { type: "pistol", region: "region-3" },
  "four years, one ground": { from: "2020-03-05", until: "2024-03-04", ground: "ground-0" },
};
for (const [who, username] of [
  ["the whole country", "focal.statistician"],
  ["one institution", "bench3.0"],
  ["one unit", "bench3.7"],
] as const) {
  const reader = await person(username);
  const begun = performance.now();
  const answer = await reader.do(figuresBoard, { query: {} });
  const first = performance.now() - begun;
  console.log(
    `reader of ${who}: ${answer.recoveries} recoveries, ${answer.firearms} firearms; first asking ${ms(first)}`,
  );
  for (const [name, query] of Object.entries(questions)) {
    const times: number[] = [];
    for (let round = 0; round < 15; round += 1) {
      const start = performance.now();
      await reader.do(figuresBoard, { query });
      times.push(performance.now() - start);
    }
    console.log(`  ${name}: median ${ms(median(times))}, worst ${ms(Math.max(...times))} (15 askings)`);
  }
}

// The quality gate while one types, at all these weapons: judging alone, and with the search for the same number.
{
  await numberWeapons();
  const officer = await person("bench3.7");
  const some = (
    await admin.query<{ serial: string }>(
      "select serial_normal as serial from firearms.firearm tablesample system (0.5) where serial_normal is not null limit 500",
    )
  ).rows;
  for (const [name, call] of [
    ["judged", judgeFirearm],
    ["judged, and the number looked for", judgeAndSearch],
  ] as const) {
    const times: number[] = [];
    for (let round = 0; round < 400; round += 1) {
      const written = some[round % some.length]?.serial ?? "AB 1234";
      const start = performance.now();
      await officer.do(call, {
        body: {
          firearm: {
            type: { code: "pistol", written: "pistol" },
            make: { code: null, written: "Izhevsk" },
            model: { code: null, written: "ПМ" },
            calibre: { code: null, written: "9x18" },
            country: null,
            year: null,
            marks: [{ kind: "serial", place: "frame", photos: 0, readings: [{ written, state: "clear", note: null }] }],
          },
          recoveredOn: "2026-11-01",
        },
      });
      if (round >= 50) times.push(performance.now() - start);
    }
    const sorted = times.toSorted((a, b) => a - b);
    console.log(
      `quality gate, ${name}: median ${(sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1)} ms, 95 % ${(sorted[Math.floor(sorted.length * 0.95)] ?? 0).toFixed(1)} ms (${sorted.length} askings)`,
    );
  }
}

// What direct counting under the same wall costs, for comparison; and that both say the same.
{
  const reader = await person("focal.statistician");
  const begun = performance.now();
  const direct = await node.database.asActor({ personId: reader.id }, (tx) =>
    tx.query<{ manner: string; recoveries: number }>(
      "select manner, count(*) as recoveries from recoveries.recovery group by 1 order by 1",
    ),
  );
  const time = performance.now() - begun;
  const answer = await reader.do(figuresBoard, { query: {} });
  const board = answer.dimensions.find(({ by }) => by === "manner")?.rows ?? [];
  const same =
    JSON.stringify(board.map(({ key, recoveries }) => [key, recoveries])) ===
    JSON.stringify(direct.map(({ manner, recoveries }) => [manner, recoveries]));
  console.log(`direct count by one axis under the same wall: ${ms(time)}; the same numbers: ${same}`);
}

// What marking costs whoever writes: batches as an import writes them, with and without the triggers.
{
  const officer = await person("bench3.7");
  const weapon = firearmInput.parse({
    type: { code: "pistol", written: "pistol" },
    make: { written: "Izhevsk" },
    model: { written: "ПМ" },
    calibre: { written: "9x18" },
    marks: [{ kind: "serial", place: "frame", readings: [{ written: "АБ 1234", state: "clear" }] }],
  });
  const batch = 500;
  const write = async (): Promise<number> => {
    const start = performance.now();
    await node.database
      .asActor({ personId: officer.id }, async (tx) => {
        const ids = Array.from({ length: batch }, () => uuidv7());
        await insertRecoveries(
          tx,
          ids.map((id) => ({
            id,
            number: recordNumber(),
            handling: 0,
            handlingNote: null,
            grade: null,
            manner: "seized",
            occurredOn: "2025-05-05",
            occurredAt: null,
            placeCode: null,
            placeWritten: "Bench",
            region: "region-3",
            country: null,
            latitude: null,
            longitude: null,
            circumstances: "",
            authorityWritten: null,
            ownReference: null,
            firearmCount: 1,
            importRunId: null,
            importRow: null,
          })),
        );
        await insertStatements(
          tx,
          "ground",
          ids.map((recoveryId) => ({
            id: uuidv7(),
            recoveryId,
            code: "possession",
            written: null,
            fromDate: null,
            source: "officer",
            grade: null,
          })),
        );
        await writeFirearms(
          tx,
          ids.map((recoveryId) => firearmRows(weapon, { recoveryId, position: 0 })),
        );
        throw new Undone();
      })
      .catch((fault: unknown) => {
        if (!(fault instanceof Undone)) throw fault;
      });
    return performance.now() - start;
  };
  const triggers = async (state: "enable" | "disable"): Promise<void> => {
    for (const [table, name] of [
      ["recoveries.recovery", "picture_insert"],
      ["recoveries.recovery", "picture_update"],
      ["firearms.firearm", "picture_insert"],
      ["firearms.firearm", "picture_update"],
    ])
      await admin.query(`alter table ${table} ${state} trigger ${name}`);
  };
  const times: Record<"with" | "without", number[]> = { with: [], without: [] };
  await write();
  for (let round = 0; round < 24; round += 1) {
    const how = round % 2 === 0 ? "with" : "without";
    await triggers(how === "with" ? "enable" : "disable");
    times[how].push(await write());
  }
  await triggers("enable");
  console.log(
    `writing ${batch} recoveries with a weapon each: with marking median ${ms(median(times.with))}, without ${ms(median(times.without))}, ratio ${(median(times.with) / median(times.without)).toFixed(3)}`,
  );
}

console.log(
  `machine: ${cpus().length} cores ${cpus()[0]?.model ?? ""}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, node ${process.version}, ${new Date().toISOString().slice(0, 10)}; rows are made, seed ${options.seed}`,
);
await node.stop();
await setup.end();
await admin.end();
await bundled.stop();
