/** Registers and their records in the database. The only place with their SQL. */
import type { Tx } from "../platform/database.ts";
import { byIndex, recordsWithKeys } from "../matching/candidate.store.ts";

export interface RegisterRow {
  id: string; code: string; kind: string; name_en: string; name_ru: string; legal_basis: string; institution_id: number; institution: string;
  unit_id: number; unit_en: string; unit_ru: string; created_at: string; as_of: string | null; record_count: number; handling: number; purposes: string[]; closed_now: boolean; feed_since: string | null;
  feed_id: string | null; feed_latin: string | null; feed_cyrillic: string | null; feed_institution: string | null;
  person_id: string | null; latin: string | null; cyrillic: string | null; by_institution: string; audience: number[];
} // prettier-ignore

const registerSelect = `select g.id, g.code, g.kind, g.name_en, g.name_ru, g.legal_basis, g.institution_id, i.code as institution, g.unit_id, u.name_en as unit_en,
  u.name_ru as unit_ru, g.created_at, g.as_of, g.record_count, g.handling, p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, i.code as by_institution, g.audience,
  g.purposes, g.id = any((select registers.closed_registers())::uuid[]) as closed_now, g.feed_since, f.id as feed_id, f.name_latin as feed_latin,
  f.name_cyrillic as feed_cyrillic, case when g.feed_by is null then null else i.code end as feed_institution
  from registers.register g join access.institution i on i.id = g.institution_id join access.unit u on u.id = g.unit_id left join access.person p on p.id = g.created_by
  left join access.person f on f.id = g.feed_by`;

export async function listRegisterRows(tx: Tx): Promise<RegisterRow[]> {
  return tx.query<RegisterRow>(`${registerSelect} order by i.code, g.code`);
}

export async function findRegister(tx: Tx, id: string): Promise<RegisterRow | undefined> {
  return (await tx.query<RegisterRow>(`${registerSelect} where g.id = $1`, [id]))[0];
}

/** One's own before another's, where two keepers gave the same code unseen by each other. */
export async function findRegisterByCode(
  tx: Tx,
  institutionId: number,
  code: string,
): Promise<RegisterRow | undefined> {
  return (
    await tx.query<RegisterRow>(
      `${registerSelect} where g.institution_id = $1 and g.code = $2 order by g.created_by = access.actor() desc, g.unit_id = access.my_unit() desc, g.id limit 1`,
      [institutionId, code],
    )
  )[0];
}

/** Until the end of the transaction nobody else of the institution opens a register. */
export async function oneKeeperAtATime(tx: Tx): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtext('registers.register'), access.my_institution())");
}

export async function insertRegister(
  tx: Tx,
  register: {
    id: string;
    code: string;
    kind: string;
    en: string;
    ru: string;
    legalBasis: string;
    handling?: number;
    purposes?: readonly string[] | undefined;
  },
): Promise<void> {
  await tx.query(
    `insert into registers.register (id, code, kind, name_en, name_ru, legal_basis, institution_id, unit_id, created_by, audience, handling, purposes)
     values ($1, $2, $3, $4, $5, $6, 0, 0, access.actor(), '{}', $7, $8)`,
    [
      register.id,
      register.code,
      register.kind,
      register.en,
      register.ru,
      register.legalBasis,
      register.handling ?? 0,
      register.purposes ?? [],
    ],
  );
}

export async function updateRegister(
  tx: Tx,
  id: string,
  change: {
    en?: string | undefined;
    ru?: string | undefined;
    legalBasis?: string | undefined;
    asOf?: string | undefined;
    handling?: number | undefined;
    purposes?: readonly string[] | undefined;
  },
): Promise<void> {
  await tx.query(
    `update registers.register set name_en = coalesce($2, name_en), name_ru = coalesce($3, name_ru), legal_basis = coalesce($4, legal_basis),
       as_of = coalesce($5::date, as_of), handling = coalesce($6::smallint, handling), purposes = coalesce($7::text[], purposes) where id = $1`,
    [
      id,
      change.en ?? null,
      change.ru ?? null,
      change.legalBasis ?? null,
      change.asOf ?? null,
      change.handling ?? null,
      change.purposes ?? null,
    ],
  );
}

/** The feed of a register is set up as oneself, or ended. */
export async function changeFeed(tx: Tx, id: string, on: boolean): Promise<void> {
  await tx.query("update registers.register set feed_by = case when $2 then access.actor() end where id = $1", [
    id,
    on,
  ]);
}

export interface RecordRow {
  id: string; register_id: string | null; register_code: string | null; register_en: string | null; register_ru: string | null; run_id: string | null; row_number: number | null;
  institution_id: number; institution: string; created_at: string; handling: number; state: "active" | "withdrawn"; reason: string | null;
  type_code: string | null; type_written: string | null; make_code: string | null; make_written: string | null; model_code: string | null; model_written: string | null;
  calibre_code: string | null; calibre_written: string | null; country: string | null; year: number | null; series: string | null; number: string | null;
  serial_written: string | null; serial_normal: string | null; lost_on: string | null; entered_on: string | null; authority_written: string | null;
  own_reference: string | null; note: string | null; absent_since: string | null; more: Record<string, string | number>; audience: number[];
} // prettier-ignore

