/**
 * Ranks records that came by another way than the index: those that share a key in SQL, while the index is not ready.
 *
 * Promises: the model of every other answer; nothing is counted, so that the answer depends on the records handed in alone; within one file
 * two records exclude each other, a register's record and the recovered weapon do not. Refuses: to find.
 */
import { codeLists } from "../reference/lists.ts";
import { fileOf, type Candidate } from "./candidate.store.ts";
import { MatchEngine } from "./engine/engine.ts";
import { explain } from "./engine/explanation.ts";
import type { MatchModel } from "./engine/match-model.ts";
import { questionOf, withReadings } from "./engine/pair.ts";
import { Vocabulary } from "./engine/vocabulary.ts";
import { fieldKnowledge } from "./field-knowledge.ts";
import { PartMaker, idText } from "./live-index-build.ts";
import type { RankedMatch, WeaponDescription } from "./match-answer.ts";

/** Best first; every answer of each file that the model weighs. */
export function rankLoose(
  weapon: WeaponDescription,
  candidates: readonly Candidate[],
  model: MatchModel,
): RankedMatch[] {
  const vocabulary = new Vocabulary(fieldKnowledge(codeLists()));
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const makers = new Map<string, PartMaker>();
  for (const candidate of candidates) {
    const file = fileOf(candidate);
    const maker = makers.get(file) ?? new PartMaker(file, false, vocabulary);
    makers.set(file, maker);
    maker.add({
      id: candidate.id,
      kind: candidate.kind === "firearm" ? 2 : 1,
      file,
      audience: [],
      weapon: {
        serial: candidate.serial ?? "",
        make: candidate.make ?? "",
        model: candidate.model ?? "",
        type: candidate.type ?? "",
        calibre: candidate.calibre ?? "",
        country: candidate.country ?? "",
        year: candidate.year,
      },
      readings: candidate.readings?.filter((reading) => reading !== candidate.serial) ?? [],
    });
  }
  const engine = new MatchEngine(vocabulary, model);
  return [...makers.values()]
    .flatMap((maker) => {
      const part = maker.part();
      const found = engine.ask(questionOf(weapon), [part.index], { uncounted: new Set([part.index]) });
      return found.answers.map((answer) => {
        const id = idText(part.ids, part.index.row[answer.record] ?? 0);
        const { why, logOdds, rivals } = explain(engine, vocabulary, found, answer);
        return {
          id,
          probability: answer.probability,
          logOdds,
          why: withReadings(why, weapon, byId.get(id) ?? {}),
          rivals,
          modelVersion: model.version,
        };
      });
    })
    .sort((a, b) => b.probability - a.probability || b.logOdds - a.logOdds || (a.id < b.id ? -1 : 1));
}
