/** Thresholds and decided pairs in the database; every row behind the wall of the reader. */
import type { Tx } from "../platform/database.ts";
import type { Contribution } from "./match-answer.ts";

export interface ThresholdRow {
  id: string;
  register_id: string | null;
  register_en: string | null;
  register_ru: string | null;
  country: string | null;
  value: number;
  reason: string;
  at: string;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
}

/** The latest of each register and country. */
export async function standingThresholds(tx: Tx): Promise<ThresholdRow[]> {
  return tx.query<ThresholdRow>(
    `select t.id, t.register_id, g.name_en as register_en, g.name_ru as register_ru, t.country, t.value, t.reason, t.set_at as at,
       p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, i.code as by_institution
     from (select distinct on (x.register_id, x.country) x.* from matching.hit_threshold x order by x.register_id, x.country, x.set_at desc, x.id desc) t
     join access.institution i on i.id = t.institution_id left join registers.register g on g.id = t.register_id left join access.person p on p.id = t.set_by
     order by g.name_ru nulls first, t.country nulls first`,
  );
}

export async function ownRegisters(tx: Tx, institutionId: number): Promise<{ id: string; en: string; ru: string }[]> {
  return tx.query(
    "select id, name_en as en, name_ru as ru from registers.register where institution_id = $1 order by name_ru, id",
    [institutionId],
  );
}

/** False where the wall refuses: not for the whole institution, or not its register. */
export async function writeThreshold(
  tx: Tx,
  threshold: {
    id: string;
    register: string | null;
    country: string | null;
    value: number;
    reason: string;
    expected: unknown;
  },
): Promise<void> {
  await tx.query(
    `insert into matching.hit_threshold (id, institution_id, register_id, country, value, reason, expected, set_by)
     values ($1, access.my_institution(), $2, $3, $4, $5, $6, access.actor())`,
    [
      threshold.id,
      threshold.register,
      threshold.country,
      threshold.value,
      threshold.reason,
      JSON.stringify(threshold.expected),
    ],
  );
}

/** Whether the caller settles hits for the whole institution. */
export async function settlesForAll(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ all: boolean }>(
    `select coalesce((select g.id from access.audience_group g where g.institution_id = access.my_institution()) = any(access.groups_with('hits.decide')), false) as all`,
  );
  return row?.all ?? false;
}

export interface PairRow {
  id: string;
  state: "proposed" | "confirmed" | "rejected" | "unsure";
  /** As it was shown at the judgement that stands, or now. */
  probability: number;
  register_id: string | null;
  register_en: string | null;
  register_ru: string | null;
  institution: string;
  country: string | null;
  why: readonly Contribution[];
  model_version: string;
  /** Days from the proposal to the judgement that stands; null where none does. */
  days: number | null;
}

/** Hits that the reader sees, newest first, with the judgement that stands. `owner`: those that this institution settles. */
export async function pairRows(tx: Tx, filter: { owner?: number; most: number }): Promise<PairRow[]> {
  return tx.query<PairRow>(
    `select h.id, h.state, coalesce(d.probability, h.probability) as probability, r.register_id, g.name_en as register_en, g.name_ru as register_ru,
       i.code as institution, coalesce(r.country, f.country) as country, h.why, coalesce(d.model_version, h.model_version) as model_version,
       (extract(epoch from d.at - h.created_at) / 86400)::float8 as days
     from matching.hit h join access.institution i on i.id = h.other_institution_id
     left join registers.record r on h.other_kind = 'register-record' and r.id = h.other_id left join registers.register g on g.id = r.register_id
     left join firearms.firearm f on h.other_kind = 'firearm' and f.id = h.other_id
     left join lateral (select x.probability, x.model_version, x.at from matching.hit_decision x
       where x.hit_id = h.id and h.state in ('confirmed','rejected') and x.verb in ('confirm','reject') order by x.at desc, x.id desc limit 1) d on true
     where $1::int is null or h.other_institution_id = $1 order by h.created_at desc, h.id desc limit $2`,
    [filter.owner ?? null, filter.most],
  );
}
