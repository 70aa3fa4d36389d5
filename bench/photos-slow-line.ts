/**
 * A recovery with five weapons and ten 12-megapixel photographs over a thin line: does the form wait for them?
 *
 *     node bench/photos-slow-line.ts [--mbit 1] [--photos 10] [--cut]
 *
 * A real node behind a line of so many Mbit/s each way and 40 ms of delay (a proxy that lets bytes pass at that pace); the
 * browser's own sending code. The officer adds the photographs to the kept form, goes on writing, and sends the form while
 * they are on their way. With --cut the line breaks three times. Prints when the form was accepted, when each photograph had
 * arrived and could be looked at, what the server did meanwhile, and its memory.
 */
import { createServer, connect, type Socket } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { createLog } from "../src/platform/log.ts";
import { uuidv7 } from "../src/platform/ids.ts";
import { attachmentTasks } from "../src/recoveries/attachment-copies.ts";
import { attachmentProgress, attachmentState, beginAttachment } from "../src/recoveries/attachment.contract.ts";
import { moveDraftAttachments } from "../src/recoveries/attachment.store.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { startServer } from "../test/access/server.ts";
import { hashOf } from "../test/attachments-sending.ts";
import { jpeg } from "../test/pictures.ts";
import { caller, onePistol, openWorld } from "../test/world.ts";
import { sendWhole } from "../web/attachments/sending.ts";

const { values: options } = parseArgs({
  options: {
    mbit: { type: "string", default: "1" },
    photos: { type: "string", default: "10" },
    cut: { type: "boolean", default: false },
  },
});
const bytesASecond = (Number(options.mbit) * 1_000_000) / 8;
const count = Number(options.photos);
const delay = 40;

/** Lets bytes pass one way at the line's pace, shared by all connections of that direction. */
function pacer(): (from: Socket, to: Socket) => void {
  let free = 0;
  return (from, to) => {
    from.on("data", (bytes: Buffer) => {
      const now = performance.now();
      free = Math.max(now, free) + (bytes.length / bytesASecond) * 1000;
      if (free - now > 50) {
        from.pause();
        setTimeout(() => from.resume(), free - now);
      }
      setTimeout(
        () => {
          if (!to.destroyed) to.write(bytes);
        },
        free - now + delay / 2,
      );
    });
    from.on("end", () => setTimeout(() => to.end(), Math.max(0, free - performance.now()) + delay));
    from.on("error", () => to.destroy());
    from.on("close", () => setTimeout(() => to.destroy(), Math.max(0, free - performance.now()) + delay));
  };
}

const server = await startServer();
const log = createLog("silent");
const world = await openWorld({ server, parts: { tasks: (database) => attachmentTasks(database, log) } });
const port = Number(new URL(world.address).port);
const open = new Set<Socket>();
const [up, down] = [pacer(), pacer()];
const line = createServer((near) => {
  const far = connect(port, "127.0.0.1");
  open.add(near);
  near.on("close", () => open.delete(near));
  up(near, far);
  down(far, near);
});
await new Promise<void>((resolve) => {
  line.listen(0, "127.0.0.1", resolve);
});
const linePort = (line.address() as { port: number }).port;
const direct = await world.person("border.officer");
const address = `http://127.0.0.1:${linePort}`;
const officer = caller(address, direct.id, direct.username, direct.cookie);

const photo = await jpeg(4000, 3000, 80);
const photos = Array.from({ length: count }, (_, index) => Buffer.concat([photo, Buffer.from(`photo ${index}`)]));
console.log(
  `${count} photographs of 4000 × 3000, ${(photo.length / 1e6).toFixed(2)} MB each; line ${options.mbit} Mbit/s, ${delay} ms`,
);

const began = performance.now();
const since = (from = began): string => ((performance.now() - from) / 1000).toFixed(1);
const draft = uuidv7();
await world.node.database.asActor({ personId: officer.id }, (tx) =>
  tx.query(
    "insert into recoveries.draft (id, institution_id, unit_id, created_by, changed_by, audience, body) values ($1, 0, 0, access.actor(), access.actor(), '{}', '{}')",
    [draft],
  ),
);

