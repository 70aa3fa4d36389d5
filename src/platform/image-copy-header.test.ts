/** What a file is and how large it unpacks, from its header alone. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jpeg, pngSaying, withMetadata } from "../../test/pictures.ts";
import { inspect, mostPixels, sniff } from "./image-copy-header.ts";
import { Problem } from "./problem.ts";
import { sourceOf, sourceOfBytes } from "./resumable.ts";

const codeOf = async (bytes: Uint8Array): Promise<string> => {
  try {
    await inspect(sourceOfBytes(bytes));
    return "taken";
  } catch (fault) {
    if (fault instanceof Problem) return fault.code;
    throw fault;
  }
};

/** WebP headers of the three kinds, 640 × 480. */
function webp(kind: "VP8 " | "VP8L" | "VP8X"): Buffer {
  const bytes = Buffer.alloc(40);
  bytes.write("RIFF", 0, "latin1");
  bytes.writeUInt32LE(32, 4);
  bytes.write(`WEBP${kind}`, 8, "latin1");
  bytes.writeUInt32LE(20, 16);
  if (kind === "VP8X") {
    bytes.writeUIntLE(639, 24, 3);
    bytes.writeUIntLE(479, 27, 3);
  } else if (kind === "VP8L") bytes.writeUInt32LE((639 | (479 << 14)) >>> 0, 21);
  else {
    bytes.writeUInt16LE(640, 26);
    bytes.writeUInt16LE(480, 28);
  }
  return bytes;
}

describe("a file's header", () => {
  it("gives type, upright size and what the metadata tells", async () => {
    const plain = await jpeg(300, 200);
    expect(await inspect(sourceOfBytes(plain))).toEqual({
      mediaType: "image/jpeg",
      picture: { width: 300, height: 200 },
      carries: [],
    });
    expect(await inspect(sourceOfBytes(withMetadata(plain, 8)))).toEqual({
      mediaType: "image/jpeg",
      picture: { width: 200, height: 300 },
      carries: ["device", "position", "text", "time"],
    });
    expect((await inspect(sourceOfBytes(pngSaying(640, 480)))).picture).toEqual({ width: 640, height: 480 });
    for (const kind of ["VP8 ", "VP8L", "VP8X"] as const)
      expect((await inspect(sourceOfBytes(webp(kind)))).picture, kind).toEqual({ width: 640, height: 480 });
    expect(sniff(Buffer.from("%PDF-1.7 and so on"))).toBe("application/pdf");
  });

  it("refuses what would unpack too far, at the edge of the limit", async () => {
    const side = Math.floor(Math.sqrt(mostPixels));
    expect(await codeOf(pngSaying(side, side))).toBe("taken");
    expect(await codeOf(pngSaying(side + 2, side))).toBe("attachment-pixels");
    expect(await codeOf(pngSaying(20_001, 10))).toBe("attachment-pixels");
    expect(await codeOf(pngSaying(0xffffffff, 0xffffffff))).toBe("attachment-pixels");
    expect(await codeOf(pngSaying(0, 10))).toBe("attachment-broken");
  });

  it("ends on any bytes, with an answer of ours", async () => {
    const beginnings = [
      await jpeg(40, 30),
      withMetadata(await jpeg(40, 30)),
      pngSaying(40, 30),
      webp("VP8X"),
      webp("VP8 "),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...beginnings),
        fc.array(fc.tuple(fc.nat(4_000), fc.nat(255)), { maxLength: 12 }),
        fc.nat(4_000),
        async (whole, changes, length) => {
          const bytes = Buffer.from(whole.subarray(0, Math.max(16, length)));
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          expect(await codeOf(bytes)).toMatch(/^(taken|attachment-(type|heic|broken|pixels))$/);
        },
      ),
    );
  });
});

describe("stored pieces", () => {
  it("are read as one, wherever they were cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(320),
        fc.nat(320),
        async (all, cut, at, length) => {
          const bytes = Buffer.from(all);
          const source = sourceOf(bytes.length, async (wanted) => {
            const from = Math.floor(wanted / cut) * cut;
            return from >= bytes.length ? undefined : { at: from, bytes: bytes.subarray(from, from + cut) };
          });
          expect((await source.read(at, length)).equals(bytes.subarray(at, at + length))).toBe(true);
        },
      ),
    );
  });
});
