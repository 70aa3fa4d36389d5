/**
 * The journal, read: history of a record, the auditor's view, checkpoints, export.
 *
 * Promises: who sees a record sees its history; who audits sees every access, the words of its purpose and what was refused, and no other content; the export is exactly what
 * the two verifiers check. Refuses: content of payloads to anybody here; other institutions' readers to who is not the owner.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { decodeCursor, encodeCursor } from "../platform/contract-parts.ts";
import { Problem } from "../platform/problem.ts";
import { openRoute, route, streamOf, type Context, type OpenContext } from "../platform/route.ts";
import { auditJournal, auditSummary, exportJournal, listCheckpoints, readHistory } from "./journal.contract.ts";
import {
  auditRows,
  checkpointRows,
  historyRows,
  journalState,
  summaryPeople,
  summaryPurposes,
  summaryTotals,
} from "./journal.store.ts";
import { journalBundle } from "./export-bundle.ts";
import { writeJournal } from "./write.ts";

async function history(
  context: Context,
  { params }: CallInput<typeof readHistory>,
): Promise<CallOutput<typeof readHistory>> {
  const rows = await historyRows(context.tx, params.kind, params.id);
  return {
    items: rows.map((row) => ({
      id: row.id,
      at: row.at,
      verb: row.verb,
      by:
        row.institution === null
          ? null
          : { id: row.person_id, latin: row.latin, cyrillic: row.cyrillic, institution: row.institution },
      purpose: row.purpose,
      reason: row.reason,
      sequenced: row.position !== null,
    })),
  };
}

async function audit(
  context: Context,
  { query }: CallInput<typeof auditJournal>,
): Promise<CallOutput<typeof auditJournal>> {
  const after = decodeCursor(query.after, 1)?.[0];
  const rows = await auditRows(context.tx, {
    ...query,
    after: typeof after === "number" ? after : null,
    limit: query.limit + 1,
  });
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  context.note({ verb: "search", kind: "journal", content: { query } });
  return {
    items: shown.map((row) => ({
      id: row.id,
      position: row.position,
      at: row.at,
      by: {
        id: row.actor,
        username: row.username,
        latin: row.latin,
        cyrillic: row.cyrillic,
        institution: row.institution,
      },
      purpose: row.purpose,
      purposeText: row.purpose_text,
      verb: row.verb,
      kind: row.kind,
      record: row.record,
      number: row.number,
      refused: row.outcome === "refused" ? { call: row.call, code: row.refusal } : null,
      outcome: row.outcome,
      hasContent: row.has_content,
    })),
    next: last === undefined ? null : encodeCursor([last.seq]),
  };
}

async function summary(
  context: Context,
  { query }: CallInput<typeof auditSummary>,
): Promise<CallOutput<typeof auditSummary>> {
  const { tx } = context;
  const pending = await tx.query<{ count: number }>(
    "select count(*) as count from journal.entry e where e.at > now() - interval '1 hour' and not exists (select from journal.leaf l where l.entry_id = e.id)",
  );
  context.note({ verb: "search", kind: "journal", content: { summary: query.days } });
  return {
    totals: await summaryTotals(tx, query.days),
    purposes: await summaryPurposes(tx, query.days),
    people: await summaryPeople(tx, query.days),
    journal: { ...(await journalState(tx)), pending: pending[0]?.count ?? 0 },
  };
}

async function checkpoints(
  context: Context,
  { query }: CallInput<typeof listCheckpoints>,
): Promise<CallOutput<typeof listCheckpoints>> {
  context.note({ verb: "read", kind: "journal", content: { checkpoints: query.limit } });
  const { key } = await journalState(context.tx);
  return { key, items: await checkpointRows(context.tx, query.limit) };
}

/** Streams the bundle up to the last checkpoint. Rights first, in a transaction of their own that also notes the export. */
async function exported(context: OpenContext): Promise<Response> {
  const { database, identity } = context;
  if (identity === null) throw new Problem({ status: 401, code: "session-unknown" });
  await database.asActor(identity, async (tx, actor) => {
    if (!actor.permissions.has("journal.audit"))
      throw new Problem({ status: 403, code: "forbidden", values: { permission: "journal.audit" } });
    await writeJournal(tx, actor, [{ verb: "export", kind: "journal" }]);
  });
  const lines = journalBundle(database);
  const encoder = new TextEncoder();
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const text of lines) yield encoder.encode(text);
  }
  return new Response(streamOf(bytes()), {
    headers: {
      "Content-Type": "application/jsonl; charset=utf-8",
      "Content-Disposition": 'attachment; filename="tamga-journal.jsonl"',
      "Cache-Control": "no-store",
    },
  });
}

export const journalRoutes = [
  route(readHistory, history),
  route(auditJournal, audit),
  route(auditSummary, summary),
  route(listCheckpoints, checkpoints),
  openRoute(exportJournal, exported),
];
