/** Recoveries as answers. */
import type { z } from "zod";
import type { CallOutput } from "../platform/contract.ts";
import { notFound } from "../platform/problem.ts";
import type { Context } from "../platform/route.ts";
import { mayDo } from "../access/policy.ts";
import { presentFirearmSummary, presentPerson } from "../firearms/firearm.presenter.ts";
import { firearmsOfRecoveries, type FirearmRow } from "../firearms/firearm.store.ts";
import { handlingOf } from "./handling.ts";
import { changesOf, type ChangeRow } from "./recovery-changes.store.ts";
import { recoverySettings } from "./recovery-flags.ts";
import {
  itemsOf,
  offencesOf,
  partiesOf,
  routeOf,
  standingsOf,
  type ItemRow,
  type PartyRow,
  type StandingRow,
} from "./recovery-parts.store.ts";
import { stepsOf } from "./recovery-status.store.ts";
import { stepsOpen } from "./recovery-status.ts";
import type { readRecovery, recoverySummary } from "./recovery.contract.ts";
import { findRecovery, statementsOf, type RecoveryRow, type StatementRow } from "./recovery.store.ts";

interface Said {
  id: string;
  source: string;
  grade: string | null;
  corrects: string | null;
  reason: string | null;
  recorded_at: string;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
}

/** A statement holds until a later one of its history corrects it. */
function correctedOf(rows: readonly Said[]): ReadonlySet<string> {
  return new Set(rows.flatMap((row) => (row.corrects === null ? [] : [row.corrects])));
}

function presentSaid(row: Said, corrected: ReadonlySet<string>) {
  return {
    id: row.id,
    source: row.source,
    grade: row.grade,
    recordedBy: presentPerson(row),
    recordedAt: row.recorded_at,
    corrects: row.corrects,
    reason: row.reason,
    holds: !corrected.has(row.id),
  };
}

/** Of the statements that hold, the one that stands: the latest by its day, then by when it was said. */
export function standing<Row extends Said & { from_date: string | null }>(rows: readonly Row[]): Row | undefined {
  const corrected = correctedOf(rows);
  const day = (row: Row): string => row.from_date ?? row.recorded_at.slice(0, 10);
  return rows
    .filter((row) => !corrected.has(row.id))
    .reduce<Row | undefined>(
      (best, next) =>
        best === undefined || day(next) > day(best) || (day(next) === day(best) && next.recorded_at >= best.recorded_at)
          ? next
          : best,
      undefined,
    );
}

function presentHistory(rows: readonly StatementRow[]) {
  const corrected = correctedOf(rows);
  return rows.map((row) => ({
    ...presentSaid(row, corrected),
    code: row.code,
    written: row.written,
    fromDate: row.from_date,
    stands: row.stands,
  }));
}

const struckOf = (row: { struck_at: string | null; struck_reason: string | null }) =>
  row.struck_at === null ? null : { at: row.struck_at, reason: row.struck_reason ?? "" };

function presentItem(row: ItemRow) {
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    kind: row.kind,
    type: { code: row.type_code, written: row.type_written },
    make: { code: row.make_code, written: row.make_written },
    calibre: { code: row.calibre_code, written: row.calibre_written },
    quantity: row.quantity,
    unit: row.unit,
    lot: row.lot,
    headstamp: row.headstamp,
    year: row.year,
    country: row.country,
    marking: row.marking_written,
    note: row.note,
    classes: { unodc: row.class_unodc, hs: row.class_hs, administrative: row.class_admin },
    struck: struckOf(row),
    recordedBy: presentPerson(row),
    recordedAt: row.recorded_at,
  };
}

function presentParty(row: PartyRow, standings: readonly StandingRow[]) {
  const corrected = correctedOf(standings);
  const stands = standing(standings)?.id;
  return {
    id: row.id,
    version: row.version,
    kind: row.kind,
    name: row.name_written,
    nameOther: row.name_other,
    bornOn: row.born_on,
    bornYear: row.born_year,
    sex: row.sex,
    nationality: row.nationality,
    residence: row.residence_country,
    documentKind: row.document_kind,
    documentNumber: row.document_number,
    address: row.address,
    note: row.note,
    struck: struckOf(row),
    recordedBy: presentPerson(row),
    recordedAt: row.recorded_at,
    standings: standings.map((one) => ({
      ...presentSaid(one, corrected),
      category: one.category,
      fromDate: one.from_date,
      stands: one.id === stands,
    })),
  };
}

