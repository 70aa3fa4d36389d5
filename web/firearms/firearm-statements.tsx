/** What the weapon is said to be: every statement with its source and grade; the best of each aspect is marked. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { aspects } from "../../src/firearms/firearm.contract.ts";
import { usePersonNames } from "../access/sharing-names.tsx";
import { Grade, Tag } from "../parts/marks-of-record.tsx";
import { useDates } from "../words/dates.ts";
import { useDesignations, useNameOf } from "./code-names.ts";
import type { FirearmView } from "./firearm-page.tsx";
import "../recoveries/recoveries.css";

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
    <ol className="statements">
      {rows.map((one) => (
        <li key={one.id}>
          <span className="soft">{t(`aspect.${one.aspect}`)}</span>
          <span>
            {one.best ? <b>{said(one)}</b> : said(one)}
            {said(one) !== one.written && (
              <span className="soft"> {t("page.asWritten", { written: one.written })}</span>
            )}
          </span>
          <span className="cluster">
            {one.best && rows.filter((other) => other.aspect === one.aspect).length > 1 && (
              <Tag>{t("identify.best")}</Tag>
            )}
            {one.grade === null ? (
              <span className="soft">{t("identify.ungraded")}</span>
            ) : (
              <Grade source={one.grade.slice(0, 1)} information={one.grade.slice(1)} />
            )}
          </span>
          <span className="statement-note">
            {[
              t(`source.${one.source}`, { defaultValue: one.source }),
              one.sourceReference,
              personName(one.recordedBy),
              dates.moment(one.recordedAt),
            ]
              .filter((part) => part !== null && part !== "")
              .join(", ")}
          </span>
        </li>
      ))}
    </ol>
  );
}
