/**
 * Correcting the facts of a recovery: only what was changed is sent, with the reason.
 *
 * Promises: when somebody else changed the record meanwhile, nothing is overwritten and nothing typed is lost; the page
 * says what they changed, and the correction can be sent again on the new state. The former values stay in the record's list of
 * changes. Refuses: a correction without a reason.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { changeRecovery, handlingCodes, manners, readRecovery } from "../../src/recoveries/recovery.contract.ts";
import { localProblem } from "../access/sharing-faults.ts";
import { call } from "../calls/call.ts";
import { asProblem, type ProblemAnswer } from "../calls/problem.ts";
import { keyOf, useChange } from "../calls/use-call.ts";
import { useChoices, useSuggest } from "../firearms/code-names.ts";
import { Notice } from "../parts/answers.tsx";
import { ComboBox, type ComboValue } from "../parts/combo-box.tsx";
import { DateField } from "../parts/date-field.tsx";
import { Checkbox, RadioGroup, Select, TextArea, TextField } from "../parts/fields.tsx";
import { FormDialog } from "../parts/form-dialog.tsx";
import { FieldSet } from "../parts/form.tsx";
import { useToast } from "../parts/toast.tsx";
import { changedByOthers, changesOf, factsOf, rebased, type CorrectedFacts } from "./recovery-facts.ts";
import type { RecoveryView } from "./recovery-page.tsx";
import { chosenGrade, useGradeChoices } from "./recovery-statements.tsx";

/** No code of a list: "none" is one, "hidden nowhere" is a statement. */
const NONE = "-";

/** A code and its words are one field to the reader. */
const fieldOf = (name: string): string => name.replace(/^(conveyance|concealment)(?:Code|Written)$/, "$1");

