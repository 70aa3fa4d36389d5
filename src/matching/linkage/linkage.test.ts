import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Comparer, levelIn, patternFactors } from "./comparer.ts";
import { probabilityOf } from "./estimate.ts";
import { LinkageRefusal, namedLevels, type LinkageModel } from "./linkage-model.ts";
import { forecast, link, PersonQuestion, persons, type Linkage } from "./linkage.ts";
import { inOrder } from "./pair-units.ts";
import { birthDateLevels, nameLevels } from "./person-model.ts";
import { PersonSetMaker, type PersonSet } from "./person-set.ts";

const model: LinkageModel = {
  version: "test",
  columns: [
    { name: "given", clean: "name", dictionary: "name" },
    { name: "surname", clean: "name", dictionary: "name" },
    { name: "born", clean: "digits" },
    { name: "place", clean: "name" },
  ],
  comparisons: [
    { column: "given", crossedWith: "surname", levels: nameLevels },
    { column: "surname", crossedWith: "given", levels: nameLevels },
    { column: "born", levels: birthDateLevels },
    { column: "place", levels: [{ kind: "same", frequency: 1 }] },
  ],
  rules: [
    { name: "names", parts: [{ column: "given" }, { column: "surname" }], anyOrder: true },
    { name: "year and place", parts: [{ column: "born", slice: [0, 4] }, { column: "place" }] },
    {
      name: "surname and day",
      parts: [
        { column: "surname", slice: [0, 2] },
        { column: "born", slice: [4, 8] },
      ],
    },
  ],
  limits: { pairsOfRule: 1_000_000, pairs: 2_000_000, cluster: 8 },
  learning: { sample: 2000, imagined: 0.5, rounds: 40, gain: 1e-9, leastShare: 0.0001 },
  keep: 0,
};
/** The place speaks only where the date of birth does not. */
const modelOtherwise: LinkageModel = {
  ...model,
  comparisons: [
    ...model.comparisons.slice(0, 2),
    {
      column: "born",
      levels: [{ kind: "same" }, { kind: "days", most: 40 }],
      otherwise: {
        column: "place",
        levels: [
          { kind: "same", frequency: 1 },
          { kind: "edits", most: 1 },
        ],
      },
    },
  ],
};
const models = fc.constantFrom(model, modelOtherwise);
const header = ["given", "surname", "born", "place"];
type Row = readonly [given: string, surname: string, born: string, place: string];

function setOf(rows: readonly Row[], of: LinkageModel = model): PersonSet {
  const maker = new PersonSetMaker(of, header);
  for (const row of rows) maker.add(row);
  return maker.set();
}

const names = ["ivan", "ivana", "iwan", "ali", "alim", "olga", "petrov", "pertov", "petrova", "karimov", "karim", ""];
const name = fc.constantFrom(...names);
const row: fc.Arbitrary<Row> = fc.tuple(
  name,
  name,
  fc.constantFrom("19800101", "1980-01-02", "19810101", "18010198", "20001231", "20002112", ""),
  fc.constantFrom("osh", "Osh", "naryn", ""),
);
const file = fc.array(row, { minLength: 2, maxLength: 60 });

/** A made file: persons with one to three records, with slips. */
function madeFile(count: number, seed: number): { readonly rows: Row[]; readonly who: number[] } {
  let state = seed;
  const below = (most: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % most;
  };
  const syllables = ["ka", "ri", "mo", "va", "li", "zu", "te", "no", "sha", "bek", "gul", "dor"];
  const word = (parts: number): string =>
    Array.from({ length: parts }, () => syllables[below(syllables.length)]).join("");
  const rows: Row[] = [];
  const who: number[] = [];
  for (let person = 0; rows.length < count; person += 1) {
    const one = [word(2), word(3), `${1950 + below(50)}${10 + below(3)}${10 + below(18)}`, word(2)] as const;
    for (let time = below(3); time >= 0; time -= 1) {
      const slip = below(6);
      const [given, surname, born, place] = one;
      rows.push([
        slip === 1 ? given.slice(1) : given,
        slip === 2 ? `${surname}a` : surname,
        slip === 3 ? "" : born,
        slip === 4 ? "elsewhere" : place,
      ]);
      who.push(person);
    }
  }
  return { rows, who };
}

const byPair = ({ pairs }: Linkage): Map<string, number> =>
  new Map(Array.from(pairs.left, (left, at) => [`${left} ${pairs.right[at] ?? -1}`, pairs.total[at] ?? 0]));

