/**
 * `tamga backup` and `tamga backup verify` (docs/backup-format.md).
 *
 * Promises: an archive is always encrypted; making one is itself a journal entry, inside the archive too. Refuses: to
 * put the journal's signing key into an archive unless asked, because whoever reads the archive could then sign.
 */
import { settingOf } from "../platform/settings.ts";
import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import type { BackupInput, BackupVerifyInput } from "../command/backup.ts";
import type { CommandContext } from "../command/command-context.ts";
import { EXIT, type ExitCode } from "../command/exit-codes.ts";
import { table } from "../command/table.ts";
import { parseCheckpoint, parseVerifier, verifyCheckpoint } from "../journal/checkpoint.ts";
import { heldSigner } from "../journal/export-command.ts";
import { writeJournal } from "../journal/write.ts";
import { Database } from "../platform/database.ts";
import { Problem } from "../platform/problem.ts";
import { say } from "../platform/words.ts";
import { openArchive, type ArchiveHead, type ArchiveList, type OpenArchive } from "./archive.ts";
import { ArchiveFault } from "./archive-fault.ts";
import { makeArchive } from "./make-archive.ts";
import { connectForCopy, nodeTables } from "./node-tables.ts";
import { readerOf, secretOf } from "./secrets.ts";

/** Words of the catalogue `backup` in the command's language. */
export function backupWords(
  context: Pick<CommandContext, "language">,
): (key: string, values?: Readonly<Record<string, unknown>>) => string {
  return (key, values = {}) => say(context.language, "backup", key, values);
}

export async function runBackup(input: BackupInput, context: CommandContext): Promise<ExitCode> {
  const words = backupWords(context);
  const number = new Intl.NumberFormat(context.language);
  const file = resolve(input.file);
  const reader = await readerOf({
    passphraseFile: input.passphraseFile,
    keyFile: input.recipient,
    language: context.language,
    env: process.env,
  });
  const begun = performance.now();
  return await context.withDatabase(async ({ url }) => {
    const database = new Database(url, 1);
    let journalSecret: string | null = null;
    try {
      const origin = await database.asSystem("tamga_keeper", (tx) => settingOf(tx, "node.origin"));
      if (input.withKeys) {
        journalSecret =
          (await heldSigner(context.config, typeof origin === "string" ? origin : "tamga"))?.secret ?? null;
        if (journalSecret === null) throw new Problem({ status: 409, code: "backup-no-key-here" });
      }
      await database.asSystem("tamga_keeper", (tx) =>
        writeJournal(tx, null, [{ verb: "export", kind: "backup", content: { withKeys: journalSecret !== null } }]),
      );
    } finally {
      await database.end();
    }
    const progress = context.progress(words("backup.working"));
    const made = await makeArchive({
      url,
      file,
      force: input.force,
      reader,
      journalSecret,
      signal: context.signal,
      onRows: (rows) => progress.update(rows),
    });
    progress.end();
    const { head, list, bytes } = made;
    const seconds = (performance.now() - begun) / 1000;
    context.printJson({
      file,
      bytes,
      tables: list.tables.length,
      rows: list.rows,
      seconds,
      withKeys: list.keys,
      journal: head.journal,
      list: list.tables,
    });
    context.print(
      words("backup.done", {
        file,
        tables: list.tables.length,
        rows: number.format(list.rows),
        bytes: number.format(bytes),
        seconds: seconds.toFixed(1),
      }),
    );
    context.print(
      head.journal === null
        ? words("backup.no-head")
        : words("backup.head", { size: number.format(head.journal.size), root: head.journal.root }),
    );
    context.say(words(list.keys ? "backup.with-key" : "backup.without-key"));
    return EXIT.ok;
  });
}

/** Says what is wrong with an archive; gives the exit code for it. */
export function tellFault(fault: ArchiveFault, file: string, context: CommandContext): ExitCode {
  const sentence = say(context.language, "backup", `archive-faults.${fault.code}`, { file, ...fault.values });
  if (context.json)
    context.printJson({ ok: false, fault: { code: fault.code, values: fault.values, title: sentence } });
  else context.say(sentence);
  return EXIT.unverified;
}

/** Opens an archive file with the secret that the asker gave. */
export async function openArchiveFile(
  input: { readonly file: string; readonly identity: string | undefined; readonly passphraseFile: string | undefined },
  context: CommandContext,
): Promise<OpenArchive> {
  const source = createReadStream(input.file, { highWaterMark: 1 << 20 });
  // A file that is not there is told before a passphrase is asked for.
  await new Promise<void>((ready, failed) => source.once("open", () => ready()).once("error", failed)).catch(
    (fault: unknown) => {
      throw new Problem({ status: 400, code: "usage-file-unreadable", values: { file: input.file }, cause: fault });
    },
  );
  const secret = {
    passphraseFile: input.passphraseFile,
    keyFile: input.identity,
    language: context.language,
    env: process.env,
  };
  return await openArchive(source, (kind) => secretOf(secret, kind));
}

