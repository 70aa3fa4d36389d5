/**
 * Hits in full, over HTTP: told within a second, handed over, set aside by thresholds, kept when rejected, back when a new
 * reading speaks for them; a pasted column answered as single checks are; lots and weapons seen again, each to who may see them.
 */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addReading, readFirearm } from "../src/firearms/firearm.contract.ts";
import { loadCandidates } from "../src/matching/candidate.store.ts";
import { evidenceMargin, reconsiderRejected } from "../src/matching/hit-evidence.ts";
import { decideHit, handOverHit, listHits, listTakers, readHit } from "../src/matching/hit.contract.ts";
import { hitQuality, listThresholds, setThreshold } from "../src/matching/hit-threshold.contract.ts";
import { judgeLot, listLots, lotsAmong, lotsOfFirearm } from "../src/matching/lot.contract.ts";
import { confirmedLotOf } from "../src/matching/lot.store.ts";
import { matchNow, scorePair, startMatcher } from "../src/matching/matcher.ts";
import { checkPasted } from "../src/matching/pasted-check.contract.ts";
import { listSeenAgain } from "../src/matching/seen-again.contract.ts";
import { checkSerial } from "../src/matching/serial-check.contract.ts";
import { indexKeysOfWritten } from "../src/matching/serial-keys.ts";
import { createLog } from "../src/platform/log.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { onePistol, openWorld, type World } from "./world.ts";

let world: World;
let register: string;

async function putStolen(serials: readonly string[]): Promise<{ register: string; records: string[] }> {
  const keeper = await world.person("police.keeper");
  const [id, records] = [randomUUID(), serials.map(() => randomUUID())];
  await world.node.database.asActor({ personId: keeper.id }, async (tx) => {
    await tx.query(
      `insert into registers.register (id, code, kind, name_en, name_ru, institution_id, unit_id, created_by, audience)
       values ($1, $2, 'lost-stolen', 'Stolen', 'Похищенное', 0, 0, access.actor(), '{}')`,
      [id, `lost-${id.slice(0, 4)}`],
    );
    for (const [at, serial] of serials.entries())
      await tx.query(
        `insert into registers.record (id, register_id, institution_id, audience, reason, type_written, make_written, model_written, calibre_written, serial_written, serial_keys)
         values ($1, $2, 0, '{}', 'stolen', 'пистолет', 'Ижевск', 'ПМ', '9x18', $3, $4::bigint[])`,
        [records[at], id, serial, `{${indexKeysOfWritten(serial).join(",")}}`],
      );
    await tx.query("select matching.put_keys(1, $1, '{}')", [records]);
  });
  return { register: id, records };
}

/** A recovery of one pistol by this officer; gives the weapon. */
async function recover(
  username: string,
  serial: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const made = await (await world.person(username)).do(recordRecovery, { body: onePistol(serial, more) });
  return made.firearms[0]?.id ?? "";
}

async function hitOf(firearm: string) {
  const queue = await (await world.person("police.keeper")).do(listHits, { query: { record: firearm } });
  const [hit] = queue.items;
  if (hit === undefined) throw new Error("no hit");
  return hit;
}

beforeAll(async () => {
  world = await openWorld();
  ({ register } = await putStolen(["МК45718", "ЖД30441", "ЖД88120", "ПТ70012", "ЛЕ55501"]));
}, 60_000);
afterAll(() => world.close());

