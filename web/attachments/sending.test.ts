/** Sending over a line that breaks, against a node that is an object. */
import { describe, expect, it } from "vitest";
import { sendWhole, type Judgement, type SendingNode } from "./sending.ts";

class Fault extends Error {
  readonly judgement: Judgement;
  constructor(judgement: Judgement) {
    super(judgement);
    this.judgement = judgement;
  }
}

function world(faults: Record<number, Judgement | ["lost-answer"]>) {
  let bytes = new Uint8Array(0);
  let begun = 0;
  let calls = 0;
  const size = 900_000;
  const node: SendingNode = {
    begin: async () => {
      begun += 1;
      bytes = new Uint8Array(0);
      return `id-${begun}`;
    },
    state: async () => ({ received: bytes.length, sealed: bytes.length === size }),
    send: async (_, at, blob) => {
      calls += 1;
      const fault = faults[calls];
      if (typeof fault === "string") throw new Fault(fault);
      if (at !== bytes.length) throw new Fault("elsewhere");
      const more = new Uint8Array(bytes.length + blob.size);
      more.set(bytes);
      more.set(new Uint8Array(await blob.arrayBuffer()), bytes.length);
      bytes = more;
      if (fault !== undefined) throw new Fault("wait");
      return { received: bytes.length, sealed: bytes.length === size };
    },
  };
  const file = new Blob([new Uint8Array(size).map((_, index) => index % 251)]);
  const waits: number[] = [];
  const run = (known?: string) =>
    sendWhole(
      file,
      node,
      {
        judge: (error) => (error instanceof Fault ? error.judgement : "refused"),
        pause: async (ms) => void waits.push(ms),
        ready: async () => undefined,
        now: () => calls * 3000,
      },
      { onBegun: () => undefined, onProgress: () => undefined, onWaiting: () => undefined },
      new AbortController().signal,
      known,
    );
  return {
    run,
    waits,
    whole: async () => bytes.every((byte, index) => byte === index % 251) && bytes.length === size,
    begun: () => begun,
  };
}

describe("sending a file", () => {
  it("sends every byte once over a good line", async () => {
    const { run, whole, begun } = world({});
    expect(await run()).toBe("id-1");
    expect(await whole()).toBe(true);
    expect(begun()).toBe(1);
  });

  it("goes on from where the node is after cuts, with and without the last answer", async () => {
    const { run, whole, waits } = world({ 1: "wait", 2: ["lost-answer"], 4: "wait", 5: "wait", 6: "wait" });
    await run();
    expect(await whole()).toBe(true);
    // Longer each time, and short again after a success.
    expect(waits).toEqual([1000, 2000, 1000, 2000, 4000]);
  });

  it("goes on with what began before a reload", async () => {
    const { run, whole, begun } = world({ 1: "wait" });
    expect(await run("id-0")).toBe("id-0");
    expect(await whole()).toBe(true);
    expect(begun()).toBe(0);
  });

  it("sends damaged bytes once more, and then says so", async () => {
    const once = world({ 3: "damaged" });
    expect(await once.run()).toBe("id-2");
    expect(await once.whole()).toBe(true);
    await expect(world({ 3: "damaged", 6: "damaged" }).run()).rejects.toThrow("damaged");
  });

  it("does not try again what the node refuses", async () => {
    const { run, begun } = world({ 1: "refused" });
    await expect(run()).rejects.toThrow("refused");
    expect(begun()).toBe(1);
  });
});
