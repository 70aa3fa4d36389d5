/**
 * Takes the wall apart, one policy at a time, and asks whether a test notices.
 *
 *     node bench/policy-mutants.ts [--only recoveries.,figures.] [--at-once 2] [--seed 1] [--json]
 *
 * Mutants: each policy dropped; each policy opened: its `using (true)`, its `with check (true)`, and both. Each stands in its own
 * copy of a furnished database, and is judged by behaviour only: what roles and people reach by SQL, a sample of the
 * access matrix over HTTP, and two worlds. No check compares the list of policies. A survivor is listed; those that
 * cannot be told from the wall by any behaviour are named below with the reason. Exit 1 on any other survivor.
 */
import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import pg from "pg";
import { newSigner } from "../src/journal/checkpoint.ts";
import { onDatabase } from "../test/global-setup.ts";
import { openWorld, type World } from "../test/world.ts";
import { furnish, type Furnished } from "../test/access/furnish.ts";
import { Matrix } from "../test/access/matrix.ts";
import { startServer } from "../test/access/server.ts";
import { TwoWorlds } from "../test/access/two-worlds.ts";
import { newOutcome } from "../test/access/two-worlds-answers.ts";
import { checkSystemRoles, checkVisibleRows, fill } from "../test/access/wall.ts";
import { checkNobody } from "../test/access/wall-nobody.ts";
import { checkWrites } from "../test/access/wall-writes.ts";

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    "at-once": { type: "string", default: "2" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});

interface Policy {
  readonly table: string;
  readonly name: string;
  readonly command: string;
  readonly roles: string;
  readonly restrictive: boolean;
  readonly using: string | null;
  readonly check: string | null;
}

interface Mutant {
  readonly policy: Policy;
  readonly what: "dropped" | "opened" | "check opened" | "opened whole";
  readonly sql: string;
}

interface Verdict {
  readonly mutant: Mutant;
  readonly killedBy: string | null;
  readonly sentence: string;
  readonly seconds: number;
}

/** Mutants that no behaviour can tell from the wall, and why. Keyed by "table policy what". */
const fixedColumns =
  "the columns it speaks of may not be updated by the role (a test lists them), and the using clause has judged the row";
const equivalent: Readonly<Record<string, string>> = {
  "recoveries.recovery change check opened": fixedColumns,
  "registers.register change check opened": fixedColumns,
  "recoveries.draft change check opened": fixedColumns,
  "recoveries.item change check opened": fixedColumns,
  "recoveries.party change check opened": fixedColumns,
  "registers.import_run change check opened": fixedColumns,
  "registers.record change check opened": fixedColumns,
  "matching.hit settle check opened": fixedColumns,
  "access.notice own check opened": fixedColumns,
  "reference.proposal review opened":
    "a row must be seen to be changed: what waits is seen by curators alone, what is decided the trigger keeps",
  "access.person own_language check opened": fixedColumns,
  "access.person own_language opened": "its check says the same of the same column; both opened is killed",
  "firearms.firearm change check opened":
    "the stamp gives the new row the audience of its recovery, which the caller of an update is in already",
  "platform.file unfinished check opened": "the keeper has neither insert nor update on files",
};

function mutantsOf(policy: Policy): Mutant[] {
  const target = `on ${policy.table}`;
  const quoted = `"${policy.name}"`;
  const mutants: Mutant[] = [{ policy, what: "dropped", sql: `drop policy ${quoted} ${target}` }];
  // Opening a restrictive policy is dropping it; opening what is open changes nothing.
  if (policy.restrictive) return mutants;
  if (policy.using !== null && policy.using !== "true")
    mutants.push({ policy, what: "opened", sql: `alter policy ${quoted} ${target} using (true)` });
  if (policy.using !== null && policy.using !== "true" && policy.check !== null && policy.check !== "true") {
    mutants.push({
      policy,
      what: "opened whole",
      sql: `alter policy ${quoted} ${target} using (true) with check (true)`,
    });
  }
  if (policy.check !== null && policy.check !== "true")
    mutants.push({ policy, what: "check opened", sql: `alter policy ${quoted} ${target} with check (true)` });
  return mutants;
}

/** The checks, the quickest and nearest first. */
async function judge(
  world: World,
  furnished: Furnished,
  mutant: Mutant,
  seed: number,
): Promise<[string, string] | null> {
  const { table } = mutant.policy;
  const steps: readonly (readonly [string, () => Promise<string[]>])[] = [
    ["rights of the database's roles", () => checkSystemRoles(world, table)],
    ["rows that nobody may reach", () => checkNobody(world, table)],
    ["rows that people reach", () => checkVisibleRows(world, furnished, table)],
    ["what people write", () => checkWrites(world, furnished, table)],
    ["all rows that people reach", () => checkVisibleRows(world, furnished)],
    ["everything people write", () => checkWrites(world, furnished)],
    [
      "the access matrix",
      async () => {
        const matrix = new Matrix(world, furnished);
        await matrix.run(matrix.listCells(), seed, 150, true);
        await matrix.run(matrix.searchCells(), seed, 200, true);
        await matrix.run(matrix.recordCells(), seed, 500, true);
        return matrix.outcome.faults;
      },
    ],
    [
      "two worlds",
      async () => {
        const outcome = newOutcome();
        const worlds = new TwoWorlds(world, seed, outcome);
        await worlds.open();
        for (let round = 0; round < 2; round += 1) await worlds.round();
        return outcome.faults;
      },
    ],
  ];
  for (const [name, check] of steps) {
    try {
      const [fault] = await check();
      if (fault !== undefined) return [name, fault];
    } catch (fault) {
      return [name, `fails: ${fault instanceof Error ? fault.message : String(fault)}`];
    }
  }
  return null;
}