class Refused extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string) {
    super(`${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}
const lags = monitorEventLoopDelay({ resolution: 5 });
lags.enable();
let peak = 0;
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
const arrived: string[] = [];
let submitted: { id: string; firearms: readonly { id: string }[] } | undefined;
let pieces = 0;
let pauses = 0;

/** The browser's queue: one after the other, with the browser's own code. */
const sending = (async () => {
  for (const [index, bytes] of photos.entries()) {
    await sendWhole(
      new Blob([bytes]),
      {
        begin: async () =>
          (
            await officer.do(beginAttachment, {
              body: {
                // The form became a record meanwhile: what had not begun goes there.
                on:
                  submitted === undefined
                    ? { kind: "draft", id: draft, position: index % 5 }
                    : { kind: "firearm", id: submitted.firearms[index % 5]?.id },
                name: `IMG_${index}.jpg`,
                size: bytes.length,
                sha256: hashOf(bytes),
              },
            })
          ).id,
        state: (id) => officer.do(attachmentState, { params: { id } }),
        send: async (id, at, blob) => {
          pieces += 1;
          const response = await fetch(`${address}/api/v1/attachments/${id}/bytes?at=${at}`, {
            method: "PUT",
            headers: { cookie: officer.cookie, "tamga-request": "1", "content-type": "application/octet-stream" },
            body: blob,
          });
          const body = (await response.json()) as { received: number; sealed: boolean; code?: string };
          if (!response.ok) throw new Refused(response.status, body.code ?? "");
          return body;
        },
      },
      {
        judge: (error) =>
          error instanceof Refused
            ? error.code === "attachment-offset"
              ? "elsewhere"
              : error.code === "attachment-cut"
                ? "wait"
                : "refused"
            : "wait",
        pause: (ms) => {
          pauses += 1;
          return new Promise((resolve) => {
            setTimeout(resolve, ms);
          });
        },
        ready: () => Promise.resolve(),
        now: () => performance.now(),
      },
      { onBegun: () => undefined, onProgress: () => undefined, onWaiting: () => undefined },
      new AbortController().signal,
    );
    arrived.push(since());
    console.log(`  ${since().padStart(6)} s  ${index + 1} of ${count} arrived`);
  }
})();
if (options.cut) {
  for (const after of [20_000, 45_000, 46_000])
    setTimeout(() => {
      console.log(`  ${since().padStart(6)} s  the line breaks`);
      for (const socket of open) socket.destroy();
    }, after);
}

/** The officer writes on for eight seconds, then sends the form over the same busy line. */
await new Promise((resolve) => setTimeout(resolve, 8_000));
const pressed = performance.now();
const weapons = ["БН 1001", "ВК 5273", "ДМ 8814", "ЕР 3092", "ЖТ 7465"].flatMap(
  (serial) => (onePistol(serial) as { firearms: object[] }).firearms,
);
const made = await officer.do(
  recordRecovery,
  { body: onePistol("", { firearms: weapons }) },
  { key: "bench-photos-slow-line" },
);
await world.node.database.asActor({ personId: officer.id }, async (tx) => {
  await moveDraftAttachments(
    tx,
    draft,
    made.id,
    made.firearms.map(({ id }) => id),
  );
  await tx.query("update recoveries.draft set recovery_id = $2 where id = $1", [draft, made.id]);
});
submitted = made;
console.log(
  `  ${since().padStart(6)} s  the form is accepted, ${since(pressed)} s after it was sent; ${arrived.length} of ${count} photographs had arrived`,
);
await sending;
const all = since();
for (;;) {
  const progress = await direct.do(attachmentProgress, { query: { on: "recovery", id: made.id } });
  if (progress.ready === count) break;
  if (progress.failed > 0) throw new Error("a copy could not be drawn");
  await new Promise((resolve) => setTimeout(resolve, 100));
}
clearInterval(watch);
console.log(
  `all arrived after ${all} s (the bytes alone need ${((photo.length * count) / bytesASecond).toFixed(0)} s), all can be looked at after ${since()} s; ${pieces} requests, ${pauses} pauses
event loop of the server: median ${(lags.percentile(50) / 1e6).toFixed(1)} ms, 99 % ${(lags.percentile(99) / 1e6).toFixed(1)} ms, longest ${(lags.max / 1e6).toFixed(0)} ms (line and sender run in the same program); memory at most ${Math.round(peak / 1e6)} MB`,
);
line.close();
for (const socket of open) socket.destroy();
await world.close();
await server.stop();
process.exit(0);
