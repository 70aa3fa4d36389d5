/**
 * Items, parties, route and offences of a recovery in the database. The only place with their SQL.
 */
import type { Tx } from "../platform/database.ts";
import type { itemKinds, partyKinds, routeKinds, sexes } from "./recovery-parts.ts";

/** Who recorded it, as the presenter shows people. */
interface Recorded {
  recorded_at: string;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
}
interface Stated extends Recorded {
  id: string;
  source: string;
  grade: string | null;
  corrects: string | null;
  reason: string | null;
}
interface Struck {
  struck_at: string | null;
  struck_reason: string | null;
}

export interface ItemRow extends Recorded, Struck {
  id: string;
  number: string;
  recovery_id: string;
  version: number;
  kind: (typeof itemKinds)[number];
  type_code: string | null;
  type_written: string | null;
  make_code: string | null;
  make_written: string | null;
  calibre_code: string | null;
  calibre_written: string | null;
  quantity: number | null;
  unit: string | null;
  lot: string | null;
  headstamp: string | null;
  year: number | null;
  country: string | null;
  marking_written: string | null;
  note: string | null;
  class_unodc: string;
  class_hs: string;
  class_admin: string;
}

export interface PartyRow extends Recorded, Struck {
  id: string;
  version: number;
  kind: (typeof partyKinds)[number];
  name_written: string;
  name_other: string | null;
  born_on: string | null;
  born_year: number | null;
  sex: (typeof sexes)[number] | null;
  nationality: string | null;
  residence_country: string | null;
  document_kind: string | null;
  document_number: string | null;
  address: string | null;
  note: string | null;
}

export interface StandingRow extends Stated {
  party_id: string;
  category: string;
  from_date: string | null;
}
export interface RoutePointRow extends Stated {
  kind: (typeof routeKinds)[number];
  place_code: string | null;
  place_written: string | null;
  country: string | null;
  on_date: string | null;
  note: string | null;
}
export interface OffenceRow extends Stated {
  party_id: string | null;
  code: string | null;
  written: string | null;
  iccs: string | null;
  from_date: string | null;
}

const recorder = `x.recorded_at, p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, access.reveal_institution_of(x.recorded_by) as by_institution`;

async function rowsOf<Row extends object>(
  tx: Tx,
  table: string,
  columns: string,
  order: string,
  recoveryId: string,
): Promise<Row[]> {
  return tx.query<Row>(
    `select ${columns}, ${recorder} from recoveries.${table} x left join access.person p on p.id = x.recorded_by
     where x.recovery_id = $1 order by ${order}`,
    [recoveryId],
  );
}

export async function itemsOf(tx: Tx, recoveryId: string): Promise<ItemRow[]> {
  return rowsOf<ItemRow>(
    tx,
    "item",
    `x.id, x.number, x.recovery_id, x.version, x.kind, x.type_code, x.type_written, x.make_code, x.make_written, x.calibre_code, x.calibre_written,
     x.quantity, x.unit, x.lot, x.headstamp, x.year, x.country, x.marking_written, x.note, x.class_unodc, x.class_hs, x.class_admin, x.struck_at, x.struck_reason`,
    "x.position, x.id",
    recoveryId,
  );
}

export async function partiesOf(tx: Tx, recoveryId: string): Promise<PartyRow[]> {
  return rowsOf<PartyRow>(
    tx,
    "party",
    `x.id, x.version, x.kind, x.name_written, x.name_other, x.born_on, x.born_year, x.sex, x.nationality, x.residence_country, x.document_kind,
     x.document_number, x.address, x.note, x.struck_at, x.struck_reason`,
    "x.position, x.id",
    recoveryId,
  );
}

export async function standingsOf(tx: Tx, recoveryId: string): Promise<StandingRow[]> {
  return rowsOf<StandingRow>(
    tx,
    "party_standing",
    "x.id, x.party_id, x.category, x.from_date, x.source, x.grade, x.corrects, x.reason",
    "x.recorded_at, x.id",
    recoveryId,
  );
}

export async function routeOf(tx: Tx, recoveryId: string): Promise<RoutePointRow[]> {
  return rowsOf<RoutePointRow>(
    tx,
    "route_point",
    "x.id, x.kind, x.place_code, x.place_written, x.country, x.on_date, x.note, x.source, x.grade, x.corrects, x.reason",
    "array_position(array['departure','transit','destination'], x.kind), x.on_date nulls last, x.position, x.id",
    recoveryId,
  );
}

export async function offencesOf(tx: Tx, recoveryId: string): Promise<OffenceRow[]> {
  return rowsOf<OffenceRow>(
    tx,
    "offence",
    "x.id, x.party_id, x.code, x.written, x.iccs, x.from_date, x.source, x.grade, x.corrects, x.reason",
    "x.recorded_at, x.id",
    recoveryId,
  );
}

