/**
 * Recoveries: the occurrence, what was recovered, on which ground, in which context.
 *
 * Promises: a recovery with its weapons, marks and readings is there whole or not at all; the legal ground and the
 * criminal context are two histories to which one adds. Refuses: to overwrite a statement; to change a record that
 * somebody else changed meanwhile.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { decodeCursor, encodeCursor } from "../platform/contract-parts.ts";
import type { Tx } from "../platform/database.ts";
import { parseRecordNumber, uuidv7 } from "../platform/ids.ts";
import { Problem, invalid, notFound } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { may } from "../access/policy.ts";
import { readSerialField } from "../matching/serial-field.ts";
import { queryKeys } from "../matching/serial-keys.ts";
import { codeLists, keptCode } from "../reference/lists.ts";
import { codesThatMean } from "../reference/merged-code.store.ts";
import { recoveryLists } from "../reference/recovery-lists.ts";
import { firearmsOfRecoveries } from "../firearms/firearm.store.ts";
import { handlingBits, handlingOf } from "./handling.ts";
import { futureFault, record, refuseFuture } from "./record-recovery.ts";
import { codeFault, reasonFault, refuse } from "./recovery-facts.ts";
import { refreshFlags } from "./recovery-flags.ts";
import { differenceOf, keepChange } from "./recovery-changes.ts";
import { keepAnswered, reasonOf, refuseForeign } from "./recovery-parts.actions.ts";
import {
  addContext,
  addGround,
  changeRecovery,
  listRecoveries,
  readRecovery,
  recordRecovery,
  suggestRecoveries,
} from "./recovery.contract.ts";
import { presentSummary, recoveryViewOf, subjectOf } from "./recovery.presenter.ts";
import {
  changeable,
  countRecoveries,
  findRecovery,
  insertStatements,
  listRecoveryRows,
  suggestRows,
  updateRecovery,
  type RecoveryChoice,
  type RecoveryRow,
} from "./recovery.store.ts";

const countedAtMost = 10_000;

async function read(
  context: Context,
  { params }: CallInput<typeof readRecovery>,
): Promise<CallOutput<typeof readRecovery>> {
  const view = await recoveryViewOf(context, params.id);
  context.note({ verb: "read", kind: "recovery", record: params.id });
  return view;
}

/** What was typed into the search, as the store looks for it: a record's number, or words and the keys of a serial. */
export function wordsSought(q: string | undefined): Pick<RecoveryChoice, "number" | "keys"> {
  if (q === undefined) return {};
  const { pattern } = readSerialField(q);
  return { number: parseRecordNumber(q), keys: pattern.length >= 3 ? queryKeys(pattern) : undefined };
}

/** The type and all that are below it: who looks for pistols means automatic ones too. */
function typesBelow(code: string): string[] {
  const { types, typeLine } = codeLists();
  const kept = keptCode("types", code);
  return [...types.keys()].filter((one) => typeLine(one).includes(kept));
}

/** The asked type as the store looks for it: exactly this one where it is counted, and all below it where it is not. */
export async function typesSought(
  tx: Tx,
  type: string | undefined,
  counted: boolean,
): Promise<Pick<RecoveryChoice, "types" | "typeCodes">> {
  if (type === undefined) return {};
  if (counted) return { typeCodes: await codesThatMean(tx, "types", [type]) };
  return { types: await codesThatMean(tx, "types", typesBelow(type)) };
}

async function list(
  context: Context,
  { query }: CallInput<typeof listRecoveries>,
): Promise<CallOutput<typeof listRecoveries>> {
  const waits = query.status === "submitted" || query.status === "returned";
  const sort = query.sort ?? (waits ? ("waiting" as const) : ("recent" as const));
  const filter = {
    ...query,
    sort,
    counted: query.counted === "yes",
    ...(await typesSought(context.tx, query.type, query.counted === "yes")),
    ...wordsSought(query.q),
    after: decodeCursor(query.after, 2),
    limit: query.limit + 1,
  };
  const rows = await listRecoveryRows(context.tx, filter);
  const items = rows.slice(0, query.limit);
  const firearms = Map.groupBy(
    await firearmsOfRecoveries(
      context.tx,
      items.map((row) => row.id),
    ),
    (row) => row.recovery_id,
  );
  const last = rows.length > query.limit ? items.at(-1) : undefined;
  context.note({ verb: "search", kind: "recovery", content: { query } });
  return {
    items: items.map((row) => presentSummary(row, firearms.get(row.id) ?? [])),
    next:
      last === undefined
        ? null
        : encodeCursor([sort === "recorded" || sort === "waiting" ? last.created_at : last.occurred_on, last.id]),
    total: query.after === undefined ? await countRecoveries(context.tx, filter, countedAtMost) : null,
  };
}

