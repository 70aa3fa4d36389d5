/**
 * Serving: what `start` and `demo` have in common, from the lock on the data folder to the clean end.
 *
 * Promises: one serving program per data folder; the database is there and migrated before the first request; SIGTERM and Ctrl-C let running
 * requests finish, then close the server, the database and the lock, in this order. Refuses: to serve on a database newer than itself.
 */
import type { Config } from "../platform/config.ts";
import type { Log } from "../platform/log.ts";
import { Problem } from "../platform/problem.ts";
import type { CommandContext } from "./command-context.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";

/** What the server is given (`src/server.ts`, `startServer`). */
export interface ServerOptions {
  readonly config: Config;
  readonly databaseUrl: string;
  readonly log: Log;
  readonly mode: "start" | "demo";
}

export interface RunningServer {
  /** Where it answers, e.g. "http://localhost:8080". */
  readonly address: string;
  /** One-time link for the first administrator; undefined once there is one. */
  readonly setupUrl: string | undefined;
  /** Lets running requests finish, at most a few seconds, then closes pools and workers. */
  close(): Promise<void>;
}

export interface Serving {
  readonly context: CommandContext;
  readonly mode: "start" | "demo";
  /** Between the migrations and the first request, e.g. loading the demo country. */
  readonly prepare?: (databaseUrl: string) => Promise<void>;
  /** What to print once the server answers. */
  readonly announce: (server: RunningServer, seconds: number) => void;
}

function stopRequested(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** An occupied port and a missing right said in our words; everything else as it came. */
function explained(error: unknown, config: Config): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE" || code === "EACCES" || code === "EADDRNOTAVAIL") {
    const problem = code === "EADDRINUSE" ? "port-taken" : code === "EACCES" ? "port-not-allowed" : "host-not-ours";
    return new Problem({
      status: 500,
      code: problem,
      values: { port: config.port, host: config.host, next: config.port < 65_535 ? config.port + 1 : 8080 },
      cause: error,
    });
  }
  return error;
}

/** Runs until it is asked to stop. */
export async function serve(serving: Serving): Promise<ExitCode> {
  const { context, mode } = serving;
  const { config, log, signal, words } = context;
  const begun = performance.now();
  const [{ lockProgram }, { prepareDataDir }, { databaseAccount }, { clusterDir }] = await Promise.all([
    import("../platform/program-lock.ts"),
    import("../platform/bundled-postgres-folder.ts"),
    import("../platform/bundled-postgres-account.ts"),
    import("../platform/bundled-postgres-cluster.ts"),
  ]);
  const account = config.databaseUrl === undefined ? databaseAccount(clusterDir(config.dataDir)) : undefined;
  const dataDir = prepareDataDir(config.dataDir, account);
  // With DATABASE_URL several programs share one database, and the folder holds nothing but the key they share.
  const lock = config.databaseUrl === undefined ? await lockProgram(dataDir, mode) : undefined;
  try {
    if (config.databaseUrl === undefined) context.say(words("serving.database", { dataDir }));
    return await context.withDatabase(async (database) => {
      const { migrate } = await import("../platform/migrate.ts");
      const ran = await migrate(database.url);
      if (ran.length > 0) context.say(words("serving.migrated", { count: ran.length }));
      if (signal.aborted) return EXIT.ok;
      await serving.prepare?.(database.url);
      if (signal.aborted) return EXIT.ok;
      const { startServer } = await import("../server.ts");
      let server: RunningServer;
      try {
        server = await startServer({ config, databaseUrl: database.url, log, mode });
      } catch (error) {
        throw explained(error, config);
      }
      try {
        lock?.setAddress(server.address);
        serving.announce(server, (performance.now() - begun) / 1000);
        await stopRequested(signal);
        context.say(words("serving.stopping"));
      } finally {
        await server.close();
      }
      return EXIT.ok;
    });
  } finally {
    lock?.release();
  }
}
