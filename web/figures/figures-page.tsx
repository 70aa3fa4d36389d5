/**
 * Figures over the records one may see: recoveries by month, manner, type, institution, region, state of the serial and
 * ground; and the components that lead to the indicator, never only their ratio.
 *
 * Promises: the period is in the address; a number leads to the records behind it where the list has that filter; "not
 * recorded" is a line of its own. Refuses: a sum over what the reader may not see.
 */
import { useMemo, useState, type ReactElement } from "react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { indicatorFigures, recoveryFigures, type dimensions } from "../../src/figures/figures.contract.ts";
import { manners } from "../../src/recoveries/recovery.contract.ts";
import { useInstitutionNames } from "../access/sharing-names.tsx";
import { useRead } from "../calls/use-call.ts";
import { useNameOf } from "../firearms/code-names.ts";
import { EmptyState, ErrorState, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Select } from "../parts/fields.tsx";
import { PeriodFilter, usePeriodWords } from "../parts/period-filter.tsx";
import type { Place } from "../parts/place-link.tsx";
import { ExportDialog } from "../recoveries/recovery-filters.tsx";
import { useSession } from "../session/session.ts";
import { usePrintMargins } from "../shell/print.tsx";
import { BarChart, type Bar } from "../templates/bar-chart.tsx";
import { BoardPage } from "../templates/board-page.tsx";
import { PageHead } from "../templates/page-head.tsx";
import { useDates } from "../words/dates.ts";
import { localeOf } from "../words/words.ts";
import { allMonths, daysOfMonth, type FiguresView } from "./figures-view.ts";
import "./figures.css";

type Dimension = (typeof dimensions)[number];
const route = getRouteApi("/shell/figures");
/** In the order in which they stand on the board. */
const CHARTS: readonly Dimension[] = ["month", "manner", "institution", "region", "type", "serial-state", "ground"];
/** The most lines of one chart; the table of a longer one would be a list. */
const MOST = 24;

/** What a key of a dimension is called. */
function useKeyNames(): (by: Dimension, key: string) => string {
  const { t, i18n } = useTranslation("figures-web");
  const institutions = useInstitutionNames();
  const type = useNameOf("types");
  const region = useNameOf("regions");
  const ground = useNameOf("grounds");
  const month = useMemo(
    () => new Intl.DateTimeFormat(localeOf(i18n.language), { month: "short", year: "numeric", timeZone: "UTC" }),
    [i18n.language],
  );
  return (by, key) => {
    if (by === "month") {
      const day = new Date(`${key}-01T00:00:00Z`);
      return Number.isNaN(day.getTime()) ? key : month.format(day).replace(/\sг\./, "");
    }
    if (by === "institution") return institutions.short(key);
    if (by === "type") return type(key) ?? key;
    if (by === "region") return region(key) ?? key;
    if (by === "ground") return ground(key) ?? key;
    return i18n.exists(`figures-web:${by}.${key}`) ? t(`${by}.${key}`) : key;
  };
}

/** The records behind a number, where the list of recoveries has that filter. */
function recordsBehind(by: Dimension, key: string, view: FiguresView): Place | undefined {
  const period = {
    ...(view.from === undefined ? {} : { from: view.from }),
    ...(view.until === undefined ? {} : { until: view.until }),
  };
  if (by === "month") {
    const days = daysOfMonth(key, view);
    return days === undefined ? undefined : { to: "/recoveries", search: days };
  }
  if (by === "manner" || by === "institution" || by === "region") {
    return { to: "/recoveries", search: { ...period, [by]: key } };
  }
  return undefined;
}

