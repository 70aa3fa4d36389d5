/**
 * Shares with their counts and intervals, and the table they stand in.
 *
 * Promises: no share without its count and its interval; of nothing, no share. Refuses: colour or length alone: the words say the same.
 */
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { hitQuality } from "../../src/matching/hit-threshold.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { useDates } from "../words/dates.ts";

export type Share = CallOutput<typeof hitQuality>["bands"][number]["confirmed"];

/** "62 % (8 of 13; between 36 % and 82 %)", with the interval as a line. */
export function ShareCell({ share, said }: { readonly share: Share; readonly said?: number | null }): ReactElement {
  const { t } = useTranslation("hits");
  const dates = useDates();
  const { from, to } = share;
  if (from === null || to === null) return <span className="soft">{t("quality.none")}</span>;
  const at = share.count / share.of;
  return (
    <span className="share-cell">
      <span className="interval" aria-hidden="true">
        <span
          className="interval-line"
          style={{ insetInlineStart: `${100 * from}%`, inlineSize: `${100 * (to - from)}%` }}
        />
        <span className="interval-dot" style={{ insetInlineStart: `${100 * at}%` }} />
        {said != null && <span className="interval-said" style={{ insetInlineStart: `${100 * said}%` }} />}
      </span>
      <span>
        {t("quality.share", {
          share: dates.share(at),
          done: share.count,
          total: share.of,
          from: dates.share(from),
          to: dates.share(to),
        })}
      </span>
    </span>
  );
}

interface TableParts {
  readonly heads: readonly string[];
  /** The first cell names the row. */
  readonly rows: readonly { readonly id: string; readonly cells: readonly ReactNode[] }[];
}

export function PlainTable({ label, heads, rows }: TableParts & { readonly label: string }): ReactElement {
  return (
    // The table scrolls by itself; the arrow keys reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="figures-scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="figures">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, cells: [first, ...more] }) => (
            <tr key={id}>
              <th scope="row">{first}</th>
              {more.map((cell, at) => (
                <td key={heads[at + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The same under its own heading. */
export function FiguresTable({
  title,
  note,
  heads,
  rows,
}: TableParts & {
  readonly title: string;
  readonly note?: string;
}): ReactElement {
  return (
    <section>
      <h2>{title}</h2>
      {note !== undefined && <p className="soft">{note}</p>}
      <PlainTable label={title} heads={heads} rows={rows} />
    </section>
  );
}
