/** The imports of one's own institution, newest first; what is unfinished is marked. */
import { useMemo, type ReactElement } from "react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listImports } from "../../src/registers/import.contract.ts";
import { usePersonNames, type NamedPerson } from "../access/sharing-names.tsx";
import { usePages } from "../calls/use-call.ts";
import { EmptyState } from "../parts/answers.tsx";
import { ButtonLink } from "../parts/button.tsx";
import type { Column } from "../parts/data-table.tsx";
import { QueuePage } from "../templates/queue-page.tsx";
import { useBoth, type Both } from "../words/both.ts";
import { useDates, type Dates } from "../words/dates.ts";
import { RunState, type ImportRun } from "./import-words.tsx";

const UNFINISHED = new Set<string>(["uploaded", "ready", "cancelled", "failed"]);

function importColumns(
  say: (key: string) => string,
  dates: Dates,
  both: (names: Both) => string,
  personName: (person: NamedPerson) => string,
): readonly Column<ImportRun>[] {
  const count = (id: "accepted" | "doubtful" | "refused"): Column<ImportRun> => ({
    id,
    header: say(`figure.${id}`),
    end: true,
    cell: (run) => (run.pass === "import" ? dates.count(run[id]) : ""),
  });
  return [
    {
      id: "file",
      header: say("imports.file"),
      lead: true,
      cell: (run) => (
        <Link to="/imports/$id" params={{ id: run.id }}>
          {run.file.name}
        </Link>
      ),
    },
    {
      id: "into",
      header: say("imports.into"),
      grow: true,
      cell: (run) => (run.register === null ? say("imports.recoveries") : both(run.register)),
    },
    { id: "state", header: say("imports.state"), cell: (run) => <RunState run={run} /> },
    count("accepted"),
    count("doubtful"),
    count("refused"),
    { id: "by", header: say("imports.by"), cell: (run) => personName(run.createdBy) },
    { id: "at", header: say("imports.at"), cell: (run) => dates.moment(run.createdAt) },
    { id: "size", header: say("imports.size"), extra: true, end: true, cell: (run) => dates.size(run.file.size) },
  ];
}

export function ImportsPage(): ReactElement {
  const { t } = useTranslation("registers-web");
  const view = useSearch({ from: "/shell/imports" });
  const navigate = useNavigate();
  const dates = useDates();
  const both = useBoth();
  const personName = usePersonNames();
  const answer = usePages(listImports, { query: { limit: 50 } });
  const rows = answer.data?.pages.flatMap((page) => page.items) ?? [];
  const columns = useMemo(() => importColumns((key) => t(key), dates, both, personName), [both, dates, personName, t]);
  const begin = (
    <ButtonLink tone="main" glyph="plus" to="/imports/new">
      {t("imports.new")}
    </ButtonLink>
  );
  return (
    <QueuePage
      title={t("imports.title")}
      lead={t("imports.lead")}
      actions={begin}
      error={answer.error}
      again={() => void answer.refetch()}
      table={{
        label: t("imports.title"),
        columns,
        rows,
        rowKey: (run) => run.id,
        view,
        onView: (next) => void navigate({ to: "/imports", search: next, replace: true }),
        loading: answer.isPending,
        waits: (run) => UNFINISHED.has(run.state),
        empty: (
          <EmptyState title={t("imports.none")} action={begin}>
            {t("imports.noneWhy")}
          </EmptyState>
        ),
        more: {
          has: answer.hasNextPage,
          loading: answer.isFetchingNextPage,
          onMore: () => void answer.fetchNextPage(),
        },
      }}
    />
  );
}
