/** Lots in the database. Every row is read behind the wall of the reader: a lot is made of what they see. */
import type { Tx } from "../platform/database.ts";
import { widestGap, type LotWeapon } from "./lot.ts";

export interface LotWeaponRow extends LotWeapon {
  readonly number: string;
  readonly institution: string;
  readonly serial: string;
  readonly type: string | null;
  readonly makeShown: string | null;
  readonly modelShown: string | null;
  readonly calibre: string | null;
  /** Weapons of this make and series that the reader sees. */
  readonly same: number;
}

/** Make, or the model where none is recorded; a merged code as what it means now. */
const makeOf = `coalesce(mk.into_code, f.make_code, lower(f.make_written), mo.into_code, f.model_code, lower(f.model_written))`;
const joined = `firearms.firearm f
  left join reference.merged_code mk on mk.list = 'makes' and mk.code = f.make_code
  left join reference.merged_code mo on mo.list = 'models' and mo.code = f.model_code`;
const shown = `n.id, n.number, i.code as institution, n.serial_written as serial, n.serial_stem as stem, n.serial_place as place, n.make,
  coalesce(n.model_code, lower(n.model_written)) as model, n.year, n.recovered_on as "recoveredOn", r.id as recovery, r.region, n.same,
  coalesce(n.type_written, n.type_code) as type, coalesce(n.make_written, n.make_code) as "makeShown", coalesce(n.model_written, n.model_code) as "modelShown",
  coalesce(n.calibre_written, n.calibre_code) as calibre`;
const beside =
  "join access.institution i on i.id = n.institution_id left join recoveries.recovery r on r.id = n.recovery_id";

/** Weapons that have a neighbour, by series and number; at most `most`. */
export async function neighbourRows(tx: Tx, most: number): Promise<LotWeaponRow[]> {
  return tx.query<LotWeaponRow>(
    `with n as (
       select f.*, ${makeOf} as make, count(*) over (partition by f.serial_stem, ${makeOf})::int as same,
         f.serial_place - lag(f.serial_place) over w as before, lead(f.serial_place) over w - f.serial_place as after
       from ${joined} where f.serial_stem is not null and ${makeOf} is not null
       window w as (partition by f.serial_stem, ${makeOf} order by f.serial_place, f.id))
     select ${shown} from n ${beside} where n.before <= ${widestGap} or n.after <= ${widestGap}
     order by n.serial_stem, n.make, n.serial_place, n.id limit $1`,
    [most],
  );
}

/** Weapons of these series that stand near one of these numbers. */
export async function rowsNear(
  tx: Tx,
  places: readonly { readonly stem: string; readonly place: number }[],
  width: number,
): Promise<LotWeaponRow[]> {
  if (places.length === 0) return [];
  return tx.query<LotWeaponRow>(
    `with asked as (select distinct x.stem, x.place from unnest($1::text[], $2::bigint[]) as x(stem, place)),
     found as (select distinct f.id from asked a join firearms.firearm f on f.serial_stem = a.stem and f.serial_place between a.place - $3 and a.place + $3),
     size as (select f.serial_stem, ${makeOf} as make, count(*)::int as same from ${joined} where f.serial_stem in (select a.stem from asked a) group by 1, 2),
     n as (select f.*, ${makeOf} as make, s.same from ${joined} join size s on s.serial_stem = f.serial_stem and s.make = ${makeOf} where f.id in (select d.id from found d))
     select ${shown} from n ${beside} order by n.serial_stem, n.make, n.serial_place, n.id limit 5000`,
    [places.map(({ stem }) => stem), places.map(({ place }) => place), width],
  );
}

/** A weapon's place in its series; undefined where it is not seen; nulls where its number has none. */
export async function placeOfFirearm(
  tx: Tx,
  id: string,
): Promise<{ stem: string | null; place: number | null } | undefined> {
  const [row] = await tx.query<{ stem: string | null; place: number | null }>(
    "select f.serial_stem as stem, f.serial_place as place from firearms.firearm f where f.id = $1",
    [id],
  );
  return row;
}

export interface JudgedLotRow {
  id: string;
  number: string;
  state: "proposed" | "confirmed" | "rejected";
  institution_id: number;
  institution: string;
  members: string[];
}

/** Judged lots that the reader sees: of these weapons, or all. */
export async function judgedLots(tx: Tx, of: { firearms?: readonly string[]; lot?: string }): Promise<JudgedLotRow[]> {
  return tx.query<JudgedLotRow>(
    `select l.id, l.number, l.state, l.institution_id, i.code as institution,
       array(select m.firearm_id::text from matching.lot_member m where m.lot_id = l.id order by m.firearm_id) as members
     from matching.lot l join access.institution i on i.id = l.institution_id
     where ($1::uuid[] is null or exists (select from matching.lot_member m where m.lot_id = l.id and m.firearm_id = any($1)))
       and ($2::uuid is null or l.id = $2) order by l.created_at desc, l.id desc limit 2000`,
    [of.firearms ?? null, of.lot ?? null],
  );
}

export interface LotJudgementRow {
  id: string;
  lot_id: string;
  verb: "confirm" | "reject" | "reopen";
  reason: string;
  at: string;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
}

export async function lotJudgements(tx: Tx, lots: readonly string[]): Promise<LotJudgementRow[]> {
  if (lots.length === 0) return [];
  return tx.query<LotJudgementRow>(
    `select d.id, d.lot_id, d.verb, d.reason, d.at, p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, i.code as by_institution
     from matching.lot_judgement d join access.institution i on i.id = d.institution_id left join access.person p on p.id = d.by_person
     where d.lot_id = any($1) order by d.at, d.id`,
    [lots],
  );
}

/** The weapons of a confirmed lot that the reader sees, for a trace answer that helps all of them. */
export async function confirmedLotOf(tx: Tx, firearmId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select distinct m.firearm_id as id from matching.lot_member own join matching.lot l on l.id = own.lot_id and l.state = 'confirmed'
     join matching.lot_member m on m.lot_id = l.id where own.firearm_id = $1 and m.firearm_id <> $1 order by 1`,
    [firearmId],
  );
  return rows.map(({ id }) => id);
}

export async function writeLot(
  tx: Tx,
  lot: { id: string; number: string; grounds: unknown; firearms: readonly string[] },
): Promise<void> {
  await tx.query(
    "insert into matching.lot (id, number, institution_id, created_by, grounds) values ($1, $2, access.my_institution(), access.actor(), $3)",
    [lot.id, lot.number, JSON.stringify(lot.grounds)],
  );
  await tx.query("insert into matching.lot_member (lot_id, firearm_id) select $1, unnest($2::uuid[])", [
    lot.id,
    lot.firearms,
  ]);
}

/** False where the lot is in that state already. */
export async function writeLotJudgement(
  tx: Tx,
  judgement: { id: string; lot: string; verb: string; reason: string },
): Promise<void> {
  await tx.query(
    "insert into matching.lot_judgement (id, lot_id, verb, reason, by_person, institution_id) values ($1, $2, $3, $4, access.actor(), access.my_institution())",
    [judgement.id, judgement.lot, judgement.verb, judgement.reason],
  );
}