describe("hits in full", () => {
  it("tells the owner of the other record within a second of the weapon's commit", async () => {
    const matcher = await startMatcher(world.node.database, createLog("silent"));
    try {
      const keeper = await world.person("police.keeper");
      const firearm = await recover("border.officer", "ЛЕ55501");
      const { rows } = await world.admin.query<{ at: Date }>("select clock_timestamp() as at");
      const committed = rows[0]?.at.getTime() ?? 0;
      const notice = async () =>
        (
          await world.admin.query<{ at: Date }>(
            "select n.at from access.notice n join matching.hit h on h.id = (n.payload ->> 'hit')::uuid where n.person_id = $1 and n.code = 'hit-proposed' and h.firearm_id = $2",
            [keeper.id, firearm],
          )
        ).rows[0];
      await expect.poll(notice, { timeout: 1_500, interval: 20 }).toBeDefined();
      const told = (await notice())?.at.getTime() ?? Number.POSITIVE_INFINITY;
      console.log(`told ${told - committed} ms after the commit`);
      expect(told - committed).toBeLessThan(1_000);
    } finally {
      await matcher.stop();
    }
  });

  it("says how urgent a hit is and why, of what the reader may know", async () => {
    const terror = await recover("border.officer", "ЖД30441", { ground: { code: "terrorism" } });
    await matchNow(world.node.database);
    const hit = await hitOf(terror);
    await world.admin.query("update matching.hit set created_at = now() - interval '20 days' where id = $1", [hit.id]);
    const officer = await world.person("border.officer");
    const own = await officer.do(readHit, { params: { id: hit.id } });
    expect(own.urgentBecause).toContain("terrorism");
    expect(own.urgency).toBe("urgent");
    // The police see the weapon and not the recovery: its ground is no reason they are given.
    const keeper = await world.person("police.keeper");
    const theirs = await keeper.do(readHit, { params: { id: hit.id } });
    expect(theirs.urgentBecause).not.toContain("terrorism");
    expect(theirs.urgentBecause).toContain("waits-long");
    for (const order of ["probability", "urgency", "waiting"] as const) {
      const page = await keeper.do(listHits, { query: { order, limit: 1 } });
      const rest = await keeper.do(listHits, { query: { order, limit: 50, after: page.next ?? undefined } });
      const all = await keeper.do(listHits, { query: { order, limit: 50 } });
      expect([...page.items, ...rest.items].map(({ id }) => id)).toEqual(all.items.map(({ id }) => id));
    }
    const first = await officer.do(listHits, { query: { order: "urgency" } });
    expect(first.items[0]?.id).toBe(hit.id);
    expect((await officer.do(listHits, { query: { urgency: "urgent" } })).items.map(({ id }) => id)).toEqual([hit.id]);
    expect((await keeper.do(listHits, { query: { institution: "CUSTOMS" } })).items).toEqual([]);
    expect((await keeper.do(listHits, { query: { institution: "BORDER" } })).items.length).toBeGreaterThan(0);
  });

  it("is handed over to who may settle it, who is told; nobody outside sees to whom", async () => {
    const firearm = await recover("border.officer", "МК4571");
    await matchNow(world.node.database);
    const { id } = await hitOf(firearm);
    const keeper = await world.person("police.keeper");
    const analyst = await world.person("police.analyst");
    const officer = await world.person("border.officer");
    const takers = await keeper.do(listTakers, { params: { id } });
    expect(takers.people.map(({ latin }) => latin).sort()).toEqual(["police.analyst", "police.keeper"]);
    const investigator = await world.person("police.investigator");
    expect(
      (await keeper.try(handOverHit, { params: { id }, body: { to: { person: investigator.id }, reason: "yours" } }))
        .status,
    ).toBe(422);
    const handed = await keeper.do(handOverHit, {
      params: { id },
      body: { to: { person: analyst.id }, reason: "compares marks" },
    });
    expect(handed.handedTo?.person?.latin).toBe("police.analyst");
    expect(handed.handovers).toHaveLength(1);
    expect((await analyst.do(listHits, { query: { waiting: "me" } })).items.map((hit) => hit.id)).toEqual([id]);
    expect((await keeper.do(listHits, { query: { waiting: "me" } })).items).toEqual([]);
    const { rows } = await world.admin.query(
      "select 1 from access.notice where person_id = $1 and code = 'hit-handed'",
      [analyst.id],
    );
    expect(rows).toHaveLength(1);
    const seen = await officer.do(readHit, { params: { id } });
    expect(seen.handedTo).toBeNull();
    expect(seen.handovers).toEqual([]);
    expect(
      (await officer.try(handOverHit, { params: { id }, body: { to: { person: officer.id }, reason: "mine" } })).status,
    ).toBe(403);
    // To a unit: whoever of it may settle it has it.
    const [unit] = takers.units;
    await keeper.do(handOverHit, { params: { id }, body: { to: { unit: unit?.id ?? 0 }, reason: "the unit's" } });
    expect((await readUnit(id)).length).toBe(2);
  });

  async function readUnit(id: string) {
    return (await (await world.person("police.keeper")).do(readHit, { params: { id } })).handovers;
  }

  it("keeps A is not B, until a new reading speaks for it by more than the margin", async () => {
    // Far enough from the register's number to be rejected, near enough to be proposed.
    const firearm = await recover("border.officer", "ПТ7001");
    await matchNow(world.node.database);
    const keeper = await world.person("police.keeper");
    const hit = await keeper.do(readHit, { params: { id: (await hitOf(firearm)).id } });
    await keeper.do(decideHit, {
      params: { id: hit.id },
      body: { verb: "reject", reason: "another finish", version: hit.version },
    });
    const again = async (): Promise<number> =>
      world.node.database.asSystem("tamga_matcher", async (tx) => {
        const [weapon] = await loadCandidates(tx, [], [firearm]);
        return weapon === undefined ? -1 : reconsiderRejected(tx, weapon, scorePair);
      });
    await world.admin.query("insert into matching.match_task (firearm_id) values ($1) on conflict do nothing", [
      firearm,
    ]);
    await matchNow(world.node.database);
    expect(await again()).toBe(0);
    expect((await hitOf(firearm)).state).toBe("rejected");
    const officer = await world.person("border.officer");
    const read = async (written: string): Promise<void> => {
      const weapon = await officer.do(readFirearm, { params: { id: firearm } });
      await officer.do(addReading, {
        params: { id: firearm },
        body: { mark: { id: weapon.marks[0]?.id }, reading: { written, state: "restored", method: "chemical" } },
      });
    };
    // A reading that says nothing new brings nothing back.
    await read("ПТ 700");
    expect(await again()).toBe(0);
    await read("ПТ70012");
    await world.admin.query("delete from matching.match_task");
    expect(await again()).toBe(1);
    const back = await keeper.do(readHit, { params: { id: hit.id } });
    expect(back.state).toBe("proposed");
    expect(back.logOdds).toBeGreaterThan(hit.logOdds + evidenceMargin);
    expect(back.decisions.map((one) => one.verb)).toEqual(["reject", "new-evidence"]);
    expect(back.decisions[1]?.by).toBeNull();
    expect(await again()).toBe(0);
  });

  it("shows what a threshold would do before it is set, keeps it with its reason, and loses nothing", async () => {
    const keeper = await world.person("police.keeper");
    const before = await keeper.do(listThresholds, { query: { register } });
    expect(before.outlook.from).toBe("probabilities");
    expect(before.outlook.pairs).toBeGreaterThan(2);
    const queue = await keeper.do(listHits, { query: { waiting: "us" } });
    expect(queue.asideForUs).toBe(0);
    const set = await keeper.do(setThreshold, {
      body: { register, country: null, value: 0.99, reason: "too many alarms" },
    });
    expect(set.setAside).toBe(queue.items.length);
    const after = await keeper.do(listHits, { query: { waiting: "us" } });
    expect(after.items).toEqual([]);
    expect(after.waitingForUs).toBe(0);
    expect(after.asideForUs).toBe(queue.items.length);
    const aside = await keeper.do(listHits, { query: { aside: "only" } });
    expect(aside.items.map(({ id }) => id).sort()).toEqual(queue.items.map(({ id }) => id).sort());
    const standing = (await keeper.do(listThresholds, { query: { register } })).standing;
    expect(standing.map(({ value, reason }) => [value, reason])).toEqual([[0.99, "too many alarms"]]);
    // A hit that comes later is set aside too.
    await recover("border.officer", "ЖД88120");
    await matchNow(world.node.database);
    expect((await keeper.do(listHits, { query: { waiting: "us" } })).items).toEqual([]);
    await keeper.do(setThreshold, { body: { register, country: null, value: 0, reason: "all again" } });
    expect((await keeper.do(listHits, { query: { waiting: "us" } })).items.length).toBe(queue.items.length + 1);
    const customs = await world.person("customs.analyst");
    expect(
      (await customs.try(setThreshold, { body: { register, country: null, value: 0.5, reason: "not mine" } })).status,
    ).toBe(404);
    // Who settles for a unit does not speak for the institution.
    const investigator = await world.person("police.investigator");
    expect(
      (await investigator.try(setThreshold, { body: { register: null, country: null, value: 0.5, reason: "alone" } }))
        .status,
    ).toBe(403);
    expect((await customs.do(listThresholds, {})).standing).toEqual([]);
  });

  it("shows how the proposals stood up, with how little that says", async () => {
    const keeper = await world.person("police.keeper");
    const queue = await keeper.do(listHits, { query: { waiting: "us" } });
    for (const { id } of queue.items.slice(0, 2)) {
      const { version } = await keeper.do(readHit, { params: { id } });
      await keeper.do(decideHit, { params: { id }, body: { verb: "confirm", reason: "marks compared", version } });
    }
    const quality = await keeper.do(hitQuality, {});
    expect(quality.decided).toBe(2);
    expect(quality.bands.reduce((sum, band) => sum + band.confirmed.of, 0)).toBe(2);
    expect(quality.kinds.reduce((sum, kind) => sum + kind.confirmed.count, 0)).toBe(2);
    expect(quality.registers[0]?.falseAlarms).toMatchObject({ count: 0, of: 2 });
    expect(quality.registers[0]?.falseAlarms.to).toBeGreaterThan(0.5);
    expect((await (await world.person("customs.analyst")).do(hitQuality, {})).decided).toBe(0);
  });
});

