/**
 * The calibre behind what an officer wrote in the field "calibre".
 *
 * Promises: listed names first; then units, lost decimal points, point and comma, gauges, names of cartridges in five
 * languages, words around the number, and what a spreadsheet made of it ("12/70" that became December 1970). A bare bore is
 * taken for a cartridge only where practice or the file's own usage settles it, and the answer says so with its share.
 * Refuses: two calibres in one field, a weapon's model in place of its calibre, a number that is no calibre (the nearest one
 * is never taken), 40 mm for .40.
 */
import {
  cartridgeOf,
  gauges,
  inchBores,
  lostPoints,
  metricBores,
  settledByUsage,
  usual,
} from "./calibre-cartridges.ts";
import type { Calibre, CodeLists } from "./code-lists.ts";
import { remembering } from "./make-names.ts";
import { latinWords, saysNothing } from "./normaliser-words.ts";
import { doubted, emptyVerdict, foundVerdict } from "./normaliser-verdict.ts";
import type { Reason, Verdict } from "./normaliser-verdict.ts";

/** How often each cartridge of a bore is named in full in the file at hand. */
export interface CalibreUsage {
  /** Share (0 to 1) of the commonest cartridge that the file names for the bare bore, or null where it settles nothing. */
  readonly commonest: (bare: string) => { readonly code: string; readonly share: number; readonly rows: number } | null;
}

export interface CalibreContext {
  /** Code of the weapon's type, where the file tells it. */
  readonly type?: string | undefined;
  readonly usage?: CalibreUsage | undefined;
}

interface Reading {
  readonly code: string;
  readonly confidence: number;
  readonly why: readonly Reason[];
  /** The number stands alone, so that it may be a gauge as well as a bore: "32". */
  readonly bareNumber?: boolean;
  /** Words beside the bore say something of the cartridge, so that practice may not fill it in: ".38 short". */
  readonly worded?: boolean;
}

const surenessOfLook: Readonly<Record<string, number>> = { exact: 0.99, alias: 0.98, folded: 0.97 };
const numberWords =
  /(?<![A-Z])(?:PONTO|POINT|VIRGULA|MEIO|UM|DOIS|DUAS|TRES|QUATRO|CINCO|SEIS|SETE|OITO|NOVE|DEZ|DOZE|DEZESSEIS|VINTE|TRINTA|QUARENTA|CINQUENTA|SESSENTA|SETENTA|OITENTA|NOVENTA|CEM|CENTO|DUZENTOS|TREZENTOS|TREZENTA|CUARENTA|TREINTA)(?![A-Z])/gu;
const units = /(?<=\d|\d\s|\d[.,])(?:M\/?M+|MM+|MMM|ML|MILI\w*|MILLI\w*|MIL[IT]\w*|M)(?![A-Z])[.,]*/gu;
const noise =
  /(?<![A-Z])(?:CALIB\w*|CALI|CAL|CL|CAR|KALIB\w*|KAL|APAREN\w*|APARE?|APR|AP|TREINA|KNOCK|BAGOS|CANTO|VIVO|CTG|SWC|WC|JHP|FMJ|CHOG|EXPO|EXP|SUBSONIC|SV|HV|METAL|MADEIRA|C\.MAD|POL\w*|TIROS|MOD|MODIFICAD[OA]|OU COMPATIVEL|COMPATIVEL|TIPO|TYPE)(?![A-Z])[.:]*/gu;
const gaugeWord = /(?<![A-Z])(?:GA|GAUGE|GAU|GAGE|BORE|KALIBRA?|KAL)(?![A-Z])/u;
const conversion = /TRANSFORM|CONVERT|ADAPTAD|PEREDEL|PEREROBL/u;
const claim =
  /(?<![A-Z\d])(?<point>[.,]{0,3}\s?)(?<number>\d+(?:[.,]\d+)?)(?:\s*X\s*(?<length>\d+(?:[.,]\d+)?)\s*(?<rim>R?)(?![A-Z]))?/gu;
