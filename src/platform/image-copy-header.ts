/**
 * What a file is, from its first bytes, and how large a picture it unpacks to, from its header: before anything decodes it.
 *
 * Promises: name and declared type are never asked; a picture that would unpack beyond the limits (a "decompression bomb")
 * is refused without one pixel decoded; what its metadata tells beside the picture is named, never read out. Refuses:
 * every type that is not in the list, and HEIC by name, so that its owner hears what to do.
 */
import type { ByteSource } from "./resumable.ts";
import { Problem } from "./problem.ts";

export type MediaType = "image/jpeg" | "image/png" | "image/webp" | "application/pdf";

/** What metadata can tell of who took a picture, where and when. */
export type Carried = "position" | "device" | "time" | "text";

export interface FileFacts {
  readonly mediaType: MediaType;
  /** Upright, in pixels; null for a document. */
  readonly picture: { readonly width: number; readonly height: number } | null;
  readonly carries: readonly Carried[];
}

/** Most pixels of a picture: phones make 48 to 50 million. */
export const mostPixels = 52_000_000;
/** Longest edge: the copies are JPEG, which ends at 65,535; nobody photographs a mark with more than this. */
export const longestEdge = 20_000;
/** How many segments or chunks are walked through before a header counts as broken. */
const mostSegments = 400;

const refused = (code: string, values: Readonly<Record<string, string | number>> = {}): Problem =>
  new Problem({ status: 422, code, values });

const ascii = (bytes: Buffer, at: number, length: number): string => bytes.toString("latin1", at, at + length);

/** The type by content, from at least the first 16 bytes. Throws Problem `attachment-heic` or `attachment-type`. */
export function sniff(head: Buffer): MediaType {
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "image/jpeg";
  if (head.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return "image/png";
  if (ascii(head, 0, 4) === "RIFF" && ascii(head, 8, 4) === "WEBP") return "image/webp";
  if (ascii(head, 0, 5) === "%PDF-") return "application/pdf";
  if (ascii(head, 4, 4) === "ftyp" && /^(heic|heix|heim|heis|hevc|hevx|mif1|msf1|avif)$/.test(ascii(head, 8, 4)))
    throw refused("attachment-heic");
  throw refused("attachment-type");
}

/** Looks at a whole file. Throws Problem `attachment-heic`, `attachment-type`, `attachment-broken` or `attachment-pixels` (422). */
export async function inspect(source: ByteSource): Promise<FileFacts> {
  const mediaType = sniff(await source.read(0, 16));
  if (mediaType === "application/pdf") return { mediaType, picture: null, carries: [] };
  const walked =
    mediaType === "image/jpeg"
      ? await walkJpeg(source)
      : mediaType === "image/png"
        ? await walkPng(source)
        : await walkWebp(source);
  const { width, height, orientation = 1 } = walked;
  if (width < 1 || height < 1) throw refused("attachment-broken");
  if (width * height > mostPixels || Math.max(width, height) > longestEdge) {
    throw refused("attachment-pixels", {
      width,
      height,
      millions: Math.round((width * height) / 1e6),
      limit: Math.floor(mostPixels / 1e6),
    });
  }
  return {
    mediaType,
    picture: orientation >= 5 ? { width: height, height: width } : { width, height },
    carries: [...new Set(walked.carries)].sort(),
  };
}

interface Walked {
  width: number;
  height: number;
  orientation?: number;
  readonly carries: Carried[];
}

async function walkJpeg(source: ByteSource): Promise<Walked> {
  const found: Walked = { width: 0, height: 0, carries: [] };
  let at = 2;
  for (let count = 0; count < mostSegments; count += 1) {
    let head = await source.read(at, 4);
    // Fill bytes may stand before a marker.
    while (head[0] === 0xff && head[1] === 0xff) head = await source.read((at += 1), 4);
    const marker = head[1];
    if (head.length < 4 || head[0] !== 0xff || marker === undefined) throw refused("attachment-broken");
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2;
      continue;
    }
    const length = head.readUInt16BE(2);
    if (length < 2 || marker === 0xd9 || marker === 0xda) throw refused("attachment-broken");
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const frame = await source.read(at + 5, 4);
      if (frame.length < 4) throw refused("attachment-broken");
      found.height = frame.readUInt16BE(0);
      found.width = frame.readUInt16BE(2);
      return found;
    }
    if (marker === 0xe1) {
      const body = await source.read(at + 4, Math.min(length - 2, 65_533));
      if (ascii(body, 0, 4) === "Exif") readExif(body.subarray(6), found);
      else found.carries.push("text");
    } else if (marker === 0xed || marker === 0xfe) found.carries.push("text");
    at += 2 + length;
  }
  throw refused("attachment-broken");
}

