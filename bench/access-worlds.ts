/**
 * Two worlds, many times: with and without what a person may not see, every answer to that person is the same bytes.
 *
 *     node bench/access-worlds.ts --seed 1 --count 200 [--at-once 2] [--matrix]
 *
 * Promises: the same seed draws the same rules, records and questions; each differing answer is printed in full. With
 * --matrix every cell of the access matrix runs too. Exit 1 on any difference. Times are told, never judged: a busy
 * machine moves them more than a record does.
 */
import { parseArgs } from "node:util";
import { furnish } from "../test/access/furnish.ts";
import { Matrix, coverage } from "../test/access/matrix.ts";
import { startServer } from "../test/access/server.ts";
import { runWorlds } from "../test/access/two-worlds.ts";
import { median, newOutcome, type WorldsOutcome } from "../test/access/two-worlds-answers.ts";
import { openWorld } from "../test/world.ts";

const { values: options } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "200" },
    "at-once": { type: "string", default: "2" },
    matrix: { type: "boolean", default: false },
  },
});

function join(all: readonly WorldsOutcome[]): WorldsOutcome {
  const sum = newOutcome();
  for (const one of all) {
    sum.rounds += one.rounds;
    sum.answers += one.answers;
    sum.hiddenThings += one.hiddenThings;
    sum.faults.push(...one.faults);
    for (const [call, [a, b]] of one.times) {
      const pair = sum.times.get(call) ?? [[], []];
      pair[0].push(...a);
      pair[1].push(...b);
      sum.times.set(call, pair);
    }
  }
  return sum;
}

const started = performance.now();
const server = await startServer();
let failed = false;
try {
  const count = Number(options.count);
  const atOnce = Math.max(1, Math.min(Number(options["at-once"]), count));
  if (count > 0) {
    const share = (at: number): number => Math.floor(count / atOnce) + (at < count % atOnce ? 1 : 0);
    const outcome = join(
      await Promise.all(
        Array.from({ length: atOnce }, async (_, at) =>
          runWorlds(() => openWorld({ server }), {
            seed: Number(options.seed) * 10 + at,
            rounds: share(at),
            tell: (line) => console.log(`[${at + 1}] ${line}`),
          }),
        ),
      ),
    );
    for (const fault of outcome.faults) console.log(`DIFFERS: ${fault}`);
    console.log("\ncall                        asked   median ms without | with hidden records");
    for (const [call, [a, b]] of [...outcome.times].sort())
      console.log(
        `${call.padEnd(26)} ${String(a.length + b.length).padStart(7)}   ${median(a).toFixed(2).padStart(8)} | ${median(b).toFixed(2)}`,
      );
    console.log(
      `\n${outcome.rounds} worlds, ${outcome.hiddenThings} hidden things, ${outcome.answers} answers compared, ${outcome.faults.length} differ; seed ${options.seed}; ${Math.round((performance.now() - started) / 1000)} s`,
    );
    failed = outcome.faults.length > 0;
  }
  if (options.matrix) {
    const world = await openWorld({ server });
    try {
      const matrix = new Matrix(world, await furnish(world));
      await matrix.run(matrix.allCells(), Number(options.seed));
      for (const fault of matrix.outcome.faults) console.log(`WRONG: ${fault}`);
      const { cells, distinct } = coverage(matrix.outcome);
      console.log(
        `matrix: ${cells} cells, ${distinct} distinct role × relation × kind × operation, ${matrix.outcome.faults.length} wrong; ${Math.round((performance.now() - started) / 1000)} s`,
      );
      failed ||= matrix.outcome.faults.length > 0;
    } finally {
      await world.close();
    }
  }
} finally {
  await server.stop();
}
process.exit(failed ? 1 : 0);
