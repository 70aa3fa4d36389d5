import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRecovery, recordRecovery, listRecoveries } from "../src/recoveries/recovery.contract.ts";
import { readFirearm } from "../src/firearms/firearm.contract.ts";
import { explainAccess, readAudience, shareRecord, withdrawShare } from "../src/access/sharing.contract.ts";
import { onePistol, openWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

describe("need-to-know", () => {
  it("shows a recovery to its post, its institution and the focal point, and to nobody else", async () => {
    const officer = await world.person("border.officer");
    const made = await officer.do(recordRecovery, { body: onePistol("МК 4571?") });
    expect(made.firearms).toHaveLength(1);
    const see = async (username: string) =>
      (await (await world.person(username)).try(readRecovery, { params: { id: made.id } })).status;
    expect(await see("border.officer")).toBe(200);
    expect(await see("border.own")).toBe(404);
    expect(await see("border.officer2")).toBe(404);
    expect(await see("border.chief")).toBe(200);
    expect(await see("border.analyst")).toBe(200);
    expect(await see("focal.operator")).toBe(200);
    expect(await see("police.analyst")).toBe(404);
    expect(await see("prosecutor.city")).toBe(404);
    expect(await see("focal.administrator")).toBe(403);
    expect(await see("focal.auditor")).toBe(403);
  });

  it("shares with a unit until withdrawn, at once", async () => {
    const made = await (await world.person("border.officer")).do(recordRecovery, { body: onePistol("АБ 1234") });
    const chief = await world.person("border.chief");
    const prosecutor = await world.person("prosecutor.city");
    const shared = await chief.do(shareRecord, {
      params: { kind: "recovery", id: made.id },
      body: { with: { institution: "PROSECUTOR" }, reason: "case 17" },
    });
    // The prosecutor's scope is the unit, so the institution's group is not theirs.
    expect((await prosecutor.try(readRecovery, { params: { id: made.id } })).status).toBe(404);
    const { rows } = await world.admin.query<{ id: number }>(
      "select u.id from access.unit u join access.institution i on i.id = u.institution_id where i.code = 'PROSECUTOR' and u.code = 'CITY'",
    );
    const toUnit = await chief.do(shareRecord, {
      params: { kind: "recovery", id: made.id },
      body: { with: { unit: rows[0]?.id }, reason: "case 17" },
    });
    const seen = await prosecutor.do(readRecovery, { params: { id: made.id } });
    expect((await prosecutor.do(readFirearm, { params: { id: seen.firearms[0]?.id } })).recovery?.id).toBe(made.id);
    expect((await prosecutor.do(explainAccess, { params: { kind: "recovery", id: made.id } })).because).toEqual([
      "share",
    ]);
    const lines = await prosecutor.do(readAudience, { params: { kind: "recovery", id: made.id } });
    expect(lines.seenBy.map((line) => line.why)).toContain("author");
    await chief.do(withdrawShare, { params: { id: toUnit.receipt }, body: { reason: "closed" } });
    expect((await prosecutor.try(readRecovery, { params: { id: made.id } })).status).toBe(404);
    expect((await prosecutor.try(readFirearm, { params: { id: seen.firearms[0]?.id } })).status).toBe(404);
    expect((await prosecutor.do(listRecoveries, {})).items).toEqual([]);
    expect(shared.receipt).not.toBe(toUnit.receipt);
  });
});
