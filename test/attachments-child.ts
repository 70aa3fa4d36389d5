/** A program that begins to draw copies and never ends: the test kills it. Argument: the database's address. */
import { Database } from "../src/platform/database.ts";
import { startJobs } from "../src/platform/jobs.ts";
import { createLog } from "../src/platform/log.ts";
import { attachmentTasks } from "../src/recoveries/attachment-copies.ts";

const database = new Database(process.argv[2] ?? "", 4);
const log = createLog("silent");
startJobs(
  database,
  attachmentTasks(database, log, () => {
    process.stdout.write("drawing\n");
    return new Promise(() => undefined);
  }),
  log,
);
