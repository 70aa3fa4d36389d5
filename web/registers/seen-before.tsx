/** A clear warning when the same file, or the same rows, were imported before. */
import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { usePersonNames } from "../access/sharing-names.tsx";
import { Notice } from "../parts/answers.tsx";
import { useDates } from "../words/dates.ts";
import type { ImportRun } from "./import-words.tsx";

export function SeenBefore({ run }: { readonly run: ImportRun }): ReactElement | null {
  const { t } = useTranslation("registers-web");
  const dates = useDates();
  const personName = usePersonNames();
  if (run.seenBefore.length === 0) return null;
  return (
    <Notice tone="waiting" title={t("seen.title")}>
      <ul className="seen-before">
        {run.seenBefore.map((one) => (
          <li key={one.id}>
            <Link to="/imports/$id" params={{ id: one.id }}>
              {one.fileName}
            </Link>{" "}
            {t(`seen.${one.same}`, {
              day: dates.day(one.createdAt),
              person: personName(one.createdBy),
              state: t(`run.state.${one.state}`),
            })}
          </li>
        ))}
      </ul>
      {t(run.state === "uploaded" || run.state === "ready" ? "seen.what" : "seen.after")}
    </Notice>
  );
}
