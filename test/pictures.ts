/**
 * Pictures for tests and benchmarks, made here: with the metadata that phones write, or with a header that lies.
 */
import { deflateSync, crc32 } from "node:zlib";
import Vips from "wasm-vips";

let opened: ReturnType<typeof Vips> | undefined;

/** A photograph-like JPEG (noise over waves, so that it weighs what a photograph weighs). */
export async function jpeg(width: number, height: number, quality = 85): Promise<Buffer> {
  const vips = await (opened ??= Vips({ dynamicLibraries: [] }));
  const noise = vips.Image.gaussnoise(width, height, { mean: 128, sigma: 12 });
  const waves = vips.Image.sines(width, height, { hfreq: 9, vfreq: 5 }).linear(50, 0);
  const one = noise.add(waves).cast("uchar");
  const image = one.bandjoin([one.linear(0.9, 10).cast("uchar"), one.linear(0.7, 30).cast("uchar")]).copy({
    interpretation: "srgb",
  });
  const bytes = image.writeToBuffer(".jpg", { Q: quality, keep: 0 });
  for (const held of [noise, waves, one, image]) held.delete();
  return Buffer.from(bytes);
}

/** The pixels of a picture as the decoder sees them, with its metadata fields. */
export async function looked(bytes: Uint8Array): Promise<{ width: number; height: number; fields: string[] }> {
  const vips = await (opened ??= Vips({ dynamicLibraries: [] }));
  const image = vips.Image.newFromBuffer(bytes);
  const fields = image.getFields();
  const found = { width: image.width, height: image.height, fields: Array.from(fields as Iterable<string>) };
  image.delete();
  return found;
}

function segment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** EXIF as a phone writes it: maker, orientation, time, position. */
function exif(orientation: number): Buffer {
  const tiff = Buffer.alloc(200);
  tiff.write("II", 0, "latin1");
  tiff.writeUInt16LE(42, 2);
  tiff.writeUInt32LE(8, 4);
  const entries: readonly (readonly [number, number, number, number])[] = [
    [0x010f, 2, 10, 120],
    [0x0112, 3, 1, orientation],
    [0x0132, 2, 20, 132],
    [0x8825, 4, 1, 90],
  ];
  tiff.writeUInt16LE(entries.length, 8);
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const at = 10 + index * 12;
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(type, at + 2);
    tiff.writeUInt32LE(count, at + 4);
    tiff.writeUInt32LE(value, at + 8);
  }
  tiff.writeUInt16LE(1, 90);
  tiff.writeUInt16LE(1, 92);
  tiff.writeUInt16LE(2, 94);
  tiff.writeUInt32LE(2, 96);
  tiff.write("N", 100, "latin1");
  tiff.write("SECRETCAM", 120, "latin1");
  tiff.write("2026:10:01 12:00:00", 132, "latin1");
  return Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
}

/** The same picture with the metadata of a phone. */
export function withMetadata(picture: Buffer, orientation = 6): Buffer {
  return Buffer.concat([
    picture.subarray(0, 2),
    segment(0xe1, exif(orientation)),
    segment(0xe1, Buffer.from("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRETXMP</x:xmpmeta>", "latin1")),
    segment(0xfe, Buffer.from("SECRETCOMMENT", "latin1")),
    picture.subarray(2),
  ]);
}

/** A PNG that says it is `width` × `height` and holds next to nothing: a decompression bomb's outside. */
export function pngSaying(width: number, height: number): Buffer {
  const chunk = (type: string, body: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
    const whole = Buffer.alloc(named.length + 8);
    whole.writeUInt32BE(body.length, 0);
    named.copy(whole, 4);
    whole.writeUInt32BE(crc32(named) >>> 0, named.length + 4);
    return whole;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.alloc(1024))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
