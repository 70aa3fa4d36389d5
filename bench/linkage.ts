/**
 * The linkage of persons: published sets with errors (FEBRL 1 to 3, fake_1000: invented persons) against Splink's published figures, and
 * MADE persons by the hundred thousand for time and memory.
 *
 *   node bench/linkage.ts [--sets] [--people 1000000] [--workers 1,2] [--seed 1]
 *
 * Splink is not run here: its figures are those published or measured for the project before, on another day and machine. The rules
 * "as published" are those of its examples, so that the pairs compared are the same; "wider" are ours.
 */
import { closeSync, existsSync, openSync, readFileSync, readSync, rmSync, writeSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parse } from "csv-parse/sync";
import { probabilityOf } from "../src/matching/linkage/estimate.ts";
import type { LinkageModel, RuleModel } from "../src/matching/linkage/linkage-model.ts";
import { forecast, link, PersonQuestion, persons, type Linkage } from "../src/matching/linkage/linkage.ts";
import { birthDateLevels, nameLevels, personModel } from "../src/matching/linkage/person-model.ts";
import { PersonSetMaker, type PersonSet } from "../src/matching/linkage/person-set.ts";
import { Random } from "./match-world.ts";

const { values: options } = parseArgs({
  options: {
    sets: { type: "boolean", default: false },
    people: { type: "string" },
    workers: { type: "string", default: "1,2" },
    seed: { type: "string", default: "1" },
  },
});
const folder = new URL("../../shared/data/record-linkage/", import.meta.url).pathname;

const rule = (...columns: string[]): RuleModel => ({
  name: columns.join(" + "),
  parts: columns.map((written) => {
    const [column = "", from, to] = written.split(":");
    return from === undefined ? { column } : { column, slice: [Number(from), Number(to)] };
  }),
});

const febrl: LinkageModel = {
  ...personModel,
  version: "bench-febrl",
  columns: [
    { name: "given_name", clean: "name", dictionary: "name" },
    { name: "surname", clean: "name", dictionary: "name" },
    { name: "date_of_birth", clean: "digits" },
    { name: "soc_sec_id", clean: "digits" },
    { name: "street_number", clean: "text" },
    { name: "postcode", clean: "digits" },
  ],
  comparisons: [
    { column: "given_name", crossedWith: "surname", levels: nameLevels },
    { column: "surname", crossedWith: "given_name", levels: nameLevels },
    { column: "date_of_birth", levels: birthDateLevels },
    { column: "soc_sec_id", levels: [{ kind: "same" }, { kind: "edits", most: 2 }] },
    { column: "street_number", levels: [{ kind: "same", frequency: 1 }] },
    { column: "postcode", levels: [{ kind: "same", frequency: 1 }] },
  ],
  rules: [rule("soc_sec_id"), rule("given_name"), rule("surname"), rule("date_of_birth"), rule("postcode")],
  keep: 0,
};

const fakeRules = [rule("first_name"), rule("surname"), rule("dob"), rule("email")];
const fake: LinkageModel = {
  ...personModel,
  version: "bench-fake",
  columns: [
    { name: "first_name", clean: "name", dictionary: "name" },
    { name: "surname", clean: "name", dictionary: "name" },
    { name: "dob", clean: "digits" },
    { name: "city", clean: "name" },
    { name: "email", clean: "text" },
  ],
  comparisons: [
    { column: "first_name", crossedWith: "surname", levels: nameLevels },
    { column: "surname", crossedWith: "first_name", levels: nameLevels },
    { column: "dob", levels: birthDateLevels },
    {
      column: "city",
      levels: [
        { kind: "same", frequency: 1 },
        { kind: "jaro-winkler", least: 0.8 },
      ],
    },
    { column: "email", levels: [{ kind: "same" }, { kind: "jaro-winkler", least: 0.88 }] },
  ],
  rules: fakeRules,
  keep: 0,
};
/** A small file can afford rules that bring together whatever begins alike. */
const fakeWider: LinkageModel = {
  ...fake,
  version: "bench-fake-wider",
  rules: [
    ...fakeRules,
    rule("dob:0:6"),
    rule("dob:4:8"),
    rule("email:0:5"),
    rule("first_name:0:3"),
    rule("surname:0:3"),
    { ...rule("first_name:0:3", "surname:0:3"), anyOrder: true },
  ],
};

