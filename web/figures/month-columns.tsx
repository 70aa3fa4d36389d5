/**
 * Numbers by month as columns, and their equal table: the shape of a year at a glance, each month a link to its records.
 *
 * Promises: a month without anything is a column of its own; Tab goes through the months, and what does not fit the width
 * scrolls with it. Refuses: a scale that does not begin at zero.
 */
import type { ReactElement, ReactNode } from "react";
import { PlaceLink, type Place } from "../parts/place-link.tsx";
import { ChartFigure } from "../templates/chart-figure.tsx";
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
  const dates = useDates();
  const most = Math.max(0, ...months.map((month) => month.value));
  const last = months.at(-1)?.id;
  const figure = ({ link, value }: Month): ReactNode =>
    link === undefined ? dates.count(value) : <PlaceLink place={link}>{dates.count(value)}</PlaceLink>;
  return (
    <ChartFigure
      look="chart-months"
      title={title}
      note={note}
      labelHead={labelHead}
      valueHead={valueHead}
      tools={tools}
      rows={[...months, ...besides].map((month) => ({ id: month.id, label: month.label, figure: figure(month) }))}
      renderPicture={(asTable) =>
        !asTable && (
          <>
            <ol key={last} className="columns" ref={toTheEnd}>
              {months.map((month, at) => (
                <Column key={month.id} month={month} most={most} first={at === 0} />
              ))}
            </ol>
            {besides.map((one) => (
              <p key={one.id} className="chart-note">
                {one.label}: {dates.count(one.value)}
              </p>
            ))}
          </>
        )
      }
    />
  );
}
