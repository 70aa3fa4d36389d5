/** `tamga check`: is this weapon known? A serial check from the command line. */
import type { Command } from "commander";
import { runCommand, type CommandOptions, type Shell } from "./command-context.ts";
import { described, withJson } from "./described.ts";
import { wholeNumber } from "./numbers.ts";

/** What is asked (`src/registers/check-command.ts`, `runCheck`). Nothing found ends with EXIT.notFound. */
export interface CheckInput {
  /** As read, with unreadable positions as the notation says; may hold make and model too. */
  readonly serial: string;
  readonly make: string | undefined;
  readonly model: string | undefined;
  readonly calibre: string | undefined;
  readonly type: string | undefined;
  readonly person: string | undefined;
  readonly purpose: string | undefined;
  readonly limit: number;
}

type CheckFlags = CommandOptions & Partial<Omit<CheckInput, "serial">>;

export function defineCheck(program: Command, shell: Shell): void {
  const { words } = shell;
  const option = (name: string): string => words(`commands.check.options.${name}`);
  withJson(described(program, "check", "check", shell), shell)
    .argument("<serial...>", option("serial"))
    .option("--make <text>", option("make"))
    .option("--model <text>", option("model"))
    .option("--calibre <text>", option("calibre"))
    .option("--type <text>", option("type"))
    .option("--person <username>", words("options.person"))
    .option("--purpose <text>", words("options.purpose"))
    .option("--limit <number>", option("limit"), wholeNumber(1, 100), 10)
    .action(async (serial: string[], flags: CheckFlags) => {
      await runCommand(shell, flags, async (context) => {
        const { runCheck } = await import("../registers/check-command.ts");
        const input: CheckInput = {
          serial: serial.join(" "),
          make: flags.make,
          model: flags.model,
          calibre: flags.calibre,
          type: flags.type,
          person: flags.person,
          purpose: flags.purpose,
          limit: flags.limit ?? 10,
        };
        return await runCheck(input, context);
      });
    });
}
