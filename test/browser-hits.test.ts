/**
 * Finding weapons in a real browser: two hundred numbers of a find are pasted, the known ones stand out, the lots among them are
 * seen; hits are confirmed, rejected, reopened and handed over; each institution sees its own and nothing else.
 *
 * Promises: done with the keyboard alone, in Russian. Refuses: to look into the database for what a page should say.
 */
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "playwright-core";
import { matchNow } from "../src/matching/matcher.ts";
import { indexKeysOfWritten } from "../src/matching/serial-keys.ts";
import { recordRecovery } from "../src/recoveries/recovery.contract.ts";
import { openBrowser } from "./browser.ts";
import { browserIsHere, patience, sitDown, type Desk } from "./browser-desk.ts";
import { onePistol, openWorld, type World } from "./world.ts";

const STOLEN = ["МК45718", "ЖД30441", "ПТ70012"];
/** Recovered by the border guard before, beside the find's own numbers. */
const BESIDE = ["РК61002", "РК61006"];

/** Two hundred numbers of a find: two that are stolen, one box of neighbours, the rest unknown. */
function find(): string[] {
  const box = Array.from({ length: 8 }, (_, at) => `РК6100${at + 1}`).filter((serial) => !BESIDE.includes(serial));
  const known = ["МК45718", "жд 30441"];
  const unknown = Array.from(
    { length: 200 - box.length - known.length },
    (_, at) => `Э${(1_000_003 + at * 40_507) % 9_000_000}`,
  );
  return [...known, ...box, ...unknown].map((serial) => `${serial}\tИжевск\tПМ`);
}

async function putStolen(world: World): Promise<void> {
  const keeper = await world.person("police.keeper");
  const register = randomUUID();
  await world.node.database.asActor({ personId: keeper.id }, async (tx) => {
    await tx.query(
      `insert into registers.register (id, code, kind, name_en, name_ru, institution_id, unit_id, created_by, audience)
       values ($1, 'lost-stolen', 'lost-stolen', 'Lost and stolen firearms', 'Утраченное и похищенное оружие', 0, 0, access.actor(), '{}')`,
      [register],
    );
    for (const serial of STOLEN) {
      const id = randomUUID();
      await tx.query(
        `insert into registers.record (id, register_id, institution_id, audience, reason, type_written, make_written, model_written, calibre_written, serial_written, serial_keys)
         values ($1, $2, 0, '{}', 'stolen', 'пистолет', 'Ижевск', 'ПМ', '9x18', $3, $4::bigint[])`,
        [id, register, serial, `{${indexKeysOfWritten(serial).join(",")}}`],
      );
      await tx.query("select matching.put_keys(1, $1, '{}')", [[id]]);
    }
  });
}

