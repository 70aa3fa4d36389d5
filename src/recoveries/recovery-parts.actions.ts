/**
 * What came beside the firearms, who was involved, the route and the offences: adding to it and correcting it.
 *
 * Promises: histories (route, standings, offences) are only added to, and a wrong statement is answered by a later one with
 * its reason; an item or party is corrected with a reason in the journal, or struck and stays to be seen; triage follows in
 * the same transaction. Refuses: to change what somebody else changed meanwhile; a statement about another recovery.
 *
 * Parties are personal data: reading the recovery is a read of personal data, and is journalled with its purpose as such.
 */
import type { z } from "zod";
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { recordNumber, uuidv7 } from "../platform/ids.ts";
import { Problem, invalid, notFound } from "../platform/problem.ts";
import { route, type Context } from "../platform/route.ts";
import { countryOffences } from "../reference/country-offences.ts";
import { may } from "../access/policy.ts";
import {
  itemColumnsOf,
  itemFaults,
  offenceFaults,
  partyColumnsOf,
  partyFaults,
  refuse,
  routePointFaults,
  standingFaults,
  type OffenceList,
} from "./recovery-facts.ts";
import { refreshFlags } from "./recovery-flags.ts";
import {
  addItem,
  addOffence,
  addParty,
  addRoutePoint,
  addStanding,
  changeItem,
  changeParty,
} from "./recovery-parts.contract.ts";
import {
  hangsOn,
  insertItem,
  insertOffences,
  insertParty,
  insertRoutePoint,
  insertStanding,
  itemsOf,
  updatePart,
} from "./recovery-parts.store.ts";
import type { itemInput, offenceInput, partyInput, routePointInput, standingInput } from "./recovery-parts.ts";
import { recoveryViewOf } from "./recovery.presenter.ts";
import { findRecovery, type RecoveryRow } from "./recovery.store.ts";

type View = CallOutput<typeof addItem>;

/** The record, where the caller may do this to it. */
async function owned(context: Context, id: string, verb: string): Promise<RecoveryRow> {
  const row = await findRecovery(context.tx, id);
  if (row === undefined) throw notFound();
  if (!may(context.actor, verb, "recovery", { institutionId: row.institution_id, audiences: [row.audience] }))
    throw new Problem({ status: 403, code: "forbidden", values: { permission: "recoveries.change" } });
  return row;
}

type Correcting = Parameters<typeof hangsOn>[1];

/** What is corrected hangs on the same recovery. */
export async function refuseForeign(
  context: Context,
  table: Correcting,
  corrects: string | null | undefined,
  recoveryId: string,
): Promise<void> {
  if (corrects != null && !(await hangsOn(context.tx, table, corrects, recoveryId)))
    throw invalid([{ path: "/corrects", code: "not-in-list" }]);
}

/** Writes an item; the caller has checked it. */
export async function writeItem(context: Context, recoveryId: string, item: z.output<typeof itemInput>): Promise<void> {
  await insertItem(context.tx, {
    id: uuidv7(),
    number: recordNumber(),
    recoveryId,
    kind: item.kind,
    facts: itemColumnsOf(item.kind, item),
  });
}

type Standing = z.output<typeof standingInput>;

async function writeStanding(context: Context, recoveryId: string, partyId: string, given: Standing): Promise<void> {
  await insertStanding(context.tx, {
    id: uuidv7(),
    recoveryId,
    partyId,
    category: given.category,
    fromDate: given.fromDate ?? null,
    source: given.source,
    grade: given.grade ?? null,
    corrects: given.corrects ?? null,
    reason: given.reason ?? null,
  });
}

/** Writes a party with what it is in this matter, and gives its id; the caller has checked it. */
export async function writeParty(
  context: Context,
  recoveryId: string,
  party: z.output<typeof partyInput>,
): Promise<string> {
  const id = uuidv7();
  await insertParty(context.tx, { id, recoveryId, kind: party.kind, facts: partyColumnsOf(party) });
  await writeStanding(context, recoveryId, id, party.standing);
  return id;
}

export async function writeRoutePoint(
  context: Context,
  recoveryId: string,
  point: z.output<typeof routePointInput>,
): Promise<void> {
  await insertRoutePoint(context.tx, {
    id: uuidv7(),
    recoveryId,
    kind: point.kind,
    placeCode: point.place?.code ?? null,
    placeWritten: point.place?.written ?? null,
    country: point.country ?? null,
    onDate: point.onDate ?? null,
    note: point.note ?? null,
    source: point.source,
    grade: point.grade ?? null,
    corrects: point.corrects ?? null,
    reason: point.reason ?? null,
  });
}

