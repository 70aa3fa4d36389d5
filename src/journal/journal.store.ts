/** The journal's tables, for reading. */
import type { Tx } from "../platform/database.ts";

export interface HistoryRow {
  id: string;
  at: string;
  verb: string;
  outcome: string;
  institution: string | null;
  purpose: string | null;
  position: number | null;
  reason: string | null;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
}

/** Through access.my_groups(): nothing for who cannot see the record. */
export async function historyRows(tx: Tx, kind: string, id: string): Promise<HistoryRow[]> {
  return tx.query<HistoryRow>(
    `select h.id, h.at, h.verb, h.outcome, h.institution, h.purpose, h.position, y.reason, p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic
     from journal.reveal_history($1, $2) h left join journal.reveal_reasons($1, $2) y on y.id = h.id
     left join access.person p on p.id = h.person order by h.at, h.id limit 500`,
    [kind, id],
  );
}

export interface AuditFilter {
  readonly person?: string | undefined;
  readonly record?: string | undefined;
  readonly institution?: string | undefined;
  readonly verb?: string | undefined;
  readonly outcome?: string | undefined;
  readonly purpose?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
  readonly after: number | null;
  readonly limit: number;
}
export interface AuditRow {
  seq: number;
  id: string;
  position: number | null;
  at: string;
  actor: string | null;
  username: string | null;
  latin: string | null;
  cyrillic: string | null;
  institution: string | null;
  purpose: string | null;
  verb: string;
  kind: string | null;
  record: string | null;
  outcome: "done" | "refused";
  has_content: boolean;
  purpose_text: string | null;
  call: string | null;
  refusal: string | null;
  number: string | null;
}

export async function auditRows(tx: Tx, filter: AuditFilter): Promise<AuditRow[]> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const where: string[] = [];
  if (filter.after !== null) where.push(`e.seq < ${bind(filter.after)}`);
  if (filter.person !== undefined) where.push(`e.actor = ${bind(filter.person)}`);
  if (filter.record !== undefined) where.push(`e.record = ${bind(filter.record)}`);
  if (filter.institution !== undefined) where.push(`e.institution = ${bind(filter.institution)}`);
  if (filter.verb !== undefined) where.push(`e.verb = ${bind(filter.verb)}`);
  if (filter.outcome !== undefined) where.push(`e.outcome = ${bind(filter.outcome)}`);
  if (filter.purpose !== undefined) where.push(`e.purpose = ${bind(filter.purpose)}`);
  if (filter.from !== undefined) where.push(`e.at >= ${bind(filter.from)}::timestamptz`);
  if (filter.until !== undefined) where.push(`e.at <= ${bind(filter.until)}::timestamptz`);
  // The page is cut first: only what is shown is opened.
  return tx.query<AuditRow>(
    `with shown as (select e.seq, e.id, l.position, e.at, e.actor, p.username, p.name_latin as latin, p.name_cyrillic as cyrillic, e.institution, e.purpose, e.verb, e.kind,
       e.record, e.outcome, e.commitment is not null as has_content
     from journal.entry e left join journal.leaf l on l.entry_id = e.id left join access.person p on p.id = e.actor
     ${where.length === 0 ? "" : `where ${where.join(" and ")}`} order by e.seq desc limit ${bind(filter.limit)})
     select s.*, t.purpose_text, t.call, t.refusal, t.number from shown s
     left join journal.reveal_told((select array_agg(id) from shown)) t on t.id = s.id order by s.seq desc`,
    values,
  );
}

export async function summaryTotals(
  tx: Tx,
  days: number,
): Promise<{ institution: string | null; verb: string; outcome: string; count: number }[]> {
  return tx.query(
    "select institution, verb, outcome, count(*) as count from journal.entry where at > now() - make_interval(days => $1) group by 1, 2, 3 order by 1, 2, 3",
    [days],
  );
}

export async function summaryPurposes(tx: Tx, days: number): Promise<{ purpose: string | null; count: number }[]> {
  return tx.query(
    "select purpose, count(*) as count from journal.entry where at > now() - make_interval(days => $1) and verb in ('read','search','export','disclose') group by 1 order by 2 desc, 1",
    [days],
  );
}

/** Who looks most, and who looks at night (22 to 6, node's UTC): where an auditor begins. */
export async function summaryPeople(
  tx: Tx,
  days: number,
): Promise<
  {
    id: string;
    latin: string;
    cyrillic: string;
    institution: string;
    reads: number;
    searches: number;
    refusals: number;
    nights: number;
  }[]
> {
  return tx.query(
    `select p.id, p.name_latin as latin, p.name_cyrillic as cyrillic, i.code as institution,
       count(*) filter (where e.verb = 'read') as reads, count(*) filter (where e.verb = 'search') as searches,
       count(*) filter (where e.outcome = 'refused') as refusals,
       count(*) filter (where e.verb in ('read','search') and (extract(hour from e.at) >= 22 or extract(hour from e.at) < 6)) as nights
     from journal.entry e join access.person p on p.id = e.actor join access.institution i on i.id = p.institution_id
     where e.at > now() - make_interval(days => $1) group by p.id, i.code order by count(*) filter (where e.verb in ('read','search')) desc, p.id limit 50`,
    [days],
  );
}

export async function journalState(
  tx: Tx,
): Promise<{ size: number; checkpointSize: number | null; checkpointAt: string | null; key: string | null }> {
  const [row] = await tx.query<{
    size: number;
    checkpointSize: number | null;
    checkpointAt: string | null;
    key: string | null;
  }>(
    `select coalesce((select max(position) + 1 from journal.leaf), 0) as size, c.size as "checkpointSize", c.at as "checkpointAt",
       (select value #>> '{}' from platform.setting where key = 'journal.key') as key
     from (select 1) one left join lateral (select size, at from journal.checkpoint order by size desc limit 1) c on true`,
  );
  return row ?? { size: 0, checkpointSize: null, checkpointAt: null, key: null };
}

export async function checkpointRows(tx: Tx, limit: number): Promise<{ size: number; at: string; note: string }[]> {
  return tx.query("select size, at, note from journal.checkpoint order by size desc limit $1", [limit]);
}
