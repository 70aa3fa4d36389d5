import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { addReading, readFirearm } from "../src/firearms/firearm.contract.ts";
import { decideHit, listHits, readHit } from "../src/matching/hit.contract.ts";
import { matchNow } from "../src/matching/matcher.ts";
import { checkSerial } from "../src/matching/serial-check.contract.ts";
import { indexKeysOfWritten } from "../src/matching/serial-keys.ts";
import { onePistol, openWorld, type World } from "./world.ts";

let world: World;
let record: string;

/** A stolen pistol in the police register, as an import would leave it. */
async function putStolen(serial: string): Promise<string> {
  const keeper = await world.person("police.keeper");
  const register = randomUUID();
  const id = randomUUID();
  await world.node.database.asActor({ personId: keeper.id }, async (tx) => {
    await tx.query(
      `insert into registers.register (id, code, kind, name_en, name_ru, institution_id, unit_id, created_by, audience)
       values ($1, $2, 'lost-stolen', 'Stolen', 'Похищенное', 0, 0, access.actor(), '{}')`,
      [register, `lost-${register.slice(0, 4)}`],
    );
    await tx.query(
      `insert into registers.record (id, register_id, institution_id, audience, reason, type_written, make_written, model_written, calibre_written, serial_written, serial_keys)
       values ($1, $2, 0, '{}', 'stolen', 'пистолет', 'Ижевск', 'ПМ', '9x18', $3, $4::bigint[])`,
      [id, register, serial, `{${indexKeysOfWritten(serial).join(",")}}`],
    );
    await tx.query("select matching.put_keys(1, $1, '{}')", [[id]]);
  });
  return id;
}

beforeAll(async () => {
  world = await openWorld();
  record = await putStolen("МК45718");
});
afterAll(() => world.close());

describe("the first weapon found", () => {
  it("finds the stolen pistol from a Cyrillic serial without its last character, for those who may know", async () => {
    const question = { body: { serial: "МК4571", model: "ПМ" } };
    const police = await (await world.person("police.investigator")).do(checkSerial, question);
    expect(police.answers).toEqual([]);
    const keeper = await (await world.person("police.keeper")).do(checkSerial, question);
    expect(keeper.answers[0]?.id).toBe(record);
    expect(keeper.answers[0]?.because).toMatch(/missing/);
    const latin = await (await world.person("police.keeper")).do(checkSerial, { body: { serial: "mk 45718" } });
    expect(latin.outcome).toBe("hit");
    const customs = await (await world.person("customs.officer")).do(checkSerial, question);
    expect(customs.answers).toEqual([]);
    expect(customs.pointers.map((one) => one.institution)).toEqual(["POLICE"]);
    const prosecutor = await (await world.person("focal.operator")).do(checkSerial, question);
    expect(prosecutor.pointers).toEqual([]);
  });

  it("says that the newest extract of the register has it no more", async () => {
    const keeper = await world.person("police.keeper");
    const absentSince = async (): Promise<string | null | undefined> =>
      (await keeper.do(checkSerial, { body: { serial: "МК45718" } })).answers[0]?.absentSince;
    expect(await absentSince()).toBeNull();
    await world.admin.query("update registers.record set absent_since = '2026-05-03' where id = $1", [record]);
    expect(await absentSince()).toBe("2026-05-03");
    await world.admin.query("update registers.record set absent_since = null where id = $1", [record]);
  });

  it("proposes the hit, opens both sides to both owners, and lets only the record's owner settle it", async () => {
    const officer = await world.person("border.officer");
    const made = await officer.do(recordRecovery, { body: onePistol("МК4571") });
    await matchNow(world.node.database);
    const keeper = await world.person("police.keeper");
    const queue = await keeper.do(listHits, {});
    const hit = queue.items.find((item) => item.recovered.id === made.firearms[0]?.id);
    expect(hit?.other.id).toBe(record);
    expect(hit?.waitsForUs).toBe(true);
    if (hit === undefined) return;
    expect((await keeper.do(readFirearm, { params: { id: hit.recovered.id } })).recovery).toBeNull();
    const own = await officer.do(readHit, { params: { id: hit.id } });
    expect(own.may).toEqual([]);
    expect(
      (
        await officer.try(decideHit, {
          params: { id: hit.id },
          body: { verb: "confirm", reason: "mine", version: own.version },
        })
      ).status,
    ).toBe(403);
    expect((await (await world.person("border.officer2")).try(readHit, { params: { id: hit.id } })).status).toBe(404);
    expect((await (await world.person("customs.analyst")).try(readHit, { params: { id: hit.id } })).status).toBe(404);
    const seen = await keeper.do(readHit, { params: { id: hit.id } });
    expect(seen.may).toEqual(["confirm", "reject", "unsure", "hand-over"]);
    const settled = await keeper.do(decideHit, {
      params: { id: hit.id },
      body: { verb: "confirm", reason: "same pistol", version: seen.version },
    });
    expect(settled.state).toBe("confirmed");
    expect(
      (
        await keeper.try(decideHit, {
          params: { id: hit.id },
          body: { verb: "reject", reason: "again", version: settled.version },
        })
      ).status,
    ).toBe(409);
    const again = await keeper.do(decideHit, {
      params: { id: hit.id },
      body: { verb: "reopen", reason: "doubt", version: settled.version },
    });
    expect(again.state).toBe("proposed");
    expect(again.decisions.map((one) => one.verb)).toEqual(["confirm", "reopen"]);
  });

  it("finds a weapon by any of its readings, also by one that a later reading disagrees with", async () => {
    const officer = await world.person("border.officer");
    const made = await officer.do(recordRecovery, { body: onePistol("ЖД 552731") });
    const id = made.firearms[0]?.id ?? "";
    const weapon = await officer.do(readFirearm, { params: { id } });
    await officer.do(addReading, {
      params: { id },
      body: {
        mark: { id: weapon.marks[0]?.id },
        reading: { written: "ЖД 998104", state: "restored", method: "chemical" },
      },
    });
    for (const serial of ["ЖД552731", "жд 998104"]) {
      const found = await officer.do(checkSerial, { body: { serial } });
      expect(found.answers[0]?.id, serial).toBe(id);
    }
  });
});
