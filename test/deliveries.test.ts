import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createToken } from "../src/access/machine-token.contract.ts";
import type { CallOutput } from "../src/platform/contract.ts";
import { createLog } from "../src/platform/log.ts";
import { dayInName, FeedWatch } from "../src/registers/feed-folder.ts";
import type { deliverExtract } from "../src/registers/extract.contract.ts";
import { listImports, undoImport } from "../src/registers/import.contract.ts";
import { listRecords, readRegister, setFeed } from "../src/registers/register.contract.ts";
import { importAll, newRegister, openImportWorld, settled } from "./importing.ts";
import { type Person, type World } from "./world.ts";

type Delivered = CallOutput<typeof deliverExtract> & { readonly code?: string };

let world: World;
let keeper: Person;
const folder = mkdtempSync(join(tmpdir(), "tamga-feed-"));
beforeAll(async () => {
  world = await openImportWorld();
  keeper = await world.person("police.keeper");
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const heads = "Record number;Model;Serial number;Date lost";
const file = (...numbers: number[]): string =>
  `${heads}\n${numbers.map((n) => `R-${n};PM;AB ${200_000 + n};2024-05-1${n % 10}`).join("\n")}\n`;
/** A register into which one file was imported by hand, so that its mapping is saved. */
async function mapped(): Promise<string> {
  const register = await newRegister(keeper);
  await importAll(world, keeper, file(1, 2, 3), { name: "first.csv", target: "register", register });
  return register;
}
const serials = async (register: string, standing?: "present" | "absent"): Promise<(string | null)[]> =>
  (await keeper.do(listRecords, { query: { register, standing } })).items.map((item) => item.serial).sort();

async function token(permissions: string[] = ["imports.run", "registers.read"]): Promise<string> {
  const made = await keeper.do(createToken, {
    body: {
      label: "nightly",
      permissions,
      purpose: "register-keeping",
      until: new Date(Date.now() + 86_400_000).toISOString(),
    },
  });
  return made.token;
}

async function send(
  bearer: string,
  register: string,
  bytes: string,
  query: Record<string, string> = {},
): Promise<{ status: number; body: Delivered }> {
  const address = `${world.address}/api/v1/registers/${register}/deliveries?${new URLSearchParams({ name: "night.csv", ...query }).toString()}`;
  const response = await fetch(address, {
    method: "POST",
    headers: { authorization: `Bearer ${bearer}`, "content-type": "text/csv" },
    body: bytes,
  });
  return { status: response.status, body: (await response.json()) as Delivered };
}

describe("a delivery by a program", () => {
  it("imports with the saved mapping in one call; the same file again names the same import", async () => {
    const register = await mapped();
    const bearer = await token();
    const first = await send(bearer, register, file(1, 2, 4), { asOf: "2026-11-20" });
    expect([first.status, first.body.outcome, first.body.import.arrived]).toEqual([200, "started", "delivery"]);
    expect((await settled(world, keeper, first.body.import.id)).state).toBe("done");
    expect(await serials(register, "present")).toEqual(["AB 200001", "AB 200002", "AB 200004"]);
    expect(await serials(register, "absent")).toEqual(["AB 200003"]);
    expect((await keeper.do(readRegister, { params: { id: register } })).asOf).toBe("2026-11-22");
    const files = async (): Promise<number> =>
      Number((await world.admin.query("select count(*) as n from platform.file")).rows[0]?.n);
    const kept = await files();
    const again = await send(bearer, register, file(1, 2, 4), { name: "other-name.csv" });
    expect([again.body.outcome, again.body.import.id]).toEqual(["known", first.body.import.id]);
    expect(await files()).toBe(kept);
    expect((await keeper.do(listImports, { query: { register } })).items).toHaveLength(2);
  });

  it("twice at the same time is one import", async () => {
    const register = await mapped();
    const bearer = await token();
    const both = await Promise.all([send(bearer, register, file(7, 8)), send(bearer, register, file(7, 8))]);
    expect(both.map(({ body }) => body.outcome).sort()).toEqual(["known", "started"]);
    expect(new Set(both.map(({ body }) => body.import.id)).size).toBe(1);
    await settled(world, keeper, both[0].body.import.id);
  });

  it("of the same rows in another order imports nothing and says so; taken back, the file stays refused", async () => {
    const register = await mapped();
    const bearer = await token();
    const same = await send(bearer, register, file(3, 2, 1));
    expect([same.body.outcome, same.body.problem?.code]).toEqual(["same", "delivery-same-content"]);
    expect(same.body.import.state).toBe("cancelled");
    const bad = await send(bearer, register, file(9));
    await settled(world, keeper, bad.body.import.id);
    await keeper.do(undoImport, { params: { id: bad.body.import.id }, body: { reason: "wrong file" } });
    await settled(world, keeper, bad.body.import.id);
    expect((await send(bearer, register, file(9))).body).toMatchObject({
      outcome: "known",
      import: { state: "undone" },
    });
    expect(await serials(register, "present")).toEqual(["AB 200001", "AB 200002", "AB 200003"]);
  });

  it("waits for a person where no mapping is saved for its columns, and guesses nothing", async () => {
    const register = await mapped();
    const bearer = await token();
    const other = await send(bearer, register, "Alpha;Beta\nPM;AB 1\n");
    expect(other.body).toMatchObject({
      outcome: "waiting",
      problem: { code: "delivery-mapping-needed" },
      import: { state: "uploaded" },
    });
    expect(await serials(register)).toHaveLength(3);
  });

  it("is refused without the right, without a session, into another's register, and when it is no table", async () => {
    const register = await mapped();
    expect((await send("nonsense", register, file(1))).status).toBe(401);
    expect((await send(await token(["registers.read"]), register, file(1))).status).toBe(403);
    const bearer = await token();
    expect((await send(bearer, "01900000-0000-7000-8000-000000000000", file(1))).status).toBe(404);
    const analyst = await world.person("border.analyst");
    const strange = await fetch(`${world.address}/api/v1/registers/${register}/deliveries?name=a.csv`, {
      method: "POST",
      headers: { cookie: analyst.cookie, "tamga-request": "1" },
      body: file(1),
    });
    expect(strange.status).toBe(404);
    const empty = await send(bearer, register, "");
    expect([empty.status, empty.body.code]).toEqual([422, "table-empty"]);
  });
});

describe("the feed folder", () => {
  const watch = (): FeedWatch =>
    new FeedWatch(world.node.database, { folder, limit: 8 * 1024 * 1024, seconds: 1 }, createLog("silent"));
  async function place(register: string): Promise<string> {
    const { code } = await keeper.do(readRegister, { params: { id: register } });
    const own = join(folder, "POLICE", code);
    mkdirSync(own, { recursive: true });
    return own;
  }
  /** Looks until something was put away. */
  async function lookUntil(eye: FeedWatch, done: () => boolean): Promise<void> {
    for (let turn = 0; turn < 200; turn += 1) {
      await eye.look();
      world.node.jobs.wake();
      if (done()) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("nothing was put away");
  }
  const inside = (place_: string, what: string): string[] =>
    existsSync(join(place_, what)) ? readdirSync(join(place_, what)).sort() : [];

  it("imports what is laid into a register's folder, moves it to done with a report, and is nobody's without a feed", async () => {
    const register = await mapped();
    const own = await place(register);
    writeFileSync(join(own, "night-2026-11-21.csv"), file(1, 2, 5));
    const eye = watch();
    await eye.look();
    await eye.look();
    expect(inside(own, "done")).toEqual([]);
    await keeper.do(setFeed, { params: { id: register }, body: { on: true } });
    await lookUntil(eye, () => inside(own, "done").length === 2);
    expect(readdirSync(own)).toEqual(["done"]);
    const [kept = "", report = ""] = inside(own, "done");
    expect(readFileSync(join(own, "done", kept), "utf8")).toBe(file(1, 2, 5));
    const words = readFileSync(join(own, "done", report), "utf8");
    expect(words).toMatch(/night-2026-11-21\.csv/);
    expect(words).toMatch(/1 added|добавлено 1/);
    expect(await serials(register, "present")).toEqual(["AB 200001", "AB 200002", "AB 200005"]);
    const run = (await keeper.do(listImports, { query: { register } })).items[0];
    expect(run).toMatchObject({ arrived: "feed", options: { asOf: "2026-11-21", extract: "whole" } });
  });

  it("refuses with a reason what it cannot import, and imports none of it", async () => {
    const register = await mapped();
    const own = await place(register);
    await keeper.do(setFeed, { params: { id: register }, body: { on: true } });
    writeFileSync(join(own, "strange.csv"), "Alpha;Beta\nPM;AB 1\n");
    writeFileSync(join(own, "noise.csv"), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0]));
    await lookUntil(watch(), () => inside(own, "refused").length === 4);
    const reports = inside(own, "refused").filter((name) => name.endsWith(".report.txt"));
    for (const report of reports) expect(readFileSync(join(own, "refused", report), "utf8").length).toBeGreaterThan(60);
    expect(await serials(register)).toHaveLength(3);
  });

  it("leaves a file alone while it grows, and takes it whole", async () => {
    const register = await mapped();
    const own = await place(register);
    await keeper.do(setFeed, { params: { id: register }, body: { on: true } });
    const path = join(own, "growing.csv");
    writeFileSync(path, file(1, 2));
    const eye = watch();
    for (let n = 3; n < 6; n += 1) {
      await eye.look();
      appendFileSync(path, `R-${n};PM;AB ${200_000 + n};2024-05-11\n`);
    }
    writeFileSync(join(own, "unfinished.csv.part"), file(1));
    await eye.look();
    expect(inside(own, "done")).toEqual([]);
    await lookUntil(eye, () => inside(own, "done").length === 2);
    expect(await serials(register, "present")).toHaveLength(5);
    expect(readdirSync(own).sort()).toEqual(["done", "unfinished.csv.part"]);
  });

  it("goes on where another program was killed: the file is imported once and put away", async () => {
    const register = await mapped();
    const own = await place(register);
    await keeper.do(setFeed, { params: { id: register }, body: { on: true } });
    writeFileSync(join(own, "killed.csv"), file(1, 2, 6));
    const first = watch();
    await first.look();
    // The second look takes the file; the program is gone before it is put away.
    await first.look();
    expect(existsSync(join(own, "killed.csv"))).toBe(true);
    await lookUntil(watch(), () => inside(own, "done").length === 2);
    expect(await serials(register, "present")).toEqual(["AB 200001", "AB 200002", "AB 200006"]);
    expect((await keeper.do(listImports, { query: { register } })).items).toHaveLength(2);
  });

  it("is set up in one's own name, and not by others", async () => {
    const register = await mapped();
    const set = await keeper.do(setFeed, { params: { id: register }, body: { on: true } });
    expect(set.feed?.by.id).toBe(keeper.id);
    expect((await keeper.do(setFeed, { params: { id: register }, body: { on: false } })).feed).toBeNull();
    const analyst = await world.person("border.analyst");
    expect((await analyst.try(setFeed, { params: { id: register }, body: { on: true } })).status).toBe(404);
  });

  it("reads the day of a file from its name, when it is one", () => {
    expect(dayInName("night-2026-11-21.csv", "2026-11-22")).toBe("2026-11-21");
    expect(dayInName("20261121.csv.gz", "2026-11-22")).toBe("2026-11-21");
    expect(dayInName("20261123.csv", "2026-11-22")).toBeUndefined();
    expect(dayInName("2026-02-30.csv", "2026-11-22")).toBeUndefined();
    expect(dayInName("register-7762026112.csv", "2026-11-22")).toBeUndefined();
  });
});
