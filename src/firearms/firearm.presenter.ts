/** Firearms as answers. */
import type { z } from "zod";
import { handlingOf } from "../recoveries/handling.ts";
import { mayDo, type Caller } from "../access/policy.ts";
import type { Language } from "../platform/words.ts";
import { decodeMarks } from "./decoded-marks.ts";
import type { SerialRules } from "./serial-decoding.ts";
import { disputedAspects, readingsDisagree } from "./examiner.ts";
import type { ExaminationRow } from "./examiner.store.ts";
import { bestReading, bestStatement } from "./firearm.ts";
import { aspects, type examinationClaim, type firearmSummary, type firearmView } from "./firearm.contract.ts";
import type { FirearmRow, IdentificationRow, MarkRow, ReadingRow } from "./firearm.store.ts";
import { differingAt, disputesOf } from "./reading-words.ts";

interface PersonColumns {
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
}

/** A person of another institution is shown as their institution only. */
export function presentPerson(row: PersonColumns): {
  id: string | null;
  latin: string | null;
  cyrillic: string | null;
  institution: string;
} {
  return { id: row.person_id, latin: row.latin, cyrillic: row.cyrillic, institution: row.by_institution };
}

export function presentFirearmSummary(row: FirearmRow): z.input<typeof firearmSummary> {
  return {
    id: row.id,
    number: row.number,
    type: { code: row.type_code, written: row.type_written },
    make: { code: row.make_code, written: row.make_written },
    model: { code: row.model_code, written: row.model_written },
    calibre: { code: row.calibre_code, written: row.calibre_written },
    serial: row.serial_written,
    serialState: row.serial_state,
    recoveredOn: row.recovered_on,
    manner: row.recovered_manner,
    institution: row.institution,
    disputed: row.disputed,
    awaits: row.awaits,
  };
}

/** The claim that stands, if any. */
export function presentClaim(
  caller: { readonly personId: string },
  rows: readonly ExaminationRow[],
): z.input<typeof examinationClaim> | null {
  const row = rows.find((one) => one.ended_at === null && !one.lapsed);
  return row === undefined
    ? null
    : {
        id: row.id,
        by: presentPerson(row),
        at: row.claimed_at,
        until: row.until,
        mine: row.holder_id === caller.personId,
      };
}

function classView(code: string, aspect: string, statements: readonly IdentificationRow[]) {
  const stated = statements.some((statement) => statement.aspect === aspect);
  return { code, from: stated ? ("stated" as const) : code === "unknown" ? ("unknown" as const) : ("type" as const) };
}

function photoOf(row: ReadingRow) {
  if (row.photo_id === null) return null;
  const { region_x: x, region_y: y, region_w: w, region_h: h } = row;
  return { id: row.photo_id, region: x === null || y === null || w === null || h === null ? null : { x, y, w, h } };
}

export function presentFirearm(
  caller: Caller & { readonly personId: string },
  row: FirearmRow,
  marks: readonly MarkRow[],
  readings: readonly ReadingRow[],
  statements: readonly IdentificationRow[],
  examinations: readonly ExaminationRow[],
  rules: SerialRules,
  language: Language,
): z.input<typeof firearmView> {
  const best = new Set(
    aspects.map((aspect) => bestStatement(statements.filter((statement) => statement.aspect === aspect))?.id),
  );
  return {
    ...presentFirearmSummary(row),
    version: row.version,
    country: row.country,
    year: row.year,
    stateOwned: row.state_owned,
    conversion: { code: row.conversion_code, written: row.conversion_written },
    generation: { code: row.generation_code, written: row.generation_written },
    importer: { code: row.importer_code, written: row.importer_written },
    classes: {
      unodc: classView(row.class_unodc, "unodc", statements),
      hs: classView(row.class_hs, "hs", statements),
      administrative: classView(row.class_admin, "admin-class", statements),
    },
    handling: handlingOf(row.handling),
    createdAt: row.created_at,
    recovery: row.recovery_number === null ? null : { id: row.recovery_id, number: row.recovery_number },
    marks: marks.map((mark) => {
      const own = readings.filter((reading) => reading.mark_id === mark.id);
      return {
        id: mark.id,
        kind: mark.kind,
        place: mark.place,
        best: bestReading(own)?.id ?? null,
        disagree: readingsDisagree(own),
        disputes: disputesOf(own, language),
        readings: own.map((reading) => ({
          id: reading.id,
          written: reading.written,
          normal: reading.normal,
          state: reading.state,
          method: reading.method,
          confidence: reading.confidence,
          note: reading.note,
          readBy: presentPerson(reading),
          readAt: reading.read_at,
          examined: reading.examined,
          photo: photoOf(reading),
          differs: differingAt(reading, own),
        })),
      };
    }),
    identifications: statements.map((statement) => ({
      id: statement.id,
      aspect: statement.aspect,
      code: statement.code,
      written: statement.written,
      source: statement.source,
      sourceReference: statement.source_reference,
      grade: statement.grade,
      recordedBy: presentPerson(statement),
      recordedAt: statement.recorded_at,
      best: best.has(statement.id),
      examined: statement.examined,
    })),
    decoded: decodeMarks(
      rules,
      marks.map((mark) => ({
        id: mark.id,
        kind: mark.kind,
        best: bestReading(readings.filter((reading) => reading.mark_id === mark.id))?.written ?? null,
      })),
      { make: row.make_code, country: row.country, recoveredOn: row.recovered_on },
    ),
    disputedAspects: disputedAspects(statements.map((one) => ({ ...one, recordedAt: one.recorded_at }))),
    examination: {
      current: presentClaim(caller, examinations),
      concluded: examinations.flatMap((one) =>
        one.outcome === "concluded" && one.ended_at !== null
          ? [{ id: one.id, by: presentPerson(one), at: one.ended_at, conclusion: one.conclusion ?? "" }]
          : [],
      ),
    },
    may: mayDo(caller, "firearm", { institutionId: row.institution_id, audiences: [row.audience] }),
  };
}
