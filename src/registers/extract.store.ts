/** Extracts of a register beside what stood before: which record a row is, what changed, what is gone. The only place with their SQL. */
import type { Tx } from "../platform/database.ts";
import type { ImportOptions } from "./import.contract.ts";
import type { NewRecord } from "./record-of-row.ts";
import type { Mapping } from "./tabular/mapping.ts";

export type Fate = "added" | "unchanged" | "changed" | "returned";

/** Whether the register holds records of other files than this run's. */
export async function holdsOlder(tx: Tx, registerId: string, runId: string): Promise<boolean> {
  const rows = await tx.query(
    "select 1 from registers.record where register_id = $1 and state = 'active' and run_id is distinct from $2 limit 1",
    [registerId, runId],
  );
  return rows.length > 0;
}

/**
 * Until the end of the transaction the records of the run's register are open to its importer, whatever purpose was stated: its rows are
 * compared with them.
 */
export async function openForImport(tx: Tx, runId: string): Promise<void> {
  await tx.query("select set_config('tamga.importing', $1, true)", [runId]);
}

export interface Claim {
  /** Place of the row among those asked for, from 0. */
  readonly at: number;
  readonly id: string;
  /** Marked as gone by an earlier extract: it is back. */
  readonly absent: boolean;
}

const older = `r.register_id = $2 and r.state = 'active' and r.run_id is distinct from $1`;
/**
 * Whether a row of this run took the record, asked record by record. The run is no constant to the planner: it would believe that one it
 * has no statistics of yet has no rows, and walk through all of them each time.
 */
const claimed = (id: string): string =>
  `left join lateral (select true as by_row from registers.import_claim c where c.record_id = ${id} and c.run_id = (select $1::uuid) limit 1) taken on true`;

/**
 * Records that say, letter for letter, what these rows say. Equal rows claim as many equal records as there are, each once: two
 * equal rows are two weapons. A claim names its row by the place in `contents`, from 0.
 * @param contents uuid[], in binary form
 * @param keys the first key of each, bigint[] in binary form: what says the same has the same key, and by that it is found; null: none has one
 */
export async function claimByContent(
  tx: Tx,
  runId: string,
  registerId: string,
  contents: Uint8Array,
  keys: Uint8Array | null,
): Promise<Claim[]> {
  return tx.query<{ at: number; id: string; absent: boolean }>(
    `with new as materialized (
       select n.at, n.content, n.key, row_number() over (partition by n.content order by n.at) as copy
       from unnest($3::uuid[], $4::bigint[]) with ordinality n(content, key, at)),
     found as materialized (
       select r.id, r.content, r.absent_since is not null as absent from registers.record r
       where ${older} and r.serial_keys[1] = any(array(select distinct key from new where key is not null))
         and exists (select from new where new.content = r.content)
       union all
       select r.id, r.content, r.absent_since is not null from registers.record r
       where ${older} and r.serial_keys[1] is null and r.content = any(array(select distinct content from new))),
     old as materialized (
       select f.id, f.content, f.absent, row_number() over (partition by f.content order by f.absent, f.id) as copy
       from found f ${claimed("f.id")} where taken.by_row is null)
     select (new.at - 1)::int as at, old.id, old.absent from new join old using (content, copy)`,
    [runId, registerId, contents, keys],
  );
}

/** Records that bear a row's own reference, where exactly one does and only one of these rows names it. */
export async function claimByReference(
  tx: Tx,
  runId: string,
  registerId: string,
  named: readonly (readonly [at: number, reference: string])[],
): Promise<Claim[]> {
  if (named.length === 0) return [];
  return tx.query<{ at: number; id: string; absent: boolean }>(
    `with new as materialized (
       select min(x.at) as at, x.reference from unnest($3::int[], $4::text[]) as x(at, reference) group by x.reference having count(*) = 1),
     found as materialized (
       select r.id, r.own_reference, r.absent_since is not null as absent from registers.record r
       where ${older} and r.own_reference = any(array(select reference from new)))
     select new.at, (array_agg(f.id))[1] as id, bool_or(f.absent) as absent
     from new join found f on f.own_reference = new.reference ${claimed("f.id")} where taken.by_row is null group by new.at having count(*) = 1`,
    [runId, registerId, named.map(([at]) => at), named.map(([, reference]) => reference)],
  );
}

