/** The pure half of the date field: parts as typed, and the ISO text they make, or why they make none. */

export interface DateParts {
  readonly day: string;
  /** "1" to "12", or "". */
  readonly month: string;
  readonly year: string;
  /** "HH:MM", or "". */
  readonly time: string;
}

export type JoinedDate =
  | { readonly kind: "date"; readonly iso: string }
  | { readonly kind: "unfinished" }
  | { readonly kind: "impossible" };

/** Takes an ISO date or local date and time apart; anything else gives empty parts. */
export function splitDate(iso: string): DateParts {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}:\d{2}))?/.exec(iso);
  return {
    year: found?.[1] ?? "",
    month: found?.[2] === undefined ? "" : String(Number(found[2])),
    day: found?.[3] === undefined ? "" : String(Number(found[3])),
    time: found?.[4] ?? "",
  };
}

function timeOf(text: string): string | undefined {
  const found = /^(\d{1,2})[:.\s]?(\d{2})$/.exec(text.trim());
  if (found === null) return undefined;
  const hours = Number(found[1]);
  const minutes = Number(found[2]);
  if (hours > 23 || minutes > 59) return undefined;
  return `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
}

/** Puts the parts together; a day that the calendar does not have is impossible, not moved to the next month. */
export function joinDate(parts: DateParts, withTime: boolean): JoinedDate {
  const { day, month, year, time } = parts;
  if (!/^\d{1,2}$/.test(day.trim()) || month === "" || !/^\d{4}$/.test(year.trim())) {
    const wrong = /\D/.test(day.trim()) || /\D/.test(year.trim());
    return { kind: wrong ? "impossible" : "unfinished" };
  }
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const made = new Date(Date.UTC(y, m - 1, d));
  if (made.getUTCFullYear() !== y || made.getUTCMonth() !== m - 1 || made.getUTCDate() !== d) {
    return { kind: "impossible" };
  }
  const iso = `${String(y).padStart(4, "0")}-${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}`;
  if (!withTime) return { kind: "date", iso };
  const clock = timeOf(time);
  if (clock !== undefined) return { kind: "date", iso: `${iso}T${clock}` };
  return { kind: time.trim().length >= 4 ? "impossible" : "unfinished" };
}

/** Reads a pasted date: ISO, or day first with dots, slashes or dashes and a four-digit year; else undefined. */
export function readDate(text: string): Partial<DateParts> | undefined {
  const plain = text.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s](\d{1,2}:\d{2}))?/.exec(plain);
  const written = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:,?\s+(\d{1,2}:\d{2}))?/.exec(plain);
  const [year, month, day, time] =
    iso === null ? [written?.[3], written?.[2], written?.[1], written?.[4]] : [iso[1], iso[2], iso[3], iso[4]];
  if (year === undefined || month === undefined || day === undefined || Number(month) > 12) return undefined;
  return {
    year,
    month: String(Number(month)),
    day: String(Number(day)),
    ...(time === undefined ? {} : { time: time.padStart(5, "0") }),
  };
}
