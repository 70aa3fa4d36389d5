/** `tamga migrate` and `tamga migrate status`: bring the database up to the program, or say how far it is. */
import type { Command } from "commander";
import { runCommand, type CommandOptions, type Shell } from "./command-context.ts";
import { described, withJson } from "./described.ts";
import { EXIT } from "./exit-codes.ts";

export function defineMigrate(program: Command, shell: Shell): void {
  const migrateCommand = withJson(described(program, "migrate", "migrate", shell), shell).action(
    async (options: CommandOptions) => {
      await runCommand(shell, options, async (context) => {
        const { migrate } = await import("../platform/migrate.ts");
        const ran = await context.withDatabase((database) => migrate(database.url));
        context.printJson({ ran });
        for (const name of ran) context.print(name);
        context.print(context.words("migrate.ran", { count: ran.length }));
        return EXIT.ok;
      });
    },
  );
  withJson(described(migrateCommand, "status", "migrate-status", shell), shell).action(
    async (_options: CommandOptions, command: Command) => {
      await runCommand(shell, command.optsWithGlobals<CommandOptions>(), async (context) => {
        const { migrationState } = await import("../platform/migrate.ts");
        const state = await context.withDatabase((database) => migrationState(database.url));
        context.printJson(state);
        for (const name of state.applied) context.print(`${context.words("migrate.applied")}  ${name}`);
        for (const name of state.waiting) context.print(`${context.words("migrate.waiting")}  ${name}`);
        return EXIT.ok;
      });
    },
  );
}
