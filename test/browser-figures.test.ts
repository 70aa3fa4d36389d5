/** The recovery picture by keyboard: a region of the map, its records, back; the map's equal table; a narrower choice. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { openBrowser } from "./browser.ts";
import { browserIsHere, sitDown, type Desk } from "./browser-desk.ts";
import { onePistol, openWorld, type World } from "./world.ts";

const here = browserIsHere("the picture by keyboard");

describe.runIf(here)("the recovery picture by keyboard", () => {
  let world: World;
  let browser: Browser;
  let desk: Desk;

  beforeAll(async () => {
    world = await openWorld();
    const officer = await world.person("border.officer");
    for (const [serial, region] of [
      ["МК 1001", "NOR"],
      ["МК 1002", "NOR"],
      ["МК 1003", "SOU"],
      ["МК 1004", null],
    ] as const)
      await officer.do(recordRecovery, { body: onePistol(serial, { place: { written: "Road", region } }) });
    const square = (south: number) => [
      [10, south],
      [13, south],
      [13, south + 2],
      [10, south + 2],
    ];
    await world.admin.query(
      "insert into platform.setting (key, value) values ('country.regions', $1), ('country.map', $2)",
      [
        JSON.stringify([
          { code: "NOR", en: "Northland", ru: "Север" },
          { code: "SOU", en: "Southland", ru: "Юг" },
        ]),
        JSON.stringify({
          frame: [9, 9, 14, 15],
          regions: [
            { code: "NOR", rings: [square(12)] },
            { code: "SOU", rings: [square(10)] },
          ],
          borders: [
            {
              kind: "disputed",
              en: "Disputed: the ridge",
              ru: "Спорный участок: хребет",
              line: [
                [10, 14],
                [13, 14],
              ],
            },
          ],
        }),
      ],
    );
    browser = await openBrowser();
    desk = await sitDown(browser, world.address, await world.person("border.analyst"));
    await desk.page.addInitScript(() =>
      sessionStorage.setItem("tamga.purpose", JSON.stringify({ code: "statistics", text: "" })),
    );
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  it("leads from a region to its records and back", { timeout: 120_000 }, async () => {
    const { page } = desk;
    await desk.go("/figures");
    await page.waitForSelector("svg.map a");
    expect(await page.locator(".map-borders").innerText()).toContain("Disputed: the ridge");
    // Tab reaches the regions one after the other.
    const names: string[] = [];
    await page.locator(".chart-map .chart-tools button").last().focus();
    for (let n = 0; n < 2; n += 1) {
      await page.keyboard.press("Tab");
      names.push(await page.evaluate(() => document.activeElement?.textContent ?? ""));
    }
    expect(names.join(" ")).toContain("Northland");
    expect(names.join(" ")).toContain("Southland");
    while (!(await page.evaluate(() => document.activeElement?.textContent ?? "")).includes("Northland"))
      await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/recoveries\?/);
    expect(new URL(page.url()).searchParams.get("region")).toBe("NOR");
    await page.waitForSelector("main table tbody tr");
    expect(await page.locator("main table tbody tr").count()).toBe(2);
    await page.goBack();
    await page.waitForSelector("svg.map a");
  });

  it("has an equal table, with what no map can show", { timeout: 120_000 }, async () => {
    const { page } = desk;
    await desk.go("/figures");
    await page.waitForSelector("svg.map a");
    await page.locator(".chart-map .chart-tools button").first().focus();
    await page.keyboard.press("Enter");
    const rows = await page.locator(".chart-map table tbody tr").allInnerTexts();
    expect(rows.map((row) => row.replaceAll(/\s+/g, " "))).toEqual(["Northland 2", "Southland 1", "not recorded 1"]);
    await page.locator(".chart-map table a").last().focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/region=-/);
    await page.waitForSelector("main table tbody tr");
    expect(await page.locator("main table tbody tr").count()).toBe(1);
    expect(desk.faults()).toEqual([]);
  });
});
