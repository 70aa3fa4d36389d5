import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorld, type World } from "../../test/world.ts";
import type { UserInput } from "../command/user.ts";
import type { CommandContext } from "../command/command-context.ts";
import { loadWords } from "../command/words.ts";
import { createLog } from "../platform/log.ts";
import { listRecoveries } from "../recoveries/recovery.contract.ts";
import { acknowledgeBell } from "./break-glass.contract.ts";
import { warnOfBreakGlass } from "./break-glass.ts";
import { createToken } from "./machine-token.contract.ts";
import { listNotices, seeNotices } from "./notice.contract.ts";
import { assignToRole, listPeople, readPerson, resetSecondFactor } from "./people.contract.ts";
import { readMe } from "./session.contract.ts";
import { signIn, welcome } from "./sign-in.contract.ts";
import { Browser, codeOf, givePassword, giveTotp, goodPassword, quietConfig } from "./sign-in.test-parts.ts";
import { runUser, usualScope } from "./user-command.ts";

let world: World;
beforeAll(async () => {
  // Where a second factor is required, the sealed account is its own.
  world = await openWorld({ config: quietConfig({ TAMGA_SECOND_FACTOR: "required", TAMGA_LOCKOUT_ATTEMPTS: "3" }) });
});
afterAll(() => world.close());

/** Runs a command as the terminal would; gives what it printed. */
async function command(input: UserInput, json = true): Promise<{ value: Record<string, unknown>; text: string }> {
  let value: unknown;
  let text = "";
  const context: CommandContext = {
    config: world.config,
    log: createLog("silent"),
    words: await loadWords("en"),
    language: "en",
    json,
    signal: new AbortController().signal,
    print: (line) => void (text += line),
    printJson: (given) => void (value = given),
    say: () => undefined,
    progress: () => {
      throw new Error("no progress here");
    },
    withDatabase: (work) => work({ url: world.url, bundled: undefined }),
  };
  expect(await runUser(input, context)).toBe(0);
  return { value: value as Record<string, unknown>, text };
}

const refusal = async (input: UserInput): Promise<string> =>
  command(input).then(
    () => "done",
    (fault: unknown) => String((fault as { code?: unknown }).code),
  );

const create = (
  username: string,
  roles: readonly string[],
  extra: Partial<Extract<UserInput, { verb: "create" }>> = {},
): UserInput => ({
  verb: "create",
  username,
  nameLatin: "Some Body",
  nameCyrillic: undefined,
  institution: "focal",
  unit: undefined,
  roles,
  language: "en",
  breakGlass: false,
  ...extra,
});

