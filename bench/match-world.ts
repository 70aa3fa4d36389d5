/**
 * MADE registers and MADE errors for measuring the matching. Nothing here is taken from a real register: makes, models and their
 * other names come from the reference lists, everything else is drawn from the seed. No public set pairs stolen with recovered
 * firearms, and no error rates of serial numbers are published: several worlds and channels are drawn so that nothing is
 * tuned to one of them, and absolute figures mean less than ratios.
 *
 * Promises: the same options give the same world; numbers come in consecutive batches, so that a one-character error often hits
 * another weapon; a part of the weapons exist but are not in the file, in the middle of their batch.
 */
import { codeLists } from "../src/reference/lists.ts";

export interface WorldRecord {
  readonly id: string;
  readonly type: string;
  readonly make: string;
  readonly model: string;
  readonly calibre: string;
  readonly serial: string;
  readonly country: string;
  readonly year: number | undefined;
}

export type ErrorKind = "format" | "one" | "two" | "three" | "end-lost" | "unread" | "series" | "model-as-serial";
/** Channels that the certainty is fitted on. */
export const channels = ["mixed", "handwriting", "keyboard", "camera", "cyrillic", "soviet"] as const;
/** `reference`: the one that published figures of speed and recall are given for, as far as it is described; nothing is fitted on it. */
export type ChannelName = (typeof channels)[number] | "reference";
export const isChannel = (name: string): name is ChannelName =>
  name === "reference" || channels.some((one) => one === name);

export interface WorldOptions {
  readonly rows: number;
  readonly seed: number;
  /** Share of each batch that the file holds; what it does not hold may be asked for. */
  readonly held: number;
  /** Share of records whose make, model or calibre is written in another way than usual. */
  readonly dirt: number;
  /** "cyrillic" and "soviet" draw other makes and formats than the others. */
  readonly channel: ChannelName;
}

export interface World {
  readonly records: readonly WorldRecord[];
  /** Weapons of the same batches that the file does not hold. */
  readonly absent: readonly WorldRecord[];
}

export interface Query {
  readonly asked: Omit<WorldRecord, "id">;
  readonly kind: ErrorKind;
  /** Undefined when the true weapon is not in the file. */
  readonly truth: string | undefined;
}

/** mulberry32: small, seeded, good enough to draw worlds. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** [0, 1) */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  pick<T>(list: readonly T[]): T {
    const value = list[this.below(list.length)];
    if (value === undefined) throw new RangeError("pick from an empty list");
    return value;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }
}

const latin = Array.from("ABCDEFGHJKLMNPRSTUVWXYZ");
const cyrillic = Array.from("АБВГДЕЖИКЛМНОПРСТУФХЦЧШЭЮЯ");
const latinFormats = ["LL5", "LLL5", "6", "5", "7", "L6", "YL5", "L5L", "Y-2L5", "LLL4", "8"];
const cyrillicFormats = ["CC4", "CC5", "C6", "6", "CC4", "7"];

interface Kind {
  readonly make: string;
  readonly makeNames: readonly string[];
  readonly model: string;
  readonly modelNames: readonly string[];
  readonly calibre: string;
  readonly calibreNames: readonly string[];
  readonly type: string;
  readonly typeNames: readonly string[];
  readonly format: string;
  readonly country: string;
  readonly from: number;
}

function drawKinds(options: WorldOptions, random: Random): Kind[] {
  const lists = codeLists();
  const soviet = options.channel === "soviet" || options.channel === "cyrillic";
  const models = [...lists.models.values()].filter((model) => model.calibre !== null && lists.makes.has(model.make));
  const of = Map.groupBy(models, (model) => model.make);
  const makes = [...of.keys()].filter(
    (make) => !soviet || ["RU", "SU", "UA", "BG", "CZ", "CN"].includes(lists.makes.get(make)?.country ?? ""),
  );
  const chosen: Kind[] = [];
  const names = (entry: { en: string; aliases: readonly string[] }): string[] =>
    [entry.en.replace(/\s*\([^)]*\)/gu, ""), ...entry.aliases].filter((name) => name.length > 1);
  for (let n = 0; n < 59 && makes.length > 0; n += 1) {
    const code = makes.splice(random.below(makes.length), 1)[0] ?? "";
    const make = lists.makes.get(code);
    if (make === undefined) continue;
    const russian = ["RU", "SU", "UA", "BG"].includes(make.country ?? "");
    const format = russian || soviet ? random.pick(cyrillicFormats) : random.pick(latinFormats);
    for (const model of (of.get(code) ?? []).slice(0, Math.max(1, Math.round(10 / Math.sqrt(n + 1))))) {
      const calibre = lists.calibres.get(model.calibre ?? "");
      const type = lists.types.get(model.type);
      if (calibre === undefined || type === undefined) continue;
      const modelNames = names(model);
      chosen.push({
        make: make.en.replace(/\s*\([^)]*\)/gu, ""),
        makeNames: names(make),
        model: modelNames.find((name) => /\d/u.test(name)) ?? modelNames[0] ?? code,
        modelNames,
        calibre: calibre.en,
        calibreNames: names(calibre),
        type: type.en,
        typeNames: names(type),
        format: options.channel === "soviet" ? random.pick(["CC4", "CC4", "CC5"]) : format,
        country: make.country ?? "",
        from: 1950 + random.below(50),
      });
    }
  }
  return chosen;
}

