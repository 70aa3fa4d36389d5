import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Problem } from "./problem.ts";
import { lockHolder, lockProgram, programLockPath, tryLock, type FileLock } from "./program-lock.ts";
import { ownIdentity } from "./program-lock-process.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tamga-lock-"));
  path = join(folder, "some.lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function taken(outcome: ReturnType<typeof tryLock>): FileLock {
  if (!("lock" in outcome)) throw new Error("not taken");
  return outcome.lock;
}

/** Writes a lock as another process would have left it. */
function leave(change: Partial<ReturnType<typeof ownIdentity>>): void {
  const holder = { token: "other", ...ownIdentity(), since: "", work: "start", address: "", ...change };
  writeFileSync(path, JSON.stringify(holder));
}

test("a lock is held once, and free again afterwards, and leaves nothing behind", () => {
  const lock = taken(tryLock(path, "start"));
  expect(tryLock(path, "demo")).toMatchObject({ heldBy: { pid: process.pid, work: "start" } });
  lock.release();
  expect(lockHolder(path)).toBeUndefined();
  taken(tryLock(path, "demo")).release();
  expect(readdirSync(folder)).toEqual([]);
});

test("the lock of a dead process, of a reused number and of a former boot is free", () => {
  const dead = spawnSync("true").pid;
  for (const change of [{ pid: dead, begun: "1" }, { begun: "1" }, { boot: "former" }]) {
    leave(change);
    const lock = taken(tryLock(path, "start"));
    expect(lock.holder.pid).toBe(process.pid);
    lock.release();
  }
});

test("the lock of a living process is never taken", async () => {
  const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 20000)"]);
  try {
    const { processBegun } = await import("./program-lock-process.ts");
    leave({ pid: child.pid ?? 0, begun: processBegun(child.pid ?? 0) ?? "" });
    utimesSync(path, new Date(0), new Date(0));
    expect(tryLock(path, "start")).toHaveProperty("heldBy");
  } finally {
    child.kill("SIGKILL");
  }
});

test("a holder that cannot be seen from here is believed as long as its heartbeat is fresh", () => {
  leave({ space: "another container" });
  expect(tryLock(path, "start")).toHaveProperty("heldBy");
  utimesSync(path, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
  taken(tryLock(path, "start")).release();
});

test("a torn lock file does not lock for ever", () => {
  writeFileSync(path, '{"pid":');
  expect(tryLock(path, "start")).toHaveProperty("lock");
});

test("releasing does not take away a lock that became somebody else's", () => {
  const lock = taken(tryLock(path, "start"));
  leave({ pid: process.ppid });
  lock.release();
  expect(existsSync(path)).toBe(true);
});

test("a second program learns the address and the way out", async () => {
  const lock = await lockProgram(folder, "start");
  lock.setAddress("http://localhost:8080");
  const second = await lockProgram(folder, "demo").catch((error: unknown) => error);
  expect(second).toBeInstanceOf(Problem);
  expect(second).toMatchObject({
    code: "already-running",
    values: { pid: process.pid, address: "http://localhost:8080" },
  });
  lock.release();
  expect(existsSync(programLockPath(folder))).toBe(false);
});

test("of many programs that start at once exactly one gets the lock", async () => {
  const module = JSON.stringify(new URL("program-lock.ts", import.meta.url).href);
  const code = `const {tryLock}=await import(${module}); const o=tryLock(process.argv[1],"start"); console.log("lock" in o ? "mine" : "other"); setTimeout(()=>process.exit(),1500);`;
  leave({ begun: "1" });
  const outcomes = await Promise.all(
    Array.from(
      { length: 8 },
      () =>
        new Promise<string>((resolve) => {
          const child = spawn(process.execPath, ["--input-type=module", "-e", code, path], {
            stdio: ["ignore", "pipe", "inherit"],
          });
          let text = "";
          child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
          child.once("close", () => resolve(text.trim()));
        }),
    ),
  );
  expect(outcomes.filter((outcome) => outcome === "mine")).toHaveLength(1);
  expect(readFileSync(path, "utf8")).toContain("start");
});
