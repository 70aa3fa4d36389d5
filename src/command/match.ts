/** `tamga match`: finds the weapons of one file among the records of another. */
import { InvalidArgumentError, type Command } from "commander";
import { runCommand, type CommandOptions, type Shell } from "./command-context.ts";
import { described } from "./described.ts";

/** What is asked (`src/matching/match-command.ts`, `runMatch`). Paths are as typed. */
export interface MatchInput {
  readonly register: string;
  readonly queries: string;
  readonly out: string;
  /** Most answers for a query. */
  readonly top: number;
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 500) throw new InvalidArgumentError("1…500");
  return value;
}

export function defineMatch(program: Command, shell: Shell): void {
  const option = (name: string): string => shell.words(`commands.match.options.${name}`);
  described(program, "match", "match", shell)
    .requiredOption("--register <file>", option("register"))
    .requiredOption("--queries <file>", option("queries"))
    .requiredOption("--out <file>", option("out"))
    .option("--top <count>", option("top"), count, 5)
    .action(async (flags: CommandOptions & MatchInput) => {
      await runCommand(shell, flags, async (context) => {
        const { runMatch } = await import("../matching/match-command.ts");
        const { register, queries, out, top } = flags;
        return await runMatch({ register, queries, out, top }, context);
      });
    });
}
