/**
 * Keeps the lists of this program at the version of its database.
 *
 * Promises: what one program accepts, every other has within a second, and the calls that show lists have it at once: they
 * ask for the version in their own transaction (one row by its key). Refuses: to fail a call because the version could not be
 * asked for outside of it; it asks again.
 */
import type { Database, Tx } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import { holdAcceptances, readOverlay, readVersion } from "./curator.store.ts";
import { changesLeftOut, codeLists, listsVersion, putOverlay } from "./lists.ts";
import { putMergedCodes } from "./merged-code.store.ts";

const everyMilliseconds = 1_000;

/** Brings the lists to the version that this transaction sees. */
export async function freshLists(tx: Tx): Promise<void> {
  if ((await readVersion(tx)) !== listsVersion()) putOverlay(await readOverlay(tx));
}

/** Reads the additions now and follows them until stopped. */
export async function followLists(database: Database, log: Log): Promise<{ stop(): Promise<void> }> {
  let written: unknown;
  const look = (): Promise<void> =>
    database.asSystem("tamga_keeper", async (tx) => {
      await freshLists(tx);
      if (codeLists() === written) return;
      // Nothing is accepted between what is read here and what is written: an older list would bring back a merge just revoked.
      await holdAcceptances(tx);
      await freshLists(tx);
      const lists = codeLists();
      // A release may ship other merges than the one before it.
      await putMergedCodes(tx, lists);
      written = lists;
    });
  await look();
  for (const change of changesLeftOut())
    log.warn(
      { list: change.list, code: change.code, proposal: change.id },
      "a national list entry does not fit the shipped lists",
    );
  let stopped = false;
  let looking: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    // The database may be away; the pool tells the log, and the next look comes in a second.
    looking = looking.then(() => (stopped ? undefined : look())).catch(() => undefined);
  }, everyMilliseconds);
  timer.unref();
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await looking;
    },
  };
}
