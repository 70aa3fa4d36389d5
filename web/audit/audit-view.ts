/** What the address of the journal's list may carry, and the question it becomes. */
import { oneOf, tableView, text, type RawSearch, type TableView } from "../address.ts";
import { endOfDay, startOfDay } from "../words/day-bounds.ts";

/** The journal's verbs (Directive (EU) 2016/680 art. 25 and administration beside it), in the order of the filter. */
export const verbs = [
  "read",
  "search",
  "create",
  "change",
  "decide",
  "share",
  "withdraw",
  "disclose",
  "export",
  "erase",
  "refuse",
  "sign-in",
  "administer",
] as const;

export interface AuditView extends TableView {
  readonly person?: string | undefined;
  readonly record?: string | undefined;
  readonly institution?: string | undefined;
  readonly verb?: (typeof verbs)[number] | undefined;
  readonly outcome?: "done" | "refused" | undefined;
  readonly purpose?: string | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

function matching(raw: unknown, form: RegExp): string | undefined {
  const value = text(raw);
  return value !== undefined && form.test(value) ? value : undefined;
}

/** Reads the search part of the address; what is not valid is dropped. */
export function auditView(raw: RawSearch): AuditView {
  const found: AuditView = {
    ...tableView(raw),
    person: matching(raw["person"], ID),
    record: matching(raw["record"], ID),
    institution: matching(raw["institution"], /^[A-Z][A-Z0-9_]{1,19}$/),
    verb: oneOf(raw["verb"], verbs),
    outcome: oneOf(raw["outcome"], ["done", "refused"]),
    purpose: matching(raw["purpose"], /^[a-z][a-z0-9-]{0,59}$/),
    from: matching(raw["from"], DAY),
    until: matching(raw["until"], DAY),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** The filters as the node takes them: days become the instants at which they begin and end for the reader. */
export function questionOf(view: AuditView): Omit<AuditView, "sort" | "columns"> {
  const { sort: _sort, columns: _columns, from, until, ...filters } = view;
  const start = from === undefined ? null : startOfDay(from);
  const end = until === undefined ? null : endOfDay(until);
  return { ...filters, ...(start === null ? {} : { from: start }), ...(end === null ? {} : { until: end }) };
}
