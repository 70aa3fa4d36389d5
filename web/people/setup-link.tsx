/** A one-time set-up link, shown once to the administrator who made it. Whoever has it becomes the person. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { ShownOnce } from "../parts/shown-once.tsx";
import { useDates } from "../words/dates.ts";

export function SetupLink({
  link,
  until,
  username,
}: {
  readonly link: string;
  /** ISO instant. */
  readonly until: string;
  readonly username: string;
}): ReactElement {
  const { t } = useTranslation("people");
  const dates = useDates();
  return (
    <ShownOnce id="setup-link" label={t("link.label", { username })} secret={link} warning={t("link.warning")}>
      {t("link.until", { until: dates.moment(until) })}
    </ShownOnce>
  );
}
