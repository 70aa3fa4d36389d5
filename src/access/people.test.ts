import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { caller, openWorld, type Person, type World } from "../../test/world.ts";
import { recordRecovery } from "../recoveries/recovery.contract.ts";
import { onePistol } from "../../test/world.ts";
import { assignRole, putPerson } from "./people.store.ts";
import { listNotices, seeNotices } from "./notice.contract.ts";
import {
  assignToRole,
  changePerson,
  closePerson,
  createPerson,
  endPersonSessions,
  endRole,
  listPeople,
  listRoles,
  newSetupLink,
  readPerson,
  reopenPerson,
  resetSecondFactor,
  unlockPerson,
} from "./people.contract.ts";
import { listPurposes } from "./purposes.contract.ts";
import { readMe } from "./session.contract.ts";
import { signIn, welcome, welcomeState } from "./sign-in.contract.ts";
import { Browser, codeOf, fieldsOf, givePassword, giveTotp, goodPassword, quietConfig } from "./sign-in.test-parts.ts";

let world: World;
let admin: Person;
let borderAdmin: Person;
const unitOf = async (institution: string, code: string): Promise<number> =>
  (
    await world.admin.query<{ id: number }>(
      "select u.id from access.unit u join access.institution i on i.id = u.institution_id where i.code = $1 and u.code = $2",
      [institution, code],
    )
  ).rows[0]?.id ?? 0;
const idOf = async (username: string): Promise<string> =>
  (await world.admin.query<{ id: string }>("select id from access.person where username = $1", [username])).rows[0]
    ?.id ?? "";

beforeAll(async () => {
  world = await openWorld({ config: quietConfig({ TAMGA_SECOND_FACTOR: "optional", TAMGA_LOCKOUT_ATTEMPTS: "3" }) });
  const { rows } = await world.admin.query<{ id: number }>("select id from access.institution where code = 'BORDER'");
  const unitId = await unitOf("BORDER", "HQ");
  await world.node.database.asSystem("tamga_keeper", async (tx) => {
    const personId = await putPerson(tx, {
      username: "border.administrator",
      nameLatin: "Border Administrator",
      nameCyrillic: "Администратор",
      titleEn: "",
      titleRu: "",
      institutionId: rows[0]?.id ?? 0,
      unitId,
      language: "en",
    });
    await assignRole(tx, { personId, role: "administrator", scope: "institution", unitId });
  });
  admin = await world.person("focal.administrator");
  borderAdmin = await world.person("border.administrator");
});
afterAll(() => world.close());