describe("break-glass", () => {
  it("opens with its passphrase, rings every administrator and auditor until each has heard, and leaves its own entry", async () => {
    const { value, text } = await command(create("sealed.one", ["administrator"], { breakGlass: true }));
    const passphrase = String(value["passphrase"]);
    expect(passphrase).toMatch(/^([0-9A-Z]{4}-){7}[0-9A-Z]{4}$/);
    expect(text).toContain(passphrase);
    const browser = new Browser(world.address);
    expect(await browser.do(signIn, { body: { username: "sealed.one", password: passphrase } })).toMatchObject({
      step: "done",
      setUpSecondFactor: false,
    });
    const me = await browser.do(readMe);
    expect([me.person.breakGlass, me.bell, me.permissions.includes("recoveries.read")]).toEqual([true, [], false]);
    expect((await browser.try(listPeople)).status).toBe(200);
    expect((await browser.try(listRecoveries, {}, { "tamga-purpose": "investigation" })).status).toBe(403);

    const administrator = await world.person("focal.administrator");
    const auditor = await world.person("focal.auditor");
    const officer = await world.person("border.officer");
    expect((await officer.do(readMe)).bell).toEqual([]);
    for (const hearer of [administrator, auditor]) {
      const { bell } = await hearer.do(readMe);
      expect(bell).toMatchObject([{ username: "sealed.one" }]);
      // Reading the notices does not silence it.
      await hearer.do(seeNotices, { body: {} });
      await hearer.do(seeNotices, { body: { ids: [bell[0]?.id] } });
      expect((await hearer.do(readMe)).bell).toHaveLength(1);
      expect((await hearer.do(listNotices)).items[0]?.code).toBe("break-glass");
    }
    const heard = (await administrator.do(readMe)).bell[0]?.id;
    expect((await auditor.try(acknowledgeBell, { params: { id: heard } })).status).toBe(404);
    await administrator.do(acknowledgeBell, { params: { id: heard } });
    expect((await administrator.do(readMe)).bell).toEqual([]);
    // The other has not heard it yet.
    expect((await auditor.do(readMe)).bell).toHaveLength(1);
    expect((await administrator.try(acknowledgeBell, { params: { id: heard } })).status).toBe(404);

    const { rows } = await world.admin.query<{ verb: string; kind: string; actor: string }>(
      "select verb, kind, actor from journal.entry where kind = 'break-glass' order by seq",
    );
    expect(rows).toEqual([
      { verb: "sign-in", kind: "break-glass", actor: me.person.id },
      { verb: "administer", kind: "break-glass", actor: administrator.id },
    ]);
  });

  it("writes a warning to the log, without a name", () => {
    const lines: unknown[] = [];
    warnOfBreakGlass({ logLevel: "info" }, 2, "0199-session", {
      warn: (...given: unknown[]) => void lines.push(given),
    });
    expect(lines).toEqual([[{ session: "0199-session", told: 2 }, "break-glass account signed in"]]);
  });

  it("cannot be locked out by a stranger", async () => {
    const { value } = await command(create("sealed.two", ["administrator"], { breakGlass: true }));
    const browser = new Browser(world.address);
    for (let count = 0; count < 4; count += 1) {
      expect(
        (await browser.try(signIn, { body: { username: "sealed.two", password: "guessing and guessing" } })).status,
      ).toBe(401);
    }
    expect(
      (await browser.try(signIn, { body: { username: "sealed.two", password: String(value["passphrase"]) } })).status,
    ).toBe(200);
  });

  it("administers and nothing else, makes no tokens, and is sealed anew at the machine only", async () => {
    expect(await refusal(create("sealed.three", ["analyst"], { breakGlass: true }))).toBe("break-glass-role");
    const { value } = await command(create("sealed.four", ["administrator"], { breakGlass: true }));
    const administrator = await world.person("focal.administrator");
    const id = (await administrator.do(listPeople, { query: { q: "sealed.four" } })).items[0]?.id;
    expect(
      codeOf(await administrator.try(assignToRole, { params: { id }, body: { role: "auditor", scope: "national" } })),
    ).toBe("break-glass-role");
    expect(codeOf(await administrator.try(resetSecondFactor, { params: { id }, body: { reason: "trying" } }))).toBe(
      "break-glass-sealed",
    );
    const browser = new Browser(world.address);
    await browser.do(signIn, { body: { username: "sealed.four", password: String(value["passphrase"]) } });
    const token = await browser.try(createToken, {
      body: {
        label: "stay",
        permissions: ["people.administer"],
        purpose: "administration",
        until: new Date(Date.now() + 86_400_000).toISOString(),
      },
    });
    expect(codeOf(token)).toBe("break-glass-sealed");
    const anew = await command({ verb: "setup-link", username: "sealed.four" });
    expect(anew.value["passphrase"]).not.toBe(value["passphrase"]);
    expect((await browser.try(readMe)).status).toBe(401);
    expect(
      (await browser.try(signIn, { body: { username: "sealed.four", password: String(value["passphrase"]) } })).status,
    ).toBe(401);
    expect(
      (await browser.try(signIn, { body: { username: "sealed.four", password: String(anew.value["passphrase"]) } }))
        .status,
    ).toBe(200);
  });

  it("rings too when one administrator takes away somebody's second factors; the person is told", async () => {
    const administrator = await world.person("focal.administrator");
    const { value } = await command(create("second.administrator", ["administrator"]));
    expect(value["username"] ?? "second.administrator").toBe("second.administrator");
    const second = await world.person("second.administrator");
    const officer = await world.person("customs.officer");
    await administrator.do(resetSecondFactor, { params: { id: officer.id }, body: { reason: "lost the telephone" } });
    const auditor = await world.person("focal.auditor");
    for (const hearer of [second, auditor]) {
      const rung = (await hearer.do(readMe)).bell.filter(({ kind }) => kind === "second-factor-taken");
      expect(rung).toMatchObject([{ username: "customs.officer", by: "focal.administrator" }]);
      // Reading all notices does not silence it.
      await hearer.do(seeNotices, { body: {} });
      expect((await hearer.do(readMe)).bell.some(({ id }) => id === rung[0]?.id)).toBe(true);
      expect((await hearer.do(acknowledgeBell, { params: { id: rung[0]?.id } })).done).toBe(true);
      expect((await hearer.do(readMe)).bell.some(({ id }) => id === rung[0]?.id)).toBe(false);
    }
    expect((await administrator.do(readMe)).bell.filter(({ kind }) => kind === "second-factor-taken")).toEqual([]);
    const { rows } = await world.admin.query<{ code: string }>(
      "select code from access.notice where person_id = $1 order by at desc limit 1",
      [officer.id],
    );
    expect(rows[0]?.code).toBe("second-factor-reset");
  });
});

