/** `tamga import`: a file of records into a register or into the recoveries, with an outcome for each row. */
import { Option, type Command } from "commander";
import { runCommand, type CommandOptions, type Shell } from "./command-context.ts";
import { described, withJson } from "./described.ts";

/** What the import is asked (`src/registers/import-command.ts`, `runImport`). Paths are as typed. */
export interface ImportInput {
  readonly file: string | undefined;
  /** What the rows are: "recoveries", or the code of a register ("lost-stolen" …). */
  readonly as: string | undefined;
  readonly mapping: string | undefined;
  readonly saveMapping: string | undefined;
  readonly sheet: string | undefined;
  readonly encoding: string | undefined;
  readonly delimiter: string | undefined;
  readonly dates: "dmy" | "mdy" | "ymd" | undefined;
  readonly decimal: "comma" | "point" | undefined;
  readonly institution: string | undefined;
  readonly person: string | undefined;
  readonly purpose: string | undefined;
  /** Where to write the outcome of each row, as CSV. */
  readonly outcomes: string | undefined;
  readonly dryRun: boolean;
  /** The file only adds to the register; otherwise it is the whole of it. */
  readonly additions: boolean;
  /** Take the proposed mapping without asking. */
  readonly yes: boolean;
  readonly resume: string | undefined;
  readonly undo: string | undefined;
}

type ImportFlags = CommandOptions & Partial<Omit<ImportInput, "file">>;

export function defineImport(program: Command, shell: Shell): void {
  const { words } = shell;
  const option = (name: string): string => words(`commands.import.options.${name}`);
  withJson(described(program, "import", "import", shell), shell)
    .argument("[file]", option("file"))
    .option("--as <kind>", option("as"))
    .option("--mapping <file>", option("mapping"))
    .option("--save-mapping <file>", option("save-mapping"))
    .option("--dry-run", option("dry-run"))
    .option("--additions", option("additions"))
    .option("--outcomes <file>", option("outcomes"))
    .option("--institution <code>", option("institution"))
    .option("--person <username>", words("options.person"))
    .option("--purpose <text>", words("options.purpose"))
    .option("--sheet <name>", option("sheet"))
    .option("--encoding <name>", option("encoding"))
    .option("--delimiter <character>", option("delimiter"))
    .addOption(new Option("--dates <order>", option("dates")).choices(["dmy", "mdy", "ymd"]))
    .addOption(new Option("--decimal <sign>", option("decimal")).choices(["comma", "point"]))
    .option("--yes", option("yes"))
    .option("--resume <import>", option("resume"))
    .option("--undo <import>", option("undo"))
    .action(async (file: string | undefined, flags: ImportFlags, command: Command) => {
      if (file === undefined && flags.undo === undefined && flags.resume === undefined) {
        command.error("error: missing required argument 'file'", { code: "commander.missingArgument", exitCode: 2 });
      }
      await runCommand(shell, flags, async (context) => {
        const { runImport } = await import("../registers/import-command.ts");
        const input: ImportInput = {
          file,
          as: flags.as,
          mapping: flags.mapping,
          saveMapping: flags.saveMapping,
          sheet: flags.sheet,
          encoding: flags.encoding,
          delimiter: flags.delimiter,
          dates: flags.dates,
          decimal: flags.decimal,
          institution: flags.institution,
          person: flags.person,
          purpose: flags.purpose,
          outcomes: flags.outcomes,
          dryRun: flags.dryRun === true,
          additions: flags.additions === true,
          yes: flags.yes === true,
          resume: flags.resume,
          undo: flags.undo,
        };
        return await runImport(input, context);
      });
    });
}
