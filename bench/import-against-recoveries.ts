/**
 * A register of a million records arrives while the country works: it is imported over HTTP, compared with 40,000 recoveries and shows its
 * hits, while people look numbers up; the import and the comparison are stopped, gone on with, and the program and its database
 * are killed in the middle. Afterwards every row is there once, every hit once, and another comparison of everything finds nothing more.
 *
 *   node bench/import-against-recoveries.ts [--rows 1000000] [--weapons 40000] [--quiet]
 *
 * `--quiet`: nothing is killed or stopped, for times alone. Made register, made errors (`match-world.ts`); `tamga start` itself in a folder of
 * its own, removed at the end.
 */
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import type { CallOutput } from "../src/platform/contract.ts";
import {
  cancelImport,
  importView,
  previewImport,
  readImport,
  resumeImport,
  settleImport,
  startImport,
} from "../src/registers/import.contract.ts";
import { createRegister } from "../src/registers/register.contract.ts";
import { checkSerial } from "../src/matching/serial-check.contract.ts";
import { listHits } from "../src/matching/hit.contract.ts";
import { listFirearms } from "../src/firearms/firearm.contract.ts";
import { resumeImportMatching, stopImportMatching } from "../src/matching/sweep.contract.ts";
import type { Person } from "../test/world.ts";
import { openPlace } from "./kills-place.ts";
import { Random, drawQuery, drawWorld, type WorldRecord } from "./match-world.ts";

const { values: options } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    weapons: { type: "string", default: "40000" },
    seed: { type: "string", default: "1" },
    quiet: { type: "boolean", default: false },
  },
});
const rows = Number(options.rows);
const weapons = Number(options.weapons);
type Run = CallOutput<typeof readImport>;

const world = drawWorld({ rows, seed: Number(options.seed), held: 0.5, dirt: 0.05, channel: "mixed" });
const random = new Random(Number(options.seed) * 31 + 7);
// A third of the weapons found is in the register.
const found = Array.from({ length: weapons }, () => drawQuery(world, "mixed", 0.67, random));

const cell = (text: string | number | undefined): string => {
  const written = String(text ?? "");
  return /[",\n]/u.test(written) ? `"${written.replaceAll('"', '""')}"` : written;
};
function csv(header: string, lines: readonly (readonly (string | number | undefined)[])[]): Blob {
  const parts = [header];
  for (const line of lines) parts.push(line.map(cell).join(","));
  return new Blob(parts.flatMap((line) => [line, "\n"]));
}
const identity = ({ serial, make, model, calibre, type, year }: Omit<WorldRecord, "id">) => [
  serial,
  make,
  model,
  calibre,
  type,
  year,
];
const registerFile = csv(
  "Serial number,Make,Model,Calibre,Type,Year of manufacture,Record number,Reason",
  world.records.map((record) => [...identity(record), record.id, "stolen"]),
);
const recoveryFile = csv(
  "Serial number,Make,Model,Calibre,Type,Year of manufacture,Procedure,Date",
  found.map(({ asked }, at) => [
    ...identity(asked),
    `P-${at}`,
    `20${20 + (at % 5)}-0${1 + (at % 9)}-${10 + (at % 18)}`,
  ]),
);

const place = await openPlace("start", ["police.keeper", "police.analyst", "border.officer", "police.investigator"], {
  "police.keeper": "register-keeping",
});
const person = (name: string): Person => {
  const known = place.people.get(name);
  if (known === undefined) throw new Error(name);
  return known;
};
const keeper = person("police.keeper");
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asked again while the program is away: it is being killed. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + 120_000; ;) {
    try {
      return await work();
    } catch (fault) {
      // A refusal in words is an answer.
      if (Date.now() > end || /: 4\d\d /u.test(String(fault))) throw fault;
      await sleep(200);
    }
  }
}

async function begin(
  me: Person,
  name: string,
  file: Blob,
  query: Record<string, string>,
  wanted: Record<string, string>,
): Promise<string> {
  const response = await fetch(
    `${place.address}/api/v1/imports?${new URLSearchParams({ name, ...query }).toString()}`,
    {
      method: "POST",
      headers: {
        cookie: me.cookie,
        "tamga-request": "1",
        "content-type": "application/octet-stream",
        "tamga-purpose": me === keeper ? "register-keeping" : "investigation",
      },
      body: file,
    },
  );
  const body: unknown = await response.json();
  if (response.status !== 200) throw new Error(JSON.stringify(body));
  const { id } = importView.parse(body);
  const { mapping } = await me.do(previewImport, { params: { id } });
  for (const [header, target] of Object.entries(wanted)) {
    const at = mapping.columns.findIndex((column) => column.header === header);
    if (mapping.columns[at]?.target !== target)
      throw new Error(`${header} is taken for ${mapping.columns[at]?.target}`);
  }
  await me.do(settleImport, { params: { id }, body: { mapping, options: {} } });
  await me.do(startImport, { params: { id } });
  return id;
}

