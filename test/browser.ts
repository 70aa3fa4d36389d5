/** The machine's own Chromium for browser tests; nothing is downloaded. */
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

/** Path of a Chromium or Chrome, or null. TAMGA_CHROMIUM names another one. */
export function findChromium(): string | null {
  const named = process.env["TAMGA_CHROMIUM"];
  const places = [
    ...(named === undefined ? [] : [named]),
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ];
  return places.find((place) => existsSync(place)) ?? null;
}

export async function openBrowser(): Promise<Browser> {
  const path = findChromium();
  if (path === null) throw new Error("no Chromium; set TAMGA_CHROMIUM");
  return chromium.launch({
    executablePath: path,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-quic",
    ],
  });
}
