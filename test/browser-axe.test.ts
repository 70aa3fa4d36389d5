/**
 * Every page of the desk under axe-core: English and Russian, light and dark, some at the width of a telephone.
 *
 * Promises: each page is opened with something in it, by somebody whose work it is; every rule of WCAG 2.2 A and AA that
 * axe knows, and its best practices, finds nothing; the first load stays within 350 KiB of compressed scripts. Refuses:
 * exceptions to a rule.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AxeResults, RunOptions } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { matchNow } from "../src/matching/matcher.ts";
import { listHits } from "../src/matching/hit.contract.ts";
import { createLog } from "../src/platform/log.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { registerTasks } from "../src/registers/import-job.ts";
import { listRecords } from "../src/registers/register.contract.ts";
import { openBrowser } from "./browser.ts";
import { browserIsHere, sitDown, type Desk } from "./browser-desk.ts";
import { firstLoad } from "../bench/first-load.ts";
import { importAll, newRegister, upload } from "./importing.ts";
import { onePistol, openWorld, type World } from "./world.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const STOLEN = `serial,model,type,calibre,reason\nМК45718,ПМ,пистолет,9x18,похищен\nЖЯ700021,АК-74,автомат,5.45x39,утерян\n`;

/** Runs axe in the page; gives what it found, one line for each element. */
async function violations(page: Page, options: RunOptions = {}): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate(
    async (wanted) =>
      (globalThis as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } }).axe.run(wanted),
    { resultTypes: ["violations"], ...options } as RunOptions,
  );
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(
      (node) =>
        `${id}: ${node.html.slice(0, 200)} ${(node.failureSummary ?? "").split("\n").slice(1).join("; ").trim()}`,
    ),
  );
}

interface Visit {
  readonly name: string;
  readonly path: string;
  /** Null: somebody who has not signed in. */
  readonly who: string | null;
  /** What must be there before it is judged. */
  readonly ready: string;
  readonly narrow?: boolean;
}

