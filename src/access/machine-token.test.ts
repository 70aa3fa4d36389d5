import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorld, onePistol, type Person, type World } from "../../test/world.ts";
import { listRecoveries, recordRecovery } from "../recoveries/recovery.contract.ts";
import { createToken, listTokens, revokeToken } from "./machine-token.contract.ts";
import { assignToRole, createPerson, endRole, listPeople, readPerson } from "./people.contract.ts";
import { readMe } from "./session.contract.ts";
import { changePassword, startTotp } from "./sign-in-factors.contract.ts";
import { Browser, codeOf, fieldsOf, quietConfig } from "./sign-in.test-parts.ts";

let world: World;
let officer: Person;
const soon = (): string => new Date(Date.now() + 30 * 86_400_000).toISOString();
const body = (extra: Record<string, unknown> = {}): Record<string, unknown> => ({
  label: "Scanner at the post",
  permissions: ["recoveries.read"],
  purpose: "border-check",
  until: soon(),
  ...extra,
});
beforeAll(async () => {
  world = await openWorld({ config: quietConfig() });
  officer = await world.person("border.officer");
});
afterAll(() => world.close());

function machine(token: string): Browser {
  const browser = new Browser(world.address);
  browser.bearer = token;
  return browser;
}

describe("a machine token", () => {
  it("is shown once, kept as a hash, states its purpose, and does what its permissions say and no more", async () => {
    const { token, view } = await officer.do(createToken, { body: body() });
    expect(token).toMatch(/^tmg_[\w-]{43}$/);
    expect(view).toMatchObject({
      state: "active",
      used: null,
      permissions: ["recoveries.read"],
      owner: { username: "border.officer" },
    });
    expect(JSON.stringify((await officer.do(listTokens)).items)).not.toContain(token);
    const scanner = machine(token);
    expect((await scanner.try(listRecoveries)).status).toBe(200);
    const entry = await world.admin.query<{ purpose: string }>(
      "select purpose from journal.entry where actor = $1 order by seq desc limit 1",
      [officer.id],
    );
    expect(entry.rows[0]?.purpose).toBe("border-check");
    // Its owner may record; it may not.
    expect(
      codeOf(await scanner.try(recordRecovery, { body: onePistol("77") }, { "idempotency-key": "machine-0001" })),
    ).toBe("forbidden");
    const me = await scanner.do(readMe);
    expect([me.permissions, me.session]).toEqual([["recoveries.read"], null]);
    expect((await officer.do(listTokens)).items[0]?.used).not.toBeNull();
  });

  it("is never wider than its owner or its maker", async () => {
    const wide = await officer.try(createToken, {
      body: body({ permissions: ["recoveries.read", "access.share"], purpose: "prosecution" }),
    });
    expect(fieldsOf(wide)).toEqual(["/permissions/1 permission-not-held", "/purpose code-unknown"]);
    // An administrator sees no content, and so makes no token that does.
    const admin = await world.person("focal.administrator");
    expect(fieldsOf(await admin.try(createToken, { body: body({ owner: officer.id }) }))).toEqual([
      "/permissions/0 permission-not-held",
    ]);
    expect(codeOf(await officer.try(createToken, { body: body({ owner: admin.id }) }))).toBe("forbidden");
  });

  it("shrinks with its owner's roles, at once", async () => {
    const admin = await world.person("focal.administrator");
    const { rows } = await world.admin.query<{ id: string }>(
      "select id from access.person where username = 'police.investigator'",
    );
    const owner = await world.person("police.investigator");
    const { token } = await owner.do(createToken, {
      body: body({ permissions: ["recoveries.read", "hits.read"], purpose: "investigation" }),
    });
    const program = machine(token);
    expect((await program.do(readMe)).permissions).toEqual(["hits.read", "recoveries.read"]);
    const id = rows[0]?.id ?? "";
    const held = (await admin.do(readPerson, { params: { id } })).roles[0]?.id;
    await admin.do(assignToRole, { params: { id }, body: { role: "registrar", scope: "unit" } });
    await admin.do(endRole, { params: { id, assignment: held } });
    expect((await program.do(readMe)).permissions).toEqual(["recoveries.read"]);
  });

  it("lives a year at the longest, ends at its time, and at once when revoked", async () => {
    expect(
      fieldsOf(
        await officer.try(createToken, {
          body: body({ until: new Date(Date.now() + 400 * 86_400_000).toISOString() }),
        }),
      ),
    ).toEqual(["/until too-far"]);
    expect(fieldsOf(await officer.try(createToken, { body: body({ until: "2020-01-01T00:00:00Z" }) }))).toEqual([
      "/until date-past",
    ]);
    const first = await officer.do(createToken, { body: body() });
    await world.admin.query("update access.machine_token set expires_at = now() where id = $1", [first.view.id]);
    expect((await machine(first.token).try(readMe)).status).toBe(401);
    const second = await officer.do(createToken, { body: body() });
    const stranger = await world.person("border.chief");
    expect((await stranger.try(revokeToken, { params: { id: second.view.id } })).status).toBe(404);
    await officer.do(revokeToken, { params: { id: second.view.id } });
    expect((await machine(second.token).try(readMe)).status).toBe(401);
    expect((await officer.do(listTokens)).items.map((one) => one.state)).toEqual(["revoked", "expired", "active"]);
    expect(codeOf(await officer.try(listTokens, { query: { whose: "all" } }))).toBe("forbidden");
    const admin = await world.person("focal.administrator");
    const third = await officer.do(createToken, { body: body() });
    expect((await admin.do(listTokens, { query: { whose: "all" } })).items.map((one) => one.id)).toContain(
      third.view.id,
    );
    await admin.do(revokeToken, { params: { id: third.view.id } });
    expect((await machine(third.token).try(readMe)).status).toBe(401);
  });

  it("manages no account and makes no further token", async () => {
    const admin = await world.person("focal.administrator");
    const { token } = await admin.do(createToken, {
      body: body({ permissions: ["people.administer"], purpose: "administration" }),
    });
    const program = machine(token);
    expect((await program.try(listPeople)).status).toBe(200);
    const unit = (await admin.do(listPeople)).items[0]?.unit.id;
    const calls = [
      await program.try(createToken, { body: body({ permissions: ["people.administer"], purpose: "administration" }) }),
      await program.try(startTotp),
      await program.try(changePassword, { body: { current: "x", password: "y" } }),
      await program.try(createPerson, {
        body: { username: "ghost", nameLatin: "Ghost", nameCyrillic: "Призрак", unit },
      }),
      await program.try(assignToRole, { params: { id: officer.id }, body: { role: "analyst", scope: "unit" } }),
    ];
    expect(calls.map(codeOf)).toEqual(calls.map(() => "token-not-enough"));
  });
});
