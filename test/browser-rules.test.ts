/**
 * Rules and what waits, in a browser and by the calls behind the pages: sharing rules and the progress of a changed one, the
 * country's serial rules, an examiner's start page, a board with nothing on it, look-alikes beside what was chosen.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser, Page } from "playwright-core";
import { listRecomputations } from "../src/access/recomputation.contract.ts";
import { listSharingRules } from "../src/access/sharing-rule.contract.ts";
import { countExaminations, listExaminations } from "../src/firearms/examiner.contract.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { openBrowser } from "./browser.ts";
import { browserIsHere, sitDown, type Desk } from "./browser-desk.ts";
import { onePistol, openWorld, type World } from "./world.ts";
import { everyRolesPurpose } from "./world-calls.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
  const officer = await world.person("police.investigator");
  await officer.do(recordRecovery, { body: onePistol("РП 5001") });
  await officer.do(recordRecovery, { body: onePistol("РП 5002") });
  // What the focal point's statistician sees by rule.
  await (await world.person("border.officer")).do(recordRecovery, { body: onePistol("РП 5003") });
});
afterAll(() => world.close());

describe("the calls", () => {
  it("tell every rule to who administers rules, and to nobody else", async () => {
    const { items } = await (await world.person("focal.administrator")).do(listSharingRules, {});
    const { rows } = await world.admin.query<{ count: number }>(
      "select count(*)::int as count from access.sharing_rule",
    );
    expect(items).toHaveLength(rows[0]?.count ?? 0);
    expect(items).toContainEqual(
      expect.objectContaining({ kind: "register-record", owner: "POLICE", viewer: "CUSTOMS", level: "pointer" }),
    );
    expect(items.some(({ viewer }) => viewer === null)).toBe(true);
    for (const who of ["border.chief", "focal.head", "focal.auditor"]) {
      const refused = await (await world.person(who)).try(listSharingRules, {});
      expect([who, refused.status]).toEqual([who, 403]);
    }
  });

  it("say who changed the rule that is being applied", async () => {
    const administrator = await world.person("focal.administrator");
    await world.admin.query("set tamga.recompute_at_once = '0'");
    const rule =
      "insert into access.sharing_rule (id, kind, owner_institution_id, viewer_institution_id, level) select gen_random_uuid(), 'recovery', o.id, v.id, 'full' from access.institution o, access.institution v where o.code = 'POLICE' and v.code = $1";
    await world.admin.query("select set_config('tamga.actor', $1, false)", [administrator.id]);
    await world.admin.query(rule, ["CUSTOMS"]);
    await world.admin.query("select set_config('tamga.actor', '', false)");
    await world.admin.query(rule, ["BORDER"]);
    await world.admin.query("reset tamga.recompute_at_once");
    const { items } = await administrator.do(listRecomputations, {});
    const asked = items.filter(({ kind, institution }) => kind === "recovery" && institution === "POLICE");
    expect(asked.map(({ askedBy }) => askedBy?.id ?? null)).toEqual([administrator.id, null]);
    expect(asked.every(({ total, done, finishedAt }) => total >= 2 && done === 0 && finishedAt === null)).toBe(true);
  });

  it("count what waits for an examiner without an entry in the journal", async () => {
    const examiner = await world.person("police.examiner");
    const entries = async (): Promise<number> =>
      (
        await world.admin.query<{ count: number }>(
          "select count(*)::int as count from journal.entry where actor = $1",
          [examiner.id],
        )
      ).rows[0]?.count ?? -1;
    const before = await entries();
    const { waiting } = await examiner.do(countExaminations, {}, { purpose: null });
    expect(await entries()).toBe(before);
    expect(waiting).toBe((await examiner.do(listExaminations, { query: { limit: 200 } })).items.length);
    expect(waiting).toBeGreaterThanOrEqual(2);
    expect(await (await world.person("focal.auditor")).do(countExaminations, {}, { purpose: null })).toEqual({
      waiting: 0,
      mine: 0,
    });
  });
});

describe.runIf(browserIsHere("rules and what waits"))("the pages", { timeout: 120_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  const at = async (who: string, path: string, language: "en" | "ru" = "en"): Promise<Desk & { page: Page }> => {
    const desk = await sitDown(browser, world.address, await world.person(who), { language });
    await desk.page.addInitScript(
      (code) => sessionStorage.setItem("tamga.purpose", JSON.stringify({ code, text: "" })),
      everyRolesPurpose,
    );
    await desk.go(path);
    return desk;
  };

  it("say the rules in sentences, and lead there from the accounts", async () => {
    const { page, faults } = await at("focal.administrator", "/people", "ru");
    await page.getByRole("link", { name: "Правила обмена" }).click();
    await page.getByText("CUSTOMS: при совпадении узнаёт только, что в учёте есть такая запись").waitFor();
    await page.getByText("Начато: focal.administrator").first().waitFor();
    await page.getByText("Начато: команда на узле").first().waitFor();
    expect(await page.locator("[role=progressbar]").count()).toBeGreaterThanOrEqual(2);
    expect(faults()).toEqual([]);
  });

  it("lead an examiner from the start page to the queue", async () => {
    const { page, faults } = await at("police.examiner", "/");
    await page.locator(".start-waits a", { hasText: "wait for an examiner" }).click();
    await page.waitForURL(/\/examiner/);
    await page.locator("[data-row]").first().waitFor();
    expect(faults()).toEqual([]);
  });

  it("say that there is nothing to show, and lead back to everything", async () => {
    const { page, faults } = await at("focal.statistician", "/figures?from=1990-01-01&until=1990-02-01");
    await page.getByText("Nothing fits this choice").waitFor();
    expect(await page.locator("figure.chart").count()).toBe(0);
    await page.getByRole("button", { name: "Show everything" }).click();
    await page.locator("figure.chart").first().waitFor();
    expect(faults()).toEqual([]);
  });

  it("name what a chosen model and calibre are often taken for", async () => {
    const { page, keys, faults } = await at("police.investigator", "/recoveries/new");
    await page.getByRole("heading", { name: "Record a recovery", level: 1 }).waitFor();
    await keys.write(/^Place/, "Road");
    for (const [field, typed, told] of [
      [/^Model/, "PP-19", /^Often confused with PP-19-01/],
      [/^Calibre/, "5.45x39", /^Often confused with 5\.56/],
    ] as const) {
      await keys.write(field, typed);
      await page.locator(".list-box [role=option]").first().waitFor();
      await keys.press("ArrowDown", "Enter");
      await page.getByText(told).waitFor();
    }
    expect(faults()).toEqual([]);
  });
});
