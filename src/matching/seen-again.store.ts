/** Pairs of recovered weapons that may be one, in the database; every row behind the wall of the reader. */
import type { Tx } from "../platform/database.ts";

export interface SightedRow {
  id: string;
  number: string;
  institution: string;
  type: string | null;
  make: string | null;
  model: string | null;
  calibre: string | null;
  serial: string | null;
  recovered_on: string | null;
  manner: string;
  state_owned: string | null;
  recovery_id: string;
  /** Null where the reader does not see the recovery. */
  recovery_number: string | null;
  status: string | null;
}

export interface SeenAgainRow {
  id: string;
  number: string;
  state: "proposed" | "confirmed" | "rejected" | "unsure";
  probability: number;
  firearm_id: string;
  other_id: string;
}

/** Hits between two recovered weapons: confirmed, or at least as probable as `least` with a number that agrees in every character (a neighbour's is a lot). */
export async function seenAgainRows(tx: Tx, filter: { least: number; most: number }): Promise<SeenAgainRow[]> {
  return tx.query<SeenAgainRow>(
    `select h.id, h.number, h.state, h.probability, h.firearm_id, h.other_id from matching.hit h
     where h.other_kind = 'firearm' and h.state in ('proposed','unsure','confirmed') and (h.state = 'confirmed' or (h.probability >= $1 and h.why @> '[{"field": "serial", "level": "same"}]'))
     order by h.state = 'confirmed' desc, h.probability desc, h.id desc limit $2`,
    [filter.least, filter.most],
  );
}

export async function sightedRows(tx: Tx, firearms: readonly string[]): Promise<SightedRow[]> {
  if (firearms.length === 0) return [];
  return tx.query<SightedRow>(
    `select f.id, f.number, i.code as institution, coalesce(f.type_written, f.type_code) as type, coalesce(f.make_written, f.make_code) as make,
       coalesce(f.model_written, f.model_code) as model, coalesce(f.calibre_written, f.calibre_code) as calibre, f.serial_written as serial,
       f.recovered_on, f.recovered_manner as manner, f.state_owned, f.recovery_id, r.number as recovery_number, r.status
     from firearms.firearm f join access.institution i on i.id = f.institution_id left join recoveries.recovery r on r.id = f.recovery_id
     where f.id = any($1)`,
    [firearms],
  );
}

export interface BetweenRow {
  firearm_id: string;
  record_id: string;
  day: string;
  kind: string;
  reason: string | null;
  institution: string;
  register_en: string | null;
  register_ru: string | null;
}

/** What registers say of these weapons, by confirmed hits, with its day. */
export async function registerRows(tx: Tx, firearms: readonly string[]): Promise<BetweenRow[]> {
  if (firearms.length === 0) return [];
  return tx.query<BetweenRow>(
    `select h.firearm_id, r.id as record_id, coalesce(r.lost_on, r.entered_on) as day, coalesce(g.kind, 'record') as kind, r.reason, i.code as institution,
       g.name_en as register_en, g.name_ru as register_ru
     from matching.hit h join registers.record r on r.id = h.other_id join access.institution i on i.id = r.institution_id
     left join registers.register g on g.id = r.register_id
     where h.firearm_id = any($1) and h.other_kind = 'register-record' and h.state = 'confirmed' and coalesce(r.lost_on, r.entered_on) is not null
     order by 3, 2`,
    [firearms],
  );
}