function serialOf(format: string, series: readonly string[], number: number, year: number): string {
  let letter = 0;
  return format.replace(/Y-|Y|[LC]|\d/gu, (part) => {
    if (part === "Y") return String(year).slice(-2);
    if (part === "Y-") return `T${String(year).slice(-2)}-`;
    if (part === "L" || part === "C") return series[letter++] ?? "A";
    // Two digits before the series are a lot's: the same for the whole batch.
    const lot = (series[0] ?? "").charCodeAt(0) + 7 * (series[1] ?? "").charCodeAt(0);
    return part === "2" ? String(lot % 100).padStart(2, "0") : String(number).padStart(Number(part), "0");
  });
}

/** Draws a register and the weapons of its batches that it does not hold. */
export function drawWorld(options: WorldOptions): World {
  const random = new Random(options.seed);
  const kinds = drawKinds(options, random);
  const records: WorldRecord[] = [];
  const absent: WorldRecord[] = [];
  let id = 0;
  while (records.length < options.rows) {
    const kind = kinds[Math.floor(kinds.length * random.next() ** 1.7)];
    if (kind === undefined) continue;
    const size = Math.min(1 + Math.floor(Math.exp(random.next() * 7.2)), options.rows - records.length) / options.held;
    const digits = Math.max(
      ...Array.from(kind.format)
        .filter((char) => /\d/u.test(char))
        .map(Number),
    );
    let number = random.below(10 ** digits);
    const alphabet = kind.format.includes("C") ? cyrillic : latin;
    const series = [random.pick(alphabet), random.pick(alphabet), random.pick(alphabet)];
    const year = kind.from + random.below(30);
    for (let n = 0; n < size && records.length < options.rows; n += 1) {
      number = (number + 1) % 10 ** digits;
      id += 1;
      const other = (usual: string, all: readonly string[]): string =>
        random.chance(options.dirt) ? random.pick(all) : usual;
      const record: WorldRecord = {
        id: String(id).padStart(9, "0"),
        make: other(kind.make, kind.makeNames),
        model: random.chance(options.dirt / 4) ? "" : other(kind.model, kind.modelNames),
        calibre: other(kind.calibre, kind.calibreNames),
        type: other(kind.type, kind.typeNames),
        country: random.chance(options.dirt) ? "" : kind.country,
        serial: serialOf(kind.format, series, number, year),
        year: random.chance(options.dirt) ? undefined : year,
      };
      (random.chance(options.held) ? records : absent).push(record);
    }
  }
  return { records, absent };
}

const pairsOf: Readonly<Record<ChannelName, readonly string[]>> = {
  mixed: "0O 0Q 0D 1I 1L 2Z 5S 6G 8B 3З 4Ч 17 38 UV 6Б 89 EF PR MN CG 56 47 KX".split(" "),
  reference: "0O 0Q 0D 1I 1L 2Z 5S 6G 8B 3З 4Ч 17 38 UV 6Б 89 EF PR MN CG 56 47 KX".split(" "),
  handwriting: "17 49 47 56 06 38 0O 2Z UV 4Ч 3З 6Б 1I 5S 79 HN MN ИЙ ШЩ ЛП ГТ".split(" "),
  keyboard: "12 23 34 45 56 67 78 89 90 QW WE ER RT AS SD DF ZX XC CV VB BN NM OP KL".split(" "),
  camera: "0O 0D 0Q OQ 1I 1L IL 5S 8B 2Z 6G B3 4A 7T VY MN WV 8S 69 CG EF".split(" "),
  cyrillic: "3З 4Ч 6Б 0О ИЙ ШЩ ЬЪ ИН ЛП ГТ ЖХ ЯR ДА 17 38 0Ю ЦЩ ЭЗ".split(" "),
  soviet: "3З 4Ч 6Б 0О ИЙ ШЩ ЛП ГТ 17 38 56 49 ИН".split(" "),
};

