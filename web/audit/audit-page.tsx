/**
 * Who did what, when and why, without content.
 *
 * Promises: every filter is in the address; a name narrows to that person, a record's number to that record. Refuses:
 * content; the auditor sees that a record was opened, never what stands in it.
 */
import { useMemo, type ReactElement } from "react";
import { Link, getRouteApi, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { auditJournal } from "../../src/journal/journal.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { filtersSet } from "../address.ts";
import { Owner, useInstitutionChoices } from "../access/sharing-names.tsx";
import { usePurposeNames, usePurposes } from "../account/purpose-names.ts";
import { usePages } from "../calls/use-call.ts";
import { EmptyState } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import type { Column } from "../parts/data-table.tsx";
import { Select } from "../parts/fields.tsx";
import { StateChip } from "../parts/marks-of-record.tsx";
import { PeriodFilter } from "../parts/period-filter.tsx";
import { QueuePage } from "../templates/queue-page.tsx";
import { inLanguage, nameIn } from "../words/both.ts";
import { useDates } from "../words/dates.ts";
import { AuditRooms } from "./audit-frame.tsx";
import { questionOf, verbs, type AuditView } from "./audit-view.ts";

type Row = CallOutput<typeof auditJournal>["items"][number];
const ALL = "all";
const ROWS = 50;
const route = getRouteApi("/shell/audit");

/** The journal's verb and, where it is known, the kind of record, in words. */
export function useDeedWords(): (verb: string, kind: string | null) => string {
  const { t, i18n } = useTranslation("audit");
  return (verb, kind) => {
    const deed = i18n.exists(`audit:verbs.${verb}`) ? t(`verbs.${verb}`) : verb;
    if (kind === null) return deed;
    return `${deed}: ${i18n.exists(`audit:kinds.${kind}`) ? t(`kinds.${kind}`) : kind}`;
  };
}

/** What was refused, and why, in words; what has none keeps its code. */
function useRefusalWords(): (refused: NonNullable<Row["refused"]>) => string {
  const { t, i18n } = useTranslation(["audit", "problems"]);
  return ({ call, code }) => {
    const what = call !== null && i18n.exists(`audit:calls.${call}`) ? t(`calls.${call}`) : call;
    const own = code !== null && i18n.exists(`audit:refusals.${code}`) ? t(`refusals.${code}`) : undefined;
    // A refusal's title speaks to the person refused; the commonest have words for who reads of it.
    const why = own ?? (code !== null && i18n.exists(`problems:${code}.title`) ? t(`problems:${code}.title`) : code);
    return [what === null ? t("verbs.refuse") : t("list.refused", { what }), why]
      .filter((part) => part !== null)
      .join("; ");
  };
}

function useColumns(view: AuditView): readonly Column<Row>[] {
  const { t, i18n } = useTranslation("audit");
  const dates = useDates();
  const purpose = usePurposeNames();
  const deed = useDeedWords();
  const refusal = useRefusalWords();
  /** The number people know it by; where a kind has none, the kind and the end of the id. */
  const recordWords = (row: Row, id: string): string => {
    if (row.number !== null) return row.number;
    const end = id.slice(-6);
    return row.kind !== null && i18n.exists(`audit:kinds.${row.kind}`)
      ? t("list.recordOf", { kind: t(`kinds.${row.kind}`), id: end })
      : t("list.recordUnnamed", { id: end });
  };
  return [
    {
      id: "at",
      header: t("list.at"),
      lead: true,
      cell: (row) => <time dateTime={row.at}>{dates.moment(row.at)}</time>,
    },
    {
      id: "who",
      header: t("list.who"),
      cell: (row) =>
        row.by.id === null ? (
          <span className="soft">{row.by.username ?? t(row.verb === "sign-in" ? "list.nobody" : "list.node")}</span>
        ) : (
          <span className="audit-who">
            {row.by.institution !== null && <Owner code={row.by.institution} short />}
            <Link to="/audit" search={{ ...view, person: row.by.id }} title={row.by.username ?? ""}>
              {nameIn(i18n.language, row.by) || (row.by.username ?? "")}
            </Link>
          </span>
        ),
    },
    {
      id: "deed",
      header: t("list.deed"),
      grow: true,
      cell: (row) => (row.refused === null ? deed(row.verb, row.kind) : refusal(row.refused)),
    },
    {
      id: "record",
      header: t("list.record"),
      cell: (row) =>
        row.record === null ? null : (
          <Link className="mono audit-record" to="/audit" search={{ ...view, record: row.record }} title={row.record}>
            {recordWords(row, row.record)}
          </Link>
        ),
    },
    {
      id: "purpose",
      header: t("list.purpose"),
      grow: true,
      cell: (row) =>
        row.purpose === null ? (
          <span className="soft">{t("list.noPurpose")}</span>
        ) : (
          <span title={[purpose(row.purpose), row.purposeText ?? ""].filter((part) => part !== "").join(": ")}>
            {row.purposeText !== null && <q className="audit-words">{row.purposeText}</q>}
            {purpose(row.purpose)}
          </span>
        ),
    },
    {
      id: "outcome",
      header: t("list.outcome"),
      cell: (row) => (
        <StateChip tone={row.outcome === "refused" ? "ended" : "rest"}>{t(`outcome.${row.outcome}`)}</StateChip>
      ),
    },
    {
      id: "institution",
      header: t("list.institution"),
      extra: true,
      cell: (row) => (row.by.institution === null ? null : <Owner code={row.by.institution} />),
    },
    {
      id: "username",
      header: t("list.username"),
      extra: true,
      cell: (row) => <span className="mono">{row.by.username}</span>,
    },
    {
      id: "position",
      header: t("list.position"),
      extra: true,
      end: true,
      cell: (row) =>
        row.position === null ? <span className="soft">{t("list.pending")}</span> : dates.count(row.position),
    },
  ];
}

function Filters({
  view,
  onView,
}: {
  readonly view: AuditView;
  readonly onView: (view: AuditView) => void;
}): ReactElement {
  const { t, i18n } = useTranslation("audit");
  const institutions = useInstitutionChoices();
  const purposes = usePurposes();
  const all = { id: ALL, label: t("filter.all") };
  const pick = (value: string): string | undefined => (value === ALL ? undefined : value);
  const narrowed = Object.keys(questionOf(view)).length > 0;
  return (
    <>
      <PeriodFilter period={view} onPeriod={({ from, until }) => onView({ ...view, from, until })} />
      <Select
        inline
        label={t("list.institution")}
        value={view.institution ?? ALL}
        onChange={(value) => onView({ ...view, institution: pick(value) })}
        choices={[all, ...institutions]}
      />
      <Select
        inline
        label={t("list.deed")}
        value={view.verb ?? ALL}
        onChange={(value) => onView({ ...view, verb: verbs.find((verb) => verb === value) })}
        choices={[all, ...verbs.map((verb) => ({ id: verb, label: t(`verbs.${verb}`) }))]}
      />
      <Select
        inline
        label={t("list.purpose")}
        value={view.purpose ?? ALL}
        onChange={(value) => onView({ ...view, purpose: pick(value) })}
        choices={[all, ...purposes.map((one) => ({ id: one.code, label: inLanguage(i18n.language, one) }))]}
      />
      <Select
        inline
        label={t("list.outcome")}
        value={view.outcome ?? ALL}
        onChange={(value) => onView({ ...view, outcome: value === "done" || value === "refused" ? value : undefined })}
        choices={[all, { id: "done", label: t("outcome.done") }, { id: "refused", label: t("outcome.refused") }]}
      />
      {view.person !== undefined && (
        <Button small tone="quiet" glyph="close" onPress={() => onView({ ...view, person: undefined })}>
          {t("filter.onePerson")}
        </Button>
      )}
      {view.record !== undefined && (
        <Button small tone="quiet" glyph="close" onPress={() => onView({ ...view, record: undefined })}>
          {t("filter.oneRecord")}
        </Button>
      )}
      {narrowed && (
        <Button small tone="quiet" onPress={() => onView({ sort: view.sort, columns: view.columns })}>
          {t("filter.clear")}
        </Button>
      )}
    </>
  );
}

export function AuditPage(): ReactElement {
  const { t } = useTranslation(["audit", "web"]);
  const navigate = useNavigate();
  const view = route.useSearch();
  const columns = useColumns(view);
  const pages = usePages(auditJournal, { query: { ...questionOf(view), limit: ROWS } });
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data]);
  const show = (next: AuditView): void => void navigate({ to: "/audit", search: next, resetScroll: false });
  return (
    <QueuePage
      title={t("title")}
      crumbs={[{ label: t("web:nav.start"), to: "/" }, { label: t("title") }]}
      below={<AuditRooms />}
      error={pages.error}
      again={() => void pages.refetch()}
      table={{
        label: t("pages.entries"),
        columns,
        rows,
        rowKey: (row) => row.id,
        view,
        onView: show,
        loading: pages.isFetching && !pages.isFetchingNextPage,
        tools: <Filters view={view} onView={show} />,
        toolsSet: filtersSet(questionOf(view)),
        empty: <EmptyState title={t("list.none")}>{t("list.noneWhat")}</EmptyState>,
        more: {
          has: pages.hasNextPage,
          loading: pages.isFetchingNextPage,
          onMore: () => void pages.fetchNextPage(),
        },
      }}
    >
      <p className="soft">{t("list.noted")}</p>
    </QueuePage>
  );
}
