/** `tamga journal export`: the journal as one file that an outsider can verify. */
import type { Command } from "commander";
import { runCommand, type CommandOptions, type Shell } from "./command-context.ts";
import { described, withJson } from "./described.ts";

/** What is asked (`src/journal/export-command.ts`, `runJournalExport`). */
export interface JournalExportInput {
  /** The file to write; "-" is standard output (not together with --json). */
  readonly out: string;
  readonly force: boolean;
}

interface JournalExportFlags extends CommandOptions {
  readonly force?: boolean;
}

export function defineJournal(program: Command, shell: Shell): void {
  const option = (name: string): string => shell.words(`commands.journal-export.options.${name}`);
  const journal = described(program, "journal", "journal", shell);
  withJson(described(journal, "export", "journal-export", shell), shell)
    .argument("<file>", option("file"))
    .option("--force", shell.words("options.force"))
    .action(async (out: string, flags: JournalExportFlags) => {
      await runCommand(shell, flags, async (context) => {
        const { runJournalExport } = await import("../journal/export-command.ts");
        return await runJournalExport({ out, force: flags.force === true }, context);
      });
    });
}
