/** `tamga openapi`: the description of the programming interface, made from the contracts. */
import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import type { Shell } from "./command-context.ts";
import { described } from "./described.ts";

export function defineOpenapi(program: Command, shell: Shell): void {
  described(program, "openapi", "openapi", shell)
    .option("--out <file>", shell.words("commands.openapi.options.out"))
    .action(async (flags: { out?: string }) => {
      // Made from the contracts alone: needs neither configuration nor database.
      const { openapiDocument } = await import("../openapi.ts");
      const text = `${JSON.stringify(openapiDocument(), undefined, 2)}\n`;
      if (flags.out === undefined) shell.stdout.write(text);
      else writeFileSync(flags.out, text);
    });
}
