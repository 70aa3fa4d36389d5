/**
 * `tamga restore`: an archive into an empty node, and the proof that it is all there.
 *
 * Promises: prints the comparison of every table with the archive's list, the head of the journal, and whether the journal
 * verifies. The same moves a node to another PostgreSQL. Refuses: a node in use or not empty; to go on unasked.
 */
import type { CommandContext } from "../command/command-context.ts";
import { EXIT, type ExitCode } from "../command/exit-codes.ts";
import type { RestoreInput } from "../command/restore.ts";
import { table } from "../command/table.ts";
import { verifyLive } from "../journal/verify-command.ts";
import { writeJournal } from "../journal/write.ts";
import { Database } from "../platform/database.ts";
import { Problem } from "../platform/problem.ts";
import { ArchiveFault } from "./archive-fault.ts";
import { backupWords, openArchiveFile, tellFault } from "./backup-command.ts";
import { restoreArchive, type Restored } from "./restore-archive.ts";
import { settleKeys, type KeysSettled } from "./restored-keys.ts";
import { askTerminal, terminalThere } from "./secrets.ts";
import { keyFolder } from "../journal/signing-key.ts";

interface Outcome {
  readonly restored: Restored;
  readonly journalHolds: boolean;
  readonly keys: KeysSettled;
  readonly seconds: number;
}

function tell({ restored, journalHolds, keys, seconds }: Outcome, context: CommandContext): void {
  const words = backupWords(context);
  const number = new Intl.NumberFormat(context.language);
  const { list, head, tables, migrated } = restored;
  context.printJson({ ok: journalHolds, seconds, head, tables, migrated, journalHolds, keys });
  const rows = tables
    .filter((one) => one.archive.rows > 0)
    .map((one) => [one.table, number.format(one.restored.rows), words("restore.same")]);
  context.print(table([[words("restore.table"), words("restore.rows"), words("restore.state")], ...rows]));
  context.print(
    words("restore.done", { tables: list.tables.length, rows: number.format(list.rows), seconds: seconds.toFixed(1) }),
  );
  context.print(words("restore.compared"));
  context.print(
    head.journal === null
      ? words("restore.no-head")
      : words("restore.head", { size: number.format(head.journal.size), root: head.journal.root }),
  );
  context.print(words(journalHolds ? "restore.journal-good" : "restore.journal-bad"));
  if (migrated.length > 0) context.print(words("restore.migrated", { count: migrated.length }));
  const folder = keyFolder(context.config);
  if (keys.key === "restored") context.say(words("restore.key-restored", { folder }));
  if (keys.key === "needed") context.say(words("restore.key-needed", { folder }));
  if (keys.setAside !== null) context.say(words("restore.key-set-aside", { file: keys.setAside }));
  if (keys.keptAhead > 0) context.say(words("restore.kept-ahead", { count: keys.keptAhead }));
}

async function prove(url: string, restored: Restored): Promise<boolean> {
  const database = new Database(url, 2);
  try {
    const { head } = restored;
    const result = await verifyLive(
      database,
      head.journal === null || head.journalKey === null ? {} : { key: head.journalKey, pins: [head.journal.note] },
    );
    await database.asSystem("tamga_keeper", (tx) =>
      writeJournal(tx, null, [
        {
          verb: "administer",
          kind: "restore",
          content: { made: head.createdAt, journal: head.journal?.size ?? 0, root: head.journal?.root ?? null },
        },
      ]),
    );
    return result.ok;
  } finally {
    await database.end();
  }
}

async function restoreInto(input: RestoreInput, context: CommandContext): Promise<ExitCode> {
  const words = backupWords(context);
  const archive = await openArchiveFile(input, context);
  const { head } = archive;
  const number = new Intl.NumberFormat(context.language);
  if (!input.yes) {
    if (!terminalThere()) throw new Problem({ status: 400, code: "usage-restore-yes" });
    const answer = await askTerminal(
      words("restore.ask", { file: input.file, made: head.createdAt, rows: number.format(head.expectedRows) }),
      false,
    );
    if (!/^(yes|y|да)$/i.test(answer.trim())) return EXIT.interrupted;
  }
  const begun = performance.now();
  return await context.withDatabase(async ({ url }) => {
    const loading = context.progress(words("restore.working"), head.expectedRows);
    const checking = context.progress(words("restore.checking"), head.expectedRows);
    const restored = await restoreArchive(archive, url, {
      signal: context.signal,
      onLoaded: (rows) => loading.update(rows),
      onChecked: (rows) => {
        loading.end();
        checking.update(rows);
      },
    });
    checking.end();
    const journalHolds = await prove(url, restored);
    const keys = await settleKeys(context.config, head, restored.journalSecret);
    tell({ restored, journalHolds, keys, seconds: (performance.now() - begun) / 1000 }, context);
    return journalHolds ? EXIT.ok : EXIT.unverified;
  });
}

export async function runRestore(input: RestoreInput, context: CommandContext): Promise<ExitCode> {
  const { config } = context;
  const [{ lockProgram }, { prepareDataDir }, { databaseAccount }, { clusterDir }] = await Promise.all([
    import("../platform/program-lock.ts"),
    import("../platform/bundled-postgres-folder.ts"),
    import("../platform/bundled-postgres-account.ts"),
    import("../platform/bundled-postgres-cluster.ts"),
  ]);
  const bundled = config.databaseUrl === undefined;
  const dataDir = prepareDataDir(config.dataDir, bundled ? databaseAccount(clusterDir(config.dataDir)) : undefined);
  const lock = bundled ? await lockProgram(dataDir, "restore") : undefined;
  try {
    return await restoreInto(input, context);
  } catch (fault) {
    if (fault instanceof ArchiveFault) return tellFault(fault, input.file, context);
    throw fault;
  } finally {
    lock?.release();
  }
}
