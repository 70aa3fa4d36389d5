/** Why a weapon waits for an examiner, who has it, and what was concluded. */
import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { usePersonNames } from "../access/sharing-names.tsx";
import { useDates } from "../words/dates.ts";
import type { FirearmView } from "./firearm-page.tsx";

export function ExaminationNotice({ firearm }: { readonly firearm: FirearmView }): ReactElement | null {
  const { t } = useTranslation("firearms");
  const dates = useDates();
  const personName = usePersonNames();
  const { current } = firearm.examination;
  if (firearm.awaits.length === 0 && current === null) return null;
  return (
    <section className="examination-notice" aria-label={t("examination.waits")}>
      <b>{t("examination.waits")}</b>
      <ul>
        {firearm.awaits.map((reason) => (
          <li key={reason}>{t(`awaits.${reason}`, { defaultValue: reason })}</li>
        ))}
      </ul>
      {current !== null && (
        <span>
          {current.mine
            ? t("examination.mine", { until: dates.moment(current.until) })
            : t("examination.held", { person: personName(current.by), until: dates.moment(current.until) })}
        </span>
      )}
      {firearm.may.includes("examine") && (
        <Link to="/examiner/$id" params={{ id: firearm.id }}>
          {t("examination.toDesk")}
        </Link>
      )}
    </section>
  );
}

/** What examiners concluded, the latest first; a later conclusion stands beside the earlier. */
export function Conclusions({ firearm }: { readonly firearm: FirearmView }): ReactElement | null {
  const { t } = useTranslation("firearms");
  const dates = useDates();
  const personName = usePersonNames();
  const { concluded } = firearm.examination;
  if (concluded.length === 0) return null;
  return (
    <div className="conclusions">
      <h3>{t("examination.concluded")}</h3>
      {concluded.toReversed().map((one) => (
        <div key={one.id}>
          <p>{one.conclusion}</p>
          <span className="reading-note">
            {personName(one.by)}, {dates.moment(one.at)}
          </span>
        </div>
      ))}
    </div>
  );
}