describe("accounts", () => {
  it("are listed within one's institution, from the focal point everywhere, and found in both scripts", async () => {
    const mine = await borderAdmin.do(listPeople, { query: { limit: 200 } });
    expect(new Set(mine.items.map((one) => one.institution))).toEqual(new Set(["BORDER"]));
    expect(
      new Set((await admin.do(listPeople, { query: { limit: 200 } })).items.map((one) => one.institution)).size,
    ).toBe(6);
    expect((await borderAdmin.do(listPeople, { query: { institution: "POLICE" } })).items).toEqual([]);
    expect((await borderAdmin.do(listPeople, { query: { q: "АДМИНИС" } })).items.map((one) => one.username)).toEqual([
      "border.administrator",
    ]);
    expect((await admin.do(listPeople, { query: { q: "%" } })).items).toEqual([]);
    const first = await admin.do(listPeople, { query: { limit: 5 } });
    const second = await admin.do(listPeople, { query: { limit: 5, after: first.next ?? "" } });
    expect(second.items[0]?.username.localeCompare(first.items[4]?.username ?? "")).toBe(1);
    expect((await admin.do(listPeople, { query: { role: "examiner" } })).items.map((one) => one.username)).toEqual([
      "police.examiner",
    ]);
    const police = await idOf("police.keeper");
    expect((await borderAdmin.try(readPerson, { params: { id: police } })).status).toBe(404);
    expect((await (await world.person("border.chief")).try(listPeople)).status).toBe(403);
  });

  it("are made with a link that is good once and for 72 hours, and with no password", async () => {
    const unit = await unitOf("BORDER", "POST1");
    const body = {
      username: "New.Officer",
      nameLatin: "New Officer",
      nameCyrillic: "Новый Сотрудник",
      unit,
      language: "ru",
    };
    const { person, setup } = await borderAdmin.do(createPerson, { body });
    expect(person).toMatchObject({
      username: "new.officer",
      institution: "BORDER",
      active: true,
      roles: [],
      ways: { password: false, setupLinkUntil: expect.any(String) },
    });
    expect(setup.link).toBe(`${world.config.publicUrl}/welcome#${setup.token}`);
    const stored = await world.admin.query<{ text: string }>(
      "select secret::text as text from access.credential where kind = 'setup'",
    );
    expect(stored.rows.some((row) => row.text.includes(setup.token))).toBe(false);
    expect(codeOf(await borderAdmin.try(createPerson, { body }))).toBe("username-taken");
    expect(
      fieldsOf(
        await borderAdmin.try(createPerson, { body: { ...body, username: "x.y", unit: await unitOf("POLICE", "HQ") } }),
      ),
    ).toEqual(["/unit code-unknown"]);

    const browser = new Browser(world.address);
    expect(await browser.do(welcomeState, { body: { token: setup.token } })).toMatchObject({
      username: "new.officer",
      language: "ru",
    });
    const weak = await browser.try(welcome, { body: { token: setup.token, password: "my new.officer word" } });
    expect(fieldsOf(weak)).toEqual(["/password password-username"]);
    const both = await Promise.all(
      [1, 2].map(() =>
        new Browser(world.address).try(welcome, { body: { token: setup.token, password: goodPassword } }),
      ),
    );
    expect(both.map((reply) => reply.status).toSorted((a, b) => a - b)).toEqual([200, 404]);
    expect(codeOf(await browser.try(welcome, { body: { token: setup.token, password: goodPassword } }))).toBe(
      "setup-link-used",
    );
    expect(codeOf(await browser.try(welcomeState, { body: { token: setup.token } }))).toBe("setup-link-used");
    await browser.do(signIn, { body: { username: "new.officer", password: goodPassword } });

    // A newer link ends the older; an old one ends by itself.
    const one = await borderAdmin.do(newSetupLink, {
      params: { id: person.id },
      body: { reason: "forgot the password" },
    });
    const two = await borderAdmin.do(newSetupLink, { params: { id: person.id }, body: { reason: "again" } });
    expect((await browser.try(welcomeState, { body: { token: one.token } })).status).toBe(404);
    await world.admin.query("update access.credential set expires_at = now() where kind = 'setup' and person_id = $1", [
      person.id,
    ]);
    expect((await browser.try(welcomeState, { body: { token: two.token } })).status).toBe(404);
  });

  it("are changed, closed at once with tokens and sessions, and opened again", async () => {
    const id = await idOf("border.officer2");
    const officer = await world.person("border.officer2");
    await borderAdmin.do(changePerson, {
      params: { id },
      body: {
        nameLatin: "Second Officer",
        nameCyrillic: "Второй",
        titleEn: "Inspector",
        titleRu: "Инспектор",
        unit: await unitOf("BORDER", "POST2"),
        email: "o2@border.example",
      },
    });
    expect((await officer.do(readMe)).person.latin).toBe("Second Officer");
    const closed = await borderAdmin.do(closePerson, { params: { id }, body: { reason: "left the service" } });
    expect([closed.active, closed.sessions]).toEqual([false, 0]);
    expect((await officer.try(readMe)).status).toBe(401);
    expect(codeOf(await borderAdmin.try(newSetupLink, { params: { id }, body: { reason: "why not" } }))).toBe(
      "state-forbids",
    );
    expect((await borderAdmin.do(reopenPerson, { params: { id }, body: { reason: "came back" } })).active).toBe(true);
    // The old session does not come back with the account.
    expect((await officer.try(readMe)).status).toBe(401);
    expect(
      codeOf(await borderAdmin.try(closePerson, { params: { id: borderAdmin.id }, body: { reason: "tired of it" } })),
    ).toBe("not-yourself");
    const police = await idOf("police.keeper");
    expect((await borderAdmin.try(closePerson, { params: { id: police }, body: { reason: "not mine" } })).status).toBe(
      404,
    );
  });

  it("lose second factors and sessions by a reset, and hear of it", async () => {
    const id = await givePassword(world, "border.analyst");
    await giveTotp(world, id);
    const analyst = await world.person("border.analyst");
    await analyst.do(readMe);
    const view = await borderAdmin.do(resetSecondFactor, { params: { id }, body: { reason: "lost telephone" } });
    expect(view.ways).toMatchObject({ password: true, totp: 0, passkeys: 0, recoveryCodes: 0 });
    expect((await analyst.try(readMe)).status).toBe(401);
    const browser = new Browser(world.address);
    expect((await browser.do(signIn, { body: { username: "border.analyst", password: goodPassword } })).step).toBe(
      "done",
    );
    const told = await browser.do(listNotices, { query: { unseen: "true" } });
    expect(told.items.map((notice) => notice.code)).toContain("second-factor-reset");
    expect((await browser.do(seeNotices, { body: {} })).seen).toBe(told.items.length);
    expect((await browser.do(listNotices, { query: { unseen: "true" } })).items).toEqual([]);
    expect(await borderAdmin.do(endPersonSessions, { params: { id }, body: { reason: "stolen laptop" } })).toEqual({
      ended: 1,
    });
    expect((await browser.try(readMe)).status).toBe(401);
    expect(
      codeOf(await borderAdmin.try(resetSecondFactor, { params: { id: borderAdmin.id }, body: { reason: "my own" } })),
    ).toBe("not-yourself");
  });

  it("are unlocked by an administrator", async () => {
    const id = await givePassword(world, "border.own");
    const browser = new Browser(world.address);
    const enter = async (password: string) =>
      (await browser.try(signIn, { body: { username: "border.own", password } })).status;
    for (let count = 0; count < 3; count += 1) await enter("wrong and wrong again");
    expect(await enter(goodPassword)).toBe(401);
    expect((await borderAdmin.do(readPerson, { params: { id } })).ways.locked).toBe(true);
    expect((await borderAdmin.do(unlockPerson, { params: { id } })).ways.locked).toBe(false);
    expect(await enter(goodPassword)).toBe(200);
  });

  it("show administrators no content, and leave an entry for each act", async () => {
    const { rows } = await world.admin.query<{ verb: string; actor: string }>(
      "select verb, actor from journal.entry where verb = 'administer' and kind = 'person'",
    );
    expect(rows).toHaveLength(9);
    expect(rows.every((row) => row.actor === borderAdmin.id || row.actor === admin.id)).toBe(true);
    expect((await admin.try(recordRecovery, { body: onePistol("1") })).status).toBe(403);
  });
});

