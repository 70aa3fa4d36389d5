/**
 * The examiner's queue: weapons that wait, why, and on whose desk they lie.
 *
 * Promises: filters live in the address; "take the next one" takes the first that lies on nobody's desk and opens it.
 * Refuses: to take two at once, or one that another has.
 */
import { useMemo, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { awaitReasons, claimExamination, heldBy, listExaminations } from "../../src/firearms/examiner.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { Owner, useInstitutions, usePersonNames } from "../access/sharing-names.tsx";
import { filtersSet } from "../address.ts";
import { useChange, usePages } from "../calls/use-call.ts";
import { useChoices } from "../firearms/code-names.ts";
import { SerialOrState, useWeaponLine } from "../firearms/weapon-words.tsx";
import { EmptyState } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import type { Column } from "../parts/data-table.tsx";
import { Select } from "../parts/fields.tsx";
import { StateChip } from "../parts/marks-of-record.tsx";
import { QueuePage } from "../templates/queue-page.tsx";
import { inLanguage } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import type { ExaminerView } from "./queue-view.ts";
import "./examiner.css";

type Row = CallOutput<typeof listExaminations>["items"][number];
const ALL = "all";
const route = getRouteApi("/shell/examiner");

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation(["examiner", "firearms"]);
  const dates = useDates();
  const line = useWeaponLine();
  const personName = usePersonNames();
  return [
    {
      id: "number",
      header: t("queue.weapon"),
      lead: true,
      cell: (row) => (
        <span className="marked-number">
          <Owner code={row.institution} short />
          <Link to="/examiner/$id" params={{ id: row.id }} className="mono">
            {row.number}
          </Link>
        </span>
      ),
    },
    {
      id: "serial",
      header: t("queue.serial"),
      cell: (row) => <SerialOrState serial={row.serial} state={row.serialState} />,
    },
    { id: "line", header: t("firearms:page.what"), grow: true, cell: (row) => line(row) },
    {
      id: "why",
      header: t("queue.why"),
      grow: true,
      cell: (row) => (
        <span className="queue-why">
          {row.awaits.map((reason) => (
            <span key={reason}>{t(`firearms:awaits.${reason}`, { defaultValue: reason })}</span>
          ))}
        </span>
      ),
    },
    {
      id: "recovered",
      header: t("queue.recovered"),
      cell: (row) => (row.recoveredOn === null ? "" : dates.day(row.recoveredOn)),
    },
    { id: "since", header: t("queue.since"), extra: true, cell: (row) => dates.day(row.createdAt) },
    {
      id: "held",
      header: t("queue.held"),
      cell: (row) =>
        row.claim === null ? (
          <span className="soft">{t("queue.nobody")}</span>
        ) : row.claim.mine ? (
          <StateChip tone="active">{t("queue.mine")}</StateChip>
        ) : (
          personName(row.claim.by)
        ),
    },
    { id: "institution", header: t("queue.institution"), extra: true, cell: (row) => <Owner code={row.institution} /> },
  ];
}

export function ExaminerQueuePage(): ReactElement {
  const { t, i18n } = useTranslation(["examiner", "firearms", "web"]);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const search = route.useSearch();
  const columns = useColumns();
  const types = useChoices("types");
  const institutions = useInstitutions();
  const show = (next: ExaminerView): void => void navigate({ to: "/examiner", search: next, resetScroll: false });
  const { columns: shownColumns, sort: _sort, ...filters } = search;
  const pages = usePages(listExaminations, { query: { ...filters, limit: 50 } });
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const head = pages.data?.pages[0];
  const free = rows.find((row) => row.claim === null || row.claim.mine);
  const take = useChange(claimExamination, async (view) => {
    await queries.invalidateQueries({ queryKey: ["examinations.list"] });
    await navigate({ to: "/examiner/$id", params: { id: view.id } });
  });
  const filtered = Object.keys(filters).length > 0;
  const all = { id: ALL, label: t("queue.all") };
  return (
    <QueuePage
      title={t("queue.title")}
      crumbs={[{ label: t("web:nav.start"), to: "/" }, { label: t("queue.title") }]}
      lead={head === undefined ? undefined : t("queue.lead", { count: head.waiting, mine: head.mine })}
      actions={
        free !== undefined && (
          <Button tone="main" busy={take.isPending} onPress={() => take.mutate({ params: { id: free.id }, body: {} })}>
            {t("queue.take")}
          </Button>
        )
      }
      {...(pages.error === null && take.error === null
        ? {}
        : {
            error: take.error ?? pages.error,
            again: () => {
              take.reset();
              void pages.refetch();
            },
          })}
      table={{
        label: t("queue.label"),
        columns,
        rows,
        rowKey: (row) => row.id,
        view: { columns: shownColumns },
        onView: (view) => show({ ...search, columns: view.columns }),
        loading: pages.isPending || pages.isPlaceholderData,
        waits: (row) => row.claim?.mine === true,
        empty: (
          <EmptyState
            title={filtered ? t("queue.nothingFits") : t("queue.none")}
            action={
              filtered ? (
                <Button onPress={() => show({ columns: shownColumns })}>{t("firearms:filter.clear")}</Button>
              ) : undefined
            }
          >
            {t("queue.noneWhy")}
          </EmptyState>
        ),
        more: {
          has: pages.hasNextPage,
          loading: pages.isFetchingNextPage,
          onMore: () => void pages.fetchNextPage(),
        },
        toolsSet: filtersSet(filters),
        tools: (
          <>
            <Select
              inline
              label={t("queue.filter.reason")}
              value={search.reason ?? ALL}
              onChange={(next) => show({ ...search, reason: awaitReasons.find((one) => one === next) })}
              choices={[all, ...awaitReasons.map((one) => ({ id: one, label: t(`firearms:awaits.${one}`) }))]}
            />
            <Select
              inline
              label={t("queue.filter.held")}
              value={search.held ?? ALL}
              onChange={(next) => show({ ...search, held: heldBy.find((one) => one === next) })}
              choices={[all, ...heldBy.map((one) => ({ id: one, label: t(`queue.heldBy.${one}`) }))]}
            />
            <Select
              inline
              label={t("queue.filter.type")}
              value={search.type ?? ALL}
              onChange={(next) => show({ ...search, type: next === ALL ? undefined : next })}
              choices={[all, ...types]}
            />
            <Select
              inline
              label={t("queue.filter.institution")}
              value={search.institution ?? ALL}
              onChange={(next) => show({ ...search, institution: next === ALL ? undefined : next })}
              choices={[all, ...institutions.map((one) => ({ id: one.code, label: inLanguage(i18n.language, one) }))]}
            />
          </>
        ),
      }}
    />
  );
}