describe.skipIf(!browserIsHere("hits in the browser"))("a find, its hits and its lots, in Russian, by keyboard", () => {
  let world: World;
  let browser: Browser;
  const desks = new Map<string, Desk>();

  const desk = async (username: string): Promise<Desk> => {
    const there = desks.get(username);
    if (there !== undefined) return there;
    const made = await sitDown(browser, world.address, await world.person(username), { language: "ru" });
    desks.set(username, made);
    return made;
  };

  beforeAll(async () => {
    world = await openWorld();
    await putStolen(world);
    const officer = await world.person("border.officer");
    for (const serial of [...BESIDE, ...STOLEN])
      await officer.do(recordRecovery, { body: onePistol(serial, { occurredOn: "2026-09-02" }) });
    await matchNow(world.node.database);
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail") return;
    for (const [who, { page }] of desks)
      console.error(`--- ${who} at ${page.url()}\n${(await page.locator("body").innerText()).slice(0, 4_000)}`);
  });

  /** Pastes as the clipboard does: typing two hundred lines would measure the typist. */
  const paste = async (who: Desk, text: string): Promise<void> => {
    await who.keys.to(/^Номера, по одному в строке/);
    await who.page.keyboard.insertText(text);
  };

  it(
    "two hundred numbers are pasted: the known stand out, the box of neighbours is a lot",
    { timeout: 180_000 },
    async () => {
      const officer = await desk("border.officer");
      const { page, keys } = officer;
      await officer.go("/check");
      await keys.act("Проверить целый столбец");
      await page.getByRole("heading", { name: "Проверить целый столбец", level: 1 }).waitFor();
      await paste(officer, `Номер\tМарка\tМодель\n${find().join("\n")}`);
      const started = performance.now();
      await keys.act(/^Проверить 200 номеров/);
      await keys.statePurpose("Находка 17");
      await page.getByText(/^Проверено 200 номеров/).waitFor({ timeout: 120_000 });
      await page
        .getByText("Из одной находки")
        .or(page.getByText("Часть номеров может быть из одной партии"))
        .first()
        .waitFor();
      console.log(
        `200 pasted numbers answered in ${Math.round(performance.now() - started)} ms, the purpose stated by hand`,
      );
      expect(await page.locator("[data-row] .link-button").count()).toBe(200);
      const status = await page.getByText(/^Проверено 200 номеров/).innerText();
      expect(status).toMatch(/Известно: \d/);
      const lot = await page.locator(".lot").first().innerText();
      expect(lot).toContain("РК61001");
      // What was recovered before stands between the pasted ones, and is a record that one can open.
      expect(lot).toContain("РК61002");
      // Each row opens its answer.
      await keys.press("Escape");
      await page.locator("h1").click();
      await page.locator("[data-row] .link-button").first().focus();
      await keys.press("Enter");
      await keys.inDialog("Ответ: МК45718");
      const answer = await page.getByRole("dialog").innerText();
      for (const said of ["POLICE", "похищено", "BORDER"]) expect(answer).toContain(said);
      await keys.press("Escape");
      // What was answered is still there after a look elsewhere.
      await officer.page.goBack();
      await officer.page.goForward();
      await page.getByText(/^Проверено 200 номеров/).waitFor();
      const { rows } = await world.admin.query<{ count: number }>(
        "select count(*)::int as count from journal.entry where verb = 'search' and kind = 'serial'",
      );
      expect(rows[0]?.count).toBe(200);
    },
  );

  it("customs paste the same and are told whom to ask, nothing else", { timeout: 120_000 }, async () => {
    const customs = await desk("customs.officer");
    const { page, keys } = customs;
    await customs.go("/check/pasted");
    await paste(customs, "МК45718\nРК61001\nРК61003");
    await keys.act(/^Проверить 3 номера/);
    await keys.statePurpose("Досмотр 4");
    await page.getByText(/^Проверено 3 номера/).waitFor();
    const told = await page.locator("main").innerText();
    expect(told).toContain("Вам не открыто, но есть кому ответить");
    expect(told).toMatch(/ответить может POLICE/);
    expect(told).not.toContain("РК61002");
    expect(told).not.toContain("Утраченное");
  });

  it("police confirm one hit, reject another and reopen it, and hand one over", { timeout: 240_000 }, async () => {
    const police = await desk("police.keeper");
    const { page, keys } = police;
    await police.go("/hits");
    await keys.statePurpose("КУСП 4512");
    await page.getByText("Решения вашего ведомства ожидают 3 совпадения.").waitFor();
    const open = async (serial: string): Promise<void> => {
      await police.go("/hits?waiting=all");
      const row = page.locator("[data-row]", { hasText: serial }).locator(".lead a, a").first();
      await row.waitFor();
      await row.focus();
      await keys.press("Enter");
      await page.getByRole("heading", { name: "Это одно и то же оружие?", level: 1 }).waitFor();
      // The heading stands before the answer is there; the keys wait for it.
      await page.locator(".verdict").waitFor();
    };
    const decide = async (key: string, title: string, act: string, reason: string, done: string): Promise<void> => {
      await keys.press(key);
      await keys.inDialog(title);
      await keys.write("Основание решения", reason);
      await keys.act(act);
      await page.getByText(done).first().waitFor();
    };
    await open("МК45718");
    await decide(
      "KeyY",
      "Подтвердить: одно и то же оружие",
      "Подтвердить",
      "Сличили клейма",
      "Подтверждено: одно и то же оружие.",
    );
    await open("ЖД30441");
    await decide("KeyN", "Отклонить: разное оружие", "Отклонить", "Другой год выпуска", "Отклонено: разное оружие.");
    await page.getByText("Другой год выпуска").first().waitFor();
    await decide("KeyO", "Открыть совпадение заново", "Открыть заново", "Год прочитан неверно", "Открыто заново");
    const history = await page.locator("main").innerText();
    expect(history).toContain("Другой год выпуска");
    expect(history).toContain("Год прочитан неверно");
    await open("ПТ70012");
    await keys.press("KeyH");
    await keys.inDialog("Передать совпадение");
    await keys.choose(/Кому/, "police.analyst");
    await keys.write("Основание решения", "Сличить с делом 77");
    await keys.act(/^Передать$/);
    await page.getByText("Передано, уведомление отправлено.").waitFor();

    const analyst = await desk("police.analyst");
    await analyst.go("/hits?waiting=me");
    await analyst.keys.statePurpose("Дело 77");
    await expect.poll(() => analyst.page.locator("[data-row]").count(), { timeout: patience }).toBe(1);
    expect(await analyst.page.locator("[data-row]").innerText()).toContain("ПТ70012");
  });

  it(
    "the border guard sees what became of theirs and not to whom it was handed; customs see none of it",
    { timeout: 180_000 },
    async () => {
      const officer = await desk("border.officer");
      await officer.go("/hits?waiting=all");
      for (const serial of STOLEN) await officer.page.locator("[data-row]", { hasText: serial }).first().waitFor();
      const theirs = await officer.page.locator("main").innerText();
      expect(theirs).toContain("Подтверждено");
      expect(theirs).not.toContain("police.analyst");
      const customs = await desk("customs.analyst");
      await customs.go("/hits?waiting=all");
      await customs.keys.statePurpose("Сверка");
      await customs.page.getByText("Совпадений нет").waitFor();
      for (const path of ["/lots", "/seen-again", "/hits/quality"]) {
        await customs.go(path);
        await customs.page.locator("main h1").waitFor();
        await expect.poll(() => customs.page.locator("main .skeleton").count()).toBe(0);
        const seen = await customs.page.locator("main").innerText();
        for (const serial of [...STOLEN, ...BESIDE]) expect(seen).not.toContain(serial);
      }
    },
  );

  it("no page threw, broke its own policy or asked another host", () => {
    for (const [who, { faults }] of desks) expect(faults(), who).toEqual([]);
  });
});