/** Notes that rows of the run are these records: no later row of it is. */
export async function noteClaims(tx: Tx, runId: string, records: readonly string[]): Promise<void> {
  if (records.length > 0)
    await tx.query("insert into registers.import_claim (run_id, record_id) select $1, unnest($2::uuid[])", [
      runId,
      records,
    ]);
}

/** The run has ended or is taken back: nothing is compared any more. */
export async function forgetClaims(tx: Tx, runId: string): Promise<void> {
  await tx.query("delete from registers.import_claim where run_id = $1", [runId]);
}

/** A row as the columns of the record that it changes. */
function patchOf(record: NewRecord): Record<string, unknown> {
  return {
    reason: record.reason,
    type_code: record.typeCode,
    type_written: record.typeWritten,
    make_code: record.makeCode,
    make_written: record.makeWritten,
    model_code: record.modelCode,
    model_written: record.modelWritten,
    calibre_code: record.calibreCode,
    calibre_written: record.calibreWritten,
    country: record.country,
    year: record.year,
    series: record.series,
    number: record.number,
    serial_written: record.serialWritten,
    serial_normal: record.serialNormal,
    serial_keys: `{${record.serialKeys.join(",")}}`,
    lost_on: record.lostOn,
    entered_on: record.enteredOn,
    authority_written: record.authority,
    own_reference: record.reference,
    note: record.note,
    more: record.more,
  };
}

/** Writes what rows changed into the records they are, with what stood before; `record` null: it came back as it was. */
export async function amendRecords(
  tx: Tx,
  runId: string,
  changes: readonly { readonly id: string; readonly row: number; readonly record: NewRecord | null }[],
): Promise<void> {
  if (changes.length === 0) return;
  await tx.query("select registers.amend_records($1, $2)", [
    runId,
    JSON.stringify(changes.map(({ id, row, record }) => ({ id, row, patch: record === null ? {} : patchOf(record) }))),
  ]);
}

/**
 * Marks the records, in the order of their ids from `after`, that no row of this run is; gives the last one looked at and how many
 * were marked, undefined when there are no more.
 */
export async function markAbsent(
  tx: Tx,
  run: { readonly id: string; readonly registerId: string; readonly day: string },
  after: string | null,
  most: number,
): Promise<{ last: string; marked: number } | undefined> {
  const [row] = await tx.query<{ last: string | null; marked: number }>(
    `with slice as materialized (
       select r.id, r.absent_since from registers.record r where ${older} and ($3::uuid is null or r.id > $3) order by r.id limit $4),
     gone as materialized (
       select s.id from slice s ${claimed("s.id")} where s.absent_since is null and taken.by_row is null),
     put as (update registers.record r set absent_since = $5::date, absent_run = $1 from gone where r.id = gone.id returning 1)
     select (select s.id from slice s order by s.id desc limit 1) as last, (select count(*) from put) as marked`,
    [run.id, run.registerId, after, most, run.day],
  );
  return row === undefined || row.last === null ? undefined : { last: row.last, marked: row.marked };
}

/** Puts back what a run that is being undone changed or marked; gives how many, 0 when nothing is left. */
export async function restoreRecords(tx: Tx, runId: string, most: number): Promise<number> {
  return (await tx.query<{ n: number }>("select registers.restore_records($1, $2) as n", [runId, most]))[0]?.n ?? 0;
}

/** SQL: the rows of a run as (row_number, record_id, fate), `fate` a letter. */
export function placesOf(run: string): string {
  return `(select p.row_number, p.record_id, p.fate from registers.import_chunk c
    cross join lateral rows from (unnest(c.row_numbers), unnest(c.record_ids), string_to_table(convert_from(c.fates, 'UTF8'), null)) p(row_number, record_id, fate)
    where c.run_id = ${run})`;
}

