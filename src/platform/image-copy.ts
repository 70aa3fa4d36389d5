/**
 * Copies of photographs that may be shown: drawn in a thread beside the server, one at a time.
 *
 * Promises: the server answers while copies are drawn; a picture that takes too long ends its thread and nothing else;
 * memory is that of one picture; an idle thread is let go. Refuses: anything but bytes that `inspect` let pass.
 */
import { Worker } from "node:worker_threads";
import { mostPixels } from "./image-copy-header.ts";
import { Problem } from "./problem.ts";

export type CopyForm = "thumb" | "view" | "full";

/** Goes into `attachment_copy.maker`: which drawing a copy comes from. */
export const copyMaker = "wasm-vips 0.0.19 / 1";

export interface PictureCopy {
  readonly form: CopyForm;
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

export interface DrawOrder {
  readonly bytes: Uint8Array;
  readonly mostPixels: number;
}
export type DrawAnswer = { readonly copies: readonly PictureCopy[] } | { readonly fault: string };

/** A picture above this many pixels leaves the thread's memory large (it never shrinks): the thread is let go at once. */
const largePicture = 16_000_000;

/** A 50-megapixel picture takes a few seconds on a slow core; what takes this long never ends. */
const patience = 90_000;
const idle = 15_000;

let worker: Worker | undefined;
let resting: NodeJS.Timeout | undefined;
let turn: Promise<unknown> = Promise.resolve();

function letGo(): void {
  const gone = worker;
  worker = undefined;
  void gone?.terminate();
}

/** What decoders print about hostile pictures is no log of ours. */
function newThread(): Worker {
  const thread = new Worker(new URL("./image-copy-worker.ts", import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 192 },
    stdout: true,
    stderr: true,
  });
  thread.stdout.resume();
  thread.stderr.resume();
  return thread;
}

function oneDrawing(order: DrawOrder, signal: AbortSignal | undefined): Promise<DrawAnswer> {
  clearTimeout(resting);
  const thread = (worker ??= newThread());
  thread.ref();
  return new Promise<DrawAnswer>((resolve, reject) => {
    const end = (): void => {
      clearTimeout(limit);
      thread.off("message", told).off("error", broke).off("exit", left);
      signal?.removeEventListener("abort", stopped);
    };
    const told = (answer: DrawAnswer): void => {
      end();
      thread.unref();
      const full = "copies" in answer ? answer.copies.find(({ form }) => form === "full") : undefined;
      if (full === undefined || full.width * full.height > largePicture) letGo();
      else resting = setTimeout(letGo, idle).unref();
      resolve(answer);
    };
    const broke = (fault: Error): void => {
      end();
      letGo();
      reject(fault);
    };
    const left = (): void => broke(new Error("the drawing thread ended"));
    const stopped = (): void => broke(new Error("stopped"));
    const limit = setTimeout(() => broke(new Error("drawing took too long")), patience);
    thread.once("message", told).once("error", broke).once("exit", left);
    signal?.addEventListener("abort", stopped, { once: true });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of our own, no window
    thread.postMessage(order);
  });
}

/**
 * Draws thumbnail (320 px), view (1600 px) and full copy of a photograph.
 * @throws Problem `attachment-broken` or `attachment-pixels` (422) where the picture is at fault; a plain Error where the
 * thread is (it may be tried again).
 */
export async function drawCopies(bytes: Uint8Array, signal?: AbortSignal): Promise<readonly PictureCopy[]> {
  const mine = turn.then(() => {
    signal?.throwIfAborted();
    return oneDrawing({ bytes, mostPixels }, signal);
  });
  turn = mine.catch(() => undefined);
  const answer = await mine;
  if ("fault" in answer) throw new Problem({ status: 422, code: answer.fault });
  return answer.copies;
}
