/**
 * `npm test`: builds the desk application, then runs all tests on the bundled PostgreSQL. What a test needs and does not
 * find it says; under CI=true that is a failure.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { findChromium } from "./browser.ts";

const started = performance.now();
const run = (command: string, ...args: string[]): number => {
  const result = spawnSync(command, args, { stdio: "inherit", env: process.env });
  return result.status ?? 1;
};

const chromium = findChromium();
const data = new URL("../../shared/data", import.meta.url);
if (chromium === null)
  console.warn("\n!!! No Chromium found (set TAMGA_CHROMIUM): the browser tests will be SKIPPED.\n");
if (!existsSync(data))
  console.warn("\n!!! ../shared/data is not there: the tests on real registers will be SKIPPED.\n");
if (process.env["CI"] === "true" && (chromium === null || !existsSync(data))) {
  console.error("Under CI both are needed.");
  process.exit(1);
}
const built = run("vite", "build", "--logLevel", "warn");
const tested = built === 0 ? run("vitest", "run", ...process.argv.slice(2)) : built;
console.log(`\nnpm test: ${((performance.now() - started) / 1000).toFixed(0)} s`);
process.exit(tested);
