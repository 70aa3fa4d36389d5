/** What a program has seen change since its indexes were built, against a plain table of what stands. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { codeLists, listsVersion } from "../reference/lists.ts";
import { questionOf } from "./engine/pair.ts";
import { Vocabulary } from "./engine/vocabulary.ts";
import { fieldKnowledge } from "./field-knowledge.ts";
import { LiveState } from "./live-index.ts";
import { PartMaker } from "./live-index-build.ts";
import type { IndexRow } from "./live-index-rows.ts";

const id = (at: number): string => `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`;
const serials = ["РЧ48161", "РЧ48275", "ЖУ65921", "АВ10457"];
const row = (at: number, serial: number, group: number): IndexRow => ({
  id: id(at),
  kind: 1,
  file: at % 2 === 0 ? "one" : "two",
  audience: [group],
  weapon: { serial: serials[serial] ?? "", make: "", model: "ПМ", type: "", calibre: "", country: "", year: undefined },
  readings: [],
});
const change = fc.record({
  rows: fc.array(fc.tuple(fc.nat(19), fc.nat(3), fc.integer({ min: 1, max: 2 })), { maxLength: 6 }),
  gone: fc.array(fc.nat(19), { maxLength: 3 }),
});

test("each subject is found as it was written last, and nowhere else, whatever the order of changes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(19), fc.nat(3)), { maxLength: 20 }),
      fc.array(change, { maxLength: 12 }),
      (built, changes) => {
        const vocabulary = new Vocabulary(fieldKnowledge(codeLists()));
        const stands = new Map(built.map(([at, serial]) => [id(at), row(at, serial, 1)]));
        const makers = new Map<string, PartMaker>();
        for (const one of stands.values()) {
          const maker = makers.get(one.file) ?? new PartMaker(one.file, false, vocabulary);
          makers.set(one.file, maker);
          maker.add(one);
        }
        const state = new LiveState({
          parts: [...makers.values()].map((maker) => maker.part()),
          values: vocabulary.values,
          rows: stands.size,
          horizon: "0",
          listsVersion: listsVersion(),
        });
        for (const { rows, gone } of changes) {
          const ended = gone.filter((at) => !rows.some(([other]) => other === at)).map(id);
          const written = [...new Map(rows.map(([at, serial, group]) => [at, row(at, serial, group)])).values()];
          state.put(written, ended);
          for (const one of ended) stands.delete(one);
          for (const one of written) stands.set(one.id, one);
        }
        for (const serial of serials) {
          const question = questionOf({ serial, model: "ПМ" });
          const wanted = [...stands.values()].filter(({ weapon }) => weapon.serial === serial);
          const exact = state.finder.find(question, 0.3).map((found) => found.id);
          expect(exact.toSorted()).toEqual(wanted.map((one) => one.id).toSorted());
          // What a person's groups do not see is not found for them; the page of answers is as long as it may be.
          const seen = new Set(state.ask(question, new Set([2])).map((answer) => answer.id));
          for (const one of stands.values()) if (!one.audience.includes(2)) expect(seen.has(one.id)).toBe(false);
          for (const one of wanted) if (one.audience.includes(2)) expect(seen.has(one.id)).toBe(true);
        }
      },
    ),
    { numRuns: 120 },
  );
});