export function presentSummary(row: RecoveryRow, firearms: readonly FirearmRow[]): z.input<typeof recoverySummary> {
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
    status: row.status,
    changedSince: row.changed_since,
    placeKind: row.place_kind,
    flags: row.flags,
    unit: { id: row.unit_id, en: row.unit_en, ru: row.unit_ru },
    recordedBy: presentPerson(row),
  };
}

/** The record as the sentences of the policy ask for it. */
export const subjectOf = (row: RecoveryRow) => ({ institutionId: row.institution_id, audiences: [row.audience] });

/** The record as the table of its states asks for it. */
export const stepSubjectOf = (row: RecoveryRow, changes: readonly ChangeRow[]) => ({
  ...subjectOf(row),
  status: row.status,
  authorId: row.created_by,
  changers: changes.filter((change) => change.since).map((change) => change.changed_by),
});

function presentChange(row: ChangeRow) {
  return {
    id: row.id,
    subject: row.subject,
    of: row.subject_id,
    kind: row.kind,
    before: row.before,
    after: row.after,
    reason: row.reason,
    by: presentPerson(row),
    at: row.recorded_at,
    since: row.since,
  };
}

/** The whole record as its reader sees it. Throws Problem 404 where they do not. */
export async function recoveryViewOf(context: Context, id: string): Promise<CallOutput<typeof readRecovery>> {
  const { tx, actor } = context;
  const row = await findRecovery(tx, id);
  if (row === undefined) throw notFound();
  const firearms = await firearmsOfRecoveries(tx, [id]);
  const standings = Map.groupBy(await standingsOf(tx, id), (one) => one.party_id);
  const offences = await offencesOf(tx, id);
  const route = await routeOf(tx, id);
  const [offencesCorrected, routeCorrected] = [correctedOf(offences), correctedOf(route)];
  const { authorMayAccept } = await recoverySettings(tx);
  const changes = await changesOf(tx, id);
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
      kind: row.place_kind,
    },
    status: row.status,
    changedSince: row.changed_since,
    // "Since" is said of an accepted record only: before that, the acceptance looks at all of it.
    changes: changes.map((change) => ({ ...presentChange(change), since: row.status === "accepted" && change.since })),
    steps: (await stepsOf(tx, id)).map((step) => ({
      id: step.id,
      verb: step.verb,
      to: step.to_status,
      reason: step.reason,
      by: presentPerson(step),
      at: step.recorded_at,
    })),
    flags: row.flags,
    conveyance: { code: row.conveyance_code, written: row.conveyance_written },
    concealment: { code: row.concealment_code, written: row.concealment_written },
    circumstances: row.circumstances,
    authorityWritten: row.authority_written,
    ownReference: row.own_reference,
    handling: handlingOf(row.handling),
    handlingNote: row.handling_note,
    grade: row.grade,
    grounds: presentHistory(await statementsOf(tx, "ground", id)),
    contexts: presentHistory(await statementsOf(tx, "context", id)),
    offences: offences.map((offence) => ({
      ...presentSaid(offence, offencesCorrected),
      code: offence.code,
      written: offence.written,
      iccs: offence.iccs,
      party: offence.party_id,
      fromDate: offence.from_date,
      // Several offences stand beside each other; one falls only when it is corrected.
      stands: !offencesCorrected.has(offence.id),
    })),
    firearms: firearms.map(presentFirearmSummary),
    items: (await itemsOf(tx, id)).map(presentItem),
    parties: (await partiesOf(tx, id)).map((party) => presentParty(party, standings.get(party.id) ?? [])),
    route: route.map((point) => ({
      ...presentSaid(point, routeCorrected),
      kind: point.kind,
      place: { code: point.place_code, written: point.place_written },
      country: point.country,
      onDate: point.on_date,
      note: point.note,
    })),
    import:
      row.import_run_id === null || row.import_row === null ? null : { run: row.import_run_id, row: row.import_row },
    may: [
      ...mayDo(actor, "recovery", subjectOf(row)),
      ...stepsOpen(actor, stepSubjectOf(row, changes), authorMayAccept),
    ],
  };
}
