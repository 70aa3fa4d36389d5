/** `tamga start`: serve the node until it is told to stop. */
import type { Command } from "commander";
import { runCommand, type Shell } from "./command-context.ts";
import { described } from "./described.ts";

export function defineStart(program: Command, shell: Shell): void {
  described(program, "start", "start", shell).action(async () => {
    await runCommand(shell, { logLevel: "info" }, async (context) => {
      const { serve } = await import("./serving.ts");
      const { words, print } = context;
      return await serve({
        context,
        mode: "start",
        announce(server, seconds) {
          print(words("serving.ready", { address: server.address, seconds: seconds.toFixed(1) }));
          if (server.setupUrl !== undefined) print(words("serving.setup", { url: server.setupUrl }));
          print(words("serving.how-to-stop"));
        },
      });
    });
  });
}
