/** One weapon of a recovery being entered: what it is, its serial or why there is none, further marks. */
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useChoices, useList, useLookAlikes, useSuggest } from "../firearms/code-names.ts";
import { MARK_PLACES } from "../firearms/mark-places.ts";
import { ReadingFields } from "../firearms/reading-fields.tsx";
import { Button } from "../parts/button.tsx";
import { ComboBox, type ComboValue } from "../parts/combo-box.tsx";
import { Select, TextField } from "../parts/fields.tsx";
import { FieldSet } from "../parts/form.tsx";
import { useSession } from "../session/session.ts";
import { inLanguage } from "../words/both.ts";
import { settle, type GateDoubt } from "./gate-draft.ts";
import { GateDoubts, useDoubts } from "./gate-doubts.tsx";
import { newMark, type FirearmDraft, type MarkDraft, type RecoveryDraft } from "./new-recovery-draft.ts";
import { SerialNow } from "./serial-now.tsx";

interface FirearmFieldsProps {
  readonly firearm: FirearmDraft;
  /** Its place among the weapons, from 0. */
  readonly index: number;
  readonly of: number;
  readonly onChange: (firearm: FirearmDraft) => void;
  readonly onRemove: () => void;
  readonly recoveredOn: string;
  /** Of all weapons; this one's are chosen by its key. */
  readonly overrides: RecoveryDraft["overrides"];
  readonly onOverrides: (overrides: RecoveryDraft["overrides"]) => void;
  /** Photographs of this weapon, arrived or on their way. */
  readonly photos: number;
  readonly children?: ReactNode;
}

function hintOf(hint: string | undefined): { readonly hint?: string } {
  return hint === undefined ? {} : { hint };
}