export function CorrectDialog({
  recovery,
  onClose,
}: {
  readonly recovery: RecoveryView;
  readonly onClose: () => void;
}): ReactElement {
  const { t } = useTranslation(["recoveries", "recovery-form", "web"]);
  const toast = useToast();
  const queries = useQueryClient();
  const grades = useGradeChoices();
  const regions = useChoices("regions");
  const suggestPlace = useSuggest("places");
  const placeKinds = useChoices("place-kinds");
  const designations = [
    { name: "conveyance", choices: useChoices("conveyances") },
    { name: "concealment", choices: useChoices("concealments") },
  ] as const;
  // The state the corrections are made on; moves forward only when the reader has seen what others changed.
  const [base, setBase] = useState(recovery);
  const [facts, setFacts] = useState<CorrectedFacts>(() => factsOf(recovery));
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState<ProblemAnswer | null>(null);
  const [theirs, setTheirs] = useState<readonly string[]>();
  const key = keyOf(readRecovery, { params: { id: recovery.id } });
  const put = <Name extends keyof CorrectedFacts>(name: Name, value: CorrectedFacts[Name]): void =>
    setFacts((before) => ({ ...before, [name]: value }));

  const change = useChange(changeRecovery, async (view) => {
    queries.setQueryData(key, view);
    await queries.invalidateQueries({ queryKey: ["journal.history"] });
    await queries.invalidateQueries({ queryKey: ["recoveries.list"] });
    toast({ text: t("correct.done") });
    onClose();
  });

  /** Somebody was faster: fetch the new state, say what differs, keep what was typed here. */
  const meetNewState = async (): Promise<void> => {
    const now = await call(readRecovery, { params: { id: recovery.id } });
    queries.setQueryData(key, now);
    setTheirs(changedByOthers(base, now));
    // What was not touched here follows the new state; what was touched stays as typed.
    setFacts((before) => rebased(base, now, before));
    setBase(now);
    change.reset();
  };

  const send = (): void => {
    const changes = changesOf(base, facts);
    const wrong = [
      ...(Object.keys(changes).length === 0 ? [{ path: "/changes/manner", detail: t("correct.nothing") }] : []),
      ...(reason.trim().length < 3 ? [{ path: "/reason", detail: t("correct.missingReason") }] : []),
    ];
    setMissing(wrong.length === 0 ? null : localProblem(wrong));
    if (wrong.length > 0) return;
    setTheirs(undefined);
    change.mutate(
      { params: { id: recovery.id }, body: { version: base.version, changes, reason } },
      {
        onError: (error) => {
          if (asProblem(error).code === "version-outdated") void meetNewState();
        },
      },
    );
  };

  const problem = change.error === null ? null : asProblem(change.error);
  const place: ComboValue = { id: facts.placeCode, text: facts.placeWritten };
  return (
    <FormDialog
      wide
      title={t("correct.title", { number: recovery.number })}
      verb={t("correct.act")}
      leave={t("correct.leave")}
      busy={change.isPending}
      problem={missing ?? (problem?.code === "version-outdated" ? null : problem)}
      onSend={send}
      onClose={onClose}
    >
      {theirs !== undefined && (
        <div role="status">
          <Notice tone="waiting" title={t("correct.meanwhile")}>
            {theirs.length === 0
              ? t("correct.meanwhileOther")
              : t("correct.meanwhileFields", {
                  fields: [...new Set(theirs.map(fieldOf))].map((name) => t(`correct.field.${name}`)).join(", "),
                })}
          </Notice>
        </div>
      )}
      <RadioGroup
        path="/changes/manner"
        label={t("fact.manner")}
        row
        value={facts.manner}
        onChange={(manner) => put("manner", manner)}
        choices={manners.map((manner) => ({ id: manner, label: t(`manner.${manner}`) }))}
      />
      <DateField
        path="/changes/occurredOn"
        label={t("fact.day")}
        value={facts.occurredOn}
        onChange={(day) => put("occurredOn", day)}
      />
      <ComboBox
        path="/changes/place"
        label={t("fact.place")}
        value={place}
        free
        suggest={suggestPlace}
        onChange={(value) => setFacts((before) => ({ ...before, placeCode: value.id, placeWritten: value.text }))}
      />
      {regions.length > 0 && (
        <Select
          path="/changes/place/region"
          label={t("fact.region")}
          value={facts.region === "" ? NONE : facts.region}
          onChange={(region) => put("region", region === NONE ? "" : region)}
          required={false}
          choices={[{ id: NONE, label: t("web:record.notRecorded") }, ...regions]}
          width="half"
        />
      )}
      <Select
        path="/changes/place/kind"
        label={t("recovery-form:placeKind")}
        value={facts.placeKind === "" ? NONE : facts.placeKind}
        onChange={(kind) => put("placeKind", kind === NONE ? "" : kind)}
        required={false}
        choices={[{ id: NONE, label: t("web:record.notRecorded") }, ...placeKinds]}
        width="half"
      />
      {designations.map(({ name, choices }) => (
        <div key={name} className="field-row">
          <Select
            path={`/changes/${name}/code`}
            label={t(`recovery-form:${name}`)}
            value={facts[`${name}Code`] === "" ? NONE : facts[`${name}Code`]}
            onChange={(code) => put(`${name}Code`, code === NONE ? "" : code)}
            required={false}
            choices={[{ id: NONE, label: t("web:record.notRecorded") }, ...choices]}
          />
          <TextField
            path={`/changes/${name}/written`}
            label={t("correct.written", { what: t(`recovery-form:${name}`) })}
            value={facts[`${name}Written`]}
            onChange={(text) => put(`${name}Written`, text)}
            required={false}
            maxLength={200}
          />
        </div>
      ))}
      <TextArea
        path="/changes/circumstances"
        label={t("fact.circumstances")}
        value={facts.circumstances}
        onChange={(text) => put("circumstances", text)}
        required={false}
      />
      <div className="field-row">
        <TextField
          path="/changes/ownReference"
          label={t("fact.ownReference")}
          value={facts.ownReference}
          onChange={(text) => put("ownReference", text)}
          required={false}
          exact
          maxLength={100}
        />
        <Select
          path="/changes/grade"
          label={t("grade.label")}
          value={facts.grade === "" ? NONE : facts.grade}
          onChange={(grade) => put("grade", chosenGrade(grade) ?? "")}
          choices={grades}
          required={false}
        />
      </div>
      <FieldSet legend={t("fact.handling")}>
        {handlingCodes.map((code) => (
          <Checkbox
            key={code}
            label={`${code}: ${t(`web:handling.${code}`)}`}
            value={facts.handling.includes(code)}
            onChange={(on) =>
              put(
                "handling",
                handlingCodes.filter((one) => (one === code ? on : facts.handling.includes(one))),
              )
            }
          />
        ))}
      </FieldSet>
      <TextField
        path="/reason"
        label={t("correct.reason")}
        hint={t("correct.reasonHint")}
        value={reason}
        onChange={setReason}
        maxLength={500}
      />
    </FormDialog>
  );
}
