/** Says in words what a figure's link narrows the list by, where the list has no control of its own for it. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useInstitutions } from "../access/sharing-names.tsx";
import { useNameOf } from "../firearms/code-names.ts";
import { inLanguage } from "../words/both.ts";
import type { RecoverySearch } from "./recovery-search.ts";

/** How the address says "not recorded". */
const NOTHING = "-";

export function CountedFilter({ search }: { readonly search: RecoverySearch }): ReactElement | null {
  const { t, i18n } = useTranslation("figures-web");
  const institutions = useInstitutions();
  const names = {
    type: useNameOf("types"),
    ground: useNameOf("grounds"),
    context: useNameOf("contexts"),
    serialState: useNameOf("mark-states"),
    region: useNameOf("regions"),
  };
  if (search.counted !== "yes") return null;
  const said = (name: keyof typeof names): string[] => {
    const value = search[name];
    // A region that is recorded stands in the list's own control.
    if (value === undefined || (name === "region" && value !== NOTHING)) return [];
    const head = t(`heads.${name === "serialState" ? "serial-state" : name}`);
    return [`${head}: ${value === NOTHING ? t("notRecorded") : (names[name](value) ?? value)}`];
  };
  const unit = institutions.flatMap((one) => one.units).find((one) => String(one.id) === search.unit);
  const parts = [
    ...said("type"),
    ...said("serialState"),
    ...said("ground"),
    ...said("context"),
    ...said("region"),
    ...(search.unit === undefined
      ? []
      : [`${t("heads.unit")}: ${unit === undefined ? search.unit : inLanguage(i18n.language, unit)}`]),
  ];
  return parts.length === 0 ? null : <span className="soft">{t("behind", { what: parts.join("; ") })}</span>;
}
