/**
 * The sequencer gives committed entries their position, keeps the Merkle tree and signs checkpoints.
 *
 * Promises: one program at a time does it (advisory lock); positions are contiguous and never given twice; a
 * checkpoint covers exactly the entries before it. Refuses: to sign with a key that is not the journal's registered
 * key – such a program leaves sequencing to the others and says so.
 */
import type { Database, Tx } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import type { Clock } from "../platform/clock.ts";
import { Problem } from "../platform/problem.ts";
import { entryLeaf, type JournalEntry, type Outcome } from "./canonical-entry.ts";
import { makeCheckpoint, type Signer } from "./checkpoint.ts";
import { Frontier } from "./merkle.ts";

const lockKey = 5_113_902_277n;
const batch = 2_000;

export interface EntryRow {
  id: string;
  at: string;
  actor: string | null;
  institution: string | null;
  purpose: string | null;
  verb: string;
  kind: string | null;
  record: string | null;
  outcome: Outcome;
  commitment: Buffer | null;
}

/** The columns of an entry, its time with exactly six digits as the format asks. */
export const entryColumns = `e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, e.actor, e.institution, e.purpose, e.verb, e.kind, e.record, e.outcome, e.commitment`;

/** A row as the public format's entry. */
export function entryOf(row: EntryRow): JournalEntry {
  return {
    v: 1,
    id: row.id,
    at: row.at,
    actor: row.actor,
    institution: row.institution,
    purpose: row.purpose,
    verb: row.verb,
    kind: row.kind,
    record: row.record,
    outcome: row.outcome,
    commitment: row.commitment === null ? null : row.commitment.toString("hex"),
  };
}

export interface SequencerPolicy {
  /** A checkpoint is signed at the latest this many seconds after an entry. */
  readonly seconds: number;
  /** … or this many entries. */
  readonly entries: number;
}

/** Sequences up to one batch; gives how many. In one transaction: positions, frontier and emptied queue go together. */
async function sequenceBatch(tx: Tx): Promise<number> {
  const [state] = await tx.query<{ size: number; hashes: Buffer[] }>(
    "select size, hashes from journal.frontier for update",
  );
  if (state === undefined) throw new Error("the journal has no frontier");
  const rows = await tx.query<EntryRow & { seq: number }>(
    `select p.seq, ${entryColumns} from journal.pending p join journal.entry e on e.id = p.entry_id order by p.seq limit ${batch}`,
  );
  if (rows.length === 0) return 0;
  const frontier = Frontier.from({ size: state.size, edge: state.hashes.map((hash) => hash.toString("hex")) });
  const positions: number[] = [];
  const hashes: Buffer[] = [];
  for (const row of rows) {
    const hash = entryLeaf(entryOf(row));
    positions.push(frontier.append(hash));
    hashes.push(hash);
  }
  await tx.query(
    "insert into journal.leaf (position, entry_id, hash) select * from unnest($1::bigint[], $2::uuid[], $3::bytea[])",
    [positions, rows.map((row) => row.id), hashes],
  );
  await tx.query("delete from journal.pending where seq = any($1::bigint[])", [rows.map((row) => row.seq)]);
  const next = frontier.state();
  await tx.query("update journal.frontier set size = $1, hashes = $2::bytea[]", [
    next.size,
    next.edge.map((hash) => Buffer.from(hash, "hex")),
  ]);
  return rows.length;
}

async function signIfDue(
  tx: Tx,
  signer: Signer,
  clock: Clock,
  policy: SequencerPolicy,
  force: boolean,
): Promise<string | null> {
  const [state] = await tx.query<{ size: number; hashes: Buffer[]; signed: number | null; waited: number | null }>(
    `select f.size, f.hashes, c.size as signed,
       (select extract(epoch from clock_timestamp() - e.at) from journal.leaf l join journal.entry e on e.id = l.entry_id where l.position = coalesce(c.size, 0)) as waited
     from journal.frontier f left join lateral (select size from journal.checkpoint order by size desc limit 1) c on true`,
  );
  if (state === undefined || state.size === 0 || state.size === (state.signed ?? 0)) return null;
  const due = force || state.size - (state.signed ?? 0) >= policy.entries || (state.waited ?? 0) >= policy.seconds;
  if (!due) return null;
  const root = Frontier.from({ size: state.size, edge: state.hashes.map((hash) => hash.toString("hex")) }).root();
  const time = `${clock.now().toISOString().slice(0, -1)}000Z`;
  const note = makeCheckpoint({ origin: signer.name, size: state.size, root, time }, signer);
  await tx.query("insert into journal.checkpoint (size, root, note) values ($1, $2, $3)", [state.size, root, note]);
  return note;
}

/** Registers the signer's public key with the journal, or refuses a signer that is not the journal's. */
export async function registerSigner(database: Database, signer: Signer): Promise<void> {
  await database.asSystem("tamga_keeper", async (tx) => {
    await tx.query(
      "insert into platform.setting (key, value) values ('journal.key', $1) on conflict (key) do nothing",
      [JSON.stringify(signer.verifier.text)],
    );
    const [row] = await tx.query<{ value: string }>("select value from platform.setting where key = 'journal.key'");
    if (row?.value !== signer.verifier.text) {
      throw new Problem({
        status: 500,
        code: "journal-key-other",
        values: { registered: row?.value ?? "", own: signer.verifier.text },
      });
    }
  });
}

/** The journal's registered public key, or null before the first start. */
export async function journalKey(tx: Tx): Promise<string | null> {
  const [row] = await tx.query<{ value: string }>("select value from platform.setting where key = 'journal.key'");
  return row?.value ?? null;
}

/** Sequences everything that waits and signs; for tests and commands. Gives the signed note, to be kept, or null when nothing was new. */
export async function sequenceNow(database: Database, signer: Signer, clock: Clock): Promise<string | null> {
  for (;;) {
    const done = await database.withLock(lockKey, async () => {
      while ((await database.asSystem("tamga_keeper", sequenceBatch)) > 0);
      const note = await database.asSystem("tamga_keeper", (tx) =>
        signIfDue(tx, signer, clock, { seconds: 0, entries: 1 }, true),
      );
      return { note };
    });
    if (done !== undefined && done !== null) return done.note;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export interface Sequencer {
  stop(): Promise<void>;
}

/** Runs until stopped; `onCheckpoint` receives each signed note (it is also kept outside the database). */
export function startSequencer(
  database: Database,
  signer: Signer,
  clock: Clock,
  policy: SequencerPolicy,
  log: Log,
  onCheckpoint: (note: string) => Promise<void>,
): Sequencer {
  let stopped = false;
  let wake: (() => void) | undefined;
  async function loop(): Promise<void> {
    while (!stopped) {
      try {
        const notes = await database.withLock(lockKey, async () => {
          let note: string | null = null;
          for (let done = batch; done === batch && !stopped;)
            done = await database.asSystem("tamga_keeper", sequenceBatch);
          note = await database.asSystem("tamga_keeper", (tx) => signIfDue(tx, signer, clock, policy, stopped));
          return note;
        });
        if (notes != null) await onCheckpoint(notes);
      } catch (fault) {
        if (!stopped) log.warn({ fault }, "the journal waits for the database");
      }
      if (stopped) break;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 700);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
  const running = loop();
  return {
    stop: async () => {
      stopped = true;
      wake?.();
      await running;
    },
  };
}
