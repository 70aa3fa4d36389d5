/**
 * One statement of what the weapon is, as it is entered: the aspect, the value, the source, its number, the grade.
 *
 * Promises: each aspect is asked in its own way (a list, a year, free words); a reference work asks for the number of its
 * entry; what is entered is kept by the caller, so that it survives. Refuses: a code the reader did not choose.
 */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { z } from "zod";
import { aspects, statementSources, type identify } from "../../src/firearms/firearm.contract.ts";
import { localProblem } from "../access/sharing-faults.ts";
import type { ProblemAnswer } from "../calls/problem.ts";
import { ComboBox, type ComboValue } from "../parts/combo-box.tsx";
import { Select, TextField } from "../parts/fields.tsx";
import { chosenGrade, useGradeChoices } from "../recoveries/recovery-statements.tsx";
import { useChoices, useLookAlikes, useSuggest, type ListName } from "./code-names.ts";

type Aspect = (typeof aspects)[number];

export interface StatementDraft {
  readonly aspect: Aspect;
  readonly said: ComboValue;
  readonly source: (typeof statementSources)[number];
  readonly reference: string;
  readonly grade: string;
}

export const newStatement: StatementDraft = {
  aspect: "model",
  said: { id: null, text: "" },
  source: "eye",
  reference: "",
  grade: "none",
};

/** Aspects that are written after a suggestion, chosen from a short list, or written freely. */
const SUGGESTED: Readonly<Partial<Record<Aspect, ListName>>> = {
  type: "types",
  make: "makes",
  model: "models",
  calibre: "calibres",
  country: "countries",
};
const CHOSEN: Readonly<Partial<Record<Aspect, ListName>>> = {
  conversion: "conversions",
  unodc: "unodc-types",
  hs: "hs-headings",
  "admin-class": "administrative-classes",
};

/** What a statement lacks, as a problem of its form; null when it can be sent. */
export function statementFault(draft: StatementDraft, t: (key: string) => string): ProblemAnswer | null {
  const text = draft.said.text.trim();
  if (text === "") return localProblem([{ path: "/written", detail: t("identify.missing") }]);
  if (draft.aspect === "year" && !/^\d{4}$/.test(text))
    return localProblem([{ path: "/written", detail: t("identify.yearForm") }]);
  if (draft.source === "reference-work" && draft.reference.trim() === "")
    return localProblem([{ path: "/sourceReference", detail: t("identify.referenceMissing") }]);
  return null;
}

export function statementOf(draft: StatementDraft): z.input<NonNullable<typeof identify.body>> {
  const graded = chosenGrade(draft.grade);
  return {
    aspect: draft.aspect,
    written: draft.said.text.trim(),
    ...(draft.said.id === null ? {} : { code: draft.said.id }),
    source: draft.source,
    ...(draft.reference.trim() === "" ? {} : { sourceReference: draft.reference.trim() }),
    ...(graded === undefined ? {} : { grade: graded }),
  };
}

export function StatementFields({
  draft,
  onChange,
  make,
}: {
  readonly draft: StatementDraft;
  readonly onChange: (draft: StatementDraft) => void;
  /** Code of the weapon's make: its models come first. */
  readonly make: string | null;
}): ReactElement {
  const { t } = useTranslation("firearms");
  const grades = useGradeChoices();
  const { aspect, said } = draft;
  const suggested = SUGGESTED[aspect];
  const listed = CHOSEN[aspect];
  const suggest = useSuggest(suggested ?? "types", aspect === "model" ? make : null);
  const [modelAlike, calibreAlike] = [useLookAlikes("models"), useLookAlikes("calibres")];
  const alike = aspect === "model" ? modelAlike(said.id) : aspect === "calibre" ? calibreAlike(said.id) : undefined;
  const choices = useChoices(listed ?? "mark-states");
  const sources = useChoices("statement-sources").filter((one) => one.id !== "import");
  return (
    <>
      <Select
        path="/aspect"
        label={t("identify.aspect")}
        value={aspect}
        onChange={(next) =>
          onChange({ ...draft, aspect: aspects.find((one) => one === next) ?? "model", said: { id: null, text: "" } })
        }
        width="half"
        choices={aspects.map((one) => ({ id: one, label: t(`aspect.${one}`) }))}
      />
      {suggested !== undefined ? (
        <ComboBox
          key={aspect}
          path="/written"
          label={t(`aspect.${aspect}`)}
          hint={[alike, t("identify.freeHint")].filter((part) => part !== undefined).join(" ")}
          value={said}
          onChange={(next) => onChange({ ...draft, said: next })}
          suggest={suggest}
          free
        />
      ) : listed !== undefined ? (
        <Select
          path="/written"
          label={t(`aspect.${aspect}`)}
          value={said.id}
          onChange={(id) => onChange({ ...draft, said: { id, text: id } })}
          choices={choices}
        />
      ) : (
        <TextField
          path="/written"
          label={t(`aspect.${aspect}`)}
          value={said.text}
          onChange={(text) => onChange({ ...draft, said: { id: null, text } })}
          {...(aspect === "year" ? { inputMode: "numeric", width: "narrow", maxLength: 4 } : { maxLength: 200 })}
        />
      )}
      <div className="field-row">
        <Select
          path="/source"
          label={t("identify.source")}
          value={draft.source}
          onChange={(next) => onChange({ ...draft, source: statementSources.find((one) => one === next) ?? "eye" })}
          choices={sources}
        />
        <Select
          path="/grade"
          label={t("identify.grade")}
          value={draft.grade}
          onChange={(grade) => onChange({ ...draft, grade })}
          choices={grades}
          required={false}
        />
      </div>
      <TextField
        path="/sourceReference"
        label={t("identify.reference")}
        hint={t("identify.referenceHint")}
        value={draft.reference}
        onChange={(reference) => onChange({ ...draft, reference })}
        required={draft.source === "reference-work"}
        maxLength={200}
      />
    </>
  );
}
