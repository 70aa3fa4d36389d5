/** What changes in a rule, a handling code or a role takes hold on what is there already, and at once where it shuts out. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recomputationTasks } from "../../src/access/recomputation.actions.ts";
import { listRecomputations } from "../../src/access/recomputation.contract.ts";
import { assignRole, putPerson, putSharingRule } from "../../src/access/people.store.ts";
import { explainAccess, readAudience, shareRecord, withdrawShare } from "../../src/access/sharing.contract.ts";
import { exportRecoveries } from "../../src/figures/figures.contract.ts";
import { addGround, changeRecovery, listRecoveries, readRecovery } from "../../src/recoveries/recovery.contract.ts";
import { readFirearm } from "../../src/firearms/firearm.contract.ts";
import { listHits } from "../../src/matching/hit.contract.ts";
import { readHistory } from "../../src/journal/journal.contract.ts";
import {
  changeRegister,
  createRegister,
  listRecords,
  readRecord,
  readRegister,
} from "../../src/registers/register.contract.ts";
import { startJobs } from "../../src/platform/jobs.ts";
import { createLog } from "../../src/platform/log.ts";
import { openWorld, type World } from "../world.ts";
import { Furnisher } from "./furnish.ts";
import type { Thing } from "./oracle.ts";

let world: World;
let make: Furnisher;
beforeAll(async () => {
  world = await openWorld();
  make = new Furnisher(world, "Э");
  await make.open();
});
afterAll(() => world.close());

const statusOf = async (
  username: string,
  contract: typeof readRecovery | typeof readFirearm | typeof readRecord,
  id: string,
) => (await (await world.person(username)).try(contract, { params: { id } })).status;

/** Rules are national configuration: written by the keeper, as the installation does. */
async function rule(
  kind: "recovery" | "firearm" | "register-record",
  owner: string,
  viewer: string | null,
  level: "full" | "hit" | "pointer",
): Promise<void> {
  await world.node.database.asSystem("tamga_keeper", (tx) =>
    putSharingRule(tx, { kind, owner, viewer, level, legalBasis: "test" }),
  );
}
async function endRule(kind: string, owner: string, viewer: string): Promise<void> {
  await world.admin.query(
    `delete from access.sharing_rule r using access.institution o, access.institution v
     where r.kind = $1 and o.code = $2 and v.code = $3 and o.id = r.owner_institution_id and v.id = r.viewer_institution_id`,
    [kind, owner, viewer],
  );
}
/** As if there were many records: nothing is small enough to be gone through at once. */
async function asIfMany(work: () => Promise<void>): Promise<void> {
  await world.admin.query("set tamga.recompute_at_once = '0'");
  await work();
  await world.admin.query("reset tamga.recompute_at_once");
}
const open = async (): Promise<string[]> =>
  (
    await world.admin.query<{ id: string }>(
      "select id from access.recomputation where finished_at is null order by asked_at",
    )
  ).rows.map(({ id }) => id);
async function goThrough(): Promise<void> {
  for (const recomputation of await open())
    await recomputationTasks(world.node.database)["recompute-audiences"]?.(
      { recomputation },
      new AbortController().signal,
    );
}

