/** A database server with the test country's template for programs outside the test runner (bench/). */
import type { TestProject } from "vitest/node";
import setup from "../global-setup.ts";
import type { Server } from "../world.ts";

export interface OwnServer extends Server {
  stop(): Promise<void>;
}

/** Starts the bundled server (or uses TAMGA_TEST_DATABASE_URL) and makes the template, as a test run does. */
export async function startServer(): Promise<OwnServer> {
  const given = new Map<string, string>();
  const stop = await setup({
    provide: (key: string, value: string) => given.set(key, value),
  } as unknown as TestProject);
  const need = (key: string): string => given.get(key) ?? "";
  return { adminUrl: need("adminUrl"), programUrl: need("programUrl"), template: need("template"), stop };
}
