/** A command's context for tests: what it prints is kept, nobody is at the terminal. */
import type { CommandContext } from "../src/command/command-context.ts";
import { withDatabase } from "../src/command/database-session.ts";
import { loadWords } from "../src/command/words.ts";
import type { Config } from "../src/platform/config.ts";
import { createLog } from "../src/platform/log.ts";

export interface TestCommand {
  readonly context: CommandContext;
  /** What went to standard output and standard error so far. */
  out(): string;
  err(): string;
  /** The last JSON result. */
  json(): unknown;
}

const words = { en: await loadWords("en"), ru: await loadWords("ru") };

export function commandFor(config: Config, options: { json?: boolean; language?: "en" | "ru" } = {}): TestCommand {
  const { json = false, language = "en" } = options;
  const log = createLog("silent");
  let out = "";
  let err = "";
  let last: unknown;
  return {
    context: {
      config,
      log,
      language,
      json,
      words: words[language],
      signal: new AbortController().signal,
      print: (text) => void (out += json ? "" : `${text}\n`),
      printJson: (value) => {
        if (json) last = JSON.parse(JSON.stringify(value));
      },
      say: (text) => void (err += `${text}\n`),
      progress: () => ({ update: () => undefined, end: () => undefined }),
      withDatabase: (work) => withDatabase(config, log, work),
    },
    out: () => out,
    err: () => err,
    json: () => last,
  };
}
