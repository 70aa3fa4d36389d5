/**
 * Versions of the matching's numbers.
 *
 * Promises: a version is learned from all decisions of the country and takes effect only after its report was accepted by another person than
 * the one who asked for it; going back is a new decision; each act leaves its entry; a hit's decision is made again with the version
 * written beside it. Refuses: counts over the whole country to anybody who does not weigh the matching nationally; the number of a hit
 * to who may not see the hit; a version whose parent is not in force any more: its report compares with another.
 */
import type { CallInput, CallOutput } from "../../platform/contract.ts";
import { uuidv7 } from "../../platform/ids.ts";
import { askForJob } from "../../platform/jobs.ts";
import { Problem, notFound } from "../../platform/problem.ts";
import { openRoute, route, type Context, type OpenContext } from "../../platform/route.ts";
import { presentPerson } from "../../firearms/firearm.presenter.ts";
import { writeJournal } from "../../journal/write.ts";
import { codeLists } from "../../reference/lists.ts";
import { fieldKnowledge } from "../field-knowledge.ts";
import { findHit } from "../hit.store.ts";
import { modelDocument } from "./model-document.ts";
import { freshModel, keptModel, versionInForce } from "./model-in-force.ts";
import { learnTask } from "./model-task.ts";
import {
  decideModel,
  exportModel,
  listModels,
  proposeModel,
  putModelInForce,
  readModel,
  recomputeHit,
} from "./model.contract.ts";
import {
  changeRows,
  holdModels,
  isLearning,
  modelContent,
  modelRow,
  modelRows,
  nextVersion,
  putChange,
  putModelDecision,
  putProposed,
  recordedScores,
  visibleHits,
  visibleRegisters,
  weighsForAll,
  type ModelRow,
} from "./model.store.ts";
import { recompute } from "./recompute.ts";
import { leastDecided, leastOfEach, modelReport, type ModelReport } from "./report.ts";

type View = CallOutput<typeof readModel>;
type Summary = CallOutput<typeof listModels>["versions"][number];

/** Counts over the whole country are for a role that reaches the nation. */
async function nationally(context: Context): Promise<void> {
  if (!(await weighsForAll(context.tx)))
    throw new Problem({ status: 403, code: "forbidden", values: { permission: "matching.weigh" } });
}

function mayDoWith(context: Context, row: ModelRow, inForce: string): Summary["may"] {
  if (row.state === "proposed")
    return row.proposer === context.actor.personId ? [] : row.parent === inForce ? ["accept", "reject"] : ["reject"];
  return (row.state === "accepted" || row.state === "shipped") && row.version !== inForce ? ["put-in-force"] : [];
}

function summarise(context: Context, row: ModelRow, inForce: string): Summary {
  return {
    id: row.id,
    version: row.version,
    parent: row.parent,
    state: row.state,
    inForce: row.version === inForce,
    reason: row.reason,
    proposedBy:
      row.proposer_institution === null
        ? null
        : presentPerson({
            person_id: row.proposer_id,
            latin: row.proposer_latin,
            cyrillic: row.proposer_cyrillic,
            by_institution: row.proposer_institution,
          }),
    proposedAt: row.proposed_at,
    learnedAt: row.learned_at,
    decidedBy:
      row.decider_institution === null
        ? null
        : presentPerson({
            person_id: row.decider_id,
            latin: row.decider_latin,
            cyrillic: row.decider_cyrillic,
            by_institution: row.decider_institution,
          }),
    decidedAt: row.decided_at,
    decision: row.decision,
    may: mayDoWith(context, row, inForce),
  };
}

/** The report as this reader may see it: hits that are hidden from them stay in the counts and nowhere else. */
async function presentReport(context: Context, report: ModelReport): Promise<NonNullable<View["report"]>> {
  const { changes } = report;
  const listed = changes === null ? [] : [...changes.lost.hits, ...changes.raised.hits, ...changes.most];
  const hits = await visibleHits(context.tx, [...new Set(listed.map(({ hit }) => hit))]);
  const registers = await visibleRegisters(
    context.tx,
    report.registers.flatMap(({ register }) => (register === null ? [] : [register])),
  );
  const shown = (some: typeof listed) =>
    some.flatMap(({ hit, same, before, after }) => {
      const number = hits.get(hit);
      return number === undefined ? [] : [{ id: hit, number, same, before, after }];
    });
  if (hits.size > 0) context.note({ verb: "search", kind: "hit", content: { shown: [...hits.keys()] } });
  return {
    ...report,
    registers: report.registers.map(({ register, ...one }) => ({
      ...one,
      register: register === null ? null : (registers.get(register) ?? null),
      hidden: register !== null && !registers.has(register),
    })),
    changes:
      changes === null
        ? null
        : {
            lost: { count: changes.lost.count, hits: shown(changes.lost.hits) },
            raised: { count: changes.raised.count, hits: shown(changes.raised.hits) },
            spared: changes.spared,
            most: shown(changes.most),
          },
  };
}

async function found(context: Context, id: string): Promise<ModelRow> {
  const row = await modelRow(context.tx, id);
  if (row === undefined) throw notFound();
  return row;
}

async function view(context: Context, id: string): Promise<View> {
  const row = await found(context, id);
  const kept = await modelContent(context.tx, id);
  const report = modelReport.safeParse(kept?.report);
  return {
    ...summarise(context, row, await versionInForce(context.tx)),
    report: report.success ? await presentReport(context, report.data) : null,
  };
}

async function summary(context: Context, id: string): Promise<Summary> {
  return summarise(context, await found(context, id), await versionInForce(context.tx));
}

