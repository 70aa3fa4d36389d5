/**
 * What must be true after every kill: what was acknowledged is there exactly once and whole, what was not answered is there
 * once or not at all and never in part, every change has its journal entry, nothing is there that nobody asked for.
 */
import type pg from "pg";
import type { Load, RecordIntent, Told } from "./kills-load.ts";

export interface Findings {
  /** Acknowledged and not there, or not whole. */
  readonly lost: readonly string[];
  /** There more than once, or there without having been asked for. */
  readonly doubled: readonly string[];
}

interface Row {
  reference: string | null;
  firearm_count: number;
  firearms: number;
  marks: number;
  readings: string[];
  grounds: string[];
  creates: number;
  weapon_creates: number;
  changes: number;
  shares: number;
  withdrawals: number;
  tasks: number;
}

const recordsSql = `
  select r.own_reference as reference, r.firearm_count,
    (select count(*)::int from firearms.firearm f where f.recovery_id = r.id) as firearms,
    (select count(*)::int from firearms.mark m join firearms.firearm f on f.id = m.firearm_id where f.recovery_id = r.id) as marks,
    (select coalesce(array_agg(x.written), '{}') from firearms.reading x join firearms.firearm f on f.id = x.firearm_id where f.recovery_id = r.id) as readings,
    (select coalesce(array_agg(g.written), '{}') from recoveries.ground g where g.recovery_id = r.id) as grounds,
    (select count(*)::int from journal.entry e where e.record = r.id and e.verb = 'create' and e.kind = 'recovery' and e.outcome = 'done') as creates,
    (select count(*)::int from journal.entry e join firearms.firearm f on f.id = e.record where f.recovery_id = r.id and e.verb = 'create' and e.kind = 'firearm') as weapon_creates,
    (select count(*)::int from journal.entry e where e.record = r.id and e.verb = 'change') as changes,
    (select count(*)::int from journal.entry e where e.record = r.id and e.verb = 'share' and e.actor is not null) as shares,
    (select count(*)::int from journal.entry e where e.record = r.id and e.verb = 'withdraw' and e.actor is not null) as withdrawals
  from recoveries.recovery r`;

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && [...a].sort().join("\n") === [...b].sort().join("\n");

function group<T extends Told>(told: readonly T[]): Map<string, T[]> {
  return Map.groupBy(told, (one) => one.intent.reference);
}

function checkRecord(intent: RecordIntent, row: Row, later: readonly Told[], lost: string[], doubled: string[]): void {
  const name = intent.reference;
  const whole =
    row.firearm_count === intent.firearms &&
    row.firearms === intent.firearms &&
    row.marks === intent.marks &&
    same(row.readings, intent.readings);
  if (!whole)
    lost.push(
      `${name}: weapons ${row.firearms} of ${intent.firearms}, marks ${row.marks} of ${intent.marks}, readings ${row.readings.length} of ${intent.readings.length}`,
    );
  if (row.creates < 1 || row.weapon_creates < row.firearms)
    lost.push(`${name}: its creation has ${row.creates} entries, its weapons' ${row.weapon_creates}`);
  if (row.creates > 1 || row.weapon_creates > row.firearms)
    doubled.push(`${name}: its creation has ${row.creates} entries, its weapons' ${row.weapon_creates}`);
  const counted = new Map<string, number>();
  for (const written of row.grounds) counted.set(written, (counted.get(written) ?? 0) + 1);
  for (const [written, count] of counted) if (count > 1) doubled.push(`${name}: “${written}” stands ${count} times`);
  if (!counted.has(intent.ground)) lost.push(`${name}: its first ground`);
  const grounds = later.flatMap(({ intent: one, state }) =>
    one.kind === "ground" ? [{ written: one.written, state }] : [],
  );
  for (const { written, state } of grounds)
    if (state === "acknowledged" && !counted.has(written)) lost.push(`${name}: ${written}`);
  const asked = new Set([
    intent.ground,
    ...grounds.filter(({ state }) => state !== "refused").map(({ written }) => written),
  ]);
  for (const written of counted.keys()) if (!asked.has(written)) doubled.push(`${name}: nobody stated “${written}”`);
  if (row.changes !== row.grounds.length - 1)
    lost.push(`${name}: ${row.grounds.length - 1} later grounds, ${row.changes} entries of change`);
}

/** Compares the ledger with the database. */
export async function checkLedger(admin: pg.Client, load: Load): Promise<Findings> {
  const lost: string[] = [];
  const doubled: string[] = [];
  const { rows } = await admin.query<Row>(recordsSql);
  const found = Map.groupBy(rows, (row) => row.reference ?? "");
  const { rows: shareRows } = await admin.query<{ reason: string; count: number; withdrawn: number }>(
    "select reason, count(*)::int as count, count(withdrawn_at)::int as withdrawn from access.share where basis = 'person' group by reason",
  );
  const shares = new Map(shareRows.map((row) => [row.reason, row]));
  const all = [...load.told.values()];
  const later = group(all.filter(({ intent }) => intent.kind !== "record"));
  const records = new Set<string>();
  for (const { intent, state } of all) {
    if (intent.kind !== "record") continue;
    records.add(intent.reference);
    const here = found.get(intent.reference) ?? [];
    const [row] = here;
    if (here.length > 1) doubled.push(`${intent.reference}: recorded ${here.length} times`);
    if (row === undefined && state === "acknowledged") lost.push(intent.reference);
    if (row !== undefined && state === "refused") doubled.push(`${intent.reference}: refused and recorded`);
    if (row !== undefined) checkRecord(intent, row, later.get(intent.reference) ?? [], lost, doubled);
  }
  for (const reference of found.keys()) if (!records.has(reference)) doubled.push(`nobody recorded “${reference}”`);
  for (const { intent, state } of all) {
    if (intent.kind !== "share" && intent.kind !== "withdraw") continue;
    const row = shares.get(intent.reason);
    if (state === "acknowledged" && row === undefined) lost.push(intent.key);
    if (state === "acknowledged" && intent.kind === "withdraw" && row?.withdrawn !== row?.count)
      lost.push(`${intent.key}: still shared`);
    if ((row?.count ?? 0) > 1) doubled.push(`${intent.key}: shared ${row?.count ?? 0} times`);
  }
  const shareEntries = rows.reduce((sum, row) => sum + row.shares, 0);
  const withdrawEntries = rows.reduce((sum, row) => sum + row.withdrawals, 0);
  const shared = shareRows.reduce((sum, row) => sum + row.count, 0);
  const withdrawn = shareRows.reduce((sum, row) => sum + row.withdrawn, 0);
  if (shareEntries !== shared) lost.push(`${shared} shares, ${shareEntries} entries of sharing`);
  if (withdrawEntries !== withdrawn) lost.push(`${withdrawn} shares withdrawn, ${withdrawEntries} entries of it`);
  return { lost, doubled };
}
