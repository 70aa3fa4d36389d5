/**
 * Doubts of the quality gate that were passed over with a reason: by kind of doubt, by unit, by month, beside the weapons recorded.
 * It is there so that training can follow, and says so.
 *
 * Promises: a number opens exactly the recoveries behind it or nothing; the components stand beside each other, never only a ratio;
 * each chart has its table, all of it goes into a file. Refuses: to name a person.
 */
import { useState, type ReactElement } from "react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { countOverrides, exportOverrides } from "../../src/recoveries/recovery-status.contract.ts";
import { fetchFile } from "../calls/call.ts";
import { asProblem } from "../calls/problem.ts";
import { saveFile } from "../calls/save-file.ts";
import { useRead } from "../calls/use-call.ts";
import { EmptyState, ErrorState, Skeleton } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import { Select } from "../parts/fields.tsx";
import { PeriodFilter, usePeriodWords } from "../parts/period-filter.tsx";
import { useToast } from "../parts/toast.tsx";
import { useSession } from "../session/session.ts";
import { usePrintMargins } from "../shell/print.tsx";
import { BarChart } from "../templates/bar-chart.tsx";
import { BoardPage } from "../templates/board-page.tsx";
import { PageHead } from "../templates/page-head.tsx";
import { inLanguage } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { useRuleName } from "./override-filter.tsx";
import { countsOf, recordsBehind, type OverrideView } from "./override-view.ts";
import "./recoveries.css";

const route = getRouteApi("/shell/overrides");
const ALL = "all";
const FORMATS = ["csv", "xlsx"] as const;

function ExportButtons({ view }: { readonly view: OverrideView }): ReactElement {
  const { t } = useTranslation("figures-web");
  const say = useToast();
  const [busy, setBusy] = useState<string>();
  const run = async (format: (typeof FORMATS)[number]): Promise<void> => {
    setBusy(format);
    try {
      const { from, until } = view;
      const file = await fetchFile(exportOverrides, {
        query: { format, ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) },
      });
      saveFile(file.name, file.content);
      say({ text: t("export.done", { name: file.name }) });
    } catch (error) {
      say({ text: asProblem(error).title });
    } finally {
      setBusy(undefined);
    }
  };
  return (
    <>
      {FORMATS.map((format) => (
        <Button
          key={format}
          small
          tone="quiet"
          busy={busy === format}
          label={t("export.what", { title: t("overrides.title"), format: format.toUpperCase() })}
          onPress={() => void run(format)}
        >
          {format.toUpperCase()}
        </Button>
      ))}
    </>
  );
}

export function OverrideCountsPage(): ReactElement {
  const { t, i18n } = useTranslation(["figures-web", "web"]);
  const dates = useDates();
  const session = useSession();
  const navigate = useNavigate();
  const view = route.useSearch();
  const said = usePeriodWords();
  const ruleName = useRuleName();
  const { from, until } = view;
  const answer = useRead(
    countOverrides,
    { query: { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) } },
    { keep: true },
  );
  usePrintMargins(session.institution.name, "", t("overrides.title"));
  const show = (next: OverrideView): void =>
    void navigate({
      to: "/overrides",
      search: Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)),
      resetScroll: false,
    });
  const head = {
    title: t("overrides.title"),
    crumbs: [{ label: t("web:nav.start"), to: "/" as const }, { label: t("overrides.title") }],
    lead: t("overrides.for"),
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
  const { rows, computedAt } = answer.data;
  const counts = countsOf(rows, view);
  const units = new Map(rows.map((row) => [String(row.unit.id), inLanguage(i18n.language, row.unit)]));
  const rules = countsOf(rows, {}).rules;
  const count = counts.overrides;
  const link = (by: Parameters<typeof recordsBehind>[1]) => {
    const place = recordsBehind(view, by);
    return place === undefined ? {} : { link: place };
  };
  const passing = counts.units.filter((unit) => unit.count > 0).length;
  return (
    <BoardPage
      {...head}
      below={
        <div className="cluster override-filters">
          <PeriodFilter period={view} onPeriod={(period) => show({ ...view, ...period })} />
          <span className="only-print">{said(view)}</span>
          <Select
            inline
            label={t("overrides.unit")}
            value={view.unit ?? ALL}
            onChange={(unit) => show({ ...view, unit: unit === ALL ? undefined : unit })}
            choices={[{ id: ALL, label: t("overrides.all") }, ...[...units].map(([id, label]) => ({ id, label }))]}
          />
          <Select
            inline
            label={t("overrides.rule")}
            value={view.rule ?? ALL}
            onChange={(rule) => show({ ...view, rule: rule === ALL ? undefined : rule })}
            choices={[
              { id: ALL, label: t("overrides.all") },
              ...rules.map(({ id }) => ({ id, label: ruleName(id) })),
              ...(view.rule === undefined || rules.some(({ id }) => id === view.rule)
                ? []
                : [{ id: view.rule, label: ruleName(view.rule) }]),
            ]}
          />
        </div>
      }
      actions={
        <>
          <span className="cluster">
            <span className="soft">{t("export.all")}</span>
            <ExportButtons view={view} />
          </span>
          <Button glyph="print" onPress={() => globalThis.print()}>
            {t("web:record.print")}
          </Button>
        </>
      }
      figures={[
        {
          id: "overrides",
          label: t("overrides.overrides"),
          value: dates.count(count),
          note: t("overrides.beside", { count: counts.firearms, total: dates.count(counts.firearms) }),
          ...(count === 0 ? {} : link({})),
        },
        { id: "rules", label: t("overrides.rules"), value: dates.count(counts.rules.length) },
        {
          id: "units",
          label: t("overrides.units"),
          value: dates.count(passing),
          note: t("overrides.ofUnits", { total: dates.count(counts.units.length) }),
        },
      ]}
      foot={
        <>
          <p>{t("overrides.foot")}</p>
          <p>{t("overrides.made", { at: dates.moment(computedAt) })}</p>
        </>
      }
    >
      {count === 0 && <EmptyState title={t("overrides.none")}>{t("overrides.noneWhat")}</EmptyState>}
      {count > 0 && (
        <>
          <BarChart
            title={t("overrides.byRule")}
            labelHead={t("overrides.rule")}
            valueHead={t("overrides.count")}
            bars={counts.rules.map((one) => ({
              id: one.id,
              label: ruleName(one.id),
              value: one.count,
              ...link({ rule: one.id }),
            }))}
          />
          <BarChart
            title={t("overrides.byUnit")}
            note={t("overrides.unitNote")}
            labelHead={t("overrides.unit")}
            valueHead={t("overrides.count")}
            bars={counts.units.map((one) => ({
              id: one.id,
              label: t("overrides.unitLine", {
                unit: units.get(one.id) ?? one.id,
                firearms: dates.count(one.firearms),
              }),
              value: one.count,
              ...(one.count === 0 ? {} : link({ unit: one.id })),
            }))}
          />
          <BarChart
            title={t("overrides.byMonth")}
            note={t("overrides.monthNote")}
            labelHead={t("overrides.month")}
            valueHead={t("overrides.count")}
            bars={counts.months.map((one) => ({
              id: one.id,
              label: dates.month(one.id),
              value: one.count,
              ...(one.count === 0 ? {} : link({ month: one.id })),
            }))}
          />
        </>
      )}
    </BoardPage>
  );
}
