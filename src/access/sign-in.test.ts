import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorld, type World } from "../../test/world.ts";
import { setClock } from "../platform/clock.ts";
import { readMe, signOut } from "./session.contract.ts";
import { closePerson } from "./people.contract.ts";
import { newRecoveryCodes, recoveryCodeHash } from "./recovery-codes.ts";
import { signIn, signInSecond } from "./sign-in.contract.ts";
import { putRecoveryCodes } from "./sign-in.store.ts";
import { Browser, codeOf, givePassword, giveTotp, goodPassword, quietConfig, signedIn } from "./sign-in.test-parts.ts";
import { totpAt } from "./totp.ts";

let world: World;
const clock = setClock("2026-11-22T10:00:00Z");
beforeAll(async () => {
  world = await openWorld({
    clock,
    config: quietConfig({ TAMGA_SECOND_FACTOR: "optional", TAMGA_LOCKOUT_ATTEMPTS: "3" }),
  });
});
afterAll(() => world.close());

const attempt = async (username: string, password: string) =>
  new Browser(world.address).try(signIn, { body: { username, password } });
const entries = async (outcome: string) =>
  (
    await world.admin.query<{
      actor: string | null;
      record: string | null;
      kind: string;
      content: Record<string, unknown>;
    }>(
      "select e.actor, e.record, e.kind, p.content from journal.entry e join journal.payload p on p.entry_id = e.id where e.verb = 'sign-in' and e.outcome = $1 order by e.seq",
      [outcome],
    )
  ).rows;

describe("password", () => {
  it("opens a session with a strict cookie, and leaves an entry", async () => {
    const id = await givePassword(world, "border.officer");
    const reply = await attempt("Border.Officer", goodPassword);
    expect(reply.body).toEqual({ step: "done", setUpSecondFactor: false, language: "en", recoveryCodesLeft: null });
    const cookie = reply.headers.getSetCookie()[0] ?? "";
    expect(cookie).toMatch(/^tamga_session=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    expect((await entries("done")).at(-1)).toMatchObject({
      actor: id,
      kind: "session",
      content: { method: "password", strength: "password" },
    });
    const browser = await signedIn(world, "border.officer");
    expect((await browser.do(readMe)).person.username).toBe("border.officer");
  });

  it("says Secure where the public address is https", async () => {
    const secure = await openWorld({
      config: quietConfig({ TAMGA_SECOND_FACTOR: "optional", TAMGA_PUBLIC_URL: "https://tamga.example" }),
    });
    try {
      await givePassword(secure, "border.officer");
      const reply = await new Browser(secure.address).try(signIn, {
        body: { username: "border.officer", password: goodPassword },
      });
      expect(reply.headers.getSetCookie()[0]).toMatch(/; Secure$/);
    } finally {
      await secure.close();
    }
  });

  it("answers unknown name, wrong password, no password and closed account in the same words and about the same time", async () => {
    await givePassword(world, "customs.officer");
    await givePassword(world, "customs.analyst");
    await world.admin.query("update access.person set active = false where username = 'customs.analyst'");
    const cases: [string, string][] = [
      ["nobody.here", goodPassword],
      ["customs.officer", "some wrong password"],
      ["police.custodian", goodPassword],
      ["customs.analyst", goodPassword],
    ];
    const texts = new Set<string>();
    const times: number[] = [];
    for (const [username, password] of cases) {
      const begun = performance.now();
      const reply = await attempt(username, password);
      times.push(performance.now() - begun);
      expect(reply.status).toBe(401);
      expect(reply.headers.getSetCookie()).toEqual([]);
      texts.add(reply.text.replace(/"request":"[^"]+"/, ""));
    }
    expect(texts.size).toBe(1);
    expect(Math.min(...times)).toBeGreaterThan(Math.max(...times) / 6);
    const refused = await entries("refused");
    expect(refused.slice(-4).map((entry) => entry.content["username"])).toEqual(cases.map(([name]) => name));
    // The name is in the erasable part alone.
    expect(refused.every((entry) => entry.actor === null && entry.record === null)).toBe(true);
  });

  it("locks a name after the allowed failures, in the same words, and opens again after the time", async () => {
    await givePassword(world, "court.registrar");
    const wrong = await attempt("court.registrar", "wrong one, entirely");
    for (let count = 0; count < 2; count += 1) await attempt("court.registrar", "wrong one, entirely");
    const locked = await attempt("court.registrar", goodPassword);
    expect(locked.status).toBe(401);
    expect(locked.text.replace(/"request":"[^"]+"/, "")).toBe(wrong.text.replace(/"request":"[^"]+"/, ""));
    const { rows } = await world.admin.query<{ code: string }>(
      "select n.code from access.notice n join access.person p on p.id = n.person_id where p.username = 'court.registrar'",
    );
    expect(rows.map((row) => row.code)).toEqual(["sign-in-locked"]);
    await world.admin.query(
      "update access.sign_in_failure set at = at - interval '11 minutes' where username = 'court.registrar'",
    );
    expect((await attempt("court.registrar", goodPassword)).status).toBe(200);
  });

  it("counts guesses made at once one by one", async () => {
    await givePassword(world, "police.analyst");
    await Promise.all(Array.from({ length: 12 }, () => attempt("police.analyst", "another wrong guess")));
    const { rows } = await world.admin.query<{ count: string }>(
      "select count(*) from access.sign_in_failure where username = 'police.analyst'",
    );
    expect(Number(rows[0]?.count)).toBe(3);
  });

  it("locks an address that tries many names", async () => {
    await givePassword(world, "police.keeper");
    await world.admin.query(
      "insert into access.sign_in_failure (id, username, address) select gen_random_uuid(), 'guess' || n, a from generate_series(1, 30) n, unnest(array['127.0.0.1','::1','::ffff:127.0.0.1']) a",
    );
    expect((await attempt("police.keeper", goodPassword)).status).toBe(401);
    await world.admin.query("delete from access.sign_in_failure where username like 'guess%'");
    expect((await attempt("police.keeper", goodPassword)).status).toBe(200);
  });

  it("makes a weaker hash again at sign-in", async () => {
    const id = await givePassword(world, "police.examiner");
    const { hashPassword } = await import("./password.ts");
    const weak = await hashPassword(goodPassword, { memory: 8192, passes: 1, parallelism: 1 });
    await world.admin.query("update access.credential set secret = $2 where person_id = $1 and kind = 'password'", [
      id,
      JSON.stringify(weak),
    ]);
    expect((await attempt("police.examiner", goodPassword)).status).toBe(200);
    const { rows } = await world.admin.query<{ memory: string }>(
      "select secret->>'memory' as memory from access.credential where person_id = $1 and kind = 'password'",
      [id],
    );
    expect(Number(rows[0]?.memory)).toBe(19_456);
    expect((await attempt("police.examiner", goodPassword)).status).toBe(200);
  });

  it("refuses a forged request", async () => {
    const response = await fetch(`${world.address}/api/v1/sign-in`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username: "border.officer", password: goodPassword }),
    });
    expect(response.status).toBe(403);
  });
});

