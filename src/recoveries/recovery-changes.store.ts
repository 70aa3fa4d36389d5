/**
 * What was changed of a recovery after it was recorded, in the database. The only place with its SQL.
 */
import type { Tx } from "../platform/database.ts";
import type { ChangeKind, ChangeSubject, ChangedFacts } from "./recovery-shapes.ts";

export interface ChangeRow {
  id: string;
  subject: ChangeSubject;
  subject_id: string | null;
  kind: ChangeKind;
  before: ChangedFacts;
  after: ChangedFacts;
  reason: string | null;
  recorded_at: string;
  /** Recorded after the record was accepted, or after the changes were last confirmed. */
  since: boolean;
  changed_by: string;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
}

/** In the order in which they were made. */
export async function changesOf(tx: Tx, recoveryId: string): Promise<ChangeRow[]> {
  return tx.query<ChangeRow>(
    `with settled as (
       select coalesce(max(coalesce(c.recorded_at, s.recorded_at)), '-infinity') as at from recoveries.step s
       left join recoveries.change c on c.id = s.confirms where s.recovery_id = $1 and s.verb in ('accept','confirm'))
     select x.id, x.subject, x.subject_id, x.kind, x.before, x.after, x.reason, x.recorded_at, x.recorded_at > settled.at as since,
       x.recorded_by as changed_by, p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic,
       access.reveal_institution_of(x.recorded_by) as by_institution
     from recoveries.change x cross join settled left join access.person p on p.id = x.recorded_by
     where x.recovery_id = $1 order by x.recorded_at, x.id`,
    [recoveryId],
  );
}

export async function insertChange(
  tx: Tx,
  change: {
    readonly id: string;
    readonly recoveryId: string;
    readonly subject: ChangeSubject;
    readonly subjectId: string | null;
    readonly kind: ChangeKind;
    readonly before: ChangedFacts;
    readonly after: ChangedFacts;
    readonly reason: string | null;
  },
): Promise<void> {
  await tx.query(
    `insert into recoveries.change (id, recovery_id, subject, subject_id, kind, before, after, reason, recorded_by, institution_id, audience)
     values ($1, $2, $3, $4, $5, $6, $7, $8, access.actor(), 0, '{}')`,
    [
      change.id,
      change.recoveryId,
      change.subject,
      change.subjectId,
      change.kind,
      JSON.stringify(change.before),
      JSON.stringify(change.after),
      change.reason,
    ],
  );
}
