/**
 * Reads the text of a cell as a value: text, number, quantity, year, serial. Dates have their own file.
 *
 * Promises: the outcome says the value and, where there is any, the doubt; the original is never lost (the caller keeps
 * the row); a spreadsheet's marks (`1963.0`, `7,62`) do not change what was meant. Refuses, with `refused: true`, what
 * cannot be the value at all; never guesses it into one. What a calibre or make *is* belongs to the reference lists.
 */

export interface ValueDoubt {
  /** Key in the catalogue `tabular` under `doubts.`. */
  readonly code: string;
  readonly values?: Readonly<Record<string, string | number>>;
  /** The value is refused: there is none. Otherwise it is there, and doubtful. */
  readonly refused?: true;
}

export interface ReadValue<T> {
  /** Null when the cell is empty or its value is refused. */
  readonly value: T | null;
  readonly doubt?: ValueDoubt;
}

const nothing: ReadValue<never> = { value: null };

export interface CleanText extends ReadValue<string> {
  /** As it stood in the file, to show and to keep. */
  readonly original: string;
}

/** Marks that turn the reading direction: they can make `gun.exe` look like `exe.nug`. */
const bidi = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
const invisible = /(?![\u200C\u200D])\p{Default_Ignorable_Code_Point}/gu;
/** Any sign that the slow way is needed. Most cells have none. */
const unusual = /[\p{C}\p{Default_Ignorable_Code_Point}]|\s{2}|^\s|\s$|[^\S ]/u;
/** The non-joiner and joiner are letters' companions in Persian, Dari and Indian scripts, invisible elsewhere. */
const joiners =
  /(?<![\p{Script=Arabic}\p{Script=Devanagari}])[\u200C\u200D]|[\u200C\u200D](?![\p{Script=Arabic}\p{Script=Devanagari}])/gu;
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/gu;

/**
 * Text to compare and store: Unicode NFC, trimmed, inner white space single, direction marks and invisible characters
 * removed. HTML stays the plain text it is. Doubts: `bidi-characters`, `invisible-characters`, `control-characters`.
 */
export function cleanText(text: string): CleanText {
  if (/^[!-~]*$/.test(text)) return { value: text === "" ? null : text, original: text };
  let value = text.normalize("NFC");
  if (!unusual.test(value)) return { value, original: text };
  const withoutBidi = value.replace(bidi, "");
  const withoutInvisible = withoutBidi.replace(invisible, "").replace(joiners, "");
  const withoutControl = withoutInvisible.replace(control, " ");
  const code =
    withoutBidi !== value
      ? "bidi-characters"
      : withoutInvisible !== withoutBidi
        ? "invisible-characters"
        : withoutControl !== withoutInvisible
          ? "control-characters"
          : undefined;
  value = withoutControl.replace(/\s+/gu, " ").trim();
  const result = { value: value === "" ? null : value, original: text };
  return code === undefined ? result : { ...result, doubt: { code } };
}

/** Keeps line breaks, for notes. */
export function cleanNotes(text: string): CleanText {
  const lines = text.split(/\r\n|\r|\n/).map(cleanText);
  const value = lines
    .map((l) => l.value ?? "")
    .join("\n")
    .trim();
  const doubt = lines.find((l) => l.doubt !== undefined)?.doubt;
  return { value: value === "" ? null : value, original: text, ...(doubt === undefined ? {} : { doubt }) };
}

/** Which character divides the decimals of a column. */
export type DecimalMark = "comma" | "point";

/**
 * A number with decimal comma or point and thousands separated by blanks, points, commas or apostrophes.
 * `1.234` and `1,234` are ambiguous unless `mark` says; then the value is the decimal reading, doubt `number-ambiguous`.
 */
