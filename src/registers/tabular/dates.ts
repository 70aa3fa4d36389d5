/**
 * Dates as people and spreadsheets write them, and what a whole column says about the order of day and month.
 *
 * Promises: each value is read by its own shape, so two formats in one column are both read; `03/04/2019` is decided by
 * the column's own evidence or a person's word; without either it is doubtful and the profile says to ask
 * (`date-order-ambiguous`). A date without a zone stays without one. Refuses: 31.02 (`date-impossible`), the unreadable.
 */
import type { ReadValue, ValueDoubt } from "./values.ts";
import { cleanText } from "./values.ts";

export type DayMonthOrder = "dmy" | "mdy";
/** The character between the parts of an all-number date that begins with day or month. */
export type DateSeparator = "/" | "." | "-";

export interface DateValue {
  /** `1994`, `1994-12`, `1994-12-28`, `1994-12-28T22:41:28`, as far as `precision` goes. */
  readonly iso: string;
  readonly precision: "year" | "month" | "day" | "time";
  /** Offset written with the time: `Z`, `+05:00`. */
  readonly zone?: string;
}

/** What the column says. JSON, so that it can be stored with a mapping. */
export interface DateProfile {
  /** Values that are not empty. */
  readonly count: number;
  readonly shapes: readonly DateShapeProfile[];
  /** Values that look like a spreadsheet's day numbers. */
  readonly serials: number;
  readonly unreadable: number;
  /** Every value has the time 00:00:00: the writer's program added it, nobody saw a clock. */
  readonly midnightOnly: boolean;
  /** True: some values cannot be decided; a person must say the order for these separators. */
  readonly ask: boolean;
  readonly code?: "date-order-ambiguous";
}

type OrderFound = DayMonthOrder | "mixed" | "ambiguous";

export interface DateShapeProfile {
  /** `ymd`, `text` (month by name), `year`, `month`, or the separator of an all-number date. */
  readonly shape: "ymd" | "text" | "year" | "month" | DateSeparator;
  readonly count: number;
  /** Only for separators. "mixed": both orders stand in the column. */
  readonly order?: OrderFound;
  /** Values that only day-month (month-day) can read. */
  readonly onlyDmy?: number;
  readonly onlyMdy?: number;
  /** Values that both orders read, differently. */
  readonly either?: number;
}

/** A person's decision per separator; wins over the profile. */
export type DateOrders = Readonly<Partial<Record<DateSeparator, DayMonthOrder>>>;

/** Month names: the first letters that tell them apart, without accents, in en, ru, uk, pt, es, fr, tr. */
const months: readonly (readonly string[])[] = [
  ["jan", "янв", "січ", "ene", "oca"],
  ["feb", "фев", "лют", "fev", "sub"],
  ["mar", "мар", "бер"],
  ["apr", "апр", "кві", "abr", "avr", "nis"],
  ["may", "май", "мая", "тра", "mai"],
  ["jun", "июн", "чер", "juin", "haz"],
  ["jul", "июл", "лип", "juil", "tem"],
  ["aug", "авг", "сер", "ago", "aou", "agu"],
  ["sep", "сен", "вер", "set", "eyl"],
  ["oct", "окт", "жов", "out", "eki"],
  ["nov", "ноя", "лис", "kas"],
  ["dec", "дек", "гру", "dez", "dic", "ara"],
];

/** 1 to 12, or 0. */
function monthByName(word: string): number {
  const plain = word
    .toLowerCase()
    .normalize("NFD")
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, "")
    .normalize("NFC");
  if (plain.length < 3) return 0;
  return months.findIndex((names) => names.some((n) => plain.startsWith(n))) + 1;
}