/** The record's columns as they stood, and as they were written: instants as instants, handling codes as codes. */
function standAndWritten(
  row: RecoveryRow,
  changes: Readonly<Record<string, unknown>>,
): [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>] {
  const instant = (value: unknown): unknown => (typeof value === "string" ? new Date(value).toISOString() : value);
  const told: Readonly<Record<string, (value: unknown) => unknown>> = {
    occurred_at: instant,
    handling: (value) => handlingOf(Number(value)),
  };
  const columns = Object.keys(changes).flatMap((name) => (changeable[name] === undefined ? [] : [changeable[name]]));
  const stood: Readonly<Record<string, unknown>> = { ...row };
  const of = (value: (column: string, at: number) => unknown) =>
    Object.fromEntries(columns.map((column, at) => [column, (told[column] ?? ((as) => as))(value(column, at))]));
  return [of((column) => stood[column]), of((_, at) => Object.values(changes)[at])];
}

async function change(
  context: Context,
  { params, body }: CallInput<typeof changeRecovery>,
): Promise<CallOutput<typeof changeRecovery>> {
  const row = await findRecovery(context.tx, params.id);
  if (row === undefined) throw notFound();
  if (!may(context.actor, "change", "recovery", subjectOf(row))) {
    throw new Problem({ status: 403, code: "forbidden", values: { permission: "recoveries.change" } });
  }
  if (row.version !== body.version) throw new Problem({ status: 409, code: "version-outdated" });
  refuseFuture(context, body.changes.occurredOn, body.changes.occurredAt);
  const { place, handling, conveyance, concealment, ...rest } = body.changes;
  const lists = recoveryLists();
  refuse([
    ...codeFault(lists.placeKinds, place?.kind, "/changes/place/kind"),
    ...codeFault(lists.conveyances, conveyance?.code, "/changes/conveyance/code"),
    ...codeFault(lists.concealments, concealment?.code, "/changes/concealment/code"),
  ]);
  const changes: Record<string, unknown> = { ...rest };
  if (place !== undefined) {
    Object.assign(changes, {
      placeCode: place.code ?? null,
      placeWritten: place.written ?? null,
      region: place.region ?? null,
      country: place.country ?? null,
      latitude: place.latitude ?? null,
      longitude: place.longitude ?? null,
      // A form that does not know the kinds of place leaves it as it is.
      ...(place.kind === undefined ? {} : { placeKind: place.kind }),
    });
  }
  for (const [name, given] of Object.entries({ conveyance, concealment })) {
    if (given === undefined) continue;
    changes[`${name}Code`] = given?.code ?? null;
    changes[`${name}Written`] = given?.written ?? null;
  }
  if (handling !== undefined) changes["handling"] = handlingBits(handling);
  for (const name of Object.keys(changes)) if (changes[name] === undefined) delete changes[name];
  if (!(await updateRecovery(context.tx, params.id, body.version, changes)))
    throw new Problem({ status: 409, code: "version-outdated" });
  const facts = differenceOf(...standAndWritten(row, changes));
  if (facts !== null)
    await keepChange(context.tx, params.id, { subject: "recovery", kind: "corrected", facts, reason: body.reason });
  if (place !== undefined) await refreshFlags(context.tx, params.id);
  context.note({
    verb: "change",
    kind: "recovery",
    record: params.id,
    content: { changes: body.changes, reason: body.reason },
  });
  return recoveryViewOf(context, params.id);
}

function adder(history: "ground" | "context") {
  return async (
    context: Context,
    { params, body }: CallInput<typeof addGround>,
  ): Promise<CallOutput<typeof addGround>> => {
    const row = await findRecovery(context.tx, params.id);
    if (row === undefined) throw notFound();
    if (!may(context.actor, `add-${history}`, "recovery", subjectOf(row))) {
      throw new Problem({ status: 403, code: "forbidden", values: { permission: "recoveries.change" } });
    }
    if (body.code == null && (body.written ?? "") === "") throw invalid([{ path: "/code", code: "required" }]);
    refuse([...reasonFault(body, ""), ...futureFault(context, body.fromDate, "/fromDate")]);
    await refuseForeign(context, history, body.corrects, params.id);
    const id = uuidv7();
    await insertStatements(context.tx, history, [
      {
        id,
        recoveryId: params.id,
        code: body.code ?? null,
        written: body.written ?? null,
        fromDate: body.fromDate ?? null,
        source: body.source,
        grade: body.grade ?? null,
        corrects: body.corrects ?? null,
        reason: body.reason ?? null,
      },
    ]);
    await keepAnswered(context, params.id, history, id, body);
    await refreshFlags(context.tx, params.id);
    context.note({
      verb: "change",
      kind: "recovery",
      record: params.id,
      content: { [history]: body, ...reasonOf(body) },
    });
    return recoveryViewOf(context, params.id);
  };
}

async function suggest(
  context: Context,
  { query }: CallInput<typeof suggestRecoveries>,
): Promise<CallOutput<typeof suggestRecoveries>> {
  const items = await suggestRows(context.tx, query.q);
  context.note({ verb: "search", content: { suggest: query.q } });
  return { items };
}

export const recoveryRoutes = [
  route(recordRecovery, record),
  route(readRecovery, read),
  route(listRecoveries, list),
  route(changeRecovery, change),
  route(addGround, adder("ground")),
  route(addContext, adder("context")),
  route(suggestRecoveries, suggest),
];
