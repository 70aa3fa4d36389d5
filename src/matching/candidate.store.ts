/**
 * Candidates: which records share a key with what was read, and what identifies them. Under whoever's role the
 * transaction runs: a reader finds among what they may see, the matcher among everything.
 */
import type { Tx } from "../platform/database.ts";
import type { CuratedList } from "../reference/list-overlay.ts";
import { keptCode } from "../reference/lists.ts";
import type { MatchRecord, RankedMatch, WeaponDescription } from "./match-score.ts";
import { readSerialField } from "./serial-field.ts";
import { keyKind, queryKeys, weakKeyKinds } from "./serial-keys.ts";

export type SubjectKind = "register-record" | "firearm";

/** How many subjects a question may bring in through keys that many records share (a tail, a bare number). */
const mostWeak = 400;
const mostStrong = 4_000;

export interface Candidate extends MatchRecord {
  readonly kind: SubjectKind;
  readonly institutionId: number;
  readonly institution: string;
  readonly unitId: number | null;
  readonly handling: number;
  readonly recordNumber: string | null;
  /** Register records: the register's names and what it says of the weapon's fate. */
  readonly registerId: string | null;
  readonly registerEn: string | null;
  readonly registerRu: string | null;
  readonly reason: string | null;
  readonly day: string | null;
  readonly authority: string | null;
  readonly ownReference: string | null;
  readonly shown: {
    readonly type: string | null;
    readonly make: string | null;
    readonly model: string | null;
    readonly calibre: string | null;
    readonly serial: string | null;
  };
}

interface CandidateRow {
  kind: SubjectKind;
  id: string;
  institution_id: number;
  institution: string;
  unit_id: number | null;
  handling: number;
  number: string | null;
  register_id: string | null;
  register_en: string | null;
  register_ru: string | null;
  reason: string | null;
  day: string | null;
  authority: string | null;
  own_reference: string | null;
  type_code: string | null;
  type_written: string | null;
  make_code: string | null;
  make_written: string | null;
  model_code: string | null;
  model_written: string | null;
  calibre_code: string | null;
  calibre_written: string | null;
  country: string | null;
  year: number | null;
  serial_written: string | null;
}

const recordColumns = `'register-record' as kind, r.id, r.institution_id, i.code as institution, g.unit_id, r.handling, null as number,
  g.id as register_id, g.name_en as register_en, g.name_ru as register_ru, r.reason, r.lost_on as day, r.authority_written as authority, r.own_reference,
  r.type_code, r.type_written, r.make_code, r.make_written, r.model_code, r.model_written, r.calibre_code, r.calibre_written, r.country, r.year, r.serial_written`;
const firearmColumns = `'firearm' as kind, f.id, f.institution_id, i.code as institution, f.unit_id, f.handling, f.number,
  null as register_id, null as register_en, null as register_ru, f.recovered_manner as reason, f.recovered_on as day, null as authority, null as own_reference,
  f.type_code, f.type_written, f.make_code, f.make_written, f.model_code, f.model_written, f.calibre_code, f.calibre_written, f.country, f.year, f.serial_written`;

function candidateOf(row: CandidateRow, readings?: readonly string[]): Candidate {
  const description: Record<string, string | number> = {};
  const put = (name: string, value: string | number | null): void => {
    if (value !== null) description[name] = value;
  };
  // Codes are compared by what they mean now: two records of one make agree, whichever of its merged codes each was given.
  const meant = (list: CuratedList, code: string | null): string | null =>
    code === null ? null : keptCode(list, code);
  put("type", meant("types", row.type_code) ?? row.type_written);
  put("make", meant("makes", row.make_code) ?? row.make_written);
  put("model", meant("models", row.model_code) ?? row.model_written);
  put("calibre", meant("calibres", row.calibre_code) ?? row.calibre_written);
  put("serial", row.serial_written);
  put("country", row.country);
  put("year", row.year);
  return {
    ...description,
    ...(readings === undefined ? {} : { readings }),
    id: row.id,
    kind: row.kind,
    institutionId: row.institution_id,
    institution: row.institution,
    unitId: row.unit_id,
    handling: row.handling,
    recordNumber: row.number,
    registerId: row.register_id,
    registerEn: row.register_en,
    registerRu: row.register_ru,
    reason: row.reason,
    day: row.day,
    authority: row.authority,
    ownReference: row.own_reference,
    shown: {
      type: row.type_written ?? row.type_code,
      make: row.make_written ?? row.make_code,
      model: row.model_written ?? row.model_code,
      calibre: row.calibre_written ?? row.calibre_code,
      serial: row.serial_written,
    },
  };
}

/** The keys to ask with: of every reading of the weapon's number. */
export function keysOfWeapon(weapon: WeaponDescription): bigint[] {
  const readings =
    weapon.readings === undefined || weapon.readings.length === 0 ? [weapon.serial ?? ""] : weapon.readings;
  return [...new Set(readings.flatMap((reading) => queryKeys(readSerialField(reading).pattern)))];
}