describe("a sharing rule", () => {
  it("opens and closes what is there already, in the transaction of its change", async () => {
    const { recovery, firearms } = await make.recovery("old", "customs.officer");
    expect(await statusOf("court.registrar", readRecovery, recovery.id)).toBe(404);
    await rule("recovery", "CUSTOMS", "COURT", "full");
    expect(await statusOf("court.registrar", readRecovery, recovery.id)).toBe(200);
    expect(await statusOf("court.registrar", readFirearm, firearms[0]?.id ?? "")).toBe(200);
    await endRule("recovery", "CUSTOMS", "COURT");
    expect(await statusOf("court.registrar", readRecovery, recovery.id)).toBe(404);
    expect(await statusOf("court.registrar", readFirearm, firearms[0]?.id ?? "")).toBe(404);
    expect(await open()).toEqual([]);
  });

  it("closes at once where the records are many, before the job has touched one; opening waits for the job", async () => {
    const { recovery, firearms } = await make.recovery("one of many", "customs.officer");
    const shared = await make.recovery("one of many, shared", "customs.officer");
    await make.share("customs.analyst", shared.recovery, "institution:COURT");
    await asIfMany(() =>
      world.admin
        .query(
          `insert into access.sharing_rule (id, kind, owner_institution_id, viewer_institution_id, level)
           select gen_random_uuid(), 'recovery', o.id, v.id, 'full' from access.institution o, access.institution v where o.code = 'CUSTOMS' and v.code = 'COURT'`,
        )
        .then(() => undefined),
    );
    expect(await statusOf("court.registrar", readRecovery, recovery.id)).toBe(404);
    const administrator = await world.person("focal.administrator");
    const [waiting] = (await administrator.do(listRecomputations)).items;
    expect(waiting).toMatchObject({
      kind: "recovery",
      institution: "CUSTOMS",
      closes: false,
      done: 0,
      finishedAt: null,
    });
    expect((await (await world.person("customs.analyst")).try(listRecomputations)).status).toBe(403);
    await goThrough();
    expect(await statusOf("court.registrar", readRecovery, recovery.id)).toBe(200);
    const [done] = (await administrator.do(listRecomputations)).items;
    expect(done).toMatchObject({ id: waiting?.id, done: waiting?.total });
    expect(done?.finishedAt).not.toBeNull();

    await asIfMany(() => endRule("recovery", "CUSTOMS", "COURT"));
    expect(await open()).toHaveLength(1);
    const { rows } = await world.admin.query<{ audience: number[] }>(
      "select audience from recoveries.recovery where id = $1",
      [recovery.id],
    );
    const court = (
      await world.admin.query<{ id: number }>(
        "select g.id from access.audience_group g join access.institution i on i.id = g.institution_id where i.code = 'COURT'",
      )
    ).rows[0]?.id;
    // Nothing was rewritten yet …
    expect(rows[0]?.audience).toContain(court);
    // … and nothing is seen: the record, what hangs on it, the list, its history, who can see it.
    const registrar = await world.person("court.registrar");
    expect(await statusOf("court.registrar", readRecovery, recovery.id)).toBe(404);
    expect(await statusOf("court.registrar", readFirearm, firearms[0]?.id ?? "")).toBe(404);
    expect((await registrar.do(listRecoveries)).items.map(({ id }) => id)).toEqual([shared.recovery.id]);
    const about = { params: { kind: "recovery", id: recovery.id } };
    expect((await registrar.do(explainAccess, about)).visible).toBe(false);
    expect((await registrar.do(readHistory, about)).items).toEqual([]);
    const told = await (await world.person("customs.analyst")).do(readAudience, about);
    expect(told.seenBy.some(({ institution }) => institution === "COURT")).toBe(false);
    // What is shared with the very group stays open meanwhile.
    expect(await statusOf("court.registrar", readRecovery, shared.recovery.id)).toBe(200);
    await goThrough();
    expect(await open()).toEqual([]);
    expect(await statusOf("court.registrar", readRecovery, shared.recovery.id)).toBe(200);
    expect(await statusOf("court.registrar", readRecovery, recovery.id)).toBe(404);
  });

  it("goes on where a job was cut off", async () => {
    for (let count = 0; count < 3; count += 1) await make.recovery(`cut ${count}`, "customs.officer");
    await asIfMany(async () => {
      await world.admin.query(
        `insert into access.sharing_rule (id, kind, owner_institution_id, viewer_institution_id, level)
         select gen_random_uuid(), 'recovery', o.id, v.id, 'full' from access.institution o, access.institution v where o.code = 'CUSTOMS' and v.code = 'PROSECUTOR'`,
      );
    });
    const [id = ""] = await open();
    const step = (most: number): Promise<number | undefined> =>
      world.node.database.asSystem(
        "tamga_keeper",
        async (tx) => (await tx.query<{ n: number }>("select access.go_on($1, $2) as n", [id, most]))[0]?.n,
      );
    expect(await step(2)).toBe(2);
    const { rows } = await world.admin.query<{ done: number; total: number }>(
      "select done::int, total::int from access.recomputation where id = $1",
      [id],
    );
    expect(rows[0]?.done).toBe(2);
    expect(rows[0]?.total).toBeGreaterThan(2);
    await goThrough();
    const { rows: seen } = await world.admin.query<{ open: number; total: number }>(
      `select count(*) filter (where r.audience @> array(select g.id from access.audience_group g join access.institution i on i.id = g.institution_id where i.code = 'PROSECUTOR'))::int as open,
         count(*)::int as total from recoveries.recovery r join access.institution i on i.id = r.institution_id where i.code = 'CUSTOMS'`,
    );
    expect(seen[0]?.open).toBe(seen[0]?.total);
    await endRule("recovery", "CUSTOMS", "PROSECUTOR");
  });
});