describe("second factor", () => {
  it("asks for the code, takes it once, and counts wrong ones as failures", async () => {
    const id = await givePassword(world, "border.chief");
    const key = await giveTotp(world, id);
    const browser = new Browser(world.address);
    const first = await browser.do(signIn, { body: { username: "border.chief", password: goodPassword } });
    if (first.step !== "second-factor") throw new Error("no second factor asked");
    expect(first.methods).toEqual(["totp"]);
    expect(browser.cookies.size).toBe(0);
    const wrong = await browser.try(signInSecond, { body: { ticket: first.ticket, totp: "000000" } });
    expect([wrong.status, codeOf(wrong)]).toEqual([401, "second-factor-wrong"]);
    const code = totpAt(key, clock.now());
    const done = await browser.do(signInSecond, { body: { ticket: first.ticket, totp: code } });
    expect(done.step).toBe("done");
    expect((await browser.do(readMe)).session?.strength).toBe("second-factor");
    // The ticket is spent.
    const again = await browser.try(signInSecond, { body: { ticket: first.ticket, totp: code } });
    expect(codeOf(again)).toBe("sign-in-outdated");
    // And so is the code, also with a new ticket.
    const second = await new Browser(world.address).do(signIn, {
      body: { username: "border.chief", password: goodPassword },
    });
    if (second.step !== "second-factor") throw new Error("no second factor asked");
    expect(codeOf(await browser.try(signInSecond, { body: { ticket: second.ticket, totp: code } }))).toBe(
      "second-factor-wrong",
    );
    clock.advance({ seconds: 30 });
    expect(
      (await browser.try(signInSecond, { body: { ticket: second.ticket, totp: totpAt(key, clock.now()) } })).status,
    ).toBe(200);
  });

  it("takes a code once also when it is sent twice at the same moment", async () => {
    const id = await givePassword(world, "prosecutor.city");
    const key = await giveTotp(world, id);
    const tickets = await Promise.all(
      [1, 2].map(async () => {
        const answer = await new Browser(world.address).do(signIn, {
          body: { username: "prosecutor.city", password: goodPassword },
        });
        return answer.step === "second-factor" ? answer.ticket : "";
      }),
    );
    const totp = totpAt(key, clock.now());
    const replies = await Promise.all(
      tickets.map((ticket) => new Browser(world.address).try(signInSecond, { body: { ticket, totp } })),
    );
    expect(replies.map((reply) => reply.status).toSorted((a, b) => a - b)).toEqual([200, 401]);
  });

  it("takes a recovery code once and says how many are left", async () => {
    const id = await givePassword(world, "border.analyst");
    await giveTotp(world, id);
    const codes = newRecoveryCodes();
    await world.node.database.asSystem("tamga_keeper", (tx) =>
      putRecoveryCodes(
        tx,
        id,
        codes.map((code) => recoveryCodeHash(id, code)),
      ),
    );
    const enter = async (recoveryCode: string) => {
      const browser = new Browser(world.address);
      const answer = await browser.do(signIn, { body: { username: "border.analyst", password: goodPassword } });
      if (answer.step !== "second-factor") throw new Error("no second factor asked");
      expect(answer.methods).toContain("recovery-code");
      return browser.try(signInSecond, { body: { ticket: answer.ticket, recoveryCode } });
    };
    const used = codes[3] ?? "";
    // As people type it: small letters, blanks.
    const good = await enter(used.toLowerCase().replaceAll("-", " "));
    expect(good.body).toMatchObject({ step: "done", recoveryCodesLeft: 9 });
    expect(codeOf(await enter(used))).toBe("second-factor-wrong");
  });

  it("locks after wrong codes too, whatever the ticket", async () => {
    const id = await givePassword(world, "focal.operator");
    const key = await giveTotp(world, id);
    const ticket = async () => {
      const answer = await new Browser(world.address).do(signIn, {
        body: { username: "focal.operator", password: goodPassword },
      });
      return answer.step === "second-factor" ? answer.ticket : "";
    };
    const spare = await ticket();
    for (let count = 0; count < 3; count += 1)
      await new Browser(world.address).try(signInSecond, { body: { ticket: await ticket(), totp: "123123" } });
    const reply = await new Browser(world.address).try(signInSecond, {
      body: { ticket: spare, totp: totpAt(key, clock.now()) },
    });
    expect(codeOf(reply)).toBe("second-factor-wrong");
    expect((await attempt("focal.operator", goodPassword)).status).toBe(401);
  });
});