const readRun = (id: string, me = keeper): Promise<Run> => patiently(() => me.do(readImport, { params: { id } }));

// What people do meanwhile, and how long they wait.
const waits: { phase: string; what: string; ms: number }[] = [];
let phase = "before";
let refused = 0;
let working = true;
async function desk(name: string, seed: number): Promise<void> {
  const own = new Random(seed);
  const me = person(name);
  while (working) {
    const query = own.pick(found);
    const what = own.below(3);
    const begun = performance.now();
    try {
      if (what === 0)
        await me.do(checkSerial, {
          body: { serial: query.asked.serial, make: query.asked.make, model: query.asked.model },
        });
      else if (what === 1) await me.do(listHits, { query: { limit: 25 } });
      else await me.do(listFirearms, { query: { limit: 25 } });
      waits.push({ phase, what: ["serial check", "hits", "weapons"][what] ?? "", ms: performance.now() - begun });
    } catch {
      // The program is being killed.
      refused += 1;
      await sleep(200);
    }
    await sleep(150 + own.below(200));
  }
}
const quantile = (list: readonly number[], share: number): number =>
  list.toSorted((a, b) => a - b)[Math.floor(share * (list.length - 1))] ?? 0;

async function waitForMatcher(): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const client = await patiently(() => place.admin());
    try {
      const { rows: left } = await client.query<{ waits: string; sweeps: string; jobs: string }>(
        `select (select count(*) from matching.match_task) as waits, (select count(*) from matching.sweep where state = 'running') as sweeps,
           (select count(*) from platform.job where task like 'matching.%' and finished_at is null) as jobs`,
      );
      if (left[0]?.waits === "0" && left[0].sweeps === "0" && left[0].jobs === "0") return performance.now() - begun;
    } finally {
      await client.end();
    }
    await sleep(500);
  }
}

async function count(sql: string): Promise<Record<string, string>> {
  const client = await place.admin();
  try {
    return (await client.query<Record<string, string>>(sql)).rows[0] ?? {};
  } finally {
    await client.end();
  }
}