export async function writeOffence(
  context: Context,
  recoveryId: string,
  offence: z.output<typeof offenceInput>,
  list: OffenceList,
  partyId: string | null,
): Promise<void> {
  await insertOffences(context.tx, [
    {
      id: uuidv7(),
      recoveryId,
      partyId,
      code: offence.code ?? null,
      written: offence.written ?? null,
      iccs: offence.iccs ?? (offence.code == null ? null : (list.get(offence.code)?.iccs ?? null)),
      fromDate: offence.fromDate ?? null,
      source: offence.source,
      grade: offence.grade ?? null,
      corrects: offence.corrects ?? null,
      reason: offence.reason ?? null,
    },
  ]);
}

async function done(context: Context, id: string, content: Readonly<Record<string, unknown>>): Promise<View> {
  context.note({ verb: "change", kind: "recovery", record: id, content });
  return recoveryViewOf(context, id);
}

async function newItem(context: Context, { params, body }: CallInput<typeof addItem>): Promise<View> {
  await owned(context, params.id, "add-item");
  refuse(itemFaults(body, ""));
  await writeItem(context, params.id, body);
  return done(context, params.id, { item: body });
}

async function correctItem(context: Context, { params, body }: CallInput<typeof changeItem>): Promise<View> {
  await owned(context, params.id, "change");
  const item = (await itemsOf(context.tx, params.id)).find((one) => one.id === params.item);
  if (item === undefined) throw notFound();
  refuse(itemFaults(body.changes, "/changes"));
  const key = { id: params.item, recoveryId: params.id, version: body.version };
  const before = {
    type: item.type_code,
    unodc: item.class_unodc,
    hs: item.class_hs,
    administrative: item.class_admin,
  };
  const facts = itemColumnsOf(item.kind, body.changes, before);
  if (!(await updatePart(context.tx, "item", key, facts, body.strike ? body.reason : null)))
    throw new Problem({ status: 409, code: "version-outdated" });
  return done(context, params.id, {
    item: params.item,
    changes: body.changes,
    strike: body.strike,
    reason: body.reason,
  });
}

async function newParty(context: Context, { params, body }: CallInput<typeof addParty>): Promise<View> {
  await owned(context, params.id, "add-party");
  refuse([...partyFaults(body, ""), ...standingFaults({ ...body.standing, corrects: null }, "/standing")]);
  await writeParty(context, params.id, { ...body, standing: { ...body.standing, corrects: null } });
  await refreshFlags(context.tx, params.id);
  return done(context, params.id, { party: body });
}

async function correctParty(context: Context, { params, body }: CallInput<typeof changeParty>): Promise<View> {
  await owned(context, params.id, "change");
  if (!(await hangsOn(context.tx, "party", params.party, params.id))) throw notFound();
  refuse(partyFaults(body.changes, "/changes"));
  const key = { id: params.party, recoveryId: params.id, version: body.version };
  if (!(await updatePart(context.tx, "party", key, partyColumnsOf(body.changes), body.strike ? body.reason : null)))
    throw new Problem({ status: 409, code: "version-outdated" });
  await refreshFlags(context.tx, params.id);
  const { changes, strike, reason } = body;
  return done(context, params.id, { party: params.party, changes, strike, reason });
}

async function newStanding(context: Context, { params, body }: CallInput<typeof addStanding>): Promise<View> {
  await owned(context, params.id, "add-party");
  if (!(await hangsOn(context.tx, "party", params.party, params.id))) throw notFound();
  refuse(standingFaults(body, ""));
  await refuseForeign(context, "party_standing", body.corrects, params.id);
  await writeStanding(context, params.id, params.party, body);
  return done(context, params.id, { party: params.party, standing: body });
}

async function newRoutePoint(context: Context, { params, body }: CallInput<typeof addRoutePoint>): Promise<View> {
  await owned(context, params.id, "add-route");
  refuse(routePointFaults(body, ""));
  await refuseForeign(context, "route_point", body.corrects, params.id);
  await writeRoutePoint(context, params.id, body);
  return done(context, params.id, { route: body });
}

async function newOffence(context: Context, { params, body }: CallInput<typeof addOffence>): Promise<View> {
  await owned(context, params.id, "add-offence");
  const list = await countryOffences(context.tx);
  refuse(offenceFaults(body, list, ""));
  await refuseForeign(context, "offence", body.corrects, params.id);
  const party = typeof body.party === "string" ? body.party : null;
  if (body.party != null && (party === null || !(await hangsOn(context.tx, "party", party, params.id))))
    throw invalid([{ path: "/party", code: "not-in-list" }]);
  await writeOffence(context, params.id, body, list, party);
  return done(context, params.id, { offence: body });
}

export const recoveryPartRoutes = [
  route(addItem, newItem),
  route(changeItem, correctItem),
  route(addParty, newParty),
  route(changeParty, correctParty),
  route(addStanding, newStanding),
  route(addRoutePoint, newRoutePoint),
  route(addOffence, newOffence),
];
