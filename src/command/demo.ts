/** `tamga demo`: the same node with a fictional country in it. */
import type { Command } from "commander";
import type { Config } from "../platform/config.ts";
import type { Log } from "../platform/log.ts";
import type { Progress } from "../platform/progress.ts";
import { runCommand, type Shell } from "./command-context.ts";
import { described } from "./described.ts";
import { table } from "./table.ts";

/** One person to sign in as; all of them are invented. */
export interface DemoPerson {
  readonly username: string;
  readonly password: string;
  readonly name: string;
  readonly institution: string;
  /** What this person is in the story, in the reader's language. */
  readonly part: string;
}

/** What the demo country is loaded with (`src/demo/demo-country.ts`, `loadDemoCountry`). It loads once; the next call only lists. */
export interface DemoOptions {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly log: Log;
  readonly language: "en" | "ru";
  readonly signal: AbortSignal;
  readonly progress: (label: string, total?: number) => Progress;
}

/** In a demo nobody has an authenticator at hand, unless the operator wants to show exactly that. */
function relaxed(config: Config): Config {
  return config.origins.TAMGA_SECOND_FACTOR === "default" ? { ...config, secondFactor: "optional" } : config;
}

export function defineDemo(program: Command, shell: Shell): void {
  described(program, "demo", "demo", shell).action(async () => {
    await runCommand(shell, { logLevel: "warn" }, async (given) => {
      const { serve } = await import("./serving.ts");
      const context = { ...given, config: relaxed(given.config) };
      const { words, print, config, log, language, signal, progress } = context;
      let people: readonly DemoPerson[] = [];
      return await serve({
        context,
        mode: "demo",
        async prepare(databaseUrl) {
          const { loadDemoCountry } = await import("../demo/demo-country.ts");
          people = await loadDemoCountry({ config, databaseUrl, log, language, signal, progress });
        },
        announce(server, seconds) {
          print(words("serving.ready", { address: server.address, seconds: seconds.toFixed(1) }));
          print(`\n${words("serving.demo-people")}`);
          const head = ["username", "password", "name", "institution", "part"].map((column) =>
            words(`serving.${column}`),
          );
          print(
            table([head, ...people.map((one) => [one.username, one.password, one.name, one.institution, one.part])]),
          );
          print(`\n${words("serving.demo-warning")}`);
          print(words("serving.how-to-stop"));
        },
      });
    });
  });
}