// One journal key for all copies of one database.
const parts = { signer: newSigner("tamga.test/journal") };
const started = performance.now();
const server = await startServer();
const furnishedName = `tamga_furnished_${randomUUID().slice(0, 8)}`;
const verdicts: Verdict[] = [];
const root = new pg.Client({ connectionString: server.adminUrl });
await root.connect();
try {
  const first = await openWorld({ server, keep: true, parts });
  const furnished = await furnish(first);
  await fill(first, furnished);
  const { rows: policies } = await first.admin.query<Policy>(
    `select schemaname || '.' || tablename as table, policyname as name, cmd as command, roles::text as roles, permissive = 'RESTRICTIVE' as restrictive,
       qual as using, with_check as check from pg_policies where schemaname <> 'public' order by 1, 2`,
  );
  const source = new URL(first.url).pathname.slice(1);
  await first.close();
  await root.query(`create database ${furnishedName} template ${source} owner ${new URL(server.programUrl).username}`);
  await root.query(`drop database ${source} with (force)`);

  const place = { ...server, template: furnishedName };
  const control = await openWorld({ server: place, parts });
  const clean = await judge(
    control,
    structuredCopy(furnished),
    { policy: { table: "recoveries.recovery" } as Policy, what: "dropped", sql: "" },
    Number(options.seed),
  );
  await control.close();
  if (clean !== null) throw new Error(`the wall itself does not pass: ${clean.join(": ")}`);

  const queue = policies
    .flatMap(mutantsOf)
    .filter(({ policy }) => options.only.split(",").some((part) => `${policy.table} ${policy.name}`.includes(part)));
  const total = queue.length;
  console.log(`${policies.length} policies, ${total} mutants`);
  const worker = async (): Promise<void> => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const begun = performance.now();
      const world = await openWorld({ server: place, parts });
      try {
        const change = new pg.Client({
          connectionString: onDatabase(server.adminUrl, new URL(world.url).pathname.slice(1)),
        });
        await change.connect();
        await change.query(mutant.sql);
        await change.end();
        const death = await judge(world, structuredCopy(furnished), mutant, Number(options.seed));
        verdicts.push({
          mutant,
          killedBy: death?.[0] ?? null,
          sentence: death?.[1] ?? "",
          seconds: (performance.now() - begun) / 1000,
        });
      } finally {
        await world.close();
      }
      const last = verdicts.at(-1);
      if (last !== undefined && !options.json) {
        const { policy, what } = last.mutant;
        console.log(
          `${String(verdicts.length).padStart(4)}/${total} ${policy.table} ${policy.name} [${policy.roles}] ${what}: ${last.killedBy === null ? "SURVIVED" : `killed by ${last.killedBy}: ${last.sentence.slice(0, 140)}`}`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Number(options["at-once"])) }, worker));
} finally {
  await root.query(`drop database if exists ${furnishedName} with (force)`).catch(() => undefined);
  await root.end();
  await server.stop();
}

/** Values of the oracle change with what is done: each mutant begins with its own. */
function structuredCopy(furnished: Furnished): Furnished {
  return {
    ...structuredClone({ ...furnished, institutionOf: undefined }),
    institutionOf: (username) => furnished.institutionOf(username),
  };
}

const survivors = verdicts.filter(({ killedBy }) => killedBy === null);
const reasonOf = ({ mutant }: Verdict): string | undefined =>
  equivalent[`${mutant.policy.table} ${mutant.policy.name} ${mutant.what}`];
if (options.json)
  console.log(
    JSON.stringify(
      {
        verdicts: verdicts.map(({ mutant, killedBy, sentence }) => ({
          table: mutant.policy.table,
          policy: mutant.policy.name,
          what: mutant.what,
          killedBy,
          sentence,
        })),
      },
      null,
      1,
    ),
  );
const by = Map.groupBy(verdicts, ({ killedBy }) => killedBy ?? "nobody");
console.log(
  `\n${verdicts.length} mutants, ${verdicts.length - survivors.length} killed, ${survivors.length} survived; ${Math.round((performance.now() - started) / 1000)} s`,
);
for (const [name, list] of [...by].sort((a, b) => b[1].length - a[1].length))
  console.log(`  ${String(list.length).padStart(4)} by ${name}`);
for (const verdict of survivors) {
  const { policy, what } = verdict.mutant;
  console.log(
    `SURVIVED ${policy.table} ${policy.name} [${policy.roles}] ${what}: ${reasonOf(verdict) ?? "NOT EXPLAINED"}`,
  );
}
process.exit(survivors.some((verdict) => reasonOf(verdict) === undefined) ? 1 : 0);
