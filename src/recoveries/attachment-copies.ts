/**
 * The copies that are shown, drawn in the background.
 *
 * Promises: every sealed photograph gets its copies or a reason why not, whatever happens to the program that began them;
 * an original is closed to the keeper again as soon as its copies are there. Refuses: to try a picture for ever that
 * ends its program each time.
 */
import { createHash } from "node:crypto";
import type { Database, Tx } from "../platform/database.ts";
import { copyMaker, drawCopies, type PictureCopy } from "../platform/image-copy.ts";
import { askForJob, type JobTask } from "../platform/jobs.ts";
import type { Log } from "../platform/log.ts";
import { Problem } from "../platform/problem.ts";
import {
  beginWork,
  dropUnfinishedAttachments,
  finishWork,
  giveUpWork,
  orphanedWork,
  wholeOriginal,
} from "./attachment.store.ts";

export const copyTask = "recoveries.attachment-copies";

/** Attempts at one picture, kills of the program included. */
const mostTries = 5;
/** Days after which what never arrived whole is dropped: a weekend without a line, and the week after. */
const patienceDays = 10;

/** Asks for the copies of a sealed photograph, in the transaction that seals it. */
export async function askForCopies(tx: Tx, id: string): Promise<void> {
  await askForJob(tx, copyTask, { attachment: id });
}

async function drawFor(
  database: Database,
  id: string,
  draw: (bytes: Uint8Array, signal?: AbortSignal) => Promise<readonly PictureCopy[]>,
  signal: AbortSignal,
): Promise<string> {
  const work = await database.asSystem("tamga_keeper", (tx) => beginWork(tx, id));
  if (work === undefined) return "done before";
  if (work.tries > mostTries) {
    await database.asSystem("tamga_keeper", (tx) => giveUpWork(tx, id, "attachment-broken"));
    return "given up";
  }
  const original = await database.asSystem("tamga_keeper", (tx) => wholeOriginal(tx, id));
  try {
    const copies = await draw(original, signal);
    await database.asSystem("tamga_keeper", (tx) =>
      finishWork(
        tx,
        id,
        copyMaker,
        copies.map((copy) => ({ ...copy, sha256: createHash("sha256").update(copy.bytes).digest() })),
      ),
    );
    return "drawn";
  } catch (fault) {
    // The picture is at fault: it will be tomorrow too.
    if (!(fault instanceof Problem)) throw fault;
    await database.asSystem("tamga_keeper", (tx) => giveUpWork(tx, id, fault.code));
    return fault.code;
  }
}

async function takeUpOrphans(database: Database): Promise<void> {
  await database.asSystem("tamga_keeper", async (tx) => {
    for (const id of await orphanedWork(tx, copyTask)) await askForJob(tx, copyTask, { attachment: id });
    await dropUnfinishedAttachments(tx, patienceDays);
  });
}

/** The tasks of this room, for `NodeParts.tasks`; takes up what earlier programs left behind. */
export function attachmentTasks(
  database: Database,
  log: Log,
  draw: typeof drawCopies = drawCopies,
): Readonly<Record<string, JobTask>> {
  void takeUpOrphans(database).catch((fault: unknown) =>
    log.warn({ fault }, "photographs left behind are looked at again at the next start"),
  );
  return {
    [copyTask]: async (payload, signal) => {
      const id = String(payload["attachment"]);
      const began = performance.now();
      const outcome = await drawFor(database, id, draw, signal);
      log.info({ attachment: id, outcome, ms: Math.round(performance.now() - began) }, "copies of a photograph");
    },
  };
}
