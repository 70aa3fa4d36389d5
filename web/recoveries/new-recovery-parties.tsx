/** People and organisations of a recovery being entered: the name first; the rest is folded away. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { partyKinds } from "../../src/recoveries/recovery-parts.ts";
import { useChoices, useSuggest } from "../firearms/code-names.ts";
import { Button } from "../parts/button.tsx";
import { ComboBox } from "../parts/combo-box.tsx";
import { RadioGroup, Select, TextArea, TextField } from "../parts/fields.tsx";
import { firstCategory, newParty, type PartyDraft } from "./new-recovery-others.ts";
import { OneOfSeveral } from "./one-of-several.tsx";

export function PartiesFields({
  parties,
  manner,
  onChange,
}: {
  readonly parties: readonly PartyDraft[];
  readonly manner: string | null;
  readonly onChange: (parties: PartyDraft[]) => void;
}): ReactElement {
  const { t } = useTranslation("recovery-form");
  return (
    <>
      <p className="soft">{t("party.why")}</p>
      {parties.map((party, index) => (
        <PartyFields
          key={party.key}
          party={party}
          path={`/parties/${index}`}
          number={index + 1}
          onChange={(next) => onChange(parties.map((one) => (one.key === party.key ? next : one)))}
          onRemove={() => onChange(parties.filter((one) => one.key !== party.key))}
        />
      ))}
      <div>
        <Button
          glyph="plus"
          onPress={() => onChange([...parties, newParty(parties.length === 0 ? firstCategory(manner) : "witness")])}
        >
          {t(parties.length === 0 ? "party.add" : "party.another")}
        </Button>
      </div>
    </>
  );
}

export function PartyFields({
  party,
  path,
  number,
  correcting = false,
  onChange,
  onRemove,
}: {
  readonly party: PartyDraft;
  readonly path: string;
  /** It stands already: what it is in the matter is stated anew elsewhere, and all that can be corrected is open. */
  readonly correcting?: boolean;
  /** Its place among several; in a dialog of its own it has none and cannot be removed. */
  readonly number?: number;
  readonly onChange: (party: PartyDraft) => void;
  readonly onRemove?: () => void;
}): ReactElement {
  const { t } = useTranslation("recovery-form");
  const categories = useChoices("party-categories");
  const suggestCountry = useSuggest("countries");
  const put = (changes: Partial<PartyDraft>): void => onChange({ ...party, ...changes });
  return (
    <OneOfSeveral
      legend={number === undefined ? undefined : t("party.number", { number })}
      removal={t("party.remove", { number })}
      onRemove={onRemove}
    >
      <div className="field-row">
        <TextField
          path={`${path}/name`}
          label={t("party.name")}
          value={party.name}
          onChange={(name) => put({ name })}
          autoFocus={party.name === ""}
          autoComplete="off"
          maxLength={300}
        />
        {!correcting && (
          <Select
            path={`${path}/standing/category`}
            label={t("party.category")}
            value={party.category}
            onChange={(category) => put({ category })}
            choices={categories}
          />
        )}
      </div>
      <details className="more-fields" open={correcting}>
        <summary>{t("party.more")}</summary>
        <div className="stack">
          {!correcting && (
            <RadioGroup
              label={t("party.kind")}
              row
              value={party.kind}
              onChange={(value) => put({ kind: partyKinds.find((one) => one === value) ?? "person" })}
              choices={partyKinds.map((kind) => ({ id: kind, label: t(`party.kinds.${kind}`) }))}
            />
          )}
          <div className="field-row">
            <TextField
              path={`${path}/nameOther`}
              label={t("party.nameOther")}
              value={party.nameOther}
              onChange={(nameOther) => put({ nameOther })}
              required={false}
              maxLength={300}
            />
            <TextField
              path={`${path}/bornOn`}
              label={t("party.born")}
              hint={t("party.bornHint")}
              value={party.born}
              onChange={(born) => put({ born })}
              required={false}
              maxLength={10}
            />
          </div>
          <div className="field-row">
            <ComboBox
              path={`${path}/nationality`}
              label={t("party.nationality")}
              value={party.nationality}
              onChange={(nationality) => put({ nationality })}
              suggest={suggestCountry}
              required={false}
            />
            <ComboBox
              path={`${path}/residence`}
              label={t("party.residence")}
              value={party.residence}
              onChange={(residence) => put({ residence })}
              suggest={suggestCountry}
              required={false}
            />
          </div>
          <div className="field-row">
            <TextField
              path={`${path}/documentNumber`}
              label={t("party.document")}
              value={party.document}
              onChange={(document) => put({ document })}
              required={false}
              exact
              maxLength={60}
            />
            <TextField
              path={`${path}/address`}
              label={t("party.address")}
              value={party.address}
              onChange={(address) => put({ address })}
              required={false}
              maxLength={500}
            />
          </div>
          <TextArea
            path={`${path}/note`}
            label={t("note")}
            value={party.note}
            onChange={(note) => put({ note })}
            required={false}
            rows={2}
            maxLength={2000}
          />
        </div>
      </details>
    </OneOfSeveral>
  );
}
