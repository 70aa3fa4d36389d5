/**
 * Imports over HTTP: upload, look, settle the mapping, check, start, watch, cancel, resume, undo, and see each row.
 *
 * Promises: an upload is a run only once it is whole and can be read as a table; what a file leaves ambiguous is asked before
 * a row is taken; each step says what may be done next. Refuses: an import into another institution's register; a
 * recoveries import by who may not correct recoveries.
 */
import { ReadableStream } from "node:stream/web";
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { decodeCursor, encodeCursor } from "../platform/contract-parts.ts";
import type { Actor, Identity, Tx } from "../platform/database.ts";
import { uuidv7 } from "../platform/ids.ts";
import { Problem, invalid, notFound } from "../platform/problem.ts";
import { openRoute, route, type Context, type OpenContext } from "../platform/route.ts";
import { say, type Language } from "../platform/words.ts";
import { may } from "../access/policy.ts";
import { purposeCode, writeJournal } from "../journal/write.ts";
import { completeFile, dropFile, fileBytes, storeFile, type StoredFile } from "./import-file.ts";
import { askForImport } from "./import-job.ts";
import { outcomesCsv } from "./import-outcomes.ts";
import { presentOutcome, presentRun } from "./import.presenter.ts";
import { changeRun, earlierMapping, findRun, insertRun, listRunRows, lockRun, outcomeRows, type RunRow } from "./import-run.store.ts";
import { openOptions, questionsOf, refuseMisfit, surveyBytes, surveyKey, type Surveyed } from "./import-survey.ts";
import {
  cancelImport, checkImport, downloadImportRows, listImportRows, listImports, previewImport, readImport, resumeImport, settleImport, startImport, undoImport, uploadImport,
  type ImportOptions,
} from "./import.contract.ts";
import { findRegister } from "./register.store.ts";
import { headerFingerprint, proposeMapping, type Mapping } from "./tabular/mapping.ts";
import { profileDates } from "./tabular/dates.ts";
import { targets } from "./tabular/fields.ts";
import { openTable } from "./tabular/source.ts";

/** Files up to this size are walked through at once when the mapping is set, so that questions are asked then and there. */
const surveyedAtOnce = 24 * 1024 * 1024;
const shownRows = 25;

export function refuseUnless(actor: Actor, permission: "imports.run"): void {
  if (!actor.permissions.has(permission)) throw new Problem({ status: 403, code: "forbidden", values: { permission } });
}

/** Where the rows may go for this person. */
export async function refuseTarget(tx: Tx, actor: Actor, target: "register" | "recoveries", registerId: string | undefined | null): Promise<string | null> {
  if (target === "recoveries") {
    if (!actor.permissions.has("recoveries.change")) throw new Problem({ status: 403, code: "forbidden", values: { permission: "recoveries.change" } });
    return null;
  }
  if (registerId == null) throw invalid([{ path: "/query/register", code: "required" }]);
  const register = await findRegister(tx, registerId);
  if (register === undefined) throw notFound();
  if (!may(actor, "import", "register", { institutionId: register.institution_id })) throw new Problem({ status: 403, code: "forbidden", values: { permission: "imports.run" } });
  return register.id;
}

export interface Upload {
  readonly name: string;
  readonly target: "register" | "recoveries";
  readonly register?: string | undefined;
}

/** Stores a file and opens its run; nothing is left when it breaks off or is no table. Used by the page and the terminal. */
export async function takeFile(
  parts: Pick<OpenContext, "database"> & { readonly limit: number }, identity: Identity, bytes: AsyncIterable<Uint8Array>, upload: Upload, mediaType: string,
): Promise<string> {
  const registerId = await parts.database.asActor(identity, async (tx, actor) => {
    refuseUnless(actor, "imports.run");
    return refuseTarget(tx, actor, upload.target, upload.register);
  });
  const name = upload.name.split(/[\\/]/).at(-1)?.slice(-255) || "table";
  const file: StoredFile = await storeFile(parts.database, identity, bytes, { name, mediaType }, parts.limit);
  try {
    // A file that is no table at all is refused here, with its own words.
    const stored = fileBytes((work) => parts.database.asActor(identity, work), file.id);
    await (await openTable(stored, { fileName: name, limits: { bytesIn: parts.limit } })).close();
    return await parts.database.asActor(identity, async (tx, actor) => {
      const id = uuidv7();
      await completeFile(tx, file);
      await insertRun(tx, { id, target: upload.target, registerId, fileId: file.id, fileName: name, fileSize: file.size, sha256: file.sha256 });
      await writeJournal(tx, actor, [{ verb: "create", kind: "import-run", record: id, content: { file: name, size: file.size, sha256: file.sha256.toString("hex"), target: upload.target } }]);
      return id;
    });
  } catch (fault) {
    await dropFile(parts.database, file.id);
    throw fault;
  }
}

