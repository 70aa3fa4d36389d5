/** The grid's rows for sweeps: how far the weapons are compared with an import, and comparisons of registers. */
import {
  exportPairs,
  listComparisons,
  listPairs,
  readComparison,
  readImportMatching,
  readPair,
  resumeComparison,
  resumeImportMatching,
  startComparison,
  stopComparison,
  stopImportMatching,
} from "../../src/matching/sweep.contract.ts";
import type { Contract } from "../../src/platform/contract.ts";
import type { GridRow } from "./grid.ts";
import type { OperationName } from "./oracle.ts";

const nowhere = "01900000-0000-7000-8000-000000000000";
const missing = { params: { id: nowhere, left: nowhere, right: nowhere } };

const door = (contract: Contract, operation: OperationName, changes = false, input: object = missing): GridRow => ({
  contract,
  operation,
  kinds: [],
  changes,
  sample: () => input,
});
/** No sweep of the grid's imports is under way: who may is told that the state forbids it, who may not is told so first. */
const turn = (contract: Contract): GridRow => ({
  contract,
  operation: "import",
  kinds: ["import-run"],
  changes: true,
  stateForbids: true,
  sample: () => ({ ...missing, body: {} }),
  on: async (_, __, thing) => ({ params: { id: thing.id }, body: {} }),
});

// Who sees which pair of which comparison: test/register-comparisons.test.ts and the wall.
export const sweepRows: readonly GridRow[] = [
  {
    contract: readImportMatching,
    operation: "import",
    kinds: ["import-run"],
    changes: false,
    sample: () => missing,
    on: async (_, __, thing) => ({ params: { id: thing.id } }),
  },
  turn(stopImportMatching),
  turn(resumeImportMatching),
  door(startComparison, "register-records", true, { body: { left: nowhere, right: nowhere.replace(/0$/, "1") } }),
  door(listComparisons, "registers", false, {}),
  door(readComparison, "registers"),
  door(stopComparison, "register-records", true, { ...missing, body: {} }),
  door(resumeComparison, "register-records", true, { ...missing, body: {} }),
  door(listPairs, "register-records"),
  door(readPair, "register-records"),
  door(exportPairs, "export"),
];
