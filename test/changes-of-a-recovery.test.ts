/**
 * What is changed of a recovery after it was recorded, over real HTTP: the former value stays, an accepted record says that it
 * was changed since, somebody else confirms it; the look for a number on other weapons is a search with its purpose.
 */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judgeAndSearch, judgeFirearm } from "../src/recoveries/gate.contract.ts";
import {
  addItem,
  addOffence,
  addParty,
  addRoutePoint,
  addStanding,
  changeItem,
  changeParty,
} from "../src/recoveries/recovery-parts.contract.ts";
import { countOverrides, exportOverrides, takeStep } from "../src/recoveries/recovery-status.contract.ts";
import {
  addContext,
  addGround,
  changeRecovery,
  listRecoveries,
  readRecovery,
  recordRecovery,
} from "../src/recoveries/recovery.contract.ts";
import { formOf } from "./access/grid-recoveries.ts";
import { onePistol, openWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 120_000);
afterAll(() => world.close());

let serial = 6_100_000;
const next = (): string => `ЖЮ ${(serial += 7_919)}`;
const officer = () => world.person("border.officer");
const chief = () => world.person("border.chief");
const analyst = () => world.person("border.analyst");
const record = async (extra: Readonly<Record<string, unknown>> = {}) =>
  (await officer()).do(recordRecovery, { body: onePistol(next(), extra) });
const open = async (id: string, who = "border.chief") => (await world.person(who)).do(readRecovery, { params: { id } });
const take = async (who: string, id: string, verb: string, extra: Readonly<Record<string, unknown>> = {}) => {
  const seen = await open(id, who);
  const last = seen.changes.at(-1)?.id ?? null;
  return (await world.person(who)).try(takeStep, {
    params: { id },
    body: { verb, version: seen.version, seen: last, ...extra },
  });
};
const accepted = async (extra: Readonly<Record<string, unknown>> = {}) => {
  const made = await record(extra);
  expect((await take("border.chief", made.id, "accept")).status).toBe(200);
  return open(made.id);
};
const correct = async (id: string, changes: Readonly<Record<string, unknown>>, reason = "read again", who = officer) =>
  (await who()).do(changeRecovery, { params: { id }, body: { version: (await open(id)).version, changes, reason } });