interface Parts {
  readonly shape: DateShapeProfile["shape"] | "serial";
  /** year, month, day in the order of the shape; for a separator shape: first, second, year. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly shortYear: boolean;
  readonly time?: string;
  readonly zone?: string;
}

const timePattern =
  "(?:[Tt ,]\\s*(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,]\\d+)?)?\\s*([AaPp])?\\.?[Mm]?\\.?\\s*(Z|[+-]\\d{2}:?\\d{2})?)?";
const yearFirst = new RegExp(`^(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})${timePattern}$`);
const yearLast = new RegExp(
  `^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})(?:\\s*(?:г|р|года|року)\\.?)?${timePattern}$`,
  "u",
);
const dayName = new RegExp(
  `^(\\d{1,2})(?:st|nd|rd|th|º|°)?[\\s.-]*(?:de\\s+)?(\\p{L}{3,})\\.?[\\s,.-]*(?:de\\s+)?(\\d{4}|\\d{2})(?:\\s*(?:г|р|года|року)\\.?)?${timePattern}$`,
  "iu",
);
const nameDay = new RegExp(`^(\\p{L}{3,})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})${timePattern}$`, "iu");

/** Reads a shape without deciding an order. Undefined: no date. "time-impossible" when only the clock is wrong. */
function parts(text: string): Parts | undefined {
  let m = yearFirst.exec(text);
  if (m !== null) return withTime({ shape: "ymd", a: int(m[1]), b: int(m[3]), c: int(m[4]), shortYear: false }, m, 5);
  m = yearLast.exec(text);
  if (m !== null) {
    const shape = m[2] as DateSeparator;
    return withTime({ shape, a: int(m[1]), b: int(m[3]), c: int(m[4]), shortYear: m[4]?.length === 2 }, m, 5);
  }
  m = dayName.exec(text);
  if (m !== null) {
    const month = monthByName(m[2] ?? "");
    if (month === 0) return undefined;
    return withTime({ shape: "text", a: int(m[3]), b: month, c: int(m[1]), shortYear: m[3]?.length === 2 }, m, 4);
  }
  m = nameDay.exec(text);
  if (m !== null) {
    const month = monthByName(m[1] ?? "");
    if (month === 0) return undefined;
    return withTime({ shape: "text", a: int(m[3]), b: month, c: int(m[2]), shortYear: false }, m, 4);
  }
  m = /^(1[6-9]\d{2}|20\d{2})(0[1-9]|1[0-2])([0-3]\d)$/.exec(text);
  if (m !== null) return { shape: "ymd", a: int(m[1]), b: int(m[2]), c: int(m[3]), shortYear: false };
  m = /^(1[6-9]\d{2}|20\d{2})(?:[.,]0+)?(?:\s*(?:г|р|года|год)\.?)?$/u.exec(text);
  if (m !== null) return { shape: "year", a: int(m[1]), b: 1, c: 1, shortYear: false };
  m = /^(\d{1,2})[./-](\d{4})$/.exec(text);
  if (m !== null) return { shape: "month", a: int(m[2]), b: int(m[1]), c: 1, shortYear: false };
  m = /^(\d{4})-(\d{2})$/.exec(text);
  if (m !== null) return { shape: "month", a: int(m[1]), b: int(m[2]), c: 1, shortYear: false };
  m = /^(\d{4,5})(?:[.,](\d+))?$/.exec(text);
  if (m !== null) return { shape: "serial", a: Number(`${m[1] ?? ""}.${m[2] ?? "0"}`), b: 1, c: 1, shortYear: false };
  return undefined;
}

function int(text: string | undefined): number {
  return Number(text ?? Number.NaN);
}

function withTime(base: Parts, match: RegExpExecArray, at: number): Parts | undefined {
  const hourText = match[at];
  if (hourText === undefined) return base;
  let hour = Number(hourText);
  const minute = Number(match[at + 1]);
  const second = Number(match[at + 2] ?? 0);
  const half = match[at + 3]?.toLowerCase();
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half === "p" ? 12 : 0);
  }
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const two = (n: number) => String(n).padStart(2, "0");
  const zone = match[at + 4];
  return {
    ...base,
    time: `${two(hour)}:${two(minute)}:${two(Math.min(second, 59))}`,
    ...(zone === undefined ? {} : { zone: zone === "Z" ? zone : zone.replace(/^(...):?(..)$/, "$1:$2") }),
  };
}

function exists(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year < 100 ? 2000 : year, month, 0)).getUTCDate();
}

function separatorOf(shape: Parts["shape"]): DateSeparator | undefined {
  return shape === "/" || shape === "." || shape === "-" ? shape : undefined;
}

const mostTexts = 20_000;

/** Collects what a column says, value by value. */
export class DateProfiler {
  #count = 0;
  #serials = 0;
  #unreadable = 0;
  #timed = 0;
  #midnight = 0;
  readonly #shapes = new Map<DateShapeProfile["shape"], { count: number; dmy: number; mdy: number; either: number }>();