async function upload(context: OpenContext, { query }: CallInput<typeof uploadImport>): Promise<CallOutput<typeof uploadImport>> {
  const { identity, request } = context;
  if (identity === null) throw new Problem({ status: 401, code: "session-unknown" });
  const body = request.body as AsyncIterable<Uint8Array> | null;
  const id = await takeFile({ database: context.database, limit: context.config.uploadMaxBytes }, identity, body ?? nothing(), query, request.headers.get("content-type")?.slice(0, 100) ?? "application/octet-stream");
  return context.database.asActor(identity, async (tx, actor) => presentRun(tx, actor, context.language, await getRun(tx, id)));
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // An upload without a body is an empty file.
}

async function getRun(tx: Tx, id: string): Promise<RunRow> {
  const run = await findRun(tx, id);
  if (run === undefined) throw notFound();
  return run;
}

const view = (context: Context, run: RunRow): Promise<CallOutput<typeof readImport>> => presentRun(context.tx, context.actor, context.language, run);

async function read(context: Context, { params }: CallInput<typeof readImport>): Promise<CallOutput<typeof readImport>> {
  return view(context, await getRun(context.tx, params.id));
}

async function list(context: Context, { query }: CallInput<typeof listImports>): Promise<CallOutput<typeof listImports>> {
  const after = decodeCursor(query.after, 2);
  const rows = await listRunRows(context.tx, { ...query, after: after === null ? null : [String(after[0]), String(after[1])], limit: query.limit + 1 });
  const items = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? items.at(-1) : undefined;
  const views: CallOutput<typeof readImport>[] = [];
  for (const row of items) views.push(await view(context, row));
  return { items: views, next: last === undefined ? null : encodeCursor([last.created_at, last.id]) };
}

/** Which mapping to begin with: the run's own, the one last used for these headers, or a proposal. */
export async function firstMapping(tx: Tx, run: RunRow, headers: readonly string[], proposed: Mapping): Promise<{ mapping: Mapping; from: "settings" | "earlier" | "proposed"; earlier: CallOutput<typeof previewImport>["earlier"] }> {
  const fingerprint = headerFingerprint(headers);
  if (run.mapping?.fingerprint === fingerprint && run.mapping.columns.length === headers.length) return { mapping: run.mapping, from: "settings", earlier: null };
  const before = await earlierMapping(tx, run, fingerprint);
  if (before === undefined || before.mapping.columns.length !== headers.length) return { mapping: proposed, from: "proposed", earlier: null };
  return { mapping: before.mapping, from: "earlier", earlier: { id: before.id, fileName: before.file_name, createdAt: before.created_at } };
}

async function preview(context: Context, { params, query }: CallInput<typeof previewImport>): Promise<CallOutput<typeof previewImport>> {
  const { tx, language } = context;
  const run = await getRun(tx, params.id);
  const options = { ...run.options, ...query };
  const table = await openTable(fileBytes((work) => work(tx), run.file_id ?? ""), openOptions(options, run.file_name, context.config.uploadMaxBytes));
  await table.close();
  const cells = table.preview.map((row) => row.cells);
  const guessed = proposeMapping(table.headers, cells).purpose;
  const proposal = proposeMapping(table.headers, cells, { purpose: run.target });
  const first = await firstMapping(tx, run, table.headers, proposal.mapping);
  const { format } = table;
  context.note({ verb: "read", kind: "import-run", record: run.id, content: { preview: run.file_name } });
  return {
    format: {
      container: format.container, encoding: format.encoding === undefined ? null : { encoding: format.encoding.encoding, confidence: format.encoding.confidence, reason: format.encoding.reason },
      separator: format.dialect?.separator ?? null, quote: format.dialect?.quote ?? null, sheet: format.sheet ?? null, sheets: [...(format.sheets ?? [])],
    },
    headers: [...table.headers], headerRows: [...table.headerRows], headerConfidence: table.headerConfidence,
    titles: table.titles.map((row) => ({ row: row.number, cells: row.cells })),
    rows: table.preview.slice(0, shownRows).map((row) => ({ row: row.number, cells: row.cells })),
    purpose: guessed,
    columns: proposal.columns.map((column) => {
      const dates = column.content.dates > 0.3 ? profileDates(cells.map((row) => row[column.index] ?? "")) : null;
      return {
        index: column.index, header: column.header, target: column.target, confidence: column.confidence,
        why: column.why.map((why) => ({ ...why, sentence: say(language, "tabular", `why.${why.code}`, why.values ?? {}) })),
        dates: dates === null ? null : { ask: dates.ask, shapes: dates.shapes.map(({ shape, count, order }) => ({ shape, count, order: order ?? null })) },
      };
    }),
    mapping: first.mapping, mappingFrom: first.from, earlier: first.earlier,
    targets: targets.map((target) => ({ target, label: say(language, "tabular", `fields.${target}`) })),
  };
}

