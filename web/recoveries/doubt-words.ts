/** A doubt of the quality gate in words: what, why, how to settle it. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { settlementWords, spokenValues } from "../../src/firearms/doubt-words.ts";

export interface SaidDoubt {
  readonly code: string;
  readonly values: Readonly<Record<string, string | number>>;
}

const bilingual = (language: string): "en" | "ru" => (language === "ru" ? "ru" : "en");

/** Nothing wrong, only something not said yet: folded away. */
export function isGap(doubt: { readonly code: string; readonly blocking: boolean }): boolean {
  return !doubt.blocking && doubt.code.endsWith("-missing");
}

export function useDoubtWords(): (doubt: SaidDoubt, part: "what" | "why" | "how") => string {
  const { t, i18n } = useTranslation("quality-gate");
  return useCallback(
    (doubt, part) =>
      t(`doubt.${doubt.code}.${part}`, {
        ...spokenValues(doubt.values, bilingual(i18n.language)),
        defaultValue: part === "what" ? doubt.code : "",
      }),
    [t, i18n.language],
  );
}

/** The words on the button of a settlement. */
export function useSettlementWords(): (settlement: SaidDoubt) => string {
  const { t, i18n } = useTranslation("quality-gate");
  return useCallback(
    (settlement) =>
      t(settlementWords(settlement), {
        ...spokenValues(settlement.values, bilingual(i18n.language)),
        defaultValue: settlement.code,
      }),
    [t, i18n.language],
  );
}
