/** `tamga serials`: says of every row of a table what stands in its serial column. */
import type { Command } from "commander";
import { runCommand, type CommandOptions, type Shell } from "./command-context.ts";
import { described, withJson } from "./described.ts";

/** What is asked (`src/firearms/serials-command.ts`, `runSerials`). Paths are as typed. */
export interface SerialsInput {
  readonly in: string;
  /** Heading of the column, or its number from 1. */
  readonly column: string;
  readonly out: string;
  readonly sheet: string | undefined;
  readonly encoding: string | undefined;
  readonly delimiter: string | undefined;
}

export function defineSerials(program: Command, shell: Shell): void {
  const { words } = shell;
  const option = (name: string): string => words(`commands.serials.options.${name}`);
  withJson(described(program, "serials", "serials", shell), shell)
    .requiredOption("--in <file>", option("in"))
    .requiredOption("--column <name>", option("column"))
    .requiredOption("--out <file>", option("out"))
    .option("--sheet <name>", option("sheet"))
    .option("--encoding <name>", option("encoding"))
    .option("--delimiter <character>", option("delimiter"))
    .action(
      async (
        flags: CommandOptions & Omit<SerialsInput, "sheet" | "encoding" | "delimiter"> & Partial<SerialsInput>,
      ) => {
        await runCommand(shell, flags, async (context) => {
          const { runSerials } = await import("../firearms/serials-command.ts");
          const { in: file, column, out, sheet, encoding, delimiter } = flags;
          return await runSerials({ in: file, column, out, sheet, encoding, delimiter }, context);
        });
      },
    );
}
