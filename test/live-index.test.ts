/**
 * The index of serial numbers that a program keeps: what was written is found within a second, what was closed is not, and nothing hidden
 * moves a digit.
 */
import { mkdtemp, open, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLiveIndex, type LiveIndex } from "../src/matching/live-index.ts";
import { renewSnapshot, type AsKeeper } from "../src/matching/live-index-snapshot.ts";
import { checkSerial } from "../src/matching/serial-check.contract.ts";
import { indexKeysOfWritten } from "../src/matching/serial-keys.ts";
import { uuidv7 } from "../src/platform/ids.ts";
import { createLog } from "../src/platform/log.ts";
import { shareRecord, withdrawShare } from "../src/access/sharing.contract.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { onePistol, openWorld, type World } from "./world.ts";

let world: World;
let live: LiveIndex;
let stop: () => Promise<void>;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  await stop();
  await world.close();
});

/** A register of one institution's keeper with these numbers. */
async function register(
  keeper: string,
  numbers: readonly string[],
  code = `live-${Math.random().toString(36).slice(2)}`,
): Promise<{ readonly register: string; readonly ids: readonly string[] }> {
  const { rows } = await world.admin.query<{ id: string }>("select id from access.person where username = $1", [
    keeper,
  ]);
  const id = uuidv7();
  const ids = numbers.map(() => uuidv7());
  // As the superuser with this actor: whoever it is, the stamps write their institution and audience.
  await world.admin.query("begin");
  await world.admin.query("select access.assume($1, null, null, null)", [rows[0]?.id]);
  {
    const tx = world.admin;
    await tx.query(
      "insert into registers.register (id, code, kind, name_en, name_ru, institution_id, unit_id, created_by, audience, record_count) values ($1, $2, 'lost-stolen', $2, $2, 0, 0, access.actor(), '{}', $3)",
      [id, code, numbers.length],
    );
    for (let at = 0; at < numbers.length; at += 5_000) {
      const some = numbers.slice(at, at + 5_000);
      await tx.query(
        `insert into registers.record (id, register_id, institution_id, audience, reason, make_written, model_written, calibre_written, serial_written, serial_keys)
         select x.id, $1, 0, '{}', 'stolen', 'Ижмаш', 'ПМ', '9x18', x.serial, x.keys::bigint[] from unnest($2::uuid[], $3::text[], $4::text[]) x(id, serial, keys)`,
        [id, ids.slice(at, at + 5_000), some, some.map((serial) => `{${indexKeysOfWritten(serial).join(",")}}`)],
      );
      await tx.query("select matching.put_keys(1, $1, '{}')", [ids.slice(at, at + 5_000)]);
    }
  }
  await world.admin.query("commit");
  return { register: id, ids };
}

async function until(what: () => boolean | Promise<boolean>, milliseconds: number): Promise<number> {
  const begun = performance.now();
  while (!(await what())) {
    if (performance.now() - begun > milliseconds) return Infinity;
    await new Promise((done) => setTimeout(done, 20));
  }
  return performance.now() - begun;
}

const modelOf = (answers: readonly { modelVersion: string }[]): string | undefined => answers[0]?.modelVersion;

