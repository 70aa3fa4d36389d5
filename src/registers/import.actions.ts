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
import type { Actor, Tx } from "../platform/database.ts";
import { Problem } from "../platform/problem.ts";
import { openRoute, route, type Context, type OpenContext } from "../platform/route.ts";
import { say, type Language } from "../platform/words.ts";
import { purposeCode, writeJournal } from "../journal/write.ts";
import { fileBytes, refuseOver } from "./import-file.ts";
import { askForImport } from "./import-job.ts";
import { outcomesCsv } from "./import-outcomes.ts";
import {
  begin,
  beginUndo,
  firstMapping,
  getRun,
  refuseUnless,
  settle,
  takeFile,
  takeFor,
  takeUpAgain,
} from "./import-steps.ts";
import { presentOutcome, presentRun } from "./import.presenter.ts";
import { outcomeRows } from "./import-chunk.store.ts";
import { changeRun, listRunRows, type RunRow } from "./import-run.store.ts";
import { openOptions } from "./import-survey.ts";
import {
  cancelImport,
  checkImport,
  downloadImportRows,
  listImportRows,
  listImports,
  previewImport,
  readImport,
  resumeImport,
  settleImport,
  startImport,
  undoImport,
  uploadImport,
} from "./import.contract.ts";
import { bodyOf } from "./request-body.ts";
import { proposeMapping } from "./tabular/mapping.ts";
import { profileDates } from "./tabular/dates.ts";
import { targets } from "./tabular/fields.ts";
import { openTable } from "./tabular/source.ts";

export { takeFile };

const shownRows = 25;

async function upload(
  context: OpenContext,
  { query }: CallInput<typeof uploadImport>,
): Promise<CallOutput<typeof uploadImport>> {
  const { identity, request } = context;
  if (identity === null) throw new Problem({ status: 401, code: "session-unknown" });
  const body = bodyOf(request);
  const mediaType = request.headers.get("content-type")?.slice(0, 100) ?? "application/octet-stream";
  try {
    // What says itself that it is too large is refused before a byte of it is laid down; who says nothing is counted.
    refuseOver(context.config.uploadMaxBytes, Number(request.headers.get("content-length") ?? 0));
    const id = await takeFile(
      { database: context.database, limit: context.config.uploadMaxBytes },
      identity,
      body.bytes,
      query,
      mediaType,
    );
    return await context.database.asActor(identity, async (tx, actor) =>
      presentRun(tx, actor, context.language, await getRun(tx, id)),
    );
  } finally {
    await body.letFinish();
  }
}

const view = (context: Context, run: RunRow): Promise<CallOutput<typeof readImport>> =>
  presentRun(context.tx, context.actor, context.language, run);

async function read(
  context: Context,
  { params }: CallInput<typeof readImport>,
): Promise<CallOutput<typeof readImport>> {
  return view(context, await getRun(context.tx, params.id));
}

async function list(
  context: Context,
  { query }: CallInput<typeof listImports>,
): Promise<CallOutput<typeof listImports>> {
  const after = decodeCursor(query.after, 2);
  const rows = await listRunRows(context.tx, {
    ...query,
    after: after === null ? null : [String(after[0]), String(after[1])],
    limit: query.limit + 1,
  });
  const items = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? items.at(-1) : undefined;
  const views: CallOutput<typeof readImport>[] = [];
  for (const row of items) views.push(await view(context, row));
  return { items: views, next: last === undefined ? null : encodeCursor([last.created_at, last.id]) };
}

async function preview(
  context: Context,
  { params, query }: CallInput<typeof previewImport>,
): Promise<CallOutput<typeof previewImport>> {
  const { tx, language } = context;
  const run = await getRun(tx, params.id);
  const options = { ...run.options, ...query };
  const table = await openTable(
    fileBytes((work) => work(tx), run.file_id ?? ""),
    openOptions(options, run.file_name, context.config.uploadMaxBytes),
  );
  await table.close();
  const cells = table.preview.map((row) => row.cells);
  const guessed = proposeMapping(table.headers, cells).purpose;
  const proposal = proposeMapping(table.headers, cells, { purpose: run.target });
  const first = await firstMapping(tx, run, table.headers, proposal.mapping);
  const { format } = table;
  context.note({ verb: "read", kind: "import-run", record: run.id, content: { preview: run.file_name } });
  return {
    format: {
      container: format.container,
      encoding:
        format.encoding === undefined
          ? null
          : {
              encoding: format.encoding.encoding,
              confidence: format.encoding.confidence,
              reason: format.encoding.reason,
            },
      separator: format.dialect?.separator ?? null,
      quote: format.dialect?.quote ?? null,
      sheet: format.sheet ?? null,
      sheets: [...(format.sheets ?? [])],
    },
    headers: [...table.headers],
    headerRows: [...table.headerRows],
    headerConfidence: table.headerConfidence,
    titles: table.titles.map((row) => ({ row: row.number, cells: row.cells })),
    rows: table.preview.slice(0, shownRows).map((row) => ({ row: row.number, cells: row.cells })),
    purpose: guessed,
    columns: proposal.columns.map((column) => {
      const dates = column.content.dates > 0.3 ? profileDates(cells.map((row) => row[column.index] ?? "")) : null;
      return {
        index: column.index,
        header: column.header,
        target: column.target,
        confidence: column.confidence,
        why: column.why.map((why) => ({
          ...why,
          sentence: say(language, "tabular", `why.${why.code}`, why.values ?? {}),
        })),
        dates:
          dates === null
            ? null
            : {
                ask: dates.ask,
                shapes: dates.shapes.map(({ shape, count, order }) => ({ shape, count, order: order ?? null })),
              },
      };
    }),
    mapping: first.mapping,
    mappingFrom: first.from,
    earlier: first.earlier,
    targets: targets.map((target) => ({ target, label: say(language, "tabular", `fields.${target}`) })),
  };
}

