/**
 * What becomes of a record after it was recorded, in the browser: who accepts sees the doubts and the reasons first, returns it with
 * them, a value is corrected and the former one stays, a change after acceptance is said and confirmed by another; counts of doubts
 * passed over lead to their records; photographs go on on every page and can be paused.
 *
 * TAMGA_PICTURES=DIR keeps pictures of the pages to look at.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser, Page } from "playwright-core";
import { changeItem } from "../src/recoveries/recovery-parts.contract.ts";
import { readDoubts, takeStep } from "../src/recoveries/recovery-status.contract.ts";
import { changeRecovery, readRecovery, recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { openBrowser } from "./browser.ts";
import { browserIsHere, patience, sitDown, type Desk, type Look } from "./browser-desk.ts";
import { jpeg } from "./pictures.ts";
import { onePistol, openWorld, type World } from "./world.ts";
import { everyRolesPurpose } from "./world-calls.ts";

const pictures = process.env["TAMGA_PICTURES"];

describe.skipIf(!browserIsHere("changes in the browser"))("after recording", () => {
  let world: World;
  let browser: Browser;
  let serial = 7_300_000;
  const next = (): string => `ЖЯ ${(serial += 7_919)}`;

  beforeAll(async () => {
    world = await openWorld();
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const sit = async (who: string, look: Look = { language: "ru" }): Promise<Desk> => {
    const desk = await sitDown(browser, world.address, await world.person(who), look);
    await desk.page.addInitScript(
      (code) => sessionStorage.setItem("tamga.purpose", JSON.stringify({ code, text: "" })),
      everyRolesPurpose,
    );
    return desk;
  };
  const keep = async (page: Page, name: string): Promise<void> => {
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  };
  /** The same page in the widths and themes that people work in, to be looked at. */
  const look = async (who: string, path: string, name: string, open?: (page: Page) => Promise<void>): Promise<void> => {
    if (pictures === undefined) return;
    for (const [look, as] of [
      [{ language: "en" }, "en-1440"],
      [{ language: "ru", width: 390, height: 844 }, "ru-390"],
      [{ language: "ru", theme: "dark" }, "ru-dark"],
    ] as const) {
      const desk = await sit(who, look);
      await desk.go(path);
      await desk.page.locator("h1").first().waitFor();
      await desk.page.waitForFunction(() => document.querySelector(".skeleton") === null);
      await desk.page.waitForTimeout(600);
      await open?.(desk.page);
      await keep(desk.page, `${name}-${as}`);
      await desk.context.close();
    }
  };
  const partial = (written: string, extra: Readonly<Record<string, unknown>> = {}) =>
    onePistol("", {
      firearms: [
        {
          type: { code: "pistol" },
          calibre: { written: "9x18" },
          marks: [{ kind: "serial", place: "frame", readings: [{ written, state: "partial" }] }],
        },
      ],
      overrides: [{ firearm: 0, code: "photo-missing", field: "marks.0.photos", reason: "Камера на посту сломана" }],
      ...extra,
    });
  const failed = async (desk: Desk, fault: unknown): Promise<never> => {
    console.error(desk.page.url(), await desk.page.locator("body").innerText(), desk.faults());
    throw fault;
  };

  it(
    "shows who accepts the doubts and the reasons first, and returns it with the doubts",
    { timeout: 180_000 },
    async () => {
      const number = next();
      const officer = await world.person("border.officer");
      const first = await officer.do(recordRecovery, { body: onePistol(number) });
      // A twin with a reason: now the first has a doubt that nobody has spoken of.
      const twin = onePistol(number, {
        overrides: [
          { firearm: 0, code: "serial-same", field: "marks.0.readings.0.written", reason: "Два разных пистолета" },
        ],
      });
      const second = await officer.do(recordRecovery, { body: twin });
      const desk = await sit("border.chief");
      const { page } = desk;
      try {
        await desk.go(`/recoveries/${second.id}`);
        const section = page.locator(".record-section").filter({ hasText: "Сомнения проверки качества" });
        await section.getByText("Два разных пистолета").waitFor();
        await desk.go(`/recoveries/${first.id}`);
        await page.locator(".gate-doubt-blocks").waitFor();
        await page.getByRole("button", { name: "Принять", exact: true }).click();
        const dialog = page.getByRole("dialog");
        await dialog.getByText(`Такой же номер у ${second.firearms[0]?.number ?? ""}`).waitFor();
        await dialog.getByRole("button", { name: "Принять", exact: true }).click();
        await dialog.getByText("Укажите, почему остаётся как есть").first().waitFor();
        expect((await officer.do(readRecovery, { params: { id: first.id } })).status).toBe("submitted");
        await dialog.getByRole("button", { name: "Вернуть с этими сомнениями" }).click();
        const reason = page.getByRole("dialog").getByRole("textbox");
        expect(await reason.inputValue()).toContain(second.firearms[0]?.number ?? "nothing");
        await reason.press("End");
        await reason.pressSequentially(" Сверьте фотографии.");
        await page.getByRole("dialog").getByRole("button", { name: "Вернуть с указанием причины" }).click();
        await page.getByRole("dialog").waitFor({ state: "detached" });
        const returned = await officer.do(readRecovery, { params: { id: first.id } });
        expect(returned.status).toBe("returned");
        expect(returned.steps.at(-1)?.reason).toContain("Сверьте фотографии");
        // The author submits it again with the reason that the gate asks for.
        const author = await sit("border.officer");
        await author.go(`/recoveries/${first.id}`);
        await author.page.getByRole("button", { name: "Подать снова" }).first().click();
        await author.page
          .getByRole("dialog")
          .getByLabel(/Остаётся как записано/)
          .fill("Оба лежат на столе, номера сверены");
        await author.page.getByRole("dialog").getByRole("button", { name: "Подать снова" }).click();
        await author.page.getByRole("dialog").waitFor({ state: "detached" });
        const doubts = await officer.do(readDoubts, { params: { id: first.id } });
        const same = doubts.firearms[0]?.doubts.find(({ code }) => code === "serial-same");
        expect(same?.overridden).toMatchObject([{ reason: "Оба лежат на столе, номера сверены" }]);
        expect([...desk.faults(), ...author.faults()]).toEqual([]);
      } catch (fault) {
        await failed(desk, fault);
      }
      await look("border.chief", `/recoveries/${first.id}`, "doubts", async (shown) => {
        await shown.locator(".record-acts .button-main").click();
        await shown.locator(".modal form").waitFor();
        await shown.waitForTimeout(300);
      });
      await look("border.chief", `/recoveries/${first.id}`, "doubts-page");
    },
  );

  it("corrects a value; the former one stays with its reason", { timeout: 180_000 }, async () => {
    const officer = await world.person("border.officer");
    const made = await officer.do(recordRecovery, {
      body: onePistol(next(), {
        place: { written: "Дорога 7", kind: "checkpoint" },
        items: [
          { kind: "ammunition", type: { written: "патрон пистолетный" }, quantity: 32, unit: "piece", lot: "Л-12" },
        ],
        parties: [{ kind: "person", name: "Иванов", standing: { category: "possessor" } }],
        route: [{ kind: "departure", country: "QS" }],
        offences: [{ written: "ст. 254" }],
      }),
    });
    const desk = await sit("border.officer");
    const { page } = desk;
    const dialog = page.getByRole("dialog");
    const because = async (reason: string): Promise<void> => {
      await dialog.getByLabel(/Почему исправляется/).fill(reason);
      await dialog.getByRole("button", { name: "Исправить", exact: true }).click();
      await dialog.waitFor({ state: "detached" });
    };
    try {
      await desk.go(`/recoveries/${made.id}`);
      await page.getByRole("button", { name: /^Исправить: .*патрон/i }).click();
      await dialog.getByLabel(/Сколько/).fill("23");
      await dialog.getByLabel(/Клеймо на донце|Маркировка на донце|донц/).fill("270 88");
      await dialog.getByRole("button", { name: "Исправить", exact: true }).click();
      await dialog.getByText("Укажите, почему исправляется").first().waitFor();
      await because("Пересчитали");
      await page.getByRole("button", { name: "Исправить: Иванов" }).click();
      await dialog.getByLabel(/^Фамилия, имя, отчество/).fill("Иванов Пётр");
      await because("Увидели паспорт");
      await page.getByRole("button", { name: /^Исправить: Отправ/ }).click();
      await dialog.getByRole("combobox", { name: /Место/ }).fill("Нур");
      await because("Нашли билет");
      const changes = page.locator(".record-section").filter({ hasText: "Изменения после оформления" });
      for (const words of ["Пересчитали", "270 88", "Иванов Пётр", "Увидели паспорт", "Нашли билет"])
        await changes.getByText(words).first().waitFor();
      await changes.locator("s", { hasText: "32" }).first().waitFor();
      const seen = await officer.do(readRecovery, { params: { id: made.id } });
      expect(seen.items[0]).toMatchObject({ quantity: 23, headstamp: "270 88", lot: "Л-12" });
      expect(seen.route.map(({ holds }) => holds)).toEqual(expect.arrayContaining([true, false]));
      expect(seen.changes.map(({ subject }) => subject)).toEqual(["item", "party", "route"]);
      // "Not hidden" is a statement; what nobody recorded is not it.
      await page
        .getByRole("button", { name: /^Исправить сведения/ })
        .first()
        .click();
      const hidden = dialog.getByRole("button", { name: /^.*Как было спрятано/ }).first();
      await expect.poll(async () => (await hidden.innerText()).trim()).toBe("не указано");
      await page.keyboard.press("Escape");
      expect(desk.faults()).toEqual([]);
    } catch (fault) {
      await failed(desk, fault);
    }
    await look("border.officer", `/recoveries/${made.id}`, "corrected");
    await look("border.officer", `/recoveries/${made.id}`, "correct-item", async (shown) => {
      await shown
        .locator(".other-list button", { hasText: /^(?:Correct|Исправить)$/ })
        .first()
        .click();
      await shown.locator(".modal form").waitFor();
      await shown.waitForTimeout(300);
    });
    await look("border.officer", `/recoveries/${made.id}`, "correct-facts", async (shown) => {
      await shown
        .locator(".record-acts")
        .getByRole("button", { name: /^(?:Correct the facts|Исправить сведения)/ })
        .click();
      await shown.locator(".modal form").waitFor();
      await shown.waitForTimeout(300);
    });
  });

  it("says that an accepted record was changed, and who did not change it confirms", { timeout: 180_000 }, async () => {
    const officer = await world.person("border.officer");
    const chief = await world.person("border.chief");
    const made = await officer.do(recordRecovery, {
      body: onePistol(next(), { items: [{ kind: "ammunition", quantity: 5, unit: "piece" }] }),
    });
    await chief.do(takeStep, { params: { id: made.id }, body: { verb: "accept", version: made.version } });
    await officer.do(changeItem, {
      params: { id: made.id, item: made.items[0]?.id },
      body: { version: 1, changes: { quantity: 50 }, reason: "Пропущен ноль" },
    });
    const accepted = await officer.do(readRecovery, { params: { id: made.id } });
    await officer.do(changeRecovery, {
      params: { id: made.id },
      body: { version: accepted.version, changes: { circumstances: "В запасном колесе." }, reason: "Уточнено" },
    });
    await look("border.chief", `/recoveries/${made.id}`, "changed-since");
    const desk = await sit("border.chief");
    const { page } = desk;
    try {
      await desk.go(`/recoveries?status=changed`);
      await page.getByRole("link", { name: made.number }).click();
      await page.getByText("После принятия запись изменена.").waitFor();
      await page.getByRole("button", { name: "Подтвердить изменения" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("Пропущен ноль").waitFor();
      await keep(page, "confirm-dialog");
      await dialog.getByRole("button", { name: "Подтвердить изменения" }).click();
      await dialog.waitFor({ state: "detached" });
      await page.getByText("После принятия запись изменена.").waitFor({ state: "detached" });
      const seen = await officer.do(readRecovery, { params: { id: made.id } });
      expect(seen).toMatchObject({ status: "accepted", changedSince: false });
      expect(seen.steps.at(-1)?.verb).toBe("confirm");
      expect(desk.faults()).toEqual([]);
    } catch (fault) {
      await failed(desk, fault);
    }
  });

  it("counts doubts passed over, and each number opens the records behind it", { timeout: 180_000 }, async () => {
    const officer = await world.person("border.officer");
    const made = await officer.do(recordRecovery, { body: partial("ГН 44?17") });
    await look("border.analyst", "/overrides", "overrides");
    const desk = await sit("border.analyst");
    const { page } = desk;
    try {
      await desk.go("/");
      await page.getByRole("link", { name: "Оставленные сомнения" }).click();
      await page.getByRole("heading", { level: 1, name: "Сомнения, оставленные как есть" }).waitFor();
      const rule = page.locator(".bars li", { hasText: "Нет фотографии обозначения" });
      const counted = Number(await rule.locator(".bar-figure").innerText());
      expect(counted).toBeGreaterThan(0);
      const file = page.waitForEvent("download");
      await page.getByRole("button", { name: /CSV/ }).click();
      expect((await file).suggestedFilename()).toBe("tamga-overrides.csv");
      await rule.getByRole("link").click();
      await page.getByText("За числом оставленных сомнений: Нет фотографии обозначения").waitFor();
      await page.getByRole("link", { name: made.number }).waitFor();
      await keep(page, "overrides-behind");
      expect(await page.locator("[data-row]").count()).toBe(counted);
      expect(desk.faults()).toEqual([]);
    } catch (fault) {
      await failed(desk, fault);
    }
  });

  it(
    "keeps a bar on every page while photographs go up: pause, go on, the way to the record",
    { timeout: 180_000 },
    async () => {
      const officer = await world.person("border.officer");
      const made = await officer.do(recordRecovery, { body: onePistol(next()) });
      const desk = await sit("border.officer");
      const { page, keys } = desk;
      let held = true;
      // A line on which nothing arrives, until it does.
      await page.route(/\/attachments\/[^/]+\/bytes/, async (route) => {
        if (held) await new Promise((later) => setTimeout(later, 400));
        await route.continue();
      });
      try {
        await desk.go(`/recoveries/${made.id}`);
        const photos = await Promise.all(
          [jpeg(2400, 1800), jpeg(2300, 1700), jpeg(2200, 1600)].map(async (bytes, at) => ({
            name: `photo-${at + 1}.jpg`,
            mimeType: "image/jpeg",
            buffer: Buffer.from(await bytes),
          })),
        );
        await page.locator(".attachments input[type=file]").first().setInputFiles(photos);
        const bar = page.getByRole("region", { name: "Отправляется" });
        await bar.waitFor();
        await keys.act("Приостановить");
        await bar.getByText("Приостановлено.").waitFor();
        // Another room: the bar is there, and its link leads back.
        await page.getByRole("link", { name: "Оружие" }).first().click();
        await page.getByRole("heading", { level: 1 }).first().waitFor();
        await bar.getByText(/Ещё отправля/).waitFor();
        if (pictures !== undefined) {
          await keep(page, "bar-1440");
          await page.setViewportSize({ width: 390, height: 844 });
          await keep(page, "bar-390");
          await page.setViewportSize({ width: 1440, height: 900 });
        }
        await bar.getByRole("link").click();
        await page.waitForURL(/\/(?:recoveries|firearms)\//);
        await bar.getByRole("button", { name: "Продолжить" }).click();
        held = false;
        await bar.waitFor({ state: "detached", timeout: 3 * patience });
        await expect
          .poll(
            async () =>
              (
                await world.admin.query<{ sealed: string }>(
                  "select count(*) filter (where sealed_at is not null) as sealed from recoveries.attachment where recovery_id = $1 or firearm_id = $2",
                  [made.id, made.firearms[0]?.id],
                )
              ).rows[0]?.sealed,
            { timeout: patience },
          )
          .toBe("3");
        expect(desk.faults()).toEqual([]);
      } catch (fault) {
        await failed(desk, fault);
      }
    },
  );
});