try {
  await place.start();
  const { id: register } = await keeper.do(createRegister, {
    body: { code: "lost", kind: "lost-stolen", en: "Lost and stolen", ru: "Утраченное и похищенное" },
  });
  let begun = performance.now();
  const recoveries = await begin(
    person("police.analyst"),
    "recoveries.csv",
    recoveryFile,
    { target: "recoveries" },
    { "Serial number": "serial" },
  );
  while ((await readRun(recoveries, person("police.analyst"))).state === "running") await sleep(300);
  console.log(
    `${weapons} recoveries imported in ${((performance.now() - begun) / 1000).toFixed(1)} s: ${(await readRun(recoveries, person("police.analyst"))).state}`,
  );
  await waitForMatcher();

  const desks = [desk("police.analyst", 1), desk("border.officer", 2), desk("police.investigator", 3)];
  await sleep(8_000);
  phase = "import";
  begun = performance.now();
  const run = await begin(
    keeper,
    "register.csv",
    registerFile,
    { target: "register", register },
    {
      "Serial number": "serial",
      Model: "model",
      Make: "make",
    },
  );
  console.log(
    `register uploaded and started after ${((performance.now() - begun) / 1000).toFixed(1)} s (${(registerFile.size / 1e6).toFixed(0)} MB)`,
  );
  let step = 0;
  const happened: string[] = [];
  for (;;) {
    const now = await readRun(run);
    const share = now.rows.read / rows;
    if (now.state === "cancelled") {
      happened.push(`stopped at ${(100 * share).toFixed(0)} %, gone on with`);
      await patiently(() => keeper.do(resumeImport, { params: { id: run } }));
    } else if (now.state !== "running") {
      if (now.state !== "done") throw new Error(JSON.stringify(now));
      break;
    }
    if (!options.quiet && step === 0 && share > 0.1) {
      step = 1;
      await place.killProgram();
      happened.push(
        `program killed at ${(100 * share).toFixed(0)} %, ready again after ${(await place.start()).toFixed(0)} ms`,
      );
    } else if (!options.quiet && step === 1 && share > 0.35) {
      step = 2;
      await place.killDatabase();
      happened.push(
        `database killed at ${(100 * share).toFixed(0)} %, ready again after ${(await place.ready()).toFixed(0)} ms`,
      );
    } else if (!options.quiet && step === 2 && share > 0.6) {
      step = 3;
      await patiently(() => keeper.do(cancelImport, { params: { id: run } }));
    }
    await sleep(200);
  }
  const imported = performance.now();
  phase = "comparison";
  console.log(
    `imported in ${((imported - begun) / 1000).toFixed(1)} s${happened.length === 0 ? "" : `: ${happened.join("; ")}`}`,
  );
  happened.length = 0;
  step = 0;
  for (;;) {
    const state = await patiently(() =>
      count(`select s.state, s.percent from matching.sweep s where s.run_id = '${run}'`),
    );
    if (state["state"] === "done") break;
    const percent = Number(state["percent"] ?? 0);
    if (state["state"] === "cancelled" && step === 2) {
      step = 3;
      happened.push(`stopped at ${percent} %, gone on with`);
      await patiently(() => keeper.do(resumeImportMatching, { params: { id: run } }));
    }
    if (!options.quiet && step === 0 && percent > 15) {
      step = 1;
      await place.killProgram();
      happened.push(`program killed at ${percent} %, ready again after ${(await place.start()).toFixed(0)} ms`);
    } else if (!options.quiet && step === 1 && percent > 50) {
      step = 2;
      await patiently(() => keeper.do(stopImportMatching, { params: { id: run } }));
    }
    await sleep(200);
  }
  const compared = performance.now();
  console.log(
    `compared with ${weapons} weapons in ${((compared - imported) / 1000).toFixed(1)} s${happened.length === 0 ? "" : `: ${happened.join("; ")}`}`,
  );
  await waitForMatcher();
  console.log(`all hits shown ${((performance.now() - compared) / 1000).toFixed(1)} s later`);
  phase = "after";
  await sleep(8_000);
  working = false;
  await Promise.all(desks);
  for (const name of ["before", "import", "comparison", "after"])
    for (const what of ["serial check", "hits", "weapons"]) {
      const list = waits.filter((one) => one.phase === name && one.what === what).map(({ ms }) => ms);
      if (list.length > 0)
        console.log(
          `  ${name}, ${what}: p50 ${quantile(list, 0.5).toFixed(0)} ms, p95 ${quantile(list, 0.95).toFixed(0)} ms, longest ${quantile(list, 1).toFixed(0)} ms (${list.length})`,
        );
    }
  console.log(`  ${refused} calls of the desk while the program was away`);

  const there = await count(
    `select count(*) as records, count(distinct r.row_number) as rows, count(distinct r.own_reference) as references from registers.record r where r.register_id = '${register}' and r.state = 'active'`,
  );
  const hits = await count(
    "select count(*) as hits, count(distinct (h.firearm_id, h.other_id)) as pairs from matching.hit h where h.other_kind = 'register-record'",
  );
  const client = await place.admin();
  const { rows: pairs } = await client.query<{ row: number; reference: string; probability: number }>(
    `select f.import_row as row, r.own_reference as reference, h.probability from matching.hit h join firearms.firearm f on f.id = h.firearm_id
     join registers.record r on r.id = h.other_id where h.other_kind = 'register-record' and f.import_row is not null`,
  );
  await client.end();
  const proposed = new Set(pairs.map(({ row, reference }) => `${row} ${reference}`));
  // The first row of the file is its second line.
  const present = found.flatMap(({ truth, kind }, at) =>
    truth === undefined ? [] : [{ kind, key: `${at + 2} ${truth}` }],
  );
  const right = present.filter(({ key }) => proposed.has(key));
  const plain = present.filter(({ kind }) => kind === "format" || kind === "series");
  console.log(
    `records ${there["records"]} (rows ${there["rows"]}, references ${there["references"]}) of ${rows}; hits ${hits["hits"]}, pairs ${hits["pairs"]}; the true record is proposed for ${right.length} of ${present.length} weapons in the register, for ${plain.filter(({ key }) => proposed.has(key)).length} of ${plain.length} read without error`,
  );
  // Everything once more, from the beginning: nothing was lost on the way.
  await count(
    "with all_of_them as (insert into matching.match_task (firearm_id) select id from firearms.firearm where withdrawn_at is null on conflict do nothing returning 1) select count(*) as asked from all_of_them",
  );
  const again = await waitForMatcher();
  const more = await count("select count(*) as hits from matching.hit h where h.other_kind = 'register-record'");
  console.log(
    `matched one by one again in ${(again / 1000).toFixed(1)} s: ${Number(more["hits"]) - Number(hits["hits"])} hits more`,
  );
  console.log(
    `2 cores, load ${loadavg()[0]?.toFixed(1)}, ${new Date().toISOString().slice(0, 10)}, node ${process.version}`,
  );
} finally {
  working = false;
  await place.remove();
}
