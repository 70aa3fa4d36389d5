/**
 * Reads what the recovery picture is counted from, under the reader's audience, in one statement.
 *
 * Promises: one statement, so one moment: chunks, what is marked and what it counts for now belong together, whatever is
 * folded meanwhile. A chunk that this program has read before is not read again; which chunks are the reader's is asked of
 * the database every time. Refuses nothing: row-level security has decided (migrations/0014).
 */
import type { Database, Tx } from "../platform/database.ts";
import { keptCodeOf } from "../reference/merged-code.store.ts";
import { PictureCount, unpack, type Chunk, type Part, type Picture, type PictureFilter } from "./picture.ts";

/** Bytes of chunks that a program keeps; the longest unused go first. */
const mostKept = 64 * 1024 * 1024;

interface Kept {
  readonly version: number;
  readonly chunk: Chunk;
}
/** Chunks that were read, of each database; in the order of their last use. */
const keptOf = new WeakMap<Database, Map<number, Kept>>();

interface Row {
  kind: "chunk" | "own" | "shared" | "folded" | "now";
  id: number | null;
  version: number | null;
  year: number | null;
  words: string[] | null;
  units: number[] | null;
  cells: Buffer | null;
  parts: PartTuple[] | null;
}
type PartTuple = [
  year: number,
  day: number,
  unit: number,
  manner: string,
  region: string | null,
  ground: string | null,
  context: string | null,
  type: string | null,
  state: string | null,
  flags: number,
  firearms: number,
  apart: number,
  identified: number,
];

const tuple = (of: string): string =>
  `json_agg(json_build_array(${["year", "day", "unit_id", "manner", "region", "ground", "context", "type", "state", "flags", "firearms", "apart", "identified"].map((column) => `${of}.${column}`).join(", ")}))`;
const noChunk =
  "null::int as id, null::int as version, null::int as year, null::text[] as words, null::int[] as units, null::bytea as cells";

/**
 * `own`: facts that the reader sees as their author alone; `shared`: what a share keeps open of a class that a changed rule
 * is closing, counted from the records; `folded`: facts of what is marked; `now`: what it counts for.
 */
const statement = `
  with marked as materialized (select distinct c.recovery_id from figures.change c)
  select 'chunk' as kind, c.id, c.version, c.year::int as year,
    case when k.version is null then c.words end as words, case when k.version is null then c.units end as units, case when k.version is null then c.cells end as cells,
    null::json as parts
  from figures.chunk c left join unnest($1::int[], $2::int[]) k(id, version) on k.id = c.id and k.version = c.version
  where ($3::int is null or c.year >= $3) and ($4::int is null or c.year between 1 and $4)
  union all
  select 'own', ${noChunk}, (select ${tuple("f")} from figures.fact f where f.author_group = any((select access.my_groups())::int[]) and f.class_id not in (select a.id from figures.audience_class a))
  union all
  select 'shared', ${noChunk}, (select ${tuple("p")} from figures.contributions(array(select s.id from unnest(figures.reveal_shared()) s(id)
    where s.id not in (select m.recovery_id from marked m) and not exists (select from figures.fact f where f.recovery_id = s.id))) p)
  union all
  select 'folded', ${noChunk}, (select ${tuple("f")} from figures.fact f where f.recovery_id in (select m.recovery_id from marked m))
  union all
  select 'now', ${noChunk}, (select ${tuple("p")} from figures.contributions(array(select m.recovery_id from marked m)) p)`;

function partOf(given: PartTuple): Part {
  const [year, day, unit, manner, region, ground, context, type, state, flags, firearms, apart, identified] = given;
  return { year, day, unit, manner, region, ground, context, type, state, flags, firearms, apart, identified };
}

function yearOf(day: string | undefined): number | null {
  return day === undefined ? null : Number(day.slice(0, 4));
}

