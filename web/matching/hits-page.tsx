/**
 * The hit queue: what waits for us first, the most probable first.
 *
 * Promises: filters live in the address; who may decide begins with what waits for them; what is not ours to see is named
 * by whom to ask. Refuses: to order by anything but what the node says.
 */
import { useMemo, type ReactElement } from "react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { hitStates, listHits } from "../../src/matching/hit.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { filtersSet } from "../address.ts";
import { Owner, useInstitutionChoices } from "../access/sharing-names.tsx";
import { usePages } from "../calls/use-call.ts";
import { EmptyState } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import type { Column } from "../parts/data-table.tsx";
import { Select, type Choice } from "../parts/fields.tsx";
import { HandlingCodes, Serial } from "../parts/marks-of-record.tsx";
import { useSession } from "../session/session.ts";
import { QueuePage } from "../templates/queue-page.tsx";
import { useDates, type Dates } from "../words/dates.ts";
import { HitRooms } from "./hits-frame.tsx";
import { orders, urgencies, waitings, type HitsView } from "./hits-view.ts";
import { Pointers } from "./pointers.tsx";
import { HandedTo, HitStateChip, Urgency, type HitSummary } from "./hit-words.tsx";
import { useRecordWords, type RecordWords } from "./matched-record.tsx";
import { Probability } from "./probability.tsx";

type Page = CallOutput<typeof listHits>;

function hitColumns(
  say: (key: string) => string,
  words: RecordWords,
  dates: Dates,
  byUrgency: boolean,
): readonly Column<HitSummary>[] {
  return [
    {
      id: "recovered",
      header: say("column.recovered"),
      lead: true,
      cell: (hit) => (
        <Link to="/hits/$id" params={{ id: hit.id }}>
          {hit.recovered.weapon.serial === null ? hit.number : <Serial value={hit.recovered.weapon.serial} />}
        </Link>
      ),
    },
    {
      id: "held",
      header: say("column.held"),
      cell: (hit) => (hit.other.weapon.serial === null ? "" : <Serial value={hit.other.weapon.serial} />),
    },
    { id: "weapon", header: say("column.weapon"), grow: true, cell: (hit) => words.weapon(hit.recovered.weapon) },
    {
      id: "because",
      header: say("column.because"),
      grow: true,
      // Where one looks for what is urgent, why it is the same weapon gives its place.
      extra: byUrgency,
      cell: (hit) => <span title={hit.because}>{hit.because}</span>,
    },
    { id: "finder", header: say("column.finder"), cell: (hit) => <Owner code={hit.recovered.institution} short /> },
    { id: "holder", header: say("column.holder"), cell: (hit) => <Owner code={hit.other.institution} short /> },
    { id: "fate", header: say("column.fate"), extra: true, cell: (hit) => words.fate(hit.other) },
    {
      id: "probability",
      header: say("column.probability"),
      cell: (hit) => <Probability value={hit.probability} small />,
    },
    { id: "urgency", header: say("column.urgency"), extra: !byUrgency, cell: (hit) => <Urgency hit={hit} /> },
    { id: "state", header: say("column.state"), cell: (hit) => <HitStateChip hit={hit} /> },
    { id: "handedTo", header: say("column.handedTo"), extra: true, cell: (hit) => <HandedTo to={hit.handedTo} /> },
    { id: "handling", header: say("column.handling"), cell: (hit) => <HandlingCodes codes={hit.handling} /> },
    { id: "since", header: say("column.since"), extra: true, cell: (hit) => dates.day(hit.createdAt) },
    {
      id: "references",
      header: say("column.ownReference"),
      extra: true,
      cell: (hit) =>
        [hit.recovered.ownReference, hit.other.ownReference]
          .filter((one) => one !== null)
          .map((one, at) => (
            <span key={at} className="mono own-reference">
              {one}
            </span>
          )),
    },
    {
      id: "number",
      header: say("column.number"),
      extra: true,
      cell: (hit) => <span className="mono">{hit.number}</span>,
    },
    { id: "register", header: say("column.register"), extra: true, cell: (hit) => words.source(hit.other) },
  ];
}

