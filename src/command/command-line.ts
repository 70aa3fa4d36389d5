/**
 * The command line as a whole: which commands there are, their help, how mistakes in typing are answered.
 *
 * Promises: `--help` works everywhere and is quick (no command's work is loaded before it is chosen); wrong use ends with exit code 2 and
 * the nearest right word. Refuses: rules of its own; commands call the same actions as the pages.
 */
import { Command, CommanderError } from "commander";
import { defineBackup } from "./backup.ts";
import { defineCheck } from "./check.ts";
import type { Shell } from "./command-context.ts";
import { defineConfig } from "./config.ts";
import { defineDemo } from "./demo.ts";
import { defineDoctor } from "./doctor.ts";
import { EXIT } from "./exit-codes.ts";
import { defineFigures } from "./figures.ts";
import { defineImport } from "./import.ts";
import { defineJournal } from "./journal.ts";
import { defineMigrate } from "./migrate.ts";
import { defineNormalise } from "./normalise.ts";
import { defineOpenapi } from "./openapi.ts";
import { defineRestore } from "./restore.ts";
import { defineMatch } from "./match.ts";
import { defineSerials } from "./serials.ts";
import { defineStart } from "./start.ts";
import { table } from "./table.ts";
import { defineUser } from "./user.ts";
import { defineVerify } from "./verify.ts";
import { languageOf, loadWords, type Words } from "./words.ts";

function exitCodeTable(words: Words): string {
  const rows = Object.entries(EXIT).map(([name, code]) => [String(code), words(`exit-codes.${name}`)]);
  return `${words("help.exit-codes")}\n${table(rows)}\n`;
}

/** Commander speaks English only; its headings and its complaints are translated by their fixed forms. */
function speak(command: Command, shell: Shell): void {
  const { words } = shell;
  const heading: Readonly<Record<string, string>> = {
    "Usage:": "help.usage",
    "Options:": "help.options",
    "Commands:": "help.commands",
    "Arguments:": "help.arguments",
    "Global Options:": "help.global-options",
  };
  command
    .configureHelp({
      styleTitle: (title) => (heading[title] === undefined ? title : words(heading[title])),
      subcommandTerm: (sub) =>
        `${sub.name()}${sub.usage() === "" ? "" : ` ${sub.usage().replace(/^\[options\]\s*/, "")}`}`.trim(),
    })
    .configureOutput({
      writeOut: (text) => void shell.stdout.write(text),
      writeErr: (text) => void shell.stderr.write(text),
      outputError: () => undefined,
    })
    .helpOption("-h, --help", words("help.help"))
    .helpCommand(false)
    .exitOverride();
  for (const sub of command.commands) speak(sub, shell);
}

function complaint(words: Words, error: CommanderError): string {
  const [first = "", second = ""] = [...error.message.matchAll(/'([^']*)'/g)].map((match) => match[1] ?? "");
  const suggestion = /\(Did you mean (?:one of )?(.+?)\?\)/.exec(error.message)?.[1] ?? "";
  const sentence = words(`usage.${error.code.replace("commander.", "")}`, {
    first,
    second,
    defaultValue: error.message,
  });
  return suggestion === "" ? sentence : `${sentence} ${words("usage.did-you-mean", { suggestion })}`;
}

export function buildProgram(shell: Shell): Command {
  const { words } = shell;
  const program = new Command("tamga")
    .description(words("help.program"))
    .usage(words("help.program-usage"))
    .option("--lang <en|ru>", words("help.lang"))
    .addHelpText("after", () => `\n${exitCodeTable(words)}\n${words("help.more")}`);
  defineStart(program, shell);
  defineDemo(program, shell);
  defineMigrate(program, shell);
  defineImport(program, shell);
  defineCheck(program, shell);
  defineMatch(program, shell);
  defineSerials(program, shell);
  defineNormalise(program, shell);
  defineFigures(program, shell);
  defineVerify(program, shell);
  defineJournal(program, shell);
  defineBackup(program, shell);
  defineRestore(program, shell);
  defineDoctor(program, shell);
  defineUser(program, shell);
  defineConfig(program, shell);
  defineOpenapi(program, shell);
  speak(program, shell);
  return program;
}

/** `--lang` may stand anywhere: help has to know it before the words are parsed. */
function withoutLanguage(argv: readonly string[]): string[] {
  return argv.filter((word, index) => !word.startsWith("--lang=") && word !== "--lang" && argv[index - 1] !== "--lang");
}

/** Runs one command line; gives the exit code. */
export async function runCommandLine(given: readonly string[], env: Shell["env"] = process.env): Promise<number> {
  const language = languageOf(given, env);
  const argv = withoutLanguage(given);
  const shell: Shell = {
    words: await loadWords(language),
    language,
    env,
    stdout: process.stdout,
    stderr: process.stderr,
    exit: EXIT.ok,
  };
  let outputLost = false;
  // A reader that closed the pipe (head, less) is no error; a result that could not be written is one, at the end.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    outputLost ||= error.code !== "EPIPE";
  });
  // A node whose log cannot be written (its disk is full) goes on: the log is no reason to stop serving.
  process.stderr.on("error", () => undefined);
  const program = buildProgram(shell);
  try {
    if (argv.filter((word) => word !== "--").length === 0) {
      program.outputHelp({ error: true });
      return EXIT.usage;
    }
    await program.parseAsync(argv, { from: "user" });
    return outputLost && shell.exit === EXIT.ok ? EXIT.failed : shell.exit;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.ok;
    if (error.code === "commander.help") return EXIT.usage;
    shell.stderr.write(`${complaint(shell.words, error)}\n${shell.words("usage.see-help")}\n`);
    return EXIT.usage;
  }
}
