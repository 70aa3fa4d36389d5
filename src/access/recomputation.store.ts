/** Recomputations in the database: all through the table and functions of migrations/0011. */
import type { Tx } from "../platform/database.ts";
import type { SharedKind } from "./sharing.store.ts";

export interface RecomputationRow {
  id: string;
  kind: SharedKind;
  institution: string;
  closes: boolean;
  total: number;
  done: number;
  asked_at: string;
  asked: boolean;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  by_institution: string;
  finished_at: string | null;
}

/** Unfinished ones and the last fifty; the wall shows them to who administers rules. */
export async function recomputationRows(tx: Tx): Promise<RecomputationRow[]> {
  return tx.query<RecomputationRow>(
    `select c.id, c.kind, i.code as institution, c.closes <> '{}' as closes, c.total, c.done, c.asked_at, c.finished_at,
       c.asked_by is not null as asked, p.id as person_id, p.name_latin as latin, p.name_cyrillic as cyrillic, coalesce(access.reveal_institution_of(c.asked_by), i.code) as by_institution
     from access.recomputation c join access.institution i on i.id = c.institution_id left join access.person p on p.id = c.asked_by order by c.finished_at desc nulls first, c.asked_at, c.id limit 50`,
  );
}

/** How far the records of a register are; undefined when nothing is under way. */
export async function registerProgress(tx: Tx, register: string): Promise<{ total: number; done: number } | undefined> {
  const [row] = await tx.query<{ total: number | null; done: number | null }>(
    "select sum(total) as total, sum(done) as done from access.recomputation where register_id = $1 and finished_at is null",
    [register],
  );
  return row?.total == null || row.done == null ? undefined : { total: row.total, done: row.done };
}

/** Goes through the next `most` records; gives how many, nought at the end. As the keeper. */
export async function goOn(tx: Tx, recomputation: string, most: number): Promise<number> {
  return (await tx.query<{ n: number }>("select access.go_on($1, $2) as n", [recomputation, most]))[0]?.n ?? 0;
}
