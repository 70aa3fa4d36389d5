/**
 * `tamga verify`: prove that the journal was not altered – a bundle, or the journal in the database.
 *
 * Promises: the live journal is judged by the same verifier as a bundle, and beyond it by what only the database can
 * tell: entries that wait, entries that never got a place, places whose entry is gone, content that is not what was
 * committed to. Kept checkpoints and the key of this data folder are compared without being asked for. Refuses: to call a
 * journal proven that was compared with nothing from outside; to repair anything.
 */
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { CommandContext } from "../command/command-context.ts";
import { EXIT, type ExitCode } from "../command/exit-codes.ts";
import { table } from "../command/table.ts";
import type { VerifyInput } from "../command/verify.ts";
import { Database, type Tx } from "../platform/database.ts";
import { Problem } from "../platform/problem.ts";
import { say } from "../platform/words.ts";
import { checkCommitment, entryLeaf } from "./canonical-entry.ts";
import { parseCheckpoint, splitNotes } from "./checkpoint.ts";
import { heldSigner } from "./export-command.ts";
import { journalBundle } from "./export-bundle.ts";
import { Frontier, HASH_LENGTH } from "./merkle.ts";
import { entryColumns, entryOf, journalKey, type EntryRow } from "./sequencer.ts";
import { keptCheckpoints } from "./kept-checkpoints.ts";
import { verifyBundle, type Verification, type VerifyOptions } from "./verify-bundle.ts";

/** What only the database can show; the words are in the catalogue `backup` under `live.faults`. */
export type LiveFaultCode =
  | "entry-gone"
  | "position-gap"
  | "entry-unqueued"
  | "entry-changed"
  | "payload-gone"
  | "payload-changed"
  | "payload-uncommitted"
  | "payload-emptied"
  | "frontier-differs"
  | "checkpoints-gone";

export interface LiveFault {
  readonly code: LiveFaultCode;
  readonly count: number;
  /** Position or identifier of the first one. */
  readonly first: string;
}

export interface LiveFindings {
  /** Entries that have a place in the tree. */
  readonly sequenced: number;
  /** Entries that have none yet, and when the oldest of them was written (ISO 8601, null when none waits). */
  readonly waiting: number;
  readonly oldestWaiting: string | null;
  /** Places after the last signed checkpoint: proven by nobody yet. */
  readonly unsigned: number;
  /** Payloads whose content opens its commitment, and those lawfully erased. */
  readonly payloads: number;
  readonly erased: number;
  readonly faults: readonly LiveFault[];
}

interface LeafRow extends EntryRow {
  position: number;
  leaf_entry: string;
  hash: Buffer;
  salt: Buffer | null;
  content: unknown;
  erased_at: string | null;
}

const batch = 5_000;

class Faults {
  readonly #found = new Map<LiveFaultCode, { count: number; first: string }>();

  add(code: LiveFaultCode, first: string | number, count = 1): void {
    const known = this.#found.get(code);
    if (known === undefined) this.#found.set(code, { count, first: String(first) });
    else known.count += count;
  }