/** The record with the reading that the match was made by. */
export function shownByMatch(candidate: Candidate, match: Pick<RankedMatch, "why">): Candidate {
  const serial = match.why.find((part) => part.field === "serial");
  if (serial?.heldBy === undefined) return candidate;
  return { ...candidate, shown: { ...candidate.shown, serial: serial.heldBy.reading } };
}

export function strongKeys(keys: readonly bigint[]): bigint[] {
  const weak: ReadonlySet<string | undefined> = new Set(weakKeyKinds);
  return keys.filter((key) => !weak.has(keyKind(key)));
}

/** Records and weapons that share a key. Strong keys first; weak ones bring in a bounded number more. */
export async function findCandidates(tx: Tx, keys: readonly bigint[], leaveOut?: string): Promise<Candidate[]> {
  const strong = strongKeys(keys);
  const weak = keys.filter((key) => !strong.includes(key));
  const probe = async (
    some: readonly bigint[],
    most: number,
  ): Promise<{ subject_kind: number; subject_id: string }[]> =>
    some.length === 0
      ? []
      : tx.query(
          `select subject_kind, subject_id from (select distinct subject_kind, subject_id from matching.serial_key where key = any($1::bigint[])) k
           order by subject_id limit ${most}`,
          [some],
        );
  const found = [...(await probe(strong, mostStrong)), ...(await probe(weak, mostWeak))];
  const ids = (kind: number): string[] => [
    ...new Set(
      found.filter((row) => row.subject_kind === kind && row.subject_id !== leaveOut).map((row) => row.subject_id),
    ),
  ];
  return loadCandidates(tx, ids(1), ids(2));
}

export async function loadCandidates(
  tx: Tx,
  records: readonly string[],
  firearms: readonly string[],
): Promise<Candidate[]> {
  const rows: CandidateRow[] = [];
  if (records.length > 0) {
    rows.push(
      ...(await tx.query<CandidateRow>(
        `select ${recordColumns} from registers.record r join registers.register g on g.id = r.register_id join access.institution i on i.id = r.institution_id
         where r.id = any($1) and r.state = 'active'`,
        [records],
      )),
    );
    // A record that was opened by itself stands in a register one may not see: then its register stays unnamed.
    const missing = records.filter((id) => !rows.some((row) => row.id === id));
    if (missing.length > 0) {
      rows.push(
        ...(await tx.query<CandidateRow>(
          `select ${recordColumns.replace("g.unit_id", "null::int as unit_id").replace("g.id as register_id, g.name_en as register_en, g.name_ru as register_ru", "null as register_id, null as register_en, null as register_ru")}
           from registers.record r join access.institution i on i.id = r.institution_id where r.id = any($1) and r.state = 'active'`,
          [missing],
        )),
      );
    }
  }
  if (firearms.length === 0) return rows.map((row) => candidateOf(row));
  rows.push(
    ...(await tx.query<CandidateRow>(
      `select ${firearmColumns} from firearms.firearm f join access.institution i on i.id = f.institution_id where f.id = any($1)`,
      [firearms],
    )),
  );
  const readings = await readingsOfCandidates(tx, firearms);
  return rows.map((row) => candidateOf(row, readings.get(row.id)));
}

/** The own references of the recoveries in which these weapons lie, as far as the reader sees them. */
export async function ownReferencesOf(tx: Tx, firearms: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (firearms.length === 0) return new Map();
  const rows = await tx.query<{ id: string; own_reference: string }>(
    `select f.id, r.own_reference from firearms.firearm f join recoveries.recovery r on r.id = f.recovery_id
     where f.id = any($1) and r.own_reference is not null`,
    [firearms],
  );
  return new Map(rows.map((row) => [row.id, row.own_reference]));
}

/** What was read on each weapon's numbers where more than one thing was read; none of it counts for nothing. */
async function readingsOfCandidates(
  tx: Tx,
  firearms: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (firearms.length === 0) return new Map();
  const rows = await tx.query<{ firearm_id: string; written: string[] }>(
    `select r.firearm_id, array_agg(distinct r.written order by r.written) as written from firearms.reading r join firearms.mark m on m.id = r.mark_id
     where r.firearm_id = any($1) and r.written <> '' and m.kind in ('serial','serial-restamped','serial-part') group by 1 having count(distinct r.written) > 1`,
    [firearms],
  );
  return new Map(rows.map((row) => [row.firearm_id, row.written]));
}

/** The file a candidate stands in: only records of one file exclude each other. */
export function fileOf(candidate: Pick<Candidate, "registerId" | "kind">): string {
  return candidate.registerId ?? candidate.kind;
}

/** Records in each register that the caller may search: the prior that a weapon is in it at all. */
export async function registerSizes(tx: Tx): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.query<{ id: string; size: number }>("select id, record_count as size from registers.register");
  return new Map(rows.map((row) => [row.id, row.size]));
}
