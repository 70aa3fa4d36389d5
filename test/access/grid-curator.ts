/**
 * The grid's rows for the curators of the code lists. A proposal is nobody's record: only the door is asked here, what is
 * done with one that is there in src/reference, and who reaches which row in the wall's test.
 */
import {
  decideProposal,
  exportList,
  listProposals,
  listSpellings,
  propose,
  readProposal,
  readRow,
  withdrawProposal,
} from "../../src/reference/curator.contract.ts";
import { listSerialRules } from "../../src/firearms/serial-rules.contract.ts";
import type { Contract } from "../../src/platform/contract.ts";
import type { GridRow } from "./grid.ts";

const nowhere = "01900000-0000-7000-8000-000000000000";

const door = (contract: Contract, input: object, changes = false): GridRow => ({
  contract,
  operation: "curate",
  kinds: [],
  changes,
  sample: () => input,
});

export const curatorRows: readonly GridRow[] = [
  door(listProposals, {}),
  door(readProposal, { params: { id: nowhere } }),
  // No such list entry: whoever may is told so, and nothing is laid over the lists.
  door(propose, { body: { kind: "synonym", list: "makes", code: "none-such", writings: ["x"], reason: "seen" } }, true),
  door(decideProposal, { params: { id: nowhere }, body: { decision: "rejected", reason: "no such" } }, true),
  door(withdrawProposal, { params: { id: nowhere }, body: { reason: "no such" } }, true),
  door(readRow, { params: { list: "makes", code: "none-such" } }),
  door(exportList, { params: { list: "makes" } }),
  door(listSerialRules, {}),
  { ...door(listSpellings, {}), operation: "unknown-writings" },
];