/** Whether the rules bring two rows together, worked out from the written texts. */
function meet(one: Row, other: Row): boolean {
  const [given, surname, born, place] = one.map((text) => text.toLowerCase().replaceAll("-", ""));
  const [given2, surname2, born2, place2] = other.map((text) => text.toLowerCase().replaceAll("-", ""));
  const texts = [given, surname, born, place, given2, surname2, born2, place2].map((text) => text ?? "");
  const [g = "", s = "", b = "", p = "", g2 = "", s2 = "", b2 = "", p2 = ""] = texts;
  const full = g !== "" && s !== "" && g2 !== "" && s2 !== "";
  if (full && ((g === g2 && s === s2) || (g === s2 && s === g2))) return true;
  if (b !== "" && b.slice(0, 4) === b2.slice(0, 4) && p !== "" && p === p2) return true;
  return s !== "" && s.slice(0, 2) === s2.slice(0, 2) && b !== "" && b.slice(4) === b2.slice(4);
}

describe("linkage of persons", () => {
  it("compares exactly the pairs that all pairs under the same rules give, each once, as many as forecast", async () => {
    await fc.assert(
      fc.asyncProperty(file, async (rows) => {
        const set = setOf(rows);
        const linkage = await link(set);
        const expected = rows.flatMap((one, a) =>
          rows.flatMap((other, b) => (b > a && meet(one, other) ? [`${a} ${b}`] : [])),
        );
        expect([...byPair(linkage).keys()].sort()).toEqual(expected.sort());
        expect(linkage.compared).toBe(expected.length);
        expect(linkage.looked).toBe(linkage.forecast.pairs);
        expect(forecast(setOf(rows))).toEqual(linkage.forecast);
      }),
      { numRuns: 60 },
    );
  });

  it("compares A with B as B with A", () => {
    fc.assert(
      fc.property(row, row, models, (one, other, of) => {
        const set = setOf([one, other], of);
        const comparer = new Comparer(of, set.texts);
        expect(comparer.pattern(set.rows, 0, set.rows, set.stride)).toBe(
          comparer.pattern(set.rows, set.stride, set.rows, 0),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("gives each pair what its levels say: same, near, crossed, not recorded", () => {
    const levels = (one: Row, other: Row, of = model): (string | undefined)[] => {
      const set = setOf([one, other], of);
      const pattern = new Comparer(of, set.texts).pattern(set.rows, 0, set.rows, set.stride);
      const factors = patternFactors(of);
      return of.comparisons.map((comparison, at) => {
        const level = levelIn(pattern, of, factors, at);
        const own = comparison.levels.length;
        const named = namedLevels(comparison)[level - 1]?.kind ?? "differs";
        return level === 0 ? "-" : level > own && named !== "differs" ? `otherwise ${named}` : named;
      });
    };
    expect(levels(["Ivan", "Petrov", "19800101", "Osh"], ["ivan", "PERTOV", "19800102", "osh"])).toEqual([
      "same",
      "jaro-winkler",
      "edits",
      "same",
    ]);
    expect(levels(["Ivan", "Petrov", "", "Osh"], ["Petrov", "Ivan", "", "Naryn"])).toEqual([
      "crossed",
      "-",
      "-",
      "differs",
    ]);
    // One name in the other's place, and nothing to set against the other.
    expect(levels(["Ivan", "Petrov", "", ""], ["Petrov", "", "", ""])).toEqual(["-", "crossed", "-", "-"]);
    expect(levels(["", "", "19801231", ""], ["", "", "19810105", ""])).toEqual(["-", "-", "days", "-"]);
    const third = (born: string, place: string, born2: string, place2: string): string | undefined =>
      levels(["", "", born, place], ["", "", born2, place2], modelOtherwise)[2];
    expect(third("19801231", "osh", "19810105", "osh")).toBe("days");
    expect(third("19801231", "osh", "19550101", "osh")).toBe("otherwise same");
    expect(third("", "osh", "19550101", "oshh")).toBe("otherwise edits");
    expect(third("19801231", "osh", "19550101", "naryn")).toBe("differs");
    expect(third("19801231", "", "19550101", "naryn")).toBe("differs");
    expect(third("", "osh", "19550101", "naryn")).toBe("differs");
    expect(third("", "osh", "19550101", "")).toBe("-");
  });

  it("gives the same with one thread and with two", async () => {
    const { rows } = madeFile(3000, 5);
    const one = await link(setOf(rows), 1);
    const two = await link(setOf(rows), 2);
    expect(two.pairs).toEqual(one.pairs);
    expect(two.learned).toEqual(one.learned);
    expect(two.looked).toBe(one.looked);
    expect(persons(two, 0.9)).toEqual(persons(one, 0.9));
  });

  it("never lowers the likelihood while it learns", async () => {
    const check = async (rows: readonly Row[], of: LinkageModel): Promise<void> => {
      const { learned } = await link(setOf(rows, of));
      learned.likelihood.forEach((said, round) => {
        const before = learned.likelihood[round - 1] ?? -Infinity;
        expect(said).toBeGreaterThanOrEqual(before - 1e-6 * Math.abs(said));
      });
    };
    await fc.assert(fc.asyncProperty(file, models, check), { numRuns: 60 });
    await check(madeFile(2000, 9).rows, model);
    await check(madeFile(2000, 9).rows, modelOtherwise);
  });

  it("finds the persons of a made file, and says how sure it is", async () => {
    const { rows, who } = madeFile(3000, 3);
    const linkage = await link(setOf(rows));
    const { left, right, total } = linkage.pairs;
    let sure = 0;
    let right90 = 0;
    total.forEach((weight, at) => {
      if (probabilityOf(weight) < 0.9) return;
      sure += 1;
      if (who[left[at] ?? -1] === who[right[at] ?? -2]) right90 += 1;
    });
    let all = 0;
    for (const [, { length }] of Map.groupBy(who, (one) => one)) all += (length * (length - 1)) / 2;
    expect(right90 / sure).toBeGreaterThan(0.98);
    expect(right90 / all).toBeGreaterThan(0.85);
  });

  it("gives one record asked the weights of the batch, and reasons that add up to them", async () => {
    await fc.assert(
      fc.asyncProperty(file, models, async (rows, of) => {
        const linkage = await link(setOf(rows, of));
        const totals = byPair(linkage);
        const question = new PersonQuestion(linkage);
        rows.forEach((asked, at) => {
          const written = Object.fromEntries(header.map((column, place) => [column, asked[place] ?? ""]));
          for (const met of question.ask(written)) {
            expect(met.reasons.reduce((sum, { weight, rarity }) => sum + weight + rarity, linkage.weights.prior)).toBe(
              met.total,
            );
            expect(met.probability).toBe(probabilityOf(met.total));
            if (met.record === at) continue;
            const pair = `${Math.min(at, met.record)} ${Math.max(at, met.record)}`;
            expect(met.total).toBe(totals.get(pair));
            totals.set(`met ${pair}`, 1);
          }
        });
        for (const pair of byPair(linkage).keys()) expect(totals.has(`met ${pair}`)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("asks values that no record holds, one question after the other", async () => {
    const rows: Row[] = [
      ["ivan", "petrov", "19800101", "osh"],
      ["ivan", "petrov", "19800101", "osh"],
      ["olga", "karimova", "19700505", "naryn"],
    ];
    const question = new PersonQuestion(await link(setOf(rows)));
    const asked = { given: "iwan", surname: "pettrov", born: "1980-01-01", place: "Osh" };
    const first = question.ask(asked);
    expect(first.map(({ record }) => record)).toEqual([0, 1]);
    expect(first[0]?.reasons.map(({ level }) => level)).toEqual(["jaro-winkler", "jaro-winkler", "same", "same"]);
    const second = question.ask({ given: "zzz", surname: "qqqqqqq", born: "19800101", place: "osh" });
    expect(second[0]?.reasons.map(({ level }) => level)).toEqual(["differs", "differs", "same", "same"]);
    expect(question.ask(asked)).toEqual(first);
    expect(question.ask({})).toEqual([]);
  });

  it("weighs names in each other's place by the rarity of both, and one alone by its own", async () => {
    const rows: Row[] = [
      ["ivan", "petrov", "19800101", "osh"],
      ["petrov", "ivan", "19800101", "osh"],
      ["petrov", "", "19800101", "osh"],
      ...Array.from({ length: 30 }, (): Row => ["ivan", "karimov", "", ""]),
      ...Array.from({ length: 9 }, (_, at): Row => [`olga${at}`, "petrov", "", ""]),
    ];
    const linkage = await link(setOf(rows));
    const { weights, set } = linkage;
    const rarity = (value: string): number => {
      const id = set.dictionaries[0]?.known(value) ?? -1;
      return Math.min(weights.rarity[0]?.[id] ?? 0, weights.rarity[1]?.[id] ?? 0);
    };
    expect(rarity("ivan")).toBeLessThan(0);
    const met = new PersonQuestion(linkage).ask({ given: "ivan", surname: "petrov", born: "19800101", place: "osh" });
    const ofNames = (record: number): unknown =>
      met
        .find((one) => one.record === record)
        ?.reasons.slice(0, 2)
        .map(({ level, rarity }) => [level, rarity]);
    expect(ofNames(1)).toEqual([
      ["crossed", rarity("ivan") + rarity("petrov")],
      ["not-recorded", 0],
    ]);
    expect(ofNames(2)).toEqual([
      ["not-recorded", 0],
      ["crossed", rarity("petrov")],
    ]);
  });

  it("puts what several threads found into the order of the units", () => {
    const one = { pairs: Int32Array.of(1, 2, 3, 4, 5, 6), unit: [1, 3], end: [3, 6], looked: 2 };
    const other = { pairs: Int32Array.of(7, 8, 9, 10, 11, 12), unit: [0, 2], end: [3, 6], looked: 2 };
    expect([...inOrder([one, other])]).toEqual([7, 8, 9, 1, 2, 3, 10, 11, 12, 4, 5, 6]);
  });

  it("keeps combinations exact beyond 2^53", async () => {
    const wide: LinkageModel = {
      ...model,
      columns: header.map((column) => ({ name: column, clean: "text" as const })),
      comparisons: [{ column: "given", levels: [{ kind: "same" }] }],
      rules: [{ name: "all", parts: [...header.slice(0, 3), "given", "place"].map((column) => ({ column })) }],
    };
    const rows = Array.from({ length: 10_000 }, (_, at): Row => [`a${at}`, `b${at}`, `c${at}`, `d${at}`]);
    rows.push(["a17", "b17", "c17", "d17"], ["a9990", "b9990", "c9990", "d9991"]);
    const linkage = await link(setOf(rows, wide));
    expect([...byPair(linkage).keys()]).toEqual(["17 10000"]);
  });

  it("never makes a person of more records than allowed, and hands back what it did not join", async () => {
    const rows = Array.from({ length: 12 }, (): Row => ["ivan", "petrov", "19800101", "osh"]);
    const linkage = await link(setOf([...rows, ...madeFile(500, 2).rows]));
    const { of, tooLarge } = persons(linkage, 0.5);
    for (const [, { length }] of Map.groupBy(of, (one) => one)) expect(length).toBeLessThanOrEqual(8);
    expect(tooLarge.length).toBeGreaterThan(0);
  });

  it("has nothing to say of an empty file, or of one record", async () => {
    for (const rows of [[], [["ivan", "petrov", "19800101", "osh"]]] as Row[][]) {
      const linkage = await link(setOf(rows));
      expect(linkage.compared).toBe(0);
      expect([...persons(linkage, 0.5).of]).toEqual([...rows.keys()]);
      expect(new PersonQuestion(linkage).ask({ given: "olga", surname: "karimova" })).toEqual([]);
      for (const weight of linkage.weights.level.flatMap((one) => [...one])) expect(weight).toSatisfy(Number.isFinite);
    }
  });

  it("refuses a file without a column of the model, naming it", () => {
    const make = (): unknown => new PersonSetMaker(model, ["given", " surname", "birth date"]);
    expect(make).toThrow(LinkageRefusal);
    expect(make).toThrow('the file has no column "born", "place"; it has "given", "surname", "birth date"');
  });

  it("refuses a row that is wider or narrower than the header", () => {
    const maker = new PersonSetMaker(model, header);
    expect(() => maker.add(["ivan", "petrov"])).toThrow("record 1 has 2 fields, the header has 4");
  });

  it("refuses a rule that would explode, naming it and its largest block, before anything is compared", async () => {
    const rows = Array.from({ length: 40 }, (_, at): Row => ["ivan", "petrov", "", at % 2 === 0 ? "osh" : ""]);
    const tight = (limits: LinkageModel["limits"]): Promise<Linkage> => link(setOf(rows, { ...model, limits }));
    await expect(tight({ pairsOfRule: 700, pairs: 700, cluster: 8 })).rejects.toThrow(
      'rule "names" would compare 780 pairs (at most 700); its largest block, "ivan + petrov", holds 40 records',
    );
    await expect(tight({ pairsOfRule: 1000, pairs: 700, cluster: 8 })).rejects.toMatchObject({
      code: "linkage-too-many-pairs",
      values: { rule: "names", all: 780 },
    });
    await expect(tight({ pairsOfRule: 780, pairs: 780, cluster: 8 })).resolves.toMatchObject({ compared: 780 });
  });

  it("refuses a model whose parts do not fit", () => {
    const refused = (change: Partial<LinkageModel>): unknown => new PersonSetMaker({ ...model, ...change }, header);
    expect(() => refused({ rules: [{ name: "r", parts: [{ column: "email" }] }] })).toThrow(
      'rule "r" names the column "email", which the model does not have',
    );
    expect(() =>
      refused({ rules: [{ name: "r", parts: [{ column: "given" }, { column: "born" }], anyOrder: true }] }),
    ).toThrow("its first two parts need one dictionary and slice");
    expect(() =>
      refused({ comparisons: [{ column: "given", crossedWith: "born", levels: [{ kind: "crossed" }] }] }),
    ).toThrow("is crossed one way only");
    expect(() => refused({ comparisons: [{ column: "given", levels: [{ kind: "crossed" }] }] })).toThrow(
      'a level "crossed" and "crossedWith" go together',
    );
    expect(() => refused({ comparisons: [] })).toThrow("it compares nothing");
    expect(() => refused({ rules: [] })).toThrow("no rule");
  });
});
