/** `tamga config list|check|print`: what can be set, whether it is right, what is in force. Secrets are never printed. */
import type { Command } from "commander";
import { faultLine, readConfig, type CommandOptions, type Shell } from "./command-context.ts";
import { described, withJson } from "./described.ts";
import { EXIT } from "./exit-codes.ts";
import { table } from "./table.ts";

async function list(shell: Shell, json: boolean): Promise<void> {
  const { settingRows } = await import("./config-table.ts");
  const rows = settingRows(shell.words);
  if (json) shell.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
  else {
    const head = ["name", "type", "default", "meaning"].map((column) => shell.words(`config-table.${column}`));
    shell.stdout.write(`${table([head, ...rows.map((row) => [row.name, row.type, row.default, row.meaning])], "")}\n`);
    shell.stdout.write(`\n${shell.words("config-table.secrets")}\n`);
  }
}

async function check(shell: Shell, json: boolean): Promise<void> {
  const { loadConfig } = await import("../platform/config.ts");
  const outcome = loadConfig(shell.env);
  const problems = outcome.ok ? [] : outcome.problems;
  shell.exit = outcome.ok ? EXIT.ok : EXIT.usage;
  if (json) {
    shell.stdout.write(`${JSON.stringify({ ok: outcome.ok, problems, warnings: outcome.warnings }, undefined, 2)}\n`);
    return;
  }
  const lines = [...problems, ...outcome.warnings].map((fault) => faultLine(shell.words, fault));
  if (!outcome.ok) shell.stdout.write(`${shell.words("config-faults.title", { count: problems.length })}\n`);
  if (lines.length > 0) shell.stdout.write(`${table(lines)}\n`);
  if (outcome.ok) shell.stdout.write(`${shell.words("config-faults.none")}\n`);
}

async function print(shell: Shell, json: boolean): Promise<void> {
  const config = await readConfig(shell, json);
  if (config === undefined) {
    shell.exit = EXIT.usage;
    return;
  }
  const { redactedConfig } = await import("../platform/config.ts");
  const rows = redactedConfig(config);
  if (json) shell.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
  else {
    const origin = (name: string): string => shell.words(`config-table.origins.${name}`);
    shell.stdout.write(
      `${table(
        rows.map((row) => [row.name, row.value === "" ? "–" : row.value, origin(row.origin)]),
        "",
      )}\n`,
    );
  }
}

export function defineConfig(program: Command, shell: Shell): void {
  const config = withJson(described(program, "config", "config", shell), shell)
    .option("--list", shell.words("commands.config-list.what"))
    .action(async (flags: CommandOptions & { list?: boolean }, command: Command) => {
      if (flags.list === true) await list(shell, flags.json === true);
      else command.help({ error: true });
    });
  for (const [name, work] of [
    ["list", list],
    ["check", check],
    ["print", print],
  ] as const) {
    withJson(described(config, name, `config-${name}`, shell), shell).action(
      async (_flags: CommandOptions, command: Command) => {
        await work(shell, command.optsWithGlobals<CommandOptions>().json === true);
      },
    );
  }
}
