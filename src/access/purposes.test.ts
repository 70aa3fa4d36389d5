/** Purposes: which roles may state which, at every door. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { performAs } from "../demo/perform-as.ts";
import { auditJournal } from "../journal/journal.contract.ts";
import { systemClock } from "../platform/clock.ts";
import { listRecoveries } from "../recoveries/recovery.contract.ts";
import { personOnTerminal } from "../registers/person-call.ts";
import { openWorld, type World } from "../../test/world.ts";
import { readAudience } from "./sharing.contract.ts";
import { allPurposes, purposesOf } from "./purposes.ts";
import { listPurposes } from "./purposes.contract.ts";
import { roles } from "./roles.ts";
import { readMe } from "./session.contract.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const codeOf = (body: unknown): string => (body as { code: string }).code;

describe("the list of purposes", () => {
  it("names roles that there are, and leaves no role without a purpose of its own", () => {
    const known = new Set(roles.map(({ code }) => code));
    expect(allPurposes(true).flatMap((purpose) => purpose.roles.filter((role) => !known.has(role)))).toEqual([]);
    expect(roles.filter(({ code }) => purposesOf([code], true).length < 2).map(({ code }) => code)).toEqual([]);
  });

  it("keeps audit to auditors, administration to administrators, prosecution to prosecutors", () => {
    const holders = (code: string) => allPurposes(true).find((purpose) => purpose.code === code)?.roles;
    expect([holders("audit"), holders("administration"), holders("prosecution")]).toEqual([
      ["auditor"],
      ["administrator"],
      ["prosecutor"],
    ]);
  });
});

describe("a stated purpose", () => {
  it("counts from who may state it; the refusal names what they may state, in their language", async () => {
    const officer = await world.person("border.officer");
    expect((await officer.try(listRecoveries, {}, { purpose: "border-check; km 12" })).status).toBe(200);
    const refused = await officer.try(listRecoveries, {}, { purpose: "audit", language: "en" });
    expect([refused.status, codeOf(refused.body)]).toEqual([403, "purpose-unfit"]);
    expect(refused.text).toContain("Border or customs check");
    expect(refused.text).not.toContain("Tracing of a firearm");
    expect((await officer.try(listRecoveries, {}, { purpose: "audit", language: "ru" })).text).toContain(
      "Пограничный или таможенный контроль",
    );
    expect((await officer.try(listRecoveries, {}, { purpose: "no-such" })).status).toBe(422);
    expect((await officer.try(listRecoveries, {}, { purpose: null })).status).toBe(428);
    // Also where no purpose is asked for: what is stated is written down, and must be true.
    const { items } = await officer.do(listRecoveries);
    const about = { params: { kind: "recovery", id: items[0]?.id ?? officer.id } };
    expect((await officer.try(readAudience, about, { purpose: "prosecution" })).status).toBe(403);
  });

  it("is offered by the session exactly as it is accepted", async () => {
    for (const username of ["border.officer", "prosecutor.city", "focal.statistician", "police.keeper", "focal.head"]) {
      const person = await world.person(username);
      const { purposes } = await person.do(readMe);
      const offered = (await person.do(listPurposes)).items.filter((one) => one.offered).map(({ code }) => code);
      expect(offered).toEqual(purposes.map(({ code }) => code));
      for (const { code } of allPurposes(true)) {
        const { status, body } = await person.try(listRecoveries, {}, { purpose: code });
        const unfit = status === 403 && codeOf(body) === "purpose-unfit";
        if (status !== 403 || unfit) expect([code, unfit]).toEqual([code, !offered.includes(code)]);
      }
    }
  });

  it("that does not fit never shuts a person out of their own account, and is not written down there", async () => {
    const officer = await world.person("border.officer");
    expect((await officer.try(readMe, {}, { purpose: "audit" })).status).toBe(200);
    await officer.try(listRecoveries, {}, { purpose: "audit" });
    await world.node.sequence();
    const { rows } = await world.admin.query<{ count: number }>(
      "select count(*)::int as count from journal.entry where actor = $1 and purpose = 'audit' and outcome = 'done'",
      [officer.id],
    );
    expect(rows[0]?.count).toBe(0);
    expect((await (await world.person("focal.auditor")).try(auditJournal, {}, { purpose: "audit" })).status).toBe(200);
  });

  it("is asked the same at the terminal and in the demonstration", async () => {
    const { database } = world.node;
    await expect(personOnTerminal(database, "border.officer", "audit")).rejects.toMatchObject({
      code: "purpose-unfit",
    });
    await expect(personOnTerminal(database, "border.officer", "border-check")).resolves.toBeDefined();
    const stage = { database, config: world.config, clock: systemClock };
    const { id: personId } = await world.person("border.officer");
    await expect(performAs(stage, { personId, purpose: "audit" }, listRecoveries, {})).rejects.toMatchObject({
      code: "purpose-unfit",
    });
    await expect(performAs(stage, { personId, purpose: "border-check" }, listRecoveries, {})).resolves.toBeDefined();
  });
});

describe("training as a purpose", () => {
  const training = { purpose: "training-demo" };
  const settle = (demo: boolean) =>
    world.admin.query("update platform.setting set value = $1 where key = 'node.demo'", [JSON.stringify(demo)]);

  it("is nobody's to state where records are real, at any door, and is not offered there", async () => {
    const officer = await world.person("border.officer");
    const stage = { database: world.node.database, config: world.config, clock: systemClock };
    const perform = () => performAs(stage, { personId: officer.id, ...training }, listRecoveries, {});
    expect((await officer.try(listRecoveries, {}, training)).status).toBe(200);
    await expect(perform()).resolves.toBeDefined();
    await settle(false);
    try {
      const refused = await officer.try(listRecoveries, {}, training);
      expect([refused.status, codeOf(refused.body)]).toEqual([403, "purpose-unfit"]);
      expect(refused.text).not.toContain("training");
      await expect(perform()).rejects.toMatchObject({ code: "purpose-unfit" });
      await expect(personOnTerminal(world.node.database, "border.officer", training.purpose)).rejects.toMatchObject({
        code: "purpose-unfit",
      });
      const real = { purpose: "border-check" };
      expect((await officer.do(readMe, {}, real)).purposes.map(({ code }) => code)).not.toContain(training.purpose);
      expect((await officer.do(listPurposes, {}, real)).items.map(({ code }) => code)).not.toContain(training.purpose);
      expect((await officer.try(listRecoveries, {}, real)).status).toBe(200);
      // A node that says nothing of itself is real.
      await world.admin.query("delete from platform.setting where key = 'node.demo'");
      expect((await officer.try(listRecoveries, {}, training)).status).toBe(403);
    } finally {
      await world.admin.query(
        "insert into platform.setting (key, value) values ('node.demo', 'true') on conflict (key) do update set value = 'true'",
      );
    }
  });
});