  /** How often each text stands in the column, as far as it is not counted yet: registers repeat their days. */
  readonly #texts = new Map<string, number>();

  add(text: string): void {
    this.#texts.set(text, (this.#texts.get(text) ?? 0) + 1);
    if (this.#texts.size >= mostTexts) this.#settle();
  }

  #settle(): void {
    for (const [text, times] of this.#texts) this.#weigh(text, times);
    this.#texts.clear();
  }

  #weigh(text: string, times: number): void {
    const value = cleanText(text).value;
    if (value === null) return;
    this.#count += times;
    const read = parts(value);
    if (read === undefined) this.#unreadable += times;
    else if (read.shape === "serial") this.#serials += times;
    else {
      const entry = this.#shapes.get(read.shape) ?? { count: 0, dmy: 0, mdy: 0, either: 0 };
      this.#shapes.set(read.shape, entry);
      entry.count += times;
      if (read.time !== undefined) {
        this.#timed += times;
        if (read.time === "00:00:00") this.#midnight += times;
      }
      if (separatorOf(read.shape) === undefined) return;
      const dmy = exists(read.c, read.b, read.a);
      const mdy = exists(read.c, read.a, read.b);
      if (dmy && mdy) entry.either += read.a === read.b ? 0 : times;
      else if (dmy) entry.dmy += times;
      else if (mdy) entry.mdy += times;
    }
  }

  result(): DateProfile {
    this.#settle();
    const shapes: DateShapeProfile[] = [];
    let ask = false;
    for (const [shape, e] of this.#shapes) {
      const separator = separatorOf(shape);
      if (separator === undefined) {
        shapes.push({ shape, count: e.count });
        continue;
      }
      const order = decide(separator, e.dmy, e.mdy, e.either);
      if (e.either > 0 && (order === "ambiguous" || order === "mixed")) ask = true;
      shapes.push({ shape, count: e.count, order, onlyDmy: e.dmy, onlyMdy: e.mdy, either: e.either });
    }
    const base = {
      count: this.#count,
      shapes,
      serials: this.#serials,
      unreadable: this.#unreadable,
      midnightOnly: this.#timed > 0 && this.#timed === this.#midnight,
      ask,
    };
    return ask ? { ...base, code: "date-order-ambiguous" } : base;
  }
}

/** A few contrary values in a clear column are errors of their own rows, not of the column. */
function decide(separator: DateSeparator, dmy: number, mdy: number, either: number): OrderFound {
  const few = (minor: number, major: number) => minor === 0 || (major >= 50 && minor * 50 <= major);
  if (dmy > 0 && few(mdy, dmy)) return "dmy";
  if (mdy > 0 && few(dmy, mdy)) return "mdy";
  if (dmy > 0 && mdy > 0) return "mixed";
  // Points stand for day first wherever they are in use; slashes and dashes say nothing by themselves.
  if (separator === ".") return "dmy";
  return either === 0 ? "dmy" : "ambiguous";
}

export function profileDates(values: Iterable<string>): DateProfile {
  const profiler = new DateProfiler();
  for (const value of values) profiler.add(value);
  return profiler.result();
}

export interface ReadDateOptions {
  readonly profile?: DateProfile;
  readonly orders?: DateOrders;
  /** ISO day after which a date is doubtful as `date-in-future`. */
  readonly today: string;
}

/**
 * One date. Doubts: `date-order-ambiguous`, `date-order-contrary` (the column's order cannot read it, the other can),
 * `date-partial`, `date-in-future`, `date-far-past`, `date-placeholder`, `year-two-digits`, `date-from-serial`. Refused:
 * `date-impossible`, `date-unreadable`.
 */