describe("the index that a program keeps", () => {
  it("is built from what is there, and answers with its own model", async () => {
    await register("police.keeper", ["АВ 4711", "АВ 4712", "СД 90125"]);
    const started = await startLiveIndex(world.node.database, world.url, createLog("silent"));
    live = started.index;
    stop = started.stop;
    expect(await until(() => live.state !== undefined, 20_000)).toBeLessThan(20_000);
    const { answers, outcome } = await (
      await world.person("police.analyst")
    ).do(checkSerial, { body: { serial: "AB 4711", model: "ПМ" } });
    expect(outcome).toBe("hit");
    expect(answers[0]?.weapon.serial).toBe("АВ 4711");
    expect(modelOf(answers)).toContain("trie");
    expect(answers[0]?.numbers.reduce((sum, part) => sum + part.nats, 0)).toBe(answers[0]?.logOdds);
  });

  it("finds a record within a second of its commit, and no more when it was withdrawn", async () => {
    const analyst = await world.person("police.analyst");
    const { ids } = await register("police.keeper", ["ЕЖ 77123"]);
    const ask = async (): Promise<readonly string[]> =>
      (await analyst.do(checkSerial, { body: { serial: "EЖ77123" } })).answers.map(({ id }) => id);
    expect(await until(async () => (await ask()).includes(ids[0] ?? ""), 3_000)).toBeLessThan(1_500);
    await world.admin.query("update registers.record set state = 'withdrawn' where id = $1", [ids[0]]);
    expect(await ask()).not.toContain(ids[0]);
  });

  it("finds a weapon that was just recorded, and shows it no longer at once when the share is withdrawn", async () => {
    const officer = await world.person("border.officer");
    const made = await officer.do(recordRecovery, { body: onePistol("ЛМ 55190") });
    const weapon = made.firearms[0]?.id;
    const ask = async (username: string): Promise<readonly string[]> =>
      (await (await world.person(username)).do(checkSerial, { body: { serial: "ЛМ55190" } })).answers.map(
        ({ id }) => id,
      );
    expect(await until(async () => (await ask("border.officer")).includes(weapon ?? ""), 3_000)).toBeLessThan(1_500);
    expect(await ask("police.analyst")).not.toContain(weapon);
    const chief = await world.person("border.chief");
    const { receipt } = await chief.do(shareRecord, {
      params: { kind: "recovery", id: made.id },
      body: { with: { institution: "POLICE" }, reason: "to compare" },
    });
    expect(await until(async () => (await ask("police.analyst")).includes(weapon ?? ""), 3_000)).toBeLessThan(2_000);
    await chief.do(withdrawShare, { params: { id: receipt }, body: { reason: "compared" } });
    expect(await ask("police.analyst")).not.toContain(weapon);
  });

  it("gives the same bytes whatever others have in registers that one may not see", async () => {
    const analyst = await world.person("police.analyst");
    const numbers = ["АВ4711", "AB4713", "ЕК 100200", "AB47?1", "4711"];
    const all = async (): Promise<string> => {
      const answers = [];
      for (const serial of numbers)
        answers.push(await analyst.do(checkSerial, { body: { serial, make: "Ижмаш", model: "ПМ" } }));
      return JSON.stringify(answers);
    };
    await live.follow();
    const before = await all();
    const hidden = await register(
      "customs.officer",
      Array.from({ length: 1500 }, (_, at) => `АВ ${4000 + at}`),
    );
    await live.follow();
    const stands = await world.node.database.asSystem("tamga_matcher", (tx) =>
      tx.query("select 1 from registers.record where register_id = $1 limit 1", [hidden.register]),
    );
    expect(stands).toHaveLength(1);
    expect(await all()).toBe(before);
    await live.build();
    expect(await all()).toBe(before);
  });

  it("lets the keys in the database answer while more has changed than it keeps beside", async () => {
    const analyst = await world.person("police.analyst");
    await register(
      "police.keeper",
      Array.from({ length: 20_500 }, (_, at) => `ФХ ${100_000 + at * 3}`),
    );
    await live.follow();
    expect(live.state).toBeUndefined();
    const meanwhile = await analyst.do(checkSerial, { body: { serial: "ФX130000" } });
    expect(meanwhile.answers[0]?.weapon.serial).toBe("ФХ 130000");
    expect(await until(() => live.state !== undefined, 30_000)).toBeLessThan(30_000);
    const after = await analyst.do(checkSerial, { body: { serial: "ФX130000" } });
    expect(after.answers[0]?.weapon.serial).toBe("ФХ 130000");
    expect(modelOf(after.answers)).toContain("trie");
  });
});

