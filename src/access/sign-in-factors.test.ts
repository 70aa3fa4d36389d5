import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorld, type World } from "../../test/world.ts";
import { setClock } from "../platform/clock.ts";
import { routes } from "../rooms.ts";
import { listRecoveries } from "../recoveries/recovery.contract.ts";
import { listSessions, endSession, readMe, setLanguage, signOutEverywhere } from "./session.contract.ts";
import { neverByToken, openWithoutSecondFactor } from "./session-limits.ts";
import { passkeyChallenge, signIn, signInPasskey, signInSecond } from "./sign-in.contract.ts";
import {
  changePassword,
  confirmPasskey,
  confirmTotp,
  newCodes,
  readFactors,
  removeFactor,
  renameFactor,
  startPasskey,
  startTotp,
} from "./sign-in-factors.contract.ts";
import {
  Browser,
  codeOf,
  fieldsOf,
  givePassword,
  giveTotp,
  goodPassword,
  quietConfig,
  signedIn,
  SoftDevice,
} from "./sign-in.test-parts.ts";
import { totpAt } from "./totp.ts";

let world: World;
let origin: string;
const clock = setClock("2026-11-22T10:00:00Z");
beforeAll(async () => {
  const config = quietConfig({ TAMGA_SECOND_FACTOR: "required" });
  origin = config.publicUrl;
  world = await openWorld({ clock, config });
});
afterAll(() => world.close());

describe("where a second factor is required", () => {
  it("lets a session without one set one up and do nothing else", async () => {
    await givePassword(world, "border.officer");
    const browser = new Browser(world.address);
    const answer = await browser.do(signIn, { body: { username: "border.officer", password: goodPassword } });
    expect(answer).toMatchObject({ step: "done", setUpSecondFactor: true });
    expect((await browser.do(readMe)).setUpSecondFactor).toBe(true);
    const refused = await browser.try(listRecoveries, {}, { "tamga-purpose": "investigation" });
    expect([refused.status, codeOf(refused)]).toEqual([403, "second-factor-required"]);
    expect(codeOf(await browser.try(listSessions))).toBe("second-factor-required");
    expect(
      codeOf(
        await browser.try(changePassword, { body: { current: goodPassword, password: "another long sentence here" } }),
      ),
    ).toBe("second-factor-required");

    const { id, secret, uri } = await browser.do(startTotp);
    expect(uri).toContain(`secret=${secret}`);
    const wrong = await browser.try(confirmTotp, { params: { id }, body: { code: "000000" } });
    expect([wrong.status, ...fieldsOf(wrong)]).toEqual([422, "/code code-wrong"]);
    const elsewhere = await signedIn(world, "border.officer");
    const code = totpAt(secret, clock.now());
    const made = await browser.do(confirmTotp, { params: { id }, body: { code, label: "Telephone" } });
    expect(new Set(made.recoveryCodes).size).toBe(10);
    // This session has shown it; the other one knew the password only, and is ended.
    expect((await browser.try(listRecoveries, {}, { "tamga-purpose": "investigation" })).status).toBe(200);
    expect((await elsewhere.try(readMe)).status).toBe(401);
    // The code that confirmed it is used up.
    const second = await new Browser(world.address).do(signIn, {
      body: { username: "border.officer", password: goodPassword },
    });
    if (second.step !== "second-factor") throw new Error("no second factor asked");
    expect(second.methods).toEqual(["totp", "recovery-code"]);
    expect((await browser.try(signInSecond, { body: { ticket: second.ticket, totp: code } })).status).toBe(401);
    const stored = await world.admin.query<{ text: string }>(
      "select string_agg(secret::text, ' ') as text from access.credential where kind = 'recovery'",
    );
    for (const recovery of made.recoveryCodes ?? [])
      expect(stored.rows[0]?.text).not.toContain(recovery.replaceAll("-", ""));
    const factors = await browser.do(readFactors);
    expect(factors).toMatchObject({
      password: true,
      recoveryCodesLeft: 10,
      required: true,
      totp: [{ label: "Telephone" }],
    });
    const last = await browser.try(removeFactor, { params: { id } });
    expect([last.status, codeOf(last)]).toEqual([409, "second-factor-last"]);
    const renewed = await browser.do(newCodes);
    expect(renewed.codes.some((one) => made.recoveryCodes?.includes(one))).toBe(false);
  });

  it("names only calls that exist in its two lists", () => {
    const ids = new Set(routes.map((route) => route.contract.id));
    for (const id of [...openWithoutSecondFactor, ...neverByToken]) expect(ids).toContain(id);
  });

  it("does not let a password-only session touch factors that are there", async () => {
    const id = await givePassword(world, "customs.officer");
    const browser = await signedIn(world, "customs.officer");
    // The factor comes from elsewhere while this session stays as it was.
    await giveTotp(world, id);
    expect(codeOf(await browser.try(startTotp))).toBe("second-factor-required");
    expect(codeOf(await browser.try(startPasskey))).toBe("second-factor-required");
  });
});

