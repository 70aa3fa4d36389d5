/**
 * The worker that folds what was changed into the recovery picture (migrations/0014).
 *
 * Promises: readers never wait for it and never see less for its being behind; several programs may run it. Refuses: to
 * take the machine from the writers: after each turn it rests for three times as long as it worked.
 */
import type { Database } from "../platform/database.ts";
import type { Log } from "../platform/log.ts";
import { warmPicture } from "./picture.store.ts";

/** Marks taken in one turn: a fraction of a second of work, so that a large import is folded in many short turns. */
const atOnce = 2_000;
const pause = 1_000;

/** Folds up to `most` marks; gives how many were taken. */
export async function foldSome(database: Database, most: number = atOnce): Promise<number> {
  const [row] = await database.asSystem("tamga_keeper", (tx) =>
    tx.query<{ taken: number }>("select figures.fold_changes($1) as taken", [most]),
  );
  return row?.taken ?? 0;
}

export async function startPictureFold(database: Database, log: Log): Promise<{ stop(): Promise<void> }> {
  let stopped = false;
  let wake: (() => void) | undefined;
  const loop = async (): Promise<void> => {
    while (!stopped) {
      const begun = performance.now();
      let rest = pause;
      try {
        // A whole turn's worth may be waiting behind it.
        if ((await foldSome(database)) >= atOnce) rest = 3 * (performance.now() - begun);
      } catch (fault) {
        if (!stopped) log.warn({ fault }, "the recovery picture waits to be folded");
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, rest);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        if (stopped) wake();
      });
    }
  };
  // Beside the start, not before it: a reader who comes first waits as long as ever.
  const warming = warmPicture(database).catch((fault: unknown) => {
    if (!stopped) log.warn({ fault }, "the recovery picture was not read beforehand");
  });
  const running = loop();
  return {
    stop: async () => {
      stopped = true;
      wake?.();
      await running;
      await warming;
    },
  };
}