/** Sets mapping and options of a run that has not begun; walks through a file of moderate size so that questions come now. */
export async function settle(
  tx: Tx, actor: Actor, run: RunRow, wanted: { target?: "register" | "recoveries" | undefined; register?: string | undefined; mapping: Mapping; options: ImportOptions }, limit: number,
): Promise<void> {
  if (!["uploaded", "ready"].includes(run.state)) throw new Problem({ status: 409, code: "state-forbids", values: { state: run.state } });
  const target = wanted.target ?? run.target;
  const registerId = await refuseTarget(tx, actor, target, wanted.register ?? run.register_id);
  const before = run.survey?.key === surveyKey(wanted.mapping, wanted.options) ? run.survey : null;
  let surveyed: Surveyed | null = null;
  if (before === null && run.file_size <= surveyedAtOnce) {
    surveyed = await surveyBytes(fileBytes((work) => work(tx), run.file_id ?? ""), wanted.mapping, wanted.options, run.file_name, limit);
  } else if (before === null) {
    const table = await openTable(fileBytes((work) => work(tx), run.file_id ?? ""), openOptions(wanted.options, run.file_name, limit));
    await table.close();
    refuseMisfit(wanted.mapping, table.headers);
  } else refuseMisfit(wanted.mapping, before.headers);
  await changeRun(tx, run.id, {
    target, registerId, mapping: wanted.mapping, options: wanted.options, state: "ready", fault: null, rowsRead: 0, accepted: 0, doubtful: 0, refused: 0, codes: {},
    ...(before !== null ? {} : { survey: surveyed?.survey ?? null, contentHash: surveyed?.contentHash ?? null, rowsTotal: surveyed?.survey.rows ?? null }),
  });
}

async function settleAction(context: Context, { params, body }: CallInput<typeof settleImport>): Promise<CallOutput<typeof settleImport>> {
  const run = await getRun(context.tx, params.id);
  await settle(context.tx, context.actor, run, body, context.config.uploadMaxBytes);
  context.note({ verb: "change", kind: "import-run", record: run.id, content: { mapping: body.mapping, options: body.options } });
  return view(context, await getRun(context.tx, run.id));
}

/** Takes the run for a step; refuses what its state or the caller's duties do not allow. */
async function takeFor(tx: Tx, actor: Actor, id: string, verb: "start" | "cancel" | "resume" | "undo"): Promise<RunRow> {
  const seen = await getRun(tx, id);
  const subject = { institutionId: seen.institution_id, state: seen.state };
  if (!may(actor, verb, "import-run", subject)) {
    if (seen.institution_id !== actor.institutionId || !actor.permissions.has("imports.run")) throw new Problem({ status: 403, code: "forbidden", values: { permission: "imports.run" } });
    throw new Problem({ status: 409, code: "state-forbids", values: { state: seen.state } });
  }
  const run = await lockRun(tx, id);
  if (run === undefined) throw notFound();
  if (run.state !== seen.state) throw new Problem({ status: 409, code: "state-forbids", values: { state: run.state } });
  await refuseTarget(tx, actor, run.target, run.register_id);
  return run;
}

/** Begins a check (`dryRun`) or the import; the caller asks for the job. */
export async function begin(tx: Tx, actor: Actor, id: string, dryRun: boolean): Promise<void> {
  const run = await takeFor(tx, actor, id, "start");
  if (run.mapping === null) throw new Problem({ status: 409, code: "import-mapping-needed" });
  const questions = questionsOf(run.mapping, run.survey, run.options);
  if (questions.length > 0) {
    throw new Problem({
      status: 409, code: "import-question", values: { columns: questions.map((question) => question.header).join(", ") },
      fields: questions.map((question) => ({ path: `/mapping/columns/${question.column}/dateOrders`, code: "date-order-ambiguous" })),
    });
  }
  await changeRun(tx, id, {
    state: "running", dryRun, rowsRead: 0, accepted: 0, doubtful: 0, refused: 0, codes: {}, fault: null, cancelAsked: false, started: true, finished: false,
  });
}

