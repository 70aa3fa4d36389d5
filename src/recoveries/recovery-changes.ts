/**
 * What was changed of a recovery after it was recorded: each change with the values before and after, its reason, who and when.
 *
 * Promises: no fact of a record is overwritten without its former value being kept; what is kept is only what differs. What
 * changes a record: a corrected fact; an item or a party added, corrected or struck; a statement that answers an earlier one
 * as wrong. Refuses: to call a history that goes on a change: a later ground, context, offence or standing, a further point of
 * the route, a reading, an identification have their own source and grade, and leave what was accepted as it was.
 */
import { uuidv7 } from "../platform/ids.ts";
import type { Tx } from "../platform/database.ts";
import { insertChange } from "./recovery-changes.store.ts";
import type { ChangedFacts, ChangeKind, ChangeSubject } from "./recovery-shapes.ts";

/** `type_written` as the facts are named: `typeWritten`. */
const nameOf = (column: string): string => column.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** The columns that are written with another value than stood there: their values before and after, by name. */
export function differenceOf(
  row: Readonly<Record<string, unknown>>,
  written: Readonly<Record<string, unknown>>,
): { readonly before: ChangedFacts; readonly after: ChangedFacts } | null {
  const names = Object.keys(written).filter((name) => written[name] !== undefined && !same(row[name], written[name]));
  if (names.length === 0) return null;
  const facts = (from: Readonly<Record<string, unknown>>): ChangedFacts =>
    Object.fromEntries(names.map((name) => [nameOf(name), (from[name] ?? null) as ChangedFacts[string]]));
  return { before: facts(row), after: facts(written) };
}

/** Keeps a change. `facts` left out: the thing as a whole was added, struck, or answered by a later statement. */
export async function keepChange(
  tx: Tx,
  recoveryId: string,
  change: {
    readonly subject: ChangeSubject;
    readonly subjectId?: string;
    readonly kind: ChangeKind;
    readonly facts?: { readonly before: ChangedFacts; readonly after: ChangedFacts };
    readonly reason?: string | null;
  },
): Promise<void> {
  await insertChange(tx, {
    id: uuidv7(),
    recoveryId,
    subject: change.subject,
    subjectId: change.subjectId ?? null,
    kind: change.kind,
    before: change.facts?.before ?? {},
    after: change.facts?.after ?? {},
    reason: change.reason ?? null,
  });
}
