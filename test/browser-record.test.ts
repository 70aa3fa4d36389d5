/**
 * A person who never saw the page records a seizure of one pistol with two photographs and one possessor.
 *
 * Promises: every click, choice and text entered is counted; at most 25 from the start page to the receipt, and nothing is
 * typed twice. The photographs arrive sealed and hang on the weapon.
 */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser, Page } from "playwright-core";
import { openBrowser } from "./browser.ts";
import { browserIsHere, patience, sitDown, type Desk } from "./browser-desk.ts";
import { jpeg } from "./pictures.ts";
import { openWorld, type World } from "./world.ts";

/** Hands with a mouse and a keyboard that count what they do. */
class Hands {
  readonly did: string[] = [];
  readonly typed: string[] = [];
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async press(what: string | RegExp, role: "button" | "link" = "button"): Promise<void> {
    this.did.push(`press ${String(what)}`);
    await this.#page.getByRole(role, { name: what }).first().click();
  }

  async tick(what: string | RegExp): Promise<void> {
    this.did.push(`choose ${String(what)}`);
    // The radio itself is hidden behind its label, as everywhere.
    await this.#page.locator("label", { hasText: what }).first().click();
  }

  async write(field: string | RegExp, text: string): Promise<void> {
    this.did.push(`write ${String(field)}`);
    this.typed.push(text);
    await this.#page.getByLabel(field).first().fill(text);
    // Leaving the field closes its suggestions; the next click does it too.
    await this.#page.keyboard.press("Tab");
  }

  /** Types into a field with suggestions and takes the one that fits: two interactions. */
  async writeAndTake(field: string | RegExp, text: string, option: string | RegExp): Promise<void> {
    this.did.push(`write ${String(field)}`, `take ${String(option)}`);
    this.typed.push(text);
    const box = this.#page.getByRole("combobox", { name: field }).first();
    const fits = this.#page.getByRole("option", { name: option }).first();
    // Suggestions are drawn anew while they come in; on a loaded machine a press may meet a line that is just going.
    for (let attempt = 1; ; attempt += 1) {
      await box.click();
      await box.fill("");
      await box.pressSequentially(text);
      try {
        await fits.waitFor({ timeout: 8_000 });
        await this.#page.waitForTimeout(300);
        await fits.click({ timeout: 3_000 });
        if (option instanceof RegExp && option.test(await box.inputValue()) && (await box.inputValue()) !== text)
          return;
      } catch (fault) {
        if (attempt === 3) throw fault;
      }
      if (attempt === 3) throw new Error(`${String(option)} was not taken`);
    }
  }

  /** Opens a list and chooses: two interactions. */
  async choose(field: string | RegExp, option: string | RegExp): Promise<void> {
    this.did.push(`open ${String(field)}`, `choose ${String(option)}`);
    await this.#page.getByRole("button", { name: field }).first().click();
    await this.#page.getByRole("option", { name: option }).first().click();
  }

  /** Presses, and chooses files in the window of the system: two interactions. */
  async files(button: string | RegExp, files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
    this.did.push(`press ${String(button)}`, "choose the files");
    const chooser = this.#page.waitForEvent("filechooser");
    await this.#page.getByRole("button", { name: button }).first().click();
    await (await chooser).setFiles(files);
  }
}

