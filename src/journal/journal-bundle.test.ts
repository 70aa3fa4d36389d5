import { describe, expect, it } from "vitest";
import { bundle, Dice, makeJournal, sign } from "../../bench/journal-mutations-kinds.ts";
import { BundleFault, MAX_LINE, readBundle, writeBundle, type BundleLine } from "./journal-bundle.ts";

const journal = makeJournal(new Dice(7));
const good = await bundle(journal);

async function readAll(chunks: readonly Uint8Array[]): Promise<{ lines: BundleLine[]; fault: string | null }> {
  const lines: BundleLine[] = [];
  try {
    for await (const batch of readBundle(chunks)) lines.push(...batch);
    return { lines, fault: null };
  } catch (error) {
    if (error instanceof BundleFault) return { lines, fault: `${error.code} ${error.line}` };
    throw error;
  }
}

async function drained(source: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _ of source) count += 1;
  return count;
}

describe("the journal bundle", () => {
  it("reads back what was written, whatever the pieces it comes in", async () => {
    const bytewise = Array.from(good, (byte) => Uint8Array.of(byte));
    for (const chunks of [[good], bytewise, [good.subarray(0, 100), new Uint8Array(0), good.subarray(100)]]) {
      const { lines, fault } = await readAll(chunks);
      expect(fault).toBeNull();
      expect(lines.flatMap((line) => (line.kind === "entry" ? [line.entry] : []))).toEqual(
        journal.entries.map(({ entry }) => entry),
      );
      expect(lines.flatMap((line) => (line.kind === "checkpoint" ? [line.note] : []))).toEqual(sign(journal));
    }
  });

  it("puts each checkpoint directly after the last entry it covers", async () => {
    const { lines } = await readAll([good]);
    let entries = 0;
    const places: [number, number][] = [];
    for (const line of lines) {
      if (line.kind === "entry") entries += 1;
      if (line.kind === "checkpoint") places.push([entries, line.signed.checkpoint.size]);
    }
    expect(places).toEqual(journal.sizes.map((size) => [size, size]));
  });

  it("refuses to write what would not fit together", async () => {
    const notes = sign(journal);
    const [first = ""] = notes;
    await expect(bundle(journal, notes.slice(0, -1))).rejects.toThrow(RangeError);
    await expect(bundle(journal, [...notes].reverse())).rejects.toThrow(RangeError);
    await expect(bundle(journal, [first, ...notes])).rejects.toThrow(RangeError);
    await expect(bundle({ ...journal, entries: journal.entries.slice(1) }, notes)).rejects.toThrow(RangeError);
    await expect(bundle(journal, ["no note"])).rejects.toThrow(RangeError);
    const short = { verifier: journal.signer.verifier, size: 1, entries: journal.entries, checkpoints: notes };
    await expect(drained(writeBundle(short))).rejects.toThrow(RangeError);
  });

  it("gives the lines before a fault, then the fault with its line", async () => {
    const broken = Buffer.from(good.toString("utf8").replace('"p":2}', '"p": 2}'));
    const { lines, fault } = await readAll([broken]);
    expect(lines.at(-1)?.line).toBe(Number(fault?.split(" ")[1]) - 1);
    expect(fault).toMatch(/^line-malformed /);
  });

  it("holds no more than one line of a hostile file", async () => {
    const endless = (function* flood() {
      for (let piece = 0; piece < 10_000; piece += 1) yield Buffer.alloc(1000, 0x20);
      throw new Error("read to the end");
    })();
    await expect(drained(readBundle(endless))).rejects.toThrow("line-too-long in line 1");
    const header = good.subarray(0, good.indexOf(0x0a) + 1);
    const long = Buffer.concat([header, Buffer.alloc(MAX_LINE + 1, 0x20), Buffer.from("\n")]);
    expect((await readAll([long])).fault).toBe("line-too-long 2");
    expect((await readAll([])).fault).toBe("empty 0");
    expect((await readAll([Buffer.from("[".repeat(500_000) + "\n")])).fault).toBe("header-malformed 1");
    expect((await readAll([header, Buffer.from("[".repeat(500_000) + "\n")])).fault).toBe("line-malformed 2");
    expect((await readAll([header, Buffer.from([0xff, 0x0a])])).fault).toBe("line-encoding 2");
    expect((await readAll([good.subarray(0, -1)])).fault).toMatch(/^line-unfinished/);
  });
});
