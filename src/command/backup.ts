/** `tamga backup` and `tamga backup verify`: one encrypted, checksummed archive of the whole node. */
import type { Command } from "commander";
import { runCommand, type CommandOptions, type Shell } from "./command-context.ts";
import { described, withJson } from "./described.ts";

/** What is asked (`src/backup/backup-command.ts`, `runBackup`). */
export interface BackupInput {
  readonly file: string;
  /** File with the recipient's public key: who can read the archive. */
  readonly recipient: string | undefined;
  /** File with the passphrase, when there is no key. */
  readonly passphraseFile: string | undefined;
  readonly force: boolean;
  /** Put the journal's signing key into the archive: for moving a node, not for every night. */
  readonly withKeys: boolean;
}

/** What is asked (`src/backup/backup-command.ts`, `runBackupVerify`). A damaged archive ends with EXIT.unverified. */
export interface BackupVerifyInput {
  readonly file: string;
  readonly identity: string | undefined;
  readonly passphraseFile: string | undefined;
  /** Compare counts and journal head with the database as it is. */
  readonly live: boolean;
}

type BackupFlags = CommandOptions & Partial<Omit<BackupInput, "file">>;
type BackupVerifyFlags = CommandOptions & Partial<Omit<BackupVerifyInput, "file">>;

export function defineBackup(program: Command, shell: Shell): void {
  const { words } = shell;
  const backup = withJson(described(program, "backup", "backup", shell), shell)
    .argument("<file>", words("commands.backup.options.file"))
    .option("--recipient <file>", words("commands.backup.options.recipient"))
    .option("--passphrase-file <file>", words("options.passphrase-file"))
    .option("--with-keys", words("commands.backup.options.with-keys"))
    .option("--force", words("options.force"))
    .action(async (file: string, flags: BackupFlags) => {
      await runCommand(shell, flags, async (context) => {
        const { runBackup } = await import("../backup/backup-command.ts");
        const { recipient, passphraseFile, force = false, withKeys = false } = flags;
        return await runBackup({ file, recipient, passphraseFile, force, withKeys }, context);
      });
    });
  withJson(described(backup, "verify", "backup-verify", shell), shell)
    .argument("<file>", words("commands.backup-verify.options.file"))
    .option("--identity <file>", words("options.identity"))
    .option("--passphrase-file <file>", words("options.passphrase-file"))
    .option("--live", words("commands.backup-verify.options.live"))
    .action(async (file: string, _flags: BackupVerifyFlags, command: Command) => {
      const flags = command.optsWithGlobals<BackupVerifyFlags>();
      await runCommand(shell, flags, async (context) => {
        const { runBackupVerify } = await import("../backup/backup-command.ts");
        const { identity, passphraseFile, live = false } = flags;
        return await runBackupVerify({ file, identity, passphraseFile, live }, context);
      });
    });
}
