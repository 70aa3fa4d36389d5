/**
 * The thread that makes the indexes ready: loads what the last program left on the disk (live-index-snapshot.ts) or builds
 * (live-index-build.ts), gives it, leaves it on the disk, ends.
 */
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { Database } from "../platform/database.ts";
import { freshLists } from "../reference/list-follower.ts";
import { codeLists, listsVersion } from "../reference/lists.ts";
import { Vocabulary } from "./engine/vocabulary.ts";
import { fieldKnowledge } from "./field-knowledge.ts";
import { buildIndexes, type Built } from "./live-index-build.ts";
import { loadSnapshot, writeSnapshot, type AsKeeper, type NotUsed } from "./live-index-snapshot.ts";

/** What the thread tells. */
export type LiveIndexMessage =
  | { readonly kind: "built"; readonly built: Built; readonly kept: boolean }
  | { readonly kind: "not-used"; readonly why: NotUsed }
  | { readonly kind: "written" }
  | { readonly kind: "not-written"; readonly code: string };

const setup = z.object({ url: z.string(), folder: z.string().optional(), anew: z.boolean() }).parse(workerData);
const database = new Database(setup.url, 1);
const asKeeper: AsKeeper = (work) => database.asSystem("tamga_keeper", work);
const give = (message: LiveIndexMessage): void => parentPort?.postMessage(message, []);
try {
  // With what the country has added to the lists.
  await asKeeper(freshLists);
  const kept = setup.folder === undefined || setup.anew ? {} : await loadSnapshot(setup.folder, asKeeper);
  if (kept.notUsed !== undefined) give({ kind: "not-used", why: kept.notUsed });
  if (kept.built !== undefined) give({ kind: "built", built: kept.built, kept: true });
  else {
    const built = await database.asSystem("tamga_matcher", (tx) =>
      buildIndexes(tx, new Vocabulary(fieldKnowledge(codeLists())), listsVersion()),
    );
    give({ kind: "built", built, kept: false });
    if (setup.folder !== undefined) {
      try {
        await writeSnapshot(setup.folder, built, asKeeper);
        give({ kind: "written" });
      } catch (fault) {
        // A full disk, a folder that is not ours: the next start takes longer, nothing else.
        give({ kind: "not-written", code: fault instanceof Error && "code" in fault ? String(fault.code) : "unknown" });
      }
    }
  }
} finally {
  await database.end();
}
