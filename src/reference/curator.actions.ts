/**
 * The curator's desk.
 *
 * Promises: a proposal is tried against the lists before it is kept and again before it is accepted; what was accepted holds in
 * every program within a second; each act leaves its entry. Refuses: to let anybody review their own proposal (the database
 * refuses it too), to change what was decided (it is revoked by a new proposal), and to count what the curator may not see.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { decodeCursor, encodeCursor } from "../platform/contract-parts.ts";
import { uuidv7 } from "../platform/ids.ts";
import { notFound, Problem } from "../platform/problem.ts";
import { openRoute, route, type Context, type OpenContext } from "../platform/route.ts";
import { writeJournal } from "../journal/write.ts";
import { CalibreNormaliser } from "./calibre-normaliser.ts";
import { faultsOf, firstFaults, listFile, rowsWith, type ProposalFault } from "./curator.ts";
import {
  decideProposal,
  exportList,
  listProposals,
  listSpellings,
  propose,
  readProposal,
  readRow,
  withdrawProposal,
  type ProposalBody,
} from "./curator.contract.ts";
import {
  changeOf,
  holdAcceptances,
  proposalRow,
  proposalRows,
  putDecision,
  putProposal,
  readOverlay,
  spellingRows,
  waitingCounts,
  waitingWritings,
  type NewProposal,
  type ProposalRow,
} from "./curator.store.ts";
import { freshLists } from "./list-follower.ts";
import { columnsOfList, type CuratedList, type ListChange } from "./list-overlay.ts";
import { codeLists, listsVersion, listsWith, madeOfLists, putOverlay } from "./lists.ts";
import { putMergedCodes } from "./merged-code.store.ts";
import { foldName } from "./make-names.ts";
import { MakeNormaliser } from "./make-normaliser.ts";
import { ModelNormaliser } from "./model-normaliser.ts";
import type { Verdict } from "./normaliser-verdict.ts";
import { saysNothing } from "./normaliser-words.ts";
import { TypeNormaliser } from "./type-normaliser.ts";

type View = CallOutput<typeof propose>;

function named(list: CuratedList, code: string | null): View["entry"] {
  const entry = code === null ? undefined : codeLists()[list].get(code);
  return entry === undefined ? null : { code: entry.code, en: entry.en, ru: entry.ru };
}

function present(context: Context, row: ProposalRow): View {
  const mine = row.proposer === context.actor.personId;
  const waits = row.state === "waiting";
  const revocable = row.state === "accepted" && row.kind !== "revoke" && !row.revoked;
  return {
    id: row.id,
    number: row.number,
    list: row.list,
    kind: row.kind,
    code: row.code,
    entry: named(row.list, row.code),
    into:
      row.into_code === null
        ? null
        : (named(row.list, row.into_code) ?? { code: row.into_code, en: row.into_code, ru: row.into_code }),
    revokes:
      row.revokes === null || row.revokes_number === null || row.revokes_kind === null
        ? null
        : { id: row.revokes, number: row.revokes_number, kind: row.revokes_kind },
    revoked: row.revoked,
    cells: { ...row.content.cells },
    writings: [...(row.content.writings ?? [])],
    reason: row.reason,
    state: row.state,
    proposedBy: {
      id: row.proposer_id,
      latin: row.proposer_latin,
      cyrillic: row.proposer_cyrillic,
      institution: row.proposer_institution,
    },
    proposedAt: row.proposed_at,
    mine,
    decidedBy:
      row.decider_institution === null
        ? null
        : {
            id: row.decider_id,
            latin: row.decider_latin,
            cyrillic: row.decider_cyrillic,
            institution: row.decider_institution,
          },
    decidedAt: row.decided_at,
    decision: row.decision,
    version: row.version,
    can: [
      ...(waits && !mine ? (["accept", "reject"] as const) : []),
      ...(waits && mine ? (["withdraw"] as const) : []),
      ...(revocable ? (["revoke"] as const) : []),
    ],
  };
}

async function list(
  context: Context,
  { query }: CallInput<typeof listProposals>,
): Promise<CallOutput<typeof listProposals>> {
  await freshLists(context.tx);
  const after = decodeCursor(query.after, 1)?.[0];
  const rows = await proposalRows(context.tx, {
    ...query,
    before: typeof after === "number" ? after : null,
    limit: query.limit + 1,
  });
  const shown = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? shown.at(-1) : undefined;
  return {
    items: shown.map((row) => present(context, row)),
    next: last === undefined ? null : encodeCursor([last.number]),
    ...(await waitingCounts(context.tx)),
    version: listsVersion(),
  };
}

async function found(context: Context, id: string): Promise<ProposalRow> {
  const row = await proposalRow(context.tx, id);
  if (row === undefined) throw notFound();
  return row;
}

/** What stands in force, and what would with this proposal: with its change, or without the one it revokes. */
async function effect(
  context: Context,
  row: Pick<ProposalRow, "id" | "list" | "kind" | "code" | "into_code" | "content" | "revokes" | "state">,
): Promise<{ before: readonly ListChange[]; after: readonly ListChange[]; faults: ProposalFault[] }> {
  const { changes } = await readOverlay(context.tx);
  // A decided proposal is shown against what stood without it.
  const before = row.state === "accepted" ? changes.filter((one) => one.id !== row.id) : changes;
  const change = changeOf(row);
  if (change === null) {
    const after = changes.filter((one) => one.id !== row.revokes);
    return { before, after, faults: faultsOf(after, null) };
  }
  const first = firstFaults(rowsWith(row.list, before).rows, change);
  return { before, after: [...before, change], faults: first.length > 0 ? first : faultsOf(before, change) };
}

