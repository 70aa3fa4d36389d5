/**
 * Numbers by month as columns, and their equal table: the shape of a year at a glance, each month a link to its records.
 *
 * Promises: a month without anything is a column of its own; Tab goes through the months, and what does not fit the width
 * scrolls with it. Refuses: a scale that does not begin at zero.
 */
import { useId, useState, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../parts/button.tsx";
import { PlaceLink, type Place } from "../parts/place-link.tsx";
import { useDates } from "../words/dates.ts";

export interface Month {
  /** "2026-11". */
  readonly id: string;
  readonly label: string;
  readonly value: number;
  readonly link?: Place;
}

export interface MonthColumnsProps {
  readonly title: string;
  readonly note: string;
  readonly months: readonly Month[];
  /** What stands beside the months: without a day. */
  readonly besides: readonly Month[];
  readonly labelHead: string;
  readonly valueHead: string;
  readonly tools?: ReactNode;
}

function Column({ month, most, first }: { month: Month; most: number; first: boolean }): ReactElement {
  const dates = useDates();
  const height = most === 0 ? 0 : (100 * month.value) / most;
  const inner = (
    <>
      <span className="column-figure">{dates.count(month.value)}</span>
      <svg className="column-bar" viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect x="1" y={100 - height} width="8" height={height} className="bar-value" />
        <path d="M0 99.5h10" className="bar-ground" />
      </svg>
      <span className="visually-hidden">{month.label}</span>
    </>
  );
  const year = month.id.slice(0, 4);
  return (
    <li className="column">
      {month.link === undefined ? (
        <span className="column-body">{inner}</span>
      ) : (
        <PlaceLink place={month.link} className="column-body">
          {inner}
        </PlaceLink>
      )}
      <span className="column-month" aria-hidden="true">
        {Number(month.id.slice(5))}
      </span>
      <span className="column-year" aria-hidden="true">
        {first || month.id.endsWith("-01") ? year : ""}
      </span>
    </li>
  );
}

/** The newest months are what one came for. */
function toTheEnd(row: HTMLOListElement | null): void {
  if (row !== null) row.scrollLeft = row.scrollWidth;
}

export function MonthColumns(props: MonthColumnsProps): ReactElement {
  const { title, note, months, besides, labelHead, valueHead, tools } = props;
  const { t } = useTranslation();
  const dates = useDates();
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const most = Math.max(0, ...months.map((month) => month.value));
  const last = months.at(-1)?.id;
  return (
    <figure className="chart chart-months" aria-labelledby={id}>
      <figcaption className="chart-head">
        <h2 id={id}>{title}</h2>
        <span className="chart-tools">
          <Button tone="quiet" small onPress={() => setAsTable(!asTable)}>
            {asTable ? t("board.asChart") : t("board.asTable")}
          </Button>
          {tools}
        </span>
      </figcaption>
      <p className="chart-note">{note}</p>
      {!asTable && (
        <ol key={last} className="columns" ref={toTheEnd}>
          {months.map((month, at) => (
            <Column key={month.id} month={month} most={most} first={at === 0} />
          ))}
        </ol>
      )}
      {!asTable &&
        besides.map((one) => (
          <p key={one.id} className="chart-note">
            {one.label}: {dates.count(one.value)}
          </p>
        ))}
      <table className={asTable ? "figures" : "figures only-print"}>
        <thead>
          <tr>
            <th scope="col">{labelHead}</th>
            <th scope="col" className="end">
              {valueHead}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...months, ...besides].map((month) => (
            <tr key={month.id}>
              <th scope="row">{month.label}</th>
              <td className="end">
                {month.link === undefined ? (
                  dates.count(month.value)
                ) : (
                  <PlaceLink place={month.link}>{dates.count(month.value)}</PlaceLink>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