const bare32 = /^[^\p{L}\d]*(?:CAL[A-Z]*)?[^\p{L}\d]*32(?:[.,]0+)?\D{0,8}$/iu;
const gauge32 = /^\W*32\s*(?:GA|GAUGE|KALIBRA?|KAL)\W*$/u;
const wholeMillimetres = /^[^.,\w]*(?<number>\d{2,3})\W*(?:MM|ММ)\W*$/iu;
/** Words of cartridges' names: they take nothing from the certainty. */
const cartridgeWord =
  /^(?:MM|SPL?|SPE|ESP|ACP|AUT|AVTO|LONG|LARG|SHORT|CURT|CORT|KURZ|KOROT|LUGER|LYUG|PARA|NATO|SW|SMITH|MAG|WIN|REM|BROW|BRAUN|MAUS|MAUZ|MAK|NAGAN|TOKAR|COLT|CARB|LUG|KALASH|SUPER|RUSS|GAUGE)/u;
const chamber = /^(?:50|63[.,]5|65|67[.,]?5|70|73|76|89)$/u;
const dated = /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:[ T]00:00(?::00(?:\.0+)?)?)?$/u;
const dayNumber = /^4[0-9]\d{3}(?:\.0)?$/u;
const excelEpoch = Date.UTC(1899, 11, 30);
const millisecondsOfDay = 86_400_000;

export class CalibreNormaliser {
  readonly #lists: CodeLists;

  constructor(lists: CodeLists) {
    this.#lists = lists;
    for (const code of new Set([...usual.keys(), ...settledByUsage, ...gauges.values()])) this.#entry(code);
  }