interface Mix {
  /** Shares of look-alike, random, swapped, dropped and added characters. */
  readonly errors: readonly [number, number, number, number, number];
  readonly kinds: Readonly<Record<ErrorKind, number>>;
}

const mixes: Readonly<Record<ChannelName, Mix>> = {
  mixed: {
    errors: [0.62, 0.12, 0.1, 0.08, 0.08],
    kinds: {
      format: 0.3,
      one: 0.3,
      two: 0.16,
      three: 0.04,
      "end-lost": 0.06,
      series: 0.03,
      unread: 0.09,
      "model-as-serial": 0.02,
    },
  },
  // 30 % form only, 30 / 16 / 4 % one, two, three characters, 9 % prefix or suffix lost (taken as half series, half an end), 9 % unread
  // positions, 2 % model for number; a character's error 62 % look-alike, 12 random, 10 swapped, 8 dropped, 8 added.
  reference: {
    errors: [0.62, 0.12, 0.1, 0.08, 0.08],
    kinds: {
      format: 0.3,
      one: 0.3,
      two: 0.16,
      three: 0.04,
      "end-lost": 0.045,
      series: 0.045,
      unread: 0.09,
      "model-as-serial": 0.02,
    },
  },
  handwriting: {
    errors: [0.8, 0.08, 0.02, 0.06, 0.04],
    kinds: {
      format: 0.45,
      one: 0.27,
      two: 0.1,
      three: 0.02,
      "end-lost": 0.03,
      series: 0.03,
      unread: 0.09,
      "model-as-serial": 0.01,
    },
  },
  keyboard: {
    errors: [0.35, 0.15, 0.25, 0.15, 0.1],
    kinds: {
      format: 0.55,
      one: 0.28,
      two: 0.08,
      three: 0.01,
      "end-lost": 0.03,
      series: 0.03,
      unread: 0.01,
      "model-as-serial": 0.01,
    },
  },
  camera: {
    errors: [0.85, 0.03, 0, 0.08, 0.04],
    kinds: {
      format: 0.35,
      one: 0.3,
      two: 0.14,
      three: 0.04,
      "end-lost": 0.06,
      series: 0.02,
      unread: 0.08,
      "model-as-serial": 0.01,
    },
  },
  cyrillic: {
    errors: [0.65, 0.1, 0.1, 0.1, 0.05],
    kinds: {
      format: 0.4,
      one: 0.25,
      two: 0.1,
      three: 0.02,
      "end-lost": 0.03,
      series: 0.1,
      unread: 0.09,
      "model-as-serial": 0.01,
    },
  },
  soviet: {
    errors: [0.65, 0.1, 0.1, 0.1, 0.05],
    kinds: {
      format: 0.45,
      one: 0.25,
      two: 0.08,
      three: 0.02,
      "end-lost": 0.03,
      series: 0.07,
      unread: 0.09,
      "model-as-serial": 0.01,
    },
  },
};

function alphabetOf(char: string): readonly string[] {
  return /\d/u.test(char) ? Array.from("0123456789") : /\p{Script=Cyrillic}/u.test(char) ? cyrillic : latin;
}

function oneError(text: string, channel: ChannelName, random: Random): string {
  const at = random.below(text.length);
  const char = text[at] ?? "";
  const put = (middle: string, skip = 1): string => text.slice(0, at) + middle + text.slice(at + skip);
  const mix = mixes[channel].errors;
  let roll = random.next();
  if ((roll -= mix[0]) < 0) {
    for (let tries = 0; tries < 6; tries += 1) {
      const place = random.below(text.length);
      const near = pairsOf[channel].filter((pair) => pair.includes(text[place] ?? " "));
      if (near.length > 0)
        return text.slice(0, place) + random.pick(near).replace(text[place] ?? "", "") + text.slice(place + 1);
    }
    return put(random.pick(alphabetOf(char)));
  }
  if ((roll -= mix[1]) < 0) return put(random.pick(alphabetOf(char)));
  if ((roll -= mix[2]) < 0 && at + 1 < text.length) return put((text[at + 1] ?? "") + char, 2);
  if ((roll -= mix[3]) < 0) return put("");
  return put(char + random.pick(alphabetOf(char)));
}

