/** Firearms as answers. */
import type { z } from "zod";
import { handlingOf } from "../recoveries/handling.ts";
import { mayDo, type Caller } from "../access/policy.ts";
import { bestStatement, readingsDisagree } from "./firearm.ts";
import { aspects, type firearmSummary, type firearmView } from "./firearm.contract.ts";
import type { FirearmRow, IdentificationRow, MarkRow, ReadingRow } from "./firearm.store.ts";

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
  };
}

export function presentFirearm(
  caller: Caller,
  row: FirearmRow,
  marks: readonly MarkRow[],
  readings: readonly ReadingRow[],
  statements: readonly IdentificationRow[],
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
    handling: handlingOf(row.handling),
    createdAt: row.created_at,
    recovery: row.recovery_number === null ? null : { id: row.recovery_id, number: row.recovery_number },
    marks: marks.map((mark) => {
      const own = readings.filter((reading) => reading.mark_id === mark.id);
      return {
        id: mark.id,
        kind: mark.kind,
        place: mark.place,
        disagree: readingsDisagree(own),
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
    })),
    may: mayDo(caller, "firearm", { institutionId: row.institution_id }),
  };
}
