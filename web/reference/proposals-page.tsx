/** Proposals for the code lists: what waits for a second person, and what was decided. */
import { useMemo, type ReactElement } from "react";
import { Link, getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listProposals, proposalKinds, proposalStates, curatedLists } from "../../src/reference/curator.contract.ts";
import { Owner, usePersonNames } from "../access/sharing-names.tsx";
import { filtersSet } from "../address.ts";
import { usePages } from "../calls/use-call.ts";
import { EmptyState } from "../parts/answers.tsx";
import { Button, ButtonLink } from "../parts/button.tsx";
import type { Column } from "../parts/data-table.tsx";
import { Select } from "../parts/fields.tsx";
import { QueuePage } from "../templates/queue-page.tsx";
import { useDates } from "../words/dates.ts";
import { CurationRooms, ProposalState, useProposalLine, type Proposal } from "./curation-frame.tsx";
import type { ProposalsView } from "./curation-view.ts";
import "./reference.css";

const ALL = "all";
const route = getRouteApi("/shell/curation");

function useColumns(): readonly Column<Proposal>[] {
  const { t } = useTranslation("curator");
  const dates = useDates();
  const line = useProposalLine();
  const person = usePersonNames();
  return [
    {
      id: "number",
      header: t("list.number"),
      lead: true,
      cell: (row) => (
        <Link to="/curation/$id" params={{ id: row.id }}>
          {t("number", { number: row.number })}
        </Link>
      ),
    },
    { id: "list", header: t("list.list"), cell: (row) => t(`lists.${row.list}`) },
    { id: "what", header: t("list.what"), grow: true, cell: line },
    { id: "state", header: t("list.state"), cell: (row) => <ProposalState proposal={row} /> },
    {
      id: "by",
      header: t("list.by"),
      cell: (row) => (row.mine ? t("list.you") : person(row.proposedBy)),
    },
    { id: "at", header: t("list.at"), cell: (row) => dates.day(row.proposedAt) },
    { id: "code", header: t("list.code"), extra: true, cell: (row) => <span className="mono">{row.code}</span> },
    {
      id: "institution",
      header: t("list.institution"),
      extra: true,
      cell: (row) => <Owner code={row.proposedBy.institution} />,
    },
  ];
}

export function ProposalsPage(): ReactElement {
  const { t } = useTranslation(["curator", "web"]);
  const navigate = useNavigate();
  const search = route.useSearch();
  const columns = useColumns();
  const show = (next: ProposalsView): void => void navigate({ to: "/curation", search: next, resetScroll: false });
  const { columns: shownColumns, sort: _sort, ...filters } = search;
  const pages = usePages(listProposals, { query: { ...filters, limit: 50 } });
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const head = pages.data?.pages[0];
  const filtered = Object.keys(filters).length > 0;
  const all = { id: ALL, label: t("filter.all") };
  return (
    <QueuePage
      title={t("title")}
      crumbs={[{ label: t("web:nav.start"), to: "/" }, { label: t("title") }]}
      lead={
        head === undefined
          ? undefined
          : t("lead", { count: head.waiting, reviewable: head.reviewable, version: head.version })
      }
      below={<CurationRooms />}
      actions={
        <ButtonLink tone="main" to="/curation/new">
          {t("new.do")}
        </ButtonLink>
      }
      {...(pages.error === null ? {} : { error: pages.error, again: () => void pages.refetch() })}
      table={{
        label: t("list.label"),
        columns,
        rows,
        rowKey: (row) => row.id,
        view: { columns: shownColumns },
        onView: (view) => show({ ...search, columns: view.columns }),
        loading: pages.isPending || pages.isPlaceholderData,
        waits: (row) => row.can.includes("accept"),
        empty: (
          <EmptyState
            title={filtered ? t("list.nothingFits") : t("list.none")}
            action={
              filtered ? (
                <Button onPress={() => show({ columns: shownColumns })}>{t("filter.clear")}</Button>
              ) : undefined
            }
          >
            {t("list.noneWhy")}
          </EmptyState>
        ),
        more: { has: pages.hasNextPage, loading: pages.isFetchingNextPage, onMore: () => void pages.fetchNextPage() },
        toolsSet: filtersSet(filters),
        tools: (
          <>
            <Select
              inline
              label={t("list.state")}
              value={search.state ?? ALL}
              onChange={(next) => show({ ...search, state: proposalStates.find((one) => one === next) })}
              choices={[all, ...proposalStates.map((one) => ({ id: one, label: t(`state.${one}`) }))]}
            />
            <Select
              inline
              label={t("list.list")}
              value={search.list ?? ALL}
              onChange={(next) => show({ ...search, list: curatedLists.find((one) => one === next) })}
              choices={[all, ...curatedLists.map((one) => ({ id: one, label: t(`lists.${one}`) }))]}
            />
            <Select
              inline
              label={t("list.kind")}
              value={search.kind ?? ALL}
              onChange={(next) => show({ ...search, kind: proposalKinds.find((one) => one === next) })}
              choices={[all, ...proposalKinds.map((one) => ({ id: one, label: t(`kind.${one}`) }))]}
            />
          </>
        ),
      }}
    />
  );
}