interface Labelled {
  readonly set: PersonSet;
  /** By record: who it is. */
  readonly who: readonly string[];
}

function readSet(file: string, model: LinkageModel, who: string, part: (id: string) => string): Labelled {
  const [header = [], ...records] = parse(readFileSync(join(folder, file), "utf8"), { trim: true });
  const maker = new PersonSetMaker(model, header);
  for (const record of records) maker.add(record);
  const at = header.indexOf(who);
  return { set: maker.set(), who: records.map((record) => part(record[at] ?? "")) };
}

/** Pairs of records that are one person. */
function truePairs(who: readonly string[]): number {
  let pairs = 0;
  for (const [, { length }] of Map.groupBy(who, (one) => one)) pairs += (length * (length - 1)) / 2;
  return pairs;
}

interface Quality {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

const qualityOf = (right: number, said: number, all: number): Quality => ({
  precision: right / Math.max(1, said),
  recall: right / all,
  f1: (2 * right) / (said + all),
});
const figures = ({ precision, recall, f1 }: Quality): string =>
  `P ${precision.toFixed(4)} R ${recall.toFixed(4)} F1 ${f1.toFixed(4)}`;

async function judge(name: string, { set, who }: Labelled, beside: string): Promise<void> {
  const linkage = await link(set);
  const { left, right, total } = linkage.pairs;
  const all = truePairs(who);
  const places = Array.from(total.keys()).sort((a, b) => (total[b] ?? 0) - (total[a] ?? 0));
  let found = 0;
  let best = qualityOf(0, 0, all);
  let bestAt = 0;
  let half = best;
  places.forEach((place, at) => {
    if (who[left[place] ?? -1] === who[right[place] ?? -2]) found += 1;
    const weight = total[place] ?? 0;
    const following = places[at + 1];
    if (following !== undefined && total[following] === weight) return;
    const quality = qualityOf(found, at + 1, all);
    if (quality.f1 > best.f1) [best, bestAt] = [quality, weight];
    if (weight >= 0) half = quality;
  });
  const { of, tooLarge } = persons(linkage, 0.9);
  const clusters = new Set(of).size;
  console.log(
    `${name}: ${set.count} records, ${linkage.compared} pairs compared of ${linkage.forecast.pairs} forecast, blocking recall ${(found / all).toFixed(4)}\n` +
      `  best ${figures(best)} (from probability ${probabilityOf(bestAt).toFixed(3)}); at 0.5 ${figures(half)}; persons at 0.9: ${clusters} (true ${new Set(who).size}, ${tooLarge.length} pairs to be looked at)\n` +
      `  ${beside}; ${Object.entries(linkage.times)
        .map(([step, ms]) => `${step} ${ms.toFixed(0)}`)
        .join(", ")} ms`,
  );
}

async function sets(): Promise<void> {
  if (!existsSync(folder)) {
    console.log("published sets: the folder with them is not here");
    return;
  }
  const person = (id: string): string => id.split("-")[1] ?? "";
  const whole = (id: string): string => id;
  const none = "no figure of Splink's is known";
  await judge("FEBRL 1", readSet("dataset1.csv", febrl, "rec_id", person), none);
  await judge("FEBRL 2", readSet("dataset2.csv", febrl, "rec_id", person), none);
  await judge(
    "FEBRL 3",
    readSet("dataset3.csv", febrl, "rec_id", person),
    "Splink, same rules: 87,583 pairs, best F1 0.9954 (published) to 0.9959 (measured), 0.9930 at 0.5",
  );
  await judge(
    "fake_1000, rules as published",
    readSet("fake_1000.csv", fake, "cluster", whole),
    "Splink: 3,989 pairs, blocking recall 0.8124, best F1 0.8557, 0.828 at 0.5",
  );
  await judge(
    "fake_1000, wider rules",
    readSet("fake_1000.csv", fakeWider, "cluster", whole),
    "Splink's best published 0.911",
  );
}

/* Made persons. */

const header = ["given_name", "surname", "birth_date", "postcode", "place", "document", "person"] as const;
const onsets = "b d f g h k l m n p r s t v z sh ch ya yu".split(" ");
const vowels = "a a e i o u".split(" ");

function madeWord(random: Random, parts: number, ending: string): string {
  let word = "";
  for (let at = 0; at < parts; at += 1) word += random.pick(onsets) + random.pick(vowels);
  return word + ending;
}

/** Rank with a long tail; skewed so that a million records give about as many pairs to compare as the reference measured (4.3 M). */
const rank = (random: Random, count: number): number => Math.floor(count * random.next() ** 3.1);

function slip(random: Random, text: string): string {
  if (text.length < 3) return text;
  const at = 1 + random.below(text.length - 2);
  const letter = /\d/.test(text) ? String(random.below(10)) : (random.pick(vowels)[0] ?? "a");
  switch (random.below(4)) {
    case 0:
      return text.slice(0, at) + letter + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + text.slice(at + 1);
    case 2:
      return text.slice(0, at) + letter + text.slice(at);
    default:
      return `${text.slice(0, at)}${text[at + 1]}${text[at]}${text.slice(at + 2)}`;
  }
}

const two = (value: number): string => String(value).padStart(2, "0");

/** Writes made records; of a person there are one to four, with slips, gaps, moves and swapped names. */
function writePeople(file: string, count: number, seed: number): void {
  const random = new Random(seed);
  const givens = Array.from({ length: 4000 }, () => madeWord(random, 2 + random.below(2), ""));
  const surnames = Array.from({ length: 40_000 }, () =>
    madeWord(random, 2 + random.below(3), random.pick(["ov", "ev", "", "ulu", "i"])),
  );
  const places = Array.from({ length: 600 }, () => madeWord(random, 3, ""));
  const postcodes = Array.from({ length: 6000 }, (_, at) => String(700_000 + at * 7));
  const handle = openSync(file, "w");
  writeSync(handle, `${header.join(",")}\n`);
  let made = 0;
  let lines = "";
  for (let person = 0; made < count; person += 1) {
    const code = rank(random, postcodes.length);
    const born = `${1935 + random.below(72)}${two(1 + random.below(12))}${two(1 + random.below(28))}`;
    const one = [
      givens[rank(random, givens.length)] ?? "",
      surnames[rank(random, surnames.length)] ?? "",
      born,
      postcodes[code] ?? "",
      places[code % places.length] ?? "",
      random.chance(0.25) ? "" : `an${String(random.below(10_000_000)).padStart(7, "0")}`,
    ];
    const times = random.chance(0.75) ? 1 : 2 + random.below(3);
    for (let time = 0; time < times && made < count; time += 1) {
      lines += `${(time === 0 ? one : altered(random, one, { postcodes, places })).join(",")},${person}\n`;
      made += 1;
      if (lines.length > 1 << 20) {
        writeSync(handle, lines);
        lines = "";
      }
    }
  }
  writeSync(handle, lines);
  closeSync(handle);
}

function altered(
  random: Random,
  person: readonly string[],
  where: { readonly postcodes: readonly string[]; readonly places: readonly string[] },
): string[] {
  const one = person.map((value, at) => {
    if (random.chance([0.03, 0.02, 0.04, 0.08, 0.05, 0.3][at] ?? 0)) return "";
    return random.chance([0.12, 0.1, 0.06, 0.04, 0.08, 0.03][at] ?? 0) ? slip(random, value) : value;
  });
  if (random.chance(0.04)) [one[0], one[1]] = [one[1] ?? "", one[0] ?? ""];
  if (random.chance(0.12)) {
    const code = random.below(where.postcodes.length);
    one[3] = where.postcodes[code] ?? "";
    one[4] = where.places[code % where.places.length] ?? "";
  }
  return one;
}

/** Reads the made file (no quotes in it) in pieces; persons come beside. */
function readPeople(file: string): Labelled {
  const maker = new PersonSetMaker(personModel, header);
  const who: string[] = [];
  const handle = openSync(file, "r");
  const piece = Buffer.alloc(1 << 20);
  let rest = "";
  let first = true;
  for (let length = readSync(handle, piece); length > 0; length = readSync(handle, piece)) {
    const lines = (rest + piece.toString("latin1", 0, length)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const record = line.split(",");
      if (!first) {
        maker.add(record);
        who.push(record[6] ?? "");
      }
      first = false;
    }
  }
  closeSync(handle);
  return { set: maker.set(), who };
}

const mega = (bytes: number): string => `${(bytes / 1048576).toFixed(0)} MB`;
const load = (): string =>
  loadavg()
    .map((one) => one.toFixed(1))
    .join(" ");

async function people(count: number): Promise<void> {
  const file = join(tmpdir(), `tamga-bench-people-${process.pid}.csv`);
  writePeople(file, count, Number(options.seed));
  console.log(
    `${count} MADE persons' records, seed ${options.seed}, ${cpus().length} cores (${cpus()[0]?.model ?? "?"}), Node ${process.version}, load ${load()}`,
  );
  try {
    forecastFirst(file);
    for (const workers of options.workers.split(",").map(Number)) await run(file, workers);
  } finally {
    rmSync(file);
  }
}

/** What a linkage would cost, before it is begun. */
function forecastFirst(file: string): void {
  const { set } = readPeople(file);
  const begun = performance.now();
  const { rules, pairs } = forecast(set);
  console.log(`forecast in ${((performance.now() - begun) / 1000).toFixed(2)} s: ${pairs} pairs`);
  for (const { rule, pairs, largest } of rules)
    console.log(`  ${rule}: ${pairs} pairs, largest block ${largest.records} (${largest.values.join(" + ")})`);
}

async function run(file: string, workers: number): Promise<void> {
  const begun = performance.now();
  const { set, who } = readPeople(file);
  const loaded = performance.now();
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
  const linkage = await link(set, workers);
  const { of, tooLarge } = persons(linkage, 0.95);
  const ended = performance.now();
  clearInterval(watch);
  peak = Math.max(peak, process.memoryUsage().rss, process.resourceUsage().maxRSS * 1024);
  const seconds = (ended - loaded) / 1000;
  console.log(
    `${workers} worker(s), load average ${load()}: read and encoded in ${((loaded - begun) / 1000).toFixed(2)} s; linked in ${seconds.toFixed(2)} s (together ${((ended - begun) / 1000).toFixed(2)} s); ` +
      `${linkage.forecast.pairs} pairs forecast, ${linkage.looked} looked at, ${linkage.compared} compared, ${(linkage.compared / (linkage.times.compare / 1000) / 1e6).toFixed(2)} M/s in comparing, ${(linkage.compared / seconds / 1e6).toFixed(2)} M/s over all; most memory of the process ${mega(peak)}`,
  );
  console.log(
    `  ${Object.entries(linkage.times)
      .map(([step, ms]) => `${step} ${ms.toFixed(0)}`)
      .join(
        ", ",
      )} ms; rounds ${linkage.learned.likelihood.length}; Splink's 57.9 s for 1 M (not run here) ÷ ours ${(57.9 / seconds).toFixed(1)}`,
  );
  const all = truePairs(who);
  const { left, right, total } = linkage.pairs;
  for (const probability of [0.5, 0.95]) {
    let said = 0;
    let found = 0;
    for (let at = 0; at < total.length; at += 1) {
      if (probabilityOf(total[at] ?? 0) < probability) continue;
      said += 1;
      if (who[left[at] ?? -1] === who[right[at] ?? -2]) found += 1;
    }
    console.log(`  at ${probability}: ${figures(qualityOf(found, said, all))}`);
  }
  console.log(
    `  persons at 0.95: ${new Set(of).size} (true ${new Set(who).size}); ${tooLarge.length} pairs to be looked at`,
  );
  single(linkage);
}

/** One record against the set, beside the batch. */
function single(linkage: Linkage): void {
  const { set } = linkage;
  const question = new PersonQuestion(linkage);
  const times: number[] = [];
  for (let record = 0; record < set.count && times.length < 2000; record += Math.ceil(set.count / 2000)) {
    const written = Object.fromEntries(
      set.model.columns.map(({ name }, column) => [
        name,
        set.dictionaries[column]?.values[set.rows[record * set.stride + column] ?? 0] ?? "",
      ]),
    );
    const begun = performance.now();
    question.ask(written);
    times.push(performance.now() - begun);
  }
  const sorted = times.slice(200).toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(3);
  console.log(`  one record against the set: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`);
}

if (options.sets || options.people === undefined) await sets();
if (options.people !== undefined) await people(Number(options.people));