describe("a pasted column", () => {
  it("is answered as the numbers are one by one, to each who asks, and every number is a search in the journal", async () => {
    const questions = [
      { serial: "МК4571", model: "ПМ" },
      { serial: "МК45718" },
      { serial: "нет" },
      { serial: "ЖД30441", make: "Ижевск" },
      { serial: "ЩЩ99999" },
    ];
    for (const username of ["police.keeper", "border.officer", "customs.officer", "focal.operator"]) {
      const person = await world.person(username);
      const { rows: before } = await world.admin.query<{ count: number }>(
        "select count(*)::int as count from journal.entry where actor = $1 and verb = 'search' and kind = 'serial'",
        [person.id],
      );
      const { answers } = await person.do(checkPasted, { body: { questions } });
      const { rows: after } = await world.admin.query<{ count: number }>(
        "select count(*)::int as count from journal.entry where actor = $1 and verb = 'search' and kind = 'serial'",
        [person.id],
      );
      expect((after[0]?.count ?? 0) - (before[0]?.count ?? 0)).toBe(questions.length);
      for (const [at, body] of questions.entries()) expect(answers[at]).toEqual(await person.do(checkSerial, { body }));
    }
    const { answers } = await (await world.person("customs.officer")).do(checkPasted, { body: { questions } });
    expect(answers.map((one) => [one.outcome, one.pointers.map((pointer) => pointer.institution)])[1]).toEqual([
      "none",
      ["POLICE"],
    ]);
    const many = Array.from({ length: 501 }, (_, at) => ({ serial: `ЯЯ${10_000 + at}` }));
    expect((await (await world.person("border.officer")).try(checkPasted, { body: { questions: many } })).status).toBe(
      422,
    );
  });
});