export function readDate(text: string, options: ReadDateOptions): ReadValue<DateValue> {
  const clean = cleanText(text).value;
  if (clean === null) return { value: null };
  const read = parts(clean);
  if (/^0{4}-00-00|^00[./-]00[./-]0{2,4}/.test(clean)) return { value: null, doubt: { code: "date-placeholder" } };
  if (read === undefined) return refuse("date-unreadable", clean);
  if (read.shape === "serial") return fromSerial(read.a, clean, options);
  const separator = separatorOf(read.shape);
  let { a: year, b: month, c: day } = read;
  let doubt: ValueDoubt | undefined;
  if (separator !== undefined) {
    const chosen = options.orders?.[separator];
    const profiled = options.profile?.shapes.find((s) => s.shape === separator)?.order;
    const order = chosen ?? profiled ?? (separator === "." ? "dmy" : "ambiguous");
    const settled = settle(read, order);
    if (settled === undefined) return refuse("date-impossible", clean);
    ({ year, month, day, doubt } = settled);
  }
  if (read.shortYear) {
    const pivot = Number(options.today.slice(2, 4));
    year += year > pivot ? 1900 : 2000;
    doubt ??= { code: "year-two-digits", values: { text: clean } };
  }
  if (!exists(year, month, day)) return refuse("date-impossible", clean);
  return finish(year, month, day, read, doubt, options);
}

function refuse(code: string, text: string): ReadValue<DateValue> {
  return { value: null, doubt: { code, values: { text: text.slice(0, 60) }, refused: true } };
}

interface Settled {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly doubt?: ValueDoubt;
}

/** First and second number by the order; the other order only when this one makes no date of it. */
function settle(read: Parts, order: OrderFound): Settled | undefined {
  const year = read.c;
  const full = read.shortYear ? 2000 + year : year;
  const dmy = exists(full, read.b, read.a);
  const mdy = exists(full, read.a, read.b);
  const asDmy = { year, month: read.b, day: read.a };
  const asMdy = { year, month: read.a, day: read.b };
  if (!dmy && !mdy) return undefined;
  if (dmy && mdy && read.a === read.b) return asDmy;
  if (order === "dmy" || order === "mdy") {
    const wanted = order === "dmy" ? dmy : mdy;
    if (wanted) return order === "dmy" ? asDmy : asMdy;
    return { ...(order === "dmy" ? asMdy : asDmy), doubt: { code: "date-order-contrary" } };
  }
  if (dmy && mdy) return { ...asDmy, doubt: { code: "date-order-ambiguous" } };
  return dmy ? asDmy : asMdy;
}

function finish(
  year: number,
  month: number,
  day: number,
  read: Parts,
  given: ValueDoubt | undefined,
  options: ReadDateOptions,
): ReadValue<DateValue> {
  const two = (n: number) => String(n).padStart(2, "0");
  const whole = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  const time = options.profile?.midnightOnly === true && read.time === "00:00:00" ? undefined : read.time;
  const precision = read.shape === "year" ? "year" : read.shape === "month" ? "month" : time ? "time" : "day";
  const iso =
    precision === "year"
      ? whole.slice(0, 4)
      : precision === "month"
        ? whole.slice(0, 7)
        : precision === "time"
          ? `${whole}T${time ?? ""}`
          : whole;
  let doubt = given;
  if (whole.startsWith("9999") || whole === "1900-01-01" || whole === "1899-12-30" || whole === "0001-01-01") {
    doubt ??= { code: "date-placeholder", values: { text: iso } };
  } else if (whole.slice(0, 10) > options.today && precision !== "year")
    doubt ??= { code: "date-in-future", values: { text: iso } };
  else if (year < 1800) doubt ??= { code: "date-far-past", values: { text: iso } };
  else if (precision === "year" || precision === "month") doubt ??= { code: "date-partial", values: { text: iso } };
  const value: DateValue = {
    iso,
    precision,
    ...(read.zone === undefined || time === undefined ? {} : { zone: read.zone }),
  };
  return doubt === undefined ? { value } : { value, doubt };
}

/** A day number only where the column is made of them; a lone one stays unreadable. */
function fromSerial(serial: number, text: string, options: ReadDateOptions): ReadValue<DateValue> {
  const profile = options.profile;
  const usual = profile !== undefined && profile.serials * 2 > profile.count;
  if (!usual || serial < 61 || serial > 73_051) return refuse("date-unreadable", text);
  const at = new Date(Date.UTC(1899, 11, 30) + Math.round(serial * 86_400) * 1000).toISOString();
  const time = Number.isInteger(serial) ? undefined : at.slice(11, 19);
  const read: Parts = { shape: "ymd", a: 0, b: 0, c: 0, shortYear: false, ...(time === undefined ? {} : { time }) };
  const doubt = { code: "date-from-serial", values: { text } };
  return finish(Number(at.slice(0, 4)), Number(at.slice(5, 7)), Number(at.slice(8, 10)), read, doubt, options);
}