describe("roles", () => {
  const grant = async (by: Person, username: string, body: Record<string, unknown>) =>
    by.try(assignToRole, { params: { id: await idOf(username) }, body });

  it("are given with scope, unit and end, hold at once and end at once", async () => {
    const id = await idOf("border.officer");
    const officer = await world.person("border.officer");
    expect((await officer.do(readMe)).permissions).not.toContain("firearms.identify");
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const given = await grant(borderAdmin, "border.officer", {
      role: "examiner",
      scope: "institution",
      unit: await unitOf("BORDER", "NORTH"),
      until,
    });
    const assignment = given.body.roles.find((role) => role.code === "examiner");
    expect(assignment).toMatchObject({ scope: "institution", content: true, current: true });
    expect((await officer.do(readMe)).permissions).toContain("firearms.identify");
    const told = (await officer.do(listNotices, {}, { language: "ru" })).items[0];
    expect(told).toMatchObject({
      code: "role-given",
      payload: { role: "Эксперт по оружию", by: "border.administrator" },
      seen: false,
    });
    await borderAdmin.do(endRole, { params: { id, assignment: assignment?.id } });
    expect((await officer.do(readMe)).permissions).not.toContain("firearms.identify");
    expect((await borderAdmin.try(endRole, { params: { id, assignment: assignment?.id } })).status).toBe(404);
    expect(
      fieldsOf(
        await grant(borderAdmin, "border.officer", { role: "examiner", scope: "unit", until: "2020-01-01T00:00:00Z" }),
      ),
    ).toEqual(["/until date-past"]);
    expect(fieldsOf(await grant(borderAdmin, "border.officer", { role: "emperor", scope: "unit" }))).toEqual([
      "/role code-unknown",
    ]);
    expect(
      fieldsOf(
        await grant(borderAdmin, "border.officer", {
          role: "examiner",
          scope: "unit",
          unit: await unitOf("POLICE", "HQ"),
        }),
      ),
    ).toEqual(["/unit code-unknown"]);
  });

  it("are given to nobody by themself, to nobody beyond reach, and nationally by the focal point alone", async () => {
    expect(codeOf(await grant(borderAdmin, "border.administrator", { role: "analyst", scope: "institution" }))).toBe(
      "four-eyes",
    );
    expect(codeOf(await grant(borderAdmin, "border.administrator", { role: "auditor", scope: "institution" }))).toBe(
      "four-eyes",
    );
    expect((await grant(borderAdmin, "police.keeper", { role: "analyst", scope: "institution" })).status).toBe(404);
    expect(codeOf(await grant(borderAdmin, "border.officer", { role: "analyst", scope: "national" }))).toBe(
      "scope-too-wide",
    );
    expect(
      codeOf(await grant(await world.person("border.chief"), "border.officer", { role: "analyst", scope: "unit" })),
    ).toBe("forbidden");
  });

  it("that administer or audit do not meet content, nor each other, in one person", async () => {
    expect(codeOf(await grant(admin, "border.administrator", { role: "analyst", scope: "institution" }))).toBe(
      "roles-conflict",
    );
    expect(codeOf(await grant(admin, "border.officer", { role: "administrator", scope: "institution" }))).toBe(
      "roles-conflict",
    );
    expect(codeOf(await grant(admin, "border.administrator", { role: "auditor", scope: "institution" }))).toBe(
      "roles-conflict",
    );
    // Two administrators at once cannot give two halves of a pair.
    const unit = await unitOf("BORDER", "HQ");
    const { person } = await admin.do(createPerson, {
      body: { username: "two.halves", nameLatin: "Two Halves", nameCyrillic: "Две половины", unit },
    });
    const params = { id: person.id };
    const replies = await Promise.all([
      admin.try(assignToRole, { params, body: { role: "analyst", scope: "institution" } }),
      borderAdmin.try(assignToRole, { params, body: { role: "administrator", scope: "institution" } }),
    ]);
    expect(replies.map((reply) => reply.status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect((await admin.do(readPerson, { params: { id: person.id } })).roles).toHaveLength(1);
  });

  it("leave the node an administrator", async () => {
    const session = await world.node.database.asSystem("tamga_keeper", async (tx) => {
      const { openSession } = await import("./people.store.ts");
      return openSession(tx, {
        personId: admin.id,
        strength: "second-factor",
        hours: 1,
        idleMinutes: 60,
        userAgent: null,
        address: null,
      });
    });
    const again = caller(world.address, admin.id, "focal.administrator", `tamga_session=${session.token}`);
    await again.do(closePerson, { params: { id: borderAdmin.id }, body: { reason: "for this test" } });
    const halves = await again.do(listPeople, { query: { role: "administrator", active: "true" } });
    for (const one of halves.items.filter((item) => item.id !== admin.id))
      await again.do(closePerson, { params: { id: one.id }, body: { reason: "for this test" } });
    const own = (await again.do(readPerson, { params: { id: admin.id } })).roles[0]?.id;
    expect(codeOf(await again.try(endRole, { params: { id: admin.id, assignment: own } }))).toBe("last-administrator");
  });

  it("and purposes are listed with their words", async () => {
    const statistician = await world.person("focal.statistician");
    const roles = (await statistician.do(listRoles)).items;
    expect(roles.find((role) => role.code === "auditor")).toMatchObject({
      content: false,
      permissions: ["journal.audit"],
    });
    const purposes = (await statistician.do(listPurposes)).items;
    expect(purposes.filter((purpose) => purpose.offered).map((purpose) => purpose.code)).toEqual([
      "statistics",
      "training-demo",
    ]);
  });
});