describe("what a program leaves on the disk for its next start", () => {
  let folder: string;
  const lines: { readonly kept?: boolean; readonly why?: string; readonly msg?: string }[] = [];

  /** A program that starts, and what its log says of it. */
  async function start(): Promise<(typeof lines)[number] | undefined> {
    lines.length = 0;
    const log = createLog("info", { write: (line: string) => void lines.push(JSON.parse(line)) });
    const started = await startLiveIndex(world.node.database, world.url, log, folder);
    live = started.index;
    stop = started.stop;
    const ready = (): (typeof lines)[number] | undefined => lines.find(({ kept }) => kept !== undefined);
    expect(await until(() => ready() !== undefined, 30_000)).toBeLessThan(30_000);
    return ready();
  }
  const head = (): string => join(folder, "index.json");
  const headFile = async (): Promise<string | undefined> => {
    const text = await readFile(head(), "utf8").catch(() => undefined);
    return text === undefined ? undefined : /"file":"([^"]*)"/u.exec(text)?.[1];
  };
  /** Waits until another file than this one is whole, and alone. */
  async function written(but?: string): Promise<void> {
    const there = async (): Promise<boolean> => {
      const file = await headFile();
      return file !== undefined && file !== but && (await readdir(folder)).length === 2;
    };
    expect(await until(there, 20_000)).toBeLessThan(20_000);
  }
  async function buildAndWrite(): Promise<void> {
    const before = await headFile();
    await live.build();
    await written(before);
  }
  const finds = async (serial: string): Promise<readonly string[]> =>
    (await (await world.person("police.analyst")).do(checkSerial, { body: { serial } })).answers.map(({ id }) => id);
  const why = (): string | undefined => lines.find((line) => line.why !== undefined)?.why;

  beforeAll(async () => {
    await stop();
    folder = await mkdtemp(join(tmpdir(), "tamga-index-"));
  });
  afterAll(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("is loaded at the next start, closed to others, and says the same", async () => {
    expect(await start()).toMatchObject({ kept: false });
    await written();
    const question = { serial: "АВ4711", make: "Ижмаш", model: "ПМ" };
    const ask = async (): Promise<string> =>
      JSON.stringify(await (await world.person("police.analyst")).do(checkSerial, { body: question }));
    const before = await ask();
    await stop();
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    expect(await start()).toMatchObject({ kept: true });
    expect(await ask()).toBe(before);
  });

  it("is brought up to date with what was written and withdrawn while the program was down", async () => {
    const { ids } = await register("police.keeper", ["ЖЖ 31415"]);
    expect(await until(async () => (await finds("ЖЖ31415")).includes(ids[0] ?? ""), 3_000)).toBeLessThan(3_000);
    await buildAndWrite();
    await stop();
    const later = await register("police.keeper", ["ЖЖ 27182"]);
    await world.admin.query("update registers.record set state = 'withdrawn' where id = $1", [ids[0]]);
    expect(await start()).toMatchObject({ kept: true });
    expect(await finds("ЖЖ27182")).toContain(later.ids[0]);
    expect(await finds("ЖЖ31415")).not.toContain(ids[0]);
  });

  it("is good for longer where nothing has changed, and only for whoever holds its mark", async () => {
    await buildAndWrite();
    await stop();
    const asKeeper: AsKeeper = (work) => world.node.database.asSystem("tamga_keeper", work);
    const mark = async (): Promise<string | undefined> =>
      (
        await world.admin.query<{ value: string }>(
          "select value::text from platform.setting where key = 'matching.index-mark'",
        )
      ).rows[0]?.value;
    const before = await mark();
    const horizon = /"horizon":"(\d+)"/u.exec(await readFile(head(), "utf8"))?.[1] ?? "";
    expect(await renewSnapshot(folder, horizon, asKeeper)).toBe(true);
    const after = await mark();
    expect(after).not.toBe(before);
    expect(await start()).toMatchObject({ kept: true });
    await stop();
    await world.admin.query("update platform.setting set value = $1 where key = 'matching.index-mark'", [before]);
    expect(await renewSnapshot(folder, horizon, asKeeper)).toBe(false);
    await world.admin.query("update platform.setting set value = $1 where key = 'matching.index-mark'", [after]);
    expect(await start()).toMatchObject({ kept: true });
  });

  it("is not used and taken away where a byte of it is another", async () => {
    await buildAndWrite();
    await stop();
    const file = (await readdir(folder)).find((name) => name.endsWith(".bin")) ?? "";
    const handle = await open(join(folder, file), "r+");
    const { size } = await handle.stat();
    const byte = Buffer.alloc(1);
    await handle.read(byte, 0, 1, Math.floor(size / 2));
    byte[0] = (byte[0] ?? 0) ^ 1;
    await handle.write(byte, 0, 1, Math.floor(size / 2));
    await handle.close();
    expect(await start()).toMatchObject({ kept: false });
    expect(why()).toBe("damaged");
    await written();
    expect(await readdir(folder)).not.toContain(file);
  });

  /** Changes what the head says; its own checksum stays right. */
  async function say(change: Readonly<Record<string, unknown>>): Promise<void> {
    const text = (await readFile(head(), "utf8")).split("\n").slice(1).join("\n");
    const next = JSON.stringify({ ...JSON.parse(text), ...change });
    await writeFile(head(), `${crc32(next)}\n${next}`);
  }

  it("is not used where it is of another database, of another release, or half written", async () => {
    await stop();
    await say({ system: "1 1" });
    expect(await start()).toMatchObject({ kept: false });
    expect(why()).toBe("foreign");
    await written();
    await stop();
    await say({ program: "another" });
    expect(await start()).toMatchObject({ kept: false });
    expect(why()).toBe("other-release");
    await written();
    await stop();
    await writeFile(head(), (await readFile(head(), "utf8")).slice(0, -5));
    expect(await start()).toMatchObject({ kept: false });
    expect(why()).toBe("damaged");
    await written();
  });

  it("is kept by each of several programs on one database", async () => {
    const own = folder;
    const before = await headFile();
    folder = await mkdtemp(join(tmpdir(), "tamga-index-"));
    await stop();
    expect(await start()).toMatchObject({ kept: false });
    await written();
    await stop();
    await rm(folder, { recursive: true, force: true });
    folder = own;
    expect(await headFile()).toBe(before);
    expect(await start()).toMatchObject({ kept: true });
  });

  it("is not used where the database was put back to an older state, or is so old that changes are forgotten", async () => {
    const [older] = (
      await world.admin.query<{ value: string }>(
        "select value::text from platform.setting where key = 'matching.index-mark'",
      )
    ).rows;
    await buildAndWrite();
    await stop();
    await world.admin.query("update platform.setting set value = $1 where key = 'matching.index-mark'", [older?.value]);
    expect(await start()).toMatchObject({ kept: false });
    expect(why()).toBe("old");
    await written();
    await stop();
    await world.admin.query(
      "update platform.setting set value = (select jsonb_object_agg(k, now() - interval '19 hours') from jsonb_object_keys(value) k) where key = 'matching.index-mark'",
    );
    expect(await start()).toMatchObject({ kept: false });
    expect(why()).toBe("old");
  });
});
