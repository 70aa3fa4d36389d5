/**
 * Which letters the bytes mean. Says an encoding, how sure it is (0 to 1) and why; a person can override it.
 *
 * Promises: valid UTF-8 is never taken for anything else; text that is plain ASCII so far is decided only when its
 * first other byte comes, however late in the file. Refuses: to guess silently: a low confidence is stated, and a byte
 * that has no letter becomes U+FFFD, which marks its row doubtful.
 */
import { tableProblem } from "./limits.ts";

export const encodings = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "windows-1251",
  "koi8-r",
  "koi8-u",
  "ibm866",
  "iso-8859-5",
  "windows-1252",
  "windows-1254",
] as const;
export type Encoding = (typeof encodings)[number];

export interface EncodingGuess {
  readonly encoding: Encoding;
  /** 0 to 1: 1 for a byte-order mark or a person's word, 0.99 for valid UTF-8, less for letter statistics. */
  readonly confidence: number;
  readonly reason: "byte-order-mark" | "valid-utf-8" | "ascii-so-far" | "nul-pattern" | "letter-statistics" | "chosen";
  /** Bytes of a byte-order mark to skip. */
  readonly bom: number;
  readonly runnerUp?: Encoding;
}

/** Relative letter frequencies per mille, Russian with the letters that Ukrainian, Belarusian, Kazakh add at a low rate. */
const CYRILLIC: ReadonlyMap<string, number> = new Map(
  Object.entries({
    о: 98,
    е: 80,
    а: 85,
    и: 70,
    н: 66,
    т: 60,
    с: 52,
    р: 50,
    в: 45,
    л: 42,
    к: 38,
    м: 31,
    д: 30,
    п: 28,
    у: 27,
    я: 19,
    ы: 15,
    ь: 16,
    г: 18,
    з: 17,
    б: 16,
    ч: 13,
    й: 12,
    х: 10,
    ж: 9,
    ш: 7,
    ю: 6,
    ц: 5,
    щ: 4,
    э: 3,
    ф: 4,
    ъ: 1,
    ё: 1,
    і: 20,
    ї: 5,
    є: 4,
    ґ: 1,
    ў: 2,
    "№": 4,
  }),
);
const UKRAINIAN_ONLY = /[іїєґІЇЄҐ]/u;
const LATIN_LETTER = /[\p{Script=Latin}ºª]/u;
const TURKISH = /[ğĞışŞİ]/u;

interface ByteTable {
  /** How likely the byte's letter is by itself, for bytes from 128. */
  readonly base: Float64Array;
  readonly letter: Uint8Array;
  readonly capital: Uint8Array;
}

const tables = new Map<Encoding, ByteTable>();

function isLatin(encoding: Encoding): boolean {
  return encoding === "windows-1252" || encoding === "windows-1254";
}

/** What each of the 256 bytes is in a single-byte encoding. */
function byteTable(encoding: Encoding): ByteTable {
  const known = tables.get(encoding);
  if (known !== undefined) return known;
  const decoder = new TextDecoder(encoding);
  const base = new Float64Array(256);
  const letter = new Uint8Array(256);
  const capital = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    const sign = decoder.decode(Uint8Array.of(byte));
    const lower = sign.toLowerCase();
    letter[byte] = /\p{L}/u.test(sign) ? 1 : 0;
    capital[byte] = lower === sign ? 0 : 1;
    base[byte] = isLatin(encoding) ? latinWeight(sign, lower, encoding) : cyrillicWeight(sign, lower);
  }
  const table = { base, letter, capital };
  tables.set(encoding, table);
  return table;
}

function cyrillicWeight(sign: string, lower: string): number {
  const frequency = CYRILLIC.get(lower);
  if (frequency !== undefined) return 0.35 + Math.min(0.65, frequency / 60);
  if (/[«»“”„–—…°’\u00A0]/u.test(sign)) return 0.4;
  return /\p{Script=Cyrillic}/u.test(sign) ? 0.15 : -0.8;
}

