/** `tamga verify`: prove that the journal was not altered. */
import type { Command } from "commander";
import { runCommand, type CommandOptions, type Shell } from "./command-context.ts";
import { described, withJson } from "./described.ts";

/** What is asked (`src/journal/verify-command.ts`, `runVerify`). A journal that fails ends with EXIT.unverified. */
export interface VerifyInput {
  /** A journal bundle written by `tamga journal export`; undefined: the journal in the database. */
  readonly file: string | undefined;
  /** Files with checkpoints kept elsewhere, which the journal must contain. */
  readonly checkpoints: readonly string[];
  /** Public key (PEM or base64) that must have signed, known from elsewhere. */
  readonly key: string | undefined;
}

interface VerifyFlags extends CommandOptions {
  readonly checkpoint?: string[];
  readonly key?: string;
}

export function defineVerify(program: Command, shell: Shell): void {
  const option = (name: string): string => shell.words(`commands.verify.options.${name}`);
  withJson(described(program, "verify", "verify", shell), shell)
    .argument("[file]", option("file"))
    .option("--checkpoint <file...>", option("checkpoint"))
    .option("--key <key>", option("key"))
    .action(async (file: string | undefined, flags: VerifyFlags) => {
      await runCommand(shell, flags, async (context) => {
        const { runVerify } = await import("../journal/verify-command.ts");
        return await runVerify({ file, checkpoints: flags.checkpoint ?? [], key: flags.key }, context);
      });
    });
}
