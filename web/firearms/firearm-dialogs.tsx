/** Adding to a weapon: a reading of a mark, a statement of what it is. Nothing that was said before is overwritten. */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { addReading, aspects, identify, readFirearm } from "../../src/firearms/firearm.contract.ts";
import { localProblem } from "../access/sharing-faults.ts";
import { asProblem, type ProblemAnswer } from "../calls/problem.ts";
import { keyOf, useChange } from "../calls/use-call.ts";
import { Button } from "../parts/button.tsx";
import { ComboBox, type ComboValue } from "../parts/combo-box.tsx";
import { Select, TextField } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { Dialog } from "../parts/overlays.tsx";
import { useToast } from "../parts/toast.tsx";
import { chosenGrade, useGradeChoices } from "../recoveries/recovery-statements.tsx";
import { useChoices, useNameOf, useSuggest, type ListName } from "./code-names.ts";
import type { FirearmView } from "./firearm-page.tsx";
import { MARK_PLACES } from "./mark-places.ts";
import { newReading, readingOf } from "./reading-draft.ts";
import { ReadingFields } from "./reading-fields.tsx";

interface DialogProps {
  readonly firearm: FirearmView;
  readonly onClose: () => void;
}

const NEW_MARK = "new";

/** Keeps the answer and refreshes what hangs on the weapon. */
function useAfter(firearm: FirearmView, onClose: () => void, text: string): (view: FirearmView) => Promise<void> {
  const queries = useQueryClient();
  const toast = useToast();
  return async (view) => {
    queries.setQueryData(keyOf(readFirearm, { params: { id: firearm.id } }), view);
    await Promise.all([
      queries.invalidateQueries({ queryKey: ["journal.history"] }),
      queries.invalidateQueries({ queryKey: ["firearms.list"] }),
    ]);
    toast({ text });
    onClose();
  };
}

export function AddReadingDialog({ firearm, onClose }: DialogProps): ReactElement {
  const { t } = useTranslation(["firearms", "web"]);
  const kinds = useChoices("mark-kinds");
  const kindName = useNameOf("mark-kinds");
  const [mark, setMark] = useState(firearm.marks[0]?.id ?? NEW_MARK);
  const [kind, setKind] = useState("serial");
  const [place, setPlace] = useState("frame");
  const [reading, setReading] = useState(newReading);
  const [missing, setMissing] = useState<ProblemAnswer | null>(null);
  const change = useChange(addReading, useAfter(firearm, onClose, t("reading.done")));
  const send = (): void => {
    const nothing = reading.answer === "read" && reading.written.trim() === "";
    setMissing(nothing ? localProblem([{ path: "/reading/written", detail: t("reading.missing") }]) : null);
    if (nothing) return;
    change.mutate({
      params: { id: firearm.id },
      body: { mark: mark === NEW_MARK ? { kind, place } : { id: mark }, reading: readingOf(reading) },
    });
  };
  return (
    <Dialog
      title={t("reading.title")}
      wide
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone="main" type="submit" form="reading-form" busy={change.isPending}>
            {t("reading.act")}
          </Button>
          <Button onPress={close}>{t("web:dialog.cancel")}</Button>
        </>
      )}
    >
      <Form
        id="reading-form"
        label={t("reading.title")}
        onSend={send}
        problem={missing ?? (change.error === null ? null : asProblem(change.error))}
      >
        <p className="soft">{t("reading.what")}</p>
        <Select
          path="/mark"
          label={t("reading.mark")}
          value={mark}
          onChange={setMark}
          choices={[
            ...firearm.marks.map((one) => ({
              id: one.id,
              label: `${kindName(one.kind) ?? one.kind}, ${t(`place.${one.place}`, { defaultValue: one.place })}`,
            })),
            { id: NEW_MARK, label: t("reading.newMark") },
          ]}
        />
        {mark === NEW_MARK && (
          <div className="field-row">
            <Select label={t("reading.kind")} value={kind} onChange={setKind} choices={kinds} />
            <Select
              label={t("reading.place")}
              value={place}
              onChange={setPlace}
              choices={MARK_PLACES.map((one) => ({ id: one, label: t(`place.${one}`) }))}
            />
          </div>
        )}
        <ReadingFields
          label={t("reading.seen")}
          path="/reading"
          reading={reading}
          onChange={setReading}
          withMethod
          autoFocus
        />
        <TextField
          path="/reading/note"
          label={t("reading.note")}
          value={reading.note}
          onChange={(note) => setReading({ ...reading, note })}
          required={false}
          maxLength={1000}
        />
      </Form>
    </Dialog>
  );
}

