/** Versions of the matching's numbers in the database; decided pairs as the matcher reads them. */
import type { Tx } from "../../platform/database.ts";
import type { ModelDocument } from "./model-document.ts";
import { comparedPair, type DecidedPair } from "./pair-evidence.ts";
import type { ModelReport } from "./report.ts";
import type { modelStates } from "./model.contract.ts";

/** So many of the newest decisions are learned from. */
export const mostDecisions = 10_000;

export interface ModelRow {
  id: string;
  version: string;
  parent: string | null;
  state: (typeof modelStates)[number];
  reason: string | null;
  proposer: string | null;
  proposed_at: string;
  learned_at: string | null;
  decided_at: string | null;
  decision: string | null;
  proposer_id: string | null;
  proposer_latin: string | null;
  proposer_cyrillic: string | null;
  proposer_institution: string | null;
  decider_id: string | null;
  decider_latin: string | null;
  decider_cyrillic: string | null;
  decider_institution: string | null;
}

const columns = `v.id, v.version, v.parent, v.state, v.reason, v.proposed_by as proposer, v.proposed_at, v.learned_at, v.decided_at, v.decision,
  p.id as proposer_id, p.name_latin as proposer_latin, p.name_cyrillic as proposer_cyrillic, i.code as proposer_institution,
  d.id as decider_id, d.name_latin as decider_latin, d.name_cyrillic as decider_cyrillic, j.code as decider_institution`;
const source = `matching.model_version v
  left join access.institution i on i.id = v.institution_id left join access.person p on p.id = v.proposed_by
  left join access.institution j on j.id = v.decided_institution_id left join access.person d on d.id = v.decided_by`;

/** Whether the caller weighs the matching for the whole country. */
export async function weighsForAll(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ all: boolean }>(
    `select coalesce((select g.id from access.audience_group g where g.kind = 'national') = any(access.groups_with('matching.weigh')), false) as all`,
  );
  return row?.all ?? false;
}

export async function modelRows(tx: Tx): Promise<ModelRow[]> {
  return tx.query<ModelRow>(`select ${columns} from ${source} order by v.number desc limit 200`);
}

export async function modelRow(tx: Tx, id: string): Promise<ModelRow | undefined> {
  return (await tx.query<ModelRow>(`select ${columns} from ${source} where v.id = $1`, [id]))[0];
}

export async function modelContent(
  tx: Tx,
  id: string,
): Promise<{ readonly content: unknown; readonly report: unknown } | undefined> {
  return (
    await tx.query<{ content: unknown; report: unknown }>(
      "select content, report from matching.model_version where id = $1",
      [id],
    )
  )[0];
}

export interface ChangeRow {
  version: string;
  reason: string;
  at: string;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
}

export async function changeRows(tx: Tx): Promise<ChangeRow[]> {
  return tx.query<ChangeRow>(
    `select c.version, c.reason, c.at, p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, i.code as by_institution
     from matching.model_change c join access.institution i on i.id = c.institution_id left join access.person p on p.id = c.by_person
     order by c.number desc limit 200`,
  );
}

/** Until the end of this transaction no version is proposed, accepted or put in force elsewhere. */
export async function holdModels(tx: Tx): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(7120934432)");
}

export async function isLearning(tx: Tx): Promise<boolean> {
  const [row] = await tx.query<{ learning: boolean }>(
    "select exists (select from matching.model_version where state = 'learning') as learning",
  );
  return row?.learning ?? false;
}

/** The name of the next version: the day and its place among all that were ever learned. */
export async function nextVersion(tx: Tx, day: string): Promise<string> {
  const [row] = await tx.query<{ count: number }>(
    "select count(*)::int as count from matching.model_version where state <> 'shipped'",
  );
  return `${day}-learned-${(row?.count ?? 0) + 1}`;
}

export async function putProposed(
  tx: Tx,
  model: { readonly id: string; readonly version: string; readonly parent: string; readonly reason: string },
): Promise<void> {
  await tx.query("insert into matching.model_version (id, version, parent, reason) values ($1, $2, $3, $4)", [
    model.id,
    model.version,
    model.parent,
    model.reason,
  ]);
}

