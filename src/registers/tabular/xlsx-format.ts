/**
 * What a number in a workbook means: a plain number, or a date that its number format makes of it.
 *
 * Promises: the digits written in the file come out, a date as ISO text; what a spreadsheet cannot hold exactly
 * (more than 15 digits, powers of ten) is kept as written and marked doubtful, because a serial number may have
 * suffered. Refuses: the day 29 February 1900, which only that spreadsheet knows.
 */
export type NumberKind = "number" | "date" | "time" | "date-time" | "zero-padded";

export interface NumberStyle {
  readonly kind: NumberKind;
  /** Digits of a format like `00000`. */
  readonly digits: number;
}

export const plainStyle: NumberStyle = { kind: "number", digits: 0 };

/** The built-in formats that are dates (ECMA-376 part 1, 18.8.30, and the East Asian ones). */
function builtIn(id: number): NumberKind | undefined {
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)) return "date";
  if (id === 22) return "date-time";
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47)) return "time";
  return undefined;
}

/** @param code a format code such as `dd/mm/yyyy hh:mm`, or undefined for a built-in `id`. */
export function numberStyle(id: number, code: string | undefined): NumberStyle {
  if (code === undefined) return { kind: builtIn(id) ?? "number", digits: 0 };
  const bare = (code.split(";")[0] ?? "")
    .replace(/"[^"]*"/g, "")
    .replace(/\\./g, "")
    .replace(/[_*]./g, "")
    .replace(/\[(?:\$[^\]]*|[a-z]{3,}\d*|[<>=][^\]]*)\]/gi, "");
  if (/^0{2,}$/.test(bare)) return { kind: "zero-padded", digits: bare.length };
  if (/general/i.test(bare)) return plainStyle;
  if (/\[[hms]+\]/i.test(bare)) return { kind: "time", digits: 0 };
  const day = /[yd]/i.test(bare) || (/m/i.test(bare) && !/[hs]/i.test(bare));
  const clock = /[hs]/i.test(bare);
  if (day) return { kind: clock ? "date-time" : "date", digits: 0 };
  return { kind: clock ? "time" : "number", digits: 0 };
}

export interface CellText {
  readonly text: string;
  readonly doubt?: string;
}

/** A numeric cell's text as written → text for the row, with a doubt where it cannot be trusted. */
export function numberText(raw: string, style: NumberStyle, is1904: boolean): CellText {
  const value = Number(raw);
  if (raw === "" || !Number.isFinite(value)) return { text: raw, doubt: "number-unreadable" };
  if (style.kind === "date" || style.kind === "date-time" || style.kind === "time") {
    return serialText(value, raw, style.kind, is1904);
  }
  const digits = raw.replace(/^-/, "").replace(/e.*$/i, "").replace(".", "").replace(/^0+/, "").length;
  if (/e/i.test(raw)) {
    // Spreadsheets write 1E-3 for small fractions themselves; a power of ten may be a damaged serial.
    return { text: raw, doubt: "number-scientific" };
  }
  if (/^-?\d+$/.test(raw)) {
    if (digits > 15) return { text: raw, doubt: "number-precision" };
    if (style.kind === "zero-padded" && !raw.startsWith("-") && raw.length < style.digits) {
      return { text: raw.padStart(style.digits, "0"), doubt: "zeros-from-format" };
    }
    return { text: raw };
  }
  // 7.62 is stored as 7.6200000000000001: the shortest number that is the same one is what was typed.
  return { text: digits > 15 ? String(value) : raw };
}

const dayMs = 86_400_000;

function serialText(serial: number, raw: string, kind: "date" | "date-time" | "time", is1904: boolean): CellText {
  if (serial < 0 || serial > 2_958_466) return { text: raw, doubt: "date-serial-unreadable" };
  if (kind === "time" && serial < 1) return { text: clock(Math.round(serial * 86_400)) };
  const days = Math.floor(serial);
  const seconds = Math.round((serial - days) * 86_400);
  if (!is1904 && days === 60) return { text: raw, doubt: "date-serial-unreadable" };
  if (!is1904 && days === 0) return { text: kind === "date" ? raw : clock(seconds), doubt: "date-serial-unreadable" };
  const epoch = is1904 ? Date.UTC(1904, 0, 1) : days > 60 ? Date.UTC(1899, 11, 30) : Date.UTC(1899, 11, 31);
  const at = new Date(epoch + days * dayMs + seconds * 1000);
  const iso = at.toISOString();
  return { text: kind === "date" && seconds === 0 ? iso.slice(0, 10) : iso.slice(0, 19) };
}

function clock(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