function Filters({
  view,
  first,
  go,
}: {
  readonly view: HitsView;
  readonly first: "us" | "all";
  readonly go: (view: HitsView) => void;
}): ReactElement {
  const { t } = useTranslation("hits");
  const institutions = useInstitutionChoices();
  const all = (words: string): Choice => ({ id: "all", label: t(words) });
  return (
    <>
      <Select
        inline
        label={t("filter.waiting")}
        value={view.waiting ?? (view.state === undefined ? first : "all")}
        onChange={(next) => go({ ...view, state: undefined, waiting: waitings.find((one) => one === next) })}
        choices={waitings.map((one) => ({ id: one, label: t(`filter.waitings.${one}`) }))}
      />
      <Select
        inline
        label={t("filter.state")}
        value={view.state ?? "all"}
        onChange={(next) => go({ ...view, state: hitStates.find((one) => one === next), waiting: "all" })}
        choices={["all", ...hitStates].map((one) => ({ id: one, label: t(`filter.states.${one}`) }))}
      />
      <Select
        inline
        label={t("filter.institution")}
        value={view.institution ?? "all"}
        onChange={(next) => go({ ...view, institution: next === "all" ? undefined : next })}
        choices={[all("filter.anyInstitution"), ...institutions]}
      />
      <Select
        inline
        label={t("filter.urgency")}
        value={view.urgency ?? "all"}
        onChange={(next) => go({ ...view, urgency: urgencies.find((one) => one === next) })}
        choices={[all("filter.anyUrgency"), ...urgencies.map((one) => ({ id: one, label: t(`urgency.${one}`) }))]}
      />
      <Select
        inline
        label={t("filter.order")}
        value={view.order ?? "probability"}
        onChange={(next) => go({ ...view, order: orders.find((one) => one === next) })}
        choices={orders.map((one) => ({ id: one, label: t(`filter.orders.${one}`) }))}
      />
    </>
  );
}

export function HitsPage(): ReactElement {
  const { t } = useTranslation("hits");
  const { may } = useSession();
  const view = useSearch({ from: "/shell/hits" });
  const navigate = useNavigate();
  const dates = useDates();
  const words = useRecordWords();
  // Whoever decides begins with what waits for their decision; others with all that concerns them.
  const first = may.includes("hits.decide") ? "us" : "all";
  const waiting = view.waiting ?? (view.state === undefined ? first : "all");
  const answer = usePages(listHits, {
    query: {
      limit: 50,
      ...(view.state === undefined ? {} : { state: view.state }),
      ...(waiting === "all" ? {} : { waiting }),
      ...(view.institution === undefined ? {} : { institution: view.institution }),
      ...(view.urgency === undefined ? {} : { urgency: view.urgency }),
      ...(view.order === undefined ? {} : { order: view.order }),
      ...(view.aside === undefined ? {} : { aside: view.aside }),
    },
  });
  const pages: readonly Page[] = answer.data?.pages ?? [];
  const rows = pages.flatMap((page) => page.items);
  const head = pages[0];
  const byUrgency = view.order === "urgency" || view.urgency !== undefined;
  const columns = useMemo(() => hitColumns((key) => t(key), words, dates, byUrgency), [byUrgency, dates, t, words]);
  const go = (search: typeof view): void => void navigate({ to: "/hits", search, replace: true });
  const showAll = <Button onPress={() => go({ waiting: "all" })}>{t("empty.showAll")}</Button>;

  return (
    <QueuePage
      title={t("title")}
      lead={head === undefined ? undefined : t("waitingForUs", { count: head.waitingForUs })}
      below={<HitRooms />}
      error={answer.error}
      again={() => void answer.refetch()}
      table={{
        label: t("title"),
        columns,
        rows,
        rowKey: (hit) => hit.id,
        view,
        onView: (next) => go({ ...view, ...next }),
        loading: answer.isPending || answer.isPlaceholderData,
        waits: (hit) => hit.waitsForUs,
        empty:
          waiting === "us" ? (
            <EmptyState title={t("empty.us")} action={showAll}>
              {t("empty.usWhy")}
            </EmptyState>
          ) : (
            <EmptyState
              title={t("empty.none")}
              {...(filtersSet({ ...view, waiting: undefined }) === 0 && waiting === "all" ? {} : { action: showAll })}
            >
              {t("empty.noneWhy")}
            </EmptyState>
          ),
        more: {
          has: answer.hasNextPage,
          loading: answer.isFetchingNextPage,
          onMore: () => void answer.fetchNextPage(),
        },
        toolsSet: filtersSet({
          waiting: view.waiting,
          state: view.state,
          institution: view.institution,
          urgency: view.urgency,
          order: view.order,
        }),
        tools: <Filters view={view} first={first} go={go} />,
      }}
    >
      {head !== undefined && (head.asideForUs > 0 || view.aside === "only") && (
        <p className="hits-aside">
          {t("aside.count", { count: head.asideForUs })}{" "}
          <Button
            small
            tone="quiet"
            onPress={() => go({ waiting: "us", ...(view.aside === "only" ? {} : { aside: "only" }) })}
          >
            {t(view.aside === "only" ? "aside.back" : "aside.show")}
          </Button>
        </p>
      )}
      {head !== undefined && head.pointers.length > 0 && <Pointers pointers={head.pointers} />}
    </QueuePage>
  );
}
