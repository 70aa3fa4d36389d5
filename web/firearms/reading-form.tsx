/**
 * A reading as it is entered by an examiner: which mark, where it sits (list or drawing), what was read, how.
 *
 * Promises: the place is chosen on the drawing or in the list, whichever the hand is nearer to. Refuses: to send a
 * reading that says neither what was read nor why nothing was.
 */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import type { addReading } from "../../src/firearms/firearm.contract.ts";
import { localProblem } from "../access/sharing-faults.ts";
import type { Region } from "../attachments/photo-view.ts";
import type { ProblemAnswer } from "../calls/problem.ts";
import { drawingOf } from "../drawings/drawing.ts";
import { MarkDrawing } from "../drawings/mark-drawing.tsx";
import { Select, TextField } from "../parts/fields.tsx";
import { useChoices, useNameOf } from "./code-names.ts";
import type { FirearmView } from "./firearm-page.tsx";
import { useMarksShown } from "./marks-shown.ts";
import { newReading, readingOf, type ReadingDraft } from "./reading-draft.ts";
import { ReadingFields } from "./reading-fields.tsx";

export const NEW_MARK = "new";

export interface ReadingFormDraft {
  /** Id of a mark of the weapon, or NEW_MARK. */
  readonly mark: string;
  readonly kind: string;
  readonly place: string;
  readonly reading: ReadingDraft;
  /** Where on which photograph of the weapon it stands. */
  readonly photo: { readonly id: string; readonly region: Region } | null;
}

export function newReadingForm(marks: FirearmView["marks"]): ReadingFormDraft {
  return { mark: marks[0]?.id ?? NEW_MARK, kind: "serial", place: "frame", reading: newReading, photo: null };
}

export function readingFault(draft: ReadingFormDraft, t: (key: string) => string): ProblemAnswer | null {
  return draft.reading.answer === "read" && draft.reading.written.trim() === ""
    ? localProblem([{ path: "/reading/written", detail: t("reading.missing") }])
    : null;
}

export function readingBody(draft: ReadingFormDraft): z.input<NonNullable<typeof addReading.body>> {
  return {
    mark: draft.mark === NEW_MARK ? { kind: draft.kind, place: draft.place } : { id: draft.mark },
    reading: { ...readingOf(draft.reading), ...(draft.photo === null ? {} : { photo: draft.photo }) },
  };
}

export function ReadingForm({
  firearm,
  draft,
  onChange,
  autoFocus = false,
  drawn = true,
}: {
  readonly firearm: FirearmView;
  readonly draft: ReadingFormDraft;
  readonly onChange: (draft: ReadingFormDraft) => void;
  readonly autoFocus?: boolean;
  /** Whether the drawing stands in the form; on the desk it stands beside it. */
  readonly drawn?: boolean;
}): ReactElement {
  const { t } = useTranslation("firearms");
  const kinds = useChoices("mark-kinds");
  const places = useChoices("mark-places");
  const kindName = useNameOf("mark-kinds");
  const shown = useMarksShown(firearm.marks);
  const drawing = drawingOf(firearm.type.code);
  const isNew = draft.mark === NEW_MARK;
  return (
    <>
      <Select
        path="/mark"
        label={t("reading.mark")}
        value={draft.mark}
        onChange={(mark) => onChange({ ...draft, mark })}
        choices={[
          ...firearm.marks.map((one) => ({
            id: one.id,
            label: `${kindName(one.kind) ?? one.kind}, ${t(`place.${one.place}`, { defaultValue: one.place })}`,
          })),
          { id: NEW_MARK, label: t("reading.newMark") },
        ]}
      />
      {isNew && (
        <div className="field-row">
          <Select
            label={t("reading.kind")}
            value={draft.kind}
            onChange={(kind) => onChange({ ...draft, kind })}
            choices={kinds}
          />
          <Select
            label={t("reading.place")}
            value={draft.place}
            onChange={(place) => onChange({ ...draft, place })}
            choices={places}
          />
        </div>
      )}
      {isNew && drawn && drawing !== undefined && (
        <MarkDrawing
          drawing={drawing}
          marks={shown}
          chosen={draft.place}
          onChoose={(place) => onChange({ ...draft, place })}
        />
      )}
      <ReadingFields
        label={t("reading.seen")}
        path="/reading"
        reading={draft.reading}
        onChange={(reading) => onChange({ ...draft, reading })}
        withMethod
        autoFocus={autoFocus}
      />
      <TextField
        path="/reading/note"
        label={t("reading.note")}
        value={draft.reading.note}
        onChange={(note) => onChange({ ...draft, reading: { ...draft.reading, note } })}
        required={false}
        maxLength={1000}
      />
    </>
  );
}
