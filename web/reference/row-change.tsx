/** A row of a list before and after: only what differs is marked, and added synonyms are told one by one. */
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";

export interface ChangedColumn {
  readonly column: string;
  readonly before: string | null;
  readonly after: string | null;
}

const parts = (cell: string | null): readonly string[] => (cell ?? "").split("|").filter(Boolean);

function Cell({ value }: { readonly value: string | null }): ReactElement {
  const { t } = useTranslation("curator");
  const said = parts(value);
  return said.length === 0 ? <span className="soft">{t("proposal.empty")}</span> : <>{said.join(" · ")}</>;
}

/** What a list in a cell gains and loses. */
function Difference({
  before,
  after,
}: {
  readonly before: string | null;
  readonly after: string | null;
}): ReactElement {
  const { t } = useTranslation("curator");
  const [was, will] = [parts(before), parts(after)];
  const added = will.filter((one) => !was.includes(one));
  const gone = was.filter((one) => !will.includes(one));
  return (
    <>
      {added.length > 0 && (
        <span className="row-gain">
          {t("proposal.added")} <ins>{added.join(" · ")}</ins>
        </span>
      )}
      {gone.length > 0 && (
        <span className="row-loss">
          {t("proposal.gone")} <del>{gone.join(" · ")}</del>
        </span>
      )}
    </>
  );
}

export function RowChange({ columns }: { readonly columns: readonly ChangedColumn[] }): ReactElement {
  const { t } = useTranslation("curator");
  const listed = new Set(["aliases", "made_also", "look_alikes"]);
  const shown = columns.filter(({ before, after }) => (before ?? "") !== "" || (after ?? "") !== "");
  return (
    <table className="row-change">
      <caption className="visually-hidden">{t("proposal.change")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("proposal.column")}</th>
          <th scope="col">{t("proposal.before")}</th>
          <th scope="col">{t("proposal.after")}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map(({ column, before, after }) => {
          const differs = (before ?? "") !== (after ?? "");
          return (
            <tr key={column} className={differs ? "row-differs" : undefined}>
              <th scope="row">{t(`columns.${column}`, { defaultValue: column })}</th>
              <td data-label={t("proposal.before")}>
                <Cell value={before} />
              </td>
              <td data-label={t("proposal.after")}>
                {!differs ? (
                  <span className="soft">{t("proposal.same")}</span>
                ) : listed.has(column) ? (
                  <Difference before={before} after={after} />
                ) : (
                  <Cell value={after} />
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