describe("a correction", () => {
  it("keeps the value that stood, with reason, person and time, and only what differs", async () => {
    const made = await record({
      place: { written: "Road 7", kind: "checkpoint" },
      conveyance: { code: "car" },
      circumstances: "Under the seat.",
      handling: ["H1"],
    });
    expect(made.changes).toEqual([]);
    const first = await correct(made.id, {
      place: { written: "Road 7", kind: "land-border" },
      conveyance: { code: "lorry", written: "КамАЗ" },
      concealment: { code: "false-bottom" },
      circumstances: "Under the seat.",
    });
    expect(first.changes).toMatchObject([
      {
        subject: "recovery",
        of: null,
        kind: "corrected",
        before: { placeKind: "checkpoint", conveyanceCode: "car", conveyanceWritten: null, concealmentCode: null },
        after: {
          placeKind: "land-border",
          conveyanceCode: "lorry",
          conveyanceWritten: "КамАЗ",
          concealmentCode: "false-bottom",
        },
        reason: "read again",
        by: { latin: "border.officer" },
        since: false,
      },
    ]);
    expect(Object.keys(first.changes[0]?.before ?? {}).sort()).toEqual(
      ["concealmentCode", "conveyanceCode", "conveyanceWritten", "placeKind"].sort(),
    );
    const second = await correct(
      made.id,
      { circumstances: "In the spare wheel.", handling: ["H1", "H3"] },
      "told anew",
    );
    expect(second.changes[1]).toMatchObject({
      before: { circumstances: "Under the seat.", handling: ["H1"] },
      after: { circumstances: "In the spare wheel.", handling: ["H1", "H3"] },
    });
    expect(second.circumstances).toBe("In the spare wheel.");
    // The same value written again changes nothing.
    expect((await correct(made.id, { circumstances: "In the spare wheel." })).changes).toHaveLength(2);
  });

  it("is refused on an older version, and two at once never lose one", async () => {
    const made = await record();
    const person = await officer();
    const both = await Promise.all(
      ["one", "two"].map((circumstances) =>
        person.try(changeRecovery, {
          params: { id: made.id },
          body: { version: made.version, changes: { circumstances }, reason: "at once" },
        }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await open(made.id)).changes).toHaveLength(1);
  });

  it("keeps what an item and a party were, and that they were struck", async () => {
    const made = await record({
      items: [{ kind: "ammunition", type: { written: "патрон" }, quantity: 32, unit: "piece", lot: "Л-12" }],
      parties: [{ kind: "person", name: "Ivanov", standing: { category: "possessor" } }],
    });
    const person = await officer();
    const [item, party] = [made.items[0], made.parties[0]];
    const counted = await person.do(changeItem, {
      params: { id: made.id, item: item?.id },
      body: { version: 1, changes: { quantity: 23, lot: "Л-12", headstamp: "270 88" }, reason: "counted again" },
    });
    expect(counted.changes).toMatchObject([
      {
        subject: "item",
        of: item?.id,
        kind: "corrected",
        before: { quantity: 32, headstamp: null },
        after: { quantity: 23, headstamp: "270 88" },
        reason: "counted again",
      },
    ]);
    expect(Object.keys(counted.changes[0]?.after ?? {})).toHaveLength(2);
    const named = await person.do(changeParty, {
      params: { id: made.id, party: party?.id },
      body: { version: 1, changes: { name: "Ivanov Petr", bornYear: 1984 }, reason: "passport seen" },
    });
    expect(named.changes[1]).toMatchObject({
      subject: "party",
      before: { nameWritten: "Ivanov", bornYear: null },
      after: { nameWritten: "Ivanov Petr", bornYear: 1984 },
    });
    const struck = await person.do(changeItem, {
      params: { id: made.id, item: item?.id },
      body: { version: 2, strike: true, reason: "of another case" },
    });
    expect(struck.changes[2]).toMatchObject({ subject: "item", kind: "struck", before: {}, reason: "of another case" });
  });

  it("is seen by who sees the record, and follows it when it is held back", async () => {
    const made = await record();
    await correct(made.id, { circumstances: "Held." });
    expect((await (await world.person("customs.officer")).try(readRecovery, { params: { id: made.id } })).status).toBe(
      404,
    );
    await correct(made.id, { handling: ["H2"] });
    const { rows } = await world.admin.query<{ same: boolean }>(
      "select c.audience = r.audience as same from recoveries.change c join recoveries.recovery r on r.id = c.recovery_id where r.id = $1",
      [made.id],
    );
    expect(rows.map(({ same }) => same)).toEqual([true, true]);
    // Kept for good: no request may change or take one away.
    const personId = (await officer()).id;
    for (const sql of ["update recoveries.change set reason = 'x'", "delete from recoveries.change"])
      await expect(world.node.database.asActor({ personId }, (tx) => tx.query(sql))).rejects.toThrow(
        /permission denied/,
      );
  });
});

describe("a change after acceptance", () => {
  it("is said of the record until somebody else confirms it", async () => {
    const made = await accepted();
    expect(made).toMatchObject({ status: "accepted", changedSince: false });
    expect(made.may).not.toContain("confirm");
    expect((await take("border.chief", made.id, "confirm")).body).toMatchObject({ code: "state-forbids" });
    const changed = await correct(made.id, { circumstances: "In the wheel." });
    expect(changed).toMatchObject({ status: "accepted", changedSince: true });
    expect(changed.may).not.toContain("confirm");
    expect((await take("border.officer", made.id, "confirm")).status).toBe(403);
    const seen = await open(made.id);
    expect(seen.may).toEqual(expect.arrayContaining(["confirm", "reopen"]));
    expect(seen.changes.map(({ since }) => since)).toEqual([true]);
    const confirmed = await take("border.chief", made.id, "confirm");
    expect(confirmed.body).toMatchObject({ status: "accepted", changedSince: false });
    expect(confirmed.body.steps.map(({ verb }) => verb)).toEqual(["submit", "accept", "confirm"]);
    expect(confirmed.body.changes.map(({ since }) => since)).toEqual([false]);
    expect((await take("border.chief", made.id, "confirm")).status).toBe(409);
    // Accepted all the while: it stands in the list of what is accepted, as before.
    const list = await (await chief()).do(listRecoveries, { query: { status: "accepted", limit: 200 } });
    expect(list.items.map(({ id }) => id)).toContain(made.id);
  });

  it("covers what was seen: a change that came meanwhile refuses the confirmation", async () => {
    const made = await accepted();
    await correct(made.id, { circumstances: "first" });
    const seen = await open(made.id);
    await (
      await officer()
    ).do(addItem, { params: { id: made.id }, body: { kind: "ammunition", quantity: 7, unit: "piece" } });
    const late = await (
      await chief()
    ).try(takeStep, {
      params: { id: made.id },
      body: { verb: "confirm", version: seen.version, seen: seen.changes.at(-1)?.id },
    });
    expect(late.body).toMatchObject({ code: "version-outdated" });
    const blind = await (
      await chief()
    ).try(takeStep, { params: { id: made.id }, body: { verb: "confirm", version: seen.version } });
    expect(blind.body).toMatchObject({ code: "version-outdated" });
    expect((await take("border.chief", made.id, "confirm")).status).toBe(200);
  });

  it("an acceptance that names what it saw covers no later change", async () => {
    const made = await record();
    await (
      await officer()
    ).do(addItem, { params: { id: made.id }, body: { kind: "ammunition", quantity: 7, unit: "piece" } });
    const late = await (
      await chief()
    ).try(takeStep, { params: { id: made.id }, body: { verb: "accept", version: made.version, seen: null } });
    expect(late.body).toMatchObject({ code: "version-outdated" });
    expect((await take("border.chief", made.id, "accept")).body).toMatchObject({ changedSince: false });
  });

  it("nobody confirms their own, unless the country's small posts may", async () => {
    const made = await accepted();
    await correct(made.id, { circumstances: "by the chief" }, "told anew", chief);
    const own = await take("border.chief", made.id, "confirm");
    expect(own).toMatchObject({ status: 403, body: { code: "own-change" } });
    // The wall says the same: a step past the program is refused by the database.
    const personId = (await chief()).id;
    const last = (await open(made.id)).changes.at(-1)?.id;
    const forced = world.node.database.asActor({ personId }, (tx) =>
      tx.query(
        `insert into recoveries.step (id, recovery_id, verb, confirms, to_status, record_version, recorded_by, unit_id, institution_id, audience)
         values ($1, $2, 'confirm', $3, '', 0, access.actor(), 0, 0, '{}')`,
        [randomUUID(), made.id, last],
      ),
    );
    await expect(forced).rejects.toMatchObject({ code: "42501" });
    expect((await take("border.analyst", made.id, "confirm")).status).toBe(200);
    const set = `insert into platform.setting (key, value) values ('country.recoveries', $1) on conflict (key) do update set value = $1`;
    await correct(made.id, { circumstances: "by the chief again" }, "told anew", chief);
    await world.admin.query(set, ['{"authorMayAccept": true}']);
    try {
      expect((await take("border.chief", made.id, "confirm")).status).toBe(200);
    } finally {
      await world.admin.query(set, ['{"authorMayAccept": false}']);
    }
  });

  it("is what puts accepted facts right, not a history that goes on", async () => {
    const made = await accepted({
      parties: [{ kind: "person", name: "Ivanov", standing: { category: "possessor" } }],
      route: [{ kind: "departure", country: "QS" }],
      offences: [{ written: "art. 1" }],
    });
    const person = await officer();
    const params = { id: made.id };
    const party = made.parties[0]?.id;
    await (await analyst()).do(addGround, { params, body: { code: "possession", fromDate: "2026-11-02" } });
    await person.do(addContext, { params, body: { code: "organised-crime" } });
    await person.do(addOffence, { params, body: { written: "art. 2" } });
    await person.do(addRoutePoint, { params, body: { kind: "destination", country: "QT" } });
    const gone = await person.do(addStanding, { params: { ...params, party }, body: { category: "suspect" } });
    expect(gone.changes).toEqual([]);
    expect(gone.changedSince).toBe(false);
    const answers = [
      await person.do(addRoutePoint, {
        params,
        body: { kind: "departure", country: "QT", corrects: made.route[0]?.id, reason: "ticket found" },
      }),
      await person.do(addOffence, {
        params,
        body: { written: "art. 3", corrects: made.offences[0]?.id, reason: "other article" },
      }),
      await person.do(addGround, {
        params,
        body: { code: "possession", corrects: made.grounds[0]?.id, reason: "wrong box" },
      }),
      await person.do(addStanding, {
        params: { ...params, party },
        body: { category: "witness", corrects: made.parties[0]?.standings[0]?.id, reason: "mixed up" },
      }),
      await person.do(addParty, {
        params,
        body: { kind: "person", name: "Petrov", standing: { category: "witness" } },
      }),
      await person.do(addItem, { params, body: { kind: "ammunition", quantity: 3, unit: "piece" } }),
    ];
    const all = answers.at(-1);
    expect(all?.changes.map(({ subject, kind }) => `${subject} ${kind}`)).toEqual([
      "route corrected",
      "offence corrected",
      "ground corrected",
      "standing corrected",
      "party added",
      "item added",
    ]);
    expect(all?.changes.map(({ of }) => of)).toEqual([
      all?.route.find((one) => one.corrects !== null)?.id,
      all?.offences.find((one) => one.corrects !== null)?.id,
      all?.grounds.find((one) => one.corrects !== null)?.id,
      all?.parties[0]?.standings.find((one) => one.corrects !== null)?.id,
      all?.parties[1]?.id,
      all?.items[0]?.id,
    ]);
    expect(all?.changedSince).toBe(true);
    // What was answered stays, and no longer holds.
    expect(all?.route.find((one) => one.id === made.route[0]?.id)?.holds).toBe(false);
  });

  it("waits for the gate as acceptance does", async () => {
    const number = next();
    const made = await (await officer()).do(recordRecovery, { body: onePistol(number) });
    await take("border.chief", made.id, "accept");
    await correct(made.id, { circumstances: "again" });
    await (await officer()).do(recordRecovery, { body: onePistol(number) });
    const refused = await take("border.chief", made.id, "confirm");
    expect(refused).toMatchObject({ status: 422, body: { code: "gate-doubts" } });
    const overrides = [
      {
        firearm: made.firearms[0]?.id,
        code: "serial-same",
        field: "marks.0.readings.0.written",
        reason: "both looked at",
      },
    ];
    expect((await take("border.chief", made.id, "confirm", { overrides })).status).toBe(200);
  });
});

describe("looking for the number while one types", () => {
  const lastSearch = async (personId: string) =>
    (
      await world.admin.query<{
        kind: string;
        purpose: string | null;
        content: { question: string[]; shown: string[] };
      }>(
        `select e.kind, e.purpose, p.content from journal.entry e left join journal.payload p on p.entry_id = e.id
         where e.actor = $1 and e.verb = 'search' and e.kind = 'serial' order by e.at desc, e.id desc limit 1`,
        [personId],
      )
    ).rows[0];

  it("needs a purpose, and leaves the search and each weapon it named", async () => {
    const number = next();
    const made = await (await officer()).do(recordRecovery, { body: onePistol(number) });
    const weapon = made.firearms[0]?.id;
    const person = await officer();
    expect((await person.try(judgeAndSearch, { body: formOf(number) }, { purpose: null })).status).toBe(428);
    expect(await lastSearch(person.id)).toBeUndefined();
    const found = await person.do(judgeAndSearch, { body: formOf(number) });
    expect(found.doubts.find(({ code }) => code === "serial-same")?.values).toMatchObject({ id: weapon });
    const entry = await lastSearch(person.id);
    expect(entry?.purpose).toBeTruthy();
    expect(entry?.content).toMatchObject({ question: [number], shown: [weapon] });
    const { rowCount } = await world.admin.query(
      "select from journal.entry where actor = $1 and verb = 'read' and kind = 'firearm' and record = $2",
      [person.id, weapon],
    );
    expect(rowCount).toBe(1);
  });

  it("without it is judged alone, and asks no records", async () => {
    const number = next();
    await (await officer()).do(recordRecovery, { body: onePistol(number) });
    const person = await world.person("border.officer2");
    const judged = await person.do(judgeFirearm, { body: formOf(number) }, { purpose: null });
    expect(judged.doubts.map(({ code }) => code)).not.toContain("serial-same");
    expect(await lastSearch(person.id)).toBeUndefined();
  });

  it("tells nothing of a weapon that the asker may not see", async () => {
    const number = next();
    await (await world.person("customs.officer")).do(recordRecovery, { body: onePistol(number) });
    const person = await officer();
    const found = await person.do(judgeAndSearch, { body: formOf(number) });
    expect(found.doubts.map(({ code }) => code)).not.toContain("serial-same");
    expect((await lastSearch(person.id))?.content.shown).toEqual([]);
  });
});

describe("finding what was changed, and what was passed over", () => {
  const ids = async (who: string, query: Readonly<Record<string, unknown>>) =>
    (await (await world.person(who)).do(listRecoveries, { query: { limit: 200, ...query } })).items;

  it("lists accepted records that were changed since, and no others", async () => {
    const [still, changed] = [await accepted(), await accepted()];
    await correct(changed.id, { circumstances: "told anew" });
    const found = await ids("border.chief", { status: "changed" });
    expect(found.map(({ id }) => id)).toContain(changed.id);
    expect(found.map(({ id }) => id)).not.toContain(still.id);
    expect(found.every(({ changedSince, status }) => changedSince && status === "accepted")).toBe(true);
    expect((await ids("border.chief", { status: "submitted" })).every(({ changedSince }) => !changedSince)).toBe(true);
  });

  it("opens exactly the records behind a count of doubts passed over, and gives the counts as a file", async () => {
    const number = next();
    await record();
    await (await officer()).do(recordRecovery, { body: onePistol(number) });
    const overrides = [
      { firearm: 0, code: "serial-same", field: "marks.0.readings.0.written", reason: "two of one number" },
    ];
    const twin = await (await officer()).do(recordRecovery, { body: onePistol(number, { overrides }) });
    const who = await analyst();
    const { rows } = await who.do(countOverrides, {});
    const month = new Date().toISOString().slice(0, 7);
    for (const row of rows) {
      const found = await ids("border.analyst", {
        override: "any",
        overrideUnit: row.unit.id,
        overrideMonth: row.month,
      });
      // A record may hold several.
      expect(found.length > 0).toBe(row.overrides > 0);
      expect(found.length).toBeLessThanOrEqual(row.overrides);
    }
    const behind = await ids("border.analyst", { override: "serial-same", overrideMonth: month });
    expect(behind.map(({ id }) => id)).toContain(twin.id);
    expect((await ids("border.analyst", { override: "serial-words" })).length).toBe(0);
    expect((await ids("border.analyst", { override: "any", overrideMonth: "2001-01" })).length).toBe(0);
    const file = await who.try(exportOverrides, {});
    expect(file.status).toBe(200);
    const lines = file.text.trim().split(/\r?\n/);
    expect(lines.some((line) => line.includes("Same serial on another weapon") && line.includes("BORDER POST1"))).toBe(
      true,
    );
    const summed = lines.slice(1).reduce((sum, line) => sum + Number(line.split(",").at(-1)?.replaceAll('"', "")), 0);
    expect(summed).toBe(rows.reduce((sum, row) => sum + row.overrides, 0));
    expect((await who.try(exportOverrides, {}, { purpose: null })).status).toBe(428);
    expect((await (await officer()).try(exportOverrides, {})).status).toBe(403);
    const { rows: told } = await world.admin.query(
      "select from journal.entry where actor = $1 and verb = 'export' and kind = 'figures'",
      [who.id],
    );
    expect(told).toHaveLength(1);
  });
});
