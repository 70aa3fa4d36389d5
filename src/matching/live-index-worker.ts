/** The thread that builds the indexes (live-index-build.ts): gets the address of the database, gives what it built, ends. */
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { Database } from "../platform/database.ts";
import { freshLists } from "../reference/list-follower.ts";
import { codeLists, listsVersion } from "../reference/lists.ts";
import { Vocabulary } from "./engine/vocabulary.ts";
import { fieldKnowledge } from "./field-knowledge.ts";
import { buildIndexes } from "./live-index-build.ts";

const { url } = z.object({ url: z.string() }).parse(workerData);
const database = new Database(url, 1);
try {
  // With what the country has added to the lists.
  await database.asSystem("tamga_keeper", freshLists);
  const built = await database.asSystem("tamga_matcher", (tx) =>
    buildIndexes(tx, new Vocabulary(fieldKnowledge(codeLists())), listsVersion()),
  );
  parentPort?.postMessage(built, []);
} finally {
  await database.end();
}
