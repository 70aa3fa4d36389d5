/** What the queue's address may carry. */
import { awaitReasons, heldBy } from "../../src/firearms/examiner.contract.ts";
import { oneOf, tableView, text, type RawSearch, type TableView } from "../address.ts";

export interface ExaminerView extends TableView {
  readonly reason?: (typeof awaitReasons)[number] | undefined;
  readonly held?: (typeof heldBy)[number] | undefined;
  readonly type?: string | undefined;
  readonly institution?: string | undefined;
}

export function examinerView(raw: RawSearch): ExaminerView {
  const found: ExaminerView = {
    columns: tableView(raw).columns,
    reason: oneOf(raw["reason"], awaitReasons),
    held: oneOf(raw["held"], heldBy),
    type: text(raw["type"])?.slice(0, 80),
    institution: text(raw["institution"])?.slice(0, 20),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
