/** `tamga figures`: the figures of a period, with their components. */
import { Option, type Command } from "commander";
import { runCommand, type CommandOptions, type Shell } from "./command-context.ts";
import { described, withJson } from "./described.ts";

/** What is asked (`src/figures/figures-command.ts`, `runFigures`). */
export interface FiguresInput {
  /** Codes of figures; empty: all. */
  readonly figures: readonly string[];
  /** Dates YYYY-MM-DD, both included; undefined: open. */
  readonly from: string | undefined;
  readonly until: string | undefined;
  readonly format: "text" | "csv";
  readonly person: string | undefined;
  readonly purpose: string | undefined;
}

/** A file to count by the documented rule (`src/figures/count-command.ts`, `runCount`). */
export interface CountInput {
  readonly file: string;
  /** Name of a profile, or a JSON file. */
  readonly profile: string | undefined;
  readonly rule: "recovered" | "illicit";
  readonly from: string | undefined;
  readonly until: string | undefined;
  /** A second file to set beside the first. */
  readonly compare: string | undefined;
  readonly compareProfile: string | undefined;
  readonly format: "text" | "csv";
}

type FiguresFlags = CommandOptions &
  Partial<Omit<FiguresInput, "figures">> &
  Partial<Omit<CountInput, "file">> & { readonly countFile?: string };

export function defineFigures(program: Command, shell: Shell): void {
  const { words } = shell;
  const option = (name: string): string => words(`commands.figures.options.${name}`);
  withJson(described(program, "figures", "figures", shell), shell)
    .argument("[figure...]", option("figure"))
    .option("--from <date>", option("from"))
    .option("--until <date>", option("until"))
    .addOption(new Option("--format <format>", option("format")).choices(["text", "csv"]).default("text"))
    .option("--person <username>", words("options.person"))
    .option("--purpose <text>", words("options.purpose"))
    .option("--count-file <file>", option("count-file"))
    .option("--profile <name>", option("profile"))
    .addOption(new Option("--rule <rule>", option("rule")).choices(["recovered", "illicit"]).default("recovered"))
    .option("--compare <file>", option("compare"))
    .option("--compare-profile <name>", option("compare-profile"))
    .action(async (figures: string[], flags: FiguresFlags) => {
      await runCommand(shell, flags, async (context) => {
        if (flags.countFile !== undefined) {
          const { runCount } = await import("../figures/count-command.ts");
          const { countFile: file, profile, rule = "recovered", compare, compareProfile } = flags;
          const { from, until, format = "text" } = flags;
          return await runCount({ file, profile, rule, from, until, compare, compareProfile, format }, context);
        }
        const { runFigures } = await import("../figures/figures-command.ts");
        const { from, until, format = "text", person, purpose } = flags;
        return await runFigures({ figures, from, until, format, person, purpose }, context);
      });
    });
}
