/** A short table whose rows are few: roles, sessions, factors, tokens. Longer lists are `DataTable`. */
// On narrow screens rows and cells become blocks, and a block loses the table's meaning; the roles keep it.
/* oxlint-disable jsx-a11y/no-redundant-roles, jsx-a11y/no-interactive-element-to-noninteractive-role */
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import "./account.css";

export interface PlainRow {
  readonly id: string;
  /** One cell for each head; the first names the row. */
  readonly cells: readonly ReactNode[];
  readonly act?: ReactNode;
}

export function PlainTable({
  label,
  heads,
  rows,
}: {
  readonly label: string;
  readonly heads: readonly string[];
  readonly rows: readonly PlainRow[];
}): ReactElement {
  const { t } = useTranslation();
  const acts = rows.some((row) => row.act !== undefined);
  return (
    <table className="figures plain-table" role="table" aria-label={label}>
      <thead role="rowgroup">
        <tr role="row">
          {heads.map((head) => (
            <th key={head} role="columnheader" scope="col">
              {head}
            </th>
          ))}
          {acts && (
            <th role="columnheader" scope="col">
              <span className="visually-hidden">{t("record.acts")}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={row.id} role="row">
            {row.cells.map((cell, at) =>
              at === 0 ? (
                <th key={heads[at]} role="rowheader" scope="row">
                  {cell}
                </th>
              ) : (
                <td key={heads[at]} role="cell" data-label={heads[at]}>
                  {cell}
                </td>
              ),
            )}
            {acts && (
              <td role="cell" className="act-cell">
                {row.act}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
