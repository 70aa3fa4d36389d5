/**
 * The commonest serial of a register – a series of one or two letters, or none, and a number of five to twelve digits – read without the
 * examination that any other text needs.
 *
 * Promises: the very reading, keys and findings that the whole examination gives (a test compares them); a series is examined once. Refuses
 * everything else, by giving nothing.
 */
import { readSerialField } from "../matching/serial-field.ts";
import { plainKeys, plainSeries, type PlainSeries } from "../matching/serial-keys.ts";

export interface PlainSerial {
  readonly written: string;
  readonly normal: string;
  readonly keys: readonly bigint[];
  /** What was written, where Latin and Cyrillic letters stand in it. */
  readonly mixed: string | null;
}

interface KnownSeries {
  readonly before: string;
  readonly normal: string;
  readonly keys: PlainSeries;
  readonly seen: string | null;
}

const series = new Map<string, KnownSeries | null>();
const mostSeries = 10_000;
const sample = "24680";

/** What a series is in front of any number; null where that depends on the number or is no simple matter. */
function knownSeries(text: string): KnownSeries | null {
  const known = series.get(text);
  if (known !== undefined) return known;
  const made = examined(text);
  if (series.size < mostSeries) series.set(text, made);
  return made;
}

function examined(text: string): KnownSeries | null {
  if (text !== "" && !/^(?:\p{Lu}{1,2}|\p{Ll}{1,2})$/u.test(text)) return null;
  // A label, a multiplication sign.
  if (/^[NnSs]|x/u.test(text)) return null;
  const before = text === "" ? "" : `${text} `;
  const { state, normal, doubts } = readSerialField(before + sample);
  const mixed = doubts.find(({ code }) => code === "mixed-scripts");
  if (state !== "clear" || !normal.endsWith(sample) || doubts.some((doubt) => doubt !== mixed)) return null;
  const head = normal.slice(0, -sample.length);
  const seen = mixed === undefined ? null : String(mixed.values["text"]).slice(0, -sample.length);
  return { before, normal: head, keys: plainSeries(head), seen };
}

/** All digits the same, or the beginning of a row of keys: a filler rather than a number. */
const filler = /^(\d)\1+$|^1234/;

/** @param number the digits as they stand; `seriesText` without blanks around it, "" for none */
export function plainSerial(seriesText: string, number: string): PlainSerial | null {
  const { length } = number;
  if (length < 5 || length > 12) return null;
  for (let at = 0; at < length; at += 1) {
    const code = number.charCodeAt(at);
    if (code < 48 || code > 57) return null;
  }
  if (seriesText === "" && filler.test(number)) return null;
  const known = knownSeries(seriesText);
  if (known === null) return null;
  return {
    written: known.before + number,
    normal: known.normal + number,
    keys: plainKeys(known.keys, number),
    mixed: known.seen === null ? null : known.seen + number,
  };
}