function refuseFaults(kind: ProposalRow["kind"], faults: readonly ProposalFault[]): void {
  if (faults.length === 0) return;
  throw new Problem({
    status: 422,
    code: "proposal-does-not-fit",
    fields: faults
      .slice(0, 20)
      .map(({ column, code, value }) => ({ path: fieldOf(kind, column), code, values: { value } })),
  });
}

/** Where the form asks for what a column holds. */
function fieldOf(kind: ProposalRow["kind"], column: string): string {
  if (column === "code" || column === "into") return `/${column}`;
  if (kind === "synonym") return "/writings";
  if (kind === "merge") return "/into";
  return `/cells/${column}`;
}

async function read(
  context: Context,
  { params }: CallInput<typeof readProposal>,
): Promise<CallOutput<typeof readProposal>> {
  await freshLists(context.tx);
  const row = await found(context, params.id);
  const { before, after, faults } = await effect(context, row);
  const target = row.kind === "merge" && row.into_code !== null ? row.into_code : row.code;
  const was = rowsWith(row.list, before).rows.get(target);
  const will = rowsWith(row.list, after).rows.get(target);
  return {
    ...present(context, row),
    columns: columnsOfList[row.list].map((column) => ({
      column,
      before: was?.[column] ?? null,
      after: will?.[column] ?? null,
    })),
    faults: row.state === "waiting" ? faults : [],
  };
}

/** A proposal as it will be kept; a revocation takes list and code from what it revokes. */
async function drafted(context: Context, body: ProposalBody): Promise<NewProposal> {
  const id = uuidv7();
  const plain = { id, into: null, revokes: null, reason: body.reason };
  if (body.kind === "revoke") {
    const target = await found(context, body.revokes);
    if (!present(context, target).can.includes("revoke"))
      throw new Problem({ status: 409, code: "proposal-decided", values: { number: target.number } });
    return { ...plain, list: target.list, kind: "revoke", code: target.code, revokes: target.id, content: {} };
  }
  const { list: of, kind, code } = body;
  if (kind === "merge") return { ...plain, list: of, kind, code, into: body.into, content: {} };
  if (kind === "synonym") return { ...plain, list: of, kind, code, content: { writings: body.writings } };
  return { ...plain, list: of, kind, code, content: { cells: body.cells } };
}

async function put(context: Context, { body }: CallInput<typeof propose>): Promise<View> {
  await freshLists(context.tx);
  const draft = await drafted(context, body);
  const { faults } = await effect(context, { ...draft, into_code: draft.into, state: "waiting" });
  refuseFaults(draft.kind, faults);
  await putProposal(context.tx, draft);
  context.note({ verb: "create", kind: "reference-proposal", record: draft.id, content: body });
  return present(context, await found(context, draft.id));
}

async function decide(context: Context, { params, body }: CallInput<typeof decideProposal>): Promise<View> {
  const row = await found(context, params.id);
  if (row.state !== "waiting")
    throw new Problem({ status: 409, code: "proposal-decided", values: { number: row.number } });
  if (row.proposer === context.actor.personId) throw new Problem({ status: 403, code: "own-proposal" });
  if (body.decision === "accepted") {
    // Two acceptances at once: the second waits here and is tried against what the first left.
    await holdAcceptances(context.tx);
    refuseFaults(row.kind, (await effect(context, row)).faults);
  }
  if (!(await putDecision(context.tx, row.id, { state: body.decision, reason: body.reason })))
    throw new Problem({ status: 409, code: "proposal-decided", values: { number: row.number } });
  context.note({ verb: "decide", kind: "reference-proposal", record: row.id, content: body });
  if (body.decision === "accepted") {
    const overlay = await readOverlay(context.tx);
    // What a merged code means changes for lists and figures in the moment of the acceptance.
    if (row.kind === "merge" || row.kind === "revoke" || row.kind === "entry")
      await putMergedCodes(context.tx, listsWith(overlay.changes));
    context.afterCommit(() => putOverlay(overlay));
  }
  return present(context, await found(context, row.id));
}

