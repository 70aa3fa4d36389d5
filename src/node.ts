/**
 * A running node: database, routes, workers, HTTP server, put together.
 *
 * Promises: everything it starts it stops, in reverse order; it keeps no state of its own beside the signing key and
 * the kept checkpoints in the data folder. Refuses: to serve on a database whose migrations are not current.
 */
import { createServer as createHttpServer, type Server } from "node:http";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import type { Hono } from "hono";
import type { Clock } from "./platform/clock.ts";
import { systemClock } from "./platform/clock.ts";
import type { Config } from "./platform/config.ts";
import { Database } from "./platform/database.ts";
import { mountApiDocs } from "./platform/api-docs.ts";
import { mountHealth } from "./platform/health.ts";
import { createServer } from "./platform/http-server.ts";
import { startJobs, type JobRunner, type JobTask } from "./platform/jobs.ts";
import type { Log } from "./platform/log.ts";
import { createMetrics, type Metrics } from "./platform/metrics.ts";
import { mountWeb } from "./platform/web-files.ts";
import { syncRoles } from "./access/people.store.ts";
import type { Signer } from "./journal/checkpoint.ts";
import { registerSigner, sequenceNow, startSequencer, type Sequencer } from "./journal/sequencer.ts";
import { keepShippedModel } from "./matching/learning/model-in-force.ts";
import { followLists } from "./reference/list-follower.ts";
import { codeLists } from "./reference/lists.ts";
import { openapiDocument } from "./openapi.ts";
import { routes } from "./rooms.ts";

/** How long one request may take to arrive, in milliseconds: half a gigabyte over a thin line. */
const uploadPatience = 4 * 3_600_000;

export interface NodeParts {
  readonly config: Config;
  /** URL of a login that is a member of the program's roles; not a superuser. */
  readonly databaseUrl: string;
  readonly log: Log;
  readonly clock?: Clock;
  /** Null where this program has no signing key: others sequence. */
  readonly signer: Signer | null;
  /** Keeps a signed checkpoint outside the database. */
  readonly keepCheckpoint?: (note: string) => Promise<void>;
  readonly tasks?: (database: Database) => Readonly<Record<string, JobTask>>;
  /** Started after the database is there; each is stopped before it goes. */
  readonly workers?: readonly ((database: Database) => Promise<{ stop(): Promise<void> }>)[];
  readonly poolSize?: number;
}

export interface TamgaNode {
  readonly database: Database;
  readonly app: Hono<{ Bindings: HttpBindings }>;
  readonly metrics: Metrics;
  readonly jobs: JobRunner;
  /** Listens and gives the port. */
  listen(port: number, host: string): Promise<number>;
  /** Brings the journal up to date now (tests, clean stop). */
  sequence(): Promise<void>;
  stop(): Promise<void>;
}

export async function createNode(parts: NodeParts): Promise<TamgaNode> {
  const clock = parts.clock ?? systemClock;
  const database = new Database(parts.databaseUrl, parts.poolSize ?? 16);
  const metrics = createMetrics();
  await syncRoles(database);
  // Read before the first call needs them: a list that does not hold together stops the start.
  codeLists();
  const lists = await followLists(database, parts.log);
  await keepShippedModel(database);
  const app = createServer({
    routes,
    database,
    config: parts.config,
    clock,
    log: parts.log,
    metrics,
  });
  mountHealth(app, { database, config: parts.config, metrics });
  mountApiDocs(app, openapiDocument);
  mountWeb(app);

  let sequencer: Sequencer | null = null;
  if (parts.signer !== null) {
    await registerSigner(database, parts.signer);
    sequencer = startSequencer(
      database,
      parts.signer,
      clock,
      { seconds: parts.config.checkpointSeconds, entries: parts.config.checkpointEntries },
      parts.log,
      parts.keepCheckpoint ?? (async () => undefined),
    );
  }
  const jobs = startJobs(database, parts.tasks?.(database) ?? {}, parts.log);
  const workers = await Promise.all((parts.workers ?? []).map((start) => start(database)));
  let server: Server | null = null;

  return {
    database,
    app,
    metrics,
    jobs,
    async listen(port, host) {
      const answer = getRequestListener(app.fetch);
      const listening = createHttpServer(
        { requestTimeout: uploadPatience, headersTimeout: 20_000, keepAliveTimeout: 10_000, maxHeaderSize: 16_384 },
        (request, response) => {
          void answer(request, response);
        },
      );
      server = listening;
      await new Promise<void>((resolve, reject) => {
        listening.once("error", reject);
        listening.listen(port, host, () => {
          listening.off("error", reject);
          resolve();
        });
      });
      const address = listening.address();
      return typeof address === "object" && address !== null ? address.port : port;
    },
    async sequence() {
      if (parts.signer === null) return;
      const note = await sequenceNow(database, parts.signer, clock);
      if (note !== null) await parts.keepCheckpoint?.(note);
    },
    async stop() {
      if (server !== null) {
        const closing = server;
        await new Promise<void>((resolve) => {
          closing.close(() => resolve());
          closing.closeIdleConnections();
          // Requests in flight get ten seconds to end; then their connections are closed.
          setTimeout(() => closing.closeAllConnections(), 10_000).unref();
        });
      }
      for (const worker of workers.toReversed()) await worker.stop();
      await jobs.stop();
      await sequencer?.stop();
      await lists.stop();
      await database.end();
    },
  };
}
