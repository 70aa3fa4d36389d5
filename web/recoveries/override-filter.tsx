/** Says in words which overridden doubts the list stands behind, and leads back to the counts. */
import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useInstitutions } from "../access/sharing-names.tsx";
import { inLanguage } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import type { RecoverySearch } from "./recovery-search.ts";

/** The name of a rule of the gate, by the code of its doubt. */
export function useRuleName(): (code: string) => string {
  const { t } = useTranslation("quality-gate");
  return (code) => t(`rule.${code}`, { defaultValue: code });
}

export function OverrideFilter({ search }: { readonly search: RecoverySearch }): ReactElement | null {
  const { t, i18n } = useTranslation("figures-web");
  const institutions = useInstitutions();
  const ruleName = useRuleName();
  const dates = useDates();
  if (search.override === undefined) return null;
  const unit = institutions.flatMap((one) => one.units).find((one) => String(one.id) === search.overrideUnit);
  const what = [
    search.override === "any" ? t("overrides.anyRule") : ruleName(search.override),
    ...(search.overrideUnit === undefined
      ? []
      : [unit === undefined ? search.overrideUnit : inLanguage(i18n.language, unit)]),
    ...(search.overrideMonth === undefined ? [] : [dates.month(search.overrideMonth)]),
  ].join("; ");
  return (
    <span className="soft">
      {t("overrides.behind", { what })} <Link to="/overrides">{t("overrides.back")}</Link>
    </span>
  );
}
