/**
 * Recoveries: the occurrence, what was recovered, on which ground, in which context.
 *
 * Promises: a recovery with its weapons, marks and readings is there whole or not at all; the legal ground and the
 * criminal context are two histories to which one adds. Refuses: to overwrite a statement; to change a record that
 * somebody else changed meanwhile.
 */
import type { z } from "zod";
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { decodeCursor, encodeCursor } from "../platform/contract-parts.ts";
import { parseRecordNumber, recordNumber, uuidv7 } from "../platform/ids.ts";
import { Problem, invalid, notFound, type FieldFault } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { may, mayDo } from "../access/policy.ts";
import { readSerialField } from "../matching/serial-field.ts";
import { queryKeys } from "../matching/serial-keys.ts";
import { firearmRows, writeFirearms } from "../firearms/firearm.actions.ts";
import { presentFirearmSummary, presentPerson } from "../firearms/firearm.presenter.ts";
import { firearmsOfRecoveries, type FirearmRow } from "../firearms/firearm.store.ts";
import { handlingBits, handlingOf } from "./handling.ts";
import {
  addContext,
  addGround,
  changeRecovery,
  listRecoveries,
  readRecovery,
  recordRecovery,
  suggestRecoveries,
  type recoverySummary,
} from "./recovery.contract.ts";
import {
  countRecoveries,
  findRecovery,
  insertRecoveries,
  insertStatements,
  listRecoveryRows,
  statementsOf,
  suggestRows,
  updateRecovery,
  type RecoveryRow,
  type StatementRow,
} from "./recovery.store.ts";

const countedAtMost = 10_000;

function presentStatement(row: StatementRow) {
  return {
    id: row.id,
    code: row.code,
    written: row.written,
    fromDate: row.from_date,
    source: row.source,
    grade: row.grade,
    recordedBy: presentPerson(row),
    recordedAt: row.recorded_at,
  };
}

function presentSummary(row: RecoveryRow, firearms: readonly FirearmRow[]): z.input<typeof recoverySummary> {
  return {
    id: row.id,
    number: row.number,
    institution: row.institution,
    manner: row.manner,
    occurredOn: row.occurred_on,
    place: row.place_written ?? row.place_code,
    region: row.region,
    handling: handlingOf(row.handling),
    firearmCount: row.firearm_count,
    firearms: firearms.map(presentFirearmSummary),
    createdAt: row.created_at,
  };
}

async function viewOf(context: Context, id: string): Promise<CallOutput<typeof readRecovery>> {
  const row = await findRecovery(context.tx, id);
  if (row === undefined) throw notFound();
  const firearms = await firearmsOfRecoveries(context.tx, [id]);
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    institution: row.institution,
    unit: { id: row.unit_id, en: row.unit_en, ru: row.unit_ru },
    recordedBy: presentPerson(row),
    recordedAt: row.created_at,
    changedAt: row.changed_at,
    manner: row.manner,
    occurredOn: row.occurred_on,
    occurredAt: row.occurred_at,
    place: {
      code: row.place_code,
      written: row.place_written,
      region: row.region,
      country: row.country,
      latitude: row.latitude,
      longitude: row.longitude,
    },
    circumstances: row.circumstances,
    authorityWritten: row.authority_written,
    ownReference: row.own_reference,
    handling: handlingOf(row.handling),
    handlingNote: row.handling_note,
    grade: row.grade,
    grounds: (await statementsOf(context.tx, "ground", id)).map(presentStatement),
    contexts: (await statementsOf(context.tx, "context", id)).map(presentStatement),
    firearms: firearms.map(presentFirearmSummary),
    import:
      row.import_run_id === null || row.import_row === null ? null : { run: row.import_run_id, row: row.import_row },
    may: mayDo(context.actor, "recovery", { institutionId: row.institution_id }),
  };
}

/** A recovery cannot lie in the future; the node's clock decides. */
function refuseFuture(
  context: Context,
  occurredOn: string | null | undefined,
  occurredAt: string | null | undefined,
): void {
  const faults: FieldFault[] = [];
  // A day may have begun further east while it is still yesterday in UTC.
  const latestDay = new Date(context.clock.now().getTime() + 14 * 3_600_000).toISOString().slice(0, 10);
  if (occurredOn != null && occurredOn > latestDay) faults.push({ path: "/occurredOn", code: "date-future" });
  if (occurredAt != null && new Date(occurredAt).getTime() > context.clock.now().getTime() + 300_000)
    faults.push({ path: "/occurredAt", code: "date-future" });
  if (faults.length > 0) throw invalid(faults);
}

