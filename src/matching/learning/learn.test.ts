import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeLists } from "../../reference/lists.ts";
import { unit } from "../engine/channel.ts";
import { matchModel } from "../engine/match-model.ts";
import { fieldKnowledge } from "../field-knowledge.ts";
import { curveFaults } from "./curve-order.ts";
import { changedNumbers, costChanges, learnModel, mostChange, withCosts, withCurve } from "./learn.ts";
import { logisticWeights, sigma, weighed } from "./logistic.ts";
import { madeDecisions, madePair, chance } from "./made-decisions.test-parts.ts";
import { modelDocument, modelFaults, shippedDocument, usableModel } from "./model-document.ts";
import { evidenceOf, learnedErrors, learnedParts, type DecidedPair, type PairEvidence } from "./pair-evidence.ts";
import { scorePairWith } from "../engine/pair.ts";
import { worthProposing } from "../matcher.ts";
import { foldOf, gainOf, learnWithReport, measure, refusalOf } from "./report.ts";

const knowledge = fieldKnowledge(codeLists());
const look = (model: typeof matchModel, pair: DecidedPair): PairEvidence | undefined =>
  evidenceOf(model, knowledge, pair.compared);
const seen = (pairs: readonly DecidedPair[]): Map<DecidedPair, PairEvidence> =>
  new Map(pairs.flatMap((pair) => {
    const evidence = look(matchModel, pair);
    return evidence === undefined ? [] : [[pair, evidence] as const];
  })); // prettier-ignore
const judged = (pairs: readonly DecidedPair[]) => [...seen(pairs)].map(([{ same }, evidence]) => ({ same, evidence }));
const logit = (p: number): number => Math.log(p / (1 - p));

describe("logistic regression", () => {
  it("finds the weights that made the points", () => {
    const random = chance(3);
    const points = Array.from({ length: 20_000 }, () => {
      const x = 4 * random() - 2;
      return { features: [1, x], right: random() < sigma(0.5 + 1.5 * x) };
    });
    const [constant = 0, slope = 0] = logisticWeights(points, {
      rounds: 30,
      damp: 1e-6,
      prior: { mean: [0, 0], precision: [0, 0] },
    });
    expect(constant).toBeCloseTo(0.5, 1);
    expect(slope).toBeCloseTo(1.5, 1);
  });

  it("stays at the prior without points, and nearer to it the more it counts", () => {
    expect(logisticWeights([], { rounds: 5, damp: 1e-6, prior: { mean: [0.3, -2], precision: [1, 1] } })).toEqual([
      0.3, -2,
    ]);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.boolean()), { minLength: 1, maxLength: 60 }), fc.double({ min: 0.1, max: 20, noNaN: true }), (list, precision) => {
        const points = list.map(([x, right]) => ({ features: [x], right }));
        const far = (held: number): number =>
          Math.abs((logisticWeights(points, { rounds: 60, damp: 1e-9, prior: { mean: [0.7], precision: [held] } })[0] ?? 0) - 0.7);
        expect(far(2 * precision)).toBeLessThanOrEqual(far(precision) + 1e-6);
      }),
      { numRuns: 60 },
    ); // prettier-ignore
  });
});