function latinWeight(sign: string, lower: string, encoding: Encoding): number {
  const turkish = encoding === "windows-1254" ? (TURKISH.test(sign) ? 0.1 : -0.01) : /[ðÐýÝþÞ]/u.test(sign) ? -0.15 : 0;
  if (/[áàâãäåçéêèëíìîïñóòôõöúùûüýßœæøğışºª]/u.test(lower)) return 0.75 + turkish;
  if (/[«»“”„–—…°’€£§\u00A0]/u.test(sign)) return 0.4 + turkish;
  return LATIN_LETTER.test(sign) ? 0.1 + turkish : -0.8;
}

/** Counts UTF-8: sequences that are whole, bytes that fit nothing. A sequence cut by the end of the sample is no fault. */
function utf8Census(bytes: Uint8Array): { valid: number; invalid: number } {
  let valid = 0;
  let invalid = 0;
  for (let i = 0; i < bytes.length;) {
    const b = bytes[i] ?? 0;
    if (b < 0x80) {
      i += 1;
      continue;
    }
    const length = b >= 0xc2 && b <= 0xdf ? 2 : b >= 0xe0 && b <= 0xef ? 3 : b >= 0xf0 && b <= 0xf4 ? 4 : 0;
    if (length === 0) {
      invalid += 1;
      i += 1;
      continue;
    }
    let k = 1;
    while (k < length && i + k < bytes.length && ((bytes[i + k] ?? 0) & 0xc0) === 0x80) k += 1;
    if (k === length) valid += 1;
    else if (i + k < bytes.length) invalid += 1;
    i += k;
  }
  return { valid, invalid };
}

/** How well the bytes read in a single-byte encoding: the mean of what speaks for each letter beyond ASCII, up to ~1. */
function plausibility(bytes: Uint8Array, encoding: Encoding): number {
  const { base, letter, capital } = byteTable(encoding);
  const latin = isLatin(encoding);
  let score = 0;
  let seen = 0;
  let previous = 32;
  for (const byte of bytes) {
    if (byte >= 0x80) {
      seen += 1;
      score += base[byte] ?? 0;
      const afterLetter = letter[previous] === 1;
      if (afterLetter && letter[byte] === 1) {
        if (latin) {
          // In Latin writing an accented letter stands among plain ones; a whole word of them is another alphabet.
          score += previous < 0x80 ? 0.25 : -0.5;
        } else {
          // A capital after a small letter, and a Latin letter glued to a Cyrillic one, are signs of a wrong table.
          if (capital[byte] === 1 && capital[previous] === 0) score -= 0.7;
          if (previous < 0x80) score -= 0.5;
        }
      }
    }
    previous = byte;
  }
  return seen === 0 ? 0 : score / seen;
}

/** UTF-16 without a mark: the high bytes of its ASCII letters are NUL, all on one side. */
function utf16ByNuls(bytes: Uint8Array): Encoding | undefined {
  const pairs = Math.min(bytes.length, 4096) >> 1;
  if (pairs < 2) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < pairs; i += 1) {
    if (bytes[2 * i] === 0) even += 1;
    if (bytes[2 * i + 1] === 0) odd += 1;
  }
  // Cyrillic text in UTF-16 still has separators, digits and line ends, whose high bytes are NUL.
  if (odd > pairs * 0.1 && even === 0) return "utf-16le";
  if (even > pairs * 0.1 && odd === 0) return "utf-16be";
  return undefined;
}

