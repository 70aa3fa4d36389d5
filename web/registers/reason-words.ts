/** Why a weapon stands in a register, in words; what no code names stays as it was written. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

export function useReasonWords(): (reason: string | null) => string {
  const { t, i18n } = useTranslation("registers-web");
  return useCallback(
    (reason) => (reason === null ? "" : i18n.exists(`registers-web:reason.${reason}`) ? t(`reason.${reason}`) : reason),
    [i18n, t],
  );
}