/** Who may decide on a version: whoever weighs the matching for the whole country; read by the matcher. */
export async function weighers(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select distinct p.id from access.person p
     join access.role_assignment a on a.person_id = p.id and a.scope = 'national' and a.valid_from <= now() and (a.valid_until is null or a.valid_until > now())
     join access.role_permission rp on rp.role = a.role and rp.permission = 'matching.weigh'
     where p.active and not p.break_glass order by p.id`,
  );
  return rows.map(({ id }) => id);
}

/** Puts what was learned; false when it was put already. */
export async function putLearned(
  tx: Tx,
  id: string,
  learned: {
    readonly state: "proposed" | "refused";
    readonly content: ModelDocument | null;
    readonly report: ModelReport;
  },
): Promise<boolean> {
  const rows = await tx.query(
    "update matching.model_version set state = $2, content = $3, report = $4 where id = $1 and state = 'learning' returning id",
    [
      id,
      learned.state,
      learned.content === null ? null : JSON.stringify(learned.content),
      JSON.stringify(learned.report),
    ],
  );
  return rows.length > 0;
}

/** False when it does not wait any more. */
export async function putModelDecision(
  tx: Tx,
  id: string,
  decision: { readonly state: "accepted" | "rejected"; readonly reason: string },
): Promise<boolean> {
  const rows = await tx.query(
    "update matching.model_version set state = $2, decision = $3 where id = $1 and state = 'proposed' returning id",
    [id, decision.state, decision.reason],
  );
  return rows.length > 0;
}

export async function putChange(tx: Tx, version: string, reason: string): Promise<void> {
  await tx.query("insert into matching.model_change (version, reason) values ($1, $2)", [version, reason]);
}

export interface DecidedPairs {
  readonly pairs: readonly DecidedPair[];
  /** Decisions whose comparison was not kept. */
  readonly leftOut: number;
  readonly since: string | null;
  readonly until: string | null;
}

/** Pairs that stand confirmed or rejected, by their latest judgement, newest first; as the matcher, over the whole country. */
export async function decidedPairs(tx: Tx): Promise<DecidedPairs> {
  const rows = await tx.query<{
    id: string;
    firearm_id: string;
    same: boolean;
    compared: unknown;
    at: string;
    register: string | null;
    institution: string;
  }>(
    `select h.id, h.firearm_id, h.state = 'confirmed' as same, d.compared, d.at, r.register_id as register, i.code as institution
     from matching.hit h join access.institution i on i.id = h.other_institution_id
     left join registers.record r on h.other_kind = 'register-record' and r.id = h.other_id
     cross join lateral (select x.compared, x.at, x.id from matching.hit_decision x
       where x.hit_id = h.id and x.verb in ('confirm','reject') order by x.at desc, x.id desc limit 1) d
     where h.state in ('confirmed','rejected') and h.withdrawn_at is null order by d.at desc, d.id desc limit $1`,
    [mostDecisions],
  );
  const pairs: DecidedPair[] = [];
  for (const { id, firearm_id: group, same, compared, register, institution } of rows) {
    const read = comparedPair.safeParse(compared);
    if (read.success) pairs.push({ id, group, same, compared: read.data, register, institution });
  }
  return {
    pairs,
    leftOut: rows.length - pairs.length,
    since: rows.at(-1)?.at ?? null,
    until: rows[0]?.at ?? null,
  };
}

/** Numbers of those of these hits that the reader may see. */
export async function visibleHits(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ id: string; number: string }>(
    "select id, number from matching.hit where id = any($1)",
    [ids],
  );
  return new Map(rows.map(({ id, number }) => [id, number]));
}

export async function visibleRegisters(
  tx: Tx,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly id: string; readonly en: string; readonly ru: string }>> {
  const rows = await tx.query<{ id: string; en: string; ru: string }>(
    "select id, name_en as en, name_ru as ru from registers.register where id = any($1)",
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export interface RecordedScore {
  /** The decision; null: the hit as it stands. */
  decision: string | null;
  version: string;
  probability: number;
  compared: unknown;
}

/** What was written of a hit and of its decisions when they were scored. */
export async function recordedScores(tx: Tx, hit: string): Promise<RecordedScore[]> {
  return tx.query<RecordedScore>(
    `select null::uuid as decision, model_version as version, probability, compared, null::timestamptz as at from matching.hit where id = $1
     union all select id, model_version, probability, compared, at from matching.hit_decision where hit_id = $1 order by at nulls first`,
    [hit],
  );
}
