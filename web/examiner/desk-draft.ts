/**
 * What an examiner entered and has not sent: kept in this tab for its writer, field by field.
 *
 * Promises: it survives a reload, a look at another weapon and an expired session. Refuses: a kept draft of another form
 * than today's: it starts empty rather than half.
 */
import { z } from "zod";
import { aspects, confidences, readingMethods, statementSources } from "../../src/firearms/firearm.contract.ts";
import { STATES_WITH_TEXT } from "../firearms/reading-draft.ts";
import { newReadingForm, type ReadingFormDraft } from "../firearms/reading-form.tsx";
import { newStatement, type StatementDraft } from "../firearms/statement-form.tsx";
import type { FirearmView } from "../firearms/firearm-page.tsx";
import { keepDraft, keptDraft } from "../session/drafts.ts";

export interface DeskDraft {
  readonly reading: ReadingFormDraft;
  readonly statement: StatementDraft;
  readonly conclusion: string;
}

const region = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
const shape = z.object({
  reading: z.object({
    mark: z.string(),
    kind: z.string(),
    place: z.string(),
    photo: z.object({ id: z.string(), region }).nullable(),
    reading: z.object({
      answer: z.enum(["read", "obliterated", "none-made", "not-recorded"]),
      written: z.string(),
      chosen: z.enum(STATES_WITH_TEXT).nullable(),
      method: z.enum(readingMethods),
      confidence: z.enum(confidences),
      note: z.string(),
    }),
  }),
  statement: z.object({
    aspect: z.enum(aspects),
    said: z.object({ id: z.string().nullable(), text: z.string() }),
    source: z.enum(statementSources),
    reference: z.string(),
    grade: z.string(),
  }),
  conclusion: z.string(),
});

export function emptyDraft(firearm: FirearmView): DeskDraft {
  return { reading: newReadingForm(firearm.marks), statement: newStatement, conclusion: "" };
}

/** Whether there is anything to lose. */
export function isTouched(draft: DeskDraft): boolean {
  const { reading, statement } = draft;
  return (
    reading.reading.written !== "" ||
    reading.reading.note !== "" ||
    reading.photo !== null ||
    statement.said.text !== "" ||
    statement.reference !== "" ||
    draft.conclusion !== ""
  );
}

/** What was kept for this weapon, or an empty draft. */
export function readDraft(firearm: FirearmView, person: string): DeskDraft {
  const kept = shape.safeParse(keptDraft(`examiner.${firearm.id}`, person));
  return kept.success ? kept.data : emptyDraft(firearm);
}

export function writeDraft(firearm: FirearmView, person: string, draft: DeskDraft): void {
  keepDraft(`examiner.${firearm.id}`, person, isTouched(draft) ? draft : undefined);
}
