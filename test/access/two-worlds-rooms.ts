/** The questions of two worlds about forms, parts of a recovery, photographs, examinations, the gate and the code lists. */
import { listSharingRules } from "../../src/access/sharing-rule.contract.ts";
import { countExaminations, listExaminations } from "../../src/firearms/examiner.contract.ts";
import { listSerialRules } from "../../src/firearms/serial-rules.contract.ts";
import { hitQuality, listThresholds, setThreshold } from "../../src/matching/hit-threshold.contract.ts";
import { exportModel, listModels, readModel, recomputeHit } from "../../src/matching/learning/model.contract.ts";
import { handOverHit, listTakers } from "../../src/matching/hit.contract.ts";
import { judgeLot, listLots, lotsAmong, lotsOfFirearm } from "../../src/matching/lot.contract.ts";
import { checkPasted } from "../../src/matching/pasted-check.contract.ts";
import { listSeenAgain } from "../../src/matching/seen-again.contract.ts";
import {
  exportPairs,
  listComparisons,
  listPairs,
  readComparison,
  readImportMatching,
  readPair,
  startComparison,
  stopComparison,
  stopImportMatching,
} from "../../src/matching/sweep.contract.ts";
import type { Contract } from "../../src/platform/contract.ts";
import {
  attachmentProgress,
  attachmentState,
  listAttachments,
  readAttachmentCopy,
  readDocument,
} from "../../src/recoveries/attachment.contract.ts";
import { listDrafts, readDraft } from "../../src/recoveries/draft.contract.ts";
import { judgeAndSearch } from "../../src/recoveries/gate.contract.ts";
import { addItem, addOffence, addParty, addRoutePoint } from "../../src/recoveries/recovery-parts.contract.ts";
import { countOverrides, exportOverrides, readDoubts } from "../../src/recoveries/recovery-status.contract.ts";
import {
  exportList,
  listProposals,
  listSpellings,
  readProposal,
  readRow,
} from "../../src/reference/curator.contract.ts";
import { formOf } from "./grid-recoveries.ts";
import type { Thing } from "./oracle.ts";

export interface Asked {
  readonly contract: Contract;
  readonly input: { params?: unknown; query?: unknown; body?: unknown };
}

/** What else is written about a hidden recovery. */
export const partsOfRecovery = [
  [addItem, { kind: "ammunition", quantity: 12, unit: "piece" }],
  [addParty, { kind: "person", name: "Somebody", standing: { category: "witness" } }],
  [addRoutePoint, { kind: "transit", country: "QS" }],
  [addOffence, { written: "art. 17" }],
] as const;

export const waitingProposal = (writing: string): object => ({
  kind: "synonym",
  list: "makes",
  code: "baikal",
  writings: [`Baikal ${writing}`],
  reason: "seen on a weapon",
});

/** Asked in both worlds: about everything, about what the viewer sees, and about the serials of what is to come. */
export function askNewRooms(visible: readonly Thing[], serials: readonly string[]): Asked[] {
  const asked: Asked[] = [
    { contract: countOverrides, input: {} },
    { contract: exportOverrides, input: { query: { format: "csv" } } },
    { contract: listDrafts, input: { query: { limit: 200 } } },
    { contract: listExaminations, input: { query: { limit: 200 } } },
    { contract: countExaminations, input: {} },
    { contract: listSharingRules, input: {} },
    { contract: listSerialRules, input: {} },
    { contract: listProposals, input: {} },
    { contract: hitQuality, input: {} },
    { contract: listThresholds, input: {} },
    { contract: listModels, input: {} },
    { contract: listLots, input: {} },
    { contract: listSeenAgain, input: {} },
    { contract: listComparisons, input: {} },
    { contract: listSpellings, input: { query: { list: "makes" } } },
    { contract: readRow, input: { params: { list: "makes", code: "baikal" } } },
    { contract: exportList, input: { params: { list: "makes" } } },
  ];
  for (const { kind, id } of visible) {
    if (kind === "hit") asked.push({ contract: recomputeHit, input: { params: { id } } });
    if (kind === "recovery") asked.push({ contract: readDoubts, input: { params: { id } } });
    if (kind === "firearm") asked.push({ contract: lotsOfFirearm, input: { params: { id } } });
    if (kind !== "recovery" && kind !== "firearm") continue;
    for (const contract of [listAttachments, attachmentProgress])
      asked.push({ contract, input: { query: { on: kind, id } } });
  }
  if (serials.length > 0) {
    const body = { questions: serials.map((serial) => ({ serial, make: "Izhevsk", model: "ПМ" })) };
    for (const contract of [checkPasted, lotsAmong]) asked.push({ contract, input: { body } });
  }
  for (const serial of serials) asked.push({ contract: judgeAndSearch, input: { body: formOf(serial) } });
  return asked;
}

/** Asked about an id that is hidden in one world and nothing in the other. */
export function probeNewRooms(id: string): Asked[] {
  const asked: Asked[] = [readDoubts, readDraft, attachmentState, readDocument, readProposal].map((contract) => ({
    contract,
    input: { params: { id } },
  }));
  for (const contract of [listTakers, lotsOfFirearm, recomputeHit, readModel, exportModel])
    asked.push({ contract, input: { params: { id } } });
  asked.push({
    contract: handOverHit,
    input: { params: { id }, body: { to: { person: id }, reason: "trying" } },
  });
  asked.push({ contract: judgeLot, input: { body: { firearms: [id], verb: "confirm", reason: "trying" } } });
  asked.push({
    contract: setThreshold,
    input: { body: { register: id, country: null, value: 0.2, reason: "trying" } },
  });
  for (const contract of [
    readComparison,
    listPairs,
    exportPairs,
    stopComparison,
    readImportMatching,
    stopImportMatching,
  ])
    asked.push({ contract, input: { params: { id }, ...(contract.method === "POST" ? { body: {} } : {}) } });
  asked.push({ contract: readPair, input: { params: { id, left: id, right: id } } });
  asked.push({
    contract: startComparison,
    input: { body: { left: id, right: id.replace(/.$/, (last) => (last === "0" ? "1" : "0")) } },
  });
  asked.push({ contract: readAttachmentCopy, input: { params: { id, form: "view" } } });
  for (const on of ["recovery", "firearm"])
    for (const contract of [listAttachments, attachmentProgress])
      asked.push({ contract, input: { query: { on, id } } });
  for (const [contract, body] of partsOfRecovery) asked.push({ contract, input: { params: { id }, body } });
  return asked;
}
