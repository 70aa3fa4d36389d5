/**
 * Comparison: two records side by side, field by field, with the reason in words a judge understands and the numbers
 * behind a click.
 *
 * Promises: each row says agrees, close, differs, or cannot be compared, in word and shape. Refuses: a bare score.
 */
// On narrow screens rows and cells become blocks, and a block loses the table's meaning; the roles keep it.
/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role */
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Glyph } from "../parts/glyph.tsx";
import { HandlingCodes, InstitutionName } from "../parts/marks-of-record.tsx";
import { PlaceLink, type Place } from "../parts/place-link.tsx";
import { Acts, PageHead, type Act, type PageHeadProps } from "./page-head.tsx";

export type Agreement = "agrees" | "close" | "differs" | "unknown";

const SHAPES: Readonly<Record<Agreement, string>> = {
  agrees: "M2 5h10M2 9h10",
  close: "M1.5 6c2-2.5 4-1.5 5.5 0s3.5 2.5 5.5 0M1.5 10c2-2.5 4-1.5 5.5 0s3.5 2.5 5.5 0",
  differs: "M2 5h10M2 9h10M10 1.5 4 12.5",
  unknown: "M4 7h6",
};

/** How two values of one field stand to each other: word, sign and colour. */
function AgreementSign({ agreement }: { readonly agreement: Agreement }): ReactElement {
  const { t } = useTranslation();
  return (
    <span className={`agreement agreement-${agreement}`}>
      <svg
        width="14"
        height="14"
        viewBox="0 0 14 14"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        aria-hidden="true"
        focusable="false"
      >
        <path d={SHAPES[agreement]} />
      </svg>
      {t(`comparison.${agreement}`)}
    </span>
  );
}

export interface ComparedRecord {
  readonly kind: string;
  readonly number: string;
  readonly owner: { readonly code: string; readonly name: string };
  readonly handling: readonly string[];
  readonly link?: Place;
}

export interface ComparedField {
  readonly id: string;
  readonly field: string;
  readonly left: ReactNode;
  readonly right: ReactNode;
  readonly agreement: Agreement;
  /** Why, in one short sentence. */
  readonly reason: string;
}

export interface ComparisonPageProps extends PageHeadProps {
  readonly left: ComparedRecord;
  readonly right: ComparedRecord;
  readonly fields: readonly ComparedField[];
  /** The explanation in one sentence. */
  readonly sentence: ReactNode;
  readonly state?: ReactNode;
  /** The numbers behind it. */
  readonly numbers?: ReactNode;
  readonly acts: readonly Act[];
  readonly may: readonly string[];
  /** What was decided before, by whom, why. */
  readonly children?: ReactNode;
}

function Whose({ record }: { readonly record: ComparedRecord }): ReactElement {
  return (
    <div className="compared-head">
      <InstitutionName code={record.owner.code} name={record.owner.name} />
      <span className="compared-number">
        {record.kind}{" "}
        {record.link === undefined ? (
          <span className="mono">{record.number}</span>
        ) : (
          <PlaceLink className="mono" place={record.link}>
            {record.number}
          </PlaceLink>
        )}{" "}
        <HandlingCodes codes={record.handling} />
      </span>
    </div>
  );
}

export function ComparisonPage(props: ComparisonPageProps): ReactElement {
  const { t } = useTranslation();
  const { left, right, fields, sentence, state, numbers, acts, may, children, ...head } = props;
  return (
    <div className="page comparison-page">
      <PageHead {...head} />
      <div className="verdict">
        {state}
        <p>{sentence}</p>
        <Acts acts={acts} may={may} />
      </div>
      <table className="compared" role="table">
        <caption className="visually-hidden">
          {t("comparison.caption", { left: left.number, right: right.number })}
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              <span className="visually-hidden">{t("comparison.field")}</span>
            </th>
            <th role="columnheader" scope="col">
              <Whose record={left} />
            </th>
            <th role="columnheader" scope="col">
              <Whose record={right} />
            </th>
            <th role="columnheader" scope="col">
              {t("comparison.reason")}
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {fields.map((field) => (
            <tr key={field.id} role="row" className={`compared-${field.agreement}`}>
              <th role="rowheader" scope="row">
                {field.field}
              </th>
              <td role="cell" data-label={left.number}>
                {field.left}
              </td>
              <td role="cell" data-label={right.number}>
                {field.right}
              </td>
              <td role="cell" className="compared-reason">
                <AgreementSign agreement={field.agreement} />
                <span>{field.reason}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {numbers !== undefined && (
        <details className="numbers">
          <summary>
            <Glyph name="next" size={12} />
            {t("comparison.numbers")}
          </summary>
          {numbers}
        </details>
      )}
      {children}
    </div>
  );
}