  list(): LiveFault[] {
    return [...this.#found].map(([code, value]) => ({ code, ...value }));
  }
}

async function waitingOf(tx: Tx, faults: Faults): Promise<{ waiting: number; oldest: string | null }> {
  // One statement, one snapshot: an entry that is just being sequenced is in the queue or in the tree, never in neither.
  const [row] = await tx.query<{ waiting: number; oldest: string | null; lost: number; first: string | null }>(
    `select count(*) as waiting, to_char(min(e.at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as oldest, count(*) filter (where p.seq is null) as lost, min(e.id::text) filter (where p.seq is null) as first
     from journal.entry e left join journal.pending p on p.entry_id = e.id where not exists (select from journal.leaf l where l.entry_id = e.id)`,
  );
  if ((row?.lost ?? 0) > 0) faults.add("entry-unqueued", row?.first ?? "", row?.lost);
  return { waiting: row?.waiting ?? 0, oldest: row?.oldest ?? null };
}

/** Judges one place of the tree; gives "kept" or "erased" where its payload is in order. */
function judge(row: LeafRow, faults: Faults): "kept" | "erased" | null {
  if (row.id === null) {
    faults.add("entry-gone", row.position);
    return null;
  }
  let same = false;
  try {
    same = entryLeaf(entryOf(row)).equals(row.hash);
  } catch {
    // An entry that breaks the format cannot be the one that was sequenced.
  }
  if (!same) faults.add("entry-changed", row.position);
  if (row.commitment === null) {
    if (row.salt !== null) faults.add("payload-uncommitted", row.position);
    return null;
  }
  if (row.erased_at !== null && row.salt === null && row.content === null) return "erased";
  if (row.salt === null) {
    faults.add("payload-gone", row.position);
    return null;
  }
  if (row.content === null) faults.add("payload-emptied", row.position);
  else if (checkCommitment(row.commitment.toString("hex"), row.content, row.salt)) return "kept";
  else faults.add("payload-changed", row.position);
  return null;
}

/** Checks what a bundle cannot carry. `onProgress` is told the number of places looked at. */
export async function inspectLive(database: Database, onProgress?: (places: number) => void): Promise<LiveFindings> {
  const faults = new Faults();
  const start = await database.asSystem("tamga_keeper", async (tx) => {
    const queue = await waitingOf(tx, faults);
    const [row] = await tx.query<{
      size: number;
      hashes: Buffer[];
      signed: number;
      beyond: number;
      first: string | null;
    }>(
      `select f.size, f.hashes, (select coalesce(max(size), 0) from journal.checkpoint) as signed,
         (select count(*) from journal.leaf l where l.position >= f.size or l.position < 0) as beyond,
         (select min(position)::text from journal.leaf l where l.position >= f.size or l.position < 0) as first from journal.frontier f`,
    );
    return {
      ...queue,
      size: row?.size ?? 0,
      hashes: row?.hashes ?? [],
      signed: row?.signed ?? 0,
      beyond: row?.beyond ?? 0,
      first: row?.first ?? "",
    };
  });
  // Places beyond the frontier appear lawfully while this runs, but not in the snapshot of its first statement.
  if (start.beyond > 0) faults.add("position-gap", start.first, start.beyond);
  const tree = new Frontier();
  let kept = 0;
  let erased = 0;
  let expected = 0;
  for (let from = 0; from < start.size; from += batch) {
    const rows = await database.asSystem("tamga_keeper", (tx) =>
      tx.query<LeafRow>(
        `select l.position, l.entry_id as leaf_entry, l.hash, ${entryColumns}, p.salt, p.content, p.erased_at
         from journal.leaf l left join journal.entry e on e.id = l.entry_id left join journal.payload p on p.entry_id = l.entry_id
         where l.position >= $1 and l.position < $2 order by l.position`,
        [from, Math.min(from + batch, start.size)],
      ),
    );
    for (const row of rows) {
      if (row.position !== expected) faults.add("position-gap", expected);
      expected = row.position + 1;
      // A hash of another length is no hash: judge() names the place; the tree goes on with one that cannot fit.
      tree.append(row.hash.length === HASH_LENGTH ? row.hash : Buffer.alloc(HASH_LENGTH));
      const state = judge(row, faults);
      if (state === "kept") kept += 1;
      else if (state === "erased") erased += 1;
    }
    onProgress?.(Math.min(from + batch, start.size));
  }
  if (expected !== start.size) faults.add("position-gap", expected);
  const state = tree.state();
  const edge = start.hashes.map((hash) => hash.toString("hex"));
  if (state.size !== start.size || state.edge.join() !== edge.join()) faults.add("frontier-differs", start.size);
  return {
    sequenced: start.size,
    waiting: start.waiting,
    oldestWaiting: start.oldest,
    unsigned: Math.max(0, start.size - start.signed),
    payloads: kept,
    erased,
    faults: faults.list(),
  };
}

export interface LiveVerification {
  readonly ok: boolean;
  readonly verification: Verification | null;
  readonly live: LiveFindings;
}

async function* bytesOf(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Buffer.from(piece, "utf8");
}

/** Verifies the journal of a database: its export straight into the verifier, and what only the database can tell. */
export async function verifyLive(database: Database, options: VerifyOptions = {}): Promise<LiveVerification> {
  const head = await database.asSystem("tamga_keeper", async (tx) => ({
    key: await journalKey(tx),
    signed: (await tx.query<{ size: number }>("select size from journal.checkpoint order by size desc limit 1"))[0]
      ?.size,
  }));
  const signed = head.key !== null && head.signed !== undefined;
  const verification = signed ? await verifyBundle(bytesOf(journalBundle(database)), options) : null;
  const live = await inspectLive(database, (places) => options.onProgress?.(0, places));
  const faults = [...live.faults];
  // Where nothing is signed there is nothing to verify – unless somebody kept a checkpoint of it.
  if (!signed && (options.pins ?? []).some((pin) => (parseCheckpoint(pin)?.checkpoint.size ?? 0) > 0)) {
    faults.push({ code: "checkpoints-gone", count: 1, first: "0" });
  }
  return { ok: (verification?.ok ?? true) && faults.length === 0, verification, live: { ...live, faults } };
}

const mostPins = 1_000;

/**
 * The kept checkpoints worth comparing: a later one vouches for all before it, so the last hundred and some of the others
 * suffice. A note cut off by a sudden end of the program is no evidence of anything and is counted apart.
 */
export function chooseKept(text: string): { pins: string[]; unreadable: number } {
  const notes = splitNotes(text);
  const good = notes.filter((note) => parseCheckpoint(note) !== null);
  const last = good.slice(-100);
  const rest = good.slice(0, -100);
  const step = Math.max(1, Math.ceil(rest.length / (mostPins - last.length)));
  return { pins: [...rest.filter((_, index) => index % step === 0), ...last], unreadable: notes.length - good.length };
}

async function givenPins(files: readonly string[]): Promise<string[]> {
  const notes: string[] = [];
  for (const file of files) {
    try {
      notes.push(...splitNotes(await readFile(file, "utf8")));
    } catch (fault) {
      throw new Problem({ status: 400, code: "usage-file-unreadable", values: { file }, cause: fault });
    }
  }
  return notes;
}

type Told = Omit<LiveVerification, "live"> & { readonly live: LiveFindings | null; readonly keptUnreadable: number };

function factRows(context: CommandContext, verification: Verification): string[][] {
  const fact = (name: string): string => say(context.language, "verify", `facts.${name}`);
  const number = new Intl.NumberFormat(context.language);
  const rows: [string, string | null][] = [
    ["origin", verification.origin],
    ["fingerprint", verification.fingerprint],
    [
      "key-compared",
      fact(verification.keyPinned ? "yes" : verification.firstFault?.code === "key-other" ? "differs" : "no"),
    ],
    ["pins-held", number.format(verification.pinsHeld)],
    ["entries", number.format(verification.entries)],
    ["checkpoints", number.format(verification.checkpoints)],
    ["period", verification.firstAt === null ? null : `${verification.firstAt} – ${verification.lastAt ?? ""}`],
    ["last-checkpoint-time", verification.lastCheckpointTime],
    ["root", verification.root],
  ];
  return rows.filter(([, value]) => value !== null).map(([name, value]) => [fact(name), value ?? ""]);
}

function printVerdict(told: Told, context: CommandContext): void {
  const verify = (key: string, values: Readonly<Record<string, unknown>> = {}): string =>
    say(context.language, "verify", key, values);
  const own = (key: string, values: Readonly<Record<string, unknown>> = {}): string =>
    say(context.language, "backup", key, values);
  const { verification, live } = told;
  const fault = verification?.firstFault ?? null;
  const inputFault =
    fault !== null && (fault.code.startsWith("pin-malformed") || fault.code === "pinned-key-malformed");
  const alone = verification !== null && (!verification.keyPinned || verification.pinsHeld === 0);
  const verdict = !told.ok
    ? inputFault
      ? "input"
      : "broken"
    : verification === null
      ? null
      : alone
        ? "alone"
        : "whole";
  context.print(verdict === null ? own("live.nothing-signed") : verify(`verdict.${verdict}`));
  if (fault !== null && verification !== null) {
    const values = { ...fault.values, line: fault.line, position: fault.position };
    context.print(`  ${verify(`faults.${fault.code}`, values)}`);
    context.print(`  ${verify("verdict.proven", { proven: verification.provenSize })}`);
  }
  for (const found of live?.faults ?? [])
    context.print(`  ${own(`live.faults.${found.code}`, { count: found.count, first: found.first })}`);
  const rows = verification === null ? [] : factRows(context, verification);
  if (live !== null) {
    const number = new Intl.NumberFormat(context.language);
    rows.push(
      [own("live.facts.sequenced"), number.format(live.sequenced)],
      [own("live.facts.unsigned"), number.format(live.unsigned)],
      [
        own("live.facts.waiting"),
        live.oldestWaiting === null ? "0" : `${number.format(live.waiting)} (${live.oldestWaiting})`,
      ],
      [own("live.facts.payloads"), number.format(live.payloads)],
      [own("live.facts.erased"), number.format(live.erased)],
    );
  }
  context.print(table(rows));
  for (const warning of verification?.warnings ?? []) {
    context.say(
      `! ${verify(`warnings.${warning.code}`, { count: warning.count, line: warning.line, position: warning.position })}`,
    );
  }
  if (told.keptUnreadable > 0) context.say(`! ${own("live.kept-unreadable", { count: told.keptUnreadable })}`);
  if (told.ok && verdict === "alone" && verification !== null) {
    if (!verification.keyPinned) context.say(verify("verdict.alone-key"));
    if (verification.pinsHeld === 0) context.say(verify("verdict.alone-pins"));
  }
}

function conclude(told: Told, context: CommandContext): ExitCode {
  context.printJson(told);
  printVerdict(told, context);
  return told.ok ? EXIT.ok : EXIT.unverified;
}

export async function runVerify(input: VerifyInput, context: CommandContext): Promise<ExitCode> {
  const given = await givenPins(input.checkpoints);
  const progress = context.progress(say(context.language, "backup", "live.working"));
  const onProgress = (_bytes: number, entries: number): void => progress.update(entries);
  if (input.file !== undefined) {
    const verification = await verifyBundle(createReadStream(input.file, { highWaterMark: 1 << 20 }), {
      pins: given,
      onProgress,
      ...(input.key === undefined ? {} : { key: input.key }),
    });
    progress.end();
    return conclude({ ok: verification.ok, verification, live: null, keptUnreadable: 0 }, context);
  }
  const kept = chooseKept(await keptCheckpoints(context.config));
  return await context.withDatabase(async ({ url }) => {
    const database = new Database(url, 2);
    try {
      const registered = await database.asSystem("tamga_keeper", journalKey);
      const held = await heldSigner(context.config, registered?.split("+")[0] ?? "tamga");
      // The key of the data folder is from outside the database; the registered one is not and proves nothing by itself.
      const key = input.key ?? held?.verifier.text;
      const result = await verifyLive(database, {
        pins: [...given, ...kept.pins],
        onProgress,
        ...(key === undefined ? {} : { key }),
      });
      progress.end();
      return conclude({ ...result, keptUnreadable: kept.unreadable }, context);
    } finally {
      await database.end();
    }
  });
}
