/**
 * How well makes and calibres as written are brought to the reference lists, on spellings that people sorted by hand, and how fast.
 *
 *   node bench/normalise.ts --data FOLDER [--part tune|test]
 *
 * FOLDER holds the spellings with their answers and the register that says how often each is written; without it only the
 * speed is measured, on made misspellings. The spellings are parted by hash: one of three is the test, on which nothing was tuned.
 * Rows count as often as the register has them. An answer is "same" (the very entry), "coarser" (the bore of the wanted
 * cartridge) or wrong. Only totals and names of makes and cartridges are printed, never a spelling.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { CalibreNormaliser } from "../src/reference/calibre-normaliser.ts";
import { UsageCount } from "../src/reference/calibre-usage.ts";
import { codeLists } from "../src/reference/lists.ts";
import { MakeNormaliser } from "../src/reference/make-normaliser.ts";
import type { Verdict } from "../src/reference/normaliser-verdict.ts";
import { TypeNormaliser } from "../src/reference/type-normaliser.ts";
import { Random } from "./match-world.ts";

const { values: options } = parseArgs({
  options: {
    data: { type: "string", default: "../shared/data/seizures-rio" },
    part: { type: "string", default: "test" },
  },
});
const lists = codeLists();
const makes = new MakeNormaliser(lists);
const calibres = new CalibreNormaliser(lists);

/** Names of the sorted answers that our lists call otherwise, or that lump what our lists part; all others by their name. */
const makeCodes: Readonly<Record<string, readonly string[]>> = {
  "SEM INFORMAÇÃO": [""],
  "JSC KALASHNIKOV CONCERN": ["kalashnikov", "izhmash", "baikal"],
  MOSSBERG: ["mossberg", "maverick"],
  "CHAPUI ARMES": ["chapuis", "manurhin"],
  DWM: ["dwm", "luger"],
  LUGER: ["luger", "dwm"],
  IMI: ["imi", "uzi"],
  MAC: ["ingram"],
  "JG ANSCHTZ": ["anschutz"],
  THOMPSON: ["auto-ordnance", "thompson-center"],
  "IO INC - INTER ORDNANCE": ["inter-ordnance"],
  "CROSMAN AIR GUNS": ["crosman"],
};
const calibreCodes: Readonly<Record<string, readonly string[]>> = {
  // ".32" lumps its cartridges; ".33", ".34" and "13 gauge" are slips of a filled-down column for .32 and 12 gauge.
  ".32": ["32gen", "32sw", "32swlong", "7.65mm", "32-20", "320revolver"],
  ".33": ["32gen", "320revolver"],
  ".34": ["32gen", "320revolver"],
  "13 gauge": ["12ga"],
  ".22 lr": ["22lr", "22long", "22short", "5.6mm"],
  ".38 spl": ["38special"],
  ".50BMG (browning machine gun)": ["50bmg"],
  "7.62russian": ["7.62x54r"],
  "7.62x25mm Tokarev": ["7.62x25", "7.63mauser"],
  ".44 WIN": ["44-40"],
  "10mm": ["10mmauto"],
  "6 mm": ["6mmbb", "6flobert"],
  ".30 Carbine": ["7.62x33", "30gen"],
  ".30-06 springfield": ["30-06"],
  "7.92×57mm Mauser": ["8x57"],
  "5.56x45mm(223rem)": ["5.56mm"],
  "7,62x51mm(.308win)": ["7.62x51"],
  "8mm": ["8mm", "8mmpa"],
  "7x57mm Mauser": ["7x57"],
  ".44 S&W Russian": ["4.2line"],
  "3,6 mm": ["none"],
  "4,2 mm": ["none"],
};

type Row = Readonly<Record<string, string>>;
interface Spelling {
  readonly text: string;
  readonly answer: string;
  readonly rows: number;
}

const table = (bytes: Buffer): Row[] => parse(bytes, { columns: true, bom: true, relax_column_count: true }) as Row[];
const keyOf = (text: string): string => text.trim().toLowerCase();
const isTest = (text: string): boolean => (createHash("sha256").update(keyOf(text)).digest()[0] ?? 0) % 3 === 0;