async function withdraw(context: Context, { params, body }: CallInput<typeof withdrawProposal>): Promise<View> {
  const row = await found(context, params.id);
  if (row.proposer !== context.actor.personId) throw new Problem({ status: 403, code: "not-own-proposal" });
  if (!(await putDecision(context.tx, row.id, { state: "withdrawn", reason: body.reason })))
    throw new Problem({ status: 409, code: "proposal-decided", values: { number: row.number } });
  context.note({ verb: "withdraw", kind: "reference-proposal", record: row.id, content: body });
  return present(context, await found(context, row.id));
}

async function row(context: Context, { params }: CallInput<typeof readRow>): Promise<CallOutput<typeof readRow>> {
  const { changes } = await readOverlay(context.tx);
  await freshLists(context.tx);
  const code = codeLists()[params.list].get(params.code)?.code;
  const cells = code === undefined ? undefined : rowsWith(params.list, changes).rows.get(code);
  if (code === undefined || cells === undefined) throw notFound();
  return { code, cells: { ...cells } };
}

const normalisers = madeOfLists((lists) => ({
  makes: new MakeNormaliser(lists),
  models: new ModelNormaliser(lists),
  calibres: new CalibreNormaliser(lists),
  types: new TypeNormaliser(lists),
}));

/** What the lists say now of a writing that had no code when it was recorded. */
function verdictOf(of: CuratedList, written: string, make: string | null): { known: boolean; verdict: Verdict } {
  const lists = codeLists();
  const made = normalisers();
  if (of === "makes") return { known: lists.findMake(written) !== null, verdict: made.makes.normalise(written) };
  if (of === "models")
    return {
      known: lists.findModel(written, make ?? undefined) !== null,
      verdict: made.models.normalise(written, make ?? undefined),
    };
  if (of === "calibres")
    return { known: lists.findCalibre(written) !== null, verdict: made.calibres.normalise(written) };
  return { known: lists.findType(written) !== null, verdict: made.types.normalise(written) };
}

async function spellings(
  context: Context,
  { query }: CallInput<typeof listSpellings>,
): Promise<CallOutput<typeof listSpellings>> {
  await freshLists(context.tx);
  // What was learnt since keeps its empty code in old records: more are read than shown.
  const looked = query.limit * 3;
  const rows = await spellingRows(context.tx, { ...query, limit: looked });
  const waiting = new Map(
    (await waitingWritings(context.tx, query.list)).map(({ number, writing }) => [foldName(writing), number]),
  );
  context.note({ verb: "search", kind: "reference-spelling", content: { query } });
  const items = rows.flatMap(({ written, make, count }) => {
    const { known, verdict } = verdictOf(query.list, written, make);
    if (known || written.length > 120 || saysNothing(written)) return [];
    const suggestion =
      verdict.state === "found" ? { code: verdict.code, ...verdict.name, confidence: verdict.confidence } : null;
    return [{ written, count, suggestion, waiting: waiting.get(foldName(written)) ?? null }];
  });
  return { items: items.slice(0, query.limit), more: items.length > query.limit || rows.length === looked };
}

async function exported(context: OpenContext, { params, query }: CallInput<typeof exportList>): Promise<Response> {
  const { database, identity } = context;
  if (identity === null) throw new Problem({ status: 401, code: "session-unknown" });
  const text = await database.asActor(identity, async (tx, actor) => {
    if (!actor.permissions.has("reference.curate"))
      throw new Problem({ status: 403, code: "forbidden", values: { permission: "reference.curate" } });
    await writeJournal(tx, actor, [{ verb: "export", kind: "reference-list", content: { ...params, ...query } }]);
    const { changes } = await readOverlay(tx);
    return listFile(params.list, changes, query.rows);
  });
  return new Response(text, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${params.list}-${query.rows}.csv"`,
    },
  });
}

export const curatorRoutes = [
  route(listProposals, list),
  route(readProposal, read),
  route(propose, put),
  route(decideProposal, decide),
  route(withdrawProposal, withdraw),
  route(readRow, row),
  route(listSpellings, spellings),
  openRoute(exportList, exported),
];