export interface ComparisonCounts {
  readonly added: number;
  readonly changed: number;
  readonly returned: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly fields: readonly { readonly field: string; readonly count: number }[];
  /** Monday of the week of the loss, or of the entry; null where neither day is known. */
  readonly weeks: readonly {
    readonly week: string | null;
    readonly added: number;
    readonly changed: number;
    readonly removed: number;
  }[];
}

/** Weeks that are told one by one; what is older is one line. */
const mostWeeks = 60;

/** How many records of the extract before no row of a check is; `claims` of the check stand until it ends. */
export async function countLeftOut(tx: Tx, runId: string, registerId: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `select count(*) as count from registers.record r where ${older} and r.absent_since is null
       and not exists (select from registers.import_claim c where c.run_id = $1 and c.record_id = r.id)`,
    [runId, registerId],
  );
  return row?.count ?? 0;
}

/** How often each fate occurs among the rows of a run. */
export async function fateCounts(tx: Tx, runId: string): Promise<Readonly<Record<Fate, number>>> {
  const rows = await tx.query<{ letter: string; count: number }>(
    `select w.fate as letter, count(*) as count from ${placesOf("$1")} w group by 1`,
    [runId],
  );
  const count = (fate: Fate): number => rows.find((row) => row.letter === fate[0])?.count ?? 0;
  return {
    added: count("added"),
    changed: count("changed"),
    returned: count("returned"),
    unchanged: count("unchanged"),
  };
}

export async function comparisonCounts(tx: Tx, runId: string): Promise<ComparisonCounts> {
  const fates = await fateCounts(tx, runId);
  const [gone] = await tx.query<{ count: number }>(
    "select count(*) as count from registers.record where absent_run = $1",
    [runId],
  );
  const fields = await tx.query<{ field: string; count: number }>(
    "select f as field, count(*) as count from registers.record_change c, unnest(c.fields) f where c.run_id = $1 group by 1 order by 2 desc, 1",
    [runId],
  );
  const weeks = await tx.query<{ week: string | null; added: number; changed: number; removed: number }>(
    `with moved as (
       select r.lost_on, r.entered_on, case w.fate when 'a' then 'added' else 'changed' end as fate
         from ${placesOf("$1")} w join registers.record r on r.id = w.record_id where w.fate in ('a', 'c')
       union all
       select r.lost_on, r.entered_on, 'removed' from registers.record r where r.absent_run = $1)
     select date_trunc('week', coalesce(lost_on, entered_on)::timestamp)::date as week, count(*) filter (where fate = 'added') as added,
       count(*) filter (where fate = 'changed') as changed, count(*) filter (where fate = 'removed') as removed
     from moved group by 1 order by 1 desc nulls last`,
    [runId],
  );
  const shown = weeks.filter((row) => row.week !== null).slice(0, mostWeeks);
  const rest = weeks.filter((row) => !shown.includes(row));
  const sum = (of: "added" | "changed" | "removed"): number => rest.reduce((total, row) => total + row[of], 0);
  return {
    ...fates,
    removed: gone?.count ?? 0,
    fields,
    weeks:
      rest.length === 0
        ? shown
        : [...shown, { week: null, added: sum("added"), changed: sum("changed"), removed: sum("removed") }],
  };
}

export interface FormerExtract {
  readonly id: string;
  readonly file_name: string;
  readonly finished_at: string | null;
  readonly rows_read: number;
  readonly content_hash: Buffer | null;
}

/** The extract of the register before this one: the last whole file that was imported and stands. */
export async function formerExtract(
  tx: Tx,
  run: { readonly id: string; readonly registerId: string; readonly createdAt: string },
): Promise<FormerExtract | undefined> {
  const [row] = await tx.query<FormerExtract>(
    `select m.id, m.file_name, m.finished_at, m.rows_read, m.content_hash from registers.import_run m
     where m.register_id = $2 and m.id <> $1 and m.state = 'done' and not m.dry_run and coalesce(m.options->>'extract', 'whole') = 'whole'
       and m.started_at < coalesce((select x.started_at from registers.import_run x where x.id = $1), $3::timestamptz)
     order by m.started_at desc limit 1`,
    [run.id, run.registerId, run.createdAt],
  );
  return row;
}

