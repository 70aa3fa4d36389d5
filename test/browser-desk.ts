/**
 * A person at a desk in a real browser: signed in by their session's cookie, with a language, a theme and a width of
 * their own, and hands that know the keyboard alone.
 *
 * Promises: what the page said wrong (an exception, a request to another host) is collected and told by `faults()`.
 * Refuses: the mouse. `Keys` moves by Tab as a person would, and fails where Tab does not lead.
 */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { findChromium } from "./browser.ts";
import { sessionCookie } from "../src/platform/http-server.ts";
import type { Person } from "./world-calls.ts";

export interface Look {
  readonly language?: "en" | "ru";
  readonly theme?: "light" | "dark" | "contrast";
  readonly width?: number;
  readonly height?: number;
}

export interface Desk {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly keys: Keys;
  readonly go: (path: string) => Promise<void>;
  /** What no page may do: exceptions, messages of the content security policy, other hosts. */
  readonly faults: () => readonly string[];
}

/** Whether there is a browser; says loudly that tests are skipped, and under CI fails instead. */
export function browserIsHere(what: string): boolean {
  if (findChromium() !== null) return true;
  if (process.env["CI"] === "true") throw new Error(`No Chromium (set TAMGA_CHROMIUM): ${what} must run under CI.`);
  console.warn(`\n!!! No Chromium found (set TAMGA_CHROMIUM): ${what} is SKIPPED.\n`);
  return false;
}

/** How long a page may take to show something on a loaded machine. */
export const patience = 30_000;

/** Sits a person down; null is somebody who has not signed in. */
export async function sitDown(
  browser: Browser,
  address: string,
  person: Person | null,
  look: Look = {},
): Promise<Desk> {
  const language = look.language ?? "en";
  const context = await browser.newContext({
    locale: language === "ru" ? "ru-RU" : "en-GB",
    viewport: { width: look.width ?? 1440, height: look.height ?? 900 },
    colorScheme: look.theme === "dark" ? "dark" : "light",
    reducedMotion: "reduce",
    timezoneId: "Asia/Tashkent",
  });
  context.setDefaultTimeout(patience);
  if (person !== null) {
    const value = person.cookie.slice(`${sessionCookie}=`.length);
    await context.addCookies([{ name: sessionCookie, value, url: address, httpOnly: true, sameSite: "Lax" }]);
  }
  const wrong: string[] = [];
  await context.route(
    (url) => url.origin !== address && url.protocol.startsWith("http"),
    (route) => {
      wrong.push(`asked another host: ${route.request().url()}`);
      return route.abort();
    },
  );
  const page = await context.newPage();
  page.on("pageerror", (error) => wrong.push(`exception: ${error.message}`));
  page.on("console", (message) => {
    // The browser itself writes a line for every 4xx; those are the node's answers.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) wrong.push(message.text());
  });
  await page.addInitScript(
    ({ theme, chosen }) => {
      localStorage.setItem("tamga.language", chosen);
      if (theme !== undefined) localStorage.setItem("tamga.theme", theme);
    },
    { theme: look.theme, chosen: language },
  );
  return {
    context,
    page,
    keys: new Keys(page),
    go: async (path) => {
      await page.goto(address + path, { waitUntil: "domcontentloaded" });
    },
    faults: () => wrong,
  };
}

/** Hands on the keyboard of one page. */
export class Keys {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** What the focus stands on: its name as assistive technology would say it, near enough to find it by. */
  async focused(): Promise<string> {
    return this.#page.evaluate(() => {
      const at = document.activeElement;
      if (!(at instanceof HTMLElement) || at === document.body) return "";
      const plain = (text: string | null | undefined): string => (text ?? "").replaceAll(/\s+/g, " ").trim();
      const label = at.getAttribute("aria-label");
      if (label !== null) return plain(label);
      const by = (at.getAttribute("aria-labelledby") ?? "")
        .split(" ")
        .filter((id) => id !== "")
        .map((id) => plain(document.querySelector(`#${CSS.escape(id)}`)?.textContent))
        .filter((text) => text !== "");
      if (by.length > 0) return by.join(" ");
      const labels = at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement ? [...(at.labels ?? [])] : [];
      if (labels.length > 0) return labels.map((one) => plain(one.textContent)).join(" ");
      return plain(at.textContent);
    });
  }

  /** Tabs on until the focus stands on what has this name. */
  async to(name: string | RegExp, most = 80): Promise<void> {
    const fits = (text: string): boolean => (typeof name === "string" ? text.includes(name) : name.test(text));
    const passed: string[] = [];
    for (let step = 0; step <= most; step += 1) {
      const text = await this.focused();
      if (fits(text)) return;
      passed.push(text);
      await this.#page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not lead to ${String(name)}; it passed: ${passed.join(" | ")}`);
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  /** Tabs to a field and writes into it. */
  async write(field: string | RegExp, text: string): Promise<void> {
    await this.to(field);
    await this.type(text);
  }

  /** Tabs to a button or link and presses it. */
  async act(name: string | RegExp): Promise<void> {
    await this.to(name);
    await this.press("Enter");
  }

  /** Tabs to a list of choices, opens it and goes down to the choice. */
  async choose(field: string | RegExp, choice: string): Promise<void> {
    await this.to(field);
    await this.press("Enter");
    await this.#page.waitForFunction(() => document.activeElement?.closest("[role=listbox]") != null);
    for (let step = 0; !(await this.focused()).includes(choice); step += 1) {
      if (step > 60) throw new Error(`The arrow down does not lead to ${choice}`);
      await this.press("ArrowDown");
    }
    await this.press("Enter");
    await this.#page.getByRole("listbox").waitFor({ state: "detached" });
  }

  /** Waits until the focus is inside a dialog with this title. */
  async inDialog(title: string): Promise<void> {
    const place = this.#page
      .getByRole("dialog", { name: title })
      .or(this.#page.getByRole("alertdialog", { name: title }));
    await place.waitFor();
    await this.#page.waitForFunction(
      () => document.activeElement?.closest("[role=dialog], [role=alertdialog]") != null,
    );
  }

  /** Answers the question for the purpose: the first purpose of the list, with a reference. */
  async statePurpose(reference: string): Promise<void> {
    await this.inDialog("С какой целью?");
    // The first purpose that this person's institution offers.
    const first = await this.#page
      .getByRole("dialog")
      .getByRole("radio")
      .first()
      .evaluate((radio) => radio.closest("label")?.textContent ?? "");
    await this.to(first.trim());
    await this.press("Space");
    await this.write("Основание", reference);
    await this.act("Заявить цель");
    await this.#page.getByRole("dialog").waitFor({ state: "detached" });
  }
}
