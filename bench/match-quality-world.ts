/**
 * A SYNTHETIC register and a synthetic error channel for measuring the matching. Nothing here is taken from a real
 * register; makes are public names, everything else is drawn from the seed.
 *
 * Promises: the same seed gives the same world; serials come in consecutive batches, so that a one-character error often
 * hits another real firearm; part of the firearms exist but are not in the file.
 */
import type { MatchRecord, WeaponDescription } from "../src/matching/match-score.ts";
import type { Random } from "./match-world.ts";

export type ErrorKind = "format" | "one" | "two" | "three" | "prefix-suffix" | "unread" | "model-as-serial";

export interface World {
  readonly records: readonly MatchRecord[];
  /** Firearms of the same batches that the file does not hold. */
  readonly absent: readonly MatchRecord[];
}

export interface Question {
  readonly asked: WeaponDescription;
  readonly kind: ErrorKind;
  /** Undefined when the true firearm is not in the file. */
  readonly truth: string | undefined;
}

const makes = (
  "Glock:GLK Beretta:BER Browning:BRO Colt:COL Remington:REM Winchester:WIN Ruger:RUG Taurus:TAU Rossi:ROS Walther:WAL Sauer:SAU " +
  "CZ:CZU Zastava:ZAS Izhevsk:ИЖ Tula:ТОЗ Molot:МОЛ Kalashnikov:АК Makarov:ПМ Tokarev:ТТ Nagant:НАГ Baikal:МР Norinco:NOR Sarsilmaz:SAR Canik:CAN " +
  "Girsan:GIR Stoeger:STO Benelli:BEN Franchi:FRA Fabarm:FAB Mauser:MAU Steyr:STE Mossberg:MOS Savage:SAV Marlin:MAR Bersa:BSA Imbel:IMB Star:STR Astra:AST " +
  "Llama:LLA Erma:ERM Ekol:EKO Blow:BLO Zoraki:ZOR Ceska:CES Arsenal:ARS Radom:RAD Cugir:CUG Feg:FEG Unique:UNI Manurhin:MAN Webley:WEB Enfield:ENF Hatsan:HAT " +
  "Huglu:HUG Khan:KHA Armsan:ARM Kral:KRA Ata:ATA Sako:SAK"
)
  .split(" ")
  .map((entry) => entry.split(":"));
const calibres = [
  "9x19",
  "9x18",
  "7.62x39",
  "5.45x39",
  "7.62x25",
  "12/70",
  "16/70",
  ".22LR",
  "7.62x54R",
  ".38",
  "5.56x45",
  ".45ACP",
  "9x17",
];
const types = ["PISTOL", "REVOLVER", "RIFLE", "SHOTGUN", "SUBMACHINE"];
const latin = "ABCDEFGHJKLMNPRSTUVWXYZ";
const cyrillic = "АБВГДЕЖИКЛМНОПРСТУФХЦЧШЭЮЯ";
const formats = ["LL5", "LLL5", "6", "5", "7", "CC4", "CC5", "L6", "2L5", "L5L", "T4-2L5", "C6", "LLL4"];

interface Kind {
  readonly make: string;
  readonly model: string;
  readonly calibre: string;
  readonly type: string;
  readonly format: string;
  readonly country: string;
}

function serialOf(format: string, series: string, number: number): string {
  let letter = 0;
  return format.replace(/[LC]|T4-|\d/gu, (part, at: number) => {
    if (part === "L" || part === "C") return series[letter++] ?? "A";
    if (part === "T4-") return "T64-";
    if (part === "2" && format.length > at + 1) return series.slice(-2);
    return String(number).padStart(Number(part), "0");
  });
}

/** Draws a register of `rows` firearms and about 2 % more that are not in it. */
export function drawWorld(rows: number, random: Random): World {
  const kinds: Kind[] = [];
  makes.forEach(([make = "", code = ""], at) => {
    const format = /\p{Script=Cyrillic}/u.test(code) ? random.pick(["CC4", "CC5", "C6", "6"]) : random.pick(formats);
    const count = Math.max(1, Math.round(10 / Math.sqrt(at + 1)));
    for (let n = 0; n < count; n += 1) {
      kinds.push({
        make,
        model: `${code}${random.below(99) + 1}${random.chance(0.3) ? "M" : ""}`,
        calibre: random.pick(calibres),
        type: random.pick(types),
        format,
        country: `C${at % 17}`,
      });
    }
  });
  const records: MatchRecord[] = [];
  const absent: MatchRecord[] = [];
  let id = 0;
  while (records.length < rows) {
    const kind = kinds[Math.floor(kinds.length * random.next() ** 1.7)];
    if (kind === undefined) continue;
    const size = Math.min(1 + Math.floor(Math.exp(random.next() * 7.2)), rows - records.length);
    const digits = Math.max(
      ...Array.from(kind.format)
        .filter((char) => /\d/u.test(char))
        .map(Number),
    );
    let number = random.below(10 ** digits);
    const alphabet = kind.format.includes("C") ? cyrillic : latin;
    const letters = [
      random.pick(Array.from(alphabet)),
      random.pick(Array.from(alphabet)),
      random.pick(Array.from(alphabet)),
    ].join("");
    const series = kind.format.startsWith("2L") ? `${letters[0] ?? "A"}${10 + random.below(14)}` : letters;
    const year = 1955 + random.below(70);
    for (let n = 0; n < size; n += 1) {
      number = (number + 1) % 10 ** digits;
      id += 1;
      const record: MatchRecord = {
        id: String(id).padStart(9, "0"),
        ...kind,
        serial: serialOf(kind.format, series, number),
        year,
      };
      (random.chance(0.02) ? absent : records).push(record);
    }
  }
  return { records, absent };
}

