import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorld, type World } from "../../test/world.ts";
import { ensureSetupToken } from "./first-setup.ts";
import { setUp, setupState } from "./first-setup.contract.ts";
import { createPerson, listPeople } from "./people.contract.ts";
import { readMe } from "./session.contract.ts";
import { signIn, signInWays } from "./sign-in.contract.ts";
import { Browser, codeOf, fieldsOf, goodPassword, quietConfig } from "./sign-in.test-parts.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld({ config: quietConfig({ TAMGA_SECOND_FACTOR: "optional" }) });
});
afterAll(() => world.close());

const body = (token: string, extra: Record<string, unknown> = {}): Record<string, unknown> => ({
  token,
  institution: {
    code: "NEW_FOCAL",
    nameEn: "National Firearms Focal Point",
    nameRu: "Национальный координационный центр",
  },
  node: { en: "Node of the test", ru: "Тестовый узел" },
  person: { username: "first.admin", nameLatin: "First Admin", nameCyrillic: "Первый", language: "ru" },
  password: goodPassword,
  ...extra,
});

describe("first set-up", () => {
  it("is closed while somebody administers the node", async () => {
    expect(await ensureSetupToken(world.node.database)).toBeNull();
    const browser = new Browser(world.address);
    expect(await browser.do(setupState)).toMatchObject({ needed: false, institutions: [] });
    expect(codeOf(await browser.try(setUp, { body: body("x".repeat(43)) }))).toBe("setup-closed");
  });

  it("makes one first administrator with the printed token, once, and no content comes with it", async () => {
    await world.admin.query("update access.role_assignment set valid_until = now() where role = 'administrator'");
    // As `tamga start` settles it.
    await world.admin.query("update platform.setting set value = 'false' where key = 'node.demo'");
    const browser = new Browser(world.address);
    expect((await browser.do(signInWays)).setUp).toBe(true);
    const token = (await ensureSetupToken(world.node.database)) ?? "";
    const another = (await ensureSetupToken(world.node.database)) ?? "";
    const kept = await world.admin.query<{ text: string }>(
      "select value::text as text from platform.setting where key = 'secret.setup'",
    );
    expect(kept.rows[0]?.text).not.toContain(token);
    expect((await browser.do(setupState)).institutions.length).toBeGreaterThan(3);
    expect(codeOf(await browser.try(setUp, { body: body("y".repeat(43)) }))).toBe("setup-closed");
    expect(fieldsOf(await browser.try(setUp, { body: body(token, { password: "Password123456" }) }))).toEqual([
      "/password password-common",
    ]);
    const taken = await browser.try(setUp, {
      body: body(token, {
        person: { username: "border.officer", nameLatin: "First", nameCyrillic: "Первый", language: "ru" },
      }),
    });
    expect(codeOf(taken)).toBe("username-taken");
    expect((await world.admin.query("select 1 from access.institution where code = 'NEW_FOCAL'")).rowCount).toBe(0);

    // Two at once, with two good tokens: one is first.
    const second = new Browser(world.address);
    const replies = await Promise.all([
      browser.try(setUp, { body: body(token) }),
      second.try(setUp, {
        body: body(another, {
          person: { username: "other.admin", nameLatin: "Other", nameCyrillic: "Другой", language: "ru" },
        }),
      }),
    ]);
    expect(replies.map((reply) => reply.status).toSorted((a, b) => a - b)).toEqual([200, 404]);
    const winner = replies[0]?.status === 200 ? browser : second;
    const me = await winner.do(readMe);
    expect(me).toMatchObject({
      institution: { code: "NEW_FOCAL", kind: "focal-point" },
      unit: { code: "HQ" },
      roles: [{ code: "administrator" }],
      node: { name: { en: "Node of the test" }, demo: false },
    });
    expect((await winner.do(listPeople, { query: { limit: 200 } })).items.length).toBeGreaterThan(10);
    expect(
      (
        await winner.try(createPerson, {
          body: { username: "next.one", nameLatin: "Next One", nameCyrillic: "Следующий", unit: me.unit.id },
        })
      ).status,
    ).toBe(200);
    expect(await ensureSetupToken(world.node.database)).toBeNull();
    expect(codeOf(await browser.try(setUp, { body: body(another) }))).toBe("setup-closed");
    expect(
      (await new Browser(world.address).try(signIn, { body: { username: me.person.username, password: goodPassword } }))
        .status,
    ).toBe(200);
    const { rows } = await world.admin.query<{ content: Record<string, unknown> }>(
      "select p.content from journal.entry e join journal.payload p on p.entry_id = e.id where e.verb = 'administer' and p.content->>'firstSetUp' = 'true'",
    );
    expect(rows).toHaveLength(1);
  });
});