function Chart({ by, view }: { readonly by: Dimension; readonly view: FiguresView }): ReactElement {
  const { t } = useTranslation("figures-web");
  const session = useSession();
  const name = useKeyNames();
  const { from, until } = view;
  const answer = useRead(recoveryFigures, { query: { by, from, until } }, { keep: true });
  const counted = view.count ?? "firearms";
  const title = t(`charts.${by}`);
  const rows = answer.data?.rows;
  if (rows === undefined) {
    return (
      <section className="chart" aria-label={title}>
        {answer.error === null ? <Skeleton lines={5} /> : <ErrorState error={answer.error} />}
      </section>
    );
  }
  const values = new Map(rows.flatMap((row) => (row.key === null ? [] : [[row.key, row[counted]] as const])));
  const keys =
    by === "month"
      ? allMonths([...values.keys()])
      : by === "manner"
        ? manners.filter((manner) => values.has(manner))
        : [...values].toSorted((a, b) => b[1] - a[1]).map(([key]) => key);
  const shown = keys.slice(by === "month" ? -MOST : 0, by === "month" ? undefined : MOST);
  const missing = rows.find((row) => row.key === null);
  const mayOpen = session.may.includes("recoveries.read");
  const bars: Bar[] = [
    ...shown.map((key): Bar => {
      const link = mayOpen ? recordsBehind(by, key, view) : undefined;
      return { id: key, label: name(by, key), value: values.get(key) ?? 0, ...(link === undefined ? {} : { link }) };
    }),
    ...(missing === undefined ? [] : [{ id: "(none)", label: t("notRecorded"), value: missing[counted] }]),
  ];
  const hidden = keys.length - shown.length;
  return (
    <BarChart
      title={title}
      note={hidden > 0 ? t(by === "month" ? "lastMonths" : "largest", { count: MOST, hidden }) : t(`notes.${by}`)}
      labelHead={t(`heads.${by}`)}
      valueHead={t(`counted.${counted}`)}
      bars={bars}
    />
  );
}

function usePeriods(): readonly { readonly id: string; readonly label: string; readonly period: FiguresView }[] {
  const { t } = useTranslation("figures-web");
  const [year] = useState(() => new Date().getFullYear());
  return [
    {
      id: "this",
      label: t("periods.this", { year: String(year) }),
      period: { from: `${year}-01-01`, until: `${year}-12-31` },
    },
    {
      id: "last",
      label: t("periods.last", { year: String(year - 1) }),
      period: { from: `${year - 1}-01-01`, until: `${year - 1}-12-31` },
    },
    { id: "all", label: t("periods.all"), period: {} },
  ];
}

export function FiguresPage(): ReactElement {
  const { t } = useTranslation(["figures-web", "web"]);
  const dates = useDates();
  const session = useSession();
  const navigate = useNavigate();
  const view = route.useSearch();
  const said = usePeriodWords();
  const periods = usePeriods();
  const { from, until } = view;
  const answer = useRead(indicatorFigures, { query: { from, until } }, { keep: true });
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
  const components = answer.data.components;
  const first = components[0]?.count ?? 0;
  return (
    <BoardPage
      {...head}
      below={
        <div className="figures-lead">
          <div className="figures-tools">
            <PeriodFilter period={view} onPeriod={(period) => show({ ...period, count: view.count })} />
            {periods.map((one) => (
              <Button key={one.id} small tone="quiet" onPress={() => show({ ...one.period, count: view.count })}>
                {one.label}
              </Button>
            ))}
            <Select
              inline
              label={t("count")}
              value={view.count ?? "firearms"}
              onChange={(value) => show({ from, until, ...(value === "recoveries" ? { count: value } : {}) })}
              choices={[
                { id: "firearms", label: t("counted.firearms") },
                { id: "recoveries", label: t("counted.recoveries") },
              ]}
            />
          </div>
          <span className="only-print">{said(view)}</span>
        </div>
      }
      actions={
        <>
          {session.may.includes("records.export") && <ExportDialog search={{ from, until }} />}
          <Button glyph="print" onPress={() => globalThis.print()}>
            {t("web:record.print")}
          </Button>
        </>
      }
      figures={components.map((one, at) => ({
        id: one.code,
        label: t(`components.${one.code}`),
        value: dates.count(one.count),
        ...(at === 0 ? {} : { note: t("of", { count: dates.count(one.count), total: dates.count(first) }) }),
      }))}
      foot={
        <>
          <p>{t("foot.made", { at: dates.moment(answer.data.computedAt) })}</p>
          <p>{t("foot.yours")}</p>
        </>
      }
    >
      {first === 0 && <EmptyState title={t("nothing")}>{t("nothingWhat")}</EmptyState>}
      <BarChart
        title={t("charts.components")}
        note={t("notes.components")}
        labelHead={t("heads.components")}
        valueHead={t("counted.firearms")}
        bars={components.map((one) => ({ id: one.code, label: t(`components.${one.code}`), value: one.count }))}
      />
      {CHARTS.map((by) => (
        <Chart key={by} by={by} view={view} />
      ))}
    </BoardPage>
  );
}
