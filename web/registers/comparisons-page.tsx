/** Comparisons of registers that one's own institution asked for, and asking for another. */
import { useMemo, useState, type ReactElement } from "react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listComparisons } from "../../src/matching/sweep.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { usePersonNames, type NamedPerson } from "../access/sharing-names.tsx";
import { usePages } from "../calls/use-call.ts";
import { EmptyState } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import type { Column } from "../parts/data-table.tsx";
import { QueuePage } from "../templates/queue-page.tsx";
import { useBoth, type Both } from "../words/both.ts";
import { useDates, type Dates } from "../words/dates.ts";
import { ComparisonDialog } from "./comparison-dialog.tsx";
import { SweepChip } from "./sweep-progress.tsx";

type Comparison = CallOutput<typeof listComparisons>["items"][number];

function comparisonColumns(
  say: (key: string, values?: Readonly<Record<string, string | number>>) => string,
  both: (names: Both) => string,
  dates: Dates,
  personName: (person: NamedPerson) => string,
): readonly Column<Comparison>[] {
  return [
    {
      id: "registers",
      header: say("column.registers"),
      lead: true,
      cell: (one) => (
        <Link to="/registers/comparisons/$id" params={{ id: one.id }}>
          {say("of", { left: both(one.left), right: both(one.right) })}
        </Link>
      ),
    },
    {
      id: "state",
      header: say("column.state"),
      cell: (one) => (
        <>
          <SweepChip state={one.state} />
          {one.state !== "done" && <span className="nowrap"> {dates.share(one.percent / 100)}</span>}
        </>
      ),
    },
    { id: "least", header: say("column.least"), end: true, cell: (one) => dates.share(one.least) },
    { id: "by", header: say("column.by"), cell: (one) => personName(one.by) },
    { id: "at", header: say("column.at"), cell: (one) => dates.moment(one.createdAt) },
    {
      id: "finished",
      header: say("column.finished"),
      cell: (one) => (one.finishedAt === null ? "" : dates.moment(one.finishedAt)),
    },
  ];
}

export function ComparisonsPage(): ReactElement {
  const { t } = useTranslation(["comparisons", "registers-web"]);
  const view = useSearch({ from: "/shell/registers/comparisons" });
  const navigate = useNavigate();
  const both = useBoth();
  const dates = useDates();
  const personName = usePersonNames();
  const answer = usePages(listComparisons, { query: { limit: 50 } });
  const rows = answer.data?.pages.flatMap((page) => page.items) ?? [];
  const [asking, setAsking] = useState(false);
  const columns = useMemo(
    () => comparisonColumns((key, values) => t(key, { ...values }), both, dates, personName),
    [both, dates, personName, t],
  );
  const begin = (
    <Button tone="main" onPress={() => setAsking(true)}>
      {t("compare")}
    </Button>
  );
  return (
    <>
      <QueuePage
        title={t("title")}
        crumbs={[{ label: t("registers-web:registers.title"), to: "/registers" }, { label: t("title") }]}
        lead={
          <>
            {t("lead")} {t("noHit")}
          </>
        }
        actions={begin}
        error={answer.error}
        again={() => void answer.refetch()}
        table={{
          label: t("title"),
          columns,
          rows,
          rowKey: (one) => one.id,
          view,
          onView: (next) => void navigate({ to: "/registers/comparisons", search: next, replace: true }),
          loading: answer.isPending,
          empty: (
            <EmptyState title={t("none")} action={begin}>
              {t("noneWhy")}
            </EmptyState>
          ),
          more: {
            has: answer.hasNextPage,
            loading: answer.isFetchingNextPage,
            onMore: () => void answer.fetchNextPage(),
          },
        }}
      />
      {asking && <ComparisonDialog onClose={() => setAsking(false)} />}
    </>
  );
}
