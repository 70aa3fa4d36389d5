/**
 * What this browser is sending, on every page: one file after the other, beside whatever the person does.
 *
 * Promises: no page waits for it; leaving a page stops nothing; a reload goes on where it was (kept-files.ts). Refuses:
 * to send two files at once over a thin line: the first photograph is there before the second begins.
 */
import {
  attachmentState,
  beginAttachment,
  removeAttachment,
  sendAttachment,
} from "../../src/recoveries/attachment.contract.ts";
import { newKey } from "../calls/keys.ts";
import { call } from "../calls/call.ts";
import { ApiProblem } from "../calls/problem.ts";
import { forgetFile, keepFile, keptFiles, letGoWithFiles, type KeptFile } from "./kept-files.ts";
import { sendWhole, type Judgement } from "./sending.ts";
import { pauseUploads, showUploads, whenGoing, type AttachmentOn, type Upload } from "./upload-watch.ts";

interface Held {
  upload: Upload;
  readonly file: Blob;
  sha256: string | undefined;
  /** How often it began: a beginning whose answer was lost is asked for again under the same key. */
  beginnings: number;
  readonly stop: AbortController;
}

const held = new Map<string, Held>();
let running = false;
let resumedFor: string | undefined;

function tell(): void {
  showUploads([...held.values()].map(({ upload }) => upload));
}

function put(key: string, change: Partial<Upload>): void {
  const known = held.get(key);
  if (known === undefined) return;
  known.upload = { ...known.upload, ...change };
  tell();
}

/** SHA-256 of the file, where the browser computes one (not on a page without TLS). */
async function hashOf(file: Blob): Promise<string | undefined> {
  try {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  } catch {
    return undefined;
  }
}

/** A small picture for the list; nothing for what the browser cannot show. */
async function previewOf(file: Blob): Promise<string | undefined> {
  try {
    const picture = await createImageBitmap(file, { resizeWidth: 320, resizeQuality: "medium" });
    const canvas = document.createElement("canvas");
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext("2d")?.drawImage(picture, 0, 0);
    picture.close();
    const small = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, "image/jpeg", 0.7);
    });
    return small === null ? undefined : URL.createObjectURL(small);
  } catch {
    return undefined;
  }
}

function judge(error: unknown): Judgement {
  if (!(error instanceof ApiProblem)) return "refused";
  if (error.code === "attachment-offset") return "elsewhere";
  if (error.code === "attachment-hash") return "damaged";
  if (error.status === 404) return "gone";
  if (error.status === 0 || error.status >= 500 || error.status === 429 || error.code === "attachment-cut")
    return "wait";
  return "refused";
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener("online", end);
  });
}

function kept({ upload, file, sha256 }: Held, person: string): KeptFile {
  const { key, on, name, caption, id } = upload;
  return { key, person, on, name, caption, id, sha256, file, since: Date.now() };
}

/** How long a photograph of a form that is just being submitted waits to learn of its record. */
const FOLLOW_PAUSE_MS = 1_000;
const FOLLOW_TRIES = 60;

async function sendOne(one: Held, person: string): Promise<void> {
  const { key } = one.upload;
  try {
    const id = await sendWhole(
      one.file,
      {
        begin: async () => {
          const { name, caption } = one.upload;
          for (let attempt = 1; ; attempt += 1) {
            const { on } = one.upload;
            try {
              const begun = await call(
                beginAttachment,
                { body: { on, name, caption, size: one.file.size, sha256: one.sha256 ?? null } },
                { idempotencyKey: `${key}-${on.kind}-${one.beginnings}` },
              );
              return begun.id;
            } catch (error) {
              // The form was submitted between two photographs: this page is about to hear of it (`followDraft`).
              const submitted = error instanceof ApiProblem && [404, 409].includes(error.status) && on.kind === "draft";
              if (!submitted || attempt >= FOLLOW_TRIES || one.stop.signal.aborted) throw error;
              await pause(FOLLOW_PAUSE_MS);
            }
          }
        },
        state: (wanted) => call(attachmentState, { params: { id: wanted } }),
        send: (wanted, at, bytes) =>
          call(sendAttachment, {
            params: { id: wanted },
            query: { at },
            // The contract's type does not say that its body is a stream of bytes.
            ...({ body: new Blob([bytes], { type: "application/octet-stream" }) } as object),
          }),
      },
      { judge, pause, ready: () => whenGoing(one.stop.signal), now: () => performance.now() },
      {
        onBegun: (begun) => {
          one.beginnings += 1;
          put(key, { id: begun });
          void keepFile(kept(one, person));
        },
        onProgress: (sent) => put(key, { sent }),
        onWaiting: (waiting) => put(key, { state: waiting ? "waiting" : "sending" }),
      },
      one.stop.signal,
      one.upload.id,
    );
    put(key, { id, sent: one.file.size, state: "done" });
    await forgetFile(key);
  } catch (error) {
    if (one.stop.signal.aborted) return;
    put(key, { state: "refused", problem: error instanceof ApiProblem ? error : undefined });
    await forgetFile(key);
  }
}

