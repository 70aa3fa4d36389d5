/** Hits in the database. */
import type { Tx } from "../platform/database.ts";
import type { Contribution } from "./match-answer.ts";
import type { SubjectKind } from "./candidate.store.ts";
import { urgencyPoints, urgencySql, type Urgency } from "./hit-urgency.ts";

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
  set_aside: boolean;
  /** Flags of the recovery, where the reader sees it. */
  flags: string[] | null;
  points: number;
  handed_unit: number | null;
  handed_person: string | null;
  unit_en: string | null;
  unit_ru: string | null;
  person_latin: string | null;
  person_cyrillic: string | null;
}

const columns = `h.id, h.number, h.firearm_id, h.other_kind, h.other_id, h.firearm_institution_id, h.other_institution_id, h.handling,
  h.probability, h.log_odds, h.model_version, h.why, h.state, h.version, h.created_at, h.audience, h.other_audience, h.set_aside,
  r.flags, ${urgencySql} as points, o.to_unit as handed_unit, o.to_person as handed_person,
  u.name_en as unit_en, u.name_ru as unit_ru, p.name_latin as person_latin, p.name_cyrillic as person_cyrillic`;
// The recovery and the hand-over stand behind the wall of the reader: what is hidden from them makes nothing urgent.
const source = `matching.hit h
  left join firearms.firearm f on f.id = h.firearm_id left join recoveries.recovery r on r.id = f.recovery_id
  left join lateral (select x.to_unit, x.to_person from matching.hit_handover x where x.hit_id = h.id order by x.at desc, x.id desc limit 1) o on true
  left join access.unit u on u.id = o.to_unit left join access.person p on p.id = o.to_person`;

export async function findHit(tx: Tx, id: string): Promise<HitRow | undefined> {
  return (await tx.query<HitRow>(`select ${columns} from ${source} where h.id = $1`, [id]))[0];
}

export interface HitFilter {
  readonly state?: string | undefined;
  readonly waiting?: "us" | "others" | "me" | undefined;
  readonly record?: string | undefined;
  readonly institution?: string | undefined;
  readonly urgency?: Urgency | undefined;
  readonly aside?: "with" | "only" | undefined;
  readonly order: "probability" | "urgency" | "waiting";
  readonly institutionId: number;
  readonly personId: string;
  readonly after: readonly (string | number | null)[] | null;
  readonly limit: number;
}

/** What the rows are ordered by: expression, its type, and whether the greatest comes first. */
const orders = {
  probability: ["h.probability", "float8", "desc"],
  urgency: [`${urgencySql} + h.probability`, "float8", "desc"],
  waiting: ["h.created_at", "timestamptz", "asc"],
} as const;

/** The value that a cursor of this order carries. */
export function cursorValue(row: HitRow, order: HitFilter["order"]): string | number {
  return order === "probability"
    ? row.probability
    : order === "urgency"
      ? row.points + row.probability
      : row.created_at;
}

/** One page of the queue, in the order asked for. */
export async function listHitRows(tx: Tx, filter: HitFilter): Promise<HitRow[]> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const where: string[] = [];
  if (filter.state !== undefined) where.push(`h.state = ${bind(filter.state)}`);
  if (filter.waiting === "us" || filter.waiting === "me")
    where.push(`h.state in ('proposed','unsure') and h.other_institution_id = ${bind(filter.institutionId)}`);
  if (filter.waiting === "me")
    where.push(
      `(o.to_person = ${bind(filter.personId)} or o.to_unit = (select me.unit_id from access.person me where me.id = ${bind(filter.personId)}))`,
    );
  if (filter.waiting === "others")
    where.push(`h.state in ('proposed','unsure') and h.other_institution_id <> ${bind(filter.institutionId)}`);
  if (filter.institution !== undefined)
    where.push(
      `(select i.id from access.institution i where i.code = ${bind(filter.institution)}) in (h.firearm_institution_id, h.other_institution_id)`,
    );
  if (filter.urgency !== undefined) {
    const [from, below] = urgencyPoints[filter.urgency];
    where.push(`${urgencySql} >= ${from} and ${urgencySql} < ${below} and h.state in ('proposed','unsure')`);
  }
  if (filter.record !== undefined) {
    const record = bind(filter.record);
    where.push(
      `(h.firearm_id = ${record} or h.other_id = ${record} or h.firearm_id in (select f.id from firearms.firearm f where f.recovery_id = ${record})
        or h.other_id in (select f.id from firearms.firearm f where f.recovery_id = ${record}))`,
    );
  }
  if (filter.aside === "only") where.push("h.set_aside and h.state in ('proposed','unsure')");
  else if (filter.aside === undefined && filter.record === undefined)
    where.push(
      filter.waiting === undefined ? "(not h.set_aside or h.state in ('confirmed','rejected'))" : "not h.set_aside",
    );
  const [value, type, way] = orders[filter.order];
  if (filter.after !== null)
    where.push(
      `(${value}, h.id) ${way === "desc" ? "<" : ">"} (${bind(filter.after[0])}::${type}, ${bind(filter.after[1])}::uuid)`,
    );
  // What is beside a hit is looked up for the page's rows alone, unless it decides which rows those are.
  const apart = filter.order === "urgency" || filter.urgency !== undefined || filter.waiting === "me";
  const order = `order by ${value} ${way}, h.id ${way}`;
  const some = `${where.length === 0 ? "" : `where ${where.join(" and ")}`} ${order} limit ${bind(filter.limit)}`;
  return tx.query<HitRow>(
    apart
      ? `select ${columns} from ${source} ${some}`
      : `select ${columns} from ${source.replace("matching.hit h", `(select h.* from matching.hit h ${some}) h`)} ${order}`,
    values,
  );
}

export async function countWaiting(tx: Tx, institutionId: number): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    "select count(*) as count from matching.hit h where h.state = 'proposed' and not h.set_aside and h.other_institution_id = $1",
    [institutionId],
  );
  return row?.count ?? 0;
}

/** Hits of one's institution that its thresholds keep out of the queue. */
export async function countAside(tx: Tx, institutionId: number): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    "select count(*) as count from matching.hit h where h.set_aside and h.state in ('proposed','unsure') and h.other_institution_id = $1",
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
  verb: "confirm" | "reject" | "unsure" | "reopen" | "new-evidence";
  reason: string;
  at: string;
  probability: number;
  model_version: string;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  /** Null: the node itself. */
  by_institution: string | null;
}

export async function decisionRows(tx: Tx, hitId: string): Promise<DecisionRow[]> {
  return tx.query<DecisionRow>(
    `select d.id, d.verb, d.reason, d.at, d.probability, d.model_version, p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, i.code as by_institution
     from matching.hit_decision d left join access.institution i on i.id = d.by_institution left join access.person p on p.id = d.by_person
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
    `insert into matching.hit_decision (id, hit_id, verb, reason, by_person, by_institution, probability, model_version, compared)
     values ($1, $2, $3, $4, access.actor(), access.my_institution(), $5, $6, (select h.compared from matching.hit h where h.id = $2))`,
    [decision.id, decision.hitId, decision.verb, decision.reason, decision.probability, decision.modelVersion],
  );
  return true;
}
