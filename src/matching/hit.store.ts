/** Hits in the database. */
import type { Tx } from "../platform/database.ts";
import type { Contribution } from "./match-score.ts";
import type { SubjectKind } from "./candidate.store.ts";

export interface HitRow {
  id: string;
  number: string;
  firearm_id: string;
  other_kind: SubjectKind;
  other_id: string;
  firearm_institution_id: number;
  other_institution_id: number;
  handling: number;
  probability: number;
  log_odds: number;
  model_version: string;
  why: readonly Contribution[];
  state: "proposed" | "confirmed" | "rejected" | "unsure";
  version: number;
  created_at: string;
  audience: number[];
  other_audience: number[];
}

const columns = `h.id, h.number, h.firearm_id, h.other_kind, h.other_id, h.firearm_institution_id, h.other_institution_id, h.handling,
  h.probability, h.log_odds, h.model_version, h.why, h.state, h.version, h.created_at, h.audience, h.other_audience`;

export async function findHit(tx: Tx, id: string): Promise<HitRow | undefined> {
  return (await tx.query<HitRow>(`select ${columns} from matching.hit h where h.id = $1`, [id]))[0];
}

/** Most probable first, then newest. */
export async function listHitRows(
  tx: Tx,
  filter: {
    state?: string | undefined;
    waiting?: "us" | "others" | undefined;
    record?: string | undefined;
    institutionId: number;
    after: readonly (string | number | null)[] | null;
    limit: number;
  },
): Promise<HitRow[]> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const where: string[] = [];
  if (filter.state !== undefined) where.push(`h.state = ${bind(filter.state)}`);
  if (filter.waiting === "us")
    where.push(`h.state in ('proposed','unsure') and h.other_institution_id = ${bind(filter.institutionId)}`);
  if (filter.waiting === "others")
    where.push(`h.state in ('proposed','unsure') and h.other_institution_id <> ${bind(filter.institutionId)}`);
  if (filter.record !== undefined) {
    const record = bind(filter.record);
    where.push(
      `(h.firearm_id = ${record} or h.other_id = ${record} or h.firearm_id in (select f.id from firearms.firearm f where f.recovery_id = ${record})
        or h.other_id in (select f.id from firearms.firearm f where f.recovery_id = ${record}))`,
    );
  }
  if (filter.after !== null)
    where.push(`(h.probability, h.id) < (${bind(filter.after[0])}::float8, ${bind(filter.after[1])}::uuid)`);
  return tx.query<HitRow>(
    `select ${columns} from matching.hit h ${where.length === 0 ? "" : `where ${where.join(" and ")}`} order by h.probability desc, h.id desc limit ${bind(filter.limit)}`,
    values,
  );
}

export async function countWaiting(tx: Tx, institutionId: number): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    "select count(*) as count from matching.hit h where h.state = 'proposed' and h.other_institution_id = $1",
    [institutionId],
  );
  return row?.count ?? 0;
}

export interface PointerRow {
  id: string;
  own_kind: SubjectKind;
  own_id: string;
  created_at: string;
  institution: string;
  en: string;
  ru: string;
  contact: Record<string, unknown>;
}

/** Pointers to us: what we hold that somebody else's record matches, and whom to ask. A pointer ends where the hit can be seen. */
export async function pointerRows(tx: Tx): Promise<PointerRow[]> {
  return tx.query<PointerRow>(
    `select p.id, p.own_kind, p.own_id, p.created_at, i.code as institution, i.name_en as en, i.name_ru as ru, i.contact
     from matching.hit_pointer p join access.institution i on i.id = p.other_institution_id
     where not exists (select from matching.hit h where h.id = p.hit_id) order by p.created_at desc, p.id limit 200`,
  );
}

export interface DecisionRow {
  id: string;
  verb: "confirm" | "reject" | "unsure" | "reopen";
  reason: string;
  at: string;
  probability: number;
  model_version: string;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
}

export async function decisionRows(tx: Tx, hitId: string): Promise<DecisionRow[]> {
  return tx.query<DecisionRow>(
    `select d.id, d.verb, d.reason, d.at, d.probability, d.model_version, p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, i.code as by_institution
     from matching.hit_decision d join access.institution i on i.id = d.by_institution left join access.person p on p.id = d.by_person
     where d.hit_id = $1 order by d.at, d.id`,
    [hitId],
  );
}

/** Writes the judgement and the state that follows from it; false when somebody was faster. */
export async function writeDecision(
  tx: Tx,
  decision: {
    id: string;
    hitId: string;
    verb: string;
    reason: string;
    probability: number;
    modelVersion: string;
    state: string;
    version: number;
  },
): Promise<boolean> {
  const rows = await tx.query(
    "update matching.hit set state = $2, version = version + 1, changed_at = now() where id = $1 and version = $3 returning id",
    [decision.hitId, decision.state, decision.version],
  );
  if (rows.length === 0) return false;
  await tx.query(
    `insert into matching.hit_decision (id, hit_id, verb, reason, by_person, by_institution, probability, model_version)
     values ($1, $2, $3, $4, access.actor(), access.my_institution(), $5, $6)`,
    [decision.id, decision.hitId, decision.verb, decision.reason, decision.probability, decision.modelVersion],
  );
  return true;
}