describe("a recomputation that fails again and again", () => {
  it("is tried every hour until it is done, while another job is given up after a dozen times", async () => {
    const ids = [randomUUID(), randomUUID()];
    // The eleven times before failed too.
    for (const [at, task] of ["recompute-audiences", "something-else"].entries())
      await world.admin.query("insert into platform.job (id, task, payload, attempts) values ($1, $2, '{}', 11)", [
        ids[at],
        task,
      ]);
    const failing = (): Promise<void> => Promise.reject(new Error("the disk"));
    const jobs = startJobs(
      world.node.database,
      { ...recomputationTasks(world.node.database), "something-else": failing },
      createLog("silent"),
    );
    const told = async () =>
      (
        await world.admin.query<{ attempts: number; over: boolean; minutes: number }>(
          "select attempts, finished_at is not null as over, round(extract(epoch from run_at - now()) / 60)::int as minutes from platform.job where id = any($1) order by task",
          [ids],
        )
      ).rows;
    try {
      await expect
        .poll(async () => (await told()).map(({ attempts }) => attempts), { timeout: 10_000 })
        .toEqual([12, 12]);
      await expect.poll(async () => (await told()).map(({ over }) => over), { timeout: 10_000 }).toEqual([false, true]);
      expect((await told())[0]?.minutes).toBe(60);
    } finally {
      await jobs.stop();
      await world.admin.query("delete from platform.job where id = any($1)", [ids]);
    }
  });
});