export function readDecimal(text: string, mark?: DecimalMark): ReadValue<number> {
  const clean = cleanText(text).value?.replace(/[\s\u00A0\u202F'’]/gu, "") ?? "";
  if (clean === "") return nothing;
  const refused: ReadValue<number> = { value: null, doubt: { code: "number-unreadable", refused: true } };
  const match = /^([+-]?)(\d[\d.,]*|[.,]\d+)$/.exec(clean);
  if (match === null) return refused;
  const sign = match[1] === "-" ? -1 : 1;
  const body = match[2] ?? "";
  const commas = body.split(",").length - 1;
  const points = body.split(".").length - 1;
  let decimal = "";
  let doubt: ValueDoubt | undefined;
  if (commas > 0 && points > 0) {
    decimal = body.lastIndexOf(",") > body.lastIndexOf(".") ? "," : ".";
    if (body.split(decimal).length > 2) return refused;
  } else if (commas + points === 1) {
    const used = commas === 1 ? "," : ".";
    const grouped = /^[1-9]\d{0,2}[.,]\d{3}$/.test(body);
    if (!grouped) decimal = used;
    else if (mark === undefined) {
      decimal = used;
      doubt = { code: "number-ambiguous", values: { text: clean } };
    } else decimal = (mark === "comma") === (used === ",") ? used : "";
  }
  const [whole = "", fraction = ""] = decimal === "" ? [body] : body.split(decimal);
  const groups = whole.split(/[.,]/);
  if (groups.length > 1 && !groups.slice(1).every((g) => g.length === 3)) return refused;
  const value = sign * Number(`${groups.join("") || "0"}.${fraction || "0"}`);
  return doubt === undefined ? { value } : { value, doubt };
}

/** How a column writes decimals, by the numbers that leave no choice. Undefined: no evidence. */
export function profileDecimals(values: Iterable<string>): DecimalMark | undefined {
  let comma = 0;
  let point = 0;
  for (const raw of values) {
    const match = /^\s*[+-]?\d[\d\s.,]*?([.,])(\d+)\s*$/u.exec(raw);
    if (match === null || match[2]?.length === 3) continue;
    if (match[1] === ",") comma += 1;
    else point += 1;
  }
  return comma === point ? undefined : comma > point ? "comma" : "point";
}

/**
 * The text of a calibre with only the spreadsheet's marks taken away: `9.0` → `9`, `7,62` → `7.62`, `12,00` → `12`.
 * Words stay as they are; `762.0` → `762` (that a point was lost is for the reference lists to see). Doubts:
 * `calibre-from-date` (a spreadsheet made 1970-12-01 of 12/70), `looks-like-date`.
 */
export function readCalibreText(text: string): ReadValue<string> {
  const clean = cleanText(text);
  if (clean.value === null) return pass(clean);
  const shell = shellFromDate(clean.value);
  if (shell !== undefined) {
    return { value: shell, doubt: { code: "calibre-from-date", values: { text: clean.value, read: shell } } };
  }
  if (looksLikeDate(clean.value)) return { value: clean.value, doubt: { code: "looks-like-date" } };
  const match = /^(\d*)[.,](\d+)$/.exec(clean.value);
  if (match === null) return pass(clean);
  const whole = match[1] ?? "";
  const fraction = match[2] ?? "";
  return pass(clean, /^0+$/.test(fraction) && whole !== "" ? whole : `${whole}.${fraction}`);
}

/**
 * Spreadsheets take the shotgun calibre 12/70 for December 1970. A first of month whose month is a gauge and whose
 * year is a chamber length in millimetres is that calibre.
 */
function shellFromDate(text: string): string | undefined {
  const iso = /^19(65|67|70|73|76|89)-(10|12)-01(?:[T ]00:00:00)?$/.exec(text);
  if (iso !== null) return `${iso[2] ?? ""}/${iso[1] ?? ""}`;
  const dotted = /^0?1[./](10|12)[./]19(65|67|70|73|76|89)$/.exec(text);
  return dotted === null ? undefined : `${dotted[1] ?? ""}/${dotted[2] ?? ""}`;
}

/** A whole date where none belongs: a spreadsheet made it of something else. */
function looksLikeDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?$/.test(text);
}

function pass(clean: CleanText, value: string | null = clean.value): ReadValue<string> {
  return clean.doubt === undefined ? { value } : { value, doubt: clean.doubt };
}

/**
 * A serial, series or record number: as written. Doubts where a spreadsheet may have changed it:
 * `number-scientific` (`1,23E+12`, `1E5`), `number-precision` (16 and more digits), `number-point-zero` (`502263.0` → `502263`),
 * `looks-like-date`.
 */
export function readSerialText(text: string): ReadValue<string> {
  const clean = cleanText(text);
  if (clean.value === null || clean.doubt !== undefined) return pass(clean);
  const value = clean.value;
  if (/^\d+(?:[.,]\d+)?E[+-]?\d+$/i.test(value)) return { value, doubt: { code: "number-scientific" } };
  if (/^\d{16,}$/.test(value)) return { value, doubt: { code: "number-precision" } };
  if (looksLikeDate(value)) return { value, doubt: { code: "looks-like-date" } };
  if (/^\d+\.0$/.test(value)) return { value: value.slice(0, -2), doubt: { code: "number-point-zero" } };
  return { value };
}

/** Whole, not negative: barrels, quantities. `1.0` is 1. Refused: `quantity-not-whole`, `number-unreadable`. */
export function readQuantity(text: string): ReadValue<number> {
  const read = readDecimal(text, "point");
  if (read.value === null) return read;
  if (!Number.isInteger(read.value) || read.value < 0 || read.value > 1_000_000_000) {
    return { value: null, doubt: { code: "quantity-not-whole", refused: true } };
  }
  return read;
}

/** Earliest year that a firearm in a register is believed to have. */
const firstYear = 1600;

/**
 * `1963`, `1963.0`, `1963 г.`, a whole date's year. Two digits are read with the doubt `year-two-digits`; beyond
 * `thisYear` or before 1600 refused as `year-out-of-range`.
 */
export function readYear(text: string, thisYear: number): ReadValue<number> {
  const clean = cleanText(text).value;
  if (clean === null || /^0+(?:\.0+)?$/.test(clean)) return nothing;
  const match = /^(\d{4}|\d{2})(?:[.,]0+)?\s*(?:\p{L}{1,4}\.?)?$/u.exec(clean) ?? /^(\d{4})-\d{2}-\d{2}/.exec(clean);
  if (match === null) return { value: null, doubt: { code: "year-unreadable", refused: true } };
  const digits = match[1] ?? "";
  const number = Number(digits);
  if (digits.length === 2) {
    return { value: number > thisYear % 100 ? 1900 + number : 2000 + number, doubt: { code: "year-two-digits" } };
  }
  if (number < firstYear || number > thisYear) {
    return { value: null, doubt: { code: "year-out-of-range", values: { year: number }, refused: true } };
  }
  return { value: number };
}