const lookAlike = "0O 0Q 0D 1I 1L 2Z 5S 6G 8B 3З 4Ч 17 38 UV 6Б 89 EF PR MN CG".split(" ");

function confused(char: string, random: Random): string | undefined {
  const pairs = lookAlike.filter((pair) => pair.includes(char));
  if (pairs.length === 0) return undefined;
  return random.pick(pairs).replace(char, "");
}

function oneError(text: string, random: Random): string {
  const at = random.below(text.length);
  const char = text[at] ?? "";
  const alphabet = /\d/u.test(char) ? "0123456789" : /\p{Script=Cyrillic}/u.test(char) ? cyrillic : latin;
  const roll = random.next();
  const put = (middle: string, skip = 1): string => text.slice(0, at) + middle + text.slice(at + skip);
  if (roll < 0.62) {
    for (let tries = 0; tries < 6; tries += 1) {
      const place = random.below(text.length);
      const other = confused(text[place] ?? "", random);
      if (other !== undefined) return text.slice(0, place) + other + text.slice(place + 1);
    }
    return put(random.pick(Array.from(alphabet)));
  }
  if (roll < 0.74) return put(random.pick(Array.from(alphabet)));
  if (roll < 0.84 && at + 1 < text.length) return put((text[at + 1] ?? "") + char, 2);
  if (roll < 0.92) return put("");
  return put(char + random.pick(Array.from(alphabet)));
}

const toLatin = new Map(
  Array.from("АВСЕНКМОРТХУ").map((char, at): [string, string] => [char, "ABCEHKMOPTXY"[at] ?? char]),
);

function reformat(text: string, random: Random): string {
  let out = random.chance(0.2) ? text.toLowerCase() : text;
  if (random.chance(0.4)) out = out.replace(/(?<=\p{L})(?=\d)/u, random.pick([" ", "-", " № "]));
  if (random.chance(0.15)) out = `S/N ${out}`;
  if (random.chance(0.4))
    out = Array.from(out)
      .map((char) => (random.chance(0.7) ? (toLatin.get(char) ?? char) : char))
      .join("");
  return out;
}

function misread(serial: string, kind: ErrorKind, random: Random): string {
  let text = serial.replaceAll("-", "");
  const errors = kind === "one" ? 1 : kind === "two" ? 2 : kind === "three" ? 3 : 0;
  for (let n = 0; n < errors; n += 1) text = oneError(text, random);
  if (kind === "prefix-suffix") {
    const letters = /^\p{L}+/u.exec(text)?.[0] ?? "";
    if (letters !== "" && random.chance(0.7)) text = text.slice(letters.length);
    else text = random.chance(0.5) ? text.slice(0, -1 - random.below(2)) : text.slice(1 + random.below(2));
  }
  if (kind === "unread") {
    const count = 1 + random.below(3);
    const at = random.below(Math.max(1, text.length - count + 1));
    text = text.slice(0, at) + "?".repeat(Math.min(count, text.length - at)) + text.slice(at + count);
  }
  return reformat(text, random);
}

const shares: readonly (readonly [ErrorKind, number])[] = [
  ["format", 0.3],
  ["one", 0.3],
  ["two", 0.16],
  ["three", 0.04],
  ["prefix-suffix", 0.09],
  ["unread", 0.09],
  ["model-as-serial", 0.02],
];

/** Draws one question; a share `absentShare` asks for firearms that the file does not hold. */
export function drawQuestion(world: World, absentShare: number, random: Random): Question {
  const missing = world.absent.length > 0 && random.chance(absentShare);
  const source = random.pick(missing ? world.absent : world.records);
  let roll = random.next();
  let kind: ErrorKind = "format";
  for (const [name, share] of shares) {
    kind = name;
    roll -= share;
    if (roll < 0) break;
  }
  const other = random.pick(world.records);
  const make = random.chance(0.05)
    ? undefined
    : random.chance(0.05)
      ? other.make
      : random.chance(0.05)
        ? oneError(source.make ?? "A", random)
        : source.make;
  const model = random.chance(0.15)
    ? undefined
    : random.chance(0.05)
      ? other.model
      : random.chance(0.25)
        ? (source.model ?? "").replace(/(?=\d)/u, "-")
        : source.model;
  const calibre = random.chance(0.09)
    ? undefined
    : random.chance(0.03)
      ? other.calibre
      : random.chance(0.4)
        ? (source.calibre ?? "").replace(/x.*$/u, "")
        : source.calibre;
  const serial = kind === "model-as-serial" ? (source.model ?? "") : misread(source.serial ?? "", kind, random);
  return {
    asked: {
      serial,
      make,
      model,
      calibre,
      type: random.chance(0.1) ? undefined : source.type,
      country: random.chance(0.5) ? undefined : source.country,
      year: random.chance(0.6) ? undefined : source.year,
    },
    kind,
    truth: missing ? undefined : source.id,
  };
}
