/**
 * Every page of the desk under axe-core, with what opens from it: English and Russian, light and dark, high contrast, and
 * the width of a telephone.
 *
 * Promises: every state of `axe-states.ts` is judged by all rules of WCAG 2.2 A and AA that axe knows and by its best
 * practices, once: one page in English in light, the next in Russian in dark, in turn; and in high contrast by the rules of
 * colour, AAA (7 to 1) among them; half of the pages marked so once more at 390 px. TAMGA_AXE=whole judges every state in both
 * languages and both themes, and all the marked ones at 390 px; TAMGA_AXE_PAGES narrows to pages whose name fits. The first load stays within 350 KiB of compressed scripts. Refuses: exceptions to a rule.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AxeResults, RunOptions } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { createLog } from "../src/platform/log.ts";
import { sweepTasks } from "../src/matching/sweep-job.ts";
import { registerTasks } from "../src/registers/import-job.ts";
import { statesOf, type Visit } from "./axe-states.ts";
import { openBrowser } from "./browser.ts";
import { browserIsHere, sitDown, type Desk, type Look } from "./browser-desk.ts";
import { firstLoad } from "../bench/first-load.ts";
import { openWorld, type World } from "./world.ts";
import { everyRolesPurpose } from "./world-calls.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Off by default in axe, and part of WCAG 2.2 AA. */
const plain: RunOptions = { resultTypes: ["violations"], selectors: false, iframes: false, preload: false };
const all: RunOptions = { ...plain, rules: { "target-size": { enabled: true } } };
const colours: RunOptions = {
  ...plain,
  runOnly: ["color-contrast", "color-contrast-enhanced", "link-in-text-block"],
};

type Theme = NonNullable<Look["theme"]>;

const whole = process.env["TAMGA_AXE"] === "whole";
const wanted = new RegExp(process.env["TAMGA_AXE_PAGES"] ?? "");
/** How long, in milliseconds, a state may take to open: one that does not is told, and the walk goes on. */
const patience = 8_000;

/** Which themes a walk wears in each state, and by which rules; the pages are opened in the first. */
function themesOf(language: "en" | "ru", narrow: boolean): readonly (readonly [Theme, RunOptions])[] {
  if (narrow) return [["light", all]];
  const both: readonly (readonly [Theme, RunOptions])[] =
    language === "en"
      ? [
          ["light", all],
          ["dark", all],
        ]
      : [
          ["dark", all],
          ["light", all],
        ];
  return [...both.slice(0, whole ? 2 : 1), ["contrast", colours]];
}

const OVERLAY = ".modal, .popover";

/** Runs axe in the page; gives what it found, one line for each element. */
async function violations(page: Page, options: RunOptions): Promise<string[]> {
  // What lies under a dialog is not there for anybody while it is open, and was judged before it opened.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const found = await page.evaluate(
    async ([wanted, overlay]) => {
      const { axe: tool } = globalThis as unknown as {
        axe: { run(place: unknown, how: unknown): Promise<AxeResults> };
      };
      return tool.run(document.querySelector(overlay) === null ? document : { include: [[overlay]] }, wanted);
    },
    [options, OVERLAY] as const,
  );
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(
      (node) =>
        `${id}: ${node.html.slice(0, 200)} ${(node.failureSummary ?? "").split("\n").slice(1).join("; ").trim()}`,
    ),
  );
}

/** Changes the theme under the open state: colours change and nothing else. */
async function wear(page: Page, theme: Theme): Promise<void> {
  await page.evaluate(async (next) => {
    document.documentElement.dataset["theme"] = next;
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    await Promise.allSettled(document.getAnimations().map((one) => one.finished));
  }, theme);
}

/** Nothing is judged while it still fills in or moves, nor half under the head that stays when the page runs under it. */
async function still(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector(".skeleton, [aria-busy=true]") === null);
  await page.evaluate(async () => {
    globalThis.scrollTo({ top: 0, behavior: "instant" });
    await Promise.allSettled(document.getAnimations().map((one) => one.finished));
  });
}

