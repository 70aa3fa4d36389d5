/** One chart of the board: its rows named, ordered, linked to the records behind them, and its file. */
import { useId, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { CountryMap } from "../../src/figures/map.contract.ts";
import { manners } from "../../src/recoveries/recovery.contract.ts";
import { useSession } from "../session/session.ts";
import { RegionMap, type RegionFigure } from "../map/region-map.tsx";
import { BarChart, type Bar } from "../templates/bar-chart.tsx";
import type { Board, KeyNames } from "./figure-names.ts";
import { ExportFigures } from "./figures-export.tsx";
import { allMonths, recordsBehind, type Dimension, type FiguresView } from "./figures-view.ts";
import { MonthColumns, type Month } from "./month-columns.tsx";

/** The most lines of one chart; the table of a longer one would be a list. */
const MOST = 24;

export interface FigureChartProps {
  readonly by: Dimension;
  readonly rows: Board["dimensions"][number]["rows"];
  readonly view: FiguresView;
  readonly name: KeyNames;
  /** Draws regions on the map, where the country has one. */
  readonly map?: CountryMap | null;
}

/** A figure of which there is nothing: said in words, where an empty frame would look like a fault. */
function EmptyChart({ title }: { readonly title: string }): ReactElement {
  const { t } = useTranslation("figures-web");
  const id = useId();
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption className="chart-head">
        <h2 id={id}>{title}</h2>
      </figcaption>
      <p className="chart-note">{t("nothingHere")}</p>
    </figure>
  );
}

export function FigureChart({ by, rows, view, name, map }: FigureChartProps): ReactElement {
  const { t } = useTranslation("figures-web");
  const session = useSession();
  const counted = view.count ?? "firearms";
  const title = t(`charts.${by}`);
  const mayOpen = session.may.includes("recoveries.read");
  const linked = (key: string | null): { link?: NonNullable<Bar["link"]> } => {
    const link = mayOpen ? recordsBehind(by, key, view) : undefined;
    return link === undefined ? {} : { link };
  };
  const values = new Map(rows.flatMap((row) => (row.key === null ? [] : [[row.key, row[counted]] as const])));
  const missing = rows.find((row) => row.key === null);
  const none: Bar & { value: number } = {
    id: "(none)",
    label: t("notRecorded"),
    value: missing?.[counted] ?? 0,
    ...linked(null),
  };
  const nothing = missing === undefined || missing[counted] === 0 ? [] : [none];
  const common = {
    title,
    labelHead: t(`heads.${by}`),
    valueHead: t(`counted.${counted}`),
    tools: <ExportFigures by={by} title={title} view={view} />,
  };
  if (by === "month") {
    const months = allMonths([...values.keys()]).map((key): Month => ({
      id: key,
      label: name(by, key),
      value: values.get(key) ?? 0,
      ...linked(key),
    }));
    if (months.length === 0 && nothing.length === 0) return <EmptyChart title={title} />;
    return <MonthColumns {...common} note={t("notes.month")} months={months} besides={nothing} />;
  }
  if (by === "region" && map != null) {
    const figure = (code: string): RegionFigure => ({
      code,
      name: name(by, code),
      value: values.get(code) ?? 0,
      ...linked(code),
    });
    const drawn = new Set(map.regions.map(({ code }) => code));
    return (
      <RegionMap
        {...common}
        note={t("notes.region")}
        map={map}
        regions={map.regions.map(({ code }) => figure(code))}
        others={[
          ...[...values.keys()].filter((code) => !drawn.has(code)).map(figure),
          ...nothing.map(({ id, label, value, link }) => ({
            code: id,
            name: label,
            value,
            ...(link === undefined ? {} : { link }),
          })),
        ]}
      />
    );
  }
  const keys =
    by === "manner"
      ? manners.filter((manner) => values.has(manner))
      : [...values].toSorted((a, b) => b[1] - a[1]).map(([key]) => key);
  const shown = keys.slice(0, MOST);
  const bars: Bar[] = [
    ...shown.map((key): Bar => ({ id: key, label: name(by, key), value: values.get(key) ?? 0, ...linked(key) })),
    ...nothing,
  ];
  const hidden = keys.length - shown.length;
  if (bars.length === 0) return <EmptyChart title={title} />;
  return (
    <BarChart {...common} note={hidden > 0 ? t("largest", { count: MOST, hidden }) : t(`notes.${by}`)} bars={bars} />
  );
}
