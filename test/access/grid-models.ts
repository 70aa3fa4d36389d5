/**
 * The grid's rows for the versions of the matching. A version is nobody's record: only the door is asked here; who may behind it, and what
 * a report tells of hits one may not see, in test/match-models.test.ts.
 */
import {
  decideModel,
  exportModel,
  listModels,
  proposeModel,
  putModelInForce,
  readModel,
  recomputeHit,
} from "../../src/matching/learning/model.contract.ts";
import type { Contract } from "../../src/platform/contract.ts";
import type { GridRow } from "./grid.ts";

const nowhere = "01900000-0000-7000-8000-000000000000";

const door = (contract: Contract, input: object, changes = false): GridRow => ({
  contract,
  operation: "weigh",
  kinds: [],
  changes,
  sample: () => input,
  // Whose role does not reach the nation is refused behind the door.
  behindDoor: [403],
});

export const modelRows: readonly GridRow[] = [
  door(listModels, {}),
  door(readModel, { params: { id: nowhere } }),
  door(exportModel, { params: { id: nowhere } }),
  door(proposeModel, { body: { reason: "a year of decisions" } }, true),
  door(decideModel, { params: { id: nowhere }, body: { decision: "rejected", reason: "no such" } }, true),
  door(putModelInForce, { params: { id: nowhere }, body: { reason: "no such" } }, true),
  {
    contract: recomputeHit,
    operation: "read-hit",
    kinds: ["hit"],
    changes: false,
    sample: () => ({ params: { id: nowhere } }),
    on: async (_, __, thing) => ({ params: { id: thing.id } }),
  },
];
