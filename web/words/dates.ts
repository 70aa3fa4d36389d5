/**
 * Dates and numbers as people of an office write them: the month as a word, never 03.04, and 24 hours.
 *
 * Promises: a value that is not a date comes back as it was written, so that nothing is hidden. Refuses: to guess.
 */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { localeOf } from "./words.ts";

export interface Dates {
  /** "22 Nov 2026" from an ISO date or instant. */
  readonly day: (iso: string) => string;
  /** "22 November 2026". */
  readonly longDay: (iso: string) => string;
  /** "Nov 2026" from "2026-11". */
  readonly month: (month: string) => string;
  /** "22 Nov 2026, 14:05" in the reader's time zone. */
  readonly moment: (iso: string) => string;
  /** "14:05". */
  readonly time: (iso: string) => string;
  /** "in 3 days", "5 hours ago", counted from `now` (milliseconds since 1970). */
  readonly distance: (iso: string, now?: number) => string;
  /** "41 732". */
  readonly count: (value: number) => string;
  /** "62 %" from 0.62. */
  readonly share: (value: number) => string;
  /** "1.4 MB" from bytes. */
  readonly size: (bytes: number) => string;
}

const DAY_ONLY = /^\d{4}-\d{2}-\d{2}$/;

function parse(iso: string): Date | undefined {
  // A bare date is a calendar day and must not move with the time zone.
  const date = new Date(DAY_ONLY.test(iso) ? `${iso}T12:00:00` : iso);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_557_600_000],
  ["month", 2_629_800_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** Makes the formats of one language. */
export function datesOf(language: string): Dates {
  const locale = localeOf(language);
  const make = (options: Intl.DateTimeFormatOptions): ((iso: string) => string) => {
    const format = new Intl.DateTimeFormat(locale, options);
    return (iso) => {
      const date = parse(iso);
      if (date === undefined) return iso;
      // Russian adds "г." after the year; offices leave it out in tables and receipts.
      return format
        .format(date)
        .replace(/(?<=\d)\s?г\./, "")
        .replace(" в ", ", ");
    };
  };
  const day = make({ day: "numeric", month: "short", year: "numeric" });
  const monthOf = make({ month: "short", year: "numeric" });
  const time = make({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  return {
    day,
    month: (month) => (parse(`${month}-01`) === undefined ? month : monthOf(`${month}-01`)),
    longDay: make({ day: "numeric", month: "long", year: "numeric" }),
    moment: (iso) => (parse(iso) === undefined ? iso : DAY_ONLY.test(iso) ? day(iso) : `${day(iso)}, ${time(iso)}`),
    time,
    distance: (iso, now = Date.now()) => {
      const date = parse(iso);
      if (date === undefined) return iso;
      const gap = date.getTime() - now;
      for (const [unit, length] of STEPS) {
        if (Math.abs(gap) >= length) return relative.format(Math.trunc(gap / length), unit);
      }
      return relative.format(0, "minute");
    },
    count: (value) => number.format(value),
    share: (value) => percent.format(value),
    size: (bytes) => {
      const units = language === "ru" ? ["Б", "КБ", "МБ", "ГБ"] : ["B", "KB", "MB", "GB"];
      let value = bytes;
      let step = 0;
      while (value >= 1000 && step < units.length - 1) {
        value /= 1000;
        step += 1;
      }
      return `${decimal.format(value)} ${units[step] ?? ""}`;
    },
  };
}

/** The formats of the language now shown. */
export function useDates(): Dates {
  const { i18n } = useTranslation();
  return useMemo(() => datesOf(i18n.language), [i18n.language]);
}