/** Whether the head's checkpoint is signed with the journal key of the head. */
function headHolds(head: ArchiveHead): boolean {
  if (head.journal === null) return true;
  const verifier = head.journalKey === null ? null : parseVerifier(head.journalKey);
  const signed = parseCheckpoint(head.journal.note);
  return (
    verifier !== null &&
    signed !== null &&
    verifyCheckpoint(signed, verifier) &&
    signed.checkpoint.size === head.journal.size &&
    Buffer.from(signed.checkpoint.root).toString("hex") === head.journal.root
  );
}

/** Reads an archive to its end. @throws ArchiveFault */
export async function readToEnd(archive: OpenArchive, onRows: (rows: number) => void): Promise<ArchiveList> {
  let list: ArchiveList | undefined;
  let rows = 0;
  for await (const part of archive.parts()) {
    if (part.kind === "table") for await (const _ of part.rows);
    else if (part.kind === "table-end") onRows((rows += part.sum.rows));
    else if (part.kind === "list") ({ list } = part);
  }
  if (list === undefined || !headHolds(archive.head)) throw new ArchiveFault("list-differs", { part: "journal" });
  return list;
}

interface LiveComparison {
  /** Whether the running journal has the archive's last checkpoint. */
  readonly continues: boolean;
  readonly tables: readonly { readonly table: string; readonly archive: number; readonly live: number }[];
}

async function compareLive(url: string, head: ArchiveHead, list: ArchiveList): Promise<LiveComparison> {
  const client = await connectForCopy(url);
  try {
    await client.query("begin isolation level repeatable read read only; set local role tamga_backup");
    const names = new Set((await nodeTables(client)).map((one) => one.name));
    const tables = [];
    for (const { table: name, rows } of list.tables) {
      const count = names.has(name)
        ? (await client.query<{ count: number }>(`select count(*)::float8 as count from ${name}`)).rows[0]?.count
        : 0;
      tables.push({ table: name, archive: rows, live: count ?? 0 });
    }
    const note = await client.query("select from journal.checkpoint where size = $1 and encode(root, 'hex') = $2", [
      head.journal?.size ?? 0,
      head.journal?.root ?? "",
    ]);
    return { continues: head.journal === null || note.rowCount === 1, tables };
  } finally {
    await client.end().catch(() => undefined);
  }
}

export async function runBackupVerify(input: BackupVerifyInput, context: CommandContext): Promise<ExitCode> {
  const words = backupWords(context);
  const number = new Intl.NumberFormat(context.language);
  try {
    const archive = await openArchiveFile(input, context);
    const { head } = archive;
    const progress = context.progress(words("backup.working"), head.expectedRows);
    const list = await readToEnd(archive, (rows) => {
      context.signal.throwIfAborted();
      progress.update(rows);
    });
    progress.end();
    const live = input.live ? await context.withDatabase(({ url }) => compareLive(url, head, list)) : undefined;
    const ok = live?.continues !== false;
    context.printJson({ ok, head, list, live });
    const fact = (name: string, value: string): string[] => [words(`verify.facts.${name}`), value];
    context.print(words("verify.good"));
    context.print(
      table([
        fact("made", head.createdAt),
        fact("program", head.program),
        fact("migration", head.migrations.at(-1)?.name ?? ""),
        fact("origin", head.origin ?? "–"),
        fact("head", head.journal === null ? "–" : number.format(head.journal.size)),
        fact("root", head.journal?.root ?? "–"),
        fact("tables", String(list.tables.length)),
        fact("rows", number.format(list.rows)),
        fact("bytes", number.format(list.tables.reduce((sum, one) => sum + one.bytes, 0))),
        fact("key", words(`verify.facts.${list.keys ? "yes" : "no"}`)),
      ]),
    );
    for (const one of live?.tables ?? [])
      if (one.archive !== one.live) context.print(`  ${words("verify.live-table", one)}`);
    if (live !== undefined)
      context.print(
        words(live.continues ? "verify.live-same" : "verify.live-other", { size: head.journal?.size ?? 0 }),
      );
    return ok ? EXIT.ok : EXIT.unverified;
  } catch (fault) {
    if (fault instanceof ArchiveFault) return tellFault(fault, input.file, context);
    throw fault;
  }
}