describe("a register's handling code", () => {
  it("reaches its records, their hits and their pointers, down and up again", async () => {
    const serial = make.serial();
    await make.register("reached", "police.keeper", [serial, make.serial()]);
    const { firearms } = await make.recovery("known there", "border.officer", { serial });
    const { hits } = await make.match();
    const record = make.records.find((one) => one.serial === serial)?.id ?? "";
    const register = make.registers.at(-1)?.id ?? "";
    const mine = hits.find(({ sides }) => sides?.[0].id === firearms[0]?.id && sides?.[1].id === record)?.id;
    const hitsOf = async (): Promise<boolean> =>
      (await (await world.person("border.analyst")).do(listHits, { query: { limit: 200 } })).items.some(
        ({ id }) => id === mine,
      );
    expect(await statusOf("border.analyst", readRecord, record)).toBe(200);
    expect(await hitsOf()).toBe(true);
    const keeper = await world.person("police.keeper");
    const changed = await keeper.do(changeRegister, { params: { id: register }, body: { handling: ["H2"] } });
    expect(changed).toMatchObject({ handling: ["H2"], goingThrough: null });
    expect((await keeper.do(readRecord, { params: { id: record } })).handling).toEqual(["H2"]);
    // What the hit had opened to the border is held back now, and passing it on asks for leave.
    expect(await statusOf("border.analyst", readRecord, record)).toBe(404);
    expect(await hitsOf()).toBe(false);
    const share = {
      params: { kind: "register-record", id: record },
      body: { with: { institution: "COURT" }, reason: "needed there" },
    };
    expect((await (await world.person("police.analyst")).try(shareRecord, share)).status).toBe(409);
    await keeper.do(changeRegister, { params: { id: register }, body: { handling: [] } });
    expect(await statusOf("border.analyst", readRecord, record)).toBe(200);
    expect(await hitsOf()).toBe(true);
  });

  it("shuts out at once where the records are many, and says how far it is", async () => {
    await rule("register-record", "POLICE", "PROSECUTOR", "full");
    await make.register("many", "police.keeper", [make.serial(), make.serial()]);
    const register = make.registers.at(-1)?.id ?? "";
    const prosecutor = { username: "prosecutor.head", institution: "PROSECUTOR", unit: "HQ" };
    await world.node.database.asSystem("tamga_keeper", async (tx) => {
      const [unit] = await tx.query<{ id: number; institution_id: number }>(
        "select u.id, u.institution_id from access.unit u join access.institution i on i.id = u.institution_id where i.code = $1 and u.code = $2",
        [prosecutor.institution, prosecutor.unit],
      );
      const personId = await putPerson(tx, { username: prosecutor.username, nameLatin: "P", nameCyrillic: "П", titleEn: "", titleRu: "", institutionId: unit?.institution_id ?? 0, unitId: unit?.id ?? 0, language: "en" }); // prettier-ignore
      await assignRole(tx, { personId, role: "prosecutor", scope: "institution", unitId: unit?.id ?? 0 });
    });
    const reader = await world.person(prosecutor.username);
    expect((await reader.do(listRecords, { query: { register } })).items).toHaveLength(2);
    await asIfMany(async () => {
      await world.admin.query("update registers.register set handling = 4 where id = $1", [register]);
    });
    expect(
      (await reader.do(listRecords, { query: { limit: 200 } })).items.filter((one) =>
        make.records.slice(-2).some(({ id }) => id === one.id),
      ),
    ).toEqual([]);
    const keeper = await world.person("police.keeper");
    expect((await keeper.do(readRegister, { params: { id: register } })).goingThrough).toEqual({ total: 2, done: 0 });
    // A record that is still to be gone through is already as restricted as its register.
    const share = {
      params: { kind: "register-record", id: make.records.at(-1)?.id },
      body: { with: { institution: "COURT" }, reason: "needed there" },
    };
    expect((await (await world.person("police.analyst")).try(shareRecord, share)).status).toBe(409);
    await goThrough();
    expect((await keeper.do(readRegister, { params: { id: register } })).goingThrough).toBeNull();
    expect((await keeper.do(readRecord, { params: { id: make.records.at(-1)?.id } })).handling).toEqual(["H3"]);
    await endRule("register-record", "POLICE", "PROSECUTOR");
  });
});

