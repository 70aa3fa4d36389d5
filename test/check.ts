/**
 * `npm run check`: types, lint, format, dead code, boundaries between rooms, message catalogues, generated files.
 * Each says what it found; one failure fails the whole.
 */
import { spawn } from "node:child_process";

interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly output: string;
}

function step(name: string, command: string, ...args: string[]): Promise<Outcome> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", (fault) => resolve({ name, ok: false, seconds: 0, output: fault.message }));
    child.on("close", (code) =>
      resolve({ name, ok: code === 0, seconds: (performance.now() - started) / 1000, output }),
    );
  });
}

// Two at a time: the machine has two cores.
const steps: (() => Promise<Outcome>)[] = [
  () => step("types", "tsc", "--noEmit", "-p", "."),
  () => step("lint", "oxlint", "--type-aware", "--deny-warnings", "."),
  () => step("format", "oxfmt", "--check", "."),
  () => step("dead code", "knip", "--no-progress"),
  () => step("boundaries", "node", "test/check-boundaries.ts"),
  () => step("catalogues", "node", "test/check-catalogues.ts"),
  () => step("generated", "node", "test/generate.ts", "--check"),
];

const outcomes: Outcome[] = [];
let next = 0;
async function worker(): Promise<void> {
  for (let at = next++; at < steps.length; at = next++) {
    const outcome = await steps[at]?.();
    if (outcome === undefined) return;
    outcomes.push(outcome);
    console.log(`${outcome.ok ? "ok  " : "FAIL"} ${outcome.name} (${outcome.seconds.toFixed(1)} s)`);
    if (!outcome.ok) console.log(outcome.output.trimEnd().split("\n").slice(-80).join("\n"));
  }
}
await Promise.all([worker(), worker()]);
const failed = outcomes.filter((outcome) => !outcome.ok);
console.log(
  failed.length === 0 ? "check: all good" : `check: ${failed.map((outcome) => outcome.name).join(", ")} failed`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
