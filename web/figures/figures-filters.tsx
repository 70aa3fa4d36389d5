/** Which recoveries the board counts: period, manner, house and unit, region, type, ground, context. All in the address. */
import { useMemo, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { manners } from "../../src/recoveries/recovery.contract.ts";
import { useInstitutionChoices, useInstitutions } from "../access/sharing-names.tsx";
import { useChoices } from "../firearms/code-names.ts";
import { Button } from "../parts/button.tsx";
import { Select, type Choice } from "../parts/fields.tsx";
import { PeriodFilter } from "../parts/period-filter.tsx";
import { inLanguage } from "../words/both.ts";
import type { KeyNames } from "./figure-names.ts";
import { isNarrowed, type FiguresView } from "./figures-view.ts";

const ALL = "all";

function usePeriods(): readonly { readonly id: string; readonly label: string; readonly period: FiguresView }[] {
  const { t } = useTranslation("figures-web");
  const [year] = useState(() => new Date().getFullYear());
  return [
    {
      id: "this",
      label: t("periods.this", { year: String(year) }),
      period: { from: `${year}-01-01`, until: `${year}-12-31` },
    },
    {
      id: "last",
      label: t("periods.last", { year: String(year - 1) }),
      period: { from: `${year - 1}-01-01`, until: `${year - 1}-12-31` },
    },
    { id: "all", label: t("periods.all"), period: { from: undefined, until: undefined } },
  ];
}

interface OneOfProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly choices: readonly Choice[];
  readonly onValue: (value: string | undefined) => void;
  /** Name of a value that is not among the choices: as it was written. */
  readonly nameOf?: (value: string) => string;
}

function OneOf({ label, value, choices, onValue, nameOf }: OneOfProps): ReactElement {
  const { t } = useTranslation("figures-web");
  const known = value === undefined || choices.some((choice) => choice.id === value);
  return (
    <Select
      inline
      label={label}
      value={value ?? ALL}
      onChange={(next) => onValue(next === ALL ? undefined : next)}
      choices={[
        { id: ALL, label: t("filter.all") },
        ...choices,
        ...(known || value === undefined ? [] : [{ id: value, label: nameOf?.(value) ?? value }]),
      ]}
    />
  );
}

export function FiguresFilters({
  view,
  name,
  onView,
}: {
  readonly view: FiguresView;
  readonly name: KeyNames;
  readonly onView: (view: FiguresView) => void;
}): ReactElement {
  const { t, i18n } = useTranslation("figures-web");
  const institutions = useInstitutions();
  const regions = useChoices("regions");
  const types = useChoices("types");
  const grounds = useChoices("grounds");
  const contexts = useChoices("contexts");
  const periods = usePeriods();
  const houses = useInstitutionChoices();
  const units = useMemo(
    () =>
      institutions
        .find((one) => one.code === view.institution)
        ?.units.map((unit) => ({ id: String(unit.id), label: inLanguage(i18n.language, unit) })) ?? [],
    [institutions, view.institution, i18n.language],
  );
  const one = (key: "region" | "type" | "ground" | "context", choices: readonly Choice[]): ReactElement => (
    <OneOf
      label={t(`heads.${key}`)}
      value={view[key]}
      choices={choices}
      onValue={(value) => onView({ ...view, [key]: value })}
      nameOf={(value) => name(key, value)}
    />
  );
  return (
    <div className="figures-tools">
      <PeriodFilter period={view} onPeriod={({ from, until }) => onView({ ...view, from, until })} />
      {periods.map(({ id, label, period }) => (
        <Button key={id} small tone="quiet" onPress={() => onView({ ...view, ...period })}>
          {label}
        </Button>
      ))}
      <OneOf
        label={t("heads.manner")}
        value={view.manner}
        choices={manners.map((manner) => ({ id: manner, label: t(`manner.${manner}`) }))}
        onValue={(value) => onView({ ...view, manner: manners.find((manner) => manner === value) })}
      />
      <OneOf
        label={t("heads.institution")}
        value={view.institution}
        choices={houses}
        onValue={(institution) => onView({ ...view, institution, unit: undefined })}
      />
      {(units.length > 0 || view.unit !== undefined) && (
        <OneOf
          label={t("heads.unit")}
          value={view.unit}
          choices={units}
          onValue={(unit) => onView({ ...view, unit })}
          nameOf={(value) => name("unit", value)}
        />
      )}
      {regions.length > 0 && one("region", regions)}
      {one("type", types)}
      {one("ground", grounds)}
      {one("context", contexts)}
      <Select
        inline
        label={t("count")}
        value={view.count ?? "firearms"}
        onChange={(value) => onView({ ...view, count: value === "recoveries" ? "recoveries" : undefined })}
        choices={[
          { id: "firearms", label: t("counted.firearms") },
          { id: "recoveries", label: t("counted.recoveries") },
        ]}
      />
      {isNarrowed(view) && (
        <Button
          small
          tone="quiet"
          glyph="close"
          onPress={() => onView({ from: view.from, until: view.until, count: view.count })}
        >
          {t("filter.clear")}
        </Button>
      )}
    </div>
  );
}
