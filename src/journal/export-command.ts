/**
 * `tamga journal export`: the journal as one file that an outsider verifies (docs/journal-format.md).
 *
 * Promises: what was done before the command began is in the file when this program holds the journal's key (it is
 * sequenced and signed first); the file appears whole under its name or not at all; the export is itself an entry.
 * Refuses: to overwrite a file without being told to; to sign with a key that is not the journal's.
 */
import { once } from "node:events";
import { access, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { CommandContext } from "../command/command-context.ts";
import { EXIT, type ExitCode } from "../command/exit-codes.ts";
import type { JournalExportInput } from "../command/journal.ts";
import { systemClock } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import { Database } from "../platform/database.ts";
import { Problem } from "../platform/problem.ts";
import { say } from "../platform/words.ts";
import { fingerprint, parseVerifier, type Signer } from "./checkpoint.ts";
import { journalBundle } from "./export-bundle.ts";
import { journalKey, sequenceNow } from "./sequencer.ts";
import { keepCheckpoint } from "./kept-checkpoints.ts";
import { journalSigner, keyFolder } from "./signing-key.ts";
import { writeJournal } from "./write.ts";

/**
 * The signing key that this program holds, or null. Never makes one: a command must not give a node a second key.
 * `origin` is the name of the journal, needed where the key comes from the environment without a name.
 */
export async function heldSigner(config: Config, origin: string): Promise<Signer | null> {
  const there =
    config.journalKey !== undefined ||
    (await access(join(keyFolder(config), "journal.key")).then(
      () => true,
      () => false,
    ));
  return there ? await journalSigner(config, origin) : null;
}

/** Sequences and signs what waits, when this program holds the journal's own key. Gives whether it did. */
export async function sequenceWaiting(database: Database, config: Config): Promise<boolean> {
  const registered = await database.asSystem("tamga_keeper", journalKey);
  const verifier = registered === null ? null : parseVerifier(registered);
  if (verifier === null) return false;
  const signer = await heldSigner(config, verifier.name);
  if (signer === null || signer.verifier.text !== verifier.text) return false;
  const note = await sequenceNow(database, signer, systemClock);
  if (note !== null) await keepCheckpoint(config, note);
  return true;
}

async function writeFileWhole(path: string, pieces: AsyncIterable<string>, force: boolean): Promise<number> {
  if (
    !force &&
    (await access(path).then(
      () => true,
      () => false,
    ))
  ) {
    throw new Problem({ status: 409, code: "file-exists", values: { file: path } });
  }
  const temporary = `${path}.${process.pid}.part`;
  const file = await open(temporary, "wx", 0o600);
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      const chunk = Buffer.from(piece, "utf8");
      await file.appendFile(chunk);
      bytes += chunk.length;
    }
    await file.sync();
    await file.close();
    await rename(temporary, path);
  } catch (fault) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw fault;
  }
  return bytes;
}

async function writeStdout(pieces: AsyncIterable<string>): Promise<number> {
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += Buffer.byteLength(piece);
    if (!process.stdout.write(piece)) await once(process.stdout, "drain");
  }
  return bytes;
}

export async function runJournalExport(input: JournalExportInput, context: CommandContext): Promise<ExitCode> {
  if (input.out === "-" && context.json) throw new Problem({ status: 400, code: "usage-json-with-stdout" });
  return await context.withDatabase(async ({ url }) => {
    const database = new Database(url, 3);
    try {
      await database.asSystem("tamga_keeper", (tx) => writeJournal(tx, null, [{ verb: "export", kind: "journal" }]));
      const sequenced = await sequenceWaiting(database, context.config);
      const [head] = await database.asSystem("tamga_keeper", (tx) =>
        tx.query<{ size: number; key: string }>(
          `select c.size, s.value #>> '{}' as key from journal.checkpoint c, platform.setting s where s.key = 'journal.key' order by c.size desc limit 1`,
        ),
      );
      const progress = context.progress(say(context.language, "backup", "export.working"), undefined);
      let entries = 0;
      async function* pieces(): AsyncGenerator<string> {
        for await (const piece of journalBundle(database)) {
          context.signal.throwIfAborted();
          for (let at = piece.indexOf("\n"); at >= 0; at = piece.indexOf("\n", at + 1)) entries += 1;
          progress.update(entries);
          yield piece;
        }
      }
      const bytes =
        input.out === "-" ? await writeStdout(pieces()) : await writeFileWhole(input.out, pieces(), input.force);
      progress.end();
      const verifier = head === undefined ? null : parseVerifier(head.key);
      const told = {
        file: input.out,
        entries: head?.size ?? 0,
        bytes,
        sequenced,
        key: verifier?.text ?? "",
        fingerprint: verifier === null ? "" : fingerprint(verifier),
      };
      context.printJson(told);
      if (input.out !== "-") {
        context.print(
          say(context.language, "backup", "export.done", {
            count: told.entries,
            file: told.file,
            bytes: new Intl.NumberFormat(context.language).format(bytes),
          }),
        );
        context.print(say(context.language, "backup", "export.fingerprint", { fingerprint: told.fingerprint }));
      }
      if (!sequenced) context.say(say(context.language, "backup", "export.not-sequenced"));
      return EXIT.ok;
    } finally {
      await database.end();
    }
  });
}
