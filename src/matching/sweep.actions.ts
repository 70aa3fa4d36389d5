/**
 * Sweeps for people: how far the weapons have been compared with an import, and comparisons of two registers.
 *
 * Promises: who sees both records of a pair sees the pair, and nobody else; how far it is and never how much there is; stopping loses nothing.
 * Refuses: to open a record or to tell anybody (a pair is no hit); registers that one does not see, or that may not be used for the stated
 * purpose; the same comparison twice at a time.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { decodeCursor, encodeCursor } from "../platform/contract-parts.ts";
import { uuidv7 } from "../platform/ids.ts";
import { askForJob } from "../platform/jobs.ts";
import { Problem, invalid, notFound } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { say } from "../platform/words.ts";
import { holds } from "../access/policy.ts";
import { getRun } from "../registers/import-steps.ts";
import { findRegister } from "../registers/register.store.ts";
import { pairExportRoutes } from "./register-pair-export.actions.ts";
import {
  pairSides,
  presentComparison,
  presentPair,
  presentPairInFull,
  presentProgress,
  stateOf,
  verbsIn,
} from "./register-comparison.presenter.ts";
import {
  askToStop,
  findComparison,
  findPairRow,
  insertComparison,
  isUnderWay,
  listComparisonRows,
  listPairRows,
  sweepOfImport,
  type ComparisonRow,
  type SeenSweep,
} from "./register-comparison.store.ts";
import { afterImportTask, registersTask } from "./sweep-job.ts";
import {
  listComparisons,
  listPairs,
  readComparison,
  readImportMatching,
  readPair,
  resumeComparison,
  resumeImportMatching,
  startComparison,
  stopComparison,
  stopImportMatching,
} from "./sweep.contract.ts";

type Verb = "stop" | "resume";

/** Asks it to stop or to go on; whoever calls has seen that they may. */
async function turn(
  context: Context,
  sweep: SeenSweep,
  verb: Verb,
  job: { readonly task: string; readonly payload: Readonly<Record<string, string>> },
): Promise<void> {
  const state = stateOf(sweep);
  if (!verbsIn(state).includes(verb))
    throw new Problem({
      status: 409,
      code: "state-forbids",
      values: { state: say(context.language, "comparisons", `state.${state}`) },
    });
  await askToStop(context.tx, sweep.id, verb === "stop");
  if (verb === "resume") await askForJob(context.tx, job.task, job.payload);
}

// After an import -----------------------------------------------------------------------------------------------------

async function matchingOf(context: Context, id: string): Promise<CallOutput<typeof readImportMatching>> {
  const run = await getRun(context.tx, id);
  if (run.register_id === null || run.dry_run || run.state !== "done")
    return { state: "none", percent: 0, finishedAt: null, may: [] };
  const sweep = await sweepOfImport(context.tx, id);
  if (sweep === undefined) return { state: "waiting", percent: 0, finishedAt: null, may: [] };
  return presentProgress(
    sweep,
    run.institution_id === context.actor.institutionId && holds("imports.run")(context.actor, seenBy(run)),
  );
}

const seenBy = (run: { readonly institution_id: number; readonly audience: readonly number[] }) => ({
  institutionId: run.institution_id,
  audiences: [run.audience],
});

const turnOfImport =
  (verb: Verb) =>
  async (
    context: Context,
    { params }: CallInput<typeof stopImportMatching>,
  ): Promise<CallOutput<typeof readImportMatching>> => {
    const run = await getRun(context.tx, params.id);
    if (run.institution_id !== context.actor.institutionId || !holds("imports.run")(context.actor, seenBy(run)))
      throw new Problem({ status: 403, code: "forbidden", values: { permission: "imports.run" } });
    const sweep = run.state === "done" ? await sweepOfImport(context.tx, run.id) : undefined;
    if (sweep === undefined) throw new Problem({ status: 409, code: "state-forbids", values: { state: run.state } });
    await turn(context, sweep, verb, { task: afterImportTask, payload: { run: run.id } });
    context.note({ verb: "change", kind: "import-run", record: run.id, content: { matching: verb } });
    return matchingOf(context, run.id);
  };

// One register against another ------------------------------------------------------------------------------------------

async function getComparison(context: Context, id: string): Promise<ComparisonRow> {
  const row = await findComparison(context.tx, id);
  if (row === undefined) throw notFound();
  return row;
}

function refuseClosed(...registers: readonly { readonly closed: boolean; readonly name: string }[]): void {
  const closed = registers.find((register) => register.closed);
  if (closed !== undefined)
    throw new Problem({ status: 409, code: "register-closed", values: { register: closed.name } });
}