describe.skipIf(!browserIsHere("axe on every page"))("every page under axe-core", () => {
  let world: World;
  let browser: Browser;
  let visits: readonly Visit[];

  beforeAll(async () => {
    world = await openWorld({
      parts: {
        tasks: (database) => registerTasks(database, createLog("silent"), undefined, {}),
      },
    });
    const keeper = await world.person("police.keeper");
    const register = await newRegister(keeper);
    const run = await importAll(world, keeper, STOLEN, { name: "stolen.csv", target: "register", register });
    const begun = await upload(world, keeper, `${STOLEN}СЕ1212,ТТ,пистолет,7.62x25,похищен\n`, {
      name: "second.csv",
      target: "register",
      register,
    });
    const record = (await keeper.do(listRecords, { params: { id: register } })).items[0];
    const officer = await world.person("border.officer");
    const made = await officer.do(recordRecovery, { body: onePistol("МК4571") });
    await officer.do(recordRecovery, { body: onePistol("ТТ 88121") });
    await matchNow(world.node.database);
    const hit = (await keeper.do(listHits, {})).items[0]?.id;
    if (hit === undefined) throw new Error("no hit was proposed");
    visits = [
      { name: "sign-in", path: "/sign-in", who: null, ready: "form", narrow: true },
      { name: "welcome", path: "/welcome?token=none", who: null, ready: "h1" },
      { name: "first setup", path: "/setup?token=none", who: null, ready: "h1" },
      { name: "start", path: "/", who: "police.keeper", ready: ".start-acts", narrow: true },
      { name: "recoveries", path: "/recoveries", who: "border.officer", ready: "[data-row]", narrow: true },
      { name: "recovery", path: `/recoveries/${made.id}`, who: "border.chief", ready: "#history", narrow: true },
      { name: "new recovery", path: "/recoveries/new", who: "border.officer", ready: "form", narrow: true },
      { name: "firearms", path: "/firearms", who: "border.officer", ready: "[data-row]" },
      { name: "firearm", path: `/firearms/${made.firearms[0]?.id ?? ""}`, who: "border.officer", ready: "#history" },
      { name: "record not open", path: `/recoveries/${made.id}`, who: "customs.officer", ready: ".page .button" },
      { name: "check", path: "/check", who: "border.officer", ready: "form" },
      {
        name: "check, with answers",
        path: "/check?serial=МК4571&model=ПМ",
        who: "police.keeper",
        ready: ".matched",
        narrow: true,
      },
      {
        name: "check, with a pointer",
        path: "/check?serial=МК4571&model=ПМ",
        who: "customs.officer",
        ready: ".ask-whom",
      },
      { name: "hits", path: "/hits", who: "police.keeper", ready: "[data-row]" },
      { name: "hit", path: `/hits/${hit}`, who: "police.keeper", ready: ".compared", narrow: true },
      { name: "registers", path: "/registers", who: "police.keeper", ready: "[data-row]" },
      { name: "register", path: `/registers/${register}`, who: "police.keeper", ready: "[data-row]" },
      {
        name: "register record",
        path: `/registers/records/${record?.id ?? ""}`,
        who: "police.keeper",
        ready: ".facts",
      },
      { name: "imports", path: "/imports", who: "police.keeper", ready: "[data-row]" },
      { name: "new import", path: "/imports/new", who: "police.keeper", ready: "form" },
      { name: "new import, begun", path: `/imports/new?run=${begun.id}`, who: "police.keeper", ready: "main h2" },
      { name: "import", path: `/imports/${run.id}`, who: "police.keeper", ready: "[data-row]" },
      { name: "account", path: "/account", who: "border.officer", ready: ".facts" },
      { name: "account, sign-in", path: "/account/sign-in", who: "border.officer", ready: "h2" },
      { name: "account, sessions", path: "/account/sessions", who: "border.officer", ready: "table" },
      { name: "account, tokens", path: "/account/tokens", who: "border.officer", ready: "h1" },
      { name: "people", path: "/people", who: "focal.administrator", ready: "[data-row]" },
      { name: "person", path: `/people/${officer.id}`, who: "focal.administrator", ready: "h2" },
      { name: "new person", path: "/people/new", who: "focal.administrator", ready: "form" },
      { name: "institutions", path: "/people/institutions", who: "focal.administrator", ready: "main h2, [data-row]" },
      { name: "people, tokens", path: "/people/tokens", who: "focal.administrator", ready: "h1" },
      { name: "audit", path: "/audit", who: "focal.auditor", ready: "[data-row]" },
      { name: "audit, summary", path: "/audit/summary", who: "focal.auditor", ready: "h2" },
      { name: "audit, journal", path: "/audit/journal", who: "focal.auditor", ready: "h2" },
      { name: "figures", path: "/figures", who: "focal.statistician", ready: "main h2, main table" },
      { name: "not found", path: "/nowhere", who: "border.officer", ready: "h1" },
    ];
    browser = await openBrowser();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const visit = async ({ page, go }: Desk, { path, ready }: Visit): Promise<void> => {
    await go(path);
    await page.locator(ready).first().waitFor();
    // Nothing is judged while it still fills in.
    await page.waitForFunction(
      () => document.querySelector(".skeleton, [aria-busy=true]") === null && document.querySelector("h1") !== null,
    );
  };

  const walk = async (language: "en" | "ru", narrow: boolean): Promise<readonly string[]> => {
    const wrong: string[] = [];
    const checked: string[] = [];
    const desks = new Map<string | null, Desk>();
    for (const one of visits.filter((each) => !narrow || each.narrow === true)) {
      let desk = desks.get(one.who);
      if (desk === undefined) {
        const person = one.who === null ? null : await world.person(one.who);
        desk = await sitDown(browser, world.address, person, {
          language,
          theme: "light",
          ...(narrow ? { width: 390, height: 844 } : {}),
        });
        desk.context.setDefaultTimeout(12_000);
        await desk.page.addInitScript(() =>
          sessionStorage.setItem("tamga.purpose", JSON.stringify({ code: "tracing", text: "" })),
        );
        desks.set(one.who, desk);
      }
      const tell = (theme: string) => (line: string) =>
        wrong.push(`${one.name} (${language}, ${theme}${narrow ? ", 390 px" : ""}): ${line}`);
      try {
        await visit(desk, one);
      } catch (error) {
        const text = await desk.page.locator("body").innerText();
        tell("light")(
          `does not open: ${String(error).split("\n")[0] ?? ""} ${desk.page.url()} ${text.replaceAll(/\s+/g, " ").slice(0, 700)}`,
        );
        continue;
      }
      (await violations(desk.page)).forEach(tell("light"));
      if (narrow) {
        const over = await desk.page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (over > 0) tell("light")(`is ${over} px wider than the screen`);
      } else {
        // The other theme changes colours and nothing else.
        await desk.page.evaluate(async () => {
          document.documentElement.dataset["theme"] = "dark";
          await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
          await Promise.allSettled(document.getAnimations().map((one) => one.finished));
        });
        (await violations(desk.page, { runOnly: ["color-contrast", "link-in-text-block"] })).forEach(tell("dark"));
      }
      checked.push(one.name);
    }
    for (const [who, { context, faults }] of desks) {
      faults().forEach((fault) => wrong.push(`${who ?? "nobody"}: ${fault}`));
      await context.close();
    }
    console.info(
      `axe, ${language}${narrow ? ", 390 px" : ", light and dark"}: ${checked.length} pages: ${checked.join(", ")}`,
    );
    return wrong;
  };

  it("in English", { timeout: 400_000 }, async () => expect(await walk("en", false)).toEqual([]));
  it("in Russian", { timeout: 400_000 }, async () => expect(await walk("ru", false)).toEqual([]));
  it("at the width of a telephone, in Russian", { timeout: 200_000 }, async () =>
    expect(await walk("ru", true)).toEqual([]),
  );

  it("loads at most 350 KiB of compressed scripts before the first page", async () => {
    const load = await firstLoad(browser, world.address, (await world.person("police.keeper")).cookie);
    console.info(
      `first load: ${(load.bytes / 1024).toFixed(0)} KiB of compressed scripts in ${load.scripts.length} files`,
    );
    expect(load.scripts.length).toBeGreaterThan(0);
    expect(load.bytes).toBeLessThanOrEqual(350 * 1024);
  });
});
