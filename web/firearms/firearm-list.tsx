/** The list of weapons one may see: by serial in any script, by type, make, calibre, and by the state of the serial. */
import { useMemo, type ReactElement } from "react";
import { Link, getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listFirearms, markStates } from "../../src/firearms/firearm.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { filtersSet } from "../address.ts";
import { Owner } from "../access/sharing-names.tsx";
import { usePages } from "../calls/use-call.ts";
import { EmptyState } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import type { Column } from "../parts/data-table.tsx";
import { Select } from "../parts/fields.tsx";
import { StateChip } from "../parts/marks-of-record.tsx";
import { SearchBox } from "../parts/search-box.tsx";
import { QueuePage } from "../templates/queue-page.tsx";
import { useDates } from "../words/dates.ts";
import { useChoices, useDesignations } from "./code-names.ts";
import type { FirearmSearch } from "./firearm-search.ts";
import { SerialOrState } from "./weapon-words.tsx";
import "./firearms.css";

type Row = CallOutput<typeof listFirearms>["items"][number];
const ROWS = 50;
const ALL = "all";

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation("firearms");
  const dates = useDates();
  const names = useDesignations();
  return [
    {
      id: "number",
      header: t("list.number"),
      lead: true,
      cell: (row) => (
        <span className="marked-number">
          <Owner code={row.institution} short />
          <Link to="/firearms/$id" params={{ id: row.id }} className="mono">
            {row.number}
          </Link>
        </span>
      ),
    },
    {
      id: "serial",
      header: t("list.serial"),
      cell: (row) => (
        <span className="marked-number">
          <SerialOrState serial={row.serial} state={row.serialState} />
          {row.disputed && <StateChip tone="waiting">{t("list.disputed")}</StateChip>}
        </span>
      ),
    },
    {
      id: "state",
      header: t("list.state"),
      extra: true,
      cell: (row) => t(`state.${row.serialState}`, { defaultValue: row.serialState }),
    },
    { id: "type", header: t("aspect.type"), cell: (row) => names.type(row.type) },
    { id: "model", header: t("aspect.model"), grow: true, cell: (row) => names.model(row.model) },
    { id: "make", header: t("aspect.make"), grow: true, cell: (row) => names.make(row.make) },
    { id: "calibre", header: t("aspect.calibre"), cell: (row) => names.calibre(row.calibre) },
    {
      id: "recovered",
      header: t("list.recovered"),
      cell: (row) => (row.recoveredOn === null ? "" : dates.day(row.recoveredOn)),
    },
    { id: "manner", header: t("list.manner"), extra: true, cell: (row) => t(`manner.${row.manner}`) },
    { id: "institution", header: t("list.institution"), extra: true, cell: (row) => <Owner code={row.institution} /> },
  ];
}

const route = getRouteApi("/shell/firearms");

export function FirearmsPage(): ReactElement {
  const { t } = useTranslation(["firearms", "web"]);
  const navigate = useNavigate();
  const search = route.useSearch();
  const columns = useColumns();
  const types = useChoices("types");
  const makes = useChoices("makes");
  const calibres = useChoices("calibres");
  const show = (next: FirearmSearch): void => void navigate({ to: "/firearms", search: next, resetScroll: false });
  const { columns: shownColumns, sort: _sort, ...filters } = search;
  const pages = usePages(listFirearms, { query: { ...filters, limit: ROWS } });
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const clear = (): void => show({ columns: shownColumns });
  const filtered = Object.keys(filters).length > 0;
  const all = { id: ALL, label: t("filter.all") };
  const pick = (value: string): string | undefined => (value === ALL ? undefined : value);
  return (
    <QueuePage
      title={t("list.title")}
      crumbs={[{ label: t("web:nav.start"), to: "/" }, { label: t("list.title") }]}
      {...(pages.error === null ? {} : { error: pages.error, again: () => void pages.refetch() })}
      table={{
        label: t("list.label"),
        columns,
        rows,
        rowKey: (row) => row.id,
        view: { columns: shownColumns },
        onView: (view) => show({ ...search, columns: view.columns }),
        loading: pages.isPending || pages.isPlaceholderData,
        empty: (
          <EmptyState
            title={filtered ? t("list.nothingFits") : t("list.none")}
            action={filtered ? <Button onPress={clear}>{t("filter.clear")}</Button> : undefined}
          >
            {filtered ? t("list.nothingFitsWhy") : t("list.noneWhy")}
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
            <SearchBox
              label={t("filter.search")}
              placeholder={t("filter.searchHint")}
              value={search.q ?? ""}
              onSearch={(q) => show({ ...search, q: q === "" ? undefined : q })}
            />
            <Select
              inline
              label={t("aspect.type")}
              value={search.type ?? ALL}
              onChange={(value) => show({ ...search, type: pick(value) })}
              choices={[all, ...types]}
            />
            <Select
              inline
              label={t("aspect.make")}
              value={search.make ?? ALL}
              onChange={(value) => show({ ...search, make: pick(value) })}
              choices={[all, ...makes]}
            />
            <Select
              inline
              label={t("aspect.calibre")}
              value={search.calibre ?? ALL}
              onChange={(value) => show({ ...search, calibre: pick(value) })}
              choices={[all, ...calibres]}
            />
            <Select
              inline
              label={t("list.serial")}
              value={search.serialState ?? ALL}
              onChange={(value) => show({ ...search, serialState: markStates.find((state) => state === value) })}
              choices={[all, ...markStates.map((state) => ({ id: state, label: t(`state.${state}`) }))]}
            />
            {filtered && (
              <Button small tone="quiet" glyph="close" onPress={clear}>
                {t("filter.clear")}
              </Button>
            )}
          </>
        ),
      }}
    />
  );
}
