/** What the report needs beside the weapon: its photographs with their thumbnails, its hits, names of institutions. */
import type { Tx } from "../platform/database.ts";

export interface PhotoRow {
  id: string;
  name: string;
  sha256: string;
  jpeg: Buffer | null;
}

/** Sealed photographs of a weapon, in the order in which they came. */
export async function photosOf(tx: Tx, firearmId: string): Promise<PhotoRow[]> {
  return tx.query<PhotoRow>(
    `select a.id, a.name, encode(a.sha256, 'hex') as sha256, c.bytes as jpeg
     from recoveries.attachment a left join recoveries.attachment_copy c on c.attachment_id = a.id and c.form = 'thumb'
     where a.firearm_id = $1 and a.kind = 'photo' and a.sealed_at is not null order by a.created_at, a.id limit 60`,
    [firearmId],
  );
}

export interface HitOfWeaponRow {
  id: string;
  number: string;
  state: string;
  probability: number;
  why: unknown;
  other: "firearm" | "register-record";
  institution: string;
}

/** Hits of a weapon that its reader sees, the most probable first, from either side. */
export async function hitsOfWeapon(tx: Tx, firearmId: string): Promise<HitOfWeaponRow[]> {
  return tx.query<HitOfWeaponRow>(
    `select h.id, h.number, h.state, h.probability, h.why, h.other_kind as other, i.code as institution
     from matching.hit h join access.institution i
       on i.id = case when h.firearm_id = $1 then h.other_institution_id else h.firearm_institution_id end
     where h.firearm_id = $1 or (h.other_kind = 'firearm' and h.other_id = $1) order by h.probability desc, h.id limit 50`,
    [firearmId],
  );
}

export async function institutionNames(tx: Tx): Promise<{ code: string; en: string; ru: string }[]> {
  return tx.query("select code, name_en as en, name_ru as ru from access.institution");
}