const SOURCES = ["eye", "document", "reference-work", "laboratory", "manufacturer"] as const;
type Aspect = (typeof aspects)[number];
const LIST_OF: Readonly<Record<Exclude<Aspect, "year">, ListName>> = {
  type: "types",
  make: "makes",
  model: "models",
  calibre: "calibres",
  country: "countries",
};

export function IdentifyDialog({ firearm, onClose }: DialogProps): ReactElement {
  const { t } = useTranslation(["firearms", "web"]);
  const grades = useGradeChoices();
  const [aspect, setAspect] = useState<Aspect>("model");
  const [said, setSaid] = useState<ComboValue>({ id: null, text: "" });
  const [source, setSource] = useState<(typeof SOURCES)[number]>("eye");
  const [reference, setReference] = useState("");
  const [grade, setGrade] = useState("none");
  const [missing, setMissing] = useState<ProblemAnswer | null>(null);
  const suggest = useSuggest(
    aspect === "year" ? "types" : LIST_OF[aspect],
    aspect === "model" ? firearm.make.code : null,
  );
  const change = useChange(identify, useAfter(firearm, onClose, t("identify.done")));
  const send = (): void => {
    const text = said.text.trim();
    const wrongYear = aspect === "year" && !/^\d{4}$/.test(text);
    const fault = text === "" ? t("identify.missing") : wrongYear ? t("identify.yearForm") : undefined;
    setMissing(fault === undefined ? null : localProblem([{ path: "/written", detail: fault }]));
    if (fault !== undefined) return;
    const graded = chosenGrade(grade);
    change.mutate({
      params: { id: firearm.id },
      body: {
        aspect,
        written: text,
        ...(said.id === null ? {} : { code: said.id }),
        source,
        ...(reference.trim() === "" ? {} : { sourceReference: reference }),
        ...(graded === undefined ? {} : { grade: graded }),
      },
    });
  };
  return (
    <Dialog
      title={t("identify.dialog")}
      wide
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      renderActions={(close) => (
        <>
          <Button tone="main" type="submit" form="identify-form" busy={change.isPending}>
            {t("identify.act")}
          </Button>
          <Button onPress={close}>{t("web:dialog.cancel")}</Button>
        </>
      )}
    >
      <Form
        id="identify-form"
        label={t("identify.dialog")}
        onSend={send}
        problem={missing ?? (change.error === null ? null : asProblem(change.error))}
      >
        <p className="soft">{t("identify.what")}</p>
        <Select
          path="/aspect"
          label={t("identify.aspect")}
          value={aspect}
          onChange={(next) => {
            setAspect(aspects.find((one) => one === next) ?? "model");
            setSaid({ id: null, text: "" });
          }}
          width="half"
          choices={aspects.map((one) => ({ id: one, label: t(`aspect.${one}`) }))}
        />
        {aspect === "year" ? (
          <TextField
            path="/written"
            label={t("aspect.year")}
            value={said.text}
            onChange={(text) => setSaid({ id: null, text })}
            inputMode="numeric"
            width="narrow"
            maxLength={4}
          />
        ) : (
          <ComboBox
            key={aspect}
            path="/written"
            label={t(`aspect.${aspect}`)}
            hint={t("identify.freeHint")}
            value={said}
            onChange={setSaid}
            suggest={suggest}
            free
          />
        )}
        <div className="field-row">
          <Select
            path="/source"
            label={t("identify.source")}
            value={source}
            onChange={(next) => setSource(SOURCES.find((one) => one === next) ?? "eye")}
            choices={SOURCES.map((one) => ({ id: one, label: t(`source.${one}`) }))}
          />
          <Select
            path="/grade"
            label={t("identify.grade")}
            value={grade}
            onChange={setGrade}
            choices={grades}
            required={false}
          />
        </div>
        <TextField
          path="/sourceReference"
          label={t("identify.reference")}
          hint={t("identify.referenceHint")}
          value={reference}
          onChange={setReference}
          required={false}
          maxLength={200}
        />
      </Form>
    </Dialog>
  );
}