// A record that was opened by itself stands in a register that stays unnamed.
const recordSelect = `select r.id, g.id as register_id, g.code as register_code, g.name_en as register_en, g.name_ru as register_ru, r.run_id, r.row_number, r.institution_id,
  i.code as institution, r.created_at, r.handling, r.state, r.reason, r.type_code, r.type_written, r.make_code, r.make_written, r.model_code, r.model_written,
  r.calibre_code, r.calibre_written, r.country, r.year, r.series, r.number, r.serial_written, r.serial_normal, r.lost_on, r.entered_on, r.authority_written,
  r.own_reference, r.note, r.absent_since, r.more, r.audience
  from registers.record r join access.institution i on i.id = r.institution_id left join registers.register g on g.id = r.register_id`;

export async function findRecord(tx: Tx, id: string): Promise<RecordRow | undefined> {
  return (await tx.query<RecordRow>(`${recordSelect} where r.id = $1`, [id]))[0];
}

export interface RecordFilter {
  readonly register?: string | undefined; /** Codes, each with all that mean it (`codesOf`). */
  readonly types?: readonly string[] | undefined; readonly makes?: readonly string[] | undefined; readonly models?: readonly string[] | undefined;
  readonly calibres?: readonly string[] | undefined; readonly reason?: string | undefined; readonly run?: string | undefined; readonly lostFrom?: string | undefined;
  readonly lostUntil?: string | undefined; readonly standing?: "present" | "absent" | undefined; readonly goneWith?: string | undefined; readonly state: string;
  /** Words to look for; beside them, what they mean as a serial or a model. */
  readonly words?: string | undefined; readonly keys?: readonly bigint[] | undefined;
  /** A make or model that the words begin with; then the keys are of the rest. */
  readonly named?: { readonly makes: readonly string[] | undefined; readonly models: readonly string[] | undefined } | undefined;
  readonly after: string | null; readonly limit: number;
} // prettier-ignore

/** Newest first: records of one import stand in the order of its file, from its end. */
export async function listRecordRows(tx: Tx, filter: RecordFilter): Promise<RecordRow[]> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const where = [`r.state = ${bind(filter.state)}`];
  const meaning = (aspect: string, codes: readonly string[]): string =>
    `r.${aspect}_code = any(${bind(codes)}::text[])`;
  const equal = (column: string, value: string | undefined): void => {
    if (value !== undefined) where.push(`r.${column} = ${bind(value)}`);
  };
  equal("register_id", filter.register);
  for (const aspect of ["type", "make", "model", "calibre"] as const) {
    const codes = filter[`${aspect}s`];
    if (codes !== undefined) where.push(meaning(aspect, codes));
  }
  equal("reason", filter.reason);
  equal("run_id", filter.run);
  equal("absent_run", filter.goneWith);
  if (filter.standing !== undefined)
    where.push(`r.absent_since is ${filter.standing === "absent" ? "not null" : "null"}`);
  if (filter.lostFrom !== undefined) where.push(`r.lost_on >= ${bind(filter.lostFrom)}::date`);
  if (filter.lostUntil !== undefined) where.push(`r.lost_on <= ${bind(filter.lostUntil)}::date`);
  const keys = filter.keys ?? [];
  // Materialised: the keys are a handful of index probes, whatever the register's size.
  const byKey = keys.length === 0 ? null : `r.id = any(array(${recordsWithKeys(bind(keys))}))`;
  const { named } = filter;
  const byName =
    named === undefined
      ? null
      : [
          named.makes === undefined ? null : meaning("make", named.makes),
          named.models === undefined ? null : meaning("model", named.models),
        ]
          .filter((part) => part !== null)
          .join(" and ");
  if (byName !== null && byKey !== null) where.push(byName, byKey);
  else if (byName !== null) where.push(byName);
  else if (filter.words !== undefined && filter.words !== "") {
    const like = bind(`%${filter.words.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`);
    const text = ["make_written", "model_written", "serial_written", "authority_written", "own_reference", "note"].map(
      (column) => `r.${column} ilike ${like}`,
    );
    where.push(`(${[...(byKey === null ? [] : [byKey]), ...text].join(" or ")})`);
  }
  if (filter.after !== null) where.push(`r.id < ${bind(filter.after)}::uuid`);
  const read = (): Promise<RecordRow[]> =>
    tx.query<RecordRow>(
      `${recordSelect} where ${where.join(" and ")} order by r.id desc limit ${bind(filter.limit)}`,
      values,
    );
  return byKey === null ? read() : byIndex(tx, read);
}