export interface NewItem {
  readonly id: string;
  readonly number: string;
  readonly recoveryId: string;
  readonly kind: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** Columns of an item that are entered and corrected. */
export const itemColumns = [
  "type_code",
  "type_written",
  "make_code",
  "make_written",
  "calibre_code",
  "calibre_written",
  "quantity",
  "unit",
  "lot",
  "headstamp",
  "year",
  "country",
  "marking_written",
  "note",
  "class_unodc",
  "class_hs",
  "class_admin",
] as const;

/** Columns of a party that are entered and corrected. */
export const partyColumns = [
  "name_written",
  "name_other",
  "born_on",
  "born_year",
  "sex",
  "nationality",
  "residence_country",
  "document_kind",
  "document_number",
  "address",
  "note",
] as const;

const nextPosition = (table: string): string =>
  `(select coalesce(max(o.position), -1) + 1 from recoveries.${table} o where o.recovery_id = $2)`;

export async function insertItem(tx: Tx, item: NewItem): Promise<void> {
  const names = itemColumns.filter((name) => item.facts[name] !== undefined);
  await tx.query(
    `insert into recoveries.item (id, recovery_id, number, kind, position, recorded_by, institution_id, audience${names.map((name) => `, ${name}`).join("")})
     values ($1, $2, $3, $4, ${nextPosition("item")}, access.actor(), 0, '{}'${names.map((_, index) => `, $${index + 5}`).join("")})`,
    [item.id, item.recoveryId, item.number, item.kind, ...names.map((name) => item.facts[name])],
  );
}

export interface NewParty {
  readonly id: string;
  readonly recoveryId: string;
  readonly kind: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export async function insertParty(tx: Tx, party: NewParty): Promise<void> {
  const names = partyColumns.filter((name) => party.facts[name] !== undefined);
  await tx.query(
    `insert into recoveries.party (id, recovery_id, kind, position, recorded_by, institution_id, audience${names.map((name) => `, ${name}`).join("")})
     values ($1, $2, $3, ${nextPosition("party")}, access.actor(), 0, '{}'${names.map((_, index) => `, $${index + 4}`).join("")})`,
    [party.id, party.recoveryId, party.kind, ...names.map((name) => party.facts[name])],
  );
}

/** Writes the named columns of an item or party at this version; false when somebody changed it meanwhile, or it is struck. */
export async function updatePart(
  tx: Tx,
  table: "item" | "party",
  key: { readonly id: string; readonly recoveryId: string; readonly version: number },
  facts: Readonly<Record<string, unknown>>,
  struckReason: string | null,
): Promise<boolean> {
  const columns: readonly string[] = table === "item" ? itemColumns : partyColumns;
  const names = columns.filter((name) => facts[name] !== undefined);
  const sets = names.map((name, index) => `${name} = $${index + 4}`);
  if (struckReason !== null) sets.push("struck_at = now()", `struck_reason = $${names.length + 4}`);
  if (sets.length === 0) return true;
  const rows = await tx.query(
    `update recoveries.${table} x set ${sets.join(", ")} where x.id = $1 and x.recovery_id = $2 and x.version = $3 and x.struck_at is null returning x.id`,
    [
      key.id,
      key.recoveryId,
      key.version,
      ...names.map((name) => facts[name]),
      ...(struckReason === null ? [] : [struckReason]),
    ],
  );
  return rows.length > 0;
}

/** Whether a party or statement of this table hangs on this recovery. */
export async function hangsOn(
  tx: Tx,
  table: "item" | "party" | "party_standing" | "offence" | "route_point" | "ground" | "context",
  id: string,
  recoveryId: string,
): Promise<boolean> {
  const rows = await tx.query(`select from recoveries.${table} x where x.id = $1 and x.recovery_id = $2`, [
    id,
    recoveryId,
  ]);
  return rows.length > 0;
}

interface NewStated {
  readonly id: string;
  readonly recoveryId: string;
  readonly source: string;
  readonly grade: string | null;
  readonly corrects: string | null;
  readonly reason: string | null;
}

export async function insertStanding(
  tx: Tx,
  standing: NewStated & { readonly partyId: string; readonly category: string; readonly fromDate: string | null },
): Promise<void> {
  await tx.query(
    `insert into recoveries.party_standing (id, party_id, recovery_id, category, from_date, source, grade, corrects, reason, recorded_by, institution_id, audience)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, access.actor(), 0, '{}')`,
    [
      standing.id,
      standing.partyId,
      standing.recoveryId,
      standing.category,
      standing.fromDate,
      standing.source,
      standing.grade,
      standing.corrects,
      standing.reason,
    ],
  );
}

export async function insertRoutePoint(
  tx: Tx,
  point: NewStated & {
    readonly kind: string;
    readonly placeCode: string | null;
    readonly placeWritten: string | null;
    readonly country: string | null;
    readonly onDate: string | null;
    readonly note: string | null;
  },
): Promise<void> {
  await tx.query(
    `insert into recoveries.route_point (id, recovery_id, kind, position, place_code, place_written, country, on_date, note, source, grade, corrects, reason, recorded_by, institution_id, audience)
     values ($1, $2, $3, ${nextPosition("route_point")}, $4, $5, $6, $7, $8, $9, $10, $11, $12, access.actor(), 0, '{}')`,
    [
      point.id,
      point.recoveryId,
      point.kind,
      point.placeCode,
      point.placeWritten,
      point.country,
      point.onDate,
      point.note,
      point.source,
      point.grade,
      point.corrects,
      point.reason,
    ],
  );
}

export interface NewOffence extends NewStated {
  readonly partyId: string | null;
  readonly code: string | null;
  readonly written: string | null;
  readonly iccs: string | null;
  readonly fromDate: string | null;
}

export async function insertOffences(tx: Tx, offences: readonly NewOffence[]): Promise<void> {
  if (offences.length === 0) return;
  await tx.query(
    `insert into recoveries.offence (id, recovery_id, party_id, code, written, iccs, from_date, source, grade, corrects, reason, recorded_by, institution_id, audience)
     select x.id, x."recoveryId", x."partyId", x.code, x.written, x.iccs, x."fromDate", x.source, x.grade, x.corrects, x.reason, access.actor(), 0, '{}'
     from jsonb_to_recordset($1::jsonb) as x(id uuid, "recoveryId" uuid, "partyId" uuid, code text, written text, iccs text, "fromDate" date, source text,
       grade text, corrects uuid, reason text)`,
    [JSON.stringify(offences)],
  );
}
