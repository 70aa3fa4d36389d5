/** Sweeps and pairs in the database, as people see them: each query runs as the reader. */
import type { Tx } from "../platform/database.ts";
import type { Contribution } from "./match-answer.ts";
import type { SweepRow } from "./sweep.store.ts";

/** What a reader may know of a sweep; its counts they may not. */
export interface SeenSweep {
  id: string;
  state: SweepRow["state"];
  cancel_asked: boolean;
  percent: number;
  institution_id: number;
  model_version: string | null;
  finished_at: string | null;
}

const seen = "s.id, s.state, s.cancel_asked, s.percent, s.institution_id, s.model_version, s.finished_at";

/** The sweep of an import that the reader sees. */
export async function sweepOfImport(tx: Tx, runId: string): Promise<SeenSweep | undefined> {
  return (await tx.query<SeenSweep>(`select ${seen} from matching.sweep s where s.run_id = $1`, [runId]))[0];
}

interface Side {
  id: string;
  code: string;
  en: string;
  ru: string;
  kind: string;
  institution: string;
  purposes: string[];
  closed: boolean;
}

export interface ComparisonRow extends SeenSweep {
  least: number;
  created_at: string;
  left_side: Side;
  right_side: Side;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
}

const side = (of: "l" | "r"): string =>
  `jsonb_build_object('id', ${of}.id, 'code', ${of}.code, 'en', ${of}.name_en, 'ru', ${of}.name_ru, 'kind', ${of}.kind, 'institution', ${of}i.code,
     'purposes', to_jsonb(${of}.purposes), 'closed', ${of}.id = any((select registers.closed_registers())::uuid[]))`;

const comparisons = `select ${seen}, s.least, s.created_at, ${side("l")} as left_side, ${side("r")} as right_side,
    p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, i.code as by_institution
  from matching.sweep s join access.institution i on i.id = s.institution_id
  join registers.register l on l.id = s.left_register join access.institution li on li.id = l.institution_id
  join registers.register r on r.id = s.right_register join access.institution ri on ri.id = r.institution_id
  left join access.person p on p.id = s.created_by`;

export async function findComparison(tx: Tx, id: string): Promise<ComparisonRow | undefined> {
  return (await tx.query<ComparisonRow>(`${comparisons} where s.id = $1`, [id]))[0];
}

/** Newest first; of the reader's institution, because no other is seen. */
export async function listComparisonRows(
  tx: Tx,
  { after, limit }: { readonly after: readonly [string, string] | null; readonly limit: number },
): Promise<ComparisonRow[]> {
  return tx.query<ComparisonRow>(
    `${comparisons} where ($1::timestamptz is null or (s.created_at, s.id) < ($1::timestamptz, $2::uuid)) order by s.created_at desc, s.id desc limit $3`,
    [after?.[0] ?? null, after?.[1] ?? null, limit],
  );
}

/**
 * Whether the institution has these two compared already. Until the end of the transaction nobody else of the institution begins a comparison,
 * so that the answer holds.
 */
export async function isUnderWay(tx: Tx, left: string, right: string): Promise<boolean> {
  await tx.query("select pg_advisory_xact_lock(hashtext('matching.sweep'), access.my_institution())");
  const [row] = await tx.query<{ there: boolean }>(
    `select exists (select from matching.sweep s where s.kind = 'registers' and s.left_register = $1 and s.right_register = $2
       and (s.state = 'running' or s.state = 'cancelled' and not s.cancel_asked)) as there`,
    [left, right],
  );
  return row?.there === true;
}

export async function insertComparison(
  tx: Tx,
  comparison: { readonly id: string; readonly left: string; readonly right: string; readonly least: number },
): Promise<void> {
  await tx.query(
    `insert into matching.sweep (id, kind, left_register, right_register, institution_id, created_by, least)
     values ($1, 'registers', $2, $3, access.my_institution(), access.actor(), $4)`,
    [comparison.id, comparison.left, comparison.right, comparison.least],
  );
}

/** Asks a sweep to stop, or not to. */
export async function askToStop(tx: Tx, id: string, stop: boolean): Promise<void> {
  await tx.query("update matching.sweep set cancel_asked = $2 where id = $1", [id, stop]);
}

export interface PairRow {
  left_id: string;
  right_id: string;
  probability: number;
  log_odds: number;
  model_version: string;
  why: readonly Contribution[];
}

export interface PairFilter {
  readonly least?: number | undefined;
  readonly below?: number | undefined;
  readonly after: readonly [probability: number, left: string, right: string] | null;
  readonly limit: number;
  /** Only what may leave the house: neither record, nor the register it stands in, is H2 or H3. */
  readonly leaving?: boolean;
}

const standing = (side: "left" | "right", leaving: boolean): string =>
  `exists (select from registers.record r ${leaving ? "join registers.register g on g.id = r.register_id" : ""}
     where r.id = p.${side}_id and r.state = 'active' ${leaving ? "and (r.handling | g.handling) & 6 = 0" : ""})`;

/** Pairs whose records stand and are both seen, the most probable first. */
export async function listPairRows(tx: Tx, sweepId: string, filter: PairFilter): Promise<PairRow[]> {
  const { least = 0, below = 2, after, limit, leaving = false } = filter;
  return tx.query<PairRow>(
    `select p.left_id, p.right_id, p.probability, p.log_odds, p.model_version, p.why from matching.register_pair p
     where p.sweep_id = $1 and p.probability >= $2 and p.probability < $3
       and ($4::float8 is null or p.probability < $4 or p.probability = $4 and (p.left_id, p.right_id) > ($5::uuid, $6::uuid))
       and ${standing("left", leaving)} and ${standing("right", leaving)}
     order by p.probability desc, p.left_id, p.right_id limit $7`,
    [sweepId, least, below, after?.[0] ?? null, after?.[1] ?? null, after?.[2] ?? null, limit],
  );
}

export async function findPairRow(tx: Tx, sweepId: string, left: string, right: string): Promise<PairRow | undefined> {
  const [row] = await tx.query<PairRow>(
    `select p.left_id, p.right_id, p.probability, p.log_odds, p.model_version, p.why from matching.register_pair p
     where p.sweep_id = $1 and p.left_id = $2 and p.right_id = $3 and ${standing("left", false)} and ${standing("right", false)}`,
    [sweepId, left, right],
  );
  return row;
}
