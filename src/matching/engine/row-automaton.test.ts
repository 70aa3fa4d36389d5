import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeLists } from "../../reference/lists.ts";
import { fieldKnowledge } from "../field-knowledge.ts";
import { readSerialField } from "../serial-field.ts";
import { NEVER, align, askedOf, nats } from "./channel.ts";
import { ColumnsMaker } from "./columns.ts";
import { MatchEngine } from "./engine.ts";
import { matchModel } from "./match-model.ts";
import { DEAD, ROOT, RowAutomaton } from "./row-automaton.ts";
import { buildSerialIndex, serialOf } from "./serial-index.ts";
import { isLetterSymbol, symbolsOf } from "./symbols.ts";
import { Vocabulary } from "./vocabulary.ts";

const { channel } = matchModel;
const serial = fc.stringMatching(/^[A0BOЛ]{0,3}[0-58]{1,7}[KХ?*]{0,2}$/u);

describe("the rows as an automaton", () => {
  it("cost what the alignment costs, wherever that is below the cap", () => {
    const automaton = new RowAutomaton(channel);
    fc.assert(
      fc.property(
        serial,
        fc.array(serial, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 20 }),
        (asked, held, cap) => {
          const reading = askedOf(readSerialField(asked).pattern, channel);
          if (reading.length === 0) return;
          automaton.begin(reading, channel, nats(cap));
          for (const text of held) {
            const symbols = symbolsOf(readSerialField(text).pattern);
            if (symbols.length === 0) continue;
            let row = ROOT;
            for (const symbol of symbols) {
              if (row === DEAD) break;
              const of = automaton.classOf[symbol] ?? 0;
              row = automaton.next[row * automaton.classes + of] || automaton.step(row, of);
            }
            const { cost } = align(reading, symbols, channel);
            const found = row === DEAD ? NEVER : (automaton.totals[row] ?? NEVER);
            if (cost <= nats(cap)) expect(found).toBe(cost);
            else expect(found).toBeGreaterThan(nats(cap));
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it("never bound what follows by more than it costs", () => {
    const automaton = new RowAutomaton(channel);
    fc.assert(
      fc.property(serial, serial, (asked, held) => {
        const reading = askedOf(readSerialField(asked).pattern, channel);
        const symbols = symbolsOf(readSerialField(held).pattern);
        // A run has no length: the search asks for no bound by it.
        if (reading.length === 0 || symbols.length === 0 || held.includes("*")) return;
        const cap = nats(30);
        const { cost } = align(reading, symbols, channel);
        if (cost > cap) return;
        automaton.begin(reading, channel, cap);
        let row = ROOT;
        symbols.forEach((symbol, at) => {
          const of = automaton.classOf[symbol] ?? 0;
          row = automaton.next[row * automaton.classes + of] || automaton.step(row, of);
          const next = symbols[at + 1];
          const letter = next !== undefined && isLetterSymbol[next] === 1;
          expect(automaton.leastOf(row, symbols.length - at - 1, letter)).toBeLessThanOrEqual(cost);
          expect(automaton.least(row, 0, 255, true)).toBeLessThanOrEqual(cost);
        });
      }),
      { numRuns: 600 },
    );
  });
});

describe("a lost beginning", () => {
  it("of more than one digit loses no record", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 10_000, max: 99_999_999 }), { minLength: 1, maxLength: 80 }),
        fc.nat(79),
        fc.integer({ min: 2, max: 4 }),
        (numbers, which, lost) => {
          const vocabulary = new Vocabulary(fieldKnowledge(codeLists()));
          const maker = new ColumnsMaker(vocabulary);
          const plain = { make: "", model: "", type: "", calibre: "", country: "", year: undefined };
          for (const number of numbers) maker.add({ ...plain, serial: String(number) });
          const index = buildSerialIndex(maker.columns());
          const text = String(numbers[which % numbers.length]).slice(lost);
          if (text.length < 3) return;
          const engine = new MatchEngine(vocabulary);
          const found = engine.ask({ ...plain, serial: text }, [index]);
          const reading = found.asking.readings[0];
          const best = found.answers[0];
          if (reading === undefined || best === undefined) return;
          const given = new Set(found.answers.map(({ record }) => record));
          for (let record = 0; record < index.count; record += 1) {
            const cost = align(reading.asked, serialOf(index, record), channel).cost;
            if (cost <= best.channel + nats(matchModel.margin) && cost <= nats(8)) expect(given).toContain(record);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
