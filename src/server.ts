/**
 * The serving program: a node with its signing key, its workers and its address. What `tamga start` and `tamga demo` run.
 */
import { settingOf } from "./platform/settings.ts";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createNode } from "./node.ts";
import { ensureSetupToken } from "./access/first-setup.ts";
import type { RunningServer, ServerOptions } from "./command/serving.ts";
import { recomputationTasks } from "./access/recomputation.actions.ts";
import { keepCheckpoint } from "./journal/kept-checkpoints.ts";
import { journalSigner } from "./journal/signing-key.ts";
import { startPictureFold } from "./figures/picture-fold.ts";
import { startLiveIndex } from "./matching/live-index.ts";
import { modelTasks } from "./matching/learning/model-task.ts";
import { startMatcher } from "./matching/matcher.ts";
import { sweepTasks } from "./matching/sweep-job.ts";
import { Database } from "./platform/database.ts";
import { Problem } from "./platform/problem.ts";
import { attachmentTasks } from "./recoveries/attachment-copies.ts";
import { startFeed } from "./registers/feed-folder.ts";
import { registerTasks } from "./registers/import-job.ts";

/** A data folder is a demo or not, for good: invented people never stand beside real ones. */
async function settleMode(databaseUrl: string, mode: "start" | "demo"): Promise<string> {
  const database = new Database(databaseUrl, 1);
  try {
    return await database.asSystem("tamga_keeper", async (tx) => {
      const put = async (key: string, value: unknown): Promise<unknown> => {
        await tx.query("insert into platform.setting (key, value) values ($1, $2) on conflict (key) do nothing", [
          key,
          JSON.stringify(value),
        ]);
        return settingOf(tx, key);
      };
      const demo = await put("node.demo", mode === "demo");
      if (demo !== (mode === "demo"))
        throw new Problem({ status: 409, code: demo === true ? "data-is-demo" : "data-is-not-demo" });
      return String(await put("node.origin", `tamga-${randomBytes(6).toString("hex")}/journal`));
    });
  } finally {
    await database.end();
  }
}

export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { config, log } = options;
  const origin = await settleMode(options.databaseUrl, options.mode);
  const signer = await journalSigner(config, origin);
  const node = await createNode({
    config,
    databaseUrl: options.databaseUrl,
    log,
    signer,
    keepCheckpoint: (note) => keepCheckpoint(config, note),
    tasks: (database) => ({
      ...registerTasks(database, log),
      ...sweepTasks(database, log),
      ...attachmentTasks(database, log),
      ...modelTasks(database, log),
      ...recomputationTasks(database),
    }),
    workers: [
      (database) => startPictureFold(database, log),
      (database) => startLiveIndex(database, options.databaseUrl, log, join(config.dataDir, "index")),
      (database) => startMatcher(database, log),
      (database) =>
        startFeed(
          database,
          config.feedFolder === undefined
            ? null
            : { folder: config.feedFolder, limit: config.uploadMaxBytes, seconds: 10 },
          log,
        ),
    ],
  });
  try {
    const port = await node.listen(config.port, config.host);
    const address =
      config.origins.TAMGA_PUBLIC_URL === "default"
        ? `http://${config.host === "0.0.0.0" ? "localhost" : config.host}:${port}`
        : config.publicUrl;
    const token = options.mode === "start" ? await ensureSetupToken(node.database) : null;
    return {
      address,
      setupUrl: token === null ? undefined : `${address}/setup#${token}`,
      close: () => node.stop(),
    };
  } catch (fault) {
    await node.stop();
    throw fault;
  }
}
