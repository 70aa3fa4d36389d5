/** What the marks of a weapon tell by themselves, by the rules of numbering: nobody's statement, with its source. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Serial, StateChip } from "../parts/marks-of-record.tsx";
import { inLanguage } from "../words/both.ts";
import { useNameOf } from "./code-names.ts";
import type { FirearmView } from "./firearm-page.tsx";

export function DecodedMarks({ firearm }: { readonly firearm: FirearmView }): ReactElement | null {
  const { t, i18n } = useTranslation("firearms");
  const makeName = useNameOf("makes");
  if (firearm.decoded.length === 0) return null;
  return (
    <ul className="decoded">
      {firearm.decoded.map((one) => (
        <li key={`${one.mark} ${one.rule.code}`}>
          <Serial value={one.written} />
          <span>
            {[
              one.years === null
                ? null
                : one.years.until === null
                  ? t("decoded.since", { year: one.years.from })
                  : one.years.from === one.years.until
                    ? t("decoded.year", { year: one.years.from })
                    : t("decoded.years", { from: one.years.from, until: one.years.until }),
              one.maker === null ? null : (makeName(one.maker) ?? one.maker),
              one.factory,
              t(`decoded.confidence.${one.confidence}`, { defaultValue: one.confidence }),
            ]
              .filter((part) => part !== null)
              .join(", ")}
          </span>
          {one.afterRecovery && <StateChip tone="harm">{t("decoded.afterRecovery")}</StateChip>}
          <span className="reading-note">
            {inLanguage(i18n.language, one.rule)}. {t("decoded.source", { source: one.rule.source })}
          </span>
        </li>
      ))}
    </ul>
  );
}