async function record(
  context: Context,
  { body }: CallInput<typeof recordRecovery>,
): Promise<CallOutput<typeof recordRecovery>> {
  refuseFuture(context, body.occurredOn, body.occurredAt);
  const id = uuidv7();
  await insertRecoveries(context.tx, [
    {
      id,
      number: recordNumber(),
      handling: handlingBits(body.handling),
      handlingNote: body.handlingNote ?? null,
      grade: body.grade ?? null,
      manner: body.manner,
      occurredOn: body.occurredOn,
      occurredAt: body.occurredAt ?? null,
      placeCode: body.place.code ?? null,
      placeWritten: body.place.written ?? null,
      region: body.place.region ?? null,
      country: body.place.country ?? null,
      latitude: body.place.latitude ?? null,
      longitude: body.place.longitude ?? null,
      circumstances: body.circumstances,
      authorityWritten: body.authorityWritten ?? null,
      ownReference: body.ownReference ?? null,
      firearmCount: body.firearms.length,
      importRunId: null,
      importRow: null,
    },
  ]);
  const statement = (given: { code?: string | null | undefined; written?: string | null | undefined }) => ({
    id: uuidv7(),
    recoveryId: id,
    code: given.code ?? null,
    written: given.written ?? null,
    fromDate: body.occurredOn,
    source: "officer",
    grade: body.grade ?? null,
  });
  await insertStatements(context.tx, "ground", [statement(body.ground)]);
  if (body.context != null) await insertStatements(context.tx, "context", [statement(body.context)]);
  const rows = body.firearms.map((firearm, position) => firearmRows(firearm, { recoveryId: id, position }));
  await writeFirearms(context.tx, rows);
  context.note({ verb: "create", kind: "recovery", record: id, content: body });
  for (const { firearm } of rows) context.note({ verb: "create", kind: "firearm", record: firearm.id });
  return viewOf(context, id);
}

async function read(
  context: Context,
  { params }: CallInput<typeof readRecovery>,
): Promise<CallOutput<typeof readRecovery>> {
  const view = await viewOf(context, params.id);
  context.note({ verb: "read", kind: "recovery", record: params.id });
  return view;
}

async function list(
  context: Context,
  { query }: CallInput<typeof listRecoveries>,
): Promise<CallOutput<typeof listRecoveries>> {
  const pattern = query.q === undefined ? [] : readSerialField(query.q).pattern;
  const filter = {
    ...query,
    number: query.q === undefined ? undefined : parseRecordNumber(query.q),
    keys: pattern.length >= 3 ? queryKeys(pattern) : undefined,
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
        : encodeCursor([query.sort === "recorded" ? last.created_at : last.occurred_on, last.id]),
    total: query.after === undefined ? await countRecoveries(context.tx, filter, countedAtMost) : null,
  };
}

async function change(
  context: Context,
  { params, body }: CallInput<typeof changeRecovery>,
): Promise<CallOutput<typeof changeRecovery>> {
  const row = await findRecovery(context.tx, params.id);
  if (row === undefined) throw notFound();
  if (!may(context.actor, "change", "recovery", { institutionId: row.institution_id })) {
    throw new Problem({ status: 403, code: "forbidden", values: { permission: "recoveries.change" } });
  }
  if (row.version !== body.version) throw new Problem({ status: 409, code: "version-outdated" });
  refuseFuture(context, body.changes.occurredOn, body.changes.occurredAt);
  const { place, handling, ...rest } = body.changes;
  const changes: Record<string, unknown> = { ...rest };
  if (place !== undefined) {
    Object.assign(changes, {
      placeCode: place.code ?? null,
      placeWritten: place.written ?? null,
      region: place.region ?? null,
      country: place.country ?? null,
      latitude: place.latitude ?? null,
      longitude: place.longitude ?? null,
    });
  }
  if (handling !== undefined) changes["handling"] = handlingBits(handling);
  for (const name of Object.keys(changes)) if (changes[name] === undefined) delete changes[name];
  if (!(await updateRecovery(context.tx, params.id, changes))) throw notFound();
  context.note({
    verb: "change",
    kind: "recovery",
    record: params.id,
    content: { changes: body.changes, reason: body.reason },
  });
  return viewOf(context, params.id);
}

function adder(history: "ground" | "context") {
  return async (
    context: Context,
    { params, body }: CallInput<typeof addGround>,
  ): Promise<CallOutput<typeof addGround>> => {
    const row = await findRecovery(context.tx, params.id);
    if (row === undefined) throw notFound();
    if (!may(context.actor, `add-${history}`, "recovery", { institutionId: row.institution_id })) {
      throw new Problem({ status: 403, code: "forbidden", values: { permission: "recoveries.change" } });
    }
    if (body.code == null && (body.written ?? "") === "") throw invalid([{ path: "/code", code: "required" }]);
    await insertStatements(context.tx, history, [
      {
        id: uuidv7(),
        recoveryId: params.id,
        code: body.code ?? null,
        written: body.written ?? null,
        fromDate: body.fromDate ?? null,
        source: body.source,
        grade: body.grade ?? null,
      },
    ]);
    context.note({ verb: "change", kind: "recovery", record: params.id, content: { [history]: body } });
    return viewOf(context, params.id);
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