describe("passkeys", () => {
  it("register, sign in alone, serve as second factor, are named and removed", async () => {
    await givePassword(world, "police.analyst");
    const browser = await signedIn(world, "police.analyst");
    const device = new SoftDevice(origin);
    const begun = await browser.do(startPasskey);
    const created = device.create(begun.options);
    const made = await browser.do(confirmPasskey, { body: { ticket: begun.ticket, passkey: created, label: "Key" } });
    expect(made.recoveryCodes).toHaveLength(10);
    // The challenge is spent.
    expect(
      (await browser.try(confirmPasskey, { body: { ticket: begun.ticket, passkey: created, label: "Key" } })).status,
    ).toBe(409);

    const alone = new Browser(world.address);
    const challenge = await alone.do(passkeyChallenge);
    const answer = device.get(challenge.options);
    expect((await alone.do(signInPasskey, { body: { ticket: challenge.ticket, passkey: answer } })).step).toBe("done");
    expect((await alone.do(readMe)).session?.strength).toBe("passkey");
    expect(codeOf(await alone.try(signInPasskey, { body: { ticket: challenge.ticket, passkey: answer } }))).toBe(
      "sign-in-outdated",
    );

    const second = new Browser(world.address);
    const asked = await second.do(signIn, { body: { username: "police.analyst", password: goodPassword } });
    if (asked.step !== "second-factor" || asked.passkey === null) throw new Error("no passkey asked");
    device.verifiesUser = false;
    expect(
      (await second.do(signInSecond, { body: { ticket: asked.ticket, passkey: device.get(asked.passkey) } })).step,
    ).toBe("done");
    await browser.do(renameFactor, { params: { id: made.id }, body: { label: "Blue key" } });
    expect((await browser.do(readFactors)).passkeys).toMatchObject([{ label: "Blue key", backedUp: false }]);
    expect(codeOf(await browser.try(removeFactor, { params: { id: made.id } }))).toBe("second-factor-last");
  });

  it("are refused alone without the user verified, with an old counter, from another address, and of a closed account", async () => {
    const id = await givePassword(world, "police.keeper");
    const browser = await signedIn(world, "police.keeper");
    const device = new SoftDevice(origin);
    const begun = await browser.do(startPasskey);
    const elsewhere = new SoftDevice("https://tamga.example.net");
    expect(
      (
        await browser.try(confirmPasskey, {
          body: { ticket: begun.ticket, passkey: elsewhere.create(begun.options), label: "x" },
        })
      ).status,
    ).toBe(422);
    const again = await browser.do(startPasskey);
    await browser.do(confirmPasskey, {
      body: { ticket: again.ticket, passkey: device.create(again.options), label: "Key" },
    });
    const enter = async () => {
      const stranger = new Browser(world.address);
      const challenge = await stranger.do(passkeyChallenge);
      return stranger.try(signInPasskey, {
        body: { ticket: challenge.ticket, passkey: device.get(challenge.options) },
      });
    };
    expect((await enter()).status).toBe(200);
    device.verifiesUser = false;
    expect(codeOf(await enter())).toBe("sign-in-failed");
    device.verifiesUser = true;
    expect((await enter()).status).toBe(200);
    device.counter = 0;
    expect(codeOf(await enter())).toBe("sign-in-failed");
    device.counter = 50;
    await world.admin.query("update access.person set active = false where id = $1", [id]);
    expect(codeOf(await enter())).toBe("sign-in-failed");
  });
});

describe("one's own account", () => {
  it("changes the password against the old one, ends other sessions, and takes no weak one", async () => {
    const id = await givePassword(world, "police.investigator");
    const key = await giveTotp(world, id);
    const enter = async (password = goodPassword): Promise<Browser> => {
      clock.advance({ seconds: 30 });
      const browser = await signedIn(world, "police.investigator", password);
      const { body } = await browser.try(signIn, { body: { username: "police.investigator", password } });
      if (body.step !== "second-factor") throw new Error("no second factor asked");
      await browser.do(signInSecond, { body: { ticket: body.ticket, totp: totpAt(key, clock.now()) } });
      return browser;
    };
    const [browser, other] = [await enter(), await enter()];
    const change = async (current: string, password: string) =>
      browser.try(changePassword, { body: { current, password } });
    expect(fieldsOf(await change("not this one at all", "another long sentence here"))).toEqual([
      "/current password-wrong",
    ]);
    expect(fieldsOf(await change(goodPassword, "short"))).toEqual(["/password password-short"]);
    expect(fieldsOf(await change(goodPassword, "Password123456!"))).toEqual(["/password password-common"]);
    expect(fieldsOf(await change(goodPassword, "xx police.investigator xx"))).toEqual(["/password password-username"]);
    expect(fieldsOf(await change(goodPassword, goodPassword))).toEqual(["/password password-same"]);
    expect((await change(goodPassword, "another long sentence here")).body).toEqual({ ended: 1 });
    expect((await other.try(readMe)).status).toBe(401);
    expect((await browser.try(readMe)).status).toBe(200);
    expect(
      (
        await new Browser(world.address).try(signIn, {
          body: { username: "police.investigator", password: goodPassword },
        })
      ).status,
    ).toBe(401);

    const third = await enter("another long sentence here");
    const list = (await third.do(listSessions)).items;
    expect(list.map((one) => one.current)).toEqual([true, false]);
    const strange = (await (await world.person("border.chief")).do(listSessions)).items[0]?.id ?? "";
    expect((await third.try(endSession, { params: { id: strange } })).status).toBe(404);
    await third.do(endSession, { params: { id: list[1]?.id } });
    expect((await browser.try(readMe)).status).toBe(401);
    await third.do(setLanguage, { body: { language: "ru" } });
    const me = await third.do(readMe);
    expect(me.person.language).toBe("ru");
    expect(me.roles).toMatchObject([{ code: "investigator", en: "Investigator", ru: "Следователь", scope: "unit" }]);
    expect(me.purposes.map((one) => one.code)).toContain("investigation");
    expect(me.purposes.map((one) => one.code)).not.toContain("audit");
    expect(me.permissions).toContain("hits.decide");
    expect(me.notices).toBeGreaterThan(0);
    const fourth = await enter("another long sentence here");
    expect(await fourth.do(signOutEverywhere)).toEqual({ ended: 2 });
    expect((await third.try(readMe)).status).toBe(401);
  });
});