describe("evidence of a pair", () => {
  it("is that of the engine: the same probability, and every error by the number that was charged", () => {
    const random = chance(11);
    let [charged, clean] = [0, 0];
    for (let at = 0; at < 300; at += 1) {
      const compared = madePair(random);
      const evidence = evidenceOf(matchModel, knowledge, compared);
      const score = scorePairWith(matchModel, knowledge, compared.weapon, compared.other);
      expect(evidence?.probability).toBe(score?.probability);
      if (evidence === undefined || score === undefined) continue;
      // The curve sees what the engine saw.
      const { cap, certainty } = matchModel.pair;
      expect(Math.min(cap, sigma(weighed(evidence.features, certainty)))).toBeCloseTo(evidence.probability, 9);
      // Errors, as the evidence names them, cost what the pair was charged for (ends by their length, so at least that).
      const named = learnedErrors.reduce((sum, error) => sum + (evidence.used.get(`serial.${error}`) ?? 0) * (matchModel.channel[error] / unit), 0); // prettier-ignore
      const same = matchModel.channel.same / unit;
      const looks = ["strong", "weak", "digit", "replaced"] as const;
      const places = looks.reduce((sum, error) => sum + (evidence.used.get(`serial.${error}`) ?? 0), 0);
      const other = score.why.some((part) => part.field === "serial" && part.operations.some(({ kind }) => kind === "spelled")); // prettier-ignore
      if (
        !other &&
        !evidence.used.has("serial.endOpen") &&
        !evidence.used.has("serial.series") &&
        !evidence.used.has("serial.swapped")
      )
        expect(evidence.errors).toBeCloseTo(named - places * same, 1);
      if (named > 0) charged += 1;
      else clean += 1;
    }
    expect(Math.min(charged, clean)).toBeGreaterThan(30);
  });

  it("tells the pull of each number: changing its cost a little changes the score as it says", () => {
    const random = chance(12);
    let looked = 0;
    for (let at = 0; at < 120; at += 1) {
      const compared = madePair(random);
      const before = evidenceOf(matchModel, knowledge, compared);
      if (before === undefined) continue;
      for (const part of before.used.keys()) {
        // Costs are whole in the channel; a step of sixteen is far below any other path.
        const step = 16 / unit;
        const after = evidenceOf(withCosts(matchModel, new Map([[part, step]])), knowledge, compared);
        if (after === undefined || before.used.size !== after.used.size) continue;
        const count = before.used.get(part) ?? 0;
        const wanted = part.startsWith("serial.") ? -count : -count * before.ofFields;
        expect((after.against - before.against) / step, part).toBeCloseTo(wanted, 0);
        looked += 1;
      }
    }
    expect(looked).toBeGreaterThan(100);
  });
});

describe("what is learned", () => {
  const pairs = madeDecisions(160, 5, matchModel, (p) => p);

  it("moves nothing without decisions, and little with fifty", async () => {
    expect(costChanges(matchModel, []).size).toBe(0);
    expect(withCurve(matchModel, [])).toBe(matchModel);
    for (const shift of [-1, 1]) {
      // The version in force is wrong by a factor of e in every pair; fifty decisions say so, and are mostly not believed yet.
      const some = madeDecisions(50, 6, matchModel, (p) => sigma(logit(p) + shift));
      const model = await learnModel(matchModel, "made-50", some, seen(some), look);
      for (const { before, after } of changedNumbers(matchModel, model, seen(some).values()))
        expect(Math.abs(after - before)).toBeLessThanOrEqual(0.4);
      const moved = pairs.map(
        (pair) => logit(look(model, pair)?.probability ?? 0.001) - logit(look(matchModel, pair)?.probability ?? 0.001),
      );
      expect(Math.max(...moved.map(Math.abs))).toBeLessThan(1.5);
      expect(Math.abs(moved.reduce((a, b) => a + b) / moved.length)).toBeLessThan(0.6);
    }
  });

  it("moves no cost further than one version may, keeps agreement cheapest and order in the curve, whatever was decided", () => {
    const evidence = judged(pairs);
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: evidence.length, maxLength: evidence.length }), (verdicts) => {
        const some = evidence.map((one, at) => ({ ...one, same: verdicts[at] ?? false }));
        for (const change of costChanges(matchModel, some).values())
          expect(Math.abs(change)).toBeLessThanOrEqual(mostChange);
        const model = withCurve(withCosts(matchModel, costChanges(matchModel, some)), some);
        expect(modelFaults(model)).toEqual([]);
      }),
      { numRuns: 15 },
    );
    // And where every cost changes as far as it may, either way.
    fc.assert(
      fc.property(fc.array(fc.constantFrom(-mostChange, 0, mostChange), { minLength: learnedParts.length, maxLength: learnedParts.length }), (list) => {
        const model = withCosts(matchModel, new Map(learnedParts.map((part, at) => [part, list[at] ?? 0])));
        expect(modelFaults(model)).toEqual([]);
        expect(modelDocument.shape.model.safeParse(model).success).toBe(true);
      }),
      { numRuns: 60 },
    ); // prettier-ignore
  });

  it("does not depend on the order of the decisions, and stays what it is when made again", async () => {
    const learn = (some: readonly DecidedPair[]) =>
      learnWithReport({
        parent: matchModel,
        version: "made-1",
        pairs: some,
        leftOut: 0,
        proposedFrom: worthProposing,
        knowledge,
      });
    const one = await learn(pairs);
    expect(JSON.stringify(await learn(pairs.toReversed()))).toBe(JSON.stringify(one));
    expect(one.model?.version).toBe("made-1");
  });

  it("learns that an error is more common here than the version in force says", () => {
    // Truth: two exchanged characters are read all the time.
    const some = madeDecisions(900, 8, matchModel, (p, { weapon, other }) => {
      const [a, b] = [weapon.serial ?? "", other.serial ?? ""];
      const swapped =
        a !== b && a.length === b.length && Array.from(a).sort().join("") === Array.from(b).sort().join("");
      return swapped ? sigma(logit(p) + 3) : p;
    });
    const changes = costChanges(matchModel, judged(some));
    const swapped = changes.get("serial.swapped") ?? 0;
    expect(swapped).toBeLessThan(-0.1);
    const others = learnedErrors
      .filter((error) => error !== "swapped")
      .map((error) => changes.get(`serial.${error}`) ?? 0);
    expect(Math.min(...others)).toBeGreaterThan(swapped);
  });
});