async function settleAction(
  context: Context,
  { params, body }: CallInput<typeof settleImport>,
): Promise<CallOutput<typeof settleImport>> {
  const run = await getRun(context.tx, params.id);
  await settle(context.tx, context.actor, run, body, context.config.uploadMaxBytes);
  context.note({
    verb: "change",
    kind: "import-run",
    record: run.id,
    content: { mapping: body.mapping, options: body.options },
  });
  return view(context, await getRun(context.tx, run.id));
}

type Step = (tx: Tx, actor: Actor, id: string) => Promise<void>;

function stepper(step: Step, told: string) {
  return async (
    context: Context,
    { params }: CallInput<typeof startImport>,
  ): Promise<CallOutput<typeof startImport>> => {
    await step(context.tx, context.actor, params.id);
    await askForImport(context.tx, { run: params.id, person: context.actor.personId, purpose: context.actor.purpose });
    context.note({ verb: "change", kind: "import-run", record: params.id, content: { step: told } });
    return view(context, await getRun(context.tx, params.id));
  };
}

async function cancel(
  context: Context,
  { params }: CallInput<typeof cancelImport>,
): Promise<CallOutput<typeof cancelImport>> {
  await takeFor(context.tx, context.actor, params.id, "cancel");
  await changeRun(context.tx, params.id, { cancelAsked: true });
  context.note({ verb: "change", kind: "import-run", record: params.id, content: { step: "cancel" } });
  return view(context, await getRun(context.tx, params.id));
}

async function undo(
  context: Context,
  { params, body }: CallInput<typeof undoImport>,
): Promise<CallOutput<typeof undoImport>> {
  await beginUndo(context.tx, context.actor, params.id, body.reason);
  await askForImport(context.tx, { run: params.id, person: context.actor.personId, purpose: context.actor.purpose });
  context.note({ verb: "withdraw", kind: "import-run", record: params.id, content: { reason: body.reason } });
  return view(context, await getRun(context.tx, params.id));
}

async function rows(
  context: Context,
  { params, query }: CallInput<typeof listImportRows>,
): Promise<CallOutput<typeof listImportRows>> {
  const run = await getRun(context.tx, params.id);
  const after = decodeCursor(query.after, 1);
  const found = await outcomeRows(context.tx, run.id, {
    ...query,
    rows: query.rows?.split(",").map(Number),
    after: after === null ? 0 : Number(after[0]),
    limit: query.limit + 1,
  });
  const items = found.slice(0, query.limit);
  const last = found.length > query.limit ? items.at(-1) : undefined;
  context.note({ verb: "read", kind: "import-run", record: run.id, content: { query } });
  return {
    headers: run.mapping?.columns.map((column) => column.header) ?? [],
    items: items.map((row) => presentOutcome(context.language, run, row)),
    next: last === undefined ? null : encodeCursor([last.row_number]),
  };
}

async function download(
  context: OpenContext,
  { params, query }: CallInput<typeof downloadImportRows>,
): Promise<Response> {
  const { identity, database, language } = context;
  if (identity === null) throw new Problem({ status: 401, code: "session-unknown" });
  const run = await database.asActor(identity, async (tx, actor) => {
    refuseUnless(actor, "imports.run");
    if (purposeCode(actor.purpose) === null) throw new Problem({ status: 428, code: "purpose-required" });
    const found = await getRun(tx, params.id);
    await writeJournal(tx, actor, [{ verb: "export", kind: "import-run", record: found.id, content: { query } }]);
    return found;
  });
  return new Response(
    ReadableStream.from(
      outcomesCsv((work) => database.asActor(identity, work), run, language, query),
    ) as unknown as BodyInit,
    {
      headers: {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": `attachment; filename="${outcomesName(run, language)}"`,
      },
    },
  );
}

function outcomesName(run: RunRow, language: Language): string {
  return `${say(language, "registers", "outcomes-file.name")}-${run.id.slice(-12)}.csv`;
}

export const importRoutes = [
  openRoute(uploadImport, upload),
  route(listImports, list),
  route(readImport, read),
  route(previewImport, preview),
  route(settleImport, settleAction),
  route(
    checkImport,
    stepper((tx, actor, id) => begin(tx, actor, id, true), "check"),
  ),
  route(
    startImport,
    stepper((tx, actor, id) => begin(tx, actor, id, false), "start"),
  ),
  route(cancelImport, cancel),
  route(resumeImport, stepper(takeUpAgain, "resume")),
  route(undoImport, undo),
  route(listImportRows, rows),
  openRoute(downloadImportRows, download),
];