async function start(
  context: Context,
  { body }: CallInput<typeof startComparison>,
): Promise<CallOutput<typeof startComparison>> {
  const { tx, language } = context;
  if (body.left === body.right) throw invalid([{ path: "/right", code: "same-register" }]);
  const left = await findRegister(tx, body.left);
  const right = await findRegister(tx, body.right);
  if (left === undefined || right === undefined) throw notFound();
  const nameOf = (register: { name_en: string; name_ru: string }): string =>
    language === "ru" ? register.name_ru : register.name_en;
  refuseClosed({ closed: left.closed_now, name: nameOf(left) }, { closed: right.closed_now, name: nameOf(right) });
  if (await isUnderWay(tx, left.id, right.id)) throw new Problem({ status: 409, code: "comparison-under-way" });
  const id = uuidv7();
  await insertComparison(tx, { id, ...body });
  await askForJob(tx, registersTask, { sweep: id });
  context.note({ verb: "create", kind: "register-comparison", record: id, content: body });
  return presentComparison(await getComparison(context, id));
}

async function list(
  context: Context,
  { query }: CallInput<typeof listComparisons>,
): Promise<CallOutput<typeof listComparisons>> {
  const after = decodeCursor(query.after, 2);
  const rows = await listComparisonRows(context.tx, {
    after: after === null ? null : [String(after[0]), String(after[1])],
    limit: query.limit + 1,
  });
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((row) => presentComparison(row)),
    next: last === undefined ? null : encodeCursor([last.created_at, last.id]),
  };
}

async function read(
  context: Context,
  { params }: CallInput<typeof readComparison>,
): Promise<CallOutput<typeof readComparison>> {
  return presentComparison(await getComparison(context, params.id));
}

const turnOfComparison =
  (verb: Verb) =>
  async (
    context: Context,
    { params }: CallInput<typeof stopComparison>,
  ): Promise<CallOutput<typeof readComparison>> => {
    const row = await getComparison(context, params.id);
    if (verb === "resume") {
      const { left_side: left, right_side: right } = row;
      const nameOf = (side: { en: string; ru: string }): string => (context.language === "ru" ? side.ru : side.en);
      refuseClosed({ closed: left.closed, name: nameOf(left) }, { closed: right.closed, name: nameOf(right) });
      // It may be stopping: then it is itself what is under way.
      if (row.state !== "running" && (await isUnderWay(context.tx, left.id, right.id)))
        throw new Problem({ status: 409, code: "comparison-under-way" });
    }
    await turn(context, row, verb, { task: registersTask, payload: { sweep: row.id } });
    context.note({ verb: "change", kind: "register-comparison", record: row.id, content: { verb } });
    return presentComparison(await getComparison(context, row.id));
  };

async function pairs(
  context: Context,
  { params, query }: CallInput<typeof listPairs>,
): Promise<CallOutput<typeof listPairs>> {
  const row = await getComparison(context, params.id);
  const { after, limit, ...bounds } = query;
  const cursor = decodeCursor(after, 3);
  const rows = await listPairRows(context.tx, row.id, {
    ...bounds,
    after: cursor === null ? null : [Number(cursor[0]), String(cursor[1]), String(cursor[2])],
    limit: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  context.note({
    verb: "search",
    kind: "register-comparison",
    record: row.id,
    content: { query, shown: shown.flatMap((pair) => [pair.left_id, pair.right_id]) },
  });
  return {
    items: (await pairSides(context.tx, shown)).map((pair) => presentPair(pair, context.language)),
    next: last === undefined ? null : encodeCursor([last.probability, last.left_id, last.right_id]),
  };
}

async function pair(context: Context, { params }: CallInput<typeof readPair>): Promise<CallOutput<typeof readPair>> {
  const comparison = await getComparison(context, params.id);
  const row = await findPairRow(context.tx, comparison.id, params.left, params.right);
  const [both] = row === undefined ? [] : await pairSides(context.tx, [row]);
  if (both === undefined) throw notFound();
  context.note({ verb: "read", kind: "register-comparison", record: comparison.id });
  for (const record of [params.left, params.right]) context.note({ verb: "read", kind: "register-record", record });
  return presentPairInFull(both, context.language);
}

export const sweepRoutes = [
  route(readImportMatching, (context, { params }) => matchingOf(context, params.id)),
  route(stopImportMatching, turnOfImport("stop")),
  route(resumeImportMatching, turnOfImport("resume")),
  route(startComparison, start),
  route(listComparisons, list),
  route(readComparison, read),
  route(stopComparison, turnOfComparison("stop")),
  route(resumeComparison, turnOfComparison("resume")),
  route(listPairs, pairs),
  route(readPair, pair),
  ...pairExportRoutes,
];
