/**
 * Recoveries in full, over real HTTP: drafts, steps, what hangs on a record, triage, classes; and the wall around them.
 */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { identify, readFirearm } from "../src/firearms/firearm.contract.ts";
import { matchNow } from "../src/matching/matcher.ts";
import { discardDraft, listDrafts, readDraft, saveDraft } from "../src/recoveries/draft.contract.ts";
import {
  addItem,
  addOffence,
  addParty,
  addRoutePoint,
  addStanding,
  changeItem,
  changeParty,
} from "../src/recoveries/recovery-parts.contract.ts";
import { countOverrides, readDoubts, takeStep } from "../src/recoveries/recovery-status.contract.ts";
import {
  addContext,
  addGround,
  changeRecovery,
  listRecoveries,
  readRecovery,
  recordRecovery,
} from "../src/recoveries/recovery.contract.ts";
import { shareRecord, withdrawShare } from "../src/access/sharing.contract.ts";
import { onePistol, openWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
  const set = async (key: string, value: unknown) =>
    world.admin.query(
      "insert into platform.setting (key, value) values ($1, $2) on conflict (key) do update set value = $2",
      [key, JSON.stringify(value)],
    );
  await set("country.recoveries", { home: "QT" });
  await set("country.borders", [
    [
      [60, 40],
      [70, 40],
    ],
  ]);
  await set("country.places", [{ code: "PASS", en: "Pass", ru: "Перевал", region: "N", lat: 39.6, lon: 65 }]);
}, 120_000);
afterAll(() => world.close());

let serial = 5_100_000;
const next = (): string => `ЖЩ ${(serial += 7_919)}`;
const record = async (who: string, extra: Readonly<Record<string, unknown>> = {}) =>
  (await world.person(who)).do(recordRecovery, { body: onePistol(next(), extra) });
const open = async (who: string, id: string) => (await world.person(who)).do(readRecovery, { params: { id } });
const step = async (who: string, id: string, verb: string, extra: Readonly<Record<string, unknown>> = {}) => {
  const person = await world.person(who);
  const seen = await person.try(readRecovery, { params: { id } });
  return person.try(takeStep, {
    params: { id },
    body: { verb, version: seen.status === 200 ? seen.body.version : 1, ...extra },
  });
};
const suspect = {
  kind: "person",
  name: "Иванов Пётр Сергеевич",
  nameOther: "Ivanov Petr",
  bornOn: "1984-05-01",
  sex: "male",
  nationality: "QS",
  residence: "QS",
  documentKind: "passport",
  documentNumber: "AB 123456",
  standing: { category: "suspect", fromDate: "2026-10-01", grade: "B2" },
};

describe("unfinished forms", () => {
  it("are kept in any shape, by author and unit, and count nowhere", async () => {
    const officer = await world.person("border.officer");
    const before = (await officer.do(listRecoveries, { query: { limit: 1 } })).total;
    const id = randomUUID();
    const made = await officer.do(saveDraft, {
      params: { id },
      body: {
        version: null,
        body: { manner: "seized", occurredOn: "31.02", place: { written: "Road" }, firearms: [{}, {}] },
      },
    });
    expect(made).toMatchObject({ version: 1, recoveryId: null, may: ["save", "submit", "discard"] });
    expect(made.says).toEqual({ manner: "seized", occurredOn: "31.02", place: "Road", firearms: 2 });
    const again = await officer.do(saveDraft, { params: { id }, body: { version: 1, body: { manner: "found" } } });
    expect(again.version).toBe(2);
    expect((await officer.try(saveDraft, { params: { id }, body: { version: 1, body: {} } })).status).toBe(409);
    expect((await officer.do(listRecoveries, { query: { limit: 1 } })).total).toBe(before);
    expect((await (await world.person("border.chief")).do(readDraft, { params: { id } })).body).toEqual({
      manner: "found",
    });
    for (const who of ["border.officer2", "customs.officer", "focal.operator"]) {
      const other = await world.person(who);
      expect((await other.try(readDraft, { params: { id } })).status).toBe(404);
      expect((await other.try(saveDraft, { params: { id }, body: { version: null, body: {} } })).status).toBe(404);
      expect((await other.try(discardDraft, { params: { id } })).status).toBe(404);
      expect((await other.do(listDrafts, {})).items.map((one) => one.id)).not.toContain(id);
    }
    expect((await officer.do(listDrafts, {})).items.map((one) => one.id)).toContain(id);
    await officer.do(discardDraft, { params: { id } });
    expect((await officer.try(readDraft, { params: { id } })).status).toBe(404);
  });

  it("are submitted with the record, once, whole or not at all", async () => {
    const officer = await world.person("border.officer");
    const id = randomUUID();
    await officer.do(saveDraft, { params: { id }, body: { version: null, body: { manner: "seized" } } });
    const refused = await officer.try(recordRecovery, {
      body: onePistol(next(), { draftId: id, place: { kind: "nowhere" } }),
    });
    expect(refused.status).toBe(422);
    expect((await officer.do(readDraft, { params: { id } })).recoveryId).toBeNull();
    const made = await record("border.officer", { draftId: id });
    const draft = await officer.do(readDraft, { params: { id } });
    expect(draft).toMatchObject({ recoveryId: made.id, may: [] });
    expect((await officer.do(listDrafts, {})).items.map((one) => one.id)).not.toContain(id);
    const twice = await officer.try(recordRecovery, { body: onePistol(next(), { draftId: id }) });
    expect(twice.status).toBe(409);
    expect((await officer.try(saveDraft, { params: { id }, body: { version: 1, body: {} } })).status).toBe(409);
    expect((await officer.try(discardDraft, { params: { id } })).status).toBe(409);
    const foreign = await (
      await world.person("customs.officer")
    ).try(recordRecovery, { body: onePistol(next(), { draftId: id }) });
    expect(foreign.status).toBe(404);
  });
});

