import { describe, expect, it } from "vitest";
import { pauseUploads, whenGoing } from "./upload-watch.ts";

describe("a pause of sending", () => {
  it("holds the next piece until it goes on", async () => {
    const went: string[] = [];
    const { signal } = new AbortController();
    await whenGoing(signal);
    pauseUploads(true);
    const held = whenGoing(signal).then(() => went.push("on"));
    await new Promise((later) => setTimeout(later, 5));
    expect(went).toEqual([]);
    pauseUploads(false);
    await held;
    expect(went).toEqual(["on"]);
  });

  it("does not hold what is stopped meanwhile", async () => {
    pauseUploads(true);
    const stop = new AbortController();
    const held = whenGoing(stop.signal);
    stop.abort();
    await held;
    pauseUploads(false);
  });
});