describe("tamga user", () => {
  it("makes an account with a link, gives and ends roles, and keeps the rules about them", async () => {
    const made = await command(create("a.serikova", ["officer"], { institution: "customs", unit: "post1" }));
    const token = String(made.value["link"]).split("#")[1] ?? "";
    const browser = new Browser(world.address);
    await browser.do(welcome, { body: { token, password: goodPassword } });
    const me = await browser.do(readMe);
    expect(me).toMatchObject({
      person: { username: "a.serikova" },
      institution: { code: "CUSTOMS" },
      unit: { code: "POST1" },
      roles: [{ code: "officer", scope: "unit" }],
    });
    await command({ verb: "grant", username: "a.serikova", role: "analyst", until: "2099-01-31" });
    expect((await browser.do(readMe)).roles.map((role) => [role.code, role.until?.slice(0, 10)])).toEqual([
      ["officer", undefined],
      ["analyst", "2099-01-31"],
    ]);
    await command({ verb: "revoke", username: "a.serikova", role: "analyst" });
    expect((await browser.do(readMe)).roles).toHaveLength(1);
    expect(await refusal({ verb: "revoke", username: "a.serikova", role: "analyst" })).toBe("role-not-held");
    expect(await refusal({ verb: "grant", username: "a.serikova", role: "administrator", until: undefined })).toBe(
      "roles-conflict",
    );
    expect(await refusal({ verb: "grant", username: "a.serikova", role: "analyst", until: "2099-02-31" })).toBe(
      "invalid",
    );
    expect(await refusal({ verb: "grant", username: "a.serikova", role: "king", until: undefined })).toBe("invalid");
    expect(await refusal(create("a.serikova", []))).toBe("username-taken");
    expect(await refusal(create("Wrong Name!", []))).toBe("invalid");
    expect(await refusal(create("half.made", ["officer", "auditor"]))).toBe("roles-conflict");
    // What was refused left nothing behind.
    expect(await refusal({ verb: "enable", username: "half.made" })).toBe("user-unknown");
    expect(usualScope("analyst", "focal-point")).toBe("national");
  });

  it("closes, opens, unlocks, resets and signs out, each with an entry of the node itself", async () => {
    const id = await givePassword(world, "border.officer");
    await giveTotp(world, id);
    const officer = await world.person("border.officer");
    await command({ verb: "reset-second-factor", username: "border.officer", reason: "lost" });
    expect((await officer.try(readMe)).status).toBe(401);
    const browser = new Browser(world.address);
    const enter = async () =>
      (await browser.try(signIn, { body: { username: "border.officer", password: goodPassword } })).status;
    expect(await enter()).toBe(200);
    expect((await command({ verb: "sign-out", username: "border.officer", everybody: false })).value["count"]).toBe(1);
    expect((await browser.try(readMe)).status).toBe(401);
    await command({ verb: "disable", username: "border.officer", reason: "left" });
    expect(await enter()).toBe(401);
    await command({ verb: "enable", username: "border.officer" });
    for (let count = 0; count < 3; count += 1)
      await browser.try(signIn, { body: { username: "border.officer", password: "no and no and no" } });
    expect(await enter()).toBe(401);
    await command({ verb: "unlock", username: "border.officer" });
    expect(await enter()).toBe(200);
    const listed = (await command({ verb: "list", institution: "border" })).value as unknown as {
      username: string;
      active: boolean;
    }[];
    expect(listed.find((one) => one.username === "border.officer")?.active).toBe(true);
    const auditor = await world.person("focal.auditor");
    expect((await command({ verb: "sign-out", username: undefined, everybody: true })).value["count"]).toBeGreaterThan(
      1,
    );
    expect((await auditor.try(readMe)).status).toBe(401);
    const { rows } = await world.admin.query<{ actor: string | null; content: { command: string } }>(
      "select e.actor, p.content from journal.entry e join journal.payload p on p.entry_id = e.id where p.content->>'at' = 'command line' order by e.seq",
    );
    expect(new Set(rows.map((row) => row.actor))).toEqual(new Set([null]));
    const commands = rows.map((row) => row.content.command);
    for (const one of [
      "create",
      "list",
      "disable",
      "enable",
      "unlock",
      "reset-second-factor",
      "signed-out",
      "signed-out-all",
      "grant",
      "revoke",
    ])
      expect(commands).toContain(one);
    expect(await refusal({ verb: "disable", username: "nobody", reason: undefined })).toBe("user-unknown");
    expect((await (await world.person("border.chief")).try(readPerson, { params: { id } })).status).toBe(403);
  });
});
