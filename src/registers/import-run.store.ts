/** Imports in the database: the run. The only place with its SQL; the outcomes of rows are in import-chunk.store.ts. */
import type { Tx } from "../platform/database.ts";
import type { DateProfile } from "./tabular/dates.ts";
import type { Mapping } from "./tabular/mapping.ts";
import type { ExtractComparison } from "./extract-comparison.ts";
import type { ImportOptions } from "./import.contract.ts";
import type { QualityReport } from "./extract-quality.ts";

export type RunState = "uploaded" | "ready" | "running" | "done" | "cancelled" | "failed" | "undoing" | "undone";

/** What the whole file says before its first row is taken. */
export interface Survey {
  /** Of the reading options and the date columns: a survey of another reading says nothing. */
  readonly key: string;
  readonly rows: number;
  readonly headers: readonly string[];
  readonly dates: Readonly<Record<string, DateProfile>>;
}

export interface Fault {
  readonly code: string;
  readonly values?: Readonly<Record<string, string | number>>;
}

export interface RunRow {
  id: string; target: "register" | "recoveries"; register_id: string | null; register_code: string | null; register_en: string | null; register_ru: string | null;
  file_id: string | null; file_name: string; file_size: number; file_sha256: Buffer | null; content_hash: Buffer | null;
  mapping: Mapping | null; options: Partial<ImportOptions>; survey: Survey | null; dry_run: boolean; state: RunState; fault: Fault | null;
  rows_total: number | null; rows_read: number; accepted: number; doubtful: number; refused: number; withdrawn: number; codes: Record<string, number>;
  institution_id: number; institution: string; created_by: string; created_at: string; started_at: string | null; finished_at: string | null; cancel_asked: boolean;
  person_id: string | null; latin: string | null; cyrillic: string | null; by_institution: string; audience: number[];
  arrived: "person" | "feed" | "delivery"; comparison: ExtractComparison | null;
} // prettier-ignore

const columns = `m.id, m.target, m.register_id, g.code as register_code, g.name_en as register_en, g.name_ru as register_ru, m.file_id, m.file_name, m.file_size,
  m.file_sha256, m.content_hash, m.mapping, m.options, m.survey, m.dry_run, m.state, m.fault, m.rows_total, m.rows_read, m.accepted, m.doubtful, m.refused, m.withdrawn,
  m.codes, m.institution_id, i.code as institution, m.created_by, m.created_at, m.started_at, m.finished_at, m.cancel_asked,
  p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, i.code as by_institution, m.audience,
  m.arrived, m.comparison`;
const joins = `join access.institution i on i.id = m.institution_id left join registers.register g on g.id = m.register_id left join access.person p on p.id = m.created_by`;

export async function findRun(tx: Tx, id: string): Promise<RunRow | undefined> {
  return (await tx.query<RunRow>(`select ${columns} from registers.import_run m ${joins} where m.id = $1`, [id]))[0];
}

/** Takes the run for this transaction: nobody else writes to it until it ends. */
export async function lockRun(tx: Tx, id: string): Promise<RunRow | undefined> {
  const [found] = await tx.query("select 1 from registers.import_run where id = $1 for update", [id]);
  return found === undefined ? undefined : findRun(tx, id);
}

export async function insertRun(
  tx: Tx,
  run: {
    id: string;
    target: string;
    registerId: string | null;
    fileId: string;
    fileName: string;
    fileSize: number;
    sha256: Buffer;
  },
): Promise<void> {
  await tx.query(
    `insert into registers.import_run (id, target, register_id, file_id, file_name, file_size, file_sha256, institution_id, unit_id, created_by, audience)
     values ($1, $2, $3, $4, $5, $6, $7, 0, 0, access.actor(), '{}')`,
    [run.id, run.target, run.registerId, run.fileId, run.fileName, run.fileSize, run.sha256],
  );
}

const settable: Readonly<Record<string, string>> = {
  target: "target",
  registerId: "register_id",
  mapping: "mapping",
  options: "options",
  survey: "survey",
  contentHash: "content_hash",
  dryRun: "dry_run",
  state: "state",
  fault: "fault",
  rowsTotal: "rows_total",
  rowsRead: "rows_read",
  accepted: "accepted",
  doubtful: "doubtful",
  refused: "refused",
  codes: "codes",
  cancelAsked: "cancel_asked",
  comparison: "comparison",
  quality: "quality",
  arrived: "arrived",
  undoReason: "undo_reason",
};
const asJson = new Set(["mapping", "options", "survey", "fault", "codes", "comparison", "quality"]);