/** Another run of the register that is under way. */
export async function registerIsBusy(tx: Tx, registerId: string, runId: string): Promise<boolean> {
  const rows = await tx.query(
    "select 1 from registers.import_run where register_id = $1 and id <> $2 and not dry_run and state in ('running','undoing') limit 1",
    [registerId, runId],
  );
  return rows.length > 0;
}

/** A whole extract of the same register that was begun after this run and stands: it rests on this run's records. */
export async function laterExtract(tx: Tx, runId: string): Promise<string | undefined> {
  const [row] = await tx.query<{ file_name: string }>(
    `select m.file_name from registers.import_run m join registers.import_run x on x.id = $1
     where m.register_id = x.register_id and m.id <> x.id and not m.dry_run and m.state in ('running','done','cancelled','failed')
       and m.options->>'extract' = 'whole' and m.started_at > x.started_at order by m.started_at desc limit 1`,
    [runId],
  );
  return row?.file_name;
}

/** An import of these very bytes into the register that stands, waits, or was taken back; one that failed may be tried again. */
export async function importOfFile(tx: Tx, registerId: string, sha256: Buffer): Promise<string | undefined> {
  // Two deliveries of one file at the same time take turns.
  await tx.query("select pg_advisory_xact_lock(hashtextextended($1, 23))", [registerId]);
  const [row] = await tx.query<{ id: string }>(
    `select id from registers.import_run where register_id = $1 and file_sha256 = $2 and not (state = 'failed' or (dry_run and state <> 'running'))
     order by created_at desc limit 1`,
    [registerId, sha256],
  );
  return row?.id;
}

/** Mapping and reading of the register's last import with this header. */
export async function savedMapping(
  tx: Tx,
  registerId: string,
  fingerprint: string,
): Promise<{ mapping: Mapping; options: Partial<ImportOptions> } | undefined> {
  const [row] = await tx.query<{ mapping: Mapping; options: Partial<ImportOptions> }>(
    `select m.mapping, m.options from registers.import_run m
     where m.register_id = $1 and m.mapping->>'fingerprint' = $2 and m.state in ('done','running') and not m.dry_run order by m.created_at desc limit 1`,
    [registerId, fingerprint],
  );
  return row;
}

/** Registers whose feed somebody set up; asked by the keeper of the node. */
export interface FedRegister {
  readonly id: string;
  readonly code: string;
  readonly institution: string;
  readonly person: string;
}

export async function fedRegisters(tx: Tx): Promise<FedRegister[]> {
  return tx.query<{ id: string; code: string; institution: string; person: string }>(
    `select g.id, g.code, i.code as institution, g.feed_by as person from registers.register g join access.institution i on i.id = g.institution_id
     where g.feed_by is not null order by i.code, g.code, g.id`,
  );
}

export interface ChangeRow {
  record_id: string;
  row_number: number;
  fields: string[];
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  at: string;
  run_id: string;
  file_name: string | null;
  undone_at: string | null;
}

const changeColumns = `c.record_id, c.row_number, c.fields, c.before, c.after, c.at, c.run_id, c.undone_at`;

/** What an extract changed, in the order of its rows. */
export async function changesOfRun(tx: Tx, runId: string, after: number, limit: number): Promise<ChangeRow[]> {
  return tx.query<ChangeRow>(
    `select ${changeColumns}, null as file_name from registers.record_change c
     where c.run_id = $1 and c.row_number > $2 and c.fields <> '{}' order by c.row_number limit $3`,
    [runId, after, limit],
  );
}

/** What extracts changed in a record, newest first; the name of the file for who sees the import. */
export async function changesOfRecord(tx: Tx, recordId: string): Promise<ChangeRow[]> {
  return tx.query<ChangeRow>(
    `select ${changeColumns}, m.file_name from registers.record_change c left join registers.import_run m on m.id = c.run_id
     where c.record_id = $1 order by c.at desc limit 50`,
    [recordId],
  );
}