/** What the sample says. `chosen` (a person's choice) always wins, and still skips its own byte-order mark. */
export function detectEncoding(sample: Uint8Array, chosen?: Encoding): EncodingGuess {
  const [a, b, c, d] = sample;
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff)) {
    throw tableProblem("table-encoding-unknown", { encoding: "UTF-32" });
  }
  const marked: [Encoding, number] | undefined =
    a === 0xef && b === 0xbb && c === 0xbf
      ? ["utf-8", 3]
      : a === 0xff && b === 0xfe
        ? ["utf-16le", 2]
        : a === 0xfe && b === 0xff
          ? ["utf-16be", 2]
          : undefined;
  if (chosen !== undefined) {
    return { encoding: chosen, confidence: 1, reason: "chosen", bom: marked?.[0] === chosen ? marked[1] : 0 };
  }
  if (marked !== undefined) {
    return { encoding: marked[0], confidence: 1, reason: "byte-order-mark", bom: marked[1] };
  }
  const wide = utf16ByNuls(sample);
  if (wide !== undefined) return { encoding: wide, confidence: 0.9, reason: "nul-pattern", bom: 0 };
  const { valid, invalid } = utf8Census(sample);
  if (valid === 0 && invalid === 0) return { encoding: "utf-8", confidence: 0.5, reason: "ascii-so-far", bom: 0 };
  if (invalid === 0) {
    // Two-byte sequences come about by chance in KOI8 and Windows-1251 only when there are very few of them.
    return { encoding: "utf-8", confidence: valid >= 4 ? 0.99 : 0.8, reason: "valid-utf-8", bom: 0 };
  }
  if (valid > 8 * invalid) {
    return { encoding: "utf-8", confidence: valid / (valid + 4 * invalid), reason: "valid-utf-8", bom: 0 };
  }
  return byStatistics(sample, valid + invalid);
}

function byStatistics(sample: Uint8Array, evidence: number): EncodingGuess {
  const part = sample.length > 65_536 ? sample.subarray(0, 65_536) : sample;
  const candidates: Encoding[] = ["windows-1251", "koi8-r", "ibm866", "iso-8859-5", "windows-1252", "windows-1254"];
  const ranked = candidates
    .map((encoding) => ({ encoding, score: plausibility(part, encoding) }))
    .sort((x, y) => y.score - x.score);
  const first = ranked[0] ?? { encoding: "windows-1252" as Encoding, score: 0 };
  const family = (e: Encoding) => (e === "windows-1254" ? "windows-1252" : e);
  const second = ranked.find((r) => family(r.encoding) !== family(first.encoding));
  const margin = first.score - (second?.score ?? 0);
  const enough = evidence / (evidence + 12);
  const confidence = Math.max(0.05, Math.min(0.97, enough * Math.min(1, 0.45 + margin * 1.6)));
  let encoding = first.encoding;
  // KOI8-U is KOI8-R with the Ukrainian letters where the line-drawing characters stand.
  if (encoding === "koi8-r" && UKRAINIAN_ONLY.test(new TextDecoder("koi8-u").decode(part))) encoding = "koi8-u";
  return {
    encoding,
    confidence: Math.round(confidence * 100) / 100,
    reason: "letter-statistics",
    bom: 0,
    ...(second === undefined ? {} : { runnerUp: second.encoding }),
  };
}

function isAscii(bytes: Uint8Array): boolean {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let i = 0;
  for (; i + 4 <= bytes.length; i += 4) if ((words.getUint32(i) & 0x80808080) !== 0) return false;
  for (; i < bytes.length; i += 1) if ((bytes[i] ?? 0) >= 0x80) return false;
  return true;
}

/** Decodes a stream, deciding as late as the bytes allow. `guess` says what holds now. */
export class TableDecoder {
  guess: EncodingGuess;
  #decoder: TextDecoder | undefined;
  readonly #latin = new TextDecoder("windows-1252");
  #first = true;

  constructor(sample: Uint8Array, chosen?: Encoding) {
    this.guess = detectEncoding(sample, chosen);
  }

  /** Text of the next bytes; `last` flushes what a sequence cut by the end of the file leaves. */
  decode(bytes: Uint8Array, last = false): string {
    let part = bytes;
    if (this.#first && part.length > 0) {
      part = part.subarray(this.guess.bom);
      this.#first = false;
    }
    if (this.#decoder === undefined) {
      if (this.guess.reason === "ascii-so-far") {
        if (isAscii(part)) return this.#latin.decode(part);
        this.guess = detectEncoding(part);
      }
      this.#decoder = new TextDecoder(this.guess.encoding, { ignoreBOM: true });
    }
    return this.#decoder.decode(part, { stream: !last });
  }
}
