/**
 * The list of recoveries one may see.
 *
 * Promises: filters, order and columns are the address; the mark of the keeping institution stands before the number.
 * Refuses: to search with every key.
 */
import { useMemo, type ReactElement } from "react";
import { Link, getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { CallOutput } from "../../src/platform/contract.ts";
import { listRecoveries } from "../../src/recoveries/recovery.contract.ts";
import { filtersSet } from "../address.ts";
import { Owner } from "../access/sharing-names.tsx";
import { usePages } from "../calls/use-call.ts";
import { useNameOf } from "../firearms/code-names.ts";
import { SerialOrState, useWeaponLine } from "../firearms/weapon-words.tsx";
import { EmptyState } from "../parts/answers.tsx";
import { Button, ButtonLink } from "../parts/button.tsx";
import type { Column } from "../parts/data-table.tsx";
import { HandlingCodes } from "../parts/marks-of-record.tsx";
import { useSession } from "../session/session.ts";
import { useActions } from "../shell/actions.tsx";
import { QueuePage } from "../templates/queue-page.tsx";
import { useDates } from "../words/dates.ts";
import { ExportDialog, RecoveryFilters } from "./recovery-filters.tsx";
import { StatusTag } from "./status-tag.tsx";
import { filtersOf, nextSort, orderOf, shownSort, type RecoverySearch } from "./recovery-search.ts";
import "./recoveries.css";

type Row = CallOutput<typeof listRecoveries>["items"][number];
const ROWS = 50;
const SERIALS = 2;

function Serials({ row }: { readonly row: Row }): ReactElement {
  const { t } = useTranslation("recoveries");
  const rest = row.firearmCount - Math.min(SERIALS, row.firearms.length);
  return (
    <span className="serials">
      {row.firearms.slice(0, SERIALS).map((firearm) => (
        <SerialOrState key={firearm.id} serial={firearm.serial} state={firearm.serialState} />
      ))}
      {rest > 0 && <span className="soft">{t("list.more", { count: rest })}</span>}
    </span>
  );
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation(["recoveries", "recovery-form"]);
  const dates = useDates();
  const weaponLine = useWeaponLine();
  const region = useNameOf("regions");
  return [
    {
      id: "number",
      header: t("list.number"),
      lead: true,
      cell: (row) => (
        <span className="marked-number">
          <Owner code={row.institution} short />
          <Link to="/recoveries/$id" params={{ id: row.id }} className="mono">
            {row.number}
          </Link>
        </span>
      ),
    },
    {
      id: "date",
      header: t("list.date"),
      sortable: true,
      cell: (row) =>
        row.occurredOn === null ? <span className="soft">{t("list.noDate")}</span> : dates.day(row.occurredOn),
    },
    { id: "manner", header: t("list.manner"), cell: (row) => t(`manner.${row.manner}`) },
    { id: "serials", header: t("list.serials"), cell: (row) => <Serials row={row} /> },
    {
      id: "weapons",
      header: t("list.weapons"),
      grow: true,
      cell: (row) => row.firearms.map(weaponLine).join(" · "),
    },
    { id: "place", header: t("list.place"), grow: true, cell: (row) => row.place },
    { id: "status", header: t("recovery-form:statusFilter"), extra: true, cell: (row) => <StatusTag recovery={row} /> },
    { id: "handling", header: t("list.handling"), cell: (row) => <HandlingCodes codes={row.handling} /> },
    { id: "institution", header: t("list.institution"), extra: true, cell: (row) => <Owner code={row.institution} /> },
    { id: "region", header: t("list.region"), extra: true, cell: (row) => region(row.region) ?? row.region },
    { id: "count", header: t("list.count"), extra: true, end: true, cell: (row) => dates.count(row.firearmCount) },
    {
      id: "recorded",
      header: t("list.recorded"),
      extra: true,
      sortable: true,
      cell: (row) => dates.moment(row.createdAt),
    },
  ];
}

const route = getRouteApi("/shell/recoveries");

export function RecoveriesPage(): ReactElement {
  const { t } = useTranslation(["recoveries", "web"]);
  const session = useSession();
  const navigate = useNavigate();
  const search = route.useSearch();
  const columns = useColumns();
  const show = (next: RecoverySearch): void => void navigate({ to: "/recoveries", search: next, resetScroll: false });
  const filters = filtersOf(search);
  const pages = usePages(listRecoveries, { query: { ...filters, sort: orderOf(search.sort), limit: ROWS } });
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const total = pages.data?.pages[0]?.total ?? undefined;
  const mayRecord = session.may.includes("recoveries.record");
  useActions(
    useMemo(
      () =>
        mayRecord
          ? [
              {
                id: "recoveries.record",
                label: t("record.open"),
                also: [t("record.also")],
                run: () => void navigate({ to: "/recoveries/new" }),
              },
            ]
          : [],
      [mayRecord, navigate, t],
    ),
  );
  const filtered = Object.keys(filters).length > 0;
  return (
    <QueuePage
      title={t("list.title")}
      crumbs={[{ label: t("web:nav.start"), to: "/" }, { label: t("list.title") }]}
      actions={
        <>
          {session.may.includes("records.export") && <ExportDialog search={search} />}
          {mayRecord && (
            <ButtonLink tone="main" glyph="plus" to="/recoveries/new">
              {t("record.open")}
            </ButtonLink>
          )}
        </>
      }
      {...(pages.error === null ? {} : { error: pages.error, again: () => void pages.refetch() })}
      table={{
        label: t("list.label"),
        columns,
        rows,
        rowKey: (row) => row.id,
        view: { sort: shownSort(search.sort), columns: search.columns },
        onView: (view) => {
          const shown = shownSort(search.sort);
          show({
            ...search,
            columns: view.columns,
            sort: view.sort === shown ? search.sort : nextSort(view.sort, shown),
          });
        },
        loading: pages.isPending || pages.isPlaceholderData,
        empty: filtered ? (
          <EmptyState
            title={t("list.nothingFits")}
            action={
              <Button onPress={() => show({ sort: search.sort, columns: search.columns })}>{t("filter.clear")}</Button>
            }
          >
            {t("list.nothingFitsWhy")}
          </EmptyState>
        ) : (
          <EmptyState
            title={t("list.none")}
            action={
              mayRecord ? (
                <ButtonLink tone="main" to="/recoveries/new">
                  {t("record.open")}
                </ButtonLink>
              ) : undefined
            }
          >
            {t("list.noneWhy")}
          </EmptyState>
        ),
        more: {
          has: pages.hasNextPage,
          loading: pages.isFetchingNextPage,
          onMore: () => void pages.fetchNextPage(),
          ...(total === undefined ? {} : { total }),
        },
        tools: <RecoveryFilters search={search} onSearch={(next) => show(next)} />,
        toolsSet: filtersSet(filters),
      }}
    />
  );
}