export interface RunChange {
  readonly target?: string; readonly registerId?: string | null; readonly mapping?: Mapping; readonly options?: Partial<ImportOptions>; readonly survey?: Survey | null;
  readonly contentHash?: Buffer | null; readonly dryRun?: boolean; readonly state?: RunState; readonly fault?: Fault | null; readonly rowsTotal?: number | null;
  readonly rowsRead?: number; readonly accepted?: number; readonly doubtful?: number; readonly refused?: number; readonly codes?: Readonly<Record<string, number>>;
  readonly comparison?: ExtractComparison | null; readonly quality?: QualityReport | null; readonly arrived?: RunRow["arrived"];
  readonly cancelAsked?: boolean; readonly undoReason?: string; readonly started?: boolean; readonly finished?: boolean;
} // prettier-ignore

/** Writes what is named; `started` and `finished` set their moment (false: clear it). */
export async function changeRun(tx: Tx, id: string, change: RunChange): Promise<void> {
  const values: unknown[] = [id];
  const sets: string[] = [];
  for (const [name, value] of Object.entries(change)) {
    const column = settable[name];
    if (column === undefined || value === undefined) continue;
    sets.push(`${column} = $${values.push(asJson.has(name) && value !== null ? JSON.stringify(value) : value)}`);
  }
  if (change.started !== undefined) sets.push(`started_at = ${change.started ? "now()" : "null"}`);
  if (change.finished !== undefined) sets.push(`finished_at = ${change.finished ? "now()" : "null"}`);
  await tx.query(`update registers.import_run set ${sets.join(", ")} where id = $1`, values);
}

export async function listRunRows(
  tx: Tx,
  filter: {
    readonly register?: string | undefined;
    readonly state?: string | undefined;
    readonly after: readonly [string, string] | null;
    readonly limit: number;
  },
): Promise<RunRow[]> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const where: string[] = [];
  if (filter.register !== undefined) where.push(`m.register_id = ${bind(filter.register)}`);
  if (filter.state !== undefined) where.push(`m.state = ${bind(filter.state)}`);
  if (filter.after !== null)
    where.push(`(m.created_at, m.id) < (${bind(filter.after[0])}::timestamptz, ${bind(filter.after[1])}::uuid)`);
  return tx.query<RunRow>(
    `select ${columns} from registers.import_run m ${joins} ${where.length === 0 ? "" : `where ${where.join(" and ")}`}
     order by m.created_at desc, m.id desc limit ${bind(filter.limit)}`,
    values,
  );
}

export interface SeenRow { id: string; same: "file" | "content"; file_name: string; state: RunState; created_at: string; person_id: string | null; latin: string | null; cyrillic: string | null; by_institution: string } // prettier-ignore

/** Other runs of the same bytes or the same rows that the caller may see, newest first. */
export async function runsSeenBefore(tx: Tx, run: RunRow): Promise<SeenRow[]> {
  return tx.query<SeenRow>(
    `select m.id, case when m.file_sha256 = $2 then 'file' else 'content' end as same, m.file_name, m.state, m.created_at,
       p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, i.code as by_institution
     from registers.import_run m ${joins}
     where m.id <> $1 and m.created_at <= $4 and (m.file_sha256 = $2 or m.content_hash = $3) order by m.created_at desc limit 5`,
    [run.id, run.file_sha256, run.content_hash, run.created_at],
  );
}

/**
 * The mapping last used for a file with these headers, of the same register first. An answer about day and month is an
 * answer about one register's files: it does not pass to another register with the same headers.
 */
export async function earlierMapping(
  tx: Tx,
  run: RunRow,
  fingerprint: string,
): Promise<{ id: string; file_name: string; created_at: string; mapping: Mapping } | undefined> {
  const [row] = await tx.query<{ id: string; file_name: string; created_at: string; mapping: Mapping; same: boolean }>(
    `select m.id, m.file_name, m.created_at, m.mapping, m.register_id is not distinct from $4 as same from registers.import_run m
     where m.mapping->>'fingerprint' = $1 and m.id <> $2 and m.target = $3 and m.state in ('done','running','cancelled')
     order by (m.register_id is not distinct from $4) desc, m.created_at desc limit 1`,
    [fingerprint, run.id, run.target, run.register_id],
  );
  if (row === undefined || row.same) return row;
  return {
    ...row,
    mapping: { ...row.mapping, columns: row.mapping.columns.map(({ header, target }) => ({ header, target })) },
  };
}

/** Withdraws some records of a run that is being undone and gives their ids; none when nothing is left. */
export async function withdrawRows(tx: Tx, runId: string, most: number): Promise<string[]> {
  return (
    (await tx.query<{ ids: string[] }>("select registers.withdraw_rows($1, $2) as ids", [runId, most]))[0]?.ids ?? []
  );
}

/** The quality report of the run, made when it ended. */
export async function qualityOf(tx: Tx, runId: string): Promise<QualityReport | null> {
  const [row] = await tx.query<{ quality: QualityReport | null }>(
    "select quality from registers.import_run where id = $1",
    [runId],
  );
  return row?.quality ?? null;
}