export async function takeUpAgain(tx: Tx, actor: Actor, id: string): Promise<void> {
  await takeFor(tx, actor, id, "resume");
  await changeRun(tx, id, { state: "running", fault: null, cancelAsked: false, finished: false });
}

export async function beginUndo(tx: Tx, actor: Actor, id: string, reason: string): Promise<void> {
  await takeFor(tx, actor, id, "undo");
  await changeRun(tx, id, { state: "undoing", undoReason: reason, fault: null, finished: false });
}

type Step = (tx: Tx, actor: Actor, id: string) => Promise<void>;

function stepper(step: Step, told: string) {
  return async (context: Context, { params }: CallInput<typeof startImport>): Promise<CallOutput<typeof startImport>> => {
    await step(context.tx, context.actor, params.id);
    await askForImport(context.tx, { run: params.id, person: context.actor.personId, purpose: context.actor.purpose });
    context.note({ verb: "change", kind: "import-run", record: params.id, content: { step: told } });
    return view(context, await getRun(context.tx, params.id));
  };
}

async function cancel(context: Context, { params }: CallInput<typeof cancelImport>): Promise<CallOutput<typeof cancelImport>> {
  await takeFor(context.tx, context.actor, params.id, "cancel");
  await changeRun(context.tx, params.id, { cancelAsked: true });
  context.note({ verb: "change", kind: "import-run", record: params.id, content: { step: "cancel" } });
  return view(context, await getRun(context.tx, params.id));
}

async function undo(context: Context, { params, body }: CallInput<typeof undoImport>): Promise<CallOutput<typeof undoImport>> {
  await beginUndo(context.tx, context.actor, params.id, body.reason);
  await askForImport(context.tx, { run: params.id, person: context.actor.personId, purpose: context.actor.purpose });
  context.note({ verb: "withdraw", kind: "import-run", record: params.id, content: { reason: body.reason } });
  return view(context, await getRun(context.tx, params.id));
}

async function rows(context: Context, { params, query }: CallInput<typeof listImportRows>): Promise<CallOutput<typeof listImportRows>> {
  const run = await getRun(context.tx, params.id);
  const after = decodeCursor(query.after, 1);
  const found = await outcomeRows(context.tx, run.id, { ...query, after: after === null ? 0 : Number(after[0]), limit: query.limit + 1 });
  const items = found.slice(0, query.limit);
  const last = found.length > query.limit ? items.at(-1) : undefined;
  context.note({ verb: "read", kind: "import-run", record: run.id, content: { query } });
  return {
    headers: run.mapping?.columns.map((column) => column.header) ?? [],
    items: items.map((row) => presentOutcome(context.language, run, row)), next: last === undefined ? null : encodeCursor([last.row_number]),
  };
}

async function download(context: OpenContext, { params, query }: CallInput<typeof downloadImportRows>): Promise<Response> {
  const { identity, database, language } = context;
  if (identity === null) throw new Problem({ status: 401, code: "session-unknown" });
  const run = await database.asActor(identity, async (tx, actor) => {
    refuseUnless(actor, "imports.run");
    if (purposeCode(actor.purpose) === null) throw new Problem({ status: 428, code: "purpose-required" });
    const found = await getRun(tx, params.id);
    await writeJournal(tx, actor, [{ verb: "export", kind: "import-run", record: found.id, content: { query } }]);
    return found;
  });
  return new Response(ReadableStream.from(outcomesCsv((work) => database.asActor(identity, work), run, language, query)) as unknown as BodyInit, {
    headers: { "Content-Type": "text/csv; charset=utf-8", "Content-Disposition": `attachment; filename="${outcomesName(run, language)}"` },
  });
}

function outcomesName(run: RunRow, language: Language): string {
  return `${say(language, "registers", "outcomes-file.name")}-${run.id.slice(-12)}.csv`;
}

export const importRoutes = [
  openRoute(uploadImport, upload), route(listImports, list), route(readImport, read), route(previewImport, preview), route(settleImport, settleAction),
  route(checkImport, stepper((tx, actor, id) => begin(tx, actor, id, true), "check")),
  route(startImport, stepper((tx, actor, id) => begin(tx, actor, id, false), "start")),
  route(cancelImport, cancel), route(resumeImport, stepper(takeUpAgain, "resume")), route(undoImport, undo),
  route(listImportRows, rows), openRoute(downloadImportRows, download),
];