describe.skipIf(!browserIsHere("axe on every page"))("every page under axe-core", () => {
  let world: World;
  let browser: Browser;
  let visits: readonly Visit[];

  beforeAll(async () => {
    world = await openWorld({
      parts: {
        tasks: (database) => ({
          ...registerTasks(database, createLog("silent"), undefined, {}),
          ...sweepTasks(database, createLog("silent")),
        }),
      },
    });
    visits = await statesOf(world);
    browser = await openBrowser();
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const walk = async (language: "en" | "ru", narrow: boolean): Promise<readonly string[]> => {
    const wrong: string[] = [];
    const found = (line: string): void => {
      // Told at once, for whoever waits; the test tells all of it at its end.
      console.warn(line);
      wrong.push(line);
    };
    const judged: string[] = [];
    const themes = themesOf(language, narrow);
    const first = themes[0]?.[0] ?? "light";
    const desks = new Map<string | null, Desk>();

    const judge = async (page: Page, state: string): Promise<void> => {
      await still(page);
      const tell = (theme: string) => (line: string) => found(`${state} (${language}, ${theme}): ${line}`);
      for (const [theme, rules] of themes) {
        if (theme !== first) await wear(page, theme);
        (await violations(page, rules)).forEach(tell(theme));
      }
      if (themes.length > 1) await wear(page, first);
      if (narrow) {
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (over > 0) tell("390 px")(`is ${over} px wider than the screen`);
      }
      judged.push(state);
    };

    const arrive = async ({ page, go }: Desk, { path, ready }: Visit): Promise<void> => {
      await go(path);
      await page.locator(ready).first().waitFor();
      await page.locator("h1").first().waitFor();
      await still(page);
    };

    /** Presses each button that the selector finds, judges what it opened, and closes it again. */
    const openEach = async (desk: Desk, visit: Visit, selector: string): Promise<void> => {
      const { page } = desk;
      const buttons = page.locator(selector).filter({ visible: true });
      const count = await buttons.count();
      for (let at = 0; at < count; at += 1) {
        const button = buttons.nth(at);
        if (!(await button.isVisible()) || (await button.isDisabled())) continue;
        const words = ((await button.textContent()) ?? "").replaceAll(/\s+/g, " ").trim();
        await button.click();
        await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
        await judge(page, `${visit.name} › ${words === "" ? selector : words}`);
        if ((await page.locator(OVERLAY).count()) === 0) {
          await arrive(desk, visit);
          continue;
        }
        await page.keyboard.press("Escape");
        await page.locator(OVERLAY).first().waitFor({ state: "detached" });
      }
    };

    const visitOne = async (desk: Desk, visit: Visit): Promise<void> => {
      await arrive(desk, visit);
      await judge(desk.page, visit.name);
      for (const selector of visit.opens ?? []) await openEach(desk, visit, selector);
      for (const way of visit.ways ?? []) {
        await arrive(desk, visit);
        for (const step of way) {
          await step.act(desk.page);
          await desk.page.locator(step.ready).first().waitFor();
          await judge(desk.page, `${visit.name} › ${step.name}`);
        }
      }
    };

    const begun = performance.now();
    const mine = visits.filter(
      (each, at) =>
        wanted.test(each.name) &&
        (!narrow || each.narrow === true) &&
        (whole || at % 2 === (narrow || language === "en" ? 0 : 1)),
    );
    for (const visit of mine) {
      let desk = desks.get(visit.who);
      if (desk === undefined) {
        const person = visit.who === null ? null : await world.person(visit.who);
        desk = await sitDown(browser, world.address, person, {
          language,
          theme: first,
          ...(narrow ? { width: 390, height: 844 } : {}),
        });
        desk.context.setDefaultTimeout(patience);
        await desk.page.addInitScript(
          (code) => sessionStorage.setItem("tamga.purpose", JSON.stringify({ code, text: "" })),
          everyRolesPurpose,
        );
        desks.set(visit.who, desk);
      }
      try {
        await visitOne(desk, visit);
      } catch (error) {
        const text = await desk.page.locator("body").innerText();
        found(
          `${visit.name} (${language}) does not open: ${String(error).split("\n").slice(0, 4).join(" ")} ${desk.page.url()} ${text.replaceAll(/\s+/g, " ").slice(0, 500)}`,
        );
      }
    }
    for (const [who, { context, faults }] of desks) {
      faults().forEach((fault) => wrong.push(`${who ?? "nobody"}: ${fault}`));
      await context.close();
    }
    console.info(
      `axe, ${language}${narrow ? ", 390 px" : ""}, ${themes.map(([theme]) => theme).join(", ")}: ${judged.length} states in ${((performance.now() - begun) / 1000).toFixed(0)} s: ${judged.join("; ")}`,
    );
    return wrong;
  };

  it.concurrent("in English", { timeout: 600_000 }, async () => expect(await walk("en", false)).toEqual([]));
  it.concurrent("in Russian", { timeout: 600_000 }, async () => expect(await walk("ru", false)).toEqual([]));
  it.concurrent("at the width of a telephone, in Russian", { timeout: 600_000 }, async () =>
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
