/** When, where, how and on which ground: the few questions of a recovery; the rest is folded away. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { handlingCodes, manners } from "../../src/recoveries/recovery.contract.ts";
import { useChoices, useList, useSuggest } from "../firearms/code-names.ts";
import { ComboBox } from "../parts/combo-box.tsx";
import { DateField } from "../parts/date-field.tsx";
import { Checkbox, RadioGroup, Select, TextArea, TextField } from "../parts/fields.tsx";
import { FieldSet } from "../parts/form.tsx";
import { inLanguage } from "../words/both.ts";
import type { RecoveryDraft } from "./new-recovery-draft.ts";
import { useGradeChoices } from "./recovery-statements.tsx";

const NONE = "none";

export function OccurrenceFields({
  draft,
  onChange,
}: {
  readonly draft: RecoveryDraft;
  readonly onChange: (changes: Partial<RecoveryDraft>) => void;
}): ReactElement {
  const { t, i18n } = useTranslation(["recoveries", "web", "recovery-form"]);
  const grounds = useList("grounds").filter(
    (one) => draft.manner === null || one.manners === undefined || one.manners.includes(draft.manner),
  );
  const contexts = useChoices("contexts");
  const regions = useChoices("regions");
  const places = useList("places");
  const suggestPlace = useSuggest("places");
  const placeKinds = useChoices("place-kinds");
  const conveyances = useChoices("conveyances");
  const concealments = useChoices("concealments");
  const grades = useGradeChoices();
  return (
    <>
      <RadioGroup
        path="/manner"
        label={t("new.manner")}
        row
        value={draft.manner}
        onChange={(value) => {
          const manner = manners.find((one) => one === value) ?? null;
          const kept = grounds.find((one) => one.code === draft.ground);
          const fits = manner === null || kept?.manners?.includes(manner) !== false;
          // A ground of seizure cannot stand with a find.
          onChange({ manner, ...(fits ? {} : { ground: null }) });
        }}
        choices={manners.map((manner) => ({
          id: manner,
          label: t(`manner.${manner}`),
          hint: t(`mannerMeans.${manner}`),
        }))}
      />
      <div className="field-row field-row-near">
        <DateField
          path="/occurredOn"
          label={t("new.day")}
          value={draft.occurredOn}
          onChange={(occurredOn) => onChange({ occurredOn })}
        />
        <TextField
          path="/occurredAt"
          label={t("new.time")}
          value={draft.time}
          onChange={(time) => onChange({ time })}
          placeholder={t("web:form.timeShort")}
          inputMode="numeric"
          width="narrow"
          required={false}
          maxLength={5}
        />
      </div>
      <div className="field-row">
        <ComboBox
          path="/place"
          label={t("new.place")}
          hint={t("new.placeHint")}
          value={draft.place}
          onChange={(place) => {
            const known = places.find((one) => one.code === place.id);
            onChange({ place, ...(known?.region == null ? {} : { region: known.region }) });
          }}
          suggest={suggestPlace}
          free
        />
        {regions.length > 0 && (
          <Select
            path="/place/region"
            label={t("fact.region")}
            value={draft.region === "" ? NONE : draft.region}
            onChange={(region) => onChange({ region: region === NONE ? "" : region })}
            choices={[{ id: NONE, label: t("web:record.notRecorded") }, ...regions]}
            required={false}
          />
        )}
      </div>
      <Select
        path="/ground"
        label={t("new.ground")}
        hint={t("new.groundHint")}
        value={draft.ground}
        onChange={(ground) => onChange({ ground })}
        choices={grounds.map((one) => ({ id: one.code, label: inLanguage(i18n.language, one) }))}
      />
      <Select
        path="/place/kind"
        label={t("recovery-form:placeKind")}
        value={draft.placeKind}
        onChange={(placeKind) => onChange({ placeKind })}
        choices={placeKinds}
        required={false}
        width="half"
      />
      <TextArea
        path="/circumstances"
        label={t("fact.circumstances")}
        value={draft.circumstances}
        onChange={(circumstances) => onChange({ circumstances })}
        required={false}
        rows={3}
        maxLength={20_000}
      />
      <details className="more-fields">
        <summary>{t("new.more")}</summary>
        <div className="stack">
          <div className="field-row">
            <Select
              path="/conveyance"
              label={t("recovery-form:conveyance")}
              value={draft.conveyance}
              onChange={(conveyance) => onChange({ conveyance })}
              choices={conveyances}
              required={false}
            />
            <Select
              path="/concealment"
              label={t("recovery-form:concealment")}
              value={draft.concealment}
              onChange={(concealment) => onChange({ concealment })}
              choices={concealments}
              required={false}
            />
          </div>
          <TextField
            path="/ground/written"
            label={t("new.groundWritten")}
            hint={t("new.groundWrittenHint")}
            value={draft.groundWritten}
            onChange={(groundWritten) => onChange({ groundWritten })}
            required={false}
            maxLength={500}
          />
          <div className="field-row">
            <Select
              path="/context"
              label={t("new.context")}
              value={draft.context}
              onChange={(context) => onChange({ context })}
              choices={contexts}
              required={false}
            />
            <TextField
              path="/ownReference"
              label={t("fact.ownReference")}
              value={draft.ownReference}
              onChange={(ownReference) => onChange({ ownReference })}
              required={false}
              exact
              maxLength={100}
            />
          </div>
          <Select
            path="/grade"
            label={t("grade.label")}
            value={draft.grade}
            onChange={(grade) => onChange({ grade })}
            choices={grades}
            required={false}
            width="half"
          />
          <FieldSet legend={t("fact.handling")}>
            {handlingCodes.map((code) => (
              <Checkbox
                key={code}
                label={`${code}: ${t(`web:handling.${code}`)}`}
                value={draft.handling.includes(code)}
                onChange={(on) =>
                  onChange({
                    handling: handlingCodes.filter((one) => (one === code ? on : draft.handling.includes(one))),
                  })
                }
              />
            ))}
          </FieldSet>
          {draft.handling.length > 0 && (
            <TextField
              path="/handlingNote"
              label={t("fact.handlingNote")}
              value={draft.handlingNote}
              onChange={(handlingNote) => onChange({ handlingNote })}
              required={false}
              maxLength={1000}
            />
          )}
        </div>
      </details>
    </>
  );
}