describe("from submitted to accepted", () => {
  it("a new record is submitted by its author, looked for at once, and accepted by another", async () => {
    const made = await record("border.officer");
    expect(made.status).toBe("submitted");
    expect(made.steps).toMatchObject([{ verb: "submit", to: "submitted", by: { latin: "border.officer" } }]);
    const task = await world.admin.query("select from matching.match_task where firearm_id = $1", [
      made.firearms[0]?.id,
    ]);
    const matched = (await matchNow(world.node.database)) as unknown;
    expect(task.rowCount === 1 || matched !== undefined).toBe(true);
    expect(made.may).not.toContain("accept");
    expect((await step("border.officer", made.id, "accept")).body).toMatchObject({ code: "own-record" });
    expect((await step("border.own", made.id, "accept")).status).toBe(404);
    expect((await step("focal.operator", made.id, "accept")).status).toBe(403);
    const seen = await open("border.chief", made.id);
    expect(seen.may).toEqual(expect.arrayContaining(["return", "accept"]));
    const accepted = await step("border.chief", made.id, "accept");
    expect(accepted.body).toMatchObject({ status: "accepted" });
    expect(accepted.body.steps.map((one) => one.verb)).toEqual(["submit", "accept"]);
    expect((await step("border.chief", made.id, "accept")).status).toBe(409);
  });

  it("is returned with a reason, put right, submitted again, accepted, reopened with a reason", async () => {
    const made = await record("border.officer");
    expect((await step("border.chief", made.id, "return")).status).toBe(422);
    const returned = await step("border.chief", made.id, "return", { reason: "The place is missing its kind." });
    expect(returned.body.status).toBe("returned");
    expect((await step("border.chief", made.id, "accept")).status).toBe(409);
    const seen = await open("border.officer", made.id);
    expect(seen.may).toContain("resubmit");
    expect(seen.steps.at(-1)).toMatchObject({
      verb: "return",
      reason: "The place is missing its kind.",
      by: { latin: "border.chief" },
    });
    const again = await step("border.officer", made.id, "resubmit");
    expect(again.body.status).toBe("submitted");
    await step("border.chief", made.id, "accept");
    expect((await step("border.analyst", made.id, "reopen")).status).toBe(422);
    const reopened = await step("border.analyst", made.id, "reopen", { reason: "A second pistol was found." });
    expect(reopened.body.status).toBe("submitted");
    expect(reopened.body.steps.map((one) => one.verb)).toEqual(["submit", "return", "resubmit", "accept", "reopen"]);
  });

  it("accepts what was seen: an older version is refused", async () => {
    const made = await record("border.officer");
    const officer = await world.person("border.officer");
    await officer.do(changeRecovery, {
      params: { id: made.id },
      body: { version: made.version, changes: { circumstances: "Under the floor." }, reason: "more exact" },
    });
    const late = await (
      await world.person("border.chief")
    ).try(takeStep, {
      params: { id: made.id },
      body: { verb: "accept", version: made.version },
    });
    expect(late.body).toMatchObject({ code: "version-outdated" });
  });

  it("lets the author accept where the country's small posts may", async () => {
    const made = await record("border.officer");
    const set = `update platform.setting set value = value || $1::jsonb where key = 'country.recoveries'`;
    await world.admin.query(set, ['{"authorMayAccept": true}']);
    try {
      expect((await open("border.officer", made.id)).may).toContain("accept");
      expect((await step("border.officer", made.id, "accept")).body.status).toBe("accepted");
    } finally {
      await world.admin.query(set, ['{"authorMayAccept": false}']);
    }
  });

  it("stands in a queue by how long it waits", async () => {
    const chief = await world.person("border.chief");
    const all = await chief.do(listRecoveries, { query: { status: "submitted", limit: 200 } });
    expect(all.items.length).toBeGreaterThan(1);
    expect(new Set(all.items.map((one) => one.status))).toEqual(new Set(["submitted"]));
    const times = all.items.map((one) => one.createdAt);
    expect(times).toEqual(times.toSorted());
    // Page by page the same, nothing twice.
    const paged: string[] = [];
    let after: string | undefined;
    do {
      const page = await chief.do(listRecoveries, {
        query: { status: "submitted", limit: 2, ...(after === undefined ? {} : { after }) },
      });
      paged.push(...page.items.map((one) => one.id));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(paged).toEqual(all.items.map((one) => one.id));
  });
});

describe("what hangs on a recovery", () => {
  const whole = {
    place: { written: "Перевал", code: "PASS", kind: "land-border" },
    conveyance: { code: "lorry", written: "КамАЗ, номер закрыт" },
    concealment: { code: "false-bottom" },
    items: [
      {
        kind: "ammunition",
        type: { written: "патрон пистолетный" },
        calibre: { written: "9x18" },
        quantity: 32,
        unit: "piece",
        lot: "Л-12",
        headstamp: "270 88",
      },
      { kind: "explosive", type: { code: "tnt" }, quantity: 0.4, unit: "kg" },
    ],
    parties: [suspect, { kind: "organisation", name: "ООО «Караван»", standing: { category: "sender" } }],
    route: [
      { kind: "departure", country: "QS", place: { written: "Нур" }, grade: "C3" },
      { kind: "destination", country: "QT" },
    ],
    offences: [{ code: "arms-trafficking", party: 0 }, { written: "ст. 254 УК" }],
  };

  it("is recorded with it and told back whole", async () => {
    const made = await record("border.officer", whole);
    expect(made.place.kind).toBe("land-border");
    expect(made.conveyance).toEqual({ code: "lorry", written: "КамАЗ, номер закрыт" });
    expect(made.concealment).toEqual({ code: "false-bottom", written: null });
    expect(made.items).toMatchObject([
      {
        kind: "ammunition",
        type: { code: "cartridge-pistol" },
        calibre: { code: "9x18" },
        quantity: 32,
        classes: { hs: "9306", unodc: "unknown" },
      },
      { kind: "explosive", quantity: 0.4, unit: "kg", make: { code: null }, classes: { hs: "unknown" } },
    ]);
    expect(made.items[0]?.number).toMatch(/^TM-/);
    expect(made.parties).toMatchObject([
      {
        name: suspect.name,
        nameOther: "Ivanov Petr",
        bornOn: "1984-05-01",
        residence: "QS",
        standings: [{ category: "suspect", grade: "B2", stands: true }],
      },
      { kind: "organisation", standings: [{ category: "sender" }] },
    ]);
    expect(made.route.map((point) => point.kind)).toEqual(["departure", "destination"]);
    expect(made.offences).toMatchObject([
      { code: "arms-trafficking", iccs: "09012", party: made.parties[0]?.id, stands: true },
      { code: null, written: "ст. 254 УК", iccs: null, party: null },
    ]);
    expect(made.flags).toEqual(["near-border", "foreign-resident"]);
    expect(made.version).toBe(1);
  });

  it("may come without a firearm, never with nothing", async () => {
    const officer = await world.person("border.officer");
    const items = [{ kind: "grenade", type: { written: "Ф-1" }, quantity: 2, unit: "piece" }];
    const made = await officer.do(recordRecovery, { body: onePistol(next(), { firearms: [], items }) });
    expect(made.firearms).toEqual([]);
    expect(made.items[0]).toMatchObject({ type: { code: "hand-grenade" }, classes: { hs: "9306" } });
    expect((await officer.try(recordRecovery, { body: onePistol(next(), { firearms: [] }) })).status).toBe(422);
  });

  it("refuses codes that no list holds, each by its field", async () => {
    const officer = await world.person("border.officer");
    const reply = await officer.try(recordRecovery, {
      body: onePistol(next(), {
        place: { kind: "moon" },
        conveyance: { code: "broom" },
        items: [{ kind: "part", type: { code: "wing" }, classes: { hs: "1234" } }],
        parties: [{ kind: "person", name: "N", residence: "XX", standing: { category: "guilty" } }],
        offences: [{ code: "nothing" }, { code: "drugs", party: 7 }],
        route: [{ kind: "transit" }],
      }),
    });
    expect(reply.status).toBe(422);
    const fields = (reply.body as unknown as { fields: { path: string }[] }).fields.map((fault) => fault.path).sort();
    expect(fields).toEqual([
      "/conveyance/code",
      "/items/0/classes/hs",
      "/items/0/type",
      "/offences/0/code",
      "/offences/1/party",
      "/parties/0/residence",
      "/parties/0/standing/category",
      "/place/kind",
      "/route/0/place",
    ]);
  });

  it("is added to later by the owner's people only, and corrected with a reason", async () => {
    const made = await record("border.officer");
    const officer = await world.person("border.officer");
    const params = { id: made.id };
    const item = (await officer.do(addItem, { params, body: { kind: "part", type: { code: "silencer" } } })).items[0];
    expect(item).toMatchObject({ version: 1, classes: { hs: "9305" }, quantity: null });
    const at = { id: made.id, item: item?.id };
    const changed = await officer.do(changeItem, {
      params: at,
      body: { version: 1, changes: { quantity: 2, unit: "piece" }, reason: "counted again" },
    });
    expect(changed.items[0]).toMatchObject({
      version: 2,
      quantity: 2,
      type: { code: "silencer" },
      classes: { hs: "9305" },
    });
    expect(
      (await officer.try(changeItem, { params: at, body: { version: 1, changes: {}, strike: true, reason: "twice" } }))
        .status,
    ).toBe(409);
    const struck = await officer.do(changeItem, {
      params: at,
      body: { version: 2, strike: true, reason: "entered twice" },
    });
    expect(struck.items[0]?.struck).toMatchObject({ reason: "entered twice" });
    expect(
      (await officer.try(changeItem, { params: at, body: { version: 3, changes: { lot: "x" }, reason: "again" } }))
        .status,
    ).toBe(409);
    for (const [who, status] of [
      ["focal.operator", 403],
      ["customs.officer", 404],
    ] as const) {
      const other = await world.person(who);
      expect((await other.try(addItem, { params, body: { kind: "part" } })).status).toBe(status);
      expect((await other.try(addParty, { params, body: suspect })).status).toBe(status);
      expect((await other.try(addRoutePoint, { params, body: { kind: "transit", country: "QS" } })).status).toBe(
        status,
      );
      expect((await other.try(addOffence, { params, body: { code: "drugs" } })).status).toBe(status);
      expect(
        (await other.try(changeItem, { params: at, body: { version: 3, changes: {}, reason: "xxx" } })).status,
      ).toBe(status);
    }
  });

  it("keeps what a person is in this matter as a history; a wrong statement is answered by a later one with its reason", async () => {
    const made = await record("border.officer", { parties: [suspect] });
    const officer = await world.person("border.officer");
    const party = made.parties[0];
    const params = { id: made.id, party: party?.id };
    const later = await officer.do(addStanding, {
      params,
      body: { category: "witness", fromDate: "2026-10-20", source: "investigation" },
    });
    expect(later.parties[0]?.standings).toMatchObject([
      { category: "suspect", holds: true, stands: false },
      { category: "witness", holds: true, stands: true },
    ]);
    const wrong = later.parties[0]?.standings[0]?.id;
    expect((await officer.try(addStanding, { params, body: { category: "victim", corrects: wrong } })).status).toBe(
      422,
    );
    const corrected = await officer.do(addStanding, {
      params,
      body: { category: "victim", fromDate: "2026-10-01", corrects: wrong, reason: "taken for the driver" },
    });
    expect(corrected.parties[0]?.standings.map((one) => [one.category, one.holds, one.stands])).toEqual([
      ["suspect", false, false],
      ["witness", true, true],
      ["victim", true, false],
    ]);
    const other = await record("border.officer", { parties: [suspect] });
    const foreign = { id: made.id, party: other.parties[0]?.id };
    expect((await officer.try(addStanding, { params: foreign, body: { category: "victim" } })).status).toBe(404);
    expect(
      (
        await officer.try(addStanding, {
          params,
          body: { category: "victim", corrects: other.parties[0]?.standings[0]?.id, reason: "no" },
        })
      ).status,
    ).toBe(422);
    const named = await officer.do(changeParty, {
      params,
      body: { version: party?.version, changes: { residence: "QT" }, reason: "registration shown" },
    });
    expect(named.parties[0]).toMatchObject({ residence: "QT", name: suspect.name, version: 2 });
    expect(made.flags).toContain("foreign-resident");
    expect(named.flags).toEqual([]);
  });

  it("takes a wrong ground back by a later one, and the flag with it", async () => {
    const made = await record("border.officer", { ground: { code: "terrorism" } });
    expect(made.flags).toEqual(["terrorism"]);
    const officer = await world.person("border.officer");
    const params = { id: made.id };
    expect(
      (await officer.try(addGround, { params, body: { code: "possession", corrects: made.grounds[0]?.id } })).status,
    ).toBe(422);
    const other = await record("border.officer");
    expect(
      (
        await officer.try(addGround, {
          params,
          body: { code: "possession", corrects: other.grounds[0]?.id, reason: "mixed up" },
        })
      ).status,
    ).toBe(422);
    const after = await officer.do(addGround, {
      params,
      body: { code: "possession", corrects: made.grounds[0]?.id, reason: "wrong line of the list" },
    });
    expect(after.grounds).toMatchObject([
      { code: "terrorism", holds: false, stands: false },
      { code: "possession", holds: true, stands: true, reason: "wrong line of the list" },
    ]);
    expect(after.flags).toEqual([]);
    const listed = async (ground: string) =>
      (await officer.do(listRecoveries, { query: { ground, limit: 200 } })).items.map((one) => one.id);
    expect(await listed("terrorism")).not.toContain(made.id);
    expect(await listed("possession")).toContain(made.id);
    // Flags are no correction of the record: who had it open may go on.
    expect(after.version).toBe(made.version);
    const context = await officer.do(addContext, { params, body: { code: "terrorism-financing" } });
    expect(context.flags).toEqual(["terrorism"]);
  });

  it("is seen with the record and vanishes with the share, in the same transaction", async () => {
    const made = await record("border.officer", whole);
    const chief = await world.person("border.chief");
    const { rows } = await world.admin.query<{ id: number }>(
      "select u.id from access.unit u join access.institution i on i.id = u.institution_id where i.code = 'PROSECUTOR' and u.code = 'CITY'",
    );
    const share = await chief.do(shareRecord, {
      params: { kind: "recovery", id: made.id },
      body: { with: { unit: rows[0]?.id }, reason: "case 17" },
    });
    const seen = await open("prosecutor.city", made.id);
    expect([
      seen.items.length,
      seen.parties.length,
      seen.route.length,
      seen.offences.length,
      seen.steps.length,
    ]).toEqual([2, 2, 2, 2, 1]);
    // People of another institution are shown as their institution.
    expect(seen.items[0]?.recordedBy).toEqual({ id: null, latin: null, cyrillic: null, institution: "BORDER" });
    expect(seen.may).not.toContain("add-item");
    await chief.do(withdrawShare, { params: { id: share.receipt }, body: { reason: "closed" } });
    const hidden = await world.admin.query<{ tables: number }>(
      `select count(*)::int as tables from (
         select audience from recoveries.item where recovery_id = $1 union all select audience from recoveries.party where recovery_id = $1
         union all select audience from recoveries.party_standing where recovery_id = $1 union all select audience from recoveries.route_point where recovery_id = $1
         union all select audience from recoveries.offence where recovery_id = $1 union all select audience from recoveries.step where recovery_id = $1) x
       where audience <> (select audience from recoveries.recovery where id = $1)`,
      [made.id],
    );
    expect(hidden.rows[0]?.tables).toBe(0);
  });

  it("closes when a handling code is raised", async () => {
    const made = await record("border.officer", whole);
    const count = async () =>
      (
        await world.node.database.asActor({ personId: (await world.person("focal.operator")).id }, (tx) =>
          tx.query("select from recoveries.party where recovery_id = $1", [made.id]),
        )
      ).length;
    expect(await count()).toBe(2);
    await (
      await world.person("border.officer")
    ).do(changeRecovery, {
      params: { id: made.id },
      body: { version: 1, changes: { handling: ["H2"] }, reason: "source at risk" },
    });
    expect(await count()).toBe(0);
  });
});

describe("triage", () => {
  it("follows from the record in every write that touches it", async () => {
    const three = ["4501", "4502", "4503"].map((digits) => ({
      type: { code: "pistol" },
      make: { written: "Izhevsk" },
      marks: [{ kind: "serial", place: "frame", readings: [{ written: `ТРИ ${digits}`, state: "clear" }] }],
    }));
    const made = await record("border.officer", { firearms: three });
    expect(made.flags).toEqual(["many-weapons", "serials-in-sequence"]);
    const officer = await world.person("border.officer");
    const moved = await officer.do(changeRecovery, {
      params: { id: made.id },
      body: {
        version: 1,
        changes: { place: { written: "Pass", latitude: 39.9, longitude: 65 } },
        reason: "found on the map",
      },
    });
    expect(moved.flags).toEqual(["near-border", "many-weapons", "serials-in-sequence"]);
  });

  it("follows a statement of an examiner who sees the weapon and not the record", async () => {
    const made = await record("border.officer");
    const firearm = made.firearms[0]?.id;
    const chief = await world.person("border.chief");
    const { rows } = await world.admin.query<{ id: number }>(
      "select u.id from access.unit u join access.institution i on i.id = u.institution_id where i.code = 'POLICE' and u.code = 'HQ'",
    );
    await chief.do(shareRecord, {
      params: { kind: "firearm", id: firearm },
      body: { with: { unit: rows[0]?.id }, reason: "examination" },
    });
    const examiner = await world.person("police.examiner");
    expect((await examiner.try(readRecovery, { params: { id: made.id } })).status).toBe(404);
    await examiner.do(identify, {
      params: { id: firearm },
      body: { aspect: "conversion", code: "blank-firing", written: "переделан из сигнального", source: "laboratory" },
    });
    const after = await open("border.officer", made.id);
    expect(after.flags).toEqual(["converted"]);
    expect(after.version).toBe(made.version);
  });

  it("is filtered by, with the other questions of a queue", async () => {
    const chief = await world.person("border.chief");
    const made = await record("border.officer", {
      place: { kind: "airport", written: "A" },
      ground: { code: "smuggling" },
      context: { code: "organised-crime" },
      firearms: [{ type: { code: "pistol-automatic" } }],
      parties: [suspect],
    });
    const ids = async (query: Record<string, unknown>) =>
      (await chief.do(listRecoveries, { query: { limit: 200, ...query } })).items.map((one) => one.id);
    for (const query of [
      { flag: "foreign-resident" },
      { placeKind: "airport" },
      { ground: "smuggling" },
      { context: "organised-crime" },
      // Who looks for pistols means automatic ones too.
      { type: "pistol" },
      { type: "pistol-automatic" },
      { status: "submitted" },
      { unit: made.unit.id },
    ])
      expect(await ids(query), JSON.stringify(query)).toContain(made.id);
    for (const query of [
      { flag: "terrorism" },
      { placeKind: "sea" },
      { ground: "possession" },
      { context: "terrorism" },
      { type: "revolver" },
      { status: "accepted" },
      { unit: 9999 },
    ])
      expect(await ids(query), JSON.stringify(query)).not.toContain(made.id);
    const [row] = (await chief.do(listRecoveries, { query: { placeKind: "airport" } })).items;
    expect(row).toMatchObject({
      status: "submitted",
      placeKind: "airport",
      flags: ["foreign-resident"],
      recordedBy: { latin: "border.officer" },
    });
  });
});

describe("the quality gate", () => {
  const fieldsOf = (body: unknown) =>
    (body as { fields: { path: string; code: string; detail: string }[] }).fields.map(({ path, code }) => [path, code]);
  const partial = (written: string) => ({
    firearms: [
      {
        type: { code: "pistol" },
        calibre: { written: "9x18" },
        marks: [{ kind: "serial", place: "frame", readings: [{ written, state: "partial" }] }],
      },
    ],
  });

  it("is binding on submit: every blocking doubt is named, and passed only with its reason", async () => {
    const officer = await world.person("border.officer");
    const body = onePistol("", { ...partial("ГН 44?17"), overrides: [] });
    const refused = await officer.try(recordRecovery, { body });
    expect(refused).toMatchObject({ status: 422, body: { code: "gate-doubts" } });
    expect(fieldsOf(refused.body)).toEqual([["/firearms/0/marks/0/photos", "doubt.photo-missing"]]);
    const other = [{ firearm: 0, code: "photo-missing", field: "marks.7.photos", reason: "another field" }];
    expect((await officer.try(recordRecovery, { body: { ...body, overrides: other } })).status).toBe(422);
    const overrides = [{ firearm: 0, code: "photo-missing", field: "marks.0.photos", reason: "camera broken" }];
    const made = await officer.do(recordRecovery, { body: { ...body, overrides } });
    const doubts = await officer.do(readDoubts, { params: { id: made.id } });
    const photo = doubts.firearms[0]?.doubts.find((one) => one.code === "photo-missing");
    expect(photo).toMatchObject({
      blocking: true,
      overridden: [{ reason: "camera broken", by: { latin: "border.officer" } }],
    });
    // Said once, it need not be said again while what was judged is the same.
    expect((await step("border.chief", made.id, "accept")).status).toBe(200);
  });

  it("counts the photographs of the form, which follow to the weapon they show", async () => {
    const officer = await world.person("border.officer");
    const [id, photo] = [randomUUID(), randomUUID()];
    await officer.do(saveDraft, { params: { id }, body: { version: null, body: {} } });
    await world.node.database.asActor({ personId: officer.id }, (tx) =>
      tx.query(
        "insert into recoveries.attachment (id, draft_id, draft_position, name, caption, size) values ($1, $2, 0, 'mark.jpg', '', 1000)",
        [photo, id],
      ),
    );
    const made = await officer.do(recordRecovery, {
      body: onePistol("", { ...partial("ГП 55?18"), overrides: [], draftId: id }),
    });
    const { rows } = await world.admin.query(
      "select draft_id, recovery_id, firearm_id from recoveries.attachment where id = $1",
      [photo],
    );
    expect(rows).toEqual([{ draft_id: null, recovery_id: null, firearm_id: made.firearms[0]?.id }]);
  });

  it("keeps no reason for a doubt that is not there", async () => {
    const made = await record("border.officer");
    const { rowCount } = await world.admin.query("select from firearms.doubt_override where recovery_id = $1", [
      made.id,
    ]);
    expect(rowCount).toBe(0);
  });

  it("asks again when what was judged changed meanwhile", async () => {
    const officer = await world.person("border.officer");
    const number = next();
    const first = await officer.do(recordRecovery, { body: onePistol(number, { overrides: [] }) });
    const twin = onePistol(number, { overrides: [] });
    const refused = await officer.try(recordRecovery, { body: twin });
    expect(fieldsOf(refused.body)).toEqual([["/firearms/0/marks/0/readings/0/written", "doubt.serial-same"]]);
    const overrides = [
      {
        firearm: 0,
        code: "serial-same",
        field: "marks.0.readings.0.written",
        reason: "two of one number, both looked at",
      },
    ];
    await officer.do(recordRecovery, { body: { ...twin, overrides } });
    // Now the first one has a twin, too: who accepts it says so.
    const accepted = await step("border.chief", first.id, "accept");
    expect(fieldsOf(accepted.body)).toEqual([["/firearms/0/marks/0/readings/0/written", "doubt.serial-same"]]);
    const said = await step("border.chief", first.id, "accept", {
      overrides: [
        {
          firearm: first.firearms[0]?.id,
          code: "serial-same",
          field: "marks.0.readings.0.written",
          reason: "compared both on the table",
        },
      ],
    });
    expect(said.body.status).toBe("accepted");
  });

  it("sees no further than its caller: another house's weapon with the number is no doubt, and stays unknown", async () => {
    const number = next();
    await (await world.person("customs.officer")).do(recordRecovery, { body: onePistol(number, { overrides: [] }) });
    const reply = await (
      await world.person("border.officer")
    ).try(recordRecovery, { body: onePistol(number, { overrides: [] }) });
    expect(reply.status).toBe(200);
  });

  it("holds two weapons of one record with one number against each other", async () => {
    const number = next();
    const [pistol] = (onePistol(number) as { firearms: unknown[] }).firearms;
    const reply = await (
      await world.person("border.officer")
    ).try(recordRecovery, {
      body: onePistol(number, { firearms: [pistol, pistol], overrides: [] }),
    });
    expect(fieldsOf(reply.body).map(([path]) => path)).toEqual([
      "/firearms/0/marks/0/readings/0/written",
      "/firearms/1/marks/0/readings/0/written",
    ]);
  });

  it("counts by unit and month what was overridden, beside the weapons recorded", async () => {
    const month = new Date().toISOString().slice(0, 7);
    const analyst = await world.person("border.analyst");
    const { rows } = await analyst.do(countOverrides, {});
    const row = rows.find((one) => one.unit.en === "BORDER POST1" && one.month === month);
    expect(row?.overrides).toBeGreaterThanOrEqual(2);
    expect(row?.firearms).toBeGreaterThan(row?.overrides ?? 0);
    expect(row?.byDoubt.map((one) => one.code)).toEqual(expect.arrayContaining(["photo-missing", "serial-same"]));
    expect(row?.byDoubt.reduce((sum, one) => sum + one.count, 0)).toBe(row?.overrides);
    // The acceptance of the first twin was overridden by the chief's unit.
    expect(rows.find((one) => one.unit.en === "BORDER NORTH")?.byDoubt).toEqual([{ code: "serial-same", count: 1 }]);
    // Who sees one weapon of the border counts that one, and no reason given for another.
    const elsewhere = await (await world.person("police.analyst")).do(countOverrides, {});
    expect(elsewhere.rows.map((one) => [one.institution, one.firearms, one.overrides])).toEqual([["BORDER", 1, 0]]);
    expect((await (await world.person("border.officer")).try(countOverrides, {})).status).toBe(403);
  });
});

describe("functions that see more", () => {
  it("tell a stranger nothing and write nothing for them", async () => {
    const made = await record("border.officer");
    for (const who of ["customs.officer", "police.examiner", "focal.administrator"]) {
      const personId = (await world.person(who)).id;
      await world.node.database.asActor({ personId }, async (tx) => {
        expect(
          (await tx.query<{ facts: unknown }>("select recoveries.reveal_flag_facts($1) as facts", [made.id]))[0]
            ?.facts ?? null,
        ).toBeNull();
        await tx.query("select recoveries.put_flags($1, '{terrorism}')", [made.id]);
      });
    }
    expect((await open("border.officer", made.id)).flags).toEqual([]);
  });
});

describe("three classifications at once", () => {
  it("follow from the type, are stated where it does not say, and are unknown each on its own", async () => {
    const made = await record("border.officer", {
      firearms: [
        { type: { code: "pistol" } },
        { type: { written: "неведомая вещь" }, classes: { hs: "9303" } },
        {
          type: { code: "rifle" },
          conversion: { code: "to-automatic" },
          importer: { written: "Arms Ltd" },
          generation: { written: "Gen 3" },
        },
      ],
    });
    const officer = await world.person("border.officer");
    const view = async (at: number) => officer.do(readFirearm, { params: { id: made.firearms[at]?.id } });
    expect((await view(0)).classes).toEqual({
      unodc: { code: "pistol", from: "type" },
      hs: { code: "9302", from: "type" },
      administrative: { code: "rifled", from: "type" },
    });
    expect((await view(1)).classes).toEqual({
      unodc: { code: "unknown", from: "unknown" },
      hs: { code: "9303", from: "stated" },
      administrative: { code: "unknown", from: "unknown" },
    });
    const rifle = await view(2);
    expect(rifle).toMatchObject({
      classes: { unodc: { code: "rifle" }, hs: { code: "unknown", from: "unknown" } },
      conversion: { code: "to-automatic" },
      importer: { written: "Arms Ltd" },
      generation: { written: "Gen 3" },
    });
    const analyst = await world.person("border.analyst");
    const id = made.firearms[2]?.id;
    expect(
      (await analyst.try(identify, { params: { id }, body: { aspect: "hs", written: "9999", source: "eye" } })).status,
    ).toBe(422);
    const stated = await analyst.do(identify, {
      params: { id },
      body: { aspect: "hs", code: "9301", written: "9301", source: "eye" },
    });
    expect(stated.classes.hs).toEqual({ code: "9301", from: "stated" });
    // The type that is stated later does not put the statement aside.
    const typed = await analyst.do(identify, {
      params: { id },
      body: { aspect: "type", code: "rifle-bolt", written: "винтовка", source: "laboratory" },
    });
    expect(typed.classes).toMatchObject({ hs: { code: "9301" }, unodc: { code: "rifle", from: "type" } });
  });
});
