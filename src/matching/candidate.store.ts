/**
 * Candidates: which records share a key with what was read, and what identifies them. Under whoever's role the
 * transaction runs: a reader finds among what they may see, the matcher among everything.
 */
import type { Tx } from "../platform/database.ts";
import type { CuratedList } from "../reference/list-overlay.ts";
import { keptCode } from "../reference/lists.ts";
import type { MatchRecord, RankedMatch, WeaponDescription } from "./match-answer.ts";
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
  /** The newest extract of its register has it no more. */
  readonly absentSince: string | null;
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
  absent_since: string | null;
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
  g.id as register_id, g.name_en as register_en, g.name_ru as register_ru, r.reason, r.lost_on as day, r.authority_written as authority, r.own_reference, r.absent_since,
  r.type_code, r.type_written, r.make_code, r.make_written, r.model_code, r.model_written, r.calibre_code, r.calibre_written, r.country, r.year, r.serial_written`;
const firearmColumns = `'firearm' as kind, f.id, f.institution_id, i.code as institution, f.unit_id, f.handling, f.number,
  null as register_id, null as register_en, null as register_ru, f.recovered_manner as reason, f.recovered_on as day, null as authority, null as own_reference, null as absent_since,
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
    absentSince: row.absent_since,
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

/** Where in a record's keys a kind of them stands: the whole first, its digits second, what few records have behind (`indexKeys`). */
const placesOfKeys = { strong: [1, 3, 4], weak: [2, 3], every: [1, 2, 3, 4] } as const;

/**
 * SQL that gives the ids of register records with one of the keys bound as `bound` (`$1`): each element of a record's keys has its index. The
 * keys stand in a query of their own: the planner would weigh each of a thousand.
 */
export function recordsWithKeys(bound: string, kind: keyof typeof placesOfKeys = "every", standing = false): string {
  return placesOfKeys[kind]
    .map((at) => {
      const key = `k.serial_keys[${at}]`;
      // Of the third and fourth only what is there is indexed.
      return `select k.id from registers.record k where ${at > 2 ? `${key} is not null and ` : ""}${key} = any((select ${bound}::bigint[])::bigint[])${standing ? " and k.state = 'active'" : ""}`;
    })
    .join(" union all ");
}

/**
 * Runs a query by keys. A question brings some thousand of them, and of a register that was just imported the planner knows nothing: it would
 * take them for half of the table and walk through all of it.
 */
export async function byIndex<Result>(tx: Tx, query: () => Promise<Result>): Promise<Result> {
  await tx.query("set local enable_seqscan = off");
  const result = await query();
  await tx.query("set local enable_seqscan to default");
  return result;
}

/** Records and weapons that share a key. Strong keys first; weak ones bring in a bounded number more. */
export async function findCandidates(tx: Tx, keys: readonly bigint[], leaveOut?: string): Promise<Candidate[]> {
  const strong = strongKeys(keys);
  const isStrong = new Set(strong);
  const weak = keys.filter((key) => !isStrong.has(key));
  const ids = async (some: readonly bigint[], from: string, most: number): Promise<string[]> =>
    some.length === 0
      ? []
      : (
          await tx.query<{ id: string }>(`select distinct x.id from (${from}) x order by x.id limit ${most}`, [some])
        ).map(({ id }) => id);
  const weaponsWithKeys =
    "select k.subject_id as id from matching.serial_key k where k.key = any((select $1::bigint[])::bigint[])";
  return byIndex(tx, async () => {
    const found = async (ofStrong: string, ofWeak: string): Promise<string[]> => [
      ...new Set([...(await ids(strong, ofStrong, mostStrong)), ...(await ids(weak, ofWeak, mostWeak))]),
    ];
    const records = await found(recordsWithKeys("$1", "strong", true), recordsWithKeys("$1", "weak", true));
    const weapons = (await found(weaponsWithKeys, weaponsWithKeys)).filter((id) => id !== leaveOut);
    return loadCandidates(tx, records, weapons);
  });
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
