/** Hand-overs of hits in the database: rows of one institution, seen by nobody else. */
import type { Tx } from "../platform/database.ts";

export interface HandoverRow {
  id: string;
  handed_unit: number | null;
  handed_person: string | null;
  unit_en: string | null;
  unit_ru: string | null;
  person_latin: string | null;
  person_cyrillic: string | null;
  reason: string;
  at: string;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
}

/** Oldest first. */
export async function handoverRows(tx: Tx, hitId: string): Promise<HandoverRow[]> {
  return tx.query<HandoverRow>(
    `select o.id, o.to_unit as handed_unit, o.to_person as handed_person, u.name_en as unit_en, u.name_ru as unit_ru,
       t.name_latin as person_latin, t.name_cyrillic as person_cyrillic, o.reason, o.at,
       p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, i.code as by_institution
     from matching.hit_handover o join access.institution i on i.id = o.institution_id
     left join access.unit u on u.id = o.to_unit left join access.person t on t.id = o.to_person left join access.person p on p.id = o.by_person
     where o.hit_id = $1 order by o.at, o.id`,
    [hitId],
  );
}

export interface TakerRow {
  id: string;
  latin: string;
  cyrillic: string;
  unit_id: number;
  unit_en: string;
  unit_ru: string;
}

/** People who may take the hit, by unit and name. */
export async function takerRows(tx: Tx, hitId: string): Promise<TakerRow[]> {
  return tx.query<TakerRow>(
    `select p.id, p.name_latin as latin, p.name_cyrillic as cyrillic, u.id as unit_id, u.name_en as unit_en, u.name_ru as unit_ru
     from matching.reveal_takers($1) t join access.person p on p.id = t.person_id join access.unit u on u.id = t.unit_id
     order by u.id, p.name_cyrillic, p.id limit 500`,
    [hitId],
  );
}

export async function writeHandover(
  tx: Tx,
  handover: { id: string; hitId: string; unit: number | null; person: string | null; reason: string },
): Promise<void> {
  await tx.query(
    `insert into matching.hit_handover (id, hit_id, to_unit, to_person, reason, by_person, institution_id)
     values ($1, $2, $3, $4, $5, access.actor(), access.my_institution())`,
    [handover.id, handover.hitId, handover.unit, handover.person, handover.reason],
  );
}