async function walkPng(source: ByteSource): Promise<Walked> {
  const first = await source.read(8, 16);
  if (first.length < 16 || ascii(first, 4, 4) !== "IHDR") throw refused("attachment-broken");
  const found: Walked = { width: first.readUInt32BE(8), height: first.readUInt32BE(12), carries: [] };
  let at = 8;
  for (let count = 0; count < mostSegments; count += 1) {
    const head = await source.read(at, 8);
    if (head.length < 8) throw refused("attachment-broken");
    const length = head.readUInt32BE(0);
    const type = ascii(head, 4, 4);
    if (type === "IDAT" || type === "IEND") return found;
    if (type === "eXIf") readExif(await source.read(at + 8, Math.min(length, 65_536)), found);
    else if (["tEXt", "zTXt", "iTXt"].includes(type)) found.carries.push("text");
    else if (type === "tIME") found.carries.push("time");
    at += 12 + length;
  }
  return found;
}

async function walkWebp(source: ByteSource): Promise<Walked> {
  const found: Walked = { width: 0, height: 0, carries: [] };
  let at = 12;
  for (let count = 0; count < mostSegments; count += 1) {
    const head = await source.read(at, 22);
    if (head.length < 8) break;
    const type = ascii(head, 0, 4);
    const length = head.readUInt32LE(4);
    if (type === "VP8X" && head.length >= 18) {
      found.width = head.readUIntLE(12, 3) + 1;
      found.height = head.readUIntLE(15, 3) + 1;
    } else if (type === "VP8 " && head.length >= 18 && found.width === 0) {
      found.width = head.readUInt16LE(14) & 0x3fff;
      found.height = head.readUInt16LE(16) & 0x3fff;
    } else if (type === "VP8L" && head.length >= 13 && found.width === 0) {
      const bits = head.readUInt32LE(9);
      found.width = (bits & 0x3fff) + 1;
      found.height = ((bits >>> 14) & 0x3fff) + 1;
    } else if (type === "EXIF") {
      const body = await source.read(at + 8, Math.min(length, 65_536));
      readExif(ascii(body, 0, 4) === "Exif" ? body.subarray(6) : body, found);
    } else if (type === "XMP ") found.carries.push("text");
    at += 8 + length + (length % 2);
  }
  return found;
}

const tags = {
  make: 0x010f,
  model: 0x0110,
  orientation: 0x0112,
  changed: 0x0132,
  exif: 0x8769,
  gps: 0x8825,
  taken: 0x9003,
} as const;

/** Orientation, and which kinds of facts are told; a broken block tells nothing and breaks nothing. */
function readExif(tiff: Buffer, found: Walked): void {
  const little = ascii(tiff, 0, 2) === "II";
  if (tiff.length < 8 || (!little && ascii(tiff, 0, 2) !== "MM")) return;
  const u16 = (at: number): number =>
    at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  const u32 = (at: number): number =>
    at + 4 > tiff.length ? 0 : little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at);
  const entries = (at: number): Map<number, number> => {
    const list = new Map<number, number>();
    for (let index = 0; at > 0 && index < Math.min(u16(at), 200); index += 1)
      list.set(u16(at + 2 + index * 12), at + 2 + index * 12);
    return list;
  };
  const main = entries(u32(4));
  const orientation = main.get(tags.orientation);
  const turned = orientation === undefined ? 0 : u16(orientation + 8);
  if (turned >= 1 && turned <= 8) found.orientation = turned;
  if (main.has(tags.make) || main.has(tags.model)) found.carries.push("device");
  if (main.has(tags.gps)) found.carries.push("position");
  const exif = main.get(tags.exif);
  if (main.has(tags.changed) || (exif !== undefined && entries(u32(exif + 8)).has(tags.taken)))
    found.carries.push("time");
}