describe("a recovery's handling code", () => {
  it("is inherited by its weapons for as long as it stands; a weapon's own code stays", async () => {
    const { recovery, firearms } = await make.recovery("restricted for a while", "border.officer", {
      firearms: 2,
      handling: ["H2"],
    });
    const [one = "", two = ""] = firearms.map(({ id }) => id);
    await world.admin.query("update firearms.firearm set own_handling = 1 where id = $1", [two]);
    const analyst = await world.person("border.analyst");
    const codes = async (): Promise<string[][]> =>
      Promise.all([one, two].map(async (id) => (await analyst.do(readFirearm, { params: { id } })).handling));
    expect(await codes()).toEqual([["H2"], ["H1", "H2"]]);
    expect(await statusOf("focal.operator", readFirearm, one)).toBe(404);
    const change = async (handling: string[]): Promise<void> => {
      const { version } = await analyst.do(readRecovery, { params: { id: recovery.id } });
      await analyst.do(changeRecovery, {
        params: { id: recovery.id },
        body: { version, changes: { handling }, reason: "provider agreed" },
      });
    };
    await change([]);
    expect(await codes()).toEqual([[], ["H1"]]);
    expect(await statusOf("focal.operator", readFirearm, one)).toBe(200);
    await change(["H3"]);
    expect(await codes()).toEqual([["H3"], ["H1", "H3"]]);
    expect(await statusOf("focal.operator", readFirearm, one)).toBe(404);
  });

  it("takes back what a hit had opened, and gives it again when it is lowered", async () => {
    const serial = make.serial();
    await make.register("of the hit", "police.keeper", [serial]);
    const { recovery, firearms } = await make.recovery("opened by a hit", "border.officer", { serial });
    await make.match();
    const weapon = firearms[0]?.id ?? "";
    expect(await statusOf("police.analyst", readFirearm, weapon)).toBe(200);
    const analyst = await world.person("border.analyst");
    const change = async (handling: string[]): Promise<void> => {
      const { version } = await analyst.do(readRecovery, { params: { id: recovery.id } });
      await analyst.do(changeRecovery, {
        params: { id: recovery.id },
        body: { version, changes: { handling }, reason: "provider asked" },
      });
    };
    await change(["H2"]);
    expect(await statusOf("police.analyst", readFirearm, weapon)).toBe(404);
    await change([]);
    expect(await statusOf("police.analyst", readFirearm, weapon)).toBe(200);
    // A rule that is withdrawn takes its hits along.
    await endRule("firearm", "BORDER", "POLICE");
    expect(await statusOf("police.analyst", readFirearm, weapon)).toBe(404);
    await rule("firearm", "BORDER", "POLICE", "hit");
    expect(await statusOf("police.analyst", readFirearm, weapon)).toBe(200);
    // What a person withdrew, no rule opens again.
    const { seenBy } = await analyst.do(readAudience, { params: { kind: "firearm", id: weapon } });
    for (const { share } of seenBy.filter(({ why }) => why === "hit"))
      await analyst.do(withdrawShare, { params: { id: share }, body: { reason: "settled" } });
    await change(["H1"]);
    expect(await statusOf("police.analyst", readFirearm, weapon)).toBe(404);
  });
});

describe("several roles of one person", () => {
  it("each reach as far as they reach, and no role lends another its reach", async () => {
    await world.node.database.asSystem("tamga_keeper", async (tx) => {
      const [unit] = await tx.query<{ id: number; institution_id: number }>(
        "select u.id, u.institution_id from access.unit u join access.institution i on i.id = u.institution_id where i.code = 'BORDER' and u.code = 'POST2'",
      );
      const unitId = unit?.id ?? 0;
      const personId = await putPerson(tx, { username: "two.hats", nameLatin: "T", nameCyrillic: "Т", titleEn: "", titleRu: "", institutionId: unit?.institution_id ?? 0, unitId, language: "en" }); // prettier-ignore
      await assignRole(tx, { personId, role: "investigator", scope: "unit", unitId });
      await assignRole(tx, { personId, role: "custodian", scope: "institution", unitId });
      await assignRole(tx, { personId, role: "statistician", scope: "national", unitId });
    });
    const hats = await world.person("two.hats");
    const { recovery } = await make.recovery("of the other post", "border.officer");
    const own = await make.recovery("of the same post", "border.officer2");
    const foreign = await make.recovery("open to the centre", "police.investigator");
    await rule("recovery", "POLICE", null, "full");
    const seen = await hats.do(readRecovery, { params: { id: recovery.id } });
    expect(seen.may).toEqual([]);
    expect((await hats.do(readRecovery, { params: { id: own.recovery.id } })).may).toEqual(
      expect.arrayContaining(["change", "add-ground", "share", "export"]),
    );
    // A custodian looks as far as the institution; nobody of these roles looks as far as the nation.
    expect((await hats.try(readRecovery, { params: { id: foreign.recovery.id } })).status).toBe(404);
    const body = { version: seen.version, changes: { authorityWritten: "x" }, reason: "trying" };
    expect((await hats.try(changeRecovery, { params: { id: recovery.id }, body })).status).toBe(404);
    expect((await hats.try(addGround, { params: { id: recovery.id }, body: { written: "x" } })).status).toBe(403);
    const share = (thing: Thing) =>
      hats.try(shareRecord, {
        params: { kind: "recovery", id: thing.id },
        body: { with: { institution: "COURT" }, reason: "trying" },
      });
    expect((await share(recovery)).status).toBe(404);
    expect((await share(own.recovery)).status).toBe(200);
    const file = (await hats.try(exportRecoveries)).text;
    expect([file.includes(own.numbers[0] ?? "?"), file.includes(seen.firearms[0]?.number ?? "?")]).toEqual([
      true,
      false,
    ]);
    // Below every route: writing asks for a role that both may and reaches.
    await expect(
      world.node.database.asActor({ personId: hats.id }, (tx) =>
        tx.query("update recoveries.recovery set region = 'x' where id = $1 returning id", [recovery.id]),
      ),
    ).resolves.toEqual([]);
  });
});

