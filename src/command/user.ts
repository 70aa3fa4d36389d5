/** `tamga user …`: people and their ways in, for the administrator at the machine. */
import { Option, type Command } from "commander";
import { runCommand, type CommandContext, type CommandOptions, type Shell } from "./command-context.ts";
import { described, withJson } from "./described.ts";
import type { ExitCode } from "./exit-codes.ts";

/**
 * What is asked (`src/access/user-command.ts`, `runUser`). No password is ever given or printed: `create` and `setup-link` give a one-time
 * link with which the person chooses one.
 */
export type UserInput =
  | { readonly verb: "list"; readonly institution: string | undefined }
  | {
      readonly verb: "create";
      readonly username: string;
      readonly nameLatin: string;
      readonly nameCyrillic: string | undefined;
      readonly institution: string;
      readonly unit: string | undefined;
      readonly roles: readonly string[];
      readonly language: "en" | "ru";
      readonly breakGlass: boolean;
    }
  | { readonly verb: "setup-link"; readonly username: string }
  | { readonly verb: "disable"; readonly username: string; readonly reason: string | undefined }
  | { readonly verb: "enable"; readonly username: string }
  | { readonly verb: "unlock"; readonly username: string }
  | { readonly verb: "reset-second-factor"; readonly username: string; readonly reason: string | undefined }
  | { readonly verb: "sign-out"; readonly username: string | undefined; readonly everybody: boolean }
  | { readonly verb: "grant"; readonly username: string; readonly role: string; readonly until: string | undefined }
  | { readonly verb: "revoke"; readonly username: string; readonly role: string };

async function runUserCommand(input: UserInput, context: CommandContext): Promise<ExitCode> {
  const { runUser } = await import("../access/user-command.ts");
  return await runUser(input, context);
}

interface CreateFlags extends CommandOptions {
  readonly name: string;
  readonly nameCyrillic?: string;
  readonly institution: string;
  readonly unit?: string;
  readonly role: string[];
  readonly language: "en" | "ru";
  readonly breakGlass?: boolean;
}

export function defineUser(program: Command, shell: Shell): void {
  const { words } = shell;
  const option = (name: string): string => words(`commands.user.options.${name}`);
  const user = described(program, "user", "user", shell);
  const sub = (verb: UserInput["verb"]): Command => withJson(described(user, verb, `user-${verb}`, shell), shell);
  const run = (flags: CommandOptions, input: UserInput): Promise<void> =>
    runCommand(shell, flags, (context) => runUserCommand(input, context));

  sub("list")
    .option("--institution <code>", option("institution"))
    .action((flags: CommandOptions & { institution?: string }) =>
      run(flags, { verb: "list", institution: flags.institution }),
    );

  sub("create")
    .argument("<username>", option("username"))
    .requiredOption("--name <name>", option("name"))
    .option("--name-cyrillic <name>", option("name-cyrillic"))
    .requiredOption("--institution <code>", option("institution"))
    .option("--unit <code>", option("unit"))
    .requiredOption("--role <role...>", option("role"))
    .addOption(new Option("--language <language>", option("language")).choices(["en", "ru"]).default(shell.language))
    .option("--break-glass", option("break-glass"))
    .action((username: string, flags: CreateFlags) =>
      run(flags, {
        verb: "create",
        username,
        nameLatin: flags.name,
        nameCyrillic: flags.nameCyrillic,
        institution: flags.institution,
        unit: flags.unit,
        roles: flags.role,
        language: flags.language,
        breakGlass: flags.breakGlass === true,
      }),
    );

  for (const verb of ["setup-link", "enable", "unlock"] as const) {
    sub(verb)
      .argument("<username>", option("username"))
      .action((username: string, flags: CommandOptions) => run(flags, { verb, username }));
  }

  for (const verb of ["disable", "reset-second-factor"] as const) {
    sub(verb)
      .argument("<username>", option("username"))
      .option("--reason <text>", option("reason"))
      .action((username: string, flags: CommandOptions & { reason?: string }) =>
        run(flags, { verb, username, reason: flags.reason }),
      );
  }

  sub("sign-out")
    .argument("[username]", option("username"))
    .option("--everybody", option("everybody"))
    .action(async (username: string | undefined, flags: CommandOptions & { everybody?: boolean }, command: Command) => {
      const everybody = flags.everybody === true;
      if ((username === undefined) !== everybody) {
        command.error("error: missing required argument 'username'", {
          code: "commander.missingArgument",
          exitCode: 2,
        });
      }
      await run(flags, { verb: "sign-out", username, everybody });
    });

  sub("grant")
    .argument("<username>", option("username"))
    .argument("<role>", option("role"))
    .option("--until <date>", option("until"))
    .action((username: string, role: string, flags: CommandOptions & { until?: string }) =>
      run(flags, { verb: "grant", username, role, until: flags.until }),
    );

  sub("revoke")
    .argument("<username>", option("username"))
    .argument("<role>", option("role"))
    .action((username: string, role: string, flags: CommandOptions) => run(flags, { verb: "revoke", username, role }));
}
