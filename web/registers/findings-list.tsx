/** What was found in the rows, most frequent first; each kind opens the rows it is about. */
import type { ReactElement } from "react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useDates } from "../words/dates.ts";
import type { ImportRun } from "./import-words.tsx";

export function FindingsList({ run }: { readonly run: ImportRun }): ReactElement | null {
  const { t } = useTranslation("registers-web");
  const dates = useDates();
  if (run.codes.length === 0) return null;
  return (
    <table className="figures findings">
      <caption>{t("findings.title")}</caption>
      <thead>
        <tr>
          <th scope="col" className="end">
            {t("findings.rows")}
          </th>
          <th scope="col">{t("findings.what")}</th>
        </tr>
      </thead>
      <tbody>
        {run.codes.map((one) => (
          <tr key={one.code}>
            <td className="end">
              <Link to="/imports/$id" params={{ id: run.id }} search={{ code: one.code }}>
                {dates.count(one.count)}
              </Link>
            </td>
            <th scope="row">{one.sentence}</th>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
