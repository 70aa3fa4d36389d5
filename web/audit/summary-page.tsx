/**
 * The auditor's board: how much was looked at, by whom, for what; and who looks most and at night, where one begins.
 *
 * Promises: each number leads to the entries behind it. Refuses: to call anything a breach; numbers are where one asks.
 */
import type { ReactElement } from "react";
import { getRouteApi, useNavigate, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { auditSummary } from "../../src/journal/journal.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { Owner, useInstitutionNames } from "../access/sharing-names.tsx";
import { usePurposeNames } from "../account/purpose-names.ts";
import { PlainTable } from "../account/plain-table.tsx";
import { useRead } from "../calls/use-call.ts";
import { ErrorState, Skeleton } from "../parts/answers.tsx";
import { Select } from "../parts/fields.tsx";
import { BarChart, type Bar } from "../templates/bar-chart.tsx";
import { BoardPage } from "../templates/board-page.tsx";
import { PageHead } from "../templates/page-head.tsx";
import { RecordSection } from "../templates/record-page.tsx";
import { usePersonName } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { AuditRooms } from "./audit-frame.tsx";
import { verbs } from "./audit-view.ts";
import { PERIODS } from "./summary-view.ts";

type Summary = CallOutput<typeof auditSummary>;
const route = getRouteApi("/shell/audit/summary");

/** The day `days` ago, as the address of the list takes it. */
function dayBefore(days: number): string {
  const day = new Date(Date.now() - days * 86_400_000);
  return new Date(day.getTime() - day.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

function sumBy<Row>(rows: readonly Row[], key: (row: Row) => string, value: (row: Row) => number): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(key(row), (sums.get(key(row)) ?? 0) + value(row));
  return sums;
}

function People({ summary, from }: { readonly summary: Summary; readonly from: string }): ReactElement {
  const { t } = useTranslation("audit");
  const name = usePersonName();
  const dates = useDates();
  const busiest = summary.people.filter((one) => one.reads + one.searches + one.refusals > 0).slice(0, 20);
  return (
    <div className="board-wide">
      <RecordSection title={t("summary.people")}>
        <p className="chart-note">{t("summary.peopleNote")}</p>
        <PlainTable
          label={t("summary.people")}
          heads={[
            t("list.who"),
            t("list.institution"),
            t("summary.reads"),
            t("summary.searches"),
            t("summary.nights"),
            t("summary.refusals"),
          ]}
          rows={busiest.map((one) => ({
            id: one.id,
            cells: [
              <Link key="who" to="/audit" search={{ person: one.id, from }}>
                {name(one)}
              </Link>,
              <Owner key="institution" code={one.institution} />,
              dates.count(one.reads),
              dates.count(one.searches),
              one.nights === 0 ? dates.count(0) : <b key="nights">{dates.count(one.nights)}</b>,
              one.refusals === 0 ? (
                dates.count(0)
              ) : (
                <Link key="refusals" to="/audit" search={{ person: one.id, outcome: "refused", from }}>
                  {dates.count(one.refusals)}
                </Link>
              ),
            ],
          }))}
        />
      </RecordSection>
    </div>
  );
}

function Board({ summary, days }: { readonly summary: Summary; readonly days: number }): ReactElement {
  const { t } = useTranslation(["audit", "web"]);
  const dates = useDates();
  const navigate = useNavigate();
  const institutions = useInstitutionNames();
  const purpose = usePurposeNames();
  const from = dayBefore(days);
  const done = summary.totals.filter((row) => row.outcome === "done");
  const of = (verb: string): number => done.filter((row) => row.verb === verb).reduce((sum, row) => sum + row.count, 0);
  const refused = summary.totals.filter((row) => row.outcome === "refused").reduce((sum, row) => sum + row.count, 0);
  const period = t("summary.lastDays", { count: days });
  const byVerb = sumBy(
    done,
    (row) => row.verb,
    (row) => row.count,
  );
  const byInstitution = sumBy(
    summary.totals,
    (row) => row.institution ?? "",
    (row) => row.count,
  );
  const refusals = sumBy(
    summary.totals.filter((row) => row.outcome === "refused"),
    (row) => row.institution ?? "",
    (row) => row.count,
  );
  const institutionBars = (sums: ReadonlyMap<string, number>, extra: Readonly<Record<string, string>>): Bar[] =>
    [...sums]
      .toSorted((a, b) => b[1] - a[1])
      .map(([code, value]) => ({
        id: code === "" ? "node" : code,
        label: code === "" ? t("summary.without") : institutions.short(code),
        value,
        ...(code === "" ? {} : { link: { to: "/audit" as const, search: { institution: code, from, ...extra } } }),
      }));
  return (
    <BoardPage
      title={t("pages.summary")}
      crumbs={[
        { label: t("web:nav.start"), to: "/" },
        { label: t("title"), to: "/audit" },
        { label: t("pages.summary") },
      ]}
      below={<AuditRooms />}
      actions={
        <Select
          inline
          label={t("summary.period")}
          value={String(days)}
          onChange={(value) =>
            void navigate({ to: "/audit/summary", search: { days: Number(value) }, resetScroll: false })
          }
          choices={PERIODS.map((one) => ({ id: String(one), label: t("summary.lastDays", { count: one }) }))}
        />
      }
      figures={[
        {
          id: "reads",
          label: t("summary.reads"),
          value: dates.count(of("read")),
          link: { to: "/audit", search: { verb: "read", from } },
        },
        {
          id: "searches",
          label: t("summary.searches"),
          value: dates.count(of("search")),
          link: { to: "/audit", search: { verb: "search", from } },
        },
        {
          id: "exports",
          label: t("summary.exports"),
          value: dates.count(of("export") + of("disclose")),
          link: { to: "/audit", search: { verb: "export", from } },
        },
        {
          id: "refusals",
          label: t("summary.refusals"),
          value: dates.count(refused),
          link: { to: "/audit", search: { outcome: "refused", from } },
        },
      ]}
      foot={t("summary.foot")}
    >
      <BarChart
        title={t("summary.byVerb")}
        note={period}
        labelHead={t("list.deed")}
        valueHead={t("summary.entries")}
        bars={verbs
          .filter((verb) => (byVerb.get(verb) ?? 0) > 0)
          .map((verb) => ({
            id: verb,
            label: t(`verbs.${verb}`),
            value: byVerb.get(verb) ?? 0,
            link: { to: "/audit", search: { verb, from } },
          }))}
      />
      <BarChart
        title={t("summary.byInstitution")}
        note={period}
        labelHead={t("list.institution")}
        valueHead={t("summary.entries")}
        bars={institutionBars(byInstitution, {})}
      />
      <BarChart
        title={t("summary.byPurpose")}
        note={t("summary.byPurposeNote", { period })}
        labelHead={t("list.purpose")}
        valueHead={t("summary.entries")}
        bars={summary.purposes.map((row) => ({
          id: row.purpose ?? "none",
          label: row.purpose === null ? t("list.noPurpose") : purpose(row.purpose),
          value: row.count,
          ...(row.purpose === null || !/^[a-z][a-z0-9-]*$/.test(row.purpose)
            ? {}
            : { link: { to: "/audit" as const, search: { purpose: row.purpose, from } } }),
        }))}
      />
      <BarChart
        title={t("summary.byRefusal")}
        note={t("summary.byRefusalNote", { period })}
        labelHead={t("list.institution")}
        valueHead={t("summary.refusals")}
        bars={institutionBars(refusals, { outcome: "refused" })}
      />
      <People summary={summary} from={from} />
    </BoardPage>
  );
}

export function AuditSummaryPage(): ReactElement {
  const { t } = useTranslation("audit");
  const { days = 30 } = route.useSearch();
  const summary = useRead(auditSummary, { query: { days } }, { keep: true });
  if (summary.data !== undefined) return <Board summary={summary.data} days={days} />;
  return (
    <div className="page">
      <PageHead title={t("pages.summary")} />
      {summary.error === null ? (
        <Skeleton lines={10} />
      ) : (
        <ErrorState error={summary.error} again={() => void summary.refetch()} />
      )}
    </div>
  );
}
