/**
 * What axe judges of sweeps: an import whose weapons are being compared, stopped, done; registers compared, while it runs, stopped, with its
 * pairs, and one pair side by side.
 */
import { listPairs, readComparison, readImportMatching, startComparison } from "../src/matching/sweep.contract.ts";
import type { Visit } from "./axe-states.ts";
import { importAll, newRegister } from "./importing.ts";
import type { World } from "./world.ts";

const head = "record number,serial,model,type,calibre,reason,date lost\n";
const row = (n: number, slip = false): string => {
  const number = String(510_000 + n * 7_919);
  return `${slip ? "Y" : "X"}-${n},КЛ ${slip ? `${number.slice(0, 4)}${number.slice(5)}${number.slice(4, 5)}` : number},ПМ,пистолет,9x18,похищен,2024-0${1 + (n % 9)}-1${n % 9}\n`;
};
const who = "police.keeper";

export async function sweepStatesOf(world: World): Promise<readonly Visit[]> {
  const keeper = await world.person(who);
  const all = Array.from({ length: 30 }, (_, n) => n);
  const [left, right, third] = [
    await newRegister(keeper),
    await newRegister(keeper, "licensed"),
    await newRegister(keeper, "state-stock"),
  ];
  const runs: string[] = [];
  for (const [register, rows] of [
    [left, all.map((n) => row(n))],
    [right, all.map((n) => row(n, n % 2 === 1))],
    [third, all.slice(0, 3).map((n) => row(n))],
  ] as const)
    runs.push(
      (await importAll(world, keeper, head + rows.join(""), { name: "list.csv", target: "register", register })).id,
    );
  const ended = async (state: () => Promise<{ state: string }>): Promise<void> => {
    for (let wait = 0; wait < 400 && (await state()).state !== "done"; wait += 1) {
      world.node.jobs.wake();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  for (const id of runs) await ended(() => keeper.do(readImportMatching, { params: { id } }));
  const start = async (one: string, other: string, least = 0.1): Promise<string> => {
    const { id } = await keeper.do(startComparison, { body: { left: one, right: other, least } });
    await ended(() => keeper.do(readComparison, { params: { id } }));
    return id;
  };
  const done = await start(left, right);
  const moving = await start(right, left);
  const stopped = await start(left, third);
  const none = await start(third, right, 0.9);
  const put = (state: string, cancelled: boolean, of: string, id: string | undefined): Promise<unknown> =>
    world.admin.query(
      `update matching.sweep set state = $1, cancel_asked = $2, total = 200, done = 84, finished_at = case when $2 then now() end where ${of} = $3`,
      [state, cancelled, id],
    );
  await put("running", false, "id", moving);
  await put("cancelled", true, "id", stopped);
  await put("running", false, "run_id", runs[1]);
  await put("cancelled", true, "run_id", runs[2]);
  const [pair] = (await keeper.do(listPairs, { params: { id: done }, query: { limit: 1, below: 0.9 } })).items;
  return [
    { name: "import, weapons compared", path: `/imports/${runs[0]}`, who, ready: ".import-matching" },
    {
      name: "import, weapons being compared",
      path: `/imports/${runs[1]}`,
      who,
      ready: ".import-matching",
      narrow: true,
    },
    { name: "import, comparing stopped", path: `/imports/${runs[2]}`, who, ready: ".import-matching" },
    {
      name: "comparisons of registers",
      path: "/registers/comparisons",
      who,
      ready: "[data-row]",
      narrow: true,
      opens: [".page-actions button"],
    },
    { name: "comparisons, none", path: "/registers/comparisons", who: "customs.analyst", ready: ".answer-title" },
    { name: "comparison, done", path: `/registers/comparisons/${done}`, who, ready: "[data-row]", narrow: true },
    { name: "comparison, running", path: `/registers/comparisons/${moving}`, who, ready: "[data-row]", narrow: true },
    { name: "comparison, stopped", path: `/registers/comparisons/${stopped}`, who, ready: ".sweep-progress" },
    { name: "comparison, no pairs", path: `/registers/comparisons/${none}?least=90`, who, ready: ".facts" },
    {
      name: "pair of two registers",
      path: `/registers/comparisons/${done}/${pair?.left.id ?? ""}/${pair?.right.id ?? ""}`,
      who,
      ready: ".compared",
      narrow: true,
      opens: [".numbers summary"],
    },
  ];
}
