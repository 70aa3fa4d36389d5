/** What came beside the firearms: ammunition, parts, explosives, other things; how many, and what stands on them. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { itemKinds } from "../../src/recoveries/recovery-parts.ts";
import { useChoices, useList, useSuggest } from "../firearms/code-names.ts";
import { Button } from "../parts/button.tsx";
import { ComboBox } from "../parts/combo-box.tsx";
import { Select, TextArea, TextField } from "../parts/fields.tsx";
import { newItem, type ItemDraft } from "./new-recovery-others.ts";
import { OneOfSeveral } from "./one-of-several.tsx";

export function ItemsFields({
  items,
  onChange,
}: {
  readonly items: readonly ItemDraft[];
  readonly onChange: (items: ItemDraft[]) => void;
}): ReactElement {
  const { t } = useTranslation("recovery-form");
  return (
    <>
      {items.map((item, index) => (
        <ItemFields
          key={item.key}
          item={item}
          path={`/items/${index}`}
          number={index + 1}
          onChange={(next) => onChange(items.map((one) => (one.key === item.key ? next : one)))}
          onRemove={() => onChange(items.filter((one) => one.key !== item.key))}
        />
      ))}
      <div className="cluster" id="field-items">
        {(["ammunition", "part", "explosive", "grenade", "contraband"] as const).map((kind) => (
          <Button key={kind} small glyph="plus" onPress={() => onChange([...items, newItem(kind)])}>
            {t(`item.add.${kind}`)}
          </Button>
        ))}
        <Button small tone="quiet" glyph="plus" onPress={() => onChange([...items, newItem("other")])}>
          {t("item.add.other")}
        </Button>
      </div>
    </>
  );
}

export function ItemFields({
  item,
  path,
  number,
  correcting = false,
  onChange,
  onRemove,
}: {
  readonly item: ItemDraft;
  readonly path: string;
  /** It stands already: its kind stays, and all that can be corrected is open. */
  readonly correcting?: boolean;
  /** Its place among several; in a dialog of its own it has none and cannot be removed. */
  readonly number?: number;
  readonly onChange: (item: ItemDraft) => void;
  readonly onRemove?: () => void;
}): ReactElement {
  const { t } = useTranslation("recovery-form");
  const kinds = useChoices("item-kinds");
  const units = useList("item-kinds").find((one) => one.code === item.kind)?.units ?? [];
  const suggestType = useSuggest("item-types");
  const suggestCalibre = useSuggest("calibres");
  const put = (changes: Partial<ItemDraft>): void => onChange({ ...item, ...changes });
  const unit = item.unit === "" ? (units[0] ?? null) : item.unit;
  return (
    <OneOfSeveral
      legend={number === undefined ? undefined : t("item.number", { number })}
      removal={t("item.remove", { number })}
      onRemove={onRemove}
    >
      <div className="field-row">
        {!correcting && (
          <Select
            path={`${path}/kind`}
            label={t("item.kind")}
            value={item.kind}
            onChange={(value) => put({ kind: itemKinds.find((one) => one === value) ?? item.kind, unit: "" })}
            choices={kinds}
          />
        )}
        <ComboBox
          path={`${path}/type`}
          label={t("item.type")}
          value={item.type}
          onChange={(type) => put({ type })}
          suggest={suggestType}
          free
        />
      </div>
      <div className="field-row field-row-near">
        <TextField
          path={`${path}/quantity`}
          label={t("item.quantity")}
          value={item.quantity}
          onChange={(quantity) => put({ quantity, unit: unit ?? "" })}
          inputMode="decimal"
          width="narrow"
          required={false}
          maxLength={20}
        />
        {units.length > 0 && (
          <Select
            path={`${path}/unit`}
            label={t("item.unit")}
            value={unit}
            onChange={(next) => put({ unit: next })}
            choices={units.map((one) => ({ id: one, label: t(`item.units.${one}`) }))}
            width="narrow"
            required={false}
          />
        )}
        {item.kind === "ammunition" && (
          <ComboBox
            path={`${path}/calibre`}
            label={t("item.calibre")}
            value={item.calibre}
            onChange={(calibre) => put({ calibre })}
            suggest={suggestCalibre}
            free
            required={false}
          />
        )}
      </div>
      <details className="more-fields" open={correcting}>
        <summary>{t("item.more")}</summary>
        <div className="stack">
          <div className="field-row">
            {item.kind === "ammunition" && (
              <TextField
                path={`${path}/headstamp`}
                label={t("item.headstamp")}
                value={item.headstamp}
                onChange={(headstamp) => put({ headstamp })}
                required={false}
                exact
                maxLength={100}
              />
            )}
            <TextField
              path={`${path}/lot`}
              label={t("item.lot")}
              value={item.lot}
              onChange={(lot) => put({ lot })}
              required={false}
              exact
              maxLength={100}
            />
            <TextField
              path={`${path}/marking`}
              label={t("item.marking")}
              value={item.marking}
              onChange={(marking) => put({ marking })}
              required={false}
              exact
              maxLength={300}
            />
          </div>
          <TextArea
            path={`${path}/note`}
            label={t("note")}
            value={item.note}
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
