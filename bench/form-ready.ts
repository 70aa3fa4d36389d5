/**
 * How long until the form of a new recovery can be filled in, from a link to its address: in a browser that was never here, and in one
 * that was. Medians of ten, an empty node.
 *
 *   node bench/form-ready.ts
 */
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { openBrowser } from "../test/browser.ts";
import { makeTestCountry } from "../test/test-country.ts";
import { testConfig } from "../test/world-calls.ts";
import { openSession } from "../src/access/people.store.ts";
import { createNode } from "../src/node.ts";
import { startBundledPostgres } from "../src/platform/bundled-postgres.ts";
import { sessionCookie } from "../src/platform/http-server.ts";
import { createLog } from "../src/platform/log.ts";
import { migrate } from "../src/platform/migrate.ts";

const log = createLog("silent");
const folder = await mkdtemp(join(tmpdir(), "tamga-bench-form-"));
const bundled = await startBundledPostgres({ dataDir: folder, log });
await migrate(bundled.url);
await makeTestCountry(bundled.url);
const config = testConfig({ TAMGA_LOG_LEVEL: "silent" });
const node = await createNode({ config, databaseUrl: bundled.url, log, signer: null });
const address = `http://127.0.0.1:${await node.listen(0, "127.0.0.1")}`;
const session = await node.database.asSystem("tamga_keeper", async (tx) => {
  const [officer] = await tx.query<{ id: string }>("select id from access.person where username = 'border.officer'");
  return await openSession(tx, {
    personId: officer?.id ?? "",
    strength: "second-factor",
    hours: 1,
    idleMinutes: 60,
    userAgent: "bench",
    address: null,
  });
});
const browser = await openBrowser();
const times: Record<"first" | "again", number[]> = { first: [], again: [] };
for (let round = 0; round < 10; round += 1) {
  const context = await browser.newContext({ locale: "ru" });
  await context.addCookies([{ name: sessionCookie, value: session.token, url: address }]);
  const page = await context.newPage();
  for (const kind of ["first", "again"] as const) {
    await page.goto("about:blank");
    const begun = performance.now();
    await page.goto(`${address}/recoveries/new`);
    await page.locator("form input").first().waitFor({ state: "visible" });
    times[kind].push(performance.now() - begun);
  }
  await context.close();
}
const median = (list: readonly number[]): string =>
  (list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0).toFixed(0);
console.log(
  `form ready: in a browser that was never here ${median(times.first)} ms, in one that was ${median(times.again)} ms (medians of 10; ${cpus().length} cores ${cpus()[0]?.model ?? ""}, ${new Date().toISOString().slice(0, 10)})`,
);
await browser.close();
await node.stop();
await bundled.stop();
await rm(folder, { recursive: true, force: true });
