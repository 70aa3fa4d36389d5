/** The thread that looks for pairs (pair-thread.ts): gets the indexes once, then parcels of questions, and of pairs to score. */
import { parentPort, workerData } from "node:worker_threads";
import { codeLists, putOverlay } from "../reference/lists.ts";
import { scorePairWith } from "./engine/pair.ts";
import { Vocabulary } from "./engine/vocabulary.ts";
import { fieldKnowledge } from "./field-knowledge.ts";
import { PairFinder } from "./pair-finder.ts";
import type { FinderSetup, Parcel } from "./pair-thread.ts";

// Sent by `PairThread` of this program and nobody else.
const { parts, overlay, least } = workerData as FinderSetup;
putOverlay(overlay);
const knowledge = fieldKnowledge(codeLists());
const finder = new PairFinder(parts, Vocabulary.of(parts.values, knowledge));

parentPort?.on("message", (parcel: Parcel) => {
  parentPort?.postMessage(
    "find" in parcel
      ? parcel.find.map(({ question, leaveOut }) => finder.find(question, least, leaveOut))
      : parcel.score.map(([asking, held]) => scorePairWith(parts.model, knowledge, asking, held)),
    [],
  );
});
