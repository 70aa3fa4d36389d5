/**
 * The node that the kill runs kill: bundled database, journal key, matcher and server on one data folder, as `tamga start`
 * puts them together, in a process of its own. Configuration by environment (TAMGA_DATA, TAMGA_PORT …).
 */
import { createNode } from "../src/node.ts";
import { keepCheckpoint } from "../src/journal/kept-checkpoints.ts";
import { journalSigner } from "../src/journal/signing-key.ts";
import { startMatcher } from "../src/matching/matcher.ts";
import { startBundledPostgres } from "../src/platform/bundled-postgres.ts";
import { loadConfig } from "../src/platform/config.ts";
import { createLog } from "../src/platform/log.ts";
import { migrate } from "../src/platform/migrate.ts";

/** The name under which the kill runs' journals are signed. */
export const KILLS_ORIGIN = "kills.tamga.test/journal";

if (import.meta.main) {
  const loaded = loadConfig(process.env);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { config } = loaded;
  const log = createLog("error");
  const bundled = await startBundledPostgres({ dataDir: config.dataDir, log });
  await migrate(bundled.url);
  const signer = await journalSigner(config, KILLS_ORIGIN);
  const node = await createNode({
    config,
    databaseUrl: bundled.url,
    log,
    signer,
    keepCheckpoint: (note) => keepCheckpoint(config, note),
    workers: [(database) => startMatcher(database, log)],
    poolSize: 8,
  });
  await node.listen(config.port, config.host);
  process.on("SIGTERM", () => {
    void node
      .stop()
      .then(() => bundled.stop())
      .then(() => process.exit(0));
  });
}
