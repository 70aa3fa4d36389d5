/** What the addresses of registers, their records and imports may carry. */
import { oneOf, tableView, text, type RawSearch, type TableView } from "../address.ts";

const outcomes = ["accepted", "doubtful", "refused"] as const;
export const wizardSteps = ["file", "reading", "mapping", "check"] as const;
export type WizardStep = (typeof wizardSteps)[number];

const fates = ["added", "changed", "returned", "unchanged"] as const;

function rowNumbers(raw: unknown): string | undefined {
  // One number alone may come as a number.
  const value = typeof raw === "number" ? String(raw) : text(raw);
  return value !== undefined && /^\d{1,9}(?:,\d{1,9}){0,199}$/.test(value) ? value : undefined;
}

const id = (raw: unknown): string | undefined => {
  const value = text(raw);
  return value !== undefined && /^[0-9a-f-]{36}$/.test(value) ? value : undefined;
};

export interface WizardView {
  readonly run?: string | undefined;
  readonly register?: string | undefined;
  readonly step?: WizardStep | undefined;
}

export function wizardView(raw: RawSearch): WizardView {
  return { run: id(raw["run"]), register: id(raw["register"]), step: oneOf(raw["step"], wizardSteps) };
}

export interface RunView extends TableView {
  readonly outcome?: (typeof outcomes)[number] | undefined;
  readonly code?: string | undefined;
  readonly fate?: (typeof fates)[number] | undefined;
  /** Rows of the file, by number. */
  readonly rows?: string | undefined;
}

export function runView(raw: RawSearch): RunView {
  return {
    ...tableView(raw),
    outcome: oneOf(raw["outcome"], outcomes),
    code: text(raw["code"])?.slice(0, 60),
    fate: oneOf(raw["fate"], fates),
    rows: rowNumbers(raw["rows"]),
  };
}

export interface RecordsView extends TableView {
  readonly q?: string | undefined;
  readonly type?: string | undefined;
  readonly make?: string | undefined;
  readonly calibre?: string | undefined;
  readonly reason?: string | undefined;
  readonly state?: "withdrawn" | undefined;
  readonly standing?: "present" | "absent" | undefined;
  readonly goneWith?: string | undefined;
}

export function recordsView(raw: RawSearch): RecordsView {
  return {
    ...tableView(raw),
    q: text(raw["q"])?.slice(0, 200),
    type: text(raw["type"])?.slice(0, 80),
    make: text(raw["make"])?.slice(0, 80),
    calibre: text(raw["calibre"])?.slice(0, 80),
    reason: text(raw["reason"])?.slice(0, 500),
    state: oneOf(raw["state"], ["withdrawn"] as const),
    standing: oneOf(raw["standing"], ["present", "absent"] as const),
    goneWith: id(raw["goneWith"]),
  };
}
