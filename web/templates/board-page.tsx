/** Board: figures and charts, each with its table, each number opening the records behind it. */
import type { ReactElement, ReactNode } from "react";
import { PlaceLink, type Place } from "../parts/place-link.tsx";
import { PageHead, type PageHeadProps } from "./page-head.tsx";

export interface BoardFigure {
  readonly id: string;
  readonly label: string;
  /** Already in the reader's format. */
  readonly value: string;
  /** The components: "412 of 803", never only the ratio. */
  readonly note?: string;
  readonly waits?: boolean;
  readonly link?: Place;
}

export interface BoardPageProps extends PageHeadProps {
  readonly figures: readonly BoardFigure[];
  readonly children: ReactNode;
  /** How the figures are made: period, definitions, what was not counted. */
  readonly foot?: ReactNode;
}

export function BoardPage({ figures, children, foot, ...head }: BoardPageProps): ReactElement {
  return (
    <div className="page board-page">
      <PageHead {...head} />
      <dl className="board-figures">
        {figures.map((figure) => (
          <div key={figure.id} className={figure.waits === true ? "board-figure board-waits" : "board-figure"}>
            <dt>{figure.label}</dt>
            <dd>
              {figure.link === undefined ? (
                <span className="board-value">{figure.value}</span>
              ) : (
                <PlaceLink className="board-value" place={figure.link}>
                  {figure.value}
                </PlaceLink>
              )}
              {figure.note !== undefined && <span className="board-note">{figure.note}</span>}
            </dd>
          </div>
        ))}
      </dl>
      <div className="board-charts">{children}</div>
      {foot !== undefined && <footer className="board-foot soft">{foot}</footer>}
    </div>
  );
}