async function run(person: string): Promise<void> {
  if (running) return;
  running = true;
  try {
    for (;;) {
      const next = [...held.values()].find(({ upload }) => upload.state === "queued");
      if (next === undefined) return;
      put(next.upload.key, { state: "sending" });
      await sendOne(next, person);
    }
  } finally {
    running = false;
  }
}

/** Takes files up; they are hashed, shown small and sent one after the other. Returns at once. */
export function addUploads(person: string, on: AttachmentOn, files: readonly File[]): void {
  const made = files.map((file): Held => {
    const upload: Upload = {
      key: newKey(), on, id: undefined, name: file.name.slice(0, 255) || "file", caption: "", size: file.size, sent: 0,
      state: "preparing", problem: undefined, preview: undefined,
    }; // prettier-ignore
    return { upload, file, sha256: undefined, beginnings: 0, stop: new AbortController() };
  });
  for (const one of made) held.set(one.upload.key, one);
  tell();
  void (async () => {
    // All small pictures first: what was taken is seen at once. Hashing follows, one file in memory at a time.
    for (const one of made) put(one.upload.key, { preview: await previewOf(one.file) });
    for (const one of made) {
      one.sha256 = await hashOf(one.file);
      await keepFile(kept(one, person));
      if (!one.stop.signal.aborted) put(one.upload.key, { state: "queued" });
      void run(person);
    }
  })();
}

/** Goes on with what a reload interrupted; once for each person. */
export async function resumeUploads(person: string): Promise<void> {
  if (resumedFor === person) return;
  resumedFor = person;
  for (const file of await keptFiles(person)) {
    if (held.has(file.key)) continue;
    const upload: Upload = {
      key: file.key, on: file.on, id: file.id, name: file.name, caption: file.caption, size: file.file.size, sent: 0,
      state: "queued", problem: undefined, preview: await previewOf(file.file),
    }; // prettier-ignore
    held.set(file.key, { upload, file: file.file, sha256: file.sha256, beginnings: 1, stop: new AbortController() });
  }
  tell();
  void run(person);
}

/** Tries once more what was refused. */
export function retryUpload(person: string, key: string): void {
  put(key, { state: "queued", problem: undefined, id: undefined, sent: 0 });
  void run(person);
}

/** Stops and forgets; what had begun to arrive is thrown away on the node. */
export async function dropUpload(key: string): Promise<void> {
  const one = held.get(key);
  if (one === undefined) return;
  one.stop.abort();
  held.delete(key);
  tell();
  if (one.upload.preview !== undefined) URL.revokeObjectURL(one.upload.preview);
  await forgetFile(key);
  if (one.upload.id !== undefined && one.upload.state !== "done")
    await call(removeAttachment, { params: { id: one.upload.id } }).catch(() => undefined);
}

/** What hung on a form and had not begun goes to the record that was made of it. Call it when the form was submitted. */
export function followDraft(
  draft: string,
  recovery: { readonly id: string; readonly firearms: readonly string[] },
): void {
  for (const { upload } of held.values()) {
    if (upload.on.kind !== "draft" || upload.on.id !== draft) continue;
    const firearm = upload.on.position === undefined ? undefined : recovery.firearms[upload.on.position];
    put(upload.key, {
      on: firearm === undefined ? { kind: "recovery", id: recovery.id } : { kind: "firearm", id: firearm },
    });
  }
}

// At sign-out nothing goes on under another person's name.
letGoWithFiles(() => {
  for (const one of held.values()) {
    one.stop.abort();
    if (one.upload.preview !== undefined) URL.revokeObjectURL(one.upload.preview);
  }
  held.clear();
  resumedFor = undefined;
  pauseUploads(false);
  tell();
});
