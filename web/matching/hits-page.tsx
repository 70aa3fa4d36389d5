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
import { Owner } from "../access/sharing-names.tsx";
import { usePages } from "../calls/use-call.ts";
import { EmptyState } from "../parts/answers.tsx";
import { Button } from "../parts/button.tsx";
import type { Column } from "../parts/data-table.tsx";
import { Select } from "../parts/fields.tsx";
import { HandlingCodes, Serial } from "../parts/marks-of-record.tsx";
import { useSession } from "../session/session.ts";
import { QueuePage } from "../templates/queue-page.tsx";
import { useDates, type Dates } from "../words/dates.ts";
import { waitings } from "./hits-view.ts";
import { Pointers } from "./pointers.tsx";
import { HitStateChip, type HitSummary } from "./hit-words.tsx";
import { useRecordWords, type RecordWords } from "./matched-record.tsx";
import { Probability } from "./probability.tsx";

type Page = CallOutput<typeof listHits>;

function hitColumns(say: (key: string) => string, words: RecordWords, dates: Dates): readonly Column<HitSummary>[] {
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
    { id: "state", header: say("column.state"), cell: (hit) => <HitStateChip hit={hit} /> },
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
    },
  });
  const pages: readonly Page[] = answer.data?.pages ?? [];
  const rows = pages.flatMap((page) => page.items);
  const head = pages[0];
  const columns = useMemo(() => hitColumns((key) => t(key), words, dates), [dates, t, words]);
  const go = (search: typeof view): void => void navigate({ to: "/hits", search, replace: true });
  const showAll = (
    <Button onPress={() => go({ ...view, waiting: "all", state: undefined })}>{t("empty.showAll")}</Button>
  );

  return (
    <QueuePage
      title={t("title")}
      lead={head === undefined ? undefined : t("waitingForUs", { count: head.waitingForUs })}
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
              {...(view.state === undefined && waiting === "all" ? {} : { action: showAll })}
            >
              {t("empty.noneWhy")}
            </EmptyState>
          ),
        more: {
          has: answer.hasNextPage,
          loading: answer.isFetchingNextPage,
          onMore: () => void answer.fetchNextPage(),
        },
        toolsSet: filtersSet({ waiting: view.waiting, state: view.state }),
        tools: (
          <>
            <Select
              inline
              label={t("filter.waiting")}
              value={waiting}
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
          </>
        ),
      }}
    >
      {head !== undefined && head.pointers.length > 0 && <Pointers pointers={head.pointers} />}
    </QueuePage>
  );
}