describe.skipIf(!browserIsHere("recording in the browser"))("recording a seizure", () => {
  let world: World;
  let browser: Browser;
  let desk: Desk;

  beforeAll(async () => {
    world = await openWorld();
    browser = await openBrowser();
    desk = await sitDown(browser, world.address, await world.person("border.officer"), { language: "ru" });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  it("takes at most 25 interactions, and nothing is typed twice", { timeout: 180_000 }, async ({ task }) => {
    const { page } = desk;
    const hands = new Hands(page);
    try {
      const pictures = await Promise.all(
        [jpeg(1600, 1200), jpeg(1500, 1000)].map(async (bytes, at) => ({
          name: `photo-${at + 1}.jpg`,
          mimeType: "image/jpeg",
          buffer: Buffer.from(await bytes),
        })),
      );
      await desk.go("/");
      await hands.press(/Оформить изъятие/, "link");
      await page.getByRole("heading", { name: "Оформить изъятие или находку", level: 1 }).waitFor();
      await hands.tick(/^Изъято/);
      await hands.press("Сегодня");
      await hands.write(/^Место/, "Шлагбаум на северной дороге");
      await hands.choose(/Правовое основание/, "Контрабанда через границу");
      await hands.writeAndTake(/^Модель/, "ПМ", /^ПМ/);
      await hands.write("Как прочитано", "МК4571");
      await hands.files("Выбрать снимки или PDF", pictures);
      // The purpose of what one does is stated once for the sitting.
      const dialog = page.getByRole("dialog", { name: "С какой целью?" });
      await dialog.waitFor();
      hands.did.push("choose the purpose", "write its reference", "state it");
      await dialog.locator("label:has(input[type=radio])").first().click();
      await dialog.getByLabel(/Основание/).fill("Пост, утренняя смена");
      await dialog.getByRole("button", { name: "Заявить цель" }).click();
      await dialog.waitFor({ state: "detached" });
      await hands.press("Добавить лицо");
      await hands.write(/^Фамилия, имя, отчество/, "Петров Семён Ильич");
      await page.getByText("photo-2.jpg").first().waitFor();
      await hands.press("Проверить ответы");
      await page.getByRole("heading", { name: "Проверьте перед оформлением" }).waitFor();
      expect(await page.locator("main").innerText()).toContain("Петров Семён Ильич");
      await hands.press("Оформить изъятие");
      await page.getByText("Изъятие оформлено").waitFor({ timeout: patience });

      expect(hands.did.length, hands.did.join("\n")).toBeLessThanOrEqual(25);
      expect(new Set(hands.typed).size).toBe(hands.typed.length);
      console.info(`recording a seizure: ${hands.did.length} interactions`);

      await expect
        .poll(
          async () =>
            (
              await world.admin.query<{ sealed: string; parties: string }>(
                `select count(*) filter (where a.sealed_at is not null) as sealed, (select count(*) from recoveries.party) as parties
                 from recoveries.attachment a where a.firearm_id is not null`,
              )
            ).rows[0],
          { timeout: 3 * patience },
        )
        .toEqual({ sealed: "2", parties: "1" });
      const { rows } = await world.admin.query(
        "select p.name_written as name, s.category from recoveries.party p join recoveries.party_standing s on s.party_id = p.id",
      );
      expect(rows).toEqual([{ name: "Петров Семён Ильич", category: "possessor" }]);
      expect(desk.faults()).toEqual([]);
    } catch (fault) {
      console.error(
        `--- ${task.name} at ${page.url()}\n${hands.did.join("\n")}\n${await page.locator("body").innerText()}`,
      );
      throw fault;
    }
  });

  it(
    "says at once what it doubts, and moves a model out of the serial field with one click",
    { timeout: 120_000 },
    async () => {
      const officer = await sitDown(browser, world.address, await world.person("border.officer"), { language: "ru" });
      const { page } = officer;
      await officer.go("/recoveries/new");
      await page.getByLabel("Как прочитано").first().fill("АК-74");
      const doubts = page.getByRole("region", { name: "Сомнения в этой записи" });
      await doubts.waitFor();
      await doubts.getByRole("button").first().click();
      await expect
        .poll(
          async () =>
            page
              .getByRole("combobox", { name: /^Модель/ })
              .first()
              .inputValue(),
          { timeout: patience },
        )
        .toMatch(/АК-?74/);
      expect(officer.faults()).toEqual([]);
    },
  );

  it("puts a form aside, and goes on with it at another desk", { timeout: 120_000 }, async () => {
    const first = await sitDown(browser, world.address, await world.person("border.officer"), { language: "ru" });
    await first.go("/recoveries/new");
    const place = `Мост ${randomUUID().slice(0, 6)}`;
    await first.page
      .getByLabel(/^Место/)
      .first()
      .fill(place);
    await first.page.keyboard.press("Tab");
    await first.page.getByRole("button", { name: "Отложить на сервере" }).click();
    const dialog = first.page.getByRole("dialog", { name: "С какой целью?" });
    await dialog.locator("label:has(input[type=radio])").first().click();
    await dialog.getByLabel(/Основание/).fill("Пост");
    await dialog.getByRole("button", { name: "Заявить цель" }).click();
    await first.page
      .getByText(place)
      .first()
      .waitFor()
      .catch(async (fault: unknown) => {
        console.error(await first.page.locator("body").innerText(), first.faults());
        throw fault;
      });
    const second = await sitDown(browser, world.address, await world.person("border.officer"), { language: "ru" });
    await second.go("/recoveries/new");
    await second.page.getByRole("button", { name: "Незавершённые формы подразделения" }).click();
    const asked = second.page.getByRole("dialog", { name: "С какой целью?" });
    await asked.locator("label:has(input[type=radio])").first().click();
    await asked.getByLabel(/Основание/).fill("Пост");
    await asked.getByRole("button", { name: "Заявить цель" }).click();
    await second.page.getByRole("button", { name: "Продолжить" }).first().click();
    await expect
      .poll(
        async () =>
          second.page
            .getByLabel(/^Место/)
            .first()
            .inputValue(),
        { timeout: patience },
      )
      .toBe(place);
  });
});