export function FirearmFields(props: FirearmFieldsProps): ReactElement {
  const { firearm, index, of, onChange, onRemove, recoveredOn, overrides, onOverrides, photos, children } = props;
  const { t, i18n } = useTranslation(["recoveries", "firearms", "recovery-form"]);
  const session = useSession();
  const at = `/firearms/${index}`;
  const models = useList("models");
  const types = useList("types");
  const calibres = useList("calibres");
  const suggestType = useSuggest("types");
  const suggestMake = useSuggest("makes");
  const suggestModel = useSuggest("models", firearm.make.id);
  const suggestCalibre = useSuggest("calibres");
  const suggestCountry = useSuggest("countries");
  const [modelAlike, calibreAlike] = [useLookAlikes("models"), useLookAlikes("calibres")];
  const put = (changes: Partial<FirearmDraft>): void => onChange({ ...firearm, ...changes });
  const putMark = (key: string, changes: Partial<MarkDraft>): void =>
    put({ marks: firearm.marks.map((mark) => (mark.key === key ? { ...mark, ...changes } : mark)) });

  const named = (list: typeof types, code: string | null | undefined): ComboValue | undefined => {
    const entry = list.find((one) => one.code === code);
    return entry === undefined ? undefined : { id: entry.code, text: inLanguage(i18n.language, entry) };
  };
  /** A known model says its type and calibre, never its make: copies are made everywhere. */
  const putModel = (model: ComboValue): void => {
    const known =
      models.find((one) => one.code === model.id && (firearm.make.id === null || one.make === firearm.make.id)) ??
      models.find((one) => one.code === model.id);
    const type = firearm.type.text === "" ? named(types, known?.type) : undefined;
    const calibre = firearm.calibre.text === "" ? named(calibres, known?.calibre) : undefined;
    put({ model, ...(type === undefined ? {} : { type }), ...(calibre === undefined ? {} : { calibre }) });
  };
  const [serial, ...further] = firearm.marks;
  // The number of another weapon is looked for once the number is whole enough to be one.
  const doubts = useDoubts(firearm, recoveredOn, photos, session.may.includes("serials.check"));
  const override = (doubt: GateDoubt, reason: string | null): void => {
    const others = overrides.filter(
      (one) => one.firearm !== firearm.key || one.code !== doubt.code || one.field !== doubt.field,
    );
    onOverrides(
      reason === null ? others : [...others, { firearm: firearm.key, code: doubt.code, field: doubt.field, reason }],
    );
  };

  const fields = (
    <>
      <div className="field-row">
        <ComboBox
          path={`${at}/type`}
          label={t("firearms:aspect.type")}
          value={firearm.type}
          onChange={(type) => put({ type })}
          suggest={suggestType}
          free
        />
        <ComboBox
          path={`${at}/make`}
          label={t("firearms:aspect.make")}
          value={firearm.make}
          onChange={(make) => put({ make })}
          suggest={suggestMake}
          free
          required={false}
        />
      </div>
      <div className="field-row">
        <ComboBox
          // Another make has other models: they are asked for anew.
          key={firearm.make.id ?? ""}
          path={`${at}/model`}
          label={t("firearms:aspect.model")}
          {...hintOf(modelAlike(firearm.model.id))}
          value={firearm.model}
          onChange={putModel}
          suggest={suggestModel}
          free
          required={false}
        />
        <ComboBox
          path={`${at}/calibre`}
          label={t("firearms:aspect.calibre")}
          {...hintOf(calibreAlike(firearm.calibre.id))}
          value={firearm.calibre}
          onChange={(calibre) => put({ calibre })}
          suggest={suggestCalibre}
          free
          required={false}
        />
      </div>
      {serial !== undefined && (
        <>
          <ReadingFields
            label={t("new.serial")}
            path={`${at}/marks/0/readings/0`}
            reading={serial.reading}
            onChange={(reading) => putMark(serial.key, { reading })}
          />
          {serial.reading.answer !== "not-recorded" && (
            <Select
              label={t("firearms:reading.place")}
              value={serial.place}
              onChange={(place) => putMark(serial.key, { place })}
              choices={MARK_PLACES.map((one) => ({ id: one, label: t(`firearms:place.${one}`) }))}
              width="half"
            />
          )}
          {session.may.includes("serials.check") &&
            serial.reading.answer === "read" &&
            serial.reading.written.trim() !== "" && <SerialNow firearm={firearm} written={serial.reading.written} />}
        </>
      )}
      {further.map((mark, extra) => (
        <FurtherMark
          key={mark.key}
          mark={mark}
          path={`${at}/marks/${extra + 1}`}
          onChange={(changes) => putMark(mark.key, changes)}
          onRemove={() => put({ marks: firearm.marks.filter((one) => one.key !== mark.key) })}
        />
      ))}
      <details className="more-fields">
        <summary>{t("new.moreWeapon")}</summary>
        <div className="field-row">
          <ComboBox
            path={`${at}/country`}
            label={t("firearms:aspect.country")}
            value={firearm.country}
            onChange={(country) => put({ country })}
            suggest={suggestCountry}
            required={false}
          />
          <TextField
            path={`${at}/year`}
            label={t("firearms:aspect.year")}
            value={firearm.year}
            onChange={(year) => put({ year })}
            inputMode="numeric"
            maxLength={4}
            required={false}
          />
        </div>
      </details>
      {children}
      <GateDoubts
        doubts={doubts}
        overrides={overrides.filter((one) => one.firearm === firearm.key)}
        onSettle={(settlement) => onChange(settle(firearm, settlement))}
        onOverride={override}
      />
      <div className="cluster">
        <Button
          small
          tone="quiet"
          glyph="plus"
          onPress={() => put({ marks: [...firearm.marks, newMark("serial-part", "slide")] })}
        >
          {t("new.addMark")}
        </Button>
        <Button small tone="quiet" glyph="close" onPress={onRemove}>
          {of === 1 ? t("recovery-form:noFirearm") : t("new.removeFirearm", { number: index + 1 })}
        </Button>
      </div>
    </>
  );
  // The only weapon stands under the step's own heading.
  return of === 1 ? fields : <FieldSet legend={t("new.firearmOf", { number: index + 1, of })}>{fields}</FieldSet>;
}

function FurtherMark({
  mark,
  path,
  onChange,
  onRemove,
}: {
  readonly mark: MarkDraft;
  readonly path: string;
  readonly onChange: (changes: Partial<MarkDraft>) => void;
  readonly onRemove: () => void;
}): ReactElement {
  const { t } = useTranslation(["recoveries", "firearms"]);
  const kinds = useChoices("mark-kinds");
  return (
    <div className="mark-draft">
      <div className="field-row">
        <Select
          path={`${path}/kind`}
          label={t("firearms:reading.kind")}
          value={mark.kind}
          onChange={(kind) => onChange({ kind })}
          choices={kinds}
        />
        <Select
          path={`${path}/place`}
          label={t("firearms:reading.place")}
          value={mark.place}
          onChange={(place) => onChange({ place })}
          choices={MARK_PLACES.map((one) => ({ id: one, label: t(`firearms:place.${one}`) }))}
        />
      </div>
      <ReadingFields
        label={t("firearms:reading.seen")}
        path={`${path}/readings/0`}
        reading={mark.reading}
        onChange={(reading) => onChange({ reading })}
      />
      <div>
        <Button small tone="quiet" glyph="close" onPress={onRemove}>
          {t("new.removeMark")}
        </Button>
      </div>
    </div>
  );
}
