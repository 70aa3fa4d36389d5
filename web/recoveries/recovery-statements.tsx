/**
 * The legal ground and the criminal context: two dated histories, kept apart. One adds; nothing is overwritten.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { addContext, addGround, readRecovery } from "../../src/recoveries/recovery.contract.ts";
import { localProblem } from "../access/sharing-faults.ts";
import { usePersonNames } from "../access/sharing-names.tsx";
import { asProblem, type ProblemAnswer } from "../calls/problem.ts";
import { keyOf, useChange } from "../calls/use-call.ts";
import { useList, useNameOf } from "../firearms/code-names.ts";
import { DateField } from "../parts/date-field.tsx";
import { Select, TextField } from "../parts/fields.tsx";
import { FormDialog } from "../parts/form-dialog.tsx";
import { Grade, Tag } from "../parts/marks-of-record.tsx";
import { useToast } from "../parts/toast.tsx";
import { inLanguage } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import type { RecoveryView } from "./recovery-page.tsx";
import "./recoveries.css";

export type HistoryName = "ground" | "context";
type Statement = RecoveryView["grounds"][number];

const SOURCES = ["officer", "investigation", "prosecutor", "court", "laboratory", "other"] as const;
const GRADES = ["A", "B", "C", "X"].flatMap((source) => [1, 2, 3, 4].map((information) => `${source}${information}`));
const UNGRADED = "none";

/** The history, what was said last first; the one that stands is marked, and those that another took the place of. */
export function Statements({
  history,
  statements,
}: {
  readonly history: HistoryName;
  readonly statements: readonly Statement[];
}): ReactElement {
  const { t } = useTranslation(["recoveries", "web"]);
  const dates = useDates();
  const nameOf = useNameOf(history === "ground" ? "grounds" : "contexts");
  const personName = usePersonNames();
  if (statements.length === 0) return <p className="soft">{t("web:record.notRecorded")}</p>;
  return (
    <ol className="statements">
      {statements.toReversed().map((one) => {
        const name = nameOf(one.code);
        return (
          <li key={one.id}>
            <span className="soft">{one.fromDate === null ? t("list.noDate") : dates.day(one.fromDate)}</span>
            <span>
              {name ?? one.written ?? one.code}
              {name !== undefined && one.written !== null && <span className="soft"> «{one.written}»</span>}
            </span>
            <span className="cluster">
              {one.stands && statements.length > 1 && <Tag>{t("statement.latest")}</Tag>}
              {!one.holds && <Tag>{t("statement.fallen")}</Tag>}
              {one.grade !== null && <Grade source={one.grade.slice(0, 1)} information={one.grade.slice(1)} />}
            </span>
            <span className="statement-note">
              {t("statement.by", {
                source: t(`statement.source.${one.source}`, { defaultValue: one.source }),
                person: personName(one.recordedBy),
                at: dates.moment(one.recordedAt),
              })}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** Choices of a grade with the possibility to give none. */
export function useGradeChoices(): readonly { readonly id: string; readonly label: string; readonly hint?: string }[] {
  const { t } = useTranslation(["recoveries", "web"]);
  return [
    { id: UNGRADED, label: t("grade.none") },
    ...GRADES.map((grade) => ({
      id: grade,
      label: grade,
      hint: t("web:grade.meaning", {
        source: t(`web:grade.source.${grade.slice(0, 1)}`),
        information: t(`web:grade.information.${grade.slice(1)}`),
      }),
    })),
  ];
}

/** The grade chosen, or undefined for none. */
export function chosenGrade(choice: string): string | undefined {
  return choice === UNGRADED ? undefined : choice;
}

export function AddStatementDialog({
  recovery,
  history,
  onClose,
}: {
  readonly recovery: RecoveryView;
  readonly history: HistoryName;
  readonly onClose: () => void;
}): ReactElement {
  const { t, i18n } = useTranslation(["recoveries", "web"]);
  const toast = useToast();
  const queries = useQueryClient();
  const grounds = useList("grounds");
  const contexts = useList("contexts");
  const grades = useGradeChoices();
  const [code, setCode] = useState<string | null>(null);
  const [written, setWritten] = useState("");
  const [fromDate, setFromDate] = useState("");
  const [source, setSource] = useState<string>("officer");
  const [grade, setGrade] = useState(UNGRADED);
  const [missing, setMissing] = useState<ProblemAnswer | null>(null);
  const entries =
    history === "ground"
      ? grounds.filter((one) => one.manners === undefined || one.manners.includes(recovery.manner))
      : contexts;
  const change = useChange(history === "ground" ? addGround : addContext, async (view) => {
    queries.setQueryData(keyOf(readRecovery, { params: { id: recovery.id } }), view);
    await queries.invalidateQueries({ queryKey: ["journal.history"] });
    toast({ text: t(`statement.added.${history}`) });
    onClose();
  });
  const send = (): void => {
    const nothing = code === null && written.trim() === "";
    setMissing(nothing ? localProblem([{ path: "/code", detail: t("statement.missing") }]) : null);
    if (nothing) return;
    const graded = chosenGrade(grade);
    change.mutate({
      params: { id: recovery.id },
      body: {
        ...(code === null ? {} : { code }),
        ...(written.trim() === "" ? {} : { written }),
        ...(fromDate === "" ? {} : { fromDate }),
        source,
        ...(graded === undefined ? {} : { grade: graded }),
      },
    });
  };
  const title = t(history === "ground" ? "statement.addGround" : "statement.addContext");
  return (
    <FormDialog
      wide
      title={title}
      verb={t(`statement.act.${history}`)}
      busy={change.isPending}
      problem={missing ?? (change.error === null ? null : asProblem(change.error))}
      onSend={send}
      onClose={onClose}
    >
      <p className="soft">{t(`statement.what.${history}`)}</p>
      <Select
        path="/code"
        label={t(`statement.which.${history}`)}
        value={code}
        onChange={setCode}
        required={false}
        choices={entries.map((one) => ({ id: one.code, label: inLanguage(i18n.language, one) }))}
      />
      <TextField
        path="/written"
        label={t("statement.written")}
        hint={t(`statement.writtenHint.${history}`)}
        value={written}
        onChange={setWritten}
        required={false}
        maxLength={500}
      />
      <DateField
        path="/fromDate"
        label={t("statement.fromDate")}
        value={fromDate}
        onChange={setFromDate}
        required={false}
      />
      <div className="field-row">
        <Select
          path="/source"
          label={t("statement.sourceLabel")}
          value={source}
          onChange={setSource}
          choices={SOURCES.map((one) => ({ id: one, label: t(`statement.source.${one}`) }))}
        />
        <Select
          path="/grade"
          label={t("grade.label")}
          value={grade}
          onChange={setGrade}
          choices={grades}
          required={false}
        />
      </div>
    </FormDialog>
  );
}