  #entry(code: string): Calibre {
    const entry = this.#lists.calibres.get(code);
    if (entry === undefined) throw new Error(`calibres.csv has no ${code}, which the normaliser answers with`);
    return entry;
  }

  normalise(text: string, context: CalibreContext = {}): Verdict {
    const reading = this.#read(text);
    return "state" in reading ? reading : this.#settle(reading, context);
  }

  /** What the text itself says: a bare bore stays one, whatever practice and usage make of it. */
  asStated(text: string): Verdict {
    const reading = this.#read(text);
    if ("state" in reading) return reading;
    if (reading.bareNumber === true) return this.#settle(reading, {});
    return foundVerdict(this.#entry(reading.code), reading.confidence, ...reading.why);
  }

  /** Code of what the text itself says, without practice and usage. Undefined where it says no calibre. */
  stated(text: string): string | undefined {
    const reading = this.#read(text);
    return "state" in reading ? undefined : reading.code;
  }

  readonly #read: (text: string) => Reading | Verdict = remembering((text) => this.#decide(text));

  #decide(text: string): Reading | Verdict {
    const trimmed = text.trim();
    const spreadsheet = this.#fromDate(trimmed);
    if (spreadsheet !== undefined) return spreadsheet;
    const listed = this.#lists.findCalibre(trimmed);
    if (listed !== null && listed.code !== "unknown") {
      const part = listed.why === "dimensions" || listed.why === "part-of-text";
      const other = part ? this.#otherDimensions(trimmed, listed.code) : undefined;
      if (other !== undefined) {
        return emptyVerdict("undecided", 0.9, { key: "two-calibres", values: { one: listed.name, other: other.en } });
      }
      const confidence = part ? 0.95 : (surenessOfLook[listed.confidence] ?? 0.97);
      if (["32gen", "32ga"].includes(listed.code) && gauge32.test(latinKeepingSigns(trimmed))) {
        return { code: "32ga", confidence: 0.92, why: [{ key: "gauge" }] };
      }
      const bareNumber = listed.code === "32ga" && bare32.test(trimmed);
      const inMillimetres = wholeMillimetres.exec(trimmed)?.groups?.["number"];
      if (
        inMillimetres !== undefined &&
        listed.entry.kind !== "air" &&
        listed.code !== "10mmauto" &&
        inchBores.has(inMillimetres)
      ) {
        return this.#inchInMillimetres(inMillimetres);
      }
      const worded =
        this.#entry(listed.code).kind === "generic" &&
        /[A-Z]{4}/u.test(
          latinWords(trimmed)
            .join(" ")
            .replace(/CALIB\w*|KALIB\w*/u, ""),
        );
      if (/^\W*\d+[.,]\d+E\+\d+$/iu.test(trimmed)) return emptyVerdict("unknown", 0.95, { key: "no-calibre" });
      return { code: listed.code, confidence, why: [{ key: `listed-${listed.why}` }], bareNumber, worded };
    }
    if (listed !== null || saysNothing(trimmed)) return emptyVerdict("not-stated", 0.97, { key: "not-stated" });
    return this.#parse(trimmed);
  }

  /** Another cartridge given by its dimensions beside the one found: "9x18/9x19". */
  #otherDimensions(text: string, code: string): Calibre | undefined {
    for (const { groups } of latinKeepingSigns(text).replace(units, " MM ").matchAll(claim)) {
      const { number = "", length, rim = "" } = groups ?? {};
      const reading =
        length === undefined ? undefined : this.#dimensions(number.replace(",", "."), length.replace(",", "."), rim);
      if (reading !== undefined && !this.#agree(code, reading.code)) return this.#entry(reading.code);
    }
    return undefined;
  }

  /** "38 mm": no such bore exists and .38 is meant; "40 mm" is a grenade and "22 mm" a cannon or a slip for .22. */
  #inchInMillimetres(number: string): Reading | Verdict {
    const bore = inchBores.get(number)?.bare;
    return /^(?:38|380|223|308|357)$/u.test(number) && bore !== undefined
      ? { code: bore, confidence: 0.8, why: [{ key: "inch-in-millimetres" }] }
      : emptyVerdict("undecided", 0.7, { key: "millimetres-or-inches", values: { number } });
  }

  #parse(text: string): Reading | Verdict {
    // "32,36" is a list, not 32.36; "1.5E+12" is what a spreadsheet makes of something else.
    if (/\d[.,]\d+E\+?\d/iu.test(text)) return emptyVerdict("unknown", 0.95, { key: "no-calibre" });
    const plain = latinKeepingSigns(text).replace(
      /(?<=(?<!\d)\d\d),\s*(?=\d\d?(?!\d))/gu,
      (sign, at: number, whole: string) =>
        /(?:^|\D)(?:11|12),$/u.test(whole.slice(Math.max(0, at - 3), at + 1)) ? sign : " / ",
    );
    if (conversion.test(plain)) return emptyVerdict("undecided", 0.9, { key: "converted" });
    const gauge = gaugeWord.test(plain);
    const bare = plain.replace(numberWords, " ").replace(/^(?:[A-Z]{1,2}\.)?(?=[.,]?\d)/u, "");
    const withUnits = bare.replace(units, " MM ");
    const clean = withUnits.replace(noise, " ").replace(/(?<=\s|-)\d{1,2}\s?["”″]/gu, " ");
    // Letters joined to a number in front: "CAL.38" is cleaned by now; "PT92", "M16" is a model.
    const glued = /(?<![A-Z\d])(?<letters>[A-Z]{1,6})[\s.-]{0,2}(?<digits>\d{2,3})(?!\d)/u.exec(clean);
    if (glued?.groups !== undefined && glued.index < (claimAt(clean) ?? Infinity)) {
      return this.#afterLetters(glued.groups["letters"] ?? "", glued.groups["digits"] ?? "", text);
    }
    const claims = this.#claims(clean, gauge);
    const words = latinWords(clean.replace(claim, " ")).filter((word) => word !== "X");
    const [first] = claims;
    const model = first === undefined ? this.#lists.findModel(text) : null;
    if (model !== null) {
      return emptyVerdict("undecided", 0.8, { key: "model-instead", values: { model: model.entry.en } });
    }
    if (first === null || first === undefined) return emptyVerdict("unknown", 0.85, { key: "no-calibre" });
    const known = claims.filter((one) => one !== null);
    const magnum = known.find((one) => one.code === "357magnum");
    if (
      magnum !== undefined &&
      known.length > 1 &&
      known.every(({ code }) => ["357magnum", "38gen", "38special"].includes(code))
    ) {
      return { ...magnum, confidence: 0.8, why: [{ key: "magnum-and-special" }] };
    }
    const [rival] = known.filter((other) => !this.#agree(first.code, other.code));
    const common = rival === undefined ? null : this.#commonBore(known);
    if (common !== null) return { code: common, confidence: 0.85, why: [{ key: "several-of-one-bore" }], worded: true };
    if (rival !== undefined) {
      const values = { one: this.#entry(first.code).en, other: this.#entry(rival.code).en };
      return emptyVerdict("undecided", 0.9, { key: "two-calibres", values });
    }
    // "7,62 NATO (.308)": of those that agree, the one that says most.
    const best = known.find((other) => this.#entry(other.code).kind !== "generic") ?? first;
    // "32 aparente" is no more than "32": a gauge or a bore.
    if (/^\W*32(?:[.,]0+)?\W*$/u.test(clean.trim()) && !/^[.,]/u.test(clean.trim()) && !gauge)
      return { code: "32ga", confidence: best.confidence, why: best.why, bareNumber: true };
    const strange = words.filter((word) => word.length > 2 && !cartridgeWord.test(word)).length;
    return { ...best, confidence: best.confidence - Math.min(2, strange) * 0.03 };
  }

  /** Every number of the text that is a calibre, in order. */
  #claims(text: string, gauge: boolean): (Reading | null)[] {
    const readings: (Reading | null)[] = [];
    const matches = [...text.matchAll(claim)];
    for (const [at, match] of matches.entries()) {
      const { point = "", number = "", length, rim = "" } = match.groups ?? {};
      const next = matches[at + 1];
      const between = next === undefined ? "" : text.slice(match.index + match[0].length, next.index);
      // "30-06", "44/40", "32/63,5": one designation of two numbers.
      if (next !== undefined && length === undefined && /^\s?[-/\s]\s?$/u.test(between)) {
        const second = next.groups?.["number"] ?? "";
        const pair = this.#pair(number, second);
        if (pair !== undefined) {
          readings.push(pair);
          matches.splice(at + 1, 1);
          continue;
        }
      }
      const end = next?.index ?? text.length;
      const around = text.slice(match.index + match[0].length, end);
      const reading = this.#number(point, number, length, rim, around, gauge, matches.length === 1);
      // A first number that is no calibre decides: what follows may be anything.
      if (reading !== undefined) readings.push(reading);
      else if (readings.length === 0) return [null];
    }
    return readings;
  }

  /** The entry of the bore that all of several cartridges share: ".22 LR / .22 short". */
  #commonBore(readings: readonly Reading[]): string | null {
    const bores = new Set(readings.map(({ code }) => this.#entry(code).family ?? code));
    const [bore] = bores;
    return bores.size === 1 && bore !== undefined && bore !== "9mm" ? bore : null;
  }

  #pair(first: string, second: string): Reading | undefined {
    if (gauges.has(first) && chamber.test(second)) {
      return { code: gauges.get(first) ?? "", confidence: 0.96, why: [{ key: "gauge-and-chamber" }] };
    }
    if (second.length !== 2 && second.length !== 3) return undefined;
    const joined = this.#lists.findCalibre(`${first}-${second}`);
    return joined === null ? undefined : { code: joined.code, confidence: 0.93, why: [{ key: "listed-spelling" }] };
  }

  #number(
    point: string,
    number: string,
    length: string | undefined,
    rim: string,
    around: string,
    gauge: boolean,
    only: boolean,
  ): Reading | undefined {
    const value = number.replace(",", ".");
    const whole = /^\d+$/u.test(value);
    const digitsOnly = value.replace(/^0+(?=\d)/u, "");
    if (length !== undefined) return this.#dimensions(digitsOnly, length.replace(",", "."), rim);
    const words = latinWords(around).join(" ");
    const millimetres = /^\s*MM(?![A-Z])/u.test(around);
    const inches = point.includes(".") || point.includes(",") || /^0\.\d{2,3}$/u.test(value);
    const named = (
      bore: Parameters<typeof cartridgeOf>[0] | undefined,
      sure: number,
      key: string,
    ): Reading | undefined => {
      if (bore === undefined) return undefined;
      const { code, named: told } = cartridgeOf(bore, words);
      return code === undefined
        ? undefined
        : { code, confidence: told ? sure : sure - 0.01, why: [{ key: told ? "named-cartridge" : key }], worded: told };
    };
    if (!whole && !/^0\./u.test(value)) {
      const normal = value.replace(/0+$/u, "").replace(/\.$/u, "");
      if (/^\d{2,3}$/u.test(normal) && !millimetres)
        return this.#number("", normal, undefined, "", around, gauge, only);
      return named(metricBores.get(normal), 0.95, "bore");
    }
    const digits = value.replace(/^0?\.?0*/u, "");
    if (digits === "9" || (millimetres && /^9?0?$/u.test(digits) && digits.startsWith("9"))) {
      return only || millimetres || !inches
        ? named(metricBores.get("9"), millimetres || !inches ? 0.93 : 0.85, "bore")
        : undefined;
    }
    const lost = lostPoints.get(digits);
    const inch = inchBores.get(digits);
    if (lost !== undefined && (inch === undefined || (millimetres && !inches)) && (digits.length > 2 || millimetres)) {
      return named(metricBores.get(lost), 0.93, "lost-point");
    }
    if (gauge && gauges.has(digits))
      return { code: gauges.get(digits) ?? "", confidence: 0.95, why: [{ key: "gauge" }] };
    if (millimetres && !inches) {
      const metric = metricBores.get(digits);
      if (metric !== undefined) return named(metric, 0.93, "bore");
      // No firearm has a bore of 12 or 28 mm; 20 and 40 mm exist, and 32 may be the gauge or the inch.
      if (/^(?:12|16|24|28|36)$/u.test(digits))
        return { code: gauges.get(digits) ?? "", confidence: 0.78, why: [{ key: "gauge-in-millimetres" }] };
      return /^(?:38|380|223|308|357)$/u.test(digits) ? named(inch, 0.75, "inch-in-millimetres") : undefined;
    }
    if (inch !== undefined) return named(inch, millimetres ? 0.85 : 0.95, inches ? "inch" : "inch-without-point");
    const smooth = gauges.get(digits);
    return smooth === undefined
      ? undefined
      : { code: smooth, confidence: inches ? 0.85 : 0.93, why: [{ key: "gauge" }] };
  }

  #dimensions(bore: string, length: string, rim: string): Reading | undefined {
    const millimetres = lostPoints.get(bore.replace(".", "")) ?? bore.replace(/^0+/u, "");
    const exact =
      this.#lists.findCalibre(`${millimetres}x${length}${rim.toLowerCase()}`) ??
      this.#lists.findCalibre(`${millimetres}x${length}`);
    if (exact !== null) return { code: exact.code, confidence: 0.96, why: [{ key: "dimensions" }] };
    return gauges.has(bore) && chamber.test(length)
      ? { code: gauges.get(bore) ?? "", confidence: 0.95, why: [{ key: "gauge-and-chamber" }] }
      : undefined;
  }

  /** "ROSSI38": a maker and the calibre, or a model. */
  #afterLetters(letters: string, digits: string, text: string): Reading | Verdict {
    const model = this.#lists.findModel(`${letters}${digits}`);
    if (model !== null)
      return emptyVerdict("undecided", 0.8, { key: "model-instead", values: { model: model.entry.en } });
    const maker = this.#lists.findMake(letters) !== null || letters === "PT" || letters.length >= 5;
    const reading = maker ? this.#number("", digits, undefined, "", "", false, true) : undefined;
    if (reading === undefined)
      return emptyVerdict("undecided", 0.8, { key: "model-instead", values: { model: text.slice(0, 40) } });
    return { ...reading, confidence: 0.72, why: [{ key: "after-a-name" }] };
  }

  /** The same cartridge, or one that says less about the same bore. */
  #agree(one: string, other: string): boolean {
    // "9 mm / .380" names two: who means 9×17 by "9 mm" does not write .380 beside it.
    if ([one, other].includes("9x17") && one !== other) return false;
    if (one === other || this.#lists.calibresFit(one, other)) return true;
    const [left, right] = [this.#entry(one), this.#entry(other)];
    return (
      left.family !== null && left.family === right.family && (left.kind === "generic" || right.kind === "generic")
    );
  }

  /** A spreadsheet took "12/70", "5,5" or "4.2" for a date. */
  #fromDate(text: string): Reading | undefined {
    const date = dated.exec(text)?.groups ?? excelDay(text);
    if (date === undefined) return undefined;
    const month = String(Number(date["month"]));
    const day = String(Number(date["day"]));
    const year = (date["year"] ?? "").slice(2);
    if (day === "1" && gauges.has(month) && chamber.test(year) && Number(date["year"]) < 2000) {
      return {
        code: gauges.get(month) ?? "",
        confidence: 0.9,
        why: [{ key: "spreadsheet-date", values: { written: `${month}/${year}` } }],
      };
    }
    const known = [`${day}.${month}`, `${month}.${day}`]
      .map((written) => ({ written, bore: metricBores.get(written) }))
      .filter(({ bore }) => bore?.bare !== undefined);
    const [only] = known;
    if (only?.bore?.bare === undefined || (known.length > 1 && day !== month)) return undefined;
    return {
      code: only.bore.bare,
      confidence: 0.65,
      why: [{ key: "spreadsheet-date", values: { written: only.written } }],
    };
  }

  /** Practice, the weapon's type and the file's usage for what the text leaves open. */
  #settle(reading: Reading, { type, usage }: CalibreContext): Verdict {
    const line = type === undefined ? [] : this.#lists.typeLine(type);
    const smooth = line.includes("shotgun") || type === "smooth-bore";
    const short = line.includes("handgun");
    let { code, confidence } = reading;
    const why: Reason[] = [...reading.why];
    if (reading.bareNumber === true) {
      if (short) {
        code = "32gen";
        why.push({ key: "by-type" });
      } else if (!smooth) {
        return emptyVerdict("undecided", 0.8, { key: "gauge-or-inch", values: { number: "32" } });
      }
    } else if (smooth && code === "32gen" && reading.why.every(({ key }) => key !== "named-cartridge")) {
      code = "32ga";
      confidence *= 0.85;
      why.push({ key: "by-type" });
    }
    const practice = usual.get(code);
    const fileSays = settledByUsage.has(code) ? usage?.commonest(code) : null;
    if (practice !== undefined && !smooth && reading.worded !== true) {
      code = practice.code;
      confidence *= practice.share;
      why.push({ key: "usual-cartridge", values: { name: this.#entry(code).en } });
    } else if (fileSays !== null && fileSays !== undefined) {
      code = fileSays.code;
      confidence *= fileSays.share;
      why.push({
        key: "usage-of-file",
        values: { name: this.#entry(code).en, percent: Math.round(fileSays.share * 100), rows: fileSays.rows },
      });
    } else if (this.#entry(code).kind === "generic") {
      why.push({ key: "bore-only" });
    }
    const verdict = foundVerdict(this.#entry(code), confidence, ...why);
    const shell = this.#entry(code).kind === "shotshell";
    const misfit =
      (shell && short && code !== "410bore") || (smooth && ["pistol", "rifle"].includes(this.#entry(code).kind));
    return misfit ? doubted(verdict, 0.8, { key: "unlike-type" }) : verdict;
  }
}

function claimAt(text: string): number | undefined {
  return text.matchAll(claim).next().value?.index;
}

/** The day behind a spreadsheet's day number, where a column of calibres holds one. */
function excelDay(text: string): Record<string, string> | undefined {
  if (!dayNumber.test(text)) return undefined;
  const date = new Date(excelEpoch + Math.floor(Number(text)) * millisecondsOfDay);
  return { year: String(date.getUTCFullYear()), month: String(date.getUTCMonth() + 1), day: String(date.getUTCDate()) };
}

/** Latin capitals with the signs kept, for parsing numbers: "7,62 х 39 мм" gives "7,62 X 39 MM". */
function latinKeepingSigns(text: string): string {
  const composed = text.normalize("NFKC").replace(/(?<=\d\s*)[хХx×✕*](?=\s*\d)/gu, "X");
  return composed
    .replace(/[\p{L}\p{M}]+/gu, (word) => latinWords(word).join(""))
    .replace(/(?<=\d[.,]\d\d)\.(?=(?:25|38|39|45|51|54)(?!\d))/gu, "X");
}
