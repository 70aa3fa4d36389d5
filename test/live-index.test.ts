/**
 * The index of serial numbers that a program keeps: what was written is found within a second, what was closed is not, and nothing hidden
 * moves a digit.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLiveIndex, type LiveIndex } from "../src/matching/live-index.ts";
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
    expect(modelOf(meanwhile.answers)).not.toContain("trie");
    expect(await until(() => live.state !== undefined, 30_000)).toBeLessThan(30_000);
    const after = await analyst.do(checkSerial, { body: { serial: "ФX130000" } });
    expect(after.answers[0]?.weapon.serial).toBe("ФХ 130000");
    expect(modelOf(after.answers)).toContain("trie");
  });
});