describe("lots", () => {
  it("are made of what the reader sees, judged by rows, and helpful to tracing", async () => {
    const weapons: string[] = [];
    for (const serial of ["РК61001", "РК61002", "РК61004", "РК61007"])
      weapons.push(await recover("border.officer", serial, { occurredOn: "2026-03-02" }));
    const analyst = await world.person("border.analyst");
    const find = async (username: string) =>
      (await (await world.person(username)).do(listLots, {})).items.find((lot) =>
        lot.members.some(({ id }) => id === weapons[0]),
      );
    const lot = await find("border.analyst");
    expect(lot?.members.map(({ id }) => id)).toEqual(weapons);
    expect(lot?.gaps).toEqual([
      { from: 61_003, to: 61_003 },
      { from: 61_005, to: 61_006 },
    ]);
    expect(lot?.grounds).toContain("two-years");
    expect(lot?.state).toBe("found");
    expect(lot?.byChance).toBeLessThan(0.01);
    // Customs see none of these weapons: no lot, no judgement, not even a refusal that differs from nothing.
    expect(await find("customs.analyst")).toBeUndefined();
    const customs = await world.person("customs.analyst");
    const judgement = { firearms: weapons, verb: "confirm" as const, reason: "one box" };
    expect((await customs.try(judgeLot, { body: judgement })).status).toBe(404);
    expect((await (await world.person("border.officer")).try(judgeLot, { body: judgement })).status).toBe(403);
    const judged = await analyst.do(judgeLot, { body: judgement });
    expect(judged.state).toBe("confirmed");
    expect((await analyst.try(judgeLot, { body: { ...judgement, lot: judged.id } })).status).toBe(409);
    const seen = await (await world.person("border.officer")).do(lotsOfFirearm, { params: { id: weapons[1] ?? "" } });
    expect(seen.items[0]?.judged?.number).toBe(judged.number);
    expect(seen.items[0]?.state).toBe("confirmed");
    const others = await world.node.database.asActor({ personId: analyst.id }, (tx) =>
      confirmedLotOf(tx, weapons[0] ?? ""),
    );
    expect(others.sort()).toEqual(weapons.slice(1).sort());
    // A weapon that joins later is said to have joined.
    await recover("border.officer", "РК61009", { occurredOn: "2026-05-02" });
    expect((await find("border.analyst"))?.state).toBe("grown");
    const reopened = await analyst.do(judgeLot, {
      body: { lot: judged.id, firearms: [], verb: "reopen", reason: "look again" },
    });
    expect(reopened.state).toBe("proposed");
    expect(reopened.judgements.map((one) => one.verb)).toEqual(["confirm", "reopen"]);
  });

  it("are found among pasted numbers, with what was recovered beside them where it may be seen", async () => {
    const questions = ["РК61003", "РК61005", "РК61006"].map((serial) => ({ serial, make: "Ижевск", model: "ПМ" }));
    const own = await (await world.person("border.officer")).do(lotsAmong, { body: { questions } });
    expect(own.items[0]?.members.filter(({ id }) => id !== null).length).toBeGreaterThan(2);
    const customs = await (await world.person("customs.officer")).do(lotsAmong, { body: { questions } });
    expect(customs.items[0]?.members.map(({ id }) => id)).toEqual([null, null, null]);
  });
});

describe("seen again", () => {
  it("raises an alarm for evidence that left its store and none for the state's own weapon", async () => {
    const twice = async (serial: string, stateOwned: string | null): Promise<string[]> => {
      const made: string[] = [];
      for (const occurredOn of ["2026-02-01", "2026-08-01"]) {
        const id = await recover("border.officer", serial, { occurredOn });
        await world.admin.query("update firearms.firearm set state_owned = $2 where id = $1", [id, stateOwned]);
        made.push(id);
      }
      return made;
    };
    const evidence = await twice("ВА 80117", null);
    const service = await twice("ВА 90226", "Пограничная служба");
    await matchNow(world.node.database);
    const seen = await (await world.person("border.analyst")).do(listSeenAgain, {});
    const of = (ids: readonly string[]) => seen.items.find((item) => ids.includes(item.first.id));
    expect(of(evidence)).toMatchObject({ verdict: "alarm", because: "left-custody", days: 181 });
    expect(of(evidence)?.first.id).toBe(evidence[0]);
    expect(of(service)).toMatchObject({ verdict: "none", because: "state-owned" });
    expect((await (await world.person("customs.analyst")).do(listSeenAgain, {})).items).toEqual([]);
  });
});
