/**
 * What came beside the firearms, who was involved, the route and the offences: adding to it and correcting it.
 *
 * Promises: histories (route, standings, offences) are only added to, and a wrong statement is answered by a later one with
 * its reason; an item or party is corrected with a reason, its former values kept, or struck and stays to be seen; triage
 * follows in the same transaction. Refuses: to change what somebody else changed meanwhile; a statement about another recovery.
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
import { differenceOf, keepChange } from "./recovery-changes.ts";
import type { ChangeSubject } from "./recovery-shapes.ts";
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
  partiesOf,
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

/** A statement that answers an earlier one as wrong changes what stood; one that only goes on does not. */
export async function keepAnswered(
  context: Context,
  recoveryId: string,
  subject: ChangeSubject,
  subjectId: string,
  given: { readonly corrects?: string | null | undefined; readonly reason?: string | null | undefined },
): Promise<void> {
  if (given.corrects == null) return;
  await keepChange(context.tx, recoveryId, { subject, subjectId, kind: "corrected", reason: given.reason ?? null });
}

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

/** Writes an item and gives its id; the caller has checked it. */
export async function writeItem(
  context: Context,
  recoveryId: string,
  item: z.output<typeof itemInput>,
): Promise<string> {
  const id = uuidv7();
  await insertItem(context.tx, {
    id,
    number: recordNumber(),
    recoveryId,
    kind: item.kind,
    facts: itemColumnsOf(item.kind, item),
  });
  return id;
}

type Standing = z.output<typeof standingInput>;

async function writeStanding(context: Context, recoveryId: string, partyId: string, given: Standing): Promise<string> {
  const id = uuidv7();
  await insertStanding(context.tx, {
    id,
    recoveryId,
    partyId,
    category: given.category,
    fromDate: given.fromDate ?? null,
    source: given.source,
    grade: given.grade ?? null,
    corrects: given.corrects ?? null,
    reason: given.reason ?? null,
  });
  return id;
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
): Promise<string> {
  const id = uuidv7();
  await insertRoutePoint(context.tx, {
    id,
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
  return id;
}

export async function writeOffence(
  context: Context,
  recoveryId: string,
  offence: z.output<typeof offenceInput>,
  list: OffenceList,
  partyId: string | null,
): Promise<string> {
  const id = uuidv7();
  await insertOffences(context.tx, [
    {
      id,
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
  return id;
}

/** The reason of the act itself: the record's history shows it. */
export function reasonOf(given: { readonly reason?: string | null | undefined }): { readonly reason?: string } {
  return given.reason == null || given.reason === "" ? {} : { reason: given.reason };
}

async function done(context: Context, id: string, content: Readonly<Record<string, unknown>>): Promise<View> {
  context.note({ verb: "change", kind: "recovery", record: id, content });
  return recoveryViewOf(context, id);
}

/** What was corrected of an item or a party, and that it was struck. */
async function keepPart(
  context: Context,
  recoveryId: string,
  part: { readonly subject: "item" | "party"; readonly subjectId: string },
  stood: Readonly<Record<string, unknown>>,
  written: Readonly<Record<string, unknown>>,
  { strike, reason }: { readonly strike: boolean; readonly reason: string },
): Promise<void> {
  const facts = differenceOf(stood, written);
  if (facts !== null) await keepChange(context.tx, recoveryId, { ...part, kind: "corrected", facts, reason });
  if (strike) await keepChange(context.tx, recoveryId, { ...part, kind: "struck", reason });
}

async function newItem(context: Context, { params, body }: CallInput<typeof addItem>): Promise<View> {
  await owned(context, params.id, "add-item");
  refuse(itemFaults(body, ""));
  const subjectId = await writeItem(context, params.id, body);
  await keepChange(context.tx, params.id, { subject: "item", subjectId, kind: "added" });
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
  await keepPart(context, params.id, { subject: "item", subjectId: params.item }, { ...item }, facts, body);
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
  const standing = { ...body.standing, corrects: null };
  const subjectId = await writeParty(context, params.id, { ...body, standing });
  await keepChange(context.tx, params.id, { subject: "party", subjectId, kind: "added" });
  await refreshFlags(context.tx, params.id);
  return done(context, params.id, { party: body });
}

async function correctParty(context: Context, { params, body }: CallInput<typeof changeParty>): Promise<View> {
  await owned(context, params.id, "change");
  const party = (await partiesOf(context.tx, params.id)).find((one) => one.id === params.party);
  if (party === undefined) throw notFound();
  refuse(partyFaults(body.changes, "/changes"));
  const written = partyColumnsOf(body.changes);
  const key = { id: params.party, recoveryId: params.id, version: body.version };
  if (!(await updatePart(context.tx, "party", key, written, body.strike ? body.reason : null)))
    throw new Problem({ status: 409, code: "version-outdated" });
  await keepPart(context, params.id, { subject: "party", subjectId: params.party }, { ...party }, written, body);
  await refreshFlags(context.tx, params.id);
  const { changes, strike, reason } = body;
  return done(context, params.id, { party: params.party, changes, strike, reason });
}

async function newStanding(context: Context, { params, body }: CallInput<typeof addStanding>): Promise<View> {
  await owned(context, params.id, "add-party");
  if (!(await hangsOn(context.tx, "party", params.party, params.id))) throw notFound();
  refuse(standingFaults(body, ""));
  await refuseForeign(context, "party_standing", body.corrects, params.id);
  const id = await writeStanding(context, params.id, params.party, body);
  await keepAnswered(context, params.id, "standing", id, body);
  return done(context, params.id, { party: params.party, standing: body, ...reasonOf(body) });
}

async function newRoutePoint(context: Context, { params, body }: CallInput<typeof addRoutePoint>): Promise<View> {
  await owned(context, params.id, "add-route");
  refuse(routePointFaults(body, ""));
  await refuseForeign(context, "route_point", body.corrects, params.id);
  const id = await writeRoutePoint(context, params.id, body);
  await keepAnswered(context, params.id, "route", id, body);
  return done(context, params.id, { route: body, ...reasonOf(body) });
}

async function newOffence(context: Context, { params, body }: CallInput<typeof addOffence>): Promise<View> {
  await owned(context, params.id, "add-offence");
  const list = await countryOffences(context.tx);
  refuse(offenceFaults(body, list, ""));
  await refuseForeign(context, "offence", body.corrects, params.id);
  const party = typeof body.party === "string" ? body.party : null;
  if (body.party != null && (party === null || !(await hangsOn(context.tx, "party", party, params.id))))
    throw invalid([{ path: "/party", code: "not-in-list" }]);
  const id = await writeOffence(context, params.id, body, list, party);
  await keepAnswered(context, params.id, "offence", id, body);
  return done(context, params.id, { offence: body, ...reasonOf(body) });
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