describe("a record of another institution", () => {
  it("that one sees is refused with the reason, one that is hidden is not there", async () => {
    const { recovery } = await make.recovery("shared to be read", "border.officer");
    await make.share("border.analyst", recovery, "institution:POLICE");
    const police = await world.person("police.analyst");
    const ask = (id: string) =>
      police.try(shareRecord, {
        params: { kind: "recovery", id },
        body: { with: { institution: "COURT" }, reason: "passing on" },
      });
    const refused = await ask(recovery.id);
    expect([refused.status, (refused.body as unknown as { code: string }).code]).toEqual([403, "owner-only"]);
    const told = await police.do(readAudience, { params: { kind: "recovery", id: recovery.id } });
    expect(told.may).toEqual([]);
    const given = told.seenBy.find(({ share }) => share !== null)?.share;
    expect((await police.try(withdrawShare, { params: { id: given }, body: { reason: "not needed" } })).status).toBe(
      403,
    );
    expect((await ask(randomUUID())).status).toBe(404);
    const hidden = await make.recovery("hidden from the police", "border.officer");
    expect((await ask(hidden.recovery.id)).status).toBe(404);
  });
});

describe("a register's code", () => {
  it("tells nothing of a register that one does not see", async () => {
    await world.node.database.asSystem("tamga_keeper", async (tx) => {
      for (const code of ["TOWN", "REGISTER"]) {
        const [unit] = await tx.query<{ id: number; institution_id: number }>(
          "select u.id, u.institution_id from access.unit u join access.institution i on i.id = u.institution_id where i.code = 'POLICE' and u.code = $1",
          [code],
        );
        const unitId = unit?.id ?? 0;
        const personId = await putPerson(tx, { username: `unit.${code.toLowerCase()}`, nameLatin: "K", nameCyrillic: "К", titleEn: "", titleRu: "", institutionId: unit?.institution_id ?? 0, unitId, language: "en" }); // prettier-ignore
        await assignRole(tx, { personId, role: "register-keeper", scope: "unit", unitId });
      }
    });
    const [one, other] = [await world.person("unit.town"), await world.person("unit.register")];
    const body = { code: "quiet", kind: "lost-stolen", en: "Quiet", ru: "Тихий" };
    const without = await one.try(createRegister, { body: { ...body, code: "quiet-before" } });
    await other.do(createRegister, { body });
    const withIt = await one.try(createRegister, { body });
    expect([withIt.status, Object.keys(withIt.body)]).toEqual([without.status, Object.keys(without.body)]);
    // One's own code is there once.
    expect((await one.try(createRegister, { body })).status).toBe(422);
    expect((await other.try(createRegister, { body })).status).toBe(422);
  });
});