const toLatin = new Map(
  Array.from("АВСЕНКМОРТХУ").map((char, at): [string, string] => [char, "ABCEHKMOPTXY"[at] ?? char]),
);

function reformat(text: string, random: Random): string {
  let out = random.chance(0.2) ? text.toLowerCase() : text;
  if (random.chance(0.4)) out = out.replace(/(?<=\p{L})(?=\d)/u, random.pick([" ", "-", " № "]));
  if (random.chance(0.15)) out = `S/N ${out}`;
  if (random.chance(0.4))
    out = Array.from(out, (char) => (random.chance(0.7) ? (toLatin.get(char) ?? char) : char)).join("");
  return out;
}

function misread(serial: string, kind: ErrorKind, channel: ChannelName, random: Random): string {
  let text = serial.replaceAll("-", "");
  const errors = kind === "one" ? 1 : kind === "two" ? 2 : kind === "three" ? 3 : 0;
  for (let n = 0; n < errors; n += 1) text = oneError(text, channel, random);
  if (kind === "series") text = text.replace(/^\p{L}+/u, "").replace(/\p{L}+$/u, "");
  if (kind === "end-lost")
    text = random.chance(0.5) ? text.slice(0, -1 - random.below(2)) : text.slice(1 + random.below(2));
  if (kind === "unread") {
    const count = 1 + random.below(3);
    const at = random.below(Math.max(1, text.length - count + 1));
    text = text.slice(0, at) + "?".repeat(Math.min(count, text.length - at)) + text.slice(at + count);
  }
  return reformat(text, random);
}

function namesOf(list: "makes" | "models" | "calibres" | "types", written: string): readonly string[] {
  const lists = codeLists();
  const found =
    list === "makes"
      ? lists.findMake(written)
      : list === "models"
        ? lists.findModel(written)
        : list === "calibres"
          ? lists.findCalibre(written)
          : lists.findType(written);
  return found === null ? [] : [found.entry.en.replace(/\s*\([^)]*\)/gu, ""), ...found.entry.aliases];
}

/** Draws one question; a share `absentShare` asks for weapons that the file does not hold. */
export function drawQuery(world: World, channel: ChannelName, absentShare: number, random: Random): Query {
  const missing = world.absent.length > 0 && random.chance(absentShare);
  const source = random.pick(missing ? world.absent : world.records);
  let roll = random.next();
  let kind: ErrorKind = "format";
  for (const [name, share] of Object.entries(mixes[channel].kinds)) {
    kind = name as ErrorKind;
    roll -= share;
    if (roll < 0) break;
  }
  const other = random.pick(world.records);
  const alias = (list: "makes" | "models" | "calibres" | "types", written: string): string => {
    const names = namesOf(list, written);
    return names.length === 0 ? written : random.pick(names);
  };
  const spread = (...shares: readonly (readonly [number, () => string])[]): string => {
    let left = random.next();
    for (const [share, make] of shares) {
      left -= share;
      if (left < 0) return make();
    }
    return shares[0]?.[1]() ?? "";
  };
  const make = spread(
    [0.52, () => source.make],
    [0.33, () => alias("makes", source.make)],
    [0.05, () => oneError(source.make || "A", channel, random)],
    [0.05, () => ""],
    [0.05, () => other.make],
  );
  const model = spread(
    [0.6, () => source.model],
    [channel === "reference" ? 0.2 : 0.1, () => source.model.replace(/(?<=\p{L})(?=\d)/gu, "-")],
    [channel === "reference" ? 0 : 0.1, () => alias("models", source.model)],
    [0.15, () => ""],
    [0.05, () => other.model],
  );
  const calibre = spread(
    [0.45, () => source.calibre],
    [0.43, () => alias("calibres", source.calibre)],
    [0.09, () => ""],
    [0.03, () => other.calibre],
  );
  return {
    asked: {
      serial: kind === "model-as-serial" ? source.model : misread(source.serial, kind, channel, random),
      make,
      model,
      calibre,
      type: spread([0.7, () => source.type], [0.2, () => alias("types", source.type)], [0.1, () => ""]),
      country: random.chance(0.5) ? "" : source.country,
      year: random.chance(0.6) ? undefined : source.year,
    },
    kind,
    truth: missing ? undefined : source.id,
  };
}