describe("the end of a session", () => {
  it("holds at once when one signs out, when the account is closed, and when time is up", async () => {
    await givePassword(world, "customs.officer");
    const browser = await signedIn(world, "customs.officer");
    const kept = new Map(browser.cookies);
    await browser.do(signOut);
    expect(browser.cookies.size).toBe(0);
    browser.cookies.set("tamga_session", kept.get("tamga_session") ?? "");
    expect((await browser.try(readMe)).status).toBe(401);

    const other = await signedIn(world, "customs.officer");
    const administrator = await world.person("focal.administrator");
    const me = await other.do(readMe);
    await administrator.do(closePerson, { params: { id: me.person.id }, body: { reason: "left the service" } });
    expect((await other.try(readMe)).status).toBe(401);
    expect((await attempt("customs.officer", goodPassword)).status).toBe(401);

    const idle = await signedIn(world, "border.officer");
    await world.admin.query(
      "update access.session set last_seen_at = now() - interval '31 minutes' where ended_at is null",
    );
    expect((await idle.try(readMe)).status).toBe(401);
  });

  it("does not outlive the absolute limit", async () => {
    const browser = await signedIn(world, "border.officer");
    const { rows } = await world.admin.query<{ hours: string; idle: number }>(
      "select extract(epoch from expires_at - created_at) / 3600 as hours, idle_seconds as idle from access.session order by id desc limit 1",
    );
    expect([Math.round(Number(rows[0]?.hours)), rows[0]?.idle]).toEqual([12, 1800]);
    await world.admin.query("update access.session set expires_at = now() where ended_at is null");
    expect((await browser.try(readMe)).status).toBe(401);
  });
});
