/** `tamga restore`: an archive into an empty node. */
import type { Command } from "commander";
import { runCommand, type CommandOptions, type Shell } from "./command-context.ts";
import { described, withJson } from "./described.ts";

/** What is asked (`src/backup/restore-command.ts`, `runRestore`). A node with records in it is refused. */
export interface RestoreInput {
  readonly file: string;
  /** File with the private key that the archive was made for. */
  readonly identity: string | undefined;
  readonly passphraseFile: string | undefined;
  /** Without it, and with somebody at the terminal, the command asks; without both it is refused. */
  readonly yes: boolean;
}

type RestoreFlags = CommandOptions & Partial<Omit<RestoreInput, "file">>;

export function defineRestore(program: Command, shell: Shell): void {
  const { words } = shell;
  withJson(described(program, "restore", "restore", shell), shell)
    .argument("<file>", words("commands.restore.options.file"))
    .option("--identity <file>", words("options.identity"))
    .option("--passphrase-file <file>", words("options.passphrase-file"))
    .option("--yes", words("options.yes"))
    .action(async (file: string, flags: RestoreFlags) => {
      await runCommand(shell, flags, async (context) => {
        const { runRestore } = await import("../backup/restore-command.ts");
        const { identity, passphraseFile, yes = false } = flags;
        return await runRestore({ file, identity, passphraseFile, yes }, context);
      });
    });
}