function spellings(file: string, column: string, answer: string, frequency: ReadonlyMap<string, number>): Spelling[] {
  const seen = new Set<string>();
  const found: Spelling[] = [];
  for (const row of table(readFileSync(join(options.data, file)))) {
    const text = row[column] ?? "";
    const key = keyOf(text);
    if (seen.has(key) || isTest(text) !== (options.part === "test")) continue;
    seen.add(key);
    found.push({ text, answer: row[answer] ?? "", rows: frequency.get(key) ?? 0 });
  }
  return found;
}

interface Share {
  spellings: number;
  rows: number;
}
const nothing = (): Share => ({ spellings: 0, rows: 0 });
const add = (share: Share, rows: number): void => {
  share.spellings += 1;
  share.rows += rows;
};
const of = (part: number, whole: number): number => (whole === 0 ? 1 : Math.round((part / whole) * 10_000) / 10_000);

function measure(
  all: readonly Spelling[],
  normalise: (text: string) => Verdict,
  wanted: (answer: string) => readonly string[],
  blank: (answer: string) => boolean,
) {
  const [stated, answered, same, coarser, blanks, blanksAnswered] = [
    nothing(),
    nothing(),
    nothing(),
    nothing(),
    nothing(),
    nothing(),
  ];
  const reliability = new Map<string, { given: number; right: number }>();
  const confusions = new Map<string, Share>();
  const misses = new Map<string, Share>();
  for (const { text, answer, rows } of all) {
    const verdict = normalise(text);
    if (blank(answer)) {
      add(blanks, rows);
      if (verdict.code !== "") add(blanksAnswered, rows);
      continue;
    }
    add(stated, rows);
    if (verdict.code === "") {
      const key = `${answer}: ${verdict.state}, ${verdict.why[0]?.key ?? ""}`;
      const miss = misses.get(key) ?? nothing();
      misses.set(key, miss);
      add(miss, rows);
      continue;
    }
    add(answered, rows);
    const codes = wanted(answer);
    const isSame = codes.includes(verdict.code);
    const isCoarser = !isSame && codes.some((code) => lists.calibres.get(code)?.family === verdict.code);
    if (isSame) add(same, rows);
    else if (isCoarser) add(coarser, rows);
    else {
      const key = `${answer} → ${verdict.name.en}`;
      const confusion = confusions.get(key) ?? nothing();
      confusions.set(key, confusion);
      add(confusion, rows);
    }
    const bin = (Math.floor(verdict.confidence * 20) / 20).toFixed(2);
    const one = reliability.get(bin) ?? { given: 0, right: 0 };
    one.given += 1;
    if (isSame || isCoarser) one.right += 1;
    reliability.set(bin, one);
  }
  const worst = (map: ReadonlyMap<string, Share>): Record<string, Share> =>
    Object.fromEntries([...map].sort((a, b) => b[1].rows - a[1].rows || b[1].spellings - a[1].spellings).slice(0, 15));
  return {
    spellings: {
      stated: stated.spellings,
      coverage: of(answered.spellings, stated.spellings),
      precision: of(same.spellings + coarser.spellings, answered.spellings),
      precisionSame: of(same.spellings, answered.spellings),
    },
    rows: {
      stated: stated.rows,
      coverage: of(answered.rows, stated.rows),
      precision: of(same.rows + coarser.rows, answered.rows),
      precisionSame: of(same.rows, answered.rows),
    },
    withoutAnAnswerByHand: { ...blanks, answered: blanksAnswered.spellings },
    reliability: Object.fromEntries(
      [...reliability].sort().map(([bin, { given, right }]) => [bin, `${right} of ${given} (${of(right, given)})`]),
    ),
    worstConfusions: worst(confusions),
    withoutCode: worst(misses),
  };
}

