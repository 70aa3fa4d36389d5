/**
 * The frame of every picture of numbers: its title, the switch to its equal table, what else can be done, and the table itself,
 * which is always printed.
 */
import { useId, useState, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../parts/button.tsx";

export interface ChartFigureProps {
  readonly title: string;
  /** What is counted, over which time, by whom. */
  readonly note?: string | undefined;
  /** Further class of the figure. */
  readonly look?: string;
  /** The head of the label column and of the figure column in the table. */
  readonly labelHead: string;
  readonly valueHead: string;
  readonly rows: readonly { readonly id: string; readonly label: string; readonly figure: ReactNode }[];
  /** What else can be done with the chart, beside showing its table. */
  readonly tools?: ReactNode;
  /** The words of the switch, where the picture is no chart. */
  readonly words?: { readonly asTable: string; readonly asPicture: string };
  /** The picture; `asTable`: it is not to be seen now. */
  readonly renderPicture: (asTable: boolean) => ReactNode;
}

export function ChartFigure(props: ChartFigureProps): ReactElement {
  const { title, note, look, labelHead, valueHead, rows, tools, words, renderPicture } = props;
  const { t } = useTranslation();
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <figure className={look === undefined ? "chart" : `chart ${look}`} aria-labelledby={id}>
      <figcaption className="chart-head">
        <h2 id={id}>{title}</h2>
        <span className="chart-tools">
          <Button tone="quiet" small onPress={() => setAsTable(!asTable)}>
            {asTable ? (words?.asPicture ?? t("board.asChart")) : (words?.asTable ?? t("board.asTable"))}
          </Button>
          {tools}
        </span>
      </figcaption>
      {note !== undefined && <p className="chart-note">{note}</p>}
      {renderPicture(asTable)}
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
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">{row.label}</th>
              <td className="end">{row.figure}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