describe("the report", () => {
  it("judges every pair by numbers learned without its weapon", () => {
    const folds = new Set(Array.from({ length: 200 }, (_, at) => foldOf(`weapon ${at}`)));
    expect(folds.size).toBe(5);
    expect(foldOf("weapon 1")).toBe(foldOf("weapon 1"));
  });

  it("refuses too few decisions, of all or of one kind, and says how many are needed", async () => {
    const learn = (some: readonly DecidedPair[]) =>
      learnWithReport({
        parent: matchModel,
        version: "made-2",
        pairs: some,
        leftOut: 3,
        proposedFrom: worthProposing,
        knowledge,
      });
    const few = await learn(madeDecisions(99, 2, matchModel, (p) => p));
    expect(few.model).toBeUndefined();
    expect(few.report).toMatchObject({ refusal: "too-few", leastDecided: 100, leftOut: 3, heldOut: null });
    const oneSided = await learn(madeDecisions(150, 2, matchModel, () => 1));
    expect(oneSided.report).toMatchObject({ refusal: "too-few", confirmed: 150, rejected: 0, leastOfEach: 25 });
  });

  it("refuses a version that is no better than the one in force, and takes one where that is too sure", async () => {
    const learn = (truth: (p: number) => number) =>
      learnWithReport({
        parent: matchModel,
        version: "made-3",
        pairs: madeDecisions(500, 7, matchModel, truth),
        leftOut: 0,
        proposedFrom: worthProposing,
        knowledge,
      });
    // The version in force is right: nothing can be learned.
    expect((await learn((p) => p)).report.refusal).toBe("not-better");
    const { model, report } = await learn((p) => sigma(0.6 * logit(p) - 0.5));
    expect(report.refusal).toBeNull();
    const { parent, candidate } = report.heldOut ?? { parent: undefined, candidate: undefined };
    expect(candidate?.loss).toBeLessThan(parent?.loss ?? 0);
    expect(candidate?.calibrationError).toBeLessThan(parent?.calibrationError ?? 0);
    expect(model === undefined ? ["none"] : curveFaults(model)).toEqual([]);
    expect(report.registers.map(({ parent: own }) => own.precision.of).reduce((a, b) => a + b)).toBe(500);
    expect(report.changes?.most[0]).toBeDefined();
  });

  it("refuses what is worse in calibration, in order or in what it finds, though its loss be less, and a gain within its error", () => {
    const at = (probability: number, same: boolean, count: number) =>
      Array.from({ length: count }, () => ({ probability, same }));
    const parent = measure([...at(0.8, true, 80), ...at(0.8, false, 20), ...at(0.3, false, 50)], 0.02);
    const gain = { mean: 0.01, error: 0.004 };
    const verdict = (changed: Partial<typeof parent>, model = matchModel, by = gain) =>
      refusalOf({ parent, candidate: { ...parent, ...changed } }, by, model);
    expect(verdict({})).toBeNull();
    expect(verdict({}, matchModel, { mean: 0.003, error: 0.004 })).toBe("not-better");
    expect(verdict({ calibrationError: parent.calibrationError + 0.02 })).toBe("less-calibrated");
    expect(verdict({ order: (parent.order ?? 0) - 0.05 })).toBe("worse-order");
    expect(verdict({ recall: { ...parent.recall, count: parent.recall.count - 5 } })).toBe("loses-hits");
    const certainty = matchModel.pair.certainty.map((weight) => -weight);
    expect(verdict({}, { ...matchModel, pair: { ...matchModel.pair, certainty } })).toBe("out-of-order");
  });

  it("measures a gain with its error", () => {
    const pairs = [0.6, 0.7, 0.8].map((candidate) => ({ same: true, parent: 0.5, candidate }));
    const each = [0.6, 0.7, 0.8].map((p) => Math.log(p / 0.5));
    const mean = each.reduce((a, b) => a + b) / 3;
    expect(gainOf(pairs).mean).toBeCloseTo(mean, 12);
    expect(gainOf(pairs).error).toBeCloseTo(Math.sqrt(each.reduce((a, b) => a + (b - mean) ** 2, 0) / 2 / 3), 12);
  });

  it("counts order by pairs of one confirmed and one rejected", () => {
    const pair = (probability: number, same: boolean) => ({ probability, same });
    expect(measure([pair(0.9, true), pair(0.1, false)], 0).order).toBe(1);
    expect(measure([pair(0.1, true), pair(0.9, false)], 0).order).toBe(0);
    expect(measure([pair(0.5, true), pair(0.5, false)], 0).order).toBe(0.5);
    expect(measure([pair(0.5, true)], 0).order).toBeNull();
    // Parts are judged by other numbers: only within one is there an order.
    const parts = [
      { ...pair(0.2, true), part: 1 },
      { ...pair(0.1, false), part: 1 },
      { ...pair(0.9, false), part: 2 },
    ];
    expect(measure(parts, 0).order).toBe(1);
  });
});

describe("the document", () => {
  it("keeps every number to the last digit", () => {
    const written = JSON.parse(JSON.stringify(shippedDocument())) as unknown;
    expect(usableModel(written)).toEqual(matchModel);
  });

  it("is not counted with where its numbers would break the engine, or belong to another making of it", () => {
    const good = shippedDocument();
    expect(usableModel({ ...good, making: 99 })).toBeUndefined();
    expect(usableModel({ ...good, model: { ...matchModel, cap: 1 } })).toBeUndefined();
    expect(usableModel({ ...good, model: { ...matchModel, channel: { ...matchModel.channel, swapped: 10 } } })).toBeUndefined(); // prettier-ignore
    const rewarding = matchModel.pair.certainty.map((weight) => -weight);
    expect(usableModel({ ...good, model: { ...matchModel, pair: { ...matchModel.pair, certainty: rewarding } } })).toBeUndefined(); // prettier-ignore
    expect(usableModel({ version: "x" })).toBeUndefined();
  });

  it("the version in force follows the evidence", () => {
    expect(modelFaults(matchModel)).toEqual([]);
  });
});
