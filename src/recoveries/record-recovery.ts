/**
 * Recording a recovery: the whole of it in one transaction.
 *
 * Promises: the recovery with its weapons, items, parties, route and offences is there whole or not at all, submitted, and
 * looked for from this moment on; the form it was made from is submitted with it. Refuses: a day in the future, a code that
 * no list holds, a recovery of nothing, a blocking doubt of the quality gate that nobody settled or overrode.
 */
import type { CallInput, CallOutput } from "../platform/contract.ts";
import { recordNumber, uuidv7 } from "../platform/ids.ts";
import { invalid, type FieldFault } from "../platform/problem.ts";
import type { Context } from "../platform/route.ts";
import { countryOffences } from "../reference/country-offences.ts";
import { recoveryLists } from "../reference/recovery-lists.ts";
import { unknownClasses } from "../firearms/classification.ts";
import { firearmRows, writeFirearms, type FirearmRows } from "../firearms/firearm.actions.ts";
import { photosOf } from "./attachment.store.ts";
import { submitDraft } from "./draft.actions.ts";
import { passGate, type GateWeapon } from "./gate.ts";
import { handlingBits } from "./handling.ts";
import {
  codeFault,
  itemFaults,
  offenceFaults,
  partyFaults,
  refuse,
  routePointFaults,
  standingFaults,
  type OffenceList,
} from "./recovery-facts.ts";
import { flagsOf } from "./recovery-flags.ts";
import { writeItem, writeOffence, writeParty, writeRoutePoint } from "./recovery-parts.actions.ts";
import { insertOverrides, insertStep } from "./recovery-status.store.ts";
import type { recordRecovery } from "./recovery.contract.ts";
import { recoveryViewOf } from "./recovery.presenter.ts";
import { insertRecoveries, insertStatements } from "./recovery.store.ts";

type Body = CallInput<typeof recordRecovery>["body"];

/** A day that has not come yet anywhere: a day may have begun further east while it is still yesterday in UTC. */
export function futureFault(context: Context, day: string | null | undefined, path: string): FieldFault[] {
  const latestDay = new Date(context.clock.now().getTime() + 14 * 3_600_000).toISOString().slice(0, 10);
  return day != null && day > latestDay ? [{ path, code: "date-future" }] : [];
}

/** A recovery cannot lie in the future; the node's clock decides. */
export function refuseFuture(
  context: Context,
  occurredOn: string | null | undefined,
  occurredAt: string | null | undefined,
): void {
  const faults = futureFault(context, occurredOn, "/occurredOn");
  if (occurredAt != null && new Date(occurredAt).getTime() > context.clock.now().getTime() + 300_000)
    faults.push({ path: "/occurredAt", code: "date-future" });
  if (faults.length > 0) throw invalid(faults);
}

/** Every fault of the form at once: a statement of a new record corrects nothing, so `corrects` is not looked at. */
function faultsOf(body: Body, offences: OffenceList): FieldFault[] {
  const lists = recoveryLists();
  return [
    ...(body.firearms.length + body.items.length === 0 ? [{ path: "/firearms", code: "required" }] : []),
    ...codeFault(lists.placeKinds, body.place.kind, "/place/kind"),
    ...codeFault(lists.conveyances, body.conveyance?.code, "/conveyance/code"),
    ...codeFault(lists.concealments, body.concealment?.code, "/concealment/code"),
    ...body.firearms.flatMap((firearm, at) => [
      ...codeFault(lists.conversions, firearm.conversion?.code, `/firearms/${at}/conversion/code`),
      ...unknownClasses(firearm.classes).map((name) => ({
        path: `/firearms/${at}/classes/${name}`,
        code: "code-unknown",
      })),
    ]),
    ...body.items.flatMap((item, at) => itemFaults(item, `/items/${at}`)),
    ...body.parties.flatMap((party, at) => [
      ...partyFaults(party, `/parties/${at}`),
      ...standingFaults({ ...party.standing, corrects: null }, `/parties/${at}/standing`),
    ]),
    ...body.route.flatMap((point, at) => routePointFaults({ ...point, corrects: null }, `/route/${at}`)),
    ...body.offences.flatMap((offence, at) => [
      ...offenceFaults({ ...offence, corrects: null }, offences, `/offences/${at}`),
      ...(typeof offence.party === "string" ||
      (typeof offence.party === "number" && offence.party >= body.parties.length)
        ? [{ path: `/offences/${at}/party`, code: "not-in-list" }]
        : []),
    ]),
  ];
}