async function list(context: Context): Promise<CallOutput<typeof listModels>> {
  await nationally(context);
  const inForce = await versionInForce(context.tx);
  const counted = await freshModel(context.tx);
  context.note({ verb: "search", kind: "match-model" });
  return {
    inForce,
    counted: counted.version,
    leastDecided,
    leastOfEach,
    versions: (await modelRows(context.tx)).map((row) => summarise(context, row, inForce)),
    changes: (await changeRows(context.tx)).map((row) => ({
      version: row.version,
      reason: row.reason,
      by: presentPerson(row),
      at: row.at,
    })),
  };
}

async function read(context: Context, { params }: CallInput<typeof readModel>): Promise<View> {
  await nationally(context);
  context.note({ verb: "read", kind: "match-model", record: params.id });
  return view(context, params.id);
}

async function propose(context: Context, { body }: CallInput<typeof proposeModel>): Promise<Summary> {
  await nationally(context);
  const { tx } = context;
  await holdModels(tx);
  if (await isLearning(tx)) throw new Problem({ status: 409, code: "model-learning" });
  const id = uuidv7();
  const version = await nextVersion(tx, context.clock.now().toISOString().slice(0, 10));
  await putProposed(tx, { id, version, parent: await versionInForce(tx), reason: body.reason });
  await askForJob(tx, learnTask, { model: id });
  context.note({ verb: "create", kind: "match-model", record: id, content: { version, reason: body.reason } });
  return summary(context, id);
}

async function decide(context: Context, { params, body }: CallInput<typeof decideModel>): Promise<Summary> {
  await nationally(context);
  const { tx } = context;
  await holdModels(tx);
  const row = await found(context, params.id);
  if (row.state !== "proposed")
    throw new Problem({ status: 409, code: "model-settled", values: { version: row.version } });
  if (row.proposer === context.actor.personId) throw new Problem({ status: 403, code: "own-version" });
  const accepted = body.decision === "accepted";
  const inForce = await versionInForce(tx);
  if (accepted && row.parent !== inForce)
    throw new Problem({ status: 409, code: "model-overtaken", values: { parent: row.parent ?? "", inForce } });
  if (!(await putModelDecision(tx, row.id, { state: body.decision, reason: body.reason })))
    throw new Problem({ status: 409, code: "model-settled", values: { version: row.version } });
  context.note({ verb: "decide", kind: "match-model", record: row.id, content: { version: row.version, ...body } });
  if (accepted) await putInForce(context, row.version, body.reason);
  return summary(context, row.id);
}

async function putInForce(context: Context, version: string, reason: string): Promise<void> {
  await putChange(context.tx, version, reason);
  const { database } = context;
  // Other programs look for themselves; this one at once.
  context.afterCommit(() => void database.asSystem("tamga_matcher", freshModel).catch(() => undefined));
}

async function goBack(context: Context, { params, body }: CallInput<typeof putModelInForce>): Promise<Summary> {
  await nationally(context);
  await holdModels(context.tx);
  const row = await found(context, params.id);
  if (!mayDoWith(context, row, await versionInForce(context.tx)).includes("put-in-force"))
    throw new Problem({ status: 409, code: "model-not-accepted", values: { version: row.version } });
  await putInForce(context, row.version, body.reason);
  context.note({
    verb: "decide",
    kind: "match-model",
    record: row.id,
    content: { version: row.version, inForce: true, reason: body.reason },
  });
  return summary(context, row.id);
}

async function exported(context: OpenContext, { params }: CallInput<typeof exportModel>): Promise<Response> {
  const { database, identity } = context;
  if (identity === null) throw new Problem({ status: 401, code: "session-unknown" });
  const document = await database.asActor(identity, async (tx, actor) => {
    if (!actor.permissions.has("matching.weigh") || !(await weighsForAll(tx)))
      throw new Problem({ status: 403, code: "forbidden", values: { permission: "matching.weigh" } });
    const read = modelDocument.safeParse((await modelContent(tx, params.id))?.content);
    if (!read.success) throw notFound();
    await writeJournal(tx, actor, [{ verb: "export", kind: "match-model", record: params.id }]);
    return read.data;
  });
  return new Response(`${JSON.stringify(document, null, 2)}\n`, {
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": `attachment; filename="matching-${document.name}.json"`,
    },
  });
}

async function recomputation(
  context: Context,
  { params }: CallInput<typeof recomputeHit>,
): Promise<CallOutput<typeof recomputeHit>> {
  const row = await findHit(context.tx, params.id);
  if (row === undefined) throw notFound();
  const scores = await recordedScores(context.tx, params.id);
  // The numbers of a version are the program's own affair; what they were learned from is not told here.
  const { models, today } = await context.database.asSystem("tamga_matcher", async (tx) => {
    const known = new Map<string, Awaited<ReturnType<typeof keptModel>>>();
    for (const { version } of scores) if (!known.has(version)) known.set(version, await keptModel(tx, version));
    return { models: known, today: await freshModel(tx) };
  });
  context.note({ verb: "read", kind: "hit", record: params.id, content: { recomputed: scores.length } });
  return {
    today: today.version,
    items: scores.map((score) => recompute(score, models.get(score.version), today, fieldKnowledge(codeLists()))),
  };
}

export const modelRoutes = [
  route(listModels, list),
  route(proposeModel, propose),
  route(readModel, read),
  route(decideModel, decide),
  route(putModelInForce, goBack),
  openRoute(exportModel, exported),
  route(recomputeHit, recomputation),
];
