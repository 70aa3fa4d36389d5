/**
 * The database for one command: the server that DATABASE_URL names, or the bundled one of the data folder.
 *
 * Promises: a command works whether the node runs or not (it joins a running bundled server, starts one otherwise) and leaves things as it
 * found them. Refuses: nothing of its own; who may do what is decided by the rooms.
 */
import type { BundledPostgres } from "../platform/bundled-postgres.ts";
import type { Config } from "../platform/config.ts";
import type { Log } from "../platform/log.ts";

export interface DatabaseSession {
  /** For a login that may take the program's roles (migrations/0001). */
  readonly url: string;
  /** The bundled server behind it; undefined with DATABASE_URL. */
  readonly bundled: BundledPostgres | undefined;
}

/** Gives `work` a database and tidies up after it, also when it throws. Close your pools inside `work`. */
export async function withDatabase<T>(
  config: Config,
  log: Log,
  work: (database: DatabaseSession) => Promise<T>,
): Promise<T> {
  if (config.databaseUrl !== undefined) return await work({ url: config.databaseUrl, bundled: undefined });
  const { startBundledPostgres } = await import("../platform/bundled-postgres.ts");
  const bundled = await startBundledPostgres({ dataDir: config.dataDir, log });
  try {
    return await work({ url: bundled.url, bundled });
  } finally {
    await bundled.stop();
  }
}