export async function record(
  context: Context,
  { body }: CallInput<typeof recordRecovery>,
): Promise<CallOutput<typeof recordRecovery>> {
  const { tx } = context;
  refuseFuture(context, body.occurredOn, body.occurredAt);
  const offences = await countryOffences(tx);
  refuse(faultsOf(body, offences));
  const id = uuidv7();
  const rows = body.firearms.map((firearm, position) => firearmRows(firearm, { recoveryId: id, position }));
  const overrides = await passGate(
    context,
    await weaponsOfForm(context, body, rows),
    { id: null, occurredOn: body.occurredOn },
    body.overrides.map((given) => ({ ...given, firearm: rows[given.firearm]?.firearm.id ?? "" })),
  );
  const flags = await flagsOf(tx, {
    latitude: body.place.latitude ?? null,
    longitude: body.place.longitude ?? null,
    placeCode: body.place.code ?? null,
    grounds: body.ground.code == null ? [] : [body.ground.code],
    contexts: body.context?.code == null ? [] : [body.context.code],
    residences: body.parties.flatMap(({ residence }) => (residence == null ? [] : [residence])),
    weapons: rows.map(({ firearm }) => ({
      type: firearm.type.code,
      make: firearm.make.code,
      serial: firearm.serialNormal,
      conversion: firearm.conversion.code,
    })),
  });
  await insertRecoveries(tx, [
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
      placeKind: body.place.kind ?? null,
      conveyanceCode: body.conveyance?.code ?? null,
      conveyanceWritten: body.conveyance?.written ?? null,
      concealmentCode: body.concealment?.code ?? null,
      concealmentWritten: body.concealment?.written ?? null,
      flags,
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
  await insertStatements(tx, "ground", [statement(body.ground)]);
  if (body.context != null) await insertStatements(tx, "context", [statement(body.context)]);
  await writeFirearms(tx, rows);
  await writeRest(context, id, body, offences);
  await insertStep(tx, { id: uuidv7(), recoveryId: id, verb: "submit", reason: null });
  const firearmIds = rows.map(({ firearm }) => firearm.id);
  await insertOverrides(
    tx,
    overrides.map(({ firearm, ...override }) => ({ id: uuidv7(), firearmId: firearm, recoveryId: id, ...override })),
  );
  if (body.draftId != null) await submitDraft(context, body.draftId, id, firearmIds);
  context.note({ verb: "create", kind: "recovery", record: id, content: body });
  for (const firearmId of firearmIds) context.note({ verb: "create", kind: "firearm", record: firearmId });
  return recoveryViewOf(context, id);
}

/** The weapons of the form before the gate. */
async function weaponsOfForm(context: Context, body: Body, rows: readonly FirearmRows[]): Promise<GateWeapon[]> {
  const photos = body.draftId == null ? [] : await photosOf(context.tx, "draft", body.draftId);
  return body.firearms.flatMap((firearm, at) => {
    const row = rows[at]?.firearm;
    if (row === undefined) return [];
    const marks = firearm.marks.map((mark) => ({
      kind: mark.kind,
      place: mark.place,
      photos: photos
        .filter(({ position }) => position === at || (position === null && body.firearms.length === 1))
        .reduce((sum, { count }) => sum + count, 0),
      readings: mark.readings.map(({ written, state, note }) => ({ written, state, note: note ?? null })),
    }));
    const { type, make, model, calibre, country, year } = row;
    return [{ key: row.id, number: row.number, draft: { type, make, model, calibre, country, year, marks } }];
  });
}

/** What hangs on the record beside its weapons. */
async function writeRest(context: Context, id: string, body: Body, list: OffenceList): Promise<void> {
  for (const item of body.items) await writeItem(context, id, item);
  const parties: string[] = [];
  for (const party of body.parties) {
    const given = { ...party, standing: { ...party.standing, corrects: null } };
    parties.push(await writeParty(context, id, given));
  }
  for (const point of body.route) await writeRoutePoint(context, id, { ...point, corrects: null });
  for (const offence of body.offences) {
    const party = typeof offence.party === "number" ? (parties[offence.party] ?? null) : null;
    await writeOffence(context, id, { ...offence, corrects: null }, list, party);
  }
}
