/**
 * A plain bar chart and its equal table: the same figures, both always one press away, both printed.
 *
 * Promises: each bar is labelled with its number and can open the records behind it; "not reported" is drawn as a gap
 * with words, never as zero. Refuses: colour as the only difference.
 */
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { PlaceLink, type Place } from "../parts/place-link.tsx";
import { useDates } from "../words/dates.ts";
import { ChartFigure } from "./chart-figure.tsx";

export interface Bar {
  readonly id: string;
  readonly label: string;
  /** null: not reported. */
  readonly value: number | null;
  /** The records behind the number. */
  readonly link?: Place;
}

export interface BarChartProps {
  readonly title: string;
  /** What is counted, over which time, by whom. */
  readonly note?: string;
  readonly bars: readonly Bar[];
  /** The head of the label column and of the figure column in the table. */
  readonly labelHead: string;
  readonly valueHead: string;
  /** What else can be done with the chart, beside showing its table. */
  readonly tools?: ReactNode;
}

function Figure({ bar }: { readonly bar: Bar }): ReactElement {
  const { t } = useTranslation();
  const dates = useDates();
  if (bar.value === null) return <span className="soft">{t("board.notReported")}</span>;
  const words = dates.count(bar.value);
  if (bar.link === undefined) return <>{words}</>;
  return <PlaceLink place={bar.link}>{words}</PlaceLink>;
}

export function BarChart({ title, note, bars, labelHead, valueHead, tools }: BarChartProps): ReactElement {
  const most = Math.max(1, ...bars.map((bar) => bar.value ?? 0));
  return (
    <ChartFigure
      title={title}
      note={note}
      labelHead={labelHead}
      valueHead={valueHead}
      tools={tools}
      rows={bars.map((bar) => ({ id: bar.id, label: bar.label, figure: <Figure bar={bar} /> }))}
      renderPicture={(asTable) =>
        asTable ? null : (
          <ul className="bars">
            {bars.map((bar) => (
              <li key={bar.id}>
                <span className="bar-label">{bar.label}</span>
                <svg
                  className="bar"
                  viewBox="0 0 100 10"
                  preserveAspectRatio="none"
                  aria-hidden="true"
                  focusable="false"
                >
                  <path d="M0 9.5h100" className="bar-ground" />
                  {bar.value !== null && (
                    <rect x="0" y="0" height="10" width={(100 * bar.value) / most} className="bar-value" />
                  )}
                </svg>
                <span className="bar-figure">
                  <Figure bar={bar} />
                </span>
              </li>
            ))}
          </ul>
        )
      }
    />
  );
}
