/** `tamga normalise`: what officers wrote for make, calibre, model or type, in the codes of the reference lists. */
import { InvalidArgumentError, Option, type Command } from "commander";
import { runCommand, type CommandOptions, type Shell } from "./command-context.ts";
import { described, withJson } from "./described.ts";

export const normaliseKinds = ["make", "calibre", "model", "type"] as const;

/** What is asked (`src/registers/normalise-command.ts`, `runNormalise`). Paths are as typed. */
export interface NormaliseInput {
  readonly kind: (typeof normaliseKinds)[number];
  readonly file: string;
  /** Header of the column, or its number counted from 1. */
  readonly column: string;
  readonly out: string;
  /** Calibre: the column with the type of weapon. */
  readonly typeColumn: string | undefined;
  /** Model: the column with the make. */
  readonly makeColumn: string | undefined;
  readonly encoding: string | undefined;
  readonly delimiter: string | undefined;
  readonly sheet: string | undefined;
  /** Answers less sure than this get no code. */
  readonly leastConfidence: number;
  /** Calibre: let the file's own usage settle a bare bore. */
  readonly usage: boolean;
  /** With what the country has added to the lists, from the node's database; otherwise the shipped files alone are asked. */
  readonly national: boolean;
}

interface NormaliseFlags extends CommandOptions {
  readonly kind: NormaliseInput["kind"];
  readonly in: string;
  readonly column: string;
  readonly out: string;
  readonly typeColumn?: string;
  readonly makeColumn?: string;
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly sheet?: string;
  readonly minConfidence?: number;
  readonly usage: boolean;
  readonly withNational?: boolean;
}

function share(text: string): number {
  const value = Number(text.replace(",", "."));
  if (text.trim() === "" || !(value >= 0 && value <= 1)) throw new InvalidArgumentError("0…1");
  return value;
}

export function defineNormalise(program: Command, shell: Shell): void {
  const option = (name: string): string => shell.words(`commands.normalise.options.${name}`);
  withJson(described(program, "normalise", "normalise", shell), shell)
    .addOption(new Option("--kind <kind>", option("kind")).choices(normaliseKinds).makeOptionMandatory())
    .requiredOption("--in <file>", option("in"))
    .requiredOption("--column <name>", option("column"))
    .requiredOption("--out <file>", option("out"))
    .option("--type-column <name>", option("type-column"))
    .option("--make-column <name>", option("make-column"))
    .option("--min-confidence <share>", option("min-confidence"), share)
    .option("--no-usage", option("no-usage"))
    .option("--with-national", option("with-national"))
    .option("--encoding <name>", option("encoding"))
    .option("--delimiter <character>", option("delimiter"))
    .option("--sheet <name>", option("sheet"))
    .action(async (flags: NormaliseFlags) => {
      await runCommand(shell, flags, async (context) => {
        const { runNormalise } = await import("../registers/normalise-command.ts");
        const { kind, column, out, typeColumn, makeColumn, encoding, delimiter, sheet, usage } = flags;
        return await runNormalise(
          {
            kind,
            file: flags.in,
            column,
            out,
            typeColumn,
            makeColumn,
            encoding,
            delimiter,
            sheet,
            leastConfidence: flags.minConfidence ?? 0,
            usage,
            national: flags.withNational === true,
          },
          context,
        );
      });
    });
}
