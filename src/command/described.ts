/**
 * A command's place in the tree with its words: `commands.<key>.what` and `commands.<key>.examples` of the catalogue.
 */
import type { Command } from "commander";
import type { Shell } from "./command-context.ts";

export function described(parent: Command, usage: string, key: string, shell: Shell): Command {
  const { words } = shell;
  return parent
    .command(usage)
    .description(words(`commands.${key}.what`))
    .addHelpText("after", () => `\n${words("help.examples")}\n${indented(words(`commands.${key}.examples`))}`);
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}

/** `--json`, in the same words everywhere. */
export function withJson(command: Command, shell: Shell): Command {
  return command.option("--json", shell.words("options.json"));
}
