/**
 * The examiner's desk in a real browser, by keyboard alone: the queue, the drawing, a reading that survives a reload, and
 * the weapon's page that tells of the disagreement.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AxeResults } from "axe-core";
import type { Browser } from "playwright-core";
import { addReading, readFirearm } from "../src/firearms/firearm.contract.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { openBrowser } from "./browser.ts";
import { browserIsHere, patience, sitDown, type Desk } from "./browser-desk.ts";
import { onePistol, openWorld, type World } from "./world.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function violations(desk: Desk): Promise<string[]> {
  await desk.page.evaluate(axe);
  const found = await desk.page.evaluate(async () =>
    (globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({
      resultTypes: ["violations"],
    }),
  );
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

describe.skipIf(!browserIsHere("the examiner's desk"))("the examiner's desk", () => {
  let world: World;
  let browser: Browser;
  let weapon: string;

  beforeAll(async () => {
    world = await openWorld();
    browser = await openBrowser();
    const officer = await world.person("border.officer");
    const made = await officer.do(recordRecovery, { body: onePistol("ЛЯ4772") });
    weapon = made.firearms[0]?.id ?? "";
    const analyst = await world.person("border.analyst");
    const mark = (await analyst.do(readFirearm, { params: { id: weapon } })).marks[0]?.id;
    await analyst.do(addReading, {
      params: { id: weapon },
      body: { mark: { id: mark }, reading: { written: "ЛЯ4112", state: "clear", method: "lens" } },
    });
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  async function sit(language: "en" | "ru", path: string): Promise<Desk> {
    const desk = await sitDown(browser, world.address, await world.person("border.analyst"), { language });
    await desk.page.addInitScript(() =>
      sessionStorage.setItem("tamga.purpose", JSON.stringify({ code: "investigation", text: "17" })),
    );
    await desk.go(path);
    return desk;
  }

  it("goes from the queue to a restored reading without the mouse, and loses nothing on the way", async () => {
    const desk = await sit("en", "/examiner");
    const { page, keys } = desk;
    await page.locator("[data-row]").first().waitFor();
    await keys.press("j");
    await keys.press("Enter");
    await page.locator(".desk-keys").waitFor();
    await keys.act(/^Take to my desk$/);
    await page.getByText("On your desk until").waitFor();

    // The drawing: one key to it, arrows between the spots, each saying what stands there.
    await keys.press("d");
    await page.waitForFunction(() => document.activeElement?.closest(".mark-drawing") !== null);
    await keys.to(/slide, left side|frame, left side|trigger guard|barrel, at the muzzle/);
    const names = new Set<string>();
    for (const key of ["ArrowLeft", "ArrowLeft", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp"]) {
      names.add(await keys.focused());
      await keys.press(key);
    }
    expect(names.size).toBeGreaterThan(3);
    expect([...names].some((name) => name.includes("Readings disagree"))).toBe(true);
    const inList = await page.locator(".drawing-list button").count();
    expect(inList).toBe(await page.locator(".drawing-spot").count());
    await keys.press("Home");
    await keys.press("Enter");
    expect(await page.locator(".drawing-spot[aria-pressed=true]").count()).toBe(1);
    expect(await page.locator(".drawing-list button[aria-pressed=true]").count()).toBe(1);

    // What is typed survives a reload.
    await keys.press("r");
    await keys.write("As read", "ЛЯ4172");
    await keys.write("Note", "Fry's reagent");
    await page.reload();
    await page.locator(".desk-kept").waitFor();
    expect(await page.getByLabel("As read").inputValue()).toBe("ЛЯ4172");
    await keys.press("r");
    // The drawing chose a new mark; what was read is the one that stands first in the list.
    await keys.to("Which mark");
    await keys.press("Enter", "Home", "Enter");
    await keys.choose("How it looks", "restored");
    await keys.choose("By what means", "by chemical etching");
    await keys.act(/^Add this reading$/);
    await page.getByText("The reading was added").waitFor();
    const readings = page.locator(".marks").first();
    await readings.getByText("Readings 2 and 3 differ").waitFor();
    await page.locator(".desk-kept").waitFor({ state: "detached" });

    // And the conclusion.
    await keys.press("e");
    await keys.write("Conclusion", "The number is ЛЯ4172.");
    await keys.act(/^Conclude$/);
    await page.getByText("The conclusion is written").waitFor();
    expect(await violations(desk)).toEqual([]);
    expect(desk.faults()).toEqual([]);
    await desk.context.close();
  }, 240_000);

  it("shows on the weapon's page and in the list what the examiners did", async () => {
    const desk = await sit("ru", `/firearms/${weapon}`);
    const { page } = desk;
    await page.locator(".disputes").waitFor({ timeout: patience });
    // The history tells what each act added.
    await page.locator(".history-added", { hasText: "Заключение: The number is ЛЯ4172." }).waitFor();
    await page.locator(".history-added", { hasText: "ЛЯ4172, восстановлен, химическим травлением" }).waitFor();
    const text = ((await page.locator("main").textContent()) ?? "").replaceAll(/\s+/g, " ");
    for (const said of ["Прочтения 2 и 3 расходятся", "химическим травлением", "The number is ЛЯ4172."])
      expect(text, said).toContain(said);
    expect(await page.locator(".reading").count()).toBe(3);
    expect(await violations(desk)).toEqual([]);
    await desk.go("/firearms");
    await page.getByText("прочтения расходятся").waitFor();
    expect(desk.faults()).toEqual([]);
    await desk.context.close();
  }, 120_000);
});
