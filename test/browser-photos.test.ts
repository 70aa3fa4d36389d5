/**
 * Photographs at the desk, in a real browser: chosen, seen at once, sent, looked at by keyboard; a reload in the middle
 * loses nothing.
 */
import { mkdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import axe from "axe-core";
import { createLog } from "../src/platform/log.ts";
import { attachmentTasks } from "../src/recoveries/attachment-copies.ts";
import { attachmentProgress } from "../src/recoveries/attachment.contract.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { openBrowser } from "./browser.ts";
import { browserIsHere, patience, sitDown, type Desk } from "./browser-desk.ts";
import { jpeg, withMetadata } from "./pictures.ts";
import { onePistol, openWorld, type World } from "./world.ts";

const pictures = process.env["TAMGA_PICTURES"];

describe.skipIf(!browserIsHere("photographs in the browser"))("photographs at the desk", () => {
  let world: World;
  let browser: Browser;
  let photo: Buffer;
  let recovery = "";

  beforeAll(async () => {
    world = await openWorld({ parts: { tasks: (database) => attachmentTasks(database, createLog("silent")) } });
    photo = withMetadata(await jpeg(2000, 1500));
    const officer = await world.person("border.officer");
    recovery = (await officer.do(recordRecovery, { body: onePistol("ВМ 40417") })).id;
    browser = await openBrowser();
    if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const shot = async ({ page }: Desk, name: string): Promise<void> => {
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: false });
  };
  const clean = async ({ page }: Desk): Promise<void> => {
    await page.evaluate(axe.source);
    const found = await page.evaluate(async () => {
      const { axe: tool } = globalThis as unknown as { axe: typeof axe };
      return (await tool.run(document, { resultTypes: ["violations"] })).violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`,
      );
    });
    expect(found).toEqual([]);
  };
  const statePurpose = async (desk: Desk): Promise<void> => {
    const dialog = desk.page.getByRole("dialog", { name: "С какой целью?" });
    const title = desk.page.getByRole("heading", { name: "Снимки и документы" });
    await dialog.or(title).first().waitFor();
    if (await dialog.isVisible()) await desk.keys.statePurpose("Осмотр");
    await title.waitFor();
  };

  it("are seen at once, arrive, and are looked at by keyboard", { timeout: 240_000 }, async () => {
    const desk = await sitDown(browser, world.address, await world.person("border.officer"), { language: "ru" });
    const { page, keys } = desk;
    await desk.go(`/recoveries/${recovery}`);
    await statePurpose(desk);
    const chooser = page.waitForEvent("filechooser");
    await keys.act("Выбрать снимки или PDF");
    await (
      await chooser
    ).setFiles(
      [1, 2, 3].map((at) => ({
        name: `IMG_000${at}.jpg`,
        mimeType: "image/jpeg",
        buffer: Buffer.concat([photo, Buffer.from(String(at))]),
      })),
    );
    await page.getByText("IMG_0001.jpg").first().waitFor();
    await shot(desk, "photos-sending");
    const officer = await world.person("border.officer");
    await expect
      .poll(async () => (await officer.do(attachmentProgress, { query: { on: "recovery", id: recovery } })).ready, {
        timeout: patience * 2,
      })
      .toBe(3);
    await page.getByRole("button", { name: "Посмотреть: IMG_0001.jpg" }).waitFor();
    await page.locator(".attachment-open img").nth(2).waitFor();
    await shot(desk, "photos-list");
    await page.locator(".attachment").last().scrollIntoViewIfNeeded();
    await shot(desk, "photos-list-end");
    await clean(desk);
    await keys.act("Посмотреть: IMG_0001.jpg");
    const stage = page.getByRole("group", { name: "Снимок: IMG_0001.jpg" });
    await stage.locator("img").waitFor();
    await shot(desk, "photos-viewer");
    await clean(desk);
    await stage.focus();
    await page.keyboard.press("Equal");
    await page.keyboard.press("Equal");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("KeyI");
    await page.getByText("196 %").waitFor();
    expect(await stage.locator("img").getAttribute("style")).toContain("invert(1)");
    await shot(desk, "photos-viewer-near");
    await page.keyboard.press("Digit0");
    await page.getByText("100 %").waitFor();
    await page.keyboard.press("Escape");
    await stage.waitFor({ state: "detached" });
    expect(desk.faults()).toEqual([]);
    await desk.context.close();
  });

  it("go on after the page was loaded anew in the middle of sending", { timeout: 240_000 }, async () => {
    const officer = await world.person("border.officer");
    const other = (await officer.do(recordRecovery, { body: onePistol("ВМ 51733") })).id;
    const desk = await sitDown(browser, world.address, officer, {
      language: "ru",
      theme: "dark",
      width: 390,
      height: 844,
    });
    const { page, keys } = desk;
    await desk.go(`/recoveries/${other}`);
    await statePurpose(desk);
    // A line that lets one piece through and then nothing.
    let let1 = 1;
    await page.route("**/attachments/*/bytes?*", (route) =>
      (let1 -= 1) >= 0 ? route.continue() : route.abort("connectionfailed"),
    );
    const chooser = page.waitForEvent("filechooser");
    await keys.act("Выбрать снимки или PDF");
    await (await chooser).setFiles([{ name: "IMG_0009.jpg", mimeType: "image/jpeg", buffer: photo }]);
    await page.getByText(/Нет связи; продолжится само/).waitFor();
    await shot(desk, "photos-phone-waiting");
    const before = await officer.do(attachmentProgress, { query: { on: "recovery", id: other } });
    expect(before).toMatchObject({ total: 1, arrived: 0 });
    await page.unroute("**/attachments/*/bytes?*");
    await page.reload();
    await statePurpose(desk);
    await expect
      .poll(async () => (await officer.do(attachmentProgress, { query: { on: "recovery", id: other } })).ready, {
        timeout: patience * 2,
      })
      .toBe(1);
    await page.getByRole("button", { name: "Посмотреть: IMG_0009.jpg" }).scrollIntoViewIfNeeded();
    await page.locator(".attachment-open img").first().waitFor();
    await shot(desk, "photos-phone-list");
    await clean(desk);
    expect(desk.faults()).toEqual([]);
    await desk.context.close();
  });
});