/** Throws away what was used longest ago until the rest fits. */
function trim(kept: Map<number, Kept>): void {
  let bytes = 0;
  for (const { chunk } of kept.values()) bytes += chunk.size * 22 + 1000;
  for (const id of kept.keys()) {
    if (bytes <= mostKept) return;
    bytes -= (kept.get(id)?.chunk.size ?? 0) * 22 + 1000;
    kept.delete(id);
  }
}

export interface PictureUnit {
  readonly id: number;
  readonly institution: string;
  readonly en: string;
  readonly ru: string;
}

/** The picture that the reader of this transaction sees, and the units that there are. */
export async function readPicture(
  tx: Tx,
  database: Database,
  filter: PictureFilter,
): Promise<{ readonly picture: Picture; readonly units: readonly PictureUnit[] }> {
  const units = await tx.query<{ id: number; institution: string; en: string; ru: string }>(
    "select u.id, i.code as institution, u.name_en as en, u.name_ru as ru from access.unit u join access.institution i on i.id = u.institution_id order by u.id",
  );
  const kept = keptOf.get(database) ?? new Map<number, Kept>();
  keptOf.set(database, kept);
  // What is held at the moment of asking: while the answer is on its way, another reader may bring newer chunks.
  const held = new Map(kept);
  const rows = await tx.query<Row>(statement, [
    [...held.keys()],
    [...held.values()].map(({ version }) => version),
    yearOf(filter.from),
    yearOf(filter.until),
  ]);
  // The facts name what a merged type means now (figures.contributions).
  const type = filter.type === undefined ? undefined : await keptCodeOf(tx, "types", filter.type);
  const count = new PictureCount({ ...filter, type }, new Map(units.map((unit) => [unit.id, unit.institution])));
  for (const row of rows) {
    if (row.kind === "chunk") count.addChunk(chunkOf(row, held, kept));
    else for (const part of row.parts ?? []) count.addPart(partOf(part), row.kind === "folded" ? -1 : 1);
  }
  trim(kept);
  return { picture: count.picture(), units };
}

/**
 * Reads the packed counts once, newest years first and no more than is kept, so that the first reader need not wait. Shows nobody
 * anything: which of it is a reader's is asked at every question.
 */
export async function warmPicture(database: Database): Promise<void> {
  const kept = keptOf.get(database) ?? new Map<number, Kept>();
  keptOf.set(database, kept);
  const chunks = await database.asSystem("tamga_keeper", (tx) =>
    tx.query<{ id: number; size: number }>("select id, size from figures.chunk order by year desc, id"),
  );
  const atOnce = 200;
  let bytes = 0;
  const wanted = chunks.filter(({ size }) => (bytes += size * 22 + 1000) <= mostKept).map(({ id }) => id);
  for (let at = 0; at < wanted.length; at += atOnce) {
    const rows = await database.asSystem("tamga_keeper", (tx) =>
      tx.query<Omit<Row, "kind" | "parts">>(
        "select id, version, year::int as year, words, units, cells from figures.chunk where id = any($1)",
        [wanted.slice(at, at + atOnce)],
      ),
    );
    // Not the last used: what readers ask for stays before it.
    for (const row of rows) if (!kept.has(row.id ?? -1)) chunkOf({ ...row, kind: "chunk", parts: null }, kept, kept);
  }
}

/** The chunk of a row: as it was sent, or as it was held when it was asked for. Keeps the newest, as used last. */
function chunkOf(row: Row, held: ReadonlyMap<number, Kept>, kept: Map<number, Kept>): Chunk {
  const { id, version, year, words, units, cells } = row;
  if (id === null || version === null || year === null) throw new Error("a chunk without its number");
  const known = held.get(id);
  const chunk =
    cells === null || words === null || units === null ? known?.chunk : unpack({ year, words, units }, cells);
  if (chunk === undefined) throw new Error(`chunk ${id} was neither held nor sent`);
  const newest = kept.get(id);
  kept.delete(id);
  kept.set(id, newest !== undefined && newest.version > version ? newest : { version, chunk });
  return chunk;
}
