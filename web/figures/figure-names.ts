/** What the keys of the figures are called: codes by the reference lists, months and units by name. */
import { useTranslation } from "react-i18next";
import type { figuresBoard } from "../../src/figures/figures.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { useInstitutionNames } from "../access/sharing-names.tsx";
import { useNameOf } from "../firearms/code-names.ts";
import { inLanguage } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import type { Dimension } from "./figures-view.ts";

export type Board = CallOutput<typeof figuresBoard>;
export type KeyNames = (by: Dimension, key: string) => string;

/** Names every key; what no list knows stands as it was written. */
export function useKeyNames(units: Board["units"]): KeyNames {
  const { t, i18n } = useTranslation("figures-web");
  const institutions = useInstitutionNames();
  const lists = {
    type: useNameOf("types"),
    region: useNameOf("regions"),
    ground: useNameOf("grounds"),
    context: useNameOf("contexts"),
  };
  const dates = useDates();
  return (by, key) => {
    switch (by) {
      case "month":
        return dates.month(key);
      case "institution":
        return institutions.short(key);
      case "unit": {
        const unit = units.find((one) => String(one.id) === key);
        return unit === undefined ? key : `${institutions.short(unit.institution)}: ${inLanguage(i18n.language, unit)}`;
      }
      case "type":
      case "region":
      case "ground":
      case "context":
        return lists[by](key) ?? key;
      default:
        return i18n.exists(`figures-web:${by}.${key}`) ? t(`${by}.${key}`) : key;
    }
  };
}
