/**
 * What every command gets, and how it ends.
 *
 * Promises: results on standard output, all else on standard error; with `--json` standard output holds one JSON value and nothing else;
 * an error is a sentence with a way out and an exit code (exit-codes.ts). Refuses: a stack trace on the terminal, a question to somebody
 * who is not there.
 */
import type { Config, ConfigFault } from "../platform/config.ts";
import type { Log, LogLevel } from "../platform/log.ts";
import { Problem } from "../platform/problem.ts";
import type { Progress } from "../platform/progress.ts";
import type { DatabaseSession } from "./database-session.ts";
import { EXIT, exitCodeOf, type ExitCode } from "./exit-codes.ts";
import { table } from "./table.ts";
import type { Language, Words } from "./words.ts";

/** What exists before a command is chosen. */
export interface Shell {
  readonly words: Words;
  readonly language: Language;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  /** The exit code of the chosen command. */
  exit: ExitCode;
}

export interface CommandContext {
  readonly config: Config;
  readonly log: Log;
  readonly words: Words;
  readonly language: Language;
  readonly json: boolean;
  /** Aborted at the first Ctrl-C or SIGTERM: finish the row, roll back or commit, return. A second one ends the program. */
  readonly signal: AbortSignal;
  /** Writes a line to standard output; with `--json` nothing. */
  readonly print: (text: string) => void;
  /** Writes the one result of a `--json` run; without `--json` nothing. */
  readonly printJson: (value: unknown) => void;
  /** Says something about the work itself, on standard error. */
  readonly say: (text: string) => void;
  readonly progress: (label: string, total?: number) => Progress;
  readonly withDatabase: <T>(work: (database: DatabaseSession) => Promise<T>) => Promise<T>;
}

export interface CommandOptions {
  readonly json?: boolean | undefined;
  /** Log level when the environment does not ask for one: quiet for commands, "info" for a serving program. */
  readonly logLevel?: LogLevel;
}

export function faultLine(words: Words, fault: ConfigFault): readonly string[] {
  return [fault.name, words(`config-faults.${fault.code}`, { ...fault.values })];
}

/** Title and way out of a Problem, from the command line's catalogue or the rooms'. */
export function problemText(words: Words, problem: Problem): { title: string; wayOut: string } {
  const values = { ...problem.values };
  const find = (part: string): string =>
    words(
      [
        `command:problems.${problem.code}.${part}`,
        `problems:${problem.code}.${part}`,
        ...["tabular", "registers", "access", "backup"].map((space) => `${space}:problems.${problem.code}.${part}`),
      ],
      {
        ...values,
        defaultValue: "",
      },
    );
  return { title: find("title") || problem.code, wayOut: find("way-out") };
}

function reportError(shell: Shell, error: unknown, json: boolean): void {
  if (error instanceof Problem) {
    const { title, wayOut } = problemText(shell.words, error);
    if (json) {
      const { code, values, fields } = error;
      shell.stderr.write(`${JSON.stringify({ error: { code, title, wayOut, values, fields } })}\n`);
      return;
    }
    shell.stderr.write(`${title}\n`);
    for (const field of error.fields) {
      const sentence = shell.words(`problems:fields.${field.code}`, { ...field.values, defaultValue: field.code });
      shell.stderr.write(`  ${field.path}: ${sentence}\n`);
    }
    if (wayOut !== "") shell.stderr.write(`${wayOut}\n`);
    return;
  }
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const away = exitCodeOf(error) === EXIT.database;
  const title = away
    ? shell.words("problems.database-unavailable.title", { code })
    : shell.words("problems.unexpected.title", { message: error instanceof Error ? error.message : String(error) });
  const wayOut = shell.words(away ? "problems.database-unavailable.way-out" : "problems.unexpected.way-out");
  if (json) shell.stderr.write(`${JSON.stringify({ error: { code: code || "unexpected", title, wayOut } })}\n`);
  else shell.stderr.write(`${title}\n${wayOut}\n`);
  if (shell.env["TAMGA_LOG_LEVEL"] === "debug" && error instanceof Error) shell.stderr.write(`${error.stack ?? ""}\n`);
}

/** Reads the configuration or says everything that is wrong with it. */
export async function readConfig(shell: Shell, json: boolean): Promise<Config | undefined> {
  const { loadConfig } = await import("../platform/config.ts");
  const outcome = loadConfig(shell.env);
  for (const warning of outcome.warnings) shell.stderr.write(`${faultLine(shell.words, warning).join(": ")}\n`);
  if (outcome.ok) return outcome.config;
  if (json) shell.stderr.write(`${JSON.stringify({ error: { code: "config", problems: outcome.problems } })}\n`);
  else {
    const title = shell.words("config-faults.title", { count: outcome.problems.length });
    shell.stderr.write(`${title}\n${table(outcome.problems.map((fault) => faultLine(shell.words, fault)))}\n`);
  }
  return undefined;
}

/** Runs a command's work with a checked configuration; its outcome becomes the exit code. */
export async function runCommand(
  shell: Shell,
  options: CommandOptions,
  work: (context: CommandContext) => Promise<ExitCode>,
): Promise<void> {
  const json = options.json === true;
  const config = await readConfig(shell, json);
  if (config === undefined) {
    shell.exit = EXIT.usage;
    return;
  }
  const [{ createLog }, { createProgress }, { withDatabase }] = await Promise.all([
    import("../platform/log.ts"),
    import("../platform/progress.ts"),
    import("./database-session.ts"),
  ]);
  const level = config.origins.TAMGA_LOG_LEVEL === "default" ? (options.logLevel ?? "warn") : config.logLevel;
  const log = createLog(level, shell.stderr);
  const interruption = new AbortController();
  let signals = 0;
  const onSignal = () => {
    signals += 1;
    // The database is a process of its own and goes on; nothing committed is lost.
    if (signals > 1) process.exit(EXIT.interrupted);
    interruption.abort();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    shell.exit = await work({
      config,
      log,
      words: shell.words,
      language: shell.language,
      json,
      signal: interruption.signal,
      print(text) {
        if (!json) shell.stdout.write(`${text}\n`);
      },
      printJson(value) {
        if (json) shell.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
      },
      say(text) {
        // A service manager reads the log line by line: there even a sentence is a line of JSON.
        if (level === "info" && shell.stderr.isTTY !== true) log.info(text);
        else shell.stderr.write(`${text}\n`);
      },
      progress: (label, total) => createProgress({ label, total, output: shell.stderr, language: shell.language }),
      withDatabase: (inner) => withDatabase(config, log, inner),
    });
  } catch (error) {
    shell.exit = exitCodeOf(error);
    reportError(shell, error, json);
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}
