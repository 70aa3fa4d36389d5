/**
 * Extracts over HTTP: nightly deliveries, what an extract changed, its quality report to read and to print.
 *
 * Promises: a delivery is one call, and the same one again has no second effect; every count of a report names rows of the file; what
 * is printed is journalled as an export. Refuses: a delivery into another institution's register; a report on what the caller does
 * not see.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { decodeCursor, encodeCursor } from "../platform/contract-parts.ts";
import { Problem, notFound } from "../platform/problem.ts";
import { openRoute, route, type Context, type OpenContext } from "../platform/route.ts";
import { say, type Language } from "../platform/words.ts";
import { may } from "../access/policy.ts";
import { nodeFacts } from "../access/session.store.ts";
import { makePdf } from "../firearms/identification-report-pdf.ts";
import { purposeCode, writeJournal } from "../journal/write.ts";
import { deliver } from "./delivery.ts";
import { deliverExtract, listExtractChanges, printExtractReport, readExtractReport } from "./extract.contract.ts";
import { changedFields, fieldName } from "./extract.presenter.ts";
import { changesOfRun } from "./extract.store.ts";
import { reportDocument } from "./extract-report.ts";
import { refuseOver } from "./import-file.ts";
import { findingName, presentFault, presentRun } from "./import.presenter.ts";
import { qualityOf, type RunRow } from "./import-run.store.ts";
import { getRun, refuseUnless } from "./import-steps.ts";
import { bodyOf } from "./request-body.ts";
import { findRegister } from "./register.store.ts";

async function delivery(
  context: OpenContext,
  { params, query }: CallInput<typeof deliverExtract>,
): Promise<CallOutput<typeof deliverExtract>> {
  const { identity, request, database, config, clock, language } = context;
  if (identity === null) throw new Problem({ status: 401, code: "session-unknown" });
  const body = bodyOf(request);
  try {
    await database.asActor(identity, async (tx, actor) => {
      refuseUnless(actor, "imports.run");
      const register = await findRegister(tx, params.id);
      if (register === undefined) throw notFound();
      if (!may(actor, "import", "register", { institutionId: register.institution_id, audiences: [register.audience] }))
        throw new Problem({ status: 403, code: "forbidden", values: { permission: "imports.run" } });
    });
    refuseOver(config.uploadMaxBytes, Number(request.headers.get("content-length") ?? 0));
    const done = await deliver({ database, limit: config.uploadMaxBytes, clock }, identity, body.bytes, {
      ...query,
      register: params.id,
      mediaType: request.headers.get("content-type")?.slice(0, 100) ?? "application/octet-stream",
      arrived: "delivery",
    });
    return await database.asActor(identity, async (tx, actor) => {
      await writeJournal(tx, actor, [
        { verb: "change", kind: "import-run", record: done.run, content: { delivery: done.outcome } },
      ]);
      return {
        outcome: done.outcome,
        problem: presentFault(language, done.fault),
        import: await presentRun(tx, actor, language, await getRun(tx, done.run)),
      };
    });
  } finally {
    await body.letFinish();
  }
}

async function reportOf(
  context: Pick<Context, "tx">,
  language: Language,
  run: RunRow,
): Promise<CallOutput<typeof readExtractReport>> {
  const quality = await qualityOf(context.tx, run.id);
  const { comparison } = run;
  const named = (list: readonly { code: string; count: number; examples: readonly number[] }[], group: string) =>
    list.map((entry) => ({
      ...entry,
      examples: [...entry.examples],
      label: say(language, "registers", `extract.${group}.${entry.code}`),
    }));
  // Counts and texts pass through as they are; what is told in words is told here.
  const plain = JSON.parse(JSON.stringify(quality)) as typeof quality;
  return {
    ready: quality !== null,
    weeks: [...(comparison?.weeks ?? [])],
    fields: (comparison?.fields ?? []).map(({ field, count }) => ({ field, count, label: fieldName(language, field) })),
    quality:
      plain === null
        ? null
        : {
            ...(plain as unknown as NonNullable<CallOutput<typeof readExtractReport>["quality"]>),
            missing: named(plain.missing, "missing"),
            impossible: named(plain.impossible, "impossible"),
            doubts: Object.entries(run.codes)
              .toSorted((a, b) => b[1] - a[1])
              .map(([code, count]) => ({ code, count, sentence: findingName(language, code) })),
          },
  };
}

async function read(
  context: Context,
  { params }: CallInput<typeof readExtractReport>,
): Promise<CallOutput<typeof readExtractReport>> {
  const run = await getRun(context.tx, params.id);
  context.note({ verb: "read", kind: "import-run", record: run.id, content: { report: true } });
  return reportOf(context, context.language, run);
}

async function changes(
  context: Context,
  { params, query }: CallInput<typeof listExtractChanges>,
): Promise<CallOutput<typeof listExtractChanges>> {
  const run = await getRun(context.tx, params.id);
  const after = decodeCursor(query.after, 1);
  const rows = await changesOfRun(context.tx, run.id, after === null ? 0 : Number(after[0]), query.limit + 1);
  const items = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? items.at(-1) : undefined;
  context.note({ verb: "read", kind: "import-run", record: run.id, content: { changes: items.length } });
  return {
    items: items.map((row) => ({
      row: row.row_number,
      record: row.record_id,
      undone: row.undone_at !== null,
      fields: changedFields(context.language, row),
    })),
    next: last === undefined ? null : encodeCursor([last.row_number]),
  };
}

async function print(context: OpenContext, { params, query }: CallInput<typeof printExtractReport>): Promise<Response> {
  const { identity, database, clock } = context;
  if (identity === null) throw new Problem({ status: 401, code: "session-unknown" });
  const { language } = query;
  const facts = await database.asActor(identity, async (tx, actor) => {
    refuseUnless(actor, "imports.run");
    if (purposeCode(actor.purpose) === null) throw new Problem({ status: 428, code: "purpose-required" });
    const run = await getRun(tx, params.id);
    await writeJournal(tx, actor, [
      { verb: "export", kind: "import-run", record: run.id, content: { report: language } },
    ]);
    return {
      run: await presentRun(tx, actor, language, run),
      report: await reportOf({ tx }, language, run),
      node: (await nodeFacts(tx)).name?.[language] ?? "Tamga",
      by: language === "ru" ? actor.nameCyrillic : actor.nameLatin,
      at: clock.now(),
    };
  });
  if (!facts.report.ready) throw new Problem({ status: 409, code: "extract-report-waits" });
  const pdf = await makePdf(reportDocument(facts, language));
  return new Response(new Blob([new Uint8Array(pdf)]), {
    headers: {
      "Content-Type": "application/pdf",
      "Content-Disposition": `attachment; filename="${say(language, "registers", "extract.file")}-${facts.run.id.slice(-12)}.pdf"`,
      "Content-Length": String(pdf.byteLength),
    },
  });
}

export const extractRoutes = [
  openRoute(deliverExtract, delivery),
  route(readExtractReport, read),
  route(listExtractChanges, changes),
  openRoute(printExtractReport, print),
];
