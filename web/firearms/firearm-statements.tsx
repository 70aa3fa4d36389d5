/** What the weapon is said to be: every statement with its source and grade; the best of each aspect is marked. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { aspects } from "../../src/firearms/firearm.contract.ts";
import { usePersonNames } from "../access/sharing-names.tsx";
import { Grade, Tag } from "../parts/marks-of-record.tsx";
import { useDates } from "../words/dates.ts";
import { useDesignations, useNameOf } from "./code-names.ts";
import type { FirearmView } from "./firearm-page.tsx";

type Statement = FirearmView["identifications"][number];

export function Statements({ statements }: { readonly statements: readonly Statement[] }): ReactElement {
  const { t } = useTranslation("firearms");
  const dates = useDates();
  const names = useDesignations();
  const countryName = useNameOf("countries");
  const personName = usePersonNames();
  if (statements.length === 0) return <p className="soft">{t("identify.none")}</p>;
  const said = (one: Statement): string => {
    if (one.aspect === "year") return one.written;
    if (one.aspect === "country") return countryName(one.code) ?? one.written;
    return names[one.aspect]({ code: one.code, written: one.written }) ?? one.written;
  };
  const rows = statements.toSorted(
    (a, b) =>
      aspects.indexOf(a.aspect) - aspects.indexOf(b.aspect) ||
      Number(b.best) - Number(a.best) ||
      (a.recordedAt < b.recordedAt ? 1 : -1),
  );
  return (
    <table className="figures statements-table">
      <thead>
        <tr>
          <th scope="col">{t("identify.aspect")}</th>
          <th scope="col">{t("identify.said")}</th>
          <th scope="col">{t("identify.source")}</th>
          <th scope="col">{t("identify.grade")}</th>
          <th scope="col">{t("identify.by")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((one) => (
          <tr key={one.id}>
            <th scope="row">{t(`aspect.${one.aspect}`)}</th>
            <td>
              {one.best ? <b>{said(one)}</b> : said(one)}
              {said(one) !== one.written && <span className="fact-source">{t("page.asWritten", one)}</span>}
              {one.best && statements.filter((other) => other.aspect === one.aspect).length > 1 && (
                <>
                  {" "}
                  <Tag>{t("identify.best")}</Tag>
                </>
              )}
            </td>
            <td>
              {t(`source.${one.source}`, { defaultValue: one.source })}
              {one.sourceReference !== null && <span className="fact-source">{one.sourceReference}</span>}
            </td>
            <td>
              {one.grade === null ? (
                <span className="soft">{t("identify.ungraded")}</span>
              ) : (
                <Grade source={one.grade.slice(0, 1)} information={one.grade.slice(1)} />
              )}
            </td>
            <td>
              {personName(one.recordedBy)}
              <span className="fact-source">{dates.moment(one.recordedAt)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
