/**
 * What the weapon is said to be: every statement with its source and grade, by aspect.
 *
 * Promises: the best of each aspect is marked, a contradiction is said, the others stay. Refuses: to settle it.
 */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { aspects } from "../../src/firearms/firearm.contract.ts";
import { usePersonNames } from "../access/sharing-names.tsx";
import { Grade, StateChip, Tag } from "../parts/marks-of-record.tsx";
import { useDates } from "../words/dates.ts";
import { useDesignations, useNameOf } from "./code-names.ts";
import type { FirearmView } from "./firearm-page.tsx";
import "../recoveries/recoveries.css";

type Statement = FirearmView["identifications"][number];

/** A statement's value by its name, or as it was written. */
export function useSaid(): (one: Pick<Statement, "aspect" | "code" | "written">) => string {
  const names = useDesignations();
  const country = useNameOf("countries");
  const conversion = useNameOf("conversions");
  const unodc = useNameOf("unodc-types");
  const hs = useNameOf("hs-headings");
  const administrative = useNameOf("administrative-classes");
  return ({ aspect, code, written }) => {
    switch (aspect) {
      case "type":
      case "make":
      case "model":
      case "calibre":
        return names[aspect]({ code, written }) ?? written;
      case "country":
        return country(code) ?? written;
      case "conversion":
        return conversion(code) ?? written;
      case "unodc":
        return unodc(code) ?? written;
      case "hs":
        return hs(code) === undefined ? written : `${code ?? ""} ${hs(code) ?? ""}`;
      case "admin-class":
        return administrative(code) ?? written;
      default:
        return written;
    }
  };
}

export function Statements({
  statements,
  disputed,
}: {
  readonly statements: readonly Statement[];
  readonly disputed: readonly string[];
}): ReactElement {
  const { t } = useTranslation("firearms");
  const dates = useDates();
  const said = useSaid();
  const personName = usePersonNames();
  if (statements.length === 0) return <p className="soft">{t("identify.none")}</p>;
  const rows = statements.toSorted(
    (a, b) =>
      aspects.indexOf(a.aspect) - aspects.indexOf(b.aspect) ||
      Number(b.best) - Number(a.best) ||
      (a.recordedAt < b.recordedAt ? 1 : -1),
  );
  return (
    <ol className="statements">
      {rows.map((one, at) => (
        <li key={one.id}>
          <span className="soft">{t(`aspect.${one.aspect}`)}</span>
          <span>
            {one.best ? <b>{said(one)}</b> : said(one)}
            {said(one) !== one.written && one.code !== one.written && (
              <span className="soft"> {t("page.asWritten", { written: one.written })}</span>
            )}
            {disputed.includes(one.aspect) && rows[at - 1]?.aspect !== one.aspect && (
              <>
                {" "}
                <StateChip tone="waiting">{t("identify.disagree")}</StateChip>
              </>
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
