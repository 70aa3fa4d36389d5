/**
 * How much script the first load of a node's start page takes: the sum of what comes over the wire, compressed.
 *
 *     node bench/first-load.ts http://127.0.0.1:8080 ["tamga_session=…"]
 *
 * Promises: counts every script that the page asked for until the network was quiet, by the bytes of the response's body
 * as sent. Refuses: to count from the build's own listing, which knows neither the compression nor what is asked for.
 */
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { openBrowser } from "../test/browser.ts";

export interface FirstLoad {
  /** Bytes of all scripts as sent. */
  readonly bytes: number;
  readonly scripts: readonly { readonly path: string; readonly bytes: number; readonly encoding: string }[];
}

/** `cookie` is "name=value" of a session; without it the page goes on to sign-in. */
export async function firstLoad(browser: Browser, address: string, cookie?: string): Promise<FirstLoad> {
  const context = await browser.newContext();
  try {
    if (cookie !== undefined) {
      const at = cookie.indexOf("=");
      await context.addCookies([{ name: cookie.slice(0, at), value: cookie.slice(at + 1), url: address }]);
    }
    const page = await context.newPage();
    const finished: Promise<FirstLoad["scripts"][number]>[] = [];
    page.on("requestfinished", (request) => {
      if (request.resourceType() !== "script") return;
      const weigh = async (): Promise<FirstLoad["scripts"][number]> => {
        const [{ responseBodySize }, response] = await Promise.all([request.sizes(), request.response()]);
        return {
          path: new URL(request.url()).pathname,
          bytes: responseBodySize,
          encoding: (await response?.headerValue("content-encoding")) ?? "none",
        };
      };
      finished.push(weigh());
    });
    await page.goto(`${address}/`, { waitUntil: "networkidle" });
    const scripts = await Promise.all(finished);
    return { bytes: scripts.reduce((sum, { bytes }) => sum + bytes, 0), scripts };
  } finally {
    await context.close();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [address, cookie] = process.argv.slice(2);
  if (address === undefined) throw new Error("Which node? e.g. http://127.0.0.1:8080");
  const browser = await openBrowser();
  try {
    const load = await firstLoad(browser, address, cookie);
    for (const { path, bytes, encoding } of load.scripts)
      console.log(`${String(bytes).padStart(8)}  ${encoding.padEnd(5)} ${path}`);
    console.log(`${(load.bytes / 1024).toFixed(1)} KiB in ${load.scripts.length} scripts`);
  } finally {
    await browser.close();
  }
}