function quality() {
  const register = table(gunzipSync(readFileSync(join(options.data, "evidence_register_2017_2019.csv.gz"))));
  const count = (column: string): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const row of register) counts.set(keyOf(row[column] ?? ""), (counts.get(keyOf(row[column] ?? "")) ?? 0) + 1);
    return counts;
  };
  const makeRows = count("Marca");
  const calibreRows = count("Calibre");
  // The usage of bare bores is the whole register's, as the command reads a whole file; it knows no answer.
  const counted = new UsageCount(lists, calibres);
  for (const [text, rows] of calibreRows) counted.add(text, rows);
  const usage = counted.usage();
  const named = (answer: string): readonly string[] => {
    const code = lists.findMake(answer)?.code;
    return makeCodes[answer] ?? (code === undefined ? ["none"] : [code]);
  };
  const bore = (answer: string): readonly string[] => {
    const code = lists.findCalibre(answer)?.code;
    return calibreCodes[answer] ?? (code === undefined ? ["none"] : [code]);
  };
  const makeSpellings = spellings("make_spellings_two_thirds.csv", "arma_marca", "marca_arma_v2", makeRows);
  const calibreSpellings = spellings(
    "calibre_spellings_two_thirds.csv",
    "calibre",
    "calibre_formatado_final",
    calibreRows,
  );
  const types = table(readFileSync(join(options.data, "type_spellings.csv")));
  const typeNormaliser = new TypeNormaliser(lists);
  const typesKnown = types.filter((row) => {
    const { code } = typeNormaliser.normalise(row["tipo"] ?? "");
    return row["flag_arma"] === "True" ? code !== "" : code === "";
  }).length;
  // Rows of the register whose spelling stands in neither part: how many get a code or "not stated". No answer is known for them.
  const known = new Set(
    table(readFileSync(join(options.data, "make_spellings_two_thirds.csv"))).map((row) =>
      keyOf(row["arma_marca"] ?? ""),
    ),
  );
  const kept = [...makeRows].filter(([text]) => !known.has(text));
  const settled = kept.filter(([text]) => ["found", "not-stated"].includes(makes.normalise(text).state));
  const sum = (rows: readonly (readonly [string, number])[]): number => rows.reduce((total, [, one]) => total + one, 0);
  return {
    part: options.part,
    make: measure(
      makeSpellings,
      (text) => makes.normalise(text),
      named,
      (answer) => answer === "SEM INFORMAÇÃO",
    ),
    calibre: measure(
      calibreSpellings,
      (text) => calibres.normalise(text, { usage }),
      bore,
      (answer) => answer === "" || answer === "NI",
    ),
    calibreWithoutUsage: measure(
      calibreSpellings,
      (text) => calibres.normalise(text),
      bore,
      (answer) => answer === "" || answer === "NI",
    ).rows,
    types: { spellings: types.length, weaponOrNot: typesKnown },
    makeRowsWithoutAnAnswerByHand: { rows: sum(kept), settled: of(sum(settled), sum(kept)) },
  };
}

/** Spellings a second: the first time each is seen, and again. Made from the list's own names by up to two slips. */
function speed() {
  const random = new Random(7);
  const misspell = (text: string): string => {
    const letters = Array.from(text);
    const at = Math.floor(random.next() * letters.length);
    const turn = random.next();
    if (turn < 0.3) letters.splice(at, 1);
    else if (turn < 0.6) letters.splice(at, 0, letters[at] ?? "");
    else letters[at] = String.fromCharCode(97 + Math.floor(random.next() * 26));
    return letters.join("");
  };
  const made = (names: readonly string[]): string[] =>
    Array.from({ length: 60_000 }, () => {
      const name = names[Math.floor(random.next() * names.length)] ?? "";
      return random.next() < 0.5 ? misspell(name) : misspell(misspell(name));
    });
  const timed = (texts: readonly string[], normalise: (text: string) => Verdict): number => {
    const begun = performance.now();
    for (const text of texts) normalise(text);
    return Math.round(texts.length / ((performance.now() - begun) / 1000));
  };
  const makeNames = [...lists.makes.values()].flatMap((make) => [make.en, make.ru, ...make.aliases]);
  const calibreNames = [...lists.calibres.values()].flatMap((calibre) => [calibre.en, calibre.ru, ...calibre.aliases]);
  const makeTexts = made(makeNames);
  const calibreTexts = made(calibreNames);
  // A register repeats itself: a million rows hold a few thousand writings.
  const register = (texts: readonly string[]): string[] =>
    Array.from({ length: 1_000_000 }, () => texts[Math.floor(random.next() ** 3 * 5_000)] ?? "");
  const makeRows = register(makeTexts);
  const calibreRows = register(calibreTexts);
  return {
    makeEachNew: timed(makeTexts, (text) => makes.normalise(text)),
    calibreEachNew: timed(calibreTexts, (text) => calibres.normalise(text)),
    makeAsInARegister: timed(makeRows, (text) => makes.normalise(text)),
    calibreAsInARegister: timed(calibreRows, (text) => calibres.normalise(text)),
  };
}

const measured = existsSync(join(options.data, "make_spellings_two_thirds.csv")) ? quality() : null;
console.log(JSON.stringify({ quality: measured, spellingsPerSecond: speed() }, undefined, 2));
