/** The people within the administrator's reach: find one, see roles and state, make a new account. */
import { useMemo, type ReactElement } from "react";
import { Link, getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listPeople } from "../../src/access/people.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { filtersSet } from "../address.ts";
import { Owner, useInstitutionChoices } from "../access/sharing-names.tsx";
import { usePages } from "../calls/use-call.ts";
import { EmptyState } from "../parts/answers.tsx";
import { ButtonLink } from "../parts/button.tsx";
import type { Column } from "../parts/data-table.tsx";
import { Select } from "../parts/fields.tsx";
import { StateChip } from "../parts/marks-of-record.tsx";
import { SearchBox } from "../parts/search-box.tsx";
import { useActions } from "../shell/actions.tsx";
import { QueuePage } from "../templates/queue-page.tsx";
import { inLanguage, useBoth, usePersonName } from "../words/both.ts";
import { PeopleRooms } from "./people-frame.tsx";
import type { PeopleView } from "./people-view.ts";
import { useRoleNames, useRoles } from "./roles.ts";

type Row = CallOutput<typeof listPeople>["items"][number];
const ALL = "all";
const ROWS = 50;
const route = getRouteApi("/shell/people");

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation("people");
  const name = usePersonName();
  const both = useBoth();
  const role = useRoleNames();
  return useMemo(
    () => [
      {
        id: "name",
        header: t("list.name"),
        lead: true,
        cell: (row) => (
          <Link to="/people/$id" params={{ id: row.id }}>
            {name(row)}
          </Link>
        ),
      },
      { id: "username", header: t("list.username"), cell: (row) => <span className="mono">{row.username}</span> },
      { id: "institution", header: t("list.institution"), cell: (row) => <Owner code={row.institution} /> },
      { id: "unit", header: t("list.unit"), cell: (row) => both(row.unit) },
      {
        id: "roles",
        header: t("list.roles"),
        grow: true,
        cell: (row) =>
          row.roles.length === 0 ? <span className="soft">{t("list.noRole")}</span> : row.roles.map(role).join(", "),
      },
      {
        id: "position",
        header: t("list.position"),
        extra: true,
        cell: (row) => both({ en: row.titleEn, ru: row.titleRu }),
      },
      {
        id: "state",
        header: t("list.state"),
        cell: (row) =>
          row.breakGlass ? (
            <StateChip tone="rest">{t("state.sealed")}</StateChip>
          ) : row.active ? (
            <StateChip tone="active">{t("state.open")}</StateChip>
          ) : (
            <StateChip tone="ended">{t("state.closed")}</StateChip>
          ),
      },
    ],
    [both, name, role, t],
  );
}

function Filters({
  view,
  onView,
}: {
  readonly view: PeopleView;
  readonly onView: (view: PeopleView) => void;
}): ReactElement {
  const { t, i18n } = useTranslation("people");
  const institutions = useInstitutionChoices();
  const roles = useRoles();
  const all = { id: ALL, label: t("filter.all") };
  const pick = (value: string): string | undefined => (value === ALL ? undefined : value);
  return (
    <>
      <SearchBox
        label={t("filter.search")}
        placeholder={t("filter.searchHint")}
        value={view.q ?? ""}
        onSearch={(q) => onView({ ...view, q: q === "" ? undefined : q })}
      />
      <Select
        inline
        label={t("list.institution")}
        value={view.institution ?? ALL}
        onChange={(value) => onView({ ...view, institution: pick(value) })}
        choices={[all, ...institutions]}
      />
      <Select
        inline
        label={t("filter.role")}
        value={view.role ?? ALL}
        onChange={(value) => onView({ ...view, role: pick(value) })}
        choices={[all, ...roles.map((one) => ({ id: one.code, label: inLanguage(i18n.language, one) }))]}
      />
      <Select
        inline
        label={t("list.state")}
        value={view.active ?? ALL}
        onChange={(value) =>
          onView({ ...view, active: value === "true" ? "true" : value === "false" ? "false" : undefined })
        }
        choices={[all, { id: "true", label: t("state.open") }, { id: "false", label: t("state.closed") }]}
      />
    </>
  );
}

export function PeoplePage(): ReactElement {
  const { t } = useTranslation(["people", "web"]);
  const navigate = useNavigate();
  const view = route.useSearch();
  const columns = useColumns();
  const { sort: _sort, columns: _columns, ...filters } = view;
  const pages = usePages(listPeople, { query: { ...filters, limit: ROWS } });
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const show = (next: PeopleView): void => void navigate({ to: "/people", search: next, resetScroll: false });
  useActions(
    useMemo(
      () => [{ id: "people.new", label: t("new.title"), run: () => void navigate({ to: "/people/new" }) }],
      [navigate, t],
    ),
  );
  return (
    <QueuePage
      title={t("title")}
      crumbs={[{ label: t("web:nav.start"), to: "/" }, { label: t("title") }]}
      below={<PeopleRooms />}
      actions={
        <ButtonLink tone="main" glyph="plus" to="/people/new">
          {t("new.title")}
        </ButtonLink>
      }
      error={pages.error}
      again={() => void pages.refetch()}
      table={{
        label: t("title"),
        columns,
        rows,
        rowKey: (row) => row.id,
        view,
        onView: show,
        loading: pages.isFetching && !pages.isFetchingNextPage,
        tools: <Filters view={view} onView={show} />,
        toolsSet: filtersSet({ ...view, sort: undefined, columns: undefined }),
        empty: <EmptyState title={t("list.none")}>{t("list.noneWhat")}</EmptyState>,
        more: {
          has: pages.hasNextPage,
          loading: pages.isFetchingNextPage,
          onMore: () => void pages.fetchNextPage(),
        },
      }}
    />
  );
}
