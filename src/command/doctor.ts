/** `tamga doctor`: look at everything the node needs and say what is wrong and what to do. */
import type { Command } from "commander";
import { faultLine, type CommandOptions, type Shell } from "./command-context.ts";
import { described, withJson } from "./described.ts";
import { EXIT } from "./exit-codes.ts";
import { table } from "./table.ts";

export function defineDoctor(program: Command, shell: Shell): void {
  withJson(described(program, "doctor", "doctor", shell), shell).action(async (flags: CommandOptions) => {
    const { words } = shell;
    const [{ loadConfig }, { examine }] = await Promise.all([
      import("../platform/config.ts"),
      import("./doctor-checks.ts"),
    ]);
    const outcome = loadConfig(shell.env);
    const findings = await examine(outcome);
    const worst = findings.some((finding) => finding.state === "fail");
    shell.exit = worst ? EXIT.failed : EXIT.ok;
    const told = findings.map((finding) => {
      // A Problem of the platform brings its own sentences.
      const own = `problems.${finding.found}`;
      const [says, wayOut] = [
        `doctor.${finding.check}.${finding.found}`,
        `doctor.${finding.check}.${finding.found}-way-out`,
      ];
      return {
        ...finding,
        says: words([says, `${own}.title`], { ...finding.values }),
        wayOut:
          finding.state === "ok" ? "" : words([wayOut, `${own}.way-out`], { ...finding.values, defaultValue: "" }),
      };
    });
    if (flags.json === true) {
      shell.stdout.write(`${JSON.stringify({ ok: !worst, findings: told }, undefined, 2)}\n`);
      return;
    }
    const rows = told.flatMap((finding) => {
      const line = [words(`doctor.states.${finding.state}`), words(`doctor.${finding.check}.name`), finding.says];
      return finding.wayOut === "" ? [line] : [line, ["", "", `→ ${finding.wayOut}`]];
    });
    shell.stdout.write(`${table(rows, "")}\n`);
    if (!outcome.ok) shell.stdout.write(`${table(outcome.problems.map((fault) => faultLine(words, fault)))}\n`);
    shell.stdout.write(`\n${words(worst ? "doctor.unwell" : "doctor.well")}\n`);
  });
}
