/** The calls of the examiner's desk, for the grid. */
import { claimExamination, endExamination, listExaminations } from "../../src/firearms/examiner.contract.ts";
import { printReport } from "../../src/firearms/identification-report.contract.ts";
import type { GridRow } from "./grid.ts";

const nowhere = "01900000-0000-7000-8000-000000000000";
// With the provider's leave: what a handling code asks for is a test of its own (test/examination.test.ts).
const report = { language: "en", receiver: "authority", recipient: "Customs", leave: "letter 9" };

export const examinerRows: readonly GridRow[] = [
  { contract: listExaminations, operation: "examine-queue", kinds: [], changes: false, sample: () => ({}) },
  {
    contract: claimExamination,
    operation: "take-to-desk",
    kinds: ["firearm"],
    changes: true,
    sample: () => ({ params: { id: nowhere }, body: {} }),
    on: async (world, _, thing) => {
      // Nobody else has it.
      await world.admin.query(
        "update firearms.examination set ended_at = now(), outcome = 'released' where firearm_id = $1 and ended_at is null",
        [thing.id],
      );
      return { params: { id: thing.id }, body: {} };
    },
  },
  {
    contract: endExamination,
    operation: "take-to-desk",
    kinds: ["firearm"],
    changes: true,
    // It lies on nobody's desk: whoever may is told so.
    stateForbids: true,
    sample: () => ({ params: { id: nowhere }, body: { outcome: "released" } }),
    on: async (world, _, thing) => {
      await world.admin.query(
        "update firearms.examination set ended_at = now(), outcome = 'released' where firearm_id = $1 and ended_at is null",
        [thing.id],
      );
      return { params: { id: thing.id }, body: { outcome: "released" } };
    },
  },
  {
    contract: printReport,
    operation: "print-report",
    kinds: ["firearm"],
    changes: true,
    sample: () => ({ params: { id: nowhere }, body: report }),
    on: async (_, __, thing) => ({ params: { id: thing.id }, body: report }),
  },
];
