/**
 * The recovery picture: figures over the records one may see, by month, type, place, manner, ground, context, unit and
 * institution; and the components that lead to the indicator, never only their ratio.
 *
 * Promises: one opening is one question and one entry in the journal; what is counted is in the address; each number leads
 * to exactly the records behind it; "not recorded" is a line of its own; weapons of the state stand beside the count, never
 * in it. Refuses: a sum over what the reader may not see.
 */
import type { ReactElement } from "react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { figuresBoard } from "../../src/figures/figures.contract.ts";
import { readMap } from "../../src/figures/map.contract.ts";
import { useRead } from "../calls/use-call.ts";
import { EmptyState, ErrorState, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { usePeriodWords } from "../parts/period-filter.tsx";
import { ExportDialog } from "../recoveries/recovery-filters.tsx";
import { useSession } from "../session/session.ts";
import { usePrintMargins } from "../shell/print.tsx";
import { BarChart } from "../templates/bar-chart.tsx";
import { BoardPage } from "../templates/board-page.tsx";
import { PageHead } from "../templates/page-head.tsx";
import { useDates } from "../words/dates.ts";
import { FigureChart } from "./figure-chart.tsx";
import { useKeyNames } from "./figure-names.ts";
import { ExportFigures } from "./figures-export.tsx";
import { FiguresFilters } from "./figures-filters.tsx";
import { choiceOf, type Dimension, type FiguresView } from "./figures-view.ts";
import "./figures.css";

const route = getRouteApi("/shell/figures");
/** In the order in which they stand on the board. */
const CHARTS: readonly Dimension[] = [
  "month",
  "region",
  "type",
  "manner",
  "ground",
  "context",
  "institution",
  "unit",
  "serial-state",
];

export function FiguresPage(): ReactElement {
  const { t } = useTranslation(["figures-web", "web"]);
  const dates = useDates();
  const session = useSession();
  const navigate = useNavigate();
  const view = route.useSearch();
  const said = usePeriodWords();
  const { unit, ...choice } = choiceOf(view);
  const answer = useRead(
    figuresBoard,
    { query: { ...choice, ...(unit === undefined ? {} : { unit: Number(unit) }) } },
    { keep: true },
  );
  const map = useRead(readMap, {});
  const name = useKeyNames(answer.data?.units ?? []);
  usePrintMargins(session.institution.name, "", t("title"));
  const show = (next: FiguresView): void =>
    void navigate({
      to: "/figures",
      search: Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)),
      resetScroll: false,
    });
  const head = {
    title: t("title"),
    crumbs: [{ label: t("web:nav.start"), to: "/" as const }, { label: t("title") }],
  };
  if (answer.data === undefined) {
    return (
      <div className="page">
        <PageHead {...head} />
        {answer.error === null ? (
          <Skeleton lines={10} />
        ) : (
          <ErrorState error={answer.error} again={() => void answer.refetch()} />
        )}
      </div>
    );
  }
  const { components, dimensions, recoveries, apart, computedAt } = answer.data;
  const rowsOf = new Map(dimensions.map(({ by, rows }) => [by, rows] as const));
  const first = components[0]?.count ?? 0;
  return (
    <BoardPage
      {...head}
      below={
        <div className="figures-lead">
          <FiguresFilters view={view} name={name} onView={show} />
          <span className="only-print">{said(view)}</span>
        </div>
      }
      actions={
        <>
          <span className="cluster">
            <span className="soft">{t("export.all")}</span>
            <ExportFigures title={t("title")} view={view} />
          </span>
          {session.may.includes("records.export") && (
            <ExportDialog search={{ ...choiceOf(view), counted: "yes" as const }} />
          )}
          <Button glyph="print" onPress={() => globalThis.print()}>
            {t("web:record.print")}
          </Button>
        </>
      }
      figures={components.map((one, at) => ({
        id: one.code,
        label: t(`components.${one.code}`),
        value: dates.count(one.count),
        note:
          at === 0
            ? t("inRecoveries", { count: recoveries })
            : t("of", { count: dates.count(one.count), total: dates.count(first) }),
      }))}
      foot={
        <>
          <p>{t("foot.made", { at: dates.moment(computedAt) })}</p>
          {apart > 0 && <p>{t("foot.apart", { count: apart })}</p>}
          <p>{t("foot.yours")}</p>
        </>
      }
    >
      {recoveries === 0 ? (
        // Eleven empty charts would say the same eleven times.
        <EmptyState
          title={t("nothing")}
          {...(Object.keys(choiceOf(view)).length === 0
            ? {}
            : { action: <Button onPress={() => show({})}>{t("nothingAll")}</Button> })}
        >
          {t("nothingWhat")}
        </EmptyState>
      ) : (
        <>
          {CHARTS.map((by) => (
            <FigureChart
              key={by}
              by={by}
              rows={rowsOf.get(by) ?? []}
              view={view}
              name={name}
              map={map.data?.map ?? null}
            />
          ))}
          <BarChart
            title={t("charts.components")}
            note={t("notes.components")}
            labelHead={t("heads.components")}
            valueHead={t("counted.firearms")}
            bars={components.map((one) => ({ id: one.code, label: t(`components.${one.code}`), value: one.count }))}
          />
        </>
      )}
    </BoardPage>
  );
}
